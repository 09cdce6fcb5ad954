// Package isolate runs format readers in child processes: a reader that crashes, hangs or takes all memory costs the one object that
// it was reading, with a reason, and the scan goes on.
//
// A Pool starts children, which are the program itself with a command that calls Serve, and keeps them for further objects. A child
// opens no file of the input: it asks the parent for bytes over a pipe, and hands back segments, problems and members. What comes of
// an object is the same, byte for byte, as with the reader in the parent's own process. Members are scanned by the parent.
//
// The package knows nothing of what readers do; how children are confined differs from system to system (see Serve).
package isolate

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// Defaults of a Pool, and what a child may do.
const (
	// Memory is what a child may take, in bytes: the engine for PDF takes 256 MiB for a document, and as much again while it grows.
	Memory = 640 << 20
	// Silence is how long a reader may work without a word. The slowest pages known take some seconds.
	Silence = 60 * time.Second
	// Children is how many work at once.
	Children = 2
	// objectsPerChild is after how many objects a child is replaced: what a reader leaves behind does not grow for ever.
	objectsPerChild = 500
	// maxStderr is how much is kept of what a child says before it dies: the first line of a crash says enough.
	maxStderr = 4 << 10
	// maxRead is how many bytes are handed over at once.
	maxRead = 1 << 20
)

// Pool starts and keeps children. It is safe for concurrent use. Zero fields take the constants above.
type Pool struct {
	// Command makes a command that calls Serve with its standard input and output. Environment and pipes are the pool's.
	Command func() *exec.Cmd
	// All isolates every reader that can be, not only those that are marked as Isolated.
	All      bool
	Memory   int64 // bytes
	Silence  time.Duration
	Children int

	once sync.Once
	free chan struct{} // a place for each child at work

	mu     sync.Mutex
	idle   []*child
	closed bool
}

// Covers says whether the pool is for readers of this format.
func (p *Pool) Covers(f *format.Format) bool {
	return p != nil && f.Read != nil && !f.Outside && (p.All || f.Isolated)
}

// Read is f.Read, run by a child. nested says that the object is a member of one that a child of this pool is reading: it must not
// wait for that child to become free.
func (p *Pool) Read(ctx context.Context, f *format.Format, in *format.Input, sink format.Sink, nested bool) error {
	p.once.Do(func() {
		p.Memory = orDefault(p.Memory, Memory)
		p.Silence = orDefault(p.Silence, Silence)
		p.free = make(chan struct{}, orDefault(p.Children, Children))
	})
	if !nested {
		select {
		case p.free <- struct{}{}:
			defer func() { <-p.free }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var before format.BudgetState
	if in.Budget != nil {
		before = in.Budget.State()
	}
	for {
		c, used, err := p.child()
		if err != nil {
			return &source.Problem{Reason: source.InternalError, Detail: "the reader's process cannot be started", Err: err}
		}
		s := &session{child: c, pool: p, in: in, sink: sink}
		err = s.run(ctx, f)
		if s.ready && c.objects < objectsPerChild {
			p.keep(c)
			return err
		}
		c.end()
		if used && !s.heard && ctx.Err() == nil {
			continue // it died while it waited
		}
		if in.Budget != nil {
			in.Budget.ResetDepth(before)
		}
		return err
	}
}

// Close ends the children that wait; those at work end with their objects. A nil pool has none.
func (p *Pool) Close() {
	if p == nil {
		return
	}
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range idle {
		c.end()
	}
}

// child takes a child that waits, or starts one.
func (p *Pool) child() (c *child, used bool, err error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		c = p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, true, nil
	}
	p.mu.Unlock()
	c, err = p.start()
	return c, false, err
}

func (p *Pool) keep(c *child) {
	p.mu.Lock()
	keep := !p.closed && len(p.idle) < cap(p.free)
	if keep {
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if !keep {
		c.end()
	}
}

// child is a process.
type child struct {
	cmd     *exec.Cmd
	stdin   io.Closer
	stderr  *tail
	wire    *wire
	objects int
	hung    atomic.Bool
	waited  sync.Once
}

// environment is what a child inherits: where the cache of compiled code and temporary files are. It needs no credentials.
var environment = []string{"HOME", "XDG_CACHE_HOME", "TMPDIR", "TMP", "TEMP", "USERPROFILE", "LOCALAPPDATA", "SYSTEMROOT", "GOCOVERDIR"}

// start starts a child.
func (p *Pool) start() (*child, error) {
	cmd := p.Command()
	cmd.Env = append(cmd.Env, "GOTRACEBACK=none", fmt.Sprintf("%s=%d", memoryVariable, p.Memory))
	for _, name := range environment {
		if v, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		stdin.Close()
		return nil, err
	}
	c := &child{cmd: cmd, stdin: stdin, stderr: &tail{}, wire: newWire(stdout, stdin)}
	cmd.Stderr = c.stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return c, nil
}

// end ends the process and waits for it.
func (c *child) end() {
	c.waited.Do(func() {
		c.stdin.Close()
		c.cmd.Process.Kill() //nolint:errcheck // it may have ended
		c.cmd.Wait()         //nolint:errcheck // how it ended is in ProcessState
	})
}

// wait waits for a process that broke off, without killing it first: how it ended is to be told.
func (c *child) wait() {
	c.waited.Do(func() {
		c.stdin.Close()
		timer := time.AfterFunc(endTime, func() { c.cmd.Process.Kill() }) //nolint:errcheck // it may have ended
		defer timer.Stop()
		c.cmd.Wait() //nolint:errcheck // how it ended is in ProcessState
	})
}

// endTime is how long a process may take to end that has closed its output.
const endTime = 5 * time.Second

// tail keeps the first bytes that are written to it.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p[:min(len(p), maxStderr-len(t.b))]...)
	return len(p), nil
}

func (t *tail) contains(words ...string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range words {
		if strings.Contains(string(t.b), w) {
			return true
		}
	}
	return false
}

// fate says why a child broke off.
func (p *Pool) fate(c *child) *source.Problem {
	c.wait()
	state := c.cmd.ProcessState
	switch {
	case c.hung.Load():
		return source.Problemf(source.TimeCutOffReached, "the reader worked for %s without result", p.Silence)
	case state.ExitCode() == exitMemory, c.stderr.contains("out of memory", "cannot allocate memory"):
		return source.Problemf(source.MalformedOrTooLarge, "the reader needs more than %d bytes of memory", p.Memory)
	}
	return source.Problemf(source.InternalError, "the reader's process ended: %s", state)
}

func orDefault[T int | int64 | time.Duration](v, def T) T {
	if v > 0 {
		return v
	}
	return def
}
