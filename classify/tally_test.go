package classify

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// scattered is up to n random candidates over size bytes, at most one of a row from one place. Their positions are absolute.
func scattered(r *rand.Rand, n, size, longest int) []detectors.Candidate {
	categories := []detectors.Category{detectors.Credentials, detectors.Financial, detectors.Personal, detectors.Custom}
	var rows []*detectors.Detector
	for i := range 12 {
		rows = append(rows, &detectors.Detector{ID: fmt.Sprint("ROW_", i), Category: categories[i%4], KeywordRequired: i%3 == 0})
	}
	var out []detectors.Candidate
	taken := map[[2]int]bool{}
	for range n {
		from, row := r.IntN(size-longest), r.IntN(len(rows))
		if taken[[2]int{from, row}] {
			continue
		}
		taken[[2]int{from, row}] = true
		start := from + r.IntN(3)
		out = append(out, detectors.Candidate{Detector: rows[row], From: int32(from), Start: int32(start), End: int32(start + 1 + r.IntN(longest-3)),
			Score: float64(r.IntN(20)) / 20, Keyword: r.IntN(2) == 0})
	}
	return out
}

// What is found does not depend on where the blocks are cut, though hits and clusters of hits lie across the cuts, nor on the order
// in which the engine tells of them.
func TestBlockSizes(t *testing.T) {
	const size, margin = 2000, 60
	for seed := range uint64(24) {
		r := rand.New(rand.NewPCG(seed, 1))
		// From a hit here and there to clusters larger than maxCluster.
		cands := scattered(r, []int{5, 60, 500, 4000}[seed%4], size, margin)
		content := make([]byte, size)
		for i := range content {
			content[i] = "0123456789abc -.\n"[r.IntN(17)]
		}
		scan := func(block func() int) (*Found, []Match) {
			var cut []*text.Segment
			line, chars := int64(1), int64(0)
			for at := 0; at < size; {
				end := min(at+block(), size)
				from, to := max(at-margin, 0), min(end+margin, size)
				cut = append(cut, &text.Segment{
					Text:   content[from:to],
					Fields: []text.Span{{End: int32(to - from)}},
					Own:    text.Span{Start: int32(at - from), End: int32(end - from)},
					Raw:    int32(to - from), Base: int64(from), Order: int64(from),
					Line: line, Chars: chars,
				})
				line, chars = text.Advance(content[at:end], line, chars)
				at = end
			}
			m := finder(func(s *text.Segment, out []detectors.Candidate) []detectors.Candidate {
				for _, i := range r.Perm(len(cands)) {
					c, shift := cands[i], int32(s.Order)
					if from := c.From - shift; from >= s.Own.Start && from < s.Own.End {
						c.From, c.Start, c.End = from, c.Start-shift, c.End-shift
						out = append(out, c)
					}
				}
				return out
			})
			f, ms, err := all(classifier(Settings{Reveal: true, Key: []byte("key")}, m), cut...)
			if err != nil {
				t.Fatal(err)
			}
			return f, ms
		}
		wantFound, want := scan(func() int { return size })
		if len(want) == 0 && seed%4 > 0 {
			t.Fatalf("seed %d: nothing found", seed)
		}
		for i := 1; i < len(want); i++ {
			if want[i].Start < want[i-1].End {
				t.Fatalf("seed %d: match at %d overlaps the one before", seed, want[i].Start)
			}
		}
		for _, block := range []func() int{
			func() int { return 1 }, func() int { return 7 }, func() int { return 61 }, func() int { return 1024 },
			func() int { return 1 + r.IntN(200) },
		} {
			found, got := scan(block)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d: %d matches in small blocks, %d in one, or different ones", seed, len(got), len(want))
			}
			if !reflect.DeepEqual(found, wantFound) {
				t.Fatalf("seed %d: what was found differs", seed)
			}
		}
	}
}

// A member of an archive has positions of its own, also where two members have the same masked name.
func TestEntries(t *testing.T) {
	c := classifier(Settings{}, shapes(someRows...))
	w := c.Worker()
	for _, entries := range [][]string{{"a", "b"}, {"***", "***"}, {"", "a"}} {
		tally := c.Tally(nil)
		for _, entry := range entries {
			if err := tally.Add(entry, w.Scan(plain("123-45-6789"))); err != nil {
				t.Fatal(err)
			}
		}
		f, err := tally.Found()
		if err != nil || f.Count != 2 {
			t.Fatalf("%q: found %d, error %v; want 2", entries, f.Count, err)
		}
		for i, m := range f.Detections[0].Matches {
			if m.Entry != entries[i] {
				t.Errorf("match %d is in %q, want %q", i, m.Entry, entries[i])
			}
		}
	}
}

