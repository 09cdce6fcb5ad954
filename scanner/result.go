package scanner

import (
	"time"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// Status says how much of an object was scanned, in Macie's words.
type Status string

// Macie's status codes.
const (
	Complete Status = "COMPLETE"
	Partial  Status = "PARTIAL"
	Skipped  Status = "SKIPPED"
)

// Result says what became of one object. Every object that a source yields has one.
type Result struct {
	// Path is the object's URI, masked.
	Path   string
	Object *source.Object
	Format string // as in `pii-scan formats`; empty where the object was not opened
	MIME   string
	Status Status
	// Problems says why the status is not Complete, the object's own first, then its members' (with Entry).
	Problems []Problem
	// MoreProblems counts members with problems beyond those that are listed.
	MoreProblems int64
	Size         int64 // bytes of the object; -1 where unknown
	Scanned      int64 // bytes of text that were scanned
	Found        *classify.Found
	// Finding is nil where nothing was found.
	Finding *classify.Finding
}

// Reason is the code that stands in the finding's status; empty when complete.
func (r *Result) Reason() source.Reason {
	for _, p := range r.Problems {
		if p.Entry == "" {
			return p.Reason
		}
	}
	if len(r.Problems) > 0 {
		return source.ArchiveContainsUnprocessedFiles
	}
	return ""
}

// Problem is why an object, or the member Entry of it, was not scanned in full.
type Problem struct {
	Entry  string // masked; empty for the object itself
	Reason source.Reason
	Detail string // for people; quotes nothing of the content
}

// Summary counts a scan.
type Summary struct {
	Targets  []string // masked
	Started  time.Time
	Objects  int64 // all that were found
	Complete int64
	Partial  int64
	Skipped  int64
	// Unsupported and Excluded are among Skipped and do not make a scan incomplete.
	Unsupported int64
	Excluded    int64
	Bytes       int64 // of text scanned
	Findings    int64 // objects with a finding
	Matches     int64
	Suppressed  int64
	// BySeverity counts objects by their finding's severity: index 1 Low, 2 Medium, 3 High.
	BySeverity [4]int64
	// Reasons counts objects by the reasons of their problems.
	Reasons map[source.Reason]int64
	// Incomplete: something that should have been scanned was not (exit status 3).
	Incomplete bool
	// Interrupted: the scan was stopped before its end.
	Interrupted bool
}
