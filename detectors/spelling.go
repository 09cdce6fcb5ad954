package detectors

import (
	"bytes"
	"fmt"
	"regexp"
	"regexp/syntax"
	"sync"
	"unicode/utf8"
)

// minSpelled is the fewest characters of a number that is looked for in other spellings: a shorter one would be found anywhere.
const minSpelled = 9

// separatorPattern is what may stand between the digits of a number: spaces and dashes of any width, a dot, and the break of a line.
// A tab is none: it parts columns; nor is a slash: it parts dates.
const separatorPattern = `(?:[ .\-\x{A0}\x{2009}\x{202F}\x{2010}-\x{2013}]|\r?\n)`

// spelled gives rows in which a number with a check is also found as people and scanners write it: in groups of any size
// (447-287-892), each digit apart (4 4 7 2), with another space or dash, broken at the end of a line, or with O for 0 and l or I for 1.
//
// It takes the rows of at least minSpelled digits, behind letters or not, that have a check. A number in such a spelling counts near
// a keyword only, and where it does not go on.
func spelled(rows []Detector) []Detector {
	out := make([]Detector, len(rows))
	copy(out, rows)
	for i := range out {
		d := &out[i]
		if d.Valid == nil || d.Edges != 0 || !d.KeywordRequired && d.Weigh != nil {
			continue
		}
		re, err := syntax.Parse(d.Pattern, syntax.Perl)
		if err != nil {
			continue // New says so
		}
		s := shapeOf(re)
		if !s.ok || s.letters+s.least < minSpelled || s.least < 6 || s.letters+s.most > maxNumber {
			continue
		}
		widen(d, s)
	}
	return out
}

