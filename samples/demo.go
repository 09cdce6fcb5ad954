//go:build ignore

// Demo scans a bucket: it starts a local S3 server (versitygw), uploads the samples, runs bin/pii-scan on them as anybody would,
// and says what there is to see. make demo builds what it needs and runs it.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

const (
	accessKey = "demo"
	secretKey = "demo-secret"
	region    = "us-east-1"

	// statusIncomplete is pii-scan's exit status when something could not be read.
	statusIncomplete = 3
	findings         = "bin/demo-findings.jsonl"
)

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := demo(ctx); err != nil {
		stop()
		log.Fatal("demo: ", err)
	}
}

func demo(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "pii-scan-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	files, data, attributes := filepath.Join(dir, "files"), filepath.Join(dir, "data"), filepath.Join(dir, "attributes")
	for _, d := range []string{files, data, attributes} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return err
		}
	}
	if err := command(ctx, "go", "run", "./samples/gen.go", "-out", files).Run(); err != nil {
		return fmt.Errorf("write the samples: %w", err)
	}
	endpoint, stopServer, err := serve(ctx, data, attributes)
	if err != nil {
		return err
	}
	defer stopServer()
	if err := upload(ctx, endpoint, files, "samples"); err != nil {
		return fmt.Errorf("upload the samples: %w", err)
	}

	args := []string{"--output", "text", "--output", "macie=" + findings, "s3://samples"}
	fmt.Printf("\n$ pii-scan --output text --output macie=%s s3://samples\n\n", findings)
	scan := command(ctx, "bin/pii-scan", args...)
	scan.Env = append(scan.Env, "AWS_ENDPOINT_URL_S3="+endpoint, "AWS_ACCESS_KEY_ID="+accessKey, "AWS_SECRET_ACCESS_KEY="+secretKey,
		"AWS_REGION="+region, "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
	err = scan.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != statusIncomplete {
		return fmt.Errorf("pii-scan ended with %v, not with exit status %d", err, statusIncomplete)
	}
	fmt.Printf(`
Exit status %d is right here: broken.zip is an archive whose end was cut off, and what cannot be read in full
is reported instead of passed over. clean.md holds nothing. What was planted where stands in samples/answers.txt.
The findings as Amazon Macie writes them are in %s, one JSON document a line.
`, statusIncomplete, findings)
	return nil
}

// upload makes a bucket of the files in dir.
func upload(ctx context.Context, endpoint, dir, bucket string) error {
	client := s3.New(s3.Options{
		Region:       region,
		BaseEndpoint: aws.String(endpoint),
		UsePathStyle: true,
		Credentials:  credentials.NewStaticCredentialsProvider(accessKey, secretKey, ""),
	})
	if _, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket}); err != nil {
		return err
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		body, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return err
		}
		_, err = client.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: aws.String(f.Name()), Body: bytes.NewReader(body)})
		if err != nil {
			return err
		}
	}
	return nil
}

// serve starts the server on a free port of the loopback interface and waits until it answers.
func serve(ctx context.Context, data, attributes string) (endpoint string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address := listener.Addr().String()
	listener.Close()

	server := command(ctx, "bin/versitygw", "--port", address, "--region", region, "--health", "/health", "--quiet", "--keep-alive",
		"posix", "--sidecar", attributes, data)
	server.Env = append(server.Env, "ROOT_ACCESS_KEY="+accessKey, "ROOT_SECRET_KEY="+secretKey)
	server.Stdout = nil // it greets
	if err := server.Start(); err != nil {
		return "", nil, fmt.Errorf("start the S3 server: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	stop = func() {
		server.Process.Kill()
		<-ended
	}
	endpoint = "http://" + address
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		if answer, err := http.Get(endpoint + "/health"); err == nil {
			answer.Body.Close()
			return endpoint, stop, nil
		}
		select {
		case err := <-ended:
			return "", nil, fmt.Errorf("the S3 server ended: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
	stop()
	return "", nil, errors.New("the S3 server does not answer")
}

// command runs in the repository's root and ends with ctx.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Env = os.Environ()
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	return c
}
