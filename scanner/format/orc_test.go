package format

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/pii-scan/pii-scan/scanner/format/internal/orc"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// orcValues reads an ORC file with blocks of a size; 0 is the default.
func orcValues(t testing.TB, data []byte, block int, budget *Budget) (*valueSink, error) {
	t.Helper()
	s := &valueSink{t: t}
	in := &Input{Name: "x", Size: int64(len(data)), Block: block, Budget: budget}
	in.At = func(context.Context) (io.ReaderAt, int64, error) { return bytes.NewReader(data), int64(len(data)), nil }
	err := readORC(t.Context(), in, s)
	if err != nil {
		if _, told := errors.AsType[*source.Problem](err); !told {
			t.Fatalf("%v is no problem", err)
		}
	}
	return s, err
}

// All files but one hold the same, whose values package orc holds against those of another reader. Here it is the places.
func TestORCGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/orc/*.orc")
	must(t, err)
	data, err := os.ReadFile("testdata/orc/zlib.orc")
	must(t, err)
	want := describeTable(orcValues(t, data, 0, &Budget{}))
	const enough = 200 // lines
	holdsGolden(t, "testdata/orc/zlib.orc", strings.Join(strings.SplitAfterN(want, "\n", enough)[:enough-1], ""))
	for _, file := range files {
		data, err := os.ReadFile(file)
		must(t, err)
		if f := Identify(data, "x"); f.Name != "orc" {
			t.Errorf("%s is identified as %s", file, f.Name)
		}
		for _, block := range []int{0, 1, 100} {
			if got := describeTable(orcValues(t, data, block, nil)); got != want && filepath.Base(file) != "stripes.orc" {
				t.Errorf("%s in blocks of %d holds\n%s\nwant\n%s", file, block, got, want)
			}
		}
	}
}

func TestORCIsNoText(t *testing.T) {
	for _, s := range []string{"ORC", "ORCHID\n", "ORC is a format for tables."} {
		if f := Identify([]byte(s), "x"); f.Name != "text" {
			t.Errorf("%q is identified as %s", s, f.Name)
		}
	}
}

// Of encrypted columns the masked copies are read, and it is told.
func TestORCEncrypted(t *testing.T) {
	data, err := os.ReadFile("testdata/orc/uncompressed.orc")
	must(t, err)
	whole, err := orcValues(t, data, 0, nil)
	must(t, err)
	n := len(data) - 1
	body, post := data[:n-int(data[n])], data[n-int(data[n]):n]
	variant := protowire.AppendBytes(protowire.AppendTag(nil, 3, protowire.BytesType), []byte{1 << 3, 1})
	more := protowire.AppendBytes(protowire.AppendTag(nil, 10, protowire.BytesType), variant)
	_, _, skip := protowire.ConsumeField(post)
	footer, _ := protowire.ConsumeVarint(post[1:])
	post = append(protowire.AppendVarint([]byte{1 << 3}, footer+uint64(len(more))), post[skip:]...)
	data = slices.Concat(body, more, post, []byte{byte(len(post))})
	s, err := orcValues(t, data, 0, nil)
	if err != nil || len(s.values) != len(whole.values) || fmt.Sprint(s.problems) != "[INVALID_ENCRYPTION]" {
		t.Errorf("%d values, want %d; problems %q, %v", len(s.values), len(whole.values), s.problems, err)
	}
}

func TestORCBudget(t *testing.T) {
	data, err := os.ReadFile("testdata/orc/zlib.orc")
	must(t, err)
	s, err := orcValues(t, data, 0, &Budget{RatioAfter: 100, Ratio: 1})
	if p := source.AsProblem(err, ""); p == nil || p.Reason != source.RatioOverLimit || len(s.values) == 0 {
		t.Errorf("%v, %d values", err, len(s.values))
	}
}

// A value that is larger than a segment may be is one field all the same, and so is one that the reader gives in pieces: two.
func TestORCLongValue(t *testing.T) {
	s := &valueSink{t: t}
	p := &recordPacker{ctx: t.Context(), sink: s}
	must(t, p.Record(0))
	must(t, p.Enter(orc.Place{Role: orc.Member, Name: "list", Column: 1}))
	long := strings.Repeat("long välue ", maxValuePiece/4)
	must(t, p.Value(orc.Place{Role: orc.Element, Index: 4}, []byte("short")))
	must(t, p.Value(orc.Place{Role: orc.Element, Index: 5}, []byte(long)))
	must(t, p.Value(orc.Place{Role: orc.Element, Index: 6}, []byte("short")))
	p.Leave()
	must(t, p.flush())
	if len(s.values) != 3 || s.values[1].text != long || s.values[1].field != `name="list" record=0 path=$.list[5]` || s.values[1].segments < 2 ||
		s.values[2].field != `name="list" record=0 path=$.list[6]` {
		t.Errorf("%d values, the second of %d bytes in %d segments: %s", len(s.values), len(s.values[1].text), s.values[1].segments, s.values[1].field)
	}
}
