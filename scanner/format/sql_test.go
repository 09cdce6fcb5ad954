package format

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// holdsGolden holds what came out of a file against the golden file beside it.
func holdsGolden(t *testing.T, file, got string) {
	t.Helper()
	golden := file + ".golden"
	if *update {
		must(t, os.WriteFile(golden, []byte(got), 0o666))
		return
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if got != string(want) {
		t.Errorf("%s holds\n%s\nwant\n%s", file, got, want)
	}
}

// sqlValues writes the values of SQL, which do not depend on blocks.
func sqlValues(t testing.TB, data string) []string {
	t.Helper()
	var lines []string
	for _, v := range sameValues(t, &sqlFormat, []byte(data), "x.sql", 16, 61, 300).values {
		lines = append(lines, fmt.Sprintf("%s %d:%d %q", v.field, v.line, v.column, v.text))
	}
	return lines
}

func TestSQLGolden(t *testing.T) {
	for _, file := range dataFiles(t, "testdata/sql") {
		data, err := os.ReadFile(file)
		must(t, err)
		if f := Identify(data, "x"); f.Name != "sql" && filepath.Base(file) != "schema.sql" {
			t.Errorf("%s is identified as %s", file, f.Name)
		}
		holdsGolden(t, file, strings.Join(sqlValues(t, string(data)), "\n")+"\n")
	}
}

// The same rows are the same in all dialects.
func TestSQLAgrees(t *testing.T) {
	for _, file := range dataFiles(t, "testdata/sql") {
		data, err := os.ReadFile(file)
		must(t, err)
		var cells []string
		for _, v := range sameValues(t, &sqlFormat, data, file).values {
			if name, rest, found := strings.Cut(strings.TrimPrefix(v.field, `name="`), `" `); found && v.field[0] == 'n' {
				value := strings.TrimSuffix(strings.TrimSuffix(v.text, ".00"), ".50")
				if value = strings.ReplaceAll(value, `\n`, "\n"); value != "\n" && value != "12.5" && value != "12" {
					cells = append(cells, fmt.Sprintf("%s %s %q", strings.TrimPrefix(name, "public."), rest, value))
				}
			}
		}
		slices.Sort(cells)
		want := []string{
			`orders/card row=1 column=3 "4111111111111111"`, `orders/card row=2 column=3 "5500005555555559"`,
			`orders/id row=1 column=1 "7"`, `orders/id row=2 column=1 "8"`,
			`orders/person row=1 column=2 "1"`, `orders/person row=2 column=2 "2"`,
			`orders/price row=2 column=4 "-3"`,
			`people/born row=1 column=5 "1980-01-02"`,
			`people/id row=1 column=1 "1"`, `people/id row=2 column=1 "2"`,
			`people/mail row=1 column=3 "ada@example.com"`,
			`people/name row=1 column=2 "Ada O'Brien"`, `people/name row=2 column=2 "Jürgen Groß"`,
			`people/note row=1 column=4 "two\nlines; and a 'quote'"`, `people/note row=2 column=4 "back\\slash, tab\tand \"double\""`,
		}
		if !slices.Equal(cells, want) {
			t.Errorf("%s holds\n%s\nwant\n%s", file, strings.Join(cells, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestSQL(t *testing.T) {
	for _, test := range []struct {
		name, data string
		want       []string
	}{
		{"no names", "INSERT INTO t VALUES (1, 'a');", []string{
			` 1:1 "INSERT INTO t VALUES "`, `row=1 column=1 1:23 "1"`, `row=1 column=2 1:27 "a"`, ` 1:30 ";"`}},
		{"names of the statement", "insert ignore into [s].[t] (\"a b\", [c]) values (N'x', 0x41)", []string{
			` 1:1 "insert ignore into [s].[t] (\"a b\", [c]) values "`, `name="s.t/a b" row=1 column=1 1:51 "x"`, `name="s.t/c" row=1 column=2 1:55 "0x41"`}},
		{"columns keep their numbers", "CREATE TABLE t (a int, b text, PRIMARY KEY (a));\nINSERT INTO t (b, a) VALUES ('x', 1);INSERT INTO t VALUES (2, 'y')", []string{
			` 1:1 "CREATE TABLE t (a int, b text, PRIMARY KEY (a));\nINSERT INTO t (b, a) VALUES "`, `name="t/b" row=1 column=2 2:31 "x"`, `name="t/a" row=1 column=1 2:35 "1"`,
			` 2:37 ";INSERT INTO t VALUES "`, `name="t/a" row=2 column=1 2:60 "2"`, `name="t/b" row=2 column=2 2:64 "y"`}},
		{"backquotes mean backslashes", "INSERT INTO `t` VALUES ('it\\'s', 'a\\\\', \"two\\n\")", []string{
			" 1:1 \"INSERT INTO `t` VALUES \"", `row=1 column=1 1:26 "it's"`, `row=1 column=2 1:35 "a\\"`, `row=1 column=3 1:42 "two\n"`}},
		{"without them they mean nothing", `INSERT INTO t VALUES ('C:\', E'it\'s')`, []string{
			` 1:1 "INSERT INTO t VALUES "`, `row=1 column=1 1:24 "C:\\"`, `row=1 column=2 1:32 "it's"`}},
		{"comments and calls", "REPLACE INTO t VALUES (1 -- one)\n, /* ' */ f('a', now()), NULL, default)\n, (2)", []string{
			` 1:1 "REPLACE INTO t VALUES "`, `row=1 column=1 1:24 "1 -- one)"`, `row=1 column=2 2:14 "a"`, `row=2 column=1 3:4 "2"`}},
		{"not closed", "INSERT INTO t VALUES (1, 'open);\nINSERT INTO t VALUES (2);", []string{
			` 1:1 "INSERT INTO t VALUES "`, ` 1:22 "(1, 'open);\nINSERT INTO t VALUES "`, `row=1 column=1 2:23 "2"`, ` 2:25 ";"`}},
		{"other statements", "INSERT INTO t SELECT 1;\nCOPY t TO stdout;\nCOPY t FROM stdin WITH (FORMAT csv);\na,b\n\\.\n", []string{
			` 1:1 "INSERT INTO t SELECT 1;\nCOPY t TO stdout;\nCOPY t FROM stdin WITH (FORMAT csv);\na,b\n\\.\n"`}},
		{"COPY", "COPY t (a, b) FROM stdin;\n1\tx\\ty\n\\N\t\n2\t\\\\N\r\n\\.\nEnd\n", []string{
			` 1:1 "COPY t (a, b) FROM stdin;\n"`, `name="t/a" row=1 column=1 2:1 "1"`, `name="t/b" row=1 column=2 2:3 "x\ty"`,
			`name="t/a" row=3 column=1 4:1 "2"`, `name="t/b" row=3 column=2 4:3 "\\N"`, ` 5:1 "\\.\nEnd\n"`}},
		{"COPY of another width", "COPY t (a, b) FROM stdin;\n1\t2\t3\nprose\n", []string{
			` 1:1 "COPY t (a, b) FROM stdin;\n"`, ` 2:1 "1\t2\t3\nprose\n"`}},
	} {
		if got := sqlValues(t, test.data); !slices.Equal(got, test.want) {
			t.Errorf("%s:\n%s\nwant\n%s", test.name, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

// Long dumps are the same whatever the blocks are, and no block grows with them.
func TestSQLBlocks(t *testing.T) {
	long := strings.Repeat("long value ", 8<<10)
	for name, data := range map[string]string{
		"one statement":    "INSERT INTO t (a, b) VALUES " + strings.TrimSuffix(numbered(60<<10, "(%d, 'it''s'),\n"), ",\n") + ";\n",
		"many statements":  numbered(60<<10, "INSERT INTO t (a, b) VALUES (%d, 'x');\n"),
		"tables alternate": numbered(30<<10, "INSERT INTO t (a) VALUES (%d);\nINSERT INTO u (b) VALUES ('x');\n"),
		"COPY":             "COPY t (a, b) FROM stdin;\n" + numbered(60<<10, "%d\ttext\\ttext\n") + "\\.\n" + prosaic,
		"long values":      "INSERT INTO t (a, b) VALUES (1, '" + long + "'), (2, '" + long + "');\n" + prosaic,
		"too long a value": "INSERT INTO t (a) VALUES (1), ('" + strings.Repeat(long, maxSQLRow/len(long)+1) + "'), (2);\nINSERT INTO t (a) VALUES (3);\n",
		"long prose":       "CREATE TABLE t (a int);\n" + prosaic + "INSERT INTO t VALUES (1);\n" + prosaic + long + long,
		"nothing":          "INSERT INTO t (a) VALUES " + strings.Repeat("(NULL),\n", 5000) + "(1)",
		"long head":        "CREATE TABLE t (" + strings.TrimSuffix(numbered(100<<10, "column_%d text,\n"), ",\n") + ");\nINSERT INTO t VALUES (1);\n",
		"too long a head":  "CREATE TABLE t (a text DEFAULT '" + strings.Repeat("x\n", maxSQLHead/2) + "');\nINSERT INTO t VALUES (1);\n",
	} {
		s := sameValues(t, &sqlFormat, []byte(data), "x.sql", 1000, 4<<10, 64<<10)
		if len(s.values) < 2 {
			t.Errorf("%s: %d values", name, len(s.values))
		}
		if s := readValues(t, &sqlFormat, []byte(data), "x.sql", 4<<10, false); s.largest > 3*maxSQLRow {
			t.Errorf("%s: a segment of %d bytes", name, s.largest)
		}
	}
}

// tableSink sees to it that a segment with cells is of one table and ends with one of them, as whoever judges columns expects.
type tableSink struct {
	countSink
	t        *testing.T
	sheets   []string
	problems []source.Reason
}

func (s *tableSink) Problem(p *source.Problem) { s.problems = append(s.problems, p.Reason) }

func (s *tableSink) Segment(seg *text.Segment) error {
	last := seg.FieldAt(len(seg.Fields) - 1)
	for i := range seg.Fields {
		if f := seg.FieldAt(i); f.Column > 0 && (last.Column == 0 || f.Sheet != last.Sheet) {
			s.t.Fatalf("field %d of a segment that ends with a field of %q is in column %d of %q", i, last.Sheet, f.Column, f.Sheet)
		}
	}
	if n := len(s.sheets); last.Column > 0 && (n == 0 || s.sheets[n-1] != last.Sheet) {
		s.sheets = append(s.sheets, last.Sheet)
	}
	return s.countSink.Segment(seg)
}

func TestSQLTables(t *testing.T) {
	files := map[string]string{
		"groups":    "-- text\n" + strings.Repeat("INSERT INTO a VALUES (1), (2);\n", 50) + strings.Repeat("INSERT INTO b VALUES (NULL);\nINSERT INTO b VALUES (3);\n", 50) + prosaic,
		"alternate": strings.Repeat("INSERT INTO a VALUES (1);\nINSERT INTO b VALUES (2);\n", 500),
		"COPY":      "COPY a (x) FROM stdin;\n1\n\\.\nCOPY b (x) FROM stdin;\n2\n\\.\n",
	}
	want := map[string]int{"groups": 2, "alternate": freeTurns, "COPY": 2}
	for name, data := range files {
		for _, block := range []int{16, 300, 4 << 10, 0} {
			s := &tableSink{t: t}
			in := inputOf("x.sql", []byte(data), nil)
			in.Block = block
			must(t, readSQL(t.Context(), in, s))
			if n := len(s.sheets); n < want[name] || n > want[name]+want[name]/10 {
				t.Errorf("%s in blocks of %d: %d tables follow each other, want %d", name, block, n, want[name])
			}
		}
	}
}

// What is cut is read up to there: nothing but signs between values, and calls around strings, stands in no field.
func TestSQLCut(t *testing.T) {
	for _, file := range dataFiles(t, "testdata/sql") {
		data, err := os.ReadFile(file)
		must(t, err)
		for i := range 16 {
			cut := data[:len(data)*i/16]
			s := sameValues(t, &sqlFormat, cut, "x.sql", 61)
			if charsetOf(cut).enc != nil {
				continue // places are those of the decoded text
			}
			rest := string(uncovered(s, cut))
			for _, between := range []string{"replace(", "char(10)", "NULL", `\N`} {
				rest = strings.ReplaceAll(rest, between, "")
			}
			if rest = strings.Trim(rest, " \n\r\t(),'"); rest != "" {
				t.Errorf("%s cut at %d: %q stands in no field", file, len(cut), rest)
			}
		}
	}
}

func FuzzSQL(f *testing.F) {
	for _, file := range dataFiles(f, "testdata/sql") {
		data, err := os.ReadFile(file)
		must(f, err)
		f.Add(data[:min(len(data), 2<<10)])
		f.Add(data[max(0, len(data)-1<<10):])
	}
	f.Add([]byte("COPY t FROM stdin;\na\\\n\\"))
	f.Add([]byte("INSERT INTO `t` (`a`, b) VALUES (1, 'it\\'s', f(x'00', \"y\")), (NULL, default);COPY t FROM stdin;\n1\t\\N\n\\.\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s := sameValues(t, &sqlFormat, data, "x.sql", tinyBlocks...)
		if len(s.problems) > 0 {
			t.Fatalf("problems %s", s.problems)
		}
	})
}
