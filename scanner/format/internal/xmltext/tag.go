package xmltext

import (
	"bytes"
	"html"
	"strconv"
	"unicode/utf8"
)

const (
	cdata   = "<![CDATA["
	comment = "<!--"
)

// parse reads the markup at the start of b and says how long it is; 0 where b does not hold all of it.
func (s *Scanner) parse(b []byte) (Kind, int) {
	if len(b) < 2 {
		return 0, 0
	}
	switch c := b[1]; {
	case c == '/':
		n := bytes.IndexByte(b, '>')
		if n < 0 {
			return 0, 0
		}
		s.name = nameOf(b[2:n])
		s.depth = max(s.depth-1, 0)
		return End, n + 1
	case c == '?':
		return s.begin(0, "?>", 2)
	case c == '!':
		return s.declaration(b)
	case !startsName(c):
		s.text = b[:1]
		return Text, 1
	}
	n := tagEnd(b)
	if n < 0 {
		return 0, 0
	}
	inner := b[1 : n-1]
	if len(inner) > 0 && inner[len(inner)-1] == '/' {
		inner = inner[:len(inner)-1]
		s.empty = true
	}
	s.name = nameOf(inner)
	s.attrs = inner[len(s.name):]
	s.depth++
	return Start, n
}

// begin starts a section.
func (s *Scanner) begin(kind Kind, until string, n int) (Kind, int) {
	s.kind, s.until = kind, until
	return 0, n
}

// declaration reads what begins with <!: a comment, a CDATA section, or a document type with all that is declared in it.
func (s *Scanner) declaration(b []byte) (Kind, int) {
	for _, d := range []struct {
		mark, until string
		kind        Kind
	}{{comment, "-->", Comment}, {cdata, "]]>", Text}} {
		if bytes.HasPrefix(b, []byte(d.mark)) {
			return s.begin(d.kind, d.until, len(d.mark))
		}
		if len(b) < len(d.mark) && bytes.HasPrefix([]byte(d.mark), b) {
			return 0, 0
		}
	}
	var quote byte
	open := 0
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<' && bytes.HasPrefix(b[i:], []byte(comment)):
			n := bytes.Index(b[i:], []byte("-->"))
			if n < 0 {
				return 0, 0
			}
			i += n
		case c == '[':
			open++
		case c == ']':
			open--
		case c == '>' && open <= 0:
			return 0, i + 1
		}
	}
	return 0, 0
}

// tagEnd is where the tag ends that b begins with; negative where b does not hold all of it.
func tagEnd(b []byte) int {
	var quote byte
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			return i + 1
		case c == '"' || c == '\'':
			quote = c
		}
	}
	return -1
}

// nameOf is the name that the inside of a tag begins with.
func nameOf(b []byte) []byte {
	for i, c := range b {
		if isSpace(c) || c == '/' {
			return b[:i]
		}
	}
	return b
}

func startsName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= utf8.RuneSelf
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func trimSpace(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	return b
}

// Attr is the value of an attribute of the start tag at hand. A name that begins with a colon is one with any prefix, another one is
// one without.
func (s *Scanner) Attr(name string) (value []byte, ok bool) {
	for n, v := range s.Attrs {
		if name[0] == ':' {
			if i := bytes.IndexByte(n, ':'); i >= 0 && string(n[i:]) == name {
				return v, true
			}
		} else if string(n) == name {
			return v, true
		}
	}
	return nil, false
}

// Attrs are the names, with their prefixes, and the values of the attributes of the start tag at hand.
func (s *Scanner) Attrs(yield func(name, value []byte) bool) {
	b := s.attrs
	for {
		for len(b) > 0 && (isSpace(b[0]) || b[0] == '/') {
			b = b[1:]
		}
		n := 0
		for n < len(b) && b[n] != '=' && !isSpace(b[n]) {
			n++
		}
		if n == 0 {
			if len(b) == 0 {
				return
			}
			b = b[1:] // a stray =
			continue
		}
		name := b[:n]
		b = trimSpace(b[n:])
		var value []byte
		if len(b) > 0 && b[0] == '=' {
			b = trimSpace(b[1:])
			value, b = attrValue(b)
		}
		if !yield(name, value) {
			return
		}
	}
}

// attrValue cuts a value off.
func attrValue(b []byte) (value, rest []byte) {
	if len(b) == 0 {
		return nil, nil
	}
	if q := b[0]; q == '"' || q == '\'' {
		b = b[1:]
		n := bytes.IndexByte(b, q)
		if n < 0 {
			n = len(b)
		}
		value, rest = b[:n], b[min(n+1, len(b)):]
	} else {
		n := 0
		for n < len(b) && !isSpace(b[n]) {
			n++
		}
		value, rest = b[:n], b[n:]
	}
	if bytes.IndexByte(value, '&') >= 0 {
		value = AppendText(nil, value)
	}
	return value, rest
}

// maxEntity is the longest name of an entity in HTML, with the & and the semicolon, and some zeros before a number.
const maxEntity = 34

// AppendText appends to dst what src says, which holds entities.
func AppendText(dst, src []byte) []byte {
	for {
		i := bytes.IndexByte(src, '&')
		if i < 0 {
			return append(dst, src...)
		}
		dst = append(dst, src[:i]...)
		src = src[i:]
		end := bytes.IndexAny(src[1:min(len(src), maxEntity)], "&;") + 1
		if end < 2 || src[end] == '&' { // another entity begins before one has ended
			dst = append(dst, '&')
			src = src[1:]
			continue
		}
		dst = appendEntity(dst, src[:end+1])
		src = src[end+1:]
	}
}

// appendEntity appends the meaning of an entity as it is written: &amp;
func appendEntity(dst, entity []byte) []byte {
	name := entity[1 : len(entity)-1]
	switch string(name) {
	case "amp":
		return append(dst, '&')
	case "lt":
		return append(dst, '<')
	case "gt":
		return append(dst, '>')
	case "quot":
		return append(dst, '"')
	case "apos":
		return append(dst, '\'')
	}
	if name[0] != '#' {
		return append(dst, html.UnescapeString(string(entity))...)
	}
	digits, base := name[1:], 10
	if len(digits) > 1 && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	switch {
	case err != nil && len(digits) > 0 && (digits[0] >= '0' && digits[0] <= '9'), n > utf8.MaxRune:
		n = utf8.RuneError
	case err != nil:
		return append(dst, entity...)
	}
	return utf8.AppendRune(dst, rune(n))
}
