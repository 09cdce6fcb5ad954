package detectors

import (
	"slices"
	"strings"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// A vatCountry is how one country writes its number for value added tax behind the two letters.
type vatCountry struct {
	prefix string
	body   string // RE2; every place is one class
	valid  func([]byte) bool
	number string // synthetic
}

// vatCountries are the member states of the European Union, Northern Ireland and Great Britain.
// https://en.wikipedia.org/wiki/VAT_identification_number
var vatCountries = []vatCountry{
	{"ATU", `\d{8}`, validAustrianVAT, "41830275"},
	{"BE", `[01]\d{9}`, validBelgianVAT, "0418302701"},
	{"BG", `\d{9,10}`, validBulgarianVAT, "418302750"},
	{"CY", `\d{8}[A-Z]`, validCypriotVAT, "41830275F"},
	{"CZ", `\d{8,10}`, validCzechVAT, "41830270"},
	{"DE", `[1-9]\d{8}`, checksum.Mod11_10, "418302759"},
	{"DK", `\d{8}`, weighted(11, 2, 7, 6, 5, 4, 3, 2, 1), "41830271"},
	{"EE", `\d{9}`, weighted(10, 3, 7, 1, 3, 7, 1, 3, 7, 1), "418302756"},
	{"EL", `\d{9}`, validAFM, "418302750"},
	{"ES", `[A-Z0-9]\d{7}[A-Z0-9]`, func(b []byte) bool { return validNIF(b) || validCIF(b) }, "B41830274"},
	{"FI", `\d{8}`, weighted(11, 7, 9, 10, 5, 8, 4, 2, 1), "41830270"},
	{"FR", `[A-HJ-NP-Z0-9]{2}\d{9}`, validFrenchVAT, "00418302311"},
	{"HR", `\d{11}`, validOIB, "41830275191"},
	{"HU", `\d{8}`, weighted(10, 9, 7, 3, 1, 9, 7, 3, 1), "41830275"},
	{"IE", `\d{7}[A-W][A-I]?`, validPPSN, "4183027G"},
	{"IT", `\d{11}`, validPartitaIVA, "41830270157"},
	{"LT", `\d{9}(?:\d{3})?`, validLithuanianVAT, "418302711"},
	{"LU", `\d{8}`, validLuxembourgVAT, "41830202"},
	{"LV", `\d{11}`, validLatvianVAT, "41830275109"},
	{"MT", `\d{8}`, weighted(37, 3, 4, 6, 7, 8, 9, 10, 1), "41830282"},
	{"NL", `\d{9}B\d{2}`, validDutchVAT, "418302704B01"},
	{"PL", `\d{10}`, weighted(11, 6, 5, 7, 2, 3, 4, 5, 6, 7, -1), "4183027516"},
	{"PT", `\d{9}`, checkTable(complement, 9, 8, 7, 6, 5, 4, 3, 2), "418302758"},
	{"RO", `[1-9]\d{5,9}`, validRomanianVAT, "41830273"},
	{"SE", `\d{10}01`, func(b []byte) bool { return luhn(10)(b[:10]) }, "418302751701"},
	{"SI", `[1-9]\d{7}`, validSlovenianTax, "41830270"},
	{"SK", `[1-9]\d{9}`, func(b []byte) bool { return decimal(b)%11 == 0 }, "4183027519"},
	{"XI", `\d{9}`, validBritishVAT, "418302772"},
	{"GB", `\d{9}`, validBritishVAT, "418302772"},
}

// vatRows is one row for all of them.
var vatRows = []Detector{{
	ID: "EU_VAT_NUMBER", Title: "EU VAT number (any member state)", Category: Personal, Country: "EU",
	Pattern: vatPattern(),
	Keywords: []string{
		"vat", "vat number", "vat id", "vat no", "tax id", "ust-idnr", "ust-id", "umsatzsteuer", "tva", "iva", "btw", "partita iva", "nip", "moms",
	},
	Valid:    validVAT,
	Tier:     C,
	Severity: Severity{Medium, Medium, High},
	Source:   "https://en.wikipedia.org/wiki/VAT_identification_number",
	Finds:    vatFinds(),
	Ignores: []string{
		"VAT number DE418302758", "vat id FR01418302751", "the part DE418302759 is in stock", "VAT number QQ418302759", "vat DE 418-302 759",
	},
}}

// vatPattern takes any country's number, together or in groups.
func vatPattern() string {
	shapes := make([]string, len(vatCountries))
	for i, c := range vatCountries {
		shapes[i] = c.prefix + `[ .-]?` + spaced(c.body)
	}
	return strings.Join(shapes, "|")
}

// spaced lets a separator stand between the digits of a run.
func spaced(body string) string {
	return strings.NewReplacer(`\d{`, `(?:[ .-]?\d){`).Replace(body)
}

func vatFinds() []string {
	finds := []string{`{"vatNumber":"«DE418302759»"}`, "USt-IdNr. «DE 418 302 759»"}
	for _, c := range vatCountries {
		finds = append(finds, "VAT number «"+c.prefix+c.number+"»")
	}
	return finds
}

// validVAT accepts numbers with the check digits of their country, and one separator throughout.
func validVAT(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	if !same || !anyNumber(s[2:]) {
		return false
	}
	i := slices.IndexFunc(vatCountries, func(c vatCountry) bool { return strings.HasPrefix(string(s[:3]), c.prefix) })
	return i >= 0 && vatCountries[i].valid(s[len(vatCountries[i].prefix):])
}

func validAustrianVAT(d []byte) bool {
	sum := 4
	for i, c := range d[:7] {
		n := int(c - '0')
		if i%2 == 1 {
			n = checksum.DigitSum(2 * n)
		}
		sum += n
	}
	return complement10[sum%10] == d[7]
}

func validBelgianVAT(d []byte) bool { return 97-decimal(d[:8])%97 == decimal(d[8:]) }

// validBulgarianVAT checks the numbers of organisations; those of ten digits are persons' of several kinds.
func validBulgarianVAT(d []byte) bool {
	if len(d) == 10 {
		return true
	}
	sum, _ := checksum.Sum(d[:8], []int{1, 2, 3, 4, 5, 6, 7, 8})
	if sum%11 == 10 {
		sum, _ = checksum.Sum(d[:8], []int{3, 4, 5, 6, 7, 8, 9, 10})
	}
	return remainder[sum%11] == d[8]
}

func validCypriotVAT(s []byte) bool {
	sum := 0
	for i, c := range s[:8] {
		n := int(c - '0')
		if i%2 == 0 {
			n = [10]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}[n]
		}
		sum += n
	}
	return s[8] == byte('A'+sum%26)
}