// widen adds the other spellings: to the pattern of a row that requires a keyword, as a loose form to another.
func widen(d *Detector, s shape) {
	pattern, valid, weigh := d.Pattern, d.Valid, d.Weigh
	strict := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\A(?:` + pattern + `)\z`) })
	letters := ""
	if s.letters > 0 {
		letters = fmt.Sprintf(`[A-Z]{%d}%s?`, s.letters, separatorPattern)
	}
	loose := Detector{
		Pattern: fmt.Sprintf(`%s[\dOIl](?:%s?[\dOIl]){%d,%d}`, letters, separatorPattern, s.least-1, s.most-1),
		Valid: func(b []byte) bool {
			var buf [maxNumber]byte
			n := respell(&buf, b)
			return n != nil && !strict().Match(b) && strict().Match(n) && valid(n)
		},
		Weigh: func(v Value) float64 {
			switch {
			case goesOn(v):
				return -1
			case weigh != nil:
				return weigh(v)
			}
			return 0
		},
	}
	if !d.KeywordRequired {
		d.Loose = &loose
		return
	}
	d.Pattern += "|" + loose.Pattern
	d.Valid = func(b []byte) bool { return valid(b) && strict().Match(b) || loose.Valid(b) }
	d.Weigh = func(v Value) float64 {
		if !strict().Match(v.Bytes()) {
			return loose.Weigh(v)
		}
		if weigh != nil {
			return weigh(v)
		}
		return 0
	}
}

// shape is what a pattern's matches look like: letters, then so many digits.
type shape struct {
	letters     int // A to Z
	least, most int // digits
	ok          bool
}

// shapeOf finds the shape of a pattern; it is not ok where the pattern takes anything but letters, then digits, and separators.
func shapeOf(re *syntax.Regexp) shape {
	switch re.Op {
	case syntax.OpLiteral:
		s := shape{ok: re.Flags&syntax.FoldCase == 0}
		for _, r := range re.Rune {
			s = s.then(shapeOfRange(r, r))
		}
		return s
	case syntax.OpCharClass:
		s := shape{}
		for i := 0; i+1 < len(re.Rune); i += 2 {
			next := shapeOfRange(re.Rune[i], re.Rune[i+1])
			if i > 0 && next != s {
				return shape{}
			}
			s = next
		}
		return s
	case syntax.OpEmptyMatch:
		return shape{ok: true}
	case syntax.OpCapture:
		return shapeOf(re.Sub[0])
	case syntax.OpQuest, syntax.OpRepeat:
		s := shapeOf(re.Sub[0])
		least, most := re.Min, re.Max
		if re.Op == syntax.OpQuest {
			least, most = 0, 1
		}
		if most < 0 || s.letters > 0 && (least != most || s.most > 0 && least > 1) {
			return shape{}
		}
		s.letters, s.least, s.most = s.letters*most, s.least*least, s.most*most
		return s
	case syntax.OpConcat:
		s := shape{ok: true}
		for _, sub := range re.Sub {
			s = s.then(shapeOf(sub))
		}
		return s
	case syntax.OpAlternate:
		s := shapeOf(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			next := shapeOf(sub)
			if !next.ok || next.letters != s.letters {
				return shape{}
			}
			s.least, s.most = min(s.least, next.least), max(s.most, next.most)
		}
		return s
	}
	return shape{}
}

func (s shape) then(next shape) shape {
	if !s.ok || !next.ok || next.letters > 0 && s.most > 0 {
		return shape{}
	}
	return shape{s.letters + next.letters, s.least + next.least, s.most + next.most, true}
}

func shapeOfRange(lo, hi rune) shape {
	switch {
	case lo >= '0' && hi <= '9':
		return shape{least: 1, most: 1, ok: true}
	case lo >= 'A' && hi <= 'Z':
		return shape{letters: 1, ok: true}
	case lo >= ' ' && hi <= '/':
		return shape{ok: true}
	}
	return shape{}
}

// respell writes a number in one of the other spellings as letters and digits to buf; nil where it is in none of them, or in several
// at once.
func respell(buf *[maxNumber]byte, b []byte) []byte {
	var s spelling
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if !s.add(buf, r) {
			return nil
		}
		b = b[size:]
	}
	if !s.one() {
		return nil
	}
	return buf[:s.n]
}

// spelling is how a number is written, read from left to right.
type spelling struct {
	n         int // characters written
	digits    int
	swapped   int  // letters that stand for digits
	separator rune // between groups
	mixed     bool // more than one kind of it
	groups    int  // separators
	group     int  // characters since the last one
	short     bool // a group but the last has one character
	long      bool // a group has more than one
	broken    int  // line breaks
}

func (s *spelling) add(buf *[maxNumber]byte, r rune) bool {
	c := byte(r)
	switch {
	case r >= utf8.RuneSelf, r == ' ', r == '-', r == '.':
		s.mixed = s.mixed || s.groups > 0 && r != s.separator
		s.separator = r
		s.groups++
		s.short = s.short || s.group == 1
		s.long = s.long || s.group > 1 && s.digits > 1
		s.group = 0
		return true
	case r == '\r':
		return true
	case r == '\n':
		s.broken++
		return true
	case s.digits > 0 || r >= '0' && r <= '9' || s.n == 0 && (r == 'O' || r == 'l' || r == 'I'):
		switch c {
		case 'O':
			c, s.swapped = '0', s.swapped+1
		case 'l', 'I':
			c, s.swapped = '1', s.swapped+1
		}
		s.digits++
	}
	if s.n == maxNumber {
		return false
	}
	buf[s.n] = c
	s.n++
	s.group++
	return true
}

// one says whether the number is written in one of the other ways, and in no two of them.
func (s *spelling) one() bool {
	switch {
	case s.swapped > 0:
		return s.groups == 0 && s.broken == 0 && 2*s.swapped <= s.digits
	case s.broken > 0:
		return s.broken == 1 && s.groups == 0
	case s.groups == 0 || s.mixed:
		return false
	case s.groups >= s.digits-1:
		return !s.long // each digit apart
	}
	return !s.short && s.groups <= 6
}

// goesOn says whether a number goes on behind or before the value in the way that it is written itself: with a separator and a digit.
func goesOn(v Value) bool {
	b := v.Bytes()
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if k := byteKind[b[0]]; k == other || k == multi {
			sep := []byte(string(r))
			before, after := v.Text[max(0, v.Start-8):v.Start], v.Text[v.End:min(len(v.Text), v.End+8)]
			if bytes.HasSuffix(before, sep) && digitBefore(before[:len(before)-size]) || bytes.HasPrefix(after, sep) && len(after) > size && byteKind[after[size]] == digit {
				return true
			}
		}
		b = b[size:]
	}
	return false
}

func digitBefore(b []byte) bool { return len(b) > 0 && byteKind[b[len(b)-1]] == digit }
