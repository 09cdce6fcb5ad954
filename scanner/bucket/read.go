package bucket

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Limits of reading.
const (
	windowFrom   = 16 << 20 // bytes; larger objects are read in parts, several at once
	partSize     = 8 << 20  // bytes; AWS advises ranges of 8 to 16 MB
	partsAtOnce  = 4        // of one object: their buffers are its memory, 32 MiB
	bodyAttempts = 6        // in a row without progress
	progress     = 64 << 10 // bytes between two breaks that count as progress; less could go on for ever
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// remote is one version of an object: once it is known which one, every further request asks for it alone.
type remote struct {
	client   *s3.Client
	in       s3.GetObjectInput // without range and conditions
	size     int64
	etag     string
	version  string // empty where the bucket has none
	modified *time.Time
}

// readable gives an object what opens it.
//
// Open asks for the object as it is now: when it returns, Size, Modified, ETag, VersionID, Encryption and KMSKeyID are those
// of the response, if it has them. Should the object change after that, reading ends with ObjectVersionMismatch, unless the bucket keeps versions and
// the first can still be read. OpenAt asks for the version that is known when it is called.
func (c *Client) readable(o *source.Object) {
	o.Open = func(ctx context.Context) (io.ReadCloser, error) { return c.open(ctx, o) }
	o.OpenAt = func(ctx context.Context) (source.ReaderAtCloser, error) {
		ctx, cancel := context.WithCancel(ctx)
		return &ranges{ctx, cancel, c.remote(o)}, nil
	}
}

func (c *Client) remote(o *source.Object) *remote {
	r := &remote{
		client: c.region(o.Bucket.Region),
		in: s3.GetObjectInput{
			Bucket: aws.String(o.Bucket.Name), Key: aws.String(o.Key), RequestPayer: c.payer(), ExpectedBucketOwner: c.owner(),
		},
		size:    o.Size,
		etag:    o.ETag,
		version: o.VersionID,
	}
	if !o.Modified.IsZero() {
		r.modified = aws.Time(o.Modified)
	}
	return r
}

func (c *Client) open(ctx context.Context, o *source.Object) (io.ReadCloser, error) {
	if o.Size == 0 {
		return http.NoBody, nil
	}
	r := c.remote(o)
	in := r.in
	cancel := context.CancelFunc(func() {}) // a body ends with its Close; a window has others on their way
	if o.Size > windowFrom {
		in.Range = byteRange(0, partSize)
		ctx, cancel = context.WithCancel(ctx)
	}
	out, err := r.client.GetObject(ctx, &in)
	if err != nil {
		cancel()
		if errorStatus(err) == http.StatusRequestedRangeNotSatisfiable { // it has become empty
			o.Size = 0
			return http.NoBody, nil
		}
		return nil, readProblem(err)
	}
	r.adopt(o, out)
	first := &stream{ctx: ctx, cancel: cancel, remote: r, end: r.size, body: out.Body}
	if start, end, _, ok := contentRange(out); ok && start == 0 && end < r.size {
		first.end, first.cancel = end, nil
		return openWindow(ctx, cancel, first), nil
	}
	return first, nil
}

// adopt takes the object's version from the first response.
func (r *remote) adopt(o *source.Object, out *s3.GetObjectOutput) {
	if _, _, total, ok := contentRange(out); ok {
		r.size = total
	} else if out.ContentLength != nil {
		r.size = *out.ContentLength
	}
	if out.ETag != nil {
		r.etag = strings.Trim(*out.ETag, `"`)
	}
	if v := aws.ToString(out.VersionId); v != "null" { // "null" is whatever was written without a version
		r.version = v
	}
	if out.LastModified != nil {
		r.modified = out.LastModified
		o.Modified = *out.LastModified
	}
	o.Size, o.ETag, o.VersionID = r.size, r.etag, r.version
	o.Encryption, o.KMSKeyID = string(out.ServerSideEncryption), aws.ToString(out.SSEKMSKeyId)
}

// get asks for the bytes from off to before end of this version.
func (r *remote) get(ctx context.Context, off, end int64) (io.ReadCloser, error) {
	in := r.in
	in.Range = byteRange(off, end)
	switch {
	case r.etag != "":
		in.IfMatch = aws.String(`"` + r.etag + `"`)
	case r.modified != nil:
		// The header has whole seconds, and a server may keep fractions of one.
		in.IfUnmodifiedSince = aws.Time(r.modified.Add(time.Second).Truncate(time.Second))
	}
	out, err := r.client.GetObject(ctx, &in)
	if errorStatus(err) == http.StatusPreconditionFailed && r.version != "" {
		// An older version may need a permission of its own: it is asked for only when there is a newer one.
		in.IfMatch, in.IfUnmodifiedSince, in.VersionId = nil, nil, aws.String(r.version)
		if older, err := r.client.GetObject(ctx, &in); err == nil {
			return r.ranged(older, off)
		}
	}
	if err != nil {
		return nil, readProblem(err)
	}
	return r.ranged(out, off)
}

// ranged refuses the body of a server that does not know ranges: it would start at the wrong place.
func (r *remote) ranged(out *s3.GetObjectOutput, off int64) (io.ReadCloser, error) {
	if start, _, _, ok := contentRange(out); !ok || start != off {
		out.Body.Close()
		return nil, source.Problemf(source.ReadError, "the server ignores ranges")
	}
	return out.Body, nil
}

func byteRange(off, end int64) *string { return aws.String(fmt.Sprintf("bytes=%d-%d", off, end-1)) }

// contentRange reads "bytes 0-99/1000"; end is exclusive.
func contentRange(out *s3.GetObjectOutput) (start, end, total int64, ok bool) {
	if out.ContentRange == nil { // as in the answer for each object that is read whole
		return 0, 0, 0, false
	}
	n, err := fmt.Sscanf(aws.ToString(out.ContentRange), "bytes %d-%d/%d", &start, &end, &total)
	return start, end + 1, total, n == 3 && err == nil
}

// stream reads the bytes from off to before end in one go and, when the body breaks, goes on where it broke.
type stream struct {
	ctx      context.Context
	cancel   context.CancelFunc // nil: the context is another's
	remote   *remote
	off, end int64
	body     io.ReadCloser // nil: to be opened at off
	failures int           // in a row
	since    int64         // bytes since the last break
}

func (s *stream) Read(p []byte) (int, error) {
	for {
		if s.body == nil {
			if s.off >= s.end {
				return 0, io.EOF
			}
			if err := s.reopen(); err != nil {
				return 0, err
			}
		}
		n, err := s.body.Read(p)
		s.off += int64(n)
		s.since += int64(n)
		switch {
		case err == nil:
			return n, nil
		case s.off >= s.end && err == io.EOF:
			return n, io.EOF
		case s.ctx.Err() != nil:
			return n, s.ctx.Err()
		case s.off >= s.end:
			// The SDK compares the checksum of a whole body at its end.
			return n, &source.Problem{Reason: source.ReadError, Detail: "the checksum does not match", Err: err}
		}
		s.body.Close()
		s.body = nil
		if s.since >= progress {
			s.failures = 0
		}
		s.since = 0
		if s.failures++; s.failures >= bodyAttempts {
			return n, &source.Problem{Reason: source.ReadError, Detail: "the body broke repeatedly", Err: err}
		}
		if n > 0 {
			return n, nil
		}
	}
}

// reopen waits the longer the more attempts failed, by chance less, so that readers that broke together do not come back together.
func (s *stream) reopen() error {
	if s.failures > 0 {
		pause := min(firstPause<<(s.failures-1), longestPause)
		select {
		case <-time.After(pause/2 + rand.N(pause/2)):
		case <-s.ctx.Done():
		}
	}
	if err := s.ctx.Err(); err != nil {
		return err
	}
	body, err := s.remote.get(s.ctx, s.off, s.end)
	s.body = body
	return err
}

func (s *stream) Close() error {
	if s.cancel != nil {
		s.cancel()
	}
	if s.body != nil {
		s.body.Close()
		s.body = nil
	}
	s.end = s.off // what is closed has no more
	return nil
}

// ranges is random access: each ReadAt is one request, so that a cache belongs on top. It may be used by several goroutines.
type ranges struct {
	ctx    context.Context
	cancel context.CancelFunc
	remote *remote
}

func (r *ranges) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, source.Problemf(source.ReadError, "negative offset")
	}
	n := min(int64(len(p)), r.remote.size-off)
	if n <= 0 {
		if len(p) == 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	s := &stream{ctx: r.ctx, remote: r.remote, off: off, end: off + n}
	defer s.Close()
	read, err := io.ReadFull(s, p[:n])
	if err == nil && n < int64(len(p)) {
		err = io.EOF
	}
	return read, err
}

func (r *ranges) Close() error {
	r.cancel()
	return nil
}
