package format

import (
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"testing"
)

// readPlistValues reads a list with blocks of one size: its values and problems.
func readPlistValues(t testing.TB, data []byte, block int) (lines []string) {
	t.Helper()
	s := &tagSink{valueSink: valueSink{t: t, file: data}}
	in := inputOf("x.plist", data, &Budget{})
	in.Block = block
	if err := plistFormat.Read(t.Context(), in, s); err != nil {
		s.problems = append(s.problems, err.Error())
	}
	for _, v := range s.values {
		lines = append(lines, fmt.Sprintf("%s %.100q", v.field, v.text))
	}
	for _, p := range s.problems {
		lines = append(lines, "problem "+p)
	}
	return lines
}

// TestPlistGolden reads what Python wrote: see testdata/plist/README.md.
func TestPlistGolden(t *testing.T) {
	compareDumps(t, "testdata/plist", func(t *testing.T, name string, data []byte) []string {
		if f := Identify(data, name); f.Name != "plist" {
			return []string{f.Name}
		}
		lines := readPlistValues(t, data, 0)
		if small := readPlistValues(t, data, 16); !slices.Equal(lines, small) {
			t.Errorf("%s: small blocks read %q", name, small)
		}
		return lines
	})
}

func TestPlistDamaged(t *testing.T) {
	for _, file := range dataFiles(t, "testdata/plist") {
		data, err := os.ReadFile(file)
		must(t, err)
		for i := range 16 {
			if got := readPlistValues(t, data[:len(data)*i/16], 0); len(got) == 0 {
				t.Errorf("%s, cut to %d/16: no problem", file, i)
			}
			flipped := slices.Clone(data)
			for k := 8 + i; k < len(flipped); k += 31 {
				flipped[k] ^= 1 << (i % 8)
			}
			readPlistValues(t, flipped, 0)
		}
	}
}

// hostilePlist has objects that all hold the next one twice.
func hostilePlist(levels int, loop bool) []byte {
	data := []byte("bplist00")
	var offsets []byte
	for i := range levels {
		offsets = binary.BigEndian.AppendUint16(offsets, uint16(len(data)))
		next := byte(i + 1)
		if loop && i == levels-1 {
			next = 0
		}
		data = append(data, 0xa2, next, next)
	}
	offsets = binary.BigEndian.AppendUint16(offsets, uint16(len(data)))
	data = append(data, 0x51, 'x')
	table := len(data)
	data = append(data, offsets...)
	data = append(data, 0, 0, 0, 0, 0, 0, 2, 1)
	data = binary.BigEndian.AppendUint64(data, uint64(levels+1))
	data = binary.BigEndian.AppendUint64(data, 0)
	return binary.BigEndian.AppendUint64(data, uint64(table))
}

// A list of a few bytes may have any number of values, or hold itself.
func TestPlistHostile(t *testing.T) {
	for _, test := range []struct {
		data []byte
		want string
	}{
		{hostilePlist(100, false), "problem MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT: more than 1048576 values in the property list"},
		{hostilePlist(10, true), "problem MALFORMED_FILE: objects of the property list are broken"},
	} {
		if got := readPlistValues(t, test.data, 0); got[len(got)-1] != test.want {
			t.Errorf("%q, want %q", got[len(got)-1], test.want)
		}
	}
}

func FuzzPlist(f *testing.F) {
	for _, file := range dataFiles(f, "testdata/plist") {
		data, err := os.ReadFile(file)
		must(f, err)
		f.Add(data)
	}
	f.Add(hostilePlist(8, false))
	f.Fuzz(func(t *testing.T, data []byte) { readPlistValues(t, data, 64) })
}
