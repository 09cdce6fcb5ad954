package format

import (
	"context"
	"net/url"
	"path"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// epubFormat reads electronic books (https://www.w3.org/TR/epub-33/): what their pages show, in the order of reading, and what is said of
// the book. A paragraph is a field, and so is a cell of a table; pictures are members. Lines are as in docxFormat.
var epubFormat = Format{
	Name:       "epub",
	Title:      "Electronic book",
	MIME:       "application/epub+zip",
	Extensions: epubExtensions,
	Places:     "line, cell, record",
	Match:      matchPackage("epub", epubExtensions),
	Read:       deeper(readEPUB),
}

var epubExtensions = []string{".epub"}

// xhtmlMarkup are the elements of XHTML that hold text, or end it.
var xhtmlMarkup = docMarkup{bare: true, blocks: true, elements: map[string]docElement{
	"script":     {role: asNothing},
	"ClientData": {role: asNothing}, // of a comment's shape, where this is the markup of VML
	"style":      {role: asNothing},
	"br":         {role: asLineBreak},
	"table":      {role: asTable},
	"thead":      {role: asHeaderRows},
	"tr":         {role: asRow},
	"td":         {role: asCell, count: "colspan"},
	"th":         {role: asHeaderCell, count: "colspan"},
	"a":          {link: "href"},
	"img":        {texts: []string{"alt"}},
	"input":      {texts: []string{"value"}},

	"title": {role: asParagraph}, "body": {role: asParagraph}, "p": {role: asParagraph}, "div": {role: asParagraph},
	"h1": {role: asParagraph}, "h2": {role: asParagraph}, "h3": {role: asParagraph}, "h4": {role: asParagraph},
	"h5": {role: asParagraph}, "h6": {role: asParagraph}, "ul": {role: asParagraph}, "ol": {role: asParagraph},
	"li": {role: asParagraph}, "dl": {role: asParagraph}, "dt": {role: asParagraph}, "dd": {role: asParagraph},
	"blockquote": {role: asParagraph}, "pre": {role: asParagraph}, "section": {role: asParagraph}, "article": {role: asParagraph},
	"aside": {role: asParagraph}, "nav": {role: asParagraph}, "header": {role: asParagraph}, "footer": {role: asParagraph},
	"main": {role: asParagraph}, "figure": {role: asParagraph}, "figcaption": {role: asParagraph}, "caption": {role: asParagraph},
	"address": {role: asParagraph}, "form": {role: asParagraph}, "fieldset": {role: asParagraph}, "legend": {role: asParagraph},
	"option": {role: asParagraph}, "textarea": {role: asParagraph}, "button": {role: asParagraph}, "hr": {role: asParagraph},
}}

func readEPUB(ctx context.Context, in *Input, sink Sink) error {
	return readPackage(ctx, in, sink, func(p *officePackage) error {
		b := &book{officeText: officeText{officePackage: p, docText: newDocText(p.in, p.sink)}, encrypted: map[string]bool{}}
		b.out.line = 1
		if err := b.locks(); err != nil {
			return err
		}
		opf, err := b.root()
		if err != nil {
			return err
		}
		pages, err := b.spine(opf)
		if err != nil {
			return err
		}
		for _, e := range pages {
			if b.encrypted[partName(e.name)] {
				continue
			}
			if err := b.page(e); err != nil {
				return err
			}
		}
		return b.rest()
	})
}

type book struct {
	officeText
	encrypted map[string]bool // parts, by partName
	told      bool
}

// fontLocks are ways to hide the fonts of a book, which are of no matter here.
var fontLocks = wordSet(`http://www.idpf.org/2008/embedding http://ns.adobe.com/pdf/enc#RC`)

// locks notes which parts are encrypted.
func (b *book) locks() error {
	e := b.part("META-INF/encryption.xml")
	if e == nil {
		return nil
	}
	return b.xml(e, func(s *xmltext.Scanner) error {
		method := ""
		return eachStart(s, func(tag []byte) error {
			switch string(tag) {
			case "EncryptionMethod":
				v, _ := s.Attr("Algorithm")
				method = string(v)
			case "CipherReference":
				if v, _ := s.Attr("URI"); !fontLocks[method] && len(b.encrypted) < maxParts {
					b.encrypted[partOf("", string(v))] = true
				}
			}
			return nil
		})
	})
}

// root is the part that says what the book is made of.
func (b *book) root() (opf *zipEntry, err error) {
	if e := b.part("META-INF/container.xml"); e != nil {
		err = b.xml(e, func(s *xmltext.Scanner) error {
			for {
				kind, err := s.Next()
				if err != nil {
					return notEOF(err)
				}
				if v, ok := s.Attr("full-path"); ok && kind == xmltext.Start && opf == nil {
					opf = b.part(partOf("", string(v)))
				}
			}
		})
	}
	if opf == nil && err == nil {
		for e, name := range b.unread {
			if path.Ext(name) == ".opf" {
				return e, nil
			}
		}
		err = errNoDocument
	}
	return opf, err
}

// partOf is the name of the part that a reference in a part of that folder leads to.
func partOf(dir, href string) string {
	href, _, _ = strings.Cut(href, "#")
	if s, err := url.PathUnescape(href); err == nil {
		href = s
	}
	return partName(path.Join(dir, href))
}

// spine hands over what is said of the book, and gives its pages in the order of reading.
func (b *book) spine(opf *zipEntry) (pages []*zipEntry, err error) {
	dir := path.Dir(partName(opf.name))
	items := map[string]string{}
	read := func(s *xmltext.Scanner) error {
		return eachStart(s, func(tag []byte) error {
			switch string(tag) {
			case "item":
				id, _ := s.Attr("id")
				href, _ := s.Attr("href")
				if len(items) < maxParts && len(id)+len(href) <= MaxName {
					items[string(id)] = partOf(dir, string(href))
				}
			case "itemref":
				id, _ := s.Attr("idref")
				if e := b.part(items[string(id)]); e != nil && len(pages) < maxParts {
					pages = append(pages, e)
				}
			}
			return nil
		})
	}
	if err := b.xml(opf, read); err != nil {
		return nil, err
	}
	b.done[opf] = false // once more, for what it says of the book
	return pages, b.properties(opf)
}

// page hands over the text of a page.
func (b *book) page(e *zipEntry) error {
	if b.done[e] {
		return nil
	}
	return b.xml(e, func(s *xmltext.Scanner) error { return b.docText.read(s, &xhtmlMarkup, &officeLinks{}) })
}

// rest hands over all parts that were not yet.
func (b *book) rest() error {
	for e, name := range b.unread {
		var err error
		dir, base := path.Split(name)
		switch ext := path.Ext(base); {
		case b.encrypted[name]:
			b.done[e] = true
			if !b.told {
				b.sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted by its publisher"))
			}
			b.told = true
		case ext == ".xhtml", ext == ".html", ext == ".htm":
			err = b.page(e)
		case dir == "meta-inf/", base == "mimetype", ext == ".css", ext == ".ncx", ext == ".ttf", ext == ".otf", ext == ".woff", ext == ".woff2":
		default:
			err = b.file(e)
		}
		if err != nil {
			return err
		}
	}
	return b.out.flush()
}
