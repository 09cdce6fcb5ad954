package format

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Sizes of blocks that cut short inputs in many places.
var tinyBlocks = []int{16, 61, 256}

func addSeeds(f *testing.F, format *Format) {
	for _, in := range blockInputs {
		if in.format == format {
			f.Add([]byte(in.data[:min(len(in.data), 2<<10)]))
		}
	}
}

// uncovered gives the bytes of data, which is UTF-8, that are in no value.
func uncovered(s *valueSink, data []byte) []byte {
	skip := int64(textCharset(data[:min(len(data), HeadSize)]).bom)
	rest := slices.Clone(data[skip:])
	for _, v := range s.values {
		for i := v.start; i < min(v.end, int64(len(rest))); i++ {
			rest[i] = 0
		}
	}
	return bytes.ReplaceAll(rest, []byte{0}, nil)
}

func checkCovered(t *testing.T, s *valueSink, data []byte, structure string) {
	t.Helper()
	if textCharset(data[:min(len(data), HeadSize)]).enc != nil {
		return
	}
	if lost := bytes.Trim(uncovered(s, data), structure); len(lost) > 0 {
		t.Fatalf("%q stands in no field of %q", lost, data)
	}
}

func FuzzPlain(f *testing.F) {
	addSeeds(f, &textFormat)
	for _, name := range []string{"roster.md", "roster.txt"} {
		data, err := os.ReadFile("testdata/read/" + name)
		must(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := sameValues(t, &textFormat, data, "x.txt", tinyBlocks...)
		checkCovered(t, s, data, "|+-=: \t\r\n") // what tables are drawn with
		if set := textCharset(data[:min(len(data), HeadSize)]); len(s.values) == 1 && len(data) < HeadSize && s.values[0].text != string(set.decode(data)) {
			t.Fatalf("read %q, want %q", s.values[0].text, set.decode(data))
		}
	})
}

func FuzzCSV(f *testing.F) {
	addSeeds(f, &csvFormat)
	f.Fuzz(func(t *testing.T, data []byte) {
		s := sameValues(t, &csvFormat, data, "x.csv", tinyBlocks...)
		head := data[:min(len(data), HeadSize)]
		set := textCharset(head)
		d := detectDialect(set.decode(head), "x.csv", len(head) < HeadSize)
		checkCovered(t, s, data, string([]byte{d.delimiter, d.end, '"', '\r', '\n'}))
		if set.enc != nil || d.end != '\n' {
			return
		}
		want, err := standardCells(data[set.bom:], d.delimiter)
		if err != nil {
			return
		}
		if got := cellsOf(t, s); !slices.Equal(got, want) {
			t.Fatalf("cells of %q are\n%q, want\n%q", data, got, want)
		}
	})
}

// standardCells reads a table with encoding/csv: its cells that are not empty, with the number of their record among those that
// have any.
func standardCells(data []byte, delimiter byte) (cells []string, err error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = rune(delimiter)
	r.FieldsPerRecord = -1
	for n := 0; ; {
		row, err := r.Read()
		if err == io.EOF {
			return cells, nil
		}
		if err != nil {
			return nil, err
		}
		was := len(cells)
		for i, cell := range row {
			if cell != "" {
				cells = append(cells, fmt.Sprintf("%d:%d %s", n, i+1, cell))
			}
		}
		if len(cells) > was {
			n++
		}
	}
}

// cellsOf writes values as standardCells does; line ends inside cells become line feeds.
func cellsOf(t *testing.T, s *valueSink) (cells []string) {
	n, last := -1, 0
	for _, v := range s.values {
		var row, column int
		if _, err := fmt.Sscanf(v.field[strings.LastIndex(v.field, "row="):], "row=%d column=%d", &row, &column); err != nil {
			t.Fatal(err)
		}
		if row != last {
			n, last = n+1, row
		}
		cells = append(cells, fmt.Sprintf("%d:%d %s", n, column, strings.ReplaceAll(v.text, "\r\n", "\n")))
	}
	return cells
}

func FuzzJSON(f *testing.F) {
	addSeeds(f, &jsonFormat)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"x.json", "x.jsonl"} {
			s := sameValues(t, &jsonFormat, data, name, tinyBlocks...)
			checkCovered(t, s, data, "{}[]:,\" \t\r\n")
			head := data[:min(len(data), HeadSize)]
			set := textCharset(head)
			if set.enc != nil || !utf8.Valid(data) {
				continue
			}
			if isJSONLines(set.decode(head), name, len(head) < HeadSize) && !validLines(data[set.bom:]) {
				continue
			}
			want, err := standardLeaves(data[set.bom:])
			if err != nil {
				continue
			}
			var got []string
			for _, v := range s.values {
				kind := "value"
				if strings.Contains(v.field, "is-name") {
					kind = "key"
				}
				got = append(got, fmt.Sprintf("%s %s", kind, v.text))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: leaves of %q are\n%q, want\n%q", name, data, got, want)
			}
			if len(s.problems) > 0 {
				t.Fatalf("%s: problems %s with %q", name, s.problems, data)
			}
		}
	})
}

func validLines(data []byte) bool {
	for _, line := range bytes.Split(data, newline) {
		for d := json.NewDecoder(bytes.NewReader(line)); ; {
			var raw json.RawMessage
			if err := d.Decode(&raw); err == io.EOF {
				break
			} else if err != nil {
				return false
			}
		}
	}
	return true
}

// standardLeaves reads documents with encoding/json: their keys and values that are not empty, in order.
func standardLeaves(data []byte) (leaves []string, err error) {
	for docs := json.NewDecoder(bytes.NewReader(data)); ; {
		var raw json.RawMessage
		if err := docs.Decode(&raw); err == io.EOF {
			return leaves, nil
		} else if err != nil {
			return nil, err
		}
		// Values that nothing stands between, as in 06, are no JSON to us.
		if at := docs.InputOffset(); at < int64(len(data)) && !strings.ContainsRune("}]\"", rune(raw[len(raw)-1])) && !isJSONSpace[data[at]] {
			return nil, fmt.Errorf("values run together")
		}
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		var open []byte // '{' before a key, ':' before its value, '['
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				return nil, err
			}
			kind := "value"
			if n := len(open); n > 0 && token != json.Delim('}') && token != json.Delim(']') {
				switch open[n-1] {
				case '{':
					kind, open[n-1] = "key", ':'
				case ':':
					open[n-1] = '{'
				}
			}
			text := fmt.Sprint(token)
			switch token := token.(type) {
			case json.Delim:
				if token == '{' || token == '[' {
					open = append(open, byte(token))
				} else {
					open = open[:len(open)-1]
				}
				if len(open) > MaxJSONDepth {
					return nil, fmt.Errorf("too deep")
				}
				continue
			case nil:
				text = "null"
			}
			if text != "" {
				leaves = append(leaves, kind+" "+text)
			}
		}
	}
}

func FuzzIdentify(f *testing.F) {
	for _, in := range blockInputs {
		f.Add([]byte(in.data[:min(len(in.data), 2<<10)]), in.name)
	}
	f.Fuzz(func(t *testing.T, head []byte, name string) {
		got := Identify(head, name)
		if got == nil || got.Name == "" || got.MIME == "" || got.Title == "" {
			t.Fatalf("Identify(%q, %q) = %+v", head, name, got)
		}
		if utf8.Valid(head) && !bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0xfffd }) && !bytes.HasPrefix(head, []byte("%PDF-")) &&
			got.Read == nil {
			t.Fatalf("Identify(%q, %q) = %s: text is not read", head, name, got.Name)
		}
	})
}
