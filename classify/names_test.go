package classify

import (
	"fmt"
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	for _, test := range []struct{ name, want, revealed string }{
		{"data/2026/people.csv", "data/2026/people.csv", ""},
		{"mail/ann@example.com/x12.txt", "mail/a***@***.com/x12.txt", "mail/ann@example.com/x12.txt"},
		{"a 123-45-6789 b tok_abc.txt", "a ***-**-**89 b ********.txt", "a 123-45-6789 b tok_abc.txt"},
		{"logs/20261122054003127.log", "logs/20261122054003127.log", ""},
		{"123-45-6789/123-45-6789.txt", "***-**-**89/***-**-**89.txt", "123-45-6789/123-45-6789.txt"},
		{`123-45-6789\123-45-6789.txt`, `***-**-**89\***-**-**89.txt`, `123-45-6789\123-45-6789.txt`},
		{"tok_abc@example.com/x", "********/x", "tok_abc@example.com/x"}, // the two overlap
		{"x/ann@b.tok_abc", "x/********", "x/ann@b.tok_abc"},
		{"a\nb\x1b[31m\u202e\xff", `a\nb\x1b[31m\u202e\xff`, `a\nb\x1b[31m\u202e\xff`},
		{`C:\temp\new`, `C:\temp\new`, ""},
		{"", "", ""},
	} {
		if test.revealed == "" {
			test.revealed = test.want
		}
		for reveal, want := range map[bool]string{false: test.want, true: test.revealed} {
			w := classifier(Settings{Reveal: reveal}, shapes(someRows...)).Worker()
			for range 2 { // the second time from memory
				if got := w.Name(test.name); got != want {
					t.Errorf("%q, reveal %v: got %q, want %q", test.name, reveal, got, want)
				}
			}
		}
	}
}

func TestColumnAndKeyNames(t *testing.T) {
	long := strings.Repeat("ä", 300)
	for _, test := range []struct {
		name, column, key string
		hidden            bool
	}{
		{"ssn", "ssn", "ssn", false},
		{"123-45-6789", "col_3", "***-**-**89", true},
		{"of ann@example.com", "col_3", "of a***@***.com", true},
		{"x12", "x12", "x12", false}, // weak
		{"2026-11-22", "2026-11-22", "2026-11-22", false},
		{"987654321", "col_3", "*********", true},
		{"user 987-65-4321 ", "col_3", "user ***-**-**21 ", true},
		{"id_98.76.54.321", "col_3", "**_**.**.**.***", true},
		{"two\nlines", `two\nlines`, `two\nlines`, false},
		{long, long[:2*240], long, false},
	} {
		c := classifier(Settings{}, shapes(someRows...))
		n := c.namer(c.matcher())
		if got := n.column(test.name, 3); got != test.column {
			t.Errorf("column %q: got %q, want %q", test.name, got, test.column)
		}
		if got, hidden := n.key(test.name); got != test.key || hidden != test.hidden {
			t.Errorf("key %q: got %q, %v; want %q, %v", test.name, got, hidden, test.key, test.hidden)
		}
	}
}

// What is remembered of names is bounded.
func TestNameMemo(t *testing.T) {
	w := classifier(Settings{}, shapes(someRows...)).Worker()
	for i := range 3 * maxMemo {
		w.Name(fmt.Sprint("name", i))
		w.Name(fmt.Sprintf("%d/folder/%d", i, i))
	}
	w.Name(strings.Repeat("n", maxMemoName+1))
	if n := len(w.names.memo); n > maxMemo || n == 0 {
		t.Errorf("%d names remembered", n)
	}
	if _, ok := w.names.memo["folder"]; !ok {
		t.Error("the folder of all paths is not remembered")
	}
	for name := range w.names.memo {
		if strings.ContainsAny(name, `/\`) {
			t.Errorf("the whole path %q is remembered", name)
		}
		if len(name) > maxMemoName {
			t.Errorf("a name of %d bytes remembered", len(name))
		}
	}
}
