package classify

import (
	"cmp"
	"slices"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// Tally sums up one object: it takes the hits of its segments in their order and decides which hold. It belongs to one goroutine.
//
// It holds the hits of one cluster (those that overlap one another) and the matches it keeps, whatever the object's size.
type Tally struct {
	// Path is the object's, as results show it: for suppressions that name one.
	Path string

	c     *Classifier
	each  func(*Match) error
	names *namer // on loan from c, from the first match that is built
	print fingerprinter
	sums  map[*detectors.Detector]*sum
	last  *sum // the one asked for last: hits of a kind come together
	err   error

	suppressed int64 // matches that were let pass

	entry   string
	seen    int64 // the end of the segment before
	run     int   // counts the stretches of text in which positions rise
	cluster []claim
	end     int64 // of the cluster
	floor   int64 // no hit that starts before it is taken: a cluster was cut here

	tables []tableTally
}

// sum is what was found of one kind.
type sum struct {
	Detection
	run  int
	next int64 // where the next hit may start: behind the one before
}

// Tally begins one object. Each, if there is one, is called with every match that holds, in order; the match is valid during the
// call, and an error ends the tally.
func (c *Classifier) Tally(each func(*Match) error) *Tally {
	return &Tally{c: c, each: each, sums: make(map[*detectors.Detector]*sum), print: newFingerprinter(c.set.Key)}
}

// Add takes the hits of the object's next segment. Entry is the path inside archives, already masked. A change of entry, and a
// segment that does not stand behind the one before, end what is pending.
func (t *Tally) Add(entry string, h *Hits) error {
	if t.err != nil {
		return t.err
	}
	if entry != t.entry || h.own[0] < t.seen {
		t.flush()
		t.run++
		t.entry, t.floor = entry, 0
	}
	t.seen = h.own[1]
	t.begin(h.table)
	for i := range h.hits {
		n := &h.hits[i]
		s := t.sum(n.detector)
		if s.run != t.run {
			s.run, s.next = t.run, 0
		}
		// As a search with one pattern goes on behind its match: the leftmost wins, whatever its score.
		if n.start < s.next {
			continue
		}
		s.next = n.end
		if n.from >= t.end || len(t.cluster) == maxCluster {
			t.flush()
		}
		if n.start < t.floor {
			continue
		}
		t.cluster = append(t.cluster, claim{hits: h, hit: n, sum: s})
		t.end = max(t.end, n.end)
	}
	return t.err
}

func (t *Tally) sum(d *detectors.Detector) *sum {
	if t.last != nil && t.last.Detector == d {
		return t.last
	}
	s := t.sums[d]
	if s == nil {
		s = &sum{Detection: Detection{Detector: d}}
		t.sums[d] = s
	}
	t.last = s
	return s
}

// flush decides what is pending.
func (t *Tally) flush() {
	switch len(t.cluster) {
	case 0:
		return
	case 1:
		t.accept(&t.cluster[0], nil)
	default:
		resolve(t.cluster)
		// The strongest of a span stays the first of it.
		slices.SortStableFunc(t.cluster, func(a, b claim) int {
			return cmp.Or(cmp.Compare(a.hit.start, b.hit.start), cmp.Compare(b.hit.end, a.hit.end))
		})
		for i := range t.cluster {
			c := &t.cluster[i]
			if !c.held {
				continue
			}
			losers := t.cluster[i+1:]
			n := slices.IndexFunc(losers, func(o claim) bool { return !o.sameSpan(c) })
			if n >= 0 {
				losers = losers[:n]
			}
			t.accept(c, losers)
			if len(t.cluster) == maxCluster {
				t.floor = max(t.floor, c.hit.end)
			}
		}
	}
	clear(t.cluster) // lets go of the segments' hits
	t.cluster, t.end = t.cluster[:0], 0
}

// accept counts a hit that holds and builds its match where somebody wants it.
func (t *Tally) accept(c *claim, losers []claim) {
	if t.err != nil {
		return
	}
	if t.passes(c) {
		t.suppressed++
		return
	}
	s := c.sum
	s.Count++
	s.Confidence = max(s.Confidence, c.hit.score)
	t.count(c)
	keep := len(s.Matches) < t.c.set.Located
	if !keep && t.each == nil {
		return
	}
	m := t.match(c)
	for i := range losers {
		m.Alternatives = append(m.Alternatives, losers[i].hit.detector)
	}
	if keep {
		s.Matches = append(s.Matches, m)
	}
	if t.each != nil {
		t.err = t.each(&m)
	}
}

// match builds what is shown of a hit. All text of the input that goes into it passes mask or names.
func (t *Tally) match(c *claim) Match {
	if t.names == nil {
		t.names = t.c.namers.Get().(*namer)
	}
	value := c.hits.arena[c.hit.value.Start:c.hit.value.End]
	at := &c.hits.places[c.hit.place]
	f := &at.Field
	m := Match{
		Detector:    c.hit.detector,
		Confidence:  c.hit.score,
		Entry:       t.entry,
		Start:       at.Start,
		End:         at.End,
		Line:        at.Line,
		EndLine:     at.EndLine,
		Column:      at.StartColumn,
		Page:        f.Page,
		Record:      -1,
		Masked:      mask(c.hit.detector, value),
		Fingerprint: t.print.of(c.hit.detector, value),
		inName:      f.IsName,
	}
	if t.c.set.Reveal {
		m.Text = string(value)
	}
	if f.Column > 0 {
		m.Row, m.TableColumn = f.Row, f.Column
		if f.Name != nil {
			m.ColumnName = t.names.column(f.Name.Text, f.Column)
		}
		if f.Sheet != "" && f.Row > 0 {
			m.CellReference = text.CellReference(t.names.path(f.Sheet), f.Row, f.Column)
		}
	}
	path, nested := f.Path, f.Nested
	if !nested && !f.IsName && m.Line == 0 && m.Page == 0 && m.TableColumn == 0 {
		// Nothing but its name says where it is: a tag of an image, the author of a document.
		path, nested = f.Name.Path(), true
	}
	if nested {
		m.Record = f.Record
		m.JSONPath = path.JSONPath(func(name string) string {
			shown, hidden := t.names.key(name)
			m.pathHidden = m.pathHidden || hidden
			return shown
		})
	}
	return m
}

// categories in the order of Found.Detections.
var categories = []detectors.Category{detectors.Credentials, detectors.Financial, detectors.Personal, detectors.Custom}

// Found ends the tally. The error is the first that each returned.
func (t *Tally) Found() (*Found, error) {
	t.flush()
	defer func() {
		if t.names != nil {
			t.c.namers.Put(t.names)
			t.names = nil
		}
	}()
	if t.err != nil {
		return nil, t.err
	}
	f := &Found{Suppressed: t.suppressed}
	for _, s := range t.sums {
		if s.Count == 0 {
			continue
		}
		if s.Severity = s.Detector.SeverityOf(s.Count); s.Severity == 0 {
			f.Suppressed += s.Count
			continue
		}
		f.Severity = max(f.Severity, s.Severity)
		f.Count += s.Count
		f.Detections = append(f.Detections, s.Detection)
	}
	slices.SortFunc(f.Detections, func(a, b Detection) int {
		x, y := a.Detector, b.Detector
		return cmp.Or(cmp.Compare(slices.Index(categories, x.Category), slices.Index(categories, y.Category)),
			cmp.Compare(x.ID, y.ID))
	})
	f.Columns = t.columns()
	return f, nil
}
