package detectors

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pii-scan/pii-scan/text"
)

// Explanation says step by step why a row reports a value or does not. Nothing in Steps quotes the value.
type Explanation struct {
	Detector *Detector
	Score    float64 // 0 where the row has no candidate
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
	x := explainer{seg: plainSegment(context), start: start, end: start + len(value)}
	if column != "" {
		x.name = &text.Name{Text: column}
		x.seg.Layout = oneName{x.name}
	}
	scored := map[string]Candidate{}
	for _, c := range e.Matcher().Scan(x.seg, nil) {
		if int(c.Start) == x.start && int(c.End) == x.end && c.Score >= scored[c.Detector.ID].Score {
			scored[c.Detector.ID] = c
		}
	}
	var out []Explanation
	for i := range e.Rows() {
		d := &e.Rows()[i]
		if c, ok := scored[d.ID]; ok {
			out = append(out, x.score(d, &c))
		} else if why, ok := x.refusal(d); ok {
			out = append(out, why)
		}
	}
	return out
}

// explainer holds what is asked about: the value seg.Text[start:end] in a field of that name.
type explainer struct {
	seg        *text.Segment
	start, end int
	name       *text.Name // nil: none
}

// score says how the row's candidate came to its score.
func (x *explainer) score(d *Detector, c *Candidate) Explanation {
	out := Explanation{Detector: d, Score: c.Score, Reported: c.Score >= Reported}
	say := func(format string, args ...any) { out.Steps = append(out.Steps, fmt.Sprintf(format, args...)) }
	say("shape: holds, edges too%s", x.part(int(c.From)))
	if d.Valid != nil {
		say("check: holds")
	} else {
		say("check: there is none")
	}
	base := d.Tier.Alone
	switch near, inName := x.keywords(d, int(c.From)); {
	case !c.Keyword && len(d.Keywords) == 0:
		say("context: no keyword is asked for, so %.2f", base)
	case !c.Keyword:
		say("context: no keyword is near, so %.2f", base)
	default:
		base = d.Tier.Keyword
		say("context: %s, so %.2f", strings.Join(append(quoted(near, "is near"), quoted(inName, "is in the name")...), ", "), base)
	}
	if delta := c.Score - base; delta > 0.001 || delta < -0.001 {
		say("weight: %+.2f for its form and surroundings", delta)
	}
	if out.Reported {
		say("score: %.2f, reported from %.2f on", c.Score, Reported)
	} else {
		say("score: %.2f, under %.2f: not reported by default", c.Score, Reported)
	}
	return out
}

// part says where a value is a part of what the pattern matches.
func (x *explainer) part(from int) string {
	if from < x.start {
		return ", as a part of a longer match"
	}
	return ""
}

func quoted(words []string, what string) []string {
	for i, w := range words {
		words[i] = fmt.Sprintf("the keyword %q %s", w, what)
	}
	return words
}

// refusal says why a row has no candidate; it is not ok where the value does not even have the row's shape.
func (x *explainer) refusal(d *Detector) (out Explanation, ok bool) {
	t := x.seg.Text
	form, from := d, x.shape(d)
	if from < 0 && d.Loose != nil {
		form, from = d.Loose, x.shape(d.Loose)
	}
	if from < 0 {
		return out, false
	}
	out = Explanation{Detector: d}
	say := func(format string, args ...any) { out.Steps = append(out.Steps, fmt.Sprintf(format, args...)) }
	say("shape: holds%s", x.part(from))
	near, inName := x.keywords(d, from)
	keyword := len(near)+len(inName) > 0
	base := d.Tier.Alone
	if keyword {
		base = d.Tier.Keyword
	}
	switch {
	case wordBefore(t, 0, from) && wordAt(t, from, len(t)) || d.Edges&OpenEnd == 0 && wordBefore(t, x.start, x.end) && wordAt(t, x.end, len(t)):
		say("edges: it stands inside a longer word")
	case d.Edges&OpenNumber == 0 && from == x.start && numberGoesOn(t, 0, x.start, x.end, len(t)):
		say("edges: it is part of a longer number")
	case form.Valid != nil && !form.Valid(t[x.start:x.end:x.end]):
		say("check: fails, so it is none")
	case (d.KeywordRequired || form != d) && !keyword:
		say("context: a keyword is required, and none is near or in the name")
	case form.Weigh != nil && base+form.Weigh(Value{Text: t, Start: x.start, End: x.end, Name: x.name}) <= 0:
		say("weight: its form or surroundings speak against it")
	default:
		say("a longer or an earlier match takes its place")
	}
	return out, true
}

// shapeReach is how far before a value a match of which it is a part is looked for, in bytes.
const shapeReach = 1000

// shape is where a match of the pattern begins whose value is the one asked about; -1 where there is none.
func (x *explainer) shape(d *Detector) int {
	t := x.seg.Text
	whole, err := regexp.Compile(`\A(?:` + d.Pattern + `)\z`)
	if err != nil {
		return -1
	}
	if whole.NumSubexp() == 0 && whole.Match(t[x.start:x.end]) {
		return x.start
	}
	if whole.NumSubexp() == 0 && d.Cut == nil {
		return -1
	}
	begins := regexp.MustCompile(`\A(?:` + d.Pattern + `)`)
	begins.Longest()
	for from := x.start; from >= max(0, x.start-shapeReach); from-- {
		m := begins.FindSubmatchIndex(t[from:])
		switch {
		case m == nil:
			continue
		case len(m) == 2:
			m = append(m, 0, 0)
			m[2], m[3] = d.Cut(t[from : from+m[1]])
		}
		if from+m[2] == x.start && from+m[3] == x.end {
			return from
		}
	}
	return -1
}

// keywords are the row's that are near a match which begins at from, and those in the field's name.
func (x *explainer) keywords(d *Detector, from int) (near, inName []string) {
	each := make([]Detector, len(d.Keywords))
	for i, k := range d.Keywords {
		each[i] = Detector{ID: k, Keywords: []string{k}}
	}
	words, err := newKeywords(each)
	if err != nil {
		return nil, nil
	}
	ctx := newContext(words)
	ctx.alone(x.seg.Text)
	for i, k := range d.Keywords {
		if ctx.near(i, from, x.end) {
			near = append(near, k)
		}
	}
	named := ctx.named(x.name).rows
	for i, k := range d.Keywords {
		if named.Has(i) {
			inName = append(inName, k)
		}
	}
	return near, inName
}

// oneName is a layout of fields that have one name.
type oneName struct{ name *text.Name }

func (o oneName) Field(int) text.Field { return text.Field{Name: o.name} }
func (o oneName) Name(int) *text.Name  { return o.name }
