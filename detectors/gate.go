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
	of []*lane // the gated lanes

	// heads has two bits, in one element, for each hash of four bytes. It says whether to ask in, which has by the hash the lanes.
	heads  *[1 << headBits]uint64
	in     *[1 << headBits]lanes
	shapes []*automaton.Shapes
	// pairs has by the first two bytes the lanes in which a match can begin so; of the second the low bits count.
	pairs [256 << secondBits]lanes
}

// secondBits are enough to tell small letters apart.
const secondBits = 5

// lanes is a set of gated lanes, a bit each.
type lanes uint16

// The gated lanes, in the order of their tries; behind them stand those of rows that have Starts, one each.
const (
	plainLane = iota
	longLane
	wordLane
	edgeLane
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
	for i, l := range of {
		g.shapes = append(g.shapes, l.set.Beginnings(fewHeads, &l.closed, signs, func(h [automaton.HeadLen]byte) {
			hash := headHash(binary.LittleEndian.Uint32(h[:]))
			g.heads[hash>>(64-headBits)] |= twoBits(hash)
			g.in[hash>>20&(1<<headBits-1)] |= 1 << i
		}))
		l.set.Pairs().Each(func(a, b byte) { g.pairs[pairOf(a, b)] |= 1 << i })
	}
	return g
}

// gatekeeper is a matcher's gate: it remembers which shapes can begin a match.
type gatekeeper struct {
	*gate
	walkers []*automaton.ShapeWalker
	// verdict is by the first byte's kind and the shape behind it: which of the sets, 0 where that is not worked out yet. The letters
	// stand in the low bits, so that words of small letters, most of a text, are neighbours.
	verdict [automaton.Firsts << (2 * shapeBits)]uint8
	sets    [1 << 8]lanes
	known   int // sets
	long    [1 << longBits]longVerdict
	memo    *memo
	keys    []uint64 // where keywords may begin
	words   []place  // where words open lanes
	places  []place  // where lanes are open, in the order of the text
	before  []int32  // by block: how many of them are in the blocks before
	list    [chunk]place
	runs    [2]uint64 // of letters and digits, and of tokens, in block runsOf
	runsOf  int
}

// place is a place in a text and the lanes that are open there.
type place struct {
	at int32
	in lanes
}

// chunk is how many places are looked at together.
const chunk = 1 << 10

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
	k := &gatekeeper{gate: g, memo: o}
	for _, s := range g.shapes {
		k.walkers = append(k.walkers, s.Walker())
	}
	k.sets[0], k.known = unknownLanes, 1
	return k
}

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

// look finds the places of t, which m describes, and where keywords may begin. Places are gathered first and looked at then, since a processor does badly what it
// cannot foresee.
func (g *gatekeeper) look(t []byte, m *bitmap) (keys []uint64) {
	blocks := len(m.planes)
	if cap(g.keys) < blocks+1 {
		g.before, g.keys = make([]int32, blocks+1), make([]uint64, blocks+1)
	}
	g.before, g.keys, g.places, g.runsOf = g.before[:blocks+1], g.keys[:blocks], g.places[:0], -1
	clear(g.keys)
	g.words = g.memo.recall(t, m, m.letters, m.start, g.words[:0], g.keys)
	n, words := 0, g.words
	for i := range m.start {
		base := int32(i * kernel.Block)
		for starts := m.start[i] &^ m.planes[i].Letter; starts != 0; starts &= starts - 1 {
			g.list[n&(chunk-1)].at = base + int32(bits.TrailingZeros64(starts))
			n++
		}
		if n > chunk-kernel.Block || i == blocks-1 {
			words = g.keep(t, m, g.list[:n], words, base+kernel.Block)
			n = 0
		}
	}
	g.index(blocks)
	return g.keys
}

// index notes how many places are in the blocks before each.
func (g *gatekeeper) index(blocks int) {
	n := 0
	for i := range blocks + 1 {
		for n < len(g.places) && int(g.places[n].at) < i*kernel.Block {
			n++
		}
		g.before[i] = int32(n)
	}
}

