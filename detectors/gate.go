package detectors

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
)

// twoBits are two of the bits of an element, as a hash says.
func twoBits(h uint64) uint64 { return 1<<(h>>40&63) | 1<<(h>>30&63) }

// gate tells where a row of the lanes that begin at the edge of a word may match, at the cost of a few instructions for each word of a
// text: by the first four bytes where they say enough (a token's prefix), by the kinds of the first eight where they do not (a number's
// shape). It errs on the side of yes.
type gate struct {
	of     []*lane           // the gated lanes
	folded *automaton.Folded // of their sets

	// heads has two bits, in one element, for each hash of four bytes. It says whether to ask in, which has by the hash the lanes.
	heads  *[1 << headBits]uint64
	in     *[1 << headBits]lanes
	shapes []*automaton.Shapes
	// pairs has by the first two bytes the lanes in which a match can begin so; of the second the low bits count.
	pairs [256 << secondBits]lanes
	// run are the lanes whose matches begin with a run, by its kind; running all of them.
	run     [runKinds]lanes
	running lanes
	// phrases is the lane, or none, of matches that are words in a row; phraseWords of them tell.
	phrases     lanes
	phraseWords int
}

// secondBits are enough to tell small letters apart.
const secondBits = 5

// lanes is a set of gated lanes, a bit each.
type lanes uint16

// The gated lanes, in the order of their tries; behind them stand those of rows that have Starts, one each.
const (
	plainLane = iota // begins like any word, so it is looked for in long runs of letters and digits only
	longLane         // the same, of token characters
	wordLane         // begins like any word: apart, since with those of edgeLane it would have too many states
	edgeLane         // begins at the edge of a word
	ownLanes

	// closerLanes are looked at with a long shape: those that say nothing themselves, and only begin so often.
	closerLanes lanes = 1<<wordLane | 1<<edgeLane

	maxLanes           = 15
	unknownLanes lanes = 1 << maxLanes // not worked out yet
)

// headBits: 2^12 elements are 32 KiB, which stay in a core's cache; all rows' heads set a seventh of their bits.
const headBits = 12

// headHash is the hash of four bytes: its top is the element, other bits of it are the two to be set there.
func headHash(head uint32) uint64 { return uint64(head) * 0x9E3779B97F4A7C15 }

func pairOf(a, b byte) int { return int(a)<<secondBits | int(b)&(1<<secondBits-1) }

func newGate(of []*lane, signs *automaton.Signs) gate {
	g := gate{of: of, heads: new([1 << headBits]uint64), in: new([1 << headBits]lanes)}
	sets := make([]*automaton.Set, len(of))
	for i, l := range of {
		sets[i] = l.set
		g.shapes = append(g.shapes, l.set.Beginnings(fewHeads, &l.closed, signs, func(h [automaton.HeadLen]byte) {
			hash := headHash(binary.LittleEndian.Uint32(h[:]))
			g.heads[hash>>(64-headBits)] |= twoBits(hash)
			g.in[hash>>20&(1<<headBits-1)] |= 1 << i
		}))
		l.set.Pairs().Each(func(a, b byte) { g.pairs[pairOf(a, b)] |= 1 << i })
		if l.run != noRun {
			g.run[l.run] |= 1 << i
			g.running |= 1 << i
		}
		if l.words > 0 {
			g.phrases, g.phraseWords = 1<<i, l.words
		}
	}
	g.folded = automaton.NewFolded(sets)
	return g
}

// gatekeeper is a matcher's gate: it remembers which shapes can begin a match.
type gatekeeper struct {
	*gate
	walkers []*automaton.ShapeWalker
	// verdict is by the first byte's kind and the shape behind it: which of the sets, 0 where that is not worked out yet. The letters
	// stand in the low bits, so that words of small letters, most of a text, are neighbours.
	verdict   [automaton.Firsts << (2 * shapeBits)]uint8
	sets      [1 << 8]lanes
	known     int // sets
	long      [1 << longBits]longVerdict
	memo      *memo
	forms     *forms
	keys      keyPlaces
	stretches *stretches
	decided   []uint64         // places that need not be looked at
	phrase    []uint64         // where a word of a phrase stands
	open      []uint64         // where lanes are open
	at        []lanes          // by place, where open says so: which
	padded    []byte           // a short text
	runs      [runKinds]uint64 // where runs begin, by kind, in block runsOf
	runsOf    [runKinds]int
}

// longVerdict remembers the verdict on a long shape.
type longVerdict struct {
	shape uint64
	first uint8 // 1 more than the automaton.First of the first byte
	asked lanes // these were worked out
	in    lanes
}

// longBits: 2^12 long shapes are remembered; another takes the place of one with the same hash.
const longBits = 12

func (g *gate) keeper(o *memo) *gatekeeper {
	k := &gatekeeper{gate: g, memo: o, forms: &forms{walker: g.folded.Walker()}, stretches: &stretches{}}
	o.forms = k.forms
	for _, s := range g.shapes {
		k.walkers = append(k.walkers, s.Walker())
	}
	k.sets[0], k.known = unknownLanes, 1
	return k
}

