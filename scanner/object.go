package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/internal/spool"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// memberSeparator joins the path of an archive and that of a member.
const memberSeparator = "!/"

// object scans one object and says what became of it. It never fails and never panics.
func (s *scan) object(ctx context.Context, o *source.Object, sl *slot) (r *Result) {
	path, key := s.names(o)
	r = &Result{Path: path, Object: o, Size: o.Size}
	var each func(*classify.Match) error
	if s.out.WantsMatches() {
		each = func(m *classify.Match) error { sl.match(r.Path, m); return nil }
	}
	limit := maxTime
	if o.Size >= 0 {
		limit = min(maxTime, baseTime+time.Duration(o.Size>>20)*secondsPerMiB*time.Second)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	j := &job{scan: s, ctx: ctx, result: r, key: key, tally: s.class.Tally(each), budget: &format.Budget{}}
	j.tally.Path = r.Path
	j.alone = true
	j.guard("", func() error { j.name(o); return nil })
	if o.Problem != nil {
		j.problem("", o.Problem)
	} else {
		j.guard("", func() error { return j.open(o) })
	}
	j.guard("", func() error { j.drain(0); return nil })
	r.Found = &classify.Found{}
	j.guard("", func() error {
		found, err := j.tally.Found()
		if err == nil {
			r.Found = found
		}
		return err
	})
	r.Scanned, r.Status = j.scanned, j.status()
	if len(r.Found.Detections) > 0 {
		j.guard("", func() error { r.Finding = j.finding(o); return nil })
		r.Status = j.status()
	}
	return r
}

// status is what became of the object so far.
func (j *job) status() Status {
	switch {
	case len(j.result.Problems) == 0:
		return Complete
	case j.scanned > 0:
		return Partial
	}
	return Skipped
}

// job is the work on one object. All but the matching of what is large runs in the object's goroutine.
type job struct {
	*scan
	ctx     context.Context
	result  *Result
	key     string // masked; of an object in S3
	tally   *classify.Tally
	budget  *format.Budget
	entry   string // masked path of the member at hand
	scanned int64
	alone   bool      // there is nothing to do beside the matching: all that is to be read is at hand
	flight  []*flight // segments that are being matched, in order
	noted   map[Problem]bool
	reasons map[source.Reason]bool // of what is noted
	apart   int                    // readers of it that run in other processes, one inside the other
}

// flight is a segment on its way through a worker.
type flight struct {
	entry string
	done  chan matched // one
}

// matched is what a worker made of a segment.
type matched struct {
	hits   *classify.Hits
	broken *source.Problem // why there are none
}

// open reads the object's head, finds its format and has it read.
func (j *job) open(o *source.Object) error {
	body, err := o.Open(j.ctx)
	if err != nil {
		return source.AsProblem(err, source.ReadError)
	}
	defer body.Close()
	in := &format.Input{Name: o.Name, Size: o.Size, Modified: o.Modified}
	return j.read(in, body, "", o)
}

// heads are buffers for the first bytes of objects and members.
var heads = sync.Pool{New: func() any { b := make([]byte, format.HeadSize); return &b }}

// read identifies the content of body and reads it. entry is the path of the member, empty for the object itself; o is nil
// for a member.
func (j *job) read(in *format.Input, body io.Reader, entry string, o *source.Object) error {
	watched := &watchedReader{r: body, ctx: j.ctx}
	buffer := heads.Get().(*[]byte)
	defer heads.Put(buffer)
	n, err := io.ReadFull(watched, *buffer)
	if err != nil && n == 0 && err != io.EOF {
		return source.AsProblem(err, source.ReadError)
	}
	head := (*buffer)[:n:n]
	in.Head = head
	f := in.Identify()
	if entry == "" {
		j.result.Format, j.result.MIME = f.Name, f.MIME
	}
	if f.Read == nil {
		return source.Problemf(source.UnsupportedFileType, "%s", f.Title)
	}
	in.Block, in.Budget, in.OCR = j.opts.Block, j.budget, j.opts.OCR
	in.Body = io.MultiReader(bytes.NewReader(head), watched)
	j.alone = err != nil && entry == "" // an archive's member is matched while the next one is read
	if err != nil {                     // the whole body, or all that could be read of it, is in the head
		in.Body = bytes.NewReader(head)
		if watched.err != nil {
			in.Body = io.MultiReader(in.Body, failing{watched.err})
		}
	}
	var opened io.Closer
	in.At = func(ctx context.Context) (at io.ReaderAt, size int64, err error) {
		at, size, opened, err = j.random(ctx, in, o)
		return at, size, err
	}
	k := &sink{job: j, entry: entry, tables: j.tables(f)}
	defer k.endTable() // also where the reader panics
	err = j.run(f, in, k)
	if opened != nil {
		opened.Close()
	}
	switch {
	case err == nil:
		return nil
	case watched.err != nil:
		// What broke is the body, whatever the reader made of it.
		return source.AsProblem(watched.err, source.ReadError)
	}
	return source.AsProblem(err, source.MalformedFile)
}

// run runs the reader, here or in another process.
func (j *job) run(f *format.Format, in *format.Input, k *sink) error {
	if !j.opts.Isolate.Covers(f) {
		return f.Read(j.ctx, in, k)
	}
	j.apart++
	defer func() { j.apart-- }()
	return j.opts.Isolate.Read(j.ctx, f, in, k, j.apart > 1)
}

// random opens the object for random access: itself where it can, remote ones through a cache of blocks; else a spool of the body.
func (j *job) random(ctx context.Context, in *format.Input, o *source.Object) (io.ReaderAt, int64, io.Closer, error) {
	if o == nil || o.OpenAt == nil {
		r, size, err := j.room.Spool(ctx, in.Body)
		if err != nil {
			return nil, 0, nil, err
		}
		return r, size, r, nil
	}
	r, err := o.OpenAt(ctx)
	if err != nil {
		return nil, 0, nil, source.AsProblem(err, source.ReadError)
	}
	if o.Bucket == nil {
		return r, o.Size, r, nil
	}
	return spool.Cached(r, o.Size, 0, 0), o.Size, r, nil
}

// guard runs f for the object or a member of it, and notes what went wrong. A panic is f's own.
func (j *job) guard(entry string, f func() error) {
	defer func() {
		if p := recover(); p != nil {
			// The value may quote the input: its type has to do.
			j.problem(entry, source.Problemf(source.InternalError, "the scanner panicked (%T)", p))
		}
	}()
	if err := f(); err != nil {
		j.problem(entry, source.AsProblem(err, source.InternalError))
	}
}

// problem notes, once, why the object, or a member of it, was not scanned in full. Where there are too many, a reason that is
// not among them yet is noted all the same: the scan's status depends on it.
func (j *job) problem(entry string, p *source.Problem) {
	q := Problem{Entry: entry, Reason: p.Reason, Detail: p.Detail}
	if j.noted[q] {
		return
	}
	if len(j.result.Problems) >= maxProblems && j.reasons[p.Reason] {
		j.result.MoreProblems++
		return
	}
	if j.noted == nil {
		j.noted, j.reasons = map[Problem]bool{}, map[source.Reason]bool{}
	}
	j.noted[q], j.reasons[p.Reason] = true, true
	j.result.Problems = append(j.result.Problems, q)
}

// maxProblems bounds how many members of one archive are named as not read; the rest is counted.
const maxProblems = 10_000

// segment has a segment matched: at once where nothing else could be done meanwhile, else beside the reading.
func (j *job) segment(entry string, s classify.Surveyed) {
	w := j.worker()
	if j.alone || j.opts.Workers == 1 {
		j.drain(0)
		j.take(entry, j.match(w, s))
		return
	}
	fl := &flight{entry: entry, done: make(chan matched, 1)}
	j.flight = append(j.flight, fl)
	j.matches <- func() { fl.done <- j.match(w, s) }
	j.drain(j.opts.Workers + 1)
}

// match matches a segment with w, which it gives back.
func (j *job) match(w *classify.Worker, s classify.Surveyed) (m matched) {
	defer func() {
		if p := recover(); p != nil {
			m.broken = source.Problemf(source.InternalError, "the matcher panicked (%T)", p)
			w = nil
		}
		j.workers <- w
	}()
	m.hits = w.Within(j.ctx).Match(s)
	s.Segment.Release()
	return m
}

// drain takes the hits of segments in their order until no more than most are on their way.
func (j *job) drain(most int) {
	for len(j.flight) > most {
		fl := j.flight[0]
		j.flight = j.flight[1:]
		j.take(fl.entry, <-fl.done)
	}
}

// take counts the hits of the next segment.
func (j *job) take(entry string, m matched) {
	if m.broken != nil {
		j.problem(entry, m.broken)
		return
	}
	if m.hits.Problem != nil {
		j.problem(entry, m.hits.Problem)
	}
	if err := j.tally.Add(entry, m.hits); err != nil {
		j.problem(entry, source.AsProblem(err, source.InternalError))
	}
}

// sink takes what a reader makes of the object or of the member entry.
type sink struct {
	*job
	entry  string
	tables *classify.Survey // nil where the format has none
}

func (k *sink) Segment(seg *text.Segment) error {
	if err := k.ctx.Err(); err != nil {
		return err
	}
	n := int64(seg.Own.Len())
	k.scanned += n
	k.progress.bytes.Add(n)
	if k.tables == nil {
		k.segment(k.entry, classify.Surveyed{Segment: seg})
		return nil
	}
	k.survey(func(w *classify.Worker) []classify.Surveyed { return k.tables.Add(w, seg) })
	return nil
}

// tables is what watches the tables of a format; nil for a format without.
func (j *job) tables(f *format.Format) *classify.Survey {
	switch f.Tables {
	case format.ByRow:
		return j.class.Cells()
	case format.ByColumn:
		return j.class.Columns()
	case format.ByName:
		return j.class.Records()
	}
	return nil
}

// endTable has matched what was held back until more of a table would be seen.
func (k *sink) endTable() {
	if k.tables != nil {
		k.survey(k.tables.End)
	}
}

// survey runs f with a worker, and has matched what f gives back. Where f breaks, the table has no verdict.
func (k *sink) survey(f func(*classify.Worker) []classify.Surveyed) {
	for _, s := range k.ready(f) {
		k.segment(k.entry, s)
	}
}

func (k *sink) ready(f func(*classify.Worker) []classify.Surveyed) (ready []classify.Surveyed) {
	w := k.worker()
	defer func() {
		if p := recover(); p != nil {
			k.problem(k.entry, source.Problemf(source.InternalError, "the matcher panicked (%T)", p))
			w, ready = nil, k.tables.Abandon()
		}
		k.workers <- w
	}()
	return f(w)
}

func (k *sink) Problem(p *source.Problem) { k.problem(k.entry, p) }

func (k *sink) Member(ctx context.Context, m format.Member) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entry := k.mask(m.Path)
	if k.entry != "" {
		entry = k.entry + memberSeparator + entry
	}
	k.endTable()
	outer := k.job.entry
	k.job.entry = entry
	defer func() { k.job.entry = outer }()
	k.scanName(m.Path)
	if m.Problem != nil {
		k.problem(entry, m.Problem)
		return nil
	}
	name := m.Path[strings.LastIndexAny(m.Path, pathSeparators)+1:]
	k.guard(entry, func() error {
		return k.read(&format.Input{Name: name, Size: m.Size, Modified: m.Modified}, m.Body, entry, nil)
	})
	return ctx.Err()
}

// watchedReader remembers the error that ended it, so that a broken body is told from broken content, and ends with its context.
type watchedReader struct {
	r   io.Reader
	ctx context.Context
	err error
}

func (w *watchedReader) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		w.err = err
		return 0, err
	}
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// failing is a reader that has only an error left.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// String names the object for logs: by what its result shows.
func (r *Result) String() string { return fmt.Sprintf("%s: %s", r.Path, r.Status) }
