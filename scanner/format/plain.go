package format

import (
	"bytes"
	"context"
)

// textFormat is text without a structure that we read: prose, logs, source code, markup. Identify gives it the MIME type of
// its kind.
var textFormat = Format{
	Name:       "text",
	Title:      "Plain text",
	MIME:       "text/plain",
	Extensions: []string{".txt", ".log", ".md", ".html", ".xml", ".yaml"},
	Places:     "line",
	Read:       readPlain,
}

// readPlain hands the text over as one field without a name, in blocks of whole lines with margins around them.
func readPlain(ctx context.Context, in *Input, sink Sink) error {
	c, _ := newCutter(ctx, in, sink)
	p := prose{cutter: c}
	end, err := p.read(0)
	if err == nil {
		err = c.cut(nil, end, end, end)
	}
	return c.close(err)
}

// prose reads text of any length as one field.
type prose struct {
	*cutter
	line bool // the text ends with the line
	// added is called when the field was added to a block; next before the block is cut.
	added func()
	cut   func(end, raw, keep int) error
}

// read hands over the text from position from of the block on, all but its last piece, which is added as a field to the block at
// hand. It returns where in the block the text ends.
func (p *prose) read(from int) (end int, err error) {
	cut := p.cut
	if cut == nil {
		cut = func(end, raw, keep int) error { return p.cutter.cut(nil, end, raw, keep) }
	}
	for at := from; ; {
		p.fill(at + p.size + MarginAfter)
		t := p.text()
		end, last := len(t), p.eof
		if p.line {
			if i := bytes.IndexByte(t[at:], '\n'); i >= 0 {
				end, last = at+i, true
			}
		}
		if !last {
			end = runeEdge(t, end)
		}
		if end > from {
			p.b.field(from, end)
			if p.added != nil {
				p.added()
			}
		}
		if last {
			return end, nil
		}
		own := at + p.size
		if i := bytes.LastIndexByte(t[at:own], '\n'); i >= 0 {
			own = at + i + 1
		} else if i := runeEdge(t, own); i > at {
			own = i
		}
		keep := runeEdge(t, max(from, own-MarginBefore))
		if err := cut(own, end, keep); err != nil {
			return 0, err
		}
		from, at = 0, own-keep
	}
}
