package detectors

import (
	"bytes"
	"math/bits"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
	"github.com/pii-scan/pii-scan/text"
)

const (
	// keywordReach is how far a keyword may stand from a value, in characters: Macie's 30.
	keywordReach = 30
	// keywordBytes is how far that can be in bytes.
	keywordBytes = keywordReach * utf8.UTFMax
	// keywordChunk is how much text is searched for keywords at once, where a value asks for them.
	keywordChunk = 4 << 10
	// maxNames bounds how many field names a matcher remembers the context of.
	maxNames = 1 << 16
)

// keywords is the index of the words of all rows.
type keywords struct {
	set    *automaton.Set
	rows   []automaton.Bits // by keyword: the rows that have it
	open   []edgeFree       // by keyword
	filter *automaton.Filter
	n      int // rows
	// longest is more bytes than any keyword takes.
	longest int
}

// edgeFree says at which end a keyword needs no edge of a word: where it is written in a script without spaces or ends in a sign.
type edgeFree struct{ left, right bool }

func newKeywords(rows []Detector) (*keywords, error) {
	k := &keywords{n: len(rows)}
	ids := map[string]int{}
	var patterns []*syntax.Regexp
	for i := range rows {
		for _, w := range rows[i].Keywords {
			w = strings.ToLower(strings.TrimSpace(w))
			if w == "" {
				continue
			}
			id, ok := ids[w]
			if !ok {
				id = len(patterns)
				ids[w] = id
				re, err := syntax.Parse(keywordPattern(w), syntax.Perl)
				if err != nil {
					return nil, err
				}
				patterns = append(patterns, re)
				k.longest = max(k.longest, utf8.UTFMax*utf8.RuneCountInString(w))
				k.rows = append(k.rows, automaton.NewBits(len(rows)))
				l, _ := utf8.DecodeRuneInString(w)
				r, _ := utf8.DecodeLastRuneInString(w)
				k.open = append(k.open, edgeFree{!wordChar(l), !wordChar(r)})
			}
			k.rows[id].Add(i)
		}
	}
	var err error
	if k.set, err = automaton.Compile(patterns); err != nil {
		return nil, err
	}
	k.filter = k.set.Filter()
	return k, nil
}

func wordChar(r rune) bool {
	if r < utf8.RuneSelf {
		return byteKind[r] != other
	}
	return wordRune(r)
}

// keywordPattern lets a space, '-' or '_' in a keyword be any of them, a dot, or nothing.
func keywordPattern(w string) string {
	var b strings.Builder
	b.WriteString("(?i)")
	gap := false
	for _, r := range w {
		if r == ' ' || r == '-' || r == '_' {
			gap = b.Len() > len("(?i)")
			continue
		}
		if gap {
			b.WriteString(`[ _.\-]?`)
			gap = false
		}
		b.WriteString(regexp.QuoteMeta(string(r)))
	}
	return b.String()
}

// hit is a keyword in a text.
type hit struct {
	start, end int32
	word       int32
}

// find appends the keywords that begin in t[start:stop], as whole words of t[from:to]. m describes t; nil does without.
func (k *keywords) find(w *automaton.Walker, t []byte, m *bitmap, from, start, stop, to int, ends *[]automaton.End, hits []hit) []hit {
	if m == nil {
		for p := start; p < stop; p++ {
			hits = k.at(w, t, from, p, to, ends, hits)
		}
		return hits
	}
	for i := start / kernel.Block; i*kernel.Block < stop; i++ {
		starts := m.keywordStarts(i)
		if from/kernel.Block == i { // the border of a field is an edge
			starts |= 1 << (from % kernel.Block)
		}
		for starts = within(starts, i, start, stop); starts != 0; starts &= starts - 1 {
			hits = k.at(w, t, from, i*kernel.Block+bits.TrailingZeros64(starts), to, ends, hits)
		}
	}
	return hits
}

// at appends the keywords that begin at p.
func (k *keywords) at(w *automaton.Walker, t []byte, from, p, to int, ends *[]automaton.End, hits []hit) []hit {
	if !k.filter.Pass(t, p, to) {
		return hits
	}
	*ends = w.Walk(t, p, to, (*ends)[:0])
	if len(*ends) == 0 {
		return hits
	}
	left := keywordEdge(t, from, p, to)
	for _, e := range *ends {
		right := keywordEdge(t, from, e.Pos, to)
		e.Which.Each(func(id int) {
			if (left || k.open[id].left) && (right || k.open[id].right) {
				hits = append(hits, hit{int32(p), int32(e.Pos), int32(id)})
			}
		})
	}
	return hits
}

// keywordEdge says whether a word of a keyword can begin or end at pos: between a letter and no letter, and inside fooBar, foo_bar
// and foo1.
func keywordEdge(t []byte, from, pos, to int) bool {
	if pos <= from || pos >= to {
		return true
	}
	a, b := byteKind[t[pos-1]], byteKind[t[pos]]
	if a == multi {
		a = other
		if wordBefore(t, from, pos) {
			a = lower
		}
	}
	if b == multi {
		b = other
		if wordAt(t, pos, to) {
			b = lower
		}
	}
	switch {
	case a == other || b == other || a == underscore || b == underscore:
		return true
	case a == digit || b == digit:
		return a != b
	case a == lower && b == upper:
		return true
	case a == upper && b == upper: // the B in HTTPBody
		return pos+1 < to && byteKind[t[pos+1]] == lower
	}
	return false
}

