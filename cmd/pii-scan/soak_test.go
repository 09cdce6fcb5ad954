//go:build soak && linux

package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"golang.org/x/sync/errgroup"

	"github.com/pii-scan/pii-scan/scanner/bucket"
	"github.com/pii-scan/pii-scan/scanner/bucket/s3test"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// The most memory that a scan may take, in bytes: of one object however large, and of many.
const (
	maxOne  = 200 << 20
	maxMany = 300 << 20
)

// build makes the command as it is shipped.
func build(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "pii-scan")
	cmd := exec.Command("go", "build", "-trimpath", "-o", binary, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// measured is what a process wrote to standard output and what it took.
type measured struct {
	stdout    string
	status    int
	wall, cpu time.Duration
	peak      int64 // bytes
}

func (m *measured) String() string {
	return fmt.Sprintf("%.1f s, %.1f s of CPU, peak %d MB", m.wall.Seconds(), m.cpu.Seconds(), m.peak/1e6)
}

// measure runs a command to its end. Its output goes to a file, so that nothing else is at work meanwhile.
func measure(t *testing.T, stdin io.Reader, binary string, args ...string) *measured {
	t.Helper()
	stdout, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
	if err != nil {
		t.Fatal(err)
	}
	defer stdout.Close()
	var stderr strings.Builder
	cmd := exec.Command(binary, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, stdout, &stderr
	start := time.Now()
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	wall := time.Since(start)
	written, err := os.ReadFile(stdout.Name())
	if err != nil {
		t.Fatal(err)
	}
	use := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	m := &measured{string(written), cmd.ProcessState.ExitCode(), wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), use.Maxrss << 10}
	if m.status == statusUsage || m.status < 0 {
		t.Fatalf("status %d\n%s", m.status, stderr.String())
	}
	return m
}

func median(of []float64) float64 {
	of = slices.Sorted(slices.Values(of))
	return of[len(of)/2]
}

// create makes a file that write fills, through gzip where its name says so.
func create(t *testing.T, name string, write func(io.Writer)) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	buf := bufio.NewWriterSize(f, 1<<20)
	defer func() {
		if err := buf.Flush(); err != nil {
			t.Fatal(err)
		}
	}()
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewWriterLevel(buf, gzip.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		write(z)
		return
	}
	write(buf)
}

// TestSoakOneLine scans 1 GiB without a line feed, with values at its start, every 100 MB and at its end: as a file, in a pipe,
// packed, in a bucket, as the only cell of a table.
func TestSoakOneLine(t *testing.T) {
	const size, step = 1 << 30, 100_000_000
	value := func(i int) string { return fmt.Sprintf(" person%02d@quillharbour.net ", i) }
	var want []string
	for i := 0; i <= size/step+1; i++ {
		want = append(want, strings.TrimSpace(value(i)))
	}
	line := func(w io.Writer) {
		filler := repeated("It goes on and on with 12 words, then 3,456 more; no end (yet) is near. ")
		written := int64(0)
		for i := range want {
			n := min(int64(i)*step, size) - written
			if i == len(want)-1 {
				n = size - written
			}
			io.CopyN(w, filler, n)
			io.WriteString(w, value(i))
			written += n
		}
	}
	binary := build(t)
	server := s3test.Start(t)
	server.Setenv(t)
	data := filepath.Join(server.Dir, "bucket")
	create(t, filepath.Join(data, "line.txt"), line)
	create(t, filepath.Join(data, "packed.txt.gz"), line)
	create(t, filepath.Join(data, "cell.csv"), func(w io.Writer) {
		io.WriteString(w, "id,note\n1,")
		line(w)
		io.WriteString(w, "\n")
	})
	remote := []string{"--path-style", "--endpoint-url", server.Endpoint}
	for _, test := range []struct {
		name string
		args []string
		pipe string
	}{
		{"file", []string{filepath.Join(data, "line.txt")}, ""},
		{"pipe", []string{"--stdin-name", "line.txt", "-"}, filepath.Join(data, "line.txt")},
		{"gzip", []string{filepath.Join(data, "packed.txt.gz")}, ""},
		{"object", append(remote, "s3://bucket/line.txt"), ""},
		{"packed object", append(remote, "s3://bucket/packed.txt.gz"), ""},
		{"cell", []string{filepath.Join(data, "cell.csv")}, ""},
		{"one worker", []string{"--workers", "1", filepath.Join(data, "line.txt")}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stdin io.Reader
			if test.pipe != "" {
				f, err := os.Open(test.pipe)
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				stdin = struct{ io.Reader }{f} // not the file itself, which would be handed to the process
			}
			m := measure(t, stdin, binary, append([]string{"--quiet", "--reveal", "-o", "matches"}, test.args...)...)
			t.Logf("1 GiB: %v, %.0f MB/s", m, size/1e6/m.wall.Seconds())
			var got []string
			for dec := json.NewDecoder(strings.NewReader(m.stdout)); dec.More(); {
				var match struct{ Text string }
				if err := dec.Decode(&match); err != nil {
					t.Fatal(err)
				}
				got = append(got, match.Text)
			}
			if m.status != statusDone || strings.Join(got, " ") != strings.Join(want, " ") {
				t.Errorf("status %d, found %q\nwant %q", m.status, got, want)
			}
			if m.peak > maxOne {
				t.Errorf("peak %d MB, the bar is %d MB", m.peak/1e6, int64(maxOne)/1e6)
			}
		})
	}
}

