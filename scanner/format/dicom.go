package format

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
	dicomcharset "github.com/suyashkumar/dicom/pkg/charset"
	"github.com/suyashkumar/dicom/pkg/tag"
	"golang.org/x/text/encoding"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// dicomFormat reads medical images (DICOM PS3.5 and PS3.10, https://dicom.nema.org/medical/dicom/current/output/html/part05.html): each
// element that is text is a field called by its keyword, documents in them are members, and pixels are told as those of any image.
//
// The elements are walked here, as they come: the library holds all of them, and grants any length that one declares. What it knows
// of tags and characters is used.
var dicomFormat = Format{
	Name:       "dicom",
	Title:      "DICOM image",
	MIME:       "application/dicom",
	Extensions: []string{".dcm", ".dicom"},
	Places:     "record",
	Match: func(h *Head) bool {
		return len(h.Bytes) >= dicomPreamble+4 && string(h.Bytes[dicomPreamble:dicomPreamble+4]) == "DICM"
	},
	Read: deeper(readDICOM),
}

const (
	dicomPreamble = 128
	// dicomMaxText is how much of one text is read; reports in UT reach some hundred KiB.
	dicomMaxText = 4 << 20
	// dicomUndefined is a length that only a delimiter tells.
	dicomUndefined = 1<<32 - 1
)

// Tags that mean something to the walk.
var (
	dicomItem         = tag.Tag{Group: 0xfffe, Element: 0xe000}
	dicomItemEnd      = tag.Tag{Group: 0xfffe, Element: 0xe00d}
	dicomSequenceEnd  = tag.Tag{Group: 0xfffe, Element: 0xe0dd}
	errDICOM          = errors.New("element is broken")
	dicomPixelLengths = map[tag.Tag]bool{tag.PixelData: true, {Group: 0x7fe0, Element: 8}: true, {Group: 0x7fe0, Element: 9}: true}
)

func readDICOM(ctx context.Context, in *Input, sink Sink) error {
	return readMembers(ctx, in, sink, func(s *memberStream) error {
		d := &dicomReader{s: s, order: binary.LittleEndian, fields: tagFields{out: packer{sink: sink, block: in.Block}}}
		err := d.read()
		if d.fields.err == nil {
			d.fields.err = d.fields.out.flush()
		}
		if d.fields.err != nil {
			return sinkError{d.fields.err}
		}
		if d.cut {
			sink.Problem(source.Problemf(source.FileExceedsSizeLimit, "element of more than %d bytes of text", dicomMaxText))
		}
		if d.pixels {
			sink.Problem(source.Problemf(source.UnsupportedFileType, "pixels of an image"))
		}
		return err
	})
}

// dicomReader walks through the elements of a file. Those in sequences are taken as they come: lengths of sequences and items are
// not needed, only what they leave open is counted.
type dicomReader struct {
	s        *memberStream
	order    binary.ByteOrder
	implicit bool
	open     int // sequences of undefined length around
	until    int // with implicit: how many were open where implicit elements began inside explicit ones; -1 for the file's own
	decoder  *encoding.Decoder
	fields   tagFields
	pixels   bool // there are some
	cut      bool // a text was too long
}

func (d *dicomReader) read() error {
	if err := d.s.skip(dicomPreamble); err != nil {
		return err
	}
	if magic, err := d.s.take(4); err != nil || string(magic) != "DICM" {
		return errMembers(err)
	}
	syntax, err := d.meta()
	if err != nil {
		return err
	}
	switch syntax { // PS3.5 A; all others are as explicit, for their pixels are packed and nothing else
	case "1.2.840.10008.1.2":
		d.implicit, d.until = true, -1
	case "1.2.840.10008.1.2.2":
		d.order = binary.BigEndian
	case "1.2.840.10008.1.2.1.99":
		inflated := d.s.budget.Unpacked(flate.NewReader(d.s.in), d.s.src.count)
		d.s.in = bufio.NewReaderSize(inflated, packedBuffer)
	}
	for {
		e, err := d.element()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = d.value(e)
		}
		if err == nil {
			err = d.fields.err
		}
		if err != nil {
			return err
		}
	}
}

// meta reads the elements of group 2, which are explicit, and gives the transfer syntax.
func (d *dicomReader) meta() (syntax string, err error) {
	for {
		next, err := d.s.in.Peek(2)
		if err != nil || le16(next) != 2 {
			return syntax, nil // what is missing shows at the next element
		}
		e, err := d.element()
		if err != nil {
			return "", unexpected(err)
		}
		if e.tag == tag.TransferSyntaxUID && e.length <= 64 {
			b, err := d.s.take(int(e.length))
			if err != nil {
				return "", unexpected(err)
			}
			syntax = strings.TrimRight(string(b), "\x00 ")
			continue
		}
		if err := d.value(e); err != nil {
			return "", err
		}
	}
}

// dicomElement is what stands before a value.
type dicomElement struct {
	tag    tag.Tag
	vr     string // empty for delimiters
	length int64
}

