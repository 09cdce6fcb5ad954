package format

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/flate"
	"github.com/twmb/avro"
	"github.com/twmb/avro/ocf"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// avroStringOf is a string as Avro writes it.
func avroStringOf(s string) []byte { return append(binary.AppendVarint(nil, int64(len(s))), s...) }

// avroFile is a container with blocks.
func avroFile(schema, codec string, blocks ...[]byte) []byte {
	b := binary.AppendVarint([]byte(avroMagic), 2)
	b = slices.Concat(b, avroStringOf("avro.schema"), avroStringOf(schema), avroStringOf("avro.codec"), avroStringOf(codec), []byte{0}, avroTestSync)
	for _, block := range blocks {
		b = slices.Concat(b, block, avroTestSync)
	}
	return b
}

// avroBlockOf is a block of n values.
func avroBlockOf(n int64, body ...[]byte) []byte {
	all := slices.Concat(body...)
	b := binary.AppendVarint(nil, n)
	return append(binary.AppendVarint(b, int64(len(all))), all...)
}

// deflated is n MiB of zeros, packed.
func deflated(n int) []byte {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	zeros := make([]byte, 1<<20)
	for range n {
		w.Write(zeros)
	}
	w.Close()
	return b.Bytes()
}

func TestHostileAvro(t *testing.T) {
	one, two := avroBlockOf(1, avroStringOf("one")), avroBlockOf(1, avroStringOf("two"))
	const list = `{"type": "record", "name": "L", "fields": [{"name": "v", "type": "string"}, {"name": "n", "type": ["null", "L"]}]}`
	links := func(n int) []byte {
		return append(bytes.Repeat([]byte{2, 'x', 2}, n), 2, 'y', 0)
	}
	doubling := `{"type": "record", "name": "R0", "fields": [{"name": "f", "type": "null"}]}`
	for i := range 60 {
		doubling = fmt.Sprintf(`{"type": "record", "name": "R%d", "fields": [{"name": "a", "type": %s}, {"name": "b", "type": "R%d"}]}`, i+1, doubling, i)
	}
	num := func(n int64) []byte { return binary.AppendVarint(nil, n) }
	for _, test := range []struct {
		name string
		file []byte
		want string // reasons, of problems or the error
		text string // what is read
	}{
		{"a sound file", avroFile(`"string"`, "null", one, two), "", "one two"},
		{"text behind a record", avroFile(`"string"`, "null", avroBlockOf(1, avroStringOf("one"), []byte{0})), "MALFORMED_FILE", "one"},
		{"more records than it has", avroFile(`"string"`, "null", avroBlockOf(1<<60, avroStringOf("one")), two), "MALFORMED_FILE", "one two"},
		{"a string longer than its block", avroFile(`"string"`, "null", avroBlockOf(2, avroStringOf("one"), num(1<<50)), two), "MALFORMED_FILE", "one two"},
		{"a string of a length below zero", avroFile(`"string"`, "null", avroBlockOf(2, avroStringOf("one"), num(-5)), two), "MALFORMED_FILE", "one two"},
		{"a block without its marker", slices.Concat(avroFile(`"string"`, "null", one), []byte("rubbish rubbish"), avroTestSync, two, avroTestSync), "MALFORMED_FILE", "one two"},
		{"a block with a size beyond all bounds", slices.Concat(avroFile(`"string"`, "null", one), num(1), num(1<<40), avroTestSync, two, avroTestSync),
			"MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", "one two"},
		{"a block with a size below zero", slices.Concat(avroFile(`"string"`, "null", one), num(1), num(-9), avroTestSync, two, avroTestSync), "MALFORMED_FILE", "one two"},
		{"a block that says it is longer", slices.Concat(avroFile(`"string"`, "null", one), num(1), num(500), avroTestSync, two, avroTestSync), "MALFORMED_FILE", "one two"},
		{"a number that never ends", slices.Concat(avroFile(`"string"`, "null", one), bytes.Repeat([]byte{0xff}, 50), avroTestSync, two, avroTestSync), "MALFORMED_FILE", "one two"},
		{"no end", slices.Concat(avroFile(`"string"`, "null", one), avroBlockOf(3, avroStringOf("two"), avroStringOf("three"))[:8]), "MALFORMED_FILE", "one two"},
		{"a bomb", avroFile(`"bytes"`, "deflate", avroBlockOf(1, deflated(130)), avroBlockOf(1, []byte{1, 4, 0, 0xfb, 0xff, 6, 'o', 'n', 'e'})),
			"MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", "one"},
		{"packed in no way", avroFile(`"string"`, "deflate", avroBlockOf(1, []byte("rubbish"))), "MALFORMED_FILE", ""},
		{"snappy that says it is large", avroFile(`"string"`, "snappy", avroBlockOf(1, []byte{0xff, 0xff, 0xff, 0xff, 0xf, 0, 0, 0, 0})),
			"MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", ""},
		{"an unknown codec", avroFile(`"string"`, "lzma", one), "UNABLE_TO_PARSE_FILE", ""},
		{"a billion nothings", avroFile(`{"type": "array", "items": "null"}`, "null", avroBlockOf(1, num(1<<60), num(0)), avroBlockOf(1, num(-1<<62), num(0), num(0))), "", ""},
		{"records of nothing", avroFile(`"null"`, "null", avroBlockOf(1<<62)), "", ""},
		{"records in records, doubling", avroFile(doubling, "null", avroBlockOf(1<<62)), "", ""},
		{"a record that holds itself", avroFile(`{"type": "record", "name": "A", "fields": [{"name": "a", "type": "A"}]}`, "null", avroBlockOf(1)), "JSON_NESTING_LEVEL_OVER_LIMIT JSON_NESTING_LEVEL_OVER_LIMIT", ""},
		{"a long list", avroFile(list, "null", avroBlockOf(1, links(3))), "", "x x x y"},
		{"a list of more levels than have paths", avroFile(list, "null", avroBlockOf(1, links(300)), avroBlockOf(1, links(0))), "JSON_NESTING_LEVEL_OVER_LIMIT",
			strings.Repeat("x ", 300) + "y y"},
		{"a list too long", avroFile(list, "null", avroBlockOf(1, links(2_000)), avroBlockOf(1, links(0))), "JSON_NESTING_LEVEL_OVER_LIMIT JSON_NESTING_LEVEL_OVER_LIMIT",
			strings.Repeat("x ", maxAvroDepth) + "y"},
		{"symbols over and over", avroFile(`{"type": "enum", "name": "e", "symbols": ["`+strings.Repeat("s", 1000)+`"]}`, "deflate", avroBlockOf(10<<20, deflated(10))),
			"COMPRESSION_RATIO_EXCEEDS_LIMIT", "over"},
		{"an index below zero", avroFile(`["null", "string"]`, "null", avroBlockOf(1, num(-1))), "MALFORMED_FILE", ""},
		{"a symbol that is not there", avroFile(`{"type": "enum", "name": "e", "symbols": []}`, "null", avroBlockOf(1, num(0))), "MALFORMED_FILE", ""},
		{"a schema too deep", avroFile(strings.Repeat(`{"type": "array", "items": `, 10_000)+`"int"`+strings.Repeat("}", 10_000), "null"), "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", ""},
		{"a schema too deep to be parsed", avroFile(strings.Repeat(`[`, 100_000)+strings.Repeat("]", 100_000), "null"), "MALFORMED_FILE", ""},
		{"a schema that is none", avroFile(`{"type": 5}`, "null"), "MALFORMED_FILE", ""},
		{"a schema of nothing", avroFile(``, "null"), "MALFORMED_FILE", ""},
		{"two schemas", avroFile(`"int" "int"`, "null"), "MALFORMED_FILE", ""},
		{"a name that is not known", avroFile(`["int", "Unknown"]`, "null"), "MALFORMED_FILE", ""},
		{"a fixed without a size", avroFile(`{"type": "fixed", "name": "f", "size": -1}`, "null"), "MALFORMED_FILE", ""},
		{"names that are none", avroFile(`{"type": "record", "name": "my-record", "fields": [{"name": "e-mail (work)", "type": "string", "default": 5}]}`, "null", one), "", "one"},
		{"a type at the field", avroFile(`{"type": "record", "name": "r", "fields": [{"name": "d", "type": "int", "logicalType": "date"}]}`, "null", avroBlockOf(1, num(0))), "", "1970-01-01"},
		{"a type wrapped twice", avroFile(`{"type": {"type": {"type": "string"}}}`, "null", one), "", "one"},
		{"metadata without end", append([]byte(avroMagic), bytes.Repeat([]byte{0x01, 0}, 20_000)...), "MALFORMED_FILE", ""},
		{"metadata beyond all bounds", slices.Concat([]byte(avroMagic), num(1<<60), avroStringOf("k"), num(1<<60)), "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", ""},
		{"nothing but pairs", slices.Concat([]byte(avroMagic), num(1<<60), bytes.Repeat([]byte{0, 0}, 20_000)), "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT", ""},
		{"magic alone", []byte(avroMagic), "MALFORMED_FILE", ""},
	} {
		s, err := readTable(t, test.file, "x.avro", 0, &Budget{RatioAfter: 1 << 20, Ratio: 100})
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
		text := strings.Join(texts, " ")
		if test.text == "over" && text != "" {
			text = "over"
		}
		if strings.Join(reasons, " ") != test.want || text != test.text {
			t.Errorf("%s: %s, %s; want %q, %q", test.name, reasons, short(text), test.want, short(test.text))
		}
	}
}

