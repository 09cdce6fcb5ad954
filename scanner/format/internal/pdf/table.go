package pdf

import (
	"cmp"
	"math"
	"slices"
)

// column is a column of a table.
type column struct {
	x0, x1 float64
	name   []byte
	breaks bool // it breaks what is wider than it is within words
}

// tableRow are blocks that stand side by side.
type tableRow struct {
	y0, y1 float64
	blocks []int
}

// found is a table: its cells, in rows from top to bottom.
type found struct{ cells []Cell }

// What a table with named columns has at least, and what is looked at.
const (
	leastRows    = 2 // beneath the header
	leastColumns = 2 // one alone may be the text beneath a title
	headerBelow  = 8 // rows that say whether the first one is a header
)

// tables finds the tables whose columns have names. It gives each at the place of its first block, and says which blocks are
// part of none.
func (l *Layout) tables(blocks []block) (at []*found, rest []bool) {
	at, rest = make([]*found, len(blocks)), make([]bool, len(blocks))
	for i := range rest {
		rest[i] = true
	}
	going := l.columns
	l.columns = nil
	rows := rowsOf(blocks)
	for i := 0; i < len(rows); {
		t, n := l.table(blocks, rows[i:], going)
		if n == 0 {
			i++
			continue
		}
		going = nil
		first := len(blocks)
		for _, r := range rows[i : i+n] {
			for _, b := range r.blocks {
				rest[b] = false
				first = min(first, b)
			}
		}
		at[first] = t
		i += n
	}
	return at, rest
}

// rowsOf sorts the upright blocks into rows.
func rowsOf(blocks []block) (rows []tableRow) {
	var order []int
	for i := range blocks {
		if blocks[i].turn == 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(blocks[b].y1, blocks[a].y1) })
	for _, i := range order {
		b := &blocks[i]
		if n := len(rows); n > 0 {
			r := &rows[n-1]
			if common := min(r.y1, b.y1) - max(r.y0, b.y0); common >= sameLine*min(r.y1-r.y0, b.y1-b.y0) {
				r.blocks = append(r.blocks, i)
				r.y0, r.y1 = min(r.y0, b.y0), max(r.y1, b.y1)
				continue
			}
		}
		rows = append(rows, tableRow{b.y0, b.y1, []int{i}})
	}
	for i := range rows {
		slices.SortStableFunc(rows[i].blocks, func(a, b int) int { return cmp.Compare(blocks[a].x0, blocks[b].x0) })
	}
	return rows
}

// table reads the table that begins with the first row, and says how many rows it has; 0 where none begins. going are the
// columns of a table that may go on here without a header.
func (l *Layout) table(blocks []block, rows []tableRow, going []column) (*found, int) {
	n, columns := extent(blocks, rows[:min(len(rows), headerBelow+1)])
	if n == 0 {
		return nil, 0
	}
	columns, head := fold(blocks, rows[:n], columns)
	named := n > leastRows && len(columns) >= leastColumns && l.IsHeader(head[0], head[1:])
	if !named && !takeNames(columns, going) {
		return nil, 0
	}
	if n > headerBelow {
		n, columns = extent(blocks, rows)
	}
	columns, body := fold(blocks, rows[:n], columns)
	t := &found{}
	if named {
		for c, name := range body[0] {
			columns[c].name = name
			if len(name) > 0 {
				t.cells = append(t.cells, Cell{Text: name, Header: true})
			}
		}
		body = body[1:]
	} else {
		takeNames(columns, going)
	}
	for _, row := range body {
		for c, cell := range row {
			if len(cell) > 0 {
				t.cells = append(t.cells, Cell{Text: cell, Name: columns[c].name})
			}
		}
	}
	l.columns = columns
	return t, n
}

// fold makes one column of two neighbours of which no row fills both, as where numbers stand to the right of what their column is
// called, and gives the texts of the cells.
func fold(blocks []block, rows []tableRow, columns []column) ([]column, [][][]byte) {
	grid := gridOf(blocks, rows, columns)
	for c := 0; c+1 < len(columns); c++ {
		if slices.ContainsFunc(grid, func(row [][]byte) bool { return len(row[c]) > 0 && len(row[c+1]) > 0 }) {
			continue
		}
		columns[c].x1 = columns[c+1].x1
		columns = slices.Delete(columns, c+1, c+2)
		for i, row := range grid {
			if len(row[c]) == 0 {
				row[c] = row[c+1]
			}
			grid[i] = slices.Delete(row, c+1, c+2)
		}
		c--
	}
	return columns, grid
}