// element reads the head of the next element; io.EOF behind the last one.
func (d *dicomReader) element() (e dicomElement, err error) {
	if d.s.ctx.Err() != nil {
		return e, d.s.ctx.Err()
	}
	b, err := d.s.take(8)
	if err != nil {
		return e, err
	}
	e.tag = tag.Tag{Group: d.order.Uint16(b), Element: d.order.Uint16(b[2:])}
	e.length = int64(d.order.Uint32(b[4:]))
	switch {
	case e.tag.Group == 0xfffe:
		return e, nil
	case d.implicit:
		e.vr = "UN"
		if info, err := tag.Find(e.tag); err == nil && len(info.VRs) > 0 {
			e.vr = info.VRs[0]
		}
		return e, nil
	}
	e.vr = string(b[4:6])
	switch e.vr {
	case "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV":
		if b, err = d.s.take(4); err != nil {
			return e, unexpected(err)
		}
		e.length = int64(d.order.Uint32(b))
	default:
		if e.vr[0] < 'A' || e.vr[0] > 'Z' || e.vr[1] < 'A' || e.vr[1] > 'Z' {
			return e, errDICOM
		}
		e.length = int64(d.order.Uint16(b[6:]))
	}
	return e, nil
}

// value reads the value of e, or goes on behind it.
func (d *dicomReader) value(e dicomElement) error {
	switch {
	case e.tag == dicomItem || e.tag == dicomItemEnd:
		return nil
	case e.tag == dicomSequenceEnd:
		d.open--
		if d.implicit && d.until == d.open {
			d.implicit = false
		}
		return nil
	case dicomPixelLengths[e.tag]:
		d.pixels = true
		if e.length == dicomUndefined {
			return d.fragments()
		}
		return d.s.skip(e.length)
	case e.length == dicomUndefined:
		if e.vr == "UN" && !d.implicit { // a sequence that someone copied and did not know (PS3.5 6.2.2)
			d.implicit, d.until = true, d.open
		}
		d.open++
		return nil
	case e.vr == "SQ":
		return nil
	case e.tag == tag.EncapsulatedDocument:
		return d.s.member(Member{Path: "EncapsulatedDocument", Size: e.length}, 0)
	case !dicomTexts[e.vr] && e.vr != "UN":
		return d.s.skip(e.length)
	}
	n := min(e.length, dicomMaxText)
	d.cut = d.cut || n < e.length && e.vr != "UN"
	b, err := d.s.take(int(n))
	if err != nil {
		return unexpected(err)
	}
	d.text(e, b)
	return d.s.skip(e.length - n)
}

// fragments goes on behind packed pixels.
func (d *dicomReader) fragments() error {
	for {
		e, err := d.element()
		if err != nil {
			return unexpected(err)
		}
		switch e.tag {
		case dicomSequenceEnd:
			return nil
		case dicomItem:
			if err := d.s.skip(e.length); err != nil {
				return err
			}
		default:
			return errDICOM
		}
	}
}

// dicomTexts are the value representations that are text (PS3.5 6.2). UI, TM and numbers are of no one.
var dicomTexts = map[string]bool{
	"AE": true, "AS": true, "CS": true, "DA": true, "DT": true, "LO": true, "LT": true, "PN": true, "SH": true, "ST": true, "UC": true,
	"UR": true, "UT": true,
}

// text adds the values of a text: backslashes stand between several, and between the parts of a person's name carets.
func (d *dicomReader) text(e dicomElement, b []byte) {
	b = bytes.TrimRight(b, "\x00 ")
	if e.tag == tag.SpecificCharacterSet {
		d.characters(strings.Split(string(b), `\`))
		return
	}
	if e.vr == "UN" && !looksLikeText(b) {
		return
	}
	value := d.decoded(b)
	name := dicomName(e.tag)
	switch e.vr {
	case "LT", "ST", "UT", "UR":
		d.fields.add(name, value)
		return
	}
	for v := range strings.SplitSeq(value, `\`) {
		switch e.vr {
		case "DA":
			// With its parts apart a date is one to a detector, too.
			if t, err := time.Parse("20060102", strings.TrimSpace(v)); err == nil {
				v = t.Format(time.DateOnly)
			}
			d.fields.add(name, v)
		case "PN":
			for group := range strings.SplitSeq(v, "=") { // in letters, ideographs, phonetic signs
				d.fields.add(name, strings.Join(strings.FieldsFunc(group, func(r rune) bool { return r == '^' || r == ' ' }), " "))
			}
		default:
			d.fields.add(name, v)
		}
	}
}

// characters sets how texts are encoded. Of several encodings the last one has the others in it, mostly.
func (d *dicomReader) characters(names []string) {
	_ = withoutPanic(func() error { // of names that the library lists and cannot find
		coding, err := dicomcharset.ParseSpecificCharacterSet(names)
		if err == nil {
			d.decoder = coding.Ideographic
		}
		return err
	})
}

func (d *dicomReader) decoded(b []byte) string {
	if d.decoder == nil || isASCII(b) {
		return string(b)
	}
	out, err := d.decoder.Bytes(b)
	if err != nil {
		return string(b)
	}
	return strings.ReplaceAll(string(out), "\x1b$)C", "") // Korean's mark, which its decoder leaves
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf || c == 0x1b {
			return false
		}
	}
	return true
}

// looksLikeText says that b, of which nobody knows what it is, can be read.
func looksLikeText(b []byte) bool {
	controls, all := countControls(b)
	return all > 0 && controls == 0 && utf8.Valid(b)
}

// dicomName is the keyword of a tag; those of private ones have no meaning to others.
func dicomName(t tag.Tag) string {
	if info, err := tag.Find(t); err == nil && t.Element != 0 {
		return info.Keyword
	}
	return ""
}
