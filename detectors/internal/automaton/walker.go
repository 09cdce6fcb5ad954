package automaton

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Bits is a set of expressions, by number.
type Bits []uint64

// NewBits makes an empty set for n expressions.
func NewBits(n int) Bits { return make(Bits, (n+63)/64) }

// Has says whether i is in the set.
func (b Bits) Has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }

// Add puts i into the set.
func (b Bits) Add(i int) { b[i>>6] |= 1 << (i & 63) }

// Or adds all of c.
func (b Bits) Or(c Bits) {
	for i, w := range c {
		b[i] |= w
	}
}

// Meets says whether the sets have a member in common.
func (b Bits) Meets(c Bits) bool {
	for i, w := range b {
		if w&c[i] != 0 {
			return true
		}
	}
	return false
}

// Empty says whether nothing is in the set.
func (b Bits) Empty() bool {
	for _, w := range b {
		if w != 0 {
			return false
		}
	}
	return true
}

// And calls f with each member that c has too, in rising order.
func (b Bits) And(c Bits, f func(i int)) {
	for i, w := range b {
		for w &= c[i]; w != 0; w &= w - 1 {
			f(i*64 + bits.TrailingZeros64(w))
		}
	}
}

// Each calls f with each member in rising order.
func (b Bits) Each(f func(i int)) {
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			f(i*64 + bits.TrailingZeros64(w))
		}
	}
}

// End says that the expressions in Which match from the start of the walk up to Pos.
type End struct {
	Pos   int
	Which Bits  // shared: must not be changed
	One   int32 // the only one of them; negative where there are several
}

const (
	// maxStates bounds a walker's table; when it is full the walker starts a new one. 8,192 states of 128 classes are 2 MiB.
	maxStates = 1 << 13

	unknown   = -1
	dead      = -2
	accepting = 1 << 14
)

// Walker walks texts through a Set. It belongs to one goroutine.
type Walker struct {
	set    *Set
	trans  []int16    // state<<shift | class -> state, perhaps with accepting; or unknown, dead
	accept []accepted // by state
	lists  [][]int32
	ids    map[string]int32
	start  int32

	marks  []mark
	trail  []mark // of the walk at hand
	epoch  uint32 // of the marks that hold
	resets int

	// Scratch of one step.
	seen  []uint32
	mark  uint32
	stack []int32
	list  []int32
	key   []byte
	hits  Bits
	sets  map[string]accepted
}

// accepted are the expressions that match in a state.
type accepted struct {
	which Bits
	one   int32 // as End has it
}

func newAccepted(which Bits) accepted {
	a, n := accepted{which: which}, 0
	which.Each(func(i int) {
		n++
		a.one = int32(i)
	})
	if n > 1 {
		a.one = -1
	}
	return a
}

// Walker makes a walker for the set.
func (s *Set) Walker() *Walker {
	w := &Walker{set: s, seen: make([]uint32, len(s.nodes)), hits: NewBits(s.n), sets: map[string]accepted{}}
	w.reset()
	return w
}

func (w *Walker) reset() {
	w.epoch++ // marks name states that are no more
	w.resets++
	w.trans = w.trans[:0]
	w.accept = w.accept[:0]
	w.lists = w.lists[:0]
	w.ids = map[string]int32{}
	w.beginning()
	if w.start = w.state() &^ accepting; len(w.lists) == 0 { // a set without expressions: nothing leads on
		w.start, w.lists, w.accept = 0, append(w.lists, nil), append(w.accept, accepted{})
		for range w.set.stride {
			w.trans = append(w.trans, dead)
		}
	}
}

// Walk appends to ends each end of a match that begins at pos, in rising order, looking no further than limit.
func (w *Walker) Walk(text []byte, pos, limit int, ends []End) []End {
	near := min(limit, (pos+2*stride)&^(stride-1))
	s, ends := w.walk(text, pos, near, w.start, ends)
	if s == dead || near == limit {
		return ends
	}
	return w.walkOn(text, near, limit, s, ends)
}

// walk goes from state s through text[pos:limit] and gives the state at its end, dead where nothing leads on.
func (w *Walker) walk(text []byte, pos, limit int, s int32, ends []End) (int32, []End) {
	trans := w.trans
	classes, shift := &w.set.classes, w.set.shift&31
	for i, b := range text[pos:limit] {
		c := int(classes[b])
		v := int32(trans[int(s)<<shift|c])
		if v < 0 {
			if v == unknown {
				v = w.step(s, c)
				trans = w.trans
			}
			if v == dead {
				return dead, ends
			}
		}
		s = v &^ accepting
		if v&accepting != 0 {
			a := &w.accept[s]
			ends = append(ends, End{pos + i + 1, a.which, a.one})
		}
	}
	return s, ends
}

// stride is how many bytes lie between the places at which a long walk leaves a mark.
const stride = 32

// mark says that from a state at a place, nothing ends before another place, at which the state is then. Walks that begin one behind the
// other mostly run into each other: eyJ-eyJ-eyJ- would cost the square of its length.
type mark struct {
	epoch    uint32
	pos, end int32
	at, then int32 // states; then may be dead
}

