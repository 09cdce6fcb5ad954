package isolate

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// A message is a byte that says what it is, the length of what follows as a varint, and its content. Between the two processes goes
// a turn: whoever has it works, the other waits. A segment and a problem leave the turn with the child; every other message hands
// it over and begins with the budget, which so belongs to whoever works.
const (
	// To the child.
	msgStart      = 'S' // read an object
	msgBody       = 'B' // bytes of the body
	msgAt         = 'A' // the size of what is open for random access
	msgBytes      = 'R' // bytes of that
	msgMemberRead = 'm' // give bytes of the member at hand
	msgMemberEnd  = 'M' // the member is done with
	// From the child.
	msgSegment     = 's'
	msgProblem     = 'p'
	msgWantBody    = 'b'
	msgWantAt      = 'a'
	msgWantBytes   = 'r'
	msgMember      = 'n'
	msgMemberBytes = 'd'
	msgDone        = 'e'
)

// maxMessage bounds a message, and with it what a child that went wild can make the parent hold: a segment of the largest
// field there is, with its layout.
const maxMessage = 256 << 20

// errWire says that the other side does not speak as it should.
var errWire = errors.New("isolate: broken message")

// wire is one end of the connection.
type wire struct {
	r   *bufio.Reader
	w   *bufio.Writer
	in  []byte
	out encoder
}

func newWire(r io.Reader, w io.Writer) *wire {
	return &wire{r: bufio.NewReaderSize(r, 64<<10), w: bufio.NewWriterSize(w, 64<<10)}
}

// send writes a message, which m appends, and flushes where the other side is waited for.
func (w *wire) send(kind byte, flush bool, m func(*encoder)) error {
	w.out.b = w.out.b[:0]
	if m != nil {
		m(&w.out)
	}
	var head [1 + binary.MaxVarintLen64]byte
	head[0] = kind
	n := 1 + binary.PutUvarint(head[1:], uint64(len(w.out.b)))
	if _, err := w.w.Write(head[:n]); err != nil {
		return err
	}
	if _, err := w.w.Write(w.out.b); err != nil {
		return err
	}
	if cap(w.out.b) > maxKept {
		w.out.b = nil
	}
	if flush {
		return w.w.Flush()
	}
	return nil
}

// maxKept is how large a buffer is kept for the next message.
const maxKept = 4 << 20

// receive reads a message. Its content is valid until the next.
func (w *wire) receive() (kind byte, m *decoder, err error) {
	if kind, err = w.r.ReadByte(); err != nil {
		return 0, nil, err
	}
	n, err := binary.ReadUvarint(w.r)
	if err != nil {
		return 0, nil, err
	}
	if n > maxMessage {
		return 0, nil, errWire
	}
	if uint64(cap(w.in)) < n || cap(w.in) > maxKept {
		w.in = make([]byte, n)
	}
	w.in = w.in[:n]
	if _, err := io.ReadFull(w.r, w.in); err != nil {
		return 0, nil, err
	}
	return kind, &decoder{b: w.in}, nil
}

// encoder appends values.
type encoder struct{ b []byte }

func (e *encoder) uint(n uint64) { e.b = binary.AppendUvarint(e.b, n) }
func (e *encoder) int(n int64)   { e.b = binary.AppendVarint(e.b, n) }
func (e *encoder) bool(v bool) {
	if v {
		e.uint(1)
	} else {
		e.uint(0)
	}
}
func (e *encoder) bytes(b []byte) {
	e.uint(uint64(len(b)))
	e.b = append(e.b, b...)
}
func (e *encoder) string(s string) {
	e.uint(uint64(len(s)))
	e.b = append(e.b, s...)
}
func (e *encoder) time(t time.Time) {
	e.bool(!t.IsZero())
	if !t.IsZero() {
		e.int(t.Unix())
		e.int(int64(t.Nanosecond()))
	}
}

func (e *encoder) problem(p *source.Problem) {
	e.bool(p != nil)
	if p != nil {
		e.string(string(p.Reason))
		e.string(p.Detail)
	}
}

func (e *encoder) budget(b *format.Budget) {
	e.bool(b != nil)
	if b == nil {
		return
	}
	s := b.State()
	for _, n := range s.Limits {
		e.int(n)
	}
	for _, n := range s.Used {
		e.int(n)
	}
	e.problem(s.Spent)
}

