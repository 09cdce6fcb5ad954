package format

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// TestRatio judges objects by what comes out of all of them.
func TestRatio(t *testing.T) {
	zeros := strings.Repeat("0", 1<<20)
	bomb := func(n int) []byte { return makeZip(t, zip.Deflate, slices.Repeat([]fileIn{{"zeros", zeros}}, n)...) }
	random := randomBytes(64 << 10)
	overlapping := overlap(t, makeZip(t, zip.Deflate, fileIn{"zeros", zeros}), 50)
	for _, test := range []struct {
		name string
		data []byte
		over bool
	}{
		{"a small bomb", bomb(1), false},
		{"many small bombs", bomb(9), true},
		{"bombs in a zip", makeZip(t, zip.Deflate, fileIn{"a.zip", string(bomb(5))}, fileIn{"b.zip", string(bomb(5))}), true},
		{"bombs, packed once more", makeGzip(t, "", string(makeZip(t, zip.Deflate, slices.Repeat([]fileIn{{"b.zip", string(bomb(4))}}, 50)...))), true},
		{"bombs in a tar", makeTar(t, slices.Repeat([]fileIn{{"z.gz", string(makeGzip(t, "", zeros))}}, 9)...), true},
		{"members over one another", overlapping, true},
		{"behind what is hard to pack", makeZip(t, zip.Deflate, append(slices.Repeat([]fileIn{{"r", random}}, 3), slices.Repeat([]fileIn{{"z", zeros}}, 9)...)...), false},
		{"in a tar behind packed files", makeTar(t, append(slices.Repeat([]fileIn{{"r.gz", string(makeGzip(t, "", random))}}, 3),
			slices.Repeat([]fileIn{{"z.gz", string(makeGzip(t, "", zeros))}}, 9)...)...), false},
	} {
		budget := &Budget{RatioAfter: 2 << 20, Ratio: 50}
		got := scanArchive(t, "f", test.data, budget)
		over := slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, string(source.RatioOverLimit)) })
		if over != test.over {
			t.Errorf("%s: over the limit: %v, want %v: %.400q", test.name, over, test.over, got)
		}
		if out := budget.out.Load(); test.over && out > 8<<20 {
			t.Errorf("%s: %d bytes were unpacked all the same", test.name, out)
		}
	}
}

// overlap makes n entries in the directory of an archive of one member.
func overlap(t *testing.T, data []byte, n int) []byte {
	dir, end := bytes.Index(data, zipCentralMagic), bytes.Index(data, zipEndMagic)
	if dir < 0 || end < 0 {
		t.Fatal("no archive")
	}
	out := slices.Concat(data[:dir], bytes.Repeat(data[dir:end], n), data[end:])
	tail := out[len(out)-zipEndLen:]
	binary.LittleEndian.PutUint16(tail[8:], uint16(n))
	binary.LittleEndian.PutUint16(tail[10:], uint16(n))
	binary.LittleEndian.PutUint32(tail[12:], uint32(n*(end-dir)))
	return out
}

// makeSevenzip is an archive with this directory, whose sums are right.
func makeSevenzip(header string) []byte {
	start := binary.LittleEndian.AppendUint64(nil, 0)
	start = binary.LittleEndian.AppendUint64(start, uint64(len(header)))
	start = binary.LittleEndian.AppendUint32(start, crc32.ChecksumIEEE([]byte(header)))
	out := append(slices.Clone(sevenzipMagic), 0, 4)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(start))
	return slices.Concat(out, start, []byte(header))
}

