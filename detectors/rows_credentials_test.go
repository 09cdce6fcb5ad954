package detectors

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestSecretExamples runs the examples of the credentials and the network addresses through the standard library's regular
// expressions, apart from the engine: both must agree on them.
func TestSecretExamples(t *testing.T) {
	for _, d := range slices.Concat(credentialRows, networkRows) {
		t.Run(d.ID, func(t *testing.T) {
			t.Parallel()
			s := newSlowRows(t, &d)
			for _, example := range d.Finds {
				plain, want := marks(Expand(example))
				var got []string
				for _, m := range s.findAll(plain) {
					got = append(got, plain[m[0]:m[1]])
				}
				var marked []string
				for _, w := range want {
					marked = append(marked, plain[w.Start:w.End])
				}
				if !slices.Equal(got, marked) {
					t.Errorf("in %q, expanded\n%s\nfound %q\nwant  %q", example, plain, got, marked)
				}
			}
			for _, example := range d.Ignores {
				plain, _ := marks(Expand(example))
				for _, m := range s.findAll(plain) {
					t.Errorf("in %q found %q", example, plain[m[0]:m[1]])
				}
			}
			if len(d.Finds) < 2 || len(d.Ignores) < 2 || !strings.HasPrefix(d.Source, "https://") {
				t.Error("needs two examples of either kind and a source")
			}
		})
	}
}

// slowRows are a row and its loose form.
type slowRows []*slowRow

func newSlowRows(t *testing.T, d *Detector) (s slowRows) {
	rows, _ := withLoose([]Detector{*d})
	for i := range rows {
		s = append(s, newSlowRow(t, &rows[i]))
	}
	return s
}

func (s slowRows) findAll(text string) (found [][2]int) {
	for _, row := range s {
		found = append(found, row.findAll(text)...)
	}
	slices.SortFunc(found, func(a, b [2]int) int { return a[0] - b[0] })
	return found
}

// slowRow finds what a row describes, slowly and plainly.
type slowRow struct {
	*Detector
	re       *regexp.Regexp
	keywords *regexp.Regexp
}

func newSlowRow(t *testing.T, d *Detector) *slowRow {
	t.Helper()
	s := &slowRow{Detector: d, re: regexp.MustCompile(`\A(?:` + d.Pattern + `)`)}
	s.re.Longest()
	if len(d.Keywords) > 0 {
		var alternatives []string
		for _, k := range d.Keywords {
			k = regexp.QuoteMeta(strings.ToLower(k))
			alternatives = append(alternatives, regexp.MustCompile(`[ _-]`).ReplaceAllString(k, `[ _.-]?`))
		}
		s.keywords = regexp.MustCompile(`(?:\A|[^a-z])(?:` + strings.Join(alternatives, "|") + `)(?:\z|[^a-z])`)
	}
	return s
}

// findAll tries each edge of a word and takes the longest match that the edges and the check accept, if it reaches the threshold.
func (s *slowRow) findAll(text string) (found [][2]int) {
	b := []byte(text)
	for from := 0; from < len(b); from++ {
		if !utf8.RuneStart(b[from]) || wordAt(b, from, len(b)) && wordBefore(b, 0, from) {
			continue
		}
		for to := len(b); to > from; {
			m := s.re.FindSubmatchIndex(b[from:to])
			if m == nil {
				break
			}
			end := from + m[1]
			start, stop := from, end
			if len(m) > 2 {
				start, stop = from+m[2], from+m[3]
			}
			if !s.accepts(b, from, end, start, stop) {
				to = end - 1
				continue
			}
			if s.score(b, from, end, start, stop) >= Reported {
				found = append(found, [2]int{start, stop})
				from = end - 1
			}
			break
		}
	}
	return found
}

func (s *slowRow) accepts(b []byte, from, end, start, stop int) bool {
	if s.Edges&OpenEnd == 0 && wordBefore(b, from, end) && wordAt(b, end, len(b)) {
		return false
	}
	if s.Edges&OpenNumber == 0 && numberGoesOn(b, 0, from, end, len(b)) {
		return false
	}
	return (s.Valid == nil || s.Valid(b[start:stop])) && (!s.KeywordRequired || s.near(b, from, end))
}

func (s *slowRow) near(b []byte, from, end int) bool {
	const reach = 31
	if s.keywords == nil {
		return false
	}
	for _, side := range [][]byte{b[max(0, from-reach-20):from], b[end:min(len(b), end+reach)]} {
		// fooBar is two words, and so is FOOBar.
		words := camel.ReplaceAll(side, []byte("$1 $2"))
		if s.keywords.Match(bytes.ToLower(words)) || s.keywords.Match(bytes.ToLower(side)) {
			return true
		}
	}
	return false
}

var camel = regexp.MustCompile(`([a-z])([A-Z])`)

func (s *slowRow) score(b []byte, from, end, start, stop int) float64 {
	score := s.Tier.Alone
	if s.near(b, from, end) {
		score = s.Tier.Keyword
	}
	if s.Weigh != nil {
		score += s.Weigh(Value{Text: b, Start: start, End: stop})
	}
	return score
}
