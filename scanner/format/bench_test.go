package format

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// countSink counts fields and gives segments back.
type countSink struct{ fields int }

func (s *countSink) Segment(seg *text.Segment) error {
	s.fields += len(seg.Fields)
	seg.Release()
	return nil
}
func (s *countSink) Member(context.Context, Member) error { return nil }
func (s *countSink) Problem(*source.Problem)              {}

const benchRows = 20_000

func benchCSV() []byte {
	random := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	b.WriteString("id,first_name,last_name,email,phone,amount,city,created\n")
	for i := range benchRows {
		fmt.Fprintf(&b, "%d,%s,%s,user%d@example.com,+1 555 %07d,%d.%02d,Springfield,2024-%02d-%02d\n", i, "Alexandra", "Smith-Jones"[:5+random.IntN(6)],
			i, random.IntN(1e7), random.IntN(1e5), random.IntN(100), 1+random.IntN(12), 1+random.IntN(28))
	}
	return []byte(b.String())
}

func benchQuotedCSV() []byte {
	var b strings.Builder
	b.WriteString(`"id","name","email","note"` + "\n")
	for i := range benchRows {
		fmt.Fprintf(&b, `"%d","Alexandra Smith","user%d@example.com","called, will call back"`+"\n", i, i)
	}
	return []byte(b.String())
}

func benchJSONLines() []byte {
	random := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	for i := range benchRows {
		fmt.Fprintf(&b, `{"id":%d,"name":"Alexandra %s","contact":{"email":"user%d@example.com","phones":["+1 555 %07d"]},"active":true,"note":"first line\nsecond"}`+"\n",
			i, "Smith-Jones"[:5+random.IntN(6)], i, random.IntN(1e7))
	}
	return []byte(b.String())
}

func benchText() []byte {
	var b strings.Builder
	for i := range benchRows {
		fmt.Fprintf(&b, "2024-05-06T07:08:09.123Z INFO  [worker-%d] request %d from 192.0.2.%d finished in %d ms\n", i%16, i, i%250, i%977)
	}
	return []byte(b.String())
}

func BenchmarkRead(b *testing.B) {
	for _, bench := range []struct {
		name   string
		format *Format
		data   []byte
		fields int // 0: depends on the size of blocks
	}{
		{"text", &textFormat, benchText(), 0},
		{"csv", &csvFormat, benchCSV(), 8 * (benchRows + 1)},
		{"csv-quoted", &csvFormat, benchQuotedCSV(), 4 * (benchRows + 1)},
		{"jsonl", &jsonFormat, benchJSONLines(), 13 * benchRows},
		{"json", &jsonFormat, append(append([]byte("["), bytes.ReplaceAll(bytes.TrimSpace(benchJSONLines()), newline, []byte(",\n"))...), ']'), 13 * benchRows},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(bench.data)))
			b.ReportAllocs()
			for b.Loop() {
				var sink countSink
				in := &Input{Name: "data." + bench.format.Extensions[0], Head: bench.data[:HeadSize], Body: bytes.NewReader(bench.data)}
				if err := bench.format.Read(context.Background(), in, &sink); err != nil {
					b.Fatal(err)
				}
				if bench.fields != 0 && sink.fields != bench.fields {
					b.Fatalf("%d fields, want %d", sink.fields, bench.fields)
				}
			}
		})
	}
}