// TestHostileArchives makes numbers large: nothing is taken for granted, and all of it is malformed or over a limit.
func TestHostileArchives(t *testing.T) {
	const huge = "\xff\xff\xff\xff\xff\xff\xff\xff\x7f" // a number of 7z
	newc := func(nameLen, size string) string {
		return "070701" + strings.Repeat("0", 8) + "000081a4" + strings.Repeat("0", 32) + size + strings.Repeat("0", 32) + nameLen + strings.Repeat("0", 8)
	}
	rpm := func(index, size uint32) string {
		b := append(bytes.Clone(rpmMagic), make([]byte, rpmLeadLen-4)...)
		b = append(b, rpmHeaderMagic...)
		b = binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 0), index)
		return string(binary.BigEndian.AppendUint32(b, size))
	}
	for _, test := range []struct {
		name, file string
		data       []byte
	}{
		{"7z of 2^63 members", "x.7z", makeSevenzip("\x01\x05" + huge)},
		{"7z of 2^63 streams", "x.7z", makeSevenzip("\x01\x04\x06\x00" + huge)},
		{"7z of 2^63 folders", "x.7z", makeSevenzip("\x01\x04\x07\x0b" + huge)},
		{"7z of too many coders", "x.7z", makeSevenzip("\x01\x04\x07\x0b\x01\x00\x40" + strings.Repeat("\x00", 100))},
		{"7z of many members in many streams", "x.7z", makeSevenzip("\x01\x04\x07\x0b\xe0\x00\x00\x02\x00" + strings.Repeat("\x01\x00", 1<<17) + "\x0c" +
			strings.Repeat("\x00", 1<<17) + "\x00\x00\x05\xe0\x00\x00\x02" + strings.Repeat("\x00", 1<<18))},
		{"7z whose directory lies elsewhere", "x.7z", makeSevenzip("\x17\x06\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x01\x09\x05\x00\x07\x0b\x01\x00\x01\x23\x03\x01\x01\x05\x5d\x00\x00\x10\x00\x0c\x05\x00\x00")},
		{"7z of nothing", "x.7z", makeSevenzip("\x01")},
		{"ar of a large member", "x.a", []byte("!<arch>\n" + fmt.Sprintf("%-48s%-10d`\n", "a/", 9999999999) + "some")},
		{"ar of a negative size", "x.a", []byte("!<arch>\n" + fmt.Sprintf("%-48s%-10d`\n", "a/", -1))},
		{"ar of a large table", "x.a", []byte("!<arch>\n" + fmt.Sprintf("%-48s%-10d`\n", "//", 9999999999))},
		{"ar of a long name", "x.a", []byte("!<arch>\n" + fmt.Sprintf("%-48s%-10d`\n", "#1/999999999", 9999999999))},
		{"cpio of a large member", "x.cpio", []byte(newc("00000002", "ffffffff") + "a\x00some")},
		{"cpio of a long name", "x.cpio", []byte(newc("00000002", "00000000") + "a\x00" + newc("ffffffff", "00000000") + "b\x00")},
		{"rpm of many tags", "x.rpm", []byte(rpm(1<<31, 0))},
		{"rpm of a large header", "x.rpm", []byte(rpm(1, 1<<31))},
		{"xz of a large header", "x.xz", []byte("\xfd7zXZ\x00\x00\x01\x69\x22\xde\x36\xff")},
		{"compress that begins with no character", "x.Z", []byte("\x1f\x9d\x90\xff\xff\xff")},
		{"lz4 of a skippable frame without end", "x.lz4", []byte("\x50\x2a\x4d\x18\xff\xff\xff\xff")},
	} {
		got := scanArchive(t, test.file, test.data, &Budget{})
		if !slices.ContainsFunc(got, func(s string) bool {
			return strings.HasSuffix(s, string(source.MalformedFile)) || strings.HasSuffix(s, "OVER_LIMIT")
		}) {
			t.Errorf("%s: %.300q", test.name, got)
		}
	}
}

// TestHostileImages hides what is large in images.
func TestHostileImages(t *testing.T) {
	chunk := func(kind string, data []byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		return slices.Concat(b, []byte(kind), data, make([]byte, 4))
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, err := io.WriteString(z, strings.Repeat("0", imageMaxText))
	must(t, err)
	must(t, z.Close())
	bomb := slices.Concat([]byte("Comment\x00\x00"), packed.Bytes())
	png := slices.Concat([]byte(pngMagic), bytes.Repeat(chunk("zTXt", bomb), 200), chunk("IEND", nil))
	dicom := func(element string) []byte {
		return slices.Concat(make([]byte, dicomPreamble), []byte("DICM\x02\x00\x10\x00UI\x14\x001.2.840.10008.1.2.1\x00"), []byte(element))
	}
	for _, test := range []struct {
		name, file string
		data       []byte
		want       source.Reason
	}{
		{"texts that are bombs", "x.png", png, source.RatioOverLimit},
		{"a chunk of 4 GiB", "x.png", slices.Concat([]byte(pngMagic), []byte("\xff\xff\xff\xfftEXt")), source.MalformedFile},
		{"a directory in itself", "x.tif", []byte("II*\x00\x08\x00\x00\x00\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00"), source.UnsupportedFileType},
		{"deep XMP", "x.gif", slices.Concat([]byte("GIF89a\x01\x00\x01\x00\x87\x00\x00"), make([]byte, 768), []byte("\x21\xff\x0bXMP DataXMP"), bytes.Repeat([]byte("<a>"), 1000), []byte("\x01")), source.MalformedFile},
		{"an element of 4 GiB", "x.dcm", dicom("\x10\x00\x40\x00UT\x00\x00\xfe\xff\xff\xff"), source.MalformedFile},
		{"sequences without end", "x.dcm", dicom(strings.Repeat("\x08\x00\x40\x11SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff", 10_000) + "\x10\x00"), source.MalformedFile},
		{"no representation", "x.dcm", dicom("\x10\x00\x10\x00\x01\x02\x04\x00abcd"), source.MalformedFile},
	} {
		got := readTags(t, test.file, test.data, 0, nil)
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "problem "+string(test.want)) }) {
			t.Errorf("%s: %.500q, want %s", test.name, got, test.want)
		}
	}
}
