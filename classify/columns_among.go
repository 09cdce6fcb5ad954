package classify

import (
	"cmp"
	"slices"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// In a column that is called by a row's keyword and nearly all of whose cells the row finds, others may stand for values, too: a row
// with Among says which. Where such cells say the same again and again, they are words for why there is no value, whatever the language.

// rowsAmong are the rows that have Among.
func rowsAmong(e *detectors.Engine) (out []*detectors.Detector) {
	rows := e.Rows()
	for i := range rows {
		if rows[i].Among != nil {
			out = append(out, &rows[i])
		}
	}
	return out
}

// amongCount are the hashes of the cells that stand for values, if the column is of the type.
type amongCount []uint64

// countAmong looks at a cell in which cands were found.
func (c *column) countAmong(rows []*detectors.Detector, cell []byte, cands []detectors.Candidate) {
	for i, d := range rows {
		if !d.Among(cell) || slices.ContainsFunc(cands, func(c detectors.Candidate) bool { return c.Detector == d }) {
			continue
		}
		if c.among == nil {
			c.among = make([]amongCount, len(rows))
		}
		c.among[i] = append(c.among[i], hashOf(cell))
	}
}

// takesAmong says whether cells of the column that r does not find may stand for values.
func (c *column) takesAmong(rows []*detectors.Detector, r *rowCount) bool {
	i := slices.Index(rows, r.detector)
	if i < 0 || !r.keyword || !c.nearlyAll(r) {
		return false
	}
	if c.among == nil {
		return true
	}
	hashes := slices.Clone(c.among[i])
	slices.Sort(hashes)
	return 2*len(slices.Compact(hashes)) > len(hashes) || len(hashes) == 0
}

// nearlyAll says whether the row matches so many cells that what it is certain of holds for the column.
func (c *column) nearlyAll(r *rowCount) bool {
	return c.tried >= certainCells && float64(r.matches) >= certainShare*float64(c.tried)
}

// addAmong appends a candidate for each of the segment's own cells that stands for a value though its row finds none in it. Each is as
// likely one as the cells of its column are. cands are in the order of their fields, and are so afterwards.
func (t *Table) addAmong(seg *text.Segment, cands []detectors.Candidate) []detectors.Candidate {
	found, n := cands, len(cands)
	for i, f := range seg.Fields {
		if name := seg.NameAt(i); name == nil || !slices.Contains(t.among, name) {
			continue
		}
		v := t.ruling(seg, i)
		raw := seg.RawPos(f.Start)
		if v == nil || !v.among || raw < seg.Own.Start || raw >= seg.Own.End {
			continue
		}
		for len(found) > 0 && int(found[0].Field) < i {
			found = found[1:]
		}
		cell := trimmed(seg, i)
		if cell.Len() > maxCell || ofField(found, i, v.detector) || !v.detector.Among(seg.Text[cell.Start:cell.End]) {
			continue
		}
		cands = append(cands, detectors.Candidate{
			Detector: v.detector, Field: int32(i), From: cell.Start, Start: cell.Start, End: cell.End, Score: min(v.share, v.score), Keyword: true,
		})
	}
	if len(cands) > n {
		slices.SortStableFunc(cands, func(a, b detectors.Candidate) int { return cmp.Compare(a.Field, b.Field) })
	}
	return cands
}

// ofField says whether the first of cands, those in field i, have one of the row.
func ofField(cands []detectors.Candidate, i int, d *detectors.Detector) bool {
	for k := range cands {
		if int(cands[k].Field) != i {
			return false
		}
		if cands[k].Detector == d {
			return true
		}
	}
	return false
}
