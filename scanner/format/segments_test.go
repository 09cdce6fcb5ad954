package format

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// value is a field, put together from the segments that it was handed over in.
type value struct {
	text     string
	field    string // what it is called and where it stands
	offset   int64
	line     int64
	column   int64
	segments int
	start    int64 // offset of its raw text in the decoded text
	end      int64
}

func (v value) String() string {
	return fmt.Sprintf("%s offset=%d %d:%d %q", v.field, v.offset, v.line, v.column, v.text)
}

// valueSink puts segments together again and holds them against the contract of text.Segment.
type valueSink struct {
	t        testing.TB
	file     []byte // as it stands on disk
	values   []value
	problems []string
	segments int
	ownEnd   int64 // where the last segment's own part ended, and how far its text went
	rawEnd   int64
	order    int64
	largest  int
	names    map[string]*text.Name
}

func (s *valueSink) Problem(p *source.Problem) { s.problems = append(s.problems, string(p.Reason)) }
func (s *valueSink) Member(context.Context, Member) error {
	s.t.Fatal("a member in text")
	return nil
}

func (s *valueSink) Segment(seg *text.Segment) error {
	t := s.t
	s.segments++
	s.largest = max(s.largest, len(seg.Text))
	ownStart, ownEnd := seg.Order+int64(seg.Own.Start), seg.Order+int64(seg.Own.End)
	if ownStart < s.ownEnd || seg.Own.Start > seg.Own.End || seg.Own.End > seg.Raw || int(seg.Raw) > len(seg.Text) || seg.Order < s.order {
		t.Fatalf("segment %d owns %d to %d (raw %d of %d), the last one ended at %d", s.segments, ownStart, ownEnd, seg.Raw, len(seg.Text), s.ownEnd)
	}
	if seg.Base >= 0 {
		n := min(int64(len(s.file))-seg.Base, int64(seg.Raw))
		if len(seg.Copies) > 0 {
			n-- // may be a separator
		}
		if !bytes.Equal(seg.Text[:n], s.file[seg.Base:seg.Base+n]) {
			t.Fatalf("segment %d does not stand at %d", s.segments, seg.Base)
		}
	}
	locator := seg.Locate()
	last := int32(-1)
	for i, span := range seg.Fields {
		if span.Len() <= 0 {
			t.Fatalf("field %d of segment %d is empty", i, s.segments)
		}
		from, to := seg.RawPos(span.Start), seg.RawPos(span.End)
		if from < last || from >= to || to > seg.Raw {
			t.Fatalf("field %d of segment %d stands at %d to %d, the one before ended at %d", i, s.segments, from, to, last)
		}
		last = to
		// What of the field is this segment's own.
		own := span
		for own.Start < own.End && seg.RawPos(own.Start) < seg.Own.Start {
			own.Start++
		}
		for own.End > own.Start && seg.RawPos(own.End-1) >= seg.Own.End {
			own.End--
		}
		rawFrom, rawTo := seg.Order+int64(from), seg.Order+int64(to)
		continues := i == 0 && len(s.values) > 0 && from < seg.Own.Start
		if to > seg.Own.End && i != len(seg.Fields)-1 {
			t.Fatalf("field %d of segment %d goes on, and it is not the last", i, s.segments)
		}
		if from < seg.Own.Start && !continues {
			t.Fatalf("field %d of segment %d has a margin before it and is not the first", i, s.segments)
		}
		if continues {
			v := &s.values[len(s.values)-1]
			if m := seg.Own.Start - from; m < MarginBefore-3 && rawFrom > v.start {
				t.Fatalf("segment %d has a margin of %d bytes before it", s.segments, m)
			}
			if s.rawEnd-s.ownEnd < MarginAfter-16 && v.end < rawTo {
				t.Fatalf("segment %d had a margin of %d bytes behind it", s.segments-1, s.rawEnd-s.ownEnd)
			}
			if f := s.describe(seg.FieldAt(i)); f != v.field {
				t.Fatalf("field goes on as %s, was %s", f, v.field)
			}
			v.text += string(seg.Text[own.Start:own.End])
			v.end = max(v.end, rawTo)
			v.segments++
			continue
		}
		loc := locator.Place(i, own)
		if loc.Start >= 0 && loc.Start != seg.Base+int64(from) {
			t.Fatalf("field at %d is placed at %d", seg.Base+int64(from), loc.Start)
		}
		s.values = append(s.values, value{
			text: string(seg.Text[own.Start:own.End]), field: s.describe(loc.Field), offset: loc.Start, line: loc.Line, column: loc.StartColumn,
			segments: 1, start: rawFrom, end: rawTo,
		})
	}
	s.ownEnd, s.rawEnd, s.order = ownEnd, seg.Order+int64(seg.Raw), seg.Order
	for i := range seg.Text { // whoever still reads it will notice
		seg.Text[i] = '#'
	}
	seg.Release()
	return nil
}

