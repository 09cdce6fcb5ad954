package checksum

// DNI is the letter that belongs to a Spanish DNI or NIE number modulo 23.
// https://en.wikipedia.org/wiki/Documento_Nacional_de_Identidad_(Spain)
const DNI = "TRWAGMYFPDXBNJZSQVHLCKE"

// HETU is the character that belongs to the nine digits of a Finnish personal identity code modulo 31.
// https://en.wikipedia.org/wiki/National_identification_number#Finland
const HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY"

// fiscalOdd are the values of characters at odd places (first, third, ...) of a codice fiscale; digits count as A to J.
var fiscalOdd = [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}

// CodiceFiscale checks the last of the sixteen characters of an Italian tax code.
// https://en.wikipedia.org/wiki/Italian_fiscal_code
func CodiceFiscale(s []byte) bool {
	if len(s) != 16 || s[15] < 'A' || s[15] > 'Z' {
		return false
	}
	sum, ok := fiscalSum(s[:15])
	return ok && int(s[15]-'A') == sum%26
}

// fiscalSum adds the values of characters at odd and even places.
func fiscalSum(s []byte) (sum int, ok bool) {
	for i, c := range s {
		n := base36(c)
		if n < 0 {
			return 0, false
		}
		if n > 9 {
			n -= 10
		}
		if i%2 == 0 {
			n = fiscalOdd[n]
		}
		sum += n
	}
	return sum, true
}

// ICAO checks the last digit of s by the rule of machine readable travel documents: weights 7, 3, 1, letters from A as
// 10, '<' as 0.
// https://en.wikipedia.org/wiki/Machine-readable_passport
func ICAO(s []byte) bool {
	if len(s) < 2 {
		return false
	}
	sum := ICAOSum(s[:len(s)-1], 0)
	last := s[len(s)-1]
	return sum >= 0 && last >= '0' && last <= '9' && sum%10 == int(last-'0')
}

// ICAOSum is the weighted sum of s, whose first character stands at place from of what is checked; -1 where a
// character has no value.
func ICAOSum(s []byte, from int) int {
	weights := [3]int{7, 3, 1}
	sum := 0
	for i, c := range s {
		n := base36(c)
		if c == '<' {
			n = 0
		}
		if n < 0 {
			return -1
		}
		sum += n * weights[(from+i)%3]
	}
	return sum
}

// VIN checks the ninth character of a vehicle identification number, as North America and China demand it.
// https://en.wikipedia.org/wiki/Vehicle_identification_number#Check-digit_calculation
func VIN(s []byte) bool {
	const values = "12345678.12345.7.923456789" // of A to Z; I, O and Q do not occur
	weights := [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}
	if len(s) != 17 {
		return false
	}
	sum := 0
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9':
		case c >= 'A' && c <= 'Z' && values[c-'A'] != '.':
			c = values[c-'A']
		default:
			return false
		}
		sum += int(c-'0') * weights[i]
	}
	return s[8] == "0123456789X"[sum%11]
}

// DEA checks the seven digits of a US Drug Enforcement Administration number: the sum of the first, third and fifth
// plus twice that of the second, fourth and sixth ends with the seventh.
// https://en.wikipedia.org/wiki/DEA_number
func DEA(d []byte) bool {
	return len(d) == 7 && Weighted(d, 10, []int{1, 2, 1, 2, 1, 2, -1})
}

// PPSN checks an Irish personal public service number: seven digits, a check letter, and sometimes a second letter.
// https://en.wikipedia.org/wiki/Personal_Public_Service_Number
func PPSN(s []byte) bool {
	if len(s) != 8 && len(s) != 9 || !digits(s[:7]) {
		return false
	}
	sum, _ := Sum(s[:7], []int{8, 7, 6, 5, 4, 3, 2})
	if len(s) == 9 {
		if s[8] < 'A' || s[8] > 'Z' {
			return false
		}
		if s[8] != 'W' {
			sum += 9 * (int(s[8]-'A') + 1)
		}
	}
	return s[7] == "WABCDEFGHIJKLMNOPQRSTUV"[sum%23]
}

