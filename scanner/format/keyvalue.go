package format

import (
	"bytes"
	"context"

	"github.com/pii-scan/pii-scan/text"
)

// Limits of text with keys, in bytes where nothing else is said.
const (
	// maxKeyLine is how long a line may be that is looked at for a key; a longer one is text.
	maxKeyLine = 1 << 20
	// maxKeyValue is after how much of a value over several lines it is cut at the end of a line: it is held until its end is known.
	maxKeyValue = 64 << 10
	// maxKey is how long a key may be; what looks like a longer one is prose.
	maxKey = 256
	// maxKeyDepth is how many levels have keys of their own.
	maxKeyDepth = 256
	// maxHint is how long a comment may be that says what stands behind it.
	maxHint = 120
)

// keyPlace is what a field is called and where it stands among the keys of its record. What has no path is located by its line.
type keyPlace struct {
	name   *text.Name
	path   *text.Path
	record int64
	isKey  bool
}

// keyLayout is the layout of a block of text with keys.
type keyLayout []keyPlace

// Field implements text.Layout.
func (l keyLayout) Field(i int) text.Field {
	p := &l[i]
	return text.Field{Name: p.name, IsName: p.isKey, Nested: p.path != nil, Record: p.record, Path: p.path}
}

// Name implements text.Layout.
func (l keyLayout) Name(i int) *text.Name { return l[i].name }

// keyed takes fields with names out of a text, block by block.
type keyed struct {
	*cutter
	layout keyLayout // of the block at hand
	names  nameTable
	record int64 // at hand: the document in a file of several
}

func newKeyed(ctx context.Context, in *Input, sink Sink) (k *keyed, head []byte) {
	c, head := newCutter(ctx, in, sink)
	return &keyed{cutter: c}, head
}

// add adds the text from from to to as a field; nothing where it is white space.
func (k *keyed) add(from, to int, p keyPlace) {
	if from, to = trimSpan(k.text(), from, to); from < to {
		k.b.field(from, to)
		k.place(p)
	}
}

// place notes where the field stands that was just added.
func (k *keyed) place(p keyPlace) {
	if p.path != nil {
		p.record = k.record
	}
	k.layout = append(k.layout, p)
}

// addDecoded adds what decode makes of the text from from to to. decode returns how many bytes at the start of b stand for the
// characters appended to dst: these mean other text than they are, or are plain.
func (k *keyed) addDecoded(from, to int, p keyPlace, decode func(dst, b []byte) ([]byte, int)) {
	if from, to = trimSpan(k.text(), from, to); from >= to {
		return
	}
	b := k.b
	t := b.seg.Text[:to]
	mark := b.mark()
	b.beginCopy(from)
	start := len(b.decoded)
	for at := from; at < to; {
		had, n := len(b.decoded), 0
		b.decoded, n = decode(b.decoded, t[at:])
		at += max(n, 1)
		if len(b.decoded)-had != n {
			b.step(at)
		}
	}
	if len(b.decoded) == start {
		b.rollback(mark)
		return
	}
	b.endCopy()
	k.place(p)
}

// cutKeyed hands over what the block holds up to end.
func (k *keyed) cutKeyed(end, raw, keep int) error {
	layout := k.layout
	k.layout = nil
	return k.cut(layout, end, raw, keep)
}

// textLine reads the text from position from of the block to the end of its line as text, however long it is. It returns where the
// line ends.
func (k *keyed) textLine(from int) (end int, err error) {
	p := prose{cutter: k.cutter, line: true, cut: k.cutKeyed, added: func() { k.layout = append(k.layout, keyPlace{}) }}
	return p.read(from)
}

// lineParser makes fields of lines.
type lineParser interface {
	// line takes the line text[from:to], without its end.
	line(from, to int)
	// open says where a value begins that may go on in the next line; negative where none does.
	open() int
	// flush ends such a value.
	flush()
}

// readLines gives all lines to p.
func (k *keyed) readLines(p lineParser) error {
	for at, need := 0, k.size; ; {
		k.fill(k.own + need)
		t := k.text()
		n := bytes.IndexByte(t[at:], '\n')
		switch {
		case n < 0 && k.eof:
			n = len(t) - at
		case n < 0 && len(t)-at > maxKeyLine:
			p.flush()
			if at > k.own {
				if err := k.cutKeyed(at, at, at); err != nil {
					return err
				}
				at = 0
			}
			end, err := k.textLine(at)
			if err != nil {
				return err
			}
			at, need = end, end-k.own+k.size
			if at < len(k.text()) {
				at++
			}
			continue
		case n < 0:
			if p.open() < 0 && at > k.own {
				if err := k.cutKeyed(at, at, at); err != nil {
					return err
				}
				at, need = 0, k.size
			} else {
				need = max(2*need, len(t)-k.own+1)
			}
			continue
		}
		end := at + n
		if n > maxKeyLine {
			// Only what is read at once with its end is that long: as above.
			p.flush()
			k.addText(at, end)
		} else if end > at && t[end-1] == '\r' {
			p.line(at, end-1)
		} else {
			p.line(at, end)
		}
		if open := p.open(); open >= 0 && end-open > maxKeyValue {
			p.flush()
		}
		if at = end + 1; at > len(t) {
			p.flush()
			return k.cutKeyed(len(t), len(t), len(t))
		}
		if p.open() < 0 && at-k.own >= k.size {
			if err := k.cutKeyed(at, at, at); err != nil {
				return err
			}
			at, need = 0, k.size
		}
	}
}

// addText adds text that has no name.
func (k *keyed) addText(from, to int) {
	if to > from {
		k.b.field(from, to)
		k.layout = append(k.layout, keyPlace{})
	}
}

// openValue is a value that may go on in the next line.
type openValue struct {
	from, to int // in the block
	is       bool
	place    keyPlace
}

func (v *openValue) start() int {
	if v.is {
		return v.from
	}
	return -1
}

// keyLevel is a key and where its value stands; without a path where lines say that better.
type keyLevel struct {
	node *nameNode
	path *text.Path
}

// under is the level of key in l. hint is what says more of it, a comment: it counts as a name around the key.
func (k *keyed) under(l keyLevel, hint, key []byte) keyLevel {
	inner := k.named(l, hint, key)
	inner.path = &text.Path{Parent: l.path, Name: &inner.node.name}
	return inner
}

// named is under without the path.
func (k *keyed) named(l keyLevel, hint, key []byte) keyLevel {
	node := l.node
	if node == nil {
		node = &k.names.root
	}
	if len(hint) > 0 && len(hint) <= maxHint {
		node = k.names.under(node, nil, hint)
	}
	return keyLevel{node: k.names.under(node, nil, key)}
}

func (l keyLevel) place() keyPlace {
	if l.node == nil {
		return keyPlace{path: l.path}
	}
	name := &l.node.name
	if name.Text == "" && name.Parent == nil {
		name = nil
	}
	return keyPlace{name: name, path: l.path}
}

// beside is the place of a comment that stands behind a value.
func (p keyPlace) beside() keyPlace { return keyPlace{name: p.name} }

func (l keyLevel) key() keyPlace { return keyPlace{path: l.path, isKey: true} }

// trimSpan leaves out the white space at both ends.
func trimSpan(t []byte, from, to int) (int, int) {
	for from < to && isGap(t[from]) {
		from++
	}
	for from < to && isGap(t[to-1]) {
		to--
	}
	return from, to
}

func isGap(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }
