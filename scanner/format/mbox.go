package format

import (
	"bytes"
	"context"

	"github.com/pii-scan/pii-scan/text"
)

// mboxFormat reads mailboxes in which each message begins with a From line (RFC 4155), one message after the other. Each message is
// a record, counted from 0, with its headers by name and its text at the root; its files are members.
var mboxFormat = Format{
	Name:       "mbox",
	Title:      "Mailbox",
	MIME:       "application/mbox",
	Extensions: []string{".mbox", ".mbx"},
	Places:     "record",
	Tables:     ByName,
	Match: func(h *Head) bool {
		line, rest, _ := bytes.Cut(h.Bytes, newline)
		if !isFromLine(line) {
			return false
		}
		known, sure, _ := countHeaders(rest)
		return known > 0 || sure > 0
	},
	Read: deeper(readMbox),
}

var mboxFrom = []byte("From ")

// isFromLine says whether a line begins a message: it ends with a date, of which the time and the year are looked for.
func isFromLine(line []byte) bool {
	rest, found := bytes.CutPrefix(line, mboxFrom)
	if !found || len(rest) > MaxName {
		return false
	}
	colon, year := false, false
	for i, c := range rest {
		digit := i > 0 && i+1 < len(rest) && rest[i-1] >= '0' && rest[i-1] <= '9' && rest[i+1] >= '0' && rest[i+1] <= '9'
		colon = colon || c == ':' && digit
		year = year || i+4 <= len(rest) && (bytes.HasPrefix(rest[i:], []byte("19")) || bytes.HasPrefix(rest[i:], []byte("20"))) && allDigits(rest[i:i+4])
	}
	return colon && year
}

func readMbox(ctx context.Context, in *Input, sink Sink) error {
	lines := newMailLines(ctx, in.Body)
	lines.mbox = true
	lines.skip() // to the first message
	records := &recordSink{Sink: sink}
	r := newMailReader(ctx, in, records, lines)
	for ; lines.err == nil && !lines.last; records.record++ {
		lines.resume()
		sender, _, _ := bytes.Cut(bytes.TrimPrefix(lines.from, mboxFrom), []byte(" "))
		if err := r.add(lines.number, sender, place{name: r.names.of("From")}); err != nil {
			return err
		}
		r.folder = records.record + 1
		if err := r.message(0); err != nil || r.spent {
			return err
		}
		if err := r.out.flush(); err != nil {
			return err
		}
	}
	return lines.err
}

// recordSink says of all segments that they are of the record at hand.
type recordSink struct {
	Sink
	record int64
}

func (s *recordSink) Segment(seg *text.Segment) error {
	seg.Layout = recordLayout{seg.Layout, s.record}
	return s.Sink.Segment(seg)
}

type recordLayout struct {
	text.Layout
	record int64
}

func (l recordLayout) Field(i int) text.Field {
	f := l.Layout.Field(i)
	f.Nested, f.Record = true, l.record
	f.Path = f.Name.Path()
	return f
}
