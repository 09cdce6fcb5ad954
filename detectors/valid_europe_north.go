package detectors

import "github.com/pii-scan/pii-scan/detectors/checksum"

// validREGON accepts a Polish business number of nine digits, and of fourteen with the local unit.
// https://en.wikipedia.org/wiki/REGON
func validREGON(b []byte) bool {
	var buf [maxNumber]byte
	d, _ := compact(&buf, b)
	if len(d) != 9 && len(d) != 14 || !onlyDigits(d) || distinct(d) < 2 ||
		!tableDigit(d[:9], remainder, []int{8, 9, 2, 3, 4, 5, 6, 7}) {
		return false
	}
	return len(d) == 9 || tableDigit(d, remainder, []int{2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8})
}

// validPolishCard accepts a Polish identity card: three letters, then the check digit and five digits.
// https://en.wikipedia.org/wiki/Polish_identity_card
func validPolishCard(b []byte) bool { return polishDocument(b, 9, []int{7, 3, 1, 9, 7, 3, 1, 7, 3}) }

func polishDocument(b []byte, n int, weights []int) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	if len(s) != n {
		return false
	}
	sum := 0
	for i, c := range s {
		v := int(c - '0')
		if c >= 'A' {
			v = int(c-'A') + 10
		}
		sum += v * weights[i]
	}
	return distinct(s[3:]) > 1 && sum%10 == 0
}

// validFodselsnummer accepts a Norwegian identity number: two check digits modulo 11. 40 is added to the day for
// temporary numbers, to the month for hospitals' numbers.
// https://en.wikipedia.org/wiki/National_identity_number_(Norway)
func validFodselsnummer(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 11)
	return d != nil && dated(d, 4, 2, 0, []int{-40, 40}) &&
		checksum.Weighted(d[:10], 11, []int{3, 7, 6, 1, 8, 9, 4, 5, 2, 1}) &&
		checksum.Weighted(d, 11, []int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1})
}

// validPersonnummer accepts a Swedish identity number, with or without century: 60 is added to the day of coordination
// numbers, and the last ten digits pass Luhn.
// https://en.wikipedia.org/wiki/Personal_identity_number_(Sweden)
func validPersonnummer(b []byte) bool {
	var d [12]byte
	n := 0
	for _, c := range b {
		if c == '-' || c == '+' { // the sign says whether the holder is a hundred years old
			continue
		}
		if n == len(d) {
			return false
		}
		d[n] = c
		n++
	}
	if n != 10 && n != 12 {
		return false
	}
	last := d[n-10 : n]
	return onlyDigits(last) && dated(last, 0, 2, 4, []int{-60}) && decimal(last[6:9]) > 0 && checksum.Luhn(last)
}

// weighCPR lowers a Danish number that fails the check modulo 11: since 2007 such numbers are given out too.
// https://en.wikipedia.org/wiki/Personal_identification_number_(Denmark)
func weighCPR(v Value) float64 {
	var buf [maxNumber]byte
	d, _ := compact(&buf, v.Bytes())
	if checksum.Weighted(d, 11, []int{4, 3, 2, 7, 6, 5, 4, 3, 2, 1}) {
		return 0
	}
	return -0.2
}

// validHETU accepts a Finnish personal identity code: a sign for the century between birth date and serial, and a check
// character modulo 31. Serials from 900 on are temporary.
// https://en.wikipedia.org/wiki/National_identification_number#Finland
func validHETU(b []byte) bool {
	if len(b) != 11 || !dated(b, 4, 2, 0, nil) || !onlyDigits(b[7:10]) {
		return false
	}
	serial := decimal(b[7:10])
	return serial >= 2 && b[10] == checksum.HETU[(decimal(b[:6])*1000+serial)%31]
}

// validKennitala accepts an Icelandic identity number: check digit in the ninth place, century in the tenth; 40 is added
// to the day of organisations.
// https://en.wikipedia.org/wiki/Icelandic_identification_number
func validKennitala(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 10)
	return d != nil && dated(d, 4, 2, 0, []int{-40}) && checksum.Weighted(d[:9], 11, []int{3, 2, 7, 6, 5, 4, 3, 2, 1})
}

// validBaltic accepts an Estonian or Lithuanian personal code: century and sex, birth date, serial, check digit.
func validBaltic(b []byte) bool {
	return len(b) == 11 && distinct(b) > 1 && dated(b, 1, 3, 5, nil) && checksum.TwoPass(b)
}

// validLatvian accepts a Latvian personal code: with a birth date and check digit, or (since 2017) starting with 32.
// https://en.wikipedia.org/wiki/National_identification_number#Latvia
func validLatvian(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 11)
	if d == nil || d[0] == '3' && d[1] == '2' {
		return d != nil
	}
	return dated(d, 4, 2, 0, nil) && tableDigit(d, "12345678900", []int{10, 5, 8, 4, 2, 1, 6, 3, 7, 9})
}

// validBirthNumber accepts a Czech or Slovak birth number: divisible by 11 (numbers of nine digits, until 1953, have no
// check). 50 is added to women's months, 20 more where a day's numbers were used up.
// https://en.wikipedia.org/wiki/National_identification_number#Czech_Republic_and_Slovakia
func validBirthNumber(b []byte) bool {
	var buf [maxNumber]byte
	d, _ := compact(&buf, b)
	if len(d) != 9 && len(d) != 10 || !onlyDigits(d) || distinct(d) < 2 || !dated(d, 0, 2, 4, []int{50, 20, 70}) {
		return false
	}
	if len(d) == 9 {
		return decimal(d[:2]) < 54 && decimal(d[6:]) > 0
	}
	r := checksum.Remainder(d[:9], 11)
	return r%10 == int(d[9]-'0')
}

