package format

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// tarFormat reads tar archives of all kinds (https://www.gnu.org/software/tar/manual/html_node/Standard.html). Files are members,
// links and devices are counted.
var tarFormat = Format{
	Name:       "tar",
	Title:      "tar archive",
	MIME:       "application/x-tar",
	Extensions: []string{".tar"},
	Places:     "member",
	Match:      func(h *Head) bool { return tarHeader(h.Bytes) },
	Read:       deeper(readTar),
}

// tarBlock is the unit of a tar archive in bytes.
const tarBlock = 512

// tarHeader says whether b begins with a header: its sum holds. It needs no magic, which old archives do not have.
func tarHeader(b []byte) bool {
	if len(b) < tarBlock || b[0] == 0 {
		return false
	}
	const at, end = 148, 156
	want, err := strconv.ParseInt(strings.Trim(string(b[at:end]), " \x00"), 8, 64)
	if err != nil {
		return false
	}
	var sum int64
	for i, c := range b[:tarBlock] {
		if i >= at && i < end {
			c = ' '
		}
		sum += int64(c)
	}
	return sum == want
}

func readTar(ctx context.Context, in *Input, sink Sink) error {
	t := &tarStream{src: &sourceReader{r: untilDone{ctx, in.Body}}, sink: sink}
	for part := io.Reader(t); part != nil; part = t.next() {
		if err := t.members(ctx, tar.NewReader(part), in.Budget); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// tarStream is the bytes of an archive. Archives that were written one behind the other are its parts, and so is what follows a
// broken header.
type tarStream struct {
	src    *sourceReader
	sink   Sink
	zeros  int64 // bytes of zero since the last other byte
	broken bool  // a problem was told, and what is between here and the next header is part of it
	over   bool  // the budget is spent
}

func (t *tarStream) Read(p []byte) (int, error) {
	n, err := t.src.Read(p)
	if kept := len(bytes.TrimRight(p[:n], "\x00")); kept > 0 {
		t.zeros = int64(n - kept)
	} else {
		t.zeros += int64(n)
	}
	return n, err
}

// next gives the archive from the next header on; nil where there is none.
func (t *tarStream) next() io.Reader {
	if t.over || t.src.err != nil {
		return nil
	}
	block := make([]byte, tarBlock)
	if off := t.src.n % tarBlock; off != 0 {
		block = block[:tarBlock-off]
	}
	for {
		n, err := io.ReadFull(t, block)
		if len(block) == tarBlock && err == nil && tarHeader(block) {
			return io.MultiReader(bytes.NewReader(block), t)
		}
		if len(bytes.Trim(block[:n], "\x00")) > 0 {
			t.wrong(nil, "something else follows the archive")
		}
		if err != nil {
			if t.src.err != nil {
				t.wrong(t.src.err, "")
			}
			return nil
		}
		block = block[:tarBlock]
	}
}

// wrong tells the sink what is wrong, unless it is what follows from something told before.
func (t *tarStream) wrong(err error, detail string) {
	if !t.broken || t.src.err != nil {
		t.sink.Problem(t.src.problem(err, detail))
	}
	t.broken = true
}

// members hands over the members of one part. What is wrong with the part is told to the sink.
func (t *tarStream) members(ctx context.Context, tr *tar.Reader, budget *Budget) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := tr.Next()
		if err == io.EOF && (t.zeros < tarBlock || t.src.n%tarBlock != 0) {
			// Without blocks of zeros the archive was cut between two members.
			err = io.ErrUnexpectedEOF
		}
		if err == io.EOF {
			return nil
		}
		if err != nil && (h == nil || !errors.Is(err, tar.ErrInsecurePath)) {
			t.wrong(err, "archive is broken or ends early")
			return ctx.Err()
		}
		if t.over = t.spent(budget.Entry()); t.over {
			return nil
		}
		if h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeCont && h.Typeflag != tar.TypeGNUSparse {
			continue
		}
		var body io.Reader = explainedReader{tr, func(err error) *source.Problem { return t.src.problem(err, "archive is broken or ends early") }}
		if tarSparse(h) {
			// Holes are bytes out of nothing. All others were in the archive; if it was packed, they have been charged for.
			body = budget.Unpacked(body, t.src.count)
		}
		if err := t.sink.Member(ctx, Member{Path: h.Name, Size: h.Size, Modified: h.ModTime, Body: body}); err != nil {
			return err
		}
		if t.over = t.spent(budget.Spent()); t.over {
			return nil
		}
	}
}

func (t *tarStream) spent(over *source.Problem) bool {
	if over != nil {
		t.sink.Problem(over)
	}
	return over != nil
}

func tarSparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}
