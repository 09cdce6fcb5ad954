package automaton

import (
	"math/rand/v2"
	"regexp/syntax"
	"testing"
)

// TestBeginnings holds heads and shapes against walks: where a match begins, one of them says so.
func TestBeginnings(t *testing.T) {
	var trees []*syntax.Regexp
	for _, p := range []string{`gh[pousr]_[A-Za-z0-9]{4}`, `\d{3}-\d{2}`, `[A-Z]{2}\d{2}[A-Z0-9]{3,9}`, `(?i)key=\w+`, `[a-z]{1,3}:[0-9]`, `abk|xyz+`, `\(\d\d\)x`, `[a-f0-9]{12}`} {
		re, err := syntax.Parse(p, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		trees = append(trees, re)
	}
	set, err := Compile(trees)
	if err != nil {
		t.Fatal(err)
	}
	signs := Signs{'-': 1, ':': 2, '(': 3}
	heads := map[[HeadLen]byte]bool{}
	var closed [256]bool
	for b := range closed {
		closed[b] = true
	}
	shapes := set.Beginnings(256, &closed, &signs, func(h [HeadLen]byte) { heads[h] = true }).Walker()
	if !heads[[4]byte([]byte("gho_"))] || !heads[[4]byte([]byte("kEy="))] || len(heads) > 700 {
		t.Errorf("%d heads", len(heads))
	}
	w := set.Walker()
	r := rand.New(rand.NewPCG(3, 4))
	const alphabet = "ghp_abcxyzKEYk=:019()-fABZ "
	matches, let := 0, 0
	for range 300_000 {
		b := make([]byte, 18)
		for i := range b {
			b[i] = alphabet[r.IntN(len(alphabet))]
		}
		if r.IntN(2) == 0 {
			copy(b, []string{"ghp_", "01", "AB01", "key", "abc", "zyx", "(01)x", "fab019ab"}[r.IntN(8)])
		}
		var low, high, one, two uint16
		for i, c := range b[:LongShapeLen] {
			switch KindOf(c) {
			case Digit:
				low |= 1 << i
			case Upper:
				low |= 1 << i
				high |= 1 << i
			case Lower:
				high |= 1 << i
			}
			one |= uint16(signs[c]&1) << i
			two |= uint16(signs[c]>>1) << i
		}
		short := shapes.Possible(First(b[0]), uint8(low), uint8(high))
		long := shapes.PossibleLong(First(b[0]), low, high, one, two)
		if long && !short {
			t.Fatalf("%q: a long shape is possible, and its beginning is not", b)
		}
		says := heads[[HeadLen]byte(b)] || long
		if says {
			let++
		}
		if len(w.Walk(b, 0, len(b), nil)) > 0 {
			if matches++; !says {
				t.Fatalf("%q matches, and neither heads nor shapes say so", b)
			}
		}
	}
	if matches < 1000 || let > 200_000 {
		t.Errorf("%d matches, %d let through", matches, let)
	}
}
