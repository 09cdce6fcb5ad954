package detectors

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
)

// MaxMatch is the most bytes that a match can have; what goes on longer is not seen as one.
const MaxMatch = 16 << 10

// wideHeads is how many beginnings of four bytes make a pattern one that any word begins: more than four digits are.
const wideHeads = 20_000

// fewHeads is how many beginnings of four bytes a row can have to be told by them, and not by the kinds of bytes it begins with.
const fewHeads = 400

// wideLetters is with how many letters a pattern may begin before any word will do.
const wideLetters = 16

// ownLiteral is how many characters a pattern must begin with, always the same ones, to be tried everywhere even though it
// requires a keyword: so few places begin so that looking for the keyword can wait.
const ownLiteral = 3

// Engine finds what a list of rows describes. It is immutable and shared.
type Engine struct {
	table []Detector  // as given
	rows  []Detector  // the same, and behind them the loose forms of some
	given []*Detector // by row: whose matches its matches are
	words *keywords
	// The rows by how a match is anchored. Those of one lane share an automaton; most lanes are the gate's.
	gate gate
	// inner are those of the edge lane that may match where a number goes on to the left: behind 2026- only what holds a letter, or
	// is let in by OpenNumber.
	inner *lane
	at    *lane // has an '@' behind a run of one class
	// weak rows begin at the edge of a word and require a keyword. They are tried only where one is near, each with an automaton
	// of its own: together they would have too many states, and few are tried at one place.
	weak weakRows
	// signs are the signs of ASCII with which a match of a gated lane or a keyword can begin; foreign says that one can with a sign beyond
	// ASCII.
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
	first  [256]bool         // bytes that can begin a match; errs on the side of yes
	digits *automaton.Digits // nil but for edge and word
	starts func([]byte) bool // of the row, where it has Starts
	word   func([]byte) bool // the same
	words  int               // the same
	reach  func([]byte) int  // the same
	run    runKind           // what every match begins with
	most   int               // bytes of a match
	needs  automaton.Bits    // the expressions whose row requires a keyword
	closed [256]bool         // bytes that may stand behind a match
}

// weakRows are the rows that are tried one by one.
type weakRows struct {
	members automaton.Bits
	rows    []weakRow // of all rows
}

// weakRow is a row by itself.
type weakRow struct {
	lane     func() *lane // with this row alone, made when it is first needed
	first    [256]bool    // bytes that can begin a match; errs on the side of yes
	kinds    [4]bool      // their automaton.Kind
	signs    bool         // among them is one that is no part of a word
	run      runKind      // what every match begins with
	shortest int          // the fewest bytes that a match has
	longest  int          // the most
}

// runKind is a long run of characters with which every match of a row begins: where there is none, the row need not be tried. It keeps
// rows whose pattern any word begins (40 base64 characters) off ordinary text.
type runKind uint8

const (
	noRun    runKind = iota
	tokenRun         // of tokens
	plainRun         // of letters and digits
	longRun          // of tokens, longer than most paths and any UUID
	runKinds
)

// runLengths is how many characters a run has at least.
var runLengths = [runKinds]int{tokenRun: 14, plainRun: 14, longRun: 37}

// Anchor says how the engine finds where a match of a row may begin.
type Anchor string

// The anchors.
const (
	AnchorEdge  Anchor = "word edge"
	AnchorWord  Anchor = "word" // a word edge, and any word will do
	AnchorWeak  Anchor = "word edge near a keyword"
	AnchorAt    Anchor = "@"
	AnchorOwn   Anchor = "word as the row says"
	AnchorLong  Anchor = "long run"
	AnchorPlain Anchor = "long run of letters and digits"
)

// Anchors are all of them.
var Anchors = []Anchor{AnchorEdge, AnchorWord, AnchorOwn, AnchorLong, AnchorPlain, AnchorAt, AnchorWeak}

