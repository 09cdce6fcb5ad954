package detectors

import "github.com/pii-scan/pii-scan/detectors/checksum"

// validNINO accepts a UK national insurance number with a prefix that is given out.
// https://en.wikipedia.org/wiki/National_Insurance_number
func validNINO(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	return same && len(s) == 9 && distinct(s[2:8]) > 1 && !codeIn("BGGBKNNKNTTNZZ", s[:2])
}

// validNHS accepts a UK health service number (modulo 11), not one of the range kept for tests.
// https://en.wikipedia.org/wiki/NHS_number
func validNHS(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 10)
	return d != nil && string(d[:3]) != "999" && checksum.Weighted(d, 11, nhsWeights)
}

var nhsWeights = []int{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}

// validUTR accepts a unique taxpayer reference, whose first digit is the check digit; a K may stand at either end. The
// other form, a temporary reference number, has none.
// https://en.wikipedia.org/wiki/Unique_Taxpayer_Reference
func validUTR(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	if len(s) > 0 && s[0] == 'K' {
		s = s[1:]
	}
	if len(s) > 0 && s[len(s)-1] == 'K' {
		s = s[:len(s)-1]
	}
	if len(s) != 10 || !onlyDigits(s) || distinct(s) < 2 {
		return false
	}
	sum, _ := checksum.Sum(s[1:], []int{6, 7, 8, 9, 10, 5, 4, 3, 2})
	return s[0] == "21987654321"[sum%11]
}

// validUPN accepts a UK pupil number: a check letter in front, modulo 23.
// https://en.wikipedia.org/wiki/Unique_Pupil_Number
func validUPN(b []byte) bool {
	const letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
	if len(b) != 13 || distinct(b[1:]) < 2 {
		return false
	}
	sum := 0
	for i, c := range b[1:] {
		n := int(c - '0')
		if c > '9' { // temporary numbers end with a letter
			for n = 0; n < len(letters) && letters[n] != c; n++ {
			}
		}
		sum += n * (i + 2)
	}
	return b[0] == letters[sum%23]
}

// validIdNr accepts a German tax identification number: among the first ten digits one occurs two or three times, not
// three times in a row, and no other twice; ISO 7064 MOD 11,10.
// https://de.wikipedia.org/wiki/Steuerliche_Identifikationsnummer
func validIdNr(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 11)
	if d == nil || d[0] == '0' {
		return false
	}
	var count [10]int
	repeated, most := 0, 0
	for i, c := range d[:10] {
		n := c - '0'
		if count[n]++; count[n] == 2 {
			repeated++
		}
		most = max(most, count[n])
		if i > 1 && c == d[i-1] && c == d[i-2] {
			return false
		}
	}
	return repeated == 1 && most <= 3 && checksum.Mod11_10(d)
}

// validICAODocument accepts a document number of nine characters, and where there is a tenth, its check digit; a D for the
// nationality may follow. The letter O is not used, and a digit occurs.
// https://de.wikipedia.org/wiki/Ausweisnummer
func validICAODocument(b []byte) bool {
	s := b
	if len(s) > 9 && s[len(s)-1] == 'D' {
		s = s[:len(s)-1]
	}
	digits := 0
	for _, c := range s {
		if c <= '9' {
			digits++
		}
	}
	return digits > 0 && distinct(s) > 2 && (len(s) == 9 || len(s) == 10 && checksum.ICAO(s))
}

// validRVNR accepts a German pension insurance number: the letter counts as two digits, products by digit sum.
// https://de.wikipedia.org/wiki/Versicherungsnummer
func validRVNR(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	if !same || len(s) != 12 || s[8] < 'A' || !onlyDigits(s[:8]) || !onlyDigits(s[9:]) {
		return false
	}
	day := decimal(s[2:4])
	if day > 50 { // given where the numbers of a day were used up
		day -= 50
	}
	if month := decimal(s[4:6]); month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	return germanInsurance(s[:11], 8, []int{2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1}) == int(s[11]-'0')
}

// validKVNR accepts a German health insurance number.
// https://de.wikipedia.org/wiki/Krankenversichertennummer
func validKVNR(b []byte) bool {
	return len(b) == 10 && distinct(b[1:]) > 1 && germanInsurance(b[:9], 0, []int{1, 2, 1, 2, 1, 2, 1, 2, 1, 2}) == int(b[9]-'0')
}

