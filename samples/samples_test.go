// Package samples holds example files with known answers: the demo scans them, and a test compares what is found with what was
// planted, as answers.txt tells it.
package samples

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// generate writes the samples to a new folder.
func generate(t *testing.T, args ...string) string {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.Command("go", append([]string{"run", "gen.go", "-out", dir}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("go run gen.go: %v\n%s", err, out)
	}
	return dir
}

// TestCommitted checks that the committed samples are what the generator writes. make samples writes them again.
func TestCommitted(t *testing.T) {
	dir := generate(t, "-committed")
	made, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(made) == 0 {
		t.Fatal("the generator writes nothing")
	}
	for _, f := range made {
		want, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(f.Name()); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes (%v): run make samples", f.Name(), err)
		}
	}
}

// TestAnswers scans all samples and compares what is found, and what could not be read, with answers.txt.
func TestAnswers(t *testing.T) {
	engine, err := detectors.New(mustSelect(t, "recommended"))
	if err != nil {
		t.Fatal(err)
	}
	var out results
	src := source.Files([]string{generate(t)}, source.FileOptions{})
	opts := scanner.Options{Settings: classify.Settings{Engine: engine}, SpoolDir: t.TempDir()}
	if _, err := scanner.Scan(context.Background(), src, opts, &out); err != nil {
		t.Fatal(err)
	}
	answers, err := os.ReadFile("answers.txt")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for line := range strings.Lines(string(answers)) {
		if line, _, _ = strings.Cut(line, "#"); strings.TrimSpace(line) != "" {
			want = append(want, strings.Join(strings.Fields(line), " "))
		}
	}
	slices.Sort(want)
	slices.Sort(out)
	for _, line := range want {
		if !slices.Contains(out, line) {
			t.Errorf("not found: %s", line)
		}
	}
	for _, line := range out {
		if !slices.Contains(want, line) {
			t.Errorf("found, but not in answers.txt: %s", line)
		}
	}
}

func mustSelect(t *testing.T, list string) []detectors.Detector {
	t.Helper()
	rows, err := detectors.Select(list)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// results collects lines in the form of answers.txt.
type results []string

func (*results) WantsMatches() bool                  { return false }
func (*results) Flush() error                        { return nil }
func (*results) Match(string, *classify.Match) error { return nil }

func (r *results) Object(res *scanner.Result) error {
	name := path.Base(res.Object.URI)
	if res.Found != nil {
		for _, d := range res.Found.Detections {
			*r = append(*r, fmt.Sprintf("%s %s %d", name, d.Detector.ID, d.Count))
		}
	}
	if res.Status != scanner.Complete {
		*r = append(*r, fmt.Sprintf("%s %s %s", name, res.Status, res.Reason()))
	}
	return nil
}
