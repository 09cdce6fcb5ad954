package format

import (
	"errors"
	"io"
)

// errDecoderPanic stands for a panic of a library, whose value may quote the input.
var errDecoderPanic = errors.New("the decoder panicked")

// withoutPanic calls a library that may panic on what is malformed.
func withoutPanic(call func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errDecoderPanic
		}
	}()
	return call()
}

// steadyReader reads with a library that may panic on what is malformed.
type steadyReader struct{ r io.Reader }

func (s steadyReader) Read(p []byte) (n int, err error) {
	err = withoutPanic(func() (err error) { n, err = s.r.Read(p); return err })
	return n, err
}
