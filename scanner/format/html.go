package format

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/text"
)

// htmlFormat is HTML (https://html.spec.whatwg.org/multipage/syntax.html) as people see it, and what they do not see: attributes, comments,
// scripts and styles. Inline elements do not break a word; a value never goes from one block to the next. The cells of a table whose
// first row has headers alone are called by them.
var htmlFormat = Format{
	Name:       "html",
	Title:      "HTML",
	MIME:       "text/html",
	Extensions: htmlExtensions,
	Places:     "line",
	Match:      matchHTML,
	Read: func(ctx context.Context, in *Input, sink Sink) error {
		k, _ := newKeyed(ctx, in, sink)
		return k.close(k.readMarkup(&htmlReader{keyed: k}))
	},
}

var htmlExtensions = []string{".html", ".htm", ".xhtml"}

func matchHTML(h *Head) bool {
	t := h.first()
	switch {
	case len(t) == 0:
		return false
	case h.named(htmlExtensions...):
		return true
	case t[0] != '<' || h.named(".php", ".jsp", ".vue", ".svelte", ".md", ".js", ".ts"):
		return false
	}
	t = bytes.ToLower(t)
	for bytes.HasPrefix(t, []byte("<!--")) || bytes.HasPrefix(t, []byte("<?xml")) {
		_, rest, closed := bytes.Cut(t, []byte(">"))
		if !closed {
			return false
		}
		t = bytes.TrimLeft(rest, " \t\r\n")
	}
	return bytes.HasPrefix(t, []byte("<!doctype html")) || bytes.HasPrefix(t, []byte("<html"))
}

// Elements of HTML: those in a line of text, those that break it, and those whose text is none.
var htmlElements = func() map[string]htmlRole {
	m := map[string]htmlRole{}
	for role, names := range map[htmlRole]string{
		htmlInline: "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark nobr q rp rt ruby s samp small span strike strong sub sup time tt u var wbr",
		htmlBlock: `address area article aside audio base blockquote body br button canvas caption center col colgroup datalist dd details dialog dir div dl dt
			embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe input label legend li link main map menu
			meta meter nav noframes noscript object ol optgroup option output p param picture pre progress search section select slot source summary svg
			tbody template textarea tfoot thead title track ul video`,
		htmlScript: "script style",
		htmlTable:  "table",
		htmlRow:    "tr",
		htmlCell:   "td th",
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = role
		}
	}
	return m
}()

type htmlRole uint8

const (
	htmlUnknown htmlRole = iota // breaks the line, and its name may say something
	htmlInline
	htmlBlock
	htmlScript
	htmlTable
	htmlRow
	htmlCell
)

// Limits of HTML.
const (
	// passageBytes is after how many bytes a passage ends with its block: the blocks in it are context for one another.
	passageBytes = 4 << 10
	// maxTables is how many tables that stand in one another are told apart; maxHeaders how many headers of each.
	maxTables  = 16
	maxHeaders = 1 << 10
	// maxHeader cuts a header, in bytes.
	maxHeader = 100
)

// nowhere is no position, nor are those behind it.
const nowhere = -1 << 40

// passageBreak stands between two blocks: no pattern has a vertical tab in it.
const passageBreak = "\n\v\n"

// htmlReader puts the text together again that tags take apart.
type htmlReader struct {
	*keyed
	passage []byte      // decoded
	steps   []text.Step // as in a copy
	start   int         // where it stands in the block
	next    int         // what the next byte of it would stand for if nothing were left out
	space   int         // white space that was left out stands here; negative where there is none
	broken  bool        // a block ends or begins behind it
	inLine  bool        // text was added since then
	later   []text.Span // tags inside the line
	place   keyPlace
	tables  []htmlTableState
	header  []byte // the header cell at hand
	inHead  bool
}

