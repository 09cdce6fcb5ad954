package format

import "errors"

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
