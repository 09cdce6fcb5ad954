package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/pii-scan/pii-scan/report"
	"github.com/pii-scan/pii-scan/scanner/bucket/s3test"
)

// planted are the values of the leak tests: as they stand in text, as a part of names, and what of them must not come out
// besides the whole.
type planted struct {
	inText, inName string
	parts          []string
}

func plantedValues() []planted {
	secret := token(40)
	return []planted{
		{"518-22-1244", "518-22-1244", []string{"518-22"}},
		{"4716267821630433", "4716 2678 2163 0433", []string{"4716 2678", "2678 2163", "47162678", "26782163"}},
		{"DE89370400440532013000", "DE89370400440532013000", []string{"370400440532"}},
		{before, before, []string{"bjorn", "quillharbour"}},
		{"aws_secret_access_key = " + secret, "aws_secret_access_key=" + secret, []string{secret[:12], secret[28:]}},
	}
}

// token is n letters and digits that no file holds: the numbers of noise in base 62.
func token(n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	var b strings.Builder
	for _, c := range []byte(noise(n)) {
		b.WriteByte(alphabet[int(c)%len(alphabet)])
	}
	return b.String()
}

// forbidden are the strings of which none may come out: the values as they are, without separators, escaped, and their parts.
func forbidden(values []planted) []string {
	var all []string
	for _, v := range values {
		all = append(all, v.parts...)
		for _, s := range []string{v.inText, v.inName} {
			_, s, _ = strings.Cut("="+strings.ReplaceAll(s, "aws_secret_access_key = ", "aws_secret_access_key="), "aws_secret_access_key=")
			if s == "" {
				continue
			}
			all = append(all, s, strings.NewReplacer("-", "", " ", "").Replace(s), url.PathEscape(s), url.QueryEscape(s))
		}
	}
	return all
}

