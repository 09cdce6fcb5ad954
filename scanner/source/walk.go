package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// tree is a folder and what is below it. Names are relative to it, with slashes, as in io/fs.
type tree interface {
	fs.FS
	// Lstat describes a name without following it.
	Lstat(name string) (fs.FileInfo, error)
	// Resolve gives the name, free of links, of what a link leads to; errOutOfTree when that is elsewhere.
	Resolve(name string) (string, error)
}

var errOutOfTree = errors.New("link leads out of the tree")

// folder is a tree on disk: its path, free of links.
type folder string

// Open never leaves the tree, even when a folder is exchanged for a link after it was listed.
func (f folder) Open(name string) (fs.File, error) {
	file, err := os.OpenInRoot(string(f), filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	return file, nil
}

func (f folder) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(f.join(name)) }

func (f folder) Resolve(name string) (string, error) {
	real, err := filepath.EvalSymlinks(f.join(name))
	if err != nil {
		return "", err
	}
	rel, err := filepath.Rel(string(f), real)
	if err != nil || !filepath.IsLocal(rel) {
		return "", errOutOfTree
	}
	return filepath.ToSlash(rel), nil
}

func (f folder) join(name string) string { return filepath.Join(string(f), filepath.FromSlash(name)) }

// walker yields what is in a tree. It is used once.
type walker struct {
	tree    tree
	root    string // the tree's URI
	pattern *glob  // nil: everything
	opts    FileOptions
	yield   func(*Object) error
	// followed are the folders that were entered through a link. Each is once: with two links a level, paths would double
	// with every level.
	followed map[string]bool
}

// walk yields what is in a folder. Shown is its path with the links that led to it, real its path without them. Taken: all of it
// is wanted, else what the pattern matches. Above are the folders, by their real paths, on the way down to it.
func (w *walker) walk(ctx context.Context, shown, real string, taken bool, above []string) error {
	above = append(above[:len(above):len(above)], real)
	// Where a listing breaks off, what it gave is scanned and the rest is told.
	entries, err := fs.ReadDir(w.tree, real)
	if err != nil {
		if err := w.yield(problemObject(w.uri(shown), listingProblem(err))); err != nil {
			return err
		}
	}
	sortByPath(entries)
	git := !w.opts.GitObjects && isGitFolder(w.uri(shown), entries)
	packs := false
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		in := entry{shown: path.Join(shown, e.Name()), real: path.Join(real, e.Name()), mode: e.Type()}
		in.taken = taken || w.pattern.match(in.shown)
		if !in.taken && !w.pattern.below(in.shown) {
			continue
		}
		var err error
		switch {
		case git && e.IsDir() && e.Name() == "objects":
			err = w.yield(problemObject(w.uri(in.shown), Problemf(GitObjectStore, "")))
		case !w.opts.GitObjects && e.Type().IsRegular() && packName.MatchString(e.Name()):
			if in.taken && !packs {
				packs = true
				err = w.yield(problemObject(w.uri(shown), Problemf(GitObjectStore, "pack files")))
			}
		default:
			err = w.visit(ctx, in, above)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entry is something in a folder; mode is its type alone.
type entry struct {
	shown, real string
	taken       bool
	mode        fs.FileMode
}

func (w *walker) visit(ctx context.Context, e entry, above []string) error {
	if e.mode&fs.ModeSymlink != 0 {
		problem := w.follow(&e, above)
		if problem != nil {
			return w.refuse(e, problem)
		}
	}
	if e.mode.IsDir() {
		return w.walk(ctx, e.shown, e.real, e.taken, above)
	}
	if !e.taken {
		return nil
	}
	if !e.mode.IsRegular() {
		return w.refuse(e, specialFile(e.mode))
	}
	info, err := w.tree.Lstat(e.real)
	if err != nil {
		return w.refuse(e, fileProblem(err))
	}
	return w.yield(fileObject(w.tree, w.uri(e.shown), e.real, info))
}

// follow sets the real path and the mode to what a link leads to.
func (w *walker) follow(e *entry, above []string) *Problem {
	real, err := w.tree.Resolve(e.real)
	var info fs.FileInfo
	if err == nil {
		info, err = w.tree.Lstat(real)
	}
	switch {
	case errors.Is(err, errOutOfTree):
		return Problemf(LinkOutOfTree, "leads out of the tree")
	case errors.Is(err, fs.ErrNotExist):
		return Problemf(LinkOutOfTree, "leads nowhere")
	case errors.Is(err, fs.ErrPermission):
		return &Problem{Reason: PermissionDenied, Err: err}
	case err != nil:
		return &Problem{Reason: LinkOutOfTree, Detail: "cannot be followed", Err: err}
	case info.IsDir() && slices.Contains(above, real):
		return Problemf(LinkOutOfTree, "leads into a loop")
	case info.IsDir() && w.followed[real]:
		return Problemf(LinkOutOfTree, "leads to a folder that was followed before")
	}
	if info.IsDir() {
		w.followed[real] = true
	}
	e.real, e.mode = real, info.Mode().Type()
	return nil
}

// refuse yields what cannot be opened, if it is wanted at all.
func (w *walker) refuse(e entry, p *Problem) error {
	if !e.taken {
		return nil
	}
	return w.yield(problemObject(w.uri(e.shown), p))
}

func (w *walker) uri(shown string) string { return path.Join(w.root, shown) }

func listingProblem(err error) *Problem {
	if errors.Is(err, fs.ErrPermission) {
		return &Problem{Reason: PermissionDenied, Detail: "the folder cannot be listed", Err: err}
	}
	return &Problem{Reason: ListingFailed, Err: err}
}

// sortByPath puts a folder where its files' paths stand: a.txt before a/b, as in a bucket.
func sortByPath(entries []fs.DirEntry) {
	key := func(e fs.DirEntry) string {
		if e.IsDir() {
			return e.Name() + "/"
		}
		return e.Name()
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(key(a), key(b)) })
}

// packName is a file of a git object store, wherever it was copied to.
var packName = regexp.MustCompile(`^pack-([0-9a-f]{40}|[0-9a-f]{64})\.(pack|idx|rev|bitmap|mtimes)$`)

// isGitFolder says whether a folder is a git directory: .git itself, that of a submodule, a bare repository.
// https://git-scm.com/docs/gitrepository-layout
func isGitFolder(uri string, entries []fs.DirEntry) bool {
	if path.Base(uri) == ".git" {
		return true
	}
	has := func(name string) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name })
	}
	return has("HEAD") && has("refs") && has("objects")
}
