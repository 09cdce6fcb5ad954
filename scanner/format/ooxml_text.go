package format

import (
	"bytes"
	"path"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
)

// officeMarkup are the elements of Office Open XML (ECMA-376-1) that hold text, in all its kinds of documents: WordprocessingML, DrawingML,
// PresentationML, charts and diagrams. What is not listed holds none of its own.
var officeMarkup = docMarkup{elements: map[string]docElement{
	"p":   {role: asParagraph},
	"t":   {role: asText},
	"tbl": {role: asTable},
	"tr":  {role: asRow},
	"tc":  {role: asCell},

	"gridSpan":      {role: asSpan, count: ":val"},
	"tblHeader":     {role: asHeaderRow},
	"br":            {role: asLineBreak},
	"cr":            {role: asLineBreak},
	"tab":           {role: asTab},
	"ptab":          {role: asTab},
	"tabs":          {role: asNothing},
	"tabLst":        {role: asNothing},
	"noBreakHyphen": {role: asHyphen},

	// Changes: what was moved stands where it went.
	"delText":      {role: asDeleted},
	"moveFrom":     {role: asNothing},
	"delInstrText": {role: asNothing},
	"ins":          {person: ":author"},
	"del":          {person: ":author"},

	// Fields, links, controls.
	"instrText":      {role: asCode},
	"fldSimple":      {link: ":instr"},
	"hyperlink":      {link: ":id", texts: []string{":tooltip"}},
	"hlinkClick":     {link: ":id", texts: []string{"tooltip"}},
	"hlinkHover":     {link: ":id"},
	"hlinkMouseOver": {link: ":id"},
	"alias":          {texts: []string{":val"}},
	"listItem":       {texts: []string{":displayText", ":value"}},
	"listEntry":      {texts: []string{":val"}},
	"default":        {texts: []string{":val"}},
	"statusText":     {texts: []string{":val"}},
	"helpText":       {texts: []string{":val"}},

	// Pictures and shapes. Fallback repeats the shape for old programs.
	"Fallback": {role: asNothing},
	"docPr":    {texts: []string{"title", "descr"}},
	"cNvPr":    {texts: []string{"title", "descr"}},
	"shape":    {texts: []string{"alt"}},
	"textpath": {texts: []string{"string"}},

	// Comments, and those who wrote them.
	"text":     {role: asText},
	"comment":  {person: ":author"},
	"cmAuthor": {person: "name"},
	"author":   {person: "name", texts: []string{"userId"}},
	"person":   {person: ":author", texts: []string{"displayName", "userId"}},

	// Charts: what numbers say is in the table that they come from.
	"v":        {role: asText},
	"numCache": {role: asNothing},
	"numLit":   {role: asNothing},

	// What is left of other tables: the caches of pivot tables and of other workbooks, and where data comes from.
	"s":      {texts: []string{"v"}},
	"dbPr":   {texts: []string{"connection", "command"}},
	"webPr":  {texts: []string{"url"}},
	"textPr": {texts: []string{"sourceFile"}},

	// Settings: variables, and where letters get their addresses from.
	"docVar":        {texts: []string{":val"}},
	"connectString": {texts: []string{":val"}},
	"query":         {texts: []string{":val"}},
	"custShow":      {texts: []string{"name"}},
	"section":       {texts: []string{"name"}},
}}

// partUse says what is done with a part.
type partUse uint8

const (
	partText   partUse = iota // its text is read
	partMember                // it is a file of its own
	partNames                 // its properties are read
	partLinks                 // only its relations are read
	partNone                  // nothing in it is anybody's
)

// officeParts says by the end of a part's name, or of its folder's, what is done with it. What is not listed is read where it is XML
// in the folder of the document, and else is a member.
var officeParts = []struct {
	folder, base string // patterns of path.Match; empty folder: any
	use          partUse
}{
	{"", "[[]content_types].xml", partNone},
	{"docprops", "*.xml", partNames},
	{"docprops", "thumbnail*", partNone}, // a picture of the first page
	{"*/theme", "*", partNone},
	{"*/fonts", "*", partNone},
	{"*/printersettings", "*", partNone},
	{"", "styles.xml", partNone},
	{"", "styleswitheffects.xml", partNone},
	{"", "numbering.xml", partNone},
	{"", "fonttable.xml", partNone},
	{"", "websettings.xml", partNone},
	{"", "tablestyles.xml", partNone},
	{"", "viewprops.xml", partNone},
	{"", "presprops.xml", partLinks},
	{"*/charts", "style*.xml", partNone},
	{"*/charts", "colors*.xml", partNone},
	{"*/diagrams", "drawing*.xml", partNone}, // shows again what stands in the data
	{"*/diagrams", "layout*.xml", partNone},
	{"*/diagrams", "quickstyle*.xml", partNone},
	{"*/diagrams", "colors*.xml", partNone},
	{"*/ctrlprops", "*", partNone},
	{"xl", "calcchain.*", partNone},
	{"xl/tables", "*", partNone}, // names of columns, which stand in cells
	{"xl/worksheets", "binaryindex*", partNone},
	{"customxml", "itemprops*.xml", partNone},
	{"_xmlsignatures", "*", partNone}, // keys and sums
}

