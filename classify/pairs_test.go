package classify

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// TestPairs brings together what stands in the cells of one row: each id with one secret, and with none of another row.
func TestPairs(t *testing.T) {
	id := &detectors.Detector{ID: "ID", Category: detectors.Credentials, Pattern: `id[0-9]`, Tier: detectors.B}
	secret := &detectors.Detector{ID: "SECRET", Category: detectors.Credentials, Pattern: `se[0-9]`, Tier: detectors.Tier{Alone: 0.01, Keyword: 0.9}}
	for _, test := range []struct{ rows, want string }{
		{"id1 se1", "id1 se1"},
		{"se1 id1", "se1 id1"},
		{"se1", ""},
		{"id1|se1", "id1"},
		{"id1 x se1 se2", "id1 se1"},
		{"se1 x id1 se2", "id1 se2"},
		{"id1 se1 id2 se2", "id1 se1 id2 se2"},
		{"id1 id2 se1", "id1 id2 se1"},
		{"se1|id1 se2|se3", "id1 se2"},
	} {
		var marked []string
		var known []text.Field
		for r, row := range strings.Split(test.rows, "|") {
			for c, cell := range strings.Fields(row) {
				marked = append(marked, "«"+cell+"»")
				known = append(known, text.Field{Row: int64(r + 2), Column: c + 1})
			}
		}
		c := classifier(Settings{Reveal: true}, shapes(id, secret))
		c.pairs = []pairing{{id, secret}}
		_, matches, err := all(c, fields(strings.Join(marked, ","), known...))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range matches {
			got = append(got, m.Text)
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s: found %q, want %q", test.rows, s, test.want)
		}
	}
}

// TestPairsOfEngine finds the pairs among the rows that ship, and a secret in a cell beside its id.
func TestPairsOfEngine(t *testing.T) {
	e, err := detectors.New(detectors.All)
	if err != nil {
		t.Fatal(err)
	}
	c := New(Settings{Engine: e, Reveal: true})
	if len(c.pairs) != len(secretPairs) {
		t.Errorf("%d pairs of %d", len(c.pairs), len(secretPairs))
	}
	for _, other := range []string{detectors.Expand("AKIA{base32:16}"), "none"} {
		value := detectors.Expand("{base64:38}a7")
		seg := fields(fmt.Sprintf("«%s»;«%s»\n", other, value), text.Field{Row: 1, Column: 1}, text.Field{Row: 1, Column: 2})
		_, matches, err := all(c, seg)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, m := range matches {
			got += m.Detector.ID + " "
		}
		want := ""
		if other != "none" {
			want = "AWS_ACCESS_KEY_ID AWS_CREDENTIALS "
		}
		if got != want {
			t.Errorf("beside %s: found %q, want %q", other, got, want)
		}
	}
}
