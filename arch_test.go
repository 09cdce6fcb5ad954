// Package arch holds the design decisions that a test can keep: who may import whom.
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/pii-scan/pii-scan"

// mayImport says which packages of the project each package may import; one that is not listed may not exist. A change here is
// a design decision: arrows point one way, from the command down to the vocabulary.
var mayImport = map[string][]string{
	"text": {},

	"detectors/checksum":           {},
	"detectors/names":              {},
	"detectors/internal/kernel":    {},
	"detectors/internal/automaton": {},
	"detectors/internal/phone":     {},
	"detectors": {"text", "detectors/checksum", "detectors/names", "detectors/internal/kernel",
		"detectors/internal/automaton", "detectors/internal/phone"},

	"scanner/source":                   {},
	"scanner/internal/spool":           {"scanner/source"},
	"scanner/bucket":                   {"scanner/source"},
	"scanner/isolate":                  {"text", "scanner/source", "scanner/format", "scanner/internal/spool"},
	"scanner/format/internal/pdf":      {},
	"scanner/format/internal/plain":    {},
	"scanner/format/internal/codepage": {},
	"scanner/format/internal/ole":      {"scanner/format/internal/codepage"},
	"scanner/format/internal/xmltext":  {},
	"scanner/format/internal/orc":      {"scanner/source", "scanner/format/internal/plain"},
	"scanner/format/internal/parquet":  {"text", "scanner/source", "scanner/format/internal/plain"},
	"scanner/format":                   {"text", "scanner/source", "scanner/internal/spool", "scanner/format/internal/codepage", "scanner/format/internal/pdf", "scanner/format/internal/ole", "scanner/format/internal/orc", "scanner/format/internal/parquet", "scanner/format/internal/plain", "scanner/format/internal/xmltext"},

	"classify":          {"text", "detectors", "scanner/source"},
	"classify/presidio": {"classify", "scanner/source"},
	"scanner":           {"text", "detectors", "classify", "scanner/source", "scanner/format", "scanner/internal/spool", "scanner/isolate"},
	"posture":           {"classify", "scanner/source"},
	"report":            {"text", "detectors", "classify", "scanner", "scanner/source"},
	"job":               {"report", "scanner", "scanner/source", "classify"},

	"cmd/pii-scan": {"text", "detectors", "classify", "classify/presidio", "scanner", "scanner/source", "scanner/format", "scanner/bucket", "scanner/isolate",
		"posture", "report", "job"},
}

// forTests are packages that tests import and the product does not.
var forTests = []string{"scanner/bucket/s3test"}

// onlyIn keeps some modules to the packages that stand at the edge, and others to tests (no package at all).
var onlyIn = map[string][]string{
	"github.com/aws/": {"scanner/bucket", "posture"},
	"github.com/aws/aws-sdk-go-v2/service/macie2": {},
	"github.com/nyaruka/phonenumbers":             {},
	"github.com/wasilibs/go-re2":                  {"detectors"},
	"github.com/spf13/":                           {"cmd/pii-scan"},
	"github.com/rogpeppe/go-internal":             {},
	"github.com/parquet-go/":                      {},
	"github.com/twmb/avro":                        {},
	"testing":                                     {},
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range productFiles(t) {
		seen[f.room] = true
		allowed, listed := mayImport[f.room]
		if !listed {
			t.Errorf("%s: package %s is not in the table", f.name, f.room)
		}
		for _, imported := range f.imports {
			if room, ours := strings.CutPrefix(imported, module+"/"); ours && !slices.Contains(allowed, room) {
				t.Errorf("%s: %s must not import %s", f.name, f.room, room)
			}
			for prefix, rooms := range onlyIn {
				if within(imported, prefix) && !slices.Contains(rooms, f.room) {
					t.Errorf("%s: %s must not import %s", f.name, f.room, imported)
				}
			}
		}
	}
	if !seen["cmd/pii-scan"] || !seen["text"] {
		t.Errorf("the files of the project were not found: saw %v", slices.Sorted(maps.Keys(seen)))
	}
}

// TestTableHasNoCycle keeps the table itself honest.
func TestTableHasNoCycle(t *testing.T) {
	const onTheWay, done = 1, 2
	state := map[string]int{}
	var visit func(room string)
	visit = func(room string) {
		if state[room] == onTheWay {
			t.Errorf("%s imports itself through others", room)
		}
		if state[room] != 0 {
			return
		}
		state[room] = onTheWay
		for _, next := range mayImport[room] {
			if _, listed := mayImport[next]; !listed {
				t.Errorf("%s may import %s, which is not in the table", room, next)
			}
			visit(next)
		}
		state[room] = done
	}
	for _, room := range slices.Sorted(maps.Keys(mayImport)) {
		visit(room)
	}
}

// within says whether an import path is prefix or below it.
func within(imported, prefix string) bool {
	return imported == prefix || strings.HasPrefix(imported, strings.TrimSuffix(prefix, "/")+"/")
}

type productFile struct {
	name, room string
	imports    []string
}

// productFiles are the Go files that get into the product on some system: no tests, no generators, no test servers.
func productFiles(t *testing.T) []productFile {
	var files []productFile
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			if name != "." && (base == "testdata" || strings.HasPrefix(base, ".") || slices.Contains(forTests, filepath.ToSlash(name))) {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		if unbuilt(parsed) {
			return nil
		}
		f := productFile{name: filepath.ToSlash(name), room: path.Dir(filepath.ToSlash(name))}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, imported)
		}
		files = append(files, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// unbuilt says that a file is in no build: a program for go run, a list of modules.
func unbuilt(f *ast.File) bool {
	for _, group := range f.Comments {
		if group.Pos() > f.Package {
			break
		}
		for _, c := range group.List {
			if c.Text == "//go:build ignore" || c.Text == "//go:build never" {
				return true
			}
		}
	}
	return false
}
