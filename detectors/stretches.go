package detectors

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/pii-scan/pii-scan/detectors/internal/kernel"
)

// stretches remembers of short pieces of a text at which of their places something can begin, whatever their digits are: the lines of a log,
// the records of a table and the keys of JSON say the same again and again but for their numbers. What is remembered is found out by what
// is remembered of words and numbers, and costs less to look up. It belongs to a matcher.
type stretches struct {
	known [1 << stretchBits]stretch
	// rest is for how many texts to come it is of no use, and idle for how many it was to rest the last time.
	rest, idle int
}

// stretch is a piece of a text up to the end of a word, with the byte behind it.
type stretch struct {
	text   sixteen // with the digit zero for every digit, and filled up with zeros
	n      uint8   // bytes, without the one behind
	met    uint8   // how often, up to stretchMet: then it is worked out
	open   uint16  // places that must be looked at
	phrase uint16  // places of a phrase's words
	key    uint8   // the place where hit is
	hit    sureHit // a keyword, and no other; 0 for none
}

const (
	// stretchBytes is how long a stretch is at most, with the byte behind it.
	stretchBytes = 16
	// stretchBits: 2^12 stretches are 128 KiB; another takes the place of one with nearly the same hash.
	stretchBits = 12
	// stretchMet is how often a stretch is met before it is worth working out.
	stretchMet = 3
	// stretchShare is of how many stretches one must be known for the others to be worth a look; stretchRest for how many texts it is let be at most
	// where they do not.
	stretchShare = 2
	stretchRest  = 64
)

// skip notes in g which places of t need not be looked at.
func (s *stretches) skip(t []byte, m *bitmap, g *gatekeeper) {
	if m.cut { // words begin where the text alone does not say it
		return
	}
	if s.rest > 0 {
		s.rest--
		return
	}
	tries, known := 0, 0
	for p, end := 0, min(len(t)-stretchBytes, len(m.planes)*kernel.Block); p < end; {
		n := m.stretch(p)
		if n == 0 {
			p = m.nextWord(p+stretchBytes, end)
			continue
		}
		text := foldedBytes(t[p:]).upTo(n + 1)
		hash := text.hash() >> (64 - stretchBits)
		e := &s.known[hash]
		if e.text != text || int(e.n) != n {
			e = s.elsewhere(hash, text, n)
		}
		tries++
		if e.met < stretchMet {
			if e.met++; e.met == stretchMet {
				s.learn(e, t[p:p+n+1], p, m, g)
			}
			p += n
			continue
		}
		known++
		i, k, set := p/kernel.Block, p%kernel.Block, (uint64(1)<<n-1)&^uint64(e.open)
		g.decided[i] |= set << k
		if k+n > kernel.Block {
			g.decided[i+1] |= set >> (kernel.Block - k)
		}
		for words := e.phrase; words != 0; words &= words - 1 {
			at := p + bits.TrailingZeros16(words)
			g.phrase[at/kernel.Block] |= 1 << (at % kernel.Block)
		}
		if e.hit != 0 {
			at := p + int(e.key)
			g.keys.sure[at/kernel.Block] |= 1 << (at % kernel.Block)
			g.keys.hit[at] = e.hit
		}
		p += n
	}
	if known*stretchShare >= tries {
		s.idle = 0
		return
	}
	s.idle = min(2*s.idle+1, stretchRest)
	s.rest = s.idle
}

// elsewhere is where a stretch is remembered that is not at its own place; if nowhere, it takes the place of the one that was met less.
func (s *stretches) elsewhere(hash uint64, text sixteen, n int) *stretch {
	e, other := &s.known[hash], &s.known[hash^1]
	if other.text == text && int(other.n) == n {
		return other
	}
	if other.met < e.met {
		e = other
	}
	*e = stretch{text: text, n: uint8(n)}
	return e
}

// learn finds out at which places of a stretch, which stands at p with the byte behind it, something can begin.
func (s *stretches) learn(e *stretch, t []byte, p int, m *bitmap, g *gatekeeper) {
	var folded [stretchBytes]byte
	binary.LittleEndian.PutUint64(folded[:], e.text.lo)
	binary.LittleEndian.PutUint64(folded[8:], e.text.hi)
	for k := range len(t) - 1 {
		i, bit := (p+k)/kernel.Block, uint64(1)<<((p+k)%kernel.Block)
		start := m.start[i]&bit != 0
		open := false
		switch {
		case m.letters[i]&bit != 0:
			n := min(m.upBehind(p+k), len(t)-k)
			plain := t[k:] // up to a digit
			if d := bytes.IndexAny(plain, "0123456789"); d >= 0 {
				plain = plain[:d]
			}
			if len(plain) < n {
				open = start && g.forms.opens(folded[k:k+n]) || g.memo.walker.Begins(plain)
				break
			}
			what := g.memo.word(t[k : k+n])
			open = start && what.lanes&^g.phrases != 0
			if what.flags&begins != 0 {
				switch maybe, hit := g.memo.words.sure(g.memo.walker, plain); {
				case maybe || hit != 0 && (open || e.hit != 0):
					open = true
				case hit != 0:
					e.key, e.hit = uint8(k), hit
				}
			}
			if start && what.lanes&g.phrases != 0 {
				e.phrase |= 1 << k
			}
		case start:
			open = g.forms.opens(folded[k:len(t)])
		}
		if open {
			e.open |= 1 << k
		}
	}
}
