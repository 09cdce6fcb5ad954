package format

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"

	"github.com/pii-scan/pii-scan/text"
)

// textFormat is text without a structure that we read: prose, logs, source code, markup. Identify gives it the MIME type of
// its kind. The cells of a table in it whose columns have names are fields called so.
var textFormat = Format{
	Name:       "text",
	Title:      "Plain text",
	MIME:       "text/plain",
	Extensions: []string{".txt", ".log", ".md", ".html", ".xml", ".yaml"},
	Places:     "line",
	Read:       readPlain,
}

// readPlain hands the text between tables over as one field without a name, in blocks of whole lines with margins around them.
func readPlain(ctx context.Context, in *Input, sink Sink) error {
	k, _ := newKeyed(ctx, in, sink)
	r := &plainReader{keyed: k}
	r.scan.off = !mayHaveTables(in.Name)
	r.scan.name = func(header []byte) *text.Name { return k.named(keyLevel{}, nil, header).place().name }
	return k.close(r.read())
}

// mayHaveTables says whether a text with that name may have tables: programs have none, though much in them is lined up.
func mayHaveTables(name string) bool {
	switch textTypeByExtension[strings.ToLower(filepath.Ext(name))] {
	case "", "text/plain", "text/markdown", "text/x-rst", "text/asciidoc":
		return true
	}
	return false
}

// plainReader reads a text, and the tables in it.
type plainReader struct {
	*keyed
	scan  tableScan
	cells bool // the block at hand has some
}

func (r *plainReader) read() error {
	s := &r.scan
	for from := 0; ; {
		r.fill(r.own + r.size + MarginAfter + tableReach)
		t := r.text()
		own, known := min(r.own+r.size, len(t)), len(t)
		if !r.eof {
			known -= tableReach
		}
		for {
			for s.table != nil && s.at < own {
				s.take(t, r.cell)
				from = s.at
			}
			if s.table != nil || from >= own {
				break
			}
			if s.find(t, known); s.found == nil || s.at >= own {
				break
			}
			r.addText(from, s.at)
			s.open(t, r.cell)
		}
		end := min(s.at, len(t))
		switch {
		case s.table != nil || from >= own:
		case s.found == nil && r.eof:
			end = len(t)
			r.addText(from, end)
		default:
			if s.found == nil {
				end = runeEdge(t, known)
			}
			r.addText(from, end)
			begin := max(from, r.own)
			own = ownEdge(t, begin, own)
			keep := runeEdge(t, max(from, own-MarginBefore))
			if err := r.cutPlain(own, end, keep); err != nil {
				return err
			}
			s.at -= keep
			from = 0
			continue
		}
		if err := r.cutPlain(end, end, end); err != nil || r.eof && end == len(t) {
			return err
		}
		s.at -= end
		from = 0
	}
}

// cutPlain is cutKeyed for a block that may have no names.
func (r *plainReader) cutPlain(end, raw, keep int) error {
	if r.cells {
		r.cells = false
		return r.cutKeyed(end, raw, keep)
	}
	r.layout = r.layout[:0]
	return r.cut(nil, end, raw, keep)
}

// cell adds what a table holds.
func (r *plainReader) cell(from, to int, name *text.Name, header bool) {
	r.cells = true
	r.add(from, to, keyPlace{name: name, isKey: header})
}

// prose reads text of any length as one field.
type prose struct {
	*cutter
	line bool // the text ends with the line
	// added is called when the field was added to a block; next before the block is cut.
	added func()
	cut   func(end, raw, keep int) error
}

// read hands over the text from position from of the block on, all but its last piece, which is added as a field to the block at
// hand. It returns where in the block the text ends.
func (p *prose) read(from int) (end int, err error) {
	for at := from; ; {
		p.fill(at + p.size + MarginAfter)
		t := p.text()
		end, last := len(t), p.eof
		if p.line {
			if i := bytes.IndexByte(t[at:], '\n'); i >= 0 {
				end, last = at+i, true
			}
		}
		if !last {
			end = runeEdge(t, end)
		}
		if end > from {
			p.b.field(from, end)
			p.added()
		}
		if last {
			return end, nil
		}
		own := ownEdge(t, at, at+p.size)
		keep := runeEdge(t, max(from, own-MarginBefore))
		if err := p.cut(own, end, keep); err != nil {
			return 0, err
		}
		from, at = 0, own-keep
	}
}
