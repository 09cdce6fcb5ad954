package source

import (
	"context"
	"io"
	"path"
	"path/filepath"
	"sync/atomic"
)

// Stdin is a source of one object, what r yields, of unknown size. Name is what results call it and gives its extension; "-" where
// empty. The object can be opened once and has no random access. It does not close r.
func Stdin(r io.Reader, name string) Source {
	if name == "" {
		name = "-"
	}
	return stdin{r, filepath.ToSlash(name)}
}

type stdin struct {
	r    io.Reader
	name string
}

func (s stdin) Objects(ctx context.Context, yield func(*Object) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var opened atomic.Bool
	return yield(&Object{
		URI:  s.name,
		Name: path.Base(s.name),
		Size: -1,
		Open: func(context.Context) (io.ReadCloser, error) {
			if opened.Swap(true) {
				return nil, Problemf(ReadError, "standard input was already read")
			}
			return io.NopCloser(s.r), nil
		},
	})
}
