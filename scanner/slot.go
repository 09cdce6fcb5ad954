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
	var failed error
	for sl := range queue {
		for batch := range sl.matches {
			for _, m := range batch {
				if failed == nil {
					failed = s.out.Match(m.path, m.match)
				}
			}
		}
		r := <-sl.result
		sum.add(r, s.opts.Strict)
		s.progress.objects.Add(1)
		if r.Finding != nil {
			s.progress.findings.Add(1)
		}
		if failed == nil {
			failed = s.out.Object(r)
		}
		if failed != nil {
			// The error must end the work at once, not when the list is through.
			go func() {
				for sl := range queue {
					for range sl.matches {
					}
				}
			}()
			return failed
		}
	}
	return nil
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
