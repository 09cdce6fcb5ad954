package classify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// reader is a recognizer of the words Anna (a PERSON, 0.8), Ulm (a LOCATION, 0.7), Monday (a DATE_TIME), Green (a PARTY) and of
// one that is called by name. It remembers what it was sent.
type reader struct {
	sync.Mutex
	sent []string
	fail error // for a text with the word "broken"
}

var readerWords = map[string]Entity{
	"Anna": {Type: "PERSON", Score: 0.8}, "Ulm": {Type: "LOCATION", Score: 0.7}, "Monday": {Type: "DATE_TIME", Score: 0.9},
	"Green": {Type: "PARTY", Score: 0.6}, "a@b.c": {Type: "EMAIL_ADDRESS", Score: 0.99}, "weak": {Type: "PERSON", Score: 0.3},
	"odd": {Type: "person or so", Score: 0.6}, "x\ny": {Type: "PERSON", Score: 0.9},
}

func (r *reader) Recognize(_ context.Context, t []byte, language string) ([]Entity, error) {
	r.Lock()
	r.sent = append(r.sent, language+": "+string(t))
	r.Unlock()
	if r.fail != nil && strings.Contains(string(t), "broken") {
		return nil, r.fail
	}
	var out []Entity
	for word, e := range readerWords {
		for from := 0; ; {
			i := strings.Index(string(t[from:]), word)
			if i < 0 {
				break
			}
			e.Start, e.End = from+i, from+i+len(word)
			out = append(out, e)
			from = e.End
		}
	}
	return out, nil
}

