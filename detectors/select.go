package detectors

import (
	"fmt"
	"strings"
)

// Select gives the rows of All that list names, in All's order.
//
// list is terms with commas between: recommended (all rows but the optional ones), macie (the identifiers that Macie
// recommends), all, none, a category (credentials, financial, personal), a two-letter country, or an identifier; in any case.
// Terms add up from left to right; one with a '-' before it takes away. A list that begins with '-' takes away from
// recommended; so does the empty list, which takes away nothing. A term that names no row is an error.
func Select(list string) ([]Detector, error) { return selectRows(All, list) }

func selectRows(rows []Detector, list string) ([]Detector, error) {
	chosen := make([]bool, len(rows))
	set := func(term string, on bool) error {
		if term == "none" {
			for i := range chosen {
				chosen[i] = chosen[i] && !on
			}
			return nil
		}
		in := selection(term)
		any := false
		for i := range rows {
			if in(&rows[i]) {
				chosen[i], any = on, true
			}
		}
		if !any {
			return fmt.Errorf("no detector, category or country is called %q: see pii-scan detectors list", term)
		}
		return nil
	}
	terms := strings.Split(list, ",")
	if first := strings.TrimSpace(terms[0]); first == "" || strings.HasPrefix(first, "-") {
		for i := range rows {
			chosen[i] = !rows[i].Optional
		}
	}
	for _, term := range terms {
		term = strings.ToLower(strings.TrimSpace(term))
		if term == "" {
			continue
		}
		name, off := strings.CutPrefix(term, "-")
		if err := set(name, !off); err != nil {
			return nil, err
		}
	}
	var out []Detector
	for i, on := range chosen {
		if on {
			out = append(out, rows[i])
		}
	}
	return out, nil
}

// selection says which rows a term means; term is in lower case.
func selection(term string) func(*Detector) bool {
	switch term {
	case "recommended":
		return func(d *Detector) bool { return !d.Optional }
	case "macie":
		return func(d *Detector) bool { return macieRecommended[d.ID] }
	case "all":
		return func(*Detector) bool { return true }
	case "credentials":
		return func(d *Detector) bool { return d.Category == Credentials }
	case "financial":
		return func(d *Detector) bool { return d.Category == Financial }
	case "personal":
		return func(d *Detector) bool { return d.Category == Personal }
	}
	return func(d *Detector) bool {
		if strings.EqualFold(d.ID, term) {
			return true
		}
		for country := range strings.SplitSeq(d.Country, ",") {
			if strings.EqualFold(country, term) {
				return true
			}
		}
		return false
	}
}

// macieRecommended are the identifiers that Macie uses where a job names none.
// https://docs.aws.amazon.com/macie/latest/user/discovery-jobs-mdis-recommended.html
var macieRecommended = map[string]bool{
	"AWS_CREDENTIALS":                          true,
	"HTTP_BASIC_AUTH_HEADER":                   true,
	"OPENSSH_PRIVATE_KEY":                      true,
	"PGP_PRIVATE_KEY":                          true,
	"PKCS":                                     true,
	"PUTTY_PRIVATE_KEY":                        true,
	"CREDIT_CARD_MAGNETIC_STRIPE":              true,
	"CREDIT_CARD_NUMBER":                       true,
	"CANADA_DRIVERS_LICENSE":                   true,
	"DRIVERS_LICENSE":                          true,
	"UK_DRIVERS_LICENSE":                       true,
	"UK_ELECTORAL_ROLL_NUMBER":                 true,
	"FRANCE_NATIONAL_IDENTIFICATION_NUMBER":    true,
	"GERMANY_NATIONAL_IDENTIFICATION_NUMBER":   true,
	"ITALY_NATIONAL_IDENTIFICATION_NUMBER":     true,
	"SPAIN_DNI_NUMBER":                         true,
	"UK_NATIONAL_INSURANCE_NUMBER":             true,
	"CANADA_PASSPORT_NUMBER":                   true,
	"FRANCE_PASSPORT_NUMBER":                   true,
	"GERMANY_PASSPORT_NUMBER":                  true,
	"ITALY_PASSPORT_NUMBER":                    true,
	"SPAIN_PASSPORT_NUMBER":                    true,
	"UK_PASSPORT_NUMBER":                       true,
	"USA_PASSPORT_NUMBER":                      true,
	"CANADA_SOCIAL_INSURANCE_NUMBER":           true,
	"SPAIN_SOCIAL_SECURITY_NUMBER":             true,
	"USA_SOCIAL_SECURITY_NUMBER":               true,
	"AUSTRALIA_TAX_FILE_NUMBER":                true,
	"BRAZIL_CPF_NUMBER":                        true,
	"FRANCE_TAX_IDENTIFICATION_NUMBER":         true,
	"GERMANY_TAX_IDENTIFICATION_NUMBER":        true,
	"SPAIN_NIE_NUMBER":                         true,
	"SPAIN_NIF_NUMBER":                         true,
	"SPAIN_TAX_IDENTIFICATION_NUMBER":          true,
	"USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER": true,
}
