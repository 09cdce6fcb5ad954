package detectors

import (
	"math/bits"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
)

// bitmap describes a text, a bit a byte: where words begin, where keywords may, where tokens are long. It is made once for a whole
// segment, whatever its fields: a place at the border of a field is looked at apart.
type bitmap struct {
	planes []kernel.Planes
	word   []uint64 // the byte belongs to a word (or to a character that does)
	sign   []uint64 // the byte is the first of a character that is no part of a word, and a match or a keyword may begin with it
}

// make describes t. mark are the signs of ASCII with which something can begin; foreign says that it can with others too.
func (m *bitmap) make(t []byte, mark *kernel.Set, foreign bool) {
	n := kernel.Blocks(len(t))
	if cap(m.planes) < n {
		m.planes, m.word, m.sign = make([]kernel.Planes, n), make([]uint64, n), make([]uint64, n)
	}
	m.planes, m.word, m.sign = m.planes[:n], m.word[:n], m.sign[:n]
	kernel.Classify(m.planes, t, mark)
	for i := range m.planes {
		p := &m.planes[i]
		m.word[i] = p.Letter | p.Digit | p.Under
		m.sign[i] = p.Mark
	}
	// Characters of several bytes, which are rare in most texts, are looked at one by one.
	done := 0
	for i := range m.planes {
		for high := m.planes[i].High; high != 0; high &= high - 1 {
			pos := i*kernel.Block + bits.TrailingZeros64(high)
			if pos < done {
				continue
			}
			r, size := utf8.DecodeRune(t[pos:])
			done = pos + size
			switch {
			case wordRune(r):
				for k := pos; k < done; k++ {
					m.word[k/kernel.Block] |= 1 << (k % kernel.Block)
				}
			case foreign:
				m.sign[i] |= 1 << (pos % kernel.Block)
			}
		}
	}
}

// starts gives in block i the places where a match may begin: the first bytes of words, and signs.
func (m *bitmap) starts(i int) uint64 {
	w := m.word[i]
	before := w << 1
	if i > 0 {
		before |= m.word[i-1] >> 63
	}
	return w&^before | m.sign[i]
}

// digits counts the digits that stand together at pos; it may stop counting after 64.
func (m *bitmap) digits(pos int) int {
	i, k := pos/kernel.Block, pos%kernel.Block
	n := bits.TrailingZeros64(^(m.planes[i].Digit >> k))
	if n == kernel.Block-k && i+1 < len(m.planes) {
		n += bits.TrailingZeros64(^m.planes[i+1].Digit)
	}
	return n
}

// keywordStarts gives the places where a keyword may begin: as starts, and inside fooBar, foo_bar and foo1.
func (m *bitmap) keywordStarts(i int) uint64 {
	p := &m.planes[i]
	small, letter, digit := (p.Letter&p.Case)<<1, p.Letter<<1, p.Digit<<1
	if i > 0 {
		q := &m.planes[i-1]
		small |= (q.Letter & q.Case) >> 63
		letter |= q.Letter >> 63
		digit |= q.Digit >> 63
	}
	inside := p.Letter&p.Case&letter | p.Digit&digit
	return (p.Letter | p.Digit | p.High | m.sign[i]) &^ inside
}

// reach is how many bytes keywordReach characters can take that stand in from to to: as many, unless some have several bytes.
func (m *bitmap) reach(from, to int) int {
	from = max(from, 0)
	for i := from / kernel.Block; i*kernel.Block < to && i < len(m.planes); i++ {
		if within(m.planes[i].High, i, from, to) != 0 {
			return keywordBytes
		}
	}
	return keywordReach
}

// tokens gives the bytes of tokens: words of ASCII and the signs that hold them together.
func (m *bitmap) tokens(i int) uint64 {
	if i >= len(m.planes) {
		return 0
	}
	p := &m.planes[i]
	return p.Letter | p.Digit | p.Under | p.Sign
}

// longTokens gives the places in block i from which longRun bytes of a token follow, itself included.
func (m *bitmap) longTokens(i int) uint64 {
	lo, hi := m.tokens(i), m.tokens(i+1)
	for n := 1; n < longRun; n *= 2 {
		lo &= lo>>n | hi<<(64-n)
		hi &= hi >> n
	}
	return lo
}

// within cuts a block's bits to the bytes from from to to.
func within(set uint64, i, from, to int) uint64 {
	base := i * kernel.Block
	if from > base {
		set &= ^uint64(0) << (from - base)
	}
	if to < base+kernel.Block {
		set &= 1<<(to-base) - 1
	}
	return set
}
