// Package report writes results: as a table for people, JSON, JSON Lines, Macie findings, single matches, SARIF and CSV.
//
// A Writer receives objects in a fixed order and writes nothing but what classify let through, so no writer has to mask. What
// it writes depends on its input alone.
package report

import (
	"github.com/pii-scan/pii-scan/classify"
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
