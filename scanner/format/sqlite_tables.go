package format

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/plain"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// sqliteReader reads the tables of one database.
type sqliteReader struct {
	ctx    context.Context
	sink   Sink
	file   *sqliteFile
	conn   driver.QueryerContext
	budget *Budget
	cells  packer

	made    int64 // bytes of text
	gaps    int   // damaged places passed over
	scratch []byte
}

// sqliteTable is a table as the schema has it.
type sqliteTable struct {
	name, sql string
	virtual   bool
	columns   []sqliteColumn
	rowid     string // what its rowid can be called; empty where it has none
}

type sqliteColumn struct {
	number int32 // from 1, computed ones counted
	name   string
	called *text.Name
}

func (r *sqliteReader) read() error {
	for _, statement := range sqliteSettings {
		if err := r.query(statement, nil, func([]driver.Value) error { return nil }); err != nil {
			return err
		}
	}
	tables, err := r.schema()
	if sqliteCode(err) >= 0 && r.file.err == nil {
		// With this setting SQLite makes do with a file that is too short, or a schema of which it does not understand a part.
		r.damaged("database is damaged", err)
		if err = r.query("PRAGMA writable_schema = ON", nil, func([]driver.Value) error { return nil }); err == nil {
			tables, err = r.schema()
		}
	}
	if err != nil {
		return err
	}
	for i := range tables {
		if !readableSQLite(tables, &tables[i]) {
			continue
		}
		if err := r.table(tables, &tables[i]); err != nil {
			if sqliteCode(err) < 0 || r.file.err != nil {
				return err
			}
			r.damaged("table cannot be read", err)
		}
	}
	return r.cells.flush()
}

// damaged tells of something that is read in part.
func (r *sqliteReader) damaged(detail string, err error) {
	reason := source.MalformedFile
	if sqliteCode(err) == sqliteTooBig {
		reason, detail = source.MalformedOrTooLarge, fmt.Sprintf("row of more than %d bytes", maxSQLiteRow)
	}
	r.sink.Problem(&source.Problem{Reason: reason, Detail: detail, Err: err})
}

// sqliteTooBig is SQLITE_TOOBIG.
const sqliteTooBig = 18