// htmlTableState is a table that is open.
type htmlTableState struct {
	headers []keyLevel
	head    int        // the row that has them in cells like any other; negative where none has
	found   []keyLevel // in the row at hand
	cells   int        // other cells in it
	column  int
	rows    int
}

func (h *htmlReader) closed() bool { return len(h.passage) == 0 }

// ahead lets the first rows of a table tell what its columns are called.
func (h *htmlReader) ahead(tok markupToken) int {
	if tok.kind == markupStart && bytes.EqualFold(markupName(h.text()[tok.from:tok.to]), []byte("table")) {
		return tableReach
	}
	return 0
}

func (h *htmlReader) flush() {
	h.breakLine()
	if len(h.passage) > 0 {
		b := h.b
		b.beginCopy(h.start)
		b.decoded = append(b.decoded, h.passage...)
		b.steps = append(b.steps, h.steps...)
		b.endCopy()
		h.layout = append(h.layout, h.place)
	}
	h.passage, h.steps = h.passage[:0], h.steps[:0]
	h.space, h.broken, h.inLine = -1, false, false
}

// put adds decoded text that stands at raw.
func (h *htmlReader) put(raw int, s []byte) {
	if len(h.passage) == 0 {
		h.start, h.next, h.space, h.broken = raw, raw, -1, false
	}
	switch {
	case h.broken:
		h.append(h.next, []byte(passageBreak))
	case h.space >= 0:
		h.append(h.space, []byte{' '})
	}
	h.space, h.broken = -1, false
	h.append(raw, s)
	if h.inHead && len(h.header) < maxHeader {
		h.header = append(h.header, s...)
	}
}

func (h *htmlReader) append(raw int, s []byte) {
	if raw != h.next {
		h.steps = append(h.steps, text.Step{Decoded: int32(len(h.passage)), Raw: int32(raw - h.start)})
	}
	h.passage = append(h.passage, s...)
	h.next = raw + len(s)
}

// putText adds text in which white space is one space, and entities are decoded.
func (h *htmlReader) putText(from, to int) {
	t := h.text()
	var decoded [16]byte
	for i := from; i < to; {
		if isGap(t[i]) || t[i] == '\f' {
			if h.space < 0 {
				h.space = i
			}
			i++
			continue
		}
		if t[i] == '&' {
			s, n := unentity(decoded[:0], t[i:to])
			if r, _ := utf8.DecodeRune(s); r == 0xa0 {
				s = append(s[:0], ' ')
			}
			h.put(i, s)
			h.next = i + n
			if len(s) != n {
				h.next = nowhere // what follows does not stand behind it
			}
			i += n
			continue
		}
		n := i + 1
		for n < to && !isGap(t[n]) && t[n] != '\f' && t[n] != '&' {
			n++
		}
		h.put(i, t[i:n])
		if h.inHead {
			h.header = append(h.header, ' ')
		}
		i = n
	}
}

// breakLine ends a line of text. The tags inside it follow.
func (h *htmlReader) breakLine() {
	later := h.later
	h.later = h.later[:0]
	h.broken, h.inLine = true, false
	for _, s := range later {
		h.putText(int(s.Start), int(s.End))
		h.broken = true
	}
}

// block ends a line, and a passage that is long enough.
func (h *htmlReader) block(at int) {
	h.breakLine()
	if at-h.start >= passageBytes {
		h.flush()
	}
}

func (h *htmlReader) token(tok markupToken) (until string) {
	switch tok.kind {
	case markupText, markupCDATA:
		if from, to := trimSpan(h.text(), tok.from, tok.to); from < to {
			h.inLine = true
		}
		h.putText(tok.from, tok.to)
		if tok.to-h.start >= maxMarkupText {
			h.flush()
		}
	case markupSection, markupComment:
		h.flush()
		h.add(tok.from, tok.to, keyPlace{})
	case markupStart:
		return h.open(tok.from, tok.to)
	case markupEnd:
		h.end(tok)
	}
	return ""
}

