package format

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/pii-scan/pii-scan/scanner/source"
)

const (
	// ocrTime is how long one image may take. A page of 300 dots per inch takes 2 to 10 seconds.
	ocrTime = 2 * time.Minute
	// ocrPixels is how many pixels an image may have: a sheet of A2 at 300 dots per inch. Tesseract takes about 10 bytes for each.
	ocrPixels = 40_000_000
	// ocrMaxBytes is how large an image may be packed; it is piped.
	ocrMaxBytes = 256 << 20
	// ocrMaxText is how much text is taken from one image: some thousand pages.
	ocrMaxText = 16 << 20
)

// OCR reads the text in images with tesseract, a program that must be installed (https://tesseract-ocr.github.io/). It is safe for
// concurrent use.
type OCR struct {
	program  string
	language string
	time     time.Duration
	pixels   int64
}

// NewOCR finds tesseract and sees that it has the languages, as it names them: eng, deu+eng. Its errors are the user's to mend.
func NewOCR(ctx context.Context, language string) (*OCR, error) {
	program, err := exec.LookPath("tesseract")
	if err != nil {
		return nil, errors.New("tesseract is not installed")
	}
	o := &OCR{program: program, language: language, time: ocrTime, pixels: ocrPixels}
	out, err := o.command(ctx, "--list-langs").Output()
	if err != nil {
		return nil, fmt.Errorf("%s does not run: %w", program, err)
	}
	installed := strings.Fields(string(out))
	for want := range strings.SplitSeq(language, "+") {
		if want == "" || !slices.Contains(installed, want) {
			return nil, fmt.Errorf("tesseract has no language %q", want)
		}
	}
	return o, nil
}

// command is tesseract with a small environment. One thread: objects are read side by side already.
func (o *OCR) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, o.program, args...)
	cmd.Env = []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C"}
	for _, name := range []string{"PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "TEMP"} {
		if v, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	cmd.WaitDelay = time.Second
	return cmd
}

// read hands over the text of an image: each paragraph a field, with the line it begins on and the page it stands on.
func (o *OCR) read(ctx context.Context, open func() *io.SectionReader, sink Sink, block int) error {
	image := open()
	width, height := imageSize(open())
	switch {
	case image.Size() > ocrMaxBytes:
		sink.Problem(source.Problemf(source.FileExceedsSizeLimit, "image of more than %d bytes", ocrMaxBytes))
		return nil
	case width <= 0 || height <= 0:
		sink.Problem(source.Problemf(source.MalformedFile, "image has no size"))
		return nil
	case width > o.pixels/height:
		sink.Problem(source.Problemf(source.FileExceedsSizeLimit, "image of more than %d pixels", o.pixels))
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, o.time)
	defer cancel()
	out := &cappedBuffer{limit: ocrMaxText}
	cmd := o.command(limited, "stdin", "stdout", "-l", o.language)
	cmd.Stdin, cmd.Stdout = image, out
	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case limited.Err() != nil:
		sink.Problem(source.Problemf(source.TimeCutOffReached, "text recognition took longer than %v", o.time))
	case err != nil:
		sink.Problem(&source.Problem{Reason: source.UnableToParseFile, Detail: "text recognition failed", Err: err})
	case out.full:
		sink.Problem(source.Problemf(source.FileExceedsSizeLimit, "more than %d bytes of text in an image", ocrMaxText))
	}
	p := packer{sink: sink, block: block, line: 1}
	for page, text := range bytes.Split(out.b, []byte{'\f'}) {
		if err := p.turn("", page+1); err != nil {
			return err
		}
		for i, paragraph := range bytes.Split(bytes.TrimRight(text, "\n "), []byte("\n\n")) {
			if i > 0 {
				p.blank()
			}
			if err := p.addLong(paragraph, place{}); err != nil {
				return err
			}
		}
	}
	return p.flush()
}

// cappedBuffer takes so much and drops the rest.
type cappedBuffer struct {
	b     []byte
	limit int
	full  bool
}

func (c *cappedBuffer) Write(p []byte) (int, error) {
	n := min(len(p), c.limit-len(c.b))
	c.b = append(c.b, p[:n]...)
	c.full = c.full || n < len(p)
	return len(p), nil
}

// imageSize gives the width and height that an image declares, in pixels; zeros where it does not.
func imageSize(r io.ReadSeeker) (width, height int64) {
	var head [30]byte
	n, _ := io.ReadFull(r, head[:])
	b := head[:n]
	be32 := func(at int) int64 { return int64(binary.BigEndian.Uint32(b[at:])) }
	switch {
	case n < len(head):
	case bytes.HasPrefix(b, []byte(pngMagic)):
		return be32(16), be32(20)
	case bytes.HasPrefix(b, []byte("GIF8")):
		return int64(le16(b[6:])), int64(le16(b[8:]))
	case bytes.HasPrefix(b, []byte("BM")):
		if le32(b[14:]) == 12 {
			return int64(le16(b[18:])), int64(le16(b[20:]))
		}
		height := int64(int32(le32(b[22:])))
		return int64(le32(b[18:])), max(height, -height) // rows from the top down count negative
	case bytes.HasPrefix(b, []byte("\xff\xd8")):
		return jpegSize(r)
	case bytes.HasPrefix(b, []byte("RIFF")):
		return webpSize(b)
	default:
		return tiffSize(r)
	}
	return 0, 0
}
