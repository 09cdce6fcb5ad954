package format

import (
	"bytes"
	"context"
	"iter"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pii-scan/pii-scan/text"
)

// iniFormat is settings by section, as Windows, Git and Python keep them: a value over several lines is indented.
var iniFormat = settingsFormat(Format{
	Name: "ini", Title: "INI settings", MIME: "text/plain", Extensions: []string{".ini", ".cfg", ".conf", ".cnf"},
}, settings{comments: "#;", separators: "=:", sections: true, indented: true})

// tomlFormat is TOML (https://toml.io/en/v1.0.0).
var tomlFormat = settingsFormat(Format{
	Name: "toml", Title: "TOML settings", MIME: "application/toml", Extensions: []string{".toml"},
}, settings{comments: "#", separators: "=", sections: true, dotted: true, quotes: []string{`"""`, `'''`, `"`, `'`}, arrays: true})

// envFormat is variables of an environment, as in shells. A value in quotes may go over several lines.
var envFormat = settingsFormat(Format{
	Name: "env", Title: "Environment variables", MIME: "text/plain", Extensions: []string{".env"},
}, settings{comments: "#", separators: "=", quotes: []string{`"`, `'`}, lines: true})

// propertiesFormat is Java's properties (https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html). A line that
// ends with a backslash goes on in the next.
var propertiesFormat = settingsFormat(Format{
	Name: "properties", Title: "Java properties", MIME: "text/x-java-properties", Extensions: []string{".properties"},
}, settings{comments: "#!", separators: "=:", continued: true, escapes: true})

// settings says how keys and values are written.
type settings struct {
	comments   string   // how comments begin
	separators string   // what stands between key and value
	sections   bool     // [name] begins a section
	dotted     bool     // a.b is b in a, and [[a]] one more section of that name
	indented   bool     // an indented line goes on with the value above
	continued  bool     // a backslash at the end of a line does
	arrays     bool     // so does a line inside brackets
	quotes     []string // what values may stand in, the longer first
	lines      bool     // and go over several lines in all of them, else only in those of three signs
	escapes    bool     // backslashes mean something in values without quotes
}

// settingsFormat is a format of settings, told by the name of the file alone.
func settingsFormat(f Format, s settings) Format {
	f.Places = "record, line"
	extensions := f.Extensions
	f.Match = func(h *Head) bool {
		// .env.local and its like are called by their beginning.
		named := h.named(extensions...) || extensions[0] == ".env" && strings.HasPrefix(strings.ToLower(filepath.Base(h.Name)), ".env.")
		return named && len(h.Bytes) > 0 && !h.binary()
	}
	f.Read = func(ctx context.Context, in *Input, sink Sink) error {
		k, _ := newKeyed(ctx, in, sink)
		return k.close(k.readLines(&settingsParser{keyed: k, settings: s}))
	}
	return f
}

// settingsParser makes fields of keys and values. What is neither is text.
type settingsParser struct {
	*keyed
	settings
	section keyLevel
	tables  map[string]int // the last element of each array of sections, by the way to it
	value   openValue
	until   string // quotes that end it
	deep    int    // brackets of it that are open
	prose   bool   // it is text
	hint    []byte // the comment above
}

func (p *settingsParser) open() int { return p.value.start() }

func (p *settingsParser) flush() {
	if v := p.value; v.is {
		p.value.is = false
		switch {
		case p.prose:
			p.addText(v.from, v.to)
		case p.until != "":
			p.quoted(v.from, v.to, p.until, v.place) // nothing closes it
		case (p.escapes || p.continued) && bytes.IndexByte(p.text()[v.from:v.to], '\\') >= 0:
			p.addDecoded(v.from, v.to, v.place, unescape)
		default:
			p.add(v.from, v.to, v.place)
		}
	}
	p.until, p.deep, p.prose = "", 0, false
}

func (p *settingsParser) line(from, to int) {
	t := p.text()
	start, _ := trimSpan(t, from, to)
	line := t[start:to]
	if p.goesOn(from, start, to, line) {
		return
	}
	if !p.value.is || !p.prose {
		p.flush()
	}
	switch {
	case start == to:
		p.flush()
		p.hint = p.hint[:0]
	case strings.IndexByte(p.comments, line[0]) >= 0:
		p.flush()
		p.addText(start, to)
		p.hint = append(p.hint[:0], line...)
	case p.sections && line[0] == '[' && bytes.IndexByte(line, ']') > 0:
		p.flush()
		p.begin(start, to, line)
		p.hint = p.hint[:0]
	default:
		if !p.pair(start, to, line) {
			if !p.value.is {
				p.value, p.prose = openValue{from: start, is: true}, true
			}
			p.value.to = to
		}
		p.hint = p.hint[:0]
	}
}

// goesOn says whether the line belongs to the value at hand.
func (p *settingsParser) goesOn(from, start, to int, line []byte) bool {
	v := &p.value
	if !v.is || p.prose {
		return false
	}
	t := p.text()
	switch {
	case p.until != "":
		if i := closingQuote(line, p.until); i >= 0 {
			until, place := p.until, v.place
			end := start + i
			v.is, p.until = false, ""
			p.quoted(v.from, end, until, place)
			p.add(end+len(until), to, place.beside())
			return true
		}
		v.to = to
		return true
	case p.deep > 0:
		v.to = to
		if p.deep += bracketsOf(line); p.deep <= 0 {
			p.flush()
		}
		return true
	case p.continued:
		if oddBackslashes(t[v.from:v.to]) {
			v.to = to
			return true
		}
	case p.indented && start > from && start < to && strings.IndexByte(p.comments, line[0]) < 0:
		if !p.isPair(line) {
			v.to = to
			return true
		}
	}
	return false
}

