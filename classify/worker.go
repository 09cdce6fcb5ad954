package classify

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// Defaults of Settings.
const (
	defaultMinConfidence = 0.50
	defaultLocated       = 15 // as many as a finding locates
)

// Settings say what counts and how it is shown.
type Settings struct {
	Engine *detectors.Engine
	// MinConfidence is the score from which a candidate counts; 0: 0.50.
	MinConfidence float64
	// Reveal shows values (Match.Text) and leaves names unmasked.
	Reveal bool
	// Key is for fingerprints; empty: there are none.
	Key []byte
	// Now is a finding's createdAt and updatedAt.
	Now time.Time
	// Located is how many matches of each detection are kept; 0: 15.
	Located int
	// Allow lets matches pass; nil lets none.
	Allow *Allow
	// Recognizer finds more than the engine's rows do; nil: there is none. Language is that of the text: en, where it is empty.
	Recognizer Recognizer
	Language   string
}

// Classifier says what candidates mean. It is immutable and shared by goroutines.
type Classifier struct {
	set     Settings
	now     string       // Settings.Now as findings have it
	more    *recognition // nil: there is none
	matcher func() matcher
	checked detectors.RowSet // rows that may name a column without their keyword
	among   []*detectors.Detector
	// settles says that no match holds against one that is a whole cell of its column's certain type. Of users' own rows nobody knows.
	settles bool
	pairs   []pairing
	namers  sync.Pool // of *namer, for tallies: a matcher is too large to make one for each object
}

// matcher is what is needed of a detectors.Matcher.
type matcher interface {
	Scan(*text.Segment, []detectors.Candidate) []detectors.Candidate
	Cell(*text.Segment, int, text.Span, detectors.RowSet, []detectors.Candidate) []detectors.Candidate
	CellOf(*text.Segment, int, text.Span, detectors.RowSet, []detectors.Candidate) []detectors.Candidate
	Admit(*detectors.Admissions)
}

// New makes a Classifier.
func New(s Settings) *Classifier {
	engine := s.Engine
	return newClassifier(s, func() matcher { return engine.Matcher() })
}

func newClassifier(s Settings, m func() matcher) *Classifier {
	if s.MinConfidence == 0 {
		s.MinConfidence = defaultMinConfidence
	}
	if s.Located == 0 {
		s.Located = defaultLocated
	}
	if s.Language == "" {
		s.Language = "en"
	}
	c := &Classifier{set: s, now: s.Now.UTC().Format("2006-01-02T15:04:05.000Z07:00"), matcher: m, more: newRecognition(s)}
	if s.Engine != nil {
		c.checked = s.Engine.Checked()
		c.among = rowsAmong(s.Engine)
		c.settles = !slices.ContainsFunc(s.Engine.Rows(), func(d detectors.Detector) bool { return d.Category == detectors.Custom })
		c.pairs = pairings(s.Engine)
	}
	c.namers.New = func() any { return c.namer(m()) }
	return c
}

// rowSet is a set of the engine's rows.
func (c *Classifier) rowSet(rows []*detectors.Detector) detectors.RowSet {
	if c.set.Engine == nil {
		return detectors.RowSet{}
	}
	return c.set.Engine.RowSet(rows...)
}

func (c *Classifier) namer(m matcher) *namer {
	return &namer{min: c.set.MinConfidence, reveal: c.set.Reveal, m: m}
}

// Worker finds candidates in segments, in any order. It belongs to one goroutine.
type Worker struct {
	c     *Classifier
	ctx   context.Context // of the recognizer's requests
	m     matcher
	names *namer
	cands []detectors.Candidate
}

// Worker makes a Worker.
func (c *Classifier) Worker() *Worker {
	m := c.matcher()
	return &Worker{c: c, ctx: context.Background(), m: m, names: c.namer(m)}
}

// Within sets what ends a Scan's requests to the recognizer, and returns the worker.
func (w *Worker) Within(ctx context.Context) *Worker {
	w.ctx = ctx
	return w
}

