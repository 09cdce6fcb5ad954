package format

import (
	"context"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
)

// pptxFormat reads presentations of Office Open XML (ECMA-376-1 19): slides with their notes and comments, masters, properties. A
// paragraph is a field, and so is a cell of a table; files in the presentation are members. The page of a match is its slide.
var pptxFormat = Format{
	Name:       "pptx",
	Title:      "PowerPoint presentation",
	MIME:       "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	Extensions: pptxExtensions,
	Places:     "page, cell, record",
	Match:      matchPackage("pptx", pptxExtensions),
	Read:       deeper(readPPTX),
}

var pptxExtensions = []string{".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"}

func readPPTX(ctx context.Context, in *Input, sink Sink) error {
	return readPackage(ctx, in, sink, func(p *officePackage) error {
		o := &officeText{officePackage: p, docText: newDocText(p.in, p.sink), folder: "ppt/"}
		main, err := p.mainPart("ppt/presentation.xml")
		if err != nil {
			return err
		}
		slides, err := o.slides(main)
		if err != nil {
			return err
		}
		for i, slide := range slides {
			if err := o.slide(slide, i+1); err != nil {
				return err
			}
		}
		if err := o.out.turn("", 0); err != nil {
			return err
		}
		return o.rest()
	})
}

// slides are the parts with the slides, in the order in which they are shown; nil for one that is missing.
func (o *officeText) slides(main *zipEntry) (slides []*zipEntry, err error) {
	links, err := o.links(main.name)
	if err != nil {
		return nil, err
	}
	err = o.xml(main, func(s *xmltext.Scanner) error {
		return eachStart(s, func(tag []byte) error {
			if id, ok := s.Attr(":id"); ok && string(tag) == "sldId" && len(slides) < maxParts {
				slides = append(slides, o.part(links.byID[string(id)].target))
			}
			return nil
		})
	})
	return slides, err
}

// slideParts are the relations of a slide that lead to what belongs to it alone.
var slideParts = wordSet(`notesSlide comments comment chart diagramData tags vmlDrawing slideUpdateInfo`)

// slide hands over a slide and what belongs to it.
func (o *officeText) slide(e *zipEntry, number int) error {
	if e == nil || o.done[e] {
		return nil
	}
	if err := o.out.turn("", number); err != nil {
		return err
	}
	links, err := o.text(e)
	if err != nil {
		return err
	}
	for _, l := range links.all {
		if part := o.part(l.target); part != nil && slideParts[l.kind] && !l.external {
			if _, err := o.text(part); err != nil {
				return err
			}
		}
	}
	return nil
}
