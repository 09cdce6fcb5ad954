// Package text is the vocabulary the rooms of pii-scan share: a Segment is a piece of an object's text, cut into
// fields, with a way to ask what a field is called and where it stands.
//
// A format reader makes segments, the detection engine scans them, classify asks for the places of what was found.
// The package holds no knowledge of formats or detectors and imports nothing of the project.
package text

import (
	"bytes"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Span is a half-open range of bytes in a segment's Text.
type Span struct{ Start, End int32 }

// Len is the number of bytes in the span.
func (s Span) Len() int { return int(s.End - s.Start) }

// Name is what a field is called: a column's header, an element's key. Parent is the name of the element around it,
// nil at the top. Array elements carry the name of their array. Names are immutable, shared by the segments of an
// object, and one name is one pointer, so that what follows from a name is worked out once.
type Name struct {
	Text   string
	Parent *Name
}

// Path is the way that the names tell, without the elements of arrays on it.
func (n *Name) Path() *Path {
	if n == nil {
		return nil
	}
	return &Path{Parent: n.Parent.Path(), Name: n}
}

// Path is the way to a value in a nested record, from the root (nil) down. An element of an array has no Name of its
// own and an Index from 0.
type Path struct {
	Parent *Path
	Name   *Name // nil for an element of an array
	Index  int
}

// Field says what a field is called and where it stands. Numbers that a format does not have stay zero.
type Field struct {
	Name *Name // nil when it has none
	// IsName marks text that is itself a name: a header cell, an object's key.
	IsName bool
	Row    int64  // 1-based; the header is row 1
	Column int    // 1-based
	Sheet  string // with Row and Column: the sheet (or table) it stands in
	Page   int    // 1-based
	Nested bool   // Record and Path are meant
	Record int64  // 0-based: the record, or the line of a JSON Lines file
	Path   *Path  // the field itself, nil for the record's root
}

// Layout tells of the fields of one segment.
type Layout interface {
	// Field is for the few fields in which something is found: it may make the way to the field.
	Field(i int) Field
	// Name is Field(i).Name. It is asked for wherever a name could matter and must be cheap.
	Name(i int) *Name
}

// A Copy says that Text[At.Start:At.End] is a decoded copy of what stands at Raw in the same Text: a cell whose doubled
// quotes, a string whose escapes were undone. Steps maps it back. Between two copies stands at least one byte (a line feed),
// so that a position belongs to one copy.
type Copy struct {
	At    Span
	Raw   int32
	Steps []Step
}

// Step says that from byte Decoded of a copy on, bytes stand Raw bytes behind the start of the original.
type Step struct{ Decoded, Raw int32 }

// Segment is a block of text and the fields in it. It belongs to whoever holds it until Release.
//
// Fields are disjoint and in the order of their places in the file. A match never crosses the border of a field, and a
// border counts as the edge of a word. A field that is larger than a block is handed over in several segments: each has the
// neighbouring text as a margin inside its field, and owns the matches that start in Own.
type Segment struct {
	Text   []byte // UTF-8; may hold invalid sequences
	Fields []Span
	Layout Layout // nil: the fields have no names and are lines of plain text
	Own    Span   // matches that start in here are this segment's; copies count as where they were copied from

	// Raw is how much of Text stands so in the object; what follows are the decoded copies, in Copies, in order.
	Raw    int32
	Copies []Copy

	Base  int64 // offset in the file of Text[0]; negative where offsets mean nothing (decoded, unpacked)
	Order int64 // offset of Text[0] in the object's decoded text: rises from segment to segment, whatever the format
	Line  int64 // 1-based line in which Text[Own.Start] stands; 0 where lines mean nothing
	Chars int64 // characters before Text[Own.Start] in that line

	free func(*Segment)
}

// OnRelease sets what Release does, for readers that use their buffers again.
func (s *Segment) OnRelease(free func(*Segment)) { s.free = free }

// Release hands the segment back to its maker. The segment, its text and its layout must not be used afterwards.
func (s *Segment) Release() {
	if s.free != nil {
		s.free(s)
	}
}

// Raw position of a byte: where in Text[:Raw] the byte at pos stands, or was copied from.
func (s *Segment) RawPos(pos int32) int32 {
	if pos < s.Raw || len(s.Copies) == 0 {
		return pos
	}
	i := sort.Search(len(s.Copies), func(i int) bool { return s.Copies[i].At.End >= pos })
	if i == len(s.Copies) {
		return s.Raw
	}
	c := s.Copies[i]
	d := pos - c.At.Start
	j := sort.Search(len(c.Steps), func(j int) bool { return c.Steps[j].Decoded > d })
	if j == 0 {
		return c.Raw + d
	}
	st := c.Steps[j-1]
	return c.Raw + st.Raw + d - st.Decoded
}

// Location is the place of a match in an object. Numbers that do not apply are zero, Start and Record -1.
type Location struct {
	Start, End  int64 // byte offsets in the file, End exclusive
	Line        int64 // 1-based
	EndLine     int64
	StartColumn int64 // 1-based, in characters
	Field       Field
}

// A Locator finds the places of spans in one segment. Spans must be asked for in the order of their raw positions; the
// whole walk costs one pass over the text.
type Locator struct {
	seg   *Segment
	at    int32
	line  int64
	chars int64
}

// Locate starts a locator at the segment's own part.
func (s *Segment) Locate() *Locator {
	return &Locator{seg: s, at: s.Own.Start, line: s.Line, chars: s.Chars}
}

// Place is the location of span, which lies in field i.
func (l *Locator) Place(i int, span Span) Location {
	s := l.seg
	loc := Location{Start: -1, End: -1, Field: s.FieldAt(i)}
	from, to := s.RawPos(span.Start), s.RawPos(span.End)
	if s.Base >= 0 {
		loc.Start, loc.End = s.Base+int64(from), s.Base+int64(to)
	}
	if s.Line > 0 {
		l.advance(from)
		loc.Line, loc.StartColumn = l.line, l.chars+1
		loc.EndLine = loc.Line
		for _, b := range s.Text[from:to] {
			if b == '\n' {
				loc.EndLine++
			}
		}
	}
	return loc
}

// advance moves on to raw position to, counting lines and characters; a position that lies behind starts over.
func (l *Locator) advance(to int32) {
	if to < l.at {
		l.at, l.line, l.chars = l.seg.Own.Start, l.seg.Line, l.seg.Chars
	}
	if to < l.at {
		return
	}
	b := l.seg.Text[l.at:to]
	l.line, l.chars = Advance(b, l.line, l.chars)
	l.at = to
}

// Advance counts b onto a position given as line and characters into the line. A byte that is no valid UTF-8 counts as one
// character; b may begin and end inside a character, which counts where it begins.
func Advance(b []byte, line, chars int64) (int64, int64) {
	if n := bytes.Count(b, []byte{'\n'}); n > 0 {
		line += int64(n)
		chars = 0
		b = b[bytes.LastIndexByte(b, '\n')+1:]
	}
	return line, chars + int64(countStarts(b))
}

func countStarts(b []byte) (n int) {
	for _, c := range b {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

// FieldAt tells of field i, also where the segment has no layout.
func (s *Segment) FieldAt(i int) Field {
	if s.Layout == nil {
		return Field{}
	}
	return s.Layout.Field(i)
}

// NameAt is what field i is called, also where the segment has no layout.
func (s *Segment) NameAt(i int) *Name {
	if s.Layout == nil {
		return nil
	}
	return s.Layout.Name(i)
}

// JSONPath writes the path as Macie does: $.a.b[2], odd names as ['name'], and both cut from the front where they are too
// long (a name at 240 characters, the path at 250). rename is asked for each name's text first; it hides what is sensitive.
func (p *Path) JSONPath(rename func(string) string) string {
	const maxName, maxPath = 240, 250
	var parts []string
	for ; p != nil; p = p.Parent {
		if p.Name == nil {
			parts = append(parts, "["+strconv.Itoa(p.Index)+"]")
			continue
		}
		name := p.Name.Text
		if rename != nil {
			name = rename(name)
		}
		if r := []rune(name); len(r) > maxName {
			name = "..." + string(r[len(r)-maxName:])
		}
		if plainKey(name) {
			parts = append(parts, "."+name)
		} else {
			parts = append(parts, "['"+strings.ReplaceAll(strings.ReplaceAll(name, `\`, `\\`), "'", `\'`)+"']")
		}
	}
	n := 1
	for i, part := range parts { // innermost first
		if n += utf8.RuneCountInString(part); n > maxPath {
			parts = append(parts[:i], "[...]")
			break
		}
	}
	var b strings.Builder
	b.WriteByte('$')
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteString(parts[i])
	}
	return b.String()
}

func plainKey(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || i > 0 && (c >= '0' && c <= '9' || c == '-')) {
			return false
		}
	}
	return s != ""
}

// CellReference is a cell's name in a spreadsheet: Sheet2!C5.
func CellReference(sheet string, row int64, column int) string {
	var col []byte
	for c := column; c > 0; c = (c - 1) / 26 {
		col = append([]byte{byte('A' + (c-1)%26)}, col...)
	}
	ref := string(col) + strconv.FormatInt(row, 10)
	if sheet != "" {
		ref = sheet + "!" + ref
	}
	return ref
}
