package format

import (
	"bytes"
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"
)

// Head is the beginning of an object and its name, as they are asked about by one format after the other: what takes time to tell is
// worked out once.
type Head struct {
	Bytes []byte // up to HeadSize
	Name  string

	extension string // of the name, in small letters
	plain     bool   // ASCII without control characters that text does not have
	kind      headKind
	set       charset
	setKnown  bool
	decoded   []byte // nil until it is asked for
}

// headKind is whether a head is text.
type headKind uint8

const (
	kindUnknown headKind = iota
	kindText
	kindBinary
)

// NewHead makes a head of the first bytes of an object, up to HeadSize, and its name.
func NewHead(b []byte, name string) *Head {
	return &Head{Bytes: b, Name: name, extension: strings.ToLower(filepath.Ext(name)), plain: isPlain(b)}
}

// whole says whether the head is all there is.
func (h *Head) whole() bool { return len(h.Bytes) < HeadSize }

// named says whether the name ends so; extensions are in small letters.
func (h *Head) named(extensions ...string) bool { return slices.Contains(extensions, h.extension) }

// charset is how the head is encoded.
func (h *Head) charset() charset {
	if !h.setKnown && !h.plain {
		h.set = charsetOf(h.Bytes)
	}
	h.setKnown = true
	return h.set
}

// text is the head in UTF-8, without a byte order mark.
func (h *Head) text() []byte {
	if h.decoded == nil {
		h.decoded = h.charset().decode(h.Bytes)
	}
	return h.decoded
}

// first is the text from its first character on that is no space; nil where the head is no text.
func (h *Head) first() []byte {
	if h.binary() {
		return nil
	}
	return bytes.TrimLeft(h.text(), " \t\r\n")
}

// binary says whether the head is no text.
func (h *Head) binary() bool {
	if h.kind == kindUnknown {
		h.kind = kindText
		if h.looksBinary() {
			h.kind = kindBinary
		}
	}
	return h.kind == kindBinary
}

func (h *Head) looksBinary() bool {
	switch {
	case bytes.HasPrefix(h.Bytes, []byte("%PDF-")):
		return true
	case h.plain:
		return false
	}
	var controls, all, limit int
	switch h.charset().enc {
	case nil:
		controls, all = countControls(h.text())
		limit = controlsUTF8
	case latin.enc: // most of what is binary: it need not be decoded
		controls, all = countLatinControls(h.Bytes), len(h.Bytes)
		limit = controlsLatin
	default:
		controls, all = countControls(h.text())
		limit = controlsUTF16
	}
	if controls == 0 {
		return false
	}
	if controls*1000 > all*limit && h.set == latin && !hasControls(h.Bytes) {
		// Not in this one, it seems, but perhaps in another older encoding.
		if other := textCharset(h.Bytes); other != latin {
			limit = controlsUTF16
			controls, all = countControls(other.decode(h.Bytes))
		}
	}
	if controls*1000 > all*limit {
		return true
	}
	return controls*1000 > all*controlsMagic && binaryFormat(h.Bytes).Name != unknownBinary
}

// isPlain says whether b is ASCII without control characters that text does not have.
func isPlain(b []byte) bool {
	for ; len(b) >= 32; b = b[32:] {
		odd := notPrinted(b) | notPrinted(b[8:]) | notPrinted(b[16:]) | notPrinted(b[24:])
		if odd != 0 && !allPlain(b[:32]) {
			return false
		}
	}
	return allPlain(b)
}

// notPrinted is 0 where the first eight bytes are from ' ' to '~' or end a line, as in text nearly all are.
func notPrinted(b []byte) uint64 {
	w := binary.LittleEndian.Uint64(b)
	x := w ^ '\n'*ones
	ends := ^((x&^highBits + ^uint64(highBits)) | x) & highBits
	w |= ends >> 2 // as if it were '*'
	return ((w - ' '*ones) | (w + ones) | w) & highBits
}

func allPlain(b []byte) bool {
	for _, c := range b {
		if !plainBytes[c] {
			return false
		}
	}
	return true
}

// plainBytes are the characters of ASCII that text has.
var plainBytes = func() (t [256]bool) {
	for c := ' '; c <= '~'; c++ {
		t[c] = true
	}
	for _, c := range textControls {
		t[c] = true
	}
	return t
}()

// textControls are the control characters that text has.
const textControls = "\t\n\r\f\v\b\x1b"