// files are the contents, by name, of a folder with the values in texts and in names of all kinds.
func plantedFiles(t *testing.T, values []planted) map[string]string {
	t.Helper()
	var text, row, keys strings.Builder
	var members []string
	sheets := excelize.NewFile()
	defer sheets.Close()
	var balls bytes.Buffer
	archive := tar.NewWriter(&balls)
	files := map[string]string{}
	for i, v := range values {
		fmt.Fprintf(&text, "A line with %s in it.\n", v.inText)
		fmt.Fprintf(&row, "%s,", v.inText)
		fmt.Fprintf(&keys, `"%s":{"%s":[{"%s":"%s"}]},`, v.inName, v.inName, v.inText, before)
		members = append(members, v.inName+"/"+v.inName+".txt", v.inText, "broken "+v.inName+".zip", "PK\x03\x04 no archive")
		files[v.inName+".txt"] = "Nothing here.\n"
		files[v.inName+"/"+v.inName+".log"] = v.inText + "\n"
		files["failing/"+v.inName+".zip"] = cutOff(zipped(t, v.inName, before, "b "+v.inName, before))
		files["failing/"+v.inName+".txt.gz"] = cutOff(packed(t, before+noise(1000)))
		files["failing/"+v.inName+".json"] = `{"` + v.inName + `":` + before
		files["skipped/"+v.inName+".bin"] = "\x00\x01" + noise(1000)

		sheet := v.inName[max(0, len(v.inName)-31):] // Excel takes no more
		if strings.HasPrefix(v.inName, "aws") {
			sheet = "secrets"
		}
		_, err := sheets.NewSheet(sheet)
		for j, cell := range []string{"A1", "B1", "A2", "B2"} {
			if err == nil {
				err = sheets.SetCellStr(sheet, cell, values[(i+j)%len(values)].inText)
			}
		}
		if err == nil {
			err = archive.WriteHeader(&tar.Header{Name: v.inName + "/" + v.inName, Mode: 0o600, Size: int64(len(v.inText))})
		}
		if err == nil {
			_, err = archive.Write([]byte(v.inText))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	if err := sheets.Write(&book); err != nil {
		t.Fatal(err)
	}
	// An archive in an archive that is too large for memory goes to disk.
	inner := zipped(t, append(members, "noise", noise(6<<20))...)
	files["notes.txt"] = text.String()
	files["headerless.csv"] = row.String() + "\n" + row.String() + "\n"
	files["header.csv"] = "name," + row.String() + "\nA," + row.String() + "\n"
	files["keys.json"] = "{" + keys.String() + `"end":null}`
	files["book.xlsx"] = book.String()
	files["archive.zip"] = zipped(t, append(members, "inner.zip", inner)...)
	files["archive.tar.gz"] = packed(t, balls.String())
	return files
}

// TestNothingLeaks scans values that are planted in texts and names, readable and not, and looks for them in all that is written.
func TestNothingLeaks(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	values := plantedValues()
	files := plantedFiles(t, values)

	folder := filepath.Join(t.TempDir(), before)
	for name, content := range files {
		write(t, filepath.Join(folder, filepath.FromSlash(name)), content)
	}
	server := s3test.Start(t)
	server.Setenv(t)
	server.Bucket(t, "bucket")
	for name, content := range files {
		server.Put(t, "bucket", before+"/"+name, []byte(content))
	}
	denied := s3test.Rule{Path: "/bucket/" + before + "/" + values[0].inName + "/*", Status: 403, Code: "AccessDenied"}
	gone := s3test.Rule{Path: "/bucket/" + before + "/" + values[1].inName + "/*", Status: 404, Code: "NoSuchKey"}
	noList := s3test.Rule{Path: "/bucket", Query: "list-type", Status: 403, Code: "AccessDenied"}

	targets := []struct {
		name    string
		args    []string
		stdin   string
		status  int
		reveals bool // all values can be found
	}{
		{"folder", []string{folder}, "", statusIncomplete, true},
		{"pipe", []string{"--stdin-name", values[0].inName + "/" + before + ".zip", "-"}, files["archive.zip"], statusIncomplete, true},
		{"bucket", []string{"--endpoint-url", server.Proxy(t, denied, gone), "--path-style", "s3://bucket/" + before}, "", statusIncomplete, true},
		{"denied bucket", []string{"--endpoint-url", server.Proxy(t, noList), "--path-style", "s3://bucket/" + before + "/"}, "", statusIncomplete, false},
	}
	logs := [][]string{{"--log-format", "text"}, {"--log-format", "json"}, {"--quiet"}}
	for _, target := range targets {
		t.Run(target.name, func(t *testing.T) {
			for i, format := range report.Formats() {
				file := filepath.Join(t.TempDir(), "out")
				args := append([]string{"--color", "always", "--fail-on", "low", "-o", format, "-o", format + "=" + file}, logs[i%len(logs)]...)
				var stdout, stderr strings.Builder
				status := run(append(args, target.args...), strings.NewReader(target.stdin), &stdout, &stderr)
				if want := target.status; status != want && (status != statusFound || !target.reveals) {
					t.Errorf("%s: status %d, want %d or %d: %s", format, status, want, statusFound, stderr.String())
				}
				info, err := os.Stat(file)
				if err != nil {
					t.Fatal(err)
				}
				if info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
					t.Errorf("%s: the file has mode %v", format, info.Mode())
				}
				for where, text := range map[string]string{"standard output": stdout.String(), "standard error": stderr.String(), "file": read(t, file)} {
					leaks(t, format+", "+where, text, values)
				}
			}
			var stdout strings.Builder
			run(append([]string{"--reveal", "-o", "matches"}, target.args...), strings.NewReader(target.stdin), &stdout, io.Discard)
			for _, v := range values {
				value := v.inText[strings.LastIndexByte(v.inText, ' ')+1:]
				if target.reveals && !strings.Contains(stdout.String(), `"text":"`+value) {
					t.Errorf("%s is not found at all", value)
				}
			}
		})
	}

	filepath.WalkDir(temp, func(path string, d fs.DirEntry, err error) error {
		if path != temp {
			t.Errorf("%s is left behind", path)
		}
		return err
	})
}

// leaks looks for what must not come out, and shows where it does.
func leaks(t *testing.T, where, text string, values []planted) {
	t.Helper()
	shown := 0
	for _, s := range forbidden(values) {
		if i := strings.Index(text, s); i >= 0 && shown < 1 {
			shown++
			t.Errorf("%s: %q comes out: %q", where, s, text[max(0, i-100):min(len(text), i+100)])
		}
	}
}
