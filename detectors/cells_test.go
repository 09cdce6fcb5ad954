package detectors

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

// between is a segment of three fields that have one name.
func between(before, s, behind string, name *text.Name) *text.Segment {
	seg := plainSegment(before + s + behind)
	from, to, end := int32(len(before)), int32(len(before)+len(s)), seg.Raw
	seg.Fields, seg.Layout = []text.Span{{End: from}, {Start: from, End: to}, {Start: to, End: end}}, oneName{name}
	return seg
}

// A matcher that has met a field finds in it what a new one finds, wherever it stands.
func TestCellsRemembered(t *testing.T) {
	e := engine(t, All)
	used, fresh := e.Matcher(), e.Matcher()
	recalled := 0
	for i := range All {
		d := &All[i]
		name := &text.Name{Text: "word " + fmt.Sprint(append(d.Keywords, "none")[0])}
		for _, example := range d.Finds {
			plain, _ := marks(Expand(example))
			if len(plain) > cellBytes {
				continue
			}
			used.Scan(between("a 7", plain, "7-12", name), nil)
			if _, known := used.cells.of(used.ctx.named(name), []byte(plain)); known {
				recalled++
			}
			*fresh.cells = cells{}
			seg := between("Anna-", plain, "@x.org", name)
			if got, want := used.Scan(seg, nil), fresh.Scan(seg, nil); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: in an example of %d bytes, which it met between other fields, a matcher finds %d matches and a new one %d", d.ID, len(plain), len(got), len(want))
			}
		}
	}
	if recalled < len(All)/4 {
		t.Errorf("%d fields were remembered", recalled)
	}
}

// Fields of which each is another are not remembered, until they come again.
func TestCellsWorth(t *testing.T) {
	m := engine(t, All).Matcher()
	name := &text.Name{Text: "member"}
	field := func(i int) *naming {
		m.Scan(between("a", fmt.Sprintf("anna%d@example.org", i), "b", name), nil)
		return m.ctx.named(name)
	}
	for i := range cellTrial {
		field(i)
	}
	if field(0).worth() {
		t.Error("fields of which none came twice are remembered")
	}
	for range cellRest + 2*cellTrial {
		field(0)
	}
	if !field(0).worth() {
		t.Error("fields that come again are let be for ever")
	}
}
