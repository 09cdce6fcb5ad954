package report

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner"
)

// sarifLog writes SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): a result for each object and kind of data, with the
// located matches as its locations; what was not scanned is a notification.
type sarifLog struct {
	aside
	w     io.Writer
	run   *sarif.Run
	note  *sarif.Invocation
	rules map[string]int
}

func newSARIF(w io.Writer, opts Options) Writer {
	run := sarif.NewRunWithInformationURI("pii-scan", "https://github.com/pii-scan/pii-scan")
	run.Tool.Driver.WithVersion(opts.Version)
	run.WithColumnKind("unicodeCodePoints")
	note := sarif.NewInvocation()
	return &sarifLog{w: w, run: run, note: note, rules: map[string]int{}}
}

func (o *sarifLog) Object(r *scanner.Result) error {
	for _, p := range r.Problems {
		level := "error"
		if !p.Reason.Incomplete(false) {
			level = "note"
		}
		n := sarif.NewNotification().WithLevel(level).
			WithMessage(sarif.NewTextMessage(entryName(p.Entry) + reasonText(p))).
			WithLocations([]*sarif.Location{sarif.NewLocation().WithPhysicalLocation(artifact(r.Path))})
		o.note.ToolExecutionNotifications = append(o.note.ToolExecutionNotifications, n)
	}
	if r.Found == nil {
		return nil
	}
	for i := range r.Found.Detections {
		d := &r.Found.Detections[i]
		result := sarif.NewResult().
			WithRuleID(d.Detector.ID).
			WithRuleIndex(o.rule(d.Detector)).
			WithLevel(sarifLevel(d.Severity)).
			WithOccurrenceCount(int(d.Count)).
			WithMessage(sarif.NewTextMessage(fmt.Sprintf("%s: %d found, confidence %.2f", d.Detector.Title, d.Count, d.Confidence)))
		for j := range d.Matches {
			result.AddLocation(location(r.Path, &d.Matches[j]))
		}
		if len(d.Matches) == 0 {
			result.AddLocation(sarif.NewLocation().WithPhysicalLocation(artifact(r.Path)))
		} else if f := d.Matches[0].Fingerprint; f != "" {
			result.PartialFingerprints = map[string]string{"firstValue/v1": f}
		}
		o.run.AddResult(result)
	}
	return nil
}

// rule is the index of the detector among the run's rules, which are those that found something.
func (o *sarifLog) rule(d *detectors.Detector) int {
	if i, ok := o.rules[d.ID]; ok {
		return i
	}
	rule := sarif.NewReportingDescriptor().WithID(d.ID).WithName(d.ID).
		WithShortDescription(sarif.NewMultiformatMessageString().WithText(d.Title))
	if d.Source != "" {
		rule.WithHelpURI(d.Source)
	}
	i := len(o.run.Tool.Driver.Rules)
	o.rules[d.ID] = i
	o.run.Tool.Driver.AddRule(rule)
	return i
}

func (o *sarifLog) Close(s *scanner.Summary) error {
	o.note.WithExecutionSuccessful(!s.Incomplete)
	o.run.AddInvocation(o.note)
	log := sarif.NewReport()
	log.AddRun(o.run)
	return log.PrettyWrite(o.w)
}

func sarifLevel(l detectors.Level) string {
	switch l {
	case detectors.High:
		return "error"
	case detectors.Medium:
		return "warning"
	}
	return "note"
}

// artifact names the object. A path becomes a relative or absolute URI reference.
func artifact(path string) *sarif.PhysicalLocation {
	uri := path
	if !strings.HasPrefix(path, "s3://") {
		uri = (&url.URL{Path: path}).String()
	} else if bucket, key, ok := strings.Cut(path[len("s3://"):], "/"); ok {
		uri = "s3://" + bucket + (&url.URL{Path: "/" + key}).EscapedPath()
	}
	return sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewArtifactLocation().WithURI(uri))
}

// location is a match's place: a region of lines where there are lines, the path of a value or the name of a cell, and all in words.
func location(path string, m *classify.Match) *sarif.Location {
	at := artifact(path)
	if m.Line > 0 && m.Entry == "" {
		region := sarif.NewRegion().WithStartLine(int(m.Line))
		if m.Column > 0 {
			region.WithStartColumn(int(m.Column))
		}
		if m.EndLine > m.Line {
			region.WithEndLine(int(m.EndLine))
		}
		if m.Start >= 0 {
			region.WithByteOffset(int(m.Start)).WithByteLength(int(m.End - m.Start))
		}
		at.WithRegion(region)
	}
	l := sarif.NewLocation().WithPhysicalLocation(at).WithMessage(sarif.NewTextMessage(place(m) + ": " + m.Masked))
	if name := cmp.Or(m.JSONPath, m.CellReference); name != "" {
		l.AddLogicalLocation(sarif.NewLogicalLocation().WithFullyQualifiedName(name))
	}
	return l
}
