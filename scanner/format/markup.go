package format

import (
	"bytes"
	"iter"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
	"github.com/pii-scan/pii-scan/text"
)

// Limits of markup, in bytes.
const (
	// maxMarkupTag is how long a tag may be, with a picture in its attributes; what looks like a longer one is text.
	maxMarkupTag = 1 << 20
	// maxMarkupText is after how much text without a tag a field is cut, at white space.
	maxMarkupText = 256 << 10
	// maxMarkupEntity is how long an entity may be.
	maxMarkupEntity = 34
)

type markupKind uint8

const (
	markupText markupKind = iota
	markupStart
	markupEnd
	markupSection // a document type, an instruction, a script: taken as it stands
	markupComment
	markupCDATA
)

// markupToken is a piece of markup.
type markupToken struct {
	kind     markupKind
	from, to int // what it says, without its brackets
	end      int // where the next one begins
	// until is what ends the section that goes on behind the token; empty where none does.
	until string
}

// markupSections are what ends at a mark of its own.
var markupSections = []struct {
	begin, until string
	kind         markupKind
}{{"<!--", "-->", markupComment}, {"<![CDATA[", "]]>", markupCDATA}, {"<?", "?>", markupSection}}

// nextMarkup tells what t[at:] begins with. last says that t goes to the end of the text; where it does not, and more must be seen, ok
// is false.
func nextMarkup(t []byte, at int, last bool) (tok markupToken, ok bool) {
	b := t[at:]
	if len(b) < len("<![CDATA[") && !last {
		return tok, false
	}
	if !beginsMarkup(b) {
		return nextText(t, at, last)
	}
	for _, s := range markupSections {
		if bytes.HasPrefix(b, []byte(s.begin)) {
			return nextSection(t, at+len(s.begin), s.until, s.kind, last)
		}
	}
	window := b[:min(len(b), maxMarkupTag)]
	n := markupTagEnd(window)
	switch {
	case n > 0:
	case len(window) < maxMarkupTag && !last:
		return tok, false
	default:
		if n = bytes.IndexByte(window, '>') + 1; n == 0 {
			return markupToken{from: at, to: at + len(window), end: at + len(window)}, true
		}
	}
	tok = markupToken{kind: markupStart, from: at + 1, to: at + n - 1, end: at + n}
	switch b[1] {
	case '/':
		tok.kind = markupEnd
		tok.from++
	case '!':
		tok.kind = markupSection
	}
	return tok, true
}

// nextSection takes what stands from from on up to until.
func nextSection(t []byte, from int, until string, kind markupKind, last bool) (markupToken, bool) {
	b := t[from:]
	if len(b) > maxMarkupText+len(until) {
		b = b[:maxMarkupText+len(until)]
	}
	if n := indexFold(b, until); n >= 0 {
		tok := markupToken{kind: kind, from: from, to: from + n, end: from + n}
		if until[0] != '<' { // else it is a tag
			tok.end += len(until)
		}
		return tok, true
	}
	if len(b) < maxMarkupText+len(until) {
		if !last {
			return markupToken{}, false
		}
		return markupToken{kind: kind, from: from, to: len(t), end: len(t)}, true
	}
	n := gapBefore(b[:maxMarkupText])
	return markupToken{kind: kind, from: from, to: from + n, end: from + n, until: until}, true
}

// nextText takes text up to the next tag.
func nextText(t []byte, at int, last bool) (markupToken, bool) {
	b := t[at:]
	window := b[:min(len(b), maxMarkupText)]
	for i := 0; ; {
		k := bytes.IndexByte(window[i:], '<')
		if k < 0 {
			break
		}
		i += k
		if i+1 == len(b) && !last {
			return markupToken{}, false
		}
		if i > 0 && beginsMarkup(b[i:]) {
			return markupToken{from: at, to: at + i, end: at + i}, true
		}
		i++
	}
	n := len(window)
	switch {
	case n == maxMarkupText:
		n = gapBefore(window)
	case !last:
		return markupToken{}, false
	}
	return markupToken{from: at, to: at + n, end: at + n}, true
}

// beginsMarkup says whether b begins with a tag and not with a < by itself.
func beginsMarkup(b []byte) bool {
	if len(b) < 2 || b[0] != '<' {
		return false
	}
	c := b[1]
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '/' || c == '!' || c == '?' || c >= 0x80
}

// gapBefore is where b is best cut: behind the last white space, or else before a character.
func gapBefore(b []byte) int {
	if i := bytes.LastIndexAny(b, " \n\t"); i > 0 {
		return i + 1
	}
	if n := runeEdge(b, len(b)); n > 0 {
		return n
	}
	return len(b)
}