// context answers which rows have a keyword near a value. It searches a field for keywords only when asked.
type context struct {
	k       *keywords
	w       *automaton.Walker
	ends    []automaton.End
	t       []byte
	bits    *bitmap // of t; nil where there is none
	from    int     // the field
	to      int
	scanned [2]int // the part that was searched
	hits    []hit
	at      int // where in hits the last question began
	version int // counts how often hits was begun anew
	rows    automaton.Bits
	coarse  automaton.Bits
	asked   [3]int // the hits that coarse is of: first, number, version

	names      map[*text.Name]automaton.Bits
	none       automaton.Bits
	admissions *Admissions
}

func newContext(k *keywords) *context {
	return &context{k: k, w: k.set.Walker(), rows: automaton.NewBits(k.n), coarse: automaton.NewBits(k.n), asked: [3]int{-1}, none: automaton.NewBits(k.n), names: map[*text.Name]automaton.Bits{}}
}

// field turns to another field.
func (c *context) field(t []byte, m *bitmap, from, to int) {
	c.t, c.bits, c.from, c.to = t, m, from, to
	c.scanned = [2]int{-1, -1}
	c.drop(len(c.hits))
}

// drop forgets the first n hits.
func (c *context) drop(n int) {
	c.hits = c.hits[:copy(c.hits, c.hits[n:])]
	c.at = 0
	c.version++
}

// around gives the rows that have a keyword near t[start:end]. The answer holds until the next question.
func (c *context) around(start, end int) automaton.Bits {
	clear(c.rows)
	for _, h := range c.reach(start, end) {
		var gap []byte
		switch {
		case int(h.start) >= end:
			gap = c.t[end:h.start]
		case int(h.end) <= start:
			gap = c.t[h.end:start]
		default:
			continue // it is part of the value
		}
		if len(gap) > keywordReach && (len(gap) > keywordBytes || utf8.RuneCount(gap) > keywordReach) || hasBlankLine(gap) {
			continue
		}
		c.rows.Or(c.k.rows[h.word])
	}
	return c.rows
}

// near gives the rows that may have a keyword near a value that lies somewhere in [start, end): more than those that have. The
// answer holds until the next question of the kind.
func (c *context) near(start, end int) automaton.Bits {
	hits := c.reach(start, end)
	if len(hits) == 0 {
		return c.none
	}
	// Places one after the other mostly have the same words around them.
	if first := c.at; first != c.asked[0] || len(hits) != c.asked[1] || c.version != c.asked[2] {
		c.asked = [3]int{first, len(hits), c.version}
		clear(c.coarse)
		for _, h := range hits {
			c.coarse.Or(c.k.rows[h.word])
		}
	}
	return c.coarse
}

// reach gives the hits that may be near [start, end), and some more. Questions come with rising places, mostly.
func (c *context) reach(start, end int) []hit {
	lo, hi := max(c.from, start-keywordBytes), min(c.to, end+keywordBytes+1)
	c.search(lo, hi)
	lo -= c.k.longest
	for c.at > 0 && int(c.hits[c.at-1].start) >= lo {
		c.at--
	}
	for c.at < len(c.hits) && int(c.hits[c.at].start) < lo {
		c.at++
	}
	n := c.at
	for n < len(c.hits) && int(c.hits[n].start) < hi {
		n++
	}
	return c.hits[c.at:n]
}

// search makes sure that the keywords which touch [lo, hi) are in hits. Values are asked about in rising order, so what lies
// far behind is forgotten.
func (c *context) search(lo, hi int) {
	lo = max(c.from, lo-c.k.longest) // a keyword that ends at lo begins before it
	if c.scanned[0] < 0 || lo > c.scanned[1] || lo < c.scanned[0] {
		// Chunks begin at multiples counted from the field's border or the text's start; where one begins does not
		// matter to what is found.
		c.scanned = [2]int{lo, lo}
		c.drop(len(c.hits))
	}
	if hi <= c.scanned[1] {
		return
	}
	stop := min(c.to, max(hi, c.scanned[1]+keywordChunk))
	if len(c.hits) > 256 {
		keep := 0
		for keep < len(c.hits) && int(c.hits[keep].start) < lo {
			keep++
		}
		c.drop(keep)
		c.scanned[0] = max(c.scanned[0], lo)
	}
	c.hits = c.k.find(c.w, c.t, c.bits, c.from, c.scanned[1], stop, c.to, &c.ends, c.hits)
	c.scanned[1] = stop
}

// named gives the rows that have a keyword in a field's name or in the names around it.
func (c *context) named(n *text.Name) automaton.Bits {
	if n == nil {
		return c.none
	}
	if rows, ok := c.names[n]; ok {
		return rows
	}
	if len(c.names) >= maxNames {
		clear(c.names)
	}
	rows := automaton.NewBits(c.k.n)
	for at := n; at != nil; at = at.Parent {
		t := []byte(at.Text)
		for _, h := range c.k.find(c.w, t, nil, 0, 0, len(t), len(t), &c.ends, nil) {
			rows.Or(c.k.rows[h.word])
		}
	}
	if c.admissions != nil {
		rows.Or(c.admissions.rows[n].bits)
	}
	c.names[n] = rows
	return rows
}

func hasBlankLine(b []byte) bool {
	return len(b) > 1 && (bytes.Contains(b, []byte("\n\n")) || bytes.Contains(b, []byte("\n\r\n")))
}
