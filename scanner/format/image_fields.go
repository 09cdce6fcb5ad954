package format

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bep/imagemeta"
	"golang.org/x/text/encoding/charmap"
)

const (
	// imageMaxTags is how many tags of one source are read; cameras write some hundred.
	imageMaxTags = 5000
	// imageMaxTag is the longest value in bytes. What is longer is a thumbnail or a maker's own.
	imageMaxTag = 64 << 10
	// imageMaxText bounds the texts of one image that are held at a time: a packet of XMP, a text of PNG, unpacked.
	imageMaxText = 4 << 20
	// xmpMaxDepth is how deep elements of XMP may stand in one another.
	xmpMaxDepth = 64
)

// tagFields makes fields of tags.
type tagFields struct {
	out   packer
	names nameSet
	err   error // the sink's

	// What is packed in an image counts as everywhere.
	budget *Budget
	packed func() int64

	// The position in degrees as EXIF has it, with the letters of the directions.
	latitude, longitude       float64
	latitudeRef, longitudeRef string
	located                   int // bits: 1 the latitude is there, 2 the longitude
}

// add adds one tag's value, in pieces where it is long.
func (f *tagFields) add(name, value string) {
	value = strings.Trim(value, "\x00 \t\r\n")
	if value == "" || f.err != nil {
		return
	}
	p := place{}
	if name = cutName([]byte(name)); name != "" {
		p.name = f.names.of(name)
	}
	if !utf8.ValidString(value) {
		// EXIF and IPTC do not say how they are encoded: what is not UTF-8 was written on some PC.
		if decoded, err := charmap.Windows1252.NewDecoder().String(value); err == nil {
			value = decoded
		}
	}
	f.err = f.out.addLong([]byte(value), p)
}

// addLong adds a text of any length, as several fields where it is too long for one.
func (c *packer) addLong(value []byte, p place) error {
	for len(value) > maxParagraph {
		n := runeEdge(value, maxParagraph)
		if err := c.add(value[:n], p); err != nil {
			return err
		}
		value = value[n:]
	}
	return c.add(value, p)
}

// metadata reads EXIF and XMP with the library, each by itself: one that is broken must not hide the other.
func (f *tagFields) metadata(open func() *io.SectionReader, kind imagemeta.ImageFormat) (broken error) {
	for _, source := range []imagemeta.Source{imagemeta.EXIF, imagemeta.XMP} {
		err := withoutPanic(func() error {
			_, err := imagemeta.Decode(imagemeta.Options{
				R: open(), ImageFormat: kind, Sources: source, LimitNumTags: imageMaxTags, LimitTagSize: imageMaxTag,
				HandleTag: func(tag imagemeta.TagInfo) error { f.tag(tag); return f.err },
				HandleXMP: func(r io.Reader) error { return f.xmp(r) },
			})
			return err
		})
		if f.err != nil {
			return nil
		}
		if err != nil && broken == nil {
			broken = err
		}
	}
	return broken
}

// tag adds a tag of EXIF, if it is text.
func (f *tagFields) tag(tag imagemeta.TagInfo) {
	number, isNumber := tag.Value.(float64)
	name := tag.Tag
	switch v := tag.Value.(type) {
	case string:
		switch name {
		case "GPSLatitudeRef":
			f.latitudeRef = v
		case "GPSLongitudeRef":
			f.longitudeRef = v
		case "MakerNote", "PrintIM", "Padding": // a maker's own bytes
		default:
			if !isNumberList(v) {
				f.add(name, v)
			}
		}
	case []byte:
		if strings.HasPrefix(name, "XP") { // of Windows, in UTF-16
			f.add(name, string(utf16LE.decode(v)))
		}
	}
	if isNumber {
		switch name {
		case "GPSLatitude":
			f.latitude, f.located = number, f.located|1
		case "GPSLongitude":
			f.longitude, f.located = number, f.located|2
		}
	}
}

// isNumberList says that a value is what the library writes for several numbers: colors, versions, offsets.
func isNumberList(v string) bool {
	return strings.Contains(v, " ") && strings.Trim(v, "0123456789./- ") == ""
}

// position adds where the image was taken, as one field: neither half is a place.
func (f *tagFields) position() {
	if f.located != 3 || math.IsNaN(f.latitude) || math.IsNaN(f.longitude) {
		return
	}
	signed := func(v float64, ref, negative string) string {
		if strings.HasPrefix(strings.ToUpper(ref), negative) {
			v = -v
		}
		return strconv.FormatFloat(v, 'f', 6, 64)
	}
	f.add("GPS position", fmt.Sprintf("%s, %s", signed(f.latitude, f.latitudeRef, "S"), signed(f.longitude, f.longitudeRef, "W")))
}

// xmp reads a packet of XMP (ISO 16684-1), RDF in XML: each text and each attribute is a field, called by the property that it
// stands in.
func (f *tagFields) xmp(r io.Reader) error {
	packet, err := io.ReadAll(io.LimitReader(r, imageMaxText))
	if err != nil {
		return err
	}
	d := xml.NewDecoder(bytes.NewReader(bytes.Trim(packet, "\x00")))
	d.Strict = false
	var open []string
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := t.Name.Local
			if t.Name.Space == "rdf" || t.Name.Space == "x" { // lists and descriptions belong to the property around them
				name = ""
				if len(open) > 0 {
					name = open[len(open)-1]
				}
			}
			if len(open) >= xmpMaxDepth {
				return io.ErrUnexpectedEOF
			}
			open = append(open, name)
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" || a.Name.Space == "xml" || a.Name.Space == "rdf" || a.Name.Space == "x" {
					continue
				}
				f.xmpValue(a.Name.Local, a.Value)
			}
		case xml.EndElement:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case xml.CharData:
			if len(open) > 0 {
				f.xmpValue(open[len(open)-1], string(t))
			}
		}
		if f.err != nil {
			return nil
		}
	}
}

// xmpValue adds one property. Identifiers of documents are random, and of no one.
func (f *tagFields) xmpValue(name, value string) {
	switch {
	case strings.HasSuffix(name, "ocumentID"), strings.HasSuffix(name, "nstanceID"):
	case name == "GPSLatitude", name == "GPSLongitude":
		if f.located == 3 {
			return // EXIF says so, too
		}
		if v, ok := xmpDegrees(value); ok && name == "GPSLatitude" {
			f.latitude, f.located = v, f.located|1
		} else if ok {
			f.longitude, f.located = v, f.located|2
		}
	default:
		f.add(name, value)
	}
}

// xmpDegrees reads degrees as XMP has them: 51,30.0444N or 51,30,3S.
func xmpDegrees(s string) (float64, bool) {
	if s == "" {
		return 0, false
	}
	direction := s[len(s)-1]
	if strings.IndexByte("NSEW", direction) < 0 {
		return 0, false
	}
	degrees, unit := 0.0, 1.0
	for part := range strings.SplitSeq(s[:len(s)-1], ",") {
		v, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return 0, false
		}
		degrees += v / unit
		unit *= 60
	}
	if direction == 'S' || direction == 'W' {
		degrees = -degrees
	}
	return degrees, true
}
