package scanner

import (
	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// matchBatch and matchBatches bound how many matches of an object wait for the objects before it to be written. An object that
// has more waits; the first in line never does, so the scan goes on.
const (
	matchBatch   = 256
	matchBatches = 16
)

// slot is the place of one object in the order of results.
type slot struct {
	matches chan []pathMatch
	batch   []pathMatch
	result  chan *Result
}

type pathMatch struct {
	path  string
	match *classify.Match
}

// newSlot makes a slot in which so many batches of matches may wait.
func newSlot(batches int) *slot {
	return &slot{matches: make(chan []pathMatch, batches), result: make(chan *Result, 1)}
}

// match hands on one match; it is called by the object's goroutine alone.
func (s *slot) match(path string, m *classify.Match) {
	s.batch = append(s.batch, pathMatch{path, m})
	if len(s.batch) == matchBatch {
		s.matches <- s.batch
		s.batch = nil
	}
}

// finish hands on the result.
func (s *slot) finish(r *Result) {
	if len(s.batch) > 0 {
		s.matches <- s.batch
	}
	close(s.matches)
	s.result <- r
}

// write takes the slots in order and hands them to the output. After an error it only drains, so that nobody waits forever.
func (s *scan) write(queue <-chan *slot, sum *Summary) error {
	for {
		sl, more, err := next(queue, s.out)
		if err == nil && !more {
			return s.out.Flush()
		}
		if err == nil {
			err = s.writeSlot(sl, sum)
		}
		if err != nil {
			// The error must end the work at once, not when the list is through.
			go func() {
				drain(sl)
				for sl := range queue {
					drain(sl)
				}
			}()
			return err
		}
	}
}

// writeSlot hands on the matches and the result of one object.
func (s *scan) writeSlot(sl *slot, sum *Summary) error {
	for {
		batch, more, err := next(sl.matches, s.out)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		for _, m := range batch {
			if err := s.out.Match(m.path, m.match); err != nil {
				return err
			}
		}
	}
	r, _, err := next(sl.result, s.out)
	if err != nil {
		return err
	}
	sum.add(r, s.opts.Strict)
	s.progress.objects.Add(1)
	if r.Finding != nil {
		s.progress.findings.Add(1)
	}
	return s.out.Object(r)
}

// next receives from c. The output is flushed where that takes waiting.
func next[T any](c <-chan T, out Output) (v T, more bool, err error) {
	select {
	case v, more = <-c:
	default:
		if err = out.Flush(); err != nil {
			return v, false, err
		}
		v, more = <-c
	}
	return v, more, nil
}

// drain takes the matches of a slot, if there is one, and throws them away.
func drain(sl *slot) {
	if sl != nil {
		for range sl.matches {
		}
	}
}

// add counts one object.
func (sum *Summary) add(r *Result, strict bool) {
	sum.Objects++
	switch r.Status {
	case Complete:
		sum.Complete++
	case Partial:
		sum.Partial++
	case Skipped:
		sum.Skipped++
	}
	seen := map[source.Reason]bool{}
	for _, p := range r.Problems {
		if p.Reason.Incomplete(strict) {
			sum.Incomplete = true
		}
		if !seen[p.Reason] {
			seen[p.Reason] = true
			sum.Reasons[p.Reason]++
		}
	}
	if r.Status == Skipped {
		switch reason := r.Reason(); {
		case reason == source.UnsupportedFileType:
			sum.Unsupported++
		case !reason.Incomplete(false):
			sum.Excluded++
		}
	}
	sum.Bytes += r.Scanned
	if r.Found != nil {
		sum.Matches += r.Found.Count
		sum.Suppressed += r.Found.Suppressed
	}
	if r.Finding != nil {
		sum.Findings++
		sum.BySeverity[r.Found.Severity]++
	}
}
