package detectors

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
)

// keywordGate tells where a keyword can begin, at the cost of a few instructions for each word of a text: by the first word in it, or
// its first eight bytes. foo_bar, fooBar and foo1 are two words each. It errs on the side of yes.
type keywordGate struct {
	// words has two bits, in one element, for each hash of a first word.
	words [1 << gateBits]uint64
	// pairs are the two bytes with which one can begin: for those that begin beyond ASCII, where a hash does not know big from small.
	pairs *automaton.Pairs
}

// gateBits: 2^12 elements are 32 KiB, which stay in a core's cache; all rows' keywords set a tenth of their bits.
const gateBits = 12

// headBytes is how many bytes of a word count; a longer one has its length counted as one more.
const headBytes = 8

// maskTo keeps the first n bytes.
var maskTo = [headBytes + 2]uint64{0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, ^uint64(0), ^uint64(0)}

// How a word of a text goes on, as far as it counts.
const (
	asWord    = iota // it does not
	inCapital        // in another case or with a sign: the next byte counts as one of its own
	behindGap        // behind a space or its like: the first letter of the next word counts
)

// wordHash hashes the first n bytes of a text in any case, with how it goes on.
func wordHash(head uint64, n int, next byte, on uint64) uint64 {
	head = (head | 0x2020202020202020) & maskTo[n]
	return (head ^ (uint64(n)<<2|on)<<56 ^ uint64(next|0x20)<<48) * 0x9E3779B97F4A7C15
}

func (g *keywordGate) set(w string, n int, next byte, on uint64) {
	var b [headBytes]byte
	copy(b[:], w[:min(len(w), n)])
	h := wordHash(binary.LittleEndian.Uint64(b[:]), min(n, headBytes+1), next, on)
	g.words[h>>(64-gateBits)] |= twoBits(h)
}

// twoBits are two of the bits of an element, as a hash says.
func twoBits(h uint64) uint64 { return 1<<(h>>40&63) | 1<<(h>>30&63) }

// has says whether a hash may be that of a first word.
func (g *keywordGate) has(h uint64) bool {
	bits := twoBits(h)
	return g.words[h>>(64-gateBits)]&bits == bits
}

// gapByte are the bytes that may stand in a keyword's gap.
var gapByte = [256]bool{' ': true, '_': true, '.': true, '-': true}

// add lets a keyword, in small letters, begin with its first word in all forms: with and without a sign in a gap, in camel case.
func (g *keywordGate) add(w string) {
	for _, gap := range []string{"", "_"} {
		v := strings.NewReplacer(" ", gap, "-", gap, "_", gap).Replace(w)
		if v == "" || v[0] >= utf8.RuneSelf {
			continue // the pairs
		}
		n := 1
		for n < len(v) && !keywordEdge([]byte(v), 0, n, len(v)) && v[n] < utf8.RuneSelf {
			n++
		}
		switch {
		case n == len(v) || n > headBytes:
			g.set(v, n, 0, asWord)
		case v[n] == '_' && n+1 < len(v):
			g.set(v, n, v[n+1], behindGap)
		case n == headBytes:
			g.set(v, n, 0, asWord)
		}
		if n > headBytes {
			g.set(v, headBytes, 0, asWord)
		}
		for j := 1; j < len(v) && j < headBytes && j <= n; j++ {
			g.set(v, j+1, 0, inCapital) // a capital may follow anywhere
		}
	}
}

// places gives in block i the places where a keyword may begin.
func (g *keywordGate) places(t []byte, m *bitmap, i int, digits bool) (found uint64) {
	p := &m.planes[i]
	starts := (p.Letter|p.High|m.sign[i])&m.edge[i] | p.High&m.sign[i]
	if digits {
		starts |= p.Digit & m.edge[i]
	}
	if starts == 0 {
		return 0
	}
	edge, high := m.edge[i], p.High
	var edge2, high2 uint64
	if i+1 < len(m.planes) {
		edge2, high2 = m.edge[i+1], m.planes[i+1].High
	}
	base := i * kernel.Block
	for ; starts != 0; starts &= starts - 1 {
		k := bits.TrailingZeros64(starts)
		at := base + k
		if len(t)-at < headBytes+2 {
			found |= 1 << k
			continue
		}
		n := bits.TrailingZeros64((edge>>k|edge2<<(64-k))>>1|1<<headBytes) + 1
		foreign := bits.TrailingZeros64(high>>k | high2<<(64-k) | 1<<headBytes)
		if foreign < n {
			if foreign > 0 || g.pairs.Has(t[at], t[at+1]) {
				found |= 1 << k
			}
			continue
		}
		head := binary.LittleEndian.Uint64(t[at:])
		hit := g.has(wordHash(head, n, 0, asWord))
		if !hit && n <= headBytes {
			switch next := t[at+n]; {
			case gapByte[next]:
				hit = g.has(wordHash(head, n, t[at+n+1], behindGap))
			case n < headBytes:
				hit = g.has(wordHash(head, n+1, 0, inCapital))
			}
		}
		if hit {
			found |= 1 << k
		}
	}
	return found
}
