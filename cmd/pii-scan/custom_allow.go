package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/classify/presidio"
	"github.com/pii-scan/pii-scan/scanner/bucket"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// allow reads what is let pass; nil where nothing is. Warn tells of suppressions that have expired.
func (s *settings) allow(ctx context.Context, key []byte, now time.Time, warn func(string, ...any)) (*classify.Allow, error) {
	if len(s.allowLists)+len(s.allowRegex)+len(s.suppress) == 0 && !s.allowInline {
		return nil, nil
	}
	a := &classify.Allow{Marks: s.allowInline}
	for _, name := range s.allowLists {
		if err := s.readAllowList(ctx, a, name); err != nil {
			return nil, fmt.Errorf("--allow-list: %s: %w", name, err)
		}
	}
	for _, expr := range s.allowRegex {
		if err := a.Regex(expr); err != nil {
			return nil, fmt.Errorf("--allow-regex: %w", err)
		}
	}
	if len(s.suppress) > 0 && key == nil {
		return nil, errors.New("--suppress needs --fingerprint-key: the one that the fingerprints were made with")
	}
	for _, file := range s.suppress {
		if err := suppressions(a, file, now, warn); err != nil {
			return nil, fmt.Errorf("--suppress: %w", err)
		}
	}
	return a, nil
}

func (s *settings) readAllowList(ctx context.Context, a *classify.Allow, name string) error {
	r, err := s.open(ctx, name)
	if err != nil {
		return err
	}
	defer r.Close()
	return a.List(r)
}

// suppressions adds those in a file that have not expired.
func suppressions(a *classify.Allow, file string, now time.Time, warn func(string, ...any)) error {
	var doc struct {
		Suppress []classify.Suppression `yaml:"suppress"`
	}
	list, err := readList(file, "suppress", &doc)
	if err != nil {
		return err
	}
	for i, entry := range doc.Suppress {
		expired, err := a.Suppress(entry, now)
		if err != nil {
			return fmt.Errorf("%s: %w", list.at(i, ""), err)
		}
		if expired {
			warn("%s: the suppression expired on %s and does not count", list.at(i, "expires"), entry.Expires)
		}
	}
	return nil
}

// open opens a file, or an object s3://bucket/key. No AWS client is made unless one is named.
func (s *settings) open(ctx context.Context, name string) (io.ReadCloser, error) {
	if !strings.HasPrefix(name, "s3://") {
		f, err := os.Open(name)
		if err != nil {
			return nil, errors.Unwrap(err) // the name is told already
		}
		return f, nil
	}
	client, err := s.bucketClient(ctx)
	if err != nil {
		return nil, err
	}
	objects, err := client.Source(name)
	if err != nil {
		return nil, err
	}
	if c, ok := objects.(source.Checker); ok {
		if err := c.Check(ctx); err != nil {
			return nil, err
		}
	}
	var object *source.Object
	found := errors.New("found")
	// The key itself comes first of all that begin with it.
	if err := objects.Objects(ctx, func(o *source.Object) error { object = o; return found }); err != nil && !errors.Is(err, found) {
		return nil, err
	}
	switch {
	case object == nil || object.Problem == nil && object.URI != name:
		return nil, errors.New("there is no such object")
	case object.Problem != nil:
		return nil, object.Problem
	}
	return object.Open(ctx)
}

// bucketClient is the client that everything in S3 is read with, made when it is first needed.
func (s *settings) bucketClient(ctx context.Context) (*bucket.Client, error) {
	if s.client == nil {
		var err error
		if s.client, err = bucket.Open(ctx, s.bucketOptions()); err != nil {
			return nil, err
		}
	}
	return s.client, nil
}

// recognize is the recognizer that --recognizer names; nil where it names none.
func (s *settings) recognize() (classify.Recognizer, error) {
	if s.recognizer == "" {
		return nil, nil
	}
	r, err := presidio.New(s.recognizer)
	if err != nil {
		return nil, fmt.Errorf("--recognizer: %w", err)
	}
	return r, nil
}
