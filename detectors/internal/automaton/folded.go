package automaton

import "slices"

// Folded is a filter of several sets that takes any digit for any other, but for the first byte of a match: it tells which of the sets a text
// may be the beginning of, in one walk. It is immutable.
type Folded struct {
	set     *Set // an expression for each of the sets
	ends    []int32
	classes *[256]uint8 // of the first byte
	first   [][]int32   // by its class: the nodes behind it
	done    []uint64    // of which sets it is a match
	digit   int         // the class, which is none of a byte's, of a digit whatever it is
}

// maxFolded is how many sets a Folded can tell apart.
const maxFolded = 64

// NewFolded makes the filter of at most 64 sets.
func NewFolded(of []*Set) *Folded {
	s, ends := union(of)
	f := &Folded{ends: ends, classes: &s.classes}
	w := s.scratch()
	w.beginning()
	at := slices.Clone(w.list)
	for _, b := range s.rep {
		w.through(at, b)
		f.first, f.done = append(f.first, slices.Clone(w.list)), append(f.done, w.hits[0])
	}
	f.digit = len(f.first)
	any, done := []int32(nil), uint64(0)
	for d := '0'; d <= '9'; d++ {
		any, done = append(any, f.first[s.classes[d]]...), done|f.done[s.classes[d]]
	}
	slices.Sort(any)
	f.first, f.done = append(f.first, slices.Compact(any)), append(f.done, done)
	var digits byteSet
	digits.add('0', '9')
	set := *s
	set.sets = slices.Clone(s.sets)
	for i := range set.sets {
		if set.sets[i].and(&digits) != (byteSet{}) {
			set.sets[i].or(&digits)
		}
	}
	set.starts, set.rep, set.reps = nil, nil, byteSet{}
	set.classify()
	f.set = &set
	return f
}

// union is a set of which each expression is one of the sets: any match of it. ends are where the nodes of each end.
func union(of []*Set) (u *Set, ends []int32) {
	if len(of) > maxFolded {
		panic("automaton: more sets than can be told apart")
	}
	u = &Set{n: len(of)}
	for i, s := range of {
		nodes, sets := int32(len(u.nodes)), int32(len(u.sets))
		u.sets = append(u.sets, s.sets...)
		for _, n := range s.nodes {
			switch n.kind {
			case byteNode:
				n.next, n.other = n.next+nodes, n.other+sets
			case splitNode:
				n.next, n.other = n.next+nodes, n.other+nodes
			case matchNode:
				n.other = int32(i)
			}
			u.nodes = append(u.nodes, n)
		}
		for _, start := range s.starts {
			u.starts = append(u.starts, start+nodes)
		}
		ends = append(ends, int32(len(u.nodes)))
	}
	u.classify()
	return u, ends
}

// FoldedWalker walks through a Folded. It belongs to one goroutine.
type FoldedWalker struct {
	of     *Folded
	w      *Walker
	start  []int32  // by class of the first byte; unknown where it was not met
	alive  []uint64 // by state: the sets of which it is part; 0 where that is not known
	resets int
}

// Walker makes a walker.
func (f *Folded) Walker() *FoldedWalker {
	return &FoldedWalker{of: f, w: f.set.Walker()}
}

// Begins says, a bit each, of which sets a match can begin with t, or with a part of it, whatever its digits are behind the first byte.
func (w *FoldedWalker) Begins(t []byte) uint64 { return w.begins(int(w.of.classes[t[0]]), t) }

// BeginsDigit is Begins for a text that begins with a digit, whatever it is.
func (w *FoldedWalker) BeginsDigit(t []byte) uint64 { return w.begins(w.of.digit, t) }

// begins is Begins by the class of the first byte.
func (w *FoldedWalker) begins(c int, t []byte) uint64 {
	if w.w.resets != w.resets || w.start == nil {
		w.start, w.resets = slices.Repeat([]int32{unknown}, len(w.of.first)), w.w.resets
		w.alive = w.alive[:0]
	}
	s := w.start[c]
	if s == unknown {
		w.w.begin()
		w.w.list = append(w.w.list, w.of.first[c]...)
		s = w.w.state()
		w.start[c] = s
	}
	v := w.of.done[c]
	if s == dead {
		return v
	}
	for _, b := range t[1:] {
		class := int(w.of.set.classes[b])
		next := int32(w.w.trans[int(s)<<(w.of.set.shift&31)|class])
		if next == unknown {
			next = w.w.step(s, class)
		}
		if next == dead {
			return v
		}
		s = next &^ accepting
		if next&accepting != 0 {
			v |= w.w.accept[s].which[0]
		}
	}
	return v | w.part(int(s))
}

// part tells of which sets a state is part.
func (w *FoldedWalker) part(state int) uint64 {
	if w.w.resets != w.resets { // the walk began the table anew: so will the next one
		return w.partOf(state)
	}
	for len(w.alive) <= state {
		w.alive = append(w.alive, 0)
	}
	if w.alive[state] == 0 {
		w.alive[state] = w.partOf(state)
	}
	return w.alive[state]
}

func (w *FoldedWalker) partOf(state int) (v uint64) {
	for _, n := range w.w.lists[state] {
		i, _ := slices.BinarySearch(w.of.ends, n+1)
		v |= 1 << i
	}
	return v
}
