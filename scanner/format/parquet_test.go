package format

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// readTable reads data, from a stream or at random, with blocks of a size; 0 is the default.
func readTable(t testing.TB, data []byte, name string, block int, budget *Budget) (*valueSink, error) {
	t.Helper()
	s := &valueSink{t: t, file: data}
	in := &Input{Name: name, Size: int64(len(data)), Block: block, Budget: budget, Head: data[:min(len(data), HeadSize)], Body: bytes.NewReader(data)}
	in.At = func(context.Context) (io.ReaderAt, int64, error) { return bytes.NewReader(data), int64(len(data)), nil }
	f := &avroFormat
	if filepath.Ext(name) == ".parquet" {
		f = &parquetFormat
	}
	err := f.Read(t.Context(), in, s)
	if err != nil {
		if _, ok := errors.AsType[*source.Problem](err); !ok {
			t.Fatalf("%s: %v is no problem", name, err)
		}
	}
	return s, err
}

// tableFiles are the files of the testdata.
func tableFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"testdata/parquet/*.parquet", "testdata/avro/*.avro"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(names), err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = data
		}
	}
	return files
}

// describeTable writes what a file holds.
func describeTable(s *valueSink, err error) string {
	var b strings.Builder
	for _, v := range s.values {
		fmt.Fprintf(&b, "%s %q\n", v.field, v.text)
	}
	for _, p := range s.problems {
		fmt.Fprintln(&b, "problem", p)
	}
	if err != nil {
		fmt.Fprintln(&b, "error", err)
	}
	return b.String()
}

// Each file has the values that it holds beside it; they do not depend on the size of blocks.
func TestTablesGolden(t *testing.T) {
	for name, data := range tableFiles(t) {
		if f := Identify(data, "x"); "."+f.Name != filepath.Ext(name) {
			t.Errorf("%s is identified as %s", name, f.Name)
		}
		got := describeTable(readTable(t, data, name, 0, &Budget{}))
		for _, block := range []int{1, 16, 100} {
			if other := describeTable(readTable(t, data, name, block, nil)); other != got {
				t.Errorf("%s in blocks of %d holds\n%s\nin one it holds\n%s", name, block, other, got)
			}
		}
		golden := name + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s holds\n%s\nwant\n%s", name, got, want)
		}
	}
}

// The same table is the same in all encodings, codecs and sizes of pages and groups.
func TestTablesAgree(t *testing.T) {
	files := tableFiles(t)
	for _, same := range [][]string{
		{"parquet/groups.parquet", "parquet/delta.parquet"},
		{"parquet/plain.parquet", "parquet/v2.parquet", "parquet/metadata.parquet"},
		{"parquet/types.parquet", "parquet/types-int96.parquet"},
		{"parquet/nested.parquet", "parquet/nested-v2.parquet"},
		{"avro/null.avro", "avro/deflate.avro", "avro/snappy.avro", "avro/zstandard.avro", "avro/bzip2.avro", "avro/xz.avro"},
	} {
		var first []string
		for i, name := range same {
			s, err := readTable(t, files["testdata/"+name], name, 0, nil)
			var values []string
			for _, v := range s.values {
				if strings.Contains(v.field, "record=") {
					values = append(values, fmt.Sprintf("%s %q", v.field, v.text))
				}
			}
			slices.Sort(values)
			if i == 0 {
				first = values
			}
			if err != nil || len(values) == 0 || !slices.Equal(values, first) {
				t.Errorf("%s has %d values, and other ones than %s, which has %d (%v)", name, len(values), same[0], len(first), err)
			}
		}
	}
}

// A file that is cut says so. Of Avro all is read up to there, of Parquet nothing, as what there is stands at its end.
func TestTablesCut(t *testing.T) {
	for name, data := range tableFiles(t) {
		whole, _ := readTable(t, data, name, 0, nil)
		for i := range 16 {
			cut := data[:len(data)*i/16]
			s, err := readTable(t, cut, name, 0, nil)
			if filepath.Ext(name) == ".parquet" {
				p, _ := errors.AsType[*source.Problem](err)
				if p == nil || p.Reason != source.MalformedFile || len(s.values) > 0 {
					t.Errorf("%s, cut at %d: %v, %d values", name, len(cut), err, len(s.values))
				}
				continue
			}
			for k, v := range s.values {
				// The value before the last may lack its end, where nothing is packed.
				if w := whole.values[k]; (v.text != w.text || v.field != w.field) && k != len(s.values)-1 {
					t.Fatalf("%s, cut at %d: value %d is %s, want %s", name, len(cut), k, v, w)
				}
			}
			if err == nil && len(s.problems) == 0 && len(s.values) < len(whole.values) && !bytes.HasSuffix(cut, avroTestSync) {
				t.Errorf("%s, cut at %d: nothing is told", name, len(cut))
			}
		}
	}
}