// germanInsurance is the check digit of s, whose letter, two digits (A is 01), stands at place letter.
func germanInsurance(s []byte, letter int, weights []int) int {
	sum, place := 0, 0
	add := func(n int) {
		sum += checksum.DigitSum(n * weights[place])
		place++
	}
	for i, c := range s {
		if i == letter {
			add((int(c-'A') + 1) / 10)
			add((int(c-'A') + 1) % 10)
		} else {
			add(int(c - '0'))
		}
	}
	return sum % 10
}

// validNIR accepts a French social security number with its key: 97 less the number modulo 97, with 19 and 18 for the
// Corsican departments 2A and 2B.
// https://en.wikipedia.org/wiki/INSEE_code
func validNIR(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	if !same || len(s) != 15 {
		return false
	}
	if s[5] == '2' && (s[6] == 'A' || s[6] == 'B') {
		s[5], s[6] = '1', '9'-(s[6]-'A')
	}
	return onlyDigits(s) && decimal(s[7:13]) > 0 && 97-checksum.Remainder(s[:13], 97) == decimal(s[13:])
}

// validSPI accepts a French tax number: the first ten digits modulo 511 are the last three.
func validSPI(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 13)
	return d != nil && d[0] <= '3' && checksum.Remainder(d[:10], 511) == decimal(d[10:])
}

// validSIREN accepts a French company number of nine digits, and of fourteen with the establishment.
// https://en.wikipedia.org/wiki/SIREN_code
func validSIREN(b []byte) bool {
	var buf [maxNumber]byte
	d, same := compact(&buf, b)
	return same && (len(d) == 9 || len(d) == 14 && checksum.Luhn(d[:9])) && distinct(d) > 1 && checksum.Luhn(d)
}

// validNIF accepts a Spanish DNI (eight digits and a letter), NIE (X, Y or Z in front) or NIF of K, L or M.
// https://es.wikipedia.org/wiki/N%C3%BAmero_de_identificaci%C3%B3n_fiscal
func validNIF(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	if !same || len(s) != 9 || distinct(s[1:8]) < 2 && s[1] == s[0] || decimal(s[1:8]) == 0 {
		return false
	}
	switch c := s[0]; {
	case c >= 'K' && c <= 'M':
		return s[8] == "JABCDEFGHI"[cifDigit(s[1:8])]
	case c >= 'X' && c <= 'Z':
		s[0] = '0' + c - 'X'
	}
	r := checksum.Remainder(s[:8], 23)
	return r >= 0 && s[8] == checksum.DNI[r]
}

// validCIF accepts a Spanish organisation's number; its control character is a digit, a letter, or either, by kind.
// https://es.wikipedia.org/wiki/C%C3%B3digo_de_identificaci%C3%B3n_fiscal
func validCIF(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	if !same || len(s) != 9 || !onlyDigits(s[1:8]) || distinct(s[1:8]) < 2 {
		return false
	}
	n, letterOnly, digitOnly := cifDigit(s[1:8]), codeIn("PQRSNW", s[:1]), codeIn("ABEH", s[:1])
	return s[8] == byte('0'+n) && !letterOnly || s[8] == "JABCDEFGHI"[n] && !digitOnly
}

// cifDigit is the Luhn check digit of seven digits.
func cifDigit(d []byte) (n int) {
	for i, c := range d {
		if v := int(c - '0'); i%2 == 0 {
			n += checksum.DigitSum(2 * v)
		} else {
			n += v
		}
	}
	return (10 - n%10) % 10
}

// validNUSS accepts a Spanish social security number: province, number and their remainder modulo 97.
// https://es.wikipedia.org/wiki/N%C3%BAmero_de_la_Seguridad_Social_(Espa%C3%B1a)
func validNUSS(b []byte) bool {
	var buf [maxNumber]byte
	d, same := compact(&buf, b)
	if !same || len(d) != 11 && len(d) != 12 || !onlyDigits(d) || distinct(d) < 3 {
		return false
	}
	last := len(d) - 2
	province, n := decimal(d[:2]), decimal(d[2:last])
	if province == 0 || province > 53 && province != 66 || n == 0 {
		return false
	}
	if n < 10_000_000 {
		n += province * 10_000_000
	} else {
		n = decimal(d[:last])
	}
	return n%97 == decimal(d[last:])
}

// validCCC accepts a Spanish account number: two check digits between branch and account.
// https://es.wikipedia.org/wiki/C%C3%B3digo_cuenta_cliente
func validCCC(b []byte) bool {
	var buf [maxNumber]byte
	return spanishAccount(number(&buf, b, 20))
}

