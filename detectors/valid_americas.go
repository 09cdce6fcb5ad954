package detectors

import (
	"bytes"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// documentedSSNs are numbers that were printed in advertisements, forms and manuals; none is anybody's.
// https://www.ssa.gov/history/ssn/misused.html
var documentedSSNs = [...]int{78051120, 219099999, 457555462, 123456789, 987654321, 111223333, 123121234}

// validSSN accepts a US social security number: no area 000, 666 or 900 and over, no group 00, no serial 0000. Both
// separators are there, and the same, or none is.
// https://en.wikipedia.org/wiki/Social_Security_number#Valid_SSNs
func validSSN(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 9)
	return d != nil && (len(b) == 9 || len(b) >= 11) && assignableSSN(d)
}

func assignableSSN(d []byte) bool {
	area, group, serial := decimal(d[:3]), decimal(d[3:5]), decimal(d[5:])
	if area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0 {
		return false
	}
	n := decimal(d)
	for _, known := range documentedSSNs {
		if n == known {
			return false
		}
	}
	return true
}

// weighSSN lets a number with dashes stand without a keyword; nine digits without any are anything.
func weighSSN(v Value) float64 {
	switch b := v.Bytes(); {
	case len(b) < 11:
		return -0.15
	case b[3] == '-':
		return 0.25
	}
	return -0.05
}

// validITIN accepts a US taxpayer number of the 900 series with a group that is given to individuals.
// https://en.wikipedia.org/wiki/Individual_Taxpayer_Identification_Number
func validITIN(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 9)
	if d == nil || d[0] != '9' || len(b) == 10 {
		return false
	}
	group := decimal(d[3:5])
	return group >= 50 && group <= 65 || group >= 70 && group <= 88 || group >= 90 && group <= 99 && group != 93
}

// validNPI accepts a US provider number, which passes Luhn with 80840 (written or not) in front.
func validNPI(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	if len(s) == 15 && bytes.HasPrefix(s, []byte("80840")) {
		s = s[5:]
	}
	const prefix = 24 // what 80840 adds to the Luhn sum of ten digits
	return len(s) == 10 && (s[0] == '1' || s[0] == '2') && distinct(s) > 1 && (checksum.LuhnSum(s)+prefix)%10 == 0
}

// validDEA accepts two letters (the second may be a 9) and seven digits with their check.
func validDEA(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	return len(s) == 9 && distinct(s[2:]) > 1 && checksum.DEA(s[2:])
}

// validHICN accepts a social security number with a beneficiary's code behind it, and the railroad's form with its
// code in front.
func validHICN(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	if len(s) < 7 || !same {
		return false
	}
	if s[0] >= 'A' {
		return distinct(s) > 2
	}
	return len(s) >= 10 && onlyDigits(s[:9]) && assignableSSN(s[:9])
}

// validVIN accepts seventeen characters with letters and digits, three digits at its end or five in all, and the check digit and a
// possible model year where the region (North America, China) demands them.
// https://en.wikipedia.org/wiki/Vehicle_identification_number
func validVIN(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	if !same || len(s) != 17 {
		return false
	}
	digits := 0
	for _, c := range s {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	if digits < 3 || digits == 17 || distinct(s) < 5 {
		return false
	}
	if s[0] >= '1' && s[0] <= '5' || s[0] == 'L' {
		return onlyDigits(s[14:]) && s[9] != 'U' && s[9] != 'Z' && s[9] != '0' && checksum.VIN(s)
	}
	return digits > 4 || onlyDigits(s[14:]) || checksum.VIN(s)
}

// validSIN accepts a Canadian social insurance number: Luhn, not starting with 0 or 8.
// https://en.wikipedia.org/wiki/Social_insurance_number
func validSIN(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 9)
	return d != nil && len(b) != 10 && d[0] != '0' && d[0] != '8' && checksum.Luhn(d)
}

// validCanadianHealth accepts the provinces' numbers: British Columbia and Ontario with their check digits, Quebec with
// its birth date, and other provinces' by shape.
// https://en.wikipedia.org/wiki/Health_insurance_number
func validCanadianHealth(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	switch {
	case !same || len(s) < 10:
		return false
	case s[0] >= 'A': // Quebec: four letters, year, month (51 to 62 for women), day
		return len(s) == 12 && dated(s, 4, 6, 8, []int{50})
	case s[0] == '9' && len(s) == 10:
		sum, ok := checksum.Sum(s[1:9], []int{2, 4, 8, 5, 10, 9, 7, 3})
		return ok && onlyDigits(s) && int(s[9]-'0') == 11-sum%11
	}
	return distinct(s[:10]) > 1 && checksum.Luhn(s[:10])
}

// validCPF accepts a Brazilian taxpayer number: two check digits modulo 11.
// https://en.wikipedia.org/wiki/CPF_number
func validCPF(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 11)
	return d != nil && tableDigit(d[:10], complement, cpfWeights[1:]) && tableDigit(d, complement, cpfWeights)
}

var cpfWeights = []int{11, 10, 9, 8, 7, 6, 5, 4, 3, 2}

// validCNPJ accepts a Brazilian company number, digits or (since 2026) letters, with two check digits modulo 11.
// https://en.wikipedia.org/wiki/CNPJ
func validCNPJ(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	return len(s) == 14 && distinct(s) > 1 && onlyDigits(s[12:]) &&
		tableDigit(s[:13], complement, cnpjWeights[1:]) && tableDigit(s, complement, cnpjWeights)
}

