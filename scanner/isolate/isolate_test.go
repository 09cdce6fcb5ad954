package isolate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// childVariable makes this test binary a child.
const childVariable = "PII_SCAN_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		if err := Serve(os.Stdin, os.Stdout, testFormats()); err != nil {
			os.Exit(3)
		}
		return
	}
	os.Exit(m.Run())
}

// testFormats are the real ones and some that fail in all ways.
func testFormats() []format.Format {
	fault := func(name string, read func(context.Context, *format.Input, format.Sink) error) format.Format {
		return format.Format{Name: name, Isolated: true, Read: read}
	}
	hold := make([][]byte, 0, 1<<20)
	return append([]format.Format{
		fault("panic", func(context.Context, *format.Input, format.Sink) error { panic(errors.New("secret")) }),
		fault("exit", func(context.Context, *format.Input, format.Sink) error { os.Exit(7); return nil }),
		fault("fatal", func(context.Context, *format.Input, format.Sink) error {
			var f func(int) int
			f = func(i int) int { return f(i+1) + 1 }
			f(0)
			return nil
		}),
		fault("kill", func(context.Context, *format.Input, format.Sink) error {
			p, err := os.FindProcess(os.Getpid())
			if err == nil {
				err = p.Kill()
			}
			time.Sleep(time.Minute)
			return err
		}),
		fault("memory", func(context.Context, *format.Input, format.Sink) error {
			for {
				b := make([]byte, 1<<20)
				for i := 0; i < len(b); i += 4096 {
					b[i] = 1
				}
				hold = append(hold, b)
			}
		}),
		fault("huge", func(context.Context, *format.Input, format.Sink) error {
			hold = append(hold, bytes.Repeat([]byte{1}, 8<<30))
			return nil
		}),
		fault("hang", func(context.Context, *format.Input, format.Sink) error { select {} }),
		fault("wild", func(context.Context, *format.Input, format.Sink) error {
			os.Stdout.WriteString(strings.Repeat("\xff", 1000))
			return nil
		}),
		fault("problem", func(_ context.Context, _ *format.Input, s format.Sink) error {
			s.Problem(source.Problemf(source.Excluded, "one"))
			return fmt.Errorf("wrapped: %w", source.Problemf(source.InvalidEncryption, "two"))
		}),
		fault("error", func(context.Context, *format.Input, format.Sink) error { return errors.New("secret") }),
		fault("late", func(_ context.Context, in *format.Input, s format.Sink) error {
			if err := s.Segment(&text.Segment{Text: []byte("first"), Fields: []text.Span{{End: 5}}, Own: text.Span{End: 5}, Raw: 5}); err != nil {
				return err
			}
			panic("late")
		}),
		fault("names", func(_ context.Context, _ *format.Input, s format.Sink) error {
			for _, v := range os.Environ() {
				name, _, _ := strings.Cut(v, "=")
				s.Problem(source.Problemf(source.Excluded, "%s", name))
			}
			return nil
		}),
		fault("box", readBox),
	}, format.All...)
}

