package format

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pii-scan/pii-scan/text"
)

var textFormats = []struct {
	format *Format
	data   string
}{
	{&textFormat, numbered(100<<10, "line %d\n")},
	{&csvFormat, "id,name\n" + numbered(100<<10, "%d,Ada\n")},
	{&jsonFormat, numbered(100<<10, `{"id": %d}`+"\n")},
	{&jsonFormat, "[" + numbered(100<<10, `{"id": %d},`) + "0]"},
}

// refusingSink takes some segments and then no more.
type refusingSink struct {
	countSink
	left int
	err  error
}

func (s *refusingSink) Segment(seg *text.Segment) error {
	if s.left--; s.left < 0 {
		seg.Release()
		return s.err
	}
	return s.countSink.Segment(seg)
}

func TestSinkEndsReader(t *testing.T) {
	for _, test := range textFormats {
		for left := range 3 {
			sink := &refusingSink{left: left, err: errors.New("enough")}
			in := &Input{Name: "x", Body: strings.NewReader(test.data), Block: 4 << 10}
			if err := test.format.Read(context.Background(), in, sink); err != sink.err {
				t.Errorf("%s, after %d segments: %v, want the sink's error", test.format.Name, left, err)
			}
			if sink.left != -1 {
				t.Errorf("%s: %d segments after the sink's error", test.format.Name, -1-sink.left)
			}
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, test := range textFormats {
		in := &Input{Name: "x", Body: strings.NewReader(test.data), Block: 4 << 10}
		if err := test.format.Read(ctx, in, new(countSink)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", test.format.Name, err)
		}
	}
}

// What was read before the body broke is handed over, and the error is told.
func TestBrokenBody(t *testing.T) {
	broken := errors.New("broken")
	for _, test := range textFormats {
		data := test.data[:len(test.data)/2]
		sink := &valueSink{t: t, file: []byte(data)}
		in := &Input{Name: "x", Head: []byte(data[:HeadSize/2]), Body: io.MultiReader(strings.NewReader(data), iotest.ErrReader(broken)), Block: 4 << 10}
		if err := test.format.Read(context.Background(), in, sink); err != broken {
			t.Errorf("%s: error %v, want %v", test.format.Name, err, broken)
		}
		if len(sink.values) == 0 || sink.values[len(sink.values)-1].end < int64(len(data)-20) {
			t.Errorf("%s: the values end before the break", test.format.Name)
		}
	}
}

// An input without a head is read all the same.
func TestNoHead(t *testing.T) {
	for _, test := range textFormats {
		with := readValues(t, test.format, []byte(test.data), "x", 4<<10, false)
		without := &valueSink{t: t, file: []byte(test.data)}
		in := &Input{Name: "x", Body: iotest.HalfReader(strings.NewReader(test.data)), Block: 4 << 10}
		if err := test.format.Read(context.Background(), in, without); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(with.values) != fmt.Sprint(without.values) {
			t.Errorf("%s: other values without a head", test.format.Name)
		}
	}
}

// Names beyond the limit are no longer kept, and no value is lost.
func TestManyNames(t *testing.T) {
	const n = MaxNames + 5000
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range n {
		fmt.Fprintf(&b, `{"key%d": {"in": 1}},`, i)
	}
	b.WriteString("0]")
	s := sameValues(t, &jsonFormat, b.Bytes(), "x.json", 64<<10)
	if want := 3*n + 1; len(s.values) != want {
		t.Fatalf("%d values, want %d", len(s.values), want)
	}
	if got, want := s.values[3*n-1].field, fmt.Sprintf(`name="key%d/in" record=0 path=$[%d].key%d.in`, n-1, n-1, n-1); got != want {
		t.Fatalf("the last value is %s, want %s", got, want)
	}
	var p jsonParser
	p.begin(new(block))
	p.b.seg.Text = b.Bytes()
	if at, stop := p.parse(b.Bytes(), 0, true); at != b.Len() || stop != stopMore {
		t.Fatalf("stopped at %d", at)
	}
	if len(p.names.kept) > MaxNames {
		t.Fatalf("%d names are kept", len(p.names.kept))
	}
}

// depthSink notes each value with the length of its path.
type depthSink struct {
	countSink
	values []string
}

func (s *depthSink) Segment(seg *text.Segment) error {
	for i, span := range seg.Fields {
		depth := 0
		for p := seg.FieldAt(i).Path; p != nil; p = p.Parent {
			depth++
		}
		s.values = append(s.values, fmt.Sprint(string(seg.Text[span.Start:span.End]), " ", depth))
	}
	return s.countSink.Segment(seg)
}

// Of what is nested too deeply all values are read, with the path of the last level that has one.
func TestDeepJSON(t *testing.T) {
	data := strings.Repeat(`[`, MaxJSONDepth-1) + `["in", [ "deep", {"key": ["deeper"]}, 5], "in"]` + strings.Repeat(`]`, MaxJSONDepth-1)
	for _, block := range []int{16, 64, BlockSize} {
		var s depthSink
		if err := readJSON(context.Background(), &Input{Name: "x.json", Body: strings.NewReader(data), Block: block}, &s); err != nil {
			t.Fatal(err)
		}
		if got, want := strings.Join(s.values, ", "), "in 256, deep 255, key 255, deeper 255, 5 255, in 256"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	got := readValues(t, &jsonFormat, []byte(data), "x.json", 0, false)
	if fmt.Sprint(got.problems) != "[JSON_NESTING_LEVEL_OVER_LIMIT]" {
		t.Errorf("problems %s", got.problems)
	}
}
