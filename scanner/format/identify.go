package format

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/text/encoding/charmap"
)

// Identify is the format of the input, by its Head and Name. What it learns of the text on the way, readers need not find out again.
func (in *Input) Identify() *Format {
	h := NewHead(in.Head, in.Name)
	in.plain = h.plain
	return h.format()
}

// Identify tells the format of an object from its first bytes (up to HeadSize) and its name. Content decides; the name decides
// where content leaves it open. What is text is at least format "text", with the MIME type of its kind; an empty object is text.
// For binary content that is not read the Format has no Read and is called by what it is, "binary" if that is not known.
func Identify(head []byte, name string) *Format { return NewHead(head, name).format() }

func (h *Head) format() *Format {
	for i := range All {
		if match := All[i].Match; match != nil && match(h) {
			if mime := textTypeByExtension[h.extension]; mime != "" && mime != textFormat.MIME && structuredText[All[i].Name] {
				f := All[i]
				f.MIME = mime
				return &f
			}
			return &All[i]
		}
	}
	if !h.binary() {
		f := textFormat
		f.MIME = textMIME(h)
		return &f
	}
	f := binaryFormat(h.Bytes)
	if f.Name == unknownBinary {
		// A damaged archive is the business of its reader, which says so.
		for i := range All {
			if m := All[i].Match; m != nil && !isTextFormat(All[i].Name) && h.named(All[i].Extensions...) {
				return &All[i]
			}
		}
	}
	return f
}

// structuredText are formats of text with a structure. Some are of several kinds, which the name tells.
var structuredText = map[string]bool{
	htmlFormat.Name: true, xmlFormat.Name: true, yamlFormat.Name: true, tomlFormat.Name: true, iniFormat.Name: true, envFormat.Name: true,
	propertiesFormat.Name: true, rtfFormat.Name: true, vcardFormat.Name: true, icalendarFormat.Name: true,
}

func isTextFormat(name string) bool {
	return structuredText[name] || name == textFormat.Name || name == csvFormat.Name || name == jsonFormat.Name || name == sqlFormat.Name ||
		name == emlFormat.Name || name == mboxFormat.Name
}

// How many of 1,000 characters may be control characters in text.
const (
	controlsUTF8  = 100
	controlsUTF16 = 50
	controlsLatin = 20 // nearly everything can be read as Windows-1252; one byte in nine of random data is a control character
	controlsMagic = 5  // where it begins with the magic number of a binary format, some of which are words
)

// hasControls says whether there are control characters of ASCII that text does not have.
func hasControls(head []byte) bool {
	return bytes.ContainsFunc(head, func(r rune) bool { return r < utf8.RuneSelf && !plainBytes[r] })
}

// countControls counts the characters that text does not have, and all.
func countControls(b []byte) (controls, all int) {
	for len(b) > 0 {
		if len(b) >= 8 && notPrinted(b) == 0 {
			all += 8
			b = b[8:]
			continue
		}
		r, n := rune(b[0]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(b)
		}
		b = b[n:]
		all++
		switch {
		case r < utf8.RuneSelf:
			if !plainBytes[r] {
				controls++
			}
		case r >= 0xfffe && r <= 0xffff:
			controls++
		case r == utf8.RuneError && n == 3: // what a decoder could not make sense of
			controls++
		}
	}
	return controls, all
}

// countLatinControls is countControls for text in Windows-1252 that is not decoded.
func countLatinControls(b []byte) (controls int) {
	for _, c := range b {
		controls += int(latinControls[c])
	}
	return controls
}

// latinControls is 1 for each byte that no text in Windows-1252 has.
var latinControls = func() (t [256]uint8) {
	for b := range t {
		if r := charmap.Windows1252.DecodeByte(byte(b)); r == utf8.RuneError || r < utf8.RuneSelf && !plainBytes[r] {
			t[b] = 1
		}
	}
	return t
}()

const unknownBinary = "binary"

// binaryMagic are formats that package mimetype does not know or knows under another name.
var binaryMagic = []struct{ magic, name, title, mime string }{
	{"ARROW1\x00\x00", "arrow", "Apache Arrow", "application/vnd.apache.arrow.file"},
	{"FEA1", "feather", "Feather", "application/vnd.apache.feather"},
	{"\x78\x9f\x3e\x22", "tnef", "Outlook attachments (TNEF)", "application/ms-tnef"},
	{"!BDN", "pst", "Outlook data file", "application/vnd.ms-outlook-pst"},
	{"\x89HDF\r\n\x1a\n", "hdf5", "HDF5", "application/x-hdf5"},
	{"\xac\xed\x00\x05", "javaobject", "Java serialized object", "application/x-java-serialized-object"},
	{"\x03\xd9\xa2\x9a", "keepass", "KeePass database", "application/x-keepass"},
	{"LUKS\xba\xbe", "luks", "LUKS encrypted volume", "application/x-luks"},
	{"Salted__", "openssl", "OpenSSL encrypted data", "application/x-openssl-encrypted"},
}

// binaryFormat says what binary content is, as a format that is not read.
func binaryFormat(head []byte) *Format {
	for _, m := range binaryMagic {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return &Format{Name: m.name, Title: m.title, MIME: m.mime}
		}
	}
	kind := mimetype.Detect(head)
	for k := kind; k != nil; k = k.Parent() {
		if k.Is("text/plain") {
			return &Format{Name: unknownBinary, Title: "Binary data", MIME: "application/octet-stream"}
		}
	}
	mime, _, _ := strings.Cut(kind.String(), ";")
	name := strings.TrimPrefix(kind.Extension(), ".")
	switch {
	case mime == "application/octet-stream":
		return &Format{Name: unknownBinary, Title: "Binary data", MIME: mime}
	case name == "": // programs and their like
		_, name, _ = strings.Cut(mime, "/")
		name = strings.TrimPrefix(name, "x-")
	}
	return &Format{Name: name, Title: strings.ToUpper(name) + " file", MIME: mime}
}

// otherText says whether the name is one of text that is not a table.
func (h *Head) otherText() bool {
	_, known := textTypeByExtension[h.extension]
	return known
}

// textMIME is the MIME type of text: the name's extension says it best, else the content does.
func textMIME(h *Head) string {
	if mime := textTypeByExtension[h.extension]; mime != "" {
		return mime
	}
	kind := mimetype.Detect(h.Bytes)
	mime, _, _ := strings.Cut(kind.String(), ";")
	switch {
	case kind.Is("application/json"), kind.Is("application/x-ndjson"), kind.Is("text/csv"), kind.Is("text/tab-separated-values"):
		return textFormat.MIME // the readers know better
	case kind.Is("text/xml"):
		return "application/xml"
	}
	for k := kind; k != nil; k = k.Parent() {
		if k.Is("text/plain") {
			return mime
		}
	}
	return textFormat.MIME
}
