package classify

import (
	"regexp"
	"time"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// finder is a matcher made of a function.
type finder func(*text.Segment, []detectors.Candidate) []detectors.Candidate

func (f finder) Scan(s *text.Segment, out []detectors.Candidate) []detectors.Candidate {
	return f(s, out)
}

func (finder) Cell(_ *text.Segment, _ int, _ text.Span, _ detectors.RowSet, out []detectors.Candidate) []detectors.Candidate {
	return out
}

func (finder) CellOf(_ *text.Segment, _ int, _ text.Span, _ detectors.RowSet, out []detectors.Candidate) []detectors.Candidate {
	return out
}

func (finder) Admit(*detectors.Admissions) {}

// shapes is a matcher that finds the patterns of rows in every field, each match with the tier's score without a keyword.
func shapes(rows ...*detectors.Detector) matcher {
	var res []*regexp.Regexp
	for _, d := range rows {
		res = append(res, regexp.MustCompile(d.Pattern))
	}
	return finder(func(s *text.Segment, out []detectors.Candidate) []detectors.Candidate {
		for i, f := range s.Fields {
			for j, re := range res {
				for _, at := range re.FindAllIndex(s.Text[f.Start:f.End], -1) {
					from, to := f.Start+int32(at[0]), f.Start+int32(at[1])
					if raw := s.RawPos(from); raw >= s.Own.Start && raw < s.Own.End {
						out = append(out, detectors.Candidate{Detector: rows[j], Field: int32(i), From: from, Start: from, End: to, Score: rows[j].Tier.Alone})
					}
				}
			}
		}
		return out
	})
}

var (
	mailRow  = &detectors.Detector{ID: "EMAIL_ADDRESS", Title: "E-mail address", Category: detectors.Personal, Pattern: `[a-z.]+@[a-z.]+`, Tier: detectors.A}
	idRow    = &detectors.Detector{ID: "NATIONAL_ID", Title: "National id", Category: detectors.Personal, Pattern: `\d{3}-\d{2}-\d{4}`, Tier: detectors.B}
	weakRow  = &detectors.Detector{ID: "WEAK", Title: "Weak", Category: detectors.Personal, Pattern: `x\d+`, Tier: detectors.C}
	tokenRow = &detectors.Detector{ID: "TOKEN", Title: "Token", Category: detectors.Credentials, Pattern: `tok_[a-z0-9]+`, Tier: detectors.A}
	someRows = []*detectors.Detector{mailRow, idRow, weakRow, tokenRow}
	instant  = time.Date(2026, 11, 22, 5, 40, 3, 127e6, time.UTC)
)

// classifier makes one whose engine is m.
func classifier(s Settings, m matcher) *Classifier {
	s.Now = instant
	return newClassifier(s, func() matcher { return m })
}

// layout is a list of fields.
type layout []text.Field

func (l layout) Field(i int) text.Field { return l[i] }
func (l layout) Name(i int) *text.Name  { return l[i].Name }

// plain is a segment of one unnamed field.
func plain(s string) *text.Segment {
	whole := text.Span{End: int32(len(s))}
	return &text.Segment{Text: []byte(s), Fields: []text.Span{whole}, Own: whole, Raw: whole.End, Line: 1}
}

// all runs segments through a worker and a tally and gives every match as well.
func all(c *Classifier, segs ...*text.Segment) (*Found, []Match, error) {
	var ms []Match
	t := c.Tally(func(m *Match) error { ms = append(ms, *m); return nil })
	w := c.Worker()
	for _, s := range segs {
		if err := t.Add("", w.Scan(s)); err != nil {
			return nil, nil, err
		}
	}
	f, err := t.Found()
	return f, ms, err
}
