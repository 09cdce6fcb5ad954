package parquet

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/bytestreamsplit"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
)

// numbersOf gives n random numbers of some bits, in runs and mixed.
func numbersOf(r *rand.Rand, n, bits int) (out []int32) {
	for len(out) < n {
		v := int32(r.Uint64N(1 << bits))
		for range 1 + r.IntN(2)*r.IntN(40) {
			out = append(out, v)
		}
	}
	return out[:n]
}

// decodeRuns reads n numbers in steps.
func decodeRuns(b []byte, width, n, step int) ([]uint32, error) {
	r, err := newRuns(b, width)
	out := make([]uint32, 0, n)
	for len(out) < n && err == nil {
		k := min(step, n-len(out))
		err = r.fill(out[len(out) : len(out)+k])
		out = out[:len(out)+k]
	}
	return out, err
}

func TestRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		n, bits := r.IntN(500), r.IntN(31)
		want := numbersOf(r, n, bits)
		b, err := (&rle.DictionaryEncoding{}).EncodeInt32(nil, want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeRuns(b[1:], int(b[0]), n, 1+r.IntN(100))
		if err != nil || !slices.EqualFunc(got, want, func(g uint32, w int32) bool { return g == uint32(w) }) {
			t.Fatalf("%d numbers of %d bits: %v, got %d", n, bits, err, got)
		}
	}
}

func TestRunsAsOthersWriteThem(t *testing.T) {
	for _, test := range []struct {
		name  string
		b     []byte
		width int
		n     int
		want  string
	}{
		{"nothing at all, as the numbers have no bits", nil, 0, 3, "[0 0 0]"},
		{"a run of no bits", []byte{6}, 0, 3, "[0 0 0]"},
		{"the last group is cut", []byte{3, 0x88}, 4, 2, "[8 8]"},
		{"a number of three bytes", []byte{4, 1, 2, 3}, 24, 2, "[197121 197121]"},
		{"an empty run between", []byte{0, 9, 4, 7}, 8, 2, "[7 7]"},
		{"too few numbers", []byte{4, 7}, 8, 3, "damaged"},
		{"no number behind a run", []byte{4}, 8, 1, "damaged"},
		{"a head without end", []byte{0x80, 0x80}, 8, 1, "damaged"},
		{"a run beyond all bounds", []byte{0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1}, 1, 1, "damaged"},
		{"groups without anything", []byte{3}, 4, 1, "damaged"},
		{"too many bits", []byte{2, 0, 0, 0, 0, 0}, 33, 1, "damaged"},
	} {
		got, err := decodeRuns(test.b, test.width, test.n, 2)
		s := fmt.Sprint(got)
		if err != nil {
			s = "damaged"
		}
		if s != test.want {
			t.Errorf("%s: %s, want %s", test.name, s, test.want)
		}
	}
}

func TestOldLevels(t *testing.T) {
	var l levels
	rest, err := l.begin([]byte{0b00_01_10_11, 0b11_00_00_00, 'x'}, encodingBitPacked, 3, 5)
	got := make([]uint32, 5)
	if err != nil || string(rest) != "x" || l.fill(got[:2]) != nil || l.fill(got[2:]) != nil || fmt.Sprint(got) != "[0 1 2 3 3]" {
		t.Errorf("%d, rest %q, %v", got, rest, err)
	}
	if err := l.fill(got); err == nil {
		t.Error("levels behind the last")
	}
	if _, err := l.begin([]byte{0}, encodingBitPacked, 3, 5); err == nil {
		t.Error("too few levels")
	}
}

// texts decodes all values of a page.
func texts(c *Column, encoding int64, b []byte, n int) (out []string, err error) {
	v, ok, err := newValues(c, encoding, b, nil)
	if !ok {
		return nil, fmt.Errorf("no such encoding")
	}
	for i := 0; i < n && err == nil; i++ {
		var text []byte
		text, err = v.next([]byte("before "))
		out = append(out, string(text[len("before "):]))
	}
	return out, err
}

func column(physical int64, width int) *Column {
	return &Column{physical: physical, width: width, write: meaning{}.writer(physical, width)}
}

