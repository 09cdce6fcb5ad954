package format

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// archiveSink records what archive readers hand over, and scans members as a scanner would: each by its own reader.
type archiveSink struct {
	budget  *Budget
	entry   string
	limit   int // bytes kept of each member
	lines   *[]string
	segment func(*text.Segment)
}

// record says one thing: a member's text, or a problem.
func (s archiveSink) record(format string, args ...any) {
	*s.lines = append(*s.lines, s.entry+": "+fmt.Sprintf(format, args...))
}

func (s archiveSink) Problem(p *source.Problem) { s.record("%s", p.Reason) }

func (s archiveSink) Segment(seg *text.Segment) error {
	if s.segment != nil {
		s.segment(seg)
	}
	seg.Release()
	return nil
}

func (s archiveSink) Member(ctx context.Context, m Member) error {
	s.entry += "!/" + m.Path
	if m.Problem != nil {
		s.Problem(m.Problem)
		return nil
	}
	return s.scan(ctx, path.Base(m.Path), m.Body)
}

// scan reads body as what it is. Only archives and workbooks are told apart; anything else is text.
func (s archiveSink) scan(ctx context.Context, name string, body io.Reader) error {
	head := make([]byte, 4<<10)
	n, err := io.ReadFull(body, head)
	head = head[:n]
	if err == nil {
		body = io.MultiReader(bytes.NewReader(head), body)
	} else {
		body = io.MultiReader(bytes.NewReader(head), endsWith{err})
	}
	for i := range All {
		f := &All[i]
		if f.Places != "member" && f.Name != xlsxFormat.Name || !f.Match(NewHead(head, name)) {
			continue
		}
		in := &Input{Name: name, Size: -1, Head: head, Body: body, Budget: s.budget}
		in.At = func(context.Context) (io.ReaderAt, int64, error) {
			b, err := io.ReadAll(body)
			if err != nil {
				s.Problem(source.AsProblem(err, source.ReadError))
			}
			return bytes.NewReader(b), int64(len(b)), nil
		}
		s.record("%s", f.Name)
		return f.Read(ctx, in, s)
	}
	kept := bytes.Buffer{}
	n64, err := io.Copy(&limitedWriter{&kept, s.limit}, body)
	if s.limit > 0 && n64 > int64(s.limit) {
		s.record("%d bytes", n64)
	} else {
		s.record("%q", kept.String())
	}
	if err != nil {
		s.Problem(source.AsProblem(err, source.ReadError))
	}
	return ctx.Err()
}

type endsWith struct{ err error }

func (e endsWith) Read([]byte) (int, error) {
	if e.err == io.ErrUnexpectedEOF {
		return 0, io.EOF
	}
	return 0, e.err
}

type limitedWriter struct {
	w    *bytes.Buffer
	left int
}

func (l *limitedWriter) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.w.Write(p[:n])
	l.left -= n
	return len(p), nil
}

// scanArchive gives what was recorded of data.
func scanArchive(t testing.TB, name string, data []byte, budget *Budget) []string {
	t.Helper()
	var lines []string
	s := archiveSink{budget: budget, limit: 1 << 16, lines: &lines}
	if err := s.scan(t.Context(), name, bytes.NewReader(data)); err != nil {
		t.Errorf("%s: reader ended with %v", name, err)
	}
	return lines
}

// fileIn is a file to be packed; folders end in a slash.
type fileIn struct{ name, body string }

func makeZip(t testing.TB, method uint16, files ...fileIn) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: method}
		out, err := w.CreateHeader(h)
		must(t, err)
		_, err = io.WriteString(out, f.body)
		must(t, err)
	}
	must(t, w.Close())
	return buf.Bytes()
}

func makeTar(t testing.TB, files ...fileIn) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.body))}
		if target, ok := strings.CutPrefix(f.body, "-> "); ok {
			h.Typeflag, h.Linkname, h.Size, f.body = tar.TypeSymlink, target, 0, ""
		}
		must(t, w.WriteHeader(h))
		_, err := io.WriteString(w, f.body)
		must(t, err)
	}
	must(t, w.Close())
	return buf.Bytes()
}

