package detectors

import (
	"bytes"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// validAadhaar accepts an Indian Aadhaar number: Verhoeff, and no palindrome.
// https://en.wikipedia.org/wiki/Aadhaar
func validAadhaar(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 12)
	if d == nil || d[0] < '2' {
		return false
	}
	palindrome := true
	for i := range 6 {
		palindrome = palindrome && d[i] == d[11-i]
	}
	return !palindrome && checksum.Verhoeff(d)
}

// validPAN accepts an Indian permanent account number whose four digits are not all zero.
func validPAN(b []byte) bool { return len(b) == 10 && decimal(b[5:9]) > 0 }

// validGSTIN accepts an Indian goods and services tax number: Luhn modulo 36.
// https://en.wikipedia.org/wiki/Goods_and_Services_Tax_(India)
func validGSTIN(b []byte) bool { return len(b) == 15 && checksum.LuhnMod36(b) }

// validEPIC accepts an Indian voter card number: three letters and seven digits that pass Luhn.
func validEPIC(b []byte) bool {
	return len(b) == 10 && distinct(b[3:]) > 1 && checksum.Luhn(b[3:])
}

// chineseProvinces are the first two digits of a Chinese resident's number.
const chineseProvinces = "1112131415212223313233343536374142434445465051525354616263646571818283"

// validChineseID accepts a Chinese resident identity number: province, birth date, ISO 7064 MOD 11-2.
// https://en.wikipedia.org/wiki/Resident_Identity_Card
func validChineseID(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	return len(s) == 18 && codeIn(chineseProvinces, s[:2]) && onlyDigits(s[6:10]) && onlyDigits(s[10:14]) &&
		calendar(decimal(s[6:10]), decimal(s[10:12]), decimal(s[12:14])) && checksum.Mod11_2(s)
}

// validUSCC accepts a Chinese unified social credit code: powers of three as weights, modulo 31.
// https://en.wikipedia.org/wiki/Unified_Social_Credit_Identifier
func validUSCC(b []byte) bool {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(b) != 18 || distinct(b) < 4 {
		return false
	}
	sum, weight := 0, 1
	for i, c := range b {
		n := 0
		for n < len(alphabet) && alphabet[n] != c {
			n++
		}
		if n == len(alphabet) {
			return false
		}
		if i == 17 {
			return n == (31-sum%31)%31
		}
		sum += n * weight
		weight = weight * 3 % 31
	}
	return false
}

// validCorporateNumber accepts a Japanese corporate number: the first digit is the check digit, modulo 9.
// https://en.wikipedia.org/wiki/Corporate_Number
func validCorporateNumber(b []byte) bool {
	if len(b) != 13 || distinct(b) < 2 {
		return false
	}
	sum, _ := checksum.Sum(b[1:], []int{2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1})
	return int(b[0]-'0') == 9-sum%9
}

var koreanWeights = []int{2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5}

// validRRN accepts a Korean resident registration number. Since October 2020 numbers are given out without a check digit;
// only those born from 2010 on are let through without.
// https://en.wikipedia.org/wiki/Resident_registration_number
func validRRN(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 13)
	if d == nil || !dated(d, 0, 2, 4, nil) {
		return false
	}
	return tableDigit(d, complement1, koreanWeights) || recentRRN(d)
}

func recentRRN(d []byte) bool {
	return (d[6] == '3' || d[6] == '4') && d[0] >= '1' && d[0] <= '3'
}

// weighRRN lowers a number without a right check digit, so that it needs a keyword.
func weighRRN(v Value) float64 {
	var buf [maxNumber]byte
	if d := number(&buf, v.Bytes(), 13); d != nil && !tableDigit(d, complement1, koreanWeights) {
		return -0.35
	}
	return 0
}

// validFRN accepts a Korean foreigner's registration number: the resident's check digit plus 2.
func validFRN(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 13)
	return d != nil && dated(d, 0, 2, 4, nil) && tableDigit(d, "32109876543", koreanWeights)
}

// validBRN accepts a Korean business registration number.
// https://en.wikipedia.org/wiki/VAT_identification_number
func validBRN(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 10)
	if d == nil {
		return false
	}
	sum, _ := checksum.Sum(d[:9], []int{1, 3, 7, 1, 3, 7, 1, 3, 5})
	sum += int(d[8]-'0') * 5 / 10
	return int(d[9]-'0') == (10-sum%10)%10
}

func validHongKongID(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	return (len(s) == 8 || len(s) == 9) && distinct(s[len(s)-7:len(s)-1]) > 1 && checksum.HongKongID(s)
}

func validTaiwanID(b []byte) bool { return len(b) == 10 && distinct(b[2:]) > 1 && checksum.TaiwanID(b) }

func validNRIC(b []byte) bool { return len(b) == 9 && distinct(b[1:8]) > 1 && checksum.NRIC(b) }

// validNPWP accepts an Indonesian tax number: Luhn over the first nine digits.
func validNPWP(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 15)
	return d != nil && distinct(d[:9]) > 2 && checksum.Luhn(d[:9])
}

// validTFN accepts an Australian tax file number of eight or nine digits.
// https://en.wikipedia.org/wiki/Tax_file_number
func validTFN(b []byte) bool {
	var buf [maxNumber]byte
	d, same := compact(&buf, b)
	weights := []int{1, 4, 3, 7, 5, 8, 6, 9, 10}
	return same && (len(d) == 8 || len(d) == 9) && distinct(d) > 1 && checksum.Weighted(d, 11, weights[:len(d)])
}

