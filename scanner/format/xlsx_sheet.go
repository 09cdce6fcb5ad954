package format

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
)

// sheetReader reads one sheet: its cells, and what is said of them.
type sheetReader struct {
	*workbook
	links    *officeLinks
	said     map[string]string // targets of links, by what a cell says that leads there
	threaded bool              // comments are in a part of their own, and the other part repeats them
	rows     tableRows
	row      tableRow
	column   int
	raw      []byte // of the cell at hand
}

// noteLinks prepares for cells that say where they lead.
func (r *sheetReader) noteLinks() {
	for _, l := range r.links.all {
		if l.external && l.kind == "hyperlink" {
			if r.said == nil {
				r.said = map[string]string{}
			}
			r.said[strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(l.target), "mailto:"), "/")] = l.target
		}
	}
}

// readCells reads a sheet's part: its rows, and what else of it says something.
func (r *sheetReader) readCells(s *xmltext.Scanner) error {
	var typed, style []byte
	text, aside := false, false
	phonetic := 0 // depth of what says how a text is read aloud
	for {
		token, err := s.Next()
		if err != nil {
			if e := r.endRow(); e != nil {
				return e
			}
			return notEOF(err)
		}
		name := s.Name()
		switch token {
		case xmltext.Text:
			if (text || aside) && phonetic == 0 {
				if len(r.raw)+len(s.Text()) > maxParagraph {
					err = r.longCell(typed)
				}
				r.raw = append(r.raw, s.Text()...)
			}
		case xmltext.Start:
			switch string(name) {
			case "c":
				r.column = min(r.column+1, maxSpan)
				typed, style = typed[:0], style[:0]
				for n, v := range s.Attrs {
					switch string(n) {
					case "r":
						if _, column := cellNamed(v); column > 0 {
							r.column = column
						}
					case "t":
						typed = append(typed, v...)
					case "s":
						style = append(style, v...)
					}
				}
				r.raw = r.raw[:0]
			case "v", "t":
				text = true
			case "row":
				number := r.row.number + 1
				if v, ok := s.Attr("r"); ok {
					if n, ok := wholeNumber(v); ok && n > 0 {
						number = int64(n)
					}
				}
				err = r.nextRow(number)
			case "rPh":
				phonetic = s.Depth()
			case "hyperlink":
				err = r.hyperlink(s)
			default:
				if aside = asides[string(name)]; aside {
					r.raw = r.raw[:0]
				}
			}
		case xmltext.End:
			switch string(name) {
			case "c":
				if len(r.raw) > 0 {
					err = r.cell(typed, style)
				}
			case "v", "t":
				text = false
			case "rPh":
				phonetic = 0
			default:
				if aside {
					aside = false
					err = r.aside()
				}
			}
		}
		if err != nil {
			return err
		}
	}
}

// asides are elements of a sheet that hold text outside of its cells.
var asides = wordSet(`oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter formula1 formula2 prompt error`)

// nextRow ends a row and begins another.
func (r *sheetReader) nextRow(number int64) error {
	err := r.endRow()
	r.row.reset(number)
	r.column = 0
	return err
}

func (r *sheetReader) endRow() error {
	err := r.rows.add(&r.row)
	r.row.reset(r.row.number)
	return err
}

// cell adds a cell of that type (18.18.11) and style, which says r.raw.
func (r *sheetReader) cell(typed, style []byte) error {
	start, err := r.begin()
	switch string(typed) {
	case "s":
		if i, ok := wholeNumber(r.raw); ok {
			r.row.text = r.strings.append(r.row.text, i)
		}
	case "", "n":
		f := numberFormat{}
		if i, ok := wholeNumber(style); ok && i < len(r.formats) {
			f = r.formats[i]
		}
		r.row.text = f.append(r.row.text, r.raw, r.mac)
	case "b":
		r.row.text = appendBool(r.row.text, string(r.raw) == "1")
	default:
		r.row.text = appendEscaped(r.row.text, r.raw)
	}
	r.end(start)
	return err
}

// appendNumber appends a number as its style shows it.
func (r *sheetReader) appendNumber(dst []byte, style int, number float64) []byte {
	f := numberFormat{}
	if style < len(r.formats) {
		f = r.formats[style]
	}
	r.raw = strconv.AppendFloat(r.raw[:0], number, 'g', -1, 64)
	if math.Abs(number) < exactFloat {
		r.raw = strconv.AppendFloat(r.raw[:0], number, 'f', -1, 64)
	}
	return f.append(dst, r.raw, r.mac)
}

// begin begins a cell in the text of the row, and says where. A row that grows too long is handed over in pieces.
func (r *sheetReader) begin() (start int, err error) {
	if len(r.row.text) > maxHeldRows {
		err = r.endRow()
	}
	return len(r.row.text), err
}

// end ends the cell that began there.
func (r *sheetReader) end(start int) {
	r.row.cell(r.column, start)
	if len(r.said) == 0 || len(r.row.text)-start > maxSaid {
		return
	}
	if target, ok := r.said[string(bytes.ToLower(r.row.text[start:]))]; ok {
		r.links.used[target] = true
	}
}

// maxSaid is the longest address in bytes that is looked for in cells.
const maxSaid = 300