// avroTestSync is the marker in the testdata's files.
var avroTestSync = []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}

// Whatever a bit is turned to, nothing breaks.
func TestTablesFlipped(t *testing.T) {
	for name, data := range tableFiles(t) {
		random := rand.New(rand.NewPCG(1, uint64(len(data))))
		for i := 0; i < len(data); i += 1 + random.IntN(12) {
			bad := slices.Clone(data)
			bad[i] ^= 1 << random.IntN(8)
			readTable(t, bad, name, 100, &Budget{RatioAfter: 1 << 20, Ratio: 100})
		}
	}
}

func FuzzTables(f *testing.F) {
	for name, data := range tableFiles(f) {
		f.Add(filepath.Ext(name) == ".parquet", data)
	}
	f.Fuzz(func(t *testing.T, columns bool, data []byte) {
		name := "x.avro"
		if columns {
			name = "x.parquet"
		}
		budget := func() *Budget { return &Budget{RatioAfter: 1 << 20, Ratio: 20} }
		s, err := readTable(t, data, name, 0, budget())
		if s.largest > 4*maxValuePiece {
			t.Fatalf("a segment of %d bytes", s.largest)
		}
		if slices.Contains(s.problems, string(source.RatioOverLimit)) {
			return // where that is noticed depends on the blocks
		}
		if one, other := describeTable(s, err), describeTable(readTable(t, data, name, 50, budget())); one != other {
			t.Fatalf("in blocks of 50:\n%s\nin one:\n%s", other, one)
		}
	})
}

// thriftField is a field of a structure in Thrift's compact protocol.
type thriftField struct {
	id   int
	kind byte
	body []byte
}

func zigzag(n int64) []byte { return binary.AppendVarint(nil, n) }

func tInt(id int, n int64) thriftField  { return thriftField{id, 5, zigzag(n)} }
func tLong(id int, n int64) thriftField { return thriftField{id, 6, zigzag(n)} }
func tBytes(id int, s string) thriftField {
	return thriftField{id, 8, append(binary.AppendUvarint(nil, uint64(len(s))), s...)}
}
func tStruct(id int, fields ...thriftField) thriftField {
	return thriftField{id, 12, thrift(fields...)}
}
func tList(id int, items ...[]byte) thriftField {
	body := binary.AppendUvarint([]byte{0xfc}, uint64(len(items)))
	return thriftField{id, 9, append(body, bytes.Join(items, nil)...)}
}

func thrift(fields ...thriftField) (b []byte) {
	last := 0
	for _, f := range fields {
		b = append(b, byte(f.id-last)<<4|f.kind)
		b = append(b, f.body...)
		last = f.id
	}
	return append(b, 0)
}

// hostile is a Parquet file of one optional column of strings.
type hostile struct {
	pages  []byte
	codec  int64
	values int64
	size   int64 // of the chunk, where it is not that of the pages
	offset int64 // of the chunk, where it is not that of the pages
	schema [][]byte
	extra  []thriftField // of the footer
}

func (h hostile) file() []byte {
	if h.schema == nil {
		h.schema = [][]byte{thrift(tBytes(4, "root"), tInt(5, 1)), thrift(tInt(1, 6), tInt(3, 1), tBytes(4, "c"), tInt(6, 0))}
	}
	if h.size == 0 {
		h.size = int64(len(h.pages))
	}
	if h.offset == 0 {
		h.offset = 4
	}
	meta := tStruct(3, tInt(1, 6), tInt(4, h.codec), tLong(5, h.values), tLong(7, h.size), tLong(9, h.offset))
	group := thrift(tList(1, thrift(tLong(2, 0), meta)), tLong(2, 0), tLong(3, h.values))
	footer := thrift(append([]thriftField{tInt(1, 1), tList(2, h.schema...), tLong(3, h.values), tList(4, group)}, h.extra...)...)
	b := append([]byte("PAR1"), h.pages...)
	b = append(b, footer...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(footer)))
	return append(b, "PAR1"...)
}

// page is a page of that file: with values or, of type 2, a dictionary.
func page(kind, values, encoding int64, size int64, body []byte) []byte {
	fields := []thriftField{tInt(1, kind), tInt(2, size), tInt(3, int64(len(body)))}
	if kind == 2 {
		fields = append(fields, tStruct(7, tInt(1, values), tInt(2, 0)))
	} else {
		fields = append(fields, tStruct(5, tInt(1, values), tInt(2, encoding), tInt(3, 3), tInt(4, 3)))
	}
	return append(thrift(fields...), body...)
}

