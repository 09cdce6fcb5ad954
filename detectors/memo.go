package detectors

import (
	"encoding/binary"
	"math/bits"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
)

// memo remembers of the words of a text what can begin with them: text says the same words again and again. It belongs to a matcher.
type memo struct {
	of     []*lane             // the gated lanes
	lanes  []*automaton.Walker // by gated lane
	forms  *forms              // tell which lanes to ask
	words  *keywords
	walker *automaton.Walker         // of the keywords
	pairs  *[256 << secondBits]lanes // the lanes in which a match can begin with two bytes
	// phrases is the lane of matches that are words in a row.
	phrases lanes
	known   [1 << memoBits]memory
	list    [chunk]int32
}

// memory is what can begin with a word and the byte behind it, or with eight bytes of a longer one.
type memory struct {
	word  uint64
	hit   sureHit // a keyword, and no other
	lanes lanes
	flags memoFlags
}

// memoFlags are what is known of a word besides.
type memoFlags uint8

const (
	phrased memoFlags = 1 << iota // it is a word of a phrase; the lowest bit, to be shifted
	worked                        // out: the word was met twice
	begins                        // a keyword may begin
	keys                          // one may begin that is not told by hit
	quiet                         // nothing else begins, be it of a phrase or not
)

// memoBits: 2^13 words are 128 KiB; another takes the place of one with the same hash.
const memoBits = 13

// maskTo keeps the first n bytes.
var maskTo = [margin + 1]uint64{0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, ^uint64(0)}

// chunk is how many places are looked at together.
const chunk = 1 << 10

// sureHit is a keyword that no more needs to be looked for: its number and, above, its length; 0 for none.
type sureHit uint32

const hitBits = 24

func newSureHit(word, length int) sureHit { return sureHit(word | length<<hitBits) }

func (h sureHit) word() int32   { return int32(h & (1<<hitBits - 1)) }
func (h sureHit) length() int32 { return int32(h >> hitBits) }

// keyPlaces are the places of a text where keywords are, a bit each.
type keyPlaces struct {
	maybe []uint64  // one may begin
	sure  []uint64  // one does, and no other
	hit   []sureHit // by place, where sure says so
}

// clear makes room for so many blocks.
func (k *keyPlaces) clear(blocks int) {
	if cap(k.maybe) < blocks {
		k.maybe, k.sure, k.hit = make([]uint64, blocks), make([]uint64, blocks), make([]sureHit, blocks*kernel.Block)
	}
	k.maybe, k.sure = k.maybe[:blocks], k.sure[:blocks]
	clear(k.maybe)
	clear(k.sure)
}

// margin is how many bytes must stand behind a place for it to be looked up.
const margin = 8

// recall opens in g the lanes at the words of t that begin with a letter, and notes there where keywords may begin. Places are gathered
// first and looked at then, since a processor does badly what it cannot foresee.
func (o *memo) recall(t []byte, m *bitmap, g *gatekeeper) {
	n := 0
	for i, set := range m.letters {
		base := int32(i * kernel.Block)
		set &^= g.decided[i]
		for inner := set &^ m.start[i]; inner != 0; inner &= inner - 1 { // only keywords begin there, and few in 4f2d-a61c
			if at := base + int32(bits.TrailingZeros64(inner)); int(at)+1 < len(t) && !o.words.pairs.Has(t[at], t[at+1]) {
				set &^= inner & -inner
			}
		}
		for ; set != 0; set &= set - 1 {
			o.list[n&(chunk-1)] = base + int32(bits.TrailingZeros64(set))
			n++
		}
		if n > chunk-kernel.Block || i == len(m.letters)-1 {
			o.some(t, m, o.list[:n], g)
			n = 0
		}
	}
}

func (o *memo) some(t []byte, m *bitmap, list []int32, g *gatekeeper) {
	for _, p := range list {
		at := int(p)
		i, k := at/kernel.Block, at%kernel.Block
		if len(t)-at < margin {
			g.keys.maybe[i] |= 1 << k
			if m.start[i]>>k&1 != 0 {
				g.phrase[i] |= 1 << k
				g.set(i, k, g.all())
			}
			continue
		}
		n := m.upBehind(at)
		word := binary.LittleEndian.Uint64(t[at:]) & maskTo[n]
		e := &o.known[word*0x9E3779B97F4A7C15>>(64-memoBits)]
		if e.word == word && e.flags&quiet != 0 { // nearly all words: no branch for those of phrases, which are half of a text's
			g.phrase[i] |= (uint64(e.flags&phrased) & (m.start[i] >> k)) << k
			continue
		}
		v := e.lanes
		switch {
		case e.word != word: // most words that are met once are not met again soon
			o.meet(e, word, t[at:at+n])
			v = g.likely(t, m, at)
		case e.flags&worked == 0:
			o.learn(e, word, t[at:at+n])
			v = e.lanes
		}
		switch {
		case e.flags&keys != 0 || e.flags&begins != 0 && m.cut:
			g.keys.maybe[i] |= 1 << k
		case e.hit != 0:
			g.keys.sure[i] |= 1 << k
			g.keys.hit[at] = e.hit
		}
		if m.start[i]>>k&1 == 0 { // no match begins inside a word
			continue
		}
		if v&g.phrases != 0 {
			g.phrase[i] |= 1 << k
		}
		if v &^= g.phrases; v != 0 {
			g.set(i, k, g.closely(t, m, at, v))
		}
	}
}

// word is what can begin with a word, given as the text of its memory.
func (o *memo) word(t []byte) *memory {
	var text [margin]byte
	copy(text[:], t)
	word := binary.LittleEndian.Uint64(text[:])
	e := &o.known[word*0x9E3779B97F4A7C15>>(64-memoBits)]
	if e.word != word {
		o.meet(e, word, t)
	}
	if e.flags&worked == 0 {
		o.learn(e, word, t)
	}
	return e
}

// meet takes down a word that was not met before.
func (o *memo) meet(e *memory, word uint64, t []byte) {
	*e = memory{word: word}
	if o.words.pairs.Has(t[0], t[1]) && o.walker.Begins(t) {
		e.flags = begins | keys
	}
}

// learn finds out what can begin with a text.
func (o *memo) learn(e *memory, word uint64, t []byte) {
	*e = memory{word: word, flags: e.flags&begins | worked}
	for set := o.pairs[pairOf(t[0], t[1])] & o.forms.begins(t); set != 0; set &= set - 1 {
		if i := bits.TrailingZeros16(uint16(set)); o.lanes[i].Begins(t) && (o.of[i].word == nil || o.of[i].word(t)) {
			e.lanes |= 1 << i
		}
	}
	if e.flags&begins != 0 {
		key, hit := o.words.sure(o.walker, t)
		if key {
			e.flags |= keys
		}
		e.hit = hit
	}
	if e.lanes&o.phrases != 0 {
		e.flags |= phrased
	}
	if e.lanes&^o.phrases == 0 && e.flags&begins == 0 {
		e.flags |= quiet
	}
}
