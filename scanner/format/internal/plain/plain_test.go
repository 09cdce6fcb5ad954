package plain

import (
	"encoding/hex"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestValues(t *testing.T) {
	bytes := func(s string) []byte { b, _ := hex.DecodeString(s); return b }
	for i, test := range []struct {
		got  []byte
		want string
	}{
		{Int(nil, math.MinInt64), "-9223372036854775808"},
		{Uint(nil, math.MaxUint64), "18446744073709551615"},
		{Float(nil, 0, 64), "0"},
		{Float(nil, 0.5, 64), "0.5"},
		{Float(nil, 19.9, 64), "19.9"},
		{Float(nil, 19.99, 64), "19.99"},
		{Float(nil, 0.1, 32), "0.1"},
		{Float(nil, 219099999, 64), "219099999"},
		{Float(nil, 4539148803436467, 64), "4539148803436467"},
		{Float(nil, 1e20, 64), "100000000000000000000"},
		{Float(nil, 1e300, 64), "1e+300"},
		{Float(nil, 1e-7, 64), "0.0000001"},
		{Float(nil, 1e-8, 64), "1e-08"},
		{Float(nil, math.NaN(), 64), ""},
		{Float(nil, math.Inf(-1), 64), ""},
		{Float(nil, Half(0x3e00), 32), "1.5"},
		{Float(nil, Half(0xb400), 32), "-0.25"},
		{Float(nil, Half(0x0001), 32), "5.9604645e-08"},
		{Float(nil, Half(0x7c00), 32), ""},
		{Decimal(nil, 5, 2), "0.05"},
		{Decimal(nil, -123456789, 2), "-1234567.89"},
		{Decimal(nil, 7, 0), "7"},
		{Decimal(nil, math.MinInt64, 3), "-9223372036854775.808"},
		{DecimalBytes(nil, nil, 2), ""},
		{DecimalBytes(nil, bytes("ff"), 2), "-0.01"},
		{DecimalBytes(nil, bytes("00ff"), 0), "255"},
		{DecimalBytes(nil, bytes("ffffffffffffffffffffffffffffff80"), 1), "-12.8"},
		{DecimalBytes(nil, bytes("4b3b4ca85a86c47a098a223fffffffff"), 0), "99999999999999999999999999999999999999"},
		{DecimalBytes(nil, make([]byte, 65), 0), "0"},
		{DecimalBytes(nil, append([]byte{1}, make([]byte, 64)...), 0), ""},
		{Date(nil, 0), "1970-01-01"},
		{Date(nil, 1<<40), "1099511627776"},
		{Time(nil, 0, Day), "1970-01-01"},
		{Time(nil, 0, 1), "1970-01-01T00:00:00.000000001"},
		{Timestamp(nil, -1, time.Second), "1969-12-31T23:59:59"},
		{Timestamp(nil, math.MinInt64, time.Nanosecond), "1677-09-21T00:12:43.145224192"},
		{Timestamp(nil, math.MaxInt64, time.Millisecond), "106751991167T07:12:55.807"},
		{Clock(nil, -1), ""},
		{Clock(nil, Day), ""},
		{Clock(nil, Day-1), "23:59:59.999999999"},
		{UUID(nil, bytes("0123456789abcdef0123456789abcdef")), "01234567-89ab-cdef-0123-456789abcdef"},
		{IfText(nil, []byte("Zoë\tMüller\n")), "Zoë\tMüller\n"},
		{IfText(nil, []byte("filled\x00\x00")), "filled"},
		{IfText(nil, []byte("\x00text")), ""},
		{IfText(nil, []byte("\xff")), ""},
		{IfText(nil, []byte("\x7f")), ""},
	} {
		if got := string(test.got); got != test.want {
			t.Errorf("%d: %q, want %q", i, got, test.want)
		}
	}
}

// Floats are the shortest that read as the same number, and those of two decimals are no exception.
func TestFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200_000 {
		f := r.NormFloat64() * math.Pow(10, float64(r.IntN(12)))
		if r.IntN(2) == 0 {
			f = math.Round(f*100) / 100
		}
		f += 0 // not -0
		want := strconv.FormatFloat(f, 'f', -1, 64)
		if got := string(Float(nil, f, 64)); got != want {
			t.Fatalf("%s, want %s", got, want)
		}
		if g := float64(float32(f)); math.Abs(g) >= 1e-7 {
			if got, want := string(Float(nil, g, 32)), strconv.FormatFloat(g, 'f', -1, 32); got != want && math.Trunc(g) != g {
				t.Fatalf("%s, want %s", got, want)
			}
		}
	}
}

func TestDates(t *testing.T) {
	for days := int64(-719_528); days <= 2_932_896; days += 37 {
		want := time.Unix(days*86400, 0).UTC().Format(time.DateOnly)
		if got := string(Date(nil, days)); got != want {
			t.Fatalf("day %d is %s, want %s", days, got, want)
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		n := r.Int64N(2e18) - 1e18
		want := strings.TrimSuffix(time.Unix(0, n).UTC().Format("2006-01-02T15:04:05.999999999"), "T00:00:00")
		if got := string(Timestamp(nil, n, time.Nanosecond)); got != want {
			t.Fatalf("%d is %s, want %s", n, got, want)
		}
	}
}

func TestDecimals(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 20_000 {
		raw := make([]byte, 1+r.IntN(20))
		for i := range raw {
			raw[i] = byte(r.Uint32() * (r.Uint32() & 1))
		}
		scale := r.IntN(12)
		n := new(big.Int).SetBytes(raw)
		if raw[0] >= 0x80 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(raw))))
		}
		want := new(big.Rat).SetFrac(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)).FloatString(scale)
		if got := string(DecimalBytes(nil, raw, scale)); got != want {
			t.Fatalf("%x with %d decimals is %s, want %s", raw, scale, got, want)
		}
	}
}
