package format

import (
	"bytes"
	"context"

	"github.com/pii-scan/pii-scan/text"
)

// yamlFormat is YAML (https://yaml.org/spec/1.2.2/), of which keys, values and their nesting are told line by line: nothing is built, no alias
// expanded. A value over several lines is one field, and so is a collection in brackets. Each document of a file is a record.
var yamlFormat = Format{
	Name:       "yaml",
	Title:      "YAML",
	MIME:       "application/yaml",
	Extensions: yamlExtensions,
	Places:     "record, line",
	Match: func(h *Head) bool {
		return h.named(yamlExtensions...) && len(h.Bytes) > 0 && !h.binary()
	},
	Read: func(ctx context.Context, in *Input, sink Sink) error {
		k, _ := newKeyed(ctx, in, sink)
		return k.close(k.readLines(&yamlParser{keyed: k}))
	},
}

var yamlExtensions = []string{".yaml", ".yml"}

// yamlParser follows the indentation.
type yamlParser struct {
	*keyed
	levels []yamlLevel
	value  openValue
	indent int    // a line that is indented more belongs to the value
	block  bool   // so does an empty one
	quote  byte   // until this one is closed
	hint   []byte // the comment above
	begun  bool   // the document at hand
}

// yamlLevel is a key or an element, and what is indented more is in it.
type yamlLevel struct {
	keyLevel
	indent   int
	sequence bool // the key's elements
	index    int
}

func (p *yamlParser) open() int { return p.value.start() }

func (p *yamlParser) flush() {
	v := p.value
	p.value.is, p.block = false, false
	quote := p.quote
	p.quote = 0
	if !v.is {
		return
	}
	if from, to := trimSpan(p.text(), v.from, v.to); quote != 0 && to-from > 1 {
		p.quoted(from, to, quote, v.place)
		return
	}
	p.add(v.from, v.to, v.place)
}

// quoted adds a value that begins with a quote, and what stands behind it.
func (p *yamlParser) quoted(from, to int, quote byte, place keyPlace) {
	t := p.text()[:to]
	end := to
	if quote == '\'' {
		end = from + 1 + singleQuoted(t[from+1:])
	} else if n := closingQuote(t[from+1:], `"`); n >= 0 {
		end = from + 1 + n
	}
	switch {
	case quote == '"' && bytes.IndexByte(t[from:end], '\\') >= 0:
		p.addDecoded(from+1, end, place, unescape)
	case quote == '\'' && bytes.IndexByte(t[from+1:end], '\'') >= 0:
		p.addDecoded(from+1, end, place, unquote)
	default:
		p.add(from+1, end, place)
	}
	if end < to {
		p.add(end+1, to, place.beside())
	}
}

// singleQuoted is where the text ends that b begins with, in which two quotes stand for one.
func singleQuoted(b []byte) int {
	for i := 0; i < len(b); i++ {
		if b[i] == '\'' {
			if i+1 == len(b) || b[i+1] != '\'' {
				return i
			}
			i++
		}
	}
	return len(b)
}

// unquote decodes two quotes as one.
func unquote(dst, b []byte) ([]byte, int) {
	if len(b) > 1 && b[0] == '\'' && b[1] == '\'' {
		return append(dst, '\''), 2
	}
	return append(dst, b[0]), 1
}

func (p *yamlParser) line(from, to int) {
	t := p.text()
	start := from
	for start < to && t[start] == ' ' {
		start++
	}
	line := t[start:to]
	if p.value.is {
		blank := len(bytes.TrimSpace(line)) == 0
		if start-from > p.indent || blank {
			if !blank {
				p.value.to = to
			}
			return
		}
		p.flush()
	}
	switch {
	case len(bytes.TrimSpace(line)) == 0:
		p.hint = p.hint[:0]
		return
	case line[0] == '#':
		p.addText(start, to)
		p.hint = append(p.hint[:0], line...)
		return
	case start == from && (bytes.HasPrefix(line, []byte("---")) || bytes.HasPrefix(line, []byte("..."))):
		p.levels = p.levels[:0]
		if len(line) == 3 || isGap(line[3]) {
			if p.begun {
				p.record++
			}
			p.begun = line[0] == '-'
		}
		p.add(start+3, to, keyPlace{})
		return
	}
	p.begun = p.begun || start > from || line[0] != '%' // a directive stands before its document
	p.node(start-from, start, to)
	p.hint = p.hint[:0]
}

