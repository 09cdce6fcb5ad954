package detectors

import (
	"fmt"
	"strings"

	"github.com/pii-scan/pii-scan/text"
)

// Explanation says step by step why a row reports a value or does not. Nothing in Steps quotes the value.
type Explanation struct {
	Detector *Detector
	Score    float64 // 0 where the check failed
	Reported bool    // at the default threshold
	Steps    []string
}

// Explain tells for every row whose shape the value has what becomes of it: alone, or in a context (a text in which the value
// stands; its first occurrence is meant) and in a column or under a key of that name; both may be empty.
func (e *Engine) Explain(value, context, column string) []Explanation {
	if context == "" {
		context = value
	}
	start := strings.Index(context, value)
	if start < 0 || value == "" {
		return nil
	}
	seg := plainSegment(context)
	var name *text.Name
	if column != "" {
		name = &text.Name{Text: column}
		seg.Layout = oneName{name}
	}
	m := e.Matcher()
	scored := map[*Detector]Candidate{}
	for _, c := range m.Scan(seg, nil) {
		if int(c.Start) == start && int(c.End) == start+len(value) {
			scored[c.Detector] = c
		}
	}
	var out []Explanation
	for row := range e.rows {
		d := &e.rows[row]
		x := Explanation{Detector: d}
		say := func(format string, args ...any) { x.Steps = append(x.Steps, fmt.Sprintf(format, args...)) }
		if c, ok := scored[d]; ok {
			say("shape and edges hold")
			if d.Valid != nil {
				say("the check holds")
			}
			base := d.Tier.Alone
			if c.Keyword {
				base = d.Tier.Keyword
				say("a keyword is near, or in the name: %.2f", base)
			} else {
				say("no keyword is near: %.2f", base)
			}
			if delta := c.Score - base; delta > 0.001 || delta < -0.001 {
				say("its form and surroundings: %+.2f", delta)
			}
			x.Score, x.Reported = c.Score, c.Score >= Reported
			if x.Reported {
				say("score %.2f, reported from %.2f on", c.Score, Reported)
			} else {
				say("score %.2f, under %.2f: not reported by default", c.Score, Reported)
			}
			out = append(out, x)
			continue
		}
		if why := m.refusal(row, seg, start, start+len(value), name); why != nil {
			x.Steps = why
			out = append(out, x)
		}
	}
	return out
}

// refusal says why a row has no candidate at a span; nil where it does not even have the row's shape.
func (m *Matcher) refusal(row int, seg *text.Segment, start, end int, name *text.Name) []string {
	d := &m.e.rows[row]
	t := seg.Text
	one, err := New([]Detector{{ID: d.ID, Category: d.Category, Pattern: d.Pattern, Tier: d.Tier, Edges: OpenEnd | OpenNumber}})
	if err != nil {
		return nil
	}
	shape := false
	for _, c := range one.Matcher().Scan(plainSegment(string(t[start:end])), nil) {
		shape = shape || c.From == 0 && int(c.End) == end-start || int(c.Start) == 0 && int(c.End) == end-start
	}
	if !shape {
		return nil
	}
	why := []string{"the shape holds"}
	switch {
	case wordBefore(t, 0, start) && wordAt(t, start, len(t)) || wordBefore(t, start, end) && wordAt(t, end, len(t)):
		return append(why, "it stands inside a longer word")
	case d.Edges&OpenNumber == 0 && numberGoesOn(t, 0, start, end, len(t)):
		return append(why, "it is part of a longer number")
	case d.Valid != nil && !d.Valid(t[start:end]):
		return append(why, "the check fails")
	}
	m.ctx.alone(t)
	near := m.ctx.around(start, end).Has(row) || m.ctx.named(name).rows.Has(row)
	if d.KeywordRequired && !near {
		return append(why, "a keyword is required, and none is near or in the name")
	}
	return append(why, "a longer or an earlier match takes its place")
}

// oneName is a layout of fields that have one name.
type oneName struct{ name *text.Name }

func (o oneName) Field(int) text.Field { return text.Field{Name: o.name} }
func (o oneName) Name(int) *text.Name  { return o.name }
