package detectors

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
)

// MaxMatch is the most bytes that a match can have; what goes on longer is not seen as one.
const MaxMatch = 16 << 10

// wideHeads is how many beginnings of four bytes make a pattern one that any word begins: more than four digits are.
const wideHeads = 20_000

// longRun is how many characters of a token must stand in a row before the rows are tried whose pattern any word begins
// (40 base64 characters): it keeps them off ordinary text.
const longRun = 16

// Engine finds what a list of rows describes. It is immutable and shared.
type Engine struct {
	rows  []Detector
	words *keywords
	// The rows by how a match is anchored. Those of one lane share an automaton.
	edge *lane // begins at the edge of a word
	// inner are those of edge that may match where a number goes on to the left: behind 2026- only what holds a letter, or is
	// let in by OpenNumber.
	inner *lane
	at    *lane // has an '@' behind a run of one class
	long  *lane // begins like any word, so it is looked for in long runs of token characters only
	// weak rows begin at the edge of a word and require a keyword. They are tried only where one is near, each with an automaton
	// of its own: together they would have too many states, and few are tried at one place.
	weak weakRows
	// signs are the signs of ASCII with which a match of the edge lane or a keyword can begin; foreign says that one can with a sign beyond ASCII.
	signs   *kernel.Set
	foreign bool
	// local are the bytes that may stand before the '@' of a row in at.
	local [256]bool
	// localMax is how many of them.
	localMax int
	// groups find the value in a match, for the rows whose pattern has a group; compiled when first needed.
	groups []func() *regexp.Regexp
}

// lane is a set of rows that are walked together.
type lane struct {
	set    *automaton.Set
	rows   []int             // by expression of the set: the row
	filter *automaton.Filter // nil for a weak row alone
	// needs are the expressions whose row requires a keyword, members all rows, by row.
	needs, members automaton.Bits
	// strong says that some row requires no keyword.
	strong bool
	// longest is the most bytes that a match has.
	longest int
}

// weakRows are the rows that are tried one by one.
type weakRows struct {
	members automaton.Bits
	rows    []weakRow // by row
	longest int       // of all
}

// weakRow is one of them.
type weakRow struct {
	lane    func() *lane // with this row alone, made when it is first needed
	first   [256]bool    // bytes that can begin a match; errs on the side of yes
	longest int          // the most bytes that a match has
}

// Anchor says how the engine finds where a match of a row may begin.
type Anchor string

// The anchors.
const (
	AnchorEdge Anchor = "word edge"
	AnchorWeak Anchor = "word edge near a keyword"
	AnchorAt   Anchor = "@"
	AnchorLong Anchor = "long run"
)