func TestFound(t *testing.T) {
	c := classifier(Settings{Located: 2}, shapes(someRows...))
	const line = "123-45-6789 ann@example.com x12 \n"
	f, ms, err := all(c, plain("tok_abc\n"+line+line+line))
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		id         string
		count      int64
		kept       int
		severity   detectors.Level
		confidence float64
	}
	var got []row
	for _, d := range f.Detections {
		got = append(got, row{d.Detector.ID, d.Count, len(d.Matches), d.Severity, d.Confidence})
	}
	want := []row{
		{"TOKEN", 1, 1, detectors.High, 0.95},
		{"EMAIL_ADDRESS", 3, 2, detectors.High, 0.95},
		{"NATIONAL_ID", 3, 2, detectors.High, 0.75},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if f.Count != 7 || f.Severity != detectors.High || len(ms) != 7 {
		t.Errorf("count %d, severity %d, %d matches; want 7, 3, 7", f.Count, f.Severity, len(ms))
	}
	if m := ms[1]; m.Line != 2 || m.Column != 1 || m.Start != 8 || m.End != 19 || m.Record != -1 || m.Text != "" {
		t.Errorf("second match stands wrong: %+v", m)
	}

	if f, _, err := all(c, plain("nothing")); err != nil || f == nil || f.Count != 0 || f.Severity != 0 || len(f.Detections) != 0 {
		t.Errorf("of nothing: %+v, %v", f, err)
	}
}

func TestSeverityByCount(t *testing.T) {
	d := *idRow
	d.Severity = detectors.Severity{detectors.Low, detectors.Medium, detectors.High}
	for n, want := range map[int]detectors.Level{1: detectors.Low, 2: detectors.Medium, 99: detectors.Medium, 100: detectors.High} {
		s := ""
		for range n {
			s += "123-45-6789\n"
		}
		f, _, err := all(classifier(Settings{}, shapes(&d)), plain(s))
		if err != nil || f.Severity != want || f.Detections[0].Severity != want {
			t.Errorf("%d occurrences: severity %d (%v), want %d", n, f.Severity, err, want)
		}
	}
}

func TestEachError(t *testing.T) {
	c := classifier(Settings{}, shapes(someRows...))
	stop := errors.New("stop")
	calls := 0
	tally := c.Tally(func(*Match) error { calls++; return stop })
	h := c.Worker().Scan(plain("123-45-6789 ann@example.com tok_abc"))
	err := tally.Add("", h)
	if again := tally.Add("", h); err != stop || again != stop {
		t.Errorf("Add: %v, then %v; want %v", err, again, stop)
	}
	if f, err := tally.Found(); f != nil || err != stop {
		t.Errorf("Found: %v, %v; want %v", f, err, stop)
	}
	if calls != 1 {
		t.Errorf("called %d times, want once", calls)
	}
}

// Counting is cheap: once the located matches are full, a hit costs no allocation.
func TestAddAllocations(t *testing.T) {
	c := classifier(Settings{}, shapes(someRows...))
	hits := dense(c)
	tally := c.Tally(nil)
	order := int64(0)
	add := func() {
		hits.own = [2]int64{order, order + 1} // another block each time: what is pending is decided
		order--
		if err := tally.Add("", hits); err != nil {
			t.Fatal(err)
		}
	}
	add()
	if n := testing.AllocsPerRun(20, add); n > 1 {
		t.Errorf("%.0f allocations for %d hits", n, len(hits.hits))
	}
}

// dense is a block full of hits.
func dense(c *Classifier) *Hits {
	const line = "123-45-6789 ann@example.com tok_abc\n"
	s := ""
	for range 1000 {
		s += line
	}
	return c.Worker().Scan(plain(s))
}

func BenchmarkAdd(b *testing.B) {
	twin := *idRow
	twin.ID = "ANOTHER_ID"
	for name, rows := range map[string][]*detectors.Detector{"alone": someRows, "contested": append([]*detectors.Detector{&twin}, someRows...)} {
		b.Run(name, func(b *testing.B) {
			c := classifier(Settings{}, shapes(rows...))
			hits := dense(c)
			rounds := 1_000_000/len(hits.hits) + 1
			for b.Loop() {
				tally := c.Tally(nil)
				for i := range rounds {
					hits.own = [2]int64{int64(-i), int64(-i) + 1} // begins anew, as a member of an archive
					if err := tally.Add("", hits); err != nil {
						b.Fatal(err)
					}
				}
				f, err := tally.Found()
				if err != nil || f.Count != int64(rounds)*3000 {
					b.Fatalf("found %d, %v", f.Count, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rounds*len(hits.hits)), "ns/hit")
		})
	}
}
