package automaton

import "encoding/binary"

// Filter tells from the first bytes at a place whether any expression of a set can match there. It errs on the side of yes, and
// costs a few instructions where a walk costs many.
type Filter struct {
	First [256]bool // bytes that can begin a match
	pairs [1 << 16]verdict
	heads []uint64 // a bit for each hash of four bytes that can begin a match
}

// verdict is what the first two bytes say.
type verdict uint8

const (
	no     verdict = iota
	yes            // walk: a match can be shorter than four bytes, or too many heads begin so
	unsure         // the four bytes are among the heads, or there is no match
)

const (
	headBits = 20 // 2^20 bits are 128 KiB
	// widePair is how many heads may begin with one pair; with more, the pair alone decides.
	widePair = 1 << 11
	// headLoad is how many heads there may be in all: a quarter of the bits. The pairs with the most heads give way.
	headLoad = 1 << (headBits - 2)
)

func headHash(head uint32) uint32 { return head * 0x9E3779B1 >> (32 - headBits) }

// Filter makes the set's filter.
func (s *Set) Filter() *Filter {
	f := &Filter{heads: make([]uint64, 1<<headBits/64)}
	w := s.Walker()
	members := s.members()
	// Classes stand for their bytes: pairs of classes first, by how many heads they begin.
	type pair struct {
		a, b  uint8
		state int32
		heads int
	}
	var counted []pair
	behind := map[int32]int{} // by state: how many pairs of bytes can follow
	for a := range s.rep {
		v := w.next(w.start, uint8(a))
		if v == dead {
			continue
		}
		for _, x := range members[a] {
			f.First[x] = true
		}
		for b := range s.rep {
			if v&accepting != 0 { // one byte is a match: anything may follow
				f.mark(members[a], members[b], yes)
				continue
			}
			u := w.next(v, uint8(b))
			if u == dead {
				continue
			}
			f.mark(members[a], members[b], yes)
			if u&accepting != 0 {
				continue
			}
			n, known := behind[u]
			if !known {
				n = w.countHeads(u, members, nil)
				behind[u] = n
			}
			if n >= 0 && n <= widePair {
				counted = append(counted, pair{uint8(a), uint8(b), u, n * len(members[a]) * len(members[b])})
			}
		}
	}
	load := 0
	for limit := 16; limit <= 1<<22; limit *= 4 { // the pairs with few heads come first
		for _, p := range counted {
			if p.heads > limit || p.heads <= limit/4 && limit > 16 || load+p.heads > headLoad {
				continue
			}
			load += p.heads
			f.mark(members[p.a], members[p.b], unsure)
			w.countHeads(p.state, members, func(c, d byte) {
				for _, a := range members[p.a] {
					for _, b := range members[p.b] {
						h := headHash(uint32(a) | uint32(b)<<8 | uint32(c)<<16 | uint32(d)<<24)
						f.heads[h/64] |= 1 << (h % 64)
					}
				}
			})
		}
	}
	return f
}

func (f *Filter) mark(as, bs []byte, v verdict) {
	for _, a := range as {
		for _, b := range bs {
			f.pairs[int(a)|int(b)<<8] = v
		}
	}
}

// countHeads counts the pairs of bytes that can follow in state s before a match ends, and gives them to each; -1 where a match
// can end before both. It stops counting at more than widePair.
func (w *Walker) countHeads(s int32, members [][]byte, each func(c, d byte)) int {
	n := 0
	for c := range w.set.rep {
		v := w.next(s, uint8(c))
		if v == dead {
			continue
		}
		if v&accepting != 0 {
			return -1
		}
		// What can follow v is read off its nodes: the states behind it need not be made.
		var can [256]bool
		for _, i := range w.lists[v>>w.set.shift] {
			nd := &w.set.nodes[i]
			for d := int(w.set.classes[nd.lo]); d <= int(w.set.classes[nd.hi]); d++ {
				can[d] = true
			}
		}
		for d := range w.set.rep {
			if !can[d] {
				continue
			}
			if n += len(members[c]) * len(members[d]); n > widePair {
				return n
			}
			if each != nil {
				for _, x := range members[c] {
					for _, y := range members[d] {
						each(x, y)
					}
				}
			}
		}
	}
	return n
}

// Pass says whether a match can begin at t[p], looking no further than to.
func (f *Filter) Pass(t []byte, p, to int) bool {
	if p+4 > to {
		return p+1 >= to && f.First[t[p]] || p+1 < to && f.pairs[int(t[p])|int(t[p+1])<<8] != no
	}
	head := binary.LittleEndian.Uint32(t[p:])
	switch f.pairs[head&0xFFFF] {
	case no:
		return false
	case yes:
		return true
	}
	h := headHash(head)
	return f.heads[h/64]>>(h%64)&1 != 0
}

// Heads says how many beginnings of four bytes the matches have at most, if every match begins with n bytes that are allowed; 0 if
// one does not. n is at least four.
func (s *Set) Heads(n int, allowed *[256]bool) int {
	w := s.Walker()
	at := w.lists[w.start>>s.shift]
	heads := 1
	for step := range n {
		var bytes [256]bool
		w.begin()
		for _, i := range at {
			nd := &s.nodes[i]
			for b := int(nd.lo); b <= int(nd.hi); b++ {
				if !allowed[b] {
					return 0
				}
				bytes[b] = true
			}
			w.follow(nd.next)
		}
		if !w.hits.Empty() && step < n-1 || len(w.list) == 0 && step < n-1 {
			return 0
		}
		at = append([]int32(nil), w.list...)
		if step < 4 {
			count := 0
			for _, in := range bytes {
				if in {
					count++
				}
			}
			heads *= count
		}
	}
	return heads
}
