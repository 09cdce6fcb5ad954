package detectors

import "github.com/pii-scan/pii-scan/detectors/checksum"

// maxNumber is the longest number a check looks at, in characters without separators: an IBAN has at most 34.
const maxNumber = 40

// compact writes the digits and letters of b to buf, letters in upper case, and leaves the separators out: space, no-break
// space, '-', '.', '/', '(' and ')'. It returns nil when b holds anything else or too much. same tells whether one
// separator only was used (brackets do not count).
func compact(buf *[maxNumber]byte, b []byte) (s []byte, same bool) {
	n, same := 0, true
	var separator byte
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z':
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case c == '(' || c == ')':
			continue
		case c == 0xC2 && i+1 < len(b) && b[i+1] == 0xA0:
			i++
			fallthrough
		case c == ' ' || c == '-' || c == '.' || c == '/':
			if separator != 0 && separator != c {
				same = false
			}
			separator = c
			continue
		default:
			return nil, false
		}
		if n == maxNumber {
			return nil, false
		}
		buf[n] = c
		n++
	}
	return buf[:n], same
}

// number writes the digits of b to buf. It returns nil unless there are exactly n, not all the same, and nothing but
// separators between them.
func number(buf *[maxNumber]byte, b []byte, n int) []byte {
	d, _ := compact(buf, b)
	if len(d) != n || !onlyDigits(d) || distinct(d) < 2 {
		return nil
	}
	return d
}

// grouped is number with one separator throughout.
func grouped(buf *[maxNumber]byte, b []byte, n int) []byte {
	if _, same := compact(buf, b); !same {
		return nil
	}
	return number(buf, b, n)
}

func onlyDigits(d []byte) bool {
	for _, c := range d {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// distinct counts the different characters of s, digits and upper-case letters.
func distinct(s []byte) (n int) {
	var seen uint64
	for _, c := range s {
		if bit := uint64(1) << ((c - '0') & 63); seen&bit == 0 {
			seen |= bit
			n++
		}
	}
	return n
}

// decimal is the value of the digits d, at most 18 of them.
func decimal(d []byte) (n int) {
	for _, c := range d {
		n = n*10 + int(c-'0')
	}
	return n
}

// luhn accepts numbers of n digits that pass the Luhn check, one separator throughout.
func luhn(n int) func([]byte) bool {
	return func(b []byte) bool {
		var buf [maxNumber]byte
		return checksum.Luhn(grouped(&buf, b, n))
	}
}

// weighted accepts numbers of as many digits as there are weights whose weighted sum is divisible by modulus.
func weighted(modulus int, weights ...int) func([]byte) bool {
	return func(b []byte) bool {
		var buf [maxNumber]byte
		return checksum.Weighted(number(&buf, b, len(weights)), modulus, weights)
	}
}

// checkTable accepts numbers of one digit more than there are weights whose last digit is found in table, at the weighted
// sum of the others modulo the table's length.
func checkTable(table string, weights ...int) func([]byte) bool {
	return func(b []byte) bool {
		var buf [maxNumber]byte
		d := number(&buf, b, len(weights)+1)
		return d != nil && tableDigit(d, table, weights)
	}
}

func tableDigit(d []byte, table string, weights []int) bool {
	last := len(d) - 1
	sum, ok := checksum.Sum(d[:last], weights)
	n := len(table)
	return ok && d[last] == table[(sum%n+n)%n] // a weight may be negative
}

// The tables that checkTable takes; the weighted sum's remainder is the place.
const (
	remainder    = "01234567890" // modulo 11, 10 becomes 0
	complement   = "00987654321" // 11 less the remainder; 10 and 11 become 0
	complement10 = "0987654321"  // 10 less the remainder modulo 10
	complement1  = "10987654321" // 11 less the remainder, its last digit
)

// all accepts what every one of the checks accepts.
func all(checks ...func([]byte) bool) func([]byte) bool {
	return func(b []byte) bool {
		for _, check := range checks {
			if !check(b) {
				return false
			}
		}
		return true
	}
}

// born accepts numbers in which a birth date stands: year, month and day at these places, counted in digits and letters from 0,
// two digits each. A month may have one of the positive constants added, a day one of the negative ones (given as -40
// where 40 is added): they say sex, century or status.
func born(year, month, day int, added ...int) func([]byte) bool {
	return func(b []byte) bool {
		var buf [maxNumber]byte
		s, _ := compact(&buf, b)
		return dated(s, year, month, day, added)
	}
}

// dated is born on a compact number. What is added to a month is given as a positive number, to a day as a negative one.
func dated(s []byte, year, month, day int, added []int) bool {
	if len(s) < max(year, month, day)+2 || !onlyDigits(s[year:year+2]) || !onlyDigits(s[month:month+2]) || !onlyDigits(s[day:day+2]) {
		return false
	}
	y, m, d := decimal(s[year:year+2]), decimal(s[month:month+2]), decimal(s[day:day+2])
	if calendar(2000+y, m, d) { // 2000 was a leap year, so that 29 February counts where the century is not known
		return true
	}
	for _, a := range added {
		if a > 0 && calendar(2000+y, m-a, d) || a < 0 && calendar(2000+y, m, d+a) {
			return true
		}
	}
	return false
}

// calendar tells whether there is such a day.
func calendar(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 {
		return false
	}
	days := [12]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day <= days
}

// ofDigits accepts numbers of n digits, one separator throughout.
func ofDigits(n int) func([]byte) bool {
	return func(b []byte) bool {
		var buf [maxNumber]byte
		return grouped(&buf, b, n) != nil
	}
}

// oneSeparator accepts values in which no two separators differ.
func oneSeparator(b []byte) bool {
	var buf [maxNumber]byte
	_, same := compact(&buf, b)
	return same
}
