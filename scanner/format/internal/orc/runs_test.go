package orc

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// streamOf is a stream of bytes that are not compressed, read a few at a time.
func streamOf(b []byte, ahead int) *stream {
	f := &File{r: bytes.NewReader(b), size: int64(len(b))}
	return &stream{f: f, end: int64(len(b)), ahead: ahead}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestIntRuns(t *testing.T) {
	for _, test := range []struct {
		name   string
		second bool
		signed bool
		bytes  string
		want   string
	}{
		{"v1 equal", false, false, "02 00 2a", "[42 42 42 42 42]"},
		{"v1 down", false, true, "01 fe 0a", "[5 3 1 -1]"},
		{"v1 literals", false, true, "fd 01 02 ac02", "[-1 1 150]"},
		{"v1 both", false, false, "00 01 07 ff 09", "[7 8 9 9]"},
		{"short", true, false, "09 012c", "[300 300 300 300]"},
		{"short signed", true, true, "00 05", "[-3 -3 -3]"},
		{"direct", true, false, "46 03 1f83", "[1 15 8 3]"},
		{"direct signed", true, true, "46 03 1f83", "[-1 -8 4 -2]"},
		{"direct of 64 bits", true, true, "7e 00 ffffffffffffffff", "[-9223372036854775808]"},
		{"direct of 1 bit", true, false, "40 08 a580", "[1 0 1 0 0 1 0 1 1]"},
		{"patched", true, false, "86 03 02 21 64 1234 a8", "[101 102 183 104]"},
		{"patched, negative base", true, true, "86 03 02 21 e4 1234 a8", "[-99 -98 -17 -96]"},
		{"delta up", true, false, "c6 03 0a 04 34", "[10 12 15 19]"},
		{"delta down", true, false, "c6 02 64 13 50", "[100 90 85]"},
		{"delta fixed", true, false, "c0 03 07 03", "[7 5 3 1]"},
		{"delta of one", true, true, "c6 00 0a 00", "[5]"},
		{"patch outside", true, false, "86 03 02 e1 64 1234 ff80", "[] MALFORMED_FILE: patch lies outside its run"},
		{"cut", true, false, "46 03 1f", "[] MALFORMED_FILE: stream ends early"},
	} {
		for _, ahead := range []int{1, 2, 100} {
			r := &intRuns{s: streamOf(unhex(t, test.bytes), ahead), second: test.second, signed: test.signed}
			values, err := []int64{}, error(nil)
			for err == nil && (r.at < len(r.values) || r.s.pos < len(r.s.buf) || r.s.at < r.s.end) {
				var v int64
				if v, err = r.next(); err == nil {
					values = append(values, v)
				}
			}
			got := fmt.Sprint(values)
			if err != nil {
				got += " " + err.Error()
			}
			if got != test.want {
				t.Errorf("%s, %d bytes ahead: %s, want %s", test.name, ahead, got, test.want)
			}
		}
	}
}

func TestByteRuns(t *testing.T) {
	r := &byteRuns{s: streamOf(unhex(t, "02 07 fe 01 02"), 2)}
	for i, want := range []byte{7, 7, 7, 7, 7, 1, 2} {
		if got, err := r.next(); err != nil || got != want {
			t.Errorf("byte %d: %d, %v, want %d", i, got, err, want)
		}
	}
	if _, err := r.next(); !isDamage(err) {
		t.Errorf("behind the end: %v", err)
	}
	bits := &bitRuns{bytes: byteRuns{s: streamOf(unhex(t, "ff a1"), 2)}}
	var got strings.Builder
	for range 8 {
		b, err := bits.next()
		if err != nil {
			t.Fatal(err)
		}
		if b {
			got.WriteByte('1')
		} else {
			got.WriteByte('0')
		}
	}
	if got.String() != "10100001" {
		t.Errorf("bits %s", got.String())
	}
}
