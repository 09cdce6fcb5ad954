package classify

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// Bounds on names from the input.
const (
	maxName     = 240  // characters of a column's name, as in Macie's findings
	maxPathName = 4096 // characters of a path or another name that identifies: the longest path that systems take
	maxMemo     = 4096 // names remembered; a map of so many is emptied
	maxMemoName = 512  // bytes of a name that is remembered
	longNumber  = 9    // digits: a column or a key with as many in its name is named after a value
)

// namer makes names from the input fit to be shown. It belongs to one goroutine.
type namer struct {
	min    float64
	reveal bool
	m      matcher
	seg    text.Segment // of the name at hand; its memory is used again
	cands  []detectors.Candidate
	memo   map[string]verdict
}

// verdict is what became of a name.
type verdict struct {
	shown  string // masked, control characters written as escapes, not cut
	hidden bool   // something in it is sensitive; false with reveal
	number bool   // it holds a long number; false with reveal
}

// path is a name that identifies (a path, an object's key, a member, a sheet): only what is sensitive in it is masked. It is
// judged as a whole, as its elements are each other's context, and element by element, as each begins and ends a word.
func (n *namer) path(s string) string {
	judge := n.judge
	if strings.ContainsAny(s, `/\`) {
		judge = n.look // a whole path hardly comes twice: remembered, it would only push out the folders, which do
	}
	shown := judge(s).shown
	for _, separator := range []string{"/", `\`} {
		if strings.Contains(shown, separator) {
			shown = n.elements(shown, separator)
		}
	}
	return cut(shown, maxPathName)
}

// elements is a path each of whose elements is judged by itself.
func (n *namer) elements(path, separator string) string {
	elements, changed := strings.Split(path, separator), false
	for i, element := range elements {
		shown := n.judge(element).shown
		changed = changed || shown != element
		elements[i] = shown
	}
	if !changed {
		return path
	}
	return strings.Join(elements, separator)
}

// column is a column's name; col_3 for the third where it is sensitive.
func (n *namer) column(s string, number int) string {
	v := n.judge(s)
	if v.hidden || v.number {
		return "col_" + strconv.Itoa(number)
	}
	return cut(v.shown, maxName)
}

// key is an element's key, and whether something in it was masked.
func (n *namer) key(s string) (string, bool) {
	v := n.judge(s)
	if v.number && !v.hidden {
		return maskTail([]byte(s), 0), true
	}
	return v.shown, v.hidden
}

// judge says what becomes of a name, and remembers it.
func (n *namer) judge(s string) verdict {
	if v, ok := n.memo[s]; ok {
		return v
	}
	s = strings.Clone(s) // a name may be part of a large buffer
	v := n.look(s)
	if len(s) <= maxMemoName {
		if n.memo == nil {
			n.memo = make(map[string]verdict)
		}
		if len(n.memo) >= maxMemo {
			clear(n.memo) // it keeps its size: to let it grow again would take longer than to look
		}
		n.memo[s] = v
	}
	return v
}

// look says what becomes of a name.
func (n *namer) look(s string) verdict {
	v := verdict{shown: visible(s)}
	if !n.reveal {
		v.number = digits(s) >= longNumber
		var masked string
		if masked, v.hidden = n.masked(s); v.hidden {
			v.shown = visible(masked)
		}
	}
	return v
}

// masked is s with everything masked in which the engine finds something, and whether it does.
func (n *namer) masked(s string) (string, bool) {
	b := append(n.seg.Text[:0], s...)
	whole := text.Span{End: int32(len(b))}
	n.seg = text.Segment{Text: b, Fields: append(n.seg.Fields[:0], whole), Own: whole, Raw: whole.End, Base: -1}
	n.cands = n.m.Scan(&n.seg, n.cands[:0])
	cands := slices.DeleteFunc(n.cands, func(c detectors.Candidate) bool { return c.Score < n.min })
	if len(cands) == 0 {
		return s, false
	}
	slices.SortFunc(cands, func(a, b detectors.Candidate) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(a.Detector.ID, b.Detector.ID))
	})
	var out strings.Builder
	done := int32(0)
	for i := 0; i < len(cands); {
		first, end, same := cands[i], cands[i].End, true
		// What overlaps is masked as one, so that nothing of a loser stays.
		for i++; i < len(cands) && cands[i].Start < end; i++ {
			end = max(end, cands[i].End)
			same = same && cands[i].Detector.Category == first.Detector.Category
		}
		out.Write(b[done:first.Start])
		if same {
			out.WriteString(mask(first.Detector, b[first.Start:end]))
		} else {
			out.WriteString(hidden)
		}
		done = end
	}
	out.Write(b[done:])
	return out.String(), true
}

func digits(s string) (n int) {
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// visible writes what does not show, or changes how the rest shows (control and format characters, line ends, invalid bytes),
// as an escape: \n, \x1b, \u202e.
func visible(s string) string {
	clean := true
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
		}
		i += n
	}
	return b.String()
}

// cut shortens s to n characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
