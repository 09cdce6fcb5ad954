package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner/bucket/s3test"
)

// runIn runs the command in a folder and gives its status and what it wrote.
func runIn(t *testing.T, folder string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	cmd := exec.Command("pii-scan", args...)
	cmd.Dir = folder
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// TestRecognizer scans with a stand-in for Presidio's analyzer that knows two words.
func TestRecognizer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct{ Text, Language string }
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || q.Language != "de" || r.URL.Path != "/analyze" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if strings.Contains(q.Text, "Absturz") {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		answer := []map[string]any{}
		for word, kind := range map[string]string{"Xanthippe": "PERSON", "Zwergenpartei": "NRP"} {
			if i := strings.Index(q.Text, word); i >= 0 {
				start := utf8.RuneCountInString(q.Text[:i])
				answer = append(answer, map[string]any{"entity_type": kind, "start": start, "end": start + len(word), "score": 0.85})
			}
		}
		json.NewEncoder(w).Encode(answer)
	}))
	defer server.Close()

	folder := t.TempDir()
	write(t, filepath.Join(folder, "good.txt"), "Für Xanthippe, von der Zwergenpartei\n")
	write(t, filepath.Join(folder, "bad.txt"), "Xanthippe, ein Absturz: jmoreno@quillharbour.net\n")
	common := []string{"--recognizer", server.URL, "--recognizer-language", "de", "--output", "matches"}

	status, stdout, stderr := runIn(t, folder, append(common, "good.txt")...)
	if status != statusDone {
		t.Errorf("status %d\n%s", status, stderr)
	}
	wantText(t, stdout, `"detector":"NAME","category":"PERSONAL_INFORMATION","confidence":0.85,"start":5,"end":14`,
		`"detector":"RECOGNIZED_NRP","category":"CUSTOM_IDENTIFIER"`)
	if strings.Contains(stdout, "Xanthippe") {
		t.Errorf("the text is shown:\n%s", stdout)
	}

	status, stdout, stderr = runIn(t, folder, append(common, "bad.txt")...)
	if status != statusIncomplete {
		t.Errorf("status %d where the recognizer failed, want %d", status, statusIncomplete)
	}
	wantText(t, stdout, "EMAIL_ADDRESS")
	wantText(t, stderr, "1 in part", "RECOGNIZER_FAILED")

	server.Close()
	if status, _, stderr = runIn(t, folder, append(common, "good.txt")...); status != statusIncomplete {
		t.Errorf("status %d where nobody answers, want %d\n%s", status, statusIncomplete, stderr)
	}
	if status, _, stderr = runIn(t, folder, "--recognizer", "localhost:3000", "good.txt"); status != statusUsage {
		t.Errorf("status %d for what is no URL, want %d\n%s", status, statusUsage, stderr)
	}
}

// TestAllowListInS3 reads an allow list from a bucket; one that is not there ends the scan before it begins.
func TestAllowListInS3(t *testing.T) {
	server := s3test.Start(t)
	server.Setenv(t)
	t.Setenv("AWS_ENDPOINT_URL_S3", server.Endpoint)
	server.Bucket(t, "lists")
	server.Put(t, "lists", "known.txt.old", []byte("nothing\n"))
	server.Put(t, "lists", "team/known.txt", []byte("jmoreno@quillharbour.net\n"))
	folder := t.TempDir()
	write(t, filepath.Join(folder, "mail.txt"), "write to jmoreno@quillharbour.net\n")
	for _, tt := range []struct {
		list   string
		status int
		say    string
	}{
		{"s3://lists/team/known.txt", statusDone, "1 match suppressed"},
		{"s3://lists/known.txt", statusUsage, "there is no such object"},
		{"s3://lists/team/", statusUsage, "there is no such object"},
		{"s3://nowhere/known.txt", statusUsage, "NO_SUCH_BUCKET"},
	} {
		status, stdout, stderr := runIn(t, folder, "--fail-on", "any", "--allow-list", tt.list, "mail.txt")
		if status != tt.status || !strings.Contains(stderr, tt.say) {
			t.Errorf("%s: status %d, want %d and %q\n%s", tt.list, status, tt.status, tt.say, stderr)
		}
		if tt.status == statusUsage && stdout != "" {
			t.Errorf("%s: results in spite of the error:\n%s", tt.list, stdout)
		}
	}
}

// TestReadmeOwn checks the identifiers and suppressions that README.md shows, and those in testdata.
func TestReadmeOwn(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yml\n(.*?)```\n").FindAllStringSubmatch(string(readme), -1)
	if len(blocks) != 2 {
		t.Fatalf("README.md shows %d files", len(blocks))
	}
	folder := t.TempDir()
	write(t, filepath.Join(folder, "identifiers.yaml"), blocks[0][1])
	write(t, filepath.Join(folder, "suppress.yaml"), blocks[1][1])
	for _, file := range []string{filepath.Join(folder, "identifiers.yaml"), "testdata/identifiers.yaml"} {
		rows, err := ownRows([]string{file})
		if err != nil {
			t.Fatal(err)
		}
		engine, err := detectors.New(rows)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			for _, err := range engine.Check(&rows[i]) {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	warn := func(string, ...any) { t.Error("it has expired") }
	if err := suppressions(&classify.Allow{}, filepath.Join(folder, "suppress.yaml"), time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), warn); err != nil {
		t.Error(err)
	}
	for _, name := range detectors.Validators() {
		if !strings.Contains(string(readme), "`"+name+"`") {
			t.Errorf("README.md does not tell of the validator %s", name)
		}
	}
}

// TestOwnRowsError makes sure that what is Go in the errors of the YAML decoder does not show.
func TestOwnRowsError(t *testing.T) {
	for in, want := range map[string]string{
		"identifiers: 5":   "line 1: cannot unmarshal !!int `5` into a list",
		"identifiers: [a]": "line 1: cannot unmarshal !!str `a` into a mapping",
		"other: []":        `line 1: there is no key "other"`,
		"identifiers: []":  "there is no identifiers: in it",
		"identifiers: [{id: A, regex: a}]\n---\n":                  "more than one document",
		"identifiers:\n  - id: A\n    id: B":                       "already defined at line 2",
		"identifiers:\n - {id: [}":                                 "line 1: did not find",
		"identifiers:\n - id: A\n   regex: a\n   confidence: much": "line 4: cannot unmarshal !!str `much` into a number",
		"identifiers:\n - id: A\n   regex: a\n   whole-word: 7":    "line 4: cannot unmarshal !!int `7` into true or false",
		"identifiers:\n - id: A\n   examples: {find: [a]}":         `line 3: there is no key "find"`,
	} {
		file := filepath.Join(t.TempDir(), "own.yaml")
		write(t, file, in)
		_, err := ownRows([]string{file})
		got := fmt.Sprint(err)
		if !strings.Contains(got, "own.yaml: ") || !strings.Contains(got, want) || strings.Contains(got, "detectors.") || strings.Contains(got, "struct") {
			t.Errorf("%q:\ngot  %s\nwant ...%s...", in, got, want)
		}
	}
}
