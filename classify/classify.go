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
	// Columns are those of tables that have a type, in the order of the file, up to 1,000.
	Columns []Column
}

// Column is a column of a table, or what stands under one path in records, that holds one kind of sensitive data. What it holds is
// decided, and counted, in the first records of the table (2,000, or 4 MiB); Matches are those of the whole table.
type Column struct {
	Entry string // as in Match
	Sheet string // the sheet of a workbook
	Name  string // as Match.ColumnName; the key's in records
	// Number is the column's, from 1; 0 in records.
	Number int
	// Path is that of records, without the indexes of arrays: $.user.mail
	Path       string
	Detector   *detectors.Detector
	Confidence float64
	Share      float64 // of the filled cells that are of the kind from end to end
	Filled     int64   // cells that hold something
	Empty      int64   // cells that hold nothing or a word for it (null); in records those that hold null
	Distinct   int64   // different values in the filled cells, estimated
	Matches    int64
}
