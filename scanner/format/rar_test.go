package format

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// rar5Block is a block of a RAR 5 archive: its checksum, length, type, flags, the rest of its header, its data.
func rar5Block(kind, flags uint64, body, data []byte) []byte {
	header := binary.AppendUvarint(nil, kind)
	if data != nil {
		flags |= 2
	}
	header = binary.AppendUvarint(header, flags)
	if data != nil {
		header = binary.AppendUvarint(header, uint64(len(data)))
	}
	header = append(header, body...)
	header = append(binary.AppendUvarint(nil, uint64(len(header))), header...)
	block := binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(header))
	return slices.Concat(block, header, data)
}

// rar5File is the block of a stored member; the flags are those of the block.
func rar5File(f fileIn, flags uint64, extra []byte) []byte {
	const file, hasSum, isFolder, unix = 2, 4, 1, 1
	var body []byte
	if extra != nil {
		body = binary.AppendUvarint(body, uint64(len(extra)))
		flags |= 1
	}
	name, folder := strings.CutSuffix(f.name, "/")
	fileFlags := uint64(hasSum)
	data := []byte(f.body)
	if folder {
		fileFlags, data = isFolder, nil
	}
	body = binary.AppendUvarint(body, fileFlags)
	body = binary.AppendUvarint(body, uint64(len(f.body)))
	body = binary.AppendUvarint(body, 0o100644)
	if !folder {
		body = binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE(data))
	}
	for _, v := range []uint64{0, unix, uint64(len(name))} { // stored
		body = binary.AppendUvarint(body, v)
	}
	body = append(body, name...)
	if extra != nil {
		// The length of the extra area stands before the length of the data.
		header := binary.AppendUvarint(nil, file)
		header = binary.AppendUvarint(header, flags|2)
		header = binary.AppendUvarint(header, uint64(len(extra)))
		header = binary.AppendUvarint(header, uint64(len(data)))
		header = append(header, body[1:]...)
		header = append(header, extra...)
		header = append(binary.AppendUvarint(nil, uint64(len(header))), header...)
		return slices.Concat(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(header)), header, data)
	}
	return rar5Block(file, flags, body, data)
}

func makeRAR5(archiveFlags byte, blocks ...[]byte) []byte {
	const main, end = 1, 5
	return slices.Concat(rar5Magic, rar5Block(main, 0, []byte{archiveFlags}, nil), slices.Concat(blocks...), rar5Block(end, 0, []byte{archiveFlags & 1}, nil)) // goes on in another volume
}

// makeRAR4 packs stored members in the older format.
func makeRAR4(flags uint16, files ...fileIn) []byte {
	block := func(kind byte, flags uint16, body []byte, data string) []byte {
		header := []byte{kind}
		header = binary.LittleEndian.AppendUint16(header, flags)
		header = binary.LittleEndian.AppendUint16(header, uint16(7+len(body)))
		header = append(header, body...)
		sum := binary.LittleEndian.AppendUint16(nil, uint16(crc32.ChecksumIEEE(header)))
		return slices.Concat(sum, header, []byte(data))
	}
	const main, file, end, hasData, unix = 0x73, 0x74, 0x7b, 0x8000, 3
	out := slices.Concat(rar4Magic, block(main, flags, make([]byte, 6), ""))
	for _, f := range files {
		body := binary.LittleEndian.AppendUint32(nil, uint32(len(f.body)))
		body = binary.LittleEndian.AppendUint32(body, uint32(len(f.body)))
		body = append(body, unix)
		body = binary.LittleEndian.AppendUint32(body, crc32.ChecksumIEEE([]byte(f.body)))
		body = binary.LittleEndian.AppendUint32(body, 0x58615460) // 2024-03-01 10:35
		body = append(body, 20, 0x30)                             // version 2.0, stored
		body = binary.LittleEndian.AppendUint16(body, uint16(len(f.name)))
		body = binary.LittleEndian.AppendUint32(body, 0o100644)
		body = append(body, f.name...)
		out = append(out, block(file, hasData, body, f.body)...)
	}
	return append(out, block(end, 0x4000, nil, "")...)
}

func TestRAR(t *testing.T) {
	one, two := fileIn{"a.txt", "one"}, fileIn{"d/b.txt", "two"}
	both := []string{`!/a.txt: "one"`, `!/d/b.txt: "two"`}
	// An extra record of encryption: its length, type, version, flags, rounds, salt, vector.
	encrypted := append([]byte{36, 1, 0, 0, 15}, make([]byte, 32)...)
	const continues = 0x10 // in the next volume
	wrongSum := makeRAR5(0, rar5File(one, 0, nil), rar5File(two, 0, nil))
	wrongSum[bytes.Index(wrongSum, []byte("one"))] ^= 1
	for _, test := range []struct {
		name string
		data []byte
		want []string
	}{
		{"version 5", makeRAR5(0, rar5File(fileIn{"d/", ""}, 0, nil), rar5File(one, 0, nil), rar5File(two, 0, nil)), both},
		{"version 5, solid", makeRAR5(4, rar5File(one, 0, nil), rar5File(two, 0, nil)), both},
		{"version 4", makeRAR4(0, one, two), both},
		{"version 4, solid", makeRAR4(8, one, two), both},
		{"wrong sum", wrongSum, []string{`!/a.txt: "nne"`, "!/a.txt: MALFORMED_FILE", both[1]}},
		{"encrypted member", makeRAR5(0, rar5File(one, 0, encrypted), rar5File(two, 0, nil)), []string{"!/a.txt: INVALID_ENCRYPTION", both[1]}},
		{"encrypted directory", slices.Concat(rar5Magic, rar5Block(4, 0, append([]byte{0, 0, 15}, make([]byte, 16)...), nil), []byte("noise")),
			[]string{": INVALID_ENCRYPTION"}},
		{"first of two volumes", makeRAR5(1, rar5File(two, 0, nil), rar5File(one, continues, nil)),
			[]string{both[1], both[0], ": UNABLE_TO_PARSE_FILE"}},
		{"cut", makeRAR5(0, rar5File(one, 0, nil))[:45], []string{both[0], ": MALFORMED_FILE"}},
		{"nothing behind the magic", rar5Magic, []string{": MALFORMED_FILE"}},
	} {
		got := scanArchive(t, "x.rar", test.data, &Budget{})
		want := append([]string{": rar"}, test.want...)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, want)
		}
	}
}

func TestRARSolid(t *testing.T) {
	for _, solid := range []bool{false, true} {
		flags5, flags4 := byte(0), uint16(0)
		if solid {
			flags5, flags4 = 4, 8
		}
		for _, data := range [][]byte{makeRAR5(flags5), makeRAR4(flags4)} {
			if got := rarSolid(data[:min(len(data), rarHead)]); got != solid {
				t.Errorf("%x is solid: %v", data, got)
			}
		}
	}
}

func FuzzRAR(f *testing.F) {
	f.Add(makeRAR5(0, rar5File(fileIn{"a.txt", "one"}, 0, nil)))
	f.Add(makeRAR4(8, fileIn{"a.txt", "one"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		got := scanArchive(t, "x.rar", data, &Budget{Bytes: 1 << 22, Entries: 100})
		for _, line := range got {
			if strings.HasSuffix(line, string(source.InternalError)) {
				t.Fatalf("%q", got)
			}
		}
	})
}
