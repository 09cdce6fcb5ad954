package source

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"
)

// Criteria choose among objects. The zero value takes all.
//
// Include and Exclude are globs. One without a slash is matched with an object's name (*.csv), one with a slash with its whole
// path as results show it; ** stands for any number of folders. For an object of S3, its path is s3://bucket/key,
// bucket/key, or the key: a glob may name any of them. An object is taken when it matches an include, if there are any, and no exclude.
type Criteria struct {
	Include, Exclude []string
	MaxSize          int64     // bytes; 0: no limit. What has no known size is taken.
	ModifiedSince    time.Time // zero: no limit. What has no known time is taken.
}

// Check says whether the globs can be read: ErrPattern.
func (c Criteria) Check() error {
	_, err := c.compile()
	return err
}

// Filter yields all objects of s, those that do not meet the criteria with the Problem Excluded. A glob that cannot be read is an
// error (ErrPattern) before the first object.
func Filter(s Source, c Criteria) Source { return filtered{s, c} }

type filtered struct {
	Source
	criteria Criteria
}

func (f filtered) Check(ctx context.Context) error {
	if err := f.criteria.Check(); err != nil {
		return err
	}
	return check(ctx, f.Source)
}

func (f filtered) Objects(ctx context.Context, yield func(*Object) error) error {
	compiled, err := f.criteria.compile()
	if err != nil {
		return err
	}
	return f.Source.Objects(ctx, func(o *Object) error {
		// An object with a problem of its own keeps it: that it could not be read says more.
		if o.Problem == nil {
			if p := compiled.refuse(o); p != nil {
				excluded := *o
				excluded.Open, excluded.OpenAt, excluded.Problem = nil, nil, p
				o = &excluded
			}
		}
		return yield(o)
	})
}

type compiledCriteria struct {
	Criteria
	include, exclude globs
}

func (c Criteria) compile() (*compiledCriteria, error) {
	compiled := &compiledCriteria{Criteria: c}
	for _, set := range []struct {
		patterns []string
		globs    *globs
	}{{c.Include, &compiled.include}, {c.Exclude, &compiled.exclude}} {
		for _, p := range set.patterns {
			g, err := compileGlob(p)
			if err != nil {
				return nil, fmt.Errorf("%w: %s", err, p)
			}
			if strings.Contains(p, "/") {
				set.globs.paths = append(set.globs.paths, g)
			} else {
				set.globs.names = append(set.globs.names, g)
			}
		}
	}
	return compiled, nil
}

// refuse says why an object is not taken; nil: it is.
func (c *compiledCriteria) refuse(o *Object) *Problem {
	switch {
	case len(c.Include) > 0 && !c.include.match(o):
		return Problemf(Excluded, "matches no --include")
	case c.exclude.match(o):
		return Problemf(Excluded, "matches --exclude")
	case c.MaxSize > 0 && o.Size > c.MaxSize:
		return Problemf(Excluded, "larger than --max-size: %d bytes", o.Size)
	case !o.Modified.IsZero() && o.Modified.Before(c.ModifiedSince):
		return Problemf(Excluded, "not modified since --modified-since")
	}
	return nil
}

type globs struct {
	names, paths []glob
}

func (g globs) match(o *Object) bool {
	for _, g := range g.names {
		if g.match(path.Base(o.URI)) {
			return true
		}
	}
	if len(g.paths) == 0 {
		return false
	}
	paths := []string{o.URI}
	if o.Bucket != nil {
		paths = append(paths, o.Bucket.Name+"/"+o.Key, o.Key)
	}
	for _, g := range g.paths {
		for _, p := range paths {
			if g.match(p) {
				return true
			}
		}
	}
	return false
}
