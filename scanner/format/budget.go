package format

import (
	"context"
	"io"
	"sync/atomic"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// What may come out of one object, whatever is packed in whatever in it. The first two are Macie's quotas for archives
// (https://docs.aws.amazon.com/macie/latest/user/macie-quotas.html).
//
// The ratio is judged over the whole object: all that was unpacked so far, on every level, against those packed bytes of the object
// itself that it came out of. So a bomb does not gain by being packed again, nor by being made of many small ones; and every real
// file in an archive makes room for those behind it. The sum is
//
//	unpacked <= RatioAfter + MaxRatio * packed
//
// which forgives anything to a small object and falls to the plain ratio for a large one: at 128 MiB it allows 1000 to 1, at 1 GiB
// 533 to 1. Logs and tables reach 20 to 100 with gzip, and up to 300 with xz and zstd. Deflated zeros (1032 to 1) end at 124 MiB,
// bzip2, xz and zstd of zeros, and archives in archives, just behind 64 MiB. What was read until then stays scanned; the object is
// partly scanned, for RatioOverLimit.
const (
	// MaxDepth is how many archives may stand in one another. Real ones rarely pass three; a quine never ends.
	MaxDepth = 10
	// MaxEntries is how many members are read in all. A directory of empty members costs time and no bytes.
	MaxEntries = 1_000_000
	// MaxUnpacked is how many bytes may be unpacked, all levels counted: what an archive of Macie's may hold.
	MaxUnpacked = 10 << 30
	// MaxRatio is how many bytes may come out of one packed byte of the object.
	MaxRatio = 500
	// RatioAfter is how many bytes may come out besides: unpacked in a tenth of a second, and more than most that is packed tightly.
	RatioAfter = 64 << 20
)

// Budget is what one object may still cost. All readers of the object, and of what is packed in it, share one; it is safe for
// concurrent use. A zero field is its constant above; a nil *Budget sets no limit.
type Budget struct {
	Depth      int64 // archives in one another
	Entries    int64 // members
	Bytes      int64 // unpacked bytes
	Ratio      int64 // unpacked bytes for one packed byte of the object
	RatioAfter int64 // unpacked bytes that no packed byte is asked for

	depth, entries, bytes atomic.Int64
	spent                 atomic.Pointer[source.Problem]

	// What is judged by its ratio: bytes that came out, and the object's own bytes that went in. outer is the depth of the
	// outermost archive of which something is being unpacked; what is unpacked inside that is no longer the object's own.
	out, own, outer atomic.Int64
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
	return func() { b.outside(b.depth.Add(-1) + 1) }, over
}

// deeper makes a reader one that goes an archive deeper in the budget, if it may.
func deeper(read func(context.Context, *Input, Sink) error) func(context.Context, *Input, Sink) error {
	return func(ctx context.Context, in *Input, sink Sink) error {
		leave, over := in.Budget.Enter()
		defer leave()
		if over != nil {
			sink.Problem(over)
			return nil
		}
		return read(ctx, in, sink)
	}
}

// Entry counts a member. A problem means that it must not be read, nor any after it.
func (b *Budget) Entry() *source.Problem {
	if b == nil {
		return nil
	}
	if over := b.spent.Load(); over != nil {
		return over
	}
	b.outside(b.depth.Load())
	limit := orDefault(b.Entries, MaxEntries)
	if b.entries.Add(1) > limit {
		return b.spend(source.Problemf(source.ArchiveTotalFilesOverLimit, "more than %d members", limit))
	}
	return nil
}

// Spent says which limit of the whole object was passed, after which nothing more is to be read from it; nil while there is
// something left. Depth concerns one member alone and does not spend the budget.
func (b *Budget) Spent() *source.Problem {
	if b == nil {
		return nil
	}
	return b.spent.Load()
}

// Unpacked counts what r unpacks. packed says how many packed bytes r took in so far; nil where no ratio is to be judged. Over
// a limit, Read returns its *source.Problem, from then on. It is to be called behind Enter, and Entry where there are members.
func (b *Budget) Unpacked(r io.Reader, packed func() int64) io.Reader {
	if b == nil {
		return r
	}
	u := &unpackedReader{budget: b, r: r, packed: packed}
	if packed != nil {
		depth := b.depth.Load()
		u.last = packed()
		u.own = b.outer.CompareAndSwap(0, depth) || b.outer.Load() == depth
	}
	return u
}

// outside says that nothing is being unpacked any more at this depth: the archive is left, or its next member begins.
func (b *Budget) outside(depth int64) {
	if outer := b.outer.Load(); outer >= depth {
		b.outer.CompareAndSwap(outer, 0)
	}
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
	last   int64 // what packed said last
	own    bool  // packed counts bytes of the object itself
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
	if u.packed == nil {
		return nil
	}
	if u.own {
		packed := u.packed()
		b.own.Add(packed - u.last)
		u.last = packed
	}
	ratio := orDefault(b.Ratio, MaxRatio)
	if free := b.out.Add(n) - orDefault(b.RatioAfter, RatioAfter); free > 0 && free/ratio > b.own.Load() {
		return b.spend(source.Problemf(source.RatioOverLimit, "unpacks to more than %d times its size", ratio))
	}
	return nil
}

func orDefault(n, def int64) int64 {
	if n > 0 {
		return n
	}
	return def
}
