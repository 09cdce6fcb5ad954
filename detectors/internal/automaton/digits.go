package automaton

import "slices"

// Digits tells from how many digits stand at a place, and from the two bytes behind them, whether any expression of a set can match
// there. It errs on the side of yes. It is the filter for numbers, of which most begin like one that is looked for.
type Digits struct {
	next  [maxDigits + 1][256]verdict // by the number of digits: what the byte behind them says
	after [256]bool                   // where that is unsure: whether the byte behind that can go on
}

// verdict is what some bytes say.
type verdict uint8

const (
	no     verdict = iota
	yes            // a match ends before
	unsure         // what stands behind them says more
)

// maxDigits is how many digits in a row the filter knows; with more it says yes.
const maxDigits = 12

// Digits makes the set's filter for numbers.
func (s *Set) Digits() *Digits {
	d := &Digits{}
	w := s.scratch()
	w.beginning()
	at := slices.Clone(w.list)
	done := false // so many digits, or fewer, are a match
	var digits, after byteSet
	digits.add('0', '9')
	for n := 1; n <= maxDigits; n++ {
		w.begin()
		for _, i := range at {
			if takes := &s.sets[s.nodes[i].other]; takes.and(&digits) != (byteSet{}) {
				w.follow(s.nodes[i].next)
			}
		}
		done = done || !w.hits.Empty()
		at = slices.Clone(w.list)
		for _, members := range s.members() {
			v := yes
			if !done {
				v = w.behind(at, members[0], &after)
			}
			for _, b := range members {
				d.next[n][b] = v
			}
		}
	}
	for b := range after.all {
		d.after[b] = true
	}
	return d
}

// members are the bytes by class.
func (s *Set) members() [][]byte {
	m := make([][]byte, len(s.rep))
	for b := range 256 {
		m[s.classes[b]] = append(m[s.classes[b]], byte(b))
	}
	return m
}

// behind says whether b can follow in one of the nodes; where it is unsure, it adds what can follow b to after.
func (w *Walker) behind(nodes []int32, b byte, after *byteSet) verdict {
	if w.through(nodes, b); !w.hits.Empty() {
		return yes
	}
	if len(w.list) == 0 {
		return no
	}
	for _, i := range w.list {
		after.or(&w.set.sets[w.set.nodes[i].other])
	}
	return unsure
}

// Pass says whether a match can begin with n digits at t[p], looking no further than to.
func (d *Digits) Pass(t []byte, p, n, to int) bool {
	if n > maxDigits || p+n+1 >= to {
		return true
	}
	switch d.next[n][t[p+n]] {
	case no:
		return false
	case yes:
		return true
	}
	return d.after[t[p+n+1]]
}
