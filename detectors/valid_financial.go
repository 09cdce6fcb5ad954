package detectors

import (
	"bytes"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// countryCodes are the ISO 3166 codes of countries that banks and securities stand in, and Kosovo.
const countryCodes = "ADAEAFAGAIALAMAOARATAUAWAZBABBBDBEBFBGBHBIBJBMBNBOBRBSBTBWBYBZCACDCFCGCHCICKCLCMCNCOCRCUCVCWCYCZ" +
	"DEDJDKDMDODZECEEEGERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGTGUGWGYHKHNHRHTHUIDIEILIMINIQIRISIT" +
	"JEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZ" +
	"NANCNENGNINLNONPNRNZOMPAPEPFPGPHPKPLPMPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISKSLSMSNSOSRSSSTSVSXSYSZ" +
	"TCTDTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW"

// validBIC accepts a bank's code with a country in the fifth and sixth place; a 0 in the eighth marks a test code.
// https://en.wikipedia.org/wiki/ISO_9362
func validBIC(b []byte) bool {
	return (len(b) == 8 || len(b) == 11) && b[7] != '0' && codeIn(countryCodes, b[4:6])
}

// validAccount accepts an account number of which nothing is known but that it is one: not one digit only.
func validAccount(b []byte) bool { return distinct(b) > 2 }

// validExpiryOrPart accepts a month of expiry, and where a form has fields of their own for month and year (expM=02), one
// of them.
func validExpiryOrPart(b []byte) bool {
	_, part, ok := bytes.Cut(b, []byte("="))
	if !ok {
		return validExpiry(b)
	}
	n := decimal(part)
	return len(part) <= 2 && n >= 1 && n <= 60 || n >= 2000 && n <= 2060
}

// validCLABE accepts a Mexican account number: weights 3, 7, 1; only the last digit of each product counts.
// https://en.wikipedia.org/wiki/CLABE
var validCLABE = weighted(10, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1)

// validCBU accepts an Argentine account number: two blocks with a check digit each.
// https://en.wikipedia.org/wiki/Clave_Bancaria_Uniforme
func validCBU(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 22)
	return d != nil && checksum.Weighted(d[:8], 10, []int{7, 1, 3, 9, 7, 1, 3, 1}) &&
		checksum.Weighted(d[8:], 10, []int{3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3, 1})
}

// validCzechAccount accepts a Czech account: prefix, number and bank, the first two divisible by 11 by their weights.
// https://cs.wikipedia.org/wiki/%C4%8C%C3%ADslo_%C3%BA%C4%8Dtu
func validCzechAccount(b []byte) bool {
	weights := [10]int{6, 3, 7, 9, 10, 5, 8, 4, 2, 1}
	part, n := [10]byte{}, 0
	divisible := func() bool {
		sum := 0
		for i := range n {
			sum += int(part[i]-'0') * weights[10-n+i]
		}
		return sum%11 == 0
	}
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9' && n < len(part):
			part[n] = c
			n++
		case c == '-' || c == '/':
			if !divisible() || c == '/' && distinct(part[:n]) < 2 {
				return false
			}
			n = 0
		default:
			return false
		}
	}
	return n == 4 // the bank
}

// validISIN accepts a security's number with a country in front (XS and EU have securities too) and four digits at
// least: words in capitals pass the check now and then.
// https://en.wikipedia.org/wiki/International_Securities_Identification_Number
func validISIN(b []byte) bool {
	digits := 0
	for _, c := range b {
		if c <= '9' {
			digits++
		}
	}
	return len(b) == 12 && digits >= 4 && distinct(b[2:]) > 2 && (codeIn(countryCodes, b[:2]) || codeIn("XSEU", b[:2])) && checksum.LuhnExpanded(b)
}

// validCUSIP accepts a North American security's number.
func validCUSIP(b []byte) bool { return distinct(b) > 2 && checksum.CUSIP(b) }

// validLEI accepts a legal entity identifier, whose fifth and sixth characters are zero or, in older ones, not.
// https://en.wikipedia.org/wiki/Legal_Entity_Identifier
func validLEI(b []byte) bool { return len(b) == 20 && distinct(b) > 4 && checksum.Mod97(b) }

// weighLEI takes an identifier of digits alone, which hardly any is, for something else unless a keyword is near.
func weighLEI(v Value) float64 {
	if onlyDigits(v.Bytes()) {
		return -0.4
	}
	return 0
}

// weighSecurityCode takes what looks like a year for one.
func weighSecurityCode(v Value) float64 {
	if b := v.Bytes(); len(b) == 4 && (b[0] == '1' && b[1] == '9' || b[0] == '2' && b[1] == '0') {
		return -0.2
	}
	return 0
}
