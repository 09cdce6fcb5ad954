package format

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// compareDumps dumps each file of a folder and holds what comes out against the golden file beside the folder. Notes and programs
// that stand among the files are left out.
func compareDumps(t *testing.T, folder string, dump func(t *testing.T, name string, data []byte) []string) {
	t.Helper()
	var b strings.Builder
	for _, file := range dataFiles(t, folder) {
		data, err := os.ReadFile(file)
		must(t, err)
		fmt.Fprintf(&b, "%s\n", filepath.Base(file))
		for _, line := range dump(t, filepath.Base(file), data) {
			fmt.Fprintf(&b, "\t%s\n", line)
		}
	}
	golden := folder + ".golden"
	if *update {
		must(t, os.WriteFile(golden, []byte(b.String()), 0o666))
		return
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	got, wanted := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(wanted)) {
		if i >= len(got) || i >= len(wanted) || got[i] != wanted[i] {
			t.Fatalf("%s, line %d: got\n%s\nwant\n%s", golden, i+1, strings.Join(got[min(i, len(got)):min(i+5, len(got))], "\n"),
				strings.Join(wanted[min(i, len(wanted)):min(i+5, len(wanted))], "\n"))
		}
	}
}

// dataFiles are the files of a folder of test data.
func dataFiles(t testing.TB, folder string) (files []string) {
	t.Helper()
	all, err := filepath.Glob(folder + "/*")
	must(t, err)
	for _, file := range all {
		switch filepath.Ext(file) {
		case ".md", ".py", ".sh", ".golden", ".spec":
		default:
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		t.Fatalf("no files in %s", folder)
	}
	return files
}
