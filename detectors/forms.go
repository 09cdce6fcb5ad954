package detectors

import (
	"encoding/binary"
	"math/bits"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
)

// forms remembers of the numbers and signs of a text what can begin with them, whatever the digits are behind the first: logs and tables
// have few forms of them. It belongs to a matcher.
type forms struct {
	walker *automaton.FoldedWalker // of the gated lanes
	known  [1 << formBits]form
}

// form is what can begin with some bytes.
type form struct {
	text  sixteen // with the digit zero for every digit but the first byte, and filled up with zeros
	n     uint8   // bytes
	lanes lanes
	full  bool
}

const (
	// formLength is how many bytes make a form at most; a first look goes no further than into the next word.
	formLength = 16
	// formBits: 2^11 forms are 64 KiB; another takes the place of one with the same hash.
	formBits = 11
)

// look gives the form of the first n bytes of t; known is false where it was not met before.
func (f *forms) look(t []byte, n int) (e *form, known bool) {
	first := uint64(t[0])
	text := foldedBytes(t)
	text.lo = text.lo&^0xFF | first
	text = text.upTo(n)
	e = &f.known[text.hash()>>(64-formBits)]
	if e.text != text || e.n != uint8(n) {
		*e = form{text: text, n: uint8(n)}
		return e, false
	}
	return e, true
}

// learn finds out which lanes a form opens.
func (f *forms) learn(e *form, t []byte) {
	e.full, e.lanes = true, f.begins(t)
}

// begins gives the lanes that are open at the beginning of t, a number or a sign, if its digits behind the first byte may be any.
func (f *forms) begins(t []byte) lanes { return lanes(f.walker.Begins(t)) }

// opens says whether a lane is open at the beginning of t, a number or a sign, if its digits may be any.
func (f *forms) opens(t []byte) bool {
	if byteKind[t[0]] == digit {
		return f.walker.BeginsDigit(t) != 0
	}
	return f.walker.Begins(t) != 0
}

// sixteen are as many bytes of a text, the first the lowest.
type sixteen struct{ lo, hi uint64 }

// foldedBytes are the first bytes of t with the digit zero for every digit.
func foldedBytes(t []byte) sixteen {
	return sixteen{foldDigits(binary.LittleEndian.Uint64(t)), foldDigits(binary.LittleEndian.Uint64(t[8:]))}
}

// upTo are the first n, filled up with zeros.
func (b sixteen) upTo(n int) sixteen {
	return sixteen{b.lo & maskTo[min(n, 8)], b.hi & maskTo[max(n-8, 0)]}
}

// hash is best in its upper bits.
func (b sixteen) hash() uint64 {
	return b.lo*0x9E3779B97F4A7C15 ^ bits.RotateLeft64(b.hi, 29)*0xBF58476D1CE4E5B9
}

// foldDigits makes a zero of every digit among eight bytes.
func foldDigits(w uint64) uint64 {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	x := w ^ '0'*ones // digits are below 10 now
	other := (x&^high + (0x80-10)*ones) | x
	return w &^ (^other & high >> 7 * 0x0F)
}
