package bucket

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/bucket/s3test"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// start runs a server whose credentials are in the environment.
func start(t *testing.T) *s3test.Server {
	t.Helper()
	s := s3test.Start(t)
	s.Setenv(t)
	return s
}

func open(t *testing.T, endpoint string, change ...func(*Options)) *Client {
	t.Helper()
	opts := Options{Endpoint: endpoint, PathStyle: true}
	for _, f := range change {
		f(&opts)
	}
	c, err := Open(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func list(t *testing.T, c *Client, uri string) []*source.Object {
	t.Helper()
	objects, err := listAll(t.Context(), c, uri)
	if err != nil {
		t.Fatalf("list %s: %v", uri, err)
	}
	return objects
}

func listAll(ctx context.Context, c *Client, uri string) ([]*source.Object, error) {
	src, err := c.Source(uri)
	if err != nil {
		return nil, err
	}
	var objects []*source.Object
	err = src.Objects(ctx, func(o *source.Object) error {
		objects = append(objects, o)
		return nil
	})
	return objects, err
}

// show writes objects as URI, or "URI REASON".
func show(objects []*source.Object) []string {
	var lines []string
	for _, o := range objects {
		line := o.URI
		if o.Problem != nil {
			line += " " + string(o.Problem.Reason)
		}
		lines = append(lines, line)
	}
	return lines
}

func one(t *testing.T, c *Client, uri string) *source.Object {
	t.Helper()
	objects := list(t, c, uri)
	if len(objects) != 1 {
		t.Fatalf("%s: got %q, want one object", uri, show(objects))
	}
	return objects[0]
}

func read(ctx context.Context, o *source.Object) ([]byte, error) {
	body, err := o.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

// noise is data of which no part is like another.
func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

func sum(b []byte) string { return fmt.Sprintf("%d bytes, sha256 %.8x", len(b), sha256.Sum256(b)) }

func reason(err error) source.Reason {
	if err == nil {
		return ""
	}
	return source.AsProblem(err, "UNKNOWN").Reason
}

// drop puts files into the data folder of a server, which makes them objects.
func drop(t *testing.T, s *s3test.Server, bucket string, names ...string) {
	t.Helper()
	for _, name := range names {
		file := filepath.Join(s.Dir, bucket, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestList(t *testing.T) {
	s := start(t)
	odd := []string{
		"a b.txt", "a%20b.txt", "a+b.txt", "a&b=<c>.txt", "quote\"'.txt", "ünï/日本.csv", "emoji 🦊/x", "~tilde/(1)*.txt",
		"long/" + strings.Repeat("x", 200) + "/" + strings.Repeat("y", 200) + "/" + strings.Repeat("z", 200),
	}
	var many []string
	for i := range 2345 {
		many = append(many, fmt.Sprintf("p/%05d", i))
	}
	drop(t, s, "many", many...)
	drop(t, s, "people", "2026/a.csv", "2026/b.csv", "2026.txt", "202", "other/c")
	s.Bucket(t, "odd-keys")
	s.Bucket(t, "empty")
	for _, key := range odd {
		s.Put(t, "odd-keys", key, []byte(key))
	}
	slices.Sort(odd)
	slices.Sort(many)
	uris := func(bucket string, keys ...string) (all []string) {
		for _, k := range keys {
			all = append(all, "s3://"+bucket+"/"+k)
		}
		return all
	}
	people := uris("people", "202", "2026.txt", "2026/a.csv", "2026/b.csv", "other/c")
	c := open(t, s.Endpoint)
	for uri, want := range map[string][]string{
		"s3://people":            people,
		"s3://people/":           people,
		"s3://people/2026":       people[1:4],
		"s3://people/2026/":      people[2:4],
		"s3://people/2026/b.csv": people[3:4],
		"s3://people/none":       nil,
		"s3://empty":             nil,
		"s3://many":              uris("many", many...),
		"s3://many/p/0100":       uris("many", many[1000:1010]...),
		"s3://odd-keys":          uris("odd-keys", odd...),
		"s3://missing":           {"s3://missing NO_SUCH_BUCKET_AVAILABLE"},
		"s3://missing/x":         {"s3://missing/x NO_SUCH_BUCKET_AVAILABLE"},
		"s3://":                  slices.Concat(uris("many", many...), uris("odd-keys", odd...), people),
	} {
		if got := show(list(t, c, uri)); !slices.Equal(got, want) {
			t.Errorf("%s: got %d %.300q\nwant %d %.300q", uri, len(got), got, len(want), want)
		}
	}

	for _, o := range list(t, c, "s3://odd-keys") {
		got, err := read(t.Context(), o)
		if string(got) != o.Key || err != nil {
			t.Errorf("read %q: %q, %v", o.Key, got, err)
		}
		if o.Size != int64(len(o.Key)) || o.ETag == "" || strings.Contains(o.ETag, `"`) || o.Modified.IsZero() || o.StorageClass != "STANDARD" ||
			o.Bucket.Name != "odd-keys" || o.Bucket.Region != s3test.Region || o.Bucket.Created.IsZero() || o.Bucket.OwnerID == "" {
			t.Errorf("object is not filled: %+v %+v", o, o.Bucket)
		}
	}

	for _, uri := range []string{"people", "s3:/people", "s3:///people", "https://people"} {
		if _, err := c.Source(uri); !errors.Is(err, ErrURI) {
			t.Errorf("%s: error %v, want ErrURI", uri, err)
		}
	}
}

func TestListFaults(t *testing.T) {
	s := start(t)
	drop(t, s, "bucket-a", "1", "2")
	drop(t, s, "bucket-b", "1")
	drop(t, s, "bucket-c", "old/1", "old/2")
	var many []string
	for i := range 1500 {
		many = append(many, fmt.Sprintf("%04d", i))
	}
	drop(t, s, "bucket-d", many...)
	endpoint := s.Proxy(t,
		s3test.Rule{Path: "/bucket-a", Query: "list-type", Status: 403, Code: "AccessDenied"},
		s3test.Rule{Path: "/bucket-b", Query: "list-type", Status: 503, Code: "SlowDown", Times: 2},
		s3test.Rule{Path: "/bucket-b", Query: "list-type", Replace: []string{"<Key>1<", "<Key>with+space%2B%01<", "<EncodingType></EncodingType>", "<EncodingType>url</EncodingType>"}},
		s3test.Rule{Path: "/bucket-c", Query: "list-type", Replace: []string{">STANDARD<", ">GLACIER<", "<Key>old/2</Key>",
			"<Key>old/2</Key><RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>2030-01-01T00:00:00Z</RestoreExpiryDate></RestoreStatus>"}},
		s3test.Rule{Path: "/bucket-d", Query: "list-type", Skip: 1, Status: 400, Code: "BadDigest"},
	)
	c := open(t, endpoint)
	got := show(list(t, c, "s3://"))
	var want []string
	want = append(want, "s3://bucket-a PERMISSION_DENIED", "s3://bucket-b/with space+\x01", "s3://bucket-c/old/1 INVALID_OBJECT_STATE", "s3://bucket-c/old/2")
	for _, key := range many[:1000] {
		want = append(want, "s3://bucket-d/"+key)
	}
	want = append(want, "s3://bucket-d LISTING_FAILED")
	if !slices.Equal(got, want) {
		t.Errorf("got %d %.400q\nwant %d %.400q", len(got), got, len(want), want)
	}
	// A key that is named is found although its bucket cannot be listed.
	if got := show(list(t, c, "s3://bucket-a/2")); !slices.Equal(got, []string{"s3://bucket-a/2"}) {
		t.Errorf("denied listing, named key: %q", got)
	}
	if got := show(list(t, c, "s3://bucket-a/3")); !slices.Equal(got, []string{"s3://bucket-a/3 PERMISSION_DENIED"}) {
		t.Errorf("denied listing, no such key: %q", got)
	}
	denied := open(t, s.Proxy(t, s3test.Rule{Path: "/", Status: 403, Code: "AccessDenied"}))
	if got := show(list(t, denied, "s3://")); !slices.Equal(got, []string{"s3:// PERMISSION_DENIED"}) {
		t.Errorf("denied list of buckets: %q", got)
	}
	if got := show(list(t, denied, "s3://bucket-b")); !slices.Equal(got, []string{"s3://bucket-b/1"}) {
		t.Errorf("denied list of buckets, named bucket: %q", got)
	}
}

func TestCredentials(t *testing.T) {
	s := start(t)
	drop(t, s, "private", "1")
	s.Bucket(t, "public")
	s.Put(t, "public", "1", []byte("one"))
	s.Allow(t, "public", "s3:GetObject", "s3:ListBucket")

	anonymous := open(t, s.Endpoint, func(o *Options) { o.NoSignRequest = true })
	if got, err := read(t.Context(), one(t, anonymous, "s3://public")); string(got) != "one" || err != nil {
		t.Errorf("anonymous read: %q, %v", got, err)
	}
	if got := show(list(t, anonymous, "s3://private")); !slices.Equal(got, []string{"s3://private PERMISSION_DENIED"}) {
		t.Errorf("anonymous listing of a private bucket: %q", got)
	}

	for _, uri := range []string{"s3://", "s3://private", "s3://private/1"} {
		t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
		if got, err := listAll(t.Context(), open(t, s.Endpoint), uri); !errors.Is(err, ErrCredentials) {
			t.Errorf("%s with a wrong secret: %q, %v, want ErrCredentials", uri, show(got), err)
		}
		t.Setenv("AWS_SECRET_ACCESS_KEY", s.SecretKey)
		nobody := open(t, "http://s3.invalid")
		if got, err := listAll(t.Context(), nobody, uri); !errors.Is(err, ErrEndpoint) {
			t.Errorf("%s at an unknown host: %q, %v, want ErrEndpoint", uri, show(got), err)
		}
	}

	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	if _, err := Open(t.Context(), Options{}); !errors.Is(err, ErrCredentials) {
		t.Errorf("no credentials: %v, want ErrCredentials", err)
	}
	for _, endpoint := range []string{"127.0.0.1:9000", "localhost", "http://", "ftp://host", ":"} {
		if _, err := Open(t.Context(), Options{Endpoint: endpoint}); !errors.Is(err, ErrEndpoint) {
			t.Errorf("endpoint %q: %v, want ErrEndpoint", endpoint, err)
		}
	}
	if _, err := Open(t.Context(), Options{Profile: "none"}); !errors.Is(err, ErrCredentials) {
		t.Errorf("no such profile: %v, want ErrCredentials", err)
	}
}

// The next page is asked for while the objects of one are yielded: the first object waits for it.
func TestListAhead(t *testing.T) {
	s := start(t)
	var names []string
	for i := range 1001 {
		names = append(names, fmt.Sprintf("%04d", i))
	}
	drop(t, s, "bucket", names...)
	second := make(chan struct{})
	c := open(t, s.Proxy(t, s3test.Rule{Path: "/bucket", Query: "continuation-token", Times: 1, Before: func(*http.Request) { close(second) }}))
	src, err := c.Source("s3://bucket")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = src.Objects(t.Context(), func(*source.Object) error {
		<-second
		n++
		return nil
	})
	if n != len(names) || err != nil {
		t.Errorf("got %d objects, %v", n, err)
	}
}

// What the options say is in every request for a bucket; the bucket's region is the one that a redirect names.
func TestRequests(t *testing.T) {
	s := start(t)
	s.Bucket(t, "bucket")
	s.Put(t, "bucket", "key", noise(100))
	var requests []string
	note := func(r *http.Request) {
		requests = append(requests, fmt.Sprintf("payer %s, owner %s, region %v", r.Header.Get("x-amz-request-payer"),
			r.Header.Get("x-amz-expected-bucket-owner"), strings.Contains(r.Header.Get("Authorization"), "/eu-central-1/s3/")))
	}
	const denied = http.StatusForbidden // the server knows its own region alone
	c := open(t, s.Proxy(t,
		s3test.Rule{Method: "HEAD", Path: "/bucket", Status: 301, Header: map[string]string{"x-amz-bucket-region": "eu-central-1"}},
		s3test.Rule{Path: "/bucket", Query: "list-type", Before: note, Status: denied, Code: "AccessDenied"},
		s3test.Rule{Method: "HEAD", Path: "/bucket/key", Before: note, Header: map[string]string{"Content-Length": "5"}, Status: 200},
		s3test.Rule{Path: "/bucket/key", Before: note, Status: denied, Code: "AccessDenied"},
	), func(o *Options) { o.RequesterPays, o.ExpectedBucketOwner = true, "123456789012" })
	o := one(t, c, "s3://bucket/key")
	if o.Problem != nil || o.Bucket.Region != "eu-central-1" {
		t.Fatalf("got %q in region %s", show([]*source.Object{o}), o.Bucket.Region)
	}
	if _, err := read(t.Context(), o); reason(err) != source.PermissionDenied {
		t.Errorf("read: %v", err)
	}
	at, err := o.OpenAt(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer at.Close()
	if _, err := at.ReadAt(make([]byte, 1), 0); reason(err) != source.PermissionDenied {
		t.Errorf("random access: %v", err)
	}
	const each = "payer requester, owner 123456789012, region true"
	if want := []string{each, each, each, each}; !slices.Equal(requests, want) {
		t.Errorf("got  %q\nwant %q", requests, want)
	}
}