// shortText is how many bytes a text has, such as an object's key, that is looked at with a padding behind it, for what is remembered
// needs so many bytes. The end of a long one is looked at without: all lanes are open there.
const shortText = 512

// padding ends every word.
var padding = func() (b [formLength]byte) {
	for i := range b {
		b[i] = '\n'
	}
	return b
}()

// shapeBits are the bits of a kind behind the first byte of a shape.
const shapeBits = automaton.ShapeLen - 1

// firstKind is automaton.First of each byte, for the index of verdicts.
var firstKind = func() (t [256]uint32) {
	for b := range t {
		t[b] = uint32(automaton.First(byte(b))) << (2 * shapeBits)
	}
	return t
}()

// shapeOfPlace is the index of a shape's verdict.
func shapeOfPlace(first byte, low, high uint32) uint32 {
	const mask = 1<<shapeBits - 1
	return firstKind[first] | low>>1&mask<<shapeBits | high>>1&mask
}

// look finds the places of t, which m describes, at which lanes are open, and gives those of keywords that begin with a letter of ASCII.
func (g *gatekeeper) look(t []byte, m *bitmap) *keyPlaces {
	blocks := len(m.planes)
	if cap(g.open) < blocks {
		g.decided, g.phrase = make([]uint64, blocks), make([]uint64, blocks)
		g.open, g.at = make([]uint64, blocks), make([]lanes, blocks*kernel.Block)
	}
	g.decided, g.phrase, g.open = g.decided[:blocks], g.phrase[:blocks], g.open[:blocks]
	for kind := range g.runsOf {
		g.runsOf[kind] = -1
	}
	clear(g.decided)
	clear(g.phrase)
	clear(g.open)
	g.keys.clear(blocks)
	if len(t) < shortText {
		g.padded = append(append(g.padded[:0], t...), padding[:]...)
		t = g.padded
	}
	g.stretches.skip(t, m, g)
	g.memo.recall(t, m, g)
	for i := range m.planes {
		p := &m.planes[i]
		places := m.start[i] &^ g.decided[i]
		for set := places & p.Digit; set != 0; set &= set - 1 {
			k := bits.TrailingZeros64(set)
			g.set(i, k, g.form(t, m, i, k, (*gatekeeper).number))
		}
		for set := places &^ (p.Digit | p.Letter); set != 0; set &= set - 1 {
			k := bits.TrailingZeros64(set)
			g.set(i, k, g.form(t, m, i, k, (*gatekeeper).other))
		}
	}
	g.openPhrases(m)
	return &g.keys
}

// set opens lanes at bit k of block i.
func (g *gatekeeper) set(i, k int, v lanes) {
	if v == 0 {
		return
	}
	if g.open[i]>>k&1 == 0 {
		g.open[i] |= 1 << k
		g.at[i*kernel.Block+k] = 0
	}
	g.at[i*kernel.Block+k] |= v
}

// openPhrases opens the lane of phrases where as many of their words stand in a row, without another between them. It goes from the end
// to the start: most words of a phrase's are words of any text, so that the rows of them are short.
func (g *gatekeeper) openPhrases(m *bitmap) {
	if g.phrases == 0 {
		return
	}
	row := 0 // words of a phrase with which the text behind begins
	for i := len(g.phrase) - 1; i >= 0; i-- {
		in := g.phrase[i]
		others := m.start[i] & m.planes[i].Letter &^ in
		if n := bits.OnesCount64(in); n+row < g.phraseWords {
			if others != 0 {
				n, row = bits.OnesCount64(in&(others&-others-1)), 0
			}
			row += n
			continue
		}
		for words := in | others; words != 0; {
			k := bits.Len64(words) - 1
			words &^= 1 << k
			if in>>k&1 == 0 {
				row = 0
			} else if row++; row >= g.phraseWords {
				g.set(i, k, g.phrases)
			}
		}
	}
}

// form gives the lanes that are open at bit k of block i, by what is remembered of the text there; else looks at it.
func (g *gatekeeper) form(t []byte, m *bitmap, i, k int, look func(*gatekeeper, []byte, *bitmap, int) lanes) lanes {
	at := i*kernel.Block + k
	if len(t)-at < formLength {
		return g.all()
	}
	if g.pairs[pairOf(t[at], t[at+1])] == 0 {
		return 0
	}
	n := m.upToWord(at)
	e, known := g.forms.look(t[at:], n)
	switch {
	case !known: // most that are met once are not met again soon
		return look(g, t, m, at)
	case !e.full:
		g.forms.learn(e, t[at:at+n])
	}
	v := e.lanes
	if v != 0 && n < formLength {
		if e, known = g.forms.look(t[at:], formLength); known {
			if !e.full {
				g.forms.learn(e, t[at:at+formLength])
			}
			v &= e.lanes
		}
	}
	return g.inRuns(m, i, k, v)
}