// gridOf gives the texts of the rows' cells by column.
func gridOf(blocks []block, rows []tableRow, columns []column) [][][]byte {
	markBreaks(blocks, rows, columns)
	grid := make([][][]byte, len(rows))
	for i, r := range rows {
		grid[i] = make([][]byte, len(columns))
		for _, b := range r.blocks {
			c := columnAt(columns, &blocks[b])
			if len(grid[i][c]) > 0 {
				grid[i][c] = append(grid[i][c], ' ')
			}
			grid[i][c] = append(grid[i][c], blocks[b].text(true, ' ', columns[c])...)
		}
	}
	return grid
}

// How it is told that a column breaks words: by the lines that are not the last of their cells.
const (
	leastBreaks = 2   // so many are full, and nearly all
	mostOthers  = 0.1 //
	shortEnd    = 0.8 // of the column's width: where no last line is shorter, the cells are lists
	tinyEnd     = 0.3 // such an end tells by itself
)

// markBreaks says which columns break what is wider than they are within words: their cells' lines are of one word and full, but for the last.
func markBreaks(blocks []block, rows []tableRow, columns []column) {
	type lines struct{ full, others, short, tiny int }
	counts := make([]lines, len(columns))
	for _, r := range rows {
		for _, i := range r.blocks {
			b := &blocks[i]
			c := columnAt(columns, b)
			width := columns[c].x1 - columns[c].x0
			for k := range b.lines[:len(b.lines)-1] {
				r, next := &b.lines[k], &b.lines[k+1]
				if r.single && r.x1-r.x0+next.firstChar*1.5 >= width {
					counts[c].full++
				} else {
					counts[c].others++
				}
			}
			if last := &b.lines[len(b.lines)-1]; len(b.lines) > 1 && last.single && last.x1-last.x0 < shortEnd*width {
				counts[c].short++
				if last.x1-last.x0 < tinyEnd*width {
					counts[c].tiny++
				}
			}
		}
	}
	for c, n := range counts {
		columns[c].breaks = (n.full >= leastBreaks && n.short > 0 || n.full > 0 && n.tiny > 0) && float64(n.others) <= mostOthers*float64(n.full)
	}
}

// extent says how many rows from the first on belong to one table, and which columns it has: the rows' cells fall into columns that
// nothing reaches across.
func extent(blocks []block, rows []tableRow) (n int, columns []column) {
	for n < len(rows) && n < maxTableRows && len(rows[n].blocks) <= maxColumns {
		next := slices.Clone(columns)
		for _, b := range rows[n].blocks {
			next = widen(next, &blocks[b])
		}
		if n == 0 {
			if len(next) != len(rows[0].blocks) {
				return 0, nil
			}
		} else {
			// A column may be new where the header has no name for it; two that become one are a text across the page.
			if len(next) < len(columns) || len(next) > len(columns) && len(rows[n].blocks) < 2 {
				break
			}
			if !apartFrom(rows[n-1], rows[n]) {
				break
			}
		}
		columns = next
		n++
	}
	return n, columns
}

// maxTableRows and maxColumns bound a table: no page has more.
const (
	maxTableRows = 1000
	maxColumns   = 200
)

// apartFrom says whether a row stands so near the one above that both may be of one table.
func apartFrom(above, row tableRow) bool {
	gap := tableGap
	if min(len(above.blocks), len(row.blocks)) >= manyCells {
		gap = wideRows
	}
	return above.y0-row.y1 < gap*max(above.y1-above.y0, row.y1-row.y0)
}

// The widest gap between the rows of a table, in heights of a row: of any, and of those with many cells.
const (
	tableGap  = 2.0
	wideRows  = 5.0
	manyCells = 3
)

// widen adds a block to the columns: to the one that it overlaps, or to all that it joins, or as a new one.
func widen(columns []column, b *block) []column {
	mine := column{x0: b.x0, x1: b.x1}
	var out []column
	for _, c := range columns {
		if min(c.x1, mine.x1)-max(c.x0, mine.x0) > 0 {
			mine.x0, mine.x1 = min(mine.x0, c.x0), max(mine.x1, c.x1)
			continue
		}
		out = append(out, c)
	}
	out = append(out, mine)
	slices.SortFunc(out, func(a, b column) int { return cmp.Compare(a.x0, b.x0) })
	return out
}

func columnAt(columns []column, b *block) int {
	for i, c := range columns {
		if b.x0 >= c.x0 && b.x1 <= c.x1 {
			return i
		}
	}
	return 0
}

// takeNames gives the columns the names of those that stand at the same place on the page before.
func takeNames(columns, going []column) bool {
	if len(going) == 0 || len(columns) > len(going) {
		return false
	}
	for i := range columns {
		match := -1
		for j := range going {
			if math.Abs(columns[i].x0-going[j].x0) < sameColumn || math.Abs(columns[i].x1-going[j].x1) < sameColumn {
				match = j
			}
		}
		if match < 0 {
			return false
		}
		columns[i].name = going[match].name
	}
	return true
}

// sameColumn is how far the edges of a column on two pages may stand apart, in points.
const sameColumn = 2.0
