package automaton

import (
	"math/rand/v2"
	"testing"
)

// TestFolded holds the filter against walks: what begins with a match of a set passes for it whatever its digits are, and most else does not.
func TestFolded(t *testing.T) {
	var sets []*Set
	for _, of := range [][]string{{`\d{3}-\d{2}-[5-9]{4}`, `[1-3]\d{1,2} (?:main|high) st`}, {`:[0-4]{2}[a-f]`, `7`, `12 `}, {`a[3-5]b`}} {
		set, err := compile(of...)
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, set)
	}
	var walkers []*Walker
	var alone []*FoldedWalker
	for _, set := range sets {
		walkers, alone = append(walkers, set.Walker()), append(alone, NewFolded([]*Set{set}).Walker())
	}
	f := NewFolded(sets).Walker()
	r := rand.New(rand.NewPCG(5, 6))
	matches, refused := 0, 0
	const rounds = 100_000
	for range rounds {
		b := []byte([]string{"123-45-6789", "12 high st", ":34c", "7", "a4b", "299 main st", "x12"}[r.IntN(7)])
		for range r.IntN(3) {
			b[r.IntN(len(b))] = "0123456789-: aminst"[r.IntN(19)]
		}
		passes := f.Begins(b)
		for i, w := range walkers {
			in := passes>>i&1 != 0
			if len(w.Walk(b, 0, len(b), nil)) > 0 {
				matches++
				if !in {
					t.Fatalf("%q matches set %d and is refused", b, i)
				}
			} else if !in {
				refused++
			}
			if in != (alone[i].Begins(b) != 0) {
				t.Fatalf("%q: set %d says otherwise by itself", b, i)
			}
		}
		if b[0] >= '0' && b[0] <= '9' && f.BeginsDigit(b)&passes != passes {
			t.Fatalf("%q: any first digit lets less pass", b)
		}
		for i := 1; i < len(b); i++ { // other digits say the same
			if b[i] >= '0' && b[i] <= '9' {
				b[i] = '0' + byte(r.IntN(10))
			}
		}
		if f.Begins(b) != passes {
			t.Fatalf("%q: other digits say otherwise", b)
		}
	}
	if matches < rounds/20 || refused < rounds {
		t.Errorf("%d matches, %d refused", matches, refused)
	}
}
