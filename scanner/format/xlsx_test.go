package format

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// makeXLSX writes a workbook.
func makeXLSX(t testing.TB, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var buf bytes.Buffer
	must(t, f.Write(&buf))
	return buf.Bytes()
}

// rowsIn fills a sheet from its first row on.
func rowsIn(t testing.TB, f *excelize.File, sheet string, rows ...[]any) {
	t.Helper()
	for i, row := range rows {
		must(t, f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row))
	}
}

// scanXLSX gives the cells of a workbook, and what else was recorded. It checks what every segment promises.
func scanXLSX(t testing.TB, data []byte, block int) (cells, other []string) {
	t.Helper()
	var end int64
	s := archiveSink{limit: 100, lines: &other, segment: func(seg *text.Segment) {
		if seg.Order < end || seg.Base != -1 || seg.Line != 0 || int(seg.Raw) != len(seg.Text) {
			t.Errorf("segment of order %d (the last one ended at %d), base %d, line %d, raw %d of %d", seg.Order, end, seg.Base, seg.Line, seg.Raw, len(seg.Text))
		}
		end = seg.Order + int64(len(seg.Text))
		for i, span := range seg.Fields {
			f := seg.FieldAt(i)
			cell := fmt.Sprintf("%q", seg.Text[span.Start:span.End])
			if f.Row > 0 {
				cell = text.CellReference(f.Sheet, f.Row, f.Column) + " " + cell
			}
			if f.Name != nil {
				cell += " in " + f.Name.Text
			}
			if f.IsName {
				cell += " name"
			}
			cells = append(cells, cell)
		}
	}}
	in := inputOf("x.xlsx", data, &Budget{})
	in.Block = block
	must(t, readXLSX(t.Context(), in, s))
	return cells, other
}

func TestXLSX(t *testing.T) {
	const s1 = "Sheet1"
	style := func(f *excelize.File, cell, code string) {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		must(t, err)
		must(t, f.SetCellStyle(s1, cell, cell, id))
	}
	tests := []struct {
		name string
		fill func(*excelize.File)
		want []string
	}{
		{"header", func(f *excelize.File) {
			rowsIn(t, f, s1, []any{"Name", "Card no"}, []any{"Ann", "x1"}, []any{"", "x2"})
		}, []string{`"Sheet1" name`, `Sheet1!A1 "Name" name`, `Sheet1!B1 "Card no" name`, `Sheet1!A2 "Ann" in Name`, `Sheet1!B2 "x1" in Card no`, `Sheet1!B3 "x2" in Card no`}},
		{"title above the header", func(f *excelize.File) {
			rowsIn(t, f, s1, []any{"Report 2024"}, []any{}, []any{"Name", "Born", "City"}, []any{"Ann", "1 May", "Bonn"})
		}, []string{`"Sheet1" name`, `Sheet1!A1 "Report 2024"`, `Sheet1!A3 "Name" name`, `Sheet1!B3 "Born" name`, `Sheet1!C3 "City" name`,
			`Sheet1!A4 "Ann" in Name`, `Sheet1!B4 "1 May" in Born`, `Sheet1!C4 "Bonn" in City`}},
		{"no header", func(f *excelize.File) {
			rowsIn(t, f, s1, []any{"Ann", "ann@example.com"}, []any{"Ben", "ben@example.com"})
		}, []string{`"Sheet1" name`, `Sheet1!A1 "Ann"`, `Sheet1!B1 "ann@example.com"`, `Sheet1!A2 "Ben"`, `Sheet1!B2 "ben@example.com"`}},
		{"hidden sheets", func(f *excelize.File) {
			for i, visible := range []bool{false, true} {
				name := fmt.Sprintf("S%d", i)
				_, err := f.NewSheet(name)
				must(t, err)
				must(t, f.SetSheetVisible(name, visible, !visible))
				rowsIn(t, f, name, []any{12})
			}
		}, []string{`"Sheet1" name`, `"S0" name`, `S0!A1 "12"`, `"S1" name`, `S1!A1 "12"`}},
		{"numbers and dates", func(f *excelize.File) {
			rowsIn(t, f, s1, []any{int64(4539148803436467), 33000, 33000.5, 12345678, 501, 1234.5, 33000, "12345E12", true, int64(4539148803436467), 33000})
			style(f, "A1", "0.00000E+00")
			style(f, "B1", "m/d/yy")
			style(f, "C1", "[$-409]d-mmm-yy h:mm AM/PM;@")
			style(f, "D1", "000-00-0000")
			style(f, "E1", "00000")
			style(f, "F1", `"day" #,##0.00 [$EUR]`)
			style(f, "G1", `h:mm`)
			builtIn, err := f.NewStyle(&excelize.Style{NumFmt: 15})
			must(t, err)
			must(t, f.SetCellStyle(s1, "K1", "K1", builtIn))
		}, []string{`"Sheet1" name`, `Sheet1!A1 "4539148803436467"`, `Sheet1!B1 "1990-05-07"`, `Sheet1!C1 "1990-05-07"`, `Sheet1!D1 "012-34-5678"`,
			`Sheet1!E1 "00501"`, `Sheet1!F1 "1234.5"`, `Sheet1!G1 "33000"`, `Sheet1!H1 "12345E12"`, `Sheet1!I1 "1"`, `Sheet1!J1 "4539148803436467"`, `Sheet1!K1 "1990-05-07"`}},
		{"comments", func(f *excelize.File) {
			rowsIn(t, f, s1, []any{7})
			must(t, f.AddComment(s1, excelize.Comment{Cell: "C5", Paragraph: []excelize.RichTextRun{{Text: "call "}, {Text: "Ann"}}}))
		}, []string{`"Sheet1" name`, `Sheet1!A1 "7"`, `Sheet1!C5 "call Ann"`}},
		{"dates of a Mac", func(f *excelize.File) {
			yes := true
			must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
			must(t, f.SetCellValue(s1, "A1", time.Date(1990, 5, 7, 0, 0, 0, 0, time.UTC)))
		}, []string{`"Sheet1" name`, `Sheet1!A1 "1990-05-07"`}},
	}
	for _, test := range tests {
		data := makeXLSX(t, test.fill)
		if !matchXLSX(data[:min(len(data), HeadSize)], "data") {
			t.Errorf("%s: not taken for a workbook", test.name)
		}
		for _, block := range []int{0, 1, 20} {
			cells, other := scanXLSX(t, data, block)
			if !slices.Equal(cells, test.want) || len(other) > 0 {
				t.Errorf("%s in blocks of %d:\n got %q %q\nwant %q", test.name, block, cells, other, test.want)
			}
		}
	}
}