var cnpjWeights = []int{6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2}

// validRUT accepts a Chilean number: weights 2 to 7 from the right, modulo 11, K for 10.
// https://en.wikipedia.org/wiki/National_identification_number#Chile
func validRUT(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	last := len(s) - 1
	if last < 7 || last > 8 || !onlyDigits(s[:last]) || decimal(s[:last]) == 0 {
		return false
	}
	sum := 0
	for i := range last {
		sum += int(s[last-1-i]-'0') * (2 + i%6)
	}
	return s[last] == "0K987654321"[sum%11]
}

// validNIT accepts a Colombian tax number: primes as weights from the right, modulo 11.
// https://es.wikipedia.org/wiki/N%C3%BAmero_de_Identificaci%C3%B3n_Tributaria
func validNIT(b []byte) bool {
	primes := [...]int{3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71}
	var buf [maxNumber]byte
	d, _ := compact(&buf, b)
	last := len(d) - 1
	if last < 6 || last > len(primes) || !onlyDigits(d) || distinct(d) < 2 {
		return false
	}
	sum := 0
	for i := range last {
		sum += int(d[last-1-i]-'0') * primes[i]
	}
	return d[last] == "01987654321"[sum%11]
}

// validCUIT accepts the check digit of an Argentine CUIT or CUIL.
// https://en.wikipedia.org/wiki/Clave_%C3%9Anica_de_Identificaci%C3%B3n_Tributaria
var validCUIT = checkTable("09987654321", 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)

// mexicanStates are the codes of federal entities in a CURP.
const mexicanStates = "ASBCBSCCCLCMCSCHDFDGGTGRHGJCMCMNMSNTNLOCPLQTQRSPSLSRTCTSTLVZYNZSNE"

// validCURP accepts a Mexican population code: birth date, state, check digit.
// https://en.wikipedia.org/wiki/Unique_Population_Registry_Code
func validCURP(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	if len(s) != 18 || !dated(s, 4, 6, 8, nil) || !codeIn(mexicanStates, s[11:13]) {
		return false
	}
	sum := 0
	for i, c := range s[:17] {
		n := int(c - '0')
		if c >= 'A' {
			n = int(c-'A') + 10
		}
		if c >= 'O' { // the letter before O is Ñ
			n++
		}
		sum += n * (18 - i)
	}
	return int(s[17]-'0') == (10-sum%10)%10
}

// codeIn tells whether a code is in a list of codes of its length without separators.
func codeIn(list string, code []byte) bool {
	for i := 0; i+len(code) <= len(list); i += len(code) {
		if list[i:i+len(code)] == string(code) {
			return true
		}
	}
	return false
}

// validRFC accepts a Mexican tax code with a date in it; what is never anybody's is left out. The check digit is weighed
// (see weighRFC), since codes without a right one are in use.
// https://en.wikipedia.org/wiki/Federal_Taxpayer_Registry
func validRFC(b []byte) bool {
	s := string(b) // does not leave this function: no allocation up to 32 bytes
	if s == "XAXX010101000" || s == "XEXX010101000" {
		return false
	}
	letters := 0 // characters before the date; Ñ is one of two bytes
	for letters < len(b) && (b[letters] < '0' || b[letters] > '9') {
		letters++
	}
	return len(b) >= letters+6 && dated(b, letters, letters+2, letters+4, nil)
}

func weighRFC(v Value) float64 {
	b := v.Bytes()
	sum, place := 0, 13
	if len(b) == 12 { // an organisation's is padded with a space in front
		sum, place = 37*13, 12
	}
	for i := 0; i < len(b)-1; i++ {
		c := b[i]
		var n int
		switch {
		case c >= '0' && c <= '9':
			n = int(c - '0')
		case c >= 'A' && c <= 'N':
			n = int(c-'A') + 10
		case c == '&':
			n = 24
		case c >= 'O' && c <= 'Z':
			n = int(c-'O') + 25
		default: // Ñ or a separator
			return -0.1
		}
		sum += n * place
		place--
	}
	if len(b) > 0 && b[len(b)-1] == "0A987654321"[sum%11] {
		return 0
	}
	return -0.2
}

// validEcuador accepts a cédula with a province, alone or as the start of a RUC.
// https://es.wikipedia.org/wiki/C%C3%A9dula_de_identidad#Ecuador
func validEcuador(b []byte) bool {
	var buf [maxNumber]byte
	d, _ := compact(&buf, b)
	return (len(d) == 10 || len(d) == 13) && distinct(d[:10]) > 1 && d[2] < '6' && checksum.Luhn(d[:10])
}

// validVenezuela accepts a cédula by shape and a tax number (RIF) with its check digit.
func validVenezuela(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	if len(s) != 10 {
		return len(s) >= 8 && distinct(s[1:]) > 1
	}
	kinds := [...]struct {
		letter byte
		sum    int
	}{{'V', 4}, {'E', 8}, {'J', 12}, {'P', 16}, {'G', 20}}
	for _, k := range kinds {
		if k.letter == s[0] {
			sum, ok := checksum.Sum(s[1:9], []int{3, 2, 7, 6, 5, 4, 3, 2})
			return ok && s[9] == complement[(k.sum+sum)%11]
		}
	}
	return false
}
