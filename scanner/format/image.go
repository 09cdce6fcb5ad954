package format

import (
	"bytes"
	"context"
	"io"
	"path"
	"strings"

	"github.com/bep/imagemeta"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// Images are read for what they say about themselves: EXIF with the position, IPTC, XMP, comments. Each tag is a field with its
// name.
//
// Pixels are read with --ocr alone. Without it an image is told as what it was before its metadata were read: of an unsupported
// type, in part if it had any. Nobody shall take a photographed passport for scanned; and the reason is the one that does not make
// a scan incomplete.
var (
	jpegFormat = imageFormat(Format{
		Name: "jpeg", Title: "JPEG image", MIME: "image/jpeg", Extensions: []string{".jpg", ".jpeg", ".jpe", ".jfif"},
	}, imageKind{metadata: imagemeta.JPEG, extra: jpegTexts, text: true}, "\xff\xd8\xff")

	pngFormat = imageFormat(Format{
		Name: "png", Title: "PNG image", MIME: "image/png", Extensions: []string{".png", ".apng"},
	}, imageKind{metadata: imagemeta.PNG, extra: pngTexts, text: true}, pngMagic)

	tiffFormat = imageFormat(Format{
		Name: "tiff", Title: "TIFF image", MIME: "image/tiff",
		Extensions: []string{".tif", ".tiff", ".dng", ".cr2", ".nef", ".arw", ".pef"},
	}, imageKind{metadata: imagemeta.TIFF, extra: tiffIPTC, text: true}, "II*\x00", "MM\x00*")

	webpFormat = imageFormat(Format{
		Name: "webp", Title: "WebP image", MIME: "image/webp", Extensions: []string{".webp"},
		Match: func(h *Head) bool {
			return len(h.Bytes) >= 12 && string(h.Bytes[:4]) == "RIFF" && string(h.Bytes[8:12]) == "WEBP"
		},
	}, imageKind{metadata: imagemeta.WebP, text: true})

	heifFormat = imageFormat(Format{
		Name: "heif", Title: "HEIF or AVIF image", MIME: "image/heif", Extensions: []string{".heic", ".heif", ".avif"},
		Match: func(h *Head) bool {
			if len(h.Bytes) < 12 || string(h.Bytes[4:8]) != "ftyp" {
				return false
			}
			switch string(h.Bytes[8:12]) {
			case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis":
				return true
			}
			return false
		},
	}, imageKind{metadata: imagemeta.HEIF})

	gifFormat = imageFormat(Format{
		Name: "gif", Title: "GIF image", MIME: "image/gif", Extensions: []string{".gif"},
	}, imageKind{extra: gifComments, text: true}, "GIF87a", "GIF89a")

	bmpFormat = imageFormat(Format{
		Name: "bmp", Title: "BMP image", MIME: "image/bmp", Extensions: []string{".bmp", ".dib"},
		Match: func(h *Head) bool {
			// Behind the size stand zeros, behind the offset of the pixels the length of a header of Windows' or OS/2's.
			return len(h.Bytes) >= 18 && string(h.Bytes[:2]) == "BM" && le32(h.Bytes[6:]) == 0 && le32(h.Bytes[14:]) >= 12 && le32(h.Bytes[14:]) <= 124
		},
	}, imageKind{text: true})
)

// imageKind says how a kind of image is read.
type imageKind struct {
	metadata imagemeta.ImageFormat // zero: the library does not know it
	// extra reads what the library leaves out. Its error says that the image is malformed.
	extra func(io.Reader, *tagFields) error
	text  bool // tesseract reads it
}

// imageFormat is a format of images, told by one of the magics where it has no Match.
func imageFormat(f Format, kind imageKind, magics ...string) Format {
	f.Places = "record, page" // a page is what is read in the pixels
	switch {
	case !kind.text:
		f.Places = "record"
	case kind.metadata == 0 && kind.extra == nil:
		f.Places = "page"
	}
	f.Outside = true // OCR
	if f.Match == nil {
		f.Match = func(h *Head) bool {
			for _, magic := range magics {
				if bytes.HasPrefix(h.Bytes, []byte(magic)) {
					return h.binary() // some are words
				}
			}
			return false
		}
	}
	f.Read = deeper(func(ctx context.Context, in *Input, sink Sink) error { return readImage(ctx, in, sink, kind) })
	return f
}

func readImage(ctx context.Context, in *Input, sink Sink, kind imageKind) error {
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	src := &countedAt{ctx: ctx, at: at}
	whole := func() *io.SectionReader { return io.NewSectionReader(src, 0, size) }
	fields := &tagFields{out: packer{sink: sink, block: in.Block}, budget: in.Budget, packed: src.count}
	err = nil
	if kind.metadata != 0 {
		err = fields.metadata(whole, rawKind(kind.metadata, in.Name))
	}
	if kind.extra != nil && fields.err == nil {
		if e := kind.extra(whole(), fields); err == nil {
			err = e
		}
	}
	fields.position()
	if fields.err == nil {
		fields.err = fields.out.flush()
	}
	switch {
	case fields.err != nil:
		return fields.err
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		sink.Problem(src.src.problem(err, "metadata are broken"))
	}
	if in.OCR == nil || !kind.text {
		sink.Problem(source.Problemf(source.UnsupportedFileType, "pixels of an image"))
		return nil
	}
	return in.OCR.read(ctx, whole, sink, in.Block)
}

// rawKind tells raw images of cameras, which are TIFF in a way, by their names: their makers use tags as they like.
func rawKind(kind imagemeta.ImageFormat, name string) imagemeta.ImageFormat {
	if kind == imagemeta.TIFF {
		switch strings.ToLower(path.Ext(name)) {
		case ".dng":
			return imagemeta.DNG
		case ".cr2":
			return imagemeta.CR2
		case ".nef":
			return imagemeta.NEF
		case ".arw":
			return imagemeta.ARW
		case ".pef":
			return imagemeta.PEF
		}
	}
	return kind
}
