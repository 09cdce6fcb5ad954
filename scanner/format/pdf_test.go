package format

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
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

// pdfSink writes down what comes out of a document, a line for each field, member and problem.
type pdfSink struct {
	t     testing.TB
	lines []string
	order int64
}

func (s *pdfSink) say(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

func (s *pdfSink) Segment(seg *text.Segment) error {
	if seg.Order < s.order || seg.Base >= 0 || seg.Line != 0 {
		s.t.Fatalf("segment at %d behind %d, base %d, line %d", seg.Order, s.order, seg.Base, seg.Line)
	}
	s.order = seg.Order
	for i, span := range seg.Fields {
		f := seg.FieldAt(i)
		var b strings.Builder
		if f.Page > 0 {
			fmt.Fprintf(&b, "page %d ", f.Page)
		}
		if f.IsName {
			b.WriteString("header ")
		}
		if f.Name != nil {
			fmt.Fprintf(&b, "%q ", f.Name.Text)
		}
		s.say("%s%q", b.String(), seg.Text[max(span.Start, seg.Own.Start):min(span.End, seg.Own.End)])
	}
	seg.Release()
	return nil
}

func (s *pdfSink) Member(_ context.Context, m Member) error {
	if m.Problem != nil {
		s.say("member %q %s", m.Path, m.Problem)
		return nil
	}
	b, err := io.ReadAll(m.Body)
	s.say("member %q %d bytes %v", m.Path, len(b), err)
	return nil
}

func (s *pdfSink) Problem(p *source.Problem) { s.say("problem %s", p) }

// readPDFLines gives what is read of a document.
func readPDFLines(t testing.TB, data []byte, block int) []string {
	t.Helper()
	s := &pdfSink{t: t}
	in := &Input{Name: "x.pdf", Size: int64(len(data)), Block: block, Budget: &Budget{}}
	in.At = func(context.Context) (io.ReaderAt, int64, error) { return bytes.NewReader(data), int64(len(data)), nil }
	if err := readPDF(t.Context(), in, s); err != nil {
		s.Problem(source.AsProblem(err, source.InternalError))
	}
	return s.lines
}

// pdfFiles are the documents of testdata.
func pdfFiles(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/pdf/*.pdf")
	if err != nil || len(names) == 0 {
		t.Fatal("no documents", err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = data
	}
	return files
}

func TestPDFGolden(t *testing.T) {
	for name, data := range pdfFiles(t) {
		if f := Identify(data[:min(len(data), HeadSize)], "x"); f.Name != pdfFormat.Name {
			t.Errorf("%s is taken for %s", name, f.Name)
		}
		lines := readPDFLines(t, data, 0)
		if small := readPDFLines(t, data, 16); !slices.Equal(lines, small) {
			t.Errorf("%s: other fields in small blocks", name)
		}
		got := strings.Join(lines, "\n") + "\n"
		golden := strings.TrimSuffix(name, ".pdf") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s holds\n%s\nwant\n%s", name, got, want)
		}
	}
}

// A document that was cut off says so, or is no document; one with a changed byte is read as far as it goes.
func TestPDFDamaged(t *testing.T) {
	for name, data := range pdfFiles(t) {
		for i := range 16 {
			lines := readPDFLines(t, data[:len(data)*i/16], 0)
			if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "problem ") }) {
				t.Errorf("%s, %d/16 of it: no problem is told", name, i)
			}
			broken := bytes.Clone(data)
			broken[len(data)*i/16] ^= 0x55
			for _, line := range readPDFLines(t, broken, 0) {
				if strings.Contains(line, string(source.InternalError)) {
					t.Errorf("%s, byte %d changed: %s", name, len(data)*i/16, line)
				}
			}
		}
	}
}

// pdfOf makes a document of objects, which are numbered from 1 and of which the first is the catalog.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// packedStream is a stream of n times s.
func packedStream(dictionary, s string, n int) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	piece := []byte(strings.Repeat(s, 1000))
	for range n / 1000 {
		w.Write(piece)
	}
	w.Close()
	return fmt.Sprintf("<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", dictionary, b.Len(), b.String())
}

// Hostile documents end, with or without a reason, and nothing breaks.
func TestPDFHostile(t *testing.T) {
	const catalog, pages = "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	const page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 4 0 R>>>>>>"
	const font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	tests := []struct {
		name    string
		objects []string
		want    string // part of a line
	}{
		{"page tree in a circle", []string{catalog, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"}, "problem"},
		{"a billion pages", []string{catalog, "<</Type/Pages/Kids[3 0 R]/Count 1000000000>>", page, "<</Length 0>>\nstream\n\nendstream", font}, ""},
		{"no pages", []string{catalog, "<</Type/Pages/Kids[]/Count 0>>"}, "MALFORMED_FILE"},
		{"form that draws itself", []string{catalog, pages, page,
			"<</Type/XObject/Subtype/Form/BBox[0 0 300 300]/Resources<</XObject<</X 4 0 R>>/Font<</F 5 0 R>>>>/Length 50>>\nstream\nBT /F 12 Tf 20 20 Td (said once) Tj ET /X Do /X Do\nendstream", font}, ""},
		{"deep arrays", []string{catalog, pages, page, "<</Length 0/D " + deep + ">>\nstream\n\nendstream", font}, ""},
		{"packed zeros", []string{catalog, pages, page, packedStream("", "\x00", 8_000_000), font}, ""},
		{"many letters", []string{catalog, pages, page, packedStream("", "BT /F 1 Tf 20 20 Td (letters) Tj 9 9 Td (more) Tj ET ", 5_000), font}, "letters"},
	}
	for _, test := range tests {
		lines := readPDFLines(t, pdfOf(test.objects...), 0)
		found := false
		for _, line := range lines {
			found = found || strings.Contains(line, test.want)
			if strings.Contains(line, string(source.InternalError)) {
				t.Errorf("%s: %s", test.name, short(line))
			}
		}
		if !found && test.want != "" {
			t.Errorf("%s: no %q among %d lines: %s", test.name, test.want, len(lines), short(fmt.Sprint(lines)))
		}
	}
}

func TestPDFCanceled(t *testing.T) {
	data := pdfFiles(t)["testdata/pdf/table.pdf"]
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	in := &Input{Name: "x.pdf", Budget: &Budget{}}
	in.At = func(context.Context) (io.ReaderAt, int64, error) { return bytes.NewReader(data), int64(len(data)), nil }
	if err := readPDF(ctx, in, &pdfSink{t: t}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// What breaks is the body, whatever becomes of the document.
func TestPDFBrokenBody(t *testing.T) {
	data := pdfFiles(t)["testdata/pdf/sheet.pdf"]
	broken := errors.New("broken")
	for _, good := range []int64{0, 10, int64(len(data)) / 2} {
		in := &Input{Name: "x.pdf", Budget: &Budget{}}
		in.At = func(context.Context) (io.ReaderAt, int64, error) {
			return brokenAt{bytes.NewReader(data), good, broken}, int64(len(data)), nil
		}
		if err := readPDF(t.Context(), in, &pdfSink{t: t}); err != broken {
			t.Errorf("%d good bytes: error %v", good, err)
		}
	}
}

type brokenAt struct {
	r    io.ReaderAt
	good int64
	err  error
}

func (b brokenAt) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > b.good {
		return 0, b.err
	}
	return b.r.ReadAt(p, off)
}

func TestPageList(t *testing.T) {
	for _, test := range []struct {
		pages []int
		want  string
	}{
		{[]int{3}, "page 3"},
		{[]int{1, 2, 3, 7}, "pages 1-3, 7"},
		{[]int{2, 4, 5}, "pages 2, 4-5"},
	} {
		var l pageList
		for _, p := range test.pages {
			l.add(p)
		}
		if got := l.String(); got != test.want {
			t.Errorf("%v: %s, want %s", test.pages, got, test.want)
		}
	}
}

func FuzzPDF(f *testing.F) {
	for _, data := range pdfFiles(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, line := range readPDFLines(t, data, 0) {
			if strings.Contains(line, string(source.InternalError)) {
				t.Fatal(line)
			}
		}
	})
}

func BenchmarkPDF(b *testing.B) {
	data := pdfFiles(b)["testdata/pdf/sheet.pdf"]
	readPDFLines(b, data, 0) // starts the engine
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		readPDFLines(b, data, 0)
	}
}
