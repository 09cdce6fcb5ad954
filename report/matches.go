package report

import (
	"io"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner"
)

// matchRecord is one line of the matches output; see schema/match.schema.json. What does not apply is left out.
type matchRecord struct {
	Path          string  `json:"path"`
	Detector      string  `json:"detector"`
	Category      string  `json:"category"`
	Confidence    float64 `json:"confidence"`
	Start         *int64  `json:"start,omitempty"`
	End           *int64  `json:"end,omitempty"`
	Line          *int64  `json:"line,omitempty"`
	StartColumn   *int64  `json:"startColumn,omitempty"`
	Row           *int64  `json:"row,omitempty"`
	Column        *int64  `json:"column,omitempty"`
	ColumnName    string  `json:"columnName,omitempty"`
	CellReference string  `json:"cellReference,omitempty"`
	Page          *int64  `json:"page,omitempty"`
	RecordIndex   *int64  `json:"recordIndex,omitempty"`
	JSONPath      string  `json:"jsonPath,omitempty"`
	Entry         string  `json:"entry,omitempty"`
	Masked        string  `json:"masked"`
	Fingerprint   string  `json:"fingerprint,omitempty"`
	Text          string  `json:"text,omitempty"`
}

func newMatchRecord(path string, m *classify.Match) matchRecord {
	r := matchRecord{
		Path: path, Detector: m.Detector.ID, Category: string(m.Detector.Category), Confidence: round(m.Confidence),
		Start: optional(m.Start, 0), Line: optional(m.Line, 1), StartColumn: optional(m.Column, 1),
		Row: optional(m.Row, 1), Column: optional(int64(m.TableColumn), 1), ColumnName: m.ColumnName, CellReference: m.CellReference,
		Page: optional(int64(m.Page), 1), RecordIndex: optional(m.Record, 0), JSONPath: m.JSONPath, Entry: m.Entry,
		Masked: m.Masked, Fingerprint: m.Fingerprint, Text: m.Text,
	}
	if r.Start != nil {
		r.End = &m.End
	}
	return r
}

// matches writes every match as a line of JSON.
type matches struct{ lines }

func newMatches(w io.Writer, _ Options) Writer { return matches{newLines(w)} }

func (matches) WantsMatches() bool { return true }

func (o matches) Match(path string, m *classify.Match) error { return o.write(newMatchRecord(path, m)) }

func (matches) Object(*scanner.Result) error { return nil }
func (matches) Close(*scanner.Summary) error { return nil }

// macie writes every finding as a line of JSON, as Macie publishes it.
type macie struct {
	aside
	lines
}

func newMacie(w io.Writer, _ Options) Writer { return macie{lines: newLines(w)} }

func (o macie) Object(r *scanner.Result) error {
	if r.Finding == nil {
		return nil
	}
	return o.write(r.Finding)
}

func (macie) Close(*scanner.Summary) error { return nil }
