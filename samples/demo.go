//go:build ignore

// Demo scans a bucket: it writes the samples into a folder that a local S3 server (versitygw) serves, runs bin/pii-scan on it as
// anybody would, and says what there is to see. make demo builds what it needs and runs it.
package main

import (
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
)

const (
	accessKey = "demo"
	secretKey = "demo-secret"

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
	data, attributes := filepath.Join(dir, "data"), filepath.Join(dir, "attributes")
	for _, d := range []string{data, attributes} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return err
		}
	}
	// A folder of the server is a bucket, a file in it an object.
	if err := command(ctx, "go", "run", "./samples/gen.go", "-out", filepath.Join(data, "samples")).Run(); err != nil {
		return fmt.Errorf("write samples: %w", err)
	}
	endpoint, stopServer, err := serve(ctx, data, attributes)
	if err != nil {
		return err
	}
	defer stopServer()

	args := []string{"--output", "text", "--output", "macie=" + findings, "s3://samples"}
	fmt.Printf("\n$ pii-scan --output text --output macie=%s s3://samples\n\n", findings)
	scan := command(ctx, "bin/pii-scan", args...)
	scan.Env = append(scan.Env, "AWS_ENDPOINT_URL_S3="+endpoint, "AWS_ACCESS_KEY_ID="+accessKey, "AWS_SECRET_ACCESS_KEY="+secretKey,
		"AWS_REGION=us-east-1", "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
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

// serve starts the server on a free port of the loopback interface and waits until it answers.
func serve(ctx context.Context, data, attributes string) (endpoint string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address := listener.Addr().String()
	listener.Close()

	server := command(ctx, "bin/versitygw", "--port", address, "--health", "/health", "--quiet", "--keep-alive",
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
