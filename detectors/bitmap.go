package detectors

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
	"github.com/pii-scan/pii-scan/text"
)

// bitmap describes a text, a bit a byte: where words begin, where keywords may, where tokens are long. It is made once for a whole
// segment.
type bitmap struct {
	planes []kernel.Planes
	word   []uint64 // the byte belongs to a word (or to a character that does)
	wide   []uint64 // the byte belongs to a letter beyond ASCII
	// start are the places where a match may begin: the first bytes of words, and signs (characters that are no part of a word and
	// with which a match or a keyword may begin).
	start []uint64
	sign  []uint64
	// edge are the places between whose byte and the one before a keyword may begin or end: where a word does, and inside fooBar,
	// foo_bar and foo1.
	edge []uint64
	// letters are the places among start and edge where a letter stands.
	letters []uint64
	// cut says that a field begins or ends inside a word.
	cut bool
	// low, high and inWord are bits that are read at any place, eight and more at once: the kinds of bytes as a shape has them, and word.
	low, high, inWord row
}

// row is a bit for each byte of a text, and some more.
type row []byte

// grow makes room for n blocks.
func (r *row) grow(n int) {
	if size := 8*n + 8; cap(*r) < size {
		*r = make(row, size)
	}
	*r = (*r)[:8*n+8]
	clear((*r)[8*n:])
}

func (r row) set(i int, bits uint64) { binary.LittleEndian.PutUint64(r[8*i:], bits) }

// at gives the bits from pos on: 25 of them, at least.
func (r row) at(pos int) uint32 { return binary.LittleEndian.Uint32(r[pos>>3:]) >> (pos & 7) }

// make describes t, which consists of fields. mark are the signs of ASCII with which something can begin; foreign says that it can
// with others too.
func (m *bitmap) make(t []byte, fields []text.Span, mark *kernel.Set, foreign bool) {
	n := kernel.Blocks(len(t))
	if cap(m.planes) < n {
		m.planes = make([]kernel.Planes, n)
		m.word, m.wide, m.start, m.sign, m.edge, m.letters = make([]uint64, n), make([]uint64, n), make([]uint64, n), make([]uint64, n), make([]uint64, n), make([]uint64, n)
	}
	m.planes, m.word, m.wide, m.start, m.sign, m.edge, m.letters = m.planes[:n], m.word[:n], m.wide[:n], m.start[:n], m.sign[:n], m.edge[:n], m.letters[:n]
	for _, r := range []*row{&m.low, &m.high, &m.inWord} {
		r.grow(n)
	}
	kernel.Classify(m.planes, t, mark)
	high := uint64(0)
	for i := range m.planes {
		p := &m.planes[i]
		m.word[i] = p.Letter | p.Digit | p.Under
		m.sign[i] = p.Mark
		m.wide[i] = 0
		high |= p.High
	}
	if high != 0 {
		m.foreignLetters(t, foreign)
	}
	m.findEdges()
	m.cut = false
	for _, f := range fields { // the border of a field is an edge
		m.border(int(f.Start))
		if i, k := f.Start/kernel.Block, f.Start%kernel.Block; int(i) < n {
			m.start[i] |= m.word[i] & (1 << k)
		}
		m.border(int(f.End))
	}
	for i := range m.letters {
		m.letters[i] = (m.start[i] | m.edge[i]) & m.planes[i].Letter
	}
}

// border makes an edge at pos.
func (m *bitmap) border(pos int) {
	if i, k := pos/kernel.Block, pos%kernel.Block; i < len(m.edge) {
		m.cut = m.cut || m.edge[i]>>k&1 == 0
		m.edge[i] |= 1 << k
	}
}

// foreignLetters looks at characters of several bytes, which are rare in most texts, one by one.
func (m *bitmap) foreignLetters(t []byte, foreign bool) {
	done := 0
	for i := range m.planes {
		for high := m.planes[i].High; high != 0; high &= high - 1 {
			pos := i*kernel.Block + bits.TrailingZeros64(high)
			if pos < done {
				continue
			}
			if k := pos % kernel.Block; k < kernel.Block-1 && pos+1 < len(t) && t[pos] >= 0xC2 && t[pos] < 0xE0 && t[pos+1]&0xC0 == 0x80 {
				done = pos + 2 // two bytes, as the letters of Europe and the Near East have
				r := int(t[pos]&0x1F)<<6 | int(t[pos+1]&0x3F)
				if shortLetters[r/64]>>(r%64)&1 != 0 {
					m.word[i] |= 3 << k
					m.wide[i] |= 3 << k
				} else if foreign {
					m.sign[i] |= 1 << k
				}
				continue
			}
			r, size := utf8.DecodeRune(t[pos:])
			done = pos + size
			switch {
			case wordRune(r):
				for k := pos; k < done; k++ {
					m.word[k/kernel.Block] |= 1 << (k % kernel.Block)
					m.wide[k/kernel.Block] |= 1 << (k % kernel.Block)
				}
			case foreign:
				m.sign[i] |= 1 << (pos % kernel.Block)
			}
		}
	}
}

