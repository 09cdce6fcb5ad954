package detectors

import (
	"strings"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// validIBAN accepts what passes ISO 7064 MOD 97-10, with one separator throughout; the pattern has seen to the structure.
func validIBAN(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	return same && checksum.IBAN(upperCase(s)) && distinct(s[4:]) > 1
}

// validRegistryIBAN is validIBAN and sees to the structure too.
func validRegistryIBAN(b []byte) bool {
	if !validIBAN(b) {
		return false
	}
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	c := ibanCountryOf(upperCase(s))
	return c != nil && fitsBBAN(s[4:], c.bban)
}

// ibanByCode is 1 more than the place in the registry, by the letters of a country.
var ibanByCode = func() (t [32][32]uint8) {
	for i, c := range ibanCountries {
		t[c.country[0]&31][c.country[1]&31] = uint8(i + 1)
	}
	return t
}()

// ibanCountryOf is the country that b begins with, in letters of any case; nil where there is none.
func ibanCountryOf(b []byte) *ibanCountry {
	if len(b) < 2 {
		return nil
	}
	if i := ibanByCode[b[0]&31][b[1]&31]; i > 0 && isLetter(b[0]) && isLetter(b[1]) {
		return &ibanCountries[i-1]
	}
	return nil
}

// ibanStarts says whether an IBAN can begin with t.
func ibanStarts(t []byte) bool { return ibanCountryOf(t) != nil }

// spelledIBAN is validRegistryIBAN for the other spellings: each character apart, groups of any size, a line break, and letters that
// stand for digits.
func spelledIBAN(b []byte) bool {
	if len(b) < 4 {
		return false
	}
	c := ibanCountryOf(b)
	if c == nil || c.country != string(b[:2]) {
		return false
	}
	var buf [maxNumber]byte
	s := respell(&buf, b)
	if len(s) < 4 || !fitsBBAN(s[4:], c.bban) {
		return false
	}
	return checksum.IBAN(s) && distinct(s[4:]) > 2
}

// weighSpelledIBAN speaks against an account that goes on where each of its characters stands apart, and trusts the other spellings
// less.
func weighSpelledIBAN(v Value) float64 {
	characters := 0
	for _, c := range v.Bytes() {
		if k := byteKind[c]; k != other && k != multi {
			characters++
		}
	}
	if apart := len(v.Bytes())-characters > characters/2; apart && goesOn(v) {
		return -1
	}
	if validRegistryIBAN(v.Bytes()) {
		return 0
	}
	return -0.2
}

// upperCase turns the letters of s, a scratch copy, into capitals.
func upperCase(s []byte) []byte {
	for i, c := range s {
		if c >= 'a' && c <= 'z' {
			s[i] = c - 'a' + 'A'
		}
	}
	return s
}

func fitsBBAN(s []byte, bban string) bool {
	n := 0
	for _, kind := range []byte(bban) {
		if kind >= '0' && kind <= '9' {
			n = n*10 + int(kind-'0')
			continue
		}
		if n > len(s) {
			return false
		}
		for _, c := range s[:n] {
			if digit := c <= '9'; kind == 'n' && !digit || kind == 'a' && digit {
				return false
			}
		}
		s, n = s[n:], 0
	}
	return len(s) == 0
}

// isIBAN tells a country's IBAN from its domestic form.
func isIBAN(b []byte, country string) bool {
	return len(b) > 4 && string(b[:2]) == country && b[2] <= '9'
}

// ibanOr accepts a country's IBAN, and its domestic form with the national check digits where it has some.
func ibanOr(country string) func([]byte) bool {
	return func(b []byte) bool {
		if isIBAN(b, country) {
			return validIBAN(b)
		}
		var buf [maxNumber]byte
		s, _ := compact(&buf, b)
		if distinct(s) < 3 {
			return false
		}
		switch country {
		case "ES":
			return spanishAccount(s)
		case "FR":
			return checksum.FrenchAccount(s)
		case "IT":
			return checksum.ItalianAccount(s)
		case "PL":
			return checksum.IBAN(append([]byte(country), s...))
		}
		return true
	}
}

// weighDomestic takes so much off a domestic form that it counts near a keyword only.
func weighDomestic(country string) func(Value) float64 {
	return func(v Value) float64 {
		if isIBAN(v.Bytes(), country) {
			return 0
		}
		return -0.47
	}
}

// inFours writes an IBAN in groups of four.
func inFours(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// otherCheck changes the first check digit of an IBAN.
func otherCheck(s string) string { return s[:2] + string('0'+(s[2]-'0'+1)%10) + s[3:] }
