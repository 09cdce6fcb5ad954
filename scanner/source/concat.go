package source

import "context"

// Checker is a source that can tell beforehand whether it can be used at all: that its targets exist, that its credentials
// are accepted. Its error is one of usage (exit status 2); what is found out later is a Problem of an object.
type Checker interface {
	Check(context.Context) error
}

// Concat yields the objects of several sources, one source after the other. Those that can be checked are so before the first
// object, that a mistake in the last target is not told after hours.
func Concat(sources ...Source) Source { return concat(sources) }

type concat []Source

func (c concat) Check(ctx context.Context) error {
	for _, s := range c {
		if err := check(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

func (c concat) Objects(ctx context.Context, yield func(*Object) error) error {
	if err := c.Check(ctx); err != nil {
		return err
	}
	for _, s := range c {
		if err := s.Objects(ctx, yield); err != nil {
			return err
		}
	}
	return nil
}

func check(ctx context.Context, s Source) error {
	if c, ok := s.(Checker); ok {
		return c.Check(ctx)
	}
	return nil
}