// TestSoakBombs scans archives that unpack to far more than they are.
func TestSoakBombs(t *testing.T) {
	binary := build(t)
	dir := t.TempDir()
	// Sixteen archives in each of sixteen, five levels deep, with 3 GiB in each of the innermost.
	nested := func(char string) string {
		s := bombZip(t, "leaf.txt", before+"\n", char)
		for range 5 {
			var members []string
			for i := range 16 {
				members = append(members, fmt.Sprintf("%d.zip", i), s)
			}
			s = zipped(t, members...)
		}
		return s
	}
	for _, test := range []struct {
		name, file, data string
		reason           source.Reason
		text             bool // it is searched until then
	}{
		{"letters in a gzip", "a.txt.gz", bombGzip(t, before+"\n", "x"), source.RatioOverLimit, true},
		{"letters in a zip", "a.zip", bombZip(t, "a.txt", before+"\n", "x"), source.RatioOverLimit, true},
		{"letters, nested", "letters.zip", nested("x"), source.RatioOverLimit, true},
		{"zeros, nested", "zeros.zip", nested("\x00"), source.UnsupportedFileType, false}, // no text: the members are not unpacked
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(dir, test.file)
			write(t, file, test.data)
			m := measure(t, nil, binary, "--quiet", "-o", "jsonl", file)
			t.Logf("%d bytes: %v", len(test.data), m)
			if m.status != statusIncomplete || !strings.Contains(m.stdout, string(test.reason)) || strings.Contains(m.stdout, beforeShown) != test.text {
				t.Errorf("status %d, want %d with %s and a match: %v\n%.2000s", m.status, statusIncomplete, test.reason, test.text, m.stdout)
			}
			if m.peak > maxOne {
				t.Errorf("peak %d MB, the bar is %d MB", m.peak/1e6, int64(maxOne)/1e6)
			}
		})
	}
}