// validCzechVAT checks a company's eight digits; persons have their birth number.
func validCzechVAT(d []byte) bool {
	if len(d) > 8 {
		return validBirthNumber(d)
	}
	sum, _ := checksum.Sum(d[:7], []int{8, 7, 6, 5, 4, 3, 2})
	return "10987654321"[sum%11] == d[7]
}

// validFrenchVAT checks the SIREN, and the key before it where that is in digits.
func validFrenchVAT(s []byte) bool {
	return checksum.Luhn(s[2:]) && (!onlyDigits(s[:2]) || (12+3*(decimal(s[2:])%97))%97 == decimal(s[:2]))
}

func validLithuanianVAT(d []byte) bool {
	last := len(d) - 1
	if d[last-1] != '1' {
		return false
	}
	first, second := 0, 0
	for i, c := range d[:last] {
		first += int(c-'0') * (1 + i%9)
		second += int(c-'0') * (1 + (i+2)%9)
	}
	if first%11 == 10 {
		first = second
	}
	return remainder[first%11] == d[last]
}

func validLuxembourgVAT(d []byte) bool { return decimal(d[:6])%89 == decimal(d[6:]) }

// validLatvianVAT checks the numbers of organisations, which begin with 4 to 9; persons have their own code.
func validLatvianVAT(d []byte) bool {
	sum, _ := checksum.Sum(d, []int{9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1})
	return d[0] <= '3' || sum%11 == 3
}

// validDutchVAT takes the number of a citizen or company, and the newer one that passes ISO 7064 MOD 97-10 with its letters.
func validDutchVAT(s []byte) bool {
	var whole [14]byte
	copy(whole[:], "NL")
	copy(whole[2:], s)
	return validBSN(s[:9]) || checksum.Mod97(whole[:])
}

func validRomanianVAT(d []byte) bool {
	last := len(d) - 1
	sum, _ := checksum.Sum(d[:last], []int{7, 5, 3, 2, 1, 7, 5, 3, 2}[9-last:])
	return remainder[10*sum%11] == d[last]
}

// validBritishVAT knows two rules, of which the newer adds 55.
func validBritishVAT(d []byte) bool {
	sum, _ := checksum.Sum(d[:7], []int{8, 7, 6, 5, 4, 3, 2})
	sum += decimal(d[7:])
	return sum%97 == 0 || (sum+55)%97 == 0
}
