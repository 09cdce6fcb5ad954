// Package ole reads compound files (MS-CFB, https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb), the containers of the
// documents that Office wrote before 2007, and the texts of two kinds of them: Word documents and presentations.
//
// A compound file is a small file system: storages with streams in them, each a chain of sectors. Open reads the table of all chains and
// the directory; a Stream gives random access to the bytes of one. What is cut off or runs in circles ends where it does, so that the
// rest of a damaged file can still be read. Nothing is held that is larger than the file's own tables.
package ole

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
)

const (
	// maxEntries is how many streams and storages a file may have: a message with thousands of recipients has some ten thousand.
	maxEntries = 1 << 18
	// maxDepth is how deep storages may stand in one another: messages in messages take two each.
	maxDepth = 100
	// maxAgain is how many times the bytes of the file may be read as streams. Streams of a sound file have no sector in common; what
	// is read twice here is small.
	maxAgain = 8
	// maxTable is the largest table of chains in sectors: of a file of 64 GiB.
	maxTable = 1 << 27
)

var (
	// ErrFormat says that a file is no compound file, or that no directory is left of it.
	ErrFormat = errors.New("not a compound file, or its directory is missing")
	// ErrShared says that streams lie over one another.
	ErrShared = errors.New("streams share their sectors")
)

var magic = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}

const (
	miniSector = 64
	entrySize  = 128
	lastSector = 0xfffffffa // the largest number of a sector, and what is no sector
)

var le = binary.LittleEndian

// File is a compound file.
type File struct {
	// Root is the storage that all others stand in.
	Root *Entry
	// Damaged says that tables or the directory are cut off or broken: what they led to is missing.
	Damaged bool

	at       io.ReaderAt
	size     int64
	sector   int64
	next     []uint32 // the table of chains: which sector follows
	nextMini []uint32 // of the small sectors, which stand in a stream of their own
	mini     *Stream
	cutoff   int64 // smaller streams are made of small sectors
	left     int64 // bytes that may still be opened as streams
}

// Entry is a stream or a storage.
type Entry struct {
	Name    string
	Storage bool
	Size    int64 // bytes of a stream, as declared
	Entries []*Entry

	start uint32
}

