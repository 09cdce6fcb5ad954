package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// packed is s through gzip.
func packed(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// zipped is an archive of members: name, content, name, content, ...
func zipped(t testing.TB, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		f, err := w.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, members[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func nestedZip(t testing.TB, depth int, text string) string {
	t.Helper()
	s := zipped(t, "a.txt", text)
	for range depth - 1 {
		s = zipped(t, "a.zip", s)
	}
	return s
}

// workbook is an Excel workbook of sheets with one cell each: sheet, cell, sheet, cell, ...
func workbook(t testing.TB, sheets ...string) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i := 0; i < len(sheets); i += 2 {
		_, err := f.NewSheet(sheets[i])
		if err == nil {
			err = f.SetCellStr(sheets[i], "B2", sheets[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bombSize is what bombs unpack to, a thousand times their size.
const bombSize = 3 << 30

// bomb is deflated text: the start, then bombSize times one character. After a flush, a deflated piece may stand any number of times.
func bomb(t testing.TB, start, char string) string {
	t.Helper()
	piece := func(s string, end bool) string {
		var b bytes.Buffer
		w, err := flate.NewWriter(&b, flate.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, s)
		if w.Flush(); end {
			b.Reset()
			w.Close()
		}
		return b.String()
	}
	const size = 16 << 20
	return piece(start, false) + strings.Repeat(piece(strings.Repeat(char, size), false), bombSize/size) + piece("", true)
}

func bombGzip(t testing.TB, start, char string) string {
	return "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + bomb(t, start, char) + "\x00\x00\x00\x00\x00\x00\x00\x00"
}

// bombMember adds a bomb to an archive. Nobody will get as far as its checksum.
func bombMember(t testing.TB, w *zip.Writer, name, start, char string) {
	t.Helper()
	data := bomb(t, start, char)
	f, err := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate,
		CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(start)) + bombSize})
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, data)
}

func bombZip(t testing.TB, name, start, char string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	bombMember(t, w, name, start, char)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bombWorkbook is a workbook whose only sheet unpacks to 3 GiB.
func bombWorkbook(t testing.TB) string {
	t.Helper()
	whole := workbook(t, "one", before)
	r, err := zip.NewReader(strings.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			if err := w.Copy(f); err != nil {
				t.Fatal(err)
			}
			continue
		}
		bombMember(t, w, f.Name, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">`+
			`<c r="A1" t="inlineStr"><is><t>`+before+`</t></is></c></row>`, " ")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