// useOf says what is done with a part, by its partName. folder is that of the document.
func useOf(name, folder string) partUse {
	dir, base := path.Split(name)
	dir = strings.TrimSuffix(dir, "/")
	if strings.HasSuffix(base, ".rels") {
		return partNone
	}
	for _, p := range officeParts {
		inside := p.folder == ""
		if !inside {
			inside, _ = path.Match(p.folder, dir)
		}
		if ok, _ := path.Match(p.base, base); ok && inside {
			return p.use
		}
	}
	if ext := path.Ext(base); (ext == ".xml" || ext == ".vml") && strings.HasPrefix(name, folder) {
		return partText
	}
	return partMember
}

// officeText reads a text document or a presentation.
type officeText struct {
	*officePackage
	*docText
	folder string
}

// part hands over a part's text and the addresses that it leads to, and gives its relations.
func (o *officeText) text(e *zipEntry) (*officeLinks, error) {
	links, err := o.links(e.name)
	if err != nil {
		return links, err
	}
	m := &officeMarkup
	if path.Ext(partName(e.name)) == ".vml" {
		m = &xhtmlMarkup // which is what the text of a shape is in
	}
	if err := o.xml(e, func(s *xmltext.Scanner) error { return o.docText.read(s, m, links) }); err != nil {
		return links, err
	}
	return links, links.rest(o.paragraph)
}

// rest hands over all parts that were not yet.
func (o *officeText) rest() error {
	for e, name := range o.unread {
		var err error
		switch useOf(name, o.folder) {
		case partText:
			_, err = o.text(e)
		case partNames:
			err = o.properties(e)
		case partLinks:
			var links *officeLinks
			if links, err = o.links(name); err == nil {
				err = links.rest(o.paragraph)
			}
		case partMember:
			err = o.file(e)
		}
		if err != nil {
			return err
		}
	}
	return o.out.flush()
}

// file hands a part over as a file in the document, behind what was said before.
func (o *officeText) file(e *zipEntry) error {
	if err := o.out.flush(); err != nil {
		return err
	}
	return o.member(e)
}

// properties hands over the properties of the document (ECMA-376-1 22, 15.2.12): title, author, and what the user made up.
func (o *officeText) properties(e *zipEntry) error {
	return o.xml(e, func(s *xmltext.Scanner) error { return o.docText.properties(s) })
}

// unsaidProperties are those that say nothing of anybody: the program's, and numbers.
var unsaidProperties = wordSet(`Template TotalTime Pages Words Characters CharactersWithSpaces Application AppVersion DocSecurity Lines Paragraphs
	ScaleCrop LinksUpToDate SharedDoc HyperlinksChanged Slides Notes HiddenSlides MMClips PresentationFormat DigSig HeadingPairs revision created
	modified lastPrinted version language generator document-statistic editing-cycles editing-duration creation-date date print-date template
	identifier i1 i2 i4 i8 int uint ui1 ui2 ui4 ui8 r4 r8 bool filetime`)

// peopleProperties are those that are somebody's name.
var peopleProperties = wordSet(`creator lastModifiedBy Manager initial-creator printed-by contributor`)

// properties hands over what stands in the elements of a part, called by the elements, or by the names that these have.
func (d *docText) properties(s *xmltext.Scanner) error {
	var value []byte
	name, called, unsaid := "", "", 0
	for {
		kind, err := s.Next()
		if err != nil {
			return notEOF(err)
		}
		switch kind {
		case xmltext.Start:
			value, name = value[:0], string(s.Name())
			if unsaid == 0 && unsaidProperties[name] {
				unsaid = s.Depth()
			}
			for _, attr := range []string{"name", ":name", "property"} {
				if v, ok := s.Attr(attr); ok {
					called = cutName(v)
				}
			}
			if i := strings.LastIndexByte(called, ':'); i >= 0 {
				called = called[i+1:]
			}
			if unsaid == 0 && unsaidProperties[called] {
				unsaid = s.Depth()
			}
		case xmltext.Text:
			if unsaid == 0 && len(value) < maxParagraph {
				value = append(value, s.Text()...)
			}
		case xmltext.End:
			if called != "" {
				name = called
			}
			err := error(nil)
			if peopleProperties[name] {
				err = d.person(bytes.TrimSpace(value))
			} else {
				err = d.property(name, value)
			}
			if err != nil {
				return err
			}
			value = value[:0]
			if s.Depth() < unsaid {
				unsaid = 0
			}
			if s.Depth() <= 1 || string(s.Name()) == "user-defined" || string(s.Name()) == "meta" {
				called = ""
			}
		}
	}
}

// mainPart is the part that the document begins with, by its relation, or by the name that it mostly has.
func (p *officePackage) mainPart(usual string) (*zipEntry, error) {
	links, err := p.links("")
	if err != nil {
		return nil, err
	}
	if e := links.first(p, "officeDocument"); e != nil {
		return e, nil
	}
	if e := p.part(usual); e != nil {
		return e, nil
	}
	return nil, errNoDocument
}
