package format

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// lineSink writes down what comes out of a document: a line for each field and member, in their order, and its problems.
type lineSink struct {
	t      testing.TB
	packed bool // all segments are a packer's: nothing in them stands in the file as it is, or twice
	lines  []string
	// problems stand apart: when they are told depends on the size of blocks.
	problems []*source.Problem
	end      int64 // of the last segment, in the decoded text
	line     int64 // that the last field ended in
	largest  int   // bytes of a segment
}

func (s *lineSink) Problem(p *source.Problem) { s.problems = append(s.problems, p) }

func (s *lineSink) Member(ctx context.Context, m Member) error {
	if m.Problem != nil {
		s.Problem(m.Problem)
		return nil
	}
	const shown = 30
	b, err := io.ReadAll(m.Body)
	line := fmt.Sprintf("member %q %q", m.Path, b[:min(len(b), shown)])
	if len(b) > shown {
		line += fmt.Sprintf(" of %d", len(b))
	}
	s.lines = append(s.lines, line)
	if err != nil {
		s.Problem(source.AsProblem(err, source.ReadError))
	}
	return ctx.Err()
}

func (s *lineSink) Segment(seg *text.Segment) error {
	own, raw := seg.Order+int64(seg.Own.Start), int(seg.Raw)
	if own < s.end || raw > len(seg.Text) || s.packed && (seg.Base != -1 || raw != len(seg.Text) || len(seg.Copies) > 0) {
		s.t.Errorf("segment of order %d (the last one ended at %d), base %d, raw %d of %d", seg.Order, s.end, seg.Base, seg.Raw, len(seg.Text))
	}
	s.end = seg.Order + int64(seg.Own.End)
	s.largest = max(s.largest, len(seg.Text))
	locator := seg.Locate()
	for i, span := range seg.Fields {
		own := text.Span{Start: max(span.Start, seg.Own.Start), End: min(span.End, seg.Own.End)}
		loc := locator.Place(i, own)
		if loc.Line > 0 && loc.Line < s.line {
			s.t.Errorf("line %d behind line %d", loc.Line, s.line)
		}
		s.line = loc.EndLine
		f := loc.Field
		var b strings.Builder
		if f.Nested {
			fmt.Fprintf(&b, "record %d ", f.Record)
		}
		if loc.Line > 0 {
			fmt.Fprintf(&b, "%d:%d ", loc.Line, loc.StartColumn)
		}
		if f.Page > 0 {
			fmt.Fprintf(&b, "page %d ", f.Page)
		}
		if f.Row > 0 {
			fmt.Fprintf(&b, "%s ", text.CellReference(f.Sheet, f.Row, f.Column))
		}
		fmt.Fprintf(&b, "%q", seg.Text[own.Start:own.End])
		if f.Name != nil {
			fmt.Fprintf(&b, " in %s", f.Name.Text)
		}
		if f.IsName {
			b.WriteString(" name")
		}
		s.lines = append(s.lines, b.String())
	}
	for i := range seg.Text { // whoever still reads it will notice
		seg.Text[i] = '#'
	}
	seg.Release()
	return nil
}

// reasons are those of the problems.
func (s *lineSink) reasons() (reasons []source.Reason) {
	for _, p := range s.problems {
		reasons = append(reasons, p.Reason)
	}
	return reasons
}

// all are the lines and, behind all else, the problems.
func (s *lineSink) all() []string {
	lines := s.lines
	for _, p := range s.problems {
		lines = append(lines, "problem "+p.Error())
	}
	return lines
}

// readLines reads a document as what it is, and tells what ended that.
func readLines(s *lineSink, name string, data []byte, block int) error {
	in := inputOf(name, data, &Budget{})
	in.Block = block
	f := Identify(data[:min(len(data), HeadSize)], name)
	if f.Read == nil {
		return source.Problemf(source.UnsupportedFileType, "%s", f.Name)
	}
	return f.Read(s.t.Context(), in, s)
}