// New compiles rows. An error names the row and what is wrong with it.
func New(rows []Detector) (*Engine, error) {
	e := &Engine{rows: rows, groups: make([]func() *regexp.Regexp, len(rows))}
	seen := map[string]bool{}
	trees := make([]*syntax.Regexp, len(rows))
	lanes := map[Anchor][]int{}
	var inner []int // by number in the edge lane
	for i := range rows {
		d := &rows[i]
		re, a, err := d.parse()
		if err != nil {
			return nil, fmt.Errorf("detector %s: %w", d.ID, err)
		}
		if seen[d.ID] {
			return nil, fmt.Errorf("detector %s: the ID stands twice", d.ID)
		}
		seen[d.ID] = true
		trees[i] = re
		if a == AnchorEdge && (d.Edges&OpenNumber != 0 || hasLetter(re)) {
			inner = append(inner, len(lanes[a]))
		}
		lanes[a] = append(lanes[a], i)
		if re.MaxCap() > 0 {
			e.groups[i] = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\A(?:` + d.Pattern + `)\z`) })
		}
	}
	var err error
	if e.words, err = newKeywords(rows); err != nil {
		return nil, err
	}
	for _, a := range []struct {
		anchor Anchor
		to     **lane
	}{{AnchorEdge, &e.edge}, {AnchorAt, &e.at}, {AnchorLong, &e.long}} {
		l, err := newLane(rows, trees, lanes[a.anchor])
		if err != nil {
			return nil, err
		}
		l.filter = l.set.Filter()
		*a.to = l
	}
	within := *e.edge
	within.set = e.edge.set.Only(inner)
	e.inner = &within
	e.weak = newWeak(rows, trees, lanes[AnchorWeak])
	begins := func(b int) bool { return e.edge.filter.First[b] || e.words.filter.First[b] }
	e.signs = kernel.NewSet(func(b byte) bool { return byteKind[b] == other && begins(int(b)) })
	for b := utf8.RuneSelf; b < 256; b++ {
		e.foreign = e.foreign || begins(b)
	}
	for _, i := range lanes[AnchorAt] {
		class, most, _ := leadingClass(trees[i])
		e.localMax = max(e.localMax, most)
		for b := range 256 {
			// A byte of a longer character is let in where the class has any such character: the automaton decides.
			e.local[b] = e.local[b] || class[b]
		}
	}
	return e, nil
}

// Rows are the rows the engine was made of; they must not be changed.
func (e *Engine) Rows() []Detector { return e.rows }

// Anchor says how the engine finds where a match of the row may begin.
func (d *Detector) Anchor() (Anchor, error) {
	_, a, err := d.parse()
	return a, err
}

// parse checks the row by itself and derives how it is anchored.
func (d *Detector) parse() (*syntax.Regexp, Anchor, error) {
	switch {
	case d.ID == "":
		return nil, "", fmt.Errorf("a row has no ID")
	case d.Pattern == "":
		return nil, "", fmt.Errorf("no pattern")
	case d.KeywordRequired && len(d.Keywords) == 0:
		return nil, "", fmt.Errorf("a keyword is required and none is given")
	case d.Tier == Tier{}:
		return nil, "", fmt.Errorf("no tier")
	}
	switch d.Category {
	case Credentials, Financial, Personal, Custom:
	default:
		return nil, "", fmt.Errorf("category %q is none of Macie's", d.Category)
	}
	re, err := syntax.Parse(d.Pattern, syntax.Perl)
	if err != nil {
		return nil, "", err
	}
	if minLength(re) == 0 {
		return nil, "", fmt.Errorf("the pattern matches the empty text")
	}
	if err := noAssertions(re); err != nil {
		return nil, "", err
	}
	a, err := anchor(re)
	if a == AnchorEdge && d.KeywordRequired {
		a = AnchorWeak
	}
	return re, a, err
}

func newLane(rows []Detector, trees []*syntax.Regexp, members []int) (*lane, error) {
	l := &lane{rows: members, needs: automaton.NewBits(len(members)), members: automaton.NewBits(len(rows))}
	patterns := make([]*syntax.Regexp, len(members))
	for n, i := range members {
		patterns[n] = trees[i]
		l.members.Add(i)
		l.longest = max(l.longest, min(maxLength(trees[i]), MaxMatch))
		if rows[i].KeywordRequired {
			l.needs.Add(n)
		} else {
			l.strong = true
		}
	}
	var err error
	l.set, err = automaton.Compile(patterns)
	return l, err
}

func newWeak(rows []Detector, trees []*syntax.Regexp, members []int) weakRows {
	w := weakRows{members: automaton.NewBits(len(rows)), rows: make([]weakRow, len(rows))}
	for _, i := range members {
		w.members.Add(i)
		row := &w.rows[i]
		row.longest = min(maxLength(trees[i]), MaxMatch)
		w.longest = max(w.longest, row.longest)
		firstBytes(trees[i], &row.first)
		row.lane = sync.OnceValue(func() *lane {
			l, err := newLane(rows, trees, []int{i})
			if err != nil {
				panic(err) // parse has let the pattern pass
			}
			return l
		})
	}
	return w
}

// firstBytes adds the bytes with which a match can begin, and says whether a match can be empty, so that what follows counts too.
func firstBytes(re *syntax.Regexp, first *[256]bool) (empty bool) {
	add := func(lo, hi rune) {
		for r := lo; r <= hi && r < utf8.RuneSelf; r++ {
			first[r] = true
		}
		if hi >= utf8.RuneSelf {
			for b := utf8.RuneSelf; b < 256; b++ {
				first[b] = true
			}
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		r := re.Rune[0]
		add(r, r)
		if re.Flags&syntax.FoldCase != 0 {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				add(f, f)
			}
		}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			add(re.Rune[i], re.Rune[i+1])
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		add(0, unicode.MaxRune)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !firstBytes(sub, first) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			empty = firstBytes(sub, first) || empty
		}
		return empty
	case syntax.OpCapture, syntax.OpPlus:
		return firstBytes(re.Sub[0], first)
	case syntax.OpStar, syntax.OpQuest:
		firstBytes(re.Sub[0], first)
		return true
	case syntax.OpRepeat:
		return firstBytes(re.Sub[0], first) || re.Min == 0
	case syntax.OpEmptyMatch:
		return true
	}
	return false
}

// noAssertions refuses what looks beyond a match.
func noAssertions(re *syntax.Regexp) error {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return fmt.Errorf("%s has no place in a pattern: the edges of a match are checked apart", re)
	}
	for _, sub := range re.Sub {
		if err := noAssertions(sub); err != nil {
			return err
		}
	}
	return nil
}

// anchor derives from a pattern where its matches can begin.
func anchor(re *syntax.Regexp) (Anchor, error) {
	if _, _, ok := leadingClass(re); ok {
		return AnchorAt, nil
	}
	if minLength(re) < longRun {
		return AnchorEdge, nil
	}
	set, err := automaton.Compile([]*syntax.Regexp{re})
	if err != nil {
		return "", err
	}
	// A pattern that hardly says how it begins would be walked through every word of a text.
	if heads := set.Heads(longRun, &tokenByte); heads > wideHeads {
		return AnchorLong, nil
	}
	return AnchorEdge, nil
}

// hasLetter says whether a match can hold a letter of ASCII.
func hasLetter(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if r < 0x80 && (byteKind[r] == lower || byteKind[r] == upper) {
				return true
			}
		}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1] && r < 0x80; r++ {
				if byteKind[r] == lower || byteKind[r] == upper {
					return true
				}
			}
		}
	}
	for _, sub := range re.Sub {
		if hasLetter(sub) {
			return true
		}
	}
	return false
}

// leadingClass recognises CLASS{1,n}@...: the bytes of the class, and n.
func leadingClass(re *syntax.Regexp) (class [256]bool, most int, ok bool) {
	for re.Op == syntax.OpCapture {
		re = re.Sub[0]
	}
	if re.Op != syntax.OpConcat || len(re.Sub) < 2 {
		return class, 0, false
	}
	head, next := re.Sub[0], re.Sub[1]
	if next.Op != syntax.OpLiteral || next.Rune[0] != '@' || head.Op != syntax.OpRepeat || head.Min != 1 || head.Max < 1 || head.Sub[0].Op != syntax.OpCharClass {
		return class, 0, false
	}
	r := head.Sub[0].Rune
	most = head.Max
	for i := 0; i+1 < len(r); i += 2 {
		for c := r[i]; c <= r[i+1] && c < 0x80; c++ {
			class[c] = true
		}
		if r[i+1] >= 0x80 {
			most = head.Max * 4
			for c := 0x80; c < 256; c++ {
				class[c] = true
			}
		}
	}
	return class, most, !class['@']
}

// minLength is the fewest characters that a match has.
func minLength(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return minLength(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min * minLength(re.Sub[0])
	case syntax.OpConcat:
		n := 0
		for _, s := range re.Sub {
			n += minLength(s)
		}
		return n
	case syntax.OpAlternate:
		n := minLength(re.Sub[0])
		for _, s := range re.Sub[1:] {
			n = min(n, minLength(s))
		}
		return n
	}
	return 0
}

// maxLength is the most bytes that a match has, or more than MaxMatch.
func maxLength(re *syntax.Regexp) int {
	const endless = MaxMatch + 1
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune) * utf8.UTFMax
	case syntax.OpCharClass:
		if n := len(re.Rune); n > 0 && re.Rune[n-1] < utf8.RuneSelf {
			return 1
		}
		return utf8.UTFMax
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return utf8.UTFMax
	case syntax.OpStar, syntax.OpPlus:
		return endless
	case syntax.OpRepeat:
		if re.Max < 0 {
			return endless
		}
		return min(re.Max*maxLength(re.Sub[0]), endless)
	case syntax.OpAlternate:
		n := 0
		for _, s := range re.Sub {
			n = max(n, maxLength(s))
		}
		return n
	}
	n := 0
	for _, s := range re.Sub {
		n = min(n+maxLength(s), endless)
	}
	return n
}
