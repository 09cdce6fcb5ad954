// Package checksum holds published check-digit algorithms.
//
// Every function is pure and takes a number without separators: ASCII digits, and upper-case letters where the algorithm
// knows them. A character that the algorithm does not know makes the check fail. Nothing is allocated. What a number's
// length, prefix or date must be is not decided here: see the rows of package detectors.
package checksum

// digits tells whether d holds ASCII digits only, at least one.
func digits(d []byte) bool {
	for _, c := range d {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(d) > 0
}

// base36 is the value of a digit or an upper-case letter (A is 10), -1 for anything else.
func base36(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	}
	return -1
}

// Sum adds the characters of d, each times its weight. A character is worth its ASCII code less 48: digits count as
// themselves, letters from 17 on, as the alphanumeric Brazilian CNPJ counts them. d and weights must be of one length:
// if not, or if a character is neither digit nor upper-case letter, ok is false.
func Sum(d []byte, weights []int) (sum int, ok bool) {
	if len(d) != len(weights) {
		return 0, false
	}
	for i, c := range d {
		if base36(c) < 0 {
			return 0, false
		}
		sum += int(c-'0') * weights[i]
	}
	return sum, true
}

// Weighted tells whether the weighted sum of all digits, the check digit among them, is divisible by modulus.
func Weighted(d []byte, modulus int, weights []int) bool {
	sum, ok := Sum(d, weights)
	return ok && digits(d) && sum%modulus == 0
}

// Remainder is the decimal number d modulo m, -1 when d is no decimal number. m must be under 100 million.
func Remainder(d []byte, m int) int {
	if !digits(d) {
		return -1
	}
	r := 0
	for _, c := range d {
		r = (r*10 + int(c-'0')) % m
	}
	return r
}

// DigitSum adds the digits of n: 18 gives 9.
func DigitSum(n int) (sum int) {
	for ; n > 0; n /= 10 {
		sum += n % 10
	}
	return sum
}

// TwoPass is the check of Estonian and Lithuanian personal codes over 11 digits: weights 1 2 3 4 5 6 7 8 9 1 modulo 11;
// where that gives 10, weights 3 4 5 6 7 8 9 1 2 3; where that gives 10 again, 0.
// https://en.wikipedia.org/wiki/National_identification_number#Estonia
func TwoPass(d []byte) bool {
	if len(d) != 11 || !digits(d) {
		return false
	}
	first, second := 0, 0
	for i, c := range d[:10] {
		first += int(c-'0') * (i%9 + 1)
		second += int(c-'0') * ((i+2)%9 + 1)
	}
	check := first % 11
	if check == 10 {
		check = second % 11 % 10
	}
	return check == int(d[10]-'0')
}
