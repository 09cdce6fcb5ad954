package automaton

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"testing"
	"unicode/utf8"
)

var patterns = []string{
	`abc`, `a[bc]{1,3}d?`, `(?i)straße`, `\d{3}[- ]?\d{2}`, `[^x]{2}`, `(?:ab|a)(?:c|bcd)`, `é+`, `[а-я]{2,3}`, `\p{Lu}\p{Ll}*`, `.`, `(?s).{2}`,
	`k`, `(?i)k`, `[\x{10000}-\x{10FFFF}]`, `a*b`, `(?:a|b)*c`,
}

func compile(patterns ...string) (*Set, error) {
	var all []*syntax.Regexp
	for _, p := range patterns {
		re, err := syntax.Parse(p, syntax.Perl)
		if err != nil {
			return nil, err
		}
		all = append(all, re)
	}
	return Compile(all)
}

// ends finds with the standard library all ends of matches of the pattern at pos. It lets a byte that is no UTF-8 pass for a
// character; the automaton does not.
func ends(re *regexp.Regexp, s string, pos int) string {
	var out []int
	for e := pos + 1; e <= len(s); e++ {
		if utf8.ValidString(s[pos:e]) && re.MatchString(s[pos:e]) {
			out = append(out, e)
		}
	}
	return fmt.Sprint(out)
}

func compare(t *testing.T, set *Set, exact []*regexp.Regexp, w *Walker, s string) {
	for pos := range len(s) {
		got := w.Walk([]byte(s), pos, len(s), nil)
		for i, re := range exact {
			var mine []int
			for _, e := range got {
				if e.Which.Has(i) {
					mine = append(mine, e.Pos)
				}
			}
			if g, want := fmt.Sprint(mine), ends(re, s, pos); g != want {
				t.Fatalf("%s at %d of %q: ends %s, want %s", patterns[i], pos, s, g, want)
			}
		}
	}
}

func setup(t testing.TB) (*Set, []*regexp.Regexp) {
	set, err := compile(patterns...)
	if err != nil {
		t.Fatal(err)
	}
	var exact []*regexp.Regexp
	for _, p := range patterns {
		exact = append(exact, regexp.MustCompile(`\A(?:`+p+`)\z`))
	}
	return set, exact
}

func TestWalkEqualsRegexp(t *testing.T) {
	set, exact := setup(t)
	w := set.Walker()
	alphabet := []rune("abcdkKxyé123- ßsſKжЖ\n\U0001F600")
	r := rand.New(rand.NewPCG(1, 1))
	for range 400 {
		var s []rune
		for range 1 + r.IntN(12) {
			s = append(s, alphabet[r.IntN(len(alphabet))])
		}
		compare(t, set, exact, w, string(s))
	}
}

// TestWalkStartsOver fills the walker's table again and again.
func TestWalkStartsOver(t *testing.T) {
	set, err := compile(`(?:[ab]{20}|[abc]{3,30}d|(?:a|b|c)*a[abc]{12})`)
	if err != nil {
		t.Fatal(err)
	}
	exact := regexp.MustCompile(`\A(?:` + `(?:[ab]{20}|[abc]{3,30}d|(?:a|b|c)*a[abc]{12})` + `)\z`)
	r := rand.New(rand.NewPCG(7, 7))
	w := set.Walker()
	s := make([]byte, 60)
	for range 3000 {
		for i := range s {
			s[i] = "abcabcabcabcd"[r.IntN(13)]
		}
		got := ""
		for _, e := range w.Walk(s, 0, len(s), nil) {
			got += fmt.Sprint(e.Pos, " ")
		}
		want := ""
		for e := 1; e <= len(s); e++ {
			if exact.Match(s[:e]) {
				want += fmt.Sprint(e, " ")
			}
		}
		if got != want {
			t.Fatalf("%s: ends %s, want %s", s, got, want)
		}
	}
	if len(w.lists) > maxStates {
		t.Errorf("%d states, more than %d", len(w.lists), maxStates)
	}
}

func TestFirst(t *testing.T) {
	set, exact := setup(t)
	first, pairs := set.First()
	for i, re := range exact {
		for a := range 0x80 {
			if re.Match([]byte{byte(a)}) && !first[a] {
				t.Errorf("%s matches %q, which First does not know", patterns[i], rune(a))
			}
			for b := range 0x80 {
				if re.Match([]byte{byte(a), byte(b)}) && !pairs[a<<8|b] {
					t.Errorf("%s matches %q, which the pairs do not know", patterns[i], []byte{byte(a), byte(b)})
				}
			}
		}
	}
	if first[0xFF] {
		t.Error("no expression begins with an invalid byte, and First says so")
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, p := range []string{`^a`, `a$`, `\ba`, `a\B`} {
		if _, err := compile(p); err == nil {
			t.Errorf("%q: no error", p)
		}
	}
}

func FuzzWalk(f *testing.F) {
	set, exact := setup(f)
	w := set.Walker()
	f.Add("abc 123-45 Straße")
	f.Add("жaбв\xff\U0001F600")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 64 {
			compare(t, set, exact, w, s)
		}
	})
}
