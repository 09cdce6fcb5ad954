package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// record writes a record of a binary workbook. A string is one with its length, a []byte stands as it is.
func record(kind int, values ...any) []byte {
	var data []byte
	for _, v := range values {
		switch v := v.(type) {
		case string:
			units := utf16.Encode([]rune(v))
			data = binary.LittleEndian.AppendUint32(data, uint32(len(units)))
			for _, u := range units {
				data = binary.LittleEndian.AppendUint16(data, u)
			}
		case []byte:
			data = append(data, v...)
		case uint16:
			data = binary.LittleEndian.AppendUint16(data, v)
		case int:
			data = binary.LittleEndian.AppendUint32(data, uint32(v))
		case float64:
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
		}
	}
	b := []byte{byte(kind)}
	if kind > 0x7f {
		b = []byte{byte(kind) | 0x80, byte(kind >> 7)}
	}
	for n := len(data); ; n >>= 7 {
		if n < 0x80 {
			b = append(b, byte(n))
			break
		}
		b = append(b, byte(n)|0x80)
	}
	return append(b, data...)
}

// xlsbOf is a workbook with one sheet.
func xlsbOf(t testing.TB, sheet, shared, styles, comments []byte) []byte {
	link := func(id, kind, target, more string) string {
		return fmt.Sprintf(`<Relationship Id="%s" Type="http://x/%s" Target="%s" %s/>`, id, kind, target, more)
	}
	book := slices.Concat(record(biffBook, 0), record(biffSheet, 0, 1, "s", "Sheet"))
	return officeOf(t, fileIn{"xl/workbook.bin", string(book)},
		fileIn{"xl/_rels/workbook.bin.rels", link("s", "worksheet", "sheet1.bin", "") + link("a", "sharedStrings", "shared.bin", "") + link("b", "styles", "styles.bin", "")},
		fileIn{"xl/sheet1.bin", string(sheet)}, fileIn{"xl/shared.bin", string(shared)}, fileIn{"xl/styles.bin", string(styles)}, fileIn{"xl/comments.bin", string(comments)},
		fileIn{"xl/_rels/sheet1.bin.rels", link("c", "comments", "comments.bin", "") + link("h", "hyperlink", "mailto:a@b.example", `TargetMode="External"`)})
}

// Parts of a workbook with all kinds of cells.
var (
	biffShared = slices.Concat(record(biffStringItem, []byte{0}, "Name"), record(biffStringItem, []byte{1}, "ünï 🚀"))
	biffStyled = slices.Concat(record(biffNumberFormat, uint16(164), "000-00-0000"), record(biffStyle, uint16(0), uint16(14)), record(biffStyles, 3),
		record(biffStyle, uint16(0), uint16(0)), record(biffStyle, uint16(0), uint16(14)), record(biffStyle, uint16(0), uint16(164)), record(biffStylesEnd))
	biffCells = slices.Concat(
		record(biffRow, 2), record(biffCellShared, 0, 0, 0), record(biffCellShared, 2, 0, 1), record(biffCellShared, 3, 0, 99),
		record(biffRow, 3), record(biffCellNumber, 0, 1, 33000<<2|2), record(biffCellNumber, 1, 0, 150<<2|3), record(biffCellReal, 2, 2, 12345678.0), record(biffCellReal, 3, 0, 4539148803436467.0),
		record(biffCellString, 4, 0, "text"), record(biffCellBool, 5, 0, []byte{1}), record(biffCellRich, 6, 0, []byte{1}, "rich", 0),
		record(biffRow, 9), record(biffFormulaText, 0, 0, "was", []byte{0, 0}), record(biffFormulaReal, 1, 0, 0.5), record(biffFormulaBool, 2, 0, []byte{0}),
		record(biffShortShared, 0, 0), record(99999&0x3fff, bytes.Repeat([]byte("x"), 300)), record(biffCellNumber, 7, 0, int(math.Float64bits(2.5)>>32)),
		record(biffLink, 3, 3, 0, 0, "h", "", "", ""), record(biffHeaders, uint16(0), "&LTop &P", ""),
	)
	biffNotes = slices.Concat(record(biffAuthor, "Bo"), record(biffComment, 0, 3, 3, 1, 1), record(biffCommentText, []byte{0}, "call"))
)

func TestXLSB(t *testing.T) {
	want := []string{`"Sheet" name`, `Sheet!A4 "mailto:a@b.example"`, `"Top"`, `Sheet!A3 "Name"`, `Sheet!C3 "ünï 🚀"`, `Sheet!A4 "1990-05-07"`, `Sheet!B4 "1.5"`, `Sheet!C4 "012-34-5678"`,
		`Sheet!D4 "4539148803436467"`, `Sheet!E4 "text"`, `Sheet!F4 "TRUE"`, `Sheet!G4 "rich"`, `Sheet!A10 "was"`, `Sheet!B10 "0.5"`, `Sheet!C10 "FALSE"`, `Sheet!D10 "Name"`, `Sheet!H10 "2.5"`,
		`"Bo" in author`, `Sheet!B4 "call"`}
	data := xlsbOf(t, biffCells, biffShared, biffStyled, biffNotes)
	if got := readOffice(t, "x", data, 0).lines; !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	// Cut inside a record, the cells before it are read.
	for cut := range len(biffCells) {
		s := readOffice(t, "x", xlsbOf(t, biffCells[:cut], biffShared, nil, nil), 0)
		if len(s.problems) > 0 && !slices.Equal(s.reasons(), []source.Reason{source.MalformedOrTooLarge}) || cut > 60 && !strings.Contains(strings.Join(s.lines, "\n"), `Sheet!A3 "Name"`) {
			t.Fatalf("cut at %d: %s", cut, s.lines)
		}
	}
	// A record that is too long is passed over.
	long := slices.Concat(record(biffRow, 0), record(biffCellString, 0, 0, strings.Repeat("x", maxBIFF/2)), record(biffCellString, 1, 0, "next"))
	if got := readOffice(t, "x", xlsbOf(t, long, nil, nil, nil), 0).lines; !slices.Contains(got, `Sheet!B1 "next"`) || len(got) > 5 {
		t.Errorf("behind a long record: %.300q", got)
	}
}

func FuzzXLSB(f *testing.F) {
	f.Add(biffCells, biffShared, biffStyled, biffNotes)
	f.Add(record(biffCellString, 1<<30, 0, "x"), []byte{0xff, 0xff, 0xff}, record(biffStyle), record(biffCommentText))
	f.Fuzz(func(t *testing.T, sheet, shared, styles, comments []byte) {
		data := xlsbOf(t, sheet, shared, styles, comments)
		whole := readOffice(t, "x", data, 0)
		if got := readOffice(t, "x", data, 5); !slices.Equal(got.lines, whole.lines) {
			t.Errorf("in blocks of 5\n%q, want\n%q", got.lines, whole.lines)
		}
	})
}
