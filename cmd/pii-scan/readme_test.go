package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/bucket/s3test"
)

// runBlock is a fenced block in README.md that is run as it stands, and must end with a status.
var runBlock = regexp.MustCompile("(?s)<!-- run: ([a-z]+), status ([0-9]) -->\n```sh\n(.*?)```\n")

// TestReadme runs the commands that README.md shows. Each block has a working folder and a home of its own, which scenes fills.
func TestReadme(t *testing.T) {
	const (
		people = "name,email\nA,jmoreno@quillharbour.net\n"
		card   = "credit card number 4716 2678 2163 0433\n"
	)
	scenes := map[string]struct {
		files  map[string]string // below the folder $ROOT
		env    []string          // with $ROOT written out
		bucket bool
		check  func(t *testing.T, root, stdout string)
	}{
		"laptop": {
			files: map[string]string{
				"home/Documents/people.csv":              people,
				"home/Documents/a/node_modules/card.txt": card,
			},
			check: func(t *testing.T, root, stdout string) {
				wantText(t, stdout, "people.csv", "EMAIL_ADDRESS")
				if strings.Contains(stdout, "CREDIT_CARD") {
					t.Errorf("what is excluded was scanned:\n%s", stdout)
				}
			},
		},
		"nightly": {
			files:  map[string]string{"results/.keep": ""},
			env:    []string{"RESULTS=$ROOT/results"},
			bucket: true,
			check: func(t *testing.T, root, stdout string) {
				for _, pattern := range []string{"findings-*.jsonl", "findings-*.csv"} {
					names, _ := filepath.Glob(filepath.Join(root, "results", pattern))
					if len(names) != 1 {
						t.Fatalf("%s: %d files", pattern, len(names))
					}
					text, err := os.ReadFile(names[0])
					if err != nil {
						t.Fatal(err)
					}
					wantText(t, string(text), "new/people.csv", "EMAIL_ADDRESS")
				}
			},
		},
		"pipeline": {
			files: map[string]string{"work/config.txt": card, "work/readme.txt": "Nothing here.\n"},
			check: func(t *testing.T, root, stdout string) {
				wantText(t, stdout, "config.txt", "CREDIT_CARD_NUMBER")
				sarif, err := os.ReadFile(filepath.Join(root, "work", "pii-scan.sarif"))
				if err != nil {
					t.Fatal(err)
				}
				wantText(t, string(sarif), "config.txt", "CREDIT_CARD_NUMBER")
			},
		},
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := runBlock.FindAllStringSubmatch(string(readme), -1)
	if len(blocks) != len(scenes) {
		t.Fatalf("README.md has %d blocks to run, this test %d scenes", len(blocks), len(scenes))
	}
	for _, block := range blocks {
		name, status, script := block[1], block[2], block[3]
		t.Run(name, func(t *testing.T) {
			scene, ok := scenes[name]
			if !ok {
				t.Fatalf("there is no scene %s", name)
			}
			root := t.TempDir()
			for file, content := range scene.files {
				write(t, filepath.Join(root, filepath.FromSlash(file)), content)
			}
			if scene.bucket {
				server := s3test.Start(t)
				server.Setenv(t)
				t.Setenv("AWS_ENDPOINT_URL_S3", server.Endpoint)
				server.Bucket(t, "customer-uploads")
				server.Put(t, "customer-uploads", "new/people.csv", []byte(people))
			}
			work := filepath.Join(root, "work")
			if err := os.MkdirAll(work, 0o700); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("sh", "-c", script)
			cmd.Dir = work
			cmd.Env = append(os.Environ(), "HOME="+filepath.Join(root, "home"))
			for _, e := range scene.env {
				cmd.Env = append(cmd.Env, strings.ReplaceAll(e, "$ROOT", root))
			}
			var stdout, stderr strings.Builder
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
				t.Fatal(err)
			}
			if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != status {
				t.Fatalf("status %s, want %s\n%s%s", got, status, stdout.String(), stderr.String())
			}
			scene.check(t, root, stdout.String())
		})
	}
}

func wantText(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in:\n%s", want, text)
		}
	}
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
