// Package scanner runs a scan: it takes objects from a source, opens as many at once as memory allows, has them cut into
// segments by their format's reader, scanned and classified, and hands on a Result for every one, in the order of the source.
//
// What becomes of an object is a Result, whatever happens to it; an error from Scan means that the scan itself could not go on: the
// source's or the output's.
package scanner

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/internal/spool"
	"github.com/pii-scan/pii-scan/scanner/isolate"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// What the pool may hold. Zero Options take these.
const (
	// objectsPerWorker is how many objects are open at once for each one that is matched: S3 answers slower than it is matched.
	objectsPerWorker = 16
	// listAhead is how many objects are listed before they are opened: a page of a bucket's listing.
	listAhead = 1000
	// defaultMemory is the budget of bytes in flight where none is given.
	defaultMemory = 256 << 20
	// objectCost is what an open object holds in memory beside its blocks: buffers of its body and reader.
	objectCost = 512 << 10
	// maxObjectCost is what a large object holds: the ranges read ahead and the blocks in flight.
	maxObjectCost = 40 << 20
	// baseTime and secondsPerMiB bound the time an object may take.
	baseTime      = 10 * time.Minute
	secondsPerMiB = 4
	// maxTime is the bound of an object whose size is not known: Macie's 10 hours.
	maxTime = 10 * time.Hour
	// spoolMemory is how much of a packed file is held in memory before it goes to disk, for each that needs random access.
	spoolMemory = 4 << 20
)

// Options says how to scan. Zero values are the defaults.
type Options struct {
	Settings classify.Settings
	Workers  int   // segments matched at once; 0: one for each processor
	Memory   int64 // bytes in flight; 0: 256 MiB
	Block    int   // bytes of a block, format.BlockSize where 0; results do not depend on it
	SpoolDir string
	OCR      *format.OCR // reads the text in images; nil: it is not read
	Strict   bool        // what is unsupported or excluded makes the scan incomplete
	// Isolate has readers run in other processes; nil: all run in this one. Whoever made it closes it.
	Isolate *isolate.Pool
	Started time.Time
	Targets []string
	// Progress, if set, is called now and then from one goroutine.
	Progress func(Progress)
}

// Progress counts what a running scan has done.
type Progress struct {
	Objects, Bytes, Findings int64 // done
	TotalObjects, TotalBytes int64 // listed so far
	Listed                   bool  // the totals are final
}

// Output takes the results, from one goroutine, in the order of the source: for each object its matches, if wanted, then the
// result. An error ends the scan.
type Output interface {
	WantsMatches() bool
	Match(path string, m *classify.Match) error
	Object(*Result) error
	// Flush is called before there is something to wait for: somebody, or the next program of a pipe, may wait for what is there.
	Flush() error
}

// scan is one run.
type scan struct {
	opts     Options
	out      Output
	class    *classify.Classifier
	workers  chan *classify.Worker
	matches  chan func() // what the goroutines do that match, as many as there are workers
	room     *spool.Room
	folders  folders
	progress struct{ objects, bytes, findings, totalObjects, totalBytes atomic.Int64 }
	listed   atomic.Bool
	namer    struct {
		sync.Mutex
		w *classify.Worker
	}
}

