package format

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// officeSink writes down the fields of a document and its members, and its problems.
type officeSink struct {
	t        testing.TB
	lines    []string
	end      int64 // of the last segment, in the decoded text
	line     int64 // the line behind it
	largest  int
	problems []source.Reason
}

func (s *officeSink) Problem(p *source.Problem) { s.problems = append(s.problems, p.Reason) }

func (s *officeSink) Member(ctx context.Context, m Member) error {
	if m.Problem != nil {
		s.Problem(m.Problem)
		return nil
	}
	n, err := io.Copy(io.Discard, m.Body)
	s.lines = append(s.lines, fmt.Sprintf("member %s %d", m.Path, n))
	if err != nil {
		s.Problem(source.AsProblem(err, source.ReadError))
	}
	return ctx.Err()
}

func (s *officeSink) Segment(seg *text.Segment) error {
	own := seg.Order + int64(seg.Own.Start)
	if own < s.end || seg.Base != -1 || int(seg.Raw) != len(seg.Text) || len(seg.Copies) > 0 {
		s.t.Errorf("segment of order %d (the last one ended at %d), base %d, raw %d of %d", seg.Order, s.end, seg.Base, seg.Raw, len(seg.Text))
	}
	s.end = seg.Order + int64(seg.Own.End)
	s.largest = max(s.largest, len(seg.Text))
	locator := seg.Locate()
	for i, span := range seg.Fields {
		own := text.Span{Start: max(span.Start, seg.Own.Start), End: min(span.End, seg.Own.End)}
		loc := locator.Place(i, own)
		if loc.Line > 0 && loc.Line < s.line {
			s.t.Errorf("line %d behind line %d", loc.Line, s.line)
		}
		s.line = loc.EndLine
		f := loc.Field
		var b strings.Builder
		if loc.Line > 0 {
			fmt.Fprintf(&b, "%d:%d ", loc.Line, loc.StartColumn)
		}
		if f.Page > 0 {
			fmt.Fprintf(&b, "page %d ", f.Page)
		}
		if f.Row > 0 {
			fmt.Fprintf(&b, "%s ", text.CellReference(f.Sheet, f.Row, f.Column))
		}
		fmt.Fprintf(&b, "%q", seg.Text[own.Start:own.End])
		if f.Name != nil {
			fmt.Fprintf(&b, " in %s", f.Name.Text)
		}
		if f.IsName {
			b.WriteString(" name")
		}
		s.lines = append(s.lines, b.String())
	}
	for i := range seg.Text { // whoever still reads it will notice
		seg.Text[i] = '#'
	}
	seg.Release()
	return nil
}

// readOffice reads a document as what it is.
func readOffice(t testing.TB, name string, data []byte, block int) *officeSink {
	t.Helper()
	s := &officeSink{t: t}
	in := inputOf(name, data, &Budget{})
	in.Block = block
	f := Identify(data[:min(len(data), HeadSize)], name)
	if f.Read == nil {
		t.Fatalf("%s is taken for %s", name, f.Name)
	}
	if err := f.Read(t.Context(), in, s); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return s
}

// officeFiles are the documents in testdata/office.
func officeFiles(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/office/*.*")
	must(t, err)
	files := map[string][]byte{}
	for _, name := range names {
		if ext := filepath.Ext(name); ext == ".golden" || ext == ".py" || ext == ".md" {
			continue
		}
		data, err := os.ReadFile(name)
		must(t, err)
		files[filepath.Base(name)] = data
	}
	if len(files) < 8 {
		t.Fatalf("%d files", len(files))
	}
	return files
}

// Each document has its fields, members and problems beside it.
func TestOfficeGolden(t *testing.T) {
	for name, data := range officeFiles(t) {
		want := readOffice(t, name, data, 0)
		for _, block := range []int{1, 100} {
			if got := readOffice(t, name, data, block); !slices.Equal(got.lines, want.lines) {
				t.Errorf("%s in blocks of %d:\n%s\nwant\n%s", name, block, strings.Join(got.lines, "\n"), strings.Join(want.lines, "\n"))
			}
		}
		f := Identify(data[:min(len(data), HeadSize)], "document")
		got := fmt.Sprintf("%s %s\n%s\n", f.Name, f.MIME, strings.Join(want.lines, "\n"))
		for _, p := range want.problems {
			got += fmt.Sprintf("problem %s\n", p)
		}
		golden := filepath.Join("testdata/office", name+".golden")
		if *update {
			must(t, os.WriteFile(golden, []byte(got), 0o666))
			continue
		}
		old, err := os.ReadFile(golden)
		must(t, err)
		if got != string(old) {
			t.Errorf("%s holds\n%s\nwant\n%s", name, got, old)
		}
	}
}

// A document that was cut is told to be, and one with a wrong bit is read without harm.
func TestDamagedOffice(t *testing.T) {
	for name, data := range officeFiles(t) {
		for i := 1; i < 16; i++ {
			if s := readOffice(t, name, data[:len(data)*i/16], 0); len(s.problems) == 0 {
				t.Errorf("%s cut at %d/16: no problem", name, i)
			}
		}
		for bit := 0; bit < 8*len(data); bit += max(997, len(data)/20) {
			broken := slices.Clone(data)
			broken[bit/8] ^= 1 << (bit % 8)
			readOffice(t, name, broken, 0)
		}
	}
}
