package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/pii-scan/pii-scan/scanner"
)

// csvHeader names the columns of the csv output: a row for each object and detector, and one without a detector for each
// object that was not scanned in full.
var csvHeader = []string{"path", "status", "reason", "mimeType", "size", "detector", "category", "count", "confidence", "severity", "firstLocation"}

// table writes CSV. A cell that a spreadsheet would take for a formula gets an apostrophe before it.
type table struct {
	aside
	w      *csv.Writer
	headed bool
}

func newCSV(w io.Writer, _ Options) Writer { return &table{w: csv.NewWriter(w)} }

func (t *table) row(cells ...string) error {
	if !t.headed {
		t.headed = true
		if err := t.w.Write(csvHeader); err != nil {
			return err
		}
	}
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	return t.w.Write(cells)
}

func (t *table) Object(r *scanner.Result) error {
	size := ""
	if r.Size >= 0 {
		size = strconv.FormatInt(r.Size, 10)
	}
	if r.Status != scanner.Complete {
		if err := t.row(r.Path, string(r.Status), string(r.Reason()), r.MIME, size, "", "", "", "", "", ""); err != nil {
			return err
		}
	}
	if r.Found != nil {
		for i := range r.Found.Detections {
			d := &r.Found.Detections[i]
			first := ""
			if len(d.Matches) > 0 {
				first = place(&d.Matches[0])
			}
			if err := t.row(r.Path, string(r.Status), string(r.Reason()), r.MIME, size, d.Detector.ID, string(d.Detector.Category),
				strconv.FormatInt(d.Count, 10), strconv.FormatFloat(d.Confidence, 'f', 2, 64), levelName(d.Severity), first); err != nil {
				return err
			}
		}
	}
	t.w.Flush()
	return t.w.Error()
}

func (t *table) Close(*scanner.Summary) error {
	if !t.headed {
		t.headed = true
		if err := t.w.Write(csvHeader); err != nil {
			return err
		}
	}
	t.w.Flush()
	return t.w.Error()
}

// harmless keeps a spreadsheet from running a cell (https://owasp.org/www-community/attacks/CSV_Injection).
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