// describe writes a field's name and place, and sees to it that one name is one pointer.
func (s *valueSink) describe(f text.Field) string {
	var b strings.Builder
	if f.Name != nil {
		var way []string
		for n := f.Name; n != nil; n = n.Parent {
			way = append([]string{n.Text}, way...)
		}
		name := strings.Join(way, "/")
		fmt.Fprintf(&b, "name=%q ", name)
		if s.names == nil {
			s.names = map[string]*text.Name{}
		}
		key := fmt.Sprint(name, f.Column)
		if old := s.names[key]; old != nil && old != f.Name {
			s.t.Fatalf("two names for %q", name)
		}
		s.names[key] = f.Name
	}
	if f.IsName {
		b.WriteString("is-name ")
	}
	if f.Row > 0 {
		fmt.Fprintf(&b, "row=%d column=%d ", f.Row, f.Column)
	}
	if f.Nested {
		fmt.Fprintf(&b, "record=%d path=%s ", f.Record, f.Path.JSONPath(nil))
	}
	return strings.TrimSpace(b.String())
}

// readValues reads data with one of the formats; oneByte splits the reads.
func readValues(t testing.TB, f *Format, data []byte, name string, block int, oneByte bool) *valueSink {
	t.Helper()
	sink := &valueSink{t: t, file: data}
	var body io.Reader = bytes.NewReader(data)
	if oneByte {
		body = iotest.OneByteReader(body)
	}
	in := &Input{Name: name, Size: int64(len(data)), Head: data[:min(len(data), HeadSize)], Body: body, Block: block}
	if err := f.Read(context.Background(), in, sink); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return sink
}

// sameValues reads data with blocks of all sizes and splits of reads; all must yield the same. It gives what they yield.
func sameValues(t testing.TB, f *Format, data []byte, name string, sizes ...int) *valueSink {
	t.Helper()
	want := readValues(t, f, data, name, 4<<20, false)
	for _, size := range sizes {
		for _, oneByte := range []bool{false, true} {
			// Each tiny block has its margins, which are long.
			if len(data) > 500*size || oneByte && len(data) > 100<<10 {
				continue
			}
			got := readValues(t, f, data, name, size, oneByte)
			for i := range max(len(got.values), len(want.values)) {
				if i >= len(got.values) || i >= len(want.values) {
					t.Fatalf("block %d: %d values, want %d", size, len(got.values), len(want.values))
				}
				g, w := got.values[i], want.values[i]
				if g.text != w.text || g.field != w.field || g.offset != w.offset || g.line != w.line || g.column != w.column {
					t.Fatalf("block %d, one byte %v: value %d is\n%s, want\n%s", size, oneByte, i, short(g.String()), short(w.String()))
				}
			}
			if g, w := fmt.Sprint(got.problems), fmt.Sprint(want.problems); g != w {
				t.Fatalf("block %d: problems %s, want %s", size, g, w)
			}
		}
	}
	return want
}

func short(s string) string {
	if len(s) > 400 {
		return fmt.Sprintf("%s...%s (%d bytes)", s[:200], s[len(s)-200:], len(s))
	}
	return s
}
