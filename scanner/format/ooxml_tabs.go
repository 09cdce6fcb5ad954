package format

import (
	"bytes"
	"slices"

	"github.com/pii-scan/pii-scan/text"
)

// heldLines are paragraphs with tabs in them: those that follow one another may be a table, as its first ones tell.
type heldLines struct {
	lines [][]byte
	place []place
	bytes int
	scan  tableScan
	table *textTable // that is being read
}

// paragraph adds a paragraph. The cells of a table that is made of paragraphs with tabs are called by its header.
func (c *packer) paragraph(value []byte, p place) error {
	if c.tabs.table != nil && tableTabs.missing(value) {
		c.tabs.table = nil
	}
	switch {
	case c.tabs.table != nil:
		return c.tabRow(c.tabs.table, value, false)
	case tableTabs.missing(value):
		return c.add(bytes.TrimSpace(value), p)
	}
	h := &c.tabs
	h.lines, h.place = append(h.lines, bytes.Clone(value)), append(h.place, p)
	if h.bytes += len(value); h.bytes > maxHeldRows || len(h.lines) > headerRecords+tableSearch {
		return c.settle(true)
	}
	return nil
}

// settle adds the paragraphs that were held back; the table may go on behind them.
func (c *packer) settle(goesOn bool) error {
	h := &c.tabs
	h.table = nil
	if len(h.lines) == 0 {
		return nil
	}
	lines, places := h.lines, h.place
	h.lines, h.place, h.bytes = nil, nil, 0
	if h.scan.name == nil {
		var names nameSet
		h.scan.name = func(header []byte) *text.Name { return names.of(cutName(header)) }
	}
	var table *textTable
	for i, line := range lines {
		if table != nil {
			if err := c.tabRow(table, line, false); err != nil {
				return err
			}
			continue
		}
		if i < tableSearch && len(line) <= maxTableLine && headSign(line, nil) == tableTabs {
			if table = h.scan.begin(tableTabs, line, slices.Clone(lines[i+1:])); table != nil {
				if err := c.tabRow(table, line, true); err != nil {
					return err
				}
				continue
			}
		}
		if err := c.addNow(bytes.TrimSpace(line), places[i]); err != nil {
			return err
		}
	}
	if goesOn {
		h.table = table
	}
	return nil
}

// tabRow adds a row.
func (c *packer) tabRow(t *textTable, line []byte, header bool) error {
	var parts []textPart
	column := 0
	t.each(line, func(from, to int) {
		p := place{isName: header}
		if !header && column < len(t.names) {
			p.name = t.names[column]
		}
		if column++; to > from {
			parts = append(parts, textPart{text.Span{Start: int32(from), End: int32(to)}, p})
		}
	})
	return c.partsNow(line, parts)
}
