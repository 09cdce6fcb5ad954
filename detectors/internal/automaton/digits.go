package automaton

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
	w := s.Walker()
	at := w.lists[w.start>>s.shift]
	done := false // so many digits, or fewer, are a match
	for n := 1; n <= maxDigits; n++ {
		w.begin()
		for _, i := range at {
			if nd := &s.nodes[i]; nd.lo <= '9' && nd.hi >= '0' {
				w.follow(nd.next)
			}
		}
		done = done || !w.hits.Empty()
		at = append([]int32(nil), w.list...)
		for _, members := range s.members() {
			v, after := w.behind(at, members[0])
			if done {
				v = yes
			}
			for _, b := range members {
				d.next[n][b] = v
			}
			if v == unsure {
				for b, on := range after {
					d.after[b] = d.after[b] || on
				}
			}
		}
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

// behind says whether b can follow in one of the nodes, and what can follow it then.
func (w *Walker) behind(nodes []int32, b byte) (v verdict, after [256]bool) {
	w.begin()
	for _, i := range nodes {
		if nd := &w.set.nodes[i]; nd.lo <= b && b <= nd.hi {
			w.follow(nd.next)
		}
	}
	if !w.hits.Empty() {
		return yes, after
	}
	if len(w.list) == 0 {
		return no, after
	}
	for _, i := range w.list {
		nd := &w.set.nodes[i]
		for c := int(nd.lo); c <= int(nd.hi); c++ {
			after[c] = true
		}
	}
	return unsure, after
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
