package isolate

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// session is the parent's side of reading one object.
type session struct {
	*child
	pool *Pool
	in   *format.Input
	sink format.Sink

	at    io.ReaderAt
	size  int64
	names names
	kept  []error // what the child knows by number
	buf   []byte
	quiet *time.Timer
	heard bool // the child has said something
	ready bool // it can read the next object
}

// stopped is what made the parent end the reader, as it is to be returned.
type stopped struct{ err error }

func (s stopped) Error() string { return s.err.Error() }

// run has the child read the object.
func (s *session) run(ctx context.Context, f *format.Format) error {
	s.objects++
	// The timer runs while the child works; what it asks for takes as long as it takes.
	s.quiet = time.AfterFunc(s.pool.Silence, func() {
		s.hung.Store(true)
		s.cmd.Process.Kill() //nolint:errcheck // it may have ended
	})
	defer s.quiet.Stop()
	spare := context.AfterFunc(ctx, func() { s.cmd.Process.Kill() }) //nolint:errcheck // it may have ended
	err := s.turn(msgStart, func(e *encoder) {
		e.string(f.Name)
		e.string(s.in.Name)
		e.int(s.in.Size)
		e.time(s.in.Modified)
		e.bytes(s.in.Head)
		e.int(int64(s.in.Block))
		e.bool(s.in.At != nil)
	})
	var done doneError
	if err == nil {
		err = s.serve(ctx, &done, nil)
	}
	alive := spare() && (s.quiet.Stop() || !s.hung.Load())
	var stop stopped
	switch {
	case errors.As(err, &stop):
		return stop.err
	case err == nil:
		if p, ok := done.err.(*panicked); ok {
			return source.Problemf(source.InternalError, "the reader panicked (%s)", p.kind)
		}
		s.ready = alive
		return done.err
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errWire):
		return source.Problemf(source.InternalError, "the reader's process ended: it sent what cannot be read")
	}
	return s.pool.fate(s.child)
}

// doneError is what the reader returned.
type doneError struct{ err error }

// turn sends a message that hands the turn to the child.
func (s *session) turn(kind byte, m func(*encoder)) error {
	s.quiet.Reset(s.pool.Silence)
	return s.wire.send(kind, true, func(e *encoder) {
		e.budget(s.in.Budget)
		m(e)
	})
}

// serve does what the child asks for until it is done, or, where member is set, until bytes of the member come.
func (s *session) serve(ctx context.Context, done *doneError, member func(*decoder)) error {
	for {
		kind, d, err := s.wire.receive()
		if err != nil {
			return err
		}
		s.heard = true
		switch kind {
		case msgSegment:
			s.quiet.Reset(s.pool.Silence)
			seg := d.segment(&s.names)
			if d.bad {
				return errWire
			}
			if err := s.sink.Segment(seg); err != nil {
				return stopped{err}
			}
			continue
		case msgProblem:
			if p := d.problem(); p != nil {
				s.sink.Problem(p)
			}
			continue
		}
		s.quiet.Stop()
		d.budget(s.in.Budget)
		if d.bad {
			return errWire
		}
		switch kind {
		case msgWantBody:
			err = s.body(int(d.uint()))
		case msgWantAt:
			err = s.open(ctx)
		case msgWantBytes:
			err = s.bytes(d.int(), int(d.uint()))
		case msgMember:
			err = s.member(ctx, done, d)
		case msgMemberBytes:
			if member == nil {
				return errWire
			}
			member(d)
			return nil
		case msgDone:
			if member != nil {
				return errWire
			}
			done.err = d.childError(s.kept)
			if d.bad {
				return errWire
			}
			return nil
		default:
			return errWire
		}
		if err != nil {
			return err
		}
	}
}

// fail writes an error, which it keeps.
func (s *session) fail(e *encoder, err error) {
	e.parentError(err, len(s.kept))
	if err != nil && err != io.EOF {
		s.kept = append(s.kept, err)
	}
}

// room is a buffer of n bytes.
func (s *session) room(n int) []byte {
	n = min(max(n, 0), maxRead)
	if cap(s.buf) < n {
		s.buf = make([]byte, n)
	}
	return s.buf[:n]
}

func (s *session) body(n int) error {
	b := s.room(n)
	n, err := s.in.Body.Read(b)
	return s.turn(msgBody, func(e *encoder) {
		e.bytes(b[:n])
		s.fail(e, err)
	})
}

func (s *session) open(ctx context.Context) error {
	var err error
	s.at, s.size, err = s.in.At(ctx)
	return s.turn(msgAt, func(e *encoder) {
		e.int(s.size)
		s.fail(e, err)
	})
}

func (s *session) bytes(at int64, n int) error {
	if s.at == nil {
		return errWire
	}
	b := s.room(n)
	n, err := s.at.ReadAt(b, at)
	return s.turn(msgBytes, func(e *encoder) {
		e.bytes(b[:n])
		s.fail(e, err)
	})
}

// member has the sink take a member, whose bytes the child gives.
func (s *session) member(ctx context.Context, done *doneError, d *decoder) error {
	m := format.Member{Path: d.string(), Size: d.int(), Modified: d.time()}
	hasBody := d.bool()
	m.Problem = d.problem()
	if d.bad {
		return errWire
	}
	body := &memberBody{session: s, ctx: ctx, done: done}
	if hasBody {
		m.Body = body
	}
	if err := s.sink.Member(ctx, m); err != nil {
		return stopped{err}
	}
	if body.broken != nil {
		return body.broken
	}
	return s.turn(msgMemberEnd, func(*encoder) {})
}

// memberBody reads a member from the child.
type memberBody struct {
	*session
	ctx    context.Context
	done   *doneError
	broken error // the connection
}

func (b *memberBody) Read(p []byte) (n int, err error) {
	if b.broken != nil {
		return 0, errReader
	}
	b.broken = b.turn(msgMemberRead, func(e *encoder) { e.uint(uint64(min(len(p), maxRead))) })
	if b.broken == nil {
		b.broken = b.serve(b.ctx, b.done, func(d *decoder) {
			n = copy(p, d.bytes())
			err = d.childError(b.kept)
		})
	}
	if b.broken != nil {
		return 0, errReader
	}
	return n, err
}