// marks is how many places are remembered: those of the longest match.
const marks = 512

// walkOn is walk for the rest of a long match; pos is a multiple of stride.
func (w *Walker) walkOn(text []byte, pos, limit int, s int32, ends []End) []End {
	if w.marks == nil {
		w.marks = make([]mark, marks)
	}
	w.trail = w.trail[:0]
	for pos < limit && s != dead {
		if pos%stride == 0 {
			m := &w.marks[pos/stride%marks]
			w.trail = append(w.trail, mark{pos: int32(pos), at: s})
			if m.epoch == w.epoch && int(m.pos) == pos && m.at == s && int(m.end) <= limit {
				pos, s = int(m.end), m.then
				continue
			}
		}
		resets := w.resets
		next := min(limit, (pos+stride)&^(stride-1))
		n := len(ends)
		s, ends = w.walk(text, pos, next, s, ends)
		if len(ends) > n || w.resets != resets { // marks stand for what has no end; a reset makes states mean others
			w.trail = w.trail[:0]
		}
		pos = next
	}
	for _, t := range w.trail {
		t.epoch, t.end, t.then = w.epoch, int32(pos), s
		w.marks[int(t.pos)/stride%marks] = t
	}
	return ends
}

// Forget must be called before a walk through another text than the last.
func (w *Walker) Forget() { w.epoch++ }

// step works out where state s leads for class c, and remembers it.
func (w *Walker) step(s int32, c int) int32 {
	if len(w.lists[s]) == 0 {
		w.trans[int(s)<<w.set.shift|c] = dead
		return dead
	}
	if len(w.lists) >= maxStates {
		// Start over with the state at hand: its list survives the reset.
		from := slices.Clone(w.lists[s])
		w.reset()
		w.begin()
		w.list = append(w.list, from...)
		s = w.state() &^ accepting
	}
	b := w.set.rep[c]
	w.through(w.lists[s], b)
	v := w.state()
	w.trans[int(s)<<w.set.shift|c] = int16(v)
	return v
}

func (w *Walker) begin() {
	w.list = w.list[:0]
	w.mark++
	clear(w.hits)
}

// through collects what b leads to from some nodes.
func (w *Walker) through(nodes []int32, b byte) {
	w.begin()
	for _, n := range nodes {
		if w.set.takes(n, b) {
			w.follow(w.set.nodes[n].next)
		}
	}
}

// beginning collects the nodes at which a match begins.
func (w *Walker) beginning() {
	w.begin()
	for _, n := range w.set.starts {
		w.follow(n)
	}
}

// follow adds node n and all that is reached from it without input.
func (w *Walker) follow(n int32) {
	w.stack = append(w.stack[:0], n)
	for len(w.stack) > 0 {
		n := w.stack[len(w.stack)-1]
		w.stack = w.stack[:len(w.stack)-1]
		if w.seen[n] == w.mark {
			continue
		}
		w.seen[n] = w.mark
		switch nd := &w.set.nodes[n]; nd.kind {
		case byteNode:
			w.list = append(w.list, n)
		case splitNode:
			w.stack = append(w.stack, nd.other, nd.next)
		case matchNode:
			w.hits.Add(int(nd.other))
		}
	}
}

// state finds or makes the state of the nodes in list and the matches in hits.
func (w *Walker) state() int32 {
	if len(w.list) == 0 && w.hits.Empty() {
		return dead
	}
	slices.Sort(w.list)
	w.key = w.key[:0]
	for _, n := range w.list {
		w.key = binary.LittleEndian.AppendUint32(w.key, uint32(n))
	}
	nodes := len(w.key)
	for _, h := range w.hits {
		w.key = binary.LittleEndian.AppendUint64(w.key, h)
	}
	if id, ok := w.ids[string(w.key)]; ok {
		return id
	}
	id := int32(len(w.lists))
	var a accepted
	flag := int32(0)
	if !w.hits.Empty() {
		flag = accepting
		k := string(w.key[nodes:])
		known, ok := w.sets[k]
		if !ok {
			known = newAccepted(slices.Clone(w.hits))
			w.sets[k] = known
		}
		a = known
	}
	w.lists = append(w.lists, slices.Clone(w.list))
	w.accept = append(w.accept, a)
	for range w.set.stride {
		w.trans = append(w.trans, unknown)
	}
	w.ids[string(w.key)] = id | flag
	return id | flag
}

// Whole walks through all of t from its beginning; on says that something longer may match.
func (w *Walker) Whole(t []byte) (ends []End, on bool) {
	s, ends := w.walk(t, 0, len(t), w.start, nil)
	return ends, s != dead
}

// Begins says whether a match can begin with t, or with a part of it.
func (w *Walker) Begins(t []byte) bool { return w.begins(w.start, t) }

// begins is Begins from a state on.
func (w *Walker) begins(s int32, t []byte) bool {
	for _, b := range t {
		c := int(w.set.classes[b])
		v := int32(w.trans[int(s)<<(w.set.shift&31)|c])
		if v == unknown {
			v = w.step(s, c)
		}
		if v == dead {
			return false
		}
		if v&accepting != 0 {
			return true
		}
		s = v
	}
	return true
}
