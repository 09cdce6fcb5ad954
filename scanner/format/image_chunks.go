package format

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"strings"

	"github.com/bep/imagemeta"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

var errImage = errors.New("image is broken or ends early")

// pngTexts reads the texts of a PNG file (https://www.w3.org/TR/png-3/#11textinfo): tEXt, zTXt and iTXt, each called by its keyword.
// XMP, and the EXIF that older tools put into a text, are read as such.
func pngTexts(r io.Reader, f *tagFields) error {
	in := bufio.NewReaderSize(r, 4<<10)
	if _, err := in.Discard(len(pngMagic)); err != nil {
		return errImage
	}
	for f.err == nil {
		var head [8]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return errImage
		}
		n, kind := int64(binary.BigEndian.Uint32(head[:])), string(head[4:])
		switch kind {
		case "IEND":
			return nil
		case "tEXt", "zTXt", "iTXt":
			if n > imageMaxText {
				break
			}
			b := make([]byte, 0, min(n, 64<<10))
			buf := bytes.NewBuffer(b)
			if _, err := io.CopyN(buf, in, n); err != nil {
				return errImage
			}
			if err := pngText(kind, buf.Bytes(), f); err != nil {
				return err
			}
			n = 0
		}
		if err := skipFrom(in, n+4); err != nil { // its sum, too
			return errImage
		}
	}
	return nil
}

func pngText(kind string, b []byte, f *tagFields) error {
	keyword, b, ok := bytes.Cut(b, []byte{0})
	if !ok {
		return errImage
	}
	packed := false
	switch kind {
	case "zTXt":
		if len(b) < 1 {
			return errImage
		}
		packed, b = true, b[1:]
	case "iTXt":
		if len(b) < 2 {
			return errImage
		}
		packed, b = b[0] != 0, b[2:]
		for range 2 { // language, keyword in it
			if _, b, ok = bytes.Cut(b, []byte{0}); !ok {
				return errImage
			}
		}
	}
	if packed {
		z, err := zlib.NewReader(bytes.NewReader(b))
		if err != nil {
			return errImage
		}
		if b, err = io.ReadAll(io.LimitReader(f.budget.Unpacked(z, f.packed), imageMaxText)); err != nil {
			return err
		}
	}
	name, isProfile := strings.CutPrefix(string(keyword), "Raw profile type ")
	switch {
	case string(keyword) == "XML:com.adobe.xmp":
		return f.xmp(bytes.NewReader(b))
	case isProfile:
		return pngProfile(name, b, f)
	}
	// All but iTXt is in Latin-1 by the book, and in UTF-8 by many tools: add tells.
	f.add(string(keyword), string(b))
	return nil
}

// pngProfile reads metadata that ImageMagick wrote out in digits: a name, a length, hexadecimal lines.
func pngProfile(name string, b []byte, f *tagFields) error {
	lines := bytes.SplitN(bytes.TrimLeft(b, "\n"), newline, 3)
	if len(lines) < 3 {
		return errImage
	}
	raw, err := hex.DecodeString(string(bytes.Join(bytes.Fields(lines[2]), nil)))
	if err != nil {
		return errImage
	}
	switch name {
	case "xmp":
		return f.xmp(bytes.NewReader(raw))
	case "iptc", "8bim":
		f.photoshop(raw)
	case "exif", "APP1":
		raw = bytes.TrimPrefix(raw, []byte("Exif\x00\x00"))
		if xmp, ok := bytes.CutPrefix(raw, []byte("http://ns.adobe.com/xap/1.0/\x00")); ok {
			return f.xmp(bytes.NewReader(xmp))
		}
		return f.metadata(func() *io.SectionReader { return io.NewSectionReader(bytes.NewReader(raw), 0, int64(len(raw))) }, imagemeta.TIFF)
	}
	return nil
}

