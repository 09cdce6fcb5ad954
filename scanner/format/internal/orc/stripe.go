package orc

import (
	"context"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Kinds of streams (enum Stream.Kind); the others are indexes.
const (
	streamPresent = iota
	streamData
	streamLength
	streamDictionary
	streamCount
	streamSecondary
	streamKinds
)

// Encodings of columns (enum ColumnEncoding.Kind).
const (
	encodingDirect = iota
	encodingDictionary
	encodingDirectV2
	encodingDictionaryV2
	encodings
)

// stripe is what the footer of a stripe says, and the state of a pass over it.
type stripe struct {
	f         *File
	streams   [][streamKinds]extent // by column
	encodings []encoding            // by column
	zone      string
	held      int
	ahead     func(length int64) int // bytes to read ahead in a stream of a length
}

type extent struct{ at, n int64 }

type encoding struct {
	kind  uint64
	words uint64 // of the dictionary
}

func (s *stripe) length(c *column) (n int64, streams int) {
	for _, e := range s.streams[c.id] {
		if e.n > 0 {
			n += e.n
			streams++
		}
	}
	for _, child := range c.children {
		more, moreStreams := s.length(child)
		n, streams = n+more, streams+moreStreams
	}
	return n, streams
}

// parse reads the footer. The streams lie one behind the other from offset on, and end before end.
func (s *stripe) parse(footer []byte, offset, end int64) error {
	columns := len(s.f.tail.types)
	s.streams, s.encodings = make([][streamKinds]extent, columns), make([]encoding, 0, min(columns, len(footer)))
	at, count := offset, 0
	return eachField(footer, func(num protowire.Number, _ uint64, b []byte) error {
		switch num {
		case 1:
			if count++; count > maxStreams {
				return overLimit("more than %d streams in a stripe", maxStreams)
			}
			var kind, column, length uint64
			if err := eachField(b, func(num protowire.Number, v uint64, _ []byte) error {
				switch num {
				case 1:
					kind = v
				case 2:
					column = v
				case 3:
					length = v
				}
				return nil
			}); err != nil {
				return err
			}
			if length > uint64(end-at) {
				return malformed("stream lies outside its stripe")
			}
			if kind < streamKinds && column < uint64(columns) {
				s.streams[column][kind] = extent{at, int64(length)}
			}
			at += int64(length)
		case 2:
			var e encoding
			if err := eachField(b, func(num protowire.Number, v uint64, _ []byte) error {
				switch num {
				case 1:
					e.kind = v
				case 2:
					e.words = v
				}
				return nil
			}); err != nil {
				return err
			}
			if len(s.encodings) < columns {
				s.encodings = append(s.encodings, e)
			}
		case 3:
			s.zone = string(b)
		}
		return nil
	})
}

// readStripe hands over the records of a stripe, the first of which is number first.
func (f *File) readStripe(ctx context.Context, info *stripeInfo, first int64, v Visitor) error {
	if !f.root.readable || info.rows == 0 {
		return nil
	}
	data := info.offset + info.index + info.data
	footer, err := f.unpackTail(data, info.footer)
	if err != nil {
		return err
	}
	s := &stripe{f: f}
	if err := s.parse(footer, info.offset, data); err != nil {
		return err
	}
	if len(s.encodings) < len(f.tail.types) {
		return malformed("stripe has too few columns")
	}
	columns := []*column{f.root}
	if f.root.kind == structure {
		columns = slices.DeleteFunc(slices.Clone(f.root.children), func(c *column) bool { return !c.readable })
	}
	for len(columns) > 0 {
		pass := s.pass(columns)
		columns = columns[len(pass):]
		if err := s.read(ctx, pass, info.rows, first, v); err != nil {
			return err
		}
	}
	return nil
}

// pass takes as many of the columns, one at least, as can be read side by side, and shares out what is read ahead.
func (s *stripe) pass(columns []*column) []*column {
	const perStream = 16 << 10 // of run-length decoders and the like
	var memory, length int64
	n := 0
	for _, c := range columns {
		bytes, streams := s.length(c)
		unpacked := min(bytes*typicalRatio, int64(streams)*s.f.tail.chunk)
		memory += unpacked + int64(streams)*(perStream+minAhead)
		if n > 0 && memory > passMemory {
			break
		}
		length += bytes
		n++
	}
	s.ahead = func(stream int64) int {
		if length <= readAhead {
			return int(stream)
		}
		return int(min(stream, max(minAhead, int64(float64(stream)/float64(length)*readAhead))))
	}
	s.held = 0
	return columns[:n]
}

// typicalRatio is how much a packed byte is expected to unpack to, in estimates of memory.
const typicalRatio = 20

// read hands over the rows of some columns.
func (s *stripe) read(ctx context.Context, columns []*column, rows, first int64, v Visitor) error {
	d := &decoder{ctx: ctx, stripe: s, visitor: v, text: make([]byte, 0, 128)}
	place := Place{Role: Member}
	if s.f.root.kind != structure {
		place.Role = Root
	}
	open := make([]reader, 0, len(columns))
	var present *bitRuns // of the root
	if s.f.root.kind == structure {
		if e := s.streams[s.f.root.id][streamPresent]; e.n > 0 {
			present = &bitRuns{bytes: byteRuns{s: s.open(e)}}
		}
	}
	for _, c := range columns {
		r, err := d.open(c)
		if err != nil {
			v.Problem(source.AsProblem(err, source.MalformedFile))
			continue
		}
		open = append(open, r)
	}
	for row := range rows {
		if len(open) == 0 {
			return nil
		}
		if present != nil {
			if err := d.count(); err != nil {
				return err
			}
			if there, err := present.next(); err != nil {
				return err
			} else if !there {
				continue
			}
		}
		if err := v.Record(first + row); err != nil {
			return err
		}
		failed := false
		for i := range open {
			place.Name, place.Column = open[i].column.name, open[i].column.id
			err := open[i].next(d, place)
			switch {
			case err == nil:
				continue
			case !isDamage(err):
				return err
			}
			v.Problem(source.AsProblem(err, source.MalformedFile))
			open[i].column, failed = nil, true
		}
		if failed {
			open = slices.DeleteFunc(open, func(r reader) bool { return r.column == nil })
		}
	}
	return nil
}

// open starts a stream.
func (s *stripe) open(e extent) *stream {
	return &stream{f: s.f, at: e.at, end: e.at + e.n, ahead: s.ahead(e.n), held: &s.held}
}
