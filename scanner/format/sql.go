package format

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/pii-scan/pii-scan/text"
)

// sqlFormat reads SQL as text, and the rows in it (INSERT ... VALUES, and the lines of PostgreSQL's COPY ... FROM stdin) as those of a
// table: values called by the columns that the statement, or a CREATE TABLE before it, names. So it reads what mysqldump, pg_dump,
// sqlite3 .dump and their like write. Rows count from 1 for each table. Whatever is not understood is text like all the rest.
var sqlFormat = Format{
	Name:       "sql",
	Title:      "SQL dump",
	MIME:       "application/sql",
	Extensions: sqlExtensions,
	Places:     "cell, line",
	Tables:     ByRow,
	Match:      matchSQL,
	Read:       readSQL,
}

var sqlExtensions = []string{".sql", ".ddl", ".hql"}

// Limits of SQL, in bytes where nothing else is said.
const (
	// maxSQLHead is how long a statement may be up to its first row, and a CREATE TABLE as a whole: 4,096 columns, MySQL's most, need
	// less. What is longer is text.
	maxSQLHead = 256 << 10
	// maxSQLRow is how long a row may be; a longer one, and what follows in its statement, is text.
	maxSQLRow = 1 << 20
	// maxSQLTables is how many tables have names and places for their values; maxSQLColumns how many columns each of them.
	maxSQLTables  = 10_000
	maxSQLColumns = 4096
	// freeTurns is how many times rows may be followed by those of another table, and turnBytes after how many bytes once more. Where
	// tables alternate more often than that, as in a log of statements, values have names and no places: each turn cuts a block.
	freeTurns = 64
	turnBytes = 16 << 10
)

// sqlBanners are how dumps begin, whatever they are called.
var sqlBanners = []string{
	"-- MySQL dump", "-- MariaDB dump", "/*M!999999", "--\n-- PostgreSQL database", "-- phpMyAdmin SQL Dump", "-- Adminer ",
	"PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;", "PRAGMA foreign_keys=OFF;\r\nBEGIN TRANSACTION;",
}

func matchSQL(h *Head) bool {
	if h.named(sqlExtensions...) {
		return !h.binary()
	}
	start := h.first()
	return slices.ContainsFunc(sqlBanners, func(b string) bool { return bytes.HasPrefix(start, []byte(b)) })
}

func readSQL(ctx context.Context, in *Input, sink Sink) error {
	c, head := newCutter(ctx, in, sink)
	r := &sqlReader{cutter: c, tables: map[string]*sqlTable{}, fresh: true}
	start := bytes.ToLower(head[:min(len(head), 4<<10)])
	r.escapes = bytes.Contains(start, []byte("-- mysql dump")) || bytes.Contains(start, []byte("-- mariadb dump"))
	return c.close(r.read())
}

// sqlTable is a table of a dump.
type sqlTable struct {
	sheet   string
	parent  *text.Name
	columns []*text.Name // in the order of the table, as far as it is known
	numbers map[string]int32
	list    string  // of the columns in the last statement
	order   []int32 // the numbers of those columns, from 1
	rows    int64   // seen so far
}

// number is the number of a column, from 1; 0 where there are too many.
func (t *sqlTable) number(name string) int32 {
	key := strings.ToLower(name)
	n, known := t.numbers[key]
	if !known && len(t.columns) < maxSQLColumns {
		t.columns = append(t.columns, &text.Name{Text: name, Parent: t.parent})
		n = int32(len(t.columns))
		t.numbers[key] = n
	}
	return n
}

// sqlPlace is what a field's place is made of; without a table it is text.
type sqlPlace struct {
	table  *sqlTable
	name   *text.Name
	row    int64 // 0 where places are given up
	column int32
}

// sqlLayout is the layout of a block of SQL.
type sqlLayout []sqlPlace

// Field implements text.Layout.
func (l sqlLayout) Field(i int) text.Field {
	p := l[i]
	f := text.Field{Name: p.name}
	if p.row > 0 {
		f.Row, f.Column, f.Sheet = p.row, int(p.column), p.table.sheet
	}
	return f
}

// Name implements text.Layout.
func (l sqlLayout) Name(i int) *text.Name { return l[i].name }

// sqlReader cuts SQL into blocks that end between rows or lines.
type sqlReader struct {
	*cutter
	tables  map[string]*sqlTable
	escapes bool // a backslash in a string escapes what follows, as in MySQL
	turns   int64
	last    *sqlTable // whose rows came last
	loose   bool      // they have no places

	layout sqlLayout // of the block at hand
	cells  *sqlTable // the table of the cells in the block at hand; nil where there are none
	pos    int       // in the block: what stands before is in fields
	fresh  bool      // a statement may begin at pos
}

