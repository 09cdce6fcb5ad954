package detectors

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

const (
	// generatedMost is from how many bytes on a made match gets no longer than it must.
	generatedMost = 600
	// generatedMore is by how much a repetition without an end, or with one far away, goes beyond its least.
	generatedMore = 100
	// mendTries bounds how often a match that fails its check is changed in one character, and in one word.
	mendTries = 300
)

// generator makes matches of patterns.
type generator struct {
	*rand.Rand
	out     []byte
	repeat  int // how often what repeats is repeated: the least, any number, the most
	letters int // how letters in any case are written: as in the pattern, small, large, any way
	foreign bool
}

// match makes a text that the expression matches.
func (g *generator) match(re *syntax.Regexp) []byte {
	g.out, g.repeat, g.letters, g.foreign = g.out[:0], g.IntN(3), g.IntN(4), g.IntN(4) == 0
	g.write(re)
	return slices.Clone(g.out)
}

func (g *generator) write(re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if re.Flags&syntax.FoldCase != 0 {
				r = g.fold(r)
			}
			g.out = utf8.AppendRune(g.out, r)
		}
	case syntax.OpCharClass:
		g.out = utf8.AppendRune(g.out, g.member(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		g.out = utf8.AppendRune(g.out, g.member([]rune{' ', '~', 0xA0, 0x2FF}))
	case syntax.OpCapture:
		g.write(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			g.write(sub)
		}
	case syntax.OpAlternate:
		g.write(re.Sub[g.IntN(len(re.Sub))])
	case syntax.OpStar:
		g.times(re.Sub[0], 0, -1)
	case syntax.OpPlus:
		g.times(re.Sub[0], 1, -1)
	case syntax.OpQuest:
		g.times(re.Sub[0], 0, 1)
	case syntax.OpRepeat:
		g.times(re.Sub[0], re.Min, re.Max)
	}
}

func (g *generator) times(re *syntax.Regexp, least, most int) {
	if most < 0 || most > least+generatedMore {
		most = least + []int{6, 6, 30, generatedMore}[g.IntN(4)]
	}
	n := least
	switch how := g.repeat; {
	case len(g.out) > generatedMost:
	case g.IntN(4) == 0, how == 1:
		n += g.IntN(most - least + 1)
	case how == 2:
		n = max(least, most-g.IntN(2))
	case how == 0:
		n = min(most, least+g.IntN(8)/7)
	}
	for range n {
		g.write(re)
	}
}

// fold writes a letter in another way.
func (g *generator) fold(r rune) rune {
	switch g.letters {
	case 1:
		return unicode.ToLower(r)
	case 2:
		return unicode.ToUpper(r)
	case 3:
		for range g.IntN(3) {
			if f := unicode.SimpleFold(r); f < utf8.RuneSelf || g.foreign {
				r = f
			}
		}
	}
	return r
}

// member is a character of a class that is given as pairs of bounds; one that can be printed, of ASCII, where it has such.
func (g *generator) member(class []rune) rune {
	lo, hi := rune(' '), rune('~')
	if g.foreign && g.IntN(4) == 0 {
		lo, hi = utf8.RuneSelf, 0x2FFF
	}
	for _, bounds := range [][2]rune{{lo, hi}, {' ', '~'}, {0, 0xD7FF}, {0xE000, unicode.MaxRune}} {
		n := 0
		for i := 0; i+1 < len(class); i += 2 {
			n += max(0, int(min(class[i+1], bounds[1])-max(class[i], bounds[0]))+1)
		}
		if n == 0 {
			continue
		}
		k := rune(g.IntN(n))
		if g.IntN(2) == 0 { // small ranges are rare among large ones
			if i := 2 * g.IntN(len(class)/2); max(class[i], bounds[0]) <= min(class[i+1], bounds[1]) {
				from := max(class[i], bounds[0])
				return from + rune(g.IntN(int(min(class[i+1], bounds[1])-from)+1))
			}
		}
		for i := 0; i+1 < len(class); i += 2 {
			from := max(class[i], bounds[0])
			size := max(0, min(class[i+1], bounds[1])-from+1)
			if k < size {
				return from + k
			}
			k -= size
		}
	}
	return utf8.RuneError
}

// like is another character of the same kind.
func (g *generator) like(b byte) byte {
	switch byteKind[b] {
	case digit:
		return byte('0' + g.IntN(10))
	case lower:
		return byte('a' + g.IntN(26))
	case upper:
		return byte('A' + g.IntN(26))
	}
	return b
}

// mend changes a match until it is valid: one character after the other, the last ones first, since check digits mostly stand there;
// then words, for those that the row's examples have. It gives nil where that does not help.
func (g *generator) mend(match []byte, words []string, valid func([]byte) bool) []byte {
	if valid(match) {
		return match
	}
	tries := 0
	m := slices.Clone(match)
	for i := len(m) - 1; i >= 0 && tries < mendTries; i-- {
		b := m[i]
		from, to := b, b
		switch byteKind[b] {
		case digit:
			from, to = '0', '9'
		case lower:
			from, to = 'a', 'z'
		case upper:
			from, to = 'A', 'Z'
		}
		for c := from; c <= to && from < to; c++ {
			tries++
			if m[i] = c; valid(m) {
				return m
			}
		}
		m[i] = b
	}
	for range mendTries / 10 {
		if len(words) == 0 {
			break
		}
		m = replaceWords(match, func(w []byte) []byte {
			if g.IntN(3) > 0 {
				return []byte(words[g.IntN(len(words))])
			}
			return w
		})
		if valid(m) {
			return m
		}
	}
	return nil
}

