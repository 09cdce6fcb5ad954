package format

import "github.com/pii-scan/pii-scan/text"

// labelPacker packs what a file says of itself, in names and short texts, into segments with a line feed between any two.
type labelPacker struct {
	segs   []*text.Segment
	fields []text.Field // of the last segment
	order  int64
}

// labels is the layout of such a segment.
type labels []text.Field

func (l labels) Field(i int) text.Field { return l[i] }
func (l labels) Name(i int) *text.Name  { return l[i].Name }

// add adds one, as several fields where it is longer than a value of metadata has reason to be.
func (p *labelPacker) add(b []byte, f text.Field) {
	const maxLabel = 1 << 20
	for len(b) > maxLabel {
		n := runeEdge(b, maxLabel)
		p.add(b[:n], f)
		b = b[n:]
	}
	if len(b) == 0 {
		return
	}
	if n := len(p.segs); n == 0 || len(p.segs[n-1].Text)+len(b) > BlockSize {
		p.end()
		p.segs = append(p.segs, &text.Segment{Base: -1, Order: p.order})
	}
	s := p.segs[len(p.segs)-1]
	start := int32(len(s.Text))
	s.Text = append(s.Text, b...)
	s.Fields = append(s.Fields, text.Span{Start: start, End: int32(len(s.Text))})
	s.Text = append(s.Text, '\n')
	p.fields = append(p.fields, f)
}

// name adds a name of what is in the records.
func (p *labelPacker) name(n *text.Name) {
	p.add([]byte(n.Text), text.Field{IsName: true, Nested: true, Path: n.Path()})
}

// pair adds a name and what is called so: it stands in no record.
func (p *labelPacker) pair(name string, value []byte) {
	p.add([]byte(name), text.Field{IsName: true})
	p.add(value, text.Field{Name: &text.Name{Text: name}})
}

// end ends the segment at hand.
func (p *labelPacker) end() {
	if n := len(p.segs); n > 0 {
		s := p.segs[n-1]
		s.Raw = int32(len(s.Text))
		s.Own.End = s.Raw
		s.Layout = labels(p.fields)
		p.order += int64(s.Raw)
	}
	p.fields = nil
}

// hand hands over all segments. It gives the order of what follows.
func (p *labelPacker) hand(sink Sink) (order int64, err error) {
	p.end()
	for _, s := range p.segs {
		if err := sink.Segment(s); err != nil {
			return 0, err
		}
	}
	return p.order, nil
}
