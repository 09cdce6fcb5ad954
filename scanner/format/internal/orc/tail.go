package orc

import (
	"bytes"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Magic begins every file, and ends its postscript.
const Magic = "ORC"

// tail is what stands at the end of a file: the footer, and the postscript that says how to read it. The messages are those of
// https://github.com/apache/orc-format/blob/main/src/main/proto/orc/proto/orc_proto.proto.
type tail struct {
	codec     codec
	chunk     int64 // the largest size of a chunk, unpacked
	stripes   []stripeInfo
	types     []typeInfo
	metadata  []Metadata
	encrypted bool
}

// stripeInfo says where the parts of a stripe are.
type stripeInfo struct {
	offset, index, data, footer int64
	rows                        int64
}

// typeInfo is a type of the schema as it stands in the footer.
type typeInfo struct {
	kind     kind
	children []int
	names    []string
}

// readTail reads the postscript, then the footer, and makes the schema.
func (f *File) readTail() error {
	if f.size < int64(2*len(Magic)) {
		return malformed("too short")
	}
	n := min(f.size, maxPostscript+1)
	end, err := f.readAt(f.size-n, int(n))
	if err != nil {
		return err
	}
	length := int(end[len(end)-1])
	if length >= len(end) {
		return malformed("no postscript")
	}
	postscript := end[len(end)-1-length : len(end)-1]
	var footer, chunk uint64
	var kind uint64
	magic := false
	err = eachField(postscript, func(num protowire.Number, v uint64, b []byte) error {
		switch num {
		case 1:
			footer = v
		case 2:
			kind = v
		case 3:
			chunk = v
		case 8000:
			magic = string(b) == Magic
		}
		return nil
	})
	if err != nil || !magic && !bytes.HasPrefix(end, []byte(Magic)) && !f.startsWithMagic() {
		return malformed("no postscript")
	}
	f.tail.codec, f.tail.chunk = codec(kind), int64(min(chunk, maxChunk))
	if f.tail.codec == lzo {
		return &damage{source.Problemf(source.UnsupportedFileType, "ORC compressed with LZO")}
	}
	if f.tail.codec > zstandard {
		return &damage{source.Problemf(source.UnsupportedFileType, "ORC of an unknown compression")}
	}
	if f.tail.codec != none && chunk == 0 {
		f.tail.chunk = defaultChunk
	}
	f.inflate = newInflater(f.tail.codec, int(f.tail.chunk))
	behind := f.size - int64(length) - 1
	if footer > uint64(behind) {
		return malformed("footer lies outside the file")
	}
	b, err := f.unpackTail(behind-int64(footer), int64(footer))
	if err != nil {
		return err
	}
	if err := f.tail.parseFooter(b, behind-int64(footer)); err != nil {
		return err
	}
	f.root, err = f.tail.schema()
	return err
}

// startsWithMagic is asked for files of writers before version 0.12, whose postscript has no magic.
func (f *File) startsWithMagic() bool {
	b, err := f.readAt(0, len(Magic))
	return err == nil && string(b) == Magic
}

// unpackTail reads a footer, which is compressed like everything else.
func (f *File) unpackTail(off, n int64) ([]byte, error) {
	if n > maxTail {
		return nil, overLimit("footer of more than %d bytes", int64(maxTail))
	}
	s := &stream{f: f, at: off, end: off + n, ahead: int(n)}
	var out []byte
	for {
		more, err := s.chunk()
		if err != nil || !more {
			return out, err
		}
		if len(out)+len(s.buf) > maxTail {
			return nil, overLimit("footer of more than %d bytes", int64(maxTail))
		}
		out = append(out, s.buf...)
	}
}

// parseFooter takes what is needed out of a footer. Stripes lie before end, one behind the other.
func (t *tail) parseFooter(b []byte, end int64) error {
	at := int64(0)
	return eachField(b, func(num protowire.Number, _ uint64, b []byte) error {
		switch num {
		case 3:
			var s stripeInfo
			var offset uint64
			var parts [4]uint64 // index, data, footer, rows
			if err := eachField(b, func(num protowire.Number, v uint64, _ []byte) error {
				switch num {
				case 1:
					offset = v
				case 2, 3, 4, 5:
					parts[num-2] = v
				}
				return nil
			}); err != nil {
				return err
			}
			left := uint64(end)
			for _, n := range []uint64{offset, parts[0], parts[1], parts[2]} {
				if n > left {
					return malformed("stripe lies outside the file")
				}
				left -= n
			}
			s.offset, s.index, s.data, s.footer = int64(offset), int64(parts[0]), int64(parts[1]), int64(parts[2])
			s.rows = int64(min(parts[3], 1<<48))
			if s.offset < at {
				return malformed("stripes overlap")
			}
			at = s.offset + s.index + s.data + s.footer
			if len(t.stripes) == maxStripes {
				return overLimit("more than %d stripes", maxStripes)
			}
			t.stripes = append(t.stripes, s)
		case 4:
			if len(t.types) == maxTypes {
				return overLimit("more than %d types", maxTypes)
			}
			info, err := parseType(b)
			if err != nil {
				return err
			}
			t.types = append(t.types, info)
		case 5:
			var m Metadata
			if err := eachField(b, func(num protowire.Number, _ uint64, b []byte) error {
				switch num {
				case 1:
					m.Name = string(b)
				case 2:
					m.Value = b
				}
				return nil
			}); err != nil {
				return err
			}
			t.metadata = append(t.metadata, m)
		case 10:
			return eachField(b, func(num protowire.Number, _ uint64, _ []byte) error {
				t.encrypted = t.encrypted || num == 3 // a variant, which is an encrypted column
				return nil
			})
		}
		return nil
	})
}

func parseType(b []byte) (info typeInfo, err error) {
	err = eachField(b, func(num protowire.Number, v uint64, b []byte) error {
		switch num {
		case 1:
			info.kind = kind(min(v, 255))
		case 2:
			if b == nil {
				info.children = append(info.children, int(min(v, maxTypes)))
				return nil
			}
			for len(b) > 0 {
				v, n := protowire.ConsumeVarint(b)
				if n < 0 {
					return malformed("schema is broken")
				}
				b = b[n:]
				info.children = append(info.children, int(min(v, maxTypes)))
			}
		case 3:
			info.names = append(info.names, string(b))
		}
		return nil
	})
	return info, err
}

// eachField calls f for each field of a message, with its number as v or, where it is a string, bytes or a message, with b.
func eachField(message []byte, f func(num protowire.Number, v uint64, b []byte) error) error {
	for len(message) > 0 {
		num, wire, n := protowire.ConsumeTag(message)
		if n < 0 {
			return malformed("message is broken")
		}
		message = message[n:]
		var v uint64
		var b []byte
		switch wire {
		case protowire.VarintType:
			v, n = protowire.ConsumeVarint(message)
		case protowire.BytesType:
			b, n = protowire.ConsumeBytes(message)
		default:
			n = protowire.ConsumeFieldValue(num, wire, message)
		}
		if n < 0 {
			return malformed("message is broken")
		}
		message = message[n:]
		if wire != protowire.VarintType && wire != protowire.BytesType {
			continue
		}
		if err := f(num, v, b); err != nil {
			return err
		}
	}
	return nil
}
