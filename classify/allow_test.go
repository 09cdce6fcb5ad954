package classify

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// allowance makes an Allow of a list and expressions.
func allowance(t *testing.T, list string, exprs ...string) *Allow {
	t.Helper()
	a := &Allow{}
	if err := a.List(strings.NewReader(list)); err != nil {
		t.Fatal(err)
	}
	for _, e := range exprs {
		if err := a.Regex(e); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func TestAllow(t *testing.T) {
	marks := &Allow{Marks: true}
	for _, tt := range []struct {
		name       string
		allow      *Allow
		in, want   string // want: the IDs that stay, with their counts
		suppressed int64
	}{
		{"nothing", nil, "a@b.c 123-45-6789", "EMAIL_ADDRESS 1, NATIONAL_ID 1", 0},
		{"the zero value", &Allow{}, "a@b.c pii-scan:ignore", "EMAIL_ADDRESS 1", 0},
		{"an entry", allowance(t, "a@b.c\n"), "a@b.c d@b.c a@b.c", "EMAIL_ADDRESS 1", 2},
		{"in any case", allowance(t, "  A@B.C\t\r\n"), "a@b.c", "", 1},
		{"a part of a value", allowance(t, "@b.c\nb.c"), "a@b.c", "EMAIL_ADDRESS 1", 0},
		{"other separators", allowance(t, "123 45 6789"), "123-45-6789", "NATIONAL_ID 1", 0},
		{"a credential in another case", allowance(t, "TOK_ab12"), "tok_ab12", "TOKEN 1", 0},
		{"a credential", allowance(t, "tok_ab12"), "tok_ab12", "", 1},
		{"a comment", allowance(t, "\n# a@b.c\n#a@b.c"), "a@b.c", "EMAIL_ADDRESS 1", 0},
		{"a byte order mark", allowance(t, "\xef\xbb\xbfa@b.c"), "a@b.c", "", 1},
		{"an expression", allowance(t, "", `\d{3}-45-\d{4}`), "123-45-6789 123-46-6789", "NATIONAL_ID 1", 1},
		{"an expression for a part", allowance(t, "", `\d{3}`, `a`), "123-45-6789 a@b.c", "EMAIL_ADDRESS 1, NATIONAL_ID 1", 0},
		{"an expression of alternatives", allowance(t, "", `a|a@b`), "a@b.c", "EMAIL_ADDRESS 1", 0},
		{"a mark before", marks, "# pii-scan:ignore a@b.c\nd@b.c", "EMAIL_ADDRESS 1", 1},
		{"a mark behind", marks, "d@b.c\na@b.c # pii-scan:ignore\nd@b.c", "EMAIL_ADDRESS 2", 1},
		{"a mark without leave", allowance(t, ""), "a@b.c # pii-scan:ignore", "EMAIL_ADDRESS 1", 0},
		{"a mark too far away", marks, "a@b.c" + strings.Repeat(" ", 1000) + "pii-scan:ignore", "EMAIL_ADDRESS 1", 0},
	} {
		f, ms, err := all(classifier(Settings{Allow: tt.allow}, shapes(someRows...)), plain(tt.in))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range f.Detections {
			got = append(got, fmt.Sprintf("%s %d", d.Detector.ID, d.Count))
		}
		if s := strings.Join(got, ", "); s != tt.want || f.Suppressed != tt.suppressed || f.Count != int64(len(ms)) {
			t.Errorf("%s: %q, %d suppressed, %d matches told; want %q, %d", tt.name, s, f.Suppressed, len(ms), tt.want, tt.suppressed)
		}
	}
}

// TestAllowMarkStaysInField makes sure that a mark in one cell does not hide another.
func TestAllowMarkStaysInField(t *testing.T) {
	s := plain("a@b.c,pii-scan:ignore")
	s.Fields = []text.Span{{Start: 0, End: 5}, {Start: 6, End: s.Own.End}}
	f, _, err := all(classifier(Settings{Allow: &Allow{Marks: true}}, shapes(mailRow)), s)
	if err != nil || f.Count != 1 || f.Suppressed != 0 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestAllowErrors(t *testing.T) {
	for in, want := range map[string]string{
		"ok\nbad\xff":                     "line 2 is not text",
		"\xff\xfea\x00":                   "line 1 is not text",
		"a\x00b":                          "line 1 is not text",
		"a\n" + strings.Repeat("x", 5000): "line 2 is longer",
		strings.Repeat("# a comment\n", 35<<20/10): "larger than",
	} {
		if err := new(Allow).List(strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want ...%s...", in, err, want)
		}
	}
	for expr, want := range map[string]string{
		"(a": "missing", "a)|(b": "unexpected", "": "empty", "a*": "empty", strings.Repeat("a", 5000): "longer",
	} {
		if err := new(Allow).Regex(expr); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want ...%s...", expr, err, want)
		}
	}
}

func TestSuppress(t *testing.T) {
	key := []byte("a key of sixteen and more bytes")
	p := newFingerprinter(key)
	print := p.of(idRow, []byte("123-45-6789"))
	const day = "2026-11-22" // of instant
	for _, tt := range []struct {
		name        string
		s           Suppression
		entry       string
		want        int64 // suppressed
		err         string
		wantExpired bool
	}{
		{name: "value", s: Suppression{Fingerprint: print, Reason: "r"}, want: 1},
		{name: "in upper case", s: Suppression{Fingerprint: strings.ToUpper(print), Reason: "r"}, want: 1},
		{name: "another value", s: Suppression{Fingerprint: strings.Repeat("0", 32), Reason: "r"}},
		{name: "last day", s: Suppression{Fingerprint: print, Reason: "r", Expires: day}, want: 1},
		{name: "day after", s: Suppression{Fingerprint: print, Reason: "r", Expires: "2026-11-21"}, wantExpired: true},
		{name: "detector", s: Suppression{Fingerprint: print, Reason: "r", Detector: "national_id"}, want: 1},
		{name: "another detector", s: Suppression{Fingerprint: print, Reason: "r", Detector: "WEAK"}},
		{name: "path", s: Suppression{Fingerprint: print, Reason: "r", Path: "data/a.zip"}, entry: "b.txt", want: 1},
		{name: "folder", s: Suppression{Fingerprint: print, Reason: "r", Path: "data/"}, want: 1},
		{name: "member", s: Suppression{Fingerprint: print, Reason: "r", Path: "data/a.zip!/b.txt"}, entry: "b.txt", want: 1},
		{name: "another member", s: Suppression{Fingerprint: print, Reason: "r", Path: "data/a.zip!/b.txt"}, entry: "c.txt"},
		{name: "another path", s: Suppression{Fingerprint: print, Reason: "r", Path: "data/a"}},
		{name: "no reason", s: Suppression{Fingerprint: print}, err: "no reason"},
		{name: "no fingerprint", s: Suppression{Fingerprint: "123-45-6789", Reason: "r"}, err: "32 hexadecimal"},
		{name: "no date", s: Suppression{Fingerprint: print, Reason: "r", Expires: "tomorrow"}, err: "a date"},
	} {
		a := &Allow{}
		expired, err := a.Suppress(tt.s, instant)
		if expired != tt.wantExpired || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v, %v", tt.name, expired, err)
		}
		if err != nil {
			continue
		}
		c := classifier(Settings{Allow: a, Key: key}, shapes(idRow))
		tally := c.Tally(nil)
		tally.Path = "data/a.zip"
		if err := tally.Add(tt.entry, c.Worker().Scan(plain("123 45 6789 123-45-6789"))); err != nil {
			t.Fatal(err)
		}
		f, err := tally.Found()
		if err != nil {
			t.Fatal(err)
		}
		if f.Suppressed != tt.want || f.Count != 1-tt.want {
			t.Errorf("%s: %d suppressed and %d not, want %d", tt.name, f.Suppressed, f.Count, tt.want)
		}
	}
	if _, err := new(Allow).Suppress(Suppression{Fingerprint: print, Reason: "r", Expires: day}, instant.Add(24*time.Hour)); err != nil {
		t.Error(err)
	}
}

// TestThresholds makes sure that too few matches make no detection and are counted.
func TestThresholds(t *testing.T) {
	row := *mailRow
	row.Thresholds = []detectors.Threshold{{Count: 2, Level: detectors.Low}, {Count: 3, Level: detectors.High}}
	for in, want := range map[string][3]int64{ // detections, severity, suppressed
		"a@b.c":             {0, 0, 1},
		"a@b.c a@b.c":       {1, 1, 0},
		"a@b.c a@b.c a@b.c": {1, 3, 0},
	} {
		f, _, err := all(classifier(Settings{}, shapes(&row)), plain(in))
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]int64{int64(len(f.Detections)), int64(f.Severity), f.Suppressed}; got != want {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
}