// TestSoakManyObjects scans 20,000 objects of 20 KB in three buckets, some denied and some no text, and accounts for each; then it
// downloads the same with the same client, as many at once, and throws the bytes away.
func TestSoakManyObjects(t *testing.T) {
	const objects, each = 20_000, 20_000
	binary := build(t)
	server := s3test.Start(t)
	server.Setenv(t)
	var filler strings.Builder
	for filler.Len() < each-300 {
		fmt.Fprintf(&filler, "2026-01-31T08:00:%02d info request served in %d ms, 200 OK\n", filler.Len()%60, filler.Len())
	}
	garbage := noise(each)

	buckets := []string{"first", "second", "third"}
	want := map[string]string{} // reason by path, empty where all is well
	for i := range objects {
		name := buckets[i%len(buckets)]
		key := fmt.Sprintf("logs/%02d/%05d.log", i%50, i)
		content := filler.String() + fmt.Sprintf("user person%05d@quillharbour.net failed\n", i)
		reason := source.Reason("")
		switch i % 100 {
		case 1:
			key, reason = fmt.Sprintf("denied/%05d.log", i), source.PermissionDenied
		case 2:
			key, content, reason = fmt.Sprintf("garbage/%05d.dat", i), garbage, source.UnsupportedFileType
		}
		write(t, filepath.Join(server.Dir, name, filepath.FromSlash(key)), content)
		want["s3://"+name+"/"+key] = string(reason)
	}
	var targets []string
	for _, name := range buckets {
		// Everybody may read all but what is denied; the server's owner could not be denied anything.
		policy := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[
			{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::%[1]s","arn:aws:s3:::%[1]s/*"]},
			{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::%[1]s/denied/*"}]}`, name)
		_, err := server.Client().PutBucketPolicy(context.Background(), &s3.PutBucketPolicyInput{Bucket: aws.String(name), Policy: aws.String(policy)})
		if err != nil {
			t.Fatal(err)
		}
		targets = append(targets, "s3://"+name)
	}

	options := bucket.Options{Endpoint: server.Endpoint, PathStyle: true, NoSignRequest: true, Region: s3test.Region}
	download(t, options, targets) // what the server reads from its disk once stays in memory
	var m *measured
	var alone, scans, ratios []float64 // pairs, one after the other: what else runs on the machine comes and goes
	for range 5 {
		before := download(t, options, targets).Seconds()
		m = measure(t, nil, binary, append([]string{"--quiet", "--path-style", "--no-sign-request", "--endpoint-url", server.Endpoint, "-o", "jsonl"}, targets...)...)
		alone, scans, ratios = append(alone, before), append(scans, m.wall.Seconds()), append(ratios, m.wall.Seconds()/before)
	}
	t.Logf("%d objects: %v; %.1f s, downloading alone %.1f s, %.2f times as long (medians; %.2f)", objects, m, median(scans), median(alone), median(ratios), ratios)

	if m.status != statusIncomplete {
		t.Errorf("status %d, want %d", m.status, statusIncomplete)
	}
	if m.peak > maxMany {
		t.Errorf("peak %d MB, the bar is %d MB", m.peak/1e6, int64(maxMany)/1e6)
	}
	reasons := map[string]string{}
	for dec := json.NewDecoder(strings.NewReader(m.stdout)); dec.More(); {
		var r struct {
			Type, Path, Status, Reason string
			Detections                 []struct{ Detector string }
		}
		if err := dec.Decode(&r); err != nil {
			t.Fatal(err)
		}
		switch r.Type {
		case "coverage":
			reasons[r.Path] = r.Reason
		case "object":
			reason, ok := want[r.Path]
			if !ok {
				t.Fatalf("%s is told twice, or is not there", r.Path)
			}
			delete(want, r.Path)
			if reasons[r.Path] != reason || (len(r.Detections) > 0) != (reason == "") {
				t.Errorf("%s: %s, reason %q, detections %v; want reason %q", r.Path, r.Status, reasons[r.Path], r.Detections, reason)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("%d objects are not told", len(want))
	}
}

// download reads all objects as a scan does, as many at once, and says how long it took.
func download(t *testing.T, options bucket.Options, targets []string) time.Duration {
	t.Helper()
	start := time.Now()
	client, err := bucket.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	var pool errgroup.Group
	pool.SetLimit(16 * runtime.GOMAXPROCS(0)) // scanner's objectsPerWorker
	for _, target := range targets {
		src, err := client.Source(target)
		if err != nil {
			t.Fatal(err)
		}
		err = src.Objects(t.Context(), func(o *source.Object) error {
			pool.Go(func() error {
				body, err := o.Open(t.Context())
				if err != nil {
					return nil // those that are denied
				}
				defer body.Close()
				_, err = io.Copy(io.Discard, body)
				return err
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := pool.Wait(); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}
