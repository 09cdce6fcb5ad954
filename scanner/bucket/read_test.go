package bucket

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pii-scan/pii-scan/scanner/bucket/s3test"
	"github.com/pii-scan/pii-scan/scanner/source"
)

func TestRead(t *testing.T) {
	s := start(t)
	s.Bucket(t, "bucket")
	small, large := noise(1<<20), noise(40<<20+12345)
	s.Put(t, "bucket", "small", small)
	s.Put(t, "bucket", "large", large)
	s.Put(t, "bucket", "none", nil)
	const all = "/bucket/*"
	type rules = []s3test.Rule
	tests := []struct {
		name string
		key  string
		rules
		want   []byte
		reason source.Reason
	}{
		{name: "whole", key: "small", want: small},
		{name: "empty", key: "none", want: []byte{}},
		{name: "parts", key: "large", want: large},
		{"cut at once", "small", rules{{Path: all, Cut: true, After: 0, Times: 1}}, small, ""},
		{"cut after a byte", "small", rules{{Path: all, Cut: true, After: 1, Times: 1}}, small, ""},
		{"cut thrice", "small", rules{{Path: all, Cut: true, After: 300_000, Times: 3}}, small, ""},
		{"cut before the end", "small", rules{{Path: all, Cut: true, After: 1<<20 - 1, Times: 1}}, small, ""},
		{"cut often, with progress", "small", rules{{Path: all, Cut: true, After: 100_000}}, small, ""},
		{"cut always", "small", rules{{Path: all, Cut: true, After: 1000}}, small[:1000*bodyAttempts], source.ReadError},
		{"short", "small", rules{{Path: all, Cut: true, Short: true, After: 500_000, Times: 1}}, small, ""},
		{"short always", "small", rules{{Path: all, Cut: true, Short: true, After: 0}}, nil, source.ReadError},
		{"parts cut", "large", rules{{Path: all, Cut: true, After: 5 << 20, Times: 5}}, large, ""},
		{"slowed down", "small", rules{{Path: all, Status: 503, Code: "SlowDown", Times: 2}}, small, ""},
		{"failed inside", "small", rules{{Path: all, Status: 500, Code: "InternalError", Times: 1}}, small, ""},
		{"denied", "small", rules{{Path: all, Status: 403, Code: "AccessDenied"}}, nil, source.PermissionDenied},
		{"key disabled", "small", rules{{Path: all, Status: 400, Code: "KMS.DisabledException"}}, nil, source.InvalidKMSKey},
		{"customer's key", "small", rules{{Path: all, Status: 400, Code: "InvalidRequest"}}, nil, source.InvalidEncryption},
		{"archived", "small", rules{{Path: all, Status: 403, Code: "InvalidObjectState"}}, nil, source.InvalidObjectState},
		{"gone", "small", rules{{Path: all, Status: 404, Code: "NoSuchKey"}}, nil, source.SourceObjectGone},
		{"bucket gone", "small", rules{{Path: all, Status: 404, Code: "NoSuchBucket"}}, nil, source.NoSuchBucket},
		{"no code", "small", rules{{Path: all, Status: 403}}, nil, source.PermissionDenied},
		{"unknown code", "small", rules{{Path: all, Status: 400, Code: "Surprise"}}, nil, source.ReadError},
		{"emptied", "small", rules{{Path: all, Status: 416, Code: "InvalidRange"}}, []byte{}, ""},
		{"gone in the middle", "small", rules{{Path: all, Cut: true, After: 1000, Times: 1}, {Path: all, Status: 404, Code: "NoSuchKey"}},
			small[:1000], source.SourceObjectGone},
		{"changed in the middle", "small", rules{{Path: all, Cut: true, After: 1000, Times: 1}, {Path: all, Status: 412, Code: "PreconditionFailed"}},
			small[:1000], source.ObjectVersionMismatch},
		{"parts denied in the middle", "large", rules{{Path: all, From: 4 * partSize, Status: 403, Code: "AccessDenied"}}, large[:4*partSize], source.PermissionDenied},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := one(t, open(t, s.Proxy(t, test.rules...)), "s3://bucket/"+test.key)
			got, err := read(t.Context(), o)
			if sum(got) != sum(test.want) || reason(err) != test.reason {
				t.Errorf("got %s, %q\nwant %s, %q\nerror %v", sum(got), reason(err), sum(test.want), test.reason, err)
			}
		})
	}
}

