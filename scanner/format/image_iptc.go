package format

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// iptcNames are the texts of an image's application record (IPTC-IIM 4.2, chapter 6) that are about people and places.
var iptcNames = map[byte]string{
	5: "ObjectName", 25: "Keywords", 40: "SpecialInstructions", 55: "DateCreated", 80: "By-line", 85: "By-lineTitle", 90: "City",
	92: "Sub-location", 95: "State", 100: "CountryCode", 101: "Country", 103: "TransmissionReference", 105: "Headline", 110: "Credit",
	115: "Source", 116: "CopyrightNotice", 118: "Contact", 120: "Caption", 122: "Writer",
}

// iptc reads records of IPTC: a marker, record, data set, length, value.
func (f *tagFields) iptc(b []byte) {
	const marker, application, extended = 0x1c, 2, 0x8000
	for len(b) >= 5 && b[0] == marker && f.err == nil {
		record, set, n := b[1], b[2], int(binary.BigEndian.Uint16(b[3:]))
		b = b[5:]
		if n >= extended { // a length of a length, for what is not text
			return
		}
		value := b[:min(n, len(b))]
		b = b[len(value):]
		if name := iptcNames[set]; record == application && (name != "" || looksLikeText(value)) {
			f.add(name, string(value))
		}
	}
}

// photoshop reads the IPTC among the resources that Photoshop puts into a file
// (https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/).
func (f *tagFields) photoshop(b []byte) {
	const iptc = 0x0404
	for len(b) >= 12 && bytes.HasPrefix(b, []byte("8BIM")) {
		id := binary.BigEndian.Uint16(b[4:])
		name := 1 + int(b[6])
		at := 6 + name + name&1
		if at+4 > len(b) {
			return
		}
		n := int64(binary.BigEndian.Uint32(b[at:]))
		b = b[at+4:]
		if n > int64(len(b)) {
			n = int64(len(b))
		}
		if id == iptc {
			f.iptc(b[:n])
		}
		b = b[min(n+n&1, int64(len(b))):]
	}
}

// tiffIPTC reads the IPTC of a TIFF file: a tag of the first image.
func tiffIPTC(r io.Reader, f *tagFields) error {
	at, ok := r.(io.ReaderAt)
	if !ok {
		return nil
	}
	const iptc, photoshop, entry = 0x83bb, 0x8649, 12
	var head [8]byte
	if _, err := at.ReadAt(head[:], 0); err != nil {
		return errImage
	}
	var order binary.ByteOrder = binary.LittleEndian
	if head[0] == 'M' {
		order = binary.BigEndian
	}
	in := bufio.NewReader(io.NewSectionReader(at, int64(order.Uint32(head[4:])), 2+1<<16*entry))
	var count [2]byte
	if _, err := io.ReadFull(in, count[:]); err != nil {
		return errImage
	}
	for range order.Uint16(count[:]) {
		var tag [entry]byte
		if _, err := io.ReadFull(in, tag[:]); err != nil {
			return errImage
		}
		id := order.Uint16(tag[:])
		if id != iptc && id != photoshop {
			continue
		}
		n := int64(order.Uint32(tag[4:]))
		const long = 4
		if order.Uint16(tag[2:]) == long { // some write bytes as words
			n *= 4
		}
		if n <= 4 || n > imageMaxText {
			continue
		}
		b, err := io.ReadAll(io.NewSectionReader(at, int64(order.Uint32(tag[8:])), n))
		if err != nil {
			return err
		}
		if id == iptc {
			f.iptc(b)
		} else {
			f.photoshop(b)
		}
	}
	return nil
}
