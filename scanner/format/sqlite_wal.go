package format

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Parts of a write-ahead log (https://www.sqlite.org/fileformat.html#the_write_ahead_log), in bytes.
const (
	walHeader      = 32
	walFrameHeader = 24
	walMagic       = 0x377f0682 // one more where checksums are over big-endian numbers
	maxWALPage     = 64 << 10
)

// withLog is the database as its write-ahead log says it is: of a database in use, what was written last is in a file beside it. It
// changes nothing where the object is no local file, or where there is no log. close is to be called.
func (f *sqliteFile) withLog(sink Sink) (close func()) {
	none := func() {}
	local, ok := f.at.(interface{ Name() string })
	if !ok {
		return none
	}
	log, err := os.OpenInRoot(filepath.Dir(local.Name()), filepath.Base(local.Name())+"-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return none
	}
	if err == nil {
		var info fs.FileInfo
		if info, err = log.Stat(); err == nil && info.Mode().IsRegular() {
			err = f.replay(log, info.Size())
		}
		if err == nil {
			return func() { log.Close() }
		}
		log.Close()
	}
	sink.Problem(&source.Problem{Reason: source.ReadError, Detail: "write-ahead log cannot be read", Err: err})
	return none
}

// replay finds the pages in a log up to its last commit. What follows a frame that is not whole does not count, as for SQLite itself.
func (f *sqliteFile) replay(log io.ReaderAt, size int64) error {
	if size < walHeader {
		return nil
	}
	header := make([]byte, walHeader)
	if _, err := log.ReadAt(header, 0); err != nil {
		return err
	}
	page := int64(binary.BigEndian.Uint32(header[8:]))
	sum := walSum{order: binary.LittleEndian}
	switch magic := binary.BigEndian.Uint32(header); {
	case magic&^1 != walMagic || page < 512 || page > maxWALPage || page&(page-1) != 0:
		return nil
	case magic&1 != 0:
		sum.order = binary.BigEndian
	}
	if sum.add(header[:24]); !sum.is(header[24:]) {
		return nil
	}
	pages, pending := map[int64]int64{}, map[int64]int64{}
	frame := make([]byte, walFrameHeader+page)
	for at := int64(walHeader); at+int64(len(frame)) <= size; at += int64(len(frame)) {
		if _, err := log.ReadAt(frame, at); err != nil {
			return err
		}
		sum.add(frame[:8])
		sum.add(frame[walFrameHeader:])
		if !sum.is(frame[16:]) || string(frame[8:16]) != string(header[16:24]) {
			break
		}
		pending[int64(binary.BigEndian.Uint32(frame))] = at + walFrameHeader
		if count := int64(binary.BigEndian.Uint32(frame[4:])); count > 0 { // a commit, after which the database has so many pages
			for number, at := range pending {
				pages[number] = at
			}
			clear(pending)
			f.size = count * page
		}
	}
	if len(pages) > 0 {
		f.at = &loggedPages{base: f.at, log: log, page: page, pages: pages}
	}
	return nil
}

// walSum is the checksum of a log, which runs on from frame to frame.
type walSum struct {
	order binary.ByteOrder
	a, b  uint32
}

func (s *walSum) add(b []byte) {
	for ; len(b) >= 8; b = b[8:] {
		s.a += s.order.Uint32(b) + s.b
		s.b += s.order.Uint32(b[4:]) + s.a
	}
}

func (s *walSum) is(b []byte) bool {
	return binary.BigEndian.Uint32(b) == s.a && binary.BigEndian.Uint32(b[4:]) == s.b
}

// loggedPages reads pages from the log where it has them, else from the database.
type loggedPages struct {
	base, log io.ReaderAt
	page      int64
	pages     map[int64]int64 // where each page stands in the log, by its number from 1
}

// ReadAt implements io.ReaderAt.
func (l *loggedPages) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) && err == nil {
		within := off % l.page
		part := p[n:min(len(p), n+int(l.page-within))]
		var k int
		if at, logged := l.pages[off/l.page+1]; logged {
			k, err = l.log.ReadAt(part, at+within)
		} else {
			k, err = l.base.ReadAt(part, off)
		}
		n, off = n+k, off+int64(k)
	}
	return n, err
}