// run is n times the same number of up to eight bits.
func run(n int, number byte) []byte { return append(binary.AppendUvarint(nil, uint64(n)<<1), number) }

// levelled puts the levels of values before them.
func levelled(levels, values []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(levels)))
	return append(append(b, levels...), values...)
}

func plainString(s string) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(s))), s...)
}

func TestHostileParquet(t *testing.T) {
	const most = 1 << 30
	data := func(values int, encoding int64, levels, body []byte) []byte {
		b := levelled(levels, body)
		return page(0, int64(values), encoding, int64(len(b)), b)
	}
	dictionary := func(s string) []byte {
		b := plainString(s)
		return page(2, 1, 0, int64(len(b)), b)
	}
	nested := func(depth int) (schema [][]byte) {
		for range depth {
			schema = append(schema, thrift(tInt(3, 0), tBytes(4, "g"), tInt(5, 1)))
		}
		return append(schema, thrift(tInt(1, 6), tInt(3, 0), tBytes(4, "c")))
	}
	for _, test := range []struct {
		name string
		file []byte
		want string // reasons, of problems or the error
		text string // the texts that are read: their number and the last
	}{
		{"a sound file", hostile{values: 1, pages: data(1, 0, run(1, 1), plainString("x"))}.file(), "", "1 x"},
		{"no values", hostile{values: most, pages: data(most, 0, run(most, 0), nil)}.file(), "", "0 "},
		{"no values, page after page", hostile{values: 1 << 40, pages: bytes.Repeat(data(most, 0, run(most, 0), nil), 1<<10)}.file(), "", "0 "},
		{"the same value over and over", hostile{values: most, pages: slices.Concat(dictionary(strings.Repeat("long ", 2000)),
			data(most, 8, run(most, 1), append([]byte{0}, run(most, 0)[:5]...)))}.file(), "COMPRESSION_RATIO_EXCEEDS_LIMIT", "over"},
		{"the same nothing over and over", hostile{values: most, pages: slices.Concat(dictionary(""),
			data(most, 8, run(most, 1), append([]byte{0}, run(most, 0)[:5]...)))}.file(), "COMPRESSION_RATIO_EXCEEDS_LIMIT", "0 "},
		{"a page that says it unpacks to 2 GB", hostile{values: 1, codec: 1, pages: page(0, 1, 0, 1<<31-1, []byte{1, 2, 3})}.file(),
			"MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", "0 "},
		{"a page that unpacks to nothing like it", hostile{values: 1, codec: 1, pages: page(0, 1, 0, 100<<20, []byte{1, 2, 3})}.file(), "MALFORMED_FILE", "0 "},
		{"a page of more values than any", hostile{values: 1 << 31, pages: page(0, 1<<31-1, 0, 1, []byte{1})}.file(),
			"MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", "0 "},
		{"a page beyond the chunk", hostile{values: 1, pages: append(thrift(tInt(1, 0), tInt(2, 10), tInt(3, 1<<20), tStruct(5, tInt(1, 1))), 1)}.file(), "MALFORMED_FILE", "0 "},
		{"sizes below zero", hostile{values: 1, pages: thrift(tInt(1, 0), tInt(2, -1), tInt(3, -1), tStruct(5, tInt(1, -1)))}.file(), "MALFORMED_FILE", "0 "},
		{"a chunk outside of the file", hostile{values: 1, offset: 1 << 50, pages: []byte{0}}.file(), "MALFORMED_FILE", "0 "},
		{"a chunk that begins below zero", hostile{values: 1, offset: -5, pages: []byte{0}}.file(), "MALFORMED_FILE", "0 "},
		{"a chunk larger than the file", hostile{values: 1, size: 1 << 62, pages: data(1, 0, run(1, 1), plainString("x"))}.file(), "", "1 x"},
		{"fewer values than it says", hostile{values: 5, pages: data(1, 0, run(1, 1), plainString("x"))}.file(), "MALFORMED_FILE", "1 x"},
		{"a damaged page between others", hostile{values: 4, pages: slices.Concat(data(1, 0, run(1, 1), plainString("x")),
			data(2, 0, run(2, 1), []byte{255, 255}), data(1, 0, run(1, 1), plainString("y")))}.file(), "MALFORMED_FILE", "2 y"},
		{"a page that is too large between others", hostile{values: 3, codec: 0, pages: slices.Concat(data(1, 0, run(1, 1), plainString("x")),
			page(0, 1, 0, 1<<30, []byte{1}), data(1, 0, run(1, 1), plainString("y")))}.file(), "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", "2 y"},
		{"a string beyond its page", hostile{values: 2, pages: data(2, 0, run(2, 1), append(plainString("x"), 255, 255, 255, 255))}.file(), "MALFORMED_FILE", "1 x"},
		{"an index beyond the dictionary", hostile{values: 2, pages: slices.Concat(dictionary("x"), data(2, 8, run(2, 1), []byte{8, 2, 0, 2, 200}))}.file(), "MALFORMED_FILE", "1 x"},
		{"a dictionary of more values than bytes", hostile{values: 1, pages: page(2, 1<<30, 0, 4, []byte{0, 0, 0, 0})}.file(), "MALFORMED_FILE MALFORMED_FILE", "0 "},
		{"no dictionary", hostile{values: 1, pages: data(1, 8, run(1, 1), []byte{8, 2, 0})}.file(), "MALFORMED_FILE", "0 "},
		{"an unknown encoding", hostile{values: 1, pages: data(1, 66, run(1, 1), nil)}.file(), "UNABLE_TO_PARSE_FILE", "0 "},
		{"an unknown codec", hostile{values: 1, codec: 99, pages: []byte{0}}.file(), "UNABLE_TO_PARSE_FILE", "0 "},
		{"LZO", hostile{values: 1, codec: 3, pages: []byte{0}}.file(), "UNABLE_TO_PARSE_FILE", "0 "},
		{"levels that are none", hostile{values: 1, pages: data(1, 0, run(1, 7), plainString("x"))}.file(), "", "1 x"},
		{"structures in structures", hostile{extra: []thriftField{{100 - 93, 12, bytes.Repeat([]byte{0x1c}, 4<<20)}}}.file(), "MALFORMED_FILE", "0 "},
		{"lists in lists", hostile{extra: []thriftField{{100 - 93, 9, bytes.Repeat([]byte{0x19}, 4<<20)}}}.file(), "MALFORMED_FILE", "0 "},
		{"a list of more than there is", hostile{extra: []thriftField{{7, 9, []byte{0xfc, 0xff, 0xff, 0xff, 0xff, 0x7f}}}}.file(), "MALFORMED_FILE", "0 "},
		{"groups in groups", hostile{schema: nested(5000)}.file(), "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", "0 "},
		{"a schema without end", hostile{schema: bytes.SplitAfter(bytes.Repeat(thrift(tBytes(4, "g"), tInt(5, 1)), 250_000), []byte{0})}.file(),
			"MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", "0 "},
		{"children that are not there", hostile{schema: nested(3)[:3]}.file(), "MALFORMED_FILE", "0 "},
		{"a root with children below zero", hostile{schema: [][]byte{thrift(tBytes(4, "r"), tInt(5, -1))}}.file(), "MALFORMED_FILE", "0 "},
		{"a footer larger than the file", []byte("PAR1\xff\xff\xff\x7fPAR1"), "MALFORMED_FILE", "0 "},
		{"a footer of nothing", []byte("PAR1\x00\x00\x00\x00PAR1"), "MALFORMED_FILE", "0 "},
		{"magic alone", []byte("PAR1"), "MALFORMED_FILE", "0 "},
	} {
		s, err := readTable(t, test.file, "x.parquet", 0, &Budget{RatioAfter: 1 << 20, Ratio: 100})
		reasons := s.problems
		if p, ok := errors.AsType[*source.Problem](err); ok {
			reasons = append(reasons, string(p.Reason))
		}
		var texts []string
		for _, v := range s.values {
			if !strings.Contains(v.field, "is-name") {
				texts = append(texts, v.text)
			}
		}
		text := fmt.Sprint(len(texts), " ")
		if len(texts) > 0 {
			text += texts[len(texts)-1]
		}
		if test.text == "over" && len(texts) > 0 {
			text = "over"
		}
		if strings.Join(reasons, " ") != test.want || text != test.text {
			t.Errorf("%s: %s, %s; want %q, %q", test.name, reasons, short(text), test.want, test.text)
		}
	}
}

// A value that is larger than a segment may be comes in pieces, and is one value.
func TestLongParquetValue(t *testing.T) {
	long := strings.Repeat("Wörter 🚀 ", 300_000)
	body := slices.Concat(plainString("before"), plainString(long), plainString("behind"))
	b := levelled(run(3, 1), body)
	file := hostile{values: 3, pages: page(0, 3, 0, int64(len(b)), b)}.file()
	s, err := readTable(t, file, "x.parquet", 0, nil)
	if err != nil || len(s.problems) > 0 || len(s.values) != 4 {
		t.Fatalf("%d values, %s, %v", len(s.values), s.problems, err)
	}
	if v := s.values[2]; v.text != long || v.segments < 3 || !strings.Contains(v.field, "row=3 column=1") {
		t.Errorf("the long value is %d bytes in %d segments: %s", len(v.text), v.segments, v.field)
	}
	if s.values[1].text != "before" || s.values[3].text != "behind" {
		t.Errorf("around it stand %q and %q", s.values[1].text, s.values[3].text)
	}
	if s.largest > 2*maxValuePiece {
		t.Errorf("a segment of %d bytes", s.largest)
	}
}

// benchRow is a row of a table as there are many.
type benchRow struct {
	ID      int64   `parquet:"id"`
	First   string  `parquet:"first_name,dict"`
	Last    string  `parquet:"last_name,dict"`
	Email   string  `parquet:"email"`
	Phone   *string `parquet:"phone,optional"`
	Card    string  `parquet:"card"`
	Balance float64 `parquet:"balance"`
	Born    int32   `parquet:"born,date"`
	Score   int32   `parquet:"score,delta"`
	Country string  `parquet:"country,dict"`
	Note    string  `parquet:"note"`
}

