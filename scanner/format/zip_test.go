package format

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// setZipField overwrites n bytes at an offset in the local and central headers of every member of a small archive.
func setZipField(data []byte, local, central int, value ...byte) []byte {
	data = slices.Clone(data)
	for i := range data {
		switch {
		case bytes.HasPrefix(data[i:], zipLocalMagic) && local >= 0:
			copy(data[i+local:], value)
		case bytes.HasPrefix(data[i:], zipCentralMagic) && central >= 0:
			copy(data[i+central:], value)
		}
	}
	return data
}

func TestZip(t *testing.T) {
	two := makeZip(t, zip.Deflate, fileIn{"a.txt", "one"}, fileIn{"b.txt", "two"})
	stored := makeZip(t, zip.Store, fileIn{"a.txt", "one"}, fileIn{"b.txt", "two"})
	dir := bytes.Index(two, zipCentralMagic)
	end := bytes.Index(two, zipEndMagic)
	shift := slices.Clone(two)
	second := bytes.LastIndex(two, zipCentralMagic)
	copy(shift[second:], "XXXX")
	wrongSum := setZipField(two, -1, 16, 1, 2, 3, 4)
	wrongSize := setZipField(two, -1, 24, 2, 0, 0, 0)
	// The first is a link by its mode, of a system that has them.
	link := slices.Clone(two)
	link[dir+5] = 3
	binary.LittleEndian.PutUint32(link[dir+38:], 0o120777<<16)
	hidden := slices.Clone(two)
	binary.LittleEndian.PutUint16(hidden[end+8:], 1)
	binary.LittleEndian.PutUint16(hidden[end+10:], 1)

	both := []string{`!/a.txt: "one"`, `!/b.txt: "two"`}
	told := ": " + string(source.MalformedFile)
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"deflated", two, both},
		{"stored", stored, both},
		{"two archives", slices.Concat(two, two), slices.Concat([]string{told}, both, both)},
		{"with a comment", append(slices.Clone(two[:len(two)-2]), append([]byte{5, 0}, "hello"...)...), both},
		{"more members than the end record says", hidden, both},
		{"empty", makeZip(t, zip.Store), nil},
		{"encrypted", setZipField(two, 6, 8, 9, 0), []string{"!/a.txt: INVALID_ENCRYPTION", "!/b.txt: INVALID_ENCRYPTION"}},
		{"an old method", setZipField(two, 8, 10, 6, 0), []string{"!/a.txt: UNABLE_TO_PARSE_FILE", "!/b.txt: UNABLE_TO_PARSE_FILE"}},
		{"wrong sums", wrongSum, []string{both[0], "!/a.txt" + told, both[1], "!/b.txt" + told}},
		{"wrong sizes", wrongSize, []string{both[0], "!/a.txt" + told, both[1], "!/b.txt" + told}},
		{"a link", link, both[1:]},
		{"something between directory and end", slices.Concat(two[:end], []byte("between"), two[end:]), both},
		{"no directory", two[:dir], append([]string{told}, both...)},
		{"no directory, stored with descriptors", stored[:bytes.Index(stored, zipCentralMagic)], append([]string{told}, both...)},
		{"no end record", two[:end], append([]string{told}, both...)},
		{"second record broken", shift, []string{both[0], told, both[1]}},
		{"folders and odd names", makeZip(t, zip.Deflate,
			fileIn{"d/", ""}, fileIn{`d\w.txt`, "1"}, fileIn{"../../up", "2"}, fileIn{"/abs", "3"}, fileIn{"", "4"}, fileIn{"\x81b", "5"}, fileIn{"é", "6"}),
			[]string{`!/d\w.txt: "1"`, `!/../../up: "2"`, `!//abs: "3"`, `!/: "4"`, `!/üb: "5"`, `!/é: "6"`}},
		{"header lies behind the end", setZipField(two, -1, 42, 0xff, 0xff, 0xff, 0x7f), []string{"!/a.txt" + told, "!/b.txt" + told}},
	}
	for _, test := range tests {
		got := scanArchive(t, "x.zip", test.data, &Budget{})
		want := append([]string{": zip"}, test.want...)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, want)
		}
	}
}

// TestZip64 has a member and a directory that the 32-bit fields do not hold, and puts archives behind a program.
func TestZip64(t *testing.T) {
	data := makeZip(t, zip.Store, fileIn{"a.txt", "one"})
	dir, end := bytes.Index(data, zipCentralMagic), bytes.Index(data, zipEndMagic)
	local := bytes.Index(data, zipLocalMagic)
	central := slices.Clone(data[dir:end])
	for _, off := range []int{20, 24, 42} { // packed, size, offset of the header
		binary.LittleEndian.PutUint32(central[off:], 0xffffffff)
	}
	extra := []byte{1, 0, 24, 0}
	for _, v := range []int{3, 3, local} {
		extra = binary.LittleEndian.AppendUint64(extra, uint64(v))
	}
	binary.LittleEndian.PutUint16(central[30:], uint16(len(extra)))
	central = append(central, extra...)

	out := append(slices.Clone(data[:dir]), central...)
	end64 := len(out)
	out = append(out, zipEnd64Magic...)
	out = binary.LittleEndian.AppendUint64(out, zipEnd64Len-12)
	out = append(out, make([]byte, 12)...)
	for _, v := range []int{1, 1, len(central), dir} {
		out = binary.LittleEndian.AppendUint64(out, uint64(v))
	}
	out = append(out, zipLocator64Magic...)
	out = append(out, 0, 0, 0, 0)
	out = binary.LittleEndian.AppendUint64(out, uint64(end64))
	out = append(out, 1, 0, 0, 0)
	out = append(out, zipEndMagic...)
	out = append(out, 0, 0, 0, 0)
	out = append(out, bytes.Repeat([]byte{0xff}, 12)...)
	out = append(out, 0, 0)

	for _, archive := range [][]byte{data, out} {
		for _, before := range []string{"", "MZ, a program"} {
			file := append([]byte(before), archive...)
			u := &unzipper{at: bytes.NewReader(file), size: int64(len(file))}
			var lines []string
			u.sink = archiveSink{limit: 10, lines: &lines}
			must(t, u.all(t.Context(), source.MalformedFile))
			if want := []string{`!/a.txt: "one"`}; !slices.Equal(lines, want) {
				t.Errorf("%d bytes behind %q: got %q, want %q", len(archive), before, lines, want)
			}
		}
	}
}