// findEdges finds where words and the words in them begin.
func (m *bitmap) findEdges() {
	var word, letter, small, capital, digit uint64 // of the byte before
	for i := range m.planes {
		p := &m.planes[i]
		w, l, d := m.word[i], p.Letter|m.wide[i], p.Digit
		s, c := p.Letter&p.Case|m.wide[i], p.Letter&^p.Case
		var next uint64 // the byte behind is a small letter
		if i+1 < len(m.planes) {
			q := &m.planes[i+1]
			next = (q.Letter & q.Case) << 63
		}
		next |= (p.Letter & p.Case) >> 1
		inside := l&(l<<1|letter)&^((s<<1|small)&c|(c<<1|capital)&c&next) | d&(d<<1|digit)
		m.edge[i] = ^inside
		m.low.set(i, p.Digit|c)
		m.high.set(i, p.Letter)
		m.inWord.set(i, w)
		m.start[i] = w&^(w<<1|word) | m.sign[i]
		word, letter, small, capital, digit = w>>63, l>>63, s>>63, c>>63, d>>63
	}
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

// upBehind is how many bytes stand from pos to behind the byte after the word there; at most margin.
func (m *bitmap) upBehind(pos int) int {
	return bits.TrailingZeros32(^m.inWord.at(pos)|1<<(margin-1)) + 1
}

// stretch is how many bytes stand from pos to the end of a word, less than stretchBytes: as many as can be, up to a word of letters if there
// is one, since those tell what the numbers before them are. 0 where no word ends there.
func (m *bitmap) stretch(pos int) int {
	words, letters := m.inWord.at(pos), m.high.at(pos)
	ends := words << 1 &^ words & (1<<stretchBytes - 1)
	if best := ends & (letters << 1) & (letters << 2); best != 0 {
		ends = best
	}
	return max(bits.Len32(ends)-1, 0)
}

// nextWord is where the next word begins at pos or behind it, n where none does.
func (m *bitmap) nextWord(pos, n int) int {
	for ; pos < n; pos += 24 {
		words := m.inWord.at(pos)
		if starts := words &^ (words<<1 | m.inWord.at(pos-1)&1) & (1<<24 - 1); starts != 0 {
			return pos + bits.TrailingZeros32(starts)
		}
	}
	return n
}

// digitNext gives the bytes of block i behind which a digit stands.
func (m *bitmap) digitNext(i int) uint64 {
	set := m.planes[i].Digit >> 1
	if i+1 < len(m.planes) {
		set |= m.planes[i+1].Digit << 63
	}
	return set
}

// upToWord is how many bytes stand from pos to behind the second letter of the next word that begins with two; at most formLength.
func (m *bitmap) upToWord(pos int) int {
	letters := m.high.at(pos)
	words := letters & (letters >> 1) &^ (m.inWord.at(pos)<<1 | 1)
	return min(bits.TrailingZeros32(words)+2, formLength)
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

// runs gives the places in block i from which a run of a kind follows, itself included.
func (m *bitmap) runs(i int, kind runKind) uint64 {
	lo, hi := m.tokens(i), m.tokens(i+1)
	if kind == plainRun {
		lo, hi = m.plain(i), m.plain(i+1)
	}
	for have, n := 1, runLengths[kind]; have < n && lo != 0; {
		step := min(have, n-have)
		lo &= lo>>step | hi<<(64-step)
		hi &= hi >> step
		have += step
	}
	return lo
}

// kinds gives the bytes of some kinds, by automaton.Kind.
func (m *bitmap) kinds(i int, which *[4]bool) (set uint64) {
	p := &m.planes[i]
	if which[automaton.Digit] {
		set |= p.Digit
	}
	if which[automaton.Lower] {
		set |= p.Letter & p.Case
	}
	if which[automaton.Upper] {
		set |= p.Letter &^ p.Case
	}
	if which[automaton.Other] {
		set |= ^(p.Digit | p.Letter)
	}
	return set
}

// plain gives the letters and digits of ASCII.
func (m *bitmap) plain(i int) uint64 {
	if i >= len(m.planes) {
		return 0
	}
	p := &m.planes[i]
	return p.Letter | p.Digit
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

// longShape gives the kinds of sixteen bytes from bit k of block i on: the bits of low and high, and in which groups signs are.
func (m *bitmap) longShape(i, k int) (low, high, sign, mark uint16) {
	p := &m.planes[i]
	var q kernel.Planes
	if k > kernel.Block-16 && i+1 < len(m.planes) {
		q = m.planes[i+1]
	}
	at := i*kernel.Block + k
	return uint16(m.low.at(at)), uint16(m.high.at(at)), uint16(p.Sign>>k | q.Sign<<(64-k)), uint16(p.Mark>>k | q.Mark<<(64-k))
}