// query calls each with every row of a statement's result.
func (r *sqliteReader) query(statement string, args []driver.NamedValue, each func(row []driver.Value) error) (err error) {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	rows, err := r.conn.QueryContext(r.ctx, statement, args)
	if err != nil {
		return err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	row := make([]driver.Value, len(rows.Columns()))
	for {
		switch err := rows.Next(row); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

// schema hands over the statements of the schema as text, and gives the tables.
func (r *sqliteReader) schema() (tables []sqliteTable, err error) {
	const sheet, column = "sqlite_schema", 5 // its column sql
	if err := r.cells.turn(sheet, 0); err != nil {
		return nil, err
	}
	called := &text.Name{Text: "sql"}
	n := int64(0)
	err = r.query("SELECT type, name, sql, rootpage FROM sqlite_schema", nil, func(row []driver.Value) error {
		n++
		kind, _ := row[0].(string)
		name, _ := row[1].(string)
		statement, _ := row[2].(string)
		page, _ := row[3].(int64)
		if kind == "table" {
			tables = append(tables, sqliteTable{name: name, sql: statement, virtual: page == 0})
		}
		return r.add([]byte(statement), place{row: n, column: column, name: called})
	})
	return tables, err
}

// ftsShadows are the endings of the tables that are the index of a full-text search, and hold no text that is not in its content.
var ftsShadows = []string{"_data", "_idx", "_docsize", "_config", "_segments", "_segdir", "_stat"}

// readableSQLite says whether a table is to be read.
func readableSQLite(tables []sqliteTable, t *sqliteTable) bool {
	if t.virtual || strings.HasPrefix(strings.ToLower(t.name), "sqlite_") {
		return false
	}
	return !slices.ContainsFunc(ftsShadows, func(ending string) bool {
		name, has := strings.CutSuffix(t.name, ending)
		return has && searched(tables, name) != nil
	})
}

// searched is the full-text search of a name; nil if there is none.
func searched(tables []sqliteTable, name string) *sqliteTable {
	for i := range tables {
		if t := &tables[i]; t.virtual && strings.EqualFold(t.name, name) && strings.Contains(strings.ToLower(t.sql), "using fts") {
			return t
		}
	}
	return nil
}

// columns asks for the columns of a table, but for those that are computed.
func (r *sqliteReader) columns(tables []sqliteTable, t *sqliteTable) error {
	const number, name, hidden, stored = 0, 1, 6, 3 // the results' columns, and what hidden is for a computed column that is stored
	parent := &text.Name{Text: cutName([]byte(t.name))}
	rowids := []string{"_rowid_", "rowid", "oid"}
	err := r.query("PRAGMA table_xinfo("+quoteSQLite(t.name)+")", nil, func(row []driver.Value) error {
		column, _ := row[name].(string)
		rowids = slices.DeleteFunc(rowids, func(s string) bool { return strings.EqualFold(s, column) })
		if how, _ := row[hidden].(int64); how == 0 || how == stored {
			n, _ := row[number].(int64)
			t.columns = append(t.columns, sqliteColumn{int32(n + 1), column, &text.Name{Text: cutName([]byte(column)), Parent: parent}})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if base, is := strings.CutSuffix(t.name, "_content"); is {
		if search := searched(tables, base); search != nil {
			search.callContent(t)
		}
	}
	if len(rowids) > 0 {
		// A table without rowids does not know the name.
		none := func([]driver.Value) error { return nil }
		if r.query("SELECT "+rowids[0]+" FROM "+quoteSQLite(t.name)+" LIMIT 0", nil, none) == nil {
			t.rowid = rowids[0]
		}
	}
	return nil
}

// callContent gives the columns of a full-text search's content, which are called c0, c1 or c0subject, their names in the search.
func (t *sqliteTable) callContent(content *sqliteTable) {
	var names []string
	if _, list, found := strings.Cut(t.sql, "("); found {
		for _, part := range strings.Split(list, ",") {
			if name := strings.Trim(strings.TrimSpace(part), "\"'`[]) "); name != "" && !strings.Contains(name, "=") {
				name, _, _ = strings.Cut(name, " ")
				names = append(names, strings.Trim(name, "\"'`[]"))
			}
		}
	}
	parent := &text.Name{Text: cutName([]byte(t.name))}
	for i := range content.columns {
		c := &content.columns[i]
		for k, name := range names {
			if c.name == "c"+strconv.Itoa(k) || c.name == "c"+strconv.Itoa(k)+name {
				c.called = &text.Name{Text: cutName([]byte(name)), Parent: parent}
			}
		}
	}
}

// quoteSQLite writes a name so that it is nothing else.
func quoteSQLite(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// table reads the rows of a table. Damaged places are passed over by their rowids.
func (r *sqliteReader) table(tables []sqliteTable, t *sqliteTable) error {
	if err := r.columns(tables, t); err != nil {
		return err
	}
	if len(t.columns) == 0 {
		return nil
	}
	if err := r.cells.turn(t.name, 0); err != nil {
		return err
	}
	scan := sqliteScan{sqliteReader: r, table: t, last: math.MinInt64}
	for {
		err := scan.run()
		if err == nil || sqliteCode(err) < 0 || r.file.err != nil {
			return err
		}
		r.damaged("table cannot be read in full", err)
		if r.gaps++; t.rowid == "" || r.gaps > maxSQLiteGaps || !scan.skip() {
			return nil
		}
	}
}

// sqliteScan is the reading of one table.
type sqliteScan struct {
	*sqliteReader
	table *sqliteTable
	row   int64 // the last one's number
	last  int64 // and its rowid
}

// run reads rows behind the last one.
func (s *sqliteScan) run() error {
	t := s.table
	var b strings.Builder
	b.WriteString("SELECT ")
	b.WriteString(orNull(t.rowid))
	for _, c := range t.columns {
		// With the plus it is no column any more, whose declared type would change what is read.
		b.WriteString(", +" + quoteSQLite(c.name))
	}
	b.WriteString(" FROM " + quoteSQLite(t.name) + " NOT INDEXED")
	var args []driver.NamedValue
	if s.last != math.MinInt64 {
		b.WriteString(" WHERE " + t.rowid + " > ?")
		args = []driver.NamedValue{{Ordinal: 1, Value: s.last}}
	}
	return s.query(b.String(), args, s.values)
}

func orNull(name string) string {
	if name == "" {
		return "NULL"
	}
	return name
}

// values hands over a row.
func (s *sqliteScan) values(row []driver.Value) error {
	s.row++
	if id, ok := row[0].(int64); ok {
		if id <= s.last && s.row > 1 {
			return source.Problemf(source.MalformedFile, "rows out of order")
		}
		s.last = id
	}
	if s.row > s.file.size/leastSQLiteRow {
		return source.Problemf(source.MalformedFile, "more rows than fit into the file")
	}
	const often = 1024
	if s.row%often == 0 && s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	for i, v := range row[1:] {
		b := s.scratch[:0]
		switch v := v.(type) {
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case float64:
			b = plain.Float(b, v, 64)
		case string:
			b = append(b, v...)
		case []byte:
			b = plain.IfText(b, v)
		}
		if err := s.add(b, place{row: s.row, column: s.table.columns[i].number, name: s.table.columns[i].called}); err != nil {
			return err
		}
		if cap(b) <= MarginAfter {
			s.scratch = b
		}
	}
	return nil
}

// skip goes behind what cannot be read after the last row. First that is tried as a single row, then as a page: the rowid that can be
// read again is searched for by halves.
func (s *sqliteScan) skip() bool {
	if id, err := s.next(s.last); err == nil {
		if id == math.MaxInt64 {
			return false
		}
		s.last = id
		return true
	}
	low, high := s.last, int64(math.MaxInt64) // behind low nothing can be read, behind high something or nothing more
	found := false
	for range 64 {
		middle := low/2 + high/2 + (low%2+high%2)/2
		if middle <= low || middle >= high {
			break
		}
		if id, err := s.next(middle); err == nil {
			found = found || id < math.MaxInt64
			high = middle
		} else {
			low = middle
		}
	}
	s.last = high
	return found
}

// next is the rowid behind another; the greatest number where there is none.
func (s *sqliteScan) next(last int64) (id int64, err error) {
	id = math.MaxInt64
	t := s.table
	statement := "SELECT " + t.rowid + " FROM " + quoteSQLite(t.name) + " NOT INDEXED WHERE " + t.rowid + " > ? ORDER BY 1 LIMIT 1"
	err = s.query(statement, []driver.NamedValue{{Ordinal: 1, Value: last}}, func(row []driver.Value) error {
		id, _ = row[0].(int64)
		return nil
	})
	return id, err
}

// add adds a value of the table at hand.
func (r *sqliteReader) add(value []byte, p place) error {
	r.made += int64(len(value))
	if b := r.budget; b != nil && r.made > orDefault(b.RatioAfter, RatioAfter) && r.made/orDefault(b.Ratio, MaxRatio) > r.file.size {
		return source.Problemf(source.RatioOverLimit, "more text than a file of this size should have")
	}
	return r.cells.add(value, p)
}
