package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// The values that are planted before and after the trouble, and how outputs show them.
const (
	before, beforeShown = "bjorn.hale@quillharbour.net", "b***@***.net"
	after, afterShown   = "yara.lindt@thornwick-post.com", "y***@***.com"
)

// outcome is what came of one run of the command: its status, what it wrote, and its json output.
type outcome struct {
	status         int
	stdout, stderr string
	Summary        struct{ Objects, Complete, Partial, Skipped, Matches int64 }
	Coverage       []struct{ Path, Entry, Reason, Detail string }
	Objects        []struct {
		Path, Status string
		Scanned      int64
	}
	masked []string // the matches, as they are shown
}

// scanned runs the command in this process, with json and matches as outputs, and checks that none of the secrets comes out.
func scanned(t *testing.T, stdin io.Reader, secrets []string, args ...string) *outcome {
	t.Helper()
	dir := t.TempDir()
	report, matches := filepath.Join(dir, "report.json"), filepath.Join(dir, "matches.jsonl")
	args = append([]string{"--time", "2026-01-31", "-o", "text", "-o", "json=" + report, "-o", "matches=" + matches}, args...)
	var stdout, stderr strings.Builder
	o := &outcome{status: run(args, stdin, &stdout, &stderr)}
	o.stdout, o.stderr = stdout.String(), stderr.String()
	written := o.stdout + o.stderr
	if o.status != statusUsage {
		text := read(t, report)
		if err := json.Unmarshal([]byte(text), o); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		lines := read(t, matches)
		for dec := json.NewDecoder(strings.NewReader(lines)); dec.More(); {
			var m struct{ Masked string }
			if err := dec.Decode(&m); err != nil {
				t.Fatal(err)
			}
			o.masked = append(o.masked, m.Masked)
		}
		written += text + lines
	}
	for _, s := range secrets {
		if strings.Contains(written, s) {
			t.Errorf("%q comes out:\n%s", s, written)
		}
	}
	return o
}

// problems are the reasons of the coverage, each once, sorted.
func (o *outcome) problems() string {
	var reasons []string
	for _, c := range o.Coverage {
		reasons = append(reasons, c.Reason)
	}
	slices.Sort(reasons)
	return strings.Join(slices.Compact(reasons), " ")
}

// expect checks status, reasons and whether the value before and the one after the trouble were found, and that standard error
// tells the reasons.
func (o *outcome) expect(t *testing.T, status int, reason source.Reason, found string) {
	t.Helper()
	var got []string
	for _, planted := range []struct{ name, shown string }{{"before", beforeShown}, {"after", afterShown}} {
		if slices.Contains(o.masked, planted.shown) {
			got = append(got, planted.name)
		}
	}
	if o.status != status || o.problems() != string(reason) || strings.Join(got, " ") != found {
		t.Errorf("status %d, reason %q, found %q\nwant %d, %q, %q\n%s%s%v", o.status, o.problems(), strings.Join(got, " "), status, reason, found,
			o.stdout, o.stderr, o.Coverage)
	}
	for _, c := range o.Coverage {
		if !strings.Contains(o.stderr, c.Reason) {
			t.Errorf("standard error does not tell %s:\n%s", c.Reason, o.stderr)
		}
	}
}

