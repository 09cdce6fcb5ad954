package automaton

import (
	"math/rand/v2"
	"reflect"
	"regexp/syntax"
	"strings"
	"testing"
)

// TestMarks holds walks that jump along the marks of others against walks by themselves.
func TestMarks(t *testing.T) {
	var trees []*syntax.Regexp
	for _, p := range []string{`ey[a-z-]+\.x`, `[a-z]+(?:-[a-z]+){3,}!`, `a[^!]{200,300}!`, `(?:ab)+-x`} {
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
	r := rand.New(rand.NewPCG(11, 12))
	w := set.Walker()
	found := 0
	for range 60 {
		var b strings.Builder
		for b.Len() < 2000 {
			b.WriteString(strings.Repeat([]string{"ey-", "ab", "a", "-", "ey", ".x", "!", "."}[r.IntN(8)], 1+r.IntN(60)))
			b.WriteString([]string{"ey", "ab-", "a"}[r.IntN(3)])
		}
		text := []byte(b.String())
		w.Forget()
		at := 0
		for range 400 {
			if at = at + r.IntN(9); r.IntN(50) == 0 {
				at = r.IntN(len(text))
			}
			if at >= len(text) {
				at = 0
			}
			limit := min(len(text), at+[]int{90, 700, 16 << 10}[r.IntN(3)])
			got, want := w.Walk(text, at, limit, nil), set.Walker().Walk(text, at, limit, nil)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%q from %d to %d: %v, alone %v", text, at, limit, got, want)
			}
			found += len(want)
		}
	}
	if found < 500 {
		t.Errorf("only %d ends: the texts test little", found)
	}
}