// NRIC checks a Singaporean NRIC or FIN: a letter for the series, seven digits, a check letter.
// https://en.wikipedia.org/wiki/National_Registration_Identity_Card
func NRIC(s []byte) bool {
	if len(s) != 9 || !digits(s[1:8]) {
		return false
	}
	sum, _ := Sum(s[1:8], []int{2, 7, 6, 5, 4, 3, 2})
	switch s[0] {
	case 'S':
		return s[8] == "JZIHGFEDCBA"[sum%11]
	case 'T':
		return s[8] == "JZIHGFEDCBA"[(sum+4)%11]
	case 'F':
		return s[8] == "XWUTRQPNMLK"[sum%11]
	case 'G':
		return s[8] == "XWUTRQPNMLK"[(sum+4)%11]
	case 'M':
		return s[8] == "XWUTRQPNJLK"[(sum+3)%11]
	}
	return false
}

// HongKongID checks a Hong Kong identity card number: one or two letters, six digits, a check digit or A.
// https://en.wikipedia.org/wiki/Hong_Kong_identity_card
func HongKongID(s []byte) bool {
	if len(s) != 8 && len(s) != 9 {
		return false
	}
	sum := 0
	if len(s) == 8 {
		sum = 36 * 9 // a space in front of a single letter
	}
	for i, c := range s {
		n := base36(c)
		if n < 0 || i < len(s)-7 != (n > 9) && i < len(s)-1 || n > 10 && i == len(s)-1 {
			return false
		}
		sum += n * (len(s) - i)
	}
	return sum%11 == 0
}

// TaiwanID checks a Taiwanese identity or residence number: a letter, then nine digits (the second character of
// older residence numbers is a letter from A to D).
// https://en.wikipedia.org/wiki/National_identification_card_(Taiwan)
func TaiwanID(s []byte) bool {
	// The place of a letter here, plus 10, is its value.
	const order = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
	if len(s) != 10 || !digits(s[2:]) {
		return false
	}
	value := func(c byte) int {
		for i := range len(order) {
			if order[i] == c {
				return i + 10
			}
		}
		return -1
	}
	first, second := value(s[0]), base36(s[1])
	if first < 0 || second < 0 {
		return false
	}
	if second > 9 {
		second = value(s[1]) % 10
	}
	sum := first/10 + first%10*9 + second*8
	rest, _ := Sum(s[2:], []int{7, 6, 5, 4, 3, 2, 1, 1})
	return (sum+rest)%10 == 0
}

// Luxembourg checks both digits at the end of a Luxembourgish matricule: Luhn over twelve digits, Verhoeff over the
// first eleven and the thirteenth.
// https://en.wikipedia.org/wiki/National_identification_number#Luxembourg
func Luxembourg(d []byte) bool {
	if len(d) != 13 || !digits(d) {
		return false
	}
	var v [12]byte
	copy(v[:], d[:11])
	v[11] = d[12]
	return Luhn(d[:12]) && Verhoeff(v[:])
}

// ItalianAccount checks a national account number of 23 characters: its first, the CIN, is the check letter of the tax code's
// tables over the rest.
// https://it.wikipedia.org/wiki/Basic_Bank_Account_Number
func ItalianAccount(s []byte) bool {
	if len(s) != 23 {
		return false
	}
	sum, ok := fiscalSum(s[1:])
	return ok && int(s[0])-'A' == sum%26
}

// FrenchAccount checks a French account number (RIB) of 23 characters with its key: with letters A to I, J to R and S to Z
// replaced by 1 to 9, 1 to 9 and 2 to 9, bank, branch, account and key together are divisible by 97, as weights 89,
// 15, 3 and 1 say.
// https://fr.wikipedia.org/wiki/Cl%C3%A9_RIB
func FrenchAccount(s []byte) bool {
	if len(s) != 23 {
		return false
	}
	r := 0
	for _, c := range s {
		n := base36(c)
		switch {
		case n < 0:
			return false
		case n >= 28: // S
			n -= 26
		case n >= 19: // J
			n -= 18
		case n >= 10:
			n -= 9
		}
		r = (r*10 + n) % 97
	}
	return r == 0
}
