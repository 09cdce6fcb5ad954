package detectors

import (
	"fmt"
	"strings"

	"github.com/pii-scan/pii-scan/text"
)

// Reported is the score from which on a match is reported by default, and an example counts as found.
const Reported = 0.50

// Check runs a row's examples through the engine and says what does not come out as marked; the text is given as marked.
func (e *Engine) Check(d *Detector) []error {
	m := e.Matcher()
	var errs []error
	for _, example := range d.Finds {
		plain, want := marks(Expand(example))
		got := map[text.Span]bool{}
		for _, c := range m.Scan(plainSegment(plain), nil) {
			if c.Detector.ID == d.ID && c.Score >= Reported {
				got[text.Span{Start: c.Start, End: c.End}] = true
			}
		}
		if len(want) == 0 {
			errs = append(errs, fmt.Errorf("%s: nothing is marked in the example %q", d.ID, example))
		}
		for _, w := range want {
			if !got[w] {
				errs = append(errs, fmt.Errorf("%s: does not find what is marked in %q%s", d.ID, example, instead(plain, got)))
			}
			delete(got, w)
		}
	}
	for _, example := range d.Ignores {
		plain, _ := marks(Expand(example))
		for _, c := range m.Scan(plainSegment(plain), nil) {
			if c.Detector.ID == d.ID && c.Score >= Reported {
				errs = append(errs, fmt.Errorf("%s: finds «%s» in %q, which it should ignore", d.ID, plain[c.Start:c.End], example))
			}
		}
	}
	return errs
}

// instead says what was found at other places.
func instead(plain string, got map[text.Span]bool) string {
	var b strings.Builder
	for s := range got {
		fmt.Fprintf(&b, ", but «%s»", plain[s.Start:s.End])
	}
	return b.String()
}

// marks takes the «» out of an example and tells what stood in them.
func marks(example string) (plain string, spans []text.Span) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(example, "«")
		b.WriteString(before)
		if !ok {
			return b.String(), spans
		}
		marked, after, _ := strings.Cut(rest, "»")
		start := int32(b.Len())
		b.WriteString(marked)
		spans = append(spans, text.Span{Start: start, End: int32(b.Len())})
		example = after
	}
}

// plainSegment is a whole text as one field.
func plainSegment(s string) *text.Segment {
	n := int32(len(s))
	return &text.Segment{Text: []byte(s), Fields: []text.Span{{End: n}}, Own: text.Span{End: n}, Raw: n, Line: 1}
}
