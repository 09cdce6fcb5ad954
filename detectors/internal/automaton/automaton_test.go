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

// TestDigits checks that no number is refused at which an expression matches, and that most others are.
func TestDigits(t *testing.T) {
	for name, list := range map[string][]string{"mixed": patterns, "numbers": {`\d{3}[- ]?\d{2}[- ]?\d{4}`, `(?:\d{1,3}\.){3}\d{1,3}`, `\d{4}-?[A-Z]{3}`}} {
		set, err := compile(list...)
		if err != nil {
			t.Fatal(err)
		}
		d, w := set.Digits(), set.Walker()
		r := rand.New(rand.NewPCG(9, 9))
		refused, places := 0, 0
		text := make([]byte, 48)
		for range 4000 {
			for i := range text {
				text[i] = "0123456789 -.,aAx"[r.IntN(17)]
			}
			for pos := range text {
				n := 0
				for pos+n < len(text) && text[pos+n] >= '0' && text[pos+n] <= '9' {
					n++
				}
				if n == 0 {
					continue
				}
				places++
				if !d.Pass(text, pos, n, len(text)) {
					refused++
					if len(w.Walk(text, pos, len(text), nil)) > 0 {
						t.Fatalf("%s: refuses %q at %d", name, text, pos)
					}
				}
			}
		}
		if name == "numbers" && refused < places/3 {
			t.Errorf("%s: refuses %d of %d places", name, refused, places)
		}
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
