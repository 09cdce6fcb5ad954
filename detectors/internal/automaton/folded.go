package automaton

import "slices"

// Folded is a set that takes any digit for any other, but for the first byte of a match. It is immutable.
type Folded struct {
	set     *Set
	classes *[256]uint8 // of the first byte
	first   [][]int32   // by its class: the nodes behind it
	done    []bool      // it is a match
	digit   int         // the class, which is none of a byte's, of a digit whatever it is
}

// Folded makes the set's filter for texts whose digits are told no more.
func (s *Set) Folded() *Folded {
	f := &Folded{classes: &s.classes}
	w := s.scratch()
	w.beginning()
	at := slices.Clone(w.list)
	for _, b := range s.rep {
		next, done := w.behindByte(at, b)
		f.first, f.done = append(f.first, next), append(f.done, done)
	}
	f.digit = len(f.first)
	any, done := []int32(nil), false
	for d := '0'; d <= '9'; d++ {
		any, done = append(any, f.first[s.classes[d]]...), done || f.done[s.classes[d]]
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

// FoldedWalker walks through a Folded. It belongs to one goroutine.
type FoldedWalker struct {
	of     *Folded
	w      *Walker
	start  []int32 // by class of the first byte; unknown where it was not met
	resets int
}

// Walker makes a walker.
func (f *Folded) Walker() *FoldedWalker {
	return &FoldedWalker{of: f, w: f.set.Walker()}
}

// Begins says whether a match can begin with t, or with a part of it, whatever its digits are behind the first byte.
func (w *FoldedWalker) Begins(t []byte) bool { return w.begins(int(w.of.classes[t[0]]), t) }

// BeginsDigit is Begins for a text that begins with a digit, whatever it is.
func (w *FoldedWalker) BeginsDigit(t []byte) bool { return w.begins(w.of.digit, t) }

// begins is Begins by the class of the first byte.
func (w *FoldedWalker) begins(c int, t []byte) bool {
	if w.of.done[c] {
		return true
	}
	if w.w.resets != w.resets || w.start == nil {
		w.start, w.resets = slices.Repeat([]int32{unknown}, len(w.of.first)), w.w.resets
	}
	if w.start[c] == unknown {
		w.w.begin()
		w.w.list = append(w.w.list, w.of.first[c]...)
		w.start[c] = w.w.state()
	}
	return w.start[c] != dead && w.w.begins(w.start[c], t[1:])
}
