package detectors

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// numberRows are the rows whose values have a shape and, mostly, a check digit.
func numberRows() []Detector { return slices.Concat(personalRows, cardRows, financialRows, ibanRows) }

// TestNumberExamples holds pattern and check of each row against the row's examples, without the engine: what is marked is
// matched in full, and of what is to be ignored nothing is that stands between edges of words.
func TestNumberExamples(t *testing.T) {
	for _, d := range numberRows() {
		whole := regexp.MustCompile(`\A(?:` + d.Pattern + `)\z`)
		accepts := func(s string) bool {
			m := whole.FindStringSubmatch(s)
			if m == nil {
				return false
			}
			value := m[0]
			if len(m) > 1 && m[1] != "" {
				value = m[1]
			}
			return d.Valid == nil || d.Valid([]byte(value))
		}
		for _, example := range d.Finds {
			for rest := example; ; {
				_, after, ok := strings.Cut(rest, "«")
				if !ok {
					break
				}
				value, tail, _ := strings.Cut(after, "»")
				rest = tail
				if !accepts(value) {
					t.Errorf("%s does not accept %q", d.ID, value)
				}
			}
		}
		for _, example := range d.Ignores {
			if d.Weigh != nil || d.KeywordRequired && !hasKeyword(d, example) {
				continue // the value may be good: the keyword is missing, or its surroundings speak against it
			}
			for _, s := range betweenEdges(example) {
				if accepts(s) {
					t.Errorf("%s accepts %q in %q", d.ID, s, example)
				}
			}
		}
	}
}

func hasKeyword(d Detector, s string) bool {
	s = strings.ToLower(s)
	return slices.ContainsFunc(d.Keywords, func(k string) bool { return strings.Contains(s, strings.ToLower(k)) })
}

// betweenEdges are the pieces of s that begin and end at the edge of a word and go on in no longer number.
func betweenEdges(s string) (pieces []string) {
	word := func(c byte) bool {
		return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80
	}
	figure := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	separator := func(i int) bool { return i >= 0 && i < len(s) && strings.IndexByte("-./:,+", s[i]) >= 0 }
	for i := range len(s) {
		if i > 0 && word(s[i-1]) && word(s[i]) || separator(i-1) && figure(i-2) && figure(i) {
			continue
		}
		for j := i + 1; j <= len(s); j++ {
			if j < len(s) && word(s[j-1]) && word(s[j]) || separator(j) && figure(j+1) && figure(j-1) {
				continue
			}
			pieces = append(pieces, s[i:j])
		}
	}
	return pieces
}

// TestNumberChecksAllocateNothing runs every check on values it accepts and on values it does not.
func TestNumberChecksAllocateNothing(t *testing.T) {
	for _, d := range numberRows() {
		if d.Valid == nil {
			continue
		}
		for _, example := range slices.Concat(d.Finds, d.Ignores) {
			for _, m := range regexp.MustCompile(d.Pattern).FindAllSubmatch([]byte(example), -1) {
				value := m[len(m)-1]
				if len(value) == 0 {
					value = m[0]
				}
				if n := testing.AllocsPerRun(10, func() { d.Valid(value) }); n > 0 {
					t.Errorf("%s: the check allocates %.0f times on %q", d.ID, n, value)
				}
			}
		}
	}
}

// TestNumberChecksRefuseChangedDigits changes the last digit or letter of every example whose value ends in a check
// character: none of the others may pass.
func TestNumberChecksRefuseChangedDigits(t *testing.T) {
	// Rows whose check stands elsewhere, is weighed, or does not exist.
	elsewhere := map[string]bool{
		"DATE_OF_BIRTH": true, "USA_SOCIAL_SECURITY_NUMBER": true, "USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER": true,
		"USA_HEALTH_INSURANCE_CLAIM_NUMBER": true, "VEHICLE_IDENTIFICATION_NUMBER": true, "MEDICAL_DEVICE_UDI": true,
		"CANADA_HEALTH_NUMBER": true, "MEXICO_INDIVIDUAL_RFC_NUMBER": true, "MEXICO_ORGANIZATION_RFC_NUMBER": true,
		"UK_NATIONAL_INSURANCE_NUMBER": true, "UK_TAX_IDENTIFICATION_NUMBER": true, "UK_UNIQUE_PUPIL_NUMBER": true,
		"ICELAND_KENNITALA": true, "DENMARK_CPR_NUMBER": true, "INDIA_PERMANENT_ACCOUNT_NUMBER": true, "INDONESIA_NPWP": true,
		"AU_MEDICARE": true, "CREDIT_CARD_MAGNETIC_STRIPE": true, "CREDIT_CARD_EXPIRATION": true, "SWIFT_CODE": true,
		"BANK_ACCOUNT_NUMBER": true, "CZECH_BANK_ACCOUNT_DOMESTIC": true, "KOREA_RRN": true, "TURKEY_ID_NUMBER": false,
		"GERMANY_BANK_ACCOUNT_NUMBER": true, "UK_BANK_ACCOUNT_NUMBER": true,
	}
	for _, d := range numberRows() {
		if d.Valid == nil || elsewhere[d.ID] {
			continue
		}
		for _, example := range d.Finds {
			_, after, _ := strings.Cut(example, "«")
			value, _, _ := strings.Cut(after, "»")
			at := strings.LastIndexFunc(value, func(r rune) bool { return r != ')' && r != '?' })
			b := []byte(value)
			whole := regexp.MustCompile(`\A(?:` + d.Pattern + `)\z`)
			others := "0123456789"
			if value[at] > '9' {
				others = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			}
			for _, c := range others {
				if b[at] = byte(c); string(b) != value && whole.Match(b) && d.Valid(b) {
					t.Errorf("%s accepts %q, and %q too", d.ID, value, b)
				}
			}
		}
	}
}

// TestNumberRowsTogether runs the examples through an engine of these rows.
func TestNumberRowsTogether(t *testing.T) {
	e, err := New(numberRows())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, d := range numberRows() {
		if seen[d.ID] {
			t.Errorf("%s is there twice", d.ID)
		}
		seen[d.ID] = true
		for _, err := range e.Check(&d) {
			t.Error(err)
		}
	}
}

// FuzzNumberChecks gives every check anything: none may panic or change what it is given.
func FuzzNumberChecks(f *testing.F) {
	rows := numberRows()
	for _, d := range rows {
		f.Add([]byte(strings.Trim(d.Finds[0], "«»")))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := string(b)
		for _, d := range rows {
			if d.Valid != nil {
				d.Valid(b)
			}
			if string(b) != before {
				t.Fatalf("%s changes %q", d.ID, before)
			}
		}
	})
}
