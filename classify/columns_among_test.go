package classify

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// rowsCalled are an engine of some of the rows that ship.
func rowsCalled(t *testing.T, ids ...string) *detectors.Engine {
	t.Helper()
	var rows []detectors.Detector
	for _, d := range detectors.All {
		if slices.Contains(ids, d.ID) {
			rows = append(rows, d)
		}
	}
	e, err := detectors.New(rows)
	if err != nil || len(rows) != len(ids) {
		t.Fatal(len(rows), err)
	}
	return e
}

// records is a segment of records with one value of that name each.
func records(name *text.Name, cells []string) *text.Segment {
	var b strings.Builder
	var spans []text.Span
	var known layout
	for i, cell := range cells {
		spans = append(spans, text.Span{Start: int32(b.Len()), End: int32(b.Len() + len(cell))})
		known = append(known, text.Field{Name: name, Nested: true, Record: int64(i), Path: &text.Path{Name: name}})
		b.WriteString(cell + "\n")
	}
	s := plain(b.String())
	s.Fields, s.Layout = spans, known
	return s
}

// Cells of a column of e-mail addresses that are none as they stand: what is reported of them, in a table and in records.
func TestColumnsOfMail(t *testing.T) {
	e := rowsCalled(t, "EMAIL_ADDRESS", "NAME")
	placeholders := strings.Fields("Unknown unknown none N/A n/a null nil yes no true false verified pending bounced refused TBD - ? withheld enabled abgemeldet no_email opted-out user1")
	spelled := []string{"nberg at contoso.org", "nora.berg (at) contoso (dot) org", "nberg[at]contoso[.]org", "nberg @ contoso.org"}
	mailboxes := []string{"jberg", "nora.berg", "kofi_m", "nberg42", "nberg@contoso"}
	others := []string{"Nora Berg", "see the file", "REF-4711", "+1 555 0100", "www.contoso.org", "contoso.org", "user@example.com", "4711"}
	repeat := func(n int, cells ...string) (out []string) {
		for range n {
			out = append(out, cells...)
		}
		return out
	}
	tests := []struct {
		name  string
		field string // empty: it has none
		share int    // so many addresses are there for each cell that is looked at
		cells []string
		want  []string
	}{
		{"mailboxes and spelled addresses", "email", 9, slices.Concat(mailboxes, spelled), slices.Concat(mailboxes, spelled)},
		{"placeholders and others", "E-Mail", 9, slices.Concat(placeholders, others), nil},
		{"among each other", "user_email", 9, slices.Concat(placeholders, mailboxes, others, spelled), slices.Concat(mailboxes, spelled)},
		{"words that are not known, again and again", "email", 9, repeat(3, "gatunku", "zemlja"), nil},
		{"mailboxes under another name", "contact", 9, slices.Concat(mailboxes, spelled), spelled},
		{"without a name", "", 9, slices.Concat(mailboxes, spelled), spelled},
		{"where few are addresses", "email", 1, slices.Concat(mailboxes, spelled), spelled},
		{"where few are, without a name", "", 1, slices.Concat(mailboxes, spelled), nil},
		{"where none are", "email", 0, repeat(5, "enabled", "jberg", "weekly", "nora.berg"), nil},
		{"one alone", "email", 0, []string{"jberg"}, nil},
		{"few cells", "email", 3, []string{"jberg"}, nil},
	}
	for _, test := range tests {
		r := rand.New(rand.NewPCG(5, 5))
		cells := slices.Clone(test.cells)
		for range test.share * len(test.cells) {
			cells = append(cells, fmt.Sprintf("p%d.berg@contoso.org", len(cells)))
		}
		r.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
		var name *text.Name
		if test.field != "" {
			name = &text.Name{Text: test.field}
		}
		var rows [][]string
		for _, cell := range cells {
			rows = append(rows, []string{"v", cell})
		}
		forms := map[string]func() []Match{
			"table": func() []Match {
				_, ms := scanWith(t, e, (*Classifier).Cells, table([]*text.Name{nil, name}, rows))
				return ms
			},
			"columns": func() []Match {
				_, ms := scanWith(t, e, (*Classifier).Columns, apart([]*text.Name{nil, name}, rows, 40)...)
				return ms
			},
			"records": func() []Match {
				_, ms := scanWith(t, e, (*Classifier).Records, records(name, cells))
				return ms
			},
		}
		for _, form := range []string{"table", "columns", "records"} {
			if form == "records" && name == nil {
				continue // every record's value has one
			}
			got, addresses := []string{}, 0
			for _, m := range forms[form]() {
				if slices.Contains(test.cells, m.Text) {
					got = append(got, m.Text)
				} else if m.Detector.ID == "EMAIL_ADDRESS" {
					addresses++
				}
			}
			slices.Sort(got)
			want := slices.Sorted(slices.Values(test.want))
			if !slices.Equal(got, want) || addresses != test.share*len(test.cells) {
				t.Errorf("%s, %s: reported %q and %d addresses, want %q and %d", test.name, form, got, addresses, want, test.share*len(test.cells))
			}
		}
	}
}

// What the row finds in a cell, or would, leaves no room for what the cell may stand for.
func TestColumnsAmongFound(t *testing.T) {
	mail := columnRows[slices.IndexFunc(columnRows, func(d detectors.Detector) bool { return d.ID == "MAIL" })]
	mail.Among = func([]byte) bool { return true }
	e, err := detectors.New([]detectors.Detector{mail})
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]string{{"v", " jberg "}, {"v", "old: p@example.org"}, {"jberg", strings.Repeat("x", maxCell+1)}}
	for i := range 40 {
		rows = append(rows, []string{"v", fmt.Sprintf("p%d@example.org", i)})
	}
	_, ms := scanWith(t, e, (*Classifier).Cells, table([]*text.Name{{Text: "k"}, {Text: "mail"}}, rows))
	got := ""
	for _, m := range ms[:len(ms)-40] {
		got += m.Text + ", "
	}
	if want := "jberg, p@example.org, "; got != want {
		t.Errorf("found %q, want %q", got, want)
	}
}

// What stands for a value is found wherever the table is cut, once, and is no match of a table of which nothing is known.
func TestColumnsOfMailCut(t *testing.T) {
	e := rowsCalled(t, "EMAIL_ADDRESS")
	email := &text.Name{Text: "email"}
	var rows [][]string
	want := 0
	for i := range 3000 {
		cell := fmt.Sprintf("p%d.berg@contoso.org", i)
		if i%11 == 7 {
			cell = fmt.Sprintf("berger%d", i)
			want++
		}
		rows = append(rows, []string{"v", cell})
	}
	for _, group := range []int{100, 999, 3000} {
		var segs []*text.Segment
		order := int64(0)
		for from := 0; from < len(rows); from += group {
			s := table([]*text.Name{{Text: "k"}, email}, rows[from:min(from+group, len(rows))])
			known := s.Layout.(layout)
			for i := range known {
				known[i].Row += int64(from)
			}
			s.Order = order
			order += int64(len(s.Text))
			segs = append(segs, s)
		}
		_, ms := scanWith(t, e, (*Classifier).Cells, segs...)
		got := 0
		for _, m := range ms {
			if strings.HasPrefix(m.Text, "berg") {
				got++
				if m.TableColumn != 2 || m.Confidence < certainShare || m.Confidence > 0.95 {
					t.Fatalf("in groups of %d: %+v", group, m)
				}
			}
		}
		if got != want || len(ms) != len(rows) {
			t.Errorf("in groups of %d: %d mailboxes of %d matches, want %d of %d", group, got, len(ms), want, len(rows))
		}
	}
}
