package report

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner"
)

// text writes for people: what each object holds, by kind, and where the first of it stands; and at the end how much was scanned.
type text struct {
	aside
	w    *bufio.Writer
	opts Options
}

func newText(w io.Writer, opts Options) Writer { return &text{w: bufio.NewWriter(w), opts: opts} }

// The colours of severities and of what was not scanned, as ANSI sequences.
const (
	red    = "\x1b[1;31m"
	yellow = "\x1b[33m"
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	plain  = "\x1b[0m"
)

func (t *text) paint(color, s string) string {
	if !t.opts.Color || color == "" {
		return s
	}
	return color + s + plain
}

func levelColor(l detectors.Level) string {
	switch l {
	case detectors.High:
		return red
	case detectors.Medium:
		return yellow
	}
	return ""
}

func (t *text) Object(r *scanner.Result) error {
	found := r.Found != nil && len(r.Found.Detections) > 0
	if !found && r.Status == scanner.Complete {
		return nil
	}
	fmt.Fprintf(t.w, "%s", t.paint(bold, r.Path))
	if found {
		fmt.Fprintf(t.w, "  %s", t.paint(levelColor(r.Found.Severity), levelName(r.Found.Severity)))
	}
	if r.Status != scanner.Complete {
		fmt.Fprintf(t.w, "  %s", t.paint(yellow, strings.ToLower(string(r.Status))))
	}
	fmt.Fprintln(t.w)
	if found {
		t.detections(r)
		t.columns(r)
	}
	for i, p := range r.Problems {
		if i == shownProblems {
			fmt.Fprintf(t.w, "  ... and %d more not scanned\n", int64(len(r.Problems)-i)+r.MoreProblems)
			break
		}
		fmt.Fprintf(t.w, "  %s %s%s\n", t.paint(yellow, "not scanned:"), entryName(p.Entry), reasonText(p))
	}
	fmt.Fprintln(t.w)
	return t.w.Flush()
}

// shownProblems is how many members of one archive are named as not scanned.
const shownProblems = 10

func entryName(entry string) string {
	if entry == "" {
		return ""
	}
	return entry + ": "
}

func reasonText(p scanner.Problem) string {
	if p.Detail == "" {
		return string(p.Reason)
	}
	return fmt.Sprintf("%s (%s)", p.Reason, p.Detail)
}

// detections lists what was found in aligned columns: kind, count, confidence, severity, and where the first stands.
func (t *text) detections(r *scanner.Result) {
	wide, digits := 0, 0
	for i := range r.Found.Detections {
		d := &r.Found.Detections[i]
		wide = max(wide, utf8.RuneCountInString(d.Detector.ID))
		digits = max(digits, len(fmt.Sprint(d.Count)))
	}
	for i := range r.Found.Detections {
		d := &r.Found.Detections[i]
		first := ""
		if len(d.Matches) > 0 {
			m := &d.Matches[0]
			shown := m.Masked
			if t.opts.Reveal && m.Text != "" {
				shown = fmt.Sprintf("%q", m.Text)
			}
			first = fmt.Sprintf("%s  %s", shown, t.paint(dim, place(m)))
		}
		fmt.Fprintf(t.w, "  %-*s  %*d  %.2f  %s  %s\n", wide, d.Detector.ID, digits, d.Count, d.Confidence,
			t.paint(levelColor(d.Severity), fmt.Sprintf("%-6s", levelName(d.Severity))), first)
	}
}

// shownColumns is how many columns of one object are listed.
const shownColumns = 100

// columns lists the columns of tables that have a type: which, kind, confidence, how many of the cells tried are of the kind.
func (t *text) columns(r *scanner.Result) {
	if len(r.Found.Columns) == 0 {
		return
	}
	fmt.Fprintln(t.w, "  columns:")
	listed := r.Found.Columns[:min(len(r.Found.Columns), shownColumns)]
	names, wide, kinds := make([]string, len(listed)), 0, 0
	for i := range listed {
		names[i] = columnName(&listed[i])
		wide = max(wide, utf8.RuneCountInString(names[i]))
		kinds = max(kinds, utf8.RuneCountInString(listed[i].Detector.ID))
	}
	for i := range listed {
		c := &listed[i]
		fmt.Fprintf(t.w, "    %-*s  %-*s  %.2f  %3.0f%% of cells, %s, about %d distinct\n", wide, names[i], kinds, c.Detector.ID, c.Confidence,
			math.Floor(c.Share*100), count(c.Filled, "filled cell")+" seen", c.Distinct)
	}
	if more := len(r.Found.Columns) - len(listed); more > 0 {
		fmt.Fprintf(t.w, "    ... and %s\n", count(int64(more), "more column"))
	}
}

// columnName says which column is meant: its path in records, else its name or number, and where it is in a workbook or an archive.
func columnName(c *classify.Column) string {
	name := c.Path
	if name == "" {
		name = c.Name
	}
	if name == "" {
		name = fmt.Sprintf("column %d", c.Number)
	}
	if c.Sheet != "" {
		name = c.Sheet + "!" + name
	}
	return entryName(c.Entry) + name
}

func (t *text) Close(s *scanner.Summary) error {
	if s.Findings == 0 {
		fmt.Fprintf(t.w, "No sensitive data found in %s.\n", count(s.Complete+s.Partial, "object"))
	} else {
		fmt.Fprintf(t.w, "%s with sensitive data (%d high, %d medium, %d low), %s in all.\n", count(s.Findings, "object"),
			s.BySeverity[detectors.High], s.BySeverity[detectors.Medium], s.BySeverity[detectors.Low], matchCount(s.Matches))
	}
	if s.Incomplete {
		fmt.Fprintf(t.w, "%s\n", t.paint(yellow, "The scan is incomplete: see what was not scanned."))
	}
	return t.w.Flush()
}

func count(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func matchCount(n int64) string {
	if n == 1 {
		return "1 match"
	}
	return fmt.Sprintf("%d matches", n)
}
