package detectors

import (
	"bytes"
	"encoding/binary"
)

// cells remembers of short fields what was found in them: tables and records say the same names, places and addresses again and again.
// What is found in a field follows from its text and its name alone. It belongs to a matcher.
type cells struct {
	known [1 << cellBits]cell
}

// cell is a field's text and what was found in it.
type cell struct {
	names *naming
	text  [cellBytes]byte // filled up with zeros
	n     uint8
	found []Candidate // places are those in the field
}

const (
	// cellBytes is how long a field is at most that is remembered.
	cellBytes = 31
	// cellBits: 2^12 fields are 256 KiB; another takes the place of one with the same hash.
	cellBits = 12
	// cellTrial is after how many fields of a name it shows whether they come again: one in cellShare must. Where they do not, so many are let
	// be as cellRest.
	cellTrial = 64
	cellShare = 4
	cellRest  = 4096
)

// worth says whether fields of a name are worth remembering: a table's numbers hardly come twice.
func (n *naming) worth() bool {
	if n.rest > 0 {
		n.rest--
	}
	return n.rest == 0
}

// met counts a field of a name.
func (n *naming) met(known bool) {
	n.asked++
	if known {
		n.known++
	}
	if n.asked == cellTrial {
		if n.known*cellShare < n.asked {
			n.rest = cellRest
		}
		n.asked, n.known = 0, 0
	}
}

// of gives the place of a field's memory, and whether what is there is of that field.
func (c *cells) of(names *naming, t []byte) (e *cell, known bool) {
	var text [cellBytes + 1]byte
	copy(text[:], t)
	h := uint64(names.serial)
	for i := 0; i < len(text); i += 8 {
		h = (h ^ binary.LittleEndian.Uint64(text[i:])) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	e = &c.known[h>>(64-cellBits)]
	known = e.names == names && int(e.n) == len(t) && bytes.Equal(e.text[:e.n], t)
	names.met(known)
	return e, known
}

// keep remembers what was found in a field that begins at from.
func (e *cell) keep(names *naming, t []byte, from int, found []Candidate) {
	e.names, e.n, e.found = names, uint8(len(t)), append(e.found[:0], found...)
	copy(e.text[:], t)
	for i := range e.found {
		e.found[i].move(-int32(from), 0)
	}
}

// recall appends what is remembered of a field, which begins at from.
func (e *cell) recall(field, from int, out []Candidate) []Candidate {
	n := len(out)
	out = append(out, e.found...)
	for i := range out[n:] {
		out[n+i].move(int32(from), int32(field))
	}
	return out
}

// move shifts a candidate to another field.
func (c *Candidate) move(by, field int32) {
	c.Field, c.From, c.Start, c.End = field, c.From+by, c.Start+by, c.End+by
}