// longCell hands over what there is of a cell's text that grows too long.
func (r *sheetReader) longCell(typed []byte) error {
	if string(typed) != "inlineStr" && string(typed) != "str" {
		r.raw = r.raw[:0] // no number is that long
		return nil
	}
	err := r.cell(typed, nil)
	r.raw = r.raw[:0]
	if e := r.endRow(); err == nil {
		err = e
	}
	return err
}

// hyperlink hands over an address that the cell does not say.
func (r *sheetReader) hyperlink(s *xmltext.Scanner) error {
	id, _ := s.Attr(":id")
	l := r.links.byID[string(id)]
	if !l.external || r.links.used[l.target] || !isAddress(l.target) {
		return nil
	}
	r.links.used[l.target] = true
	ref, _ := s.Attr("ref")
	row, column := cellNamed(ref)
	return r.note(row, column, []byte(l.target))
}

// note hands over a text that belongs to a cell.
func (r *sheetReader) note(row int64, column int, value []byte) error {
	if err := r.out.turn(r.rows.sheet, 0); err != nil {
		return err
	}
	return r.out.add(value, place{row: row, column: int32(column)})
}

// aside hands over a text outside of the cells.
func (r *sheetReader) aside() error {
	value := r.raw
	if err := r.out.turn(r.rows.sheet, 0); err != nil {
		return err
	}
	if i := bytes.IndexByte(value, '&'); i >= 0 {
		value = headerCodes(value)
	}
	return r.out.add(bytes.TrimSpace(value), place{})
}

// headerCodes takes the codes out of a header's text (18.3.1.39): &L, &12, &"Arial,Bold".
func headerCodes(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '&' || i+1 == len(b) {
			out = append(out, b[i])
			continue
		}
		i++
		switch c := b[i]; {
		case c == '&':
			out = append(out, '&')
			continue
		case c == '"':
			if n := bytes.IndexByte(b[i+1:], '"'); n >= 0 {
				i += n + 1
			}
		default:
			for c >= '0' && c <= '9' && i+1 < len(b) && b[i+1] >= '0' && b[i+1] <= '9' {
				i++
			}
		}
		out = append(out, ' ')
	}
	return out
}

// readComments reads comments (18.7) and threads of them (MS-XLSX 2.6.205), which stand where their cells do.
func (r *sheetReader) readComments(s *xmltext.Scanner) error {
	var row int64
	var column int
	text := 0 // depth of the element that holds text
	for {
		token, err := s.Next()
		if err != nil {
			return notEOF(err)
		}
		switch token {
		case xmltext.Start:
			switch string(s.Name()) {
			case "comment", "threadedComment":
				ref, _ := s.Attr("ref")
				row, column = cellNamed(ref)
				r.raw = r.raw[:0]
			case "author":
				r.raw = r.raw[:0]
				text = s.Depth()
			case "t", "text":
				text = s.Depth()
			case "rPh":
				text = 0
			}
		case xmltext.Text:
			if text == s.Depth() && text > 0 && len(r.raw) < maxParagraph && len(bytes.TrimSpace(s.Text())) > 0 {
				r.raw = append(r.raw, s.Text()...)
			}
		case xmltext.End:
			switch string(s.Name()) {
			case "author":
				err = r.person(bytes.TrimSpace(r.raw))
				r.raw = r.raw[:0]
			case "comment", "threadedComment":
				if string(s.Name()) == "threadedComment" || !r.threaded || !bytes.HasPrefix(r.raw, []byte("[")) {
					err = r.note(row, column, r.raw)
				}
				r.raw = r.raw[:0]
			}
			if err != nil {
				return err
			}
		}
	}
}

// cellNamed is the row and the column of the cell that b begins with the name of, as B3 or B3:C9; zero where there is none.
func cellNamed(b []byte) (row int64, column int) {
	for len(b) > 0 && (b[0]|0x20 >= 'a' && b[0]|0x20 <= 'z') && column < maxSpan {
		column = column*26 + int(b[0]|0x20-'a') + 1
		b = b[1:]
	}
	n := 0
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	i, ok := wholeNumber(b[:n])
	if !ok || column == 0 || column >= maxSpan || i == 0 {
		return 0, 0
	}
	return int64(i), column
}

// wholeNumber reads a number below two billion without a sign.
func wholeNumber(b []byte) (n int, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' || n > 200_000_000 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0
}

func appendBool(dst []byte, v bool) []byte {
	if v {
		return append(dst, "TRUE"...)
	}
	return append(dst, "FALSE"...)
}

// appendEscaped appends text in which _x000D_ stands for a character that XML does not have (22.9.2.19).
func appendEscaped(dst, b []byte) []byte {
	for {
		i := bytes.Index(b, []byte("_x"))
		if i < 0 {
			return append(dst, b...)
		}
		dst = append(dst, b[:i]...)
		b = b[i:]
		if len(b) >= 7 && b[6] == '_' {
			if n, err := strconv.ParseUint(string(b[2:6]), 16, 16); err == nil {
				dst = append(dst, string(rune(n))...)
				b = b[7:]
				continue
			}
		}
		dst = append(dst, b[:2]...)
		b = b[2:]
	}
}
