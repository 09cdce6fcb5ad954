package format

import (
	"bytes"
	"encoding/binary"
	"io"
	"io/fs"
	"time"
)

// sqliteName is what SQLite knows the file as.
const sqliteName = "database"

// sqliteFile shows SQLite one file and nothing beside it. It is a file system, the file and what is known of it at once.
type sqliteFile struct {
	at   io.ReaderAt
	size int64
	err  error // what broke reading
}

// short says that the file lacks a part of its pages, which SQLite would take for zeros.
func (f *sqliteFile) short() bool {
	header := make([]byte, 100)
	if _, err := f.ReadAt(header, 0); err != nil {
		return true
	}
	page := int64(binary.BigEndian.Uint16(header[16:]))
	if page == 1 {
		page = 64 << 10
	}
	pages := int64(binary.BigEndian.Uint32(header[28:]))
	// Versions before 3.7 did not keep the number of pages, which shows in two counters that differ.
	known := bytes.Equal(header[24:28], header[92:96])
	return page > 0 && f.size%page != 0 || known && pages*page > f.size
}

// Open implements fs.FS.
func (f *sqliteFile) Open(name string) (fs.File, error) {
	if name != sqliteName {
		return nil, fs.ErrNotExist
	}
	return &sqliteHandle{SectionReader: io.NewSectionReader(f, 0, f.size), file: f}, nil
}

// ReadAt implements io.ReaderAt.
func (f *sqliteFile) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.at.ReadAt(p, off)
	if err != nil && err != io.EOF && n < len(p) {
		f.err = err
	}
	return n, err
}

func (f *sqliteFile) Name() string       { return sqliteName }
func (f *sqliteFile) Size() int64        { return f.size }
func (f *sqliteFile) Mode() fs.FileMode  { return 0o400 }
func (f *sqliteFile) ModTime() time.Time { return time.Time{} }
func (f *sqliteFile) IsDir() bool        { return false }
func (f *sqliteFile) Sys() any           { return nil }

// sqliteHandle is the file, open.
type sqliteHandle struct {
	*io.SectionReader
	file *sqliteFile
}

func (h *sqliteHandle) Stat() (fs.FileInfo, error) { return h.file, nil }
func (h *sqliteHandle) Close() error               { return nil }