func (h *htmlReader) open(from, to int) (until string) {
	t := h.text()
	tag := markupName(t[from:to])
	name := string(bytes.ToLower(tag[:min(len(tag), 32)]))
	role := htmlElements[name]
	_, last := trimSpan(t, from, to)
	says := from+len(tag) < last && !(last-from == len(tag)+1 && t[last-1] == '/') || role == htmlUnknown
	if role == htmlInline {
		if says && h.inLine {
			h.later = append(h.later, text.Span{Start: int32(from), End: int32(to)})
		} else if says {
			h.broken = true
			h.putText(from, to)
			h.broken = true
		}
		if len(h.later) > 1000 {
			h.breakLine()
		}
		return ""
	}
	h.block(from)
	switch role {
	case htmlTable:
		h.flush()
		if len(h.tables) < maxTables {
			h.tables = append(h.tables, htmlTableState{head: htmlHeadRow(t, to)})
		}
	case htmlRow:
		h.endRow()
	case htmlCell:
		h.cell(name == "th", from+len(tag), to)
	case htmlScript:
		until = "</" + name
		h.flush()
	}
	if says {
		head := h.inHead
		h.inHead = false
		h.putText(from, to)
		h.inHead = head
		h.broken = true
	}
	if role == htmlScript {
		h.flush()
	}
	return until
}

func (h *htmlReader) end(tok markupToken) {
	tag := markupName(h.text()[tok.from:tok.to])
	role := htmlElements[string(bytes.ToLower(tag[:min(len(tag), 32)]))]
	if role == htmlInline {
		return
	}
	h.block(tok.end)
	switch role {
	case htmlTable:
		h.endRow()
		h.flush()
		if n := len(h.tables); n > 0 {
			h.tables = h.tables[:n-1]
		}
	case htmlRow:
		h.endRow()
	case htmlCell:
		h.endCell()
	}
}

// cell begins a cell.
func (h *htmlReader) cell(header bool, from, to int) {
	h.endCell()
	n := len(h.tables)
	if n == 0 {
		return
	}
	table := &h.tables[n-1]
	width := 1
	t := h.text()
	for name, at := range markupAttributes(t, from, to) {
		if bytes.EqualFold(name, []byte("colspan")) {
			if span, err := strconv.Atoi(string(t[at.Start:at.End])); err == nil && span > 1 && span < maxHeaders {
				width = span
			}
		}
	}
	if header || table.rows == table.head {
		h.inHead, h.header = true, h.header[:0]
	} else {
		table.cells++
		if table.column < len(table.headers) {
			h.flush()
			h.place = table.headers[table.column].place()
		}
	}
	table.column += width
}

// endCell ends the cell at hand.
func (h *htmlReader) endCell() {
	if h.inHead {
		h.inHead = false
		if n := len(h.tables); n > 0 {
			table := &h.tables[n-1]
			name := bytes.TrimSpace(h.header[:min(len(h.header), maxHeader)])
			for len(table.found) < table.column-1 && len(table.found) < maxHeaders {
				table.found = append(table.found, keyLevel{})
			}
			if len(table.found) < maxHeaders {
				l := keyLevel{}
				if len(name) > 0 {
					l = h.named(keyLevel{}, nil, name)
				}
				table.found = append(table.found, l)
			}
		}
	}
	if h.place.name != nil {
		h.flush()
		h.place = keyPlace{}
	}
}

// endRow ends a row; one of the first may be of headers alone.
func (h *htmlReader) endRow() {
	h.endCell()
	n := len(h.tables)
	if n == 0 {
		return
	}
	table := &h.tables[n-1]
	if len(table.found) > 1 && table.cells == 0 && table.headers == nil && table.rows < headerSearch {
		table.headers = table.found
		table.found = nil
	}
	if table.column > 0 {
		table.rows++
	}
	table.found, table.cells, table.column = table.found[:0], 0, 0
}
