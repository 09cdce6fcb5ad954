package automaton

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Kind is what a byte is to a shape.
type Kind uint8

// The kinds of bytes. Signs may be told apart further, as a Signs says.
const (
	Digit Kind = iota
	Lower
	Upper
	Other               // of no group of signs
	groups              // how many kinds there are with that, before the groups
	kinds  = groups + 4 // and with three groups, and with any sign
	any    = kinds - 1  // any sign
)

// KindOf is the kind of a byte; signs are Other.
func KindOf(b byte) Kind {
	switch {
	case b >= '0' && b <= '9':
		return Digit
	case b >= 'a' && b <= 'z':
		return Lower
	case b >= 'A' && b <= 'Z':
		return Upper
	}
	return Other
}

// Signs tells signs apart: by byte 0, for none of the groups, to 3.
type Signs [256]uint8

const (
	// ShapeLen is of how many bytes a shape tells the kinds.
	ShapeLen = 8
	// LongShapeLen is the same of a long one, which tells signs apart.
	LongShapeLen = 16
	// HeadLen is how many bytes a head has.
	HeadLen = 4
)

// Shapes tell by the kinds of the bytes at a place whether a match of a set can begin there. They are immutable.
type Shapes struct {
	set   *Set
	takes []uint8         // by set of bytes: their kinds, a bit each
	first [Firsts][]int32 // the nodes behind a first byte, by First
	done  [Firsts]bool    // such a byte is a match
}

// Firsts is how many kinds of first bytes there are: digits are told apart, and signs from parts of longer characters.
const Firsts = int(groups) + 11

// First is the kind of a first byte.
func First(b byte) int {
	switch k := KindOf(b); {
	case b >= utf8.RuneSelf:
		return int(groups) + 10
	case k == Digit:
		return int(groups) + int(b-'0')
	default:
		return int(k)
	}
}

// Beginnings tells the matches of a set apart by how they begin. Where there are few ways, head is called with each of them, the
// first bytes of a match; what can begin in many ways, in less than HeadLen bytes, or with a digit is in the shapes. A match of one byte
// less has a head for each byte that closed lets stand behind it.
func (s *Set) Beginnings(few int, closed *[256]bool, signs *Signs, head func([HeadLen]byte)) *Shapes {
	sh := &Shapes{set: s, takes: make([]uint8, len(s.sets))}
	for i := range s.sets {
		sh.takes[i] = signs.kindsIn(&s.sets[i])
	}
	w := s.scratch()
	members := s.members()
	for _, start := range s.starts {
		w.begin()
		w.follow(start)
		at := slices.Clone(w.list)
		leading := s.leading(at)
		for b := range leading.all {
			next, done := w.behindByte(at, b)
			like := members[s.classes[b]]
			var h [HeadLen]byte
			if !done && KindOf(b) != Digit && w.heads(next, members, 1, len(like), few, closed, nil, &h) > 0 {
				for _, b := range like {
					h[0] = b
					w.heads(next, members, 1, 1, few, closed, head, &h)
				}
				continue
			}
			for _, b := range like {
				k := First(b)
				sh.done[k] = sh.done[k] || done
				sh.first[k] = append(sh.first[k], next...)
			}
		}
	}
	for k := range sh.first {
		slices.Sort(sh.first[k])
		sh.first[k] = slices.Compact(sh.first[k])
	}
	return sh
}

// scratch is a walker without a table, for its steps.
func (s *Set) scratch() *Walker {
	return &Walker{set: s, seen: make([]uint32, len(s.nodes)), hits: NewBits(s.n)}
}

// behindByte gives the nodes behind a byte, and whether that ends a match.
func (w *Walker) behindByte(at []int32, b byte) (next []int32, done bool) {
	w.through(at, b)
	return slices.Clone(w.list), !w.hits.Empty()
}

// heads counts the heads that go on in nodes at from byte n on, times so many, and gives them to each. It gives up, with 0, at more
// than few and where a match ends too early.
func (w *Walker) heads(at []int32, members [][]byte, n, times, few int, closed *[256]bool, each func([HeadLen]byte), h *[HeadLen]byte) int {
	if n == HeadLen {
		if each != nil {
			each(*h)
		}
		return times
	}
	total := 0
	leading := w.set.leading(at)
	for b := range leading.all {
		next, done := w.behindByte(at, b)
		if done && n < HeadLen-2 {
			return 0
		}
		like := members[w.set.classes[b]]
		if each == nil {
			got := w.heads(next, members, n+1, times*len(like), few, closed, nil, h)
			if done { // the bytes behind it do not count: they are signs
				got = max(got, times)
			}
			if total += got; got == 0 || total > few {
				return 0
			}
			continue
		}
		for _, b := range like {
			h[n] = b
			w.heads(next, members, n+1, 1, few, closed, each, h)
			if done && n == HeadLen-2 {
				for e := range 256 {
					if closed[e] {
						h[n+1] = byte(e)
						each(*h)
					}
				}
			}
		}
	}
	return total
}

