package bucket

import (
	"cmp"
	"context"
	"io"
	"sync"
)

// window reads a large object in parts, several at once, and yields them in order: one connection gives less than a scanner
// takes. It holds partsAtOnce parts. Close ends its goroutines and waits for them.
type window struct {
	ctx    context.Context
	cancel context.CancelFunc
	remote *remote

	parts   chan chan part // in order; each yields one part
	free    chan struct{}  // a token for each part that is fetched, or waits, or is read
	running sync.WaitGroup

	current part
	unread  []byte
	left    int64 // bytes not yet yielded
	err     error
}

// part is a piece of the object and the error that follows it.
type part struct {
	buffer *[partSize]byte
	n      int
	err    error
}

var partBuffers = sync.Pool{New: func() any { return new([partSize]byte) }}

// openWindow reads from the start; first is the first part, opened.
func openWindow(ctx context.Context, cancel context.CancelFunc, first *stream) *window {
	w := &window{
		ctx: ctx, cancel: cancel, remote: first.remote, left: first.remote.size,
		parts: make(chan chan part, partsAtOnce), free: make(chan struct{}, partsAtOnce),
	}
	w.running.Go(w.feed(first))
	return w
}

// feed starts fetching the parts, as many at once as there are tokens.
func (w *window) feed(first *stream) func() {
	return func() {
		defer close(w.parts)
		for following := first; following != nil; {
			s := following
			following = w.after(s)
			select {
			case w.free <- struct{}{}:
			case <-w.ctx.Done():
				s.Close()
				return
			}
			fetched := make(chan part, 1)
			w.running.Go(func() { fetched <- fetch(s) })
			w.parts <- fetched // never blocks: there are no more than tokens
		}
	}
}

// after is the part that follows s, to be opened when it is read; nil at the end.
func (w *window) after(s *stream) *stream {
	if s.end >= w.remote.size {
		return nil
	}
	return &stream{ctx: w.ctx, remote: w.remote, off: s.end, end: min(s.end+partSize, w.remote.size)}
}

func fetch(s *stream) part {
	defer s.Close()
	p := part{buffer: partBuffers.Get().(*[partSize]byte)}
	p.n, p.err = io.ReadFull(s, p.buffer[:s.end-s.off])
	return p
}

func (w *window) Read(p []byte) (int, error) {
	for len(w.unread) == 0 {
		if w.err == nil {
			w.err = cmp.Or(w.current.err, w.ctx.Err()) // parts that wait are not read when the scan was stopped
		}
		w.release()
		if w.err != nil {
			return 0, w.err
		}
		fetched, ok := <-w.parts
		if !ok {
			w.err = io.EOF
			if w.left > 0 {
				w.err = w.ctx.Err()
			}
			return 0, w.err
		}
		w.current = <-fetched
		w.unread = w.current.buffer[:w.current.n]
	}
	n := copy(p, w.unread)
	w.unread = w.unread[n:]
	w.left -= int64(n)
	return n, nil
}

// release gives the buffer of the part that was read back.
func (w *window) release() {
	if w.current.buffer != nil {
		partBuffers.Put(w.current.buffer)
		w.current = part{}
		<-w.free
	}
}

func (w *window) Close() error {
	w.cancel()
	w.running.Wait()
	w.unread, w.err = nil, io.ErrClosedPipe
	w.release()
	for fetched := range w.parts {
		if p := <-fetched; p.buffer != nil {
			partBuffers.Put(p.buffer)
		}
	}
	return nil
}
