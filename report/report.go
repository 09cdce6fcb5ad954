// Package report writes results: as a table for people, JSON, JSON Lines, Macie findings, single matches, SARIF and CSV.
//
// A Writer receives objects in a fixed order and writes nothing but what classify let through, so no writer has to mask. What
// it writes depends on its input alone.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner"
)

// Writer is one form of output. Calls come from one goroutine at a time: for each object, in order, its matches (only where
// WantsMatches), then the object; Close once, at the end. An error is final.
type Writer interface {
	// WantsMatches says whether Match is to be called with every match of every object.
	WantsMatches() bool
	Match(path string, m *classify.Match) error
	Object(*scanner.Result) error
	Close(*scanner.Summary) error
}

// Options says how to write.
type Options struct {
	Color   bool // text only
	Version string
	Reveal  bool // values are shown
}

// forms are the outputs by name, in the order in which they are listed.
var forms = []struct {
	name string
	make func(io.Writer, Options) Writer
}{
	{"text", newText},
	{"json", newJSON},
	{"jsonl", newJSONLines},
	{"macie", newMacie},
	{"matches", newMatches},
	{"sarif", newSARIF},
	{"csv", newCSV},
}

// Formats names the outputs.
func Formats() []string {
	var names []string
	for _, f := range forms {
		names = append(names, f.name)
	}
	return names
}

// New makes a writer of the named form. It writes to w as results come and does not close it.
func New(name string, w io.Writer, opts Options) (Writer, error) {
	for _, f := range forms {
		if f.name == name {
			return f.make(w, opts), nil
		}
	}
	return nil, fmt.Errorf("there is no output %q", name)
}

// Multi writes everything to each of ws, and ends with the first error.
func Multi(ws ...Writer) Writer { return multi(ws) }

type multi []Writer

func (m multi) WantsMatches() bool {
	for _, w := range m {
		if w.WantsMatches() {
			return true
		}
	}
	return false
}

func (m multi) Match(path string, match *classify.Match) error {
	for _, w := range m {
		if w.WantsMatches() {
			if err := w.Match(path, match); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m multi) Object(r *scanner.Result) error {
	for _, w := range m {
		if err := w.Object(r); err != nil {
			return err
		}
	}
	return nil
}

func (m multi) Close(s *scanner.Summary) error {
	for _, w := range m {
		if err := w.Close(s); err != nil {
			return err
		}
	}
	return nil
}

// aside is the part of a writer that has no use for single matches.
type aside struct{}

func (aside) WantsMatches() bool                  { return false }
func (aside) Match(string, *classify.Match) error { return nil }

// lines writes JSON values, one a line, without escaping what only HTML would need.
type lines struct{ enc *json.Encoder }

func newLines(w io.Writer) lines {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return lines{enc}
}

func (l lines) write(v any) error { return l.enc.Encode(v) }

// levelName is a severity in Macie's words.
func levelName(l detectors.Level) string {
	switch l {
	case detectors.Low:
		return "Low"
	case detectors.Medium:
		return "Medium"
	case detectors.High:
		return "High"
	}
	return ""
}

// timestamp is a time as findings have it.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// round keeps two digits of a confidence.
func round(c float64) float64 { return float64(int(c*100+0.5)) / 100 }

// optional gives a number only where it means something: from least on.
func optional(n, least int64) *int64 {
	if n < least {
		return nil
	}
	return &n
}
