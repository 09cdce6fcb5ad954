package format

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// TestArchivesGolden reads what real tools packed: see testdata/archives/README.md.
func TestArchivesGolden(t *testing.T) {
	compareDumps(t, "testdata/archives", func(t *testing.T, name string, data []byte) []string {
		lines := scanArchive(t, name, data, &Budget{})
		for i, line := range lines {
			if len(line) > 300 {
				lines[i] = line[:150] + " ... " + line[len(line)-100:]
			}
		}
		return lines
	})
}

// TestDamagedArchiveFiles cuts archives short and flips bits. Whatever comes: no panic, it ends, and what is lost is told.
func TestDamagedArchiveFiles(t *testing.T) {
	for _, file := range dataFiles(t, "testdata/archives") {
		name := filepath.Base(file)
		data, err := os.ReadFile(file)
		must(t, err)
		whole := scanArchive(t, name, data, &Budget{})
		for i := range 16 {
			cut := data[:len(data)*i/16]
			got := scanArchive(t, name, cut, &Budget{})
			if i == 0 || lostOnlyZeros(data[len(cut):]) || mayBeCut[filepath.Ext(name)] || i == 8 && strings.HasPrefix(name, "twice.") {
				continue // of two streams the first is whole
			}
			text := strings.Join(got, "\n")
			if !strings.Contains(text, string(source.MalformedFile)) && !slices.Equal(got, whole) && !notThisFormat(got) {
				t.Errorf("%s cut at %d/16: nothing is told: %.300q", name, i, got)
			}
		}
		for bit := 0; bit < 8*len(data); bit += max(37, len(data)/2) {
			flipped := slices.Clone(data)
			flipped[bit/8] ^= 1 << (bit % 8)
			scanArchive(t, name, flipped, &Budget{})
		}
	}
}

// mayBeCut are the formats that do not say where they end: codes of LZW stop with the file.
var mayBeCut = map[string]bool{".Z": true}

// notThisFormat says that so little was left that it is no longer told from any other file.
func notThisFormat(got []string) bool { return len(got) == 1 && strings.HasPrefix(got[0], ": \"") }

func FuzzArchiveFiles(f *testing.F) {
	for _, file := range dataFiles(f, "testdata/archives") {
		data, err := os.ReadFile(file)
		must(f, err)
		f.Add(filepath.Base(file), data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		var lines []string
		s := archiveSink{budget: &Budget{Bytes: 1 << 22, Entries: 100}, limit: 1 << 10, lines: &lines}
		for i := range All {
			if f := &All[i]; f.Places == "member" && f.Match(NewHead(data, name)) {
				if err := f.Read(t.Context(), inputOf(name, data, s.budget), s); err != nil {
					t.Fatalf("%s ended with %v", f.Name, err)
				}
			}
		}
	})
}
