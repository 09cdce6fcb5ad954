package classify

import (
	"math/rand/v2"
	"slices"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// randomCells is how many random cells are tried: enough to know a pass rate of 10 percent within 2.
const randomCells = 256

// firstRandom is after how many of them rows are given up that pass a third: their checks say nothing.
const firstRandom = 24

// passes says how often a row matches cells of the column, and how often cells that are as random as the column lets them be.
type passes struct{ real, random float64 }

// random tells a check that holds from one that passes by chance. It shuffles the column: each random cell takes the shape of a real
// one (where its digits and letters stand) and each of its characters from the same place of another cell of that shape. So
// prefixes, lengths and the few values of a column stay, and check digits break: a row whose random cells match as often as the real
// ones says no more than the shape does. Where the row matches any cell, only shapes that it matches count.
func (c *column) random(w *Worker, rows []*detectors.Detector) map[*detectors.Detector]passes {
	ids := map[string]int{}
	shapes := make([]int, len(c.kept)) // of each cell
	var groups [][][]byte              // the cells by shape
	for i, cell := range c.kept {
		s := shapeOf(cell)
		id, ok := ids[s]
		if !ok {
			id = len(groups)
			ids[s] = id
			groups = append(groups, nil)
		}
		shapes[i] = id
		groups[id] = append(groups[id], cell)
	}
	type tally struct{ real, random int64 }
	counts := map[*detectors.Detector][]tally{}
	for _, d := range rows {
		counts[d] = make([]tally, len(groups))
	}
	out := map[*detectors.Detector]passes{}
	try := newTrial(w, c.name, rows)

	// Always the same seed: the same table has the same ruling.
	r := rand.New(rand.NewPCG(1, uint64(len(c.kept))))
	drawn := make([]int64, len(groups))
	passed := map[*detectors.Detector]int{}
	var made []byte
	for k := range randomCells {
		i := k % len(c.kept)
		made = made[:0]
		for at := range c.kept[i] {
			made = append(made, groups[shapes[i]][r.IntN(len(groups[shapes[i]]))][at])
		}
		drawn[shapes[i]]++
		for _, d := range try.match(made) {
			counts[d][shapes[i]].random++
			passed[d]++
		}
		if k+1 == firstRandom {
			rows = slices.DeleteFunc(rows, func(d *detectors.Detector) bool {
				open := passed[d]*byChance >= firstRandom
				if open {
					out[d] = passes{1, 1}
				}
				return open
			})
			if len(rows) == 0 {
				return out
			}
			try = newTrial(w, c.name, rows)
		}
	}
	for i, cell := range c.kept {
		for _, d := range try.match(cell) {
			counts[d][shapes[i]].real++
		}
	}
	for _, d := range rows {
		matches := slices.ContainsFunc(counts[d], func(t tally) bool { return t.real > 0 })
		var cells, real, tried, random int64
		for id, t := range counts[d] {
			if t.real > 0 || !matches {
				cells, real = cells+int64(len(groups[id])), real+t.real
				tried, random = tried+drawn[id], random+t.random
			}
		}
		if tried > 0 {
			out[d] = passes{float64(real) / float64(cells), float64(random) / float64(tried)}
		}
	}
	return out
}

// shapeOf writes a cell with 0 for its digits, a and A for its letters.
func shapeOf(cell []byte) string {
	s := make([]byte, len(cell))
	for i, b := range cell {
		switch {
		case b >= '0' && b <= '9':
			b = '0'
		case b >= 'a' && b <= 'z':
			b = 'a'
		case b >= 'A' && b <= 'Z':
			b = 'A'
		}
		s[i] = b
	}
	return string(s)
}

// trial matches single cells.
type trial struct {
	w     *Worker
	set   detectors.RowSet
	seg   text.Segment
	cands []detectors.Candidate
	hit   []*detectors.Detector
}

func newTrial(w *Worker, name *text.Name, rows []*detectors.Detector) *trial {
	return &trial{w: w, set: w.c.rowSet(rows), seg: text.Segment{Fields: make([]text.Span, 1), Layout: called{name}, Base: -1}}
}

// match says which rows match the whole cell; the answer holds until the next question.
func (t *trial) match(cell []byte) []*detectors.Detector {
	whole := text.Span{End: int32(len(cell))}
	t.seg.Text, t.seg.Fields[0], t.seg.Own, t.seg.Raw = cell, whole, whole, whole.End
	t.cands = t.w.m.CellOf(&t.seg, 0, whole, t.set, t.cands[:0])
	t.hit = t.hit[:0]
	for _, c := range t.cands {
		if c.From == 0 && c.End == whole.End {
			t.hit = append(t.hit, c.Detector)
		}
	}
	return t.hit
}

// called is a layout of one field.
type called struct{ name *text.Name }

func (l called) Field(int) text.Field { return text.Field{Name: l.name} }
func (l called) Name(int) *text.Name  { return l.name }
