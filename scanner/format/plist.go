package format

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"time"
	"unicode/utf16"

	"github.com/pii-scan/pii-scan/scanner/format/internal/plain"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// plistFormat is Apple's binary property lists (https://github.com/opensource-apple/CF/blob/master/CFBinaryPList.c): each value is a field, called by
// its key, and located by the way to it. Those in XML are xmlFormat.
var plistFormat = Format{
	Name:       "plist",
	Title:      "Binary property list",
	MIME:       "application/x-bplist",
	Extensions: []string{".bplist"},
	Places:     "record",
	Match:      func(h *Head) bool { return bytes.HasPrefix(h.Bytes, []byte("bplist0")) },
	Read:       readPlist,
}

// Limits of property lists.
const (
	// maxPlist is how large a list may be, in bytes: it is held in memory.
	maxPlist = 64 << 20
	// maxPlistValues is how many values are read: an object may be in many others, so that a small list can have any number of values.
	maxPlistValues = 1 << 20
	// maxPlistText is how many bytes all of them may have.
	maxPlistText = 256 << 20
)

// plistReader walks over the objects of a list.
type plistReader struct {
	ctx     context.Context
	out     packer
	data    []byte
	offsets []byte // where the objects stand
	width   int    // bytes of an offset
	refs    int    // bytes of a reference
	objects uint64
	open    []uint64 // containers around the object at hand
	names   nameTable
	values  int
	bytes   int
	broken  bool // something in it was not as it should be
	over    bool // it has more than is read
}

func readPlist(ctx context.Context, in *Input, sink Sink) error {
	data, err := io.ReadAll(io.LimitReader(in.Body, maxPlist+1))
	switch {
	case err != nil:
		return err
	case len(data) > maxPlist:
		return source.Problemf(source.FileExceedsSizeLimit, "a property list of more than %d bytes", maxPlist)
	}
	r := &plistReader{ctx: ctx, data: data, out: packer{sink: sink, block: in.Block, nested: true}}
	top, ok := r.trailer()
	if !ok {
		return source.Problemf(source.MalformedFile, "no trailer of a property list")
	}
	if err := r.object(top, plistPlace{}); err != nil {
		return err
	}
	if err := r.out.flush(); err != nil {
		return err
	}
	if r.broken {
		sink.Problem(source.Problemf(source.MalformedFile, "objects of the property list are broken"))
	}
	if r.over {
		sink.Problem(source.Problemf(source.MalformedOrTooLarge, "more than %d values in the property list", maxPlistValues))
	}
	return nil
}

// trailer reads the last 32 bytes: how objects are found, and which is the outermost.
func (r *plistReader) trailer() (top uint64, ok bool) {
	n := uint64(len(r.data))
	if n < 40 {
		return 0, false
	}
	t := r.data[n-32:]
	r.width, r.refs = int(t[6]), int(t[7])
	r.objects, top = binary.BigEndian.Uint64(t[8:]), binary.BigEndian.Uint64(t[16:])
	table := binary.BigEndian.Uint64(t[24:])
	if r.width < 1 || r.width > 8 || r.refs < 1 || r.refs > 8 || table >= n || r.objects > n/uint64(r.width) {
		return 0, false
	}
	r.offsets = r.data[table:]
	return top, r.objects*uint64(r.width) <= uint64(len(r.offsets))
}

// number is a number in big-endian order.
func number(b []byte) (n uint64) {
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n
}

// plistPlace is what a value is called and the way to it; nil where it is the outermost.
type plistPlace struct {
	name *nameNode
	path *text.Path
}

