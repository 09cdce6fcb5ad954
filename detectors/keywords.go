package detectors

import (
	"bytes"
	"cmp"
	"math/bits"
	"regexp/syntax"
	"slices"
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
	// maxNames bounds how many field names a matcher remembers the context of.
	maxNames = 1 << 16
)

// keywords is the index of the words of all rows.
type keywords struct {
	set    *automaton.Set
	rows   []automaton.Bits // by keyword: the rows that have it
	open   []edgeFree       // by keyword
	pairs  *automaton.Pairs // the first two bytes of one
	first  [256]bool        // bytes that can begin one
	digits bool             // a digit is among them
	number bool             // two digits are
	n      int              // rows
	weak   automaton.Bits   // the rows that are tried one by one
	near   [][]int32        // by keyword: its weak rows
	whole  automaton.Bits   // the rows that may take a field as a whole
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
			if strings.Trim(w, "-_") == "" {
				continue
			}
			id, ok := ids[w]
			if !ok {
				id = len(patterns)
				ids[w] = id
				re := keywordTree(w)
				patterns = append(patterns, re)
				k.longest = max(k.longest, utf8.UTFMax*utf8.RuneCountInString(w))
				k.rows = append(k.rows, automaton.NewBits(len(rows)))
				l, _ := utf8.DecodeRuneInString(w)
				r, _ := utf8.DecodeLastRuneInString(w)
				k.open = append(k.open, edgeFree{!wordChar(l), !wordChar(r)})
				firstBytes(re, &k.first)
			}
			k.rows[id].Add(i)
		}
	}
	var err error
	if k.set, err = automaton.Compile(patterns); err != nil {
		return nil, err
	}
	k.pairs = k.set.Pairs()
	k.digits = slices.Contains(k.first['0':'9'+1], true)
	k.pairs.Each(func(a, b byte) { k.number = k.number || byteKind[a] == digit && byteKind[b] == digit })
	return k, nil
}

// serve says which rows are weak, and which may take a field as a whole.
func (k *keywords) serve(weak, whole automaton.Bits) {
	k.weak, k.whole = weak, whole
	k.near = make([][]int32, len(k.rows))
	for id, rows := range k.rows {
		weak.And(rows, func(row int) { k.near[id] = append(k.near[id], int32(row)) })
	}
}

// both are the rows that are in two sets.
func both(a, b automaton.Bits) (rows []int) {
	a.And(b, func(row int) { rows = append(rows, row) })
	return rows
}

func wordChar(r rune) bool {
	if r < utf8.RuneSelf {
		return byteKind[r] != other
	}
	return wordRune(r)
}

// keywordGap is what may stand for a space, '-' or '_' in a keyword: any of them, a dot, or nothing.
var keywordGap = &syntax.Regexp{Op: syntax.OpQuest, Sub: []*syntax.Regexp{{Op: syntax.OpCharClass, Rune: []rune{' ', ' ', '-', '.', '_', '_'}}}}

// keywordTree is the pattern of a keyword: in large and small letters, with gaps.
func keywordTree(w string) *syntax.Regexp {
	tree := &syntax.Regexp{Op: syntax.OpConcat}
	for part := range strings.FieldsFuncSeq(w, func(r rune) bool { return r == ' ' || r == '-' || r == '_' }) {
		if len(tree.Sub) > 0 {
			tree.Sub = append(tree.Sub, keywordGap)
		}
		tree.Sub = append(tree.Sub, &syntax.Regexp{Op: syntax.OpLiteral, Flags: syntax.FoldCase, Rune: []rune(part)})
	}
	return tree
}

// hit is a keyword in a text.
type hit struct {
	start, end int32
	word       int32
}

