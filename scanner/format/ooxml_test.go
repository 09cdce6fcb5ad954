package format

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// readOffice reads a document as what it is; nothing may end that.
func readOffice(t testing.TB, name string, data []byte, block int) *lineSink {
	t.Helper()
	s := &lineSink{t: t, packed: true}
	if err := readLines(s, name, data, block); err != nil {
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
		for _, p := range want.reasons() {
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