// Scan scans all objects of src. A canceled ctx ends it soon: what was found is handed on, and the summary says that it was
// interrupted.
func Scan(ctx context.Context, src source.Source, opts Options, out Output) (*Summary, error) {
	if opts.Workers <= 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	if opts.Memory <= 0 {
		opts.Memory = defaultMemory
	}
	room := spool.New(opts.SpoolDir, spoolMemory, 0)
	defer room.Close()
	s := &scan{opts: opts, out: out, class: classify.New(opts.Settings), room: room, workers: make(chan *classify.Worker, opts.Workers)}
	s.matches = make(chan func())
	defer close(s.matches)
	for range opts.Workers {
		s.workers <- nil // made when first used
		go func() {
			for match := range s.matches {
				match()
			}
		}()
	}
	s.namer.w = s.class.Worker()
	sum := &Summary{Started: opts.Started, Reasons: map[source.Reason]int64{}}

	for _, t := range opts.Targets {
		sum.Targets = append(sum.Targets, s.mask(t))
	}

	// Three stages: the lister, the dispatcher with its pool, and the writer, which takes results in the order of the list. Each is
	// held up by the next. The work is canceled when the writer fails; the writer itself goes on after an interrupt.
	work, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	objects := make(chan *source.Object, listAhead)
	queue := make(chan *slot, listAhead)
	var stages errgroup.Group
	stages.Go(func() error {
		defer close(objects)
		defer s.listed.Store(true)
		err := src.Objects(work, func(o *source.Object) error {
			s.progress.totalObjects.Add(1)
			s.progress.totalBytes.Add(max(o.Size, 0))
			select {
			case objects <- o:
				return nil
			case <-work.Done():
				return context.Cause(work)
			}
		})
		if err != nil && work.Err() == nil {
			cancel(err)
			return err
		}
		return nil
	})
	stages.Go(func() error {
		defer close(queue)
		s.dispatch(work, objects, queue)
		return nil
	})
	stages.Go(func() error {
		if err := s.write(queue, sum); err != nil {
			cancel(err)
			return err
		}
		return nil
	})
	stop := s.report()
	err := stages.Wait()
	stop()
	if ctx.Err() != nil {
		sum.Interrupted, sum.Incomplete = true, true
		if err != nil && errors.Is(err, context.Cause(ctx)) {
			err = nil
		}
	}
	return sum, err
}

// dispatch opens objects as slots and memory allow. The queue has them in the order of the list.
func (s *scan) dispatch(ctx context.Context, objects <-chan *source.Object, queue chan<- *slot) {
	memory := semaphore.NewWeighted(s.opts.Memory)
	type task struct {
		object *source.Object
		slot   *slot
		cost   int64
	}
	// Goroutines that stay: to grow a new one's stack for each object would cost as much as to match a small one.
	tasks := make(chan task)
	var pool errgroup.Group
	for range s.opts.Workers * objectsPerWorker {
		pool.Go(func() error {
			for t := range tasks {
				t.slot.finish(s.object(ctx, t.object, t.slot))
				memory.Release(t.cost)
			}
			return nil
		})
	}
	defer pool.Wait() //nolint:errcheck // the tasks return none
	defer close(tasks)
	batches := 0
	if s.out.WantsMatches() {
		batches = matchBatches
	}
	for o := range objects {
		cost := min(s.cost(o), s.opts.Memory)
		// Bytes first, then the place in the pool, both by this one goroutine: so no task waits for another's.
		if memory.Acquire(ctx, cost) != nil {
			for range objects { // the lister ends by itself
			}
			return
		}
		sl := newSlot(batches)
		queue <- sl
		tasks <- task{o, sl, cost}
	}
}

// cost is the memory that an object holds while it is open, not its size.
func (s *scan) cost(o *source.Object) int64 {
	if o.Problem != nil {
		return 0
	}
	if o.Size < 0 {
		return maxObjectCost
	}
	return min(objectCost+4*o.Size, maxObjectCost)
}

// report calls Progress until it is stopped, and once more then.
func (s *scan) report() (stop func()) {
	if s.opts.Progress == nil {
		return func() {}
	}
	tell := func() {
		p := &s.progress
		s.opts.Progress(Progress{p.objects.Load(), p.bytes.Load(), p.findings.Load(), p.totalObjects.Load(), p.totalBytes.Load(), s.listed.Load()})
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				tell()
			case <-done:
				tell()
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

// worker takes a worker from the pool; it is to be given back, or nil in its place if it broke.
func (s *scan) worker() *classify.Worker {
	w := <-s.workers
	if w == nil {
		w = s.class.Worker()
	}
	return w
}
