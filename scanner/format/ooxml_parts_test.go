package format

import (
	"archive/zip"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// officeOf packs parts as a document; the first one tells what it is.
func officeOf(t testing.TB, parts ...fileIn) []byte {
	t.Helper()
	return makeZip(t, zip.Deflate, parts...)
}

// docxOf is a text document with that body.
func docxOf(t testing.TB, body string, more ...fileIn) []byte {
	return officeOf(t, append([]fileIn{{"word/document.xml", "<w:document><w:body>" + body + "</w:body></w:document>"}}, more...)...)
}

// odsOf is a spreadsheet with those tables.
func odsOf(t testing.TB, tables string, more ...fileIn) []byte {
	return officeOf(t, append([]fileIn{
		{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<office:spreadsheet>" + tables + "</office:spreadsheet>"},
	}, more...)...)
}

func epubOf(t testing.TB, pages ...string) []byte {
	t.Helper()
	parts := []fileIn{
		{"mimetype", "application/epub+zip"},
		{"META-INF/container.xml", `<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>`},
	}
	var items, spine strings.Builder
	for i, page := range pages {
		fmt.Fprintf(&items, `<item id="p%d" href="page%%20%d.xhtml"/>`, i, i)
		spine.Reset()
		for j := i; j >= 0; j-- { // the last page comes first
			fmt.Fprintf(&spine, `<itemref idref="p%d"/>`, j)
		}
		parts = append(parts, fileIn{fmt.Sprintf("OPS/page %d.xhtml", i), page})
	}
	return officeOf(t, append(parts, fileIn{"OPS/book.opf",
		`<package><metadata><dc:title>Tales</dc:title><meta property="dcterms:modified">2024</meta></metadata><manifest>` + items.String() + `</manifest><spine>` + spine.String() + `</spine></package>`})...)
}

const relationships = `<Relationships><Relationship Id="r1" Type="http://x/hyperlink" Target="mailto:a@b.example" TargetMode="External"/>` +
	`<Relationship Id="r2" Type="http://x/attachedTemplate" Target="file:///C:/Users/ann/t.dot" TargetMode="External"/>` +
	`<Relationship Id="r3" Type="http://x/image" Target="media/a.png"/></Relationships>`

func TestOfficeText(t *testing.T) {
	tests := []struct {
		name string
		data []byte
		want []string
	}{
		{"runs", docxOf(t, `<w:p><w:r><w:t>a@ex</w:t></w:r><w:proofErr/><w:r><w:t xml:space="preserve">ample.com &amp; </w:t><w:tab/><w:t>b</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>c</w:t></w:r></w:p>`),
			[]string{`1:1 "a@example.com & \tb"`, `3:1 "c"`}},
		{"text without a paragraph", docxOf(t, `<w:t>a</w:t><w:t>b</w:t>`), []string{`1:1 "a"`, `2:1 "b"`}},
		{"text in boxes", docxOf(t, `<w:p><w:t>a</w:t><w:pict><w:p><w:t>in</w:t><w:p><w:t>deep</w:t></w:p></w:p></w:pict><mc:Fallback><w:p><w:t>again</w:t></w:p></mc:Fallback><w:t>b</w:t></w:p>`),
			[]string{`1:1 "deep"`, `2:1 "in"`, `3:1 "ab"`}},
		{"changes", docxOf(t, `<w:p><w:t>555-</w:t><w:del w:author="Ann"><w:delText>0001</w:delText></w:del><w:ins w:author="Ann"><w:t>0002</w:t></w:ins><w:moveFrom><w:t>moved</w:t></w:moveFrom></w:p>`),
			[]string{`"Ann" in author`, `1:1 "555-0002"`, `2:1 "0001"`}},
		{"labels", docxOf(t, `<w:p><w:t>Card:</w:t></w:p><w:p/><w:p><w:t>12</w:t></w:p><w:p><w:t>13</w:t></w:p>`),
			[]string{`1:1 "Card:"`, `3:1 "12" in Card:`, `4:1 "13"`}},
		{"links", docxOf(t, `<w:p><w:hyperlink r:id="r1"><w:t>mail A@B.example now</w:t></w:hyperlink></w:p><w:p><w:fldSimple w:instr=' HYPERLINK "https://c.example/" \o "tip"'><w:t>c</w:t></w:fldSimple></w:p>`,
			fileIn{"word/_rels/document.xml.rels", relationships}, fileIn{"word/media/a.png", "picture"}),
			[]string{`1:1 "mail A@B.example now"`, `2:1 "c"`, `3:1 "https://c.example/"`, `4:1 "file:///C:/Users/ann/t.dot"`, `member "word/media/a.png" "picture"`}},
		{"parts", docxOf(t, `<w:p><w:t>body</w:t></w:p>`, fileIn{"word/footnotes.xml", `<w:p><w:t>note</w:t></w:p>`}, fileIn{"word/styles.xml", `<w:t>style</w:t>`},
			fileIn{"word/vbaProject.bin", "macros"}, fileIn{"customXml/item1.xml", "<a/>"}, fileIn{"docProps/custom.xml", `<Properties><property name="Case"><vt:lpwstr>C 7</vt:lpwstr></property></Properties>`},
			fileIn{"docProps/app.xml", `<Properties><Application>W</Application><Company>Acme</Company></Properties>`}, fileIn{"word/charts/chart1.xml", `<c:strCache><c:pt><c:v>Ann</c:v></c:pt></c:strCache><c:numCache><c:v>1</c:v></c:numCache>`}),
			[]string{`1:1 "body"`, `2:1 "note"`, `member "word/vbaProject.bin" "macros"`, `member "customXml/item1.xml" "<a/>"`, `"C 7" in Case`, `"Acme" in Company`, `3:1 "Ann"`}},
		{"a table", docxOf(t, `<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p><w:t>A</w:t></w:p><w:p><w:t>1</w:t></w:p></w:tc><w:tc><w:p><w:t>B</w:t></w:p></w:tc></w:tr>`+
			`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:t>x</w:t></w:p></w:tc><w:tc><w:p/><w:p><w:t>y</w:t></w:p><w:p><w:t>z</w:t></w:p></w:tc></w:tr></w:tbl>`),
			[]string{`1:1 Table 1!A1 "A" name`, `2:1 Table 1!A1 "1" name`, `3:1 Table 1!B1 "B" name`, `4:1 Table 1!A2 "x" in A 1`, `5:1 Table 1!C2 "y"`, `6:1 Table 1!C2 "z"`}},
		{"a form", docxOf(t, `<w:tbl><w:tr><w:tc><w:p><w:t>SSN:</w:t></w:p></w:tc><w:tc><w:p><w:t>12</w:t></w:p></w:tc></w:tr></w:tbl>`),
			[]string{`1:1 Table 1!A1 "SSN:"`, `2:1 Table 1!B1 "12" in SSN:`}},
		{"UTF-16", officeOf(t, fileIn{"word/document.xml", "\xff\xfe" + string(utf16Of(`<w:p><w:t>ü</w:t></w:p>`))}), []string{`1:1 "ü"`}},
		{"repeated cells", odsOf(t, `<table:table table:name="S"><table:table-row><table:table-cell/><table:table-cell table:number-columns-repeated="2"><text:p>a</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1000000000"/></table:table-row>`+
			`<table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="float" office:value="4.539148803436467E15"><text:p>4.5E15</text:p></table:table-cell></table:table-row>`+
			`<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row><table:table-row><table:table-cell><text:p>end</text:p></table:table-cell></table:table-row></table:table>`),
			[]string{`"S" name`, `S!B1 "a"`, `S!C1 "a"`, `S!A2 "4539148803436467"`, `S!A3 "4539148803436467"`, `S!A4 "4539148803436467"`, `S!A1048005 "end"`}},
		{"cells of all kinds", odsOf(t, `<table:table table:name="S"><table:table-row>`+
			`<table:table-cell office:value-type="date" office:date-value="1990-05-07T01:02:03"><text:p>7/5/90</text:p></table:table-cell>`+
			`<table:table-cell office:value-type="float" office:value="12345678"><text:p>012-34-5678</text:p></table:table-cell>`+
			`<table:table-cell office:value-type="currency" office:value="1234.5"><text:p>€1,235</text:p></table:table-cell>`+
			`<table:table-cell office:value-type="string"><office:annotation><dc:creator>Bo</dc:creator><dc:date>2024-01-01</dc:date><text:p>note</text:p></office:annotation><text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p></table:table-cell></table:table-row></table:table>`),
			[]string{`"S" name`, `"Bo" in author`, `S!D1 "note"`, `S!A1 "1990-05-07"`, `S!B1 "012-34-5678"`, `S!C1 "1234.5"`, `S!D1 "a  b"`, `S!D1 "c"`}},
		{"a book", epubOf(t, `<html><body><p>one <b>bo</b>ld</p> loose <i>te</i>xt<div>a<p>b</p>c</div></body></html>`,
			`<html><head><title>T</title><style>x</style></head><body>first&nbsp;<br/>line<script>no</script><table><tr><th>Name</th><th>City</th></tr><tr><td>Ann</td><td>Rome</td></tr></table></body></html>`),
			[]string{`"Tales" in title`, `1:1 "T"`, `2:1 "first\u00a0\nline"`, `4:1 Table 1!A1 "Name" name`, `5:1 Table 1!B1 "City" name`, `6:1 Table 1!A2 "Ann" in Name`, `7:1 Table 1!B2 "Rome" in City`,
				`8:1 "one bold"`, `9:1 "loose text"`, `10:1 "a"`, `11:1 "b"`, `12:1 "c"`}},
	}
	for _, test := range tests {
		for _, block := range []int{0, 1} {
			if got := readOffice(t, "x", test.data, block).lines; !slices.Equal(got, test.want) {
				t.Errorf("%s:\n got %q\nwant %q", test.name, got, test.want)
			}
		}
	}
}

func utf16Of(s string) (b []byte) {
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return b
}

// What cannot be read is told, by its reason.
func TestOfficeProblems(t *testing.T) {
	locked := `<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`
	many := make([]fileIn, maxParts+1)
	for i := range many {
		many[i].name = fmt.Sprintf("word/%d", i)
	}
	many[0].name = "word/document.xml"
	text := `<w:p><w:t>a</w:t></w:p>`
	tests := []struct {
		name string
		data []byte
		want source.Reason // empty: none
	}{
		{"x.docx", docxOf(t, text), ""},
		{"x.docx", officeOf(t, fileIn{"a", "b"}), source.MalformedOrTooLarge},
		{"x.docx", officeOf(t, many...), source.MalformedOrTooLarge},
		{"x.docx", setZipField(docxOf(t, text), 6, 8, 9, 0), source.InvalidEncryption},
		{"x.docx", setZipField(docxOf(t, text), -1, 16, 1), source.MalformedOrTooLarge},
		{"x.docx", oleMagic, source.UnsupportedFileType},
		{"x.pptx", append(slices.Clone(oleMagic), oleEncrypted...), source.InvalidEncryption},
		{"x.docx", docxOf(t, "<w:p><w:t>a</w:t>"), ""},
		{"x.docx", docxOf(t, strings.Repeat("<w:p>", maxNested+1)), source.MalformedOrTooLarge},
		{"x.docx", docxOf(t, strings.Repeat("<w:tbl>", maxNested+1)), source.MalformedOrTooLarge},
		{"x.docx", docxOf(t, strings.Repeat("<w:tbl><w:tr><w:tc>", maxNested)), ""},
		{"x.docx", docxOf(t, strings.Repeat("<w:r>", 20_000)), source.MalformedOrTooLarge},
		{"x.docx", docxOf(t, "<w:t a='"+strings.Repeat("x", 5<<20)), source.MalformedOrTooLarge},
		{"x.docx", docxOf(t, text, fileIn{"word/_rels/document.xml.rels", strings.Repeat("<Relationship/>", maxLinks+1)}), source.MalformedOrTooLarge},
		{"x.odt", odsOf(t, "", fileIn{"META-INF/manifest.xml", locked}), source.InvalidEncryption},
		{"x.odt", officeOf(t, fileIn{"mimetype", "application/vnd.oasis.opendocument.text"}), source.MalformedOrTooLarge},
		{"x.ods", odsOf(t, `<table:table table:name="S"><table:table-row>`+strings.Repeat(`<table:table-cell table:number-columns-repeated="1000000"><text:p>a</text:p></table:table-cell>`, 20)+`</table:table-row></table:table>`), ""},
		{"x.xlsx", officeOf(t, fileIn{"xl/workbook.xml", "<workbook/>"}), source.MalformedOrTooLarge},
		{"x.xlsb", officeOf(t, fileIn{"xl/workbook.bin", "\x00\x04a"}), source.MalformedOrTooLarge},
		{"x.epub", officeOf(t, fileIn{"mimetype", "application/epub+zip"}), source.MalformedOrTooLarge},
		{"x.epub", officeOf(t, fileIn{"mimetype", "application/epub+zip"}, fileIn{"a.opf", "<package/>"}, fileIn{"a.xhtml", "\x01\x02"},
			fileIn{"META-INF/encryption.xml", `<encryption><EncryptedData><EncryptionMethod Algorithm="http://x/aes"/><CipherReference URI="a.xhtml"/></EncryptedData></encryption>`}), source.InvalidEncryption},
	}
	for i, test := range tests {
		s := readOffice(t, test.name, test.data, 0)
		told := test.want == "" || slices.Contains(s.reasons(), test.want)
		// Elements that the end of the part leaves open are told of, too.
		unexpected := test.want == "" && len(s.problems) > 0 && !slices.Contains(s.reasons(), source.MalformedOrTooLarge)
		if !told || unexpected || len(s.lines) > 2*maxRepeated+100 || s.largest > BlockSize+maxParagraph+MarginBefore+MarginAfter {
			t.Errorf("%d, %s: problems %s, want %s; %d lines, segments of %d bytes", i, test.name, s.reasons(), test.want, len(s.lines), s.largest)
		}
	}
	s := &lineSink{t: t, packed: true}
	in := inputOf("x.docx", docxOf(t, "<w:p><w:t>"+strings.Repeat("0", 100_000)+"</w:t></w:p>"), &Budget{RatioAfter: 1, Ratio: 2})
	if err := docxFormat.Read(t.Context(), in, s); err != nil || !slices.Equal(s.reasons(), []source.Reason{source.OOXMLRatioExceedsLimit}) {
		t.Errorf("a bomb: %v, problems %s", err, s.problems)
	}
}

// A paragraph of any length is read in full.
func TestLongParagraph(t *testing.T) {
	word := "wörd "
	n := 3 * maxParagraph / len(word)
	s := readOffice(t, "x.docx", docxOf(t, "<w:p><w:t>"+strings.Repeat(word, n)+"</w:t></w:p><w:tbl><w:tr><w:tc><w:p><w:t>"+strings.Repeat(word, n)+"</w:t></w:p></w:tc></w:tr></w:tbl>"), 0)
	words := 0
	for _, line := range s.lines {
		words += strings.Count(line, "wörd")
	}
	if words != 2*n || len(s.problems) > 0 {
		t.Errorf("%d words, want %d; problems %s", words, 2*n, s.problems)
	}
}

func TestMatchPackage(t *testing.T) {
	types := func(mime string) fileIn {
		return fileIn{"[Content_Types].xml", `<Types><Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/><Override ContentType="application/vnd.` + mime + `xml"/></Types>`}
	}
	zipOf := func(names ...string) []byte {
		var files []fileIn
		for _, n := range names {
			files = append(files, fileIn{n, "body"})
		}
		return officeOf(t, files...)
	}
	tests := []struct {
		head []byte
		name string
		want string
	}{
		{zipOf("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "x", "xlsx"},
		{zipOf("xl/workbook.xml"), "x.zip", "xlsx"},
		{zipOf("_rels/.rels", "docProps/core.xml", "word/document.xml"), "x.xlsx", "docx"},
		{zipOf("photos/1.jpg", "xl/size.txt"), "x.zip", "zip"},
		{zipOf("xl/worksheets/sheet1.bin", "xl/workbook.bin"), "x", "xlsb"},
		{zipOf("a"), "X.XLSX", "xlsx"},
		{zipOf("a"), "x.docm", "docx"},
		{zipOf("META-INF/MANIFEST.MF", "a.class"), "x.jar", "zip"},
		{zipOf("AndroidManifest.xml"), "x.apk", "zip"},
		{officeOf(t, types("openxmlformats-officedocument.presentationml.slideshow.main+"), fileIn{"a", ""}), "x", "pptx"},
		{officeOf(t, types("ms-word.document.macroEnabled.main+"), fileIn{"a", ""}), "x", "docx"},
		{officeOf(t, types("ms-excel.sheet.binary.macroEnabled.main"), fileIn{"xl/a", ""}), "x.xlsx", "xlsb"},
		{officeOf(t, types("ms-package.3dmanufacturing-3dmodel+"), fileIn{"3D/a", ""}), "x", "zip"},
		{officeOf(t, fileIn{"mimetype", "application/vnd.oasis.opendocument.text-template"}), "x.zip", "odt"},
		{officeOf(t, fileIn{"mimetype", "application/vnd.oasis.opendocument.graphics"}), "x", "odp"},
		{officeOf(t, fileIn{"mimetype", "application/epub+zip"}), "x", "epub"},
		{officeOf(t, fileIn{"a", ""}, fileIn{"mimetype", "application/epub+zip"}), "x", "zip"},
		{oleMagic, "x.pptx", "pptx"},
		{[]byte("PK\x03\x04"), "x", "zip"},
		{[]byte("name,xl/"), "x.xlsx", "text"},
		{nil, "x.xlsx", "text"},
	}
	for _, test := range tests {
		if got := Identify(test.head, test.name); got.Name != test.want {
			t.Errorf("%s, %.60q: taken for %s, want %s", test.name, test.head, got.Name, test.want)
		}
	}
	for cut := range 200 {
		packageKind(officeOf(t, types("x"), fileIn{"a", ""})[:cut])
	}
}

// FuzzOffice changes the part that a document is read from.
func FuzzOffice(f *testing.F) {
	names := []string{"word/document.xml", "ppt/slides/slide1.xml", "content.xml", "OPS/page 0.xhtml", "xl/comments1.xml", "word/_rels/document.xml.rels", "docProps/core.xml"}
	for _, seed := range []string{
		`<w:p><w:r><w:t>a</w:t></w:r><w:del><w:delText>b</w:delText></w:del></w:p><w:tbl><w:tr><w:tc><w:p><w:hyperlink r:id="r1"/></w:p></w:tc></w:tr></w:tbl>`,
		`<a:tbl><a:tr><a:tc gridSpan="2"><a:p><a:fld><a:t>1</a:t></a:fld></a:p></a:tc></a:tr></a:tbl>`,
		`<table:table table:name="a"><table:table-row table:number-rows-repeated="9"><table:table-cell table:number-columns-repeated="9"><text:p>a</text:p></table:table-cell></table:table-row></table:table>`,
		`<table><thead><tr><th>a</th><td colspan=3>b<div>c</div></td></tr></thead></table>text<p>d`,
		relationships, `<comments><comment ref="B3"><text><t>a</t></text></comment></comments>`, `<a><dc:creator>b</dc:creator><property name="c">d</property></a>`,
	} {
		for kind := range names {
			f.Add(uint8(kind), seed)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, part string) {
		name := names[int(kind)%len(names)]
		var data []byte
		switch name {
		case "word/document.xml":
			data = docxOf(t, part)
		case "content.xml":
			data = odsOf(t, part)
		case "OPS/page 0.xhtml":
			data = epubOf(t, part)
		case "ppt/slides/slide1.xml":
			data = officeOf(t, fileIn{"ppt/presentation.xml", `<p:sldId r:id="r"/>`}, fileIn{"ppt/_rels/presentation.xml.rels", `<Relationship Id="r" Type="/slide" Target="slides/slide1.xml"/>`}, fileIn{name, part})
		case "xl/comments1.xml":
			data = officeOf(t, fileIn{"xl/workbook.xml", `<sheet name="s" r:id="r"/>`}, fileIn{"xl/_rels/workbook.xml.rels", `<Relationship Id="r" Type="/worksheet" Target="sheet1.xml"/>`},
				fileIn{"xl/sheet1.xml", part}, fileIn{"xl/_rels/sheet1.xml.rels", `<Relationship Id="r" Type="/comments" Target="comments1.xml"/>`}, fileIn{name, part})
		default:
			data = docxOf(t, `<w:p><w:hyperlink r:id="r1"/></w:p>`, fileIn{name, part})
		}
		whole := readOffice(t, "x", data, 0)
		if got := readOffice(t, "x", data, 7); !slices.Equal(got.lines, whole.lines) {
			t.Errorf("in blocks of 7\n%q, want\n%q", got.lines, whole.lines)
		}
	})
}
