package format

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
)

const (
	// maxStyles is how many styles of cells a workbook may have: Excel ends at 65,490.
	maxStyles = 1 << 16
	// maxFormatCode is the longest code of a number format in bytes: Excel ends at 255 characters.
	maxFormatCode = 1 << 10
)

// numberFormat says how the numbers of a style are shown, as far as that says more than the raw number: as dates, or with zeros in
// front and separators. The zero value shows them raw.
type numberFormat struct {
	date  bool
	masks []numberMask
}

// numberMask is a section of a number format that is for some numbers: 000-00-0000.
type numberMask struct {
	applies func(n float64) bool
	// code is what is shown: 0 and # stand for digits and every other byte for itself.
	code []maskByte
}

type maskByte struct {
	c     byte
	digit bool
}

// styleReader collects the number formats of a workbook's styles.
type styleReader struct {
	codes   map[int]string // of number formats that are not built in
	formats map[int]numberFormat
	styles  []numberFormat
}

func newStyleReader() *styleReader {
	return &styleReader{codes: map[int]string{}, formats: map[int]numberFormat{}}
}

// code notes a number format.
func (r *styleReader) code(id int, code string) {
	if len(r.codes) < maxStyles && len(code) <= maxFormatCode {
		r.codes[id] = code
	}
}

// style adds a style, which has that number format.
func (r *styleReader) style(id int) {
	if len(r.styles) == maxStyles {
		return
	}
	f, known := r.formats[id]
	if !known {
		if code, custom := r.codes[id]; custom {
			f = parseFormat(code)
		} else {
			f.date = builtInDate(id)
		}
		r.formats[id] = f
	}
	r.styles = append(r.styles, f)
}

// readStyles reads the part with the styles (ECMA-376-1 18.8).
func (w *workbook) readStyles(s *xmltext.Scanner) error {
	r := newStyleReader()
	defer func() { w.formats = r.styles }()
	cells := false
	for {
		token, err := s.Next()
		if err != nil {
			return notEOF(err)
		}
		name := string(s.Name())
		switch {
		case name == "cellXfs":
			cells = token == xmltext.Start
		case token != xmltext.Start:
		case name == "numFmt", name == "xf" && cells:
			v, _ := s.Attr("numFmtId")
			id, _ := wholeNumber(v)
			if name == "xf" {
				r.style(id)
			} else {
				code, _ := s.Attr("formatCode")
				r.code(id, string(code))
			}
		}
	}
}

// builtInDate says whether a built-in number format shows a date (ECMA-376-1 18.8.30); 27 to 36 and 50 to 58 do in East Asia.
func builtInDate(id int) bool {
	return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58
}

// parseFormat reads the code of a number format (ECMA-376-1 18.8.31).
func parseFormat(code string) (f numberFormat) {
	if bare := bareFormat(code); strings.ContainsAny(bare, "yd") {
		return numberFormat{date: true}
	}
	for _, section := range splitSections(code) {
		m, ok := parseMask(section)
		if !ok {
			return f
		}
		if f.masks = append(f.masks, m); m.applies == nil {
			return f // what follows is for negative numbers
		}
	}
	return f
}

// splitSections cuts a code at the semicolons that are not quoted.
func splitSections(code string) (sections []string) {
	start, quoted := 0, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\':
			i++
		case c == ';':
			sections = append(sections, code[start:i])
			start = i + 1
		}
	}
	return append(sections, code[start:])
}

// parseMask reads a section that shows whole numbers digit by digit; not ok where it does not, or shows nothing but the digits.
func parseMask(section string) (m numberMask, ok bool) {
	var zeros, digits, inside int
	for i := 0; i < len(section); i++ {
		c := section[i]
		switch c {
		case '[':
			n := strings.IndexByte(section[i:], ']')
			if n < 0 {
				return m, false
			}
			if when := parseCondition(section[i+1 : i+n]); when != nil {
				m.applies = when
			}
			i += n
			continue
		case '"':
			n := strings.IndexByte(section[i+1:], '"')
			if n < 0 {
				return m, false
			}
			for _, q := range []byte(section[i+1 : i+1+n]) {
				m.code = append(m.code, maskByte{c: q})
			}
			i += n + 1
			continue
		case '\\':
			if i++; i < len(section) {
				m.code = append(m.code, maskByte{c: section[i]})
			}
		case '_', '*':
			i++
			continue
		case '0', '#', '?':
			if digits > 0 && !m.code[len(m.code)-1].digit {
				inside++
			}
			digits++
			if c == '0' {
				zeros++
			}
			m.code = append(m.code, maskByte{c: c, digit: true})
		case '.', ',', '%', '/', '@', 'E', 'e', 'G', 'g', 'h', 'H', 'm', 'M', 's', 'S':
			return m, false
		default:
			m.code = append(m.code, maskByte{c: c})
		}
	}
	return m, digits > 0 && (zeros > 1 || inside > 0)
}