// validMedicare accepts an Australian Medicare card number; the digit after the check digit is the issue, and the holder's place on the card
// may follow.
// https://en.wikipedia.org/wiki/Medicare_card_(Australia)
func validMedicare(b []byte) bool {
	var buf [maxNumber]byte
	d, _ := compact(&buf, b)
	return (len(d) == 10 || len(d) == 11) && onlyDigits(d) && distinct(d) > 1 && d[9] != '0' &&
		tableDigit(d[:9], "0123456789", []int{1, 3, 7, 9, 1, 3, 7, 9})
}

// validABN accepts an Australian business number: 1 is taken off the first digit, modulo 89.
// https://en.wikipedia.org/wiki/Australian_Business_Number
func validABN(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 11)
	sum, ok := checksum.Sum(d, []int{10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19})
	return ok && d[0] != '0' && (sum-10)%89 == 0
}

// validIRD accepts a New Zealand tax number of eight or nine digits between 10 and 150 million; where the first weights
// give 10, a second set decides.
// https://en.wikipedia.org/wiki/Inland_Revenue_Department_(New_Zealand)
func validIRD(b []byte) bool {
	var buf, padded [maxNumber]byte
	d, same := compact(&buf, b)
	if !same || len(d) != 8 && len(d) != 9 || !onlyDigits(d) || distinct(d) < 2 {
		return false
	}
	if n := decimal(d); n < 10_000_000 || n > 150_000_000 {
		return false
	}
	padded[0] = '0'
	p := padded[:9]
	copy(p[9-len(d):], d)
	first, _ := checksum.Sum(p[:8], []int{3, 2, 7, 6, 5, 4, 3, 2})
	check := (11 - first%11) % 11
	if check == 10 {
		second, _ := checksum.Sum(p[:8], []int{7, 4, 3, 2, 5, 2, 7, 6})
		check = (11 - second%11) % 11
	}
	return check == int(p[8]-'0')
}

// validNHI accepts a New Zealand health index number: three letters (without I and O) and four digits, modulo 11; or, since
// 2022, a letter at the sixth and seventh place, modulo 24.
// https://en.wikipedia.org/wiki/NHI_Number
func validNHI(b []byte) bool {
	if len(b) != 7 {
		return false
	}
	sum := 0
	for i, c := range b[:6] {
		sum += nhiValue(c) * (7 - i)
	}
	if last := b[6]; last >= 'A' {
		return nhiValue(last) == 24-sum%24
	}
	r := sum % 11
	return r != 0 && int(b[6]-'0') == (11-r)%10
}

func nhiValue(c byte) int {
	switch {
	case c <= '9':
		return int(c - '0')
	case c > 'O':
		return int(c-'A') - 1
	case c > 'I':
		return int(c - 'A')
	}
	return int(c-'A') + 1
}

// validSouthAfrican accepts a South African identity number: birth date and Luhn.
// https://en.wikipedia.org/wiki/South_African_identity_card
func validSouthAfrican(b []byte) bool {
	var buf [maxNumber]byte
	d := grouped(&buf, b, 13)
	return d != nil && dated(d, 0, 2, 4, nil) && d[10] <= '2' && checksum.Luhn(d)
}

// validMauritian accepts a Mauritian identity number: birth date and a check character modulo 17.
func validMauritian(b []byte) bool {
	if len(b) != 14 || !dated(b, 5, 3, 1, nil) {
		return false
	}
	sum := int(b[0]-'A'+10) * 14
	for i, c := range b[1:13] {
		sum += int(c-'0') * (13 - i)
	}
	return b[13] == "0123456789ABCDEFG"[(17-sum%17)%17]
}

// validORCID accepts a researcher's ORCID iD: ISO 7064 MOD 11-2.
// https://support.orcid.org/hc/en-us/articles/360006897674
func validORCID(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	return same && len(s) == 16 && distinct(s) > 2 && checksum.Mod11_2(s)
}

// validMRZ accepts the second line of a passport's machine readable zone: check digits over the number, the birth
// date, the expiry date and all of them. Specimens of Utopia are left out.
// https://en.wikipedia.org/wiki/Machine-readable_passport
func validMRZ(b []byte) bool {
	if len(b) != 44 || string(b[10:13]) == "UTO" || !checksum.ICAO(b[:10]) || !checksum.ICAO(b[13:20]) || !checksum.ICAO(b[21:28]) {
		return false
	}
	sum := checksum.ICAOSum(b[:10], 0) + checksum.ICAOSum(b[13:20], 10) + checksum.ICAOSum(b[21:43], 17)
	return dated(b, 13, 15, 17, nil) && sum%10 == int(b[43]-'0')
}

// weighShortCheck lowers values whose shape is common and whose check digit lets a tenth of all numbers through, so that they
// need a keyword.
func weighShortCheck(v Value) float64 { return -0.3 }

// weighHongKongID lowers a number whose check digit does not stand in brackets.
func weighHongKongID(v Value) float64 {
	if b := v.Bytes(); b[len(b)-1] == ')' {
		return 0
	}
	return -0.3
}

// validICCID accepts a SIM card's number: Luhn; an F may fill the last place.
func validICCID(b []byte) bool {
	if len(b) > 0 && b[len(b)-1] == 'F' {
		b = b[:len(b)-1]
	}
	return distinct(b) > 3 && checksum.Luhn(b)
}

// validUDI accepts a GS1 device identifier with the check digit of its GTIN; blood bags' identifiers have none.
// https://en.wikipedia.org/wiki/Global_Trade_Item_Number
func validUDI(b []byte) bool {
	if bytes.HasPrefix(b, []byte("=")) {
		return true
	}
	return len(b) >= 18 && distinct(b[4:18]) > 1 && checksum.Weighted(b[4:18], 10, []int{3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1})
}
