package orc

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/klauspost/compress/flate"
	"google.golang.org/protobuf/encoding/protowire"
)

// message writes fields: numbers as varints, bytes and messages as they are.
type message []byte

func (m message) number(field protowire.Number, v uint64) message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), v)
}

func (m message) bytes(field protowire.Number, b []byte) message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), b)
}

// file is an ORC file in the making; its stripes follow each other.
type file struct {
	kind    uint64 // of compression
	body    []byte
	footer  message
	lengths func(footer uint64) uint64 // what the postscript says of the footer's length
}

func newFile(kind uint64) *file { return &file{kind: kind, body: []byte(Magic)} }

// typ adds a type to the schema.
func (f *file) typ(k kind, children []int, names ...string) *file {
	m := message{}.number(1, uint64(k))
	for _, c := range children {
		m = m.number(2, uint64(c))
	}
	for _, n := range names {
		m = m.bytes(3, []byte(n))
	}
	f.footer = f.footer.bytes(4, m)
	return f
}

type testStream struct {
	kind, column uint64
	data         []byte
}

// stripe adds a stripe with an encoding for each column.
func (f *file) stripe(rows uint64, encodings []uint64, streams ...testStream) *file {
	start := len(f.body)
	var footer message
	for _, s := range streams {
		data := f.pack(s.data)
		f.body = append(f.body, data...)
		footer = footer.bytes(1, message{}.number(1, s.kind).number(2, s.column).number(3, uint64(len(data))))
	}
	for _, e := range encodings {
		footer = footer.bytes(2, message{}.number(1, e).number(2, 1<<40))
	}
	data := len(f.body) - start
	packed := f.pack(footer)
	f.body = append(f.body, packed...)
	f.footer = f.footer.bytes(3, message{}.number(1, uint64(start)).number(3, uint64(data)).number(4, uint64(len(packed))).number(5, rows))
	return f
}

// pack compresses in chunks of at most 256 KiB.
func (f *file) pack(data []byte) []byte {
	if f.kind == 0 {
		return data
	}
	var out bytes.Buffer
	for len(data) > 0 {
		n := min(len(data), defaultChunk)
		var chunk bytes.Buffer
		w, _ := flate.NewWriter(&chunk, 9)
		w.Write(data[:n])
		w.Close()
		h := uint32(chunk.Len()) << 1
		out.Write([]byte{byte(h), byte(h >> 8), byte(h >> 16)})
		out.Write(chunk.Bytes())
		data = data[n:]
	}
	return out.Bytes()
}

func (f *file) bytes() []byte {
	footer := f.pack(f.footer)
	length := uint64(len(footer))
	if f.lengths != nil {
		length = f.lengths(length)
	}
	post := message{}.number(1, length).number(2, f.kind).number(3, defaultChunk).bytes(8000, []byte(Magic))
	out := append(bytes.Clone(f.body), footer...)
	out = append(out, post...)
	return append(out, byte(len(post)))
}

// numbers is a column of numbers in a table.
func numbers(compression uint64) *file {
	return newFile(compression).typ(structure, []int{1}, "n").typ(long, nil)
}

var direct = []uint64{encodingDirect, encodingDirect, encodingDirect, encodingDirect}

// zeros is a run of version 1 of so many numbers.
func zeros(n int) []byte { return bytes.Repeat([]byte{127, 0, 0}, n/130) }

