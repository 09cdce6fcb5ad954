package detectors

import (
	"regexp"
	"strings"
	"testing"
)

// phoneFound applies a row to a line by plain means: every start, the longest end that holds, keywords anywhere in the
// line. It marks what scores 0.50 and more.
func phoneFound(d *Detector, re *regexp.Regexp, line string) string {
	t := []byte(line)
	near := false
	for _, word := range d.Keywords {
		at := strings.Index(strings.ToLower(line), word)
		near = near || at >= 0 && !wordBefore(t, 0, at) && !wordAt(t, at+len(word), len(t))
	}
	for from := 0; from < len(t); from++ {
		if wordBefore(t, 0, from) && wordAt(t, from, len(t)) {
			continue
		}
		for to := len(t); to > from; to-- {
			if wordBefore(t, 0, to) && wordAt(t, to, len(t)) || !re.Match(t[from:to]) || numberGoesOn(t, 0, from, to, len(t)) || !d.Valid(t[from:to]) {
				continue
			}
			score := d.Tier.Alone
			if near {
				score = d.Tier.Keyword
			}
			if score+d.Weigh(Value{Text: t, Start: from, End: to}) >= 0.499 {
				return line[:from] + "«" + line[from:to] + "»" + line[to:]
			}
			break
		}
	}
	return line
}

func TestPhoneRows(t *testing.T) {
	for i := range phoneRows {
		d := &phoneRows[i]
		re := regexp.MustCompile(`\A(?:` + d.Pattern + `)\z`)
		for _, want := range d.Finds {
			if got := phoneFound(d, re, strings.NewReplacer("«", "", "»", "").Replace(want)); got != want {
				t.Errorf("%s: %s\nwant %s", d.ID, got, want)
			}
		}
		for _, line := range d.Ignores {
			if got := phoneFound(d, re, line); got != line {
				t.Errorf("%s: %s\nwant nothing", d.ID, got)
			}
		}
	}
}

// TestPhoneRowsApart: no number with a country code belongs to two rows, whatever its country.
func TestPhoneRowsApart(t *testing.T) {
	for _, number := range []string{
		"+1 415 555 0132", "+1 876 412 3456", "+55 11 96123-4567", "+33 6 12 34 56 78", "+262 692 12 34 56", "+49 30 23125123", "+39 347 123 4567",
		"+39 06 698 12345", "+34 612 345 678", "+44 20 7946 0958", "+44 7624 301234", "+7 912 345 67 89", "+7 771 000 9998",
	} {
		var owners []string
		for i := range phoneRows {
			d := &phoneRows[i]
			if regexp.MustCompile(`\A(?:`+d.Pattern+`)\z`).MatchString(number) && d.Valid([]byte(number)) {
				owners = append(owners, d.ID)
			}
		}
		if len(owners) != 1 {
			t.Errorf("%s belongs to %q", number, owners)
		}
	}
}

func TestPhoneRowsAllocations(t *testing.T) {
	number := []byte("+44 (0)20 7946 0958 ext. 12")
	field := Value{Text: append([]byte("ring "), number...), Start: 5, End: 5 + len(number)}
	for i := range phoneRows {
		d := &phoneRows[i]
		if n := testing.AllocsPerRun(100, func() { d.Valid(number); d.Weigh(field) }); n != 0 {
			t.Errorf("%s: %v allocations", d.ID, n)
		}
	}
}

func BenchmarkPhoneValid(b *testing.B) {
	number := []byte("+44 (0)20 7946 0958")
	for b.Loop() {
		if !phoneBritain.valid(number) {
			b.Fatal("not valid")
		}
	}
}
