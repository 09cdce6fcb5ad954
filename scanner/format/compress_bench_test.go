package format

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// drainSink reads members to their end.
type drainSink struct {
	countSink
	n int64
}

func (s *drainSink) Member(_ context.Context, m Member) error {
	n, err := io.Copy(io.Discard, m.Body)
	s.n += n
	return err
}

// BenchmarkGzip reads packed JSON Lines: with the reader, and with the decompressor alone.
func BenchmarkGzip(b *testing.B) {
	data := bytes.Repeat(benchJSONLines(), 4)
	packed := makeGzip(b, "data.jsonl", string(data))
	for _, bench := range []struct {
		name string
		read func() (int64, error)
	}{
		{"alone", func() (int64, error) {
			z, err := gzip.NewReader(bytes.NewReader(packed))
			if err != nil {
				return 0, err
			}
			return io.Copy(io.Discard, z)
		}},
		{"reader", func() (int64, error) {
			var sink drainSink
			err := readGzip(context.Background(), inputOf("data.jsonl.gz", packed, &Budget{}), &sink)
			return sink.n, err
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if n, err := bench.read(); err != nil || n != int64(len(data)) {
					b.Fatalf("%d bytes, %v", n, err)
				}
			}
		})
	}
}
