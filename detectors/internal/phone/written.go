package phone

import "bytes"

// Limits of a number as written.
const (
	maxDigits = 20 // 00, a code of 3 and the 15 digits of E.164
	maxGroups = 10 // what Read keeps; Tidy allows fewer
)

// Written is a phone number as it stands in a text: its digits, and how they are grouped.
type Written struct {
	// Plus and Zeros say that an international prefix, + or 00, came first; it is not among the digits.
	Plus, Zeros bool
	// Pause says that an extension follows behind a comma.
	Pause bool

	digits [maxDigits]byte
	length uint8
	groups [maxGroups]uint8 // digits in each group
	before [maxGroups]byte  // separator before each group: ' ' - . / or ( where there are brackets only; 0 before the first
	spaced [maxGroups]bool  // a hyphen before the group has spaces around it
	paren  [maxGroups]bool  // the group stands in brackets
	count  uint8
}

// Read takes a number with its punctuation apart. It fails on brackets that do not match, on doubled separators, and on
// digits without end. An extension (what begins with a letter, a comma, ; or #) is left out.
func Read(text []byte) (w Written, ok bool) {
	var gap byte               // separator met since the last digit
	spaces, spaced := 0, false // spaces in the gap since its last sign; one stood before that
	open, pairs := false, 0
	inGroup := false
	for i := 0; i < len(text); i++ {
		b := text[i]
		if b >= 0x80 {
			var size int
			if b, size = punctuation(text[i:]); size == 0 {
				return w, false
			}
			i += size - 1
		}
		switch {
		case b >= '0' && b <= '9':
			if w.length == maxDigits || !inGroup && w.count == maxGroups {
				return w, false
			}
			if !inGroup {
				if w.count > 0 {
					w.before[w.count] = gap
				}
				w.spaced[w.count] = gap == '-' && spaced
				w.paren[w.count] = open
				w.count++
				inGroup, gap, spaces = true, 0, 0
			}
			w.digits[w.length] = b
			w.length++
			w.groups[w.count-1]++
			continue
		case b == '+':
			if w.length > 0 || w.Plus {
				return w, false
			}
			w.Plus = true
		case b == '(':
			if open || pairs == 2 {
				return w, false
			}
			open = true
			pairs++
			gap, spaces = max(gap, '('), 0
		case b == ')':
			if !open || w.length == 0 {
				return w, false
			}
			open = false
			gap, spaces = '(', 0
		case b == ' ':
			// 112-118. 47301 and 12 .5 are no phone numbers: spaces stand on both sides of a hyphen, or beside a slash.
			if spaces++; spaces > 1 || open && inGroup || gap == '.' || gap == '-' && !spaced {
				return w, false
			}
			if gap == 0 {
				gap = ' '
			}
		case b == '-' || b == '.' || b == '/':
			if w.length == 0 || gap == '-' || gap == '.' || gap == '/' || gap == ' ' && b == '.' {
				return w, false
			}
			gap, spaces, spaced = b, 0, gap == ' '
		default:
			w.Pause = b == ','
			return w.finish(open)
		}
		inGroup = false
	}
	return w.finish(open)
}

// finish takes the international prefix off.
func (w Written) finish(open bool) (Written, bool) {
	if open || w.length < MinNational {
		return w, false
	}
	if !w.Plus && w.digits[0] == '0' && w.digits[1] == '0' {
		w.Zeros = true
		w.drop(2)
	}
	return w, true
}

// punctuation gives the plain form of a separator of several bytes, and its size; 0 for any other character.
func punctuation(text []byte) (byte, int) {
	for _, p := range [...]struct {
		text  string
		plain byte
	}{
		{"\u00a0", ' '}, {"\u202f", ' '}, // no-break spaces
		{"\u2010", '-'}, {"\u2011", '-'}, {"\u2012", '-'}, {"\u2013", '-'}, // hyphens, figure dash, en dash
	} {
		if len(text) >= len(p.text) && string(text[:len(p.text)]) == p.text {
			return p.plain, len(p.text)
		}
	}
	return 0, 0
}

// Digits are the digits, without an international prefix.
func (w *Written) Digits() []byte { return w.digits[:w.length] }

// Groups is how many groups of digits there are.
func (w *Written) Groups() int { return int(w.count) }

// Group is how many digits group i has.
func (w *Written) Group(i int) int { return int(w.groups[i]) }

// Grouped reports whether the groups have just these lengths.
func (w *Written) Grouped(lengths ...int) bool {
	if len(lengths) != w.Groups() {
		return false
	}
	for i, n := range lengths {
		if int(w.groups[i]) != n {
			return false
		}
	}
	return true
}

