package detectors

import (
	"bytes"
	"unicode/utf8"
)

// ownLine says whether a candidate is all of its line, but for the signs of a quoted mail, as in the head of a letter.
func ownLine(t []byte, start, end int) bool {
	for start > 0 && (t[start-1] == ' ' || t[start-1] == '>') {
		start--
	}
	return start > 0 && t[start-1] == '\n' && end < len(t) && (t[end] == '\n' || t[end] == '\r')
}

// nearCode says whether several signs that programs are made of stand around a candidate.
func nearCode(t []byte, start, end int) bool {
	const reach, many = 48, 5
	n := 0
	for _, part := range [2][]byte{t[max(0, start-reach):start], t[end:min(len(t), end+reach)]} {
		for i, b := range part {
			switch b {
			case '{', '}', '(', ')', ';', '=', '$', '`':
				n++
			case '\\': // but not an escaped quotation
				if i+1 == len(part) || bytes.IndexByte([]byte(`"'n`), part[i+1]) < 0 {
					n++
				}
			}
		}
	}
	return n >= many
}

// spokenTo says whether a name is called or begins a speech.
func spokenTo(t []byte, start, end int, at *nameContext) bool {
	if end+2 >= len(t) {
		return at.before.gap == ',' && end < len(t) && t[end] == '!'
	}
	lineStart := start == 0 || t[start-1] == '\n'
	switch t[end] {
	case '!', '?':
		return at.before.gap == ','
	case ',':
		return (lineStart || t[start-1] == '"') && t[end+1] == ' ' && byteKind[t[end+2]] == lower
	case ':':
		return lineStart && (t[end+1] == ' ' || t[end+1] == '"' || t[end+1] == '\\')
	}
	return false
}

// copulas are verbs that follow a person's name, among other things.
var copulas = map[string]bool{
	"is": true, "was": true, "has": true, "had": true, "will": true, "would": true, "isn't": true, "wasn't": true, "hasn't": true,
	"gave": true, "got": true, "made": true, "took": true, "left": true, "moved": true, "joined": true, "started": true, "became": true,
	"felt": true, "knew": true, "saw": true, "looked": true, "turned": true, "likes": true, "liked": true, "needs": true, "studied": true, "did": true, "does": true,
	"can": true, "could": true, "went": true, "came": true, "never": true, "always": true,
	"ist": true, "war": true, "hat": true, "es": true, "era": true, "ha": true, "est": true, "était": true, "jest": true,
}

// gluedBefore says whether the sign before pos speaks of a program's text, a path or an address on the net.
func gluedBefore(t []byte, pos int) bool {
	if pos == 0 {
		return false
	}
	switch t[pos-1] {
	case ' ', '\t', '\n', '\r', '"', '\'', ',', ':', ';', '>', '|', '*', '=', '!', '?', ')', ']':
		return false
	case '(', '[', '-', '/':
		// (Anna Kowalska) but not f(Anna, x.Anna
		return pos > 1 && wordBefore(t, 0, pos-1)
	case '.':
		// Dr.Anna but not x.Anna
		return !titleBefore(t, pos-1)
	}
	r, _ := utf8.DecodeLastRune(t[:pos])
	return r < utf8.RuneSelf
}

// gluedAfter is gluedBefore for the sign behind.
func gluedAfter(t []byte, pos int) bool {
	if pos >= len(t) {
		return false
	}
	next := byte(' ')
	if pos+1 < len(t) {
		next = t[pos+1]
	}
	switch t[pos] {
	case ' ', '\t', '\n', '\r', '"', ',', ';', '<', '|', '*', '!', '?', ')', ']':
		return false
	case '.', ':':
		return byteKind[next] != other && byteKind[next] != multi || next == '=' || next == ':'
	case '\'':
		return byteKind[next] != other && next != 's'
	case '-', '/', '=':
		return byteKind[next] != other
	case '\\':
		return next != 'n' && next != 't' && next != '\'' && next != '"'
	case '(', '[', '{', '_', '@', '#', '$', '&', '+', '%', '~', '^', '`', '>', '}':
		return true
	}
	return false
}
