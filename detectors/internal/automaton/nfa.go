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
	"slices"
	"unicode"
	"unicode/utf8"
)

// node is a state of the non-deterministic automaton. Splits lead on without input; a byte node leads on for a byte of a set; a match
// node ends an expression.
type node struct {
	kind  nodeKind
	next  int32
	other int32 // the second way of a split; the number of a byte node's set; the expression of a match
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
	sets    []byteSet // of byte nodes
	starts  []int32   // by expression
	classes [256]uint8
	stride  int // number of byte classes, rounded up to a power of two
	shift   uint
	rep     []byte  // a byte of each class
	reps    byteSet // these
	n       int
}

// Compile takes the expressions as syntax.Parse reads them with the flags syntax.Perl. They must be without assertions (^ $ \b),
// which an anchored walk has no use for.
func Compile(expressions []*syntax.Regexp) (*Set, error) {
	s := &builder{Set: &Set{n: len(expressions)}, known: map[byteSet]int32{}}
	for i, re := range expressions {
		start, err := s.lower(re, s.push(node{kind: matchNode, other: int32(i)}))
		if err != nil {
			return nil, fmt.Errorf("pattern %d: %w", i, err)
		}
		s.starts = append(s.starts, start)
	}
	s.nodes = slices.Clip(s.nodes)
	s.classify()
	return s.Set, nil
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

// builder makes a Set.
type builder struct {
	*Set
	known map[byteSet]int32       // the numbers of sets
	ascii [2][utf8.RuneSelf]int32 // by whether case is folded, and by character: its set and 1
	tails map[node]int32          // what the runes at hand share
}

func (s *builder) push(n node) int32 {
	if len(s.nodes) == cap(s.nodes) { // twice as much: append would copy many times
		s.nodes = slices.Grow(s.nodes, max(64, len(s.nodes)))
	}
	s.nodes = append(s.nodes, n)
	return int32(len(s.nodes) - 1)
}

// bytes adds a node that leads to next for the bytes of a set.
func (s *builder) bytes(set byteSet, next int32) node {
	id, ok := s.known[set]
	if !ok {
		id = int32(len(s.sets))
		s.known[set] = id
		s.sets = append(s.sets, set)
	}
	return node{kind: byteNode, next: next, other: id}
}

// lower adds nodes that accept a match of re and then lead to next, and returns the first of them.
func (s *builder) lower(re *syntax.Regexp, next int32) (first int32, err error) {
	switch re.Op {
	case syntax.OpNoMatch:
		return s.push(s.bytes(byteSet{}, 0)), nil
	case syntax.OpEmptyMatch:
		return next, nil
	case syntax.OpLiteral:
		for _, r := range slices.Backward(re.Rune) {
			next = s.literal(r, re.Flags&syntax.FoldCase != 0, next)
		}
		return next, nil
	case syntax.OpCharClass:
		return s.runes(re.Rune, next), nil
	case syntax.OpAnyChar:
		return s.runes([]rune{0, unicode.MaxRune}, next), nil
	case syntax.OpAnyCharNotNL:
		return s.runes([]rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}, next), nil
	case syntax.OpCapture:
		return s.lower(re.Sub[0], next)
	case syntax.OpConcat:
		for _, sub := range slices.Backward(re.Sub) {
			if next, err = s.lower(sub, next); err != nil {
				return 0, err
			}
		}
		return next, nil
	case syntax.OpAlternate:
		first = -1
		for _, sub := range slices.Backward(re.Sub) {
			n, err := s.lower(sub, next)
			if err != nil {
				return 0, err
			}
			if first >= 0 {
				n = s.push(node{kind: splitNode, next: n, other: first})
			}
			first = n
		}
		return first, nil
	case syntax.OpStar:
		return s.repeat(re.Sub[0], 0, -1, next)
	case syntax.OpPlus:
		return s.repeat(re.Sub[0], 1, -1, next)
	case syntax.OpQuest:
		return s.repeat(re.Sub[0], 0, 1, next)
	case syntax.OpRepeat:
		return s.repeat(re.Sub[0], re.Min, re.Max, next)
	}
	return 0, fmt.Errorf("an assertion (%v) has no place in a pattern: the edges of a match are checked apart", re.Op)
}

// repeat is lower for re from least to most times, or without end where most is negative.
func (s *builder) repeat(re *syntax.Regexp, least, most int, next int32) (first int32, err error) {
	first = next
	if most < 0 {
		first = s.push(node{kind: splitNode, other: next})
		body, err := s.lower(re, first)
		if err != nil {
			return 0, err
		}
		s.nodes[first].next = body
	}
	if most <= 0 && least == 0 {
		return first, nil
	}
	// One is lowered and the others are copies of it.
	from, behind := int32(len(s.nodes)), first
	one, err := s.lower(re, behind)
	if err != nil {
		return 0, err
	}
	to, copied := int32(len(s.nodes)), false
	again := func(next int32) int32 {
		if !copied {
			copied = true
			return one
		}
		delta := int32(len(s.nodes)) - from
		moved := func(n int32) int32 {
			if n == behind {
				return next
			}
			return n + delta
		}
		for i := from; i < to; i++ {
			n := s.nodes[i]
			n.next = moved(n.next)
			if n.kind == splitNode {
				n.other = moved(n.other)
			}
			s.push(n)
		}
		return moved(one)
	}
	for range most - least {
		first = s.push(node{kind: splitNode, next: again(first), other: next})
	}
	for range least {
		first = again(first)
	}
	return first, nil
}

