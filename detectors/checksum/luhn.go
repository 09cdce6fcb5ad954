package checksum

// Luhn checks a number whose last digit is its Luhn check digit: payment cards, IMEI, ICCID and many national numbers.
// https://en.wikipedia.org/wiki/Luhn_algorithm
func Luhn(d []byte) bool {
	sum := LuhnSum(d)
	return sum >= 0 && sum%10 == 0
}

// LuhnSum is the Luhn sum, -1 when d is no decimal number. A valid number's is divisible by 10. Prefixes that are not
// written (80840 before a National Provider Identifier) add a constant to it.
func LuhnSum(d []byte) int {
	if !digits(d) {
		return -1
	}
	sum, double := 0, false
	for i := len(d) - 1; i >= 0; i-- {
		n := int(d[i] - '0')
		if double {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
		double = !double
	}
	return sum
}

// LuhnExpanded is Luhn with every letter written out as two digits (A is 10): securities' ISIN.
// https://en.wikipedia.org/wiki/International_Securities_Identification_Number
func LuhnExpanded(s []byte) bool {
	sum, double := 0, false
	add := func(n int) {
		if double {
			n = DigitSum(2 * n)
		}
		sum += n
		double = !double
	}
	for i := len(s) - 1; i >= 0; i-- {
		n := base36(s[i])
		if n < 0 {
			return false
		}
		add(n % 10)
		if n > 9 {
			add(n / 10)
		}
	}
	return len(s) > 0 && sum%10 == 0
}

// CUSIP checks a nine-character North American securities number: every second character counts twice, by digit sum.
// https://en.wikipedia.org/wiki/CUSIP
func CUSIP(s []byte) bool {
	if len(s) != 9 {
		return false
	}
	sum := 0
	for i, c := range s {
		n := base36(c)
		if n < 0 {
			return false
		}
		if i%2 == 1 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return s[8] <= '9' && sum%10 == 0
}

// LuhnMod36 is Luhn over base 36, as the Indian GSTIN has it.
// https://en.wikipedia.org/wiki/Luhn_mod_N_algorithm
func LuhnMod36(s []byte) bool {
	sum, factor := 0, 1
	for i := len(s) - 1; i >= 0; i-- {
		n := base36(s[i])
		if n < 0 {
			return false
		}
		n *= factor
		sum += n/36 + n%36
		factor = 3 - factor
	}
	return len(s) > 0 && sum%36 == 0
}

// PortugueseCard checks the twelve characters of a Portuguese citizen card's document number: Luhn with letters from
// A as 10 on, and 9 taken off each doubled value over 9.
// https://en.wikipedia.org/wiki/Citizen_Card_(Portugal)
func PortugueseCard(s []byte) bool {
	if len(s) != 12 {
		return false
	}
	sum := 0
	for i, c := range s {
		n := base36(c)
		if n < 0 {
			return false
		}
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}