// Open reads the tables and the directory of the size bytes of at.
func Open(ctx context.Context, at io.ReaderAt, size int64) (*File, error) {
	header := make([]byte, 512)
	if n, err := at.ReadAt(header, 0); n < len(header) {
		if err != io.EOF {
			return nil, err
		}
		return nil, ErrFormat
	}
	shift := le.Uint16(header[30:])
	if string(header[:8]) != string(magic) || shift < 7 || shift > 16 {
		return nil, ErrFormat
	}
	f := &File{at: at, size: size, sector: 1 << shift, cutoff: int64(le.Uint32(header[56:]))}
	if f.cutoff == 0 || f.cutoff > 1<<20 {
		f.cutoff = 4096
	}
	f.left = maxAgain * size
	if err := f.readTable(ctx, header); err != nil {
		return nil, err
	}
	directory, err := f.readDirectory(ctx, le.Uint32(header[48:]))
	if err != nil {
		return nil, err
	}
	f.mini = f.stream(directory[0].start, directory[0].Size, false)
	chain := f.stream(le.Uint32(header[60:]), min(int64(le.Uint32(header[64:]))*f.sector, f.mini.Size()/miniSector*4+f.sector), false)
	table := make([]byte, chain.Size())
	n, err := chain.ReadAt(table, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	f.nextMini = appendTable(nil, table[:n])
	return f, nil
}

// sectors is how many sectors the file has, the last one perhaps cut.
func (f *File) sectors() int64 { return max((f.size+f.sector-1)/f.sector-1, 0) }

// readTable reads the table of chains, which stands in sectors that the header and more sectors list.
func (f *File) readTable(ctx context.Context, header []byte) error {
	buf := make([]byte, f.sector)
	limit := min(f.sectors(), maxTable)
	add := func(list []byte) error {
		for ; len(list) >= 4 && int64(len(f.next)) < limit; list = list[4:] {
			at := le.Uint32(list)
			if at > lastSector {
				continue
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			n, err := f.readSector(buf, at)
			if err != nil {
				return err
			}
			if n < len(buf) {
				f.Damaged = true
				for i := n; i < len(buf); i++ {
					buf[i] = 0xff
				}
			}
			f.next = appendTable(f.next, buf)
		}
		return nil
	}
	if err := add(header[76:512]); err != nil {
		return err
	}
	more := make([]byte, f.sector)
	for at, seen := le.Uint32(header[68:]), int64(0); at <= lastSector && int64(len(f.next)) < limit; seen++ {
		n, err := f.readSector(more, at)
		if err != nil {
			return err
		}
		if n < len(more) || seen > limit/int64(len(more)/4)+1 {
			f.Damaged = true
			break
		}
		if err := add(more[:len(more)-4]); err != nil {
			return err
		}
		at = le.Uint32(more[len(more)-4:])
	}
	return nil
}

func appendTable(table []uint32, b []byte) []uint32 {
	for ; len(b) >= 4; b = b[4:] {
		table = append(table, le.Uint32(b))
	}
	return table
}

// readSector reads a sector, or as much of it as the file has.
func (f *File) readSector(p []byte, sector uint32) (int, error) {
	n, err := f.at.ReadAt(p, (int64(sector)+1)*f.sector)
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// readDirectory reads the directory (2.6) and makes the tree of its entries; the first is the root.
func (f *File) readDirectory(ctx context.Context, start uint32) ([]*Entry, error) {
	chain := f.stream(start, maxEntries*entrySize, false)
	chain.size = min(int64(len(chain.chain))*f.sector, chain.size)
	raw := make([]byte, chain.Size())
	n, err := chain.ReadAt(raw, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	raw = raw[:n/entrySize*entrySize]
	if len(raw) == 0 {
		return nil, ErrFormat
	}
	all := make([]*Entry, len(raw)/entrySize)
	for i := range all {
		all[i] = parseEntry(raw[i*entrySize:], f.sector == 512)
	}
	f.Root = all[0]
	f.Root.Storage = true
	seen := make([]bool, len(all))
	seen[0] = true
	var storage func(parent *Entry, first uint32, depth int)
	storage = func(parent *Entry, first uint32, depth int) {
		// The entries of a storage are a tree, which is walked in order.
		var open []uint32
		for at := first; ctx.Err() == nil; {
			for ; at < uint32(len(all)) && !seen[at]; at = le.Uint32(raw[int(at)*entrySize+68:]) {
				seen[at] = true
				open = append(open, at)
			}
			if at <= lastSector && at >= uint32(len(all)) {
				f.Damaged = true
			}
			if len(open) == 0 {
				return
			}
			i := open[len(open)-1]
			open = open[:len(open)-1]
			e, r := all[i], raw[int(i)*entrySize:]
			if kind := r[66]; kind == 1 || kind == 2 {
				parent.Entries = append(parent.Entries, e)
				if kind == 1 && depth < maxDepth {
					storage(e, le.Uint32(r[76:]), depth+1)
				}
			}
			at = le.Uint32(r[72:])
		}
	}
	storage(f.Root, le.Uint32(raw[76:]), 0)
	return all, ctx.Err()
}

func parseEntry(b []byte, small bool) *Entry {
	n := min(int(le.Uint16(b[64:])), 64)
	units := make([]uint16, 0, 32)
	for i := 0; i+1 < n; i += 2 {
		if u := le.Uint16(b[i:]); u != 0 {
			units = append(units, u)
		}
	}
	e := &Entry{Name: string(utf16.Decode(units)), Storage: b[66] == 1, start: le.Uint32(b[116:]), Size: int64(le.Uint32(b[120:]))}
	if !small {
		e.Size |= int64(le.Uint32(b[124:])&0x7fffffff) << 32
	}
	return e
}

// Find is the stream or storage of that name in e, in any case; nil where there is none, or no e.
func (e *Entry) Find(name string) *Entry {
	if e == nil {
		return nil
	}
	for _, c := range e.Entries {
		if strings.EqualFold(c.Name, name) {
			return c
		}
	}
	return nil
}

// Open gives the bytes of a stream. Its size is what there is of it.
func (f *File) Open(e *Entry) (*Stream, error) {
	s := f.stream(e.start, e.Size, e.Size < f.cutoff)
	if f.left -= s.Size(); f.left < 0 {
		return nil, ErrShared
	}
	return s, nil
}

// stream follows a chain, as far as it goes and size needs it.
func (f *File) stream(start uint32, size int64, mini bool) *Stream {
	s := &Stream{f: f, mini: mini}
	unit, table, have := f.sector, f.next, f.sectors()
	if mini {
		unit, table, have = miniSector, f.nextMini, (f.mini.Size()+miniSector-1)/miniSector
	}
	wanted := min((size+unit-1)/unit, have)
	// A circle goes back to a sector more than once.
	var back map[uint32]bool
	for at := start; at <= lastSector && int64(at) < have && int64(len(s.chain)) < wanted; {
		s.chain = append(s.chain, at)
		if int64(at) >= int64(len(table)) {
			break
		}
		next := table[at]
		if next <= at {
			if next == at || back[next] {
				break
			}
			if back == nil {
				back = map[uint32]bool{}
			}
			back[next] = true
		}
		at = next
	}
	s.size = min(size, int64(len(s.chain))*unit)
	s.Cut = s.size < size
	return s
}

// Stream is a stream's bytes.
type Stream struct {
	// Cut says that the stream declares more bytes than there are.
	Cut bool

	f     *File
	mini  bool
	chain []uint32
	size  int64
}

// Size is how many bytes there are.
func (s *Stream) Size() int64 { return s.size }

// ReadAt implements io.ReaderAt.
func (s *Stream) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 || off >= s.size {
		return 0, io.EOF
	}
	unit := s.f.sector
	if s.mini {
		unit = miniSector
	}
	whole := len(p)
	p = p[:min(int64(len(p)), s.size-off)]
	for len(p) > 0 {
		// Sectors that follow each other are read at once.
		first := off / unit
		last := first
		for last+1 < int64(len(s.chain)) && s.chain[last+1] == s.chain[last]+1 && (last+1)*unit < off+int64(len(p)) {
			last++
		}
		from := int64(s.chain[first])*unit + off%unit
		want := p[:min(int64(len(p)), (last+1)*unit-off)]
		var m int
		if s.mini {
			m, err = s.f.mini.ReadAt(want, from)
		} else {
			m, err = s.f.at.ReadAt(want, from+unit)
		}
		n += m
		if m < len(want) {
			if err == nil {
				err = io.EOF
			}
			return n, err
		}
		p = p[m:]
		off += int64(m)
	}
	if n < whole {
		return n, io.EOF
	}
	return n, nil
}
