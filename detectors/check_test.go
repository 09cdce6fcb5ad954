package detectors

import (
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

// TestExamples runs the examples of every row with all rows on: what is marked is found, what is to be ignored is not, wherever
// the example stands.
func TestExamples(t *testing.T) {
	e := engine(t, All)
	m := e.Matcher()
	for i := range e.Rows() {
		d := &e.Rows()[i]
		if len(d.Finds) < 2 || len(d.Ignores) < 2 || d.Source == "" || d.Title == "" {
			t.Errorf("%s: a row needs a title, a source and two examples of either kind", d.ID)
		}
		for _, err := range e.Check(d) {
			t.Error(err)
		}
		for _, example := range d.Finds {
			plain, want := marks(Expand(example))
			if strings.Contains(example, "\n") {
				continue // its lines are its own
			}
			for name, around := range map[string][2]string{
				"in a line of text": {"One thing or another; ", " and so on."}, "at the end of a line": {"first line\n", "\n"},
				"in a string": {`"`, `"`}, "in brackets": {"(", ")"}, "after a tab": {"\t", "\t"}, "at a Windows line's end": {"\r\n", "\r\n"},
			} {
				s := around[0] + plain + around[1]
				for _, w := range want {
					if !finds(m, plainSegment(s), d, w.Start+int32(len(around[0])), w.End+int32(len(around[0]))) {
						t.Errorf("%s: does not find %q %s", d.ID, example, name)
					}
				}
			}
			// Cut into segments anywhere, each candidate is in one of them.
			whole := spans(m, plainSegment(plain), d)
			for _, w := range want {
				for cut := w.Start; cut <= w.End && cut < w.Start+40; cut++ {
					left, right := plainSegment(plain), plainSegment(plain)
					left.Own.End, right.Own.Start = cut, cut
					if got := append(spans(m, left, d), spans(m, right, d)...); !slices.Equal(got, whole) {
						t.Errorf("%s: %q cut at byte %d: found at %v, want %v", d.ID, example, cut, got, whole)
					}
				}
			}
		}
	}
}

// spans are where whole matches of the row begin, and their values.
func spans(m *Matcher, seg *text.Segment, d *Detector) (out [][3]int32) {
	for _, c := range m.Scan(seg, nil) {
		if c.Detector.ID == d.ID {
			out = append(out, [3]int32{c.From, c.Start, c.End})
		}
	}
	return out
}

func finds(m *Matcher, seg *text.Segment, d *Detector, start, end int32) bool {
	for _, c := range m.Scan(seg, nil) {
		if c.Detector.ID == d.ID && c.Start == start && c.End == end && c.Score >= Reported {
			return true
		}
	}
	return false
}

// TestCheckTells makes sure that a wrong example does not pass.
func TestCheckTells(t *testing.T) {
	row := Detector{ID: "X", Category: Personal, Pattern: `\d{4}`, Tier: A, Finds: []string{"a «1234»"}, Ignores: []string{"123"}}
	for name, change := range map[string]func(*Detector){
		"":         func(*Detector) {},
		"missed":   func(d *Detector) { d.Finds = []string{"a «12345»"} },
		"shifted":  func(d *Detector) { d.Finds = []string{"a« 123»4"} },
		"unmarked": func(d *Detector) { d.Finds = []string{"a 1234"} },
		"found":    func(d *Detector) { d.Ignores = []string{"1234"} },
	} {
		d := row
		change(&d)
		e := engine(t, []Detector{d})
		if errs := e.Check(&e.Rows()[0]); (len(errs) > 0) != (name != "") {
			t.Errorf("%q: %v", name, errs)
		}
	}
}