// recognized sums up what a classifier with a reader finds.
func recognized(t *testing.T, r *reader, segs ...*text.Segment) (string, *source.Problem) {
	t.Helper()
	rows := []detectors.Detector{*mailRow, {ID: "NAME", Category: detectors.Personal, Pattern: "Anna Moreno", Tier: detectors.A},
		{ID: "ADDRESS", Category: detectors.Personal, Pattern: "1 Main Street", Tier: detectors.A}}
	engine, err := detectors.New(rows)
	if err != nil {
		t.Fatal(err)
	}
	c := newClassifier(Settings{Engine: engine, Recognizer: r, Now: instant}, func() matcher {
		return shapes(&engine.Rows()[0], &engine.Rows()[1])
	})
	var problem *source.Problem
	var got []string
	tally := c.Tally(func(m *Match) error {
		got = append(got, fmt.Sprintf("%s %.2f %d-%d", m.Detector.ID, m.Confidence, m.Start, m.End))
		return nil
	})
	w := c.Worker()
	for _, s := range segs {
		h := w.Within(t.Context()).Scan(s)
		if h.Problem != nil {
			problem = h.Problem
		}
		if err := tally.Add("", h); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tally.Found(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(got, ", "), problem
}

func TestRecognize(t *testing.T) {
	for in, want := range map[string]string{
		"Anna lives in Ulm":         "NAME 0.80 0-4, ADDRESS 0.70 14-17",
		"on Monday":                 "",
		"a weak hint":               "",
		"the Green one":             "RECOGNIZED_PARTY 0.60 4-9",
		"mail a@b.c":                "EMAIL_ADDRESS 0.99 5-10", // found twice, counted once, with the higher score
		"Anna Moreno of Ulm":        "NAME 0.95 0-11, ADDRESS 0.70 15-18",
		"12345 678":                 "",
		"größer als Anna und Ulm\n": "NAME 0.80 13-17, ADDRESS 0.70 22-25",
	} {
		if got, p := recognized(t, &reader{}, plain(in)); got != want || p != nil {
			t.Errorf("%q: %q, %v, want %q", in, got, p, want)
		}
	}
}

// TestRecognizeFields looks at what is sent: fields with letters, no names, together; what runs over a border is dropped.
func TestRecognizeFields(t *testing.T) {
	s := plain("name,city,Anna,Ulm,42,x,y")
	s.Fields = nil
	at := int32(0)
	var l layout
	for i, cell := range strings.Split(string(s.Text), ",") {
		s.Fields = append(s.Fields, text.Span{Start: at, End: at + int32(len(cell))})
		l = append(l, text.Field{IsName: i < 2})
		at += int32(len(cell)) + 1
	}
	s.Layout = l
	r := &reader{}
	got, p := recognized(t, r, s)
	if want := "NAME 0.80 10-14, ADDRESS 0.70 15-18"; got != want || p != nil {
		t.Errorf("%q, %v, want %q", got, p, want)
	}
	if want := []string{"en: Anna\nUlm\nx\ny\n"}; !slices.Equal(r.sent, want) {
		t.Errorf("sent %q, want %q", r.sent, want)
	}
}

// TestRecognizeLong makes sure that a text that is cut into requests and segments is found whole, and once.
func TestRecognizeLong(t *testing.T) {
	line := "Anna went to Ulm ünd äway\n"
	for _, in := range []string{strings.Repeat(line, 3000), strings.ReplaceAll(strings.Repeat(line, 3000), "\n", " "), strings.Repeat("ü", 40_000) + line} {
		want, p := recognized(t, &reader{}, plain(in))
		n := strings.Count(in, "Anna")
		if got := strings.Count(want, "NAME"); p != nil || got != n || strings.Count(want, "ADDRESS") != n {
			t.Errorf("%.20q: %d names, want %d; %v", in, got, n, p)
		}
		// In two segments with margins.
		const margin = 1000
		for _, cut := range []int{1, 2, 5, 12, 2000, len(in) / 2, len(in) - 3} {
			left, right := plain(in[:min(len(in), cut+margin)]), plain(in[max(0, cut-margin):])
			left.Own.End = int32(cut)
			right.Own.Start = int32(min(cut, margin))
			right.Order = int64(max(0, cut-margin))
			right.Base = right.Order
			if got, p := recognized(t, &reader{}, left, right); got != want || p != nil {
				t.Errorf("%.20q cut at %d: %d names, want %d; %v", in, cut, strings.Count(got, "NAME"), n, p)
			}
		}
	}
}

func TestRecognizeFailure(t *testing.T) {
	const secret = "sesame"
	for name, tt := range map[string]struct {
		fail   error
		in     string
		reason source.Reason
	}{
		"problem":   {source.Problemf(source.RecognizerFailed, "status 500"), "broken Anna", source.RecognizerFailed},
		"error":     {errors.New(secret), "broken Anna", source.RecognizerFailed},
		"canceled":  {context.Canceled, "broken Anna", source.Interrupted},
		"odd type":  {nil, "odd Anna", source.RecognizerFailed},
		"untouched": {errors.New(secret), "Anna", ""},
	} {
		_, p := recognized(t, &reader{fail: tt.fail}, plain(tt.in))
		reason := source.Reason("")
		if p != nil {
			reason = p.Reason
			if strings.Contains(p.Error(), secret) {
				t.Errorf("%s: tells %q", name, p)
			}
		}
		if reason != tt.reason {
			t.Errorf("%s: %v, want %s", name, p, tt.reason)
		}
	}
}

// TestEntityRows makes sure that the table names rows that there are.
func TestEntityRows(t *testing.T) {
	for entity, id := range entityRows {
		if id != "" && !slices.ContainsFunc(detectors.All, func(d detectors.Detector) bool { return d.ID == id }) {
			t.Errorf("%s: there is no row %s", entity, id)
		}
	}
}

// TestRecognizeChosen makes sure that what --detectors leaves out is not brought back.
func TestRecognizeChosen(t *testing.T) {
	r := newRecognition(Settings{Recognizer: &reader{}})
	for entity, want := range map[string]string{"US_SSN": "", "CREDIT_CARD": "", "NRP": "RECOGNIZED_NRP", "URL": ""} {
		d, ok := r.kind(entity)
		got := ""
		if d != nil {
			got = d.ID
		}
		if !ok || got != want {
			t.Errorf("%s: %q, %v, want %q", entity, got, ok, want)
		}
	}
	for i := range maxKinds {
		r.kind(fmt.Sprintf("KIND_%d", i))
	}
	if _, ok := r.kind("ONE_MORE"); ok {
		t.Error("there is no bound on kinds")
	}
}
