package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrMissing says that a target does not exist, or that a glob matches nothing. It is wrapped with the target.
var ErrMissing = errors.New("no such file or folder")

// FileOptions say how folders are walked. The zero value is the default.
type FileOptions struct {
	// GitObjects walks git's object stores too, which are compressed copies of what is or was checked out.
	GitObjects bool
}

// Files is the source of local targets: files, folders and globs, where ** stands for any number of folders. A target that
// exists under its literal name is no glob; a folder that a glob matches is walked.
//
// Objects come target by target, in the order of their paths, compared byte by byte. Hidden files are among them. An object's URI is
// the target and the path below it, cleaned, with slashes: a/b for ./a/b, b for b in the folder ".".
//
// A symbolic link is followed when it stays inside the target's tree, one to a folder only the first time. What is not
// opened is yielded with a Problem: links that lead out, into a loop or nowhere (LinkOutOfTree), devices, sockets and pipes
// (SpecialFile), folders that cannot be listed (PermissionDenied, ListingFailed), and git's object stores (GitObjectStore), one object
// for each folder. Whether a file can be read shows when it is opened: PermissionDenied, SourceObjectGone, ReadError.
//
// A missing target is an error (ErrMissing) before the first object, as is a glob that cannot be read (ErrPattern).
func Files(targets []string, opts FileOptions) Source { return files{targets, opts} }

type files struct {
	targets []string
	opts    FileOptions
}

// Check finds out whether all targets exist; a glob's tree is walked to its first match.
func (f files) Check(ctx context.Context) error {
	errMatched := errors.New("matched")
	for _, name := range f.targets {
		t, err := resolveTarget(name)
		if err != nil {
			return err
		}
		if t.pattern == nil {
			continue
		}
		switch err := t.objects(ctx, f.opts, func(*Object) error { return errMatched }); {
		case errors.Is(err, errMatched):
		case err != nil:
			return err
		default:
			return fmt.Errorf("%w: %s", ErrMissing, name)
		}
	}
	return nil
}

// Objects implements Source.
func (f files) Objects(ctx context.Context, yield func(*Object) error) error {
	if err := f.Check(ctx); err != nil {
		return err
	}
	for _, name := range f.targets {
		t, err := resolveTarget(name)
		if err != nil {
			return err
		}
		if err := t.objects(ctx, f.opts, yield); err != nil {
			return err
		}
	}
	return nil
}

// target is one argument of the user.
type target struct {
	uri     string // of its root
	real    string // the root on disk, free of links
	info    fs.FileInfo
	pattern *glob    // relative to the root; nil: everything
	problem *Problem // why it cannot be looked at
}

func resolveTarget(name string) (*target, error) {
	if name == "" { // an unset variable of the shell is not the current folder
		return nil, fmt.Errorf("%w: the target is empty", ErrMissing)
	}
	uri := path.Clean(filepath.ToSlash(name))
	t, err := lookUp(uri)
	if errors.Is(err, ErrMissing) && hasMeta(uri) {
		root, rest := splitPattern(uri)
		pattern, err := compileGlob(rest)
		if err != nil {
			return nil, fmt.Errorf("%w: %s", err, name)
		}
		if t, err = lookUp(root); err == nil {
			t.pattern = &pattern
			return t, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, name)
	}
	return t, nil
}

// lookUp finds a file or folder by its literal name. The user may name a link: what it leads to is the tree.
func lookUp(uri string) (*target, error) {
	t := &target{uri: uri}
	real, err := filepath.Abs(filepath.FromSlash(uri))
	if err == nil {
		real, err = filepath.EvalSymlinks(real)
	}
	if err == nil {
		t.real = real
		t.info, err = os.Stat(real)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil, ErrMissing
	case err != nil:
		t.problem = fileProblem(err)
	}
	return t, nil
}

// splitPattern cuts a glob before its first element that is not literal.
func splitPattern(uri string) (root, pattern string) {
	elements := strings.Split(uri, "/")
	n := 0
	for n < len(elements) && !hasMeta(elements[n]) {
		n++
	}
	root = strings.Join(elements[:n], "/")
	switch {
	case n == 0:
		root = "."
	case root == "":
		root = "/"
	}
	return root, strings.Join(elements[n:], "/")
}

func (t *target) objects(ctx context.Context, opts FileOptions, yield func(*Object) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	switch {
	case t.problem != nil:
		return yield(problemObject(t.uri, t.problem))
	case t.info.IsDir():
		w := &walker{tree: folder(t.real), root: t.uri, pattern: t.pattern, opts: opts, yield: yield, followed: map[string]bool{}}
		return w.walk(ctx, ".", ".", t.pattern == nil, nil)
	case t.pattern != nil: // below a file there is nothing to match
		return nil
	case !t.info.Mode().IsRegular():
		return yield(problemObject(t.uri, specialFile(t.info.Mode())))
	}
	return yield(fileObject(folder(filepath.Dir(t.real)), t.uri, filepath.Base(t.real), t.info))
}

// fileObject is a regular file: name is its path in the tree.
func fileObject(tree tree, uri, name string, info fs.FileInfo) *Object {
	open := func(ctx context.Context) (fs.File, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := tree.Open(name)
		if err != nil {
			return nil, fileProblem(err)
		}
		return f, nil
	}
	return &Object{
		URI:      uri,
		Name:     path.Base(uri),
		Size:     info.Size(),
		Modified: info.ModTime(),
		Open:     func(ctx context.Context) (io.ReadCloser, error) { return open(ctx) },
		OpenAt: func(ctx context.Context) (ReaderAtCloser, error) {
			f, err := open(ctx)
			if err != nil {
				return nil, err
			}
			if at, ok := f.(ReaderAtCloser); ok {
				return at, nil
			}
			f.Close()
			return nil, Problemf(ReadError, "no random access")
		},
	}
}

// problemObject is what was found and cannot be opened.
func problemObject(uri string, p *Problem) *Object {
	return &Object{URI: uri, Name: path.Base(uri), Size: -1, Problem: p}
}

func fileProblem(err error) *Problem {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return &Problem{Reason: PermissionDenied, Err: err}
	case errors.Is(err, fs.ErrNotExist):
		return &Problem{Reason: SourceObjectGone, Err: err}
	}
	return &Problem{Reason: ReadError, Err: err}
}

func specialFile(mode fs.FileMode) *Problem {
	for _, kind := range []struct {
		bit  fs.FileMode
		name string
	}{{fs.ModeNamedPipe, "a pipe"}, {fs.ModeSocket, "a socket"}, {fs.ModeDevice, "a device"}} {
		if mode&kind.bit != 0 {
			return Problemf(SpecialFile, "%s", kind.name)
		}
	}
	return Problemf(SpecialFile, "not a regular file")
}
