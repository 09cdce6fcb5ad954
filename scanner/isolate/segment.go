package isolate

import "github.com/pii-scan/pii-scan/text"

// A segment is written with the place and name of each of its fields. A name is written when it first comes and has a number from
// then on, so that one name is one pointer on the other side too.

// nameWriter numbers the names of one object.
type nameWriter map[*text.Name]uint64

// name writes a name: 0 for none, the number of one that is known, or the next number and the name.
func (e *encoder) name(n *text.Name, known nameWriter) {
	if n == nil {
		e.uint(0)
		return
	}
	if number, ok := known[n]; ok {
		e.uint(number)
		return
	}
	number := uint64(len(known) + 1)
	known[n] = number
	e.uint(number)
	// What is above it gets its number first when it is read: it stands in front of the text.
	e.string(n.Text)
	e.name(n.Parent, known)
}

// names are the names of one object as they were read.
type names []*text.Name

func (d *decoder) name(known *names) *text.Name { return d.nested(known, 0) }

// maxNested bounds how many names stand above one another; readers keep to far fewer.
const maxNested = 10_000

func (d *decoder) nested(known *names, depth int) *text.Name {
	number := d.uint()
	switch {
	case number == 0:
		return nil
	case number <= uint64(len(*known)):
		return (*known)[number-1]
	case number > uint64(len(*known))+1 || depth > maxNested:
		d.fail()
		return nil
	}
	n := &text.Name{Text: d.string()}
	*known = append(*known, n)
	n.Parent = d.nested(known, depth+1)
	return n
}

func (e *encoder) span(s text.Span) {
	e.int(int64(s.Start))
	e.int(int64(s.End))
}

func (d *decoder) span(limit int) text.Span {
	from, to := d.int(), d.int()
	if from < 0 || to < from || to > int64(limit) {
		d.fail()
		return text.Span{}
	}
	return text.Span{Start: int32(from), End: int32(to)}
}

func (e *encoder) segment(s *text.Segment, known nameWriter) {
	e.bytes(s.Text)
	e.span(s.Own)
	for _, n := range []int64{int64(s.Raw), s.Base, s.Order, s.Line, s.Chars} {
		e.int(n)
	}
	e.uint(uint64(len(s.Fields)))
	for _, f := range s.Fields {
		e.span(f)
	}
	e.uint(uint64(len(s.Copies)))
	for _, c := range s.Copies {
		e.span(c.At)
		e.int(int64(c.Raw))
		e.uint(uint64(len(c.Steps)))
		for _, st := range c.Steps {
			e.int(int64(st.Decoded))
			e.int(int64(st.Raw))
		}
	}
	e.bool(s.Layout != nil)
	if s.Layout == nil {
		return
	}
	sheet := ""
	for i := range s.Fields {
		f := s.Layout.Field(i)
		e.field(&f, known, &sheet)
	}
}

// What a field has; most have little.
const (
	fieldIsName = 1 << iota
	fieldRow
	fieldSheet // another one than the field before
	fieldPage
	fieldNested
	fieldAll = 1<<iota - 1
)

func (e *encoder) field(f *text.Field, known nameWriter, sheet *string) {
	var has uint64
	set := func(bit uint64, v bool) {
		if v {
			has |= bit
		}
	}
	set(fieldIsName, f.IsName)
	set(fieldRow, f.Row != 0 || f.Column != 0)
	set(fieldSheet, f.Sheet != *sheet)
	set(fieldPage, f.Page != 0)
	set(fieldNested, f.Nested || f.Path != nil || f.Record != 0)
	e.uint(has)
	e.name(f.Name, known)
	if has&fieldRow != 0 {
		e.int(f.Row)
		e.int(int64(f.Column))
	}
	if has&fieldSheet != 0 {
		e.string(f.Sheet)
		*sheet = f.Sheet
	}
	if has&fieldPage != 0 {
		e.int(int64(f.Page))
	}
	if has&fieldNested != 0 {
		e.bool(f.Nested)
		e.int(f.Record)
		n := uint64(0)
		for p := f.Path; p != nil; p = p.Parent {
			n++
		}
		e.uint(n)
		for p := f.Path; p != nil; p = p.Parent { // innermost first
			e.name(p.Name, known)
			e.int(int64(p.Index))
		}
	}
}

// segment reads a segment. Its text is a copy.
func (d *decoder) segment(known *names) *text.Segment {
	s := &text.Segment{Text: append([]byte(nil), d.bytes()...)}
	size := len(s.Text)
	s.Own = d.span(size)
	raw := d.int()
	s.Base, s.Order, s.Line, s.Chars = d.int(), d.int(), d.int(), d.int()
	if raw < int64(s.Own.End) || raw > int64(size) {
		d.fail()
	}
	s.Raw = int32(raw)
	s.Fields = make([]text.Span, d.size())
	for i := range s.Fields {
		s.Fields[i] = d.span(size)
	}
	if n := d.size(); n > 0 {
		s.Copies = make([]text.Copy, n)
	}
	for i := range s.Copies {
		c := &s.Copies[i]
		c.At, c.Raw = d.span(size), int32(d.int())
		c.Steps = make([]text.Step, d.size())
		for k := range c.Steps {
			c.Steps[k] = text.Step{Decoded: int32(d.int()), Raw: int32(d.int())}
		}
	}
	if !d.bool() {
		return s
	}
	l := make(layout, len(s.Fields))
	sheet := ""
	for i := range l {
		d.field(&l[i], known, &sheet)
	}
	s.Layout = l
	return s
}

func (d *decoder) field(f *text.Field, known *names, sheet *string) {
	has := d.uint()
	if has > fieldAll {
		d.fail()
	}
	f.IsName = has&fieldIsName != 0
	f.Name = d.name(known)
	if has&fieldRow != 0 {
		f.Row, f.Column = d.int(), int(d.int())
	}
	if has&fieldSheet != 0 {
		*sheet = d.string()
	}
	f.Sheet = *sheet
	if has&fieldPage != 0 {
		f.Page = int(d.int())
	}
	if has&fieldNested != 0 {
		f.Nested, f.Record = d.bool(), d.int()
		steps := make([]text.Path, d.size())
		for i := range steps {
			steps[i].Name, steps[i].Index = d.name(known), int(d.int())
			if i > 0 {
				steps[i-1].Parent = &steps[i]
			}
		}
		if len(steps) > 0 {
			f.Path = &steps[0]
		}
	}
}

// layout is a segment's layout as it was read.
type layout []text.Field

func (l layout) Field(i int) text.Field { return l[i] }
func (l layout) Name(i int) *text.Name  { return l[i].Name }