func benchParquet(b testing.TB, rows int) []byte {
	random := rand.New(rand.NewPCG(1, 1))
	var out bytes.Buffer
	w := parquet.NewGenericWriter[benchRow](&out, parquet.Compression(&parquet.Zstd))
	for i := range rows {
		phone := fmt.Sprintf("+1 212 555 %04d", random.IntN(10_000))
		r := benchRow{int64(i), "Alexandra", "Smith-Jones"[:5+random.IntN(6)], fmt.Sprintf("user%d@example.com", i), &phone,
			fmt.Sprintf("4%015d", random.Int64N(1e15)), float64(random.IntN(1e7)) / 100, int32(random.IntN(20_000)), int32(random.IntN(100)), "DE",
			"called about the order, will call back on day " + fmt.Sprint(random.IntN(1000))}
		if i%2 == 0 {
			r.Phone = nil
		}
		if _, err := w.Write([]benchRow{r}); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// BenchmarkReadParquet counts bytes of text that come out.
func BenchmarkReadParquet(b *testing.B) {
	const rows = 200_000
	data := benchParquet(b, rows)
	whole, err := readTable(b, data[:len(data):len(data)], "x.parquet", 0, nil)
	if err != nil {
		b.Fatal(err)
	}
	size := int64(0)
	for _, v := range whole.values {
		size += int64(len(v.text)) + 1
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		var sink countSink
		in := &Input{Name: "x.parquet", At: func(context.Context) (io.ReaderAt, int64, error) { return bytes.NewReader(data), int64(len(data)), nil }}
		if err := parquetFormat.Read(b.Context(), in, &sink); err != nil {
			b.Fatal(err)
		}
		if want := 11*(rows+1) - rows/2; sink.fields != want {
			b.Fatalf("%d fields, want %d", sink.fields, want)
		}
	}
}

// What another writer writes is read as it was written.
func TestParquetAsWritten(t *testing.T) {
	const rows = 5000
	data := benchParquet(t, rows)
	s, err := readTable(t, data, "x.parquet", 0, nil)
	if err != nil || len(s.problems) > 0 {
		t.Fatal(err, s.problems)
	}
	got := map[string]string{}
	for _, v := range s.values {
		got[v.field] = v.text
	}
	r := parquet.NewGenericReader[benchRow](bytes.NewReader(data))
	all := make([]benchRow, rows)
	if n, err := r.Read(all); n != rows {
		t.Fatal(n, err)
	}
	for i, row := range all {
		phone := ""
		if row.Phone != nil {
			phone = *row.Phone
		}
		for column, want := range map[string]string{"id": fmt.Sprint(row.ID), "first_name": row.First, "last_name": row.Last, "email": row.Email, "phone": phone,
			"card": row.Card, "balance": fmt.Sprint(row.Balance), "score": fmt.Sprint(row.Score), "note": row.Note} {
			number := slices.Index([]string{"id", "first_name", "last_name", "email", "phone", "card", "balance", "born", "score", "country", "note"}, column) + 1
			field := fmt.Sprintf("name=%q row=%d column=%d record=%d path=$.%s", column, i+2, number, i, column)
			if got[field] != want {
				t.Fatalf("%s is %q, want %q", field, got[field], want)
			}
		}
	}
}
