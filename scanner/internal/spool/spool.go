// Package spool gives random access to what can only be read from its start: small things are kept in memory, larger ones in a
// temporary file that nobody else can read and that does not outlive the process.
package spool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/pii-scan/pii-scan/scanner/source"
)

const (
	// Memory is how many bytes of one thing are kept in memory by default: most members of archives are smaller.
	Memory = 4 << 20
	// Limit is how many bytes one thing may have by default; it bounds the disk space that a worker takes.
	Limit = 10 << 30
)

// Room is where things are spooled. It is safe for concurrent use.
type Room struct {
	parent        string
	memory, limit int64

	mu     sync.Mutex
	folder string // made when first needed
	closed bool
}

// New opens a room in dir, the system's temporary folder where empty, and removes what dead processes of this host left in
// either. memory and limit are in bytes, for each thing that is spooled; the constants above where zero. Nothing is written
// before something larger than memory comes.
func New(dir string, memory, limit int64) *Room {
	if dir == "" {
		dir = os.TempDir()
	}
	if memory <= 0 {
		memory = Memory
	}
	if limit <= 0 {
		limit = Limit
	}
	sweep(dir)
	if tmp := os.TempDir(); tmp != dir {
		sweep(tmp) // Folder's
	}
	return &Room{parent: dir, memory: memory, limit: limit}
}

// Spool reads r to its end and gives random access to what it read, and its size. What is over the limit is a *source.Problem
// with FileExceedsSizeLimit; errors of r are returned as they are. Whoever called closes the result.
func (r *Room) Spool(ctx context.Context, in io.Reader) (source.ReaderAtCloser, int64, error) {
	in = &reader{ctx: ctx, r: in, left: r.limit}
	var head bytes.Buffer
	n, err := io.Copy(&head, io.LimitReader(in, r.memory+1))
	if err != nil {
		return nil, 0, err
	}
	if n <= r.memory {
		return memory{bytes.NewReader(head.Bytes())}, n, nil
	}
	f, err := r.create()
	if err != nil {
		return nil, 0, err
	}
	size, err := io.Copy(f, io.MultiReader(&head, in))
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, size, nil
}

// Close removes the room's folder with all that is in it.
func (r *Room) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	if r.folder == "" {
		return nil
	}
	folder := r.folder
	r.folder = ""
	return os.RemoveAll(folder)
}

func (r *Room) create() (*file, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, errors.New("spool: room is closed")
	}
	if r.folder == "" {
		folder, err := Folder(r.parent)
		if err != nil {
			return nil, err
		}
		r.folder = folder
	}
	f, err := os.CreateTemp(r.folder, "") // 0600
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	// A file without a name is gone when the process is, however it ends. Where the system does not allow it, Close removes it.
	name := f.Name()
	if os.Remove(name) == nil {
		name = ""
	}
	return &file{File: f, name: name}, nil
}

type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

type file struct {
	*os.File
	name string
}

func (f *file) Close() error {
	err := f.File.Close()
	if f.name != "" {
		err = errors.Join(err, os.Remove(f.name))
	}
	return err
}

// reader ends with the context and at the limit.
type reader struct {
	ctx  context.Context
	r    io.Reader
	left int64
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, source.Problemf(source.FileExceedsSizeLimit, "too large for random access")
	}
	return n, err
}