// hostile are files that promise more than they hold, or hold more than they should.
var hostile = []struct {
	name string
	make func() *file
	want string // values, and problems
}{
	{"nothing wrong", func() *file {
		return numbers(0).stripe(3, direct, testStream{streamData, 1, []byte{0xfd, 2, 4, 6}}).stripe(1, direct, testStream{streamData, 1, []byte{0xff, 8}})
	}, "4 []"},
	{"no schema", func() *file { return newFile(0) }, "0 [ended: MALFORMED_FILE: no schema]"},
	{"types in a circle", func() *file { return newFile(0).typ(structure, []int{1}, "a").typ(structure, []int{1}, "a") },
		"0 [ended: MALFORMED_FILE: schema is no tree]"},
	{"a type twice", func() *file { return newFile(0).typ(structure, []int{1, 1}, "a", "b").typ(long, nil) },
		"0 [ended: MALFORMED_FILE: schema is no tree]"},
	{"a type that is missing", func() *file { return newFile(0).typ(structure, []int{7}, "a") }, "0 [ended: MALFORMED_FILE: schema is no tree]"},
	{"deep types", func() *file {
		f := newFile(0)
		for i := range maxDepth + 2 {
			f.typ(list, []int{i + 1})
		}
		return f.typ(long, nil)
	}, "0 [ended: MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT: types nested more than 100 deep]"},
	{"a list of two types", func() *file { return newFile(0).typ(list, []int{1, 2}).typ(long, nil).typ(long, nil) },
		"0 [ended: MALFORMED_FILE: list of other than one type]"},
	{"LZO", func() *file { return numbers(0).as(3) }, "0 [ended: UNSUPPORTED_FILE_TYPE_EXCEPTION: ORC compressed with LZO]"},
	{"unknown compression", func() *file { return numbers(0).as(99) }, "0 [ended: UNSUPPORTED_FILE_TYPE_EXCEPTION: ORC of an unknown compression]"},
	{"encrypted", func() *file {
		f := numbers(0).stripe(1, direct, testStream{streamData, 1, []byte{0xff, 2}})
		f.footer = f.footer.bytes(10, message{}.bytes(3, message{}.number(1, 1)))
		return f
	}, "1 [] encrypted"},
	{"long footer", func() *file {
		f := numbers(0)
		f.lengths = func(uint64) uint64 { return math.MaxInt64 }
		return f
	}, "0 [ended: MALFORMED_FILE: footer lies outside the file]"},
	{"stripe outside", func() *file {
		f := numbers(0)
		f.footer = f.footer.bytes(3, message{}.number(1, 3).number(3, math.MaxUint64-5).number(4, 3).number(5, 1))
		return f
	}, "0 [ended: MALFORMED_FILE: stripe lies outside the file]"},
	{"stripes that overlap", func() *file {
		f := numbers(0).stripe(1, direct, testStream{streamData, 1, []byte{0xff, 2}})
		f.footer = f.footer.bytes(3, message{}.number(1, 3).number(3, 2).number(4, 3).number(5, 1))
		return f
	}, "0 [ended: MALFORMED_FILE: stripes overlap]"},
	{"stripe without columns", func() *file { return numbers(0).stripe(1, nil) }, "0 [MALFORMED_FILE: stripe has too few columns]"},
	{"more rows than numbers", func() *file { return numbers(0).stripe(1<<60, direct, testStream{streamData, 1, []byte{0xff, 2}}) },
		"1 [MALFORMED_FILE: stream ends early]"},
	{"rows of nothing", func() *file { return newFile(0).typ(structure, nil).stripe(1<<60, direct) }, "0 []"},
	{"lists of nothing", func() *file {
		return newFile(0).typ(structure, []int{1}, "l").typ(list, []int{2}).typ(structure, nil).
			stripe(1, direct, testStream{streamLength, 1, append([]byte{0xff}, protowire.AppendVarint(nil, 1<<60)...)})
	}, "0 []"},
	{"a long string", func() *file {
		return newFile(0).typ(structure, []int{1}, "s").typ(str, nil).stripe(1, direct,
			testStream{streamData, 1, []byte("short")}, testStream{streamLength, 1, append([]byte{0xff}, protowire.AppendVarint(nil, 1<<60)...)})
	}, "0 [MALFORMED_FILE: stream ends early]"},
	{"a string of a negative length", func() *file {
		return newFile(0).typ(structure, []int{1}, "s").typ(str, nil).stripe(1, direct,
			testStream{streamData, 1, []byte("short")}, testStream{streamLength, 1, append([]byte{0xff}, protowire.AppendVarint(nil, 1<<63)...)})
	}, "0 [MALFORMED_FILE: value of a negative length]"},
	{"a large dictionary", func() *file {
		return newFile(0).typ(structure, []int{1}, "s").typ(str, nil).stripe(1, []uint64{encodingDirect, encodingDictionary},
			testStream{streamData, 1, []byte{0xff, 0}}, testStream{streamLength, 1, []byte{0xff, 1}}, testStream{streamDictionary, 1, []byte("x")})
	}, "0 [MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT: dictionary of more than 16777216 values]"},
	{"a damaged column beside a whole one", func() *file {
		return newFile(0).typ(structure, []int{1, 2}, "a", "b").typ(long, nil).typ(long, nil).stripe(2, direct,
			testStream{streamData, 1, []byte{0xff, 2}}, testStream{streamData, 2, []byte{0xfe, 2, 4}})
	}, "3 [MALFORMED_FILE: stream ends early]"},
	{"a damaged stripe before a whole one", func() *file {
		return numbers(1).stripe(1, nil).stripe(1, direct, testStream{streamData, 1, []byte{0xff, 2}})
	}, "1 [MALFORMED_FILE: stripe has too few columns]"},
	{"a union", func() *file {
		return newFile(0).typ(structure, []int{1}, "u").typ(union, []int{2, 3}).typ(long, nil).typ(str, nil).stripe(3, direct,
			testStream{streamData, 1, []byte{0xfd, 0, 1, 7}}, testStream{streamData, 2, []byte{0xff, 2}},
			testStream{streamData, 3, []byte("text")}, testStream{streamLength, 3, []byte{0xff, 4}})
	}, "2 [MALFORMED_FILE: value of a type that its union does not have]"},
	{"lists in lists, of billions", func() *file {
		many := append([]byte{0xff}, protowire.AppendVarint(nil, 1<<40)...)
		return newFile(1).typ(structure, []int{1}, "l").typ(list, []int{2}).typ(long, nil).
			stripe(1, direct, testStream{streamLength, 1, many}, testStream{streamPresent, 2, bytes.Repeat([]byte{127, 0}, 1<<20)})
	}, "0 [ended: COMPRESSION_RATIO_EXCEEDS_LIMIT: more than 10000 values for each byte]"},
	{"more numbers than there should be", func() *file {
		return numbers(1).stripe(1<<40, direct, testStream{streamPresent, 1, bytes.Repeat([]byte{127, 0}, 1<<20)})
	}, "0 [ended: COMPRESSION_RATIO_EXCEEDS_LIMIT: more than 10000 values for each byte]"},
	{"records that are not there", func() *file {
		return numbers(1).stripe(1<<40, direct, testStream{streamPresent, 0, bytes.Repeat([]byte{127, 0}, 1<<20)}, testStream{streamData, 1, []byte{0xff, 2}})
	}, "0 [ended: COMPRESSION_RATIO_EXCEEDS_LIMIT: more than 10000 values for each byte]"},
	{"a list root", func() *file {
		return newFile(0).typ(list, []int{1}).typ(long, nil).stripe(1, direct, testStream{streamLength, 0, []byte{0xff, 2}}, testStream{streamData, 1, []byte{0xfe, 2, 4}})
	}, "2 []"},
}

