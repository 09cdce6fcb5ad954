package format

import (
	"bytes"
	"errors"
	"strconv"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
)

// docFlow reads the text of one part.
type docFlow struct {
	*docText
	*docMarkup
	s     *xmltext.Scanner
	links *officeLinks

	open       []openElement
	paragraphs []*openParagraph
	grids      []*openTable
	skipped    int // depth of the element that is skipped; 0 where none is
	notes      int // comments that are open
}

// openElement is an element that has a role.
type openElement struct {
	role  docRole
	depth int
}

type openParagraph struct {
	line                bool // it is a line where it is empty, too
	text, deleted, code []byte
	links               []string
}

var errNested = brokenPart{errors.New("paragraphs are nested too deeply")}

func (f *docFlow) run() error {
	for {
		kind, err := f.s.Next()
		if err != nil {
			return notEOF(err)
		}
		switch {
		case kind == xmltext.End:
			if depth := f.s.Depth(); f.skipped > depth {
				f.skipped = 0
			} else if f.skipped == 0 {
				err = f.close(depth)
			}
		case f.skipped > 0:
		case kind == xmltext.Start:
			if e, ok := f.elements[string(f.s.Name())]; ok {
				err = f.start(&e)
			}
		case kind == xmltext.Text:
			err = f.text(f.s.Text())
		}
		if err != nil {
			return err
		}
	}
}

// start begins an element.
func (f *docFlow) start(e *docElement) error {
	if err := f.attributes(e); err != nil {
		return err
	}
	grid := f.grid()
	switch e.role {
	case noRole:
		return nil
	case asNothing:
		f.skipped = f.s.Depth()
		return nil
	case asLineBreak:
		return f.append([]byte("\n"))
	case asTab:
		return f.append([]byte("\t"))
	case asHyphen:
		return f.append([]byte("-"))
	case asSpace:
		return f.append([]byte("                "[:min(f.count(e), 16)]))
	case asPage:
		return f.out.turn("", f.out.page+1)
	case asNote:
		f.notes++
	case asHeaderRow:
		if grid != nil {
			grid.row.header = true
		}
		return nil
	case asSpan:
		if grid != nil {
			grid.span = f.count(e)
		}
		return nil
	case asParagraph, asPerson:
		if f.blocks {
			if err := f.cut(); err != nil {
				return err
			}
		}
		if err := f.begin(f.s.Depth()); err != nil {
			return err
		}
		if e.role == asParagraph {
			f.paragraphs[len(f.paragraphs)-1].line = !f.blocks
			return nil
		}
	case asText, asDeleted, asCode:
		if len(f.paragraphs) == 0 {
			if err := f.begin(f.s.Depth()); err != nil {
				return err
			}
		}
	case asTable:
		if f.blocks {
			if err := f.cut(); err != nil {
				return err
			}
		}
		if len(f.grids) == maxNested {
			return errNested
		}
		if err := f.beginTable(); err != nil {
			return err
		}
	case asHeaderRows:
		if grid == nil {
			return nil
		}
		grid.headers = true
	case asRow:
		if grid == nil || grid.inRow {
			return nil
		}
		grid.beginRow(f.count(e))
	case asCell, asHeaderCell:
		if grid == nil || !grid.inRow || grid.inCell {
			return nil
		}
		grid.beginCell(f.count(e))
		if f.sheets {
			grid.value = f.cellValue()
		}
		grid.plain = grid.plain || e.role == asCell
	}
	f.open = append(f.open, openElement{e.role, f.s.Depth()})
	return nil
}

// count is the number in an element's attribute, from 1 up.
func (f *docFlow) count(e *docElement) int {
	if e.count != "" {
		if v, ok := f.s.Attr(e.count); ok {
			if n, err := strconv.Atoi(string(v)); err == nil {
				return max(1, min(n, maxSpan))
			}
		}
	}
	return 1
}

// attributes hands over what an element's attributes say.
func (f *docFlow) attributes(e *docElement) error {
	for _, name := range e.texts {
		if v, ok := f.s.Attr(name); ok && len(v) > 0 {
			if err := f.hand(v); err != nil {
				return err
			}
		}
	}
	if e.person != "" {
		if v, ok := f.s.Attr(e.person); ok {
			if err := f.person(v); err != nil {
				return err
			}
		}
	}
	if e.link == "" {
		return nil
	}
	v, ok := f.s.Attr(e.link)
	if !ok {
		return nil
	}
	address := string(v)
	if l, ok := f.links.byID[address]; ok {
		address = l.target
		f.links.used[address] = true
		if !l.external {
			return nil
		}
	}
	if n := len(f.paragraphs); n > 0 {
		f.paragraphs[n-1].link(address)
		return nil
	}
	p := &openParagraph{}
	p.link(address)
	return f.end(p)
}

// grid is the innermost table; nil where none is open.
func (f *docFlow) grid() *openTable {
	if n := len(f.grids); n > 0 {
		return f.grids[n-1]
	}
	return nil
}

// begin begins a paragraph that ends with the element at that depth.
func (f *docFlow) begin(depth int) error {
	if len(f.paragraphs) == maxNested {
		return errNested
	}
	f.paragraphs = append(f.paragraphs, &openParagraph{})
	f.open = append(f.open, openElement{asParagraph, depth})
	return nil
}

