package main

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/pii-scan/pii-scan/report"
	"github.com/pii-scan/pii-scan/scanner/bucket/s3test"
)

// sameFiles are files, by name, of several formats and larger than a block, with values all over.
func sameFiles(t *testing.T) map[string]string {
	t.Helper()
	var table, records, prose strings.Builder
	book := excelize.NewFile()
	defer book.Close()
	table.WriteString("id,name,email,ssn,note\n")
	for i := range 4000 {
		mail, ssn := fmt.Sprintf("person%d@quillharbour.net", i), fmt.Sprintf("%03d-%02d-%04d", 1+i%600, 1+i%99, 1+i)
		fmt.Fprintf(&table, "%d,Ann,%s,%s,\"call \"\"%s\"\", or\nwrite é\"\n", i, mail, ssn, mail)
		fmt.Fprintf(&records, `{"id":%d,"person":{"ssn":"%s","mail":["%s"]},"%s":"caf\u00e9 %s"}`+"\n", i, ssn, mail, mail, ssn)
		fmt.Fprintf(&prose, "Line %d about %s and ssn %s. ", i, mail, ssn)
		if i%50 == 0 {
			prose.WriteString("\n")
		}
		if i < 400 {
			if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &[]any{i, mail, ssn}); err != nil {
				t.Fatal(err)
			}
		}
	}
	var sheet, ball bytes.Buffer
	if err := book.Write(&sheet); err != nil {
		t.Fatal(err)
	}
	plain := []string{"people.csv", table.String(), "people.jsonl", records.String(), "people.txt", prose.String(), "people.xlsx", sheet.String()}
	archive := tar.NewWriter(&ball)
	files := map[string]string{}
	for i := 0; i < len(plain); i += 2 {
		name, content := plain[i], plain[i+1]
		files[name] = content
		err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(content)), ModTime: time.Unix(0, 0)})
		if err == nil {
			_, err = archive.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	files["prose.txt.gz"] = packed(t, prose.String())
	files["people.zip"] = zipped(t, plain...)
	files["people.tar.gz"] = packed(t, ball.String())
	return files
}

// TestSameFromEverywhere checks that a file's matches are the same, byte for byte, on disk, in a pipe and in a bucket.
func TestSameFromEverywhere(t *testing.T) {
	server := s3test.Start(t)
	server.Setenv(t)
	server.Bucket(t, "bucket")
	dir := t.TempDir()
	for name, content := range sameFiles(t) {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, name)
			write(t, file, content)
			server.Put(t, "bucket", name, []byte(content))
			want := pathless(t, output(t, "", "-o", "matches", file))
			if n := strings.Count(want, "\n"); n < 400 {
				t.Fatalf("%d matches only", n)
			}
			for _, other := range []struct {
				name, stdin string
				args        []string
			}{
				{"pipe", content, []string{"--stdin-name", name, "-"}},
				{"bucket", "", []string{"--path-style", "--endpoint-url", server.Endpoint, "s3://bucket/" + name}},
			} {
				got := pathless(t, output(t, other.stdin, append([]string{"-o", "matches"}, other.args...)...))
				if got != want {
					t.Errorf("%s: %s", other.name, difference(got, want))
				}
			}
		})
	}
}

// TestSameAgain checks that every output is the same, byte for byte, in a second run and with any number of workers.
func TestSameAgain(t *testing.T) {
	dir := t.TempDir()
	for name, content := range sameFiles(t) {
		write(t, filepath.Join(dir, name), content)
	}
	write(t, filepath.Join(dir, "broken.zip"), cutOff(zipped(t, "a.txt", before, "b.bin", noise(1000))))
	t.Setenv("KEY", "a key of enough bytes")
	for _, format := range report.Formats() {
		args := []string{"--time", "2026-01-31", "--fingerprint-key", "env:KEY", "-o", format, dir}
		want := output(t, "", append(args, "--workers", "1")...)
		if got := output(t, "", append(args, "--workers", "8")...); got != want {
			t.Errorf("%s: %s", format, difference(got, want))
		}
	}
}

// output is what a run of the command writes to standard output.
func output(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	var stdout, stderr strings.Builder
	if status := run(args, strings.NewReader(stdin), &stdout, &stderr); status == statusUsage {
		t.Fatal(stderr.String())
	}
	return stdout.String()
}

// pathless are lines of matches without their path, which is their first field.
func pathless(t *testing.T, lines string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(lines) {
		var m struct{ Path json.RawMessage }
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		rest, ok := strings.CutPrefix(line, `{"path":`+string(m.Path)+",")
		if !ok {
			t.Fatalf("the path is not the first field of %s", line)
		}
		b.WriteString(rest)
	}
	return b.String()
}

// difference shows the first lines that are not the same.
func difference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d is\n%.1000s\nwant\n%.1000s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}