// replaceWords puts others in the place of runs of letters.
func replaceWords(t []byte, other func([]byte) []byte) (out []byte) {
	for len(t) > 0 {
		n := bytes.IndexFunc(t, func(r rune) bool { return !unicode.IsLetter(r) })
		if n < 0 {
			n = len(t)
		}
		if n > 0 {
			out = append(out, other(t[:n])...)
			t = t[n:]
			continue
		}
		_, n = utf8.DecodeRune(t)
		out = append(out, t[:n]...)
		t = t[n:]
	}
	return out
}

// separators are what people and scanners put between the digits of a number.
var separators = []string{" ", " ", "-", ".", "\u00a0", "\u2013", "\n"}

// spread writes a valid match with other separators, and O for 0 or l for 1, so that it stays valid, if it can be; else it gives nil.
func (g *generator) spread(match []byte, valid func([]byte) bool) []byte {
	for range 30 {
		var m []byte
		sep, often := separators[g.IntN(len(separators))], 1+g.IntN(4)
		for i, b := range match {
			switch {
			case g.IntN(8) > 0:
			case b == '0':
				b = 'O'
			case b == '1':
				b = 'l'
			}
			if m = append(m, b); i+1 < len(match) && g.IntN(often) == 0 {
				m = append(m, sep...)
			}
		}
		if !bytes.Equal(m, match) && valid(m) {
			return m
		}
	}
	return nil
}

// vary changes some digits and letters of a valid match so that it stays valid, if it can be.
func (g *generator) vary(match []byte, valid func([]byte) bool) []byte {
	for range 20 {
		m := slices.Clone(match)
		for range 1 + g.IntN(4) {
			i := g.IntN(len(m))
			m[i] = g.like(m[i])
		}
		if !bytes.Equal(m, match) && valid(m) {
			return m
		}
	}
	return match
}

// matches makes matches of a row: valid ones, from the pattern or else from the examples, and some that are not; made says how many of the
// valid ones came from the pattern.
func (p *prober) matches(row int) (all [][]byte, made int) {
	const most = 8
	valid := p.valid(row)
	examples, words := p.examples(row)
	for tries := 0; tries < 2*most && made < most; tries++ {
		m := p.match(p.trees[row])
		if tries < 2 {
			all = append(all, m)
		}
		if m = p.mend(m, words, valid); m != nil {
			all = append(all, m)
			made++
		} else if tries > most && made == 0 {
			break
		}
	}
	for i := range min(2, len(examples)) + min(len(examples), most-made) {
		all = append(all, p.vary(examples[i%len(examples)], valid))
	}
	spread := 2
	if row >= len(p.e.table) { // a loose form, which has other spellings only
		spread = most
	}
	for i, n := 0, len(all); i < n && spread > 0; i++ {
		if m := p.spread(all[i], valid); m != nil {
			all = append(all, m)
			spread--
		}
	}
	p.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	return all, made
}

// examples are the matches in the examples of the row and of the form it is a loose form of, and their words.
func (p *prober) examples(row int) (matches [][]byte, words []string) {
	for _, example := range p.o.rows[row].Finds {
		plain, _ := marks(Expand(example))
		for _, i := range p.rows[row] {
			for _, f := range p.o.row(i, p.words.oracleField([]byte(plain), nil)) {
				m := []byte(plain[f.from:f.end])
				matches = append(matches, m)
				replaceWords(m, func(w []byte) []byte {
					words = append(words, string(w))
					return w
				})
			}
		}
	}
	p.Shuffle(len(matches), func(i, k int) { matches[i], matches[k] = matches[k], matches[i] })
	return matches, words
}

// example is one of the row's examples, its first match changed or {m} in its place.
func (p *prober) example(row int) string {
	finds := p.o.rows[row].Finds
	if len(finds) == 0 {
		return "{m}"
	}
	plain, _ := marks(Expand(finds[p.IntN(len(finds))]))
	for _, i := range p.rows[row] {
		if found := p.o.row(i, p.words.oracleField([]byte(plain), nil)); len(found) > 0 {
			f, m := found[0], "{m}"
			if p.IntN(2) == 0 {
				m = string(p.vary([]byte(plain[f.from:f.end]), p.valid(i)))
			}
			return plain[:f.from] + m + plain[f.end:]
		}
	}
	return plain
}

// valid is the check of a row's matches.
func (p *prober) valid(row int) func(match []byte) bool {
	return func(match []byte) bool {
		_, _, ok := p.o.value(row, match)
		return ok
	}
}

// TestGenerator holds what is made against the expressions.
func TestGenerator(t *testing.T) {
	g := generator{Rand: rand.New(rand.NewPCG(11, 12))}
	made := map[string]bool{}
	for _, p := range []string{`[A-Z]{2}\d{2,8}`, `(?i)key[ :=]+(\w{3,})`, `a|bc*|[^a-z\n]`, `\p{Lu}\p{Ll}+straße`, `(?s:.)x.`, `[a-z0-9]{1,64}@(?:[a-z]+\.)+[a-z]{2,4}`} {
		re, err := syntax.Parse(p, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		o := newOracle(t, []Detector{{ID: "X", Category: Personal, Pattern: p, Tier: A}})
		for range 500 {
			m := g.match(re)
			made[string(m)] = true
			if !o.exact[0].Match(m) {
				t.Errorf("%s does not match %q", p, m)
			}
		}
	}
	for _, want := range []string{"key", "KEY", "Key", "K"} {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(made)), func(s string) bool { return strings.HasPrefix(s, want) }) {
			t.Errorf("nothing begins with %s", want)
		}
	}
}
