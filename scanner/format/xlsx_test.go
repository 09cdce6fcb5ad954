package format

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/pii-scan/pii-scan/scanner/source"
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

// scanXLSX gives the fields of a workbook, but for its authors, and what else was recorded.
func scanXLSX(t testing.TB, data []byte, block int) (cells, other []string) {
	t.Helper()
	s := readOffice(t, "x.xlsx", data, block)
	for _, p := range s.reasons() {
		other = append(other, "problem "+string(p))
	}
	for _, line := range s.lines {
		if strings.HasPrefix(line, "member ") {
			other = append(other, line)
		} else if !strings.HasSuffix(line, " in author") {
			cells = append(cells, line)
		}
	}
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
			`Sheet1!E1 "00501"`, `Sheet1!F1 "1234.5"`, `Sheet1!G1 "33000"`, `Sheet1!H1 "12345E12"`, `Sheet1!I1 "TRUE"`, `Sheet1!J1 "4539148803436467"`, `Sheet1!K1 "1990-05-07"`}},
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
		if f := Identify(data[:min(len(data), HeadSize)], "data"); f.Name != xlsxFormat.Name {
			t.Errorf("%s: taken for %s", test.name, f.Name)
		}
		for _, block := range []int{0, 1, 20} {
			cells, other := scanXLSX(t, data, block)
			if !slices.Equal(cells, test.want) || len(other) > 0 {
				t.Errorf("%s in blocks of %d:\n got %q %q\nwant %q", test.name, block, cells, other, test.want)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	const phone = "[<=9999999]###-####;(###) ###-####"
	tests := []struct{ code, raw, want string }{
		{"General", "4.539148803436467E+15", "4539148803436467"},
		{"0.00E+00", "4.539148803436467E15", "4539148803436467"},
		{"", "2.5e-3", "2.5e-3"},
		{"", "9.9E+30", "9.9E+30"},
		{"", "2025550123.0", "2025550123"},
		{"", "10.0", "10.0"},
		{"", "1.2.3E4", "1.2.3E4"},
		{"m/d/yy", "33000", "1990-05-07"},
		{"[$-409]d-mmm-yy h:mm AM/PM;@", "33000.75", "1990-05-07"},
		{"yyyy", "1", "1900-01-01"},
		{"yyyy", "59", "1900-02-28"},
		{"yyyy", "61", "1900-03-01"},
		{"yyyy", "2958465.5", "9999-12-31"},
		{"yyyy", "2958466", "2958466"},
		{"yyyy", "-33000", "-33000"},
		{"yyyy", "1E+300", "1E+300"},
		{"yyyy", "Ann", "Ann"},
		{"h:mm", "33000", "33000"},
		{"000-00-0000", "12345678", "012-34-5678"},
		{"000-00-0000", "1234567890", "1234-56-7890"},
		{"000-00-0000", "-12345678", "-12345678"},
		{"000-00-0000", "12345678.5", "12345678.5"},
		{`000\-00\-0000;@`, "12345678", "012-34-5678"},
		{`"no. "00000`, "501", "no. 00501"},
		{phone, "5551230", "555-1230"},
		{phone, "2125551230", "(212) 555-1230"},
		{"00000", "501", "00501"},
		{"0", "501", "501"},
		{"#,##0", "12345678", "12345678"},
		{"0.00", "12345678", "12345678"},
		{"# ?/?", "12345678", "12345678"},
		{"0;-0", "12345678", "12345678"},
		{"00-00;(00-00)", "1234", "12-34"},
		{`[Red]00-00`, "1234", "12-34"},
		{"00[", "1234", "1234"},
		{`00"`, "1234", "1234"},
		{"", "-5", "-5"},
	}
	for _, test := range tests {
		f := parseFormat(test.code)
		if got := string(f.append(nil, []byte(test.raw), false)); got != test.want {
			t.Errorf("%s shown as %s is %q, want %q", test.raw, test.code, got, test.want)
		}
	}
}

// The cells of a workbook are those that excelize reads.
func TestXLSXAgainstExcelize(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	values := []any{"text", "  spaces ", "line\nbreak", "_x000D_", "<&>\"'", "ünï 🚀", 1, -2.5, 1e9, true, false, nil, nil, nil, ""}
	for range 20 {
		data := makeXLSX(t, func(f *excelize.File) {
			for range 60 {
				cell, err := excelize.CoordinatesToCellName(1+random.IntN(30), 1+random.IntN(50))
				must(t, err)
				must(t, f.SetCellValue("Sheet1", cell, values[random.IntN(len(values))]))
			}
		})
		f, err := excelize.OpenReader(bytes.NewReader(data))
		must(t, err)
		rows, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
		must(t, err)
		var want []string
		for i, row := range rows {
			for j, v := range row {
				if v == "" {
					continue
				}
				cell, err := excelize.CoordinatesToCellName(j+1, i+1)
				must(t, err)
				if kind, err := f.GetCellType("Sheet1", cell); err == nil && kind == excelize.CellTypeBool {
					v = map[string]string{"1": "TRUE", "0": "FALSE"}[v]
				}
				want = append(want, fmt.Sprintf("Sheet1!%s %q", cell, v))
			}
		}
		var got []string
		cells, other := scanXLSX(t, data, 0)
		for _, c := range cells[1:] {
			c, _, _ = strings.Cut(c, " in ")
			got = append(got, strings.TrimSuffix(c, " name"))
		}
		if !slices.Equal(got, want) || len(other) > 0 {
			t.Fatalf("got\n%q %q, want\n%q", got, other, want)
		}
	}
}

// Of strings that are too many, all are handed over, and those that are held say what cells do.
func TestManyStrings(t *testing.T) {
	var over []string
	s := sharedStrings{over: func(b []byte) error { over = append(over, string(b)); return nil }}
	for i := range 3 * stringRefs {
		must(t, s.add(fmt.Appendf(nil, "string %d", i)))
	}
	for _, i := range []int{0, 1, stringRefs - 1, stringRefs, 3*stringRefs - 1} {
		if got := string(s.append(nil, i)); got != fmt.Sprintf("string %d", i) {
			t.Errorf("string %d is %q", i, got)
		}
	}
	s.size = maxStringBytes - 20
	for _, v := range []string{"fits", "too long to fit", "x"} {
		must(t, s.add([]byte(v)))
	}
	n := 3 * stringRefs
	if !slices.Equal(over, []string{"too long to fit", "x"}) || string(s.append(nil, n)) != "fits" || string(s.append(nil, n+1)) != "" || string(s.append(nil, -1)) != "" {
		t.Errorf("handed over %q, string %d is %q", over, n, s.append(nil, n))
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
		{"one sheet broken", oneBroken, source.MalformedOrTooLarge, true, false},
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
		{"cells in no row, without a start", editXLSX(t, whole, func(n string, b []byte) []byte {
			if strings.HasSuffix(n, "sheet2.xml") {
				return []byte(`<v>1</v></c><c r="C1"><v>1</v></c><c r="A1"><v>2</v></c><c><v>`)
			}
			return b
		}), source.MalformedOrTooLarge, true, false},
		{"embedded file", editXLSX(t, whole, same, fileIn{"xl/embeddings/a.bin", "in"}), "", true, true},
		{"encrypted parts", setZipField(whole, 6, 8, 9, 0), source.InvalidEncryption, false, false},
	}
	for _, test := range tests {
		cells, other := scanXLSX(t, test.data, 0)
		told := slices.Contains(other, "problem "+string(test.want))
		cell := slices.ContainsFunc(cells, func(s string) bool { return strings.HasPrefix(s, `Sheet1!A200 "name 1575881"`) })
		member := slices.ContainsFunc(other, func(s string) bool { return strings.HasPrefix(s, `member "xl/`) })
		if told != (test.want != "") || cell != test.cells || member != test.member {
			t.Errorf("%s: told %v, cell %v, member %v; %d cells, other %.500q", test.name, told, cell, member, len(cells), other)
		}
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
		if !xlsxFormat.Match(NewHead(test.data, "x.xlsx")) {
			t.Errorf("%s: not taken for a workbook", test.name)
		}
		var lines []string
		must(t, xlsxFormat.Read(t.Context(), inputOf("x.xlsx", test.data, &Budget{}), archiveSink{lines: &lines}))
		if other := lines; !slices.Equal(other, []string{": " + string(test.want)}) {
			t.Errorf("%s: got %q, want %s", test.name, other, test.want)
		}
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
