package isolate

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// randomSegment makes a segment with something of everything.
func randomSegment(r *rand.Rand, known []*text.Name) *text.Segment {
	s := &text.Segment{Text: make([]byte, r.IntN(200))}
	for i := range s.Text {
		s.Text[i] = byte(r.Uint32())
	}
	n := int32(len(s.Text))
	s.Raw = r.Int32N(n + 1)
	s.Own.End = r.Int32N(s.Raw + 1)
	s.Own.Start = r.Int32N(s.Own.End + 1)
	s.Base, s.Order, s.Line, s.Chars = r.Int64()-r.Int64(), r.Int64(), r.Int64N(9), r.Int64N(9)
	s.Fields = make([]text.Span, r.IntN(6))
	for i := range s.Fields {
		s.Fields[i].End = r.Int32N(n + 1)
		s.Fields[i].Start = r.Int32N(s.Fields[i].End + 1)
	}
	for range r.IntN(3) {
		s.Copies = append(s.Copies, text.Copy{At: text.Span{End: n}, Raw: r.Int32N(9), Steps: []text.Step{{Decoded: 1, Raw: 2}, {Decoded: r.Int32N(100), Raw: 7}}})
	}
	if r.IntN(4) == 0 {
		return s
	}
	l := make(layout, len(s.Fields))
	name := func() *text.Name { return known[r.IntN(len(known))] }
	for i := range l {
		f := &l[i]
		f.Name, f.IsName, f.Page = name(), r.IntN(2) == 0, r.IntN(3)
		if r.IntN(2) == 0 {
			f.Row, f.Column, f.Sheet = r.Int64N(1<<40), r.IntN(99), []string{"", "a", "b"}[r.IntN(3)]
		}
		if r.IntN(2) == 0 {
			f.Nested, f.Record = r.IntN(2) == 0, r.Int64N(5)
			for range r.IntN(4) {
				f.Path = &text.Path{Parent: f.Path, Name: name(), Index: r.IntN(5)}
			}
		}
	}
	s.Layout = l
	return s
}

// A segment is the same on the other side, and one name is one pointer there too.
func TestSegment(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	top := &text.Name{Text: "top"}
	mid := &text.Name{Text: "mid", Parent: top}
	known := []*text.Name{nil, top, mid, {Text: "leaf", Parent: mid}, {Text: "leaf", Parent: mid}, {Text: ""}}
	writer, reader := nameWriter{}, names(nil)
	same := map[*text.Name]*text.Name{}
	for range 2000 {
		want := randomSegment(r, known)
		var e encoder
		e.segment(want, writer)
		d := decoder{b: e.b}
		got := d.segment(&reader)
		if d.bad || len(d.b) > 0 {
			t.Fatalf("not read back: %+v", want)
		}
		if got.Layout == nil != (want.Layout == nil) {
			t.Fatal("the layout is lost")
		}
		for i := range want.Fields {
			w, g := want.NameAt(i), got.NameAt(i)
			if old, ok := same[w]; ok && old != g {
				t.Fatalf("two names for %v", w)
			}
			same[w] = g
		}
		if want.Layout == nil {
			want.Layout, got.Layout = layout{}, layout{}
		}
		if len(want.Text) == 0 {
			want.Text, got.Text = nil, nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v\nwant %+v", got, want)
		}
	}
	if distinct := map[*text.Name]bool{}; true {
		for _, g := range same {
			distinct[g] = true
		}
		if len(distinct) != len(known) {
			t.Fatalf("%d names became %d", len(known), len(distinct))
		}
	}
}

func TestErrorsOnTheWire(t *testing.T) {
	mine := errors.New("mine")
	kept := []error{errors.New("other"), mine}
	problem := source.Problemf(source.InvalidEncryption, "why")
	for _, test := range []struct{ err, want error }{
		{nil, nil}, {io.EOF, io.EOF}, {errors.New("text"), errReader}, {&foreign{number: 1}, mine},
		{errors.Join(errors.New("x"), &foreign{number: 1, problem: problem}), mine},
	} {
		var e encoder
		e.childError(test.err)
		d := decoder{b: e.b}
		if got := d.childError(kept); got != test.want || d.bad {
			t.Errorf("%v became %v, want %v", test.err, got, test.want)
		}
	}
	var e encoder
	e.parentError(errors.Join(problem), 7)
	d := decoder{b: e.b}
	got := d.parentError()
	if p, ok := errors.AsType[*source.Problem](got); !ok || p.Reason != problem.Reason || p.Detail != problem.Detail {
		t.Errorf("the problem became %v", got)
	}
}

func TestBudgetOnTheWire(t *testing.T) {
	b := &format.Budget{Depth: 4, Bytes: 10}
	b.Enter()
	b.Entry()
	io.ReadAll(b.Unpacked(bytes.NewReader(make([]byte, 20)), nil))
	var e encoder
	e.budget(b)
	d, got := decoder{b: e.b}, &format.Budget{}
	d.budget(got)
	if d.bad || got.Spent() == nil || got.Spent().Reason != b.Spent().Reason {
		t.Fatalf("spent %v, want %v", got.Spent(), b.Spent())
	}
	g, w := got.State(), b.State()
	if g.Limits != w.Limits || g.Used != w.Used {
		t.Errorf("got %+v, want %+v", g, w)
	}
}

// FuzzDecoder: whatever a child sends, the parent reads it or refuses it.
func FuzzDecoder(f *testing.F) {
	r := rand.New(rand.NewPCG(3, 4))
	top := &text.Name{Text: "top"}
	for range 5 {
		var e encoder
		e.segment(randomSegment(r, []*text.Name{nil, top, {Text: "in", Parent: top}}), nameWriter{})
		f.Add(e.b)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var known names
		d := decoder{b: data}
		s := d.segment(&known)
		if d.bad {
			return
		}
		for i, span := range s.Fields {
			_ = s.Text[span.Start:span.End]
			s.NameAt(i)
			s.FieldAt(i).Path.JSONPath(nil)
		}
		_ = s.Text[s.Own.Start:s.Own.End]
	})
}
