package format

import (
	"bytes"

	"github.com/pii-scan/pii-scan/scanner/format/internal/ole"
)

// pptFormat reads presentations of PowerPoint 97 to 2003 (MS-PPT): the texts of slides, notes and masters, comments, headers and footers,
// addresses of links, properties.
var pptFormat = Format{
	Name:       "ppt",
	Title:      "PowerPoint 97-2003 presentation",
	MIME:       "application/vnd.ms-powerpoint",
	Extensions: pptExtensions,
	Places:     "page, record",
	Isolated:   true,
	Match:      matchOLE("ppt", pptExtensions),
	Read:       deeper(readOLE),
}

var pptExtensions = []string{".ppt", ".pps", ".pot"}

func (r *oleReader) slides(e *ole.Entry) error {
	if err := r.out.flush(); err != nil {
		return err
	}
	line := r.out.line
	r.out.line = 0
	var own error
	err := r.file.Slides(r.ctx, e, func(slide int, b []byte) error {
		if string(b) == "*" || bytes.HasPrefix(b, []byte("___PPT")) { // a date or a number; the name of what a later version added
			return nil
		}
		if own = r.out.turn("", slide); own != nil {
			return own
		}
		for _, paragraph := range bytes.FieldsFunc(b, func(c rune) bool { return c == '\r' || c == '\v' }) {
			if own = r.paragraph(paragraph); own != nil {
				return own
			}
		}
		r.label = nil
		return nil
	})
	if own != nil {
		return own
	}
	if e := r.out.flush(); e != nil {
		return e
	}
	r.out.page, r.out.line = 0, line
	return r.tell("presentation", err)
}
