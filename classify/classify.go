// Package classify says what the candidates of the detection engine mean: which of overlapping ones holds, whether it counts,
// how often each kind occurs, how sensitive the object is. It is also the border at which text from the input is masked: behind
// it there is no field for a matched value but Match.Text, which only --reveal fills.
package classify

import (
	"github.com/pii-scan/pii-scan/detectors"
)

// Match is one occurrence, fit to be shown: every string from the input in it is masked.
type Match struct {
	Detector   *detectors.Detector
	Confidence float64
	// Entry is the path inside archives, members joined by "!/"; empty outside.
	Entry string
	// Start and End are byte offsets in the file, -1 where they mean nothing.
	Start, End            int64
	Line, EndLine, Column int64 // Column is the first character's in its line; all from 1, 0 where they mean nothing
	Row                   int64 // with TableColumn; the header is row 1
	TableColumn           int
	ColumnName            string // empty where the column has none
	CellReference         string
	Page                  int
	Record                int64 // -1 where it means nothing
	JSONPath              string
	Masked                string
	Fingerprint           string // HMAC under the user's key; empty without one
	Text                  string // the value itself, with --reveal only
	// Alternatives are the detectors that also matched exactly this value and lost against Detector, best first.
	Alternatives []*detectors.Detector

	inName     bool // stands in a name: a header cell, a key
	pathHidden bool // JSONPath holds a masked name
}

// Detection sums up one kind of sensitive data in one object.
type Detection struct {
	Detector   *detectors.Detector
	Count      int64
	Confidence float64 // the highest of its matches
	Severity   detectors.Level
	// Matches are the first located ones, up to the limit that Settings give.
	Matches []Match
}

// Found is what one object was found to hold.
type Found struct {
	// Detections in the order of category (CREDENTIALS, FINANCIAL_INFORMATION, PERSONAL_INFORMATION, CUSTOM_IDENTIFIER) and ID.
	Detections []Detection
	Severity   detectors.Level // the highest; 0 where nothing was found
	Count      int64
	Suppressed int64 // matches that an allow list or suppression took out, or that stay under their detector's lowest threshold
}