// keep keeps those places of the list, and of words before end, at which a lane is open. It gives the rest of words.
func (g *gatekeeper) keep(t []byte, m *bitmap, list, words []place, end int32) []place {
	heads, in, pairs, verdict, sets := g.heads, g.in, &g.pairs, &g.verdict, &g.sets
	n := 0
	for _, p := range list {
		at := int(p.at)
		if at+automaton.HeadLen > len(t) {
			list[n] = place{p.at, 1<<len(g.of) - 1}
			n++
			continue
		}
		head := binary.LittleEndian.Uint32(t[at:])
		v := sets[verdict[shapeOfPlace(byte(head), m.low.at(at), m.high.at(at))]] & (pairs[head&0xFF<<secondBits|head>>8&(1<<secondBits-1)] | unknownLanes)
		hash := headHash(head)
		set := twoBits(hash)
		var all lanes
		if heads[hash>>(64-headBits)]&set == set {
			all = ^all
		}
		v |= in[hash>>20&(1<<headBits-1)] & all
		list[n] = place{p.at, v}
		if v != 0 {
			n++
		}
	}
	for list = list[:n]; ; {
		var p place
		switch {
		case len(words) > 0 && words[0].at < end && (len(list) == 0 || words[0].at < list[0].at):
			p, words = words[0], words[1:]
			p.in = g.closely(t, m, int(p.at), p.in)
		case len(list) > 0:
			p, list = list[0], list[1:]
			p.in = g.closely(t, m, int(p.at), p.in)
		default:
			return words
		}
		if p.in != 0 {
			g.places = append(g.places, p)
		}
	}
}

// likely gives the lanes that may be open at a place: for some it says yes too often.
func (g *gatekeeper) likely(t []byte, m *bitmap, at int) lanes {
	head := binary.LittleEndian.Uint32(t[at:])
	v := g.sets[g.verdict[shapeOfPlace(byte(head), m.low.at(at), m.high.at(at))]] & (g.pairs[pairOf(t[at], t[at+1])] | unknownLanes)
	hash := headHash(head)
	if set := twoBits(hash); g.heads[hash>>(64-headBits)]&set == set {
		v |= g.in[hash>>20&(1<<headBits-1)]
	}
	return v
}

// closely looks again at a place where lanes may be open.
func (g *gatekeeper) closely(t []byte, m *bitmap, at int, v lanes) lanes {
	if at+automaton.HeadLen > len(t) {
		return v
	}
	head := binary.LittleEndian.Uint32(t[at:])
	hash := headHash(head)
	var known lanes // by the head
	if set := twoBits(hash); g.heads[hash>>(64-headBits)]&set == set {
		known = g.in[hash>>20&(1<<headBits-1)]
	}
	if v&unknownLanes != 0 {
		low, high := m.low.at(at), m.high.at(at)
		v = g.workOut(t[at], uint8(low), uint8(high), shapeOfPlace(t[at], low, high)) & g.pairs[pairOf(t[at], t[at+1])]
	}
	return g.closer(t, m, at, v) | known
}

// closer looks with a long shape, and at what run a place begins.
func (g *gatekeeper) closer(t []byte, m *bitmap, at int, v lanes) lanes {
	i, k := at/kernel.Block, at%kernel.Block
	if v&(1<<plainLane|1<<longLane) != 0 {
		if i != g.runsOf {
			g.runsOf, g.runs = i, [2]uint64{m.runs(i, true), m.runs(i, false)}
		}
		v &^= lanes(^g.runs[0]>>k&1)<<plainLane | lanes(^g.runs[1]>>k&1)<<longLane
	}
	if v&closerLanes == 0 && (v == 0 || m.high.at(at)&1 != 0) {
		return v
	}
	p, q := &m.planes[i], &noPlanes
	if i+1 < len(m.planes) {
		q = &m.planes[i+1]
	}
	return g.longShape(t[at], v, uint16(m.low.at(at)), uint16(m.high.at(at)), shift16(p.Sign, q.Sign, k), shift16(p.Mark, q.Mark, k))
}

var noPlanes kernel.Planes

// longShape asks the lanes that are open so far about a long shape.
func (g *gatekeeper) longShape(b byte, v lanes, low, high, sign, mark uint16) lanes {
	shape := uint64(low) | uint64(high)<<16 | uint64(sign)<<32 | uint64(mark)<<48
	first := uint8(firstKind[b]>>(2*shapeBits)) + 1
	e := &g.long[(shape^uint64(first)<<60)*0x9E3779B97F4A7C15>>(64-longBits)]
	if e.shape != shape || e.first != first {
		*e = longVerdict{shape: shape, first: first}
	}
	for ask := v &^ e.asked; ask != 0; ask &= ask - 1 {
		i := bits.TrailingZeros16(uint16(ask))
		e.asked |= 1 << i
		if g.walkers[i].PossibleLong(int(first)-1, low, high, sign, mark) {
			e.in |= 1 << i
		}
	}
	return v & e.in
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