func TestReadChanged(t *testing.T) {
	s := start(t)
	s.Bucket(t, "bucket")
	small, large := noise(1<<20), noise(20<<20)
	type rule = s3test.Rule
	const all = "/bucket/*"
	tests := []struct {
		name   string
		body   []byte
		change rule // its request comes after the change
		cut    []rule
		reason source.Reason
	}{
		{"small, before it is opened", small, rule{Path: all, Times: 1}, nil, ""},
		{"large, before it is opened", large, rule{Path: all, Times: 1}, nil, ""},
		{"small, in the middle", small, rule{Path: all, Skip: 1, Times: 1}, []rule{{Path: all, Cut: true, After: 1000, Times: 1}}, source.ObjectVersionMismatch},
		{"large, in the middle", large, rule{Path: all, Skip: 2, Times: 1}, nil, source.ObjectVersionMismatch},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			second := bytes.Repeat([]byte("x"), len(test.body))
			s.Put(t, "bucket", "key", test.body)
			test.change.Before = func(*http.Request) { s.Put(t, "bucket", "key", second) }
			o := one(t, open(t, s.Proxy(t, append([]rule{test.change}, test.cut...)...)), "s3://bucket/key")
			etag := o.ETag
			got, err := read(t.Context(), o)
			if reason(err) != test.reason {
				t.Fatalf("got %q, want %q, error %v", reason(err), test.reason, err)
			}
			want := second
			if err != nil {
				want = test.body[:len(got)]
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got %s, want %s: versions are mixed", sum(got), sum(want))
			}
			if adopted := o.ETag != etag; adopted != (err == nil) {
				t.Errorf("the new version's ETag is taken: %v", adopted)
			}
		})
	}
}

// A bucket that keeps versions still has the one that was begun.
func TestReadOldVersion(t *testing.T) {
	s := start(t)
	s.Bucket(t, "bucket")
	s.KeepVersions(t, "bucket")
	for _, size := range []int{1 << 20, 20 << 20} {
		first := noise(size)
		s.Put(t, "bucket", "key", first)
		o := one(t, open(t, s.Proxy(t,
			s3test.Rule{Path: "/bucket/*", Skip: 1, Times: 1, Before: func(*http.Request) { s.Put(t, "bucket", "key", []byte("second")) }},
			s3test.Rule{Path: "/bucket/*", Cut: true, After: 1000, Times: 1},
		)), "s3://bucket/key")
		got, err := read(t.Context(), o)
		if sum(got) != sum(first) || err != nil || o.VersionID == "" {
			t.Errorf("got %s, %v, version %q\nwant %s", sum(got), err, o.VersionID, sum(first))
		}
	}
}

func TestReadResponse(t *testing.T) {
	s := start(t)
	s.Bucket(t, "bucket")
	body := noise(100_000)
	s.Put(t, "bucket", "encrypted", body)
	s.Put(t, "bucket", "broken", []byte("as it was written"))
	c := open(t, s.Proxy(t,
		s3test.Rule{Path: "/bucket/encrypted", Header: map[string]string{
			"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:::key/1",
		}},
		s3test.Rule{Path: "/bucket/broken", Replace: []string{"written", "changed"}},
	))
	o := one(t, c, "s3://bucket/encrypted")
	if got, err := read(t.Context(), o); sum(got) != sum(body) || err != nil || o.Encryption != "aws:kms" || o.KMSKeyID != "arn:aws:kms:::key/1" {
		t.Errorf("got %s, %v, encryption %q %q", sum(got), err, o.Encryption, o.KMSKeyID)
	}
	// What was stored with a checksum and comes without matching it is not taken for whole.
	if got, err := read(t.Context(), one(t, c, "s3://bucket/broken")); reason(err) != source.ReadError {
		t.Errorf("checksum that does not match: %q, %v", got, err)
	}
}

func TestOpenAt(t *testing.T) {
	s := start(t)
	s.Bucket(t, "bucket")
	body := noise(300_000)
	s.Put(t, "bucket", "key", body)
	o := one(t, open(t, s.Proxy(t, s3test.Rule{Path: "/bucket/key", Cut: true, After: 70_000, Times: 3})), "s3://bucket/key")
	at, err := o.OpenAt(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		off := random.Int64N(int64(len(body)) + 10)
		p := make([]byte, random.IntN(100_000))
		n, err := at.ReadAt(p, off)
		var want []byte
		if off < int64(len(body)) {
			want = body[off:min(int64(len(body)), off+int64(len(p)))]
		}
		short := len(want) < len(p)
		if !bytes.Equal(p[:n], want) || short != (err == io.EOF) || !short && err != nil {
			t.Fatalf("ReadAt(%d bytes, %d): %d bytes, %v; want %d bytes", len(p), off, n, err, len(want))
		}
	}
	s.Put(t, "bucket", "key", body[1:])
	if _, err := at.ReadAt(make([]byte, 10), 0); reason(err) != source.ObjectVersionMismatch {
		t.Errorf("after a change: %v", err)
	}
	at.Close()
	if _, err := at.ReadAt(make([]byte, 10), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("after Close: %v", err)
	}
}

