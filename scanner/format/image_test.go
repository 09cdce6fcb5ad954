package format

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// tagSink notes fields, members and problems.
type tagSink struct {
	valueSink
	members []string
}

func (s *tagSink) Member(_ context.Context, m Member) error {
	var b bytes.Buffer
	if _, err := b.ReadFrom(m.Body); err != nil {
		s.Problem(source.AsProblem(err, source.ReadError))
	}
	s.members = append(s.members, fmt.Sprintf("member %s %q", m.Path, b.String()))
	return nil
}

func (s *tagSink) Problem(p *source.Problem) {
	s.problems = append(s.problems, p.Error())
}

// readTags reads an image with blocks of one size and gives what was noted.
func readTags(t testing.TB, name string, data []byte, block int, ocr *OCR) []string {
	t.Helper()
	f := Identify(data[:min(len(data), HeadSize)], name)
	if f.Read == nil || !strings.HasPrefix(f.MIME, "image/") && f.Name != dicomFormat.Name {
		return []string{f.Name}
	}
	s := &tagSink{valueSink: valueSink{t: t, file: data}}
	in := inputOf(name, data, &Budget{})
	in.Block, in.OCR = block, ocr
	if err := f.Read(t.Context(), in, s); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	lines := []string{f.Name + " " + f.MIME}
	for _, v := range s.values {
		lines = append(lines, fmt.Sprintf("%s %q", v.field, v.text))
	}
	lines = append(lines, s.members...)
	for _, p := range s.problems {
		lines = append(lines, "problem "+p)
	}
	return lines
}

// TestImagesGolden reads what real tools wrote: see testdata/images/README.md.
func TestImagesGolden(t *testing.T) {
	compareDumps(t, "testdata/images", func(t *testing.T, name string, data []byte) []string {
		lines := readTags(t, name, data, 0, nil)
		if small := readTags(t, name, data, 16, nil); !slices.Equal(lines, small) {
			t.Errorf("%s: other values in small blocks:\n%q\n%q", name, lines, small)
		}
		return lines
	})
}

// TestDamagedImages cuts images short and flips bits: no panic, and it ends.
func TestDamagedImages(t *testing.T) {
	for _, file := range dataFiles(t, "testdata/images") {
		data, err := os.ReadFile(file)
		must(t, err)
		for i := range 16 {
			readTags(t, filepath.Base(file), data[:len(data)*i/16], 0, nil)
		}
		for bit := 0; bit < 8*len(data); bit += max(29, len(data)/16) {
			flipped := slices.Clone(data)
			flipped[bit/8] ^= 1 << (bit % 8)
			readTags(t, filepath.Base(file), flipped, 0, nil)
		}
	}
}

func FuzzImages(f *testing.F) {
	for _, file := range dataFiles(f, "testdata/images") {
		data, err := os.ReadFile(file)
		must(f, err)
		f.Add(filepath.Base(file), data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		readTags(t, name, data, 64, nil)
		imageSize(bytes.NewReader(data))
	})
}