// decoder takes values. After the first that is not there all are zero, and bad is set.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) fail() { d.b, d.bad = nil, true }

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) bool() bool { return d.uint() != 0 }

// size is a number of things that take at least a byte each.
func (d *decoder) size() int {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) bytes() []byte {
	n := d.size()
	b := d.b[:n:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) string() string { return string(d.bytes()) }

func (d *decoder) time() time.Time {
	if !d.bool() {
		return time.Time{}
	}
	return time.Unix(d.int(), d.int()).UTC()
}

func (d *decoder) problem() *source.Problem {
	if !d.bool() {
		return nil
	}
	return &source.Problem{Reason: source.Reason(d.string()), Detail: d.string()}
}

// budget takes over the numbers into b, which may be nil.
func (d *decoder) budget(b *format.Budget) {
	if !d.bool() {
		return
	}
	var s format.BudgetState
	for i := range s.Limits {
		s.Limits[i] = d.int()
	}
	for i := range s.Used {
		s.Used[i] = d.int()
	}
	s.Spent = d.problem()
	if b != nil && !d.bad {
		b.SetState(s)
	}
}

// Kinds of errors.
const (
	errNone = iota
	errEOF
	errProblem
	errForeign // the receiver's own, or one that the sender keeps
	errCanceled
	errDeadline
	errPanic
	errOther
)

// foreign is an error that the other side keeps: it has a number, and a problem if it is one.
type foreign struct {
	number  uint64
	problem *source.Problem
}

func (f *foreign) Error() string {
	return fmt.Sprintf("isolate: error %d of the other process", f.number)
}

func (f *foreign) Unwrap() error {
	if f.problem == nil {
		return nil
	}
	return f.problem
}

// panicked is what a reader panicked with: its type, for the value may quote the input.
type panicked struct{ kind string }

func (p *panicked) Error() string { return "isolate: the reader panicked" }

// childError writes an error of the child for the parent.
func (e *encoder) childError(err error) {
	var problem *source.Problem
	var theirs *foreign
	var p *panicked
	direct, isProblem := err.(*source.Problem)
	switch {
	case err == nil:
		e.uint(errNone)
	case err == io.EOF:
		e.uint(errEOF)
	case isProblem:
		e.uint(errProblem)
		e.problem(direct)
	case errors.As(err, &theirs):
		e.uint(errForeign)
		e.uint(theirs.number)
	case errors.As(err, &problem):
		e.uint(errProblem)
		e.problem(problem)
	case errors.As(err, &p):
		e.uint(errPanic)
		e.string(p.kind)
	case errors.Is(err, context.Canceled):
		e.uint(errCanceled)
	case errors.Is(err, context.DeadlineExceeded):
		e.uint(errDeadline)
	default:
		e.uint(errOther)
	}
}

// errReader stands for an error of the child that says nothing by itself: its text may quote what was read.
var errReader = errors.New("isolate: the reader failed")

// childError reads what encoder.childError wrote. kept are the parent's errors.
func (d *decoder) childError(kept []error) error {
	switch d.uint() {
	case errNone:
		return nil
	case errEOF:
		return io.EOF
	case errProblem:
		if p := d.problem(); p != nil {
			return p
		}
	case errForeign:
		if n := d.uint(); n < uint64(len(kept)) {
			return kept[n]
		}
	case errPanic:
		return &panicked{d.string()}
	case errCanceled:
		return context.Canceled
	case errDeadline:
		return context.DeadlineExceeded
	case errOther:
		return errReader
	}
	d.fail()
	return errWire
}

// parentError writes an error of the parent for the child; number is where the parent keeps it.
func (e *encoder) parentError(err error, number int) {
	switch {
	case err == nil:
		e.uint(errNone)
	case err == io.EOF:
		e.uint(errEOF)
	default:
		e.uint(errForeign)
		e.uint(uint64(number))
		var p *source.Problem
		errors.As(err, &p)
		e.problem(p)
	}
}

func (d *decoder) parentError() error {
	switch d.uint() {
	case errNone:
		return nil
	case errEOF:
		return io.EOF
	case errForeign:
		return &foreign{d.uint(), d.problem()}
	}
	d.fail()
	return errWire
}