// object reads an object that stands at a place.
func (r *plistReader) object(ref uint64, at plistPlace) error {
	if r.values++; r.values > maxPlistValues || r.bytes > maxPlistText {
		r.over = true
		return nil
	}
	if r.values%1024 == 0 && r.ctx.Err() != nil {
		return r.ctx.Err()
	}
	kind, n, b, ok := r.head(ref)
	switch {
	case !ok:
		r.broken = true
		return nil
	case kind == 0 || kind == 8:
		return nil
	case kind <= 3: // a number, a date
		if n > 4 || uint64(len(b)) < 1<<n {
			r.broken = true
			return nil
		}
		return r.add(plistNumber(kind, b[:1<<n]), at)
	}
	unit := uint64(1)
	switch kind {
	case 6:
		unit = 2
	case 10, 11, 12:
		unit = uint64(r.refs)
	case 13:
		unit = 2 * uint64(r.refs)
	}
	if n > uint64(len(b))/unit {
		r.broken = true
		return nil
	}
	b = b[:n*unit]
	switch kind {
	case 4:
		return r.add(plain.IfText(nil, b), at)
	case 5, 7:
		return r.add(b, at)
	case 6:
		return r.add(plistUnicode(b), at)
	case 10, 11, 12, 13:
		if slices.Contains(r.open, ref) || len(r.open) >= maxKeyDepth {
			r.broken = true
			return nil
		}
		r.open = append(r.open, ref)
		defer func() { r.open = r.open[:len(r.open)-1] }()
		return r.container(b, kind == 13, at)
	}
	r.broken = true
	return nil
}

// head reads what an object begins with: its kind, how much is in it, and what follows.
func (r *plistReader) head(ref uint64) (kind byte, n uint64, b []byte, ok bool) {
	if ref >= r.objects {
		return 0, 0, nil, false
	}
	at := number(r.offsets[ref*uint64(r.width) : (ref+1)*uint64(r.width)])
	if at >= uint64(len(r.data)) {
		return 0, 0, nil, false
	}
	kind, n, b = r.data[at]>>4, uint64(r.data[at]&15), r.data[at+1:]
	if n < 15 || kind < 4 || kind == 8 {
		return kind, n, b, true
	}
	if len(b) == 0 || b[0]>>4 != 1 || b[0]&15 > 3 || len(b) < 1+1<<(b[0]&15) {
		return 0, 0, nil, false
	}
	size := 1 << (b[0] & 15)
	return kind, number(b[1 : 1+size]), b[1+size:], true
}

// container reads what is in an array, a set or a dictionary, whose keys come before its values.
func (r *plistReader) container(b []byte, keys bool, at plistPlace) error {
	n := len(b) / r.refs
	if keys {
		n /= 2
	}
	for i := range n {
		if r.over {
			return nil
		}
		value := i
		inner := plistPlace{at.name, &text.Path{Parent: at.path, Index: i}}
		if keys {
			key := r.key(number(b[i*r.refs : (i+1)*r.refs]))
			around := at.name
			if around == nil {
				around = &r.names.root
			}
			inner.name = r.names.under(around, nil, key)
			inner.path.Name, inner.path.Index = &inner.name.name, 0
			if err := r.out.add(key, place{isName: true, path: inner.path}); err != nil {
				return err
			}
			value += n
		}
		if err := r.object(number(b[value*r.refs:(value+1)*r.refs]), inner); err != nil {
			return err
		}
	}
	return nil
}

// key is the text of a string; empty for all else.
func (r *plistReader) key(ref uint64) []byte {
	kind, n, b, ok := r.head(ref)
	switch {
	case ok && kind == 5 && n <= uint64(len(b)):
		return b[:n]
	case ok && kind == 6 && n <= uint64(len(b)/2):
		return plistUnicode(b[:2*n])
	}
	r.broken = true
	return nil
}

func (r *plistReader) add(value []byte, at plistPlace) error {
	r.bytes += len(value)
	p := place{path: at.path}
	if at.name != nil {
		p.name = r.names.of(at.name)
	}
	return r.out.add(value, p)
}

// plistNumber writes a number or a date, which counts seconds from 2001.
func plistNumber(kind byte, b []byte) []byte {
	n := number(b)
	f := math.Float64frombits(n)
	switch {
	case kind == 1:
		return plain.Int(nil, int64(n))
	case len(b) == 4:
		return plain.Float(nil, float64(math.Float32frombits(uint32(n))), 32)
	case kind == 3 && math.Abs(f) < 1<<38:
		const epoch = 978_307_200 // 2001 in Unix time
		return plain.Timestamp(nil, int64(f)+epoch, time.Second)
	}
	return plain.Float(nil, f, 64)
}

func plistUnicode(b []byte) []byte {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