// jpegTexts reads the comments (ITU-T T.81, B.2.4.5) and the IPTC of a JPEG file, up to the pixels.
func jpegTexts(r io.Reader, f *tagFields) error {
	in := bufio.NewReaderSize(r, 4<<10)
	if _, err := in.Discard(2); err != nil {
		return errImage
	}
	const filling, comment, photoshop, scan, end = 0xff, 0xfe, 0xed, 0xda, 0xd9
	for f.err == nil {
		var head [2]byte
		if _, err := io.ReadFull(in, head[:]); err != nil || head[0] != filling {
			return errImage
		}
		for head[1] == filling {
			c, err := in.ReadByte()
			if err != nil {
				return errImage
			}
			head[1] = c
		}
		if head[1] == scan || head[1] == end {
			return nil
		}
		if head[1] == 1 || head[1] >= 0xd0 && head[1] <= 0xd7 { // stands alone
			continue
		}
		var length [2]byte
		if _, err := io.ReadFull(in, length[:]); err != nil {
			return errImage
		}
		n := int(binary.BigEndian.Uint16(length[:])) - 2
		if n < 0 {
			return errImage
		}
		if head[1] != comment && head[1] != photoshop {
			if err := skipFrom(in, int64(n)); err != nil {
				return errImage
			}
			continue
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(in, b); err != nil {
			return errImage
		}
		if iptc, ok := bytes.CutPrefix(b, []byte("Photoshop 3.0\x00")); ok {
			f.photoshop(iptc)
		} else if head[1] == comment {
			f.add("Comment", string(b))
		}
	}
	return nil
}

// gifComments reads the comments, texts and XMP of a GIF file (https://www.w3.org/Graphics/GIF/spec-gif89a.txt).
func gifComments(r io.Reader, f *tagFields) error {
	in := bufio.NewReaderSize(r, 16<<10)
	var head [13]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return errImage
	}
	if err := skipFrom(in, gifColors(head[10])); err != nil {
		return errImage
	}
	const image, extension, end = 0x2c, 0x21, 0x3b
	const comment, plain, application = 0xfe, 0x01, 0xff
	for f.err == nil {
		kind, err := in.ReadByte()
		if err != nil {
			return errImage
		}
		switch kind {
		case end:
			return nil
		case image:
			var d [9]byte
			if _, err := io.ReadFull(in, d[:]); err != nil {
				return errImage
			}
			if err := skipFrom(in, gifColors(d[8])+1); err != nil {
				return errImage
			}
			if _, err := gifBlocks(in, 0); err != nil {
				return err
			}
		case extension:
			label, err := in.ReadByte()
			if err != nil {
				return errImage
			}
			keep := 0
			if label == comment || label == plain {
				keep = imageMaxText
			}
			if id, _ := in.Peek(12); label == application && len(id) == 12 && string(id[1:]) == "XMP DataXMP" {
				if err := gifXMP(in, f); err != nil {
					return err
				}
				continue
			}
			if label == plain {
				if n, err := in.ReadByte(); err != nil || skipFrom(in, int64(n)) != nil {
					return errImage
				}
			}
			b, err := gifBlocks(in, keep)
			if err != nil {
				return err
			}
			f.add("Comment", string(b))
		default:
			return errImage
		}
	}
	return nil
}

// gifColors is how many bytes a table of colors has, given the flags that say so.
func gifColors(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// gifBlocks reads blocks up to the empty one, and keeps so many of their bytes.
func gifBlocks(in *bufio.Reader, keep int) ([]byte, error) {
	var kept []byte
	for {
		n, err := in.ReadByte()
		if err != nil {
			return nil, errImage
		}
		if n == 0 {
			return kept, nil
		}
		var b [255]byte
		if _, err := io.ReadFull(in, b[:n]); err != nil {
			return nil, errImage
		}
		if room := keep - len(kept); room > 0 {
			kept = append(kept, b[:min(int(n), room)]...)
		}
	}
}

// gifXMP reads XMP, which stands in a GIF file as it is, not in blocks: bytes that count down lead decoders behind it.
func gifXMP(in *bufio.Reader, f *tagFields) error {
	if _, err := in.Discard(12); err != nil {
		return errImage
	}
	var packet []byte
	for len(packet) < imageMaxText {
		c, err := in.ReadByte()
		if err != nil {
			return errImage
		}
		if c == 1 {
			break
		}
		packet = append(packet, c)
	}
	if err := f.xmp(bytes.NewReader(packet)); err != nil {
		return err
	}
	return skipFrom(in, 257) // 0xff to 0, and the empty block
}

func skipFrom(in *bufio.Reader, n int64) error {
	_, err := io.CopyN(io.Discard, in, n)
	return err
}
