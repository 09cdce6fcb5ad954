package format

import (
	"context"
	"path"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// odtFormat reads text documents of OpenDocument (ISO/IEC 26300, https://docs.oasis-open.org/office/OpenDocument/v1.3/): body, headers, footers,
// notes, comments, what was deleted and is kept, addresses of links, properties. A paragraph is a field, and so is a cell of a table;
// files in the document are members. Lines are as in docxFormat.
var odtFormat = Format{
	Name:       "odt",
	Title:      "OpenDocument text",
	MIME:       "application/vnd.oasis.opendocument.text",
	Extensions: odtExtensions,
	Places:     "line, cell, record",
	Match:      matchPackage("odt", odtExtensions),
	Read: deeper(func(ctx context.Context, in *Input, sink Sink) error {
		return readODF(ctx, in, sink, &odfMarkup, 1)
	}),
}

// odsFormat reads spreadsheets of OpenDocument: the cells of all sheets, their names, comments, and else as odtFormat.
var odsFormat = Format{
	Name:       "ods",
	Title:      "OpenDocument spreadsheet",
	MIME:       "application/vnd.oasis.opendocument.spreadsheet",
	Extensions: odsExtensions,
	Places:     "cell, record",
	Tables:     ByRow,
	Match:      matchPackage("ods", odsExtensions),
	Read: deeper(func(ctx context.Context, in *Input, sink Sink) error {
		sheets := odfMarkup
		sheets.sheets = true
		return readODF(ctx, in, sink, &sheets, 0)
	}),
}

// odpFormat reads presentations and drawings of OpenDocument: the page of a match is its slide. Else it is as odtFormat.
var odpFormat = Format{
	Name:       "odp",
	Title:      "OpenDocument presentation",
	MIME:       "application/vnd.oasis.opendocument.presentation",
	Extensions: odpExtensions,
	Places:     "page, cell, record",
	Match:      matchPackage("odp", odpExtensions),
	Read: deeper(func(ctx context.Context, in *Input, sink Sink) error {
		return readODF(ctx, in, sink, &odfMarkup, 0)
	}),
}

var (
	odtExtensions = []string{".odt", ".ott", ".odm", ".oth"}
	odsExtensions = []string{".ods", ".ots"}
	odpExtensions = []string{".odp", ".otp", ".odg", ".otg"}
)

// odfMarkup are the elements of OpenDocument that hold text.
var odfMarkup = docMarkup{bare: true, elements: map[string]docElement{
	"p":          {role: asParagraph},
	"h":          {role: asParagraph},
	"s":          {role: asSpace, count: ":c"},
	"tab":        {role: asTab},
	"line-break": {role: asLineBreak},
	"page":       {role: asPage},

	"table":              {role: asTable},
	"table-header-rows":  {role: asHeaderRows},
	"table-row":          {role: asRow, count: ":number-rows-repeated"},
	"table-cell":         {role: asCell, count: ":number-columns-repeated"},
	"covered-table-cell": {role: asCell, count: ":number-columns-repeated"},

	"a":             {link: ":href"},
	"annotation":    {role: asNote},
	"creator":       {role: asPerson},
	"date":          {role: asNothing},
	"note-citation": {role: asNothing}, // a number
	"title":         {role: asParagraph},
	"desc":          {role: asParagraph},
	"binary-data":   {role: asNothing},
	"scripts":       {role: asNothing},

	"user-field-decl":  {texts: []string{":string-value"}},
	"hidden-text":      {texts: []string{":string-value"}},
	"conditional-text": {texts: []string{":string-value-if-true", ":string-value-if-false"}},
	"text":             {texts: []string{":current-value", ":value"}},
	"textarea":         {texts: []string{":current-value", ":value"}},
	"formatted-text":   {texts: []string{":current-value", ":value"}},
	"combobox":         {texts: []string{":current-value", ":value"}},
	"option":           {texts: []string{":label"}},
	"item":             {texts: []string{":label"}},
}}

// readODF reads a document of OpenDocument. line is the first line's number, 0 where lines mean nothing.
func readODF(ctx context.Context, in *Input, sink Sink, m *docMarkup, line int64) error {
	return readPackage(ctx, in, sink, func(p *officePackage) error {
		body := p.part("content.xml")
		o := &odfReader{officeText: officeText{officePackage: p, docText: newDocText(p.in, p.sink)}, markup: m, encrypted: map[string]bool{}}
		o.out.line = line
		if err := o.manifest(); err != nil {
			return err
		}
		switch {
		case o.encrypted["content.xml"] || o.encrypted["encrypted-package"]:
			sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted with a password"))
			return nil
		case body == nil:
			return errNoDocument
		}
		if err := o.part(body); err != nil {
			return err
		}
		return o.rest()
	})
}

type odfReader struct {
	officeText
	markup    *docMarkup
	encrypted map[string]bool // parts, by partName
}

// manifest notes which parts are encrypted.
func (o *odfReader) manifest() error {
	e := o.officePackage.part("META-INF/manifest.xml")
	if e == nil {
		return nil
	}
	return o.xml(e, func(s *xmltext.Scanner) error {
		entry := ""
		return eachStart(s, func(tag []byte) error {
			switch string(tag) {
			case "file-entry":
				v, _ := s.Attr(":full-path")
				entry = partName(string(v))
			case "encryption-data":
				if len(o.encrypted) < maxParts {
					o.encrypted[entry] = true
				}
			}
			return nil
		})
	})
}

// part hands over the text of a part.
func (o *odfReader) part(e *zipEntry) error {
	if o.encrypted[partName(e.name)] {
		o.done[e] = true
		o.sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted with a password"))
		return nil
	}
	if err := o.xml(e, func(s *xmltext.Scanner) error { return o.docText.read(s, o.markup, &officeLinks{}) }); err != nil {
		return err
	}
	return o.out.turn("", 0)
}

// odfParts says by the names of parts, or of the folders that they are in, what is done with them. What is not listed is a member.
var odfParts = []struct {
	folder, base string // patterns of path.Match; empty folder: any
	use          partUse
}{
	{"", "content.xml", partText}, // also of objects in the document
	{"", "styles.xml", partText},  // with headers and footers
	{"", "meta.xml", partNames},
	{".", "mimetype", partNone},
	{".", "manifest.rdf", partNone},
	{".", "layout-cache", partNone},
	{"", "settings.xml", partNone},
	{"meta-inf", "*", partNone},
	{"thumbnails", "*", partNone},
	{"configurations2", "*", partNone},
	{"configurations2/*", "*", partNone},
	{"configurations2/*/*", "*", partNone},
	{"objectreplacements", "*", partNone}, // pictures of objects
	{"fonts", "*", partNone},
}

func odfUse(name string) partUse {
	dir := path.Dir(name)
	for _, p := range odfParts {
		inside := p.folder == ""
		if !inside {
			inside, _ = path.Match(p.folder, dir)
		}
		if ok, _ := path.Match(p.base, path.Base(name)); ok && inside {
			return p.use
		}
	}
	return partMember
}

// rest hands over all parts that were not yet.
func (o *odfReader) rest() error {
	for e, name := range o.unread {
		var err error
		switch use := odfUse(name); {
		case use == partNone:
		case o.encrypted[name] || use == partText:
			err = o.part(e)
		case use == partNames:
			err = o.properties(e)
		default:
			err = o.file(e)
		}
		if err != nil {
			return err
		}
	}
	return o.out.flush()
}

// isoDate cuts the time off a date of XML Schema.
func isoDate(s string) string {
	day, _, _ := strings.Cut(s, "T")
	return day
}
