package format

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"runtime/debug"

	"modernc.org/sqlite"
	"modernc.org/sqlite/vfs"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// sqliteFormat reads SQLite databases (https://www.sqlite.org/fileformat.html): the rows of all tables and the text of the schema.
// Rows count from 1 in the order of the table. Blobs are read where they are text. Views are not read, nor virtual tables, whose
// content is in tables beside them; of those of a full-text search only the one with the texts is.
//
// The file is read through a window of its own and nothing is written. Beside a local file only its write-ahead log is read. Memory:
// 4 MiB of pages and the row at hand.
var sqliteFormat = Format{
	Name:  "sqlite",
	Title: "SQLite database",
	MIME:  "application/vnd.sqlite3",
	// Not .db, which many other formats are called, and encrypted databases.
	Extensions: []string{".sqlite", ".sqlite3", ".db3", ".s3db", ".sl3"},
	Places:     "cell",
	Tables:     ByRow,
	Outside:    true, // the write-ahead log
	Match:      func(h *Head) bool { return bytes.HasPrefix(h.Bytes, sqliteMagic) },
	Read:       readSQLite,
}

var sqliteMagic = []byte("SQLite format 3\x00")

// Limits of SQLite databases.
const (
	// maxSQLiteRow is how many bytes a row may have, or a value. SQLite itself allows 1 GB, which would have to be in memory.
	maxSQLiteRow = 64 << 20
	// maxSQLiteStatement is how many bytes of SQL a table may be made with: 2,000 columns, SQLite's most, take a tenth.
	maxSQLiteStatement = 1 << 20
	// leastSQLiteRow is how many bytes of the file a row takes at least: its pointer, its two lengths and its rowid. Where there are more
	// rows, pages stand in their tree more than once.
	leastSQLiteRow = 5
	// maxSQLiteGaps is how many damaged places are passed over; after that a damaged table is read up to there. Each takes some 60 queries.
	maxSQLiteGaps = 300
)

// sqliteSettings make SQLite careful: nothing of the schema is run, and pages are checked.
var sqliteSettings = []string{
	"PRAGMA trusted_schema = OFF", "PRAGMA query_only = ON", "PRAGMA cell_size_check = ON", "PRAGMA temp_store = MEMORY",
	"PRAGMA cache_size = -4096",
}

// sqliteLimits are run-time limits (https://www.sqlite.org/c3ref/c_limit_attached.html) by number: SQLITE_LIMIT_LENGTH,
// SQLITE_LIMIT_SQL_LENGTH, SQLITE_LIMIT_ATTACHED.
var sqliteLimits = map[int]int{0: maxSQLiteRow, 1: maxSQLiteStatement, 7: 0}

func readSQLite(ctx context.Context, in *Input, sink Sink) error {
	// SQLite is C in Go's clothes: a wild address is to be a panic like any other, not the end of the process.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	magic := make([]byte, len(sqliteMagic))
	if n, err := at.ReadAt(magic, 0); n < len(magic) && err != nil && !errors.Is(err, io.EOF) {
		return source.AsProblem(err, source.ReadError)
	}
	if !bytes.Equal(magic, sqliteMagic) {
		return source.Problemf(source.UnsupportedFileType, "no SQLite database, or an encrypted one")
	}
	file := &sqliteFile{at: at, size: size}
	defer file.withLog(sink)()
	if file.short() {
		sink.Problem(source.Problemf(source.MalformedFile, "file is shorter than its header says"))
	}
	name, system, err := vfs.New(file)
	if err != nil {
		return source.Problemf(source.InternalError, "SQLite does not start")
	}
	defer system.Close()
	connector, err := sqlite.NewConnector("file:" + sqliteName + "?mode=ro&immutable=1&vfs=" + name)
	if err != nil {
		return source.Problemf(source.InternalError, "SQLite does not start")
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err == nil {
		defer conn.Close()
		for id, limit := range sqliteLimits {
			if _, err := sqlite.Limit(conn, id, limit); err != nil {
				return source.Problemf(source.InternalError, "SQLite does not start")
			}
		}
		err = conn.Raw(func(c any) error {
			r := &sqliteReader{ctx: ctx, sink: sink, file: file, conn: c.(driver.QueryerContext), budget: in.Budget}
			r.cells = packer{sink: sink, block: in.Block}
			return r.read()
		})
	}
	switch {
	case err == nil:
		return nil
	case file.err != nil:
		return source.AsProblem(file.err, source.ReadError)
	case sqliteCode(err) >= 0: // its text may quote the schema
		return &source.Problem{Reason: source.MalformedFile, Detail: "database cannot be read", Err: err}
	}
	return err
}

// sqliteCode is the primary result code of an error of SQLite's (https://www.sqlite.org/rescode.html); -1 for other errors.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return -1
}
