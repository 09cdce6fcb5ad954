// Package automaton matches many regular expressions at once, anchored at one place of a text, in one walk over its bytes.
//
// A Set holds the expressions as one non-deterministic automaton over bytes; it is immutable. A Walker makes it
// deterministic as far as the texts it meets ask for, so that a step costs one look-up in a table. The walk reports every
// end at which some of the expressions match, so that the caller may choose among them. The package knows regular expressions, not what they
// stand for.
package automaton

import (
	"fmt"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// node is a state of the non-deterministic automaton. Splits lead on without input; a byte node leads on for a byte in
// [lo, hi]; a match node ends an expression.
type node struct {
	kind   nodeKind
	lo, hi byte
	next   int32
	other  int32 // the second way of a split; the expression of a match
}

type nodeKind uint8

const (
	byteNode nodeKind = iota
	splitNode
	matchNode
)

// Set is a list of expressions ready to be walked.
type Set struct {
	nodes   []node
	starts  []int32 // by expression
	classes [256]uint8
	stride  int // number of byte classes, rounded up to a power of two
	shift   uint
	rep     []byte // a byte of each class
	n       int
}

// Compile takes the expressions as syntax.Parse reads them with the flags syntax.Perl. They must be without assertions (^ $ \b),
// which an anchored walk has no use for.
func Compile(expressions []*syntax.Regexp) (*Set, error) {
	progs := make([]*syntax.Prog, len(expressions))
	size := 0
	for i, re := range expressions {
		var err error
		if progs[i], err = syntax.Compile(re.Simplify()); err != nil {
			return nil, fmt.Errorf("pattern %d: %w", i, err)
		}
		size += len(progs[i].Inst)
	}
	s := &Set{n: len(expressions), nodes: make([]node, 0, 6*size)}
	for i, prog := range progs {
		start, err := s.add(prog, int32(i))
		if err != nil {
			return nil, fmt.Errorf("pattern %d: %w", i, err)
		}
		s.starts = append(s.starts, start)
	}
	s.classify()
	return s, nil
}

// Only is the set with some of its expressions, by number; they keep their numbers.
func (s *Set) Only(expressions []int) *Set {
	sub := *s
	sub.starts = nil
	for _, i := range expressions {
		sub.starts = append(sub.starts, s.starts[i])
	}
	return &sub
}

func (s *Set) push(n node) int32 {
	s.nodes = append(s.nodes, n)
	return int32(len(s.nodes) - 1)
}

// add lowers one program to bytes and returns its first node.
func (s *Set) add(prog *syntax.Prog, expr int32) (int32, error) {
	at := make([]int32, len(prog.Inst)) // instruction -> node + 1
	var lower func(pc uint32) (int32, error)
	type patch struct {
		node  int32
		other bool
		pc    uint32
	}
	var todo []patch
	// Instructions are lowered from a list, not by recursion: programs of counted repeats are long.
	lower = func(pc uint32) (int32, error) {
		for prog.Inst[pc].Op == syntax.InstCapture || prog.Inst[pc].Op == syntax.InstNop {
			pc = prog.Inst[pc].Out
		}
		if at[pc] != 0 {
			return at[pc] - 1, nil
		}
		in := &prog.Inst[pc]
		var n int32
		switch in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			n = s.push(node{kind: splitNode})
			todo = append(todo, patch{n, false, in.Out}, patch{n, true, in.Arg})
		case syntax.InstMatch:
			n = s.push(node{kind: matchNode, other: expr})
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			// A split chain over the byte sequences of the ranges; the way on is a split with one way, patched later.
			out := s.push(node{kind: splitNode})
			todo = append(todo, patch{out, false, in.Out}, patch{out, true, in.Out})
			n = s.runes(instRanges(in), out)
		case syntax.InstFail:
			n = s.push(node{kind: byteNode, lo: 1, hi: 0, next: 0})
		default:
			return 0, fmt.Errorf("an assertion (%v) has no place in a pattern: the edges of a match are checked apart", in.Op)
		}
		at[pc] = n + 1
		return n, nil
	}
	start, err := lower(uint32(prog.Start))
	if err != nil {
		return 0, err
	}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		n, err := lower(p.pc)
		if err != nil {
			return 0, err
		}
		if p.other {
			s.nodes[p.node].other = n
		} else {
			s.nodes[p.node].next = n
		}
	}
	return start, nil
}

