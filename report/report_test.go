package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/xeipuuv/gojsonschema"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner"
	"github.com/pii-scan/pii-scan/scanner/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

// results are one object of each fate: found in a table, in records, in an archive partly read, clean, and not read.
func results() ([]*scanner.Result, *scanner.Summary) {
	ssn := &detectors.Detector{ID: "USA_SOCIAL_SECURITY_NUMBER", Title: "US social security number", Category: detectors.Personal, Source: "https://www.ssa.gov/employer/randomization.html"}
	key := &detectors.Detector{ID: "AWS_CREDENTIALS", Title: "AWS secret access key", Category: detectors.Credentials}
	cell := classify.Match{Detector: ssn, Confidence: 0.9, Start: 20, End: 31, Line: 2, EndLine: 2, Column: 9, Row: 2, TableColumn: 3, ColumnName: "=ssn", Record: -1, Masked: "***-**-8726", Fingerprint: strings.Repeat("ab", 16)}
	record := classify.Match{Detector: key, Confidence: 0.7, Start: 0, End: 40, Line: 1, EndLine: 1, Column: 1, Record: 0, JSONPath: "$.aws[0].secret", Masked: "****************"}
	member := classify.Match{Detector: ssn, Confidence: 0.65, Entry: "a.zip!/b.xlsx", Start: -1, End: -1, Row: 3, TableColumn: 2, CellReference: "Sheet1!B3", Record: -1, Masked: "***-**-6789"}
	found := func(d *detectors.Detector, n int64, ms ...classify.Match) *classify.Found {
		return &classify.Found{Count: n, Severity: detectors.High, Detections: []classify.Detection{{Detector: d, Count: n, Confidence: 0.9, Severity: detectors.High, Matches: ms}}}
	}
	people, archive := found(ssn, 2, cell, cell), found(ssn, 1, member)
	people.Columns = []classify.Column{{Name: "=ssn", Number: 3, Detector: ssn, Confidence: 0.9, Share: 0.997, Filled: 2, Empty: 1, Distinct: 2, Matches: 2}}
	archive.Columns = []classify.Column{
		{Entry: "a.zip!/b.xlsx", Sheet: "Sheet1", Number: 2, Detector: ssn, Confidence: 0.65, Share: 1, Filled: 8, Distinct: 8, Matches: 1},
		{Entry: "a.zip!/c.json", Name: "no", Path: "$.user.no", Detector: ssn, Confidence: 0.85, Share: 0.5, Filled: 1, Distinct: 1, Matches: 1},
	}
	settings := classify.Settings{Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	c := classify.New(settings)
	rs := []*scanner.Result{
		{Path: "data/people.csv", Object: &source.Object{}, Format: "csv", MIME: "text/csv", Status: scanner.Complete, Size: 120, Scanned: 120, Found: people},
		{Path: "data/keys <1>.json", Object: &source.Object{}, Format: "json", MIME: "application/json", Status: scanner.Complete, Size: 64, Scanned: 64, Found: found(key, 1, record)},
		{Path: "s3://b/x y.tar", Object: &source.Object{}, Format: "tar", MIME: "application/x-tar", Status: scanner.Partial, Size: -1, Scanned: 99, Found: archive,
			Problems: []scanner.Problem{{Entry: "a.zip!/c.bin", Reason: source.UnsupportedFileType, Detail: "binary"}, {Entry: "a.zip!/d.zip", Reason: source.InvalidEncryption}}},
		{Path: "data/clean.txt", Object: &source.Object{}, Format: "text", MIME: "text/plain", Status: scanner.Complete, Size: 5, Scanned: 5, Found: &classify.Found{}},
		{Path: "data/broken.zip", Object: &source.Object{}, Format: "zip", MIME: "application/zip", Status: scanner.Skipped, Size: 5, Found: &classify.Found{}, Problems: []scanner.Problem{{Reason: source.MalformedFile, Detail: "no directory"}}},
	}
	for _, r := range rs {
		r.Finding = c.Finding(r.Found, classify.ResourcesAffected{File: &classify.File{Path: r.Path}}, r.MIME, r.Scanned, classify.ResultStatus{Code: string(r.Status)})
	}
	return rs, &scanner.Summary{
		Targets: []string{"data"}, Started: settings.Now, Objects: 5, Complete: 3, Partial: 1, Skipped: 1, Bytes: 288, Findings: 3, Matches: 4,
		BySeverity: [4]int64{0, 0, 0, 3}, Reasons: map[source.Reason]int64{source.MalformedFile: 1, source.InvalidEncryption: 1, source.UnsupportedFileType: 1}, Incomplete: true,
	}
}

// render runs the results through a writer.
func render(t *testing.T, form string, opts Options) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := New(form, &b, opts)
	if err != nil {
		t.Fatal(err)
	}
	w = Multi(w)
	rs, sum := results()
	for _, r := range rs {
		for _, d := range r.Found.Detections {
			for i := range d.Matches {
				if w.WantsMatches() {
					if err := w.Match(r.Path, &d.Matches[i]); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		if err := w.Object(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(sum); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for _, form := range Formats() {
		got := render(t, form, Options{Version: "v0"})
		file := filepath.Join("testdata", form+".golden")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", form, got, want)
		}
	}
	if got := render(t, "text", Options{Color: true}); !bytes.Contains(got, []byte(red)) {
		t.Error("text with colour has none")
	}
}

// validate checks a JSON value against a schema of this package.
func validate(t *testing.T, schema string, value []byte) {
	t.Helper()
	s, err := os.ReadFile(filepath.Join("schema", schema))
	if err != nil {
		t.Fatal(err)
	}
	res, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(s), gojsonschema.NewBytesLoader(value))
	if err != nil {
		t.Fatalf("%s: %v\n%s", schema, err, value)
	}
	for _, e := range res.Errors() {
		t.Errorf("%s: %s\nin %s", schema, e, value)
	}
}

func TestSchemas(t *testing.T) {
	validate(t, "report.schema.json", render(t, "json", Options{Version: "v0"}))
	for schema, form := range map[string]string{"report.schema.json": "jsonl", "match.schema.json": "matches"} {
		for line := range bytes.Lines(render(t, form, Options{})) {
			validate(t, schema, line)
		}
	}
	// The schemas refuse what is not theirs.
	s, _ := os.ReadFile("schema/match.schema.json")
	if res, err := gojsonschema.Validate(gojsonschema.NewBytesLoader(s), gojsonschema.NewStringLoader(`{"path":"x","value":"y"}`)); err != nil || res.Valid() {
		t.Errorf("a record with another field is valid (%v)", err)
	}
}

func TestSARIFIsValid(t *testing.T) {
	log, err := sarif.FromBytes(render(t, "sarif", Options{Version: "v0"}))
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Validate(); err != nil {
		t.Error(err)
	}
	if n := len(log.Runs[0].Results); n != 3 {
		t.Errorf("%d results, want 3", n)
	}
}

// TestEmpty checks that nothing found is still well-formed output.
func TestEmpty(t *testing.T) {
	for _, form := range Formats() {
		var b bytes.Buffer
		w, _ := New(form, &b, Options{})
		if err := w.Close(&scanner.Summary{}); err != nil {
			t.Error(err)
		}
		switch form {
		case "json":
			validate(t, "report.schema.json", b.Bytes())
		case "sarif":
			if !json.Valid(b.Bytes()) {
				t.Errorf("sarif: %s", b.Bytes())
			}
		case "macie", "matches":
			if b.Len() > 0 {
				t.Errorf("%s: %s", form, b.Bytes())
			}
		}
	}
	if _, err := New("xml", nil, Options{}); err == nil {
		t.Error("an unknown output has a writer")
	}
}

func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{"": "", "a": "a", "=1+1": "'=1+1", "@x": "'@x", "-2": "'-2", "+3": "'+3", "\tx": "'\tx"} {
		if got := harmless(in); got != want {
			t.Errorf("harmless(%q) = %q, want %q", in, got, want)
		}
	}
}
