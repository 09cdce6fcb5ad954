package classify

import (
	"bytes"
	"cmp"
	"context"
	"regexp"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// Bounds of what is asked of a recognizer.
const (
	// recognizeBatch is how much text goes into one request, in bytes: some pages, which a model takes a second or so for.
	recognizeBatch = 16 << 10
	// recognizeAtOnce is how many requests of one segment are under way at once.
	recognizeAtOnce = 4
	// recognizeContext is how much text around a segment's own part is sent with it, in bytes.
	recognizeContext = 256
	// maxKinds bounds how many kinds of entity a recognizer may bring along.
	maxKinds = 500
)

// Recognizer finds in text what rows do not describe: names and places in prose, mostly. What it finds contends with the rows'
// candidates by the usual rules. It is used by many goroutines.
//
// An error makes the object partly scanned; a *source.Problem says why, and any other is not shown.
type Recognizer interface {
	Recognize(ctx context.Context, text []byte, language string) ([]Entity, error)
}

// Entity is something that a recognizer found.
type Entity struct {
	Type       string  // as Presidio calls it: PERSON
	Start, End int     // bytes of the text
	Score      float64 // 0 to 1
}

// recognition is how a Classifier asks its recognizer.
type recognition struct {
	Recognizer
	language string
	own      map[string]*detectors.Detector // the engine's rows, by ID

	mu    sync.Mutex
	kinds map[string]*detectors.Detector // by type of entity; nil: not reported
}

func newRecognition(s Settings) *recognition {
	if s.Recognizer == nil {
		return nil
	}
	r := &recognition{Recognizer: s.Recognizer, language: s.Language, own: map[string]*detectors.Detector{}, kinds: map[string]*detectors.Detector{}}
	if s.Engine != nil {
		rows := s.Engine.Rows()
		for i := range rows {
			r.own[rows[i].ID] = &rows[i]
		}
	}
	return r
}

var entityType = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}$`)

// kind is the row of a type of entity; nil where it is not to be reported, as it is unimportant or not chosen. It is not ok where
// name is none of a type, or one too many.
func (r *recognition) kind(name string) (d *detectors.Detector, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if d, ok = r.kinds[name]; ok {
		return d, true
	}
	if len(r.kinds) == maxKinds || !entityType.MatchString(name) {
		return nil, false
	}
	d = r.newKind(name)
	r.kinds[name] = d
	return d, true
}

func (r *recognition) newKind(name string) *detectors.Detector {
	id, ours := entityRows[name]
	switch {
	case ours && id == "":
		return nil
	case !ours:
		id = name
	}
	if d, ok := r.own[id]; ok {
		return d
	}
	if slices.ContainsFunc(detectors.All, func(d detectors.Detector) bool { return d.ID == id }) {
		return nil // a row that --detectors leaves out
	}
	return &detectors.Detector{
		ID: recognizedPrefix + name, Title: name + " (recognized)", Category: detectors.Custom,
		Severity: detectors.Severity{detectors.Low, detectors.Low, detectors.Medium},
	}
}

// recognizedPrefix begins the ID of a kind of entity that no row knows.
const recognizedPrefix = "RECOGNIZED_"

// piece is a part of a field that is sent, and where in the request it stands.
type piece struct {
	field    int32
	from, to int32 // in the segment's text
	at       int32 // in the batch's
}

// batch is one request.
type batch struct {
	text   []byte
	pieces []piece
	found  []detectors.Candidate
	err    error
}

// recognize adds to cands what the recognizer finds in a segment. The problem says what failed; what the other requests brought
// is there all the same.
func (r *recognition) recognize(ctx context.Context, seg *text.Segment, cands []detectors.Candidate) ([]detectors.Candidate, *source.Problem) {
	batches := recognizeBatches(seg)
	var pool errgroup.Group
	pool.SetLimit(recognizeAtOnce)
	for _, b := range batches {
		pool.Go(func() error {
			b.ask(ctx, r, seg)
			return nil
		})
	}
	pool.Wait() //nolint:errcheck // the tasks return none
	type claimed struct {
		*detectors.Detector
		start, end int32
	}
	at := map[claimed]int{}
	for i, c := range cands {
		at[claimed{c.Detector, c.Start, c.End}] = i
	}
	var failed *source.Problem
	for _, b := range batches {
		if b.err != nil && failed == nil {
			failed = source.AsProblem(b.err, source.RecognizerFailed)
		}
		for _, c := range b.found {
			// What the rows found as well takes the higher score.
			if i, ok := at[claimed{c.Detector, c.Start, c.End}]; ok {
				cands[i].Score = max(cands[i].Score, c.Score)
				continue
			}
			at[claimed{c.Detector, c.Start, c.End}] = len(cands)
			cands = append(cands, c)
		}
	}
	return cands, failed
}

// ask sends the batch and turns the entities into candidates of the segment.
func (b *batch) ask(ctx context.Context, r *recognition, seg *text.Segment) {
	entities, err := r.Recognize(ctx, b.text, r.language)
	if err != nil {
		b.err = err
		return
	}
	for _, e := range entities {
		if e.Start < 0 || e.End > len(b.text) || e.Start >= e.End || !(e.Score >= 0) {
			b.err = source.Problemf(source.RecognizerFailed, "the recognizer's answer has an entity outside the text")
			continue
		}
		i, found := slices.BinarySearchFunc(b.pieces, int32(e.Start), func(p piece, at int32) int { return cmp.Compare(p.at, at) })
		if !found {
			i--
		}
		p := b.pieces[i]
		start, end := p.from+int32(e.Start)-p.at, p.from+int32(e.End)-p.at
		if end > p.to {
			continue // it runs from one field into the next
		}
		if raw := seg.RawPos(start); raw < seg.Own.Start || raw >= seg.Own.End {
			continue
		}
		d, ok := r.kind(e.Type)
		if !ok {
			b.err = source.Problemf(source.RecognizerFailed, "the recognizer's answer has an entity of no proper type")
		}
		if d != nil {
			b.found = append(b.found, detectors.Candidate{Detector: d, Field: p.field, From: start, Start: start, End: end, Score: min(e.Score, 0.99)})
		}
	}
	slices.SortStableFunc(b.found, func(x, y detectors.Candidate) int {
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(y.End, x.End), cmp.Compare(x.Detector.ID, y.Detector.ID))
	})
}

// recognizeBatches cuts what is to be sent of a segment into requests: the fields that hold a letter and are no names, a line
// break behind each. A field that is larger than a request is cut behind a line, or a word.
func recognizeBatches(seg *text.Segment) []*batch {
	var batches []*batch
	b := &batch{}
	for i, f := range seg.Fields {
		from, to := sentPart(seg, f)
		if from >= to || !holdsLetter(seg.Text[from:to]) || seg.FieldAt(i).IsName {
			continue
		}
		for from < to {
			end := to
			if to-from > recognizeBatch {
				end = from + cutPiece(seg.Text[from:from+recognizeBatch])
			}
			if len(b.text) > 0 && len(b.text)+int(end-from) > recognizeBatch {
				batches = append(batches, b)
				b = &batch{}
			}
			b.pieces = append(b.pieces, piece{field: int32(i), from: from, to: end, at: int32(len(b.text))})
			b.text = append(append(b.text, seg.Text[from:end]...), '\n')
			from = end
		}
	}
	if len(b.pieces) > 0 {
		batches = append(batches, b)
	}
	return batches
}

// sentPart is what of a field is sent: the segment's own part and some context. A decoded copy is sent as a whole.
func sentPart(seg *text.Segment, f text.Span) (from, to int32) {
	if f.Start >= seg.Raw {
		if seg.RawPos(f.Start) >= seg.Own.End || f.Len() == 0 || seg.RawPos(f.End-1) < seg.Own.Start {
			return 0, 0
		}
		return f.Start, f.End
	}
	if f.Start >= seg.Own.End || f.End <= seg.Own.Start {
		return 0, 0
	}
	from, to = max(f.Start, seg.Own.Start-recognizeContext), min(f.End, seg.Own.End+recognizeContext)
	for from < seg.Own.Start && !utf8.RuneStart(seg.Text[from]) {
		from++
	}
	for to < f.End && to > seg.Own.End && !utf8.RuneStart(seg.Text[to]) {
		to--
	}
	return from, to
}

// cutPiece is where to cut a text that is too long: behind its last line or word, or its last whole character.
func cutPiece(t []byte) int32 {
	if i := bytes.LastIndexByte(t, '\n'); i >= 0 {
		return int32(i + 1)
	}
	if i := bytes.LastIndexAny(t, " \t"); i >= 0 {
		return int32(i + 1)
	}
	last := len(t) - 1
	for last > len(t)-utf8.UTFMax && !utf8.RuneStart(t[last]) {
		last--
	}
	if utf8.FullRune(t[last:]) {
		return int32(len(t))
	}
	return int32(last)
}

func holdsLetter(t []byte) bool { return bytes.ContainsFunc(t, unicode.IsLetter) }