// as changes what the postscript says of the compression.
func (f *file) as(kind uint64) *file {
	f.kind = kind
	return f
}

func TestHostile(t *testing.T) {
	for _, test := range hostile {
		data := test.make().bytes()
		d := read(t, data)
		got := fmt.Sprint(d.values, " ", d.problems)
		if f, err := Open(t.Context(), bytes.NewReader(data), int64(len(data))); err == nil && f.Encrypted() {
			got += " encrypted"
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// A table that is too wide to be read in one pass is read in several.
func TestWide(t *testing.T) {
	const columns = 3000
	f := newFile(1)
	var children []int
	var names []string
	encodings := []uint64{encodingDirect}
	var streams []testStream
	for i := range columns {
		children, names, encodings = append(children, i+1), append(names, fmt.Sprint("c", i)), append(encodings, encodingDirect)
		streams = append(streams, testStream{streamData, uint64(i + 1), zeros(130)})
	}
	f.typ(structure, children, names...)
	for range columns {
		f.typ(long, nil)
	}
	d := read(t, f.stripe(2, encodings, streams...).bytes())
	first, last := strings.Index(d.lines.String(), "$.c0 "), strings.LastIndex(d.lines.String(), fmt.Sprintf("$.c%d ", columns-1))
	if d.values != 2*columns || len(d.problems) > 0 || first < 0 || last < 0 {
		t.Errorf("%d values, want %d; problems %q", d.values, 2*columns, d.problems)
	}
}
