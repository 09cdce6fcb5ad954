package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/scanner/bucket/s3test"
	"github.com/pii-scan/pii-scan/scanner/format"
)

var update = flag.Bool("update", false, "write the lists in README.md again")

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

// TestReadmeLists checks that the lists in README.md and DETECTORS.md are what the command prints; -update writes them again.
func TestReadmeLists(t *testing.T) {
	for _, list := range []struct {
		file, command string
		table         *table
	}{
		{"README.md", "formats", formatTable(format.All)},
		{"DETECTORS.md", "detectors list", detectorTable(detectors.All)},
	} {
		begin, end := "<!-- pii-scan "+list.command+" --output markdown -->\n", "<!-- end -->"
		path := filepath.Join("..", "..", list.file)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, ok := strings.Cut(string(text), begin)
		got, after, ended := strings.Cut(rest, end)
		if !ok || !ended {
			t.Fatalf("%s has no list between %s and %s", list.file, strings.TrimSpace(begin), end)
		}
		var want strings.Builder
		if err := list.table.write(&want, "markdown"); err != nil {
			t.Fatal(err)
		}
		if got == want.String() {
			continue
		}
		if !*update {
			t.Errorf("the list in %s is not that of pii-scan %s: run go test ./cmd/pii-scan -run Readme -update", list.file, list.command)
			continue
		}
		if err := os.WriteFile(path, []byte(before+begin+want.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReadmeSettings checks that the configuration file and the choices of detectors that README.md shows are valid.
func TestReadmeSettings(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	files := regexp.MustCompile("(?s)```yaml\n(.*?)```\n").FindAllStringSubmatch(string(readme), -1)
	if len(files) == 0 {
		t.Fatal("README.md shows no configuration file")
	}
	for _, file := range files {
		set := pflag.NewFlagSet("", pflag.ContinueOnError)
		new(settings).flags(set)
		if err := applyConfig(set, map[string]bool{}, []byte(file[1]), false); err != nil {
			t.Errorf("%v in\n%s", err, file[1])
		}
		if _, err := detectors.Select(set.Lookup("detectors").Value.String()); err != nil {
			t.Error(err)
		}
	}
	_, table, _ := strings.Cut(string(readme), "| `--detectors` | meaning |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	lists := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(table, -1)
	if len(lists) < 5 {
		t.Fatalf("README.md shows only %d choices of detectors", len(lists))
	}
	for _, list := range lists {
		if _, err := detectors.Select(list[1]); err != nil && list[1] != "-x" {
			t.Error(err)
		}
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
