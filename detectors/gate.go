package detectors

import (
	"encoding/binary"
	"math/bits"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
)

// gate tells where a row of the lanes that begin at the edge of a word may match, at the cost of a few instructions for each word of a
// text: by the first four bytes where they say enough (a token's prefix), by the kinds of the first eight where they do not (a number's
// shape). It errs on the side of yes.
type gate struct {
	of []*lane // the gated lanes

	// heads are by two hashes of four bytes: a lane is meant where it is in both.
	heads  [2][]lanes
	shapes []*automaton.Shapes
}

// lanes is a set of gated lanes, a bit each.
type lanes uint16

// The gated lanes, in the order of their tries; behind them stand those of rows that have Starts, one each.
const (
	plainLane = iota
	longLane
	wordLane
	edgeLane
	ownLanes

	maxLanes           = 15
	unknownLanes lanes = 1 << maxLanes // not worked out yet
)

// headBits: 2^17 hashes are 128 KiB twice; all rows' heads fill a sixth of them, so that one in thirty other heads passes, for
// some lane.
const headBits = 17

// headHashes are two hashes of four bytes.
func headHashes(head uint32) (uint32, uint32) {
	return head * 0x9E3779B1 >> (32 - headBits), head * 0x85EBCA77 >> (32 - headBits)
}

func newGate(of []*lane) gate {
	g := gate{of: of, heads: [2][]lanes{make([]lanes, 1<<headBits), make([]lanes, 1<<headBits)}}
	for i, l := range of {
		g.shapes = append(g.shapes, l.set.Beginnings(fewHeads, &l.closed, func(h [automaton.HeadLen]byte) {
			a, b := headHashes(binary.LittleEndian.Uint32(h[:]))
			g.heads[0][a] |= 1 << i
			g.heads[1][b] |= 1 << i
		}))
	}
	return g
}

// gatekeeper is a matcher's gate: it remembers which shapes can begin a match.
type gatekeeper struct {
	*gate
	walkers []*automaton.ShapeWalker
	// verdict is by the shape behind the first byte and by that byte's kind.
	verdict [automaton.Firsts << (2 * (automaton.ShapeLen - 1))]lanes
	places  []lanes  // by place that is open: where to, in the order of the text
	open    []uint64 // the places that are open
	before  []int32  // by block: how many are in the blocks before
}

func (g *gate) keeper() *gatekeeper {
	k := &gatekeeper{gate: g}
	for _, s := range g.shapes {
		k.walkers = append(k.walkers, s.Walker())
	}
	for i := range k.verdict {
		k.verdict[i] = unknownLanes
	}
	return k
}

// firstKind is automaton.First of each byte, for the index of verdicts.
var firstKind = func() (t [256]uint32) {
	for b := range t {
		t[b] = uint32(automaton.First(byte(b))) << (2 * (automaton.ShapeLen - 1))
	}
	return t
}()

// look finds the places of t, which m describes.
func (g *gatekeeper) look(t []byte, m *bitmap) {
	n := len(m.planes)
	if cap(g.open) < n {
		g.open, g.before = make([]uint64, n), make([]int32, n)
	}
	g.open, g.before, g.places = g.open[:n], g.before[:n], g.places[:0]
	all := lanes(1)<<len(g.of) - 1
	for i := range m.planes {
		p := &m.planes[i]
		starts := m.start[i]
		low, high := p.Digit|p.Letter&^p.Case, p.Letter
		var low2, high2 uint64
		if i+1 < n {
			q := &m.planes[i+1]
			low2, high2 = q.Digit|q.Letter&^q.Case, q.Letter
		}
		base := i * kernel.Block
		plain, long := ^uint64(0), ^uint64(0) // not worked out yet
		g.before[i] = int32(len(g.places))
		var open uint64
		for ; starts != 0; starts &= starts - 1 {
			k := bits.TrailingZeros64(starts)
			at := base + k
			a, b := shift(low, low2, k), shift(high, high2, k)
			shape := firstKind[t[at]] | uint32(a>>1) | uint32(b>>1)<<(automaton.ShapeLen-1)
			v := g.verdict[shape]
			if v == unknownLanes {
				v = g.workOut(t[at], a, b, shape)
			}
			if at+automaton.HeadLen <= len(t) {
				x, y := headHashes(binary.LittleEndian.Uint32(t[at:]))
				v |= g.heads[0][x] & g.heads[1][y]
			} else {
				v = all
			}
			if v == 0 {
				continue
			}
			if v&(1<<plainLane|1<<longLane) != 0 {
				if plain == ^uint64(0) {
					plain, long = m.runs(i, true), m.runs(i, false)
				}
				v &^= lanes(^plain>>k&1)<<plainLane | lanes(^long>>k&1)<<longLane
				if v == 0 {
					continue
				}
			}
			open |= 1 << k
			g.places = append(g.places, v)
		}
		g.open[i] = open
	}
}

// workOut finds out in which lanes a match can begin with a shape.
func (g *gatekeeper) workOut(first byte, low, high uint8, shape uint32) (v lanes) {
	for i, w := range g.walkers {
		if w.Possible(automaton.First(first), low, high) {
			v |= 1 << i
		}
	}
	g.verdict[shape] = v
	return v
}