// number gives the lanes that are open at a digit.
func (g *gatekeeper) number(t []byte, m *bitmap, at int) (v lanes) {
	near := t[at : at+formLength]
	set := g.inRuns(m, at/kernel.Block, at%kernel.Block, g.pairs[pairOf(t[at], t[at+1])])
	if set != 0 {
		set &= g.forms.begins(near)
	}
	for ; set != 0; set &= set - 1 {
		if i := bits.TrailingZeros16(uint16(set)); g.memo.lanes[i].Begins(near) {
			v |= 1 << i
		}
	}
	return v
}

// other gives the lanes that are open at a place.
func (g *gatekeeper) other(t []byte, m *bitmap, at int) lanes {
	return g.closely(t, m, at, g.likely(t, m, at))
}

// all are all lanes.
func (g *gatekeeper) all() lanes { return 1<<len(g.of) - 1 }

// likely gives the lanes that may be open at a place: for some it says yes too often.
func (g *gatekeeper) likely(t []byte, m *bitmap, at int) lanes {
	if len(t)-at < automaton.HeadLen {
		return g.all()
	}
	return g.short(t[at], m.low.at(at), m.high.at(at))&g.pairs[pairOf(t[at], t[at+1])] | g.byHead(t, at)
}

// byHead gives the lanes that the four bytes at a place open.
func (g *gatekeeper) byHead(t []byte, at int) lanes {
	hash := headHash(binary.LittleEndian.Uint32(t[at:]))
	if set := twoBits(hash); g.heads[hash>>(64-headBits)]&set != set {
		return 0
	}
	return g.in[hash>>20&(1<<headBits-1)]
}

// short gives the lanes that a short shape lets in.
func (g *gatekeeper) short(first byte, low, high uint32) lanes {
	shape := shapeOfPlace(first, low, high)
	if v := g.sets[g.verdict[shape]]; v != unknownLanes {
		return v
	}
	return g.workOut(first, uint8(low), uint8(high), shape)
}

// closely looks again at a place where lanes may be open.
func (g *gatekeeper) closely(t []byte, m *bitmap, at int, v lanes) lanes {
	if v == 0 || len(t)-at < automaton.HeadLen {
		return v
	}
	known := g.byHead(t, at) & v
	i, k := at/kernel.Block, at%kernel.Block
	v = g.inRuns(m, i, k, v)
	if v&closerLanes == 0 && (v == 0 || m.high.at(at)&1 != 0) {
		return v
	}
	e := g.longShape(m, i, k, t[at])
	g.ask(e, v, m, i, k)
	return v&e.in | known
}

// inRuns closes the lanes of runs where there is none.
func (g *gatekeeper) inRuns(m *bitmap, i, k int, v lanes) lanes {
	if v&g.running == 0 {
		return v
	}
	for kind, of := range g.run {
		if v&of == 0 {
			continue
		}
		if g.runsOf[kind] != i {
			g.runsOf[kind], g.runs[kind] = i, m.runs(i, runKind(kind))
		}
		if g.runs[kind]>>k&1 == 0 {
			v &^= of
		}
	}
	return v
}

// longShape is what is remembered of the long shape at bit k of block i.
func (g *gatekeeper) longShape(m *bitmap, i, k int, b byte) *longVerdict {
	low, high, sign, mark := m.longShape(i, k)
	shape := uint64(low) | uint64(high)<<16 | uint64(sign)<<32 | uint64(mark)<<48
	first := uint8(firstKind[b]>>(2*shapeBits)) + 1
	e := &g.long[(shape^uint64(first)<<60)*0x9E3779B97F4A7C15>>(64-longBits)]
	if e.shape != shape || e.first != first {
		*e = longVerdict{shape: shape, first: first}
	}
	return e
}

// ask works out for some lanes whether the long shape at bit k of block i opens them.
func (g *gatekeeper) ask(e *longVerdict, v lanes, m *bitmap, i, k int) {
	for set := v &^ e.asked; set != 0; set &= set - 1 {
		low, high, sign, mark := m.longShape(i, k)
		which := bits.TrailingZeros16(uint16(set))
		e.asked |= 1 << which
		if g.walkers[which].PossibleLong(int(e.first)-1, low, high, sign, mark) {
			e.in |= 1 << which
		}
	}
}

// workOut finds out in which lanes a match can begin with a shape.
func (g *gatekeeper) workOut(first byte, low, high uint8, shape uint32) (v lanes) {
	for i, w := range g.walkers {
		if w.Possible(automaton.First(first), low, high) {
			v |= 1 << i
		}
	}
	i := slices.Index(g.sets[:g.known], v)
	if i < 0 && g.known < len(g.sets) { // with more sets than that it is worked out each time
		i = g.known
		g.sets[i] = v
		g.known++
	}
	g.verdict[shape] = uint8(max(i, 0))
	return v
}