// readBox hands over members: lines of its body, each as a box again, or as text where it does not begin with '['.
func readBox(ctx context.Context, in *format.Input, s format.Sink) error {
	leave, over := in.Budget.Enter()
	defer leave()
	if over != nil {
		s.Problem(over)
		return nil
	}
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(io.NewSectionReader(at, 0, size))
	if err != nil {
		return err
	}
	for i, line := range strings.Split(strings.TrimPrefix(string(b), "["), ";") {
		if over := in.Budget.Entry(); over != nil {
			s.Problem(over)
			return nil
		}
		m := format.Member{Path: fmt.Sprint("m", i), Size: -1, Body: in.Budget.Unpacked(iotest.HalfReader(strings.NewReader(line)), nil)}
		if line == "bad" {
			m.Body = io.MultiReader(strings.NewReader("half"), iotest.ErrReader(source.Problemf(source.MalformedFile, "inside")))
		}
		if line == "none" {
			m.Body, m.Problem = nil, source.Problemf(source.InvalidEncryption, "closed")
		}
		if err := s.Member(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func formatNamed(t testing.TB, name string) *format.Format {
	t.Helper()
	all := testFormats()
	i := slices.IndexFunc(all, func(f format.Format) bool { return f.Name == name })
	if i < 0 {
		t.Fatalf("no format %s", name)
	}
	return &all[i]
}

func testPool(t testing.TB, p *Pool) *Pool {
	t.Helper()
	p.Command = func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = []string{childVariable + "=1"}
		return cmd
	}
	t.Cleanup(p.Close)
	return p
}

// recorder writes down what a reader hands over, and reads members that are boxes with the same pool; a nil pool reads here.
type recorder struct {
	t      testing.TB
	pool   *Pool
	budget *format.Budget
	lines  *[]string
	depth  int
	refuse error
}

func (r *recorder) say(f string, args ...any) { *r.lines = append(*r.lines, fmt.Sprintf(f, args...)) }

func (r *recorder) Problem(p *source.Problem) { r.say("problem %s", p) }

func (r *recorder) Segment(s *text.Segment) error {
	if r.refuse != nil {
		return r.refuse
	}
	r.say("segment own %v raw %d base %d order %d line %d chars %d copies %v layout %v", s.Own, s.Raw, s.Base, s.Order, s.Line, s.Chars, s.Copies, s.Layout != nil)
	r.say("%q", s.Text)
	for i, f := range s.Fields {
		field := s.FieldAt(i)
		if field.Name != s.NameAt(i) {
			r.t.Fatal("two names for a field")
		}
		way := ""
		for n := field.Name; n != nil; n = n.Parent {
			way += "/" + n.Text
		}
		path := ""
		if field.Path != nil || field.Nested {
			path = field.Path.JSONPath(nil)
		}
		field.Name, field.Path = nil, nil
		r.say("field %v %+v name %s path %s", f, field, way, path)
	}
	s.Release()
	return nil
}

func (r *recorder) Member(ctx context.Context, m format.Member) error {
	if m.Problem != nil {
		r.say("member %s %d %s", m.Path, m.Size, m.Problem)
		return nil
	}
	b, err := io.ReadAll(iotest.OneByteReader(m.Body))
	r.say("member %s %d %v %q %v", m.Path, m.Size, m.Modified, b, source.AsProblem(err, source.InternalError))
	if err != nil || !strings.HasPrefix(string(b), "[") {
		return nil
	}
	inner := *r
	inner.depth++
	return inner.read(ctx, "box", m.Path, bytes.ReplaceAll(b[1:], []byte(","), []byte(";")))
}

// read reads data in this process or in another.
func (r *recorder) read(ctx context.Context, name, file string, data []byte) error {
	f := formatNamed(r.t, name)
	in := &format.Input{Name: file, Size: int64(len(data)), Modified: time.Unix(1e9, 5).UTC(), Head: data[:min(len(data), format.HeadSize)], Body: bytes.NewReader(data), Budget: r.budget}
	in.At = func(context.Context) (io.ReaderAt, int64, error) { return bytes.NewReader(data), int64(len(data)), nil }
	var err error
	if r.pool == nil {
		err = f.Read(ctx, in, r)
	} else {
		err = r.pool.Read(ctx, f, in, r, r.depth > 0)
	}
	if err != nil {
		r.Problem(source.AsProblem(err, source.MalformedFile))
	}
	return nil
}

func record(t testing.TB, pool *Pool, name, file string, data []byte) []string {
	t.Helper()
	var lines []string
	r := &recorder{t: t, pool: pool, budget: &format.Budget{Depth: 3, Entries: 12}, lines: &lines}
	if err := r.read(t.Context(), name, file, data); err != nil {
		t.Fatal(err)
	}
	r.say("depth %d", r.budget.State().Used[0])
	return lines
}

// What comes of an object is the same in another process.
func TestSame(t *testing.T) {
	pool := testPool(t, &Pool{Children: 1})
	type object struct {
		format, file string
		data         []byte
	}
	objects := []object{
		{"box", "x", []byte("[one;two;;none;bad;three")},
		{"box", "x", []byte("[[a,b;[c;[[d")},
		{"box", "x", []byte("[" + strings.Repeat("m;", 40))},
		{"problem", "x", nil},
		{"error", "x", nil},
	}
	files, err := filepath.Glob("../format/testdata/*/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, ".golden") {
			continue
		}
		f := format.Identify(data[:min(len(data), format.HeadSize)], filepath.Base(file))
		if f.Read != nil {
			objects = append(objects, object{f.Name, filepath.Base(file), data})
		}
	}
	if len(objects) < 20 {
		t.Fatalf("%d objects", len(objects))
	}
	for _, o := range objects {
		want := record(t, nil, o.format, o.file, o.data)
		got := record(t, pool, o.format, o.file, o.data)
		if !slices.Equal(got, want) {
			t.Errorf("%s %s:\n%s\nwant\n%s", o.format, o.file, cut(got), cut(want))
		}
	}
}

func cut(lines []string) string {
	s := strings.Join(lines, "\n")
	return s[:min(len(s), 2000)]
}

// Whatever a reader does, it costs its object alone.
func TestFaults(t *testing.T) {
	pool := testPool(t, &Pool{Children: 1, Memory: 256 << 20})
	for _, test := range []struct {
		format string
		reason source.Reason
		want   string // part of the detail
	}{
		{"panic", source.InternalError, "panicked (*errors.errorString)"},
		{"exit", source.InternalError, "exit status 7"},
		{"fatal", source.InternalError, "ended"},
		{"kill", source.InternalError, "ended"},
		{"memory", source.MalformedOrTooLarge, "memory"},
		{"huge", source.MalformedOrTooLarge, "memory"},
		{"hang", source.TimeCutOffReached, "worked for 1s"},
		{"wild", source.InternalError, "ended"},
		{"late", source.InternalError, "panicked (string)"},
	} {
		if pool.Silence = Silence; test.format == "hang" {
			pool.Silence = time.Second
		}
		lines := record(t, pool, test.format, "x", nil)
		pool.Silence = Silence
		problem := "problem " + string(test.reason) + ": "
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, problem) && strings.Contains(l, test.want) }) {
			t.Errorf("%s: no %s with %q in %s", test.format, test.reason, test.want, lines)
		}
		if strings.Contains(fmt.Sprint(lines), "secret") {
			t.Errorf("%s: the error's text is told: %s", test.format, lines)
		}
		if !slices.Contains(lines, "depth 0") {
			t.Errorf("%s: the budget stays deep: %s", test.format, lines)
		}
		if test.format == "late" && !slices.Contains(lines, `"first"`) {
			t.Errorf("what came before the fault is lost: %s", lines)
		}
		if after := record(t, pool, "text", "x.txt", []byte("after")); !slices.Contains(after, `"after"`) {
			t.Errorf("%s: the next object is not read: %s", test.format, after)
		}
	}
}