// running gives those of the package's own goroutines that run at this moment.
func running() []string {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var found []string
	for _, g := range strings.Split(string(stacks), "\n\n") {
		for _, own := range []string{"bucket.fetch(", "bucket.(*window).feed.", "bucket.(*listing).pages("} {
			if strings.Contains(g, own) {
				found = append(found, g)
			}
		}
	}
	return found
}

func TestCancel(t *testing.T) {
	s := start(t)
	s.Bucket(t, "bucket")
	s.Put(t, "bucket", "large", noise(40<<20))
	c := open(t, s.Endpoint)
	o := one(t, c, "s3://bucket/large")
	for _, test := range []struct {
		name   string
		bytes  int64 // that are read before
		cancel bool  // else it is closed alone
	}{{"close at once", 0, false}, {"close", 10 << 20, false}, {"cancel at once", 0, true}, {"cancel", 10 << 20, true}} {
		ctx, cancel := context.WithCancel(t.Context())
		body, err := o.Open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, body, test.bytes); err != nil {
			t.Fatal(err)
		}
		if test.cancel {
			cancel()
			if n, err := io.Copy(io.Discard, body); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: read %d bytes after it, %v", test.name, n, err)
			}
		}
		body.Close()
		if left := running(); len(left) > 0 {
			t.Errorf("%s: goroutines are left:\n%s", test.name, strings.Join(left, "\n\n"))
		}
		if n, err := body.Read(make([]byte, 1)); n > 0 || err == nil {
			t.Errorf("%s: read after Close: %d bytes, %v", test.name, n, err)
		}
		cancel()
	}

	stop := errors.New("stop")
	src, err := c.Source("s3://bucket")
	if err != nil {
		t.Fatal(err)
	}
	if err := src.Objects(t.Context(), func(*source.Object) error { return stop }); err != stop {
		t.Errorf("error of yield: got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := src.Objects(ctx, func(*source.Object) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("listing cancelled: got %v", err)
	}
	if left := running(); len(left) > 0 {
		t.Errorf("listing: goroutines are left:\n%s", strings.Join(left, "\n\n"))
	}
}

// What is closed gives its connection back, however much of it was read: here there is one.
func TestCloseFrees(t *testing.T) {
	s := start(t)
	s.Bucket(t, "bucket")
	s.Put(t, "bucket", "key", noise(1<<20))
	c := open(t, s.Endpoint, func(o *Options) { o.MaxConnections = 1 })
	o := one(t, c, "s3://bucket/key")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // where it is not freed
	defer cancel()
	for _, bytes := range []int64{0, 1000, 1 << 20, 0} {
		body, err := o.Open(ctx)
		if err != nil {
			t.Fatalf("%d bytes: %v", bytes, err)
		}
		if _, err := io.CopyN(io.Discard, body, bytes); err != nil {
			t.Fatalf("%d bytes: %v", bytes, err)
		}
		body.Close()
		if n, err := body.Read(make([]byte, 1)); n > 0 || err == nil {
			t.Errorf("%d bytes: read after Close: %d bytes, %v", bytes, n, err)
		}
	}
}

// However a body is cut and however it is read, the same bytes come out.
func TestReadAnyhow(t *testing.T) {
	s := start(t)
	s.Bucket(t, "bucket")
	body := noise(300_000)
	s.Put(t, "bucket", "key", body)
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 0))
		var rules []s3test.Rule
		for range random.IntN(4) {
			rules = append(rules, s3test.Rule{Path: "/bucket/key", Cut: true, Short: random.IntN(2) == 0, After: random.Int64N(300_000), Times: 1})
		}
		r, err := one(t, open(t, s.Proxy(t, rules...)), "s3://bucket/key").Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		readers := []func(io.Reader) io.Reader{iotest.HalfReader, iotest.OneByteReader, func(r io.Reader) io.Reader { return r }}
		got, err := io.ReadAll(readers[seed%3](r))
		r.Close()
		if sum(got) != sum(body) || err != nil {
			t.Errorf("seed %d, rules %+v: got %s, %v", seed, rules, sum(got), err)
		}
	}
}