func TestEncodings(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 150 {
		n := 1 + r.IntN(700)
		var i32 []int32
		var i64 []int64
		var wide []int64
		var strings []string
		var offsets []uint32
		var all []byte
		offsets = append(offsets, 0)
		bits := r.IntN(32)
		for i := range n {
			i32 = append(i32, int32(r.Uint64()>>bits))
			i64 = append(i64, int64(i)*3+int64(r.IntN(5)))
			wide = append(wide, int64(r.Uint64()))
			s := fmt.Sprintf("%s/%x", []string{"some", "something", "other"}[r.IntN(3)], r.Uint32()>>r.IntN(31))
			strings = append(strings, s)
			all = append(all, s...)
			offsets = append(offsets, uint32(len(all)))
		}
		wide[0], wide[n-1] = math.MinInt64, math.MaxInt64
		check := func(what string, c *Column, encoding int64, b []byte, err error, want func(i int) string) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			got, err := texts(c, encoding, b, n)
			if err != nil {
				t.Fatalf("%s, %d values: %v", what, n, err)
			}
			for i := range got {
				if got[i] != want(i) {
					t.Fatalf("%s: value %d of %d is %s, want %s", what, i, n, got[i], want(i))
				}
			}
			if _, err := texts(c, encoding, b, n+1); err == nil {
				t.Fatalf("%s: a value behind the last", what)
			}
			for cut := range 20 {
				texts(c, encoding, b[:len(b)*cut/20], n) // ends, whatever it says
			}
		}
		text32 := func(i int) string { return strconv.Itoa(int(i32[i])) }
		text64 := func(i int) string { return strconv.FormatInt(i64[i], 10) }
		textWide := func(i int) string { return strconv.FormatInt(wide[i], 10) }
		text := func(i int) string { return strings[i] }

		b, err := new(delta.BinaryPackedEncoding).EncodeInt32(nil, i32)
		check("delta 32", column(typeInt32, 4), encodingDelta, b, err, text32)
		b, err = new(delta.BinaryPackedEncoding).EncodeInt64(nil, i64)
		check("delta 64", column(typeInt64, 8), encodingDelta, b, err, text64)
		b, err = new(delta.BinaryPackedEncoding).EncodeInt64(nil, wide)
		check("delta of all bits", column(typeInt64, 8), encodingDelta, b, err, textWide)
		b, err = new(delta.LengthByteArrayEncoding).EncodeByteArray(nil, all, offsets)
		check("lengths", column(typeBytes, 0), encodingDeltaLength, b, err, text)
		b, err = new(delta.ByteArrayEncoding).EncodeByteArray(nil, all, offsets)
		check("prefixes", column(typeBytes, 0), encodingDeltaBytes, b, err, text)
		b, err = new(bytestreamsplit.Encoding).EncodeInt64(nil, wide)
		check("split", column(typeInt64, 8), encodingSplit, b, err, textWide)
		b = nil
		for _, v := range wide {
			b = binary.LittleEndian.AppendUint64(b, uint64(v))
		}
		check("plain 64", column(typeInt64, 8), encodingPlain, b, nil, textWide)
		b = nil
		for _, s := range strings {
			b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
		}
		check("plain strings", column(typeBytes, 0), encodingPlain, b, nil, text)
	}
}

func TestEncodingsOfOtherTypes(t *testing.T) {
	for _, test := range []struct {
		physical int64
		width    int
		encoding int64
	}{
		{typeDouble, 8, encodingDelta}, {typeInt32, 4, encodingDeltaLength}, {typeInt64, 8, encodingDeltaBytes}, {typeBytes, 0, encodingSplit},
		{typeInt32, 4, encodingRLE}, {typeInt32, 4, 77},
	} {
		if _, ok, _ := newValues(column(test.physical, test.width), test.encoding, []byte{1, 2, 3, 4}, nil); ok {
			t.Errorf("type %d in encoding %d", test.physical, test.encoding)
		}
	}
	for _, encoding := range []int64{encodingPlainDictionary, encodingRLEDictionary} {
		if _, ok, err := newValues(column(typeInt32, 4), encoding, nil, nil); !ok || err == nil {
			t.Errorf("encoding %d without a dictionary: %v", encoding, err)
		}
	}
}
