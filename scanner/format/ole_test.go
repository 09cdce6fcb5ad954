package format

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// oleFile is a stream, or a storage where it has no data, of a compound file.
type oleFile struct {
	name string
	data []byte
	in   []oleFile
}

// makeOLE writes a compound file with sectors of 512 bytes, in which no stream is small.
func makeOLE(files ...oleFile) []byte {
	type entry struct {
		oleFile
		kind               byte
		child, next, start uint32
	}
	const none, end = 0xffffffff, 0xfffffffe
	entries := []entry{{oleFile: oleFile{name: "Root Entry"}, kind: 5, next: none, start: end}}
	var add func(files []oleFile) uint32
	add = func(files []oleFile) uint32 {
		first := uint32(none)
		for _, f := range slices.Backward(files) {
			i := len(entries)
			entries = append(entries, entry{oleFile: f, kind: 2, child: none, next: first, start: end})
			if f.data == nil {
				entries[i].kind = 1
				entries[i].child = add(f.in)
			}
			first = uint32(i)
		}
		return first
	}
	entries[0].child = add(files)
	var sectors [][]byte
	var table []uint32
	chain := func(b []byte) uint32 {
		first := uint32(len(sectors))
		for ; len(b) > 0; b = b[min(512, len(b)):] {
			sectors = append(sectors, append(slices.Clone(b[:min(512, len(b))]), make([]byte, 512-min(512, len(b)))...))
			table = append(table, uint32(len(sectors)))
		}
		if uint32(len(sectors)) == first {
			return end
		}
		table[len(table)-1] = end
		return first
	}
	for i := range entries {
		entries[i].start = chain(entries[i].data)
	}
	var directory []byte
	for _, e := range entries {
		b := make([]byte, 128)
		for i, u := range utf16.Encode([]rune(e.name)) {
			binary.LittleEndian.PutUint16(b[2*i:], u)
		}
		binary.LittleEndian.PutUint16(b[64:], uint16(2*len(e.name)+2))
		b[66] = e.kind
		for at, v := range map[int]uint32{68: none, 72: e.next, 76: e.child, 116: e.start, 120: uint32(len(e.data))} {
			binary.LittleEndian.PutUint32(b[at:], v)
		}
		directory = append(directory, b...)
	}
	header := make([]byte, 512)
	copy(header, oleMagic)
	binary.LittleEndian.PutUint16(header[30:], 9)
	directoryAt := chain(directory)
	tables := (len(table) + 127) / 127
	for at, v := range map[int]uint32{44: uint32(tables), 48: directoryAt, 56: 1, 60: end, 68: end} {
		binary.LittleEndian.PutUint32(header[at:], v)
	}
	for i := range 109 {
		v := uint32(none)
		if i < tables {
			v = uint32(len(sectors) + i)
		}
		binary.LittleEndian.PutUint32(header[76+4*i:], v)
	}
	for range tables {
		table = append(table, 0xfffffffd)
	}
	for len(table)%128 != 0 {
		table = append(table, none)
	}
	out := append(header, bytes.Join(sectors, nil)...)
	for _, v := range table[:tables*128] {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}

// bytesOf writes numbers and texts, little-endian; a string is in UTF-16.
func bytesOf(values ...any) (b []byte) {
	for _, v := range values {
		switch v := v.(type) {
		case string:
			for _, u := range utf16.Encode([]rune(v)) {
				b = binary.LittleEndian.AppendUint16(b, u)
			}
		case []byte:
			b = append(b, v...)
		case byte:
			b = append(b, v)
		case uint16:
			b = binary.LittleEndian.AppendUint16(b, v)
		case int:
			b = binary.LittleEndian.AppendUint32(b, uint32(v))
		case float64:
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}

// xlsRecord writes a record of a workbook.
func xlsRecord(kind uint16, values ...any) []byte {
	data := bytesOf(values...)
	return append(bytesOf(kind, uint16(len(data))), data...)
}

// xlsOf is a workbook: its globals, and the records of its only sheet.
func xlsOf(version uint16, name, globals, sheet []byte) []byte {
	head := xlsRecord(xlsBegin, version, uint16(5))
	at := len(head) + len(globals) + 4 + 6 + len(name) + 4
	return slices.Concat(head, globals, xlsRecord(xlsSheet, at, uint16(0), name), xlsRecord(xlsEnd),
		xlsRecord(xlsBegin, version, uint16(0x10)), sheet, xlsRecord(xlsEnd))
}

func TestOldWorkbooks(t *testing.T) {
	u16 := func(v int) uint16 { return uint16(v) }
	sheet97 := append([]byte{5, 0}, "Sheet"...)
	sheet5 := append([]byte{5}, "Sheet"...)
	const top = `"Sheet" name`
	for _, test := range []struct {
		name string
		data []byte
		want []string
	}{
		{"a table of strings in several records", xlsOf(xlsExcel97, sheet97,
			slices.Concat(xlsRecord(xlsStrings, 3, 3, u16(4), byte(0), []byte("ab")), xlsRecord(xlsContinue, byte(1), "цd", u16(2), byte(8), u16(1), []byte("x")),
				xlsRecord(xlsContinue, byte(0), []byte("y"), u16(1), u16(2), u16(1), byte(5), 3), xlsRecord(xlsContinue, byte(1), "z", []byte("abc"))),
			slices.Concat(xlsRecord(xlsShared, u16(0), u16(0), u16(0), 0), xlsRecord(xlsShared, u16(0), u16(1), u16(0), 1),
				xlsRecord(xlsShared, u16(1), u16(0), u16(0), 2), xlsRecord(xlsShared, u16(1), u16(1), u16(0), 99))),
			[]string{top, `Sheet!A1 "abцd"`, `Sheet!B1 "xy"`, `Sheet!A2 "z"`}},
		{"numbers, dates, formulas", xlsOf(xlsExcel97, sheet97,
			slices.Concat(xlsRecord(xlsStyle, u16(0), u16(0)), xlsRecord(xlsStyle, u16(0), u16(14)), xlsRecord(xlsCode, u16(200), u16(11), byte(0), []byte("000-00-0000")), xlsRecord(xlsStyle, u16(0), u16(200))),
			slices.Concat(xlsRecord(xlsNumber, u16(0), u16(0), u16(0), 4539148803436467.0), xlsRecord(xlsRK, u16(0), u16(1), u16(1), 32905<<2|2),
				xlsRecord(xlsNumbers, u16(1), u16(1), u16(2), 78051120<<2|2, u16(0), 7<<2|2, u16(2)), xlsRecord(xlsBool, u16(2), u16(0), u16(0), byte(1), byte(0)),
				xlsRecord(xlsBool, u16(2), u16(1), u16(0), byte(7), byte(1)), xlsRecord(xlsFormula, u16(3), u16(0), u16(0), 1.5, u16(0), 0), xlsRecord(xlsString, u16(1), byte(0), []byte("n")),
				xlsRecord(xlsFormula, u16(3), u16(1), u16(0), u16(0), u16(0), u16(0), u16(0xffff), u16(0), 0), xlsRecord(xlsString, u16(2), byte(0), []byte("ok")),
				xlsRecord(xlsFormula, u16(3), u16(2), u16(0), u16(1), u16(1), u16(0), u16(0xffff), u16(0), 0), xlsRecord(xlsLabel, u16(4), u16(0), u16(0), u16(2), byte(1), "жы"))),
			[]string{top, `Sheet!A1 "4539148803436467"`, `Sheet!B1 "1990-02-01"`, `Sheet!B2 "078-05-1120"`, `Sheet!C2 "7"`, `Sheet!A3 "TRUE"`, `Sheet!A4 "1.5"`, `Sheet!B4 "ok"`, `Sheet!C4 "TRUE"`, `Sheet!A5 "жы"`}},
		{"comments, boxes, links", xlsOf(xlsExcel97, sheet97, xlsRecord(xlsUser, u16(3), byte(0), []byte("Ann")),
			slices.Concat(xlsRecord(xlsHeader, u16(9), byte(0), []byte("&LBoard&P")), xlsRecord(xlsObject, u16(0x15), u16(0x12), u16(xlsCommentBox), u16(1)), xlsRecord(xlsBox, make([]byte, 10), u16(3), u16(0), u16(0), u16(0)), xlsRecord(xlsContinue, byte(0), []byte("why")),
				xlsRecord(xlsObject, u16(0x15), u16(0x12), u16(6), u16(2)), xlsRecord(xlsBox, make([]byte, 10), u16(3), u16(0), u16(0), u16(0)), xlsRecord(xlsContinue, byte(1), "box"),
				xlsRecord(xlsNote, u16(3), u16(2), u16(0), u16(1), u16(2), byte(0), []byte("Bo")),
				xlsRecord(xlsLink, u16(1), u16(1), u16(2), u16(2), make([]byte, 20), 3, []byte{0xe0}, make([]byte, 15), 22, "mailto:a@b\x00"))),
			[]string{`"Ann" in author`, top, `"Board"`, `"box"`, `"Bo" in author`, `Sheet!C4 "why"`, `Sheet!C2 "mailto:a@b"`}},
		{"Excel 5", xlsOf(xlsExcel5, sheet5, xlsRecord(xlsCodePage, u16(1251)),
			slices.Concat(xlsRecord(xlsLabel, u16(0), u16(0), u16(0), u16(2), []byte("\xe0a")), xlsRecord(xlsNote, u16(0), u16(0), u16(2), []byte("\xe1!")))),
			[]string{top, `Sheet!A1 "б!"`, `Sheet!A1 "аa"`}},
		{"encrypted", xlsOf(xlsExcel97, sheet97, xlsRecord(xlsPassword, u16(1)), nil), []string{"problem INVALID_ENCRYPTION: encrypted with a password"}},
		{"too many strings", xlsOf(xlsExcel97, sheet97, xlsRecord(xlsStrings, -1, -1, u16(1), byte(0), []byte("a")), xlsRecord(xlsShared, u16(0), u16(0), u16(0), 0)), []string{top, `Sheet!A1 "a"`}},
		{"a long string", xlsOf(xlsExcel97, sheet97, xlsRecord(xlsStrings, 1, 1, u16(0xffff), byte(12), u16(0xffff), -1, []byte("a")), xlsRecord(xlsShared, u16(0), u16(0), u16(0), 0)), []string{top, `Sheet!A1 "a"`}},
		{"a cut record", xlsOf(xlsExcel97, sheet97, nil, slices.Concat(xlsRecord(xlsLabel, u16(0), u16(0), u16(0), u16(1), byte(0), []byte("a")), bytesOf(u16(xlsLabel), u16(100), u16(0)))),
			[]string{top, `Sheet!A1 "a"`, "problem MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT: workbook ends in the middle of a record"}},
		{"no workbook", []byte("anything"), []string{"problem MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT: workbook ends in the middle of a record"}},
	} {
		got := readMail(t, "a.xls", makeOLE(oleFile{name: "Workbook", data: test.data}), 0)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s holds\n%s\nwant\n%s", test.name, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

// wordOf is a Word document of pieces, in turn of narrow and wide characters.
func wordOf(flags uint16, pieces ...string) []oleFile {
	main := make([]byte, 0x400)
	copy(main, bytesOf(uint16(0xa5ec), uint16(0xc1)))
	binary.LittleEndian.PutUint16(main[10:], flags|0x200)
	var ends, places []byte
	ends = bytesOf(0)
	chars := 0
	for i, p := range pieces {
		chars += len([]rune(p))
		ends = append(ends, bytesOf(chars)...)
		if i%2 == 0 {
			places = append(places, bytesOf(uint16(0), len(main)*2|1<<30, uint16(0))...)
			main = append(main, p...)
		} else {
			places = append(places, bytesOf(uint16(0), len(main), uint16(0))...)
			main = append(main, bytesOf(p)...)
		}
	}
	table := bytesOf(byte(1), uint16(2), uint16(0), byte(2), len(ends)+len(places), ends, places)
	binary.LittleEndian.PutUint32(main[0x1a6:], uint32(len(table)))
	return []oleFile{{name: "WordDocument", data: main}, {name: "1Table", data: table}}
}

func TestOldDocuments(t *testing.T) {
	native := bytesOf(0, uint16(2), []byte("shown\x00C:\\x\\list.csv\x00"), 0, 4, []byte("tmp\x00"), 3, []byte("a,b"))
	atom := func(kind uint16, data []byte) []byte { return append(bytesOf(uint16(0), kind, len(data)), data...) }
	box := func(kind uint16, parts ...[]byte) []byte {
		data := slices.Concat(parts...)
		return append(bytesOf(uint16(0xf), kind, len(data)), data...)
	}
	slides := slices.Concat(box(0x3e8, box(0xff0, atom(0x3f3, nil), atom(0xfa8, []byte("one\xe9\rtwo")), atom(0x3f3, nil), atom(0xfa0, bytesOf("Łuk"))), box(0x1388, atom(0xfba, bytesOf("tag")))),
		box(0x3ee, box(0xf00, atom(0xfa8, []byte("*")), atom(0xfa8, []byte("box")))), box(0x3f0, atom(0xfa0, bytesOf("note"))))
	word6 := make([]byte, 0x40)
	copy(word6, bytesOf(uint16(0xa5dc), uint16(0x68)))
	copy(word6[0x18:], bytesOf(0x40, 0x40+9))
	word6 = append(word6, "old\rtext\r"...)
	property := func(id uint16, value string) oleFile {
		return oleFile{name: fmt.Sprintf("__substg1.0_%04X001F", id), data: bytesOf(value)}
	}
	properties := oleFile{name: "__properties_version1.0", data: bytesOf(make([]byte, 32), uint16(3), uint16(msgCodePage), 0, 1251, 0)}
	rtf := append(bytesOf(17, 5, 0x75465a4c, 0), 0x04, '{', '}', 0, 1) // two bytes, and three of those that are known before
	message := []oleFile{
		properties, property(0x37, "Hello"), property(msgBody, "the body\n"), property(msgClass, "IPM.Note"),
		{name: "__substg1.0_0C1A001E", data: []byte("\xc0\xed\xed\xe0")}, {name: "__substg1.0_10130102", data: []byte("<p>x")},
		{name: "__recip_version1.0_#00000000", in: []oleFile{property(msgDisplayName, "Bo Moe"), property(0x39fe, "bo@moe.example")}},
		{name: "__attach_version1.0_#00000000", in: []oleFile{property(msgLongName, "a.csv"), {name: "__substg1.0_37010102", data: []byte("a,b")}}},
		{name: "__attach_version1.0_#00000001", in: []oleFile{{name: "__substg1.0_3701000D", in: []oleFile{properties, property(0x37, "Inner")}}}},
	}
	for _, test := range []struct {
		name  string
		files []oleFile
		want  []string
	}{
		{"pieces", wordOf(0, "Mail: a@ex", "ample\u2019s\r", "caf\xe9\x07x\x07\x07", "\x13 HYPERLINK \"mailto:z@y\" \x14me\x15\rд"),
			[]string{`1:1 "Mail: a@example’s"`, `2:1 "café"`, `3:1 "x"`, `4:1 "me"`, `5:1 "mailto:z@y"`, `6:1 "д"`}},
		{"an encrypted document", wordOf(0x100, "x"), []string{"problem INVALID_ENCRYPTION: encrypted with a password"}},
		{"a document without a table", wordOf(0, "x")[:1], []string{"problem MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT: document is damaged"}},
		{"Word 6", []oleFile{{name: "WordDocument", data: word6}}, []string{`1:1 "old"`, `2:1 "text"`}},
		{"a presentation", []oleFile{{name: "PowerPoint Document", data: slides}}, []string{`page 1 "oneé"`, `page 1 "two"`, `page 2 "Łuk"`, `page 1 "box"`, `"note"`}},
		{"notes to slides", []oleFile{{name: "PowerPoint Document", data: slices.Concat(
			box(0x3e8, box(0xff0, atom(0x3f3, nil), atom(0x3f3, bytesOf(1, 0, 0, 256, 0)))),
			box(0x3f0, atom(0x3f1, bytesOf(256, 0)), box(0xf00, atom(0xfa0, bytesOf("to two")))), box(0x3f0, atom(0x3f1, bytesOf(257, 0)), atom(0xfa0, bytesOf("to none"))))}},
			[]string{`page 2 "to two"`, `"to none"`}},
		{"an encrypted presentation", []oleFile{{name: "PowerPoint Document", data: slides}, {name: "Current User", data: bytesOf(0, 0, 20, 0xf3d1c4df)}}, []string{"problem INVALID_ENCRYPTION: encrypted with a password"}},
		{"a cut presentation", []oleFile{{name: "PowerPoint Document", data: slides[:len(slides)-2]}},
			[]string{`page 1 "oneé"`, `page 1 "two"`, `page 2 "Łuk"`, `page 1 "box"`, `"not"`, "problem MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT: presentation is damaged"}},
		{"a message", message, []string{`1:1 "Hello" in Subject`, `2:1 "the body"`, `3:1 "Анна" in From`, `member "body.html" "<p>x"`, `4:1 "Bo Moe" in Name`, `5:1 "bo@moe.example" in Email`, `member "a.csv" "a,b"`, `6:1 "Inner" in Subject`}},
		{"a message of RTF", []oleFile{properties, {name: "__substg1.0_10090102", data: rtf}}, []string{`member "body.rtf" "{}{\\r"`}},
		{"a cut message of RTF", []oleFile{properties, {name: "__substg1.0_10090102", data: rtf[:len(rtf)-1]}}, []string{`member "body.rtf" "{}"`, "problem MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT: body of the message is damaged"}},
		{"an encrypted message", []oleFile{properties, property(msgClass, "IPM.Note.SMIME")}, []string{"problem INVALID_ENCRYPTION: encrypted message"}},
		{"embedded", append(wordOf(0, "x"), oleFile{name: "ObjectPool", in: []oleFile{{name: "_1", in: []oleFile{{name: "\x01Ole10Native", data: native}}}, {name: "_2", in: wordOf(0, "inside")},
			{name: "_3", in: []oleFile{{name: "Package", data: []byte("PK")}}}}}), []string{`1:1 "x"`, `member "list.csv" "a,b"`, `2:1 "inside"`, `member "object 2" "PK"`}},
		{"another program's", []oleFile{{name: "Contents of it", data: []byte("x")}}, []string{"problem UNSUPPORTED_FILE_TYPE_EXCEPTION: compound file of another program"}},
	} {
		got := readMail(t, "a", makeOLE(test.files...), 0)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s holds\n%s\nwant\n%s", test.name, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

// What runs in circles, lies over itself or declares what it has not ends soon.
func TestHostileOLE(t *testing.T) {
	put := func(b []byte, at int, v uint32) []byte {
		b = slices.Clone(b)
		binary.LittleEndian.PutUint32(b[at:], v)
		return b
	}
	doc := makeOLE(wordOf(0, strings.Repeat("x", 5000))...)
	table := 512 * (1 + int(binary.LittleEndian.Uint32(doc[76:])))
	directory := 512 * (1 + int(binary.LittleEndian.Uint32(doc[48:])))
	deep := []oleFile{{name: "Package", data: []byte("x")}}
	for range 90 {
		deep = []oleFile{{name: "s", in: deep}}
	}
	var many []oleFile
	for i := range 5000 {
		many = append(many, oleFile{name: fmt.Sprint("s", i), in: []oleFile{{name: "Package", data: []byte{}}}})
	}
	shared := makeOLE(many...)
	for at := 0; at+128 <= len(shared); at += 128 {
		if bytes.HasPrefix(shared[at:], bytesOf("Package\x00")) {
			copy(shared[at+116:], bytesOf(0, 1<<20))
		}
	}
	for _, test := range []struct {
		name, want string
		data       []byte
	}{
		{"a circle of sectors", "problem", put(doc, table+4, 1)},
		{"a circle in the directory", "1:1", put(doc, directory+128+72, 1)},
		{"a storage in itself", "1:1", put(doc, directory+128+76, 1)},
		{"more tables than sectors", "1:1", put(put(doc, 68, 0), 72, 1<<31)},
		{"many tables", "1:1", put(doc, 44, 1<<31)},
		{"a long stream", "1:1", put(doc, directory+128+120, 1<<31)},
		{"no directory", "problem", put(doc, 48, 1<<30)},
		{"storages in storages", "ARCHIVE_NESTING_LEVEL_OVER_LIMIT", makeOLE(deep...)},
		{"shared sectors", "problem", shared},
		{"a long table of pieces", "problem", func() []byte {
			files := wordOf(0, "x")
			copy(files[1].data[6:], bytesOf(0x7fffffff))
			return makeOLE(files...)
		}()},
	} {
		lines := readMail(t, "a.doc", test.data, 0)
		if all := strings.Join(lines, "\n"); !strings.Contains(all, test.want) || len(all) > 10<<20 {
			t.Errorf("%s: no %s in %s", test.name, test.want, all[:min(len(all), 1000)])
		}
	}
}

func FuzzOLE(f *testing.F) {
	addFolders(f, mailFolders[1])
	f.Add(makeOLE(wordOf(0, "a\r", "б\x07")...))
	f.Add(makeOLE(oleFile{name: "Workbook", data: xlsOf(xlsExcel97, []byte{1, 0, 'S'}, nil, xlsRecord(xlsNumber, uint16(0), uint16(0), uint16(0), 1.0))}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, oleMagic) {
			readMail(t, "a.xls", data, 0)
		}
	})
}

// The records of a workbook and the text of documents are fuzzed without the tables around them.
func FuzzOLEStreams(f *testing.F) {
	f.Add(xlsOf(xlsExcel97, []byte{1, 0, 'S'}, nil, xlsRecord(xlsNumber, uint16(0), uint16(0), uint16(0), 1.0)))
	for _, file := range wordOf(0, "a\r", "б\x07") {
		f.Add(file.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		word := wordOf(0, "a\r", "б")
		for _, files := range [][]oleFile{
			{{name: "Workbook", data: data}}, {{name: "PowerPoint Document", data: data}}, {{name: "WordDocument", data: data}, word[1]}, {word[0], {name: "1Table", data: data}},
			{{name: "__properties_version1.0", data: data}, {name: "__substg1.0_10090102", data: data}}, {{name: "\x01Ole10Native", data: data}}, append(word, oleFile{name: "\x05SummaryInformation", data: data}),
		} {
			for i := range files {
				if files[i].data == nil {
					files[i].data = []byte{}
				}
			}
			readMail(t, "a.xls", makeOLE(files...), 0)
		}
	})
}