// validCNP accepts a Romanian personal code: birth date, county, check digit (1 where the sum gives 10).
// https://en.wikipedia.org/wiki/National_identification_number#Romania
func validCNP(b []byte) bool {
	if len(b) != 13 || distinct(b) < 2 || !dated(b, 1, 3, 5, nil) {
		return false
	}
	county := decimal(b[7:9])
	return (county >= 1 && county <= 48 || county == 51 || county == 52 || county == 70 || county >= 80 && county <= 83) &&
		tableDigit(b, "01234567891", []int{2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9})
}

// weighCNP lowers what may be a time in milliseconds from 2020 to 2030, so that it needs a keyword.
func weighCNP(v Value) float64 {
	if n := decimal(v.Bytes()); n >= 1_577_000_000_000 && n < 1_894_000_000_000 {
		return -0.3
	}
	return 0
}

// validAFM accepts a Greek tax number: powers of two as weights, modulo 11.
// https://el.wikipedia.org/wiki/%CE%91%CF%81%CE%B9%CE%B8%CE%BC%CF%8C%CF%82_%CE%A6%CE%BF%CF%81%CE%BF%CE%BB%CE%BF%CE%B3%CE%B9%CE%BA%CE%BF%CF%8D_%CE%9C%CE%B7%CF%84%CF%81%CF%8E%CE%BF%CF%85
func validAFM(b []byte) bool {
	var buf [maxNumber]byte
	d, _ := compact(&buf, b)
	if len(d) == 11 {
		d = d[2:]
	}
	return len(d) == 9 && onlyDigits(d) && distinct(d) > 1 && tableDigit(d, remainder, []int{256, 128, 64, 32, 16, 8, 4, 2})
}

// validINN accepts a Russian taxpayer number, of ten digits for organisations and twelve for persons.
// https://ru.wikipedia.org/wiki/%D0%98%D0%B4%D0%B5%D0%BD%D1%82%D0%B8%D1%84%D0%B8%D0%BA%D0%B0%D1%86%D0%B8%D0%BE%D0%BD%D0%BD%D1%8B%D0%B9_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80_%D0%BD%D0%B0%D0%BB%D0%BE%D0%B3%D0%BE%D0%BF%D0%BB%D0%B0%D1%82%D0%B5%D0%BB%D1%8C%D1%89%D0%B8%D0%BA%D0%B0
func validINN(b []byte) bool {
	if len(b) != 10 && len(b) != 12 || distinct(b) < 2 || b[0] == '0' && b[1] == '0' {
		return false
	}
	weights := []int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
	if len(b) == 10 {
		return tableDigit(b, remainder, weights[2:])
	}
	return tableDigit(b[:11], remainder, weights[1:]) && tableDigit(b, remainder, weights)
}

// validSNILS accepts a Russian pension insurance number: weights 9 to 1 modulo 101; 100 becomes 00.
// https://ru.wikipedia.org/wiki/%D0%A1%D1%82%D1%80%D0%B0%D1%85%D0%BE%D0%B2%D0%BE%D0%B9_%D0%BD%D0%BE%D0%BC%D0%B5%D1%80_%D0%B8%D0%BD%D0%B4%D0%B8%D0%B2%D0%B8%D0%B4%D1%83%D0%B0%D0%BB%D1%8C%D0%BD%D0%BE%D0%B3%D0%BE_%D0%BB%D0%B8%D1%86%D0%B5%D0%B2%D0%BE%D0%B3%D0%BE_%D1%81%D1%87%D1%91%D1%82%D0%B0
func validSNILS(b []byte) bool {
	var buf [maxNumber]byte
	d := number(&buf, b, 11)
	if d == nil || decimal(d[:9]) <= 1_001_998 { // older numbers have no check digits
		return false
	}
	sum, _ := checksum.Sum(d[:9], []int{9, 8, 7, 6, 5, 4, 3, 2, 1})
	return sum%101%100 == decimal(d[9:])
}

// validTCKN accepts a Turkish identity number: two check digits.
// https://en.wikipedia.org/wiki/Turkish_Identification_Number
func validTCKN(b []byte) bool {
	return len(b) == 11 && distinct(b) > 1 &&
		tableDigit(b[:10], "0123456789", []int{7, -1, 7, -1, 7, -1, 7, -1, 7}) &&
		tableDigit(b, "0123456789", []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1})
}

// validVKN accepts a Turkish tax number.
// https://tr.wikipedia.org/wiki/Vergi_kimlik_numaras%C4%B1
func validVKN(b []byte) bool {
	if len(b) != 10 || distinct(b) < 2 {
		return false
	}
	sum := 0
	for i, c := range b[:9] {
		n := (int(c-'0') + 9 - i) % 10
		if n == 0 {
			continue
		}
		if n = n << (9 - i) % 9; n == 0 {
			n = 9
		}
		sum += n
	}
	return int(b[9]-'0') == (10-sum%10)%10
}

// validSlovenianTax accepts a Slovenian tax number: 11 less the weighted sum modulo 11; 10 becomes 0, 11 does not occur.
// https://en.wikipedia.org/wiki/VAT_identification_number
func validSlovenianTax(b []byte) bool {
	var buf [maxNumber]byte
	d, _ := compact(&buf, b)
	if len(d) == 10 {
		d = d[2:]
	}
	return len(d) == 8 && onlyDigits(d) && distinct(d) > 1 && tableDigit(d, "-0987654321", []int{8, 7, 6, 5, 4, 3, 2})
}

// validOIB accepts a Croatian identification number.
func validOIB(b []byte) bool { return len(b) == 11 && distinct(b) > 1 && checksum.Mod11_10(b) }
