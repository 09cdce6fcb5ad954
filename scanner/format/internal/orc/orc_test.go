package orc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

const testdata = "../../testdata/orc"

// dump writes each value on a line: the number of its record, its path, the value.
type dump struct {
	lines    strings.Builder
	record   int64
	path     []string
	problems []string
	values   int
	most     int // values to take
}

var errEnough = errors.New("enough")

func (d *dump) Record(n int64) error {
	d.record = n
	return nil
}

func (d *dump) at(p Place) string {
	switch p.Role {
	case Element:
		return "[" + strconv.Itoa(p.Index) + "]"
	case MapKey:
		return "(key)"
	case MapValue:
		return "." + string(p.Key)
	case Root:
		return ""
	}
	return "." + p.Name
}

func (d *dump) Enter(p Place) error {
	d.path = append(d.path, d.at(p))
	return nil
}

func (d *dump) Leave() { d.path = d.path[:len(d.path)-1] }

func (d *dump) Value(p Place, text []byte) error {
	if d.values++; d.values > d.most {
		return errEnough
	}
	var quoted bytes.Buffer
	e := json.NewEncoder(&quoted)
	e.SetEscapeHTML(false)
	if err := e.Encode(string(text)); err != nil {
		return err
	}
	fmt.Fprintf(&d.lines, "%d $%s%s %s", d.record, strings.Join(d.path, ""), d.at(p), quoted.String())
	return nil
}

func (d *dump) Problem(p *source.Problem) { d.problems = append(d.problems, p.Error()) }

// read gives what data holds; what ends the reading is a problem too.
func read(t testing.TB, data []byte) *dump {
	t.Helper()
	d := &dump{most: 1 << 16}
	f, err := Open(t.Context(), bytes.NewReader(data), int64(len(data)))
	if err == nil {
		err = f.Read(t.Context(), d)
	}
	if err != nil && err != errEnough {
		if _, told := errors.AsType[*source.Problem](err); !told {
			t.Fatalf("reader ended with %v", err)
		}
		d.problems = append(d.problems, "ended: "+err.Error())
	}
	if len(d.path) > 0 {
		t.Fatalf("still in %v", d.path)
	}
	return d
}

func files(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob(testdata + "/*.orc")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	return names
}

func load(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// All values are those that the reference library reads.
func TestValues(t *testing.T) {
	for _, name := range files(t) {
		dump := testdata + "/types.dump"
		if filepath.Base(name) == "stripes.orc" {
			dump = testdata + "/stripes.dump"
		}
		want := strings.Split(string(load(t, dump)), "\n")
		d := read(t, load(t, name))
		got := strings.Split(d.lines.String(), "\n")
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Errorf("%s: %d values, want %d; the first that differs is\n%s, want\n%s", name, len(got), len(want), got[min(i, len(got)-1)], want[min(i, len(want)-1)])
				break
			}
		}
		if len(d.problems) > 0 {
			t.Errorf("%s: problems %q", name, d.problems)
		}
	}
}

// A file that ends early has no footer.
func TestTruncated(t *testing.T) {
	for _, name := range files(t) {
		data := load(t, name)
		for i := range 16 {
			if d := read(t, data[:len(data)*i/16]); d.values > 0 || len(d.problems) != 1 {
				t.Errorf("%s cut at %d/16: %d values, problems %q", name, i, d.values, d.problems)
			}
		}
	}
}

// What is damaged costs no more than itself: where a byte is wrong, columns that it does not stand in are read.
func TestFlipped(t *testing.T) {
	for _, name := range files(t) {
		data := load(t, name)
		want := read(t, data).values
		whole, hurt := 0, 0
		const step = 97
		for at := 3; at < len(data); at += step {
			flipped := bytes.Clone(data)
			flipped[at] ^= 1 << (at % 8)
			d := read(t, flipped)
			if len(d.problems) > 0 {
				hurt++
			}
			if d.values > want/2 {
				whole++
			}
		}
		if whole < len(data)/step/3 || hurt == 0 {
			t.Errorf("%s: of %d files with a wrong byte %d gave most of their values, %d had problems", name, len(data)/step, whole, hurt)
		}
	}
}

// What the reader beneath fails with ends the reading, and is no fault of the file.
func TestBrokenReader(t *testing.T) {
	data := load(t, testdata+"/zlib.orc")
	for _, left := range []int{0, 1, 2, 5} {
		r := &failingReaderAt{r: bytes.NewReader(data), left: left}
		f, err := Open(t.Context(), r, int64(len(data)))
		if err == nil {
			err = f.Read(t.Context(), &dump{most: 1 << 16})
		}
		if !errors.Is(err, errBroken) || isDamage(err) {
			t.Errorf("after %d reads: %v", left, err)
		}
	}
}

var errBroken = errors.New("broken")

type failingReaderAt struct {
	r    io.ReaderAt
	left int
}

func (r *failingReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if r.left--; r.left < 0 {
		return 0, errBroken
	}
	return r.r.ReadAt(p, off)
}

func TestEnds(t *testing.T) {
	data := load(t, testdata+"/zlib.orc")
	f, err := Open(t.Context(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Read(t.Context(), &dump{most: 10}); err != errEnough {
		t.Errorf("visitor's error: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Read(ctx, &dump{most: 1 << 16}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Any bytes are read in bounded time and memory, without a panic.
func FuzzRead(f *testing.F) {
	for _, name := range files(f) {
		f.Add(load(f, name))
	}
	for _, h := range hostile {
		f.Add(h.make().bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := &dump{most: 1 << 16}
		file, err := Open(t.Context(), bytes.NewReader(data), int64(len(data)))
		if err == nil {
			file.limit = 1 << 18
			err = file.Read(t.Context(), d)
		}
		if _, told := errors.AsType[*source.Problem](err); err != nil && err != errEnough && !told {
			t.Fatal(err)
		}
		if len(d.path) > 0 {
			t.Fatalf("still in %v", d.path)
		}
	})
}