// begin begins a section.
func (p *settingsParser) begin(start, to int, line []byte) {
	end := bytes.LastIndexByte(line, ']')
	name := bytes.Trim(line[:end], "[] \t")
	p.section = keyLevel{}
	p.table(name, bytes.HasPrefix(line, []byte("[[")))
	i := bytes.Index(line, name)
	p.add(start+i, start+i+len(name), p.section.key())
	p.add(start+end+1, to, keyPlace{})
}

// table goes into the section that name names; another says that it is one more element of an array of them. A table in such an array
// is one in its last element.
func (p *settingsParser) table(name []byte, another bool) {
	way := ""
	steps := slices.Collect(p.steps(name))
	for i, step := range steps {
		p.section = p.under(p.section, p.hint, step)
		if !p.dotted {
			continue
		}
		way += "." + string(step)
		n, listed := p.tables[way]
		if another && i == len(steps)-1 && (listed || len(p.tables) < MaxNames) {
			if listed {
				n++
			}
			if p.tables == nil {
				p.tables = map[string]int{}
			}
			p.tables[way], listed = n, true
		}
		if listed {
			p.section.path = &text.Path{Parent: p.section.path, Index: n}
			way += "[" + strconv.Itoa(n) + "]"
		}
	}
}

// nest goes from level l into what key names.
func (p *settingsParser) nest(l *keyLevel, key []byte) {
	for step := range p.steps(key) {
		*l = p.under(*l, p.hint, step)
	}
}

// steps are the names in key, the outermost first.
func (p *settingsParser) steps(key []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if p.dotted {
			for range maxKeyDepth {
				i := bytes.IndexByte(key, '.')
				if i < 0 || key[0] == '"' || key[0] == '\'' {
					break
				}
				if !yield(bytes.TrimSpace(key[:i])) {
					return
				}
				key = key[i+1:]
			}
			key = bytes.Trim(key, "\"' \t")
		}
		yield(key)
	}
}

// isPair says whether a line has a key.
func (p *settingsParser) isPair(line []byte) bool {
	_, _, ok := p.split(line)
	return ok
}

// split finds the key of a line and where its value begins.
func (p *settingsParser) split(line []byte) (key []byte, value int, ok bool) {
	i := bytes.IndexAny(line[:min(len(line), maxKey)], p.separators)
	if i <= 0 {
		return nil, 0, false
	}
	key = bytes.TrimSpace(line[:i])
	if len(key) == 0 || line[i] == ':' && (bytes.IndexByte(key, ' ') >= 0 || bytes.HasPrefix(line[i:], []byte("://"))) {
		return nil, 0, false
	}
	if bytes.ContainsAny(key, "<>(){};,|&!?@*%") {
		return nil, 0, false
	}
	return bytes.TrimPrefix(key, []byte("export ")), i + 1, true
}

// pair adds a key and its value.
func (p *settingsParser) pair(start, to int, line []byte) bool {
	key, i, ok := p.split(line)
	if !ok {
		return false
	}
	p.flush()
	at := bytes.Index(line, key)
	l := p.section
	p.nest(&l, key)
	p.add(start+at, start+at+len(key), l.key())
	from, _ := trimSpan(p.text(), start+i, to)
	value := p.text()[from:to]
	for _, q := range p.quotes {
		if !bytes.HasPrefix(value, []byte(q)) {
			continue
		}
		from += len(q)
		if n := closingQuote(value[len(q):], q); n >= 0 {
			p.quoted(from, from+n, q, l.place())
			p.add(from+n+len(q), to, l.place().beside())
			return true
		}
		if len(q) == 3 || p.lines {
			p.value, p.until = openValue{from: from, to: to, is: true, place: l.place()}, q
			return true
		}
		from -= len(q)
		break
	}
	p.value = openValue{from: from, to: to, is: true, place: l.place()}
	if p.arrays {
		p.deep = max(bracketsOf(value), 0)
	}
	if p.deep == 0 && !p.indented && !(p.continued && oddBackslashes(value)) {
		p.flush()
	}
	return true
}

// quoted adds a value that stands in quotes; between single ones backslashes mean nothing.
func (p *settingsParser) quoted(from, to int, quote string, place keyPlace) {
	if quote[0] == '"' && bytes.IndexByte(p.text()[from:to], '\\') >= 0 {
		p.addDecoded(from, to, place, unescape)
		return
	}
	p.add(from, to, place)
}

// closingQuote is where the quote stands that closes what b begins with; negative where none does.
func closingQuote(b []byte, quote string) int {
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '\\' && quote[0] == '"':
			i++
		case b[i] == quote[0] && bytes.HasPrefix(b[i:], []byte(quote)):
			return i
		}
	}
	return -1
}

// oddBackslashes says whether b ends with a backslash that is not escaped itself.
func oddBackslashes(b []byte) bool {
	b = bytes.TrimRight(b, "\r")
	return (len(b)-len(bytes.TrimRight(b, `\`)))%2 == 1
}

// bracketsOf counts the brackets that open in b, and takes off those that close, outside quotes.
func bracketsOf(b []byte) (n int) {
	var quote byte
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quote != 0:
			if c == '\\' && quote == '"' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '#':
			return n
		case c == '[' || c == '{':
			n++
		case c == ']' || c == '}':
			n--
		}
	}
	return n
}
