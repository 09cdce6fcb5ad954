package format

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pii-scan/pii-scan/scanner/source"
)

func TestGzip(t *testing.T) {
	one, two := makeGzip(t, "", "one "), makeGzip(t, "", "two")
	wrongSum := slices.Clone(one)
	wrongSum[len(wrongSum)-8] ^= 1
	empty := makeGzip(t, "", "")
	told := ": " + string(source.MalformedFile)
	tests := []struct {
		name, file string
		data       []byte
		want       []string
	}{
		{"no name", "notes.txt.gz", one, []string{`!/notes.txt: "one "`}},
		{"name in the header", "x.gz", makeGzip(t, "in/ner.txt", "one"), []string{`!/ner.txt: "one"`}},
		{"name that is none", "x.gz", makeGzip(t, "../..", "one"), []string{`!/x: "one"`}},
		{"name with a line feed", "x.gz", makeGzip(t, "a\nb", "one"), []string{`!/x: "one"`}},
		{"name too long", "x.gz", makeGzip(t, strings.Repeat("n", 300), "one"), []string{`!/x: "one"`}},
		{"extension tgz", "X.TGZ", one, []string{`!/X.tar: "one "`}},
		{"no extension", "x", one, []string{`!/x: "one "`}},
		{"two members", "x.gz", slices.Concat(one, two), []string{`!/x: "one two"`}},
		{"empty members between", "x.gz", slices.Concat(one, empty, empty, two, empty), []string{`!/x: "one two"`}},
		{"padded with zeros", "x.gz", slices.Concat(one, make([]byte, 1000)), []string{`!/x: "one "`}},
		{"something behind", "x.gz", slices.Concat(one, []byte("more")), []string{`!/x: "one "`, "!/x" + told}},
		{"wrong sum", "x.gz", wrongSum, []string{`!/x: "one "`, "!/x" + told}},
		{"cut in the second member", "x.gz", slices.Concat(one, two[:len(two)-2]), []string{`!/x: "one two"`, "!/x" + told}},
		{"cut in the second header", "x.gz", slices.Concat(one, two[:5]), []string{`!/x: "one "`, "!/x" + told}},
		{"cut in the header", "x.gz", one[:5], []string{told}},
	}
	for _, test := range tests {
		want := append([]string{": gzip"}, test.want...)
		if got := scanArchive(t, test.file, test.data, &Budget{}); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, want)
		}
		var lines []string
		s := archiveSink{limit: 100, lines: &lines}
		must(t, s.scan(t.Context(), test.file, iotest.OneByteReader(bytes.NewReader(test.data))))
		if !slices.Equal(lines, want) {
			t.Errorf("%s, read byte by byte:\n got %q\nwant %q", test.name, lines, want)
		}
	}
}

// TestGzipSourceFails sees that a source's failure is not taken for a broken file.
func TestGzipSourceFails(t *testing.T) {
	data := makeGzip(t, "", strings.Repeat("one", 1000))
	broken := source.Problemf(source.SourceObjectGone, "gone")
	var lines []string
	s := archiveSink{limit: 0, lines: &lines}
	in := inputOf("x.gz", data, nil)
	in.Body = iotest.DataErrReader(&failsAfter{bytes.NewReader(data[:len(data)/2]), broken})
	must(t, readGzip(t.Context(), in, s))
	if last := lines[len(lines)-1]; last != "!/x: "+string(source.SourceObjectGone) {
		t.Errorf("got %q", lines)
	}
}

type failsAfter struct {
	*bytes.Reader
	err error
}

func (f *failsAfter) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err != nil {
		err = f.err
	}
	return n, err
}

func FuzzGzip(f *testing.F) {
	f.Add(makeGzip(f, "name", "one"))
	f.Add(slices.Concat(makeGzip(f, "", "one"), makeGzip(f, "", "two"), []byte{0, 0}))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzArchive(t, "x.gz", &gzipFormat, data) })
}