func makeGzip(t testing.TB, name, body string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	w.Name = name
	_, err := io.WriteString(w, body)
	must(t, err)
	must(t, w.Close())
	return buf.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// nest wraps data in n archives of changing kinds.
func nest(t testing.TB, data []byte, n int) []byte {
	for i := range n {
		switch i % 3 {
		case 0:
			data = makeZip(t, zip.Deflate, fileIn{"in", string(data)})
		case 1:
			data = makeTar(t, fileIn{"in", string(data)})
		case 2:
			data = makeGzip(t, "in", string(data))
		}
	}
	return data
}

func TestNestedArchives(t *testing.T) {
	for n := 1; n <= MaxDepth+2; n++ {
		got := scanArchive(t, "outer", nest(t, []byte("secret"), n), &Budget{})
		want := `: "secret"`
		if n > MaxDepth {
			want = ": " + string(source.ArchiveNestingLevelOverLimit)
		}
		if last := got[len(got)-1]; !strings.HasSuffix(last, want) {
			t.Errorf("%d archives in one another: got %s, want ...%s", n, last, want)
		}
	}
}

func TestTarInGzip(t *testing.T) {
	tgz := makeGzip(t, "", string(makeTar(t, fileIn{"a.txt", "one"}, fileIn{"b/c.txt", "two"})))
	got := scanArchive(t, "x.tgz", tgz, nil)
	want := []string{": gzip", "!/x.tar: tar", `!/x.tar!/a.txt: "one"`, `!/x.tar!/b/c.txt: "two"`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// TestBudgets packs more than a budget allows; each says so where it happens.
func TestBudgets(t *testing.T) {
	zeros := strings.Repeat("\x00", 1<<20)
	many := make([]fileIn, 20)
	for i := range many {
		many[i] = fileIn{fmt.Sprintf("%02d", i), "x"}
	}
	tests := []struct {
		name   string
		data   []byte
		budget *Budget
		want   source.Reason
		lines  int // at most so many records
	}{
		{"entries of a zip", makeZip(t, zip.Deflate, many...), &Budget{Entries: 5}, source.ArchiveTotalFilesOverLimit, 8},
		{"entries of a tar", makeTar(t, many...), &Budget{Entries: 5}, source.ArchiveTotalFilesOverLimit, 8},
		{"bytes of a zip", makeZip(t, zip.Deflate, fileIn{"a", zeros}, fileIn{"b", zeros}), &Budget{Bytes: 3 << 19}, source.ArchiveTotalBytesOverLimit, 6},
		{"bytes of a gzip", makeGzip(t, "", zeros), &Budget{Bytes: 1 << 19}, source.ArchiveTotalBytesOverLimit, 6},
		{"ratio of a zip", makeZip(t, zip.Deflate, fileIn{"a", zeros}), &Budget{RatioAfter: 1 << 16}, source.RatioOverLimit, 6},
		{"ratio of a gzip", makeGzip(t, "", zeros), &Budget{RatioAfter: 1 << 16, Ratio: 100}, source.RatioOverLimit, 6},
		{"bytes of a zip in a gzip", makeGzip(t, "", string(makeZip(t, zip.Deflate, fileIn{"a", zeros}))), &Budget{Bytes: 1 << 19}, source.ArchiveTotalBytesOverLimit, 8},
	}
	for _, test := range tests {
		got := scanArchive(t, "f", test.data, test.budget)
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, string(test.want)) }) || len(got) > test.lines {
			t.Errorf("%s: got %.300q, want %s in %d records", test.name, got, test.want, test.lines)
		}
		if got := scanArchive(t, "f", test.data, &Budget{}); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "LIMIT") }) {
			t.Errorf("%s: the default budget refuses it: %.300q", test.name, got)
		}
	}
}

// TestBudgetAfterMember sees that a spent budget stays so, and that depth comes back.
func TestBudgetAfterMember(t *testing.T) {
	b := &Budget{Depth: 1, Bytes: 10}
	for range 3 {
		leave, over := b.Enter()
		if over != nil {
			t.Fatalf("first level refused: %v", over)
		}
		again, over := b.Enter()
		if over == nil {
			t.Error("second level allowed")
		}
		again()
		leave()
	}
	_, err := io.Copy(io.Discard, b.Unpacked(strings.NewReader("0123456789ab"), nil))
	if p, ok := errors.AsType[*source.Problem](err); !ok || p.Reason != source.ArchiveTotalBytesOverLimit {
		t.Errorf("reading 12 of 10 bytes: %v", err)
	}
	if b.Spent() == nil || b.Entry() != b.Spent() {
		t.Errorf("spent %v, next entry %v", b.Spent(), b.Entry())
	}
}