func TestLongAvroValue(t *testing.T) {
	long := strings.Repeat("Wörter 🚀 ", 300_000)
	const schema = `{"type": "record", "name": "r", "fields": [{"name": "a", "type": {"type": "array", "items": "string"}}]}`
	block := avroBlockOf(1, []byte{6}, avroStringOf("before"), avroStringOf(long), avroStringOf("behind"), []byte{0})
	s, err := readTable(t, avroFile(schema, "null", block), "x.avro", 0, nil)
	if err != nil || len(s.problems) > 0 || len(s.values) != 4 {
		t.Fatalf("%d values, %s, %v", len(s.values), s.problems, err)
	}
	for i, want := range []string{"before", long, "behind"} {
		v := s.values[i+1]
		if v.text != want || v.field != fmt.Sprintf(`name="a" record=0 path=$.a[%d]`, i) {
			t.Errorf("value %d is %d bytes, %s; want %d", i, len(v.text), v.field, len(want))
		}
	}
	if s.values[2].segments < 3 || s.largest > 2*maxValuePiece {
		t.Errorf("%d segments, the largest of %d bytes", s.values[2].segments, s.largest)
	}
}

// What another writer writes of random values is read as it was written.
func TestAvroAsWritten(t *testing.T) {
	type inner struct {
		City string   `avro:"city"`
		Tags []string `avro:"tags"`
	}
	type outer struct {
		ID    int64            `avro:"id"`
		Name  *string          `avro:"name"`
		Homes []inner          `avro:"homes"`
		Score map[string]int64 `avro:"score"`
	}
	const schema = `{"type": "record", "name": "outer", "fields": [{"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"]},
		{"name": "homes", "type": {"type": "array", "items": {"type": "record", "name": "inner", "fields": [{"name": "city", "type": "string"},
		{"name": "tags", "type": {"type": "array", "items": "string"}}]}}}, {"name": "score", "type": {"type": "map", "values": "long"}}]}`
	random := rand.New(rand.NewPCG(1, 1))
	word := func() string { return fmt.Sprintf("w%x", random.Uint32()>>random.IntN(32)) }
	for _, codec := range []ocf.Codec{ocf.DeflateCodec(6), ocf.SnappyCodec(), ocf.MustZstdCodec(nil, nil)} {
		var out bytes.Buffer
		w, err := ocf.NewWriter(&out, avro.MustParse(schema), ocf.WithCodec(codec), ocf.WithBlockCount(37))
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		put := func(record int, path, text string) { want = append(want, fmt.Sprintf("%d %s %s", record, path, text)) }
		for i := range 300 {
			o := outer{ID: random.Int64() - random.Int64()}
			put(i, "$.id", fmt.Sprint(o.ID))
			if random.IntN(2) == 0 {
				name := word()
				o.Name = &name
				put(i, "$.name", name)
			}
			for h := range random.IntN(4) {
				home := inner{City: word()}
				put(i, fmt.Sprintf("$.homes[%d].city", h), home.City)
				for k := range random.IntN(4) {
					home.Tags = append(home.Tags, word())
					put(i, fmt.Sprintf("$.homes[%d].tags[%d]", h, k), home.Tags[k])
				}
				o.Homes = append(o.Homes, home)
			}
			o.Score = map[string]int64{}
			for range random.IntN(3) {
				key := word()
				o.Score[key] = random.Int64()
			}
			for key, n := range o.Score {
				put(i, "$.score."+key, key)
				put(i, "$.score."+key, fmt.Sprint(n))
			}
			if err := w.Encode(&o); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := readTable(t, out.Bytes(), "x.avro", 200, nil)
		if err != nil || len(s.problems) > 0 {
			t.Fatal(err, s.problems)
		}
		var got []string
		for strings.HasPrefix(s.values[0].field, "is-name") { // the schema's
			s.values = s.values[1:]
		}
		for _, v := range s.values {
			if at := strings.Index(v.field, "record="); at >= 0 {
				got = append(got, strings.Replace(v.field[at+len("record="):], "path=", "", 1)+" "+v.text)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d values, want %d", codec.Name(), len(got), len(want))
		}
	}
}