// close ends the elements that are deeper than depth.
func (f *docFlow) close(depth int) error {
	for n := len(f.open) - 1; n >= 0 && f.open[n].depth > depth; n-- {
		e := f.open[n]
		f.open = f.open[:n]
		var err error
		switch e.role {
		case asParagraph:
			p := f.paragraphs[len(f.paragraphs)-1]
			f.paragraphs = f.paragraphs[:len(f.paragraphs)-1]
			err = f.end(p)
		case asPerson:
			p := f.paragraphs[len(f.paragraphs)-1]
			err = f.docText.person(bytes.TrimSpace(p.text))
			p.text = nil
		case asTable:
			err = f.grid().rows.end()
			f.grids = f.grids[:len(f.grids)-1]
			f.label = nil
		case asHeaderRows:
			f.grid().headers = false
		case asRow:
			err = f.endRow(f.grid())
		case asCell, asHeaderCell:
			f.endCell(f.grid())
		case asNote:
			f.notes--
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// text takes character data.
func (f *docFlow) text(b []byte) error {
	top := openElement{}
	if n := len(f.open); n > 0 {
		top = f.open[n-1]
	}
	switch {
	case top.role == asDeleted:
		p := f.paragraphs[len(f.paragraphs)-1]
		if len(p.deleted)+len(b) > maxParagraph {
			if err := f.hand(p.deleted); err != nil {
				return err
			}
			p.deleted = p.deleted[:0]
		}
		p.deleted = append(p.deleted, b...)
		return nil
	case top.role == asCode:
		p := f.paragraphs[len(f.paragraphs)-1]
		p.code = append(p.code, b[:min(len(b), maxParagraph-min(len(p.code), maxParagraph))]...)
		return nil
	case top.role == asText:
		return f.append(b)
	case !f.bare:
		return nil
	case top.role == asParagraph || top.role == asPerson:
	case !f.blocks || len(bytes.TrimSpace(b)) == 0:
		return nil
	default:
		if err := f.begin(top.depth); err != nil {
			return err
		}
	}
	p := f.paragraphs[len(f.paragraphs)-1]
	p.words(b)
	return f.bound(p)
}

// append adds text as it stands to the paragraph at hand.
func (f *docFlow) append(b []byte) error {
	n := len(f.paragraphs)
	if n == 0 {
		return nil
	}
	p := f.paragraphs[n-1]
	p.text = append(p.text, b...)
	return f.bound(p)
}

// words adds text in which white space is one space.
func (p *openParagraph) words(b []byte) {
	for _, c := range b {
		switch c {
		case ' ', '\n', '\t', '\r':
			if n := len(p.text); n == 0 || p.text[n-1] == ' ' || p.text[n-1] == '\n' {
				continue
			}
			c = ' '
		}
		p.text = append(p.text, c)
	}
}

// bound hands over what there is of a paragraph that grows too long.
func (f *docFlow) bound(p *openParagraph) error {
	for len(p.text) > maxParagraph {
		n := bytes.LastIndexByte(p.text[:maxParagraph], ' ')
		if n <= 0 {
			n = runeEdge(p.text, maxParagraph)
		}
		if err := f.hand(p.text[:n]); err != nil {
			return err
		}
		p.text = p.text[:copy(p.text, p.text[n:])]
	}
	return nil
}

// cut ends the paragraph at hand where another begins in it.
func (f *docFlow) cut() error {
	n := len(f.paragraphs)
	if n == 0 || len(bytes.TrimSpace(f.paragraphs[n-1].text)) == 0 {
		return nil
	}
	p := *f.paragraphs[n-1]
	*f.paragraphs[n-1] = openParagraph{}
	return f.end(&p)
}

// end hands over a paragraph, what was deleted from it, and the addresses that it leads to and does not say.
func (f *docFlow) end(p *openParagraph) error {
	if len(p.text) > 0 || p.line {
		if err := f.hand(p.text); err != nil {
			return err
		}
	}
	if len(p.deleted) > 0 {
		if err := f.hand(p.deleted); err != nil {
			return err
		}
	}
	p.link(string(p.code))
	for _, address := range p.links {
		if saysAddress(p.text, address) {
			continue
		}
		if err := f.hand([]byte(address)); err != nil {
			return err
		}
	}
	return nil
}

// hand hands a text over to the cell around it, or as a paragraph.
func (f *docFlow) hand(b []byte) error {
	grid := f.grid()
	if grid == nil || !grid.inCell {
		if f.notes > 0 || len(f.paragraphs) > 0 {
			return f.aside(b)
		}
		return f.paragraph(b)
	}
	if b = bytes.TrimSpace(b); len(b) == 0 {
		return nil
	}
	if f.notes > 0 {
		if err := f.out.turn(grid.rows.sheet, f.out.page); err != nil {
			return err
		}
		return f.out.add(b, place{row: grid.row.number, column: int32(grid.next)})
	}
	if len(grid.row.text)+len(b) > maxHeldRows {
		grid.row.cell(grid.next, grid.start)
		if err := grid.rows.add(&grid.row); err != nil {
			return err
		}
		grid.row.reset(grid.row.number)
		grid.start = 0
	}
	if len(grid.row.text) > grid.start {
		grid.row.text = append(grid.row.text, paragraphMark...)
	}
	grid.row.text = append(grid.row.text, b...)
	return nil
}
