package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner"
)

// The records of the json and jsonl outputs; see schema/report.schema.json.

type objectRecord struct {
	Type       string            `json:"type,omitempty"` // jsonl: "object"
	Path       string            `json:"path"`
	Format     string            `json:"format,omitempty"`
	MIMEType   string            `json:"mimeType,omitempty"`
	Size       *int64            `json:"size"` // null where unknown
	Scanned    int64             `json:"scanned"`
	Status     string            `json:"status"`
	Severity   string            `json:"severity,omitempty"`
	Columns    []columnRecord    `json:"columns"`
	Detections []detectionRecord `json:"detections"`
}

type columnRecord struct {
	Entry      string  `json:"entry,omitempty"`
	Sheet      string  `json:"sheet,omitempty"`
	Column     *int64  `json:"column,omitempty"`
	Name       string  `json:"name,omitempty"`
	Path       string  `json:"path,omitempty"`
	Detector   string  `json:"detector"`
	Confidence float64 `json:"confidence"`
	Share      float64 `json:"share"`
	Filled     int64   `json:"filled"`
	Empty      int64   `json:"empty"`
	Distinct   int64   `json:"distinct"`
	Matches    int64   `json:"matches"`
}

type detectionRecord struct {
	Detector   string        `json:"detector"`
	Title      string        `json:"title"`
	Category   string        `json:"category"`
	Count      int64         `json:"count"`
	Confidence float64       `json:"confidence"`
	Severity   string        `json:"severity"`
	Matches    []matchRecord `json:"matches"` // the first located ones
}

type coverageRecord struct {
	Type   string `json:"type,omitempty"` // jsonl: "coverage"
	Path   string `json:"path"`
	Entry  string `json:"entry,omitempty"`
	Status string `json:"status"`
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"`
}

type findingRecord struct {
	Type    string            `json:"type"` // jsonl: "finding"
	Finding *classify.Finding `json:"finding"`
}

type summaryRecord struct {
	Type        string           `json:"type,omitempty"` // jsonl: "summary"
	Objects     int64            `json:"objects"`
	Complete    int64            `json:"complete"`
	Partial     int64            `json:"partial"`
	Skipped     int64            `json:"skipped"`
	Unsupported int64            `json:"unsupported"`
	Excluded    int64            `json:"excluded"`
	Bytes       int64            `json:"bytes"`
	Findings    int64            `json:"findings"`
	Matches     int64            `json:"matches"`
	Suppressed  int64            `json:"suppressed"`
	Severities  severityRecord   `json:"severities"`
	Reasons     map[string]int64 `json:"reasons"` // encoding/json writes the keys in order
	Incomplete  bool             `json:"incomplete"`
	Interrupted bool             `json:"interrupted"`
}

type severityRecord struct {
	Low    int64 `json:"low"`
	Medium int64 `json:"medium"`
	High   int64 `json:"high"`
}

type toolRecord struct {
	Type    string   `json:"type,omitempty"` // jsonl: "scan", with target and started
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Target  []string `json:"target,omitempty"`
	Started string   `json:"started,omitempty"`
}

func newObjectRecord(r *scanner.Result) objectRecord {
	o := objectRecord{
		Path: r.Path, Format: r.Format, MIMEType: r.MIME, Size: optional(r.Size, 0), Scanned: r.Scanned, Status: string(r.Status),
		Columns: []columnRecord{}, Detections: []detectionRecord{},
	}
	if r.Found == nil {
		return o
	}
	o.Severity = levelName(r.Found.Severity)
	for i := range r.Found.Columns {
		c := &r.Found.Columns[i]
		o.Columns = append(o.Columns, columnRecord{
			Entry: c.Entry, Sheet: c.Sheet, Column: optional(int64(c.Number), 1), Name: c.Name, Path: c.Path, Detector: c.Detector.ID,
			Confidence: round(c.Confidence), Share: round(c.Share), Filled: c.Filled, Empty: c.Empty, Distinct: c.Distinct, Matches: c.Matches,
		})
	}
	for i := range r.Found.Detections {
		d := &r.Found.Detections[i]
		rec := detectionRecord{
			Detector: d.Detector.ID, Title: d.Detector.Title, Category: string(d.Detector.Category), Count: d.Count,
			Confidence: round(d.Confidence), Severity: levelName(d.Severity), Matches: []matchRecord{},
		}
		for j := range d.Matches {
			rec.Matches = append(rec.Matches, newMatchRecord(r.Path, &d.Matches[j]))
		}
		o.Detections = append(o.Detections, rec)
	}
	return o
}

