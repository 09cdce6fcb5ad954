package format

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Each file in testdata/read has the values that it holds beside it.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/read/*")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		read++
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f := Identify(data, filepath.Base(file))
		var b strings.Builder
		fmt.Fprintf(&b, "%s %s\n", f.Name, f.MIME)
		s := sameValues(t, f, data, filepath.Base(file), 16, 64)
		for _, v := range s.values {
			fmt.Fprintln(&b, v)
		}
		for _, p := range s.problems {
			fmt.Fprintln(&b, "problem", p)
		}
		golden := file + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(b.String()), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("%s holds\n%s\nwant\n%s", file, b.String(), want)
		}
	}
	if read == 0 {
		t.Fatal("no files")
	}
}