// kindsIn are the kinds of the bytes of a set.
func (s *Signs) kindsIn(bytes *byteSet) (set uint8) {
	for b := range bytes.all {
		k := KindOf(b)
		if k == Other {
			set |= 1 << any
			if group := s[b]; group > 0 {
				k = groups - 1 + Kind(group)
			}
		}
		set |= 1 << k
	}
	return set
}

// ShapeWalker answers which shapes can begin a match. It belongs to one goroutine and remembers what it worked out.
type ShapeWalker struct {
	s     *Shapes
	w     *Walker
	ids   map[string]int32
	lists [][]int32
	trans [][kinds]int32
	start [Firsts]int32
}

// Walker makes a walker of the shapes.
func (s *Shapes) Walker() *ShapeWalker {
	w := &ShapeWalker{s: s, w: s.set.scratch(), ids: map[string]int32{}}
	for k := range s.first {
		switch {
		case s.done[k]:
			w.start[k] = anything
		default:
			w.start[k] = w.state(s.first[k])
		}
	}
	return w
}

// anything is the state in which a match has ended: whatever follows is as good.
const anything = -3

func (w *ShapeWalker) state(list []int32) int32 {
	if len(list) == 0 {
		return dead
	}
	slices.Sort(list)
	var key []byte
	for _, n := range list {
		key = binary.LittleEndian.AppendUint32(key, uint32(n))
	}
	id, ok := w.ids[string(key)]
	if !ok {
		id = int32(len(w.lists))
		w.ids[string(key)] = id
		w.lists = append(w.lists, slices.Clone(list))
		w.trans = append(w.trans, [kinds]int32{unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown})
	}
	return id
}

// Possible says whether a match can begin with ShapeLen bytes of these kinds: first is the First of byte 0; bit i of low says that byte
// i is a digit or an upper letter, bit i of high that it is a letter.
func (w *ShapeWalker) Possible(first int, low, high uint8) bool {
	at := w.start[first]
	for i := 1; i < ShapeLen && at >= 0; i++ {
		at = w.step(at, kindBits[low>>i&1|high>>i&1<<1])
	}
	return at != dead
}

// kindBits are the kinds by their bits in low and high.
var kindBits = [4]Kind{any, Digit, Lower, Upper}

// PossibleLong is Possible for LongShapeLen bytes, of whose signs the groups are told: one and two have a bit where byte i is in a group
// of that bit.
func (w *ShapeWalker) PossibleLong(first int, low, high, one, two uint16) bool {
	at := w.start[first]
	for i := 1; i < LongShapeLen && at >= 0; i++ {
		k := kindBits[low>>i&1|high>>i&1<<1]
		if k == any {
			k = Other
			if group := one>>i&1 | two>>i&1<<1; group > 0 {
				k = groups - 1 + Kind(group)
			}
		}
		at = w.step(at, k)
	}
	return at != dead
}

func (w *ShapeWalker) step(at int32, k Kind) int32 {
	next := w.trans[at][k]
	if next == unknown {
		w.w.begin()
		for _, n := range w.lists[at] {
			if w.s.takes[w.s.set.nodes[n].other]>>k&1 != 0 {
				w.w.follow(w.s.set.nodes[n].next)
			}
		}
		if next = anything; w.w.hits.Empty() {
			next = w.state(slices.Clone(w.w.list))
		}
		w.trans[at][k] = next
	}
	return next
}

// Pairs are pairs of bytes.
type Pairs [1 << 16 / 64]uint64

// Has says whether the pair is in the set.
func (p *Pairs) Has(a, b byte) bool { return p[int(a)<<2|int(b)>>6]>>(b&63)&1 != 0 }

// Each calls f with each pair.
func (p *Pairs) Each(f func(a, b byte)) {
	for i, w := range p {
		for ; w != 0; w &= w - 1 {
			f(byte(i>>2), byte(i&3<<6|bits.TrailingZeros64(w)))
		}
	}
}

// Pairs are the first two bytes of the set's matches; of a match that is one byte, that and any other.
func (s *Set) Pairs() *Pairs {
	p := &Pairs{}
	w := s.scratch()
	members := s.members()
	w.beginning()
	at := slices.Clone(w.list)
	leading := s.leading(at)
	for b := range leading.all {
		next, done := w.behindByte(at, b)
		second := byteSet{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}
		if !done {
			second = byteSet{}
			for _, i := range next {
				second.or(&s.sets[s.nodes[i].other])
			}
		}
		for _, a := range members[s.classes[b]] {
			for i, set := range second {
				p[int(a)<<2|i] |= set
			}
		}
	}
	return p
}