// node reads what begins at start, in column column: elements, a key, a value.
func (p *yamlParser) node(column, start, to int) {
	t := p.text()
	for start < to && t[start] == '-' && (start+1 == to || t[start+1] == ' ' || t[start+1] == '\t') {
		p.element(column)
		start++
		column++
		for start < to && isGap(t[start]) {
			start++
			column++
		}
	}
	if start == to {
		return
	}
	if n, skip := yamlKey(t[start:to]); n > 0 {
		for len(p.levels) > 0 && p.levels[len(p.levels)-1].indent >= column {
			p.levels = p.levels[:len(p.levels)-1]
		}
		from, end := trimSpan(t, start, start+n)
		if end-from > 1 && (t[from] == '"' || t[from] == '\'') && t[end-1] == t[from] {
			from, end = from+1, end-1
		}
		l := p.under(p.around(), p.hint, t[from:end])
		p.add(from, end, l.key())
		if len(p.levels) < maxKeyDepth {
			p.levels = append(p.levels, yamlLevel{keyLevel: l, indent: column})
		}
		p.begin(start+skip, to, column, l.place())
		return
	}
	outer := -1
	if n := len(p.levels); n > 0 {
		outer = p.levels[n-1].indent
	}
	p.begin(start, to, min(outer, column-1), p.around().place())
}

// around is the level at hand.
func (p *yamlParser) around() keyLevel {
	if n := len(p.levels); n > 0 {
		return p.levels[n-1].keyLevel
	}
	return keyLevel{}
}

// element goes on to the next element of the sequence whose dashes stand in column.
func (p *yamlParser) element(column int) {
	for n := len(p.levels); n > 0; n = len(p.levels) {
		l := &p.levels[n-1]
		if l.indent == column && l.sequence {
			l.index++
			l.path = &text.Path{Parent: l.path.Parent, Index: l.index}
			return
		}
		if l.indent < column || l.indent == column && !l.sequence {
			break
		}
		p.levels = p.levels[:n-1]
	}
	around := p.around()
	if len(p.levels) < maxKeyDepth {
		p.levels = append(p.levels, yamlLevel{indent: column, sequence: true, keyLevel: keyLevel{around.node, &text.Path{Parent: around.path}}})
	}
}

// begin takes the beginning of a value; what is indented more than indent belongs to it.
func (p *yamlParser) begin(from, to, indent int, place keyPlace) {
	t := p.text()
	from, end := trimSpan(t, from, to)
	for from < end && (t[from] == '&' || t[from] == '!') { // an anchor, a tag
		n := bytes.IndexByte(t[from:end], ' ')
		if n < 0 {
			n = end - from
		}
		p.add(from, from+n, keyPlace{})
		from, _ = trimSpan(t, from+n, end)
	}
	switch {
	case from == end:
		return
	case t[from] == '#':
		p.addText(from, to)
		return
	case t[from] == '|' || t[from] == '>':
		n := 1
		for from+n < end && (t[from+n] == '+' || t[from+n] == '-' || t[from+n] >= '0' && t[from+n] <= '9') {
			n++
		}
		p.value = openValue{from: min(from+n, end), to: end, is: true, place: place}
		p.block = true
	default:
		p.value = openValue{from: from, to: end, is: true, place: place}
		if c := t[from]; c == '"' || c == '\'' {
			p.quote = c
		}
	}
	p.indent = indent
}

// yamlKey is how long the key is that b begins with, and where what follows its colon begins; 0 where there is none.
func yamlKey(b []byte) (n, skip int) {
	if b[0] == '{' || b[0] == '[' || b[0] == '|' || b[0] == '>' {
		return 0, 0
	}
	if b[0] == '?' && len(b) > 2 && b[1] == ' ' {
		return 0, 0
	}
	at := 0
	if q := b[0]; q == '"' || q == '\'' {
		n := closingQuote(b[1:], string(q))
		if n < 0 {
			return 0, 0
		}
		at = n + 2
		if at < len(b) && b[at] != ':' && b[at] != ' ' {
			return 0, 0
		}
	}
	for i := at; i < len(b) && i < maxKey; i++ {
		switch {
		case b[i] == ':' && (i+1 == len(b) || b[i+1] == ' ' || b[i+1] == '\t'):
			return i, i + 1
		case b[i] == '#' && i > 0 && b[i-1] == ' ':
			return 0, 0
		}
	}
	return 0, 0
}
