package detectors

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
)

// ownReach is how far from a match its keywords are looked for, in bytes: less than the margins of a segment, so that what is
// found does not depend on where a text was cut.
const ownReach = 1000

// ownRule is what an identifier asks of the words in and around a match: Macie's rule.
type ownRule struct {
	ignore        [][]byte
	words         *keywords // nil: none are asked for
	before, after int       // characters from a keyword's end to the match's end; from there to the beginning of one behind it
	scratch       sync.Pool // of *ownScratch
}

// ownScratch is what one goroutine looks for keywords with.
type ownScratch struct {
	walker *automaton.Walker
	ends   []automaton.End
	hits   []hit
}

// newOwnRule makes the Weigh of an identifier's row: 0 where its words allow a match, -1 where they do not. It is nil where
// the identifier has no words.
func newOwnRule(id *Identifier, distance int) (func(Value) float64, error) {
	if len(id.Keywords) == 0 && len(id.IgnoreWords) == 0 {
		return nil, nil
	}
	r := &ownRule{before: distance, after: id.After}
	for _, w := range id.IgnoreWords {
		r.ignore = append(r.ignore, []byte(w))
	}
	if len(id.Keywords) > 0 {
		var err error
		if r.words, err = newKeywords([]Detector{{Keywords: id.Keywords}}); err != nil {
			return nil, err
		}
		r.scratch.New = func() any { return &ownScratch{walker: r.words.set.Walker()} }
	}
	return func(v Value) float64 {
		if r.allows(v) {
			return 0
		}
		return -1
	}, nil
}

func (r *ownRule) allows(v Value) bool {
	for _, w := range r.ignore {
		if bytes.Contains(v.Bytes(), w) {
			return false
		}
	}
	if r.words == nil {
		return true
	}
	s := r.scratch.Get().(*ownScratch)
	defer r.scratch.Put(s)
	for n := v.Name; n != nil; n = n.Parent {
		if name := []byte(n.Text); len(s.find(r.words, name, 0, len(name))) > 0 {
			return true
		}
	}
	// What ends before the match ends may be followed by no more than the distance.
	floor := max(0, v.Start-ownReach)
	first := max(floor, charsBefore(v.Text, floor, v.End, r.before)-r.words.longest)
	for _, h := range s.find(r.words, v.Text, first, v.Start) {
		if int(h.end) <= v.Start && utf8.RuneCount(v.Text[h.end:v.End]) <= r.before {
			return true
		}
	}
	if r.after == 0 {
		return false
	}
	last := charsAfter(v.Text, v.End, min(len(v.Text), v.End+ownReach), r.after) + 1
	for _, h := range s.find(r.words, v.Text, v.End, min(len(v.Text), last)) {
		if utf8.RuneCount(v.Text[v.End:h.start]) <= r.after {
			return true
		}
	}
	return false
}

// find gives the keywords in t that begin in t[from:to]; they hold until the next call.
func (s *ownScratch) find(k *keywords, t []byte, from, to int) []hit {
	s.hits = k.find(s.walker, t, 0, from, to, len(t), &s.ends, s.hits[:0])
	return s.hits
}

// charsBefore is the place n characters before pos, or floor where there are fewer. A byte that is no UTF-8 is a character.
func charsBefore(t []byte, floor, pos, n int) int {
	for ; n > 0 && pos > floor; n-- {
		_, size := utf8.DecodeLastRune(t[floor:pos])
		pos -= size
	}
	return pos
}

// charsAfter is the place n characters behind pos, or ceiling where there are fewer.
func charsAfter(t []byte, pos, ceiling, n int) int {
	for ; n > 0 && pos < ceiling; n-- {
		_, size := utf8.DecodeRune(t[pos:ceiling])
		pos += size
	}
	return pos
}