// TestGzipBomb streams zeros through all limits in little memory.
func TestGzipBomb(t *testing.T) {
	pr, pw := io.Pipe()
	go func() {
		w, _ := gzip.NewWriterLevel(pw, gzip.BestSpeed)
		zeros := make([]byte, 1<<20)
		var err error
		for i := 0; i < 2048 && err == nil; i++ {
			_, err = w.Write(zeros)
		}
		pw.CloseWithError(errors.Join(err, w.Close()))
	}()
	defer pr.Close()
	var lines []string
	s := archiveSink{budget: &Budget{Ratio: 100}, limit: 16, lines: &lines}
	must(t, s.scan(t.Context(), "zeros.gz", pr))
	if last := lines[len(lines)-1]; last != "!/zeros: "+string(source.RatioOverLimit) {
		t.Errorf("got %q", lines)
	}
}

// TestDamagedArchives cuts archives short and flips bits. Whatever comes: no panic, it ends, and what is lost is told.
func TestDamagedArchives(t *testing.T) {
	filler := func(seed int) string { // does not compress to nothing
		var b strings.Builder
		for i := range 300 {
			fmt.Fprintf(&b, "%d ", (i*7919+seed*104729)%99991)
		}
		return b.String()
	}
	files := []fileIn{{"a.txt", filler(1)}, {"b.txt", filler(2)}, {"c.txt", filler(3)}}
	for _, archive := range []struct {
		name string
		data []byte
	}{
		{"z.zip", makeZip(t, zip.Deflate, files...)},
		{"s.zip", makeZip(t, zip.Store, files...)},
		{"t.tar", makeTar(t, files...)},
		{"g.gz", makeGzip(t, "", filler(4))},
		{"tz.tgz", makeGzip(t, "", string(makeTar(t, files...)))},
	} {
		whole := scanArchive(t, archive.name, archive.data, nil)
		if strings.Contains(strings.Join(whole, "\n"), "MALFORMED") {
			t.Fatalf("%s: whole archive is refused: %.300q", archive.name, whole)
		}
		for i := range 16 {
			cut := archive.data[:len(archive.data)*i/16]
			got := scanArchive(t, archive.name, cut, &Budget{})
			if i > 0 && !strings.Contains(strings.Join(got, "\n"), string(source.MalformedFile)) && !lostOnlyZeros(archive.data[len(cut):]) {
				t.Errorf("%s cut at %d/16: nothing is told: %.300q", archive.name, i, got)
			}
		}
		for bit := 0; bit < 8*len(archive.data); bit += 37 {
			data := slices.Clone(archive.data)
			data[bit/8] ^= 1 << (bit % 8)
			scanArchive(t, archive.name, data, &Budget{})
		}
	}
}

// lostOnlyZeros says that what was cut off is the padding of a tar archive whose end mark begins before it.
func lostOnlyZeros(lost []byte) bool { return len(bytes.Trim(lost, "\x00")) == 0 }

func TestArchivesEndWithTheContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	cancel()
	for name, data := range map[string][]byte{
		"a.zip": makeZip(t, zip.Deflate, fileIn{"a", "x"}),
		"a.tar": makeTar(t, fileIn{"a", "x"}),
		"a.gz":  makeGzip(t, "", "x"),
	} {
		var lines []string
		s := archiveSink{limit: 10, lines: &lines}
		if err := s.scan(ctx, name, bytes.NewReader(data)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, %q", name, err, lines)
		}
	}
}

// inputOf is data as a reader gets it.
func inputOf(name string, data []byte, budget *Budget) *Input {
	return &Input{
		Name: name, Size: int64(len(data)), Head: data[:min(len(data), HeadSize)], Body: bytes.NewReader(data), Budget: budget,
		At: func(context.Context) (io.ReaderAt, int64, error) { return bytes.NewReader(data), int64(len(data)), nil },
	}
}
