package format

import (
	"bytes"
	"context"
)

// xmlFormat is XML (https://www.w3.org/TR/xml/) of any kind: each piece of text and each attribute is a field, called by its element,
// without prefixes. Where an element says what it holds with a name or key, in an attribute or in the element before, it is called by
// that too. Tags need not match, and entities that a document declares are not expanded.
var xmlFormat = Format{
	Name:       "xml",
	Title:      "XML",
	MIME:       "application/xml",
	Extensions: xmlExtensions,
	Places:     "line",
	Tables:     ByName,
	Match:      matchXML,
	Read: func(ctx context.Context, in *Input, sink Sink) error {
		k, _ := newKeyed(ctx, in, sink)
		return k.close(k.readMarkup(&xmlReader{keyed: k}))
	},
}

var xmlExtensions = []string{".xml", ".svg", ".rss", ".atom", ".plist", ".kml", ".gpx", ".xsd", ".xsl", ".xslt", ".wsdl", ".pom", ".csproj", ".resx", ".xlf", ".opml"}

func matchXML(h *Head) bool {
	t := h.first()
	if len(t) == 0 || t[0] != '<' {
		return false
	}
	return bytes.HasPrefix(t, []byte("<?xml")) || h.named(xmlExtensions...)
}

// xmlNaming are attributes and elements that say what stands beside them; xmlValues the elements that hold what an element before said.
var (
	xmlNaming = map[string]bool{"name": true, "key": true, "label": true, "field": true, "property": true, "n": true}
	xmlValues = map[string]bool{"value": true, "val": true, "v": true, "string": true, "integer": true, "real": true, "date": true, "data": true, "array": true, "content": true}
)

// maxXMLName is how long a text may be that says what stands beside it.
const maxXMLName = 64

// xmlReader follows the elements.
type xmlReader struct {
	*keyed
	levels []xmlLevel
	deeper int    // elements that are open below the last level that is told apart
	said   []byte // the text of the element at hand so far, if it is short
	hint   []byte // the comment before
}

type xmlLevel struct {
	keyLevel
	local string
	said  []byte // the name that the last element in this one said
}

func (x *xmlReader) closed() bool { return true }

func (x *xmlReader) ahead(markupToken) int { return 0 }
func (x *xmlReader) flush()                {}

func (x *xmlReader) token(tok markupToken) string {
	t := x.text()
	switch tok.kind {
	case markupStart:
		x.start(tok.from, tok.to)
	case markupEnd:
		x.end(string(localName(bytes.TrimSpace(t[tok.from:tok.to]))))
	case markupSection:
		x.add(tok.from, tok.to, keyPlace{})
	case markupComment:
		x.add(tok.from, tok.to, keyPlace{})
		x.hint = append(x.hint[:0], bytes.TrimSpace(t[tok.from:min(tok.to, tok.from+2*maxHint)])...)
	default:
		if len(bytes.TrimSpace(t[tok.from:tok.to])) == 0 {
			break
		}
		p := x.around().place()
		if tok.kind == markupCDATA {
			x.add(tok.from, tok.to, p)
		} else {
			x.addMarkup(tok.from, tok.to, p)
		}
		if tok.to-tok.from <= maxXMLName {
			x.said = append(x.said[:0], bytes.TrimSpace(t[tok.from:tok.to])...)
		}
		x.hint = x.hint[:0]
	}
	return ""
}

func (x *xmlReader) around() keyLevel {
	if n := len(x.levels); n > 0 {
		return x.levels[n-1].keyLevel
	}
	return keyLevel{}
}

func (x *xmlReader) start(from, to int) {
	t := x.text()
	empty := to > from && t[to-1] == '/'
	if empty {
		to--
	}
	tag := markupName(t[from:to])
	attributes := from + len(tag)
	local := localName(tag)
	hint := x.hint
	odd := false
	if n := len(x.levels); n > 0 && xmlValues[string(local)] && len(x.levels[n-1].said) > 0 {
		hint = x.levels[n-1].said
	}
	for name, at := range markupAttributes(t, attributes, to) {
		if xmlNaming[string(localName(name))] && at.Len() <= maxXMLName && at.Len() > 0 {
			hint = t[at.Start:at.End]
		}
		odd = odd || at.Len() == 0 && t[at.Start-1] != '"' && t[at.Start-1] != '\''
	}
	if odd { // it may be no tag
		x.add(from, to, keyPlace{})
		return
	}
	level := x.named(x.around(), hint, local)
	if saysMore(tag) {
		x.add(from, attributes, level.key())
	}
	for name, at := range markupAttributes(t, attributes, to) {
		if at.Len() > 0 {
			x.addMarkup(int(at.Start), int(at.End), x.named(level, nil, localName(name)).place())
		}
	}
	x.said, x.hint = x.said[:0], x.hint[:0]
	switch {
	case empty:
	case len(x.levels) < maxKeyDepth:
		x.levels = append(x.levels, xmlLevel{keyLevel: level, local: string(local)})
	default:
		x.deeper++
	}
}

// saysMore says whether a name may itself be what is looked for: an address, a number.
func saysMore(name []byte) bool {
	digits := 0
	for _, c := range name {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	return digits >= 4 || bytes.IndexByte(name, '@') >= 0
}

// end ends the element called local, and those in it that have no end of their own. Where none is called so, nothing ends.
func (x *xmlReader) end(local string) {
	x.hint = x.hint[:0]
	if x.deeper > 0 {
		x.deeper--
		return
	}
	n := len(x.levels) - 1
	for n >= 0 && x.levels[n].local != local {
		n--
	}
	if n < 0 {
		return
	}
	if n > 0 && n == len(x.levels)-1 {
		around := &x.levels[n-1]
		switch {
		case xmlNaming[local]:
			around.said = append(around.said[:0], x.said...)
		case xmlValues[local]:
			around.said = around.said[:0]
		}
	}
	x.levels = x.levels[:n]
	x.said = x.said[:0]
}
