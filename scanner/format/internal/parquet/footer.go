package parquet

import "github.com/pii-scan/pii-scan/scanner/source"

// parse reads the file's metadata but its groups of rows.
func (f *File) parse(footer []byte) error {
	c := compact{b: footer}
	var elements []element
	var tooMany bool
	c.fields(func(id int) bool {
		switch id {
		case 2<<fieldNumber | fieldList:
			c.list(kindStruct, func() {
				if tooMany = tooMany || len(elements) == maxElements; tooMany {
					c.fail()
					return
				}
				elements = append(elements, parseElement(&c))
			})
		case 4<<fieldNumber | fieldList:
			f.groups = c
			c.list(kindStruct, func() { c.fields(func(int) bool { return false }) })
		case 5<<fieldNumber | fieldList:
			c.list(kindStruct, func() { f.Pairs = append(f.Pairs, parsePair(&c)) })
		default:
			return false
		}
		return true
	})
	switch {
	case tooMany:
		return source.Problemf(source.MalformedOrTooLarge, "schema of more than %d elements", maxElements)
	case c.failed || len(elements) == 0:
		return malformed("footer is damaged")
	}
	if f.groups.b != nil {
		f.left, _ = f.groups.listHead()
	}
	return f.columns(elements)
}

func parsePair(c *compact) (p Pair) {
	c.fields(func(id int) bool {
		switch id {
		case 1<<fieldNumber | fieldBinary:
			p.Key = c.bytes()
		case 2<<fieldNumber | fieldBinary:
			p.Value = c.bytes()
		default:
			return false
		}
		return true
	})
	return p
}

// Group is a group of rows.
type Group struct {
	// Row is how many rows the groups before have.
	Row    int64
	Chunks []ChunkInfo // of all columns, in order
}

// ChunkInfo says where the values of a column are.
type ChunkInfo struct {
	// Encrypted says that they cannot be read.
	Encrypted bool
	// Elsewhere says that they are in another file.
	Elsewhere bool

	physical   int64
	codec      int64
	values     int64 // empty ones included
	size       int64
	data       int64 // offset of the first page with values
	dictionary int64 // offset of the dictionary; 0 where none is known of
}

// NextGroup reads about the next group of rows; nil after the last. It is valid until the next call.
func (f *File) NextGroup() (*Group, error) {
	if f.left == 0 {
		return nil, nil
	}
	f.left--
	g := &f.group
	*g = Group{Row: f.row, Chunks: g.Chunks[:0]}
	c := &f.groups
	c.fields(func(id int) bool {
		switch id {
		case 1<<fieldNumber | fieldList:
			c.list(kindStruct, func() {
				if info := parseChunk(c); len(g.Chunks) < len(f.Columns) {
					g.Chunks = append(g.Chunks, info)
				}
			})
		case 3<<fieldNumber | fieldI64:
			f.row += max(c.int(), 0)
		default:
			return false
		}
		return true
	})
	if c.failed { // parse has been here, so this cannot be
		return nil, malformed("footer is damaged")
	}
	return g, nil
}

func parseChunk(c *compact) (info ChunkInfo) {
	c.fields(func(id int) bool {
		switch id {
		case 1<<fieldNumber | fieldBinary:
			info.Elsewhere = len(c.bytes()) > 0
		case 3<<fieldNumber | fieldStruct:
			parseChunkMeta(c, &info)
		case 8<<fieldNumber | fieldStruct:
			info.Encrypted = true
			return false
		default:
			return false
		}
		return true
	})
	return info
}

func parseChunkMeta(c *compact, info *ChunkInfo) {
	c.fields(func(id int) bool {
		switch id {
		case 1<<fieldNumber | fieldI32:
			info.physical = c.int()
		case 4<<fieldNumber | fieldI32:
			info.codec = c.int()
		case 5<<fieldNumber | fieldI64:
			info.values = c.int()
		case 7<<fieldNumber | fieldI64:
			info.size = c.int()
		case 9<<fieldNumber | fieldI64:
			info.data = c.int()
		case 11<<fieldNumber | fieldI64:
			info.dictionary = c.int()
		default:
			return false
		}
		return true
	})
}
