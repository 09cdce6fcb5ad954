package format

import (
	"bytes"
	"context"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// jsonFormat is JSON (https://www.rfc-editor.org/rfc/rfc8259): one document, several in a row, or one a line. Strings may hold raw
// control characters and escapes that JSON does not have.
var jsonFormat = Format{
	Name:       "json",
	Title:      "JSON and JSON Lines",
	MIME:       "application/json",
	Extensions: jsonExtensions,
	Places:     "record, line",
	Tables:     ByName,
	Match:      matchJSON,
	Read:       readJSON,
}

var jsonExtensions = []string{".json", ".jsonl", ".ndjson", ".geojson"}

// The margins of a string with escapes: six bytes may stand for one.
const (
	stringMarginBefore = 6 * MarginBefore
	stringMarginAfter  = 6 * MarginAfter
)

// jsonReader cuts JSON into blocks between any two tokens, JSON Lines after lines; a string that is larger than a block is cut
// anywhere. What is no JSON is read as text.
type jsonReader struct {
	*cutter
	p      jsonParser
	failed bool // it was noted that something is no JSON
}

func readJSON(ctx context.Context, in *Input, sink Sink) error {
	c, head := newCutter(ctx, in, sink)
	r := &jsonReader{cutter: c}
	r.p.lines = isJSONLines(head, in.Name, len(in.Head) < HeadSize)
	r.p.begin(c.b)
	var end int
	var err error
	if r.p.lines {
		end, err = r.readLines()
	} else {
		end, err = r.stream(0, false)
	}
	if err == nil {
		err = r.cutJSON(end, end, end)
	}
	if r.p.tooDeep {
		sink.Problem(source.Problemf(source.JSONNestingLevelOverLimit, "more than %d levels", MaxJSONDepth))
	}
	return c.close(err)
}

// cutJSON cuts and prepares the next block.
func (r *jsonReader) cutJSON(end, raw, keep int) error {
	if err := r.cut(&r.b.nested, end, raw, keep); err != nil {
		return err
	}
	r.p.begin(r.b)
	return nil
}

// fail notes, once, that what stands at position at is no JSON.
func (r *jsonReader) fail(at int) {
	if !r.failed {
		r.failed = true
		line, _ := advance(r.text()[r.own:at], r.line, r.chars)
		r.sink.Problem(source.Problemf(source.UnableToParseFile, "malformed JSON in line %d, scanned as text", line))
	}
}

func (r *jsonReader) addText() {
	r.b.nested.leaves = append(r.b.nested.leaves, leaf{box: noBox, role: isText})
}

// stream reads JSON from position i of the block on to the end of the input, or of the line. It returns where in the block
// that is.
func (r *jsonReader) stream(i int, line bool) (end int, err error) {
	for need := i - r.own + r.size; ; {
		r.fill(r.own + need)
		t := r.text()
		n, last := r.limit(i, line)
		at, stop := r.p.parse(t[:n], i, last)
		switch {
		case stop == stopBad || last && r.p.state != wantRoot:
			r.fail(at)
			r.p.reset()
			p := prose{cutter: r.cutter, line: line, added: r.addText, cut: r.cutJSON}
			return p.read(at)
		case last:
			return n, nil
		case at > r.own:
			err = r.cutJSON(at, at, at)
			i, need = 0, r.size
		case need < r.size+stringMarginAfter:
			i, need = at, r.size+stringMarginAfter
		default:
			i, err = r.longString(line)
			need = i - r.own + r.size
		}
		if err != nil {
			return 0, err
		}
	}
}

// limit is how far the text in the block goes that may be looked at from position i on, and whether no more of it follows.
func (r *jsonReader) limit(i int, line bool) (n int, last bool) {
	t := r.text()
	if line {
		if k := bytes.IndexByte(t[i:], '\n'); k >= 0 {
			return i + k, true
		}
	}
	return len(t), r.eof
}

// longString hands over a string that is larger than a block and stands first in the block at hand, all but its last piece. It
// returns where in the block the string ends.
func (r *jsonReader) longString(line bool) (end int, err error) {
	key := r.p.state == wantKey || r.p.state == wantFirstKey
	from := r.own + 1
	for first := true; ; first = false {
		own := r.own + r.size
		r.fill(own + stringMarginAfter)
		n, last := r.limit(from, line)
		t := r.text()[:n]
		end, escaped, closed := findStringEnd(t, from, last)
		if !closed && !last {
			end = runeEdge(t, end)
		}
		switch {
		case key && first:
			r.p.key(t, from, end, escaped)
		case key && end > from:
			r.p.field(from, end, escaped)
			r.p.keyLeaf()
		case !key:
			r.p.value(from, end, escaped)
		}
		switch {
		case closed && key:
			r.p.state = wantColon
			return end + 1, nil
		case closed:
			r.p.valueDone()
			return end + 1, nil
		case last:
			// The caller meets the end of the text inside a value.
			r.p.state = wantComma
			return end, nil
		}
		keep := from
		if at := own - stringMarginBefore; at > from {
			keep, _, _ = findStringEnd(t[:at], from, false)
			keep = runeEdge(t, keep)
		}
		if err := r.cutJSON(own, end, keep); err != nil {
			return 0, err
		}
		from = 0
	}
}

// readLines reads JSON Lines. A line that is no JSON is one field of text.
func (r *jsonReader) readLines() (end int, err error) {
	for i, need := 0, r.size; ; {
		r.fill(r.own + need)
		t := r.text()
		k := bytes.IndexByte(t[i:], '\n')
		if k < 0 && !r.eof && len(t)-i <= MaxJSONLine {
			if need *= 2; i > r.own {
				if err := r.cutJSON(i, i, i); err != nil {
					return 0, err
				}
				i, need = 0, r.size
			}
			continue
		}
		if k < 0 {
			k = len(t) - i
		}
		if k <= MaxJSONLine {
			r.readLine(i, i+k)
			i += k
		} else if i, err = r.stream(i, true); err != nil {
			return 0, err
		}
		if i == len(r.text()) && r.eof {
			return i, nil
		}
		i++
		r.p.next()
		need = max(r.size, i-r.own)
	}
}

// readLine reads the line that is t[from:to] as JSON or, where it is none, as text.
func (r *jsonReader) readLine(from, to int) {
	mark, deep := r.b.mark(), r.p.tooDeep
	_, stop := r.p.parse(r.text()[:to], from, true)
	if stop == stopMore && r.p.state == wantRoot {
		return
	}
	r.fail(from)
	r.p.reset()
	r.p.tooDeep = deep
	r.b.rollback(mark)
	if to > from && r.text()[to-1] == '\r' {
		to--
	}
	r.b.field(from, to)
	r.addText()
}
