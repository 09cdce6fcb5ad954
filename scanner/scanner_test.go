package scanner

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// list is a source of given objects.
type list []*source.Object

func (l list) Objects(_ context.Context, yield func(*source.Object) error) error {
	for _, o := range l {
		if err := yield(o); err != nil {
			return err
		}
	}
	return nil
}

// object is a file in memory.
func object(name, content string) *source.Object {
	return &source.Object{URI: name, Name: name, Size: int64(len(content)), Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// reading is an object whose body is read through wrap.
func reading(name, content string, wrap func(io.Reader) io.Reader) *source.Object {
	o := object(name, content)
	o.Size = -1
	o.Open = func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(wrap(strings.NewReader(content))), nil
	}
	return o
}

// record is an output that keeps all it gets.
type record struct {
	matches []string
	results []*Result
	fail    int       // the object at which Object fails, from 1
	flushed func(int) // is told of how many objects there were results
}

var errOutput = errors.New("the disk is full")

func (*record) WantsMatches() bool { return true }

func (r *record) Flush() error {
	if r.flushed != nil {
		r.flushed(len(r.results))
	}
	return nil
}

func (r *record) Match(path string, m *classify.Match) error {
	r.matches = append(r.matches, fmt.Sprintf("%s %s %q %d-%d line %d:%d row %d col %d %s %s rec %d %s %.2f", path, m.Entry, m.Text, m.Start, m.End, m.Line, m.Column, m.Row, m.TableColumn, m.ColumnName, m.JSONPath, m.Record, m.Detector.ID, m.Confidence))
	return nil
}

func (r *record) Object(res *Result) error {
	r.results = append(r.results, res)
	if len(r.results) == r.fail {
		return errOutput
	}
	return nil
}

func (r *record) String() string {
	var b strings.Builder
	for _, m := range r.matches {
		fmt.Fprintln(&b, m)
	}
	for _, o := range r.results {
		for _, c := range o.Found.Columns {
			fmt.Fprintf(&b, "%s %s%s column %d %s%s %s %.3f share %.3f of %d, %d empty, %d distinct, %d matches\n", o.Path, c.Entry, c.Sheet, c.Number, c.Name, c.Path,
				c.Detector.ID, c.Confidence, c.Share, c.Filled, c.Empty, c.Distinct, c.Matches)
		}
		id := ""
		if o.Finding != nil {
			id = o.Finding.ID
		}
		fmt.Fprintln(&b, o.Path, o.Status, o.Problems, o.Scanned, id)
	}
	return b.String()
}

var testEngine = func() *detectors.Engine {
	e, err := detectors.New([]detectors.Detector{
		{ID: "SSN", Category: detectors.Personal, Pattern: `\d{3}-\d{2}-\d{4}`, Tier: detectors.B, Keywords: []string{"ssn"}},
		{ID: "MEMBER", Category: detectors.Personal, Pattern: `\d{6}`, Tier: detectors.E, Keywords: []string{"member"}, KeywordRequired: true},
		{ID: "EMAIL", Category: detectors.Personal, Pattern: `[a-z.]{1,64}@(?:[a-z]+\.)+[a-z]{2,6}`, Tier: detectors.A},
		{ID: "CHECKED", Category: detectors.Personal, Pattern: `\d{11}`, Tier: detectors.C, Keywords: []string{"checked"}, KeywordRequired: true, Valid: checked},
		{ID: "DIALLED", Category: detectors.Personal, Pattern: `\+\d{2} \d{7}`, Tier: detectors.C, Keywords: []string{"phone"}},
		{ID: "LISTED", Category: detectors.Personal, Pattern: `\d{8}`, Tier: detectors.B, Keywords: []string{"listed"}, Valid: func(b []byte) bool { return rest(b, 9) == 0 }},
		{ID: "BROKEN", Category: detectors.Personal, Pattern: `broken!\d`, Tier: detectors.B, Valid: func(b []byte) bool { panic(errOutput) }},
	})
	if err != nil {
		panic(err)
	}
	return e
}()

func rest(b []byte, n int) (rest int) {
	for _, c := range b {
		rest = (rest*10 + int(c-'0')) % n
	}
	return rest
}

func checked(b []byte) bool { return rest(b, 97) == 0 }

// withCheck is a number of 11 digits that is checked.
func withCheck(i int) string { return fmt.Sprintf("%011d", 97*(103_000_000+7919*i)) }

func options() Options {
	return Options{Settings: classify.Settings{Engine: testEngine, Reveal: true, Now: time.Unix(0, 0)}}
}

func run(t *testing.T, objects list, opts Options) (*record, *Summary) {
	t.Helper()
	out := &record{}
	sum, err := Scan(t.Context(), objects, opts, out)
	if err != nil {
		t.Fatal(err)
	}
	return out, sum
}

// mixed is content of several formats, with long values and values at the edges of blocks; tables and records of which the first
// decide what the later ones hold, some changing behind them, one after the other in archives and workbooks.
func mixed() list {
	var csv, jsonl, prose, bare strings.Builder
	csv.WriteString("id,member,note,ref,serial,line\n")
	for i := range 3000 {
		fmt.Fprintf(&csv, "%d,%06d,\"say \"\"%03d-45-6789\"\" é\",%s,%08d,+44 %07d\n", i, i*7, 100+i%800, withCheck(i), 10_000_000+7*i, i*1237%10_000_000)
		fmt.Fprintf(&jsonl, `{"id":%d,"member":{"no":"%06d"},"text":"mail jo\u0040mail.example.org or %s@x.org","refs":["%s",null],"lines":["+44 %07d"]}`+"\n",
			i, i, strings.Repeat("a", 1+i%60), withCheck(i), i*1237%10_000_000)
		fmt.Fprintf(&prose, "Line %d about %03d-22-3333 and jo.%s@example.org; ", i, 100+i%800, strings.Repeat("b", 1+i%50))
		if i%97 == 0 {
			prose.WriteString("\n")
		}
		ref := withCheck(i)
		if i > 2500 {
			ref = ref[:9] + "99"
		}
		long := ""
		if i%500 == 10 {
			long = strings.Repeat("x ", 10_000*(1+i/500))
		}
		fmt.Fprintf(&bare, "%d;%s;%s;+44 %07d\n", i*31%9973, ref, long, i*1237%10_000_000)
	}
	return list{
		object("a.csv", csv.String()), object("b.jsonl", jsonl.String()), object("c.txt", prose.String()), object("d.txt", strings.Repeat("x", 300_000)+" 123-45-6789"),
		object("e.csv", bare.String()), object("f.json", "["+strings.ReplaceAll(strings.TrimSpace(jsonl.String()), "\n", ",\n")+"]"),
		object("g.zip", zipped(map[string]string{"1.csv": bare.String(), "2.csv": csv.String(), "3.txt": withCheck(1), "4.jsonl": jsonl.String()})),
		object("h.xlsx", workbook()),
	}
}

// zipped is an archive of files, in the order of their names.
func zipped(files map[string]string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, files[name])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// workbook is one of two sheets whose columns hold different things. Its file is never the same twice.
var workbook = sync.OnceValue(func() string {
	f := excelize.NewFile()
	_, err := f.NewSheet("Sheet2")
	for i := range 100 {
		for cell, v := range map[string]string{"Sheet1!A": withCheck(i), "Sheet1!B": fmt.Sprintf("+44 %07d", i), "Sheet2!B": withCheck(i), "Sheet2!A": fmt.Sprint("green ", i)} {
			sheet, column, _ := strings.Cut(cell, "!")
			err = errors.Join(err, f.SetCellStr(sheet, fmt.Sprint(column, i+1), v))
		}
	}
	var b bytes.Buffer
	if err = errors.Join(err, f.Write(&b)); err != nil {
		panic(err)
	}
	return b.String()
})

// TestColumns checks what the tables of mixed are found to hold.
func TestColumns(t *testing.T) {
	out, _ := run(t, mixed(), options())
	var got []string
	for _, o := range out.results {
		for _, c := range o.Found.Columns {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s%s %d %s %d", o.Path, c.Entry+c.Sheet, c.Name, c.Path, c.Number, c.Detector.ID, c.Matches)))
		}
	}
	want := strings.Split(strings.TrimSpace(`
a.csv  member 2 MEMBER 3000
a.csv  ref 4 CHECKED 3000
a.csv  line 6 DIALLED 3000
b.jsonl  no$.member.no 0 MEMBER 3000
b.jsonl  refs$.refs 0 CHECKED 3000
b.jsonl  lines$.lines 0 DIALLED 3000
e.csv   2 CHECKED 2511
e.csv   4 DIALLED 3000
f.json  no$.member.no 0 MEMBER 3000
f.json  refs$.refs 0 CHECKED 3000
f.json  lines$.lines 0 DIALLED 3000
g.zip 1.csv  2 CHECKED 2511
g.zip 1.csv  4 DIALLED 3000
g.zip 2.csv member 2 MEMBER 3000
g.zip 2.csv ref 4 CHECKED 3000
g.zip 2.csv line 6 DIALLED 3000
g.zip 4.jsonl no$.member.no 0 MEMBER 3000
g.zip 4.jsonl refs$.refs 0 CHECKED 3000
g.zip 4.jsonl lines$.lines 0 DIALLED 3000
h.xlsx Sheet1  1 CHECKED 100
h.xlsx Sheet1  2 DIALLED 100
h.xlsx Sheet2  2 CHECKED 100`), "\n")
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	// Serial numbers pass a check of one digit by chance.
	for _, m := range out.matches {
		if strings.Contains(m, " LISTED ") {
			t.Errorf("by chance: %s", m)
		}
	}
}

func TestResultsDoNotDependOnCutsOrWorkers(t *testing.T) {
	var want string
	for _, workers := range []int{1, 2, 16} {
		for _, block := range []int{4 << 10, 64 << 10, 4 << 20} {
			opts := options()
			opts.Workers, opts.Block = workers, block
			got, sum := run(t, mixed(), opts)
			if sum.Incomplete || sum.Matches < 15_000 {
				t.Fatalf("incomplete %v, %d matches: %v", sum.Incomplete, sum.Matches, sum.Reasons)
			}
			if want == "" {
				want = got.String()
			} else if got.String() != want {
				t.Fatalf("%d workers, blocks of %d: other results: %s", workers, block, firstDifference(got.String(), want))
			}
		}
	}
	var split list
	for _, o := range mixed() {
		open := o.Open
		o.Open = func(ctx context.Context) (io.ReadCloser, error) {
			r, err := open(ctx)
			return io.NopCloser(iotest.OneByteReader(r)), err
		}
		split = append(split, o)
	}
	if got, _ := run(t, split, options()); got.String() != want {
		t.Errorf("read byte by byte: other results: %s", firstDifference(got.String(), want))
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return fmt.Sprintf("line %d: %s\nwant %s", i, x[i], strings.Join(y[min(i, len(y)):min(i+1, len(y))], ""))
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(x), len(y))
}

type panics struct{}

func (panics) Read([]byte) (int, error) { panic("123-45-6789") }

// TestEveryObjectHasAResult breaks objects in every way that a source or a reader can break, between two that are whole.
func TestEveryObjectHasAResult(t *testing.T) {
	const text = "call 123-45-6789 please\n"
	row := "please,123-45-6789," + strings.Repeat("x", 180) + "\n"
	denied := object("denied", text)
	denied.Open = func(context.Context) (io.ReadCloser, error) {
		return nil, source.Problemf(source.PermissionDenied, "no right to read")
	}
	objects := list{
		object("first.txt", text),
		{URI: "listed", Name: "listed", Size: 3, Problem: source.Problemf(source.Excluded, "by --exclude")},
		denied,
		reading("broken.txt", text, func(r io.Reader) io.Reader { return io.MultiReader(r, iotest.ErrReader(io.ErrUnexpectedEOF)) }),
		reading("cut.txt", strings.Repeat(text, 10_000), func(r io.Reader) io.Reader {
			return io.MultiReader(io.LimitReader(r, 200_000), iotest.ErrReader(errors.New("123-45-6789 reset")))
		}),
		reading("cut.csv", strings.Repeat(row, 10_000), func(r io.Reader) io.Reader {
			return io.MultiReader(io.LimitReader(r, 300_000), iotest.ErrReader(io.ErrUnexpectedEOF))
		}),
		reading("panics.csv", strings.Repeat(row, 10_000), func(r io.Reader) io.Reader { return io.MultiReader(io.LimitReader(r, 300_000), panics{}) }),
		reading("panics.txt", text, func(io.Reader) io.Reader { return panics{} }),
		object("binary.bin", "\x7fELF\x02\x01\x01"+strings.Repeat("\x00\x01\x02\x03", 100)),
		object("empty.txt", ""),
		object("last.txt", text),
	}
	out, sum := run(t, objects, options())
	want := []struct {
		status Status
		reason source.Reason
	}{
		{Complete, ""}, {Skipped, source.Excluded}, {Skipped, source.PermissionDenied}, {Partial, source.ReadError}, {Partial, source.ReadError},
		{Partial, source.ReadError}, {Partial, source.InternalError}, {Skipped, source.InternalError}, {Skipped, source.UnsupportedFileType}, {Complete, ""}, {Complete, ""},
	}
	for i, r := range out.results {
		if r.Status != want[i].status || r.Reason() != want[i].reason {
			t.Errorf("%s: %s %s, want %s %s", r.Path, r.Status, r.Reason(), want[i].status, want[i].reason)
		}
		for _, p := range r.Problems {
			if strings.Contains(p.Detail, "6789") {
				t.Errorf("%s: the detail %q quotes the input", r.Path, p.Detail)
			}
		}
	}
	if len(out.results) != len(want) || sum.Objects != int64(len(want)) || !sum.Incomplete || sum.Excluded != 1 || sum.Unsupported != 1 {
		t.Errorf("%d results; summary %+v", len(out.results), sum)
	}
	// What was read of the broken ones was scanned.
	if n := out.results[3].Found.Count; n != 1 {
		t.Errorf("the broken object has %d matches, want 1", n)
	}
	if n := out.results[4].Found.Count; n < 8000 {
		t.Errorf("the cut object has %d matches, want those before the cut", n)
	}
	// So was what was held back of a table.
	for _, r := range out.results[5:7] {
		if r.Found.Count < 1200 {
			t.Errorf("%s has %d matches, want those before the cut", r.Path, r.Found.Count)
		}
	}
}

func TestSummaryIncomplete(t *testing.T) {
	excluded := &source.Object{URI: "x", Name: "x", Problem: source.Problemf(source.Excluded, "")}
	for _, strict := range []bool{false, true} {
		opts := options()
		opts.Strict = strict
		if _, sum := run(t, list{excluded}, opts); sum.Incomplete != strict {
			t.Errorf("strict %v: incomplete %v", strict, sum.Incomplete)
		}
	}
}

// TestLaterObjectsWait gives the second object more matches than may wait, while the first is slow.
func TestLaterObjectsWait(t *testing.T) {
	release := make(chan struct{})
	first := object("first.txt", "123-45-6789")
	open := first.Open
	first.Open = func(ctx context.Context) (io.ReadCloser, error) { <-release; return open(ctx) }
	go func() { time.Sleep(50 * time.Millisecond); close(release) }()
	out, _ := run(t, list{first, object("second.txt", strings.Repeat("123-45-6789\n", 20_000))}, options())
	if len(out.matches) != 20_001 || !strings.HasPrefix(out.matches[0], "first.txt") {
		t.Errorf("%d matches, the first is %s", len(out.matches), out.matches[0])
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	endless := reading("endless.txt", "", func(io.Reader) io.Reader {
		n := 0
		return readFunc(func(p []byte) (int, error) {
			if n++; n == 100 {
				cancel()
			}
			return copy(p, bytes.Repeat([]byte("123-45-6789\n"), len(p)/12+1)), nil
		})
	})
	out := &record{}
	sum, err := Scan(ctx, list{object("a.txt", "123-45-6789"), endless}, options(), out)
	if err != nil || !sum.Interrupted || !sum.Incomplete {
		t.Fatalf("error %v, summary %+v", err, sum)
	}
	if len(out.results) != 2 || out.results[1].Status != Partial || out.results[1].Reason() != source.Interrupted || out.results[1].Found.Count == 0 {
		t.Errorf("results %v", out.results)
	}
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

func TestOutputFails(t *testing.T) {
	var objects list
	for i := range 5000 {
		objects = append(objects, object(fmt.Sprint(i, ".txt"), "123-45-6789"))
	}
	if _, err := Scan(t.Context(), objects, options(), &record{fail: 3}); !errors.Is(err, errOutput) {
		t.Errorf("error %v, want the output's", err)
	}
}

func TestSourceFails(t *testing.T) {
	broken := errors.New("broken source")
	if _, err := Scan(t.Context(), failingSource{broken}, options(), &record{}); !errors.Is(err, broken) {
		t.Errorf("error %v, want the source's", err)
	}
}

type failingSource struct{ err error }

func (f failingSource) Objects(context.Context, func(*source.Object) error) error { return f.err }

// TestNamesAreScannedAndMasked checks that an object's name is searched, and hidden without --reveal.
func TestNamesAreScannedAndMasked(t *testing.T) {
	opts := options()
	opts.Settings.Reveal = false
	out, _ := run(t, list{object("ssn 123-45-6789.txt", "clean")}, opts)
	r := out.results[0]
	if r.Found.Count != 1 || strings.Contains(r.Path, "123-45-6789") || strings.Contains(out.String(), "123-45-6789") {
		t.Errorf("path %s, found %+v", r.Path, r.Found)
	}
}

// TestFlushed holds the second object back until the first one's result was flushed.
func TestFlushed(t *testing.T) {
	var once sync.Once
	first := make(chan struct{})
	out := &record{flushed: func(results int) {
		if results > 0 {
			once.Do(func() { close(first) })
		}
	}}
	late := object("late.txt", "")
	late.Open = func(ctx context.Context) (io.ReadCloser, error) {
		select {
		case <-first:
			return io.NopCloser(strings.NewReader("text")), nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := Scan(ctx, list{object("early.txt", "text"), late}, options(), out); err != nil || ctx.Err() != nil {
		t.Errorf("the first result was not flushed while the second was waited for: %v %v", err, ctx.Err())
	}
}

// TestMatcherPanics: a row that panics, in a name or in a text, costs one object.
func TestMatcherPanics(t *testing.T) {
	opts := options()
	opts.Settings.Reveal = false
	for _, workers := range []int{1, 2} {
		opts.Workers = workers
		out, sum := run(t, list{object("a.txt", "123-45-6789"), object("broken!7.txt", "123-45-6789"), object("b.txt", "broken!7 and 123-45-6789"), object("c.txt", "123-45-6789")}, opts)
		if len(out.results) != 4 || !sum.Incomplete || sum.Reasons[source.InternalError] != 2 {
			t.Fatalf("%d results, %+v", len(out.results), sum)
		}
		for i, want := range []struct {
			path   string
			status Status
			count  int64
		}{{"a.txt", Complete, 1}, {hiddenName, Partial, 1}, {"b.txt", Partial, 0}, {"c.txt", Complete, 1}} {
			r := out.results[i]
			if r.Path != want.path || r.Status != want.status || r.Found.Count != want.count {
				t.Errorf("%d workers: %s is %s with %d matches, want %+v", workers, r.Path, r.Status, r.Found.Count, want)
			}
		}
	}
}
