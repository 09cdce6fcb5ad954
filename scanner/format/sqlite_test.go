package format

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// sqliteValues reads a database. It gives what it holds, and what became of it.
func sqliteValues(t testing.TB, at io.ReaderAt, size int64, block int, budget *Budget) (*valueSink, error) {
	t.Helper()
	s := &valueSink{t: t}
	in := &Input{Name: "x", Size: size, Block: block, Budget: budget}
	in.At = func(context.Context) (io.ReaderAt, int64, error) { return at, size, nil }
	err := readSQLite(t.Context(), in, s)
	if err != nil {
		if _, told := errors.AsType[*source.Problem](err); !told {
			t.Fatalf("%v is no problem", err)
		}
	}
	return s, err
}

func sqliteFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/sqlite/*.sqlite")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	return files
}

func TestSQLiteGolden(t *testing.T) {
	for _, file := range sqliteFiles(t) {
		data, err := os.ReadFile(file)
		must(t, err)
		if f := Identify(data, "x.bin"); f.Name != "sqlite" {
			t.Errorf("%s is identified as %s", file, f.Name)
		}
		f, err := os.Open(file)
		must(t, err)
		defer f.Close()
		got := describeTable(sqliteValues(t, f, int64(len(data)), 0, &Budget{}))
		for _, block := range []int{1, 100} {
			if other := describeTable(sqliteValues(t, f, int64(len(data)), block, nil)); other != got {
				t.Errorf("%s in blocks of %d holds\n%s\nin one it holds\n%s", file, block, other, got)
			}
		}
		holdsGolden(t, file, got)
	}
}

// The sheet of a cell is its table.
func TestSQLiteSheets(t *testing.T) {
	data, err := os.ReadFile("testdata/sqlite/types.sqlite")
	must(t, err)
	s := &tableSink{t: t}
	must(t, readSQLite(t.Context(), inputOf("x", data, nil), s))
	if want := []string{"sqlite_schema", "people", `odd "name"`, "own_rowid", "counted", "letters_content", "notes_content"}; !slices.Equal(s.sheets, want) {
		t.Errorf("tables %q, want %q", s.sheets, want)
	}
}

// What was written last may be in the log alone; without it, or where it is damaged, the database is as it was.
func TestSQLiteLog(t *testing.T) {
	database, err := os.ReadFile("testdata/sqlite/wal.sqlite")
	must(t, err)
	log, err := os.ReadFile("testdata/sqlite/wal.sqlite-wal")
	must(t, err)
	flip := func(at int) []byte {
		b := bytes.Clone(log)
		b[at] ^= 1
		return b
	}
	for _, test := range []struct {
		name string
		log  []byte
		rows int
	}{
		{"none", nil, 1}, {"whole", log, 31}, {"empty", []byte{}, 1}, {"a part of its header", log[:20], 1}, {"header alone", log[:walHeader], 1},
		{"cut before its commit", log[:len(log)-1], 1}, {"damaged header", flip(20), 1}, {"no log", flip(1), 1}, {"damaged page", flip(len(log) - 1), 1},
		{"of another page size", flip(10), 1},
	} {
		name := filepath.Join(t.TempDir(), "x.db")
		must(t, os.WriteFile(name, database, 0o600))
		if test.log != nil {
			must(t, os.WriteFile(name+"-wal", test.log, 0o600))
		}
		f, err := os.Open(name)
		must(t, err)
		s, err := sqliteValues(t, f, int64(len(database)), 0, nil)
		must(t, err)
		f.Close()
		if rows := len(s.values) - 1; rows != test.rows || len(s.problems) > 0 {
			t.Errorf("%s: %d rows, want %d, problems %q", test.name, rows, test.rows, s.problems)
		}
		if left, err := filepath.Glob(name + "*"); err != nil || len(left) > 2 {
			t.Errorf("%s: files %q, %v", test.name, left, err)
		}
	}
	name := filepath.Join(t.TempDir(), "x.db")
	must(t, os.WriteFile(name, database, 0o600))
	must(t, os.Symlink(os.Args[0], name+"-wal"))
	f, err := os.Open(name)
	must(t, err)
	defer f.Close()
	s, err := sqliteValues(t, f, int64(len(database)), 0, nil)
	must(t, err)
	if len(s.values) != 2 || !slices.Equal(s.problems, []string{"READ_ERROR"}) {
		t.Errorf("a log that leads elsewhere: %d values, problems %q", len(s.values), s.problems)
	}
}

// Rows before and behind a damaged page are read.
func TestSQLiteDamage(t *testing.T) {
	const page = 512
	data, err := os.ReadFile("testdata/sqlite/pages.sqlite")
	must(t, err)
	whole, err := sqliteValues(t, bytes.NewReader(data), int64(len(data)), 0, nil)
	must(t, err)
	damaged := 0
	for number := 2; number*page < len(data); number++ {
		bad := bytes.Clone(data)
		for i := range page {
			bad[number*page+i] = 0xff
		}
		s, err := sqliteValues(t, bytes.NewReader(bad), int64(len(bad)), 0, nil)
		if err != nil || len(s.problems) == 0 {
			t.Errorf("page %d: error %v, problems %q", number+1, err, s.problems)
		}
		lost := len(whole.values) - len(s.values)
		if last := s.values[len(s.values)-1]; lost > 60 && strings.Contains(last.field, "later") || lost <= 0 {
			t.Errorf("page %d: %d of %d values are lost", number+1, lost, len(whole.values))
		}
		if lost < 60 {
			damaged++
		}
	}
	if damaged < len(data)/page/2 {
		t.Errorf("only %d damaged pages cost no more than themselves", damaged)
	}
}

func TestSQLiteCut(t *testing.T) {
	for _, file := range sqliteFiles(t) {
		data, err := os.ReadFile(file)
		must(t, err)
		whole, _ := sqliteValues(t, bytes.NewReader(data), int64(len(data)), 0, nil)
		for i := range 16 {
			n := len(data) * i / 16
			s, err := sqliteValues(t, bytes.NewReader(data[:n]), int64(n), 0, nil)
			if err == nil && len(s.problems) == 0 && len(s.values) < len(whole.values) {
				t.Errorf("%s cut at %d: %d of %d values, and nothing is told", file, n, len(s.values), len(whole.values))
			}
		}
	}
}

func TestSQLiteFlipped(t *testing.T) {
	for _, file := range sqliteFiles(t) {
		data, err := os.ReadFile(file)
		must(t, err)
		for at := 16; at < len(data); at += 37 {
			bad := bytes.Clone(data)
			bad[at] ^= 1 << (at % 8)
			sqliteValues(t, bytes.NewReader(bad), int64(len(bad)), 0, &Budget{RatioAfter: 1 << 20, Ratio: 20})
		}
	}
}

// A tree whose inner page leads to itself, or to the same leaf many times, ends.
func TestSQLiteHostile(t *testing.T) {
	const page = 512
	data, err := os.ReadFile("testdata/sqlite/pages.sqlite")
	must(t, err)
	inner := -1
	for number := 1; number*page < len(data); number++ {
		if data[number*page] == 5 && inner < 0 { // an inner page of a table
			inner = number
		}
	}
	for name, child := range map[string]uint32{"itself": uint32(inner + 1), "one leaf": 4, "nowhere": 1 << 30} {
		bad := bytes.Clone(data)
		p := bad[inner*page : (inner+1)*page]
		for i := range binary.BigEndian.Uint16(p[3:]) {
			cell := binary.BigEndian.Uint16(p[12+2*i:])
			binary.BigEndian.PutUint32(p[cell:], child)
		}
		s, err := sqliteValues(t, bytes.NewReader(bad), int64(len(bad)), 0, nil)
		if err == nil && len(s.problems) == 0 {
			t.Errorf("%s: nothing is told, %d values", name, len(s.values))
		}
	}
	encrypted := bytes.Repeat([]byte{0x9f, 0x11, 0x83, 0x07}, 1000)
	if f := Identify(encrypted, "x.db"); f.Read != nil {
		t.Errorf("an encrypted database is identified as %s", f.Name)
	}
	if _, err := sqliteValues(t, bytes.NewReader(encrypted), int64(len(encrypted)), 0, nil); source.AsProblem(err, "").Reason != source.UnsupportedFileType {
		t.Errorf("an encrypted database: %v", err)
	}
	broken := errors.New("broken")
	if _, err := sqliteValues(t, failsFrom{bytes.NewReader(data), 3000, broken}, int64(len(data)), 0, nil); !errors.Is(err, broken) || source.AsProblem(err, "").Reason != source.ReadError {
		t.Errorf("a disk that fails: %v", err)
	}
	if s, err := sqliteValues(t, bytes.NewReader(data), int64(len(data)), 0, &Budget{RatioAfter: 100, Ratio: 1}); err != nil && source.AsProblem(err, "").Reason != source.RatioOverLimit {
		t.Errorf("over the budget: %v, %d values", err, len(s.values))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := readSQLite(ctx, inputOf("x", data, nil), new(countSink)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// failsFrom fails from some place on.
type failsFrom struct {
	r   io.ReaderAt
	at  int64
	err error
}

func (f failsFrom) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.at {
		return 0, f.err
	}
	return f.r.ReadAt(p, off)
}

func FuzzSQLite(f *testing.F) {
	for _, file := range sqliteFiles(f) {
		data, err := os.ReadFile(file)
		must(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := sqliteValues(t, bytes.NewReader(data), int64(len(data)), 0, &Budget{RatioAfter: 1 << 20, Ratio: 20})
		if err == nil && len(s.values) > 10*len(data)+1000 {
			t.Fatalf("%s", fmt.Sprint(len(s.values), " values of ", len(data), " bytes"))
		}
	})
}
