package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/sys/unix"
)

// grow makes files in a folder from their paths. "a/" is an empty folder, "a -> b" a link, "a |" a pipe.
func grow(t *testing.T, root string, names ...string) {
	t.Helper()
	for _, name := range names {
		link, to, isLink := strings.Cut(name, " -> ")
		pipe, isPipe := strings.CutSuffix(name, " |")
		p := filepath.Join(root, filepath.FromSlash(link))
		folder := filepath.Dir(p)
		if strings.HasSuffix(name, "/") {
			folder = p
		}
		err := os.MkdirAll(folder, 0o700)
		switch {
		case err != nil || folder == p:
		case isLink:
			err = os.Symlink(filepath.FromSlash(to), p)
		case isPipe:
			err = unix.Mkfifo(filepath.Join(root, pipe), 0o600)
		default:
			err = os.WriteFile(p, []byte(name), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// show writes objects as URI, or "URI REASON", or "URI REASON: detail".
func show(objects []*Object) []string {
	lines := []string{}
	for _, o := range objects {
		line := o.URI
		if o.Problem != nil {
			line += " " + o.Problem.Error()
		}
		lines = append(lines, line)
	}
	return lines
}

func collect(s Source) ([]*Object, error) {
	var objects []*Object
	err := s.Objects(context.Background(), func(o *Object) error {
		objects = append(objects, o)
		return nil
	})
	return objects, err
}

func TestFiles(t *testing.T) {
	hash := strings.Repeat("0a", 20)
	tests := []struct {
		name    string
		tree    []string
		targets []string
		opts    FileOptions
		want    []string
	}{
		{"a file", []string{"a.txt"}, []string{"a.txt"}, FileOptions{}, []string{"a.txt"}},
		{"by path, hidden too", []string{"d/a/x", "d/a.txt", "d/.env", "d/b", "d/a-b", "d/.git/config", "d/empty/", "x"}, []string{"d"}, FileOptions{},
			[]string{"d/.env", "d/.git/config", "d/a-b", "d/a.txt", "d/a/x", "d/b"}},
		{"the current folder", []string{"a", "d/b"}, []string{"."}, FileOptions{}, []string{"a", "d/b"}},
		{"cleaned", []string{"d/b"}, []string{"./d//", "d/../d/b"}, FileOptions{}, []string{"d/b", "d/b"}},
		{"in the order of targets", []string{"a", "b", "c/x"}, []string{"c", "b", "a"}, FileOptions{}, []string{"c/x", "b", "a"}},
		{"a glob", []string{"a.csv", "b.csv", "b.txt", "d/c.csv", ".h.csv"}, []string{"*.csv"}, FileOptions{}, []string{".h.csv", "a.csv", "b.csv"}},
		{"a glob in all folders", []string{"x/a.csv", "x/y/z/b.csv", "x/y/b.txt", "c.csv"}, []string{"x/**/*.csv"}, FileOptions{},
			[]string{"x/a.csv", "x/y/z/b.csv"}},
		{"a glob of folders", []string{"x1/a", "x1/y/b", "x2/c", "z/x3/d"}, []string{"x*"}, FileOptions{}, []string{"x1/a", "x1/y/b", "x2/c"}},
		{"alternatives", []string{"a/1", "b/1", "c/1"}, []string{"{a,c}/*"}, FileOptions{}, []string{"a/1", "c/1"}},
		{"a name that looks like a glob", []string{"a[1].txt", "a1.txt"}, []string{"a[1].txt"}, FileOptions{}, []string{"a[1].txt"}},
		{"links", []string{"d/file", "d/in -> file", "d/sub/x", "d/up -> ../other", "d/other -> sub", "d/gone -> nothing", "d/abs -> /etc/passwd", "other"}, []string{"d"}, FileOptions{},
			[]string{"d/abs LINK_OUT_OF_TREE: leads out of the tree", "d/file", "d/gone LINK_OUT_OF_TREE: leads nowhere", "d/in",
				"d/other/x", "d/sub/x", "d/up LINK_OUT_OF_TREE: leads out of the tree"}},
		{"loops", []string{"d/a/b/up -> ../..", "d/a/b/self -> self", "d/a/here -> .", "d/a/x"}, []string{"d"}, FileOptions{},
			[]string{"d/a/b/self LINK_OUT_OF_TREE: cannot be followed", "d/a/b/up LINK_OUT_OF_TREE: leads into a loop", "d/a/here LINK_OUT_OF_TREE: leads into a loop", "d/a/x"}},
		{"links that double", []string{"d/1/l -> ../2", "d/1/m -> ../2", "d/2/l -> ../3", "d/2/m -> ../3", "d/3/x"}, []string{"d"}, FileOptions{},
			[]string{"d/1/l/l/x", "d/1/l/m LINK_OUT_OF_TREE: leads to a folder that was followed before",
				"d/1/m LINK_OUT_OF_TREE: leads to a folder that was followed before",
				"d/2/l LINK_OUT_OF_TREE: leads to a folder that was followed before", "d/2/m LINK_OUT_OF_TREE: leads to a folder that was followed before", "d/3/x"}},
		{"the target is a link", []string{"d/x", "l -> d", "f -> d/x"}, []string{"l", "f"}, FileOptions{}, []string{"l/x", "f"}},
		{"a link beside the target's prefix", []string{"d/l -> ../dd/x", "dd/x"}, []string{"d"}, FileOptions{}, []string{"d/l LINK_OUT_OF_TREE: leads out of the tree"}},
		{"special files", []string{"d/", "d/p |", "d/x"}, []string{"d", "d/p"}, FileOptions{},
			[]string{"d/p SPECIAL_FILE: a pipe", "d/x", "d/p SPECIAL_FILE: a pipe"}},
		{"git", []string{"r/.git/HEAD", "r/.git/objects/ab/cd", "r/.git/refs/heads/main", "r/objects/x", "bare.git/HEAD", "bare.git/refs/", "bare.git/objects/ab/cd"},
			[]string{"r", "bare.git"}, FileOptions{},
			[]string{"r/.git/HEAD", "r/.git/objects GIT_OBJECT_STORE", "r/.git/refs/heads/main", "r/objects/x", "bare.git/HEAD", "bare.git/objects GIT_OBJECT_STORE"}},
		{"pack files", []string{"p/pack-" + hash + ".idx", "p/pack-" + hash + ".pack", "p/pack-list.txt"}, []string{"p"}, FileOptions{},
			[]string{"p GIT_OBJECT_STORE: pack files", "p/pack-list.txt"}},
		{"git objects wanted", []string{".git/objects/ab/cd", ".git/objects/pack/pack-" + hash + ".pack"}, []string{"."}, FileOptions{GitObjects: true},
			[]string{".git/objects/ab/cd", ".git/objects/pack/pack-" + hash + ".pack"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			grow(t, ".", test.tree...)
			objects, err := collect(Files(test.targets, test.opts))
			if got := show(objects); !slices.Equal(got, test.want) || err != nil {
				t.Fatalf("got  %q\nwant %q\nerror %v", got, test.want, err)
			}
			for _, o := range objects {
				checkObject(t, o)
			}
		})
	}
}

// checkObject reads an object both ways; grow wrote the file's path below the test's folder into it.
func checkObject(t *testing.T, o *Object) {
	t.Helper()
	if o.Name != path.Base(o.URI) {
		t.Errorf("%s: name %q", o.URI, o.Name)
	}
	if o.Problem != nil {
		if o.Open != nil || o.OpenAt != nil || o.Size != -1 {
			t.Errorf("%s: can be opened, or has a size, in spite of its problem", o.URI)
		}
		return
	}
	r, err := o.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil || int64(len(content)) != o.Size || path.Base(string(content)) != o.Name && !isLink(o.URI) || o.Modified.IsZero() {
		t.Errorf("%s: content %q, size %d, error %v", o.URI, content, o.Size, err)
	}
	at, err := o.OpenAt(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer at.Close()
	part := make([]byte, 1)
	if _, err := at.ReadAt(part, o.Size-1); err != nil || part[0] != content[o.Size-1] {
		t.Errorf("%s: random access gives %q, %v", o.URI, part, err)
	}
}

func isLink(name string) bool {
	info, err := os.Lstat(filepath.FromSlash(name))
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

func TestFilesErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	grow(t, ".", "a", "d/x", "l -> nowhere")
	for _, test := range []struct {
		target string
		want   error
	}{
		{"b", ErrMissing}, {"", ErrMissing}, {"a/b", ErrMissing}, {"l", ErrMissing}, {"*.csv", ErrMissing}, {"d/**/y", ErrMissing},
		{"e/*", ErrMissing}, {"a/*", ErrMissing}, {"[", ErrPattern}, {"d/{a", ErrPattern}, {"d/[a/b]", ErrPattern},
	} {
		objects, err := collect(Files([]string{"a", test.target}, FileOptions{}))
		if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.target) || len(objects) > 0 {
			t.Errorf("%q: objects %q, error %v; want none and %v", test.target, show(objects), err, test.want)
		}
	}
	stop := errors.New("stop")
	if err := Files([]string{"d", "a"}, FileOptions{}).Objects(t.Context(), func(*Object) error { return stop }); err != stop {
		t.Errorf("error of yield: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Files([]string{"d"}, FileOptions{}).Objects(ctx, func(*Object) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// A link that takes a listed file's or folder's place must not lead out of the tree.
func TestFilesExchanged(t *testing.T) {
	t.Chdir(t.TempDir())
	grow(t, ".", "secret/x", "d/a/x")
	objects, err := collect(Files([]string{"d"}, FileOptions{}))
	if err != nil || len(objects) != 1 {
		t.Fatalf("%q, %v", show(objects), err)
	}
	os.RemoveAll("d/a")
	grow(t, ".", "d/a -> ../secret")
	if _, err := objects[0].Open(t.Context()); AsProblem(err, InternalError).Reason != ReadError {
		t.Errorf("folder exchanged for a link: %v", err)
	}
	os.Remove("d/a")
	if _, err := objects[0].Open(t.Context()); AsProblem(err, InternalError).Reason != SourceObjectGone {
		t.Errorf("folder removed: %v", err)
	}
}

// faultyTree fails to open or to list some names.
type faultyTree struct {
	fstest.MapFS
	faults map[string]error
}

func (f faultyTree) Open(name string) (fs.File, error) {
	if err := f.faults[name]; err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return f.MapFS.Open(name)
}

// ReadDir hides that of MapFS, which does not pass by Open.
func (f faultyTree) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := f.MapFS.ReadDir(name)
	if fault := f.faults[name]; fault != nil {
		return entries[:1], fault // what came before it
	}
	return entries, err
}

func (f faultyTree) Lstat(name string) (fs.FileInfo, error) { return f.MapFS.Lstat(name) }

func (f faultyTree) Resolve(name string) (string, error) { return "", f.faults[name] }

func TestWalkFaults(t *testing.T) {
	tree := faultyTree{
		fstest.MapFS{
			"denied/a": {}, "denied/b": {}, "broken/a": {}, "broken/b": {}, "file": {Data: []byte("x")},
			"link": {Mode: fs.ModeSymlink, Data: []byte("file")},
		},
		map[string]error{"denied": fs.ErrPermission, "broken": io.ErrUnexpectedEOF, "file": fs.ErrPermission, "link": fs.ErrPermission},
	}
	var objects []*Object
	w := &walker{tree: tree, root: "t", followed: map[string]bool{}, yield: func(o *Object) error {
		objects = append(objects, o)
		return nil
	}}
	if err := w.walk(t.Context(), ".", ".", true, nil); err != nil {
		t.Fatal(err)
	}
	want := []string{"t/broken LISTING_FAILED", "t/broken/a", "t/denied PERMISSION_DENIED: the folder cannot be listed", "t/denied/a",
		"t/file", "t/link PERMISSION_DENIED"}
	if got := show(objects); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, o := range objects {
		if o.URI != "t/file" {
			continue
		}
		if _, err := o.Open(t.Context()); AsProblem(err, InternalError).Reason != PermissionDenied {
			t.Errorf("open: %v", err)
		}
		if _, err := o.OpenAt(t.Context()); AsProblem(err, InternalError).Reason != PermissionDenied {
			t.Errorf("open for random access: %v", err)
		}
	}
}

func TestSocket(t *testing.T) {
	t.Chdir(t.TempDir())
	l, err := net.Listen("unix", "s")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	objects, err := collect(Files([]string{"."}, FileOptions{}))
	if got := fmt.Sprint(show(objects), err); got != "[s SPECIAL_FILE: a socket] <nil>" {
		t.Error(got)
	}
}

func TestStdin(t *testing.T) {
	for name, want := range map[string]string{"": "- -", "dump.sql": "dump.sql dump.sql", "a/b.csv": "a/b.csv b.csv"} {
		objects, err := collect(Stdin(strings.NewReader("text"), name))
		if err != nil || len(objects) != 1 {
			t.Fatal(show(objects), err)
		}
		o := objects[0]
		if got := o.URI + " " + o.Name; got != want || o.Size != -1 || o.OpenAt != nil {
			t.Errorf("name %q: got %q, size %d", name, got, o.Size)
		}
		r, err := o.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if content, err := io.ReadAll(r); string(content) != "text" || err != nil {
			t.Errorf("got %q, %v", content, err)
		}
		if _, err := o.Open(t.Context()); AsProblem(err, InternalError).Reason != ReadError {
			t.Errorf("opened twice: %v", err)
		}
	}
}

// list is a source of what is given.
type list []*Object

func (l list) Objects(_ context.Context, yield func(*Object) error) error {
	for _, o := range l {
		if err := yield(o); err != nil {
			return err
		}
	}
	return nil
}

func TestFilter(t *testing.T) {
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	open := func(context.Context) (io.ReadCloser, error) { return nil, nil }
	objects := list{
		{URI: "data/a.csv", Size: 10, Modified: noon},
		{URI: "data/old/b.csv", Size: 2000, Modified: noon.Add(-time.Hour)},
		{URI: "data/c.txt", Size: -1},
		{URI: "s3://people/x/d.csv", Size: 10, Modified: noon.Add(time.Hour), Bucket: &Bucket{Name: "people"}, Key: "x/d.csv"},
		{URI: "data/denied", Size: -1, Problem: Problemf(PermissionDenied, "")},
	}
	const a, b, c, d = "data/a.csv", "data/old/b.csv", "data/c.txt", "s3://people/x/d.csv"
	for _, test := range []struct {
		Criteria
		excluded []string
		detail   string
	}{
		{Criteria{}, nil, ""},
		{Criteria{Include: []string{"*.csv"}}, []string{c}, "matches no --include"},
		{Criteria{Include: []string{"a*", "*.txt"}}, []string{b, d}, "matches no --include"},
		{Criteria{Exclude: []string{"*.{csv,tsv}"}}, []string{a, b, d}, "matches --exclude"},
		{Criteria{Exclude: []string{"data"}}, nil, ""},
		{Criteria{Exclude: []string{"data/**"}}, []string{a, b, c}, "matches --exclude"},
		{Criteria{Exclude: []string{"data/*.csv"}}, []string{a}, "matches --exclude"},
		{Criteria{Exclude: []string{"**/old/**"}}, []string{b}, "matches --exclude"},
		{Criteria{Exclude: []string{"s3://people/**"}}, []string{d}, "matches --exclude"},
		{Criteria{Exclude: []string{"people/x/*"}}, []string{d}, "matches --exclude"},
		{Criteria{Exclude: []string{"x/*"}}, []string{d}, "matches --exclude"},
		{Criteria{MaxSize: 1999}, []string{b}, "larger than --max-size: 2000 bytes"},
		{Criteria{MaxSize: 2000}, nil, ""},
		{Criteria{ModifiedSince: noon}, []string{b}, "not modified since --modified-since"},
	} {
		for _, o := range objects {
			if o.Problem == nil {
				o.Open = open
			}
		}
		got, err := collect(Filter(objects, test.Criteria))
		if err != nil || len(got) != len(objects) {
			t.Fatalf("%+v: %q, %v", test.Criteria, show(got), err)
		}
		var excluded []string
		for i, o := range got {
			if o.Problem != nil && o.Problem.Reason == Excluded {
				excluded = append(excluded, o.URI)
				if o.Open != nil || o.Problem.Detail != test.detail || objects[i].Problem != nil {
					t.Errorf("%+v: %s: %v", test.Criteria, o.URI, o.Problem)
				}
			} else if o != objects[i] {
				t.Errorf("%+v: %s is changed", test.Criteria, o.URI)
			}
		}
		if !slices.Equal(excluded, test.excluded) {
			t.Errorf("%+v: excluded %q, want %q", test.Criteria, excluded, test.excluded)
		}
	}
	for _, bad := range []Criteria{{Include: []string{"["}}, {Exclude: []string{"a", "{b"}}} {
		got, err := collect(Filter(objects, bad))
		if !errors.Is(err, ErrPattern) || len(got) > 0 {
			t.Errorf("%+v: %q, %v, want ErrPattern", bad, show(got), err)
		}
	}
}

func TestConcat(t *testing.T) {
	t.Chdir(t.TempDir())
	grow(t, ".", "a", "b")
	missing := Filter(Files([]string{"missing"}, FileOptions{}), Criteria{})
	first := list{{URI: "1"}, {URI: "2"}}
	got, err := collect(Concat(first, Filter(Concat(Files([]string{"b", "a"}, FileOptions{}), first), Criteria{Exclude: []string{"b"}})))
	if want := []string{"1", "2", "b EXCLUDED: matches --exclude", "a", "1", "2"}; !slices.Equal(show(got), want) || err != nil {
		t.Errorf("got %q, %v", show(got), err)
	}
	if got, err := collect(Concat(first, Concat(first, missing))); !errors.Is(err, ErrMissing) || len(got) > 0 {
		t.Errorf("a missing target: got %q, %v", show(got), err)
	}
}