// TestZipOverlap lets every record point to one member: a bomb that the budget ends.
func TestZipOverlap(t *testing.T) {
	body := strings.Repeat("0", 1<<20)
	data := makeZip(t, zip.Deflate, fileIn{"a", body})
	dir, end := bytes.Index(data, zipCentralMagic), bytes.Index(data, zipEndMagic)
	record := data[dir:end]
	const copies = 1000
	out := append(slices.Clone(data[:dir]), bytes.Repeat(record, copies)...)
	tail := slices.Clone(data[end:])
	binary.LittleEndian.PutUint16(tail[8:], copies)
	binary.LittleEndian.PutUint16(tail[10:], copies)
	binary.LittleEndian.PutUint32(tail[12:], uint32(copies*len(record)))
	out = append(out, tail...)
	got := scanArchive(t, "x.zip", out, &Budget{Bytes: 10 << 20})
	over := string(source.ArchiveTotalBytesOverLimit)
	if n := len(got); n != 14 || got[n-2] != "!/a: "+over || got[n-1] != ": "+over {
		t.Errorf("got %d records, the last %.200q", n, got[max(0, n-2):])
	}
}

// TestSearch finds what lies across the borders of the blocks that are searched.
func TestSearch(t *testing.T) {
	for _, magic := range [][]byte{zipLocalMagic, oleEncrypted} {
		for _, border := range []int{1 << 10, 9 << 10, 100_000} {
			for at := border - len(magic) - 1; at <= border+1; at++ {
				data := make([]byte, 200_000)
				copy(data[at:], magic)
				u := &unzipper{at: bytes.NewReader(data), size: int64(len(data))}
				if got, err := u.search(t.Context(), 0, []byte("no such"), magic); err != nil || got != int64(at) {
					t.Errorf("%.20q at %d: found at %d, %v", magic, at, got, err)
				}
			}
		}
	}
}

// TestZipSalvageLongMember has a member whose size stands behind it, longer than what is read at a time, and one after it.
func TestZipSalvageLongMember(t *testing.T) {
	var long strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&long, "%d,", i*7919%1000003)
	}
	data := makeZip(t, zip.Deflate, fileIn{"long", long.String()}, fileIn{"b", "two"})
	got := scanArchive(t, "x.zip", data[:bytes.Index(data, zipCentralMagic)], nil)
	want := []string{": zip", ": MALFORMED_FILE", fmt.Sprintf("!/long: %d bytes", long.Len()), `!/b: "two"`}
	if !slices.Equal(got, want) {
		t.Errorf("got %.300q, want %q", got, want)
	}
}

// TestZipSalvageArchiveInArchive sees that headers of an inner archive, packed so that they stand there as they are, are not taken for
// the outer one's.
func TestZipSalvageArchiveInArchive(t *testing.T) {
	inner := makeZip(t, zip.Store, fileIn{"in", "one"})
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.NoCompression) })
	out, err := w.CreateHeader(&zip.FileHeader{Name: "x.zip", Method: zip.Deflate})
	must(t, err)
	_, err = out.Write(inner)
	must(t, err)
	must(t, w.Close())
	data := buf.Bytes()
	got := scanArchive(t, "o.zip", data[:bytes.LastIndex(data, zipCentralMagic)], nil)
	want := []string{": zip", ": MALFORMED_FILE", "!/x.zip: zip", `!/x.zip!/in: "one"`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func FuzzZip(f *testing.F) {
	f.Add(makeZip(f, zip.Deflate, fileIn{"a", "one"}, fileIn{"d/", ""}))
	f.Add(makeZip(f, zip.Store, fileIn{"a", "one"}))
	f.Add(setZipField(makeZip(f, zip.Store, fileIn{"a", "one"}), 6, 8, 9, 0))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzArchive(t, "x.zip", &zipFormat, data) })
}

// fuzzArchive reads data as f: it must not panic, and end.
func fuzzArchive(t *testing.T, name string, f *Format, data []byte) {
	var lines []string
	s := archiveSink{budget: &Budget{Bytes: 1 << 22, Entries: 1000}, limit: 100, lines: &lines}
	if err := f.Read(t.Context(), inputOf(name, data, s.budget), s); err != nil {
		t.Errorf("reader ended with %v", err)
	}
}