func spanishAccount(d []byte) bool {
	if len(d) != 20 || !onlyDigits(d) {
		return false
	}
	weights := []int{1, 2, 4, 8, 5, 10, 9, 7, 3, 6}
	bank, _ := checksum.Sum(d[:8], weights[2:])
	account, _ := checksum.Sum(d[10:], weights)
	const table = "01987654321"
	return d[8] == table[bank%11] && d[9] == table[account%11]
}

// validCodiceFiscale accepts an Italian tax code: a day from 1 to 31 (41 to 71 for women) and the check letter. Where
// codes would be the same, letters from L to V stand for digits.
// https://en.wikipedia.org/wiki/Italian_fiscal_code
func validCodiceFiscale(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	if len(s) != 16 || !checksum.CodiceFiscale(s) {
		return false
	}
	day := omocodia(s[9])*10 + omocodia(s[10])
	return day >= 1 && day <= 31 || day >= 41 && day <= 71
}

// omocodia is the digit that a character of a tax code stands for.
func omocodia(c byte) int {
	const letters = "LMNPQRSTUV"
	for i := range len(letters) {
		if letters[i] == c {
			return i
		}
	}
	return int(c - '0')
}

// validPartitaIVA accepts an Italian VAT number: Luhn, and an office that exists in digits 8 to 10.
// https://it.wikipedia.org/wiki/Partita_IVA
func validPartitaIVA(b []byte) bool {
	var buf [maxNumber]byte
	d, _ := compact(&buf, b)
	if len(d) == 13 {
		d = d[2:]
	}
	if len(d) != 11 || !onlyDigits(d) || distinct(d) < 2 || !checksum.Luhn(d) {
		return false
	}
	office := decimal(d[7:10])
	return office >= 1 && office <= 100 || office == 120 || office == 121 || office == 888 || office == 999
}

// validBSN accepts a Dutch citizen service number of eight or nine digits that passes the eleven test.
// https://nl.wikipedia.org/wiki/Burgerservicenummer
func validBSN(b []byte) bool {
	var buf [maxNumber]byte
	d, same := compact(&buf, b)
	weights := []int{9, 8, 7, 6, 5, 4, 3, 2, -1}
	return same && (len(d) == 8 || len(d) == 9) && distinct(d) > 1 && checksum.Weighted(d, 11, weights[9-len(d):])
}

// validBelgian accepts a Belgian national register number: birth date (the month may have 20 or 40 added), serial, and
// 97 less the rest modulo 97, with a 2 in front for those born from 2000 on.
// https://en.wikipedia.org/wiki/National_identification_number#Belgium
func validBelgian(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 11)
	if d == nil || !dated(d, 0, 2, 4, []int{20, 40}) {
		return false
	}
	n, check := decimal(d[:9]), decimal(d[9:])
	return 97-n%97 == check || 97-(2_000_000_000+n)%97 == check
}

// validSVNR accepts an Austrian social security number: the fourth digit is the check digit, then comes the birth date, with
// months 13 to 15 where a day's numbers were used up.
// https://de.wikipedia.org/wiki/Sozialversicherungsnummer#%C3%96sterreich
func validSVNR(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 10)
	return d != nil && (dated(d, 8, 6, 4, nil) || d[6] == '1' && d[7] >= '3' && d[7] <= '5') &&
		checksum.Weighted(d, 11, []int{3, 7, 9, -1, 5, 8, 4, 2, 1, 6})
}

// validEHIC accepts a European health insurance card's number: 80, the issuing country's number, and Luhn.
func validEHIC(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 20)
	return d != nil && distinct(d[5:]) > 2 && checksum.Luhn(d)
}

// validUKTax accepts a UTR, or a temporary reference number, which has a letter in the third place and no check.
func validUKTax(b []byte) bool {
	return len(b) == 8 && b[2] >= 'A' || validUTR(b)
}

// validDNI accepts a Spanish DNI; what documents show as examples is left out.
func validDNI(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	if len(s) != 9 || !onlyDigits(s[:8]) || distinct(s[:8]) < 2 {
		return false
	}
	return s[8] == checksum.DNI[checksum.Remainder(s[:8], 23)]
}

// validMatricule accepts a Luxembourgish identity number: birth date and two check digits.
func validMatricule(b []byte) bool {
	return len(b) == 13 && dated(b, 2, 4, 6, nil) && checksum.Luxembourg(b)
}

func validPPSN(b []byte) bool { return distinct(b) > 2 && checksum.PPSN(b) }

func validPortugueseCard(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	return distinct(s) > 2 && checksum.PortugueseCard(s)
}