// TestBadInput scans what is broken, hostile or missing on a disk or in a pipe.
func TestBadInput(t *testing.T) {
	const ok, incomplete = statusDone, statusIncomplete
	both := func(trouble string) string { return before + "\n" + trouble + "\n" + after + "\n" }
	rows := strings.Repeat("some,cells,here\n", 8000) // more than what is looked at to tell the format
	hex := fmt.Sprintf("%x", noise(100_000))
	prose := strings.Repeat("Nothing to be seen, but a long line that goes on and on. ", 3000)
	tests := []struct {
		name   string
		file   string // its name; what it holds is content
		data   string
		make   func(t *testing.T, dir string) // instead of data
		status int
		reason source.Reason
		found  string
	}{
		{"empty", "a.txt", "", nil, ok, "", ""},
		{"empty table", "a.csv", "", nil, ok, "", ""},
		{"empty archive", "a.zip", "", nil, ok, "", ""},
		{"a link to itself", "a", "", func(t *testing.T, dir string) { link(t, "a", dir, "a") }, ok, source.LinkOutOfTree, ""},
		{"a loop of folders", "a/b.txt", both(""), func(t *testing.T, dir string) { link(t, "..", dir, "a", "up") }, ok, source.LinkOutOfTree, "before after"},
		{"a link out of the tree", "a.txt", both(""), func(t *testing.T, dir string) { link(t, "/etc/hosts", dir, "b") }, ok, source.LinkOutOfTree, "before after"},
		{"a link to nowhere", "a.txt", both(""), func(t *testing.T, dir string) { link(t, "c", dir, "b") }, ok, source.LinkOutOfTree, "before after"},

		{"truncated gzip", "a.txt.gz", cutOff(packed(t, before+"\n"+hex+after)), nil, incomplete, source.MalformedFile, "before"},
		{"gzip, header only", "a.gz", "\x1f\x8b\x08\x00", nil, incomplete, source.MalformedFile, ""},
		{"gzip and garbage", "a.txt.gz", packed(t, both("")) + "garbage", nil, incomplete, source.MalformedFile, "before after"},
		{"truncated zip", "a.zip", cutOff(zipped(t, "b.txt", before, "n.txt", hex, "y.txt", after)), nil, incomplete, source.MalformedFile, "before"},
		{"zip with a broken member", "a.zip", damaged(zipped(t, "b.txt", before, "n.txt", hex, "y.txt", after)), nil,
			incomplete, source.MalformedFile, "before after"},
		{"truncated workbook", "a.xlsx", cutOff(workbook(t, "one", before, "two", after)), nil,
			incomplete, source.MalformedFile + " " + source.MalformedOrTooLarge, ""},
		{"workbook without its directory", "a.xlsx", undirected(workbook(t, "one", before, "two", after)), nil,
			incomplete, source.MalformedOrTooLarge, "before after"},
		{"called a zip, text", "a.zip", both(""), nil, ok, "", "before after"},
		{"called a table, binary", "a.csv", "\x00\x01\x02\x03" + noise(5000), nil, ok, source.UnsupportedFileType, ""},

		{"archives, nested 12 deep", "a.zip", nestedZip(t, 12, both("")), nil, incomplete, source.ArchiveNestingLevelOverLimit, ""},
		{"archives, nested 9 deep", "a.zip", nestedZip(t, 9, both("")), nil, ok, "", "before after"},
		{"3 GiB of zeros in a zip", "a.zip", bombZip(t, "zeros", "", "\x00"), nil, ok, source.UnsupportedFileType, ""},
		{"3 GiB of one letter in a gzip", "a.txt.gz", bombGzip(t, both(""), "x"), nil, incomplete, source.RatioOverLimit, "before after"},
		{"3 GiB of zeros in a gzip", "a.gz", bombGzip(t, "", "\x00"), nil, ok, source.UnsupportedFileType, ""},
		{"3 GiB of spaces in a sheet", "a.xlsx", bombWorkbook(t), nil, incomplete, source.OOXMLRatioExceedsLimit, "before"},

		{"JSON, 100,000 deep", "a.json", `{"b":"` + before + `","deep":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `,"y":"` + after + `"}`,
			nil, incomplete, source.JSONNestingLevelOverLimit, "before after"},
		{"JSON, 100,000 deep, never closed", "a.json", `{"b":"` + before + `","deep":` + strings.Repeat(`{"a":`, 100_000) + `"` + after + `"`,
			nil, incomplete, source.JSONNestingLevelOverLimit + " " + source.UnableToParseFile, "before after"},
		{"JSON, then text", "a.json", `{"b":"` + before + `"}` + "\n" + prose + after, nil, incomplete, source.UnableToParseFile, "before after"},
		{"JSON Lines with a broken line", "a.jsonl", `{"b":"` + before + `"}` + "\n{\"broken\n" + `{"y":"` + after + `"}` + "\n", nil,
			incomplete, source.UnableToParseFile, "before after"},
		{"a string without an end", "a.json", `{"b":"` + before + `","open":"` + prose + after, nil, incomplete, source.UnableToParseFile, "before after"},
		{"a table, then prose, then binary", "a.csv", before + ",b,c\n" + rows + prose + "\n" + noise(200_000) + "\n" + after + "\n", nil, ok, "", "before after"},
		{"a quote without an end", "a.csv", "a,b\n" + before + ",\"" + strings.Repeat(rows, 10) + after, nil, ok, "", "before after"},

		{"NUL bytes", "a.txt", both(strings.Repeat("text\x00", 5)), nil, ok, "", "before after"},
		{"NUL bytes far from the start", "a.txt", both(prose + strings.Repeat("\x00", 100_000)), nil, ok, "", "before after"},
		{"invalid UTF-8", "a.txt", both("caf\xe9 \xff\xfe\xc3 \xf0\x9f"), nil, ok, "", "before after"},
		{"UTF-16 without a mark", "a.txt", utf16Text(both("and some words"), false), nil, ok, "", "before after"},
		{"UTF-16, big-endian, without a mark", "a.txt", utf16Text(both("and some words"), true), nil, ok, "", "before after"},
		{"UTF-16, cut within a character", "a.txt", utf16Text(both("and some words"), false) + "x", nil, ok, "", "before after"},
		{"a table in UTF-16 without a mark", "a.csv", utf16Text("b,y\n"+before+","+after+"\n", false), nil, ok, "", "before after"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if test.data != "" || test.make == nil {
				write(t, filepath.Join(dir, filepath.FromSlash(test.file)), test.data)
			}
			if test.make != nil {
				test.make(t, dir)
			}
			heap := heapSize()
			o := scanned(t, nil, []string{before, after, "quillharbour", "thornwick"}, dir)
			o.expect(t, test.status, test.reason, test.found)
			if grown := heapSize() - heap; grown > 200<<20 {
				t.Errorf("took %d MiB of memory", grown>>20)
			}
			for _, got := range o.Objects {
				if got.Scanned > 3<<30/2 {
					t.Errorf("scanned %d bytes of %s", got.Scanned, got.Path)
				}
			}
			if test.make != nil || test.data == "" {
				return
			}
			// A pipe has neither a size nor random access.
			o = scanned(t, strings.NewReader(test.data), []string{before, after}, "--stdin-name", test.file, "-")
			o.expect(t, test.status, test.reason, test.found)
		})
	}
}

// TestMissingTargets checks that a target that is not there is told at once, before anything is scanned.
func TestMissingTargets(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.txt"), before)
	for _, missing := range []string{"nowhere", "a.txt/below", "*.nothing", ""} {
		target := missing
		if target != "" {
			target = filepath.Join(dir, missing)
		}
		o := scanned(t, nil, []string{before}, filepath.Join(dir, "a.txt"), target)
		if o.status != statusUsage || !strings.Contains(o.stderr, missing) || o.stdout != "" {
			t.Errorf("%q: status %d\n%s%s", missing, o.status, o.stdout, o.stderr)
		}
	}
}

// TestBrokenReads scans what can be opened and not read, here the memory of the process at address 0, and a pipe that breaks.
func TestBrokenReads(t *testing.T) {
	if runtime.GOOS == "linux" {
		o := scanned(t, nil, nil, "/proc/self/mem")
		o.expect(t, statusIncomplete, source.ReadError, "")
	}
	broken := io.MultiReader(strings.NewReader(before+"\n"+strings.Repeat("text\n", 100_000)), failing{fmt.Errorf("at %s", after)})
	o := scanned(t, broken, []string{before, after}, "--stdin-name", "a.txt", "-")
	o.expect(t, statusIncomplete, source.ReadError, "before")
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// TestLongCell scans a table through a pipe that is one cell, quoted and not.
func TestLongCell(t *testing.T) {
	for _, quote := range []string{"", `"`} {
		size := int64(40 << 20)
		if testing.Short() {
			size = 4 << 20
		}
		heap := heapSize()
		in := io.MultiReader(strings.NewReader("name\n"+quote+before+" "), io.LimitReader(repeated("many words, "), size), strings.NewReader(" "+after+quote+"\n"))
		o := scanned(t, in, []string{before, after}, "--stdin-name", "a.csv", "-")
		o.expect(t, statusDone, "", "before after")
		if o.Objects[0].Scanned < size {
			t.Errorf("scanned %d bytes of %d", o.Objects[0].Scanned, size)
		}
		if grown := heapSize() - heap; grown > 100<<20 {
			t.Errorf("took %d MiB of memory", grown>>20)
		}
	}
}

// heapSize is the largest size that the heap has had.
func heapSize() int64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapSys)
}

// repeated yields s again and again.
func repeated(s string) io.Reader { return &repeater{s: []byte(strings.Repeat(s, 64<<10/len(s)+1))} }

type repeater struct {
	s []byte
	i int
}

func (r *repeater) Read(p []byte) (int, error) {
	n := copy(p, r.s[r.i:])
	r.i = (r.i + n) % len(r.s)
	return n, nil
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func link(t *testing.T, to string, name ...string) {
	t.Helper()
	file := filepath.Join(name...)
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, file); err != nil {
		t.Fatal(err)
	}
}

// noise is binary and does not compress: the numbers of a linear generator (Knuth, MMIX).
func noise(n int) string {
	b := make([]byte, n)
	x := uint64(n)
	for i := range b {
		x = x*6364136223846793005 + 1442695040888963407
		b[i] = byte(x >> 56)
	}
	return string(b)
}

// cutOff leaves the second half off.
func cutOff(s string) string { return s[:len(s)/2] }

// undirected is a zip archive without the directory at its end.
func undirected(s string) string { return s[:strings.Index(s, "PK\x01\x02")] }

// damaged has other bytes in its middle.
func damaged(s string) string {
	n := len(s) / 2
	return s[:n] + strings.Repeat("?", 1000) + s[n+1000:]
}

func utf16Text(s string, bigEndian bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		if bigEndian {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}
