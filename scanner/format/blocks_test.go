package format

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/pii-scan/pii-scan/text"
)

var blockSizes = []int{64, 1000, 4 << 10, 64 << 10}

func encoded(e encoding.Encoding, s string) string {
	out, err := e.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

// numbered repeats a line with its number until there are n bytes.
func numbered(n int, line string) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

var prosaic = numbered(40<<10, "%d: Der Fluß fließt, 流れる, 🚀 gone.\n")

// Inputs that are cut in awkward places by one block size or another.
var blockInputs = []struct {
	name   string
	format *Format
	data   string
}{
	{"empty.txt", &textFormat, ""},
	{"newline.txt", &textFormat, "\n"},
	{"short.txt", &textFormat, "one\ntwo"},
	{"lines.txt", &textFormat, prosaic},
	{"crlf.txt", &textFormat, strings.ReplaceAll(prosaic, "\n", "\r\n")},
	{"long-line.txt", &textFormat, "first\n" + strings.Repeat("äöü 🚀漢字", 20<<10) + "\nlast\n"},
	{"one-line.txt", &textFormat, strings.Repeat("x", 150<<10)},
	{"bom.txt", &textFormat, "\xef\xbb\xbf" + prosaic},
	{"invalid.txt", &textFormat, strings.Repeat("gültig \x80\xff\xe2\x82\n", 3000)},
	{"nul.txt", &textFormat, strings.Repeat("a\x00b\n", 10000)},
	{"utf16le.txt", &textFormat, encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), prosaic)},
	{"utf16be.txt", &textFormat, encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), prosaic)},
	{"utf16-unmarked.txt", &textFormat, encoded(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), prosaic)},
	{"latin.txt", &textFormat, encoded(charmap.Windows1252, numbered(40<<10, "%d Straße über größte Bäume €\n"))},

	{"plain.csv", &csvFormat, "id,name,mail\n" + numbered(60<<10, "%[1]d,Person %[1]d,p%[1]d@example.com\n")},
	{"crlf.csv", &csvFormat, "id,name\r\n" + numbered(60<<10, "%[1]d,Person %[1]d\r\n")},
	{"old-mac.csv", &csvFormat, "id,name\r" + numbered(20<<10, "%[1]d,Person %[1]d\r")},
	{"empty-cells.csv", &csvFormat, "id,name,note,more\n" + numbered(20<<10, "%d,,,\n,,x,\n\n")},
	{"quoted.csv", &csvFormat, "id;name;note\n" + numbered(60<<10, "%d;\"a;b\nc\";\"say \"\"hi\"\" \"\"\"\n")},
	{"literal.csv", &csvFormat, "id,name,note\n" + numbered(60<<10, "%d,5\" pipe,\"abc\"def\n")},
	{"ragged.csv", &csvFormat, "id,name,note\n" + numbered(30<<10, "%d,a\n1,2,3,4,5\n")},
	{"unclosed.csv", &csvFormat, "id,name,note\n" + numbered(30<<10, "%d,a,b\n") + "1,\"open\nmore \"\"x\"\"\n\n"},
	{"stray.csv", &csvFormat, "id,name,note\n1,\"stray,b\n" + numbered(MaxQuotedCell+50<<10, "%d,a,b\n")},
	{"long-cell.csv", &csvFormat, "id,name,note\n1," + strings.Repeat("Wörter 🚀 ", 20<<10) + ",b\r\n2,a," + strings.Repeat("\rx", 40<<10) + "\r\n3,a,b\n"},
	{"long-quoted.csv", &csvFormat, "id,name,note\n1,\"" + strings.Repeat("a \"\"b\"\",\n", 20<<10) + "\",b\n2,\"" + strings.Repeat("x", 90<<10) + "\"" + strings.Repeat("y,", 3) + "c\n"},
	{"long-literal.csv", &csvFormat, "id,name,note\n1,\"" + strings.Repeat("a, \n", 20<<10) + "\"" + strings.Repeat("tail ", 30<<10) + ",b\n2,a,b\n"},
	{"many-columns.csv", &csvFormat, strings.TrimSuffix(numbered(30<<10, "col_%d,"), ",") + "\n" + strings.TrimSuffix(numbered(30<<10, "%d,"), ",") + "\n"},
	{"sep.csv", &csvFormat, "sep=;\nid;name\n1;x,y\n2;z,z\n"},
	{"tabs.tsv", &csvFormat, "id\tname\n" + numbered(10<<10, "%d\tA, \"B\"\n")},
	{"utf16.csv", &csvFormat, encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "id,name\n"+numbered(10<<10, "%d,Jürgen 🚀\n"))},
	{"bom.csv", &csvFormat, "\xef\xbb\xbfid,name\n1,x\n2,y\n"},

	{"empty.json", &jsonFormat, ""},
	{"scalar.json", &jsonFormat, " \"x\" "},
	{"array.json", &jsonFormat, "[" + numbered(50<<10, `{"id": %[1]d, "näme": "Per\u0073on \"%[1]d\"", "tags": ["a", [true, null], {"k": -1.5e3}]},`+"\n") + "0]"},
	{"lines.jsonl", &jsonFormat, numbered(50<<10, `{"id": %[1]d, "who": {"mail": "p%[1]d@example.com", "note": "\ud83d\ude80 \u00e9\n"}}`+"\n")},
	{"bad-lines.jsonl", &jsonFormat, numbered(50<<10, `{"id": %d, "a": "b\n"}`+"\n{'id': 1}\r\n\n"+`{"cut": [1, 2`+"\n"+`{"a": "x\ty`+"\n")},
	{"concatenated.json", &jsonFormat, numbered(30<<10, "{\n\"id\": %d}\n[1,2]{}[] 5 ")},
	{"long-string.json", &jsonFormat, `{"a": "` + strings.Repeat("Wörter 🚀 ", 20<<10) + `", "b": ["` + strings.Repeat(`\u00e9\"\ud83d\ude80 x\\`, 20<<10) + `", 7]}`},
	{"long-key.json", &jsonFormat, `{"` + strings.Repeat("key ", 40<<10) + `": {"` + strings.Repeat(`k\u00e9y `, 40<<10) + `": 5}, "z": 1}`},
	{"long-line.jsonl", &jsonFormat, `{"id": 1}` + "\n" + `{"a": "` + strings.Repeat("long ", MaxJSONLine/4) + `", "b": 2}` + "\n" + `{"a": "` + strings.Repeat("long ", MaxJSONLine/4) + `", b: 2}` + "\n" + `{"id": 4}` + "\n"},
	{"deep.json", &jsonFormat, strings.Repeat(`{"a":[`, 50_000) + `{"k":"v"}` + strings.Repeat(`]}`, 50_000)},
	{"malformed.json", &jsonFormat, `{"a": 1, "b": nan, ` + "\n" + prosaic},
	{"unterminated.json", &jsonFormat, `{"a": 1, "b": "` + strings.Repeat("open ", 40<<10)},
	{"cut.json", &jsonFormat, `{"a": [1, {"b": `},
	{"spaces.json", &jsonFormat, strings.Repeat(" \n", 60<<10) + `{"a"` + strings.Repeat(" ", 60<<10) + ":" + strings.Repeat("\n", 60<<10) + "1}"},
	{"utf16.json", &jsonFormat, encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), `{"a": "Jürgen \u00e9"}`)},
}

