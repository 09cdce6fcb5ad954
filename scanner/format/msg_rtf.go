package format

import (
	"bytes"
	"io"

	"github.com/pii-scan/pii-scan/scanner/format/internal/ole"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// msgRTFWindow is what is referred to before anything is written (MS-OXRTFCP 2.1.2.1).
const msgRTFWindow = `{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor ` +
	`MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0` + "\r\n" + `\par \pard\plain\f0\fs20\b\i\u\tab\tx`

// msgRTF hands a compressed body of RTF over as a member.
func (r *oleReader) msgRTF(e *ole.Entry) error {
	b, err := r.file.ReadAll(e, maxOLEText)
	if err != nil {
		return err
	}
	rtf, ok := unpackRTF(b)
	if !ok {
		r.sink.Problem(source.Problemf(source.MalformedOrTooLarge, "body of the message is damaged"))
	}
	if len(rtf) == 0 {
		return nil
	}
	return r.member("body.rtf", io.NewSectionReader(bytes.NewReader(rtf), 0, int64(len(rtf))))
}

// unpackRTF undoes the compression of MS-OXRTFCP, by at most 17 bytes out of two; not ok where the data is damaged or too large.
func unpackRTF(b []byte) (out []byte, ok bool) {
	const (
		window     = 4096
		compressed = 0x75465a4c
		plain      = 0x414c454d
	)
	if len(b) < 16 {
		return nil, false
	}
	size, kind := int64(le32(b[4:])), le32(b[8:])
	if b = b[16:]; kind == plain {
		return b[:min(size, int64(len(b)))], size <= int64(len(b))
	}
	if kind != compressed || size > maxOLEText {
		return nil, false
	}
	var dict [window]byte
	at := copy(dict[:], msgRTFWindow)
	put := func(c byte) {
		dict[at%window] = c
		at++
		out = append(out, c)
	}
	for len(b) > 0 {
		flags := b[0]
		b = b[1:]
		for bit := range 8 {
			if flags>>bit&1 == 0 {
				if len(b) == 0 {
					return out, int64(len(out)) >= size
				}
				put(b[0])
				b = b[1:]
				continue
			}
			if len(b) < 2 {
				return out, false
			}
			from, n := int(b[0])<<4|int(b[1])>>4, int(b[1]&15)+2
			b = b[2:]
			if from == at%window {
				return out, true
			}
			if int64(len(out)+n) > size+window {
				return out, false
			}
			for i := range n {
				put(dict[(from+i)%window])
			}
		}
	}
	return out, int64(len(out)) >= size
}