// Bracketed reports whether group i stands in brackets.
func (w *Written) Bracketed(i int) bool { return i < w.Groups() && w.paren[i] }

// Separated reports whether all groups from the second on, or from the third if the first stands in brackets, are
// separated by sep.
func (w *Written) Separated(sep byte) bool {
	for i := 1; i < w.Groups(); i++ {
		if w.before[i] != sep && !(i == 1 && w.before[i] == '(') {
			return false
		}
	}
	return w.count > 1
}

// Holds reports whether sep stands between any two groups.
func (w *Written) Holds(sep byte) bool { return bytes.IndexByte(w.before[:w.count], sep) >= 0 }

// Spaced reports whether a hyphen with spaces around it stands between two groups.
func (w *Written) Spaced() bool {
	for i := range w.count {
		if w.spaced[i] {
			return true
		}
	}
	return false
}

// DropCode takes the first n digits, a country code, off, and the (0) that may follow.
func (w *Written) DropCode(n int) {
	w.drop(n)
	if w.count > 1 && w.groups[0] == 1 && w.paren[0] && w.digits[0] == '0' {
		w.drop(1)
	}
}

// drop takes n digits off the front.
func (w *Written) drop(n int) {
	n = min(n, int(w.length))
	copy(w.digits[:], w.digits[n:w.length])
	w.length -= uint8(n)
	for n > 0 {
		taken := min(n, int(w.groups[0]))
		w.groups[0] -= uint8(taken)
		n -= taken
		if w.groups[0] == 0 {
			w.count--
			copy(w.groups[:], w.groups[1:])
			copy(w.before[:], w.before[1:])
			copy(w.spaced[:], w.spaced[1:])
			copy(w.paren[:], w.paren[1:])
		}
	}
	w.before[0] = 0
}

// Tidy reports whether the national digits (see DropCode) are grouped as people group phone numbers: at most six groups,
// single digits at the front only (or behind a last hyphen, as switchboards have it), and one kind of separator with at most
// one change, / or a hyphen with spaces behind the area code aside. Dates, IP addresses and numerals like 0123456789 are not tidy.
func (w *Written) Tidy() bool {
	if w.count > 6 {
		return false
	}
	changes, pairs := 0, true
	var last byte
	for i := range w.count {
		sep, final := w.before[i], i == w.count-1
		pairs = pairs && w.groups[i] == 2
		if i > 1 && w.groups[i] == 1 && !(final && sep == '-' && last != '-') {
			return false
		}
		switch {
		case i == 0 || sep == '(' || i == 1 && (sep == '/' || w.spaced[i]):
			continue
		case w.spaced[i]:
			return false
		case last != 0 && sep != last:
			changes++
		}
		last = sep
	}
	if changes > 1 || last == '/' && !(pairs && changes == 0) {
		return false
	}
	return w.Plus || w.Zeros || !w.date() && !w.address() && !w.counting()
}

// date recognises 2026-11-22 and 22.11.2026, whatever follows.
func (w *Written) date() bool {
	if w.count < 3 || w.before[1] != w.before[2] || w.before[1] == '(' {
		return false
	}
	d := w.digits[:]
	switch {
	case w.groups[0] == 4 && w.groups[1] == 2 && w.groups[2] == 2:
		return (d[0] == '1' && d[1] == '9' || d[0] == '2' && d[1] == '0') && number(d[4:6]) <= 12 && number(d[6:8]) <= 31
	case w.groups[0] == 2 && w.groups[1] == 2 && w.groups[2] == 4:
		a, b := number(d[0:2]), number(d[2:4])
		return min(a, b) <= 12 && max(a, b) <= 31 && (d[4] == '1' && d[5] == '9' || d[4] == '2' && d[5] == '0')
	}
	return false
}

// address recognises an IP address: four groups up to 255 with dots between.
func (w *Written) address() bool {
	if w.count != 4 || !w.Separated('.') {
		return false
	}
	at := 0
	for _, n := range w.groups[:4] {
		if n > 3 || number(w.digits[at:at+int(n)]) > 255 {
			return false
		}
		at += int(n)
	}
	return true
}

// counting recognises digits without separators that are all one digit, or count up or down.
func (w *Written) counting() bool {
	d := w.Digits()
	if w.count > 1 || len(d) < 2 {
		return false
	}
	if bytes.Count(d, d[:1]) == len(d) {
		return true
	}
	step := (d[1] + 10 - d[0]) % 10
	for i := 1; i < len(d); i++ {
		if (d[i]+10-d[i-1])%10 != step {
			return false
		}
	}
	return step == 1 || step == 9
}

func number(digits []byte) (n int) {
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}