func TestCellText(t *testing.T) {
	tests := []struct{ raw, shown, want string }{
		{"4.539148803436467E+15", "4.53914880343647E+15", "4539148803436467"},
		{"4.539148803436467E15", "", "4539148803436467"},
		{"2.5e-3", "", "2.5e-3"},
		{"9.9E+30", "", "9.9E+30"},
		{"2025550123.0", "", "2025550123"},
		{"10.0", "", "10.0"},
		{"1.2.3E4", "", "1.2.3E4"},
		{"33000", "3300000%", "1990-05-07"},
		{"33000.75", "3300075%", "1990-05-07"},
		{"Ann", "Ann%", "Ann"},
		{"-33000", "-3300000%", "-33000"},
		{"1E+300", "1E+302%", "1E+300"},
		{"12345678", "012-34-5678", "012-34-5678"},
		{"12345678", "12,345,679", "12345678"},
		{"-5", "######", "-5"},
	}
	for _, test := range tests {
		if got := cellText(test.raw, test.shown, false); got != test.want {
			t.Errorf("cellText(%q, %q) = %q, want %q", test.raw, test.shown, got, test.want)
		}
	}
}

// TestLargeCell has a cell that no segment holds: its pieces own every byte once and stay one field.
func TestLargeCell(t *testing.T) {
	value := "x" + strings.Repeat("grün ", 3*maxCellPiece/6) // a piece would end inside ü
	var got strings.Builder
	var lines []string
	pieces := 0
	c := &cellPacker{sink: archiveSink{lines: &lines, segment: func(s *text.Segment) {
		if f := s.FieldAt(0); f.Row == 2 {
			pieces++
			own := s.Text[s.Own.Start:s.Own.End]
			got.Write(own)
			if bytes.ContainsRune(own, '\ufffd') || strings.ToValidUTF8(string(own), "") != string(own) {
				t.Error("a piece cuts a character")
			}
		}
	}}}
	c.start("S")
	must(t, c.row(1, []string{"a"}, false))
	must(t, c.row(2, []string{value}, false))
	must(t, c.row(3, []string{"b"}, false))
	must(t, c.flush())
	if got.String() != value || pieces < 3 {
		t.Errorf("%d pieces own %d bytes of %d", pieces, got.Len(), len(value))
	}
}

