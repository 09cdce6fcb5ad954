package format

import "bytes"

// htmlHeadRow is which row of a table, whose tag ends at from, has the names of its columns though no element says so, from 0; negative where
// none has. t goes on for tableReach bytes, or to the end of the text. Tables that hold others are there for the look of a page.
func htmlHeadRow(t []byte, from int) int {
	t = t[:min(len(t), from+tableReach)]
	var rows [][][]byte
	width, inCell := 0, false
scan:
	for at := from; at < len(t) && len(rows) <= headerRecords; {
		tok, ok := nextMarkup(t, at, true)
		if !ok {
			break
		}
		at = tok.end
		n := len(rows) - 1
		switch tok.kind {
		case markupText, markupCDATA:
			if inCell {
				row := rows[n]
				cell := row[len(row)-1]
				if len(cell) > 0 {
					cell = append(cell, ' ')
				}
				row[len(row)-1] = append(cell, bytes.TrimSpace(t[tok.from:tok.to])...)
			}
		case markupStart, markupEnd:
			tag := markupName(t[tok.from:tok.to])
			name := string(bytes.ToLower(tag[:min(len(tag), 32)]))
			switch role := htmlElements[name]; {
			case role == htmlTable && tok.kind == markupStart:
				return -1
			case role == htmlTable:
				break scan
			case role == htmlRow, role == htmlCell:
				inCell = false
				if tok.kind == markupEnd {
					break
				}
				if role == htmlRow {
					rows = append(rows, nil)
				} else if n >= 0 && name == "td" && len(rows[n]) < maxHeaders {
					rows[n], inCell = append(rows[n], []byte{}), true
					width = max(width, len(rows[n]))
				} else if name == "th" && n <= 0 {
					return -1 // the table has headers
				}
			}
		}
	}
	for i, row := range rows[:min(len(rows), headerSearch)] {
		if len(row) < max(2, (width+1)/2) {
			continue
		}
		below := rows[i+1:]
		if len(below) < 2 || !isHeader(row, below) || width == 2 && !allKnown(row) {
			break
		}
		return i
	}
	return -1
}

// allKnown says whether all cells are words that columns are named with. In a table of two columns a pair of a name and what it is called is else
// taken for two names.
func allKnown(row [][]byte) bool {
	for _, cell := range row {
		if !isKnownName(string(cell)) {
			return false
		}
	}
	return true
}