// New compiles rows. An error names the row and what is wrong with it.
func New(rows []Detector) (*Engine, error) {
	e := &Engine{table: rows}
	e.rows, e.given = withLoose(rows)
	rows = e.rows
	e.groups = make([]func() *regexp.Regexp, len(rows))
	seen := map[string]bool{}
	whole := automaton.NewBits(len(rows)) // the rows that may take a field as a whole
	trees := make([]*syntax.Regexp, len(rows))
	lanes := map[Anchor][]int{}
	var inner []int // by number in the edge lane
	for i := range rows {
		d := &rows[i]
		re, a, err := d.parse()
		if err != nil {
			return nil, fmt.Errorf("detector %s: %w", d.ID, err)
		}
		if seen[d.ID] && i < len(e.table) {
			return nil, fmt.Errorf("detector %s: the ID stands twice", d.ID)
		}
		seen[d.ID] = true
		trees[i] = re
		if a == AnchorEdge && (d.Edges&OpenNumber != 0 || hasLetter(re)) {
			inner = append(inner, len(lanes[a]))
		}
		lanes[a] = append(lanes[a], i)
		if d.Whole != nil {
			whole.Add(i)
		}
		if re.MaxCap() > 0 {
			e.groups[i] = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\A(?:` + d.Pattern + `)\z`) })
		}
	}
	var err error
	if e.words, err = newKeywords(rows); err != nil {
		return nil, err
	}
	gated := make([]*lane, ownLanes)
	for _, a := range []struct {
		anchor Anchor
		to     **lane
	}{
		{AnchorPlain, &gated[plainLane]}, {AnchorLong, &gated[longLane]}, {AnchorWord, &gated[wordLane]}, {AnchorEdge, &gated[edgeLane]},
		{AnchorAt, &e.at},
	} {
		if *a.to, err = newLane(rows, trees, lanes[a.anchor]); err != nil {
			return nil, err
		}
	}
	gated[plainLane].run, gated[longLane].run = plainRun, longRun
	for _, l := range []*lane{gated[wordLane], gated[edgeLane]} {
		l.digits = l.set.Digits()
	}
	within := *gated[edgeLane]
	within.set = within.set.Only(inner)
	within.digits = within.set.Digits()
	e.inner = &within
	for _, i := range lanes[AnchorOwn] {
		if len(gated) == maxLanes {
			return nil, fmt.Errorf("detector %s: more rows with Starts than %d", rows[i].ID, maxLanes-ownLanes)
		}
		l, err := newLane(rows, trees, []int{i})
		if err != nil {
			return nil, err
		}
		l.starts, l.word, l.words, l.reach, l.run = rows[i].Starts, rows[i].word, rows[i].words, rows[i].reach, leadingRun(trees[i])
		gated = append(gated, l)
	}
	e.weak = newWeak(rows, trees, lanes[AnchorWeak])
	e.words.serve(e.weak.members, whole)
	begins := func(b int) bool {
		return e.words.first[b] || slices.ContainsFunc(gated, func(l *lane) bool { return l.first[b] })
	}
	e.signs = kernel.NewSet(func(b byte) bool { return byteKind[b] == other && begins(int(b)) })
	e.gate = newGate(gated, (*automaton.Signs)(e.signs.Groups()))
	for b := utf8.RuneSelf; b < 256; b++ {
		e.foreign = e.foreign || begins(b)
		for i := range e.weak.rows {
			e.foreign = e.foreign || e.weak.rows[i].first[b]
		}
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
func (e *Engine) Rows() []Detector { return e.table }

// withLoose puts behind the rows the loose forms of some, as rows that require a keyword, and says whose each row's matches are.
func withLoose(given []Detector) (rows []Detector, of []*Detector) {
	rows = given[:len(given):len(given)]
	for i := range given {
		of = append(of, &given[i])
	}
	for i := range given {
		if l := given[i].Loose; l != nil {
			row := given[i]
			row.Pattern, row.Valid, row.Weigh, row.KeywordRequired = l.Pattern, l.Valid, l.Weigh, true
			rows, of = append(rows, row), append(of, &given[i])
		}
	}
	return rows, of
}

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
	return re, d.anchor(re), nil
}

// most is how many bytes a match has at most.
func (d *Detector) most() int {
	if d.Most > 0 {
		return min(d.Most, MaxMatch)
	}
	return MaxMatch
}

func newLane(rows []Detector, trees []*syntax.Regexp, members []int) (*lane, error) {
	l := &lane{rows: members, needs: automaton.NewBits(len(members))}
	patterns := make([]*syntax.Regexp, len(members))
	for n, i := range members {
		patterns[n] = trees[i]
		firstBytes(trees[i], &l.first)
		l.most = max(l.most, rows[i].most())
		for b := range l.closed {
			k := byteKind[b]
			l.closed[b] = l.closed[b] || k == other || k == multi || rows[i].Edges&OpenEnd != 0
		}
		if rows[i].KeywordRequired {
			l.needs.Add(n)
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
	}
	for i := range rows {
		row := &w.rows[i]
		row.shortest, row.longest = minLength(trees[i]), min(maxLength(trees[i]), rows[i].most())
		firstBytes(trees[i], &row.first)
		for b, is := range row.first {
			row.signs = row.signs || is && byteKind[b] == other
			row.kinds[automaton.KindOf(byte(b))] = row.kinds[automaton.KindOf(byte(b))] || is
		}
		row.run = leadingRun(trees[i])
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
