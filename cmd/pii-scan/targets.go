package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pii-scan/pii-scan/scanner/bucket"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// inBucket says whether a target is in S3.
func inBucket(target string) bool { return strings.HasPrefix(target, "s3://") }

// targets makes one source of what the command line names, in its order. No AWS client is made unless a target is in S3.
func (s *settings) targets(ctx context.Context, args []string, stdin io.Reader, now time.Time) (source.Source, error) {
	if len(args) == 0 {
		return nil, errors.New("no TARGET: name a file, a folder, - or s3://bucket; see pii-scan --help")
	}
	var (
		sources []source.Source
		files   []string
		piped   bool
	)
	flush := func() {
		if files != nil {
			sources = append(sources, source.Files(files, source.FileOptions{}))
			files = nil
		}
	}
	for _, arg := range args {
		switch {
		case arg == "":
			return nil, errors.New("a TARGET is empty")
		case arg == "-":
			if piped {
				return nil, errors.New("standard input is named twice")
			}
			piped = true
			flush()
			sources = append(sources, source.Stdin(interruptible(ctx, stdin), s.stdinName))
		case inBucket(arg):
			flush()
			client, err := s.bucketClient(ctx)
			if err != nil {
				return nil, err
			}
			objects, err := client.Source(arg)
			if err != nil {
				return nil, err
			}
			sources = append(sources, objects)
		default:
			files = append(files, arg)
		}
	}
	flush()
	if s.stdinName != "" && !piped {
		return nil, errors.New("--stdin-name is for standard input: name - as a TARGET")
	}
	return source.Filter(source.Concat(sources...), source.Criteria{
		Include:       s.include,
		Exclude:       s.exclude,
		MaxSize:       int64(s.maxSize),
		ModifiedSince: s.modifiedSince.from(now),
	}), nil
}

func (s *settings) bucketOptions() bucket.Options {
	return bucket.Options{
		Profile:       s.profile,
		Region:        s.region,
		Endpoint:      s.endpointURL,
		PathStyle:     s.pathStyle,
		NoSignRequest: s.noSignRequest,
		AssumeRole:    s.assumeRole,
		ExternalID:    s.externalID,
		RequesterPays: s.requesterPays,
	}
}

// interruptible reads r until ctx ends, even while r has nothing to give: a pipe may be silent for long. What reads r then ends
// with the process.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	from, to := io.Pipe()
	go func() {
		_, err := io.Copy(to, r)
		to.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { from.CloseWithError(context.Canceled) })
	return from
}

// without leaves out the files that this scan writes itself, which may lie in a scanned folder.
type without struct {
	source.Source
	files []os.FileInfo
}

func (w without) Objects(ctx context.Context, yield func(*source.Object) error) error {
	return w.Source.Objects(ctx, func(o *source.Object) error {
		if o.Bucket == nil && o.Problem == nil && o.Size >= 0 && w.has(o.URI) {
			own := *o
			own.Open, own.OpenAt = nil, nil
			own.Problem = source.Problemf(source.Excluded, "an output of this scan")
			o = &own
		}
		return yield(o)
	})
}

func (w without) has(uri string) bool {
	info, err := os.Stat(filepath.FromSlash(uri))
	if err != nil {
		return false
	}
	for _, f := range w.files {
		if os.SameFile(f, info) {
			return true
		}
	}
	return false
}

const (
	minKey = 16      // bytes: fewer can be tried out
	maxKey = 4 << 10 // bytes
)

// readKey gets the key for fingerprints from where spec says: env:NAME or file:PATH. The line break at a file's end is no part
// of it. Its errors do not show spec, which may be a key by mistake.
func readKey(spec string, getenv func(string) string) ([]byte, error) {
	var key []byte
	kind, where, _ := strings.Cut(spec, ":")
	switch {
	case spec == "":
		return nil, nil
	case kind == "env" && where != "":
		key = []byte(getenv(where))
	case kind == "file" && where != "":
		f, err := os.Open(where)
		if err != nil {
			return nil, fmt.Errorf("--fingerprint-key: %w", err)
		}
		defer f.Close()
		if key, err = io.ReadAll(io.LimitReader(f, maxKey+1)); err != nil {
			return nil, fmt.Errorf("--fingerprint-key: %w", err)
		}
		key = []byte(strings.TrimRight(string(key), "\r\n"))
	default:
		return nil, errors.New("--fingerprint-key takes env:NAME or file:PATH, never the key itself")
	}
	if len(key) < minKey || len(key) > maxKey {
		return nil, fmt.Errorf("--fingerprint-key: the key must have %d to %d bytes", minKey, maxKey)
	}
	return key, nil
}
