package format

import (
	"io"
	"sync/atomic"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// What may come out of one object, whatever is packed in whatever in it. The first two are Macie's quotas for archives
// (https://docs.aws.amazon.com/macie/latest/user/macie-quotas.html).
const (
	// MaxDepth is how many archives may stand in one another. Real ones rarely pass three; a quine never ends.
	MaxDepth = 10
	// MaxEntries is how many members are read in all. A directory of empty members costs time and no bytes.
	MaxEntries = 1_000_000
	// MaxUnpacked is how many bytes may be unpacked, all levels counted: what an archive of Macie's may hold.
	MaxUnpacked = 10 << 30
	// MaxRatio is how many bytes may come out of one packed byte. Deflate ends at 1032, logs and tables reach 20 to 100.
	MaxRatio = 500
	// RatioAfter is how many bytes a member may unpack to before its ratio is judged: small ones of zeros are harmless.
	RatioAfter = 1 << 30
)

// Budget is what one object may still cost. All readers of the object, and of what is packed in it, share one; it is safe for
// concurrent use. A zero field is its constant above; a nil *Budget sets no limit.
type Budget struct {
	Depth      int64 // archives in one another
	Entries    int64 // members
	Bytes      int64 // unpacked bytes
	Ratio      int64 // unpacked bytes for one packed byte
	RatioAfter int64 // unpacked bytes of a member before its ratio counts

	depth, entries, bytes atomic.Int64
	spent                 atomic.Pointer[source.Problem]
}

// Enter goes one archive deeper; leave comes back. A problem means that the archive must not be opened; leave is to be called
// all the same.
func (b *Budget) Enter() (leave func(), over *source.Problem) {
	if b == nil {
		return func() {}, nil
	}
	limit := orDefault(b.Depth, MaxDepth)
	if b.depth.Add(1) > limit {
		over = source.Problemf(source.ArchiveNestingLevelOverLimit, "archives nested more than %d deep", limit)
	}
	return func() { b.depth.Add(-1) }, over
}

// Entry counts a member. A problem means that it must not be read, nor any after it.
func (b *Budget) Entry() *source.Problem {
	if b == nil {
		return nil
	}
	if over := b.spent.Load(); over != nil {
		return over
	}
	limit := orDefault(b.Entries, MaxEntries)
	if b.entries.Add(1) > limit {
		return b.spend(source.Problemf(source.ArchiveTotalFilesOverLimit, "more than %d members", limit))
	}
	return nil
}

// Spent says which limit of the whole object was passed, after which nothing more is to be read from it; nil while there is
// something left. Depth and ratio concern one member alone and do not spend the budget.
func (b *Budget) Spent() *source.Problem {
	if b == nil {
		return nil
	}
	return b.spent.Load()
}

// Unpacked counts what r unpacks. packed says how many packed bytes r took in so far; nil where no ratio is to be judged. Over
// a limit, Read returns its *source.Problem, from then on.
func (b *Budget) Unpacked(r io.Reader, packed func() int64) io.Reader {
	if b == nil {
		return r
	}
	return &unpackedReader{budget: b, r: r, packed: packed}
}

// spend marks the budget as used up. The first reason stays.
func (b *Budget) spend(over *source.Problem) *source.Problem {
	b.spent.CompareAndSwap(nil, over)
	return b.spent.Load()
}

type unpackedReader struct {
	budget *Budget
	r      io.Reader
	packed func() int64
	n      int64
	over   *source.Problem
}

func (u *unpackedReader) Read(p []byte) (int, error) {
	if u.over == nil {
		u.over = u.budget.Spent()
	}
	if u.over != nil {
		return 0, u.over
	}
	n, err := u.r.Read(p)
	u.n += int64(n)
	if u.over = u.budget.took(int64(n), u); u.over != nil {
		return n, u.over
	}
	return n, err
}

// took counts n more bytes, which came out of u.
func (b *Budget) took(n int64, u *unpackedReader) *source.Problem {
	limit := orDefault(b.Bytes, MaxUnpacked)
	if b.bytes.Add(n) > limit {
		return b.spend(source.Problemf(source.ArchiveTotalBytesOverLimit, "more than %d bytes unpacked", limit))
	}
	if u.packed == nil || u.n <= orDefault(b.RatioAfter, RatioAfter) {
		return nil
	}
	if ratio := orDefault(b.Ratio, MaxRatio); u.n/ratio > u.packed() {
		return source.Problemf(source.RatioOverLimit, "unpacks to more than %d times its size", ratio)
	}
	return nil
}

func orDefault(n, def int64) int64 {
	if n > 0 {
		return n
	}
	return def
}