// literal adds a node, or a few, for a character.
func (s *builder) literal(r rune, fold bool, next int32) int32 {
	if r >= utf8.RuneSelf {
		return s.runes(spellings(r, fold), next)
	}
	known := &s.ascii[0][r]
	if fold {
		known = &s.ascii[1][r]
	}
	if *known > 0 {
		return s.push(node{kind: byteNode, next: next, other: *known - 1})
	}
	n := s.runes(spellings(r, fold), next)
	if nd := s.nodes[n]; nd.kind == byteNode && nd.next == next {
		*known = nd.other + 1
	}
	return n
}

// spellings are the characters that a literal one stands for, as pairs of bounds.
func spellings(r rune, fold bool) []rune {
	ranges := []rune{r, r}
	if fold {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			ranges = append(ranges, f, f)
		}
	}
	return ranges
}

// runes adds nodes that accept the UTF-8 of one rune of the ranges and lead to next.
func (s *builder) runes(ranges []rune, next int32) int32 {
	var ascii byteSet
	var beyond []spelling
	for i := 0; i+1 < len(ranges); i += 2 {
		if lo, hi := ranges[i], ranges[i+1]; lo < utf8.RuneSelf {
			ascii.add(byte(lo), byte(min(hi, utf8.RuneSelf-1)))
		}
		spell(ranges[i], ranges[i+1], func(sp spelling) { beyond = append(beyond, sp) })
	}
	if len(beyond) == 0 {
		return s.push(s.bytes(ascii, next))
	}
	s.tails = map[node]int32{}
	heads := s.tree(beyond, 0, next)
	if ascii != (byteSet{}) {
		heads = append(heads, s.shared(s.bytes(ascii, next)))
	}
	return s.anyOf(heads)
}

// tree adds nodes for spellings from byte i on; those with one beginning stand together.
func (s *builder) tree(of []spelling, i int, next int32) (heads []int32) {
	var tails []int32
	sets := map[int32]*byteSet{} // by tail: the bytes that lead to it
	for len(of) > 0 {
		n := 1
		for n < len(of) && of[n].lo[i] == of[0].lo[i] && of[n].hi[i] == of[0].hi[i] && of[n].n == of[0].n {
			n++
		}
		tail := next
		if of[0].n > i+1 {
			tail = s.anyOf(s.tree(of[:n], i+1, next))
		}
		if sets[tail] == nil {
			tails, sets[tail] = append(tails, tail), &byteSet{}
		}
		for _, sp := range of[:n] {
			sets[tail].add(sp.lo[i], sp.hi[i])
		}
		of = of[n:]
	}
	for _, tail := range tails {
		heads = append(heads, s.shared(s.bytes(*sets[tail], tail)))
	}
	return heads
}

// shared is push for a node that may be there already.
func (s *builder) shared(n node) int32 {
	id, ok := s.tails[n]
	if !ok {
		id = s.push(n)
		s.tails[n] = id
	}
	return id
}

// anyOf adds splits that lead to all of some nodes.
func (s *builder) anyOf(heads []int32) int32 {
	first := heads[len(heads)-1]
	for _, h := range slices.Backward(heads[:len(heads)-1]) {
		first = s.shared(node{kind: splitNode, next: h, other: first})
	}
	return first
}

// classify groups the bytes that no expression tells apart, nor KindOf.
func (s *Set) classify() {
	var of [256]uint8
	for b := range of {
		of[b] = uint8(KindOf(byte(b)))
	}
	for i := range s.sets {
		var split [2][256]int // by whether a byte is in the set, and its class: its new one and 1
		n := 0
		for b, c := range of {
			in := s.sets[i][b>>6] >> (b & 63) & 1
			if split[in][c] == 0 {
				n++
				split[in][c] = n
			}
			of[b] = uint8(split[in][c] - 1)
		}
	}
	seen := map[uint8]uint8{}
	for b := range of {
		c, ok := seen[of[b]]
		if !ok {
			c = uint8(len(s.rep))
			seen[of[b]] = c
			s.rep = append(s.rep, byte(b))
			s.reps.add(byte(b), byte(b))
		}
		s.classes[b] = c
	}
	s.stride, s.shift = 1, 0
	for s.stride < len(s.rep) {
		s.stride *= 2
		s.shift++
	}
}

// takes says whether byte node n leads on for b.
func (s *Set) takes(n int32, b byte) bool { return s.sets[s.nodes[n].other].has(b) }

// leading gives a byte of each class for which one of some byte nodes leads on.
func (s *Set) leading(nodes []int32) byteSet {
	var all byteSet
	for _, n := range nodes {
		all.or(&s.sets[s.nodes[n].other])
	}
	return all.and(&s.reps)
}
