package format

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

// Cells are written as name=text, headers as #text, and what stands between tables as it is.
func TestTextTables(t *testing.T) {
	const rows = "1|ann@quill.net|x\n2|bo@quill.net|y\n"
	for _, test := range []struct{ name, data, want string }{
		{"bars with a rule", "id | mail\n-- | --\n1 | ann@quill.net\n", "#id #mail id=1 mail=ann@quill.net"},
		{"bars without one", "id|mail|note\n" + rows, "#id #mail #note id=1 mail=ann@quill.net note=x id=2 mail=bo@quill.net note=y"},
		{"a drawn table", "+----+------+\n| id | mail |\n+====+======+\n| 1  | a@b  |\n+----+------+\n| 2  | c@d  |\n+----+------+\n",
			"+----+------+ #id #mail id=1 mail=a@b id=2 mail=c@d"},
		{"tabs", "id\tmail\tnote\r\n1\ta@b\tx\r\n2\tc@d\t\r\n", "#id #mail #note id=1 mail=a@b note=x id=2 mail=c@d"},
		{"more tabs", "id\t\tmail\tnote\n1\t\ta@b\tx\n2\tccccccccc@d\t\ty\n", "#id #mail #note id=1 mail=a@b note=x id=2 mail=ccccccccc@d note=y"},
		{"places", "id  mail    note\n1   a@b     x\n2   c@d     y\n31  e@f     z\n", "#id #mail #note id=1 mail=a@b note=x id=2 mail=c@d note=y id=31 mail=e@f note=z"},
		{"places with a rule", "id mail\n-- ----\n1  a@b\n", "#id #mail id=1 mail=a@b"},
		{"places of letters", "id  näme    mail\n1   Zoë     a@b\n2   Ann     c@d\n3   Åsa     e@f\n", "#id #näme #mail id=1 näme=Zoë mail=a@b id=2 näme=Ann mail=c@d id=3 näme=Åsa mail=e@f"},
		{"numbers to the right", "user    amount  since\nann       1.50  2020\nbo      112.00  2021\ncy        0.25  2022\n",
			"#user #amount #since user=ann amount=1.50 since=2020 user=bo amount=112.00 since=2021 user=cy amount=0.25 since=2022"},
		{"two in a text", "Before.\n\nid|mail|note\n" + rows + "Between.\n\nid\tmail\tnote\n1\ta@b\tx\n2\tc@d\ty\nAfter.",
			"Before. #id #mail #note id=1 mail=ann@quill.net note=x id=2 mail=bo@quill.net note=y Between. #id #mail #note id=1 mail=a@b note=x id=2 mail=c@d note=y After."},
		{"a title above", "Staff of the house\nid|mail|note\n" + rows, "Staff of the house #id #mail #note id=1 mail=ann@quill.net note=x id=2 mail=bo@quill.net note=y"},
		{"no header", "1|ann@quill.net|x\n2|bo@quill.net|y\n3|cy@quill.net|z\n", ""},
		{"prose", "It was  a dark night.\nNobody  was there.\nThe rain  fell, and  it was cold.\n", ""},
		{"a pipeline", "cat list | sort | uniq\ncat more | sort | head\n", ""},
		{"a list", "-\tname of it\n-\tname of more\n-\tand so on\n", ""},
		{"a form", "Name:      Ann Lie\nMail:      ann@quill.net\nPhone:     555-0101\n", ""},
		{"a line drawn", "Name\n----\nAnn Lie was here.\n", ""},
	} {
		got := readValues(t, &textFormat, []byte(test.data), "x.txt", 0, false)
		var parts []string
		for _, v := range got.values {
			s := strings.TrimSpace(v.text)
			if name, named := strings.CutPrefix(v.field, "name="); named {
				s = strings.Trim(name, `"`) + "=" + s
			} else if v.field == "is-name" {
				s = "#" + s
			}
			parts = append(parts, s)
		}
		want := test.want
		if want == "" {
			want = strings.TrimSpace(test.data)
		}
		if got := strings.Join(parts, " "); got != want {
			t.Errorf("%s: %q, want %q", test.name, got, want)
		}
	}
}

// A program's text is lined up too, and is none of a table.
func TestNoTablesInPrograms(t *testing.T) {
	const data = "name    kind    mail\na       b       c@d\ne       f       g@h\ni       j       k@l\n"
	for name, want := range map[string]int{"x.go": 1, "x.py": 1, "x.txt": 12, "x.md": 12, "x": 12, "x.log": 12} {
		if got := readValues(t, &textFormat, []byte(data), name, 0, false); len(got.values) != want {
			t.Errorf("%s: %d fields, want %d", name, len(got.values), want)
		}
	}
}

// Tables are the same in blocks of any size, in a text that is cut or damaged, and where they are long.
func TestTextTablesInBlocks(t *testing.T) {
	var texts [][]byte
	for _, name := range []string{"roster.md", "roster.txt"} {
		data, err := os.ReadFile("testdata/read/" + name)
		must(t, err)
		texts = append(texts, data)
		for i := 1; i < 16; i++ {
			flipped := bytes.Clone(data)
			for k := i; k < len(flipped); k += 97 {
				flipped[k] ^= 1 << (k % 7)
			}
			texts = append(texts, data[:len(data)*i/16], flipped)
		}
	}
	texts = append(texts, []byte("Long.\n\nid  mail         note\n"+numbered(60<<10, "%-4d  p@example.com  x\n")+"\nAfter.\n"),
		[]byte("id|mail|note\n"+strings.Repeat("1|"+strings.Repeat("x", maxTableLine)+"|y\n", 4)+"z|z|z\n"))
	for _, data := range texts {
		sameValues(t, &textFormat, data, "x.txt", 16, 61, 256, 4<<10)
	}
}

// The parts of a text are the fields that its reader finds, without the white space around them.
func TestTextParts(t *testing.T) {
	data, err := os.ReadFile("testdata/read/roster.txt")
	must(t, err)
	var want, got []string
	for _, v := range readValues(t, &textFormat, data, "x.txt", 0, false).values {
		if s := strings.TrimSpace(v.text); s != "" {
			want = append(want, fmt.Sprint(s, strings.Contains(v.field, "is-name")))
		}
	}
	s := tableScan{name: func(header []byte) *text.Name { return &text.Name{Text: string(header)} }}
	for _, p := range s.parts(data) {
		got = append(got, fmt.Sprint(string(data[p.Start:p.End]), p.place.isName))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if parts := s.parts([]byte("no table")); parts != nil {
		t.Errorf("%v", parts)
	}
}
