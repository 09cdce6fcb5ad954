package format

import (
	"fmt"
	"strings"
	"testing"
)

func TestDialect(t *testing.T) {
	for _, test := range []struct {
		name, data string
		delimiter  byte
		header     int64
		names      string
	}{
		{"a.csv", "id,name\n1,Ada\n2,Bob\n", ',', 1, "id name"},
		{"a.csv", "id;price\n1;2,5\n2;3,5\n", ';', 1, "id price"},
		{"a.csv", "1,5;2,5;3,5\n4,5;5,5;6,5\n", ';', 0, ""},
		{"a.csv", "id\tname\n1\tA, B\n2\tC, D\n", '\t', 1, "id name"},
		{"a.csv", "id|name\n1|A, B\n2|C, D\n", '|', 1, "id name"},
		{"a.csv", "\"id\",\"full, name\"\n\"1\",\"Ada; T\"\n\"2\",\"Bob; T\"\n", ',', 1, "id|full, name"},
		{"a.tsv", "name\nAda\n", '\t', 1, "name"},
		{"a.csv", "sep=;\nid;name\n1;A,B\n", ';', 2, "id name"},
		{"a.csv", "Report of May\n\nid,name,mail\n1,Ada,a@example.com\n2,Bob,b@example.com\n3,Cy,c@example.com\n", ',', 3, "id name mail"},
		{"a.csv", "email\na@example.com\nb@example.com\n", ',', 1, "email"},
		{"a.csv", "a@example.com\nb@example.com\n", ',', 0, ""},
		{"a.csv", "John,Smith,Boston\nMary,Jones,Chicago\nAnn,Miller,Denver\n", ',', 0, ""},
		{"a.csv", "first,last,city\nMary,Jones,Chicago\nAnn,Miller,Denver\n", ',', 1, "first last city"},
		{"a.csv", "Vorname;Nachname;Ort\nAnna;Müller;Köln\n", ';', 1, "Vorname Nachname Ort"},
		{"a.csv", "fruit,colour\nApple,Red\nBanana,Yellow\n", ',', 1, "fruit colour"},
		{"a.csv", "John,123-45-6789\nMary,234-56-7890\n", ',', 0, ""},
		{"a.csv", "John,4111 1111 1111 1111,12/27\nMary,5500 0000 0000 0004,01/28\n", ',', 0, ""},
		{"a.csv", "Anna,N/A,42\nBert,x,43\n", ',', 0, ""},
		{"a.csv", "A1,B7\nA2,B8\nA3,B9\n", ',', 0, ""},
		{"a.csv", "address1,address2,ssn\n1 Main St,Apt 2,123-45-6789\n2 Main St,,234-56-7890\n", ',', 1, "address1 address2 ssn"},
		{"a.csv", ",name,age\n0,Ada,36\n1,Bob,40\n", ',', 1, "- name age"},
		{"a.csv", "name,name\nAda,Bob\n", ',', 0, ""},
		{"a.csv", "Smith,John\nSmith,Mary\n", ',', 0, ""},
		{"a.csv", "name,age\nAda,36\nname,age\nBob,40\n", ',', 1, "name age"},
		{"a.csv", "id,note\n1,\"a\nb\"\n2,c\n", ',', 1, "id note"},
		{"a.csv", "customer_id,PlanType,signupTs\nx,y,z\nq,r,s\n", ',', 1, "customer_id PlanType signupTs"},
		{"a.csv", "a,b,c\n1,2,3\n", ',', 1, "a b c"},
		{"a.csv", "1,2,3\n4,5,6\n", ',', 0, ""},
		{"a.csv", "name,phone\n", ',', 1, "name phone"},
		{"a.csv", "Ada,Tester\n", ',', 0, ""},
		{"a.csv", "", ',', 0, ""},
	} {
		for _, ends := range []string{"\n", "\r\n", "\r"} {
			data := strings.ReplaceAll(test.data, "\n", ends)
			d := detectDialect([]byte(data), test.name, true)
			var names []string
			for _, n := range d.names {
				if n == nil {
					names = append(names, "-")
				} else {
					names = append(names, n.Text)
				}
			}
			sep := " "
			if strings.Contains(test.names, "|") {
				sep = "|"
			}
			if got := strings.Join(names, sep); d.delimiter != test.delimiter || d.header != test.header || got != test.names {
				t.Errorf("%q: delimiter %q, header %d %q, want %q, %d %q", data, d.delimiter, d.header, got, test.delimiter, test.header, test.names)
			}
		}
	}
}

// Tables of many rows are known for what they are, whatever they are called.
func TestIsTable(t *testing.T) {
	for _, test := range []struct {
		head, row string
		rows      int
		want      bool
	}{
		{"id,name,mail\n", "%[1]d,Ada,a%[1]d@example.com\n", 30, true},
		{"", "%[1]d,Ada,a%[1]d@example.com\n", 30, true},
		{"", "%[1]d, Ada, a%[1]d@example.com\n", 30, true},
		{"", "%[1]d, Ada, a%[1]d@example.com\n", 4, false},
		{"name,phone\n", "Ada,555-01%02d\n", 5, true},
		{"", "Dear reader %d, this is a letter.\n", 30, false},
		{"", "Oh, well, number %d.\n", 5, false},
		{"", "line %d\n", 30, false},
		{"", "%[1]d|x|%[1]d\n", 30, true},
	} {
		var b strings.Builder
		b.WriteString(test.head)
		for i := range test.rows {
			fmt.Fprintf(&b, test.row, i)
		}
		if got := matchCSV(NewHead([]byte(b.String()), "data")); got != test.want {
			t.Errorf("%d rows of %q: table %v, want %v", test.rows, test.row, got, test.want)
		}
	}
}