// indexFold is bytes.Index for a mark in lower case, whatever the case of b.
func indexFold(b []byte, mark string) int {
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], mark[0])
		if at += i; i < 0 || len(b)-at < len(mark) {
			return -1
		}
		if bytes.EqualFold(b[at:at+len(mark)], []byte(mark)) {
			return at
		}
		at++
	}
}

// markupTagEnd is how long the tag is that b begins with; 0 where it does not end. Quotes count where a value may begin, and so do the
// brackets of a document type.
func markupTagEnd(b []byte) int {
	var quote byte
	open, value := 0, false
	declaration := len(b) > 1 && b[1] == '!'
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '=':
			value = true
			continue
		case isGap(c):
			continue
		case (c == '"' || c == '\'') && (value || declaration):
			quote = c
		case declaration && c == '[':
			open++
		case declaration && c == ']':
			open--
		case c == '>' && open <= 0:
			return i + 1
		}
		value = false
	}
	return 0
}

// markupName is the name that the inside of a tag begins with.
func markupName(b []byte) []byte {
	for i, c := range b {
		if isGap(c) || c == '/' {
			return b[:i]
		}
	}
	return b
}

// localName is a name without its prefix.
func localName(name []byte) []byte { return name[bytes.LastIndexByte(name, ':')+1:] }

// markupAttributes gives the names and values of the attributes in t[from:to]: where they stand.
func markupAttributes(t []byte, from, to int) iter.Seq2[[]byte, text.Span] {
	return func(yield func(name []byte, value text.Span) bool) {
		for i := from; i < to; {
			if isGap(t[i]) || t[i] == '/' || t[i] == '=' {
				i++
				continue
			}
			start := i
			for i < to && !isGap(t[i]) && t[i] != '=' {
				i++
			}
			name := t[start:i]
			for i < to && isGap(t[i]) {
				i++
			}
			if i == to || t[i] != '=' {
				if !yield(name, text.Span{Start: int32(start), End: int32(start)}) {
					return
				}
				continue
			}
			for i++; i < to && isGap(t[i]); i++ {
			}
			if i == to {
				return
			}
			value, end := i, i
			if q := t[i]; q == '"' || q == '\'' {
				value++
				if end = bytes.IndexByte(t[value:to], q); end < 0 {
					end = to
				} else {
					end += value
				}
				i = min(end+1, to)
			} else {
				for end < to && !isGap(t[end]) {
					end++
				}
				i = end
			}
			if !yield(name, text.Span{Start: int32(value), End: int32(end)}) {
				return
			}
		}
	}
}

// unentity decodes what b begins with: an entity, or a byte that stands for itself.
func unentity(dst, b []byte) ([]byte, int) {
	if b[0] == '&' {
		if n := bytes.IndexByte(b[:min(len(b), maxMarkupEntity)], ';'); n > 1 {
			return xmltext.AppendText(dst, b[:n+1]), n + 1
		}
	}
	return append(dst, b[0]), 1
}

// addMarkup adds text with entities.
func (k *keyed) addMarkup(from, to int, p keyPlace) {
	if bytes.IndexByte(k.text()[from:to], '&') < 0 {
		k.add(from, to, p)
		return
	}
	k.addDecoded(from, to, p, unentity)
}

// markupReader makes fields of tokens.
type markupReader interface {
	// token takes what stands in the block; it may name a mark up to which all that follows is one section.
	token(tok markupToken) (until string)
	// ahead is how much of what follows a token it looks at, in bytes.
	ahead(tok markupToken) int
	// closed says that nothing of the block is needed any more.
	closed() bool
	flush()
}

// readMarkup gives all tokens to m.
func (k *keyed) readMarkup(m markupReader) error {
	until := ""
	kind := markupSection
	for at, need := 0, k.size; ; {
		k.fill(k.own + need)
		t := k.text()
		for at < len(t) {
			var tok markupToken
			ok := false
			if until != "" {
				tok, ok = nextSection(t, at, until, kind, k.eof)
			} else {
				tok, ok = nextMarkup(t, at, k.eof)
			}
			if !ok || !k.eof && len(t)-tok.end < m.ahead(tok) {
				break
			}
			kind = tok.kind
			at = tok.end
			if until = m.token(tok); tok.until != "" {
				until = tok.until
			} else if until != "" {
				kind = markupSection
			}
			if m.closed() && at-k.own >= k.size {
				break
			}
		}
		switch {
		case at == len(t) && k.eof:
			m.flush()
			return k.cutKeyed(at, at, at)
		case m.closed() && at > k.own:
			if err := k.cutKeyed(at, at, at); err != nil {
				return err
			}
			at, need = 0, k.size
		default:
			need = max(2*need, len(t)-k.own+1)
		}
	}
}
