package format

import (
	"bufio"
	"encoding/binary"
	"io"
)

// jpegSize finds the header of the frame.
func jpegSize(r io.ReadSeeker) (width, height int64) {
	if _, err := r.Seek(2, io.SeekStart); err != nil {
		return 0, 0
	}
	in := bufio.NewReader(r)
	for {
		marker, err := in.ReadByte()
		if err != nil {
			return 0, 0
		}
		if marker == 0xff {
			continue
		}
		if marker == 1 || marker >= 0xd0 && marker <= 0xd8 {
			continue
		}
		var b [7]byte
		if _, err := io.ReadFull(in, b[:2]); err != nil {
			return 0, 0
		}
		n := int64(binary.BigEndian.Uint16(b[:])) - 2
		// Frames of all kinds of packing; between them stand tables.
		if marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc {
			if _, err := io.ReadFull(in, b[2:]); err != nil {
				return 0, 0
			}
			return int64(binary.BigEndian.Uint16(b[5:])), int64(binary.BigEndian.Uint16(b[3:]))
		}
		if n < 0 || skipFrom(in, n) != nil {
			return 0, 0
		}
	}
}

// webpSize reads the first chunk, of which there are three kinds (https://developers.google.com/speed/webp/docs/riff_container).
func webpSize(b []byte) (width, height int64) {
	u24 := func(at int) int64 { return int64(b[at]) | int64(b[at+1])<<8 | int64(b[at+2])<<16 }
	switch string(b[12:16]) {
	case "VP8X":
		return u24(24) + 1, u24(27) + 1
	case "VP8L":
		bits := int64(le32(b[21:]))
		return bits&0x3fff + 1, bits>>14&0x3fff + 1
	case "VP8 ":
		return int64(le16(b[26:]) & 0x3fff), int64(le16(b[28:]) & 0x3fff)
	}
	return 0, 0
}

// tiffMaxPages is how many pages are looked at for the largest.
const tiffMaxPages = 10_000

// tiffSize gives the size of the largest page.
func tiffSize(r io.ReadSeeker) (width, height int64) {
	var head [8]byte
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return 0, 0
	}
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if head[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(head[4:]))
	for range tiffMaxPages {
		if at == 0 {
			break
		}
		if _, err := r.Seek(at, io.SeekStart); err != nil {
			break
		}
		in := bufio.NewReaderSize(r, 4<<10)
		var count [2]byte
		if _, err := io.ReadFull(in, count[:]); err != nil {
			break
		}
		const widthTag, heightTag, short = 256, 257, 3
		var w, h int64
		for range order.Uint16(count[:]) {
			var tag [12]byte
			if _, err := io.ReadFull(in, tag[:]); err != nil {
				return width, height
			}
			value := int64(order.Uint32(tag[8:]))
			if order.Uint16(tag[2:]) == short {
				value = int64(order.Uint16(tag[8:]))
			}
			switch order.Uint16(tag[:]) {
			case widthTag:
				w = value
			case heightTag:
				h = value
			}
		}
		if w*h > width*height {
			width, height = w, h
		}
		var next [4]byte
		if _, err := io.ReadFull(in, next[:]); err != nil {
			break
		}
		at = int64(order.Uint32(next[:]))
	}
	return width, height
}