func TestBlocks(t *testing.T) {
	for _, in := range blockInputs {
		t.Run(in.name, func(t *testing.T) {
			t.Parallel()
			got := sameValues(t, in.format, []byte(in.data), in.name, blockSizes...)
			if len(got.values) == 0 && strings.TrimSpace(in.data) != "" {
				t.Fatal("no values")
			}
		})
	}
}

// Memory stays at a few blocks whatever the input is.
func TestBlocksAreBounded(t *testing.T) {
	const size = 64 << 10
	for _, in := range blockInputs {
		got := readValues(t, in.format, []byte(in.data), in.name, size, false)
		if limit := 4*size + 2*MaxQuotedCell; got.largest > limit {
			t.Errorf("%s: a segment of %d bytes", in.name, got.largest)
		}
	}
}

func TestAdvance(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "\n", "é", "🚀", "\x80", "\xff", "long piece of text", "\r\n", "漢"}
	for range 2000 {
		var b []byte
		for range random.IntN(12) {
			b = append(b, pieces[random.IntN(len(pieces))]...)
		}
		b = b[min(len(b), random.IntN(3)):]
		line, chars := advance(b, 3, 7)
		wantLine, wantChars := text.Advance(b, 3, 7)
		if line != wantLine || chars != wantChars {
			t.Fatalf("advance(%q) = %d, %d, want %d, %d", b, line, chars, wantLine, wantChars)
		}
	}
}
