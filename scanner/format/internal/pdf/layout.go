package pdf

import (
	"bytes"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Cell is a piece of a page's text: a cell of a table whose columns have names, or what stands between tables.
type Cell struct {
	Text []byte
	// Name is the column's name; empty where it has none.
	Name []byte
	// Header says that the text is a column's name.
	Header bool
}

// Layout puts a page's characters together. In what comes out a line feed is the break of a line within a paragraph or cell; a tab
// stands between what stands side by side, and at the end of a line where another text begins, so that nothing that looks for a value
// takes two for one. Words that are broken over two lines are one again.
//
// A Layout goes through a document from page to page: a table that goes on keeps the names of its columns.
type Layout struct {
	// IsHeader says whether a row of a table holds the names of the columns beneath.
	IsHeader func(row [][]byte, below [][][]byte) bool

	columns []column // of the table with which the last page ended
}

// block is a paragraph or a cell: lines that a writer wrote one beneath the other.
type block struct {
	lines          []run
	x0, x1, y0, y1 float64
	turn           int
}

// Leading: the distance of the lines of a paragraph, in heights of a line.
const (
	leastLeading = 0.6
	mostLeading  = 2.1
	// wrapLeading is the widest leading of a wrapped number where nothing else says that its lines belong together.
	wrapLeading = 1.35
	// indent is how far the beginnings of a paragraph's lines may stand apart.
	indent = 0.3
)

// Page gives the text of a page in reading order.
func (l *Layout) Page(p *Page) []Cell {
	blocks := blocksOf(runs(p.Chars))
	tables, rest := l.tables(blocks)
	var cells []Cell
	var text []byte
	flush := func() {
		if len(text) > 0 {
			cells = append(cells, Cell{Text: text})
			text = nil
		}
	}
	var last *block
	for i := range blocks {
		if t := tables[i]; t != nil {
			flush()
			cells = append(cells, t.cells...)
			last = nil
			continue
		}
		if !rest[i] {
			continue
		}
		b := &blocks[i]
		if last != nil {
			if b.beside(last) {
				text = append(text, '\t')
			} else {
				text = append(text, "\t\n"...)
			}
		}
		text = append(text, b.text(beside(blocks, i), '\n', column{})...)
		last = b
	}
	flush()
	return cells
}

// blocksOf chains runs that follow one another.
func blocksOf(runs []run) (blocks []block) {
	for _, r := range runs {
		if n := len(blocks); n > 0 && blocks[n-1].goesOn(&r) {
			b := &blocks[n-1]
			b.lines = append(b.lines, r)
			b.x0, b.x1, b.y0, b.y1 = min(b.x0, r.x0), max(b.x1, r.x1), min(b.y0, r.y0), max(b.y1, r.y1)
			continue
		}
		blocks = append(blocks, block{lines: []run{r}, x0: r.x0, x1: r.x1, y0: r.y0, y1: r.y1, turn: r.turn})
	}
	return blocks
}

// goesOn says whether r is the next line of the block.
func (b *block) goesOn(r *run) bool {
	last := &b.lines[len(b.lines)-1]
	h := min(last.height(), r.height())
	if r.turn != last.turn || max(last.height(), r.height()) > 1.5*h {
		return false
	}
	if lead := (last.y0 - r.y0) / h; lead < leastLeading || lead > mostLeading {
		return false
	}
	left, right := math.Abs(r.x0-last.x0), math.Abs(r.x1-last.x1)
	middle := math.Abs(r.x0 + r.x1 - last.x0 - last.x1)
	if min(left, right, middle/2) <= indent*h {
		return true
	}
	// A paragraph may begin with an indent, and prose breaks where a line is full.
	return !last.single && !r.single && min(last.x1, r.x1)-max(last.x0, r.x0) > (last.x1-last.x0)/2
}

// beside says whether two blocks stand on one line.
func (b *block) beside(o *block) bool {
	return b.turn == o.turn && min(b.y1, o.y1)-max(b.y0, o.y0) >= sameLine*min(b.lines[0].height(), o.lines[0].height())
}

// beside says whether something stands to the left or to the right of block i, as in a table.
func beside(blocks []block, i int) bool {
	for j := max(0, i-nearBlocks); j < min(len(blocks), i+nearBlocks+1); j++ {
		if b, o := &blocks[i], &blocks[j]; j != i && b.beside(o) && (o.x0 >= b.x1 || o.x1 <= b.x0) {
			return true
		}
	}
	return false
}

// nearBlocks is how far in the order of the page the cells of a row stand apart.
const nearBlocks = 24

// text is the text of the block, its lines joined with sep. cell says that something stands beside it, in the column where it is known.
func (b *block) text(cell bool, sep byte, in column) []byte {
	cell = cell && len(b.lines) <= maxBroken
	var out []byte
	for i := range b.lines {
		r := &b.lines[i]
		if i == 0 {
			out = append(out, r.text...)
			continue
		}
		word := out[max(0, len(out)-maxWord):]
		word = word[bytes.LastIndexAny(word, " \n")+1:]
		rest, _, _ := bytes.Cut(r.text, []byte{' '})
		switch hyphen, soft := hyphenated(word, rest); {
		case soft:
			out = out[:len(out)-hyphen]
		case hyphen > 0:
		case len(word) == maxWord:
			out = append(out, sep)
		case b.broken(&b.lines[i-1], r) && oneWord(word, rest, cell), in.breaks && b.lines[i-1].single && sameWord(word, rest), len(word) > 1 && word[len(word)-1] == '@':
		case cell && isCode(word) && isCode(rest):
			out = append(out, ' ')
		case !cell && b.wrapped(&b.lines[i-1], r):
			out = append(out, ' ')
		case !cell && numbers(word, rest) && b.lines[i-1].y0-r.y0 > wrapLeading*r.height():
			out = append(out, "\t\n"...)
		default:
			out = append(out, sep)
		}
		out = append(out, r.text...)
	}
	return out
}

// hyphenated gives the length of the hyphen at the end of a line that goes on in the next one, and says whether it is there for
// the break alone. The hyphen of a number, a name or an address belongs to it.
func hyphenated(word, next []byte) (length int, soft bool) {
	last, n := utf8.DecodeLastRune(word)
	if last != '-' && last != '\u2010' && last != '\u00ad' {
		return 0, false
	}
	before, _ := utf8.DecodeLastRune(word[:len(word)-n])
	first, _ := utf8.DecodeRune(next)
	if !unicode.IsLetter(before) && !unicode.IsDigit(before) || !unicode.IsLetter(first) && !unicode.IsDigit(first) {
		return 0, false
	}
	return n, last == '\u00ad' || unicode.IsLower(first) && unicode.IsLetter(before) && !bytes.ContainsAny(word, "@:/_0123456789")
}

// broken says whether a word may have been broken between two lines because it is wider than its cell: then it has the first line for
// itself, fills it, and does not fit into a line.
func (b *block) broken(last, next *run) bool {
	width := b.x1 - b.x0 - next.firstChar/2
	return last.single && last.x1-b.x0+next.firstChar >= width && last.x1-last.lastWord+next.firstWord >= width
}

// wrapped says whether a line of prose ends between two words because the next one does not fit into it.
func (b *block) wrapped(last, next *run) bool {
	before, _ := utf8.DecodeLastRune(last.text)
	after, _ := utf8.DecodeRune(next.text)
	return unicode.IsLetter(before) && unicode.IsLetter(after) && bytes.Count(last.text, []byte{' '}) >= proseSpaces &&
		last.x1-b.x0+next.firstWord >= b.x1-b.x0
}

// proseSpaces is how many spaces a line has at least that is prose and no item of a list.
const proseSpaces = 5

// maxWord is how long a word may get that is put together.
const maxWord = 512

// maxBroken is over how many lines a value may be broken; what has more lines is a paragraph or a list.
const maxBroken = 6

// oneWord says whether two texts read like the parts of one value that cannot be broken at a space: an address, a link, a number.
func oneWord(a, b []byte, cell bool) bool {
	first, _ := utf8.DecodeRune(b)
	last, _ := utf8.DecodeLastRune(a)
	at, behind := bytes.IndexByte(a, '@') >= 0, bytes.IndexByte(b, '@') >= 0
	switch {
	case at && behind:
		return false
	case at || behind, bytes.Contains(a, []byte("://")):
		return true
	case isCode(a) && isCode(b):
		return cell && len(a) >= minBroken
	}
	return cell && len(a) >= minBroken && (strings.ContainsRune(joints, last) || strings.ContainsRune(joints, first) || bytes.IndexByte(a, '_') > 0) && !unicode.IsUpper(first)
}

// sameWord says whether two texts of a column that breaks words may be parts of one: a capital begins another.
func sameWord(a, b []byte) bool {
	first, _ := utf8.DecodeRune(b)
	last, _ := utf8.DecodeLastRune(a)
	return !unicode.IsUpper(first) || unicode.IsDigit(last)
}

// joints are signs within links and addresses that are no end of a sentence.
const joints = "._/"

// numbers says whether one number ends where another begins.
func numbers(a, b []byte) bool {
	last, _ := utf8.DecodeLastRune(a)
	first, _ := utf8.DecodeRune(b)
	return unicode.IsDigit(last) && unicode.IsDigit(first)
}

// minBroken is the length of the shortest first part of a number that is broken.
const minBroken = 8

// isCode says whether a text is made of capital letters and digits, and has some of the latter.
func isCode(b []byte) bool {
	digits := false
	for _, c := range b {
		digit := c >= '0' && c <= '9'
		if !digit && (c < 'A' || c > 'Z') {
			return false
		}
		digits = digits || digit
	}
	return digits
}
