package spool

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/pii-scan/pii-scan/scanner/source"
)

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 31 / 7)
	}
	return b
}

func TestSpool(t *testing.T) {
	const inMemory, limit = 1000, 5000
	for _, size := range []int{0, 1, inMemory, inMemory + 1, limit - 1, limit, limit + 1} {
		dir := t.TempDir()
		room := New(dir, inMemory, limit)
		data := pattern(size)
		got, n, err := room.Spool(t.Context(), iotest.HalfReader(bytes.NewReader(data)))
		if size > limit {
			if p, ok := errors.AsType[*source.Problem](err); !ok || p.Reason != source.FileExceedsSizeLimit {
				t.Errorf("%d bytes: %v", size, err)
			}
		} else if err != nil || n != int64(size) {
			t.Errorf("%d bytes: %d, %v", size, n, err)
		} else {
			read, err := io.ReadAll(io.NewSectionReader(got, 0, n))
			if err != nil || !bytes.Equal(read, data) {
				t.Errorf("%d bytes: read %d back, %v", size, len(read), err)
			}
			if err := got.Close(); err != nil {
				t.Errorf("%d bytes: close: %v", size, err)
			}
		}
		folders, _ := filepath.Glob(filepath.Join(dir, "*"))
		if want := size > inMemory; want != (len(folders) == 1) {
			t.Errorf("%d bytes: folders %q", size, folders)
		}
		for _, f := range folders {
			if info, err := os.Stat(f); err != nil || info.Mode().Perm() != 0o700 && runtime.GOOS != "windows" {
				t.Errorf("%d bytes: folder is %v, %v", size, info.Mode(), err)
			}
			if files, err := os.ReadDir(f); err != nil || len(files) > 0 {
				t.Errorf("%d bytes: files are left: %v, %v", size, files, err)
			}
		}
		if err := room.Close(); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%d bytes: %v is left", size, left)
		}
		if _, _, err := room.Spool(t.Context(), bytes.NewReader(pattern(inMemory+1))); err == nil {
			t.Error("a closed room takes files")
		}
	}
}

func TestSpoolErrors(t *testing.T) {
	broken := errors.New("broken")
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		r    io.Reader
		want error
	}{
		{"in memory", t.Context(), io.MultiReader(bytes.NewReader(pattern(10)), iotest.ErrReader(broken)), broken},
		{"on disk", t.Context(), io.MultiReader(bytes.NewReader(pattern(200)), iotest.ErrReader(broken)), broken},
		{"canceled", canceled, bytes.NewReader(pattern(10)), context.Canceled},
	}
	for _, test := range tests {
		room := New(t.TempDir(), 100, 1000)
		if _, _, err := room.Spool(test.ctx, test.r); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		room.Close()
	}
}

// deadPID is the ID of a process that has ended.
func deadPID(t *testing.T) int {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^$")
	if err := c.Run(); err != nil {
		t.Fatal(err)
	}
	return c.Process.Pid
}

func TestLeftOversGo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a[b]*") // a pattern in its own name
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	mine, err := Folder(dir)
	if err != nil {
		t.Fatal(err)
	}
	folders := map[string]bool{ // whether they stay
		filepath.Base(mine): true,
		fmt.Sprintf("%s%s-%d-x1-2", prefix, host(), os.Getppid()):        true,
		fmt.Sprintf("%s%s-%d-x1-2", prefix, host(), deadPID(t)):          false,
		fmt.Sprintf("%s%s-%d-x1-2", prefix, host(), os.Getpid()):         false, // an earlier process with this ID
		fmt.Sprintf("%s%s-%d-x1-2", prefix, host()+"x", deadPID(t)):      true,
		fmt.Sprintf("%s%s-notes", prefix, host()):                        true,
		fmt.Sprintf("%s%s-0-x1-2", prefix, host()):                       true,
		fmt.Sprintf("other-%s%s-%d-x1-2", prefix, host(), os.Getpid()+1): true,
	}
	for name := range folders {
		if err := os.MkdirAll(filepath.Join(dir, name, "in"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	New(dir, 0, 0).Close()
	for name, stays := range folders {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != stays {
			t.Errorf("%s: stays %v, want %v", strings.Replace(name, host(), "HOST", 1), err == nil, stays)
		}
	}
}

// countingReader counts reads and bytes, and can be told to fail.
type countingReader struct {
	r     io.ReaderAt
	reads atomic.Int64
	fail  atomic.Bool
}

func (c *countingReader) ReadAt(p []byte, off int64) (int, error) {
	c.reads.Add(1)
	if c.fail.Load() {
		return 0, errors.New("broken")
	}
	return c.r.ReadAt(p, off)
}

// TestCached compares random reads from many goroutines with the data itself.
func TestCached(t *testing.T) {
	for _, size := range []int{0, 1, 99, 100, 101, 1000, 1050} {
		for _, blocks := range []int{1, 3, 100} {
			data := pattern(size)
			c := Cached(bytes.NewReader(data), int64(size), 100, blocks)
			var wg sync.WaitGroup
			for g := range 4 {
				wg.Go(func() {
					rnd := rand.New(rand.NewPCG(uint64(g), uint64(size)))
					for range 200 {
						off := rnd.IntN(size + 20)
						p := make([]byte, rnd.IntN(350))
						want := make([]byte, len(p))
						wantN, wantErr := bytes.NewReader(data).ReadAt(want, int64(off))
						n, err := c.ReadAt(p, int64(off))
						if len(p) == 0 {
							continue // readers differ in what they say of nothing behind the end
						}
						if n != wantN || err != wantErr || !bytes.Equal(p[:n], want[:n]) {
							t.Errorf("size %d, %d blocks: ReadAt(%d bytes, %d) = %d, %v; want %d, %v", size, blocks, len(p), off, n, err, wantN, wantErr)
							return
						}
					}
				})
			}
			wg.Wait()
		}
	}
}

func TestCachedReadsOnce(t *testing.T) {
	src := &countingReader{r: bytes.NewReader(pattern(1000))}
	c := Cached(src, 1000, 100, 2)
	read := func(off int64, wantReads int64) {
		t.Helper()
		before := src.reads.Load()
		if _, err := c.ReadAt(make([]byte, 10), off); err != nil {
			t.Errorf("read at %d: %v", off, err)
		}
		if got := src.reads.Load() - before; got != wantReads {
			t.Errorf("read at %d: %d reads of the source, want %d", off, got, wantReads)
		}
	}
	read(0, 1)
	read(50, 0)
	read(100, 1)
	read(5, 0)   // 0 is the one used last
	read(200, 1) // 100 goes
	read(20, 0)
	read(100, 1)
	read(295, 2) // 200 and 300

	var wg sync.WaitGroup
	before := src.reads.Load()
	for range 8 {
		wg.Go(func() { c.ReadAt(make([]byte, 10), 700) })
	}
	wg.Wait()
	if got := src.reads.Load() - before; got != 1 {
		t.Errorf("eight readers of one block: %d reads of the source", got)
	}

	src.fail.Store(true)
	if _, err := c.ReadAt(make([]byte, 10), 900); err == nil {
		t.Error("a failing read is not told")
	}
	src.fail.Store(false)
	read(900, 1)
}
