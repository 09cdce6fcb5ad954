package ole

import (
	"io"
	"sort"
)

// paragraphs are the paragraphs of a document that stand in tables, by where in its stream they stand.
type paragraphs []paragraph

type paragraph struct {
	from, to int64 // in bytes of the stream
	row      bool  // it ends a row
}

const (
	// wordPage is the size of a page of formats in bytes (MS-DOC 2.9.175).
	wordPage = 512
	// maxParagraphs is how many paragraphs in tables are known, with some 24 bytes for each.
	maxParagraphs = 1 << 20
	// maxFormat is how long the format of a paragraph may be that stands by itself (2.9.210).
	maxFormat = 0x3fa2
)

// Formats of paragraphs (2.6.2) that say that it is in a table, and that it ends a row.
var (
	sprmInTable = [3]byte{0x16, 0x24, 1}
	sprmRowEnd  = [3]byte{0x17, 0x24, 1}
)

// sprmHuge says where the format of a paragraph stands that is too long for its page: that of a row with many cells.
const sprmHuge = 0x6646

// readParagraphs reads which paragraphs are in tables (2.8.6): table[at:at+size] lists pages in the document's stream. What is too long for
// them stands in data, which may be nil.
func readParagraphs(main, table, data *Stream, at, size int64) (all paragraphs, err error) {
	n := (size - 4) / 8
	if n <= 0 || size > table.Size()-at {
		return nil, nil
	}
	list := make([]byte, size)
	if _, err := table.ReadAt(list, at); err != nil {
		return nil, notEOF(err)
	}
	huge := hugeFormats{data: data}
	if data != nil {
		huge.left = maxAgain * data.Size()
	}
	page := make([]byte, wordPage)
	for i := range min(n, main.Size()/wordPage) {
		number := int64(le.Uint32(list[(n+1)*4+i*4:]) & 0x3fffff)
		if m, err := main.ReadAt(page, number*wordPage); m < wordPage {
			if err = notEOF(err); err != nil {
				return all, err
			}
			continue
		}
		runs := int(page[wordPage-1])
		if (runs+1)*4+runs*13 >= wordPage {
			continue
		}
		for r := range runs {
			format, err := huge.of(pageFormat(page, int(page[(runs+1)*4+r*13])*2))
			if err != nil {
				return all, err
			}
			p := paragraph{int64(le.Uint32(page[r*4:])), int64(le.Uint32(page[r*4+4:])), hasFormat(format, sprmRowEnd)}
			if len(all) < maxParagraphs && p.from < p.to && (p.row || hasFormat(format, sprmInTable)) {
				all = append(all, p)
			}
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].from < all[j].from })
	return all, nil
}

// pageFormat is the format of a paragraph that stands at that place of a page (2.9.114), behind the number of its style.
func pageFormat(page []byte, at int) []byte {
	if at == 0 || at+2 >= wordPage {
		return nil
	}
	n := int(page[at])*2 - 1
	if at++; n < 0 {
		n = int(page[at]) * 2
		at++
	}
	if n < 2 || at+n > wordPage-1 {
		return nil
	}
	return page[at+2 : at+n]
}

// hugeFormats are the formats that are too long for their pages.
type hugeFormats struct {
	data *Stream // nil where there are none
	left int64   // bytes that may still be read
}

// of is the format that another one says the place of, or else that one.
func (h *hugeFormats) of(format []byte) ([]byte, error) {
	if h.data == nil || len(format) < 6 || le.Uint16(format) != sprmHuge {
		return format, nil
	}
	at := int64(le.Uint32(format[2:]))
	size := make([]byte, 2)
	if n, err := h.data.ReadAt(size, at); n < len(size) {
		return nil, notEOF(err)
	}
	huge := make([]byte, min(int(le.Uint16(size)), maxFormat))
	if h.left -= int64(len(huge)); h.left < 0 {
		return nil, nil
	}
	n, err := h.data.ReadAt(huge, at+2)
	return huge[:n], notEOF(err)
}

// hasFormat says whether a list of formats (2.2.5.1) has that one.
func hasFormat(list []byte, wanted [3]byte) bool {
	for len(list) >= 3 {
		if [3]byte(list) == wanted {
			return true
		}
		n := 2
		switch list[1] >> 5 {
		case 0, 1:
			n += 1
		case 2, 4, 5:
			n += 2
		case 3:
			n += 4
		case 7:
			n += 3
		default: // the length follows
			n += 1 + int(list[2])
			if le.Uint16(list) == 0xd608 && len(list) >= 4 { // of two bytes, with itself
				n = 3 + int(le.Uint16(list[2:]))
			}
		}
		list = list[min(n, len(list)):]
	}
	return false
}

// at is the paragraph in a table that has the byte at that place.
func (p paragraphs) at(pos int64) (in, row bool) {
	i := sort.Search(len(p), func(i int) bool { return p[i].to > pos })
	if i == len(p) || p[i].from > pos {
		return false, false
	}
	return true, p[i].row
}

func notEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