// Name masks what is sensitive in a name that identifies something: a path, an object's key, a member, a sheet. A name in which
// nothing is found, and every name with Reveal, is unchanged, but for characters that do not show: they become escapes (\n).
func (w *Worker) Name(s string) string { return w.names.path(s) }

// Hits are the candidates of one segment that are worth counting, with all that is needed to show them. They are independent
// of the segment and not to be changed.
type Hits struct {
	own    [2]int64 // the segment's own part, in absolute positions
	table  *Table   // that the segment belongs to; nil where it belongs to none
	hits   []hit    // by from
	places []text.Location
	arena  []byte
	// Problem is why the recognizer did not see all of the segment; nil where it did, or where there is none.
	Problem *source.Problem
}

// hit is one candidate. Positions are absolute: the segment's Order plus the raw position.
type hit struct {
	detector         *detectors.Detector
	from, start, end int64
	score            float64
	keyword          bool
	marked           bool      // its line holds a mark that lets it pass
	column           int32     // number in Hits.table of the column whose type it is, from 1; else 0
	place            int32     // in Hits.places
	value            text.Span // in Hits.arena
}

// Scan finds the candidates in a segment that belongs to no table, see Match.
func (w *Worker) Scan(seg *text.Segment) *Hits { return w.Match(Surveyed{Segment: seg}) }

// Match finds the candidates in a segment, judges those in cells of a table by its columns, and takes with it what it needs from the
// segment: it may be released afterwards. Candidates below the threshold count for nothing and are left out.
func (w *Worker) Match(s Surveyed) *Hits {
	seg := s.Segment
	w.cands = s.Table.scan(w.m, seg, w.cands[:0])
	var problem *source.Problem
	if w.c.more != nil {
		w.cands, problem = w.c.more.recognize(w.ctx, seg, w.cands)
	}
	for i := range w.c.pairs {
		w.c.pairs[i].lift(seg, w.cands, w.c.set.MinConfidence)
	}
	cands := slices.DeleteFunc(w.cands, func(c detectors.Candidate) bool { return c.Score < w.c.set.MinConfidence })
	h := &Hits{own: [2]int64{seg.Order + int64(seg.Own.Start), seg.Order + int64(seg.Own.End)}, table: s.Table, Problem: problem}
	if len(cands) == 0 {
		return h
	}
	// Places must be asked for in the order of raw positions.
	byStart := func(a, b detectors.Candidate) int { return cmp.Compare(seg.RawPos(a.Start), seg.RawPos(b.Start)) }
	if !slices.IsSortedFunc(cands, byStart) {
		slices.SortStableFunc(cands, byStart)
	}

	size := 0
	for _, c := range cands {
		size += int(c.End - c.Start)
	}
	h.arena = make([]byte, 0, size)
	h.hits = make([]hit, len(cands))
	h.places = make([]text.Location, 0, len(cands))
	locator := seg.Locate()
	for i, c := range cands {
		span := text.Span{Start: c.Start, End: c.End}
		n := &h.hits[i]
		if i > 0 && cands[i-1].Start == c.Start && cands[i-1].End == c.End {
			n.value, n.place = h.hits[i-1].value, h.hits[i-1].place
		} else {
			n.value = text.Span{Start: int32(len(h.arena)), End: int32(len(h.arena) + span.Len())}
			h.arena = append(h.arena, seg.Text[c.Start:c.End]...)
			n.place = int32(len(h.places))
			h.places = append(h.places, locator.Place(int(c.Field), span))
		}
		n.detector, n.score, n.keyword, n.marked = c.Detector, c.Score, c.Keyword, w.c.set.Allow.marked(seg, &c)
		n.column = s.Table.typed(&h.places[n.place].Field, c.Detector)
		n.from = seg.Order + int64(seg.RawPos(c.From))
		n.start = seg.Order + int64(seg.RawPos(c.Start))
		n.end = seg.Order + int64(seg.RawPos(c.End))
	}
	slices.SortStableFunc(h.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end),
			cmp.Compare(a.detector.ID, b.detector.ID))
	})
	return h
}
