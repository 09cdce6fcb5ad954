package source

import (
	"errors"
	"strings"
	"testing"
)

func TestGlob(t *testing.T) {
	for _, test := range []struct {
		pattern  string
		yes, not string // names, separated by spaces
	}{
		{"a", "a", "b aa a/a"},
		{"*", "a .a", "a/b"},
		{"*.csv", "a.csv .csv", "a.csvx a/b.csv"},
		{"a?c", "abc aéc", "ac abbc a/c"},
		{"[a-c]x", "ax cx", "dx x"},
		{"[!a-c]x", "dx", "ax x"},
		{"[^a-c]x", "dx", "ax"},
		{`\*`, "*", "a"},
		{`\[!]`, "[!]", "a [^]"},
		{"a/*", "a/b", "a a/b/c"},
		{"a/**", "a a/b a/b/c", "b/a ab"},
		{"**", "a a/b /a", ""},
		{"**/a", "a x/a x/y/a /a", "a/x xa"},
		{"a/**/b", "a/b a/x/b a/x/y/b", "ab a/xb b"},
		{"**/a/**/b/**", "a/b x/a/y/b/z a/a/b/b", "b/a a/c"},
		{"a/**/*.{csv,txt}", "a/x.csv a/b/c/x.txt", "a/x.json x.csv"},
		{"{a,b/c}/d", "a/d b/c/d", "b/d c/d"},
		{"{a,{b,c}d}", "a bd cd", "b ad"},
		{"{a,}b", "ab b", "a"},
		{"[{]a", "{a", "a"},
		{`[\]a]b`, "]b ab", "b"},
		{"/tmp/*", "/tmp/x", "tmp/x"},
		{"a**", "a ab", "a/b"},
	} {
		g, err := compileGlob(test.pattern)
		if err != nil {
			t.Errorf("%s: %v", test.pattern, err)
			continue
		}
		for want, names := range map[bool]string{true: test.yes, false: test.not} {
			for _, name := range strings.Fields(names) {
				if g.match(name) != want {
					t.Errorf("%s matches %q: %v, want %v", test.pattern, name, !want, want)
				}
				// What matches is reached from the folders above it.
				for i := range name {
					if want && name[i] == '/' && i > 0 && !g.below(name[:i]) {
						t.Errorf("%s matches %q, but nothing below %q", test.pattern, name, name[:i])
					}
				}
			}
		}
	}
	for _, bad := range []string{"[", "[]", "a[b", "{a", "{a,{b}", strings.Repeat("{a,b}", 20), "{a,[}", "[]a]"} {
		if _, err := compileGlob(bad); !errors.Is(err, ErrPattern) {
			t.Errorf("%.20s: error %v, want ErrPattern", bad, err)
		}
	}
}

func FuzzGlob(f *testing.F) {
	for _, seed := range [][2]string{{"**/a/*.{csv,txt}", "x/a/b.csv"}, {"[!a-c]?", "dé"}, {`\{[\]]`, "{]"}, {"{a,{b,c}}", "b"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, name string) {
		g, err := compileGlob(pattern)
		if err != nil {
			return
		}
		// ** below a folder takes what the pattern takes, wherever it is put.
		deep, err := compileGlob("**/" + pattern)
		if err != nil || strings.Contains(pattern, "{") || !g.match(name) || name == "" {
			return
		}
		if !deep.match("x/y/" + name) {
			t.Errorf("%q matches %q, but **/ before it does not match it below folders", pattern, name)
		}
	})
}
