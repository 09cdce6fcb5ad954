package main

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/pii-scan/pii-scan/scanner/bucket/s3test"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// TestFaults scans a bucket through a proxy that makes faults. The object has the value before at its start, the value after at
// its end, and an e-mail address in its key, which must not come out either.
func TestFaults(t *testing.T) {
	const (
		person     = "klara.moss@ostervald.org"
		key        = "in/" + person + ".txt"
		path       = "/bucket/" + key
		ok         = statusDone
		incomplete = statusIncomplete
		usage      = statusUsage
	)
	content := []byte(before + "\n" + strings.Repeat("Nothing to be seen in this line.\n", 10_000) + after + "\n")
	server := s3test.Start(t)
	server.Setenv(t)
	server.Bucket(t, "bucket")
	overwrite := func(*http.Request) { server.Put(t, "bucket", key, append(content, "more"...)) }
	remove := func(*http.Request) {
		_, err := server.Client().DeleteObject(context.Background(), &s3.DeleteObjectInput{Bucket: aws.String("bucket"), Key: aws.String(key)})
		if err != nil {
			t.Error(err)
		}
	}
	type rules = []s3test.Rule
	cutOnce := s3test.Rule{Path: path, Cut: true, After: 100_000, Times: 1}
	region := map[string]string{"x-amz-bucket-region": s3test.Region}

	tests := []struct {
		name   string
		target string
		args   []string
		rules
		status int
		reason source.Reason
		found  string
	}{
		{name: "no fault", found: "before after"},
		{name: "no such bucket", target: "s3://nowhere", status: incomplete, reason: source.NoSuchBucket},
		{name: "nothing under a prefix", target: "s3://bucket/out/"},
		{name: "not a bucket's name", target: "s3:///x", status: usage},
		{"listing denied", "", nil, rules{{Path: "/bucket", Query: "list-type", Status: 403, Code: "AccessDenied"}}, incomplete, source.PermissionDenied, ""},
		{"listing denied, the key is named", "s3://bucket/" + key, nil, rules{{Path: "/bucket", Query: "list-type", Status: 403, Code: "AccessDenied"}},
			ok, "", "before after"},
		{"listing fails", "", nil, rules{{Path: "/bucket", Query: "list-type", Status: 400, Code: "Surprise"}}, incomplete, source.ListingFailed, ""},
		{"object denied", "", nil, rules{{Path: path, Status: 403, Code: "AccessDenied"}}, incomplete, source.PermissionDenied, ""},
		{"archived", "", nil, rules{{Path: path, Status: 403, Code: "InvalidObjectState"}}, incomplete, source.InvalidObjectState, ""},
		{"key disabled", "", nil, rules{{Path: path, Status: 400, Code: "KMS.DisabledException"}}, incomplete, source.InvalidKMSKey, ""},
		{"wrong region, told", "", []string{"--region", "eu-west-1"},
			rules{{Method: "HEAD", Path: "/bucket", Status: 301, Header: region}}, ok, "", "before after"},
		{"wrong region, not told", "", []string{"--region", "eu-west-1"}, rules{
			{Method: "HEAD", Path: "/bucket", Status: 400},
			{Path: "/", Status: 400, Code: "AuthorizationHeaderMalformed"},
			{Path: "/bucket", Query: "list-type", Status: 400, Code: "AuthorizationHeaderMalformed"},
		}, incomplete, source.ListingFailed, ""},
		{"wrong region, moved", "", []string{"--region", "eu-west-1"}, rules{
			{Method: "HEAD", Path: "/bucket", Status: 301},
			{Path: "/bucket", Query: "list-type", Status: 301, Code: "PermanentRedirect"},
		}, incomplete, source.ListingFailed, ""},
		{"expired credentials", "", nil, rules{
			{Method: "HEAD", Path: "/bucket", Status: 400},
			{Path: "/", Status: 400, Code: "ExpiredToken"},
			{Path: "/bucket", Query: "list-type", Status: 400, Code: "ExpiredToken"},
		}, usage, "", ""},
		{"credentials expire meanwhile", "", nil, rules{{Path: path, Status: 400, Code: "ExpiredToken"}}, incomplete, source.PermissionDenied, ""},
		{"deleted after the listing", "", nil, rules{{Path: path, Before: remove}}, incomplete, source.SourceObjectGone, ""},
		{"deleted while it is read", "", nil, rules{cutOnce, {Path: path, Before: remove}}, incomplete, source.SourceObjectGone, "before"},
		{"overwritten after the listing", "", nil, rules{{Path: path, Before: overwrite}}, ok, "", "before after"},
		{"overwritten while it is read", "", nil, rules{cutOnce, {Path: path, Before: overwrite}}, incomplete, source.ObjectVersionMismatch, "before"},
		{"body cut once", "", nil, rules{cutOnce}, ok, "", "before after"},
		{"body cut always", "", nil, rules{{Path: path, Cut: true, After: 10_000}}, incomplete, source.ReadError, "before"},
		{"body short once", "", nil, rules{{Path: path, Cut: true, Short: true, After: 10_000, Times: 1}}, ok, "", "before after"},
		{"slowed down", "", nil, rules{{Path: path, Status: 503, Code: "SlowDown", Times: 2},
			{Path: "/bucket", Query: "list-type", Status: 503, Code: "SlowDown", Times: 2}}, ok, "", "before after"},
		{"slow", "", nil, rules{{Path: path, Delay: 300 * time.Millisecond}, {Path: "/bucket", Query: "list-type", Delay: 300 * time.Millisecond}},
			ok, "", "before after"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server.Put(t, "bucket", key, content)
			target := test.target
			if target == "" {
				target = "s3://bucket"
			}
			args := append([]string{"--path-style", "--endpoint-url", server.Proxy(t, test.rules...), target}, test.args...)
			o := scanned(t, nil, []string{before, after, person}, args...)
			if test.status == usage {
				if o.status != usage || o.stdout != "" || !strings.HasPrefix(o.stderr, "pii-scan: ") {
					t.Errorf("status %d\n%s%s", o.status, o.stdout, o.stderr)
				}
				return
			}
			o.expect(t, test.status, test.reason, test.found)
		})
	}
}

// TestEndpoint checks that a server that is not there, and credentials that are not, are told at once.
func TestEndpoint(t *testing.T) {
	server := s3test.Start(t)
	server.Setenv(t)
	for _, test := range []struct{ name, endpoint, secret, want string }{
		{"no server", "http://127.0.0.1:1", server.SecretKey, "cannot be reached"},
		{"no URL", "127.0.0.1", server.SecretKey, "not a URL"},
		{"wrong secret", server.Endpoint, "wrong", "credentials"},
		{"no secret", server.Endpoint, "", "credentials"},
	} {
		t.Setenv("AWS_SECRET_ACCESS_KEY", test.secret)
		if test.secret == "" {
			t.Setenv("AWS_ACCESS_KEY_ID", "")
		}
		o := scanned(t, nil, nil, "--path-style", "--endpoint-url", test.endpoint, "s3://bucket")
		if o.status != statusUsage || !strings.Contains(o.stderr, test.want) || o.stdout != "" {
			t.Errorf("%s: status %d, want it to tell %q\n%s%s", test.name, o.status, test.want, o.stdout, o.stderr)
		}
	}
}