// find appends the keywords that begin in t[start:stop], as whole words of t[from:to].
func (k *keywords) find(w *automaton.Walker, t []byte, from, start, stop, to int, ends *[]automaton.End, hits []hit) []hit {
	w.Forget()
	for p := start; p < stop; p++ {
		*ends = w.Walk(t, p, to, (*ends)[:0])
		if len(*ends) == 0 {
			continue
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
	}
	return hits
}

// sure says of a text, in which a word begins and ends or goes on, which keyword it begins with; maybe where that cannot be said, or where
// there are several.
func (k *keywords) sure(w *automaton.Walker, t []byte) (maybe bool, one sureHit) {
	if bytes.ContainsFunc(t, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return true, 0
	}
	ends, on := w.Whole(t)
	if on {
		return true, 0
	}
	for _, e := range ends {
		if e.Pos == len(t) || e.Pos == len(t)-1 && byteKind[t[e.Pos]] == upper { // whether a word ends here, the byte behind says
			return true, 0
		}
		right := keywordEdge(t, 0, e.Pos, len(t))
		e.Which.Each(func(id int) {
			if right || k.open[id].right {
				maybe = one != 0
				one = newSureHit(id, e.Pos)
			}
		})
		if maybe {
			return true, 0
		}
	}
	return false, one
}

// findAll appends the keywords in all of t, which m describes; places are those of keywords that begin with a letter of ASCII. One that
// crosses the border of a field is none.
func (k *keywords) findAll(w *automaton.Walker, t []byte, m *bitmap, places *keyPlaces, ends *[]automaton.End, hits []hit) []hit {
	w.Forget()
	for i, maybe := range places.maybe {
		sure := places.sure[i]
		for set := sure | maybe | k.otherKeys(t, m, i); set != 0; set &= set - 1 {
			n := bits.TrailingZeros64(set)
			p := i*kernel.Block + n
			if sure>>n&1 != 0 {
				h := places.hit[p]
				hits = append(hits, hit{int32(p), int32(p) + h.length(), h.word()})
				continue
			}
			*ends = w.Walk(t, p, len(t), (*ends)[:0])
			for _, e := range *ends {
				right := e.Pos == len(t) || m.edge[e.Pos/kernel.Block]>>(e.Pos%kernel.Block)&1 != 0
				if e.One >= 0 {
					if right || k.open[e.One].right {
						hits = append(hits, hit{int32(p), int32(e.Pos), e.One})
					}
					continue
				}
				e.Which.Each(func(id int) {
					if right || k.open[id].right {
						hits = append(hits, hit{int32(p), int32(e.Pos), int32(id)})
					}
				})
			}
		}
	}
	return hits
}

// otherKeys gives in block i the places where a keyword may begin that does not begin with a letter of ASCII.
func (k *keywords) otherKeys(t []byte, m *bitmap, i int) (found uint64) {
	p := &m.planes[i]
	starts := (p.High|m.sign[i])&m.edge[i] | p.High&m.sign[i]
	if k.digits {
		numbers := p.Digit & m.edge[i]
		if !k.number {
			numbers &^= m.digitNext(i)
		}
		starts |= numbers
	}
	for set := starts; set != 0; set &= set - 1 {
		n := bits.TrailingZeros64(set)
		if at := i*kernel.Block + n; at+1 >= len(t) || k.pairs.Has(t[at], t[at+1]) {
			found |= 1 << n
		}
	}
	return found
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

// context answers which rows have a keyword near a value.
type context struct {
	k    *keywords
	w    *automaton.Walker
	ends []automaton.End
	t    []byte
	from int // the field
	to   int
	all  []hit // of the text
	next int   // the first of them that may be in the field at hand or behind it
	hits []hit // of the field
	at   int   // where in hits the last question began

	names      map[*text.Name]*naming
	learned    uint32 // names
	last       *naming
	none       naming
	admissions *Admissions
}

// naming is what follows from a field's name.
type naming struct {
	name *text.Name
	rows automaton.Bits // the rows that have a keyword in it
	weak []int          // of these, the rows that are tried one by one
	// whole are the rows that may take the field as a whole.
	whole []int
	// settle are the rows whose match leaves nothing else to be looked for in the field, if it is all of it.
	settle []int
	serial uint32 // tells the name from others in hashes
	// asked fields of the name were looked for in the memory of cells, and known of them found there, of late; rest is for how many to come
	// they are not.
	asked, known, rest uint32
	// next is what the field behind was called, the last time: tables go round.
	next *naming
}

func newContext(k *keywords) *context {
	c := &context{k: k, w: k.set.Walker(), names: map[*text.Name]*naming{}}
	c.none.rows = automaton.NewBits(k.n)
	c.last = &c.none
	return c
}

// segment turns to another text, which m describes; places are as findAll takes them.
func (c *context) segment(t []byte, m *bitmap, places *keyPlaces) {
	c.t, c.next = t, 0
	c.all = c.k.findAll(c.w, t, m, places, &c.ends, c.all[:0])
}

// field turns to a field of the text.
func (c *context) field(from, to int) {
	if c.next > 0 && int(c.all[c.next-1].start) >= from {
		c.next, _ = slices.BinarySearchFunc(c.all, int32(from), func(h hit, p int32) int { return cmp.Compare(h.start, p) })
	}
	for c.next < len(c.all) && int(c.all[c.next].start) < from {
		c.next++
	}
	first := c.next
	for c.next < len(c.all) && int(c.all[c.next].start) < to {
		c.next++
	}
	c.from, c.to, c.hits, c.at = from, to, c.all[first:c.next], 0
}

// alone turns to a text that is one field and has no bitmap.
func (c *context) alone(t []byte) {
	c.t, c.from, c.to, c.at = t, 0, len(t), 0
	c.all = c.k.find(c.w, t, 0, 0, len(t), len(t), &c.ends, c.all[:0])
	c.hits, c.next = c.all, len(c.all)
}

// near says whether a row has a keyword near t[start:end].
func (c *context) near(row, start, end int) bool {
	if len(c.hits) == 0 {
		return false
	}
	for _, h := range c.reach(start, end) {
		var gap []byte
		switch {
		case int(h.end) > c.to, !c.k.rows[h.word].Has(row):
			continue
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
		return true
	}
	return false
}

// reach gives the hits that may be near [start, end), and some more. Questions come with rising places, mostly.
func (c *context) reach(start, end int) []hit {
	lo, hi := max(c.from, start-keywordBytes)-c.k.longest, min(c.to, end+keywordBytes+1)
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

// named gives what follows from a field's name and the names around it.
func (c *context) named(n *text.Name) *naming {
	if n == nil {
		return &c.none
	}
	if next := c.last.next; next != nil && next.name == n {
		c.last = next
		return next
	}
	known, ok := c.names[n]
	if !ok {
		if len(c.names) >= maxNames {
			c.forget()
		}
		known = c.learn(n)
		c.names[n] = known
	}
	c.last.next = known
	c.last = known
	return known
}

// learn works out what follows from a name.
func (c *context) learn(n *text.Name) *naming {
	rows := automaton.NewBits(c.k.n)
	for at := n; at != nil; at = at.Parent {
		t := []byte(at.Text)
		for _, h := range c.k.find(c.w, t, 0, 0, len(t), len(t), &c.ends, nil) {
			rows.Or(c.k.rows[h.word])
		}
	}
	var settle []int
	if c.admissions != nil {
		rows.Or(c.admissions.rows[n].bits)
		c.admissions.settle[n].bits.Each(func(row int) { settle = append(settle, row) })
	}
	c.learned++
	return &naming{name: n, serial: c.learned, rows: rows, weak: both(c.k.weak, rows), whole: both(c.k.whole, rows), settle: settle}
}

// forget drops what is known of names.
func (c *context) forget() {
	clear(c.names)
	c.last = &c.none
	c.none.next = nil
}

func hasBlankLine(b []byte) bool {
	return len(b) > 1 && (bytes.Contains(b, []byte("\n\n")) || bytes.Contains(b, []byte("\n\r\n")))
}