func newCoverage(r *scanner.Result) []coverageRecord {
	var out []coverageRecord
	for _, p := range r.Problems {
		out = append(out, coverageRecord{Path: r.Path, Entry: p.Entry, Status: string(r.Status), Reason: string(p.Reason), Detail: p.Detail})
	}
	return out
}

func newSummary(s *scanner.Summary) summaryRecord {
	reasons := map[string]int64{}
	for r, n := range s.Reasons {
		reasons[string(r)] = n
	}
	return summaryRecord{
		Objects: s.Objects, Complete: s.Complete, Partial: s.Partial, Skipped: s.Skipped, Unsupported: s.Unsupported, Excluded: s.Excluded,
		Bytes: s.Bytes, Findings: s.Findings, Matches: s.Matches, Suppressed: s.Suppressed,
		Severities: severityRecord{s.BySeverity[1], s.BySeverity[2], s.BySeverity[3]},
		Reasons:    reasons, Incomplete: s.Incomplete, Interrupted: s.Interrupted,
	}
}

// document writes one JSON document. Its summary stands before its objects, so they wait, encoded, for the end.
type document struct {
	aside
	w                           io.Writer
	opts                        Options
	coverage, objects, findings list
}

// list is the inside of a JSON array.
type list struct{ bytes.Buffer }

func (l *list) add(v any) error {
	if l.Len() > 0 {
		l.WriteString(",\n")
	}
	enc := json.NewEncoder(&l.Buffer)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	l.Truncate(l.Len() - 1) // the line feed
	return nil
}

func newJSON(w io.Writer, opts Options) Writer { return &document{w: w, opts: opts} }

func (d *document) Object(r *scanner.Result) error {
	for _, c := range newCoverage(r) {
		if err := d.coverage.add(c); err != nil {
			return err
		}
	}
	if r.Finding != nil {
		if err := d.findings.add(r.Finding); err != nil {
			return err
		}
	}
	return d.objects.add(newObjectRecord(r))
}

func (d *document) Close(s *scanner.Summary) error {
	head := list{}
	for i, part := range []any{toolRecord{Name: "pii-scan", Version: d.opts.Version}, targets(s), timestamp(s.Started), newSummary(s)} {
		head.Reset()
		if err := head.add(part); err != nil {
			return err
		}
		if _, err := io.WriteString(d.w, []string{"{\"tool\":", ",\n\"target\":", ",\n\"started\":", ",\n\"summary\":"}[i]+head.String()); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		name string
		list *list
	}{{"coverage", &d.coverage}, {"objects", &d.objects}, {"findings", &d.findings}} {
		if _, err := io.WriteString(d.w, ",\n\""+part.name+"\":[\n"); err != nil {
			return err
		}
		if _, err := part.list.WriteTo(d.w); err != nil {
			return err
		}
		if _, err := io.WriteString(d.w, "]"); err != nil {
			return err
		}
	}
	_, err := io.WriteString(d.w, "}\n")
	return err
}

func targets(s *scanner.Summary) []string {
	if s.Targets == nil {
		return []string{}
	}
	return s.Targets
}

// records writes the same as JSON Lines: for each object its coverage, the object, its finding; the scan and its summary last.
type records struct {
	aside
	lines
	opts Options
}

func newJSONLines(w io.Writer, opts Options) Writer { return &records{lines: newLines(w), opts: opts} }

func (o *records) Object(r *scanner.Result) error {
	for _, c := range newCoverage(r) {
		c.Type = "coverage"
		if err := o.write(c); err != nil {
			return err
		}
	}
	rec := newObjectRecord(r)
	rec.Type = "object"
	if err := o.write(rec); err != nil {
		return err
	}
	if r.Finding == nil {
		return nil
	}
	return o.write(findingRecord{"finding", r.Finding})
}

func (o *records) Close(s *scanner.Summary) error {
	if err := o.write(toolRecord{Type: "scan", Name: "pii-scan", Version: o.opts.Version, Target: targets(s), Started: timestamp(s.Started)}); err != nil {
		return err
	}
	sum := newSummary(s)
	sum.Type = "summary"
	return o.write(sum)
}
