// Package s3test runs a real S3 server for tests, versitygw over a folder, and a proxy in front of it that makes faults.
//
//	s := s3test.Start(t)
//	s.Setenv(t)                                   // credentials for the AWS SDK
//	s.Put(t, "people", "2026/a.csv", body)        // or drop a file into s.Dir/people/
//	endpoint := s.Proxy(t, s3test.Rule{Path: "/people/*", Cut: true, After: 1000, Times: 1})
//
// The server's binary is bin/versitygw, from here upward: `make tools` builds it.
package s3test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sys/unix"
)

// Region is the server's.
const Region = "us-east-1"

const (
	startTries   = 400 // of startPause each: 10 s, as machines that run tests are busy
	startPause   = 25 * time.Millisecond
	portAttempts = 3 // another process may take a free port before the server does
)

// Server is a running server. It ends with the test.
type Server struct {
	Endpoint  string // http://127.0.0.1:port
	AccessKey string
	SecretKey string
	// Dir holds the data: the file Dir/bucket/a/b is the object a/b, and a new folder is a new bucket. What is put there as a file has
	// no ETag.
	Dir string
}

// Start runs a server until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	binary := findBinary(t)
	s := &Server{AccessKey: "s3test", SecretKey: "s3test-secret", Dir: filepath.Join(t.TempDir(), "data")}
	if err := os.Mkdir(s.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	folder := func(name string) string {
		path := filepath.Join(filepath.Dir(s.Dir), name)
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		return path
	}
	args := []string{"posix", "--versioning-dir", folder("versions")}
	if unix.Setxattr(s.Dir, "user.s3test", []byte("1"), 0) != nil {
		args = append(args, "--sidecar", folder("attributes"))
	}
	args = append(args, s.Dir)
	var log bytes.Buffer
	for range portAttempts {
		log.Reset()
		if s.run(t, binary, args, &log) {
			return s
		}
	}
	t.Fatalf("versitygw does not answer:\n%s", log.Bytes())
	return nil
}

// run starts the binary on a free port and waits until it answers.
func (s *Server) run(t testing.TB, binary string, args []string, log io.Writer) bool {
	t.Helper()
	address := freeAddress(t)
	cmd := exec.Command(binary, append([]string{"--port", address, "--region", Region, "--quiet", "--keep-alive", "--health", "/health"}, args...)...)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+s.AccessKey, "ROOT_SECRET_KEY="+s.SecretKey)
	cmd.Dir = filepath.Dir(s.Dir)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	stop := func() {
		cmd.Process.Kill()
		<-ended
	}
	for range startTries {
		select {
		case <-ended:
			return false
		case <-time.After(startPause):
		}
		if healthy("http://" + address + "/health") {
			s.Endpoint = "http://" + address
			t.Cleanup(stop)
			return true
		}
	}
	stop()
	return false
}

func healthy(url string) bool {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Second}
	resp, err := client.Get(url)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// findBinary looks for bin/versitygw from the working folder, which is the tested package's, upward.
func findBinary(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		binary := filepath.Join(dir, "bin", "versitygw")
		if info, err := os.Stat(binary); err == nil && info.Mode().IsRegular() {
			return binary
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("bin/versitygw is missing: run make tools")
		}
		dir = parent
	}
}

// Setenv gives the AWS SDK the server's credentials and region, and hides whatever configuration the machine has.
func (s *Server) Setenv(t testing.TB) {
	t.Helper()
	empty := filepath.Join(t.TempDir(), "none")
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID":           s.AccessKey,
		"AWS_SECRET_ACCESS_KEY":       s.SecretKey,
		"AWS_SESSION_TOKEN":           "",
		"AWS_PROFILE":                 "",
		"AWS_REGION":                  Region,
		"AWS_ENDPOINT_URL":            "",
		"AWS_ENDPOINT_URL_S3":         "",
		"AWS_CONFIG_FILE":             empty,
		"AWS_SHARED_CREDENTIALS_FILE": empty,
		"AWS_EC2_METADATA_DISABLED":   "true",
	} {
		t.Setenv(name, value)
	}
}

// Client speaks to the server as its owner.
func (s *Server) Client() *s3.Client {
	return s3.New(s3.Options{
		Region:       Region,
		BaseEndpoint: aws.String(s.Endpoint),
		UsePathStyle: true,
		Credentials:  credentials.NewStaticCredentialsProvider(s.AccessKey, s.SecretKey, ""),
	})
}

// Bucket makes a bucket.
func (s *Server) Bucket(t testing.TB, name string) {
	t.Helper()
	if _, err := s.Client().CreateBucket(context.Background(), &s3.CreateBucketInput{Bucket: aws.String(name)}); err != nil {
		t.Fatalf("create bucket: %v", err)
	}
}

// KeepVersions lets a bucket keep what is written over.
func (s *Server) KeepVersions(t testing.TB, bucket string) {
	t.Helper()
	_, err := s.Client().PutBucketVersioning(context.Background(), &s3.PutBucketVersioningInput{
		Bucket:                  aws.String(bucket),
		VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	})
	if err != nil {
		t.Fatalf("put bucket versioning: %v", err)
	}
}

// Put writes an object, with an ETag and checksums.
func (s *Server) Put(t testing.TB, bucket, key string, body []byte) {
	t.Helper()
	_, err := s.Client().PutObject(context.Background(), &s3.PutObjectInput{
		Bucket: aws.String(bucket), Key: aws.String(key), Body: bytes.NewReader(body),
	})
	if err != nil {
		t.Fatalf("put object: %v", err)
	}
}

// Allow lets anyone, also without credentials, do the actions ("s3:GetObject", "s3:ListBucket") in a bucket.
func (s *Server) Allow(t testing.TB, bucket string, actions ...string) {
	t.Helper()
	list := ""
	for i, a := range actions {
		if i > 0 {
			list += ","
		}
		list += fmt.Sprintf("%q", a)
	}
	policy := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":[%s],`+
		`"Resource":["arn:aws:s3:::%[2]s","arn:aws:s3:::%[2]s/*"]}]}`, list, bucket)
	_, err := s.Client().PutBucketPolicy(context.Background(), &s3.PutBucketPolicyInput{Bucket: aws.String(bucket), Policy: aws.String(policy)})
	if err != nil {
		t.Fatalf("put bucket policy: %v", err)
	}
}
