package format

import (
	"slices"
	"strings"
	"testing"
)

func TestPackedNames(t *testing.T) {
	for file, want := range map[string]string{
		"a.txt.bz2": "a.txt", "a.TBZ2": "a.tar", "a.txz": "a.tar", "a.tar.zst": "a.tar", "a.svgz": "a.svg", "a.Z": "a", "a": "a", "a.odd": "a.odd", ".xz": ".xz",
	} {
		if got := packedName("", file); got != want {
			t.Errorf("%s holds %s, want %s", file, got, want)
		}
	}
	if got := packedName("in/the header.csv", "a.gz"); got != "the header.csv" {
		t.Errorf("with a name in the header: %s", got)
	}
}

// TestNotPacked sees that what only begins like a packed file, an archive or an image is what it is.
func TestNotPacked(t *testing.T) {
	prose := strings.Repeat(" is how some prose begins, which goes on.\n", 10)
	for _, begin := range []string{
		"BZh", "BZh9", "GIF89a", "GIF87a", "BM", "BM6\x00", "070707", "070701", "Rar!", "7z", "!<arch>", "RIFF 1234WEB", "P*M", "]", "x\x9c", "ftyp heic", "II*", "MM",
	} {
		if got := Identify([]byte(begin+prose), "a.txt"); got.Name != textFormat.Name {
			t.Errorf("%q with prose behind it is %s", begin, got.Name)
		}
	}
	for _, begin := range []string{"\xc7\x71", "\x71\xc7", "\x1f\x9d", "\x1f\x9d\xff", "]\x00\x00", "BM", "\x50\x2a\x4d", "\x02\x21"} {
		if got := Identify([]byte(begin+randomBytes(1000)), "a.bin"); got.Read != nil {
			t.Errorf("%q with noise behind it is %s", begin, got.Name)
		}
	}
}

// TestPadding has zeros behind streams, and streams behind zeros.
func TestPadding(t *testing.T) {
	one, two := makeGzip(t, "", "one "), makeGzip(t, "", "two")
	zeros := make([]byte, 512)
	got := scanArchive(t, "x.gz", slices.Concat(one, zeros, two, zeros), &Budget{})
	if want := []string{": gzip", `!/x: "one two"`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
