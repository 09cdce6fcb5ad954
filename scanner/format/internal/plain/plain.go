// Package plain writes the values of typed formats as people do: numbers without exponents, dates as in ISO 8601, decimals with a
// point. All its functions append to dst and return it; where a value has no text they append nothing.
package plain

import (
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"time"
	"unicode/utf8"
)

// Day is as long as it is, in nanoseconds.
const Day = int64(24 * time.Hour)

// Int writes n.
func Int(dst []byte, n int64) []byte { return strconv.AppendInt(dst, n, 10) }

// Uint writes n.
func Uint(dst []byte, n uint64) []byte { return strconv.AppendUint(dst, n, 10) }

// exact is from where on a float64 is no longer every whole number.
const exact = 1 << 53

// Float writes the shortest number that is f, without an exponent where people would not write one. What is no number is left
// out. Whole numbers and those of two decimals, which most are, cost a fifth.
func Float(dst []byte, f float64, bits int) []byte {
	if math.Abs(f) < exact/100 {
		if n := int64(f); float64(n) == f {
			return Int(dst, n)
		}
		if n := math.Round(f * 100); bits == 64 && n/100 == f {
			return trimDecimal(Decimal(dst, int64(n), 2))
		}
	}
	switch a := math.Abs(f); {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return dst
	case a >= 1e-7 && a < 1e21:
		return strconv.AppendFloat(dst, f, 'f', -1, bits)
	}
	return strconv.AppendFloat(dst, f, 'g', -1, bits)
}

// trimDecimal drops a last 0 behind the point.
func trimDecimal(b []byte) []byte {
	if b[len(b)-1] == '0' {
		return b[:len(b)-1]
	}
	return b
}

// Half is the value of a number of 16 bits (IEEE 754 binary16).
func Half(h uint16) float64 {
	sign, exponent, fraction := 1.0, int(h>>10&0x1f), float64(h&0x3ff)
	if h>>15 != 0 {
		sign = -1
	}
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 31:
		return math.NaN()
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

// Decimal writes n with its last scale digits behind a point.
func Decimal(dst []byte, n int64, scale int) []byte {
	u := uint64(n)
	if n < 0 {
		dst = append(dst, '-')
		u = -u
	}
	start := len(dst)
	dst = Uint(dst, u)
	return insertPoint(dst, start, scale)
}

// insertPoint puts a point before the last scale digits of the number that begins at start, and zeros where there are too few.
func insertPoint(dst []byte, start, scale int) []byte {
	if scale == 0 {
		return dst
	}
	for len(dst)-start <= scale {
		dst = append(dst, 0)
		copy(dst[start+1:], dst[start:])
		dst[start] = '0'
	}
	dst = append(dst, 0)
	at := len(dst) - 1 - scale
	copy(dst[at+1:], dst[at:])
	dst[at] = '.'
	return dst
}

// DecimalBytes writes a decimal whose number is in two's complement, the highest byte first.
func DecimalBytes(dst, raw []byte, scale int) []byte {
	const longest = 64 // bytes; the largest precision that anybody has takes 32
	for len(raw) > 1 && (raw[0] == 0 && raw[1] < 0x80 || raw[0] == 0xff && raw[1] >= 0x80) {
		raw = raw[1:]
	}
	switch {
	case len(raw) == 0 || len(raw) > longest:
		return dst
	case len(raw) <= 8:
		n := int64(int8(raw[0]))
		for _, b := range raw[1:] {
			n = n<<8 | int64(b)
		}
		return Decimal(dst, n, scale)
	}
	n := new(big.Int).SetBytes(raw)
	if raw[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))))
		n.Neg(n)
		dst = append(dst, '-')
	}
	start := len(dst)
	return insertPoint(n.Append(dst, 10), start, scale)
}

// Date writes the date so many days after 1970-01-01; the number where no calendar reaches.
func Date(dst []byte, days int64) []byte {
	const firstDay, lastDay = -719_528, 2_932_896 // 0000-01-01, 9999-12-31
	if days < firstDay || days > lastDay {
		return Int(dst, days)
	}
	// Days of a year that begins in March, in an era of 400 years (https://howardhinnant.github.io/date_algorithms.html).
	z := uint32(days + 719_468 + 146_097)
	era := z / 146_097
	doe := z - era*146_097
	yoe := (doe - doe/1460 + doe/36_524 - doe/146_096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d, m, y := doy-(153*mp+2)/5+1, mp+3, yoe+era*400-400
	if m > 12 {
		m -= 12
		y++
	}
	dst = append(dst, byte('0'+y/1000%10), byte('0'+y/100%10))
	dst = append(appendTwo(dst, y%100), '-')
	return appendTwo(append(appendTwo(dst, m), '-'), d)
}

func appendTwo(dst []byte, n uint32) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

// Time writes a date and, unless it is midnight, a time of day.
func Time(dst []byte, days, nanoseconds int64) []byte {
	dst = Date(dst, days)
	if nanoseconds <= 0 || nanoseconds >= Day {
		return dst
	}
	return Clock(append(dst, 'T'), nanoseconds)
}

// Timestamp writes a moment, n units after the beginning of 1970.
func Timestamp(dst []byte, n int64, unit time.Duration) []byte {
	perDay := Day / int64(unit)
	days := n / perDay
	if n %= perDay; n < 0 {
		n += perDay
		days--
	}
	return Time(dst, days, n*int64(unit))
}

// Clock writes a time of day; nothing where a day is not as long.
func Clock(dst []byte, nanoseconds int64) []byte {
	if nanoseconds < 0 || nanoseconds >= Day {
		return dst
	}
	seconds := uint32(nanoseconds / int64(time.Second))
	dst = append(appendTwo(dst, seconds/3600), ':')
	dst = append(appendTwo(dst, seconds/60%60), ':')
	dst = appendTwo(dst, seconds%60)
	rest := nanoseconds % int64(time.Second)
	if rest == 0 {
		return dst
	}
	dst = append(dst, '.')
	for unit := int64(time.Second) / 10; rest > 0; unit /= 10 {
		dst = append(dst, byte('0'+rest/unit))
		rest %= unit
	}
	return dst
}

// UUID writes the 16 bytes of raw.
func UUID(dst, raw []byte) []byte {
	for i, n := range []int{4, 2, 2, 2, 6} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, raw[:n])
		raw = raw[n:]
	}
	return dst
}

// IfText writes bytes of which nothing says what they are, if they read as text. Those of fixed length are filled up with
// zeros.
func IfText(dst, raw []byte) []byte {
	for len(raw) > 0 && raw[len(raw)-1] == 0 {
		raw = raw[:len(raw)-1]
	}
	for _, b := range raw {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' || b == 0x7f {
			return dst
		}
	}
	if !utf8.Valid(raw) {
		return dst
	}
	return append(dst, raw...)
}
