package classify

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// Limits on what is let pass. Macie's lists are within them.
// https://docs.aws.amazon.com/macie/latest/user/allow-lists-options.html
const (
	maxAllowList  = 35 << 20 // bytes of a list
	maxAllowEntry = 4 << 10  // bytes of a line
	maxAllowRegex = 4 << 10  // bytes of an expression
	// markReach is how far from a match its line is searched for a mark, in bytes: less than the margins of a segment, so that
	// what is found does not depend on where a text was cut.
	markReach = 1000
)

// inlineMark in the line of a match suppresses it, where Allow.Marks is set.
var inlineMark = []byte("pii-scan:ignore")

// Allow says which matches pass: they are not reported, only counted (Found.Suppressed). The zero value lets nothing pass. It
// must not be changed once a Classifier has it.
type Allow struct {
	// Marks lets the scanned text itself suppress a match: by pii-scan:ignore in the same line of the same field, within 1,000
	// bytes.
	Marks bool

	exact, folded map[string]struct{} // entries of lists; folded are in lower case
	patterns      []*regexp.Regexp
	suppressed    map[string][]Suppression // by fingerprint
}

// Suppression takes out the matches of one value, known by its keyed fingerprint.
type Suppression struct {
	// Fingerprint is that of a match in results, under the same key.
	Fingerprint string `yaml:"fingerprint"`
	// Reason is for people; there must be one.
	Reason string `yaml:"reason"`
	// Expires is the last day on which it counts, as 2026-12-31, in UTC; empty: it does not end.
	Expires string `yaml:"expires"`
	// Detector and Path, if they are there, must be the match's. Path is as in results; one that ends with '/' is a folder.
	Detector string `yaml:"detector"`
	Path     string `yaml:"path"`
}

// List adds the entries of a list: text in UTF-8, an entry a line. White space around an entry, empty lines and those that begin
// with '#' do not count. A match passes if its value is an entry, in any case; a credential's must be in the entry's own.
// Errors tell the line and do not quote it.
func (a *Allow) List(r io.Reader) error {
	if a.exact == nil {
		a.exact, a.folded = map[string]struct{}{}, map[string]struct{}{}
	}
	limited := &io.LimitedReader{R: r, N: maxAllowList + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(make([]byte, 0, maxAllowEntry), maxAllowEntry)
	n := 0
	for lines.Scan() {
		n++
		line := lines.Bytes()
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		if !utf8.Valid(line) || bytes.IndexByte(line, 0) >= 0 {
			return fmt.Errorf("line %d is not text in UTF-8", n)
		}
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		entry := string(line)
		a.exact[entry] = struct{}{}
		a.folded[strings.ToLower(entry)] = struct{}{}
	}
	switch err := lines.Err(); {
	case limited.N == 0:
		return fmt.Errorf("larger than %d bytes", maxAllowList)
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("line %d is longer than %d bytes", n+1, maxAllowEntry)
	default:
		return err
	}
}

// Regex adds an expression in RE2 syntax. A match passes if the expression matches the whole of its value.
func (a *Allow) Regex(expr string) error {
	if len(expr) > maxAllowRegex {
		return fmt.Errorf("longer than %d bytes", maxAllowRegex)
	}
	if _, err := regexp.Compile(expr); err != nil {
		return err
	}
	re, err := regexp.Compile(`\A(?:` + expr + `)\z`)
	if err != nil {
		return err
	}
	if re.MatchString("") {
		return errors.New("it matches the empty text")
	}
	a.patterns = append(a.patterns, re)
	return nil
}

var fingerprintForm = regexp.MustCompile(`^[0-9a-f]{32}$`)

// Suppress adds a suppression. One that ended before now does not count: expired says so.
func (a *Allow) Suppress(s Suppression, now time.Time) (expired bool, err error) {
	s.Fingerprint = strings.ToLower(s.Fingerprint)
	if !fingerprintForm.MatchString(s.Fingerprint) {
		return false, errors.New("a fingerprint is 32 hexadecimal digits")
	}
	if strings.TrimSpace(s.Reason) == "" {
		return false, errors.New("there is no reason")
	}
	if s.Expires != "" {
		last, err := time.Parse(time.DateOnly, s.Expires)
		if err != nil {
			return false, errors.New("expires is a date, such as 2026-12-31")
		}
		if !now.Before(last.AddDate(0, 0, 1)) {
			return true, nil
		}
	}
	if a.suppressed == nil {
		a.suppressed = map[string][]Suppression{}
	}
	a.suppressed[s.Fingerprint] = append(a.suppressed[s.Fingerprint], s)
	return false, nil
}

// passes says whether a hit that holds is let pass.
func (t *Tally) passes(c *claim) bool {
	a := t.c.set.Allow
	if a == nil {
		return false
	}
	d, value := c.hit.detector, c.hits.arena[c.hit.value.Start:c.hit.value.End]
	if c.hit.marked || a.listed(d, value) {
		return true
	}
	if len(a.suppressed) == 0 {
		return false
	}
	for _, s := range a.suppressed[t.print.of(d, value)] {
		if s.covers(d, t.Path, t.entry) {
			return true
		}
	}
	return false
}

// listed says whether a value is on a list, or matches an expression.
func (a *Allow) listed(d *detectors.Detector, value []byte) bool {
	if len(a.exact) > 0 {
		entries, key := a.folded, value
		if d.Category == detectors.Credentials {
			entries = a.exact
		} else {
			key = bytes.ToLower(value)
		}
		if _, ok := entries[string(key)]; ok {
			return true
		}
	}
	for _, re := range a.patterns {
		if re.Match(value) {
			return true
		}
	}
	return false
}

// covers says whether a suppression is meant for a match of d in the member entry of the object at path.
func (s *Suppression) covers(d *detectors.Detector, path, entry string) bool {
	if s.Detector != "" && !strings.EqualFold(s.Detector, d.ID) {
		return false
	}
	return s.Path == "" || s.Path == path || entry != "" && s.Path == path+"!/"+entry ||
		strings.HasSuffix(s.Path, "/") && strings.HasPrefix(path, s.Path)
}

// marked says whether the line of a match holds the mark. The line ends with the match's field.
func (a *Allow) marked(seg *text.Segment, c *detectors.Candidate) bool {
	if a == nil || !a.Marks {
		return false
	}
	f := seg.Fields[c.Field]
	before := seg.Text[max(f.Start, c.Start-markReach):c.Start]
	after := seg.Text[c.End:min(f.End, c.End+markReach)]
	before = before[bytes.LastIndexByte(before, '\n')+1:]
	if i := bytes.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	return bytes.Contains(before, inlineMark) || bytes.Contains(after, inlineMark)
}