// editXLSX changes parts of a workbook: a nil body drops the part.
func editXLSX(t testing.TB, data []byte, edit func(name string, body []byte) []byte, more ...fileIn) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var files []fileIn
	for _, f := range r.File {
		rc, err := f.Open()
		must(t, err)
		body, err := io.ReadAll(rc)
		must(t, err)
		if body = edit(f.Name, body); body != nil {
			files = append(files, fileIn{f.Name, string(body)})
		}
	}
	return makeZip(t, zip.Deflate, append(files, more...)...)
}

func TestDamagedXLSX(t *testing.T) {
	whole := makeXLSX(t, func(f *excelize.File) {
		_, err := f.NewSheet("S2")
		must(t, err)
		for i := range 200 {
			row := []any{fmt.Sprintf("name %d", i*7919), i * 104729}
			must(t, f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
			must(t, f.SetSheetRow("S2", fmt.Sprintf("A%d", i+1), &row))
		}
	})
	same := func(_ string, b []byte) []byte { return b }
	// A wrong sum in the directory for one sheet alone.
	oneBroken := slices.Clone(whole)
	name := bytes.LastIndex(oneBroken, []byte("xl/worksheets/sheet2.xml"))
	oneBroken[name-zipCentralLen+16] ^= 1
	tests := []struct {
		name   string
		data   []byte
		want   source.Reason
		cells  bool // of the first sheet are read
		member bool // parts are read as members
	}{
		{"whole", whole, "", true, false},
		{"one sheet broken", oneBroken, source.MalformedOrTooLarge, true, true},
		{"a sheet cut", editXLSX(t, whole, func(n string, b []byte) []byte {
			if strings.HasSuffix(n, "sheet2.xml") {
				return b[:len(b)/2]
			}
			return b
		}), source.MalformedOrTooLarge, true, false},
		{"a sheet missing", editXLSX(t, whole, func(n string, b []byte) []byte {
			if strings.HasSuffix(n, "sheet2.xml") {
				return nil
			}
			return b
		}), source.MalformedOrTooLarge, true, false},
		{"no workbook", editXLSX(t, whole, func(n string, b []byte) []byte {
			if strings.HasSuffix(n, "workbook.xml") {
				return nil
			}
			return b
		}), source.MalformedOrTooLarge, false, true},
		{"no directory", whole[:bytes.Index(whole, zipCentralMagic)], source.MalformedOrTooLarge, false, true},
		{"embedded file", editXLSX(t, whole, same, fileIn{"xl/embeddings/a.bin", "in"}), "", true, true},
		{"encrypted parts", setZipField(whole, 6, 8, 9, 0), source.InvalidEncryption, false, false},
	}
	for _, test := range tests {
		cells, other := scanXLSX(t, test.data, 0)
		told := slices.Contains(other, ": "+string(test.want))
		cell := slices.ContainsFunc(cells, func(s string) bool { return strings.HasPrefix(s, `Sheet1!A200 "name 1575881"`) })
		member := slices.ContainsFunc(other, func(s string) bool { return strings.HasPrefix(s, "!/xl/") })
		if told != (test.want != "") || cell != test.cells || member != test.member {
			t.Errorf("%s: told %v, cell %v, member %v; %d cells, other %.500q", test.name, told, cell, member, len(cells), other)
		}
	}
	for i := 1; i < 16; i++ {
		if _, other := scanXLSX(t, whole[:len(whole)*i/16], 0); !slices.Contains(other, ": "+string(source.MalformedOrTooLarge)) {
			t.Errorf("cut at %d/16: got %.300q", i, other)
		}
	}
	for bit := 0; bit < 8*len(whole); bit += 997 {
		data := slices.Clone(whole)
		data[bit/8] ^= 1 << (bit % 8)
		scanXLSX(t, data, 0)
	}
}

// TestOLEWorkbook tells an encrypted workbook from one of an older format.
func TestOLEWorkbook(t *testing.T) {
	var buf bytes.Buffer
	f := excelize.NewFile()
	must(t, f.Write(&buf, excelize.Options{Password: strings.Repeat("p", 8)}))
	old := append(slices.Clone(oleMagic), make([]byte, 4096)...)
	for _, test := range []struct {
		name string
		data []byte
		want source.Reason
	}{
		{"encrypted", buf.Bytes(), source.InvalidEncryption},
		{"of an older format", old, source.UnsupportedFileType},
	} {
		if !matchXLSX(test.data, "x.xlsx") {
			t.Errorf("%s: not taken for a workbook", test.name)
		}
		if _, other := scanXLSX(t, test.data, 0); !slices.Equal(other, []string{": " + string(test.want)}) {
			t.Errorf("%s: got %q, want %s", test.name, other, test.want)
		}
	}
}

func TestMatchXLSX(t *testing.T) {
	zipOf := func(names ...string) []byte {
		var files []fileIn
		for _, n := range names {
			files = append(files, fileIn{n, "body"})
		}
		return makeZip(t, zip.Deflate, files...)
	}
	tests := []struct {
		head []byte
		name string
		want bool
	}{
		{zipOf("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "x", true},
		{zipOf("xl/workbook.xml"), "x.zip", true},
		{zipOf("[Content_Types].xml", "word/document.xml"), "x.docx", false},
		{zipOf("photos/1.jpg", "xl/size.txt"), "x.zip", false},
		{zipOf("[Content_Types].xml", "xl/workbook.bin"), "x.xlsb", false},
		{zipOf("a"), "X.XLSX", true},
		{oleMagic, "x.xlsm", true},
		{oleMagic, "x.doc", false},
		{[]byte("PK\x03\x04"), "x", false},
		{[]byte("name,xl/"), "x.xlsx", false},
		{nil, "x.xlsx", false},
	}
	for _, test := range tests {
		if got := matchXLSX(test.head, test.name); got != test.want {
			t.Errorf("%s, %.60q: got %v", test.name, test.head, got)
		}
	}
}

// TestXLSXLimits lowers nothing: it counts parts that are larger than any test could write.
func TestXLSXLimits(t *testing.T) {
	tests := []struct {
		kind xlsxKind
		size int64
		want source.Reason
	}{
		{xlsxSheet, maxXLSXUnpacked, ""},
		{xlsxSheet, maxXLSXUnpacked + 1, source.OOXMLSizeExceedsLimit},
		{xlsxStrings, maxXLSXStrings + 1, source.OOXMLSizeExceedsLimit},
		{xlsxSmall, maxXLSXSmall, ""},
		{xlsxSmall, maxXLSXSmall + 1, source.OOXMLSizeExceedsLimit},
	}
	for _, test := range tests {
		var got source.Reason
		if err := new(xlsxParts).count(test.kind, test.size); err != nil {
			got = source.AsProblem(err, source.InternalError).Reason
		}
		if got != test.want {
			t.Errorf("kind %d, %d bytes: got %q, want %q", test.kind, test.size, got, test.want)
		}
	}
	data := makeXLSX(t, func(f *excelize.File) { rowsIn(t, f, "Sheet1", []any{strings.Repeat("0", 30_000)}) })
	var lines []string
	s := archiveSink{lines: &lines, segment: func(*text.Segment) { t.Error("a bomb was read") }}
	must(t, readXLSX(t.Context(), inputOf("x.xlsx", data, &Budget{RatioAfter: 1, Ratio: 2}), s))
	if want := []string{": " + string(source.OOXMLRatioExceedsLimit)}; !slices.Equal(lines, want) {
		t.Errorf("got %q, want %q", lines, want)
	}
}

// TestXLSXLeavesNothing sees that the private folder is gone, whether the workbook was whole or not.
func TestXLSXLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	data := makeXLSX(t, func(f *excelize.File) { rowsIn(t, f, "Sheet1", []any{"a"}) })
	scanXLSX(t, data, 0)
	scanXLSX(t, data[:len(data)/2], 0)
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) > 0 {
		t.Errorf("left in %s: %q, %v", os.TempDir(), left, err)
	}
}

// FuzzXLSX changes the parts of a workbook; the package around them stays whole.
func FuzzXLSX(f *testing.F) {
	const sheet, shared, styles = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
	whole := makeXLSX(f, func(x *excelize.File) {
		rowsIn(f, x, "Sheet1", []any{"Name", "Born"}, []any{"Ann", time.Date(1990, 5, 7, 0, 0, 0, 0, time.UTC)})
	})
	parts := map[string][]byte{}
	editXLSX(f, whole, func(name string, b []byte) []byte { parts[name] = b; return b })
	f.Add(parts[sheet], parts[shared], parts[styles])
	f.Add([]byte(`<worksheet><sheetData><row r="3"><c r="B3" t="inlineStr"><is><t>x</t></is></c><c t="s"><v>9</v></c></row></sheetData></worksheet>`), []byte{}, []byte{})
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		changed := map[string][]byte{sheet: a, shared: b, styles: c}
		fuzzArchive(t, "x.xlsx", &xlsxFormat, editXLSX(t, whole, func(name string, body []byte) []byte {
			if part, ok := changed[name]; ok {
				return part
			}
			return body
		}))
	})
}