func (r *sqlReader) read() error {
	for {
		s, err := r.prose()
		if err != nil {
			return err
		}
		switch s.kind {
		case sqlNothing:
			n := len(r.text())
			return r.cutRows(n, n, n)
		case sqlCopy:
			err = r.lines(s)
		default:
			err = r.rows(s)
		}
		if err != nil {
			return err
		}
	}
}

// cutRows hands over what the block holds up to end.
func (r *sqlReader) cutRows(end, raw, keep int) error {
	layout := r.layout
	r.layout, r.cells = nil, nil
	if r.pos -= keep; r.pos < 0 {
		r.pos = 0
	}
	if len(layout) == 0 {
		return r.cut(nil, end, raw, keep)
	}
	return r.cut(layout, end, raw, keep)
}

// prose takes in text up to the first row of a statement that has any, or to the end of the input.
func (r *sqlReader) prose() (sqlStatement, error) {
	from, at := r.pos, r.pos
	for {
		r.fill(at + r.size + MarginAfter)
		for line := at; ; {
			if r.fresh {
				s := r.statement(line)
				if s.kind == sqlCreate {
					r.create(s)
				} else if s.kind != sqlNothing {
					return r.begin(s, from)
				}
			}
			k := bytes.IndexByte(r.text()[line:], '\n')
			if r.fresh = k >= 0; !r.fresh {
				break
			}
			line += k + 1
		}
		moved, err := r.cutCells(from)
		if err != nil {
			return sqlStatement{}, err
		}
		from, at = from-moved, at-moved
		t := r.text()
		if r.eof {
			r.field(from, len(t), sqlPlace{})
			return sqlStatement{}, nil
		}
		own := ownEdge(t, at, at+r.size)
		r.fresh = r.fresh || t[own-1] == '\n'
		end := runeEdge(t, len(t))
		r.field(from, end, sqlPlace{})
		keep := runeEdge(t, max(from, own-MarginBefore))
		if err := r.cutRows(own, end, keep); err != nil {
			return sqlStatement{}, err
		}
		from, at = 0, own-keep
	}
}

// cutCells hands over the cells in the block, if there are any, which end at end: a segment with cells is of one table, and its last
// field is one of them. It says how far the text moved.
func (r *sqlReader) cutCells(end int) (moved int, err error) {
	if r.cells == nil || end == 0 {
		return 0, nil
	}
	return end, r.cutRows(end, end, end)
}

// begin adds the text from from on up to the first row of s as a field.
func (r *sqlReader) begin(s sqlStatement, from int) (sqlStatement, error) {
	s.table = r.table(s.name)
	if s.table != nil {
		s.table.arrange(r.text()[s.list.Start:s.list.End], s.columns)
	}
	if s.table != r.last {
		r.turns++
		r.last, r.loose = s.table, r.turns > freeTurns+(r.order+int64(s.end))/turnBytes
	}
	s.loose = r.loose
	if s.loose || r.cells != s.table {
		moved, err := r.cutCells(from)
		if err != nil {
			return s, err
		}
		s.end -= moved
		from -= moved
	}
	r.field(from, s.end, sqlPlace{})
	r.pos = s.end
	return s, nil
}

// create notes the columns of a table.
func (r *sqlReader) create(s sqlStatement) {
	if t := r.table(s.name); t != nil {
		for _, name := range s.columns {
			t.number(name)
		}
	}
}

// table is the table of a name; nil where there are too many.
func (r *sqlReader) table(name string) *sqlTable {
	key := strings.ToLower(name)
	t := r.tables[key]
	if t == nil && len(r.tables) < maxSQLTables {
		t = &sqlTable{sheet: name, parent: &text.Name{Text: name}, numbers: map[string]int32{}}
		r.tables[key] = t
	}
	return t
}

// arrange says which columns the values of the next rows stand in: those in the list, or all as the table has them.
func (t *sqlTable) arrange(list []byte, columns []string) {
	if string(list) == t.list && len(t.order) > 0 {
		return
	}
	t.list, t.order = string(list), nil
	for _, name := range columns {
		t.order = append(t.order, t.number(name))
	}
}

// at is the place of value i of a row.
func (s *sqlStatement) at(i int, row int64) sqlPlace {
	t := s.table
	if t == nil {
		return sqlPlace{}
	}
	p := sqlPlace{table: t, column: int32(min(i+1, maxSQLColumns))}
	if len(t.order) > 0 {
		if i >= len(t.order) {
			return sqlPlace{}
		}
		p.column = t.order[i]
	}
	if p.column > 0 && int(p.column) <= len(t.columns) {
		p.name = t.columns[p.column-1]
	}
	if !s.loose && p.column > 0 {
		p.row = row
	}
	return p
}

// field adds what stands in the text as a field.
func (r *sqlReader) field(start, end int, p sqlPlace) {
	if end > start {
		r.b.field(start, end)
		r.layout = append(r.layout, p)
	}
}