// parseCondition reads what stands in brackets: for which numbers a section is; nil where it is not a condition.
func parseCondition(s string) func(float64) bool {
	op := strings.TrimRight(s, "0123456789.")
	limit, err := strconv.ParseFloat(s[len(op):], 64)
	if err != nil {
		return nil
	}
	switch op {
	case "<":
		return func(n float64) bool { return n < limit }
	case "<=":
		return func(n float64) bool { return n <= limit }
	case ">":
		return func(n float64) bool { return n > limit }
	case ">=":
		return func(n float64) bool { return n >= limit }
	}
	return nil
}

// bareFormat is a number format in lower case without what is not part of the number: quoted text, brackets, escaped characters.
func bareFormat(code string) string {
	var b strings.Builder
	var until rune
	skip := false
	for _, r := range strings.ToLower(code) {
		switch {
		case skip:
			skip = false
		case until != 0:
			if r == until {
				until = 0
			}
		case r == '"':
			until = '"'
		case r == '[':
			until = ']'
		case r == '\\' || r == '_' || r == '*':
			skip = true
		default:
			b.WriteRune(r)
		}
	}
	if code := b.String(); code != "general" {
		return code
	}
	return ""
}

// append appends what a cell of that format says, given its raw number: a date as yyyy-mm-dd, whatever the workbook shows, for a detector
// cannot tell 3/4/90 from 4/3/90; a number with its zeros and separators, or written out in full.
func (f *numberFormat) append(dst, raw []byte, mac bool) []byte {
	if f.date {
		if n, err := strconv.ParseFloat(string(raw), 64); err == nil {
			if date, ok := dateOf(n, mac); ok {
				return date.AppendFormat(dst, time.DateOnly)
			}
		}
		return append(dst, raw...)
	}
	if f.masks != nil {
		if shown := f.show(dst, raw); shown != nil {
			return shown
		}
	}
	return appendNumber(dst, raw)
}

// show appends the number as it is shown; nil where it is not whole, or no section is for it.
func (f *numberFormat) show(dst, raw []byte) []byte {
	n, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || n < 0 || n != float64(int64(n)) || n > exactFloat {
		return nil
	}
	for i := range f.masks {
		m := &f.masks[i]
		if m.applies == nil || m.applies(n) {
			return m.append(dst, strconv.FormatInt(int64(n), 10))
		}
	}
	return nil
}

// append appends digits as the mask shows them: from right to left, those that are left over in front of the first.
func (m *numberMask) append(dst []byte, digits string) []byte {
	shown := make([]byte, 0, len(m.code)+len(digits))
	places := 0
	for _, c := range m.code {
		if c.digit {
			places++
		}
	}
	for i := len(m.code) - 1; i >= 0; i-- {
		c := m.code[i]
		if !c.digit {
			shown = append(shown, c.c)
			continue
		}
		places--
		switch {
		case digits != "":
			shown = append(shown, digits[len(digits)-1])
			digits = digits[:len(digits)-1]
		case c.c == '0':
			shown = append(shown, '0')
		}
		for ; places == 0 && digits != ""; digits = digits[:len(digits)-1] {
			shown = append(shown, digits[len(digits)-1])
		}
	}
	for i := len(shown) - 1; i >= 0; i-- {
		dst = append(dst, shown[i])
	}
	return dst
}

// dateOf is the day that a number stands for; not ok where Excel shows none.
func dateOf(n float64, mac bool) (time.Time, bool) {
	const (
		last    = 2958465 // 9999-12-31
		leapDay = 60      // 1900-02-29, which was no day
		macDays = 1462
	)
	if mac {
		n += macDays
	}
	if n < 1 || n >= last+1 {
		return time.Time{}, false
	}
	days := int(n)
	if days < leapDay {
		days++
	}
	return time.Date(1899, 12, 30+days, 0, 0, 0, 0, time.UTC), true
}

// exactFloat is where a float is no longer every whole number.
const exactFloat = 1 << 53

// appendNumber writes a number that a writer kept as 4.539148803436467E15 or 2025550123.0 as a person would. Other texts stay.
func appendNumber(dst, s []byte) []byte {
	const shortest = 6 // digits before ".0": what is shorter may be a version
	if n, found := bytes.CutSuffix(s, []byte(".0")); found && len(n) >= shortest && allDigits(n) {
		return append(dst, n...)
	}
	if len(s) < 5 || s[1] != '.' || !bytes.ContainsAny(s, "eE") {
		return append(dst, s...)
	}
	n, err := strconv.ParseFloat(string(s), 64)
	if err != nil || n != float64(int64(n)) || n < 0 || n > exactFloat {
		return append(dst, s...)
	}
	return strconv.AppendInt(dst, int64(n), 10)
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}
