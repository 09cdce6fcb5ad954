package format

import (
	"bufio"
	"bytes"
	"context"
	"io"

	"github.com/pii-scan/pii-scan/scanner/source"
)

const (
	// zipSearchBlock is how many bytes are searched at a time for the next header, at most.
	zipSearchBlock = 64 << 10
	// zipReadAhead is how many bytes of a member of unknown length are read at a time; many are small.
	zipReadAhead = 8 << 10
)

// salvage goes from local header to local header, from behind the last member that the directory gave to the end of the archive.
func (u *unzipper) salvage(ctx context.Context) error {
	pos, err := u.search(ctx, u.end, zipLocalMagic)
	for ; err == nil && pos < u.size; pos, err = u.search(ctx, pos, zipLocalMagic) {
		if u.over(u.budget.Entry()) {
			return nil
		}
		e, problem := readZipLocal(u.at, pos)
		if problem != nil { // not a header
			pos++
			continue
		}
		if pos, err = u.salvageMember(ctx, e); err != nil || u.stopped {
			return err
		}
	}
	return err
}

// salvageMember hands over the member e and returns where to look for the next.
func (u *unzipper) salvageMember(ctx context.Context, e *zipEntry) (int64, error) {
	m := e.member()
	m.Problem = e.unreadable()
	sized := e.checked || e.packed > 0
	next := e.data + e.packed
	if sized && next < e.data {
		return e.data, nil
	}
	if !sized && (m.Problem != nil || e.method != zipDeflated && e.method != zipBzip2) {
		// Nothing but the next record tells where the data ends, or its decoder reads ahead.
		var err error
		if next, err = u.search(ctx, e.data, zipDescriptorMagic, zipLocalMagic, zipCentralMagic); err != nil {
			return 0, err
		}
		sized = true
	}
	if e.folder() && e.checked {
		return next, nil
	}
	if m.Problem != nil {
		return min(next, u.size), u.hand(ctx, m)
	}
	if sized {
		next = min(next, u.size)
		m.Body = u.unpack(e, io.NewSectionReader(u.at, e.data, next-e.data))
		return next, u.hand(ctx, m)
	}
	packed := bufio.NewReaderSize(io.NewSectionReader(u.at, e.data, u.size-e.data), zipReadAhead)
	content := u.unpack(e, packed).(*zipContent)
	m.Body = content
	if err := u.hand(ctx, m); err != nil || u.stopped {
		return 0, err
	}
	// The data's end is known only when all of it was unpacked, whether the member's reader wanted it or not.
	if _, err := io.Copy(io.Discard, untilDone{ctx, content}); err != nil && ctx.Err() != nil {
		return 0, ctx.Err()
	}
	u.over(u.budget.Spent())
	return e.data + content.src.n, nil
}

// search finds the first of the magics at or behind pos; the archive's size where there is none.
func (u *unzipper) search(ctx context.Context, pos int64, magics ...[]byte) (int64, error) {
	overlap := 0 // a magic may begin in one block and end in the next
	for _, magic := range magics {
		overlap = max(overlap, len(magic)-1)
	}
	// The next header is mostly right there.
	for n := int64(1 << 10); pos < u.size; n = min(8*n, zipSearchBlock) {
		buf := u.buffer(int(min(n, u.size-pos)))
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		got, err := u.at.ReadAt(buf, pos)
		found := -1
		for _, magic := range magics {
			if i := bytes.Index(buf[:got], magic); i >= 0 && (found < 0 || i < found) {
				found = i
			}
		}
		if found >= 0 {
			return pos + int64(found), nil
		}
		if err != nil && err != io.EOF {
			u.sink.Problem(source.AsProblem(err, source.ReadError))
			return u.size, nil
		}
		if got <= overlap {
			return u.size, nil
		}
		pos += int64(got - overlap)
	}
	return u.size, nil
}

// buffer gives n bytes, up to zipSearchBlock, which are good until the next call.
func (u *unzipper) buffer(n int) []byte {
	if len(u.buf) < n {
		u.buf = make([]byte, n)
	}
	return u.buf[:n]
}

// untilDone ends with the context.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}
