package isolate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"time"

	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/internal/spool"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// memoryVariable tells a child how many bytes it may take.
const memoryVariable = "PII_SCAN_ISOLATED_MEMORY"

// exitMemory is the status of a child that took more.
const exitMemory = 98

const (
	// memoryTick is how often a child looks at its memory.
	memoryTick = 20 * time.Millisecond
	// cacheBlock and cacheBlocks are what a child keeps of what it reads at random: a reader's small reads would each cost a turn.
	cacheBlock  = 64 << 10
	cacheBlocks = 64
)

// Serve reads objects for the parent, whose messages come from in, until in ends. It is the whole work of a child process, which it
// confines: over the memory that the parent allows, the process ends; on Linux the system enforces half as much again as a hard
// limit, and no core is written. formats are those that can be read, by their names.
func Serve(in io.Reader, out io.Writer, formats []format.Format) error {
	if limit, err := strconv.ParseInt(os.Getenv(memoryVariable), 10, 64); err == nil && limit > 0 {
		confine(limit)
	}
	w := newWire(in, out)
	for {
		kind, d, err := w.receive()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case kind != msgStart:
			return errWire
		}
		r := &remote{wire: w, budget: &format.Budget{}, known: nameWriter{}}
		if err := r.object(d, formats); err != nil {
			return err
		}
	}
}

// confine keeps the process to limit bytes.
func confine(limit int64) {
	debug.SetMemoryLimit(limit * 3 / 4)
	debug.SetMaxStack(int(limit / 8))                 // a reader that goes as deep as that never comes back
	runtime.GOMAXPROCS(min(runtime.GOMAXPROCS(0), 2)) // the reader and the garbage collector
	hardLimit(limit)
	go func() {
		samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}, {Name: "/memory/classes/heap/free:bytes"}}
		for range time.Tick(memoryTick) {
			metrics.Read(samples)
			if samples[0].Value.Uint64()-samples[1].Value.Uint64()-samples[2].Value.Uint64() > uint64(limit) {
				os.Exit(exitMemory)
			}
		}
	}()
}

// remote is the child's side of reading one object: the reader's input and sink.
type remote struct {
	*wire
	budget *format.Budget // nil where the object has none
	known  nameWriter
	err    error // the connection broke
}

// errLost ends a reader whose parent is gone.
var errLost = errors.New("isolate: the connection broke")

// object reads one object. An error means that the connection is of no more use.
func (r *remote) object(d *decoder, formats []format.Format) error {
	r.take(d)
	name := d.string()
	in := &format.Input{Name: d.string(), Size: d.int(), Modified: d.time(), Head: bytes.Clone(d.bytes()), Block: int(d.int()), Watched: true}
	hasAt := d.bool()
	if d.bad {
		return errWire
	}
	in.Budget = r.budget
	in.Body = &remoteBody{remote: r}
	if hasAt {
		in.At = r.at
	}
	i := slices.IndexFunc(formats, func(f format.Format) bool { return f.Name == name && f.Read != nil })
	if i < 0 {
		return errWire
	}
	err := r.read(&formats[i], in)
	if r.err != nil {
		return r.err
	}
	return r.give(msgDone, func(e *encoder) { e.childError(err) })
}

// read runs the reader. A panic is an error like others: the parent tells it, and does away with this process.
func (r *remote) read(f *format.Format, in *format.Input) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicked{fmt.Sprintf("%T", p)}
		}
	}()
	return f.Read(context.Background(), in, r)
}

// take takes over the budget of a message.
func (r *remote) take(d *decoder) {
	if b := d.b; len(b) > 0 && b[0] == 0 {
		r.budget = nil
	}
	d.budget(r.budget)
}

// give hands the turn to the parent.
func (r *remote) give(kind byte, m func(*encoder)) error {
	if r.err == nil {
		r.err = r.send(kind, true, func(e *encoder) {
			e.budget(r.budget)
			m(e)
		})
	}
	return r.err
}

// ask hands the turn to the parent and takes its answer.
func (r *remote) ask(kind byte, m func(*encoder), answer byte) (*decoder, error) {
	if r.give(kind, m) != nil {
		return nil, errLost
	}
	got, d, err := r.receive()
	if err == nil && got != answer {
		err = errWire
	}
	if err != nil {
		r.err = err
		return nil, errLost
	}
	r.take(d)
	return d, nil
}

// answered is how a read ended whose answer is d.
func (r *remote) answered(d *decoder, p []byte) (int, error) {
	n := copy(p, d.bytes())
	err := d.parentError()
	if d.bad {
		r.err = errWire
		return 0, errLost
	}
	return n, err
}

// remoteBody is the object's body.
type remoteBody struct {
	*remote
	buf []byte
	err error
}

func (b *remoteBody) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(b.buf) == 0 && b.err == nil {
		d, err := b.ask(msgWantBody, func(e *encoder) { e.uint(uint64(max(min(len(p), maxRead), cacheBlock))) }, msgBody)
		if err != nil {
			return 0, err
		}
		b.buf = bytes.Clone(d.bytes())
		b.err = d.parentError()
		if d.bad {
			b.remote.err = errWire
			return 0, errLost
		}
	}
	n := copy(p, b.buf)
	b.buf = b.buf[n:]
	if len(b.buf) == 0 {
		return n, b.err
	}
	return n, nil
}

// at opens the object for random access.
func (r *remote) at(context.Context) (io.ReaderAt, int64, error) {
	d, err := r.ask(msgWantAt, func(*encoder) {}, msgAt)
	if err != nil {
		return nil, 0, err
	}
	size := d.int()
	if err := d.parentError(); err != nil {
		return nil, 0, err
	}
	return spool.Cached(remoteAt{r}, size, cacheBlock, cacheBlocks), size, nil
}

type remoteAt struct{ *remote }

func (a remoteAt) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) && err == nil {
		d, lost := a.ask(msgWantBytes, func(e *encoder) {
			e.int(off + int64(n))
			e.uint(uint64(min(len(p)-n, maxRead)))
		}, msgBytes)
		if lost != nil {
			return n, lost
		}
		var m int
		m, err = a.answered(d, p[n:])
		n += m
		if m == 0 && err == nil {
			err = io.ErrNoProgress
		}
	}
	return n, err
}

func (r *remote) Segment(s *text.Segment) error {
	if r.err == nil {
		r.err = r.send(msgSegment, false, func(e *encoder) { e.segment(s, r.known) })
	}
	s.Release()
	if r.err != nil {
		return errLost
	}
	return nil
}

func (r *remote) Problem(p *source.Problem) {
	if r.err == nil {
		r.err = r.send(msgProblem, false, func(e *encoder) { e.problem(p) })
	}
}

func (r *remote) Member(ctx context.Context, m format.Member) error {
	err := r.give(msgMember, func(e *encoder) {
		e.string(m.Path)
		e.int(m.Size)
		e.time(m.Modified)
		e.bool(m.Body != nil)
		e.problem(m.Problem)
	})
	var buf []byte
	for err == nil {
		var kind byte
		var d *decoder
		if kind, d, err = r.receive(); err != nil {
			break
		}
		r.take(d)
		if kind == msgMemberEnd {
			return nil
		}
		if kind != msgMemberRead || m.Body == nil {
			err = errWire
			break
		}
		n := min(int(d.uint()), maxRead)
		if cap(buf) < n {
			buf = make([]byte, n)
		}
		n, readErr := m.Body.Read(buf[:max(n, 0)])
		err = r.give(msgMemberBytes, func(e *encoder) {
			e.bytes(buf[:n])
			e.childError(readErr)
		})
	}
	r.err = err
	return errLost
}
