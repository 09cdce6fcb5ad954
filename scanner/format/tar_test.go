package format

import (
	"archive/tar"
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pii-scan/pii-scan/scanner/source"
)

func TestTar(t *testing.T) {
	a, b := makeTar(t, fileIn{"a.txt", "one"}), makeTar(t, fileIn{"b.txt", "two"})
	member := func(data []byte) []byte { return data[:2*tarBlock] } // header and one block of content
	both := slices.Concat(member(a), b)
	broken := slices.Concat(member(a), member(b), b)
	broken[2*tarBlock+10] ^= 1
	long := strings.Repeat("n", 200)
	told := ": " + string(source.MalformedFile)
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"two files", both, []string{`!/a.txt: "one"`, `!/b.txt: "two"`}},
		{"links and folders", makeTar(t, fileIn{"l", "-> a.txt"}, fileIn{"d/", ""}, fileIn{"a.txt", "one"}), []string{`!/a.txt: "one"`}},
		{"long name", makeTar(t, fileIn{long, "one"}), []string{"!/" + long + `: "one"`}},
		{"odd names", makeTar(t, fileIn{"../up", "1"}, fileIn{"/abs", "2"}, fileIn{`w\x`, "3"}, fileIn{"ü", "4"}),
			[]string{`!/../up: "1"`, `!//abs: "2"`, `!/w\x: "3"`, `!/ü: "4"`}},
		{"one behind the other", slices.Concat(a, b), []string{`!/a.txt: "one"`, `!/b.txt: "two"`}},
		{"no end", member(a), []string{`!/a.txt: "one"`, told}},
		{"cut inside a file", a[:tarBlock+1], []string{`!/a.txt: "o"`, "!/a.txt" + told, told}},
		{"cut inside a header", both[:2*tarBlock+100], []string{`!/a.txt: "one"`, told}},
		{"a broken header between", broken, []string{`!/a.txt: "one"`, told, `!/b.txt: "two"`}},
		{"something behind the end", slices.Concat(a, []byte("more")), []string{`!/a.txt: "one"`, told}},
		{"old archive without magic", oldTar(a), []string{`!/a.txt: "one"`}},
	}
	for _, test := range tests {
		want := append([]string{": tar"}, test.want...)
		if got := scanArchive(t, "x.tar", test.data, &Budget{}); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, want)
		}
		var lines []string
		s := archiveSink{limit: 10, lines: &lines}
		must(t, s.scan(t.Context(), "x.tar", iotest.OneByteReader(bytes.NewReader(test.data))))
		if !slices.Equal(lines, want) {
			t.Errorf("%s, read byte by byte:\n got %q\nwant %q", test.name, lines, want)
		}
	}
}

// oldTar takes the magic out of the first header, as it was before POSIX.
func oldTar(data []byte) []byte {
	data = slices.Clone(data)
	clear(data[257:tarBlock])
	sum := 0
	for i, c := range data[:tarBlock] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int(c)
	}
	for i := 153; i >= 148; i-- {
		data[i] = byte('0' + sum%8)
		sum /= 8
	}
	return data
}

// TestTarSparse has a file of 1 MiB of which 3 bytes are in the archive: its hole counts as unpacked.
func TestTarSparse(t *testing.T) {
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	must(t, w.WriteHeader(&tar.Header{Name: "s", Size: 3, Mode: 0o600}))
	_, err := w.Write([]byte("end"))
	must(t, err)
	must(t, w.Close())
	data := buf.Bytes()
	// The old GNU form (tar manual, "Basic Tar Format"): type S, up to four pairs of offset and length, the real size.
	data[156] = 'S'
	copy(data[257:], "ustar  \x00")
	clear(data[345:tarBlock])
	copy(data[386:], "00003777775\x00")
	copy(data[398:], "00000000003\x00")
	copy(data[483:], "00004000000\x00")
	sum := 0
	for i, c := range data[:tarBlock] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int(c)
	}
	for i := 153; i >= 148; i-- {
		data[i] = byte('0' + sum%8)
		sum /= 8
	}
	got := scanArchive(t, "x.tar", data, &Budget{})
	if want := []string{": tar", "!/s: 1048576 bytes"}; !slices.Equal(got, want) {
		t.Errorf("got %.200q, want %q", got, want)
	}
	got = scanArchive(t, "x.tar", data, &Budget{Bytes: 1000})
	if over := string(source.ArchiveTotalBytesOverLimit); !strings.HasSuffix(got[len(got)-1], over) {
		t.Errorf("got %.200q, want %s", got, over)
	}
}

func FuzzTar(f *testing.F) {
	f.Add(makeTar(f, fileIn{"a", "one"}, fileIn{"l", "-> a"}))
	f.Add(makeTar(f, fileIn{strings.Repeat("n", 200), "one"}))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzArchive(t, "x.tar", &tarFormat, data) })
}
