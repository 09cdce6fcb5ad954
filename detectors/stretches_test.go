package detectors

import (
	"math/bits"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

// A matcher that has met a text with other digits several times finds in it what a new one finds.
func TestStretchesRemembered(t *testing.T) {
	const behind = "\n, then a few words more of plain text"
	e := engine(t, All)
	fresh, used := e.Matcher(), e.Matcher()
	r := rand.New(rand.NewPCG(1, 2))
	otherDigits := func(s string) string {
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return '0' + r.Int32N(10)
			}
			return c
		}, s)
	}
	scan := func(m *Matcher, s string) []Candidate { return m.Scan(plainSegment(s), nil) }
	for i := range All {
		for _, example := range All[i].Finds {
			plain, _ := marks(Expand(example))
			plain += behind
			for range stretchMet {
				scan(used, otherDigits(plain))
			}
			used.gate.stretches.rest = 0
			fresh.forgetWords()
			if got, want := scan(used, plain), scan(fresh, plain); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: in an example with %d bytes, which it met with other digits, a matcher finds %d matches and a new one %d",
					All[i].ID, len(plain), len(got), len(want))
			}
		}
	}
}

// Text that is met again and again is not looked at again, and a rest from text that is not ends.
func TestStretchesDecide(t *testing.T) {
	m := engine(t, All).Matcher()
	line := "2026-03-14T08:00:07 info request served in 41 ms, done by worker 7\n"
	undecided := func(s string) (n int) {
		m.Scan(&text.Segment{Text: []byte(s), Fields: []text.Span{{End: int32(len(s))}}, Raw: int32(len(s)), Own: text.Span{End: int32(len(s))}}, nil)
		for i := range m.bits.start {
			n += bits.OnesCount64(m.bits.start[i] &^ m.gate.decided[i])
		}
		return n
	}
	s := strings.Repeat(line, 50)
	first := 50 * undecided(line)
	undecided(s)
	if then := undecided(s); then*3 > first || first == 0 {
		t.Errorf("%d places are looked at, at first %d", then, first)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		undecided(benchSome(r, benchProse, 500))
	}
	if m.gate.stretches.rest == 0 {
		t.Error("prose is looked up for ever")
	}
	for range stretchRest + 2 {
		undecided(s)
	}
	if then := undecided(s); then*3 > first {
		t.Errorf("%d places are looked at after a rest, at first %d", then, first)
	}
}
