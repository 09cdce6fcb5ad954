package pdf

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// run is what stands on one line without a wide gap: a line of prose, or one of a cell.
type run struct {
	text           []byte
	x0, x1, y0, y1 float64
	turn           int
	// What a line break inside a word is told from: the width of the first character and of the first word, where the last word begins,
	// and whether it is the only one.
	firstChar, firstWord, lastWord float64
	single                         bool
}

func (r *run) height() float64 { return r.y1 - r.y0 }

// Measures of a page, in heights of a line. A space is a quarter of it wide, a wide one in justified text three quarters.
const (
	wideGap   = 1.0  // what stands further apart is not one text
	backStep  = 0.5  // what begins so far before the end of the last character begins anew
	sameLine  = 0.5  // how much of the lower one two boxes on one line have in common
	alignment = 0.06 // how exactly the edges of a column's cells stand above one another
	roughly   = 0.15 // and how exactly those of many do
	nextLines = 4.5  // how far the cells above and beneath may stand
	farLines  = 14   // and how far where lines are sparse
)

// Lines whose pieces say whether a column begins.
const (
	alignedLines = 2 // that many where their pieces begin exactly above one another
	roughLines   = 4 // else
	linesNear    = 8 // of those above and beneath, however far they stand
	wordPieces   = 3 // pieces that may be words for each space inside of one: a writer who writes word by word
)

// piece is a part of a line that a writer wrote at once.
type piece struct {
	chars          []Char
	x0, x1, y0, y1 float64
	// apart says that a gap is in front of it on the same line, with no character for it: a space, or the border of a cell.
	apart bool
	gap   float64
	split bool // it begins a run
}

// runs puts characters together, in their order.
func runs(chars []Char) []run {
	pieces := cut(chars)
	markColumns(pieces)
	var out []run
	for i := 0; i < len(pieces); {
		j := i + 1
		for j < len(pieces) && !pieces[j].split {
			j++
		}
		if r, ok := join(pieces[i:j]); ok {
			out = append(out, r)
		}
		i = j
	}
	return out
}

// cut cuts the characters where a line ends, where a gap is wide, and where a writer began anew behind a gap.
func cut(chars []Char) (pieces []piece) {
	begin := 0
	var last *Char // that is no space
	for i := range chars {
		c := &chars[i]
		if unicode.IsSpace(c.Rune) {
			continue
		}
		if last == nil {
			last, begin = c, i
			continue
		}
		if c.X0 == last.X0 && c.X1 == last.X1 && !c.Gap {
			last = c // two letters in one sign
			continue
		}
		h := min(c.Y1-c.Y0, last.Y1-last.Y0)
		gap := c.X0 - last.X1
		line := c.Turn == last.Turn && min(c.Y1, last.Y1)-max(c.Y0, last.Y0) >= sameLine*h && gap > -backStep*h
		if !line || gap > wideGap*h || c.Begins && gap > 0 {
			p := newPiece(chars[begin:i])
			p.apart, p.gap, p.split = line, gap, !line || gap > wideGap*h
			pieces = append(pieces, p)
			begin = i
		}
		last = c
	}
	if last != nil {
		pieces = append(pieces, newPiece(chars[begin:]))
	}
	// So far a piece knows what comes behind it.
	for i := len(pieces) - 1; i > 0; i-- {
		p := pieces[i-1]
		pieces[i].apart, pieces[i].gap, pieces[i].split = p.apart, p.gap, p.split
	}
	if len(pieces) > 0 {
		pieces[0].apart, pieces[0].split = false, true
	}
	return pieces
}

func newPiece(chars []Char) piece {
	p := piece{chars: chars, x0: math.Inf(1), x1: math.Inf(-1), y0: math.Inf(1), y1: math.Inf(-1)}
	for i := range chars {
		if c := &chars[i]; !unicode.IsSpace(c.Rune) {
			p.x0, p.x1, p.y0, p.y1 = min(p.x0, c.X0), max(p.x1, c.X1), min(p.y0, c.Y0), max(p.y1, c.Y1)
		}
	}
	return p
}

