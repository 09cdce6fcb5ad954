package checksum

// Mod97 is ISO 7064 MOD 97-10 over digits and letters (A is 10): the number is 1 modulo 97. Legal entity identifiers.
// https://en.wikipedia.org/wiki/ISO/IEC_7064
func Mod97(s []byte) bool { return mod97(0, s) == 1 }

// IBAN is Mod97 with the first four characters (country and check digits) moved to the end, and check digits
// in the range the rule can make, 02 to 98.
// https://en.wikipedia.org/wiki/International_Bank_Account_Number
func IBAN(s []byte) bool {
	if len(s) < 5 || !digits(s[2:4]) {
		return false
	}
	check := int(s[2]-'0')*10 + int(s[3]-'0')
	r := mod97(0, s[4:])
	return check >= 2 && check <= 98 && r >= 0 && mod97(r, s[:4]) == 1
}

// mod97 carries the remainder r on over s; -1 when a character has no value.
func mod97(r int, s []byte) int {
	for _, c := range s {
		n := base36(c)
		switch {
		case n < 0:
			return -1
		case n > 9:
			r = (r*100 + n) % 97
		default:
			r = (r*10 + n) % 97
		}
	}
	return r
}

// Mod11_10 is ISO 7064 MOD 11,10: German tax identification numbers, Croatian OIB.
// https://en.wikipedia.org/wiki/ISO/IEC_7064
func Mod11_10(d []byte) bool {
	if !digits(d) || len(d) < 2 {
		return false
	}
	p := 10
	for _, c := range d[:len(d)-1] {
		if p = (p + int(c-'0')) % 10; p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (p+int(d[len(d)-1]-'0'))%10 == 1
}

// Mod11_2 is ISO 7064 MOD 11-2; the check character may be X for 10: Chinese resident identity numbers, ORCID.
// https://en.wikipedia.org/wiki/ISO/IEC_7064
func Mod11_2(s []byte) bool {
	if len(s) < 2 || !digits(s[:len(s)-1]) {
		return false
	}
	p := 0
	for _, c := range s[:len(s)-1] {
		p = (p + int(c-'0')) * 2 % 11
	}
	last := s[len(s)-1]
	if last == 'X' {
		return (p+10)%11 == 1
	}
	return last >= '0' && last <= '9' && (p+int(last-'0'))%11 == 1
}
