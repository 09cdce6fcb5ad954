package format

import (
	"bytes"
	"context"
	"encoding/base64"
	"strings"
)

// vcardFormat is vCard (https://www.rfc-editor.org/rfc/rfc6350, 2.1 and 3.0 too): each property is a field, called by it, unfolded and decoded.
var vcardFormat = contentFormat(Format{
	Name: "vcard", Title: "vCard", MIME: "text/vcard", Extensions: []string{".vcf", ".vcard"},
}, "BEGIN:VCARD")

// icalendarFormat is iCalendar (https://www.rfc-editor.org/rfc/rfc5545), read as vcardFormat is.
var icalendarFormat = contentFormat(Format{
	Name: "icalendar", Title: "iCalendar", MIME: "text/calendar", Extensions: []string{".ics", ".ical", ".ifb"},
}, "BEGIN:VCALENDAR")

// contentFormat is a format of content lines, told by how it begins.
func contentFormat(f Format, begin string) Format {
	f.Places = "line"
	extensions := f.Extensions
	f.Match = func(h *Head) bool {
		t := h.first()
		if len(t) >= len(begin) && bytes.EqualFold(t[:len(begin)], []byte(begin)) {
			return true
		}
		return h.named(extensions...) && len(h.Bytes) > 0 && !h.binary()
	}
	f.Read = func(ctx context.Context, in *Input, sink Sink) error {
		k, _ := newKeyed(ctx, in, sink)
		return k.close(k.readLines(&contentParser{keyed: k}))
	}
	return f
}

// contentParser makes fields of properties. What has no name is text.
type contentParser struct {
	*keyed
	value openValue
	soft  bool // a = at the end of the line goes on with the next
}

func (p *contentParser) open() int { return p.value.start() }

func (p *contentParser) line(from, to int) {
	t := p.text()
	if v := &p.value; v.is {
		if p.soft && v.to > v.from && t[v.to-1] == '=' || to > from && (t[from] == ' ' || t[from] == '\t') {
			v.to = to
			return
		}
		p.flush()
	}
	if from == to {
		return
	}
	p.value = openValue{from: from, to: to, is: true}
	head := bytes.ToUpper(t[from:min(to, from+maxKey)])
	head, _, _ = bytes.Cut(head, []byte(":"))
	p.soft = bytes.Contains(head, []byte("QUOTED-PRINTABLE"))
}

func (p *contentParser) flush() {
	v := p.value
	p.value.is, p.soft = false, false
	if !v.is {
		return
	}
	t := p.text()
	name, parameters, colon := contentName(t[v.from:v.to])
	if colon < 0 {
		p.unfolded(v.from, v.to, keyPlace{}, unfold)
		return
	}
	level := p.named(keyLevel{}, nil, name)
	place := level.place()
	if bytes.ContainsAny(name, "0123456789") {
		p.add(v.from, v.from+len(name), level.key())
	}
	p.unfolded(v.from+len(name), v.from+colon, place, unfold) // parameters have names and addresses, too
	value := v.from + colon + 1
	switch {
	case strings.Contains(parameters, "QUOTED-PRINTABLE"):
		p.addDecoded(value, v.to, place, unprintable)
	case strings.Contains(parameters, "ENCODING=B"):
		p.binary(value, v.to, place)
	default:
		p.unfolded(value, v.to, place, uncontent)
	}
}

// unfolded adds a text that may be folded or escaped.
func (p *contentParser) unfolded(from, to int, place keyPlace, decode func(dst, b []byte) ([]byte, int)) {
	if bytes.ContainsAny(p.text()[from:to], "\\\n") {
		p.addDecoded(from, to, place, decode)
	} else {
		p.add(from, to, place)
	}
}

// binary adds what stands in base64 if it is text, else the base64: nobody's picture says anything.
func (p *contentParser) binary(from, to int, place keyPlace) {
	folded := p.text()[from:to]
	packed := bytes.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, folded)
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(packed)))
	n, err := base64.StdEncoding.Decode(raw, packed)
	if err != nil || n == 0 || NewHead(raw[:n], "").binary() {
		p.unfolded(from, to, place, unfold)
		return
	}
	raw = charsetOf(raw[:n]).decode(raw[:n])
	p.addDecoded(from, to, place, func(dst, b []byte) ([]byte, int) { return append(dst, raw...), len(b) })
}

// contentName cuts a content line: its name without a group, its parameters in upper case, and where the colon stands; negative where it has
// none.
func contentName(line []byte) (name []byte, parameters string, colon int) {
	quoted := false
	end := -1
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ';' && end < 0:
			end = i
		case c == ':':
			if end < 0 {
				end = i
			}
			if end == 0 || end > maxKey || bytes.ContainsAny(line[:end], " \t<>@/") {
				return nil, "", -1
			}
			return line[:end], strings.ToUpper(string(line[end:i])), i
		}
	}
	return nil, "", -1
}

// unfold decodes a line feed with the white space behind it as nothing.
func unfold(dst, b []byte) ([]byte, int) {
	n := 0
	if b[0] == '\r' && len(b) > 1 {
		n = 1
	}
	if b[n] == '\n' {
		if len(b) > n+1 && (b[n+1] == ' ' || b[n+1] == '\t') {
			return dst, n + 2
		}
		return dst, n + 1
	}
	return append(dst, b[0]), 1
}

// uncontent unfolds and undoes the escapes of values.
func uncontent(dst, b []byte) ([]byte, int) {
	if b[0] == '\\' && len(b) > 1 {
		switch b[1] {
		case 'n', 'N':
			return append(dst, '\n'), 2
		case ',', ';', '\\', ':':
			return append(dst, b[1]), 2
		}
	}
	return unfold(dst, b)
}

// unprintable decodes quoted-printable (https://www.rfc-editor.org/rfc/rfc2045#section-6.7).
func unprintable(dst, b []byte) ([]byte, int) {
	if b[0] != '=' {
		return append(dst, b[0]), 1
	}
	switch {
	case len(b) > 2 && b[1] == '\r' && b[2] == '\n':
		return dst, 3
	case len(b) > 1 && b[1] == '\n':
		return dst, 2
	case len(b) > 2:
		if high, low := quotedDigit(b[1]), quotedDigit(b[2]); high >= 0 && low >= 0 {
			return append(dst, byte(high<<4|low)), 3
		}
	}
	return append(dst, '='), 1
}

func quotedDigit(c byte) int { return strings.IndexByte("0123456789ABCDEF", upperDigit(c)) }

func upperDigit(c byte) byte {
	if c >= 'a' && c <= 'f' {
		return c - 0x20
	}
	return c
}