// markColumns splits lines at gaps that stand above one another: on the left or on the right on at least two of the lines around,
// or on both sides on one. Those are the borders of columns.
func markColumns(pieces []piece) {
	// Pieces behind a gap, by the height of their line and where they begin, or the one before them ends.
	left, right := map[spot][]int{}, map[spot][]int{}
	heights := make([]float64, 0, len(pieces))
	for i := range pieces {
		p := &pieces[i]
		heights = append(heights, math.Round(p.y0))
		if p.apart {
			put(left, spotOf(p.x0, p.y0), i)
			put(right, spotOf(pieces[i-1].x1, p.y0), i)
		}
	}
	slices.Sort(heights)
	heights = slices.Compact(heights)
	words := wordByWord(pieces)
	for i := range pieces {
		p := &pieces[i]
		if !p.apart || p.split {
			continue
		}
		h := p.y1 - p.y0
		near, rough := min(alignment*h, spotSize), min(roughly*h, spotSize)
		above, beneath := nextLines*h, nextLines*h
		if !words {
			above, beneath = reach(heights, p.y0, h)
		}
		low, high := spotOf(p.x0, p.y0-beneath).row, spotOf(p.x0, p.y0+above).row
		if high-low > maxRows {
			continue
		}
		lines, roughs, both := map[int]bool{}, map[int]bool{}, false
		look := func(at map[spot][]int, x float64) {
			for row := low; row <= high; row++ {
				for c := spotOf(x-rough, 0).column; c <= spotOf(x+rough, 0).column; c++ {
					for _, j := range at[spot{row, c}] {
						q := &pieces[j]
						up := q.y0 - p.y0
						dl, dr := math.Abs(q.x0-p.x0), math.Abs(pieces[j-1].x1-pieces[i-1].x1)
						if math.Abs(up) < sameLine*h || up > above || -up > beneath || min(dl, dr) >= rough {
							continue
						}
						line := int(math.Round(up / h * 2))
						roughs[line] = true
						if min(dl, dr) < near {
							lines[line] = true
							both = both || max(dl, dr) < near
						}
					}
				}
			}
		}
		look(left, p.x0)
		look(right, pieces[i-1].x1)
		p.split = both || len(lines) >= alignedLines || len(roughs) >= roughLines
	}
}

// wordByWord says whether a writer made a piece of each word, so that most gaps are spaces.
func wordByWord(pieces []piece) bool {
	open, spaces := 0, 0
	for i := range pieces {
		p := &pieces[i]
		if p.apart && !p.split {
			open++
		}
		for k := 1; k < len(p.chars); k++ {
			if p.chars[k].Gap || unicode.IsSpace(p.chars[k].Rune) {
				spaces++
			}
		}
	}
	return open > wordPieces*spaces && open*wordPieces > len(pieces)
}

// reach is how far above and beneath a line others count: as far as a few lines stand of which there are some, and farther where they
// are sparse. heights are those of all pieces in points, in order.
func reach(heights []float64, y, h float64) (above, beneath float64) {
	far := func(step int) float64 {
		i, _ := slices.BinarySearch(heights, math.Round(y))
		last, n := y, 0
		for ; i >= 0 && i < len(heights) && n < linesNear && math.Abs(heights[i]-y) < farLines*h; i += step {
			if math.Abs(heights[i]-last) >= sameLine*h {
				last = heights[i]
				n++
			}
		}
		return max(nextLines*h, math.Abs(last-y)+sameLine*h)
	}
	return far(1), far(-1)
}

// spot is a part of the page.
type spot struct{ row, column int }

const (
	rowSize  = 8.0 // points
	spotSize = 2.0
	maxRows  = 64 // larger letters than that stand in no table
	maxSpot  = 4  // pieces kept of a spot: those of one line and the next
)

func spotOf(x, y float64) spot {
	return spot{int(math.Floor(y / rowSize)), int(math.Floor(x / spotSize))}
}

func put(at map[spot][]int, s spot, i int) {
	if len(at[s]) < maxSpot {
		at[s] = append(at[s], i)
	}
}

// join makes a run of the pieces of a line.
func join(pieces []piece) (r run, ok bool) {
	r = run{x0: math.Inf(1), x1: math.Inf(-1), y0: math.Inf(1), y1: math.Inf(-1), single: true}
	space := false
	for i := range pieces {
		p := &pieces[i]
		r.x0, r.x1, r.y0, r.y1 = min(r.x0, p.x0), max(r.x1, p.x1), min(r.y0, p.y0), max(r.y1, p.y1)
		for k := range p.chars {
			c := &p.chars[k]
			space = space || unicode.IsSpace(c.Rune) || c.Gap
			if unicode.IsSpace(c.Rune) || c.Rune == utf8.RuneError {
				continue
			}
			if space && len(r.text) > 0 {
				r.text = append(r.text, ' ')
				if r.single {
					r.single = false
				}
				r.lastWord = c.X0
			}
			if len(r.text) == 0 {
				r.turn, r.firstChar, r.lastWord = c.Turn, c.X1-c.X0, c.X0
			}
			if r.single {
				r.firstWord = c.X1 - r.lastWord
			}
			space = false
			r.text = utf8.AppendRune(r.text, plain(c.Rune))
		}
	}
	return r, len(r.text) > 0
}

// plain is a character as text has it: PDFium marks the hyphens that a line ends with.
func plain(c rune) rune {
	switch {
	case c == 0x02 || c == 0xfffe:
		return '-'
	case c < ' ':
		return ' '
	case !utf8.ValidRune(c):
		return utf8.RuneError
	}
	return c
}