// instRanges gives the runes an instruction accepts as pairs of bounds.
func instRanges(in *syntax.Inst) []rune {
	switch in.Op {
	case syntax.InstRuneAny:
		return []rune{0, unicode.MaxRune}
	case syntax.InstRuneAnyNotNL:
		return []rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}
	}
	if len(in.Rune) == 1 {
		r := in.Rune[0]
		ranges := []rune{r, r}
		if syntax.Flags(in.Arg)&syntax.FoldCase != 0 {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				ranges = append(ranges, f, f)
			}
		}
		return ranges
	}
	return in.Rune
}

// runes adds nodes that accept the UTF-8 of one rune of the ranges and lead to out.
func (s *Set) runes(ranges []rune, out int32) int32 {
	var heads []int32
	for i := 0; i+1 < len(ranges); i += 2 {
		s.runeRange(ranges[i], ranges[i+1], out, &heads)
	}
	if len(heads) == 0 {
		return s.push(node{kind: byteNode, lo: 1, hi: 0})
	}
	n := heads[len(heads)-1]
	for i := len(heads) - 2; i >= 0; i-- {
		n = s.push(node{kind: splitNode, next: heads[i], other: n})
	}
	return n
}

// runeRange splits [lo, hi] into ranges whose UTF-8 differs in one range a byte, and adds a chain for each.
func (s *Set) runeRange(lo, hi rune, out int32, heads *[]int32) {
	if hi > unicode.MaxRune {
		hi = unicode.MaxRune
	}
	if lo > hi {
		return
	}
	// Surrogates have no UTF-8.
	if lo < 0xE000 && hi >= 0xD800 {
		if lo < 0xD800 {
			s.runeRange(lo, 0xD7FF, out, heads)
		}
		s.runeRange(0xE000, hi, out, heads)
		return
	}
	for _, max := range []rune{0x7F, 0x7FF, 0xFFFF} {
		if lo <= max && max < hi {
			s.runeRange(lo, max, out, heads)
			s.runeRange(max+1, hi, out, heads)
			return
		}
	}
	if hi <= 0x7F {
		*heads = append(*heads, s.push(node{kind: byteNode, lo: byte(lo), hi: byte(hi), next: out}))
		return
	}
	for i := 1; i < 4; i++ {
		m := rune(1)<<(6*i) - 1
		if lo&^m != hi&^m {
			if lo&m != 0 {
				s.runeRange(lo, lo|m, out, heads)
				s.runeRange((lo|m)+1, hi, out, heads)
				return
			}
			if hi&m != m {
				s.runeRange(lo, (hi&^m)-1, out, heads)
				s.runeRange(hi&^m, hi, out, heads)
				return
			}
		}
	}
	var a, b [utf8.UTFMax]byte
	n := utf8.EncodeRune(a[:], lo)
	utf8.EncodeRune(b[:], hi)
	next := out
	for i := n - 1; i >= 0; i-- {
		next = s.push(node{kind: byteNode, lo: a[i], hi: b[i], next: next})
	}
	*heads = append(*heads, next)
}

// classify groups the bytes that no expression tells apart.
func (s *Set) classify() {
	var cut [257]bool
	for _, n := range s.nodes {
		if n.kind == byteNode && n.lo <= n.hi {
			cut[n.lo] = true
			cut[int(n.hi)+1] = true
		}
	}
	c := -1
	for b := 0; b < 256; b++ {
		if cut[b] || b == 0 {
			c++
			s.rep = append(s.rep, byte(b))
		}
		s.classes[b] = uint8(c)
	}
	s.stride, s.shift = 1, 0
	for s.stride < len(s.rep) {
		s.stride *= 2
		s.shift++
	}
}
