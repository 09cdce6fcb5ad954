package format

import (
	"bytes"
	"strconv"

	"github.com/pii-scan/pii-scan/scanner/format/internal/ole"
)

// docFormat reads documents of Word 97 to 2003 (MS-DOC), and of Word 6 and 95 as far as they were not saved in pieces: the body,
// footnotes, headers, comments, text boxes, tables, addresses of links, properties. Embedded documents are read, embedded files are members.
var docFormat = Format{
	Name:       "doc",
	Title:      "Word 97-2003 document",
	MIME:       "application/msword",
	Extensions: docExtensions,
	Places:     "line, cell, record",
	Isolated:   true,
	Match:      matchOLE("doc", docExtensions),
	Read:       deeper(readOLE),
}

var docExtensions = []string{".doc", ".dot", ".wbk"}

// maxInstruction is how many bytes of a field's instruction are looked at: an address and what it is called.
const maxInstruction = 4 << 10

// wordFlow makes paragraphs of a Word document's text.
type wordFlow struct {
	*docText
	text   []byte // of the paragraph at hand
	fields []wordField
	links  []string   // of the paragraph at hand
	rows   *tableRows // of the table at hand; nil where there is none
	row    tableRow   // its cells so far
	column int        // of the last one
}

// wordField is an open field.
type wordField struct {
	instruction []byte
	result      bool // what stands there is its result
}

func (r *oleReader) document(e *ole.Entry) error {
	w := &wordFlow{docText: r.docText}
	var own error // of the sink
	err := r.file.Word(r.ctx, e, func(b []byte) error {
		own = w.add(b)
		return own
	})
	if own != nil {
		return own
	}
	if e := w.end(); e != nil {
		return e
	}
	r.label = nil
	return r.tell("document", err)
}

// add takes the next part of the text.
func (w *wordFlow) add(b []byte) error {
	for len(b) > 0 {
		i := bytes.IndexFunc(b, func(r rune) bool { return r < ' ' && r != '\t' && r != '\v' })
		if i < 0 {
			i = len(b)
		}
		if n := len(w.fields); n > 0 && !w.fields[n-1].result {
			f := &w.fields[n-1]
			f.instruction = append(f.instruction, b[:min(i, max(maxInstruction-len(f.instruction), 0))]...)
		} else {
			w.text = append(w.text, b[:i]...)
		}
		if b = b[i:]; len(b) == 0 {
			break
		}
		switch n := len(w.fields); b[0] {
		case 0x13:
			if n < maxNested {
				w.fields = append(w.fields, wordField{})
			}
		case 0x14:
			if n > 0 {
				w.fields[n-1].result = true
			}
		case 0x15:
			if n > 0 {
				w.link(string(w.fields[n-1].instruction))
				w.fields = w.fields[:n-1]
			}
		case ole.InCell:
			w.text = append(w.text, paragraphMark...)
		case ole.RowEnd:
			if err := w.endRow(); err != nil {
				return err
			}
		case '\a':
			if err := w.endCell(); err != nil {
				return err
			}
		case '\n', '\f':
			if err := w.end(); err != nil {
				return err
			}
		}
		b = b[1:]
	}
	if len(w.text) > maxParagraph {
		return w.end()
	}
	return nil
}

// link notes the addresses of an instruction, which stand in quotes.
func (w *wordFlow) link(instruction string) {
	p := &openParagraph{}
	p.link(instruction)
	if len(w.links) < maxNested {
		w.links = append(w.links, p.links...)
	}
}

// endCell ends a cell.
func (w *wordFlow) endCell() error {
	start := len(w.row.text)
	text := bytes.Trim(w.text, " \t\v")
	w.row.text = append(w.row.text, bytes.ReplaceAll(bytes.TrimSuffix(text, []byte(paragraphMark)), []byte{'\v'}, newline)...)
	w.column = min(w.column+1, maxSpan)
	w.row.cell(w.column, start)
	w.text = w.text[:0]
	if len(w.row.text) > maxHeldRows {
		return w.endTable()
	}
	return nil
}

// endRow ends a row.
func (w *wordFlow) endRow() error {
	if w.rows == nil {
		w.tables++
		w.rows = &tableRows{out: w.out, sheet: "Table " + strconv.Itoa(w.tables)}
		w.row.number = 0
	}
	w.row.number++
	if err := w.rows.add(&w.row); err != nil {
		return err
	}
	w.text = append(w.text[:0], w.row.text...)
	w.row.reset(w.row.number)
	w.column = 0
	return w.addresses()
}

// endTable ends a table. Cells that no row followed are paragraphs.
func (w *wordFlow) endTable() error {
	if w.rows != nil {
		if err := w.rows.end(); err != nil {
			return err
		}
		w.rows = nil
	}
	for _, c := range w.row.cells {
		for value := range bytes.SplitSeq(w.row.text[c.start:c.end], []byte(paragraphMark)) {
			if err := w.paragraph(value); err != nil {
				return err
			}
		}
	}
	w.row.reset(0)
	w.column = 0
	return nil
}

// end ends a paragraph. Where its links lead follows, unless it says so itself.
func (w *wordFlow) end() error {
	for i := range w.fields { // an instruction that does not end with its paragraph is none
		if f := &w.fields[i]; !f.result {
			w.text = append(w.text, f.instruction...)
			f.instruction, f.result = nil, true
		}
	}
	if err := w.endTable(); err != nil {
		return err
	}
	w.text = bytes.ReplaceAll(w.text, []byte{'\v'}, newline)
	if err := w.paragraph(w.text); err != nil {
		return err
	}
	return w.addresses()
}

// addresses hands over where the links of a text lead, unless it says so itself, and begins another text.
func (w *wordFlow) addresses() error {
	for _, address := range w.links {
		if !saysAddress(w.text, address) {
			if err := w.aside([]byte(address)); err != nil {
				return err
			}
		}
	}
	w.text, w.links = w.text[:0], w.links[:0]
	return nil
}
