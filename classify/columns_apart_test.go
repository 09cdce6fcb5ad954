package classify

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

// apart cuts rows into groups, and each group into a segment for each column: as tables come that are stored by column.
func apart(names []*text.Name, rows [][]string, group int) (segs []*text.Segment) {
	order := int64(0)
	for from := 0; from < len(rows); from += group {
		for j := range names {
			var b strings.Builder
			var spans []text.Span
			var known layout
			for i := from; i < min(from+group, len(rows)); i++ {
				if cell := rows[i][j]; cell != "" {
					spans = append(spans, text.Span{Start: int32(b.Len()), End: int32(b.Len() + len(cell))})
					known = append(known, text.Field{Row: int64(i + 2), Column: j + 1, Name: names[j]})
					b.WriteString(cell + "\n")
				}
			}
			if len(spans) > 0 {
				s := plain(b.String())
				s.Fields, s.Layout, s.Order = spans, known, order
				order += int64(len(s.Text))
				segs = append(segs, s)
			}
		}
	}
	return segs
}

// survey runs segments through a survey, a worker and a tally. It writes what was found, and gives the segments in the order in which
// they were given back.
func survey(t *testing.T, columns bool, segs []*text.Segment) (found string, back []*text.Segment) {
	t.Helper()
	c := New(Settings{Engine: columnEngine, Reveal: true})
	var matches []string
	tally, w, s := c.Tally(func(m *Match) error {
		matches = append(matches, fmt.Sprintf("%05d:%d %s %.2f %s", m.Row, m.TableColumn, m.Detector.ID, m.Confidence, m.Text))
		return nil
	}), c.Worker(), c.Cells()
	if columns {
		s = c.Columns()
	}
	take := func(ready []Surveyed) {
		for _, r := range ready {
			back = append(back, r.Segment)
			if err := tally.Add("", w.Match(r)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, seg := range segs {
		take(s.Add(w, seg))
	}
	take(s.End(w))
	f, err := tally.Found()
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(matches)
	slices.SortFunc(f.Columns, func(a, b Column) int { return cmp.Compare(a.Number, b.Number) })
	var b strings.Builder
	for _, c := range f.Columns {
		fmt.Fprintf(&b, "%d %s %s %.2f share %.2f filled %d empty %d matches %d\n", c.Number, c.Name, c.Detector.ID, c.Confidence, c.Share, c.Filled, c.Empty, c.Matches)
	}
	return b.String() + strings.Join(matches, "\n"), back
}

// A table that comes column by column is found to hold what it holds when it comes row by row, however large its groups of rows are.
func TestColumnsApart(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	names := []*text.Name{{Text: "id"}, {Text: "nine"}, {Text: "reference"}, {Text: "who"}, {Text: "few"}}
	for _, size := range []int{0, 1, 5, 30, 400, 3000} {
		var rows [][]string
		for i := range size {
			row := []string{fmt.Sprint(100_000_000 + i), number(r, 9, columnRows[1].Valid), number(r, 16, columnRows[0].Valid), "Ada Jones", ""}
			if i > 0 && i%7 == 0 && i < size-1 {
				row[1] = ""
			}
			if i < 6 {
				row[4] = number(r, 11, columnRows[2].Valid)
			}
			rows = append(rows, row)
		}
		want, _ := survey(t, false, []*text.Segment{table(names, rows)})
		for _, group := range []int{1, 7, 100, 5000} {
			segs := apart(names, rows, group)
			got, back := survey(t, true, segs)
			if got != want {
				t.Errorf("%d rows in groups of %d: found\n%.2000s\nwant\n%.2000s", size, group, got, want)
			}
			if len(back) != len(segs) {
				t.Errorf("%d rows in groups of %d: %d of %d segments came back", size, group, len(back), len(segs))
			}
		}
	}
}

// What is held back is bounded, whatever the number of columns; names, and what has no column, pass at once.
func TestColumnsApartHold(t *testing.T) {
	c := New(Settings{Engine: columnEngine})
	w, s := c.Worker(), c.Columns()
	const size = 1 << 20
	held, most := 0, 0
	for i := range 40 {
		seg := plain(strings.Repeat("x", size) + "\n")
		seg.Fields, seg.Layout = []text.Span{{End: size}}, layout{{Row: 2, Column: i + 1}}
		held++
		held -= len(s.Add(w, seg))
		most = max(most, held)
		for _, f := range []text.Field{{Row: 1, Column: i + 1, IsName: true}, {}, {Row: 2, Column: maxColumns + 1}} {
			seg := plain("word\n")
			seg.Fields, seg.Layout = []text.Span{{End: 4}}, layout{f}
			if ready := s.Add(w, seg); len(ready) != 1 || ready[0].Segment != seg || ready[0].Table != nil {
				t.Fatalf("%+v: %d segments", f, len(ready))
			}
		}
	}
	if most == 0 || most > heldBytes/size+1 {
		t.Errorf("up to %d segments are held back", most)
	}
	held -= len(s.Abandon())
	if held != 0 || len(s.End(w)) != 0 {
		t.Errorf("%d segments did not come back", held)
	}
}