// Errors of the body and of the sink come back as they are.
func TestErrors(t *testing.T) {
	pool := testPool(t, &Pool{})
	broken := errors.New("broken")
	for _, name := range []string{"text", "box"} {
		in := &format.Input{Name: "x", Head: []byte("text"), Body: io.MultiReader(strings.NewReader("text"), iotest.ErrReader(broken)), Budget: &format.Budget{}}
		in.At = func(context.Context) (io.ReaderAt, int64, error) { return nil, 0, broken }
		var lines []string
		r := &recorder{t: t, lines: &lines}
		if err := pool.Read(t.Context(), formatNamed(t, name), in, r, false); err != broken {
			t.Errorf("%s: error %v", name, err)
		}
	}
	enough := errors.New("enough")
	var lines []string
	in := &format.Input{Name: "x.txt", Head: []byte("text"), Body: strings.NewReader("text"), Budget: &format.Budget{}}
	if err := pool.Read(t.Context(), formatNamed(t, "text"), in, &recorder{t: t, lines: &lines, refuse: enough}, false); err != enough {
		t.Errorf("error %v, want the sink's", err)
	}
}

func TestCanceled(t *testing.T) {
	pool := testPool(t, &Pool{})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	in := &format.Input{Name: "x", Budget: &format.Budget{}}
	var lines []string
	if err := pool.Read(ctx, formatNamed(t, "hang"), in, &recorder{t: t, lines: &lines}, false); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

// A child that dies while it waits costs nothing.
func TestDiedWaiting(t *testing.T) {
	pool := testPool(t, &Pool{})
	record(t, pool, "text", "x.txt", []byte("before"))
	if len(pool.idle) != 1 {
		t.Fatalf("%d children wait", len(pool.idle))
	}
	pool.idle[0].cmd.Process.Kill()
	pool.idle[0].cmd.Process.Wait()
	if lines := record(t, pool, "text", "x.txt", []byte("after")); !slices.Contains(lines, `"after"`) {
		t.Errorf("not read: %s", lines)
	}
}

// A child knows no credentials.
func TestEnvironment(t *testing.T) {
	t.Setenv("AWS_SECRET_ACCESS_KEY", "x")
	lines := fmt.Sprint(record(t, testPool(t, &Pool{}), "names", "x", nil))
	if strings.Contains(lines, "AWS") || !strings.Contains(lines, memoryVariable) {
		t.Errorf("the child's environment has %s", lines)
	}
}

func TestCannotStart(t *testing.T) {
	pool := &Pool{Command: func() *exec.Cmd { return exec.Command(filepath.Join(t.TempDir(), "none")) }}
	lines := fmt.Sprint(record(t, pool, "text", "x.txt", nil))
	if !strings.Contains(lines, string(source.InternalError)+": the reader's process cannot be started") {
		t.Errorf("got %s", lines)
	}
}

func TestCovers(t *testing.T) {
	var none *Pool
	plain, marked := &format.Format{Read: readBox}, &format.Format{Read: readBox, Isolated: true}
	for _, test := range []struct {
		pool *Pool
		f    *format.Format
		want bool
	}{
		{none, marked, false}, {&Pool{}, plain, false}, {&Pool{}, marked, true}, {&Pool{All: true}, plain, true},
		{&Pool{All: true}, &format.Format{}, false},
		{&Pool{All: true}, &format.Format{Read: readBox, Outside: true}, false},
	} {
		if got := test.pool.Covers(test.f); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}
