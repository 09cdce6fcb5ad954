"""Makes the documents beside it. See README.md."""
import datetime
import os
import subprocess
import sys
import tempfile

import openpyxl
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.comments import Comment
from pptx import Presentation
from pptx.util import Inches
from pyxlsbwriter import XlsbWriter

WHEN = datetime.datetime(2024, 5, 6, 7, 8, 9)

LETTER = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>Letter to a tenant</dc:title><meta:initial-creator>Ida Holm</meta:initial-creator><dc:creator>Ida Holm</dc:creator>
<meta:user-defined meta:name="Case">C-1207</meta:user-defined></office:meta>
<office:automatic-styles><style:page-layout style:name="pl"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/>
<style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl">
<style:header><text:p>Holm Estates, confidential</text:p></style:header>
<style:footer><text:p>office@holm.example</text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>Ida Holm</dc:creator><dc:date>2024-05-06T07:08:09</dc:date>
</office:change-info><text:p>old flat 12</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:h text:outline-level="1">Dear Otto</text:h>
<text:p>Your new address is <text:span>otto.la</text:span><text:span>ng@mail.example</text:span>, as you<text:s text:c="2"/>said<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>By phone on Monday.</text:p></text:note-body></text:note>. <text:change text:change-id="c1"/>Thanks.</text:p>
<text:p/>
<text:p>Passport number:</text:p>
<text:p>X1234567<office:annotation><dc:creator>Per Berg</dc:creator><dc:date>2024-05-06T07:08:09</dc:date><text:p>Check this one.</text:p></office:annotation></text:p>
<text:p>Write to <text:a xlink:href="mailto:help@holm.example">us</text:a> or <text:a xlink:href="mailto:ida@holm.example">ida@holm.example</text:a>.<text:line-break/>Or call<text:tab/>us.</text:p>
<text:p><draw:frame draw:name="f" text:anchor-type="paragraph" svg:width="5cm" svg:height="2cm"><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame>Around the box.</text:p>
<table:table table:name="People"><table:table-column table:number-columns-repeated="3"/>
<table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Born</text:p></table:table-cell><table:table-cell><text:p>Home</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>Otto Lang</text:p></table:table-cell><table:table-cell><text:p>1961-04-05</text:p></table:table-cell><table:table-cell><text:p>Main Street 4</text:p><text:p>Lund</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>Eva Krog</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>Oslo</text:p></table:table-cell></table:table-row>
</table:table>
<text:p>The end.</text:p>
</office:text></office:body></office:document>
"""


def convert(source, kind):
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", ".", source], check=True, stdout=subprocess.DEVNULL)


def letters():
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "letter.fodt")
        with open(source, "w", encoding="utf-8") as f:
            f.write(LETTER)
        for kind in ("odt", "docx", "epub"):
            convert(source, kind)


def element(name, *children, text=None, **attrs):
    e = OxmlElement(name)
    for k, v in attrs.items():
        e.set(qn("w:" + k), v)
    if text is not None:
        e.text = text
    e.extend(children)
    return e


def runs():
    d = Document()
    d.core_properties.author, d.core_properties.title, d.core_properties.created = "Nora Dahl", "Minutes", WHEN
    d.core_properties.modified, d.core_properties.last_modified_by = WHEN, "Nora Dahl"
    p = d.add_paragraph("Mail ")
    for part in ("john@", "exam", "ple.com"):
        p.add_run(part).bold = part == "exam"
    p.add_run().add_break(WD_BREAK.LINE)
    p.add_run("and wait.")
    p = d.add_paragraph("Paid ")
    p._p.append(element("w:del", element("w:r", element("w:delText", text="by card 12")), id="1", author="Lars Vik", date="2024-05-06T07:08:09Z"))
    p._p.append(element("w:ins", element("w:r", element("w:t", text="in cash")), id="2", author="Lars Vik", date="2024-05-06T07:08:09Z"))
    p = d.add_paragraph("See ")
    link = d.part.relate_to("mailto:nora@dahl.example", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", True)
    h = element("w:hyperlink", element("w:r", element("w:t", text="me")))
    h.set(qn("r:id"), link)
    p._p.append(h)
    for kind, text in (("begin", None), (None, ' HYPERLINK "https://dahl.example/u/77" '), ("separate", None)):
        p._p.append(element("w:r", element("w:fldChar", fldCharType=kind) if kind else element("w:instrText", text=text)))
    p._p.append(element("w:r", element("w:t", text=" or there")))
    p._p.append(element("w:r", element("w:fldChar", fldCharType="end")))
    p = d.add_paragraph("No")
    p._p.append(element("w:r", element("w:noBreakHyphen"), element("w:t", text="one")))
    d.add_comment(p.runs, text="Who says so?", author="Lars Vik", initials="LV")
    t = d.add_table(3, 3)
    for r, values in enumerate((("Name", "City", "Phone"), ("Ann Lie", "Bergen", "+47 900 00 001"), ("Bo Moe", "", "+47 900 00 002"))):
        for c, v in enumerate(values):
            t.cell(r, c).text = v
    t.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
    inner = t.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "ZIP:", "5003"
    d.sections[0].header.paragraphs[0].text = "Board"
    d.save("runs.docx")


def slides():
    p = Presentation()
    p.core_properties.author, p.core_properties.created, p.core_properties.modified = "Nora Dahl", WHEN, WHEN
    s = p.slides.add_slide(p.slide_layouts[5])
    s.shapes.title.text = "Team"
    t = s.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for i, v in enumerate(("Name", "Email", "Ann Lie", "ann@lie.example")):
        t.cell(i // 2, i % 2).text = v
    s.notes_slide.notes_text_frame.text = "Say hello to Bo Moe."
    s = p.slides.add_slide(p.slide_layouts[1])
    s.shapes.title.text = "Contact"
    s.placeholders[1].text = "Line one\nLine two"
    run = s.placeholders[1].text_frame.add_paragraph().add_run()
    run.text, run.hyperlink.address = "click", "mailto:bo@moe.example"
    # The layouts of the template make the file large and say nothing.
    keep = [p.slide_layouts[1], p.slide_layouts[5]]
    for layout in list(p.slide_layouts):
        if layout not in keep:
            p.slide_layouts.remove(layout)
    p.save("slides.pptx")
    convert("slides.pptx", "odp")


ROWS = [
    ["Name", "Born", "SSN", "Card", "Phone", "Member"],
    ["Ann Lie", datetime.date(1990, 5, 7), 12345678, 4539148803436467, 5551230001, True],
    ["Bo Moe", datetime.date(1985, 12, 31), 987654321, 4000000000000000, 5551230002, False],
    ["Cy", None, None, 0.5, None, None],
]


def people():
    w = openpyxl.Workbook()
    w.properties.creator, w.properties.created, w.properties.modified = "Nora Dahl", WHEN, WHEN
    s = w.active
    s.title = "People"
    for row in ROWS:
        s.append(row)
    for r in (2, 3):
        s.cell(r, 2).number_format = "dd/mm/yy"
        s.cell(r, 3).number_format = "000-00-0000"
        s.cell(r, 5).number_format = "[<=9999999]###-####;(###) ###-####"
    s["A2"].comment = Comment("Left in May", "Lars Vik")
    s["A3"].hyperlink = "mailto:bo@moe.example"
    s["G2"] = '=A2&" ok"'
    s.oddHeader.center.text = "Staff &P"
    h = w.create_sheet("Hidden")
    h.sheet_state = "hidden"
    h["B3"] = "behind the curtain"
    v = w.create_sheet("Deep")
    v.sheet_state = "veryHidden"
    v["A1"] = "Email:"
    v["B1"] = "cy@deep.example"
    w.save("people.xlsx")
    convert("people.xlsx", "ods")
    with XlsbWriter("people.xlsb") as b:
        b.add_sheet("People")
        b.write_sheet(ROWS)
        b.add_sheet("Hidden", hidden=True)
        b.write_sheet([["", "x"], ["behind the curtain", 1.25]])


ROSTER = [
    ["no", "first_name", "last_name", "email", "ip_address", "account", "born", "post"],
    ["1", "Ines", "Duarte", "ines@quillharbour.net", "10.20.30.141", "4000123412341239", "1961-04-05", "Clerk"],
    ["2", "Tomas", "Bergqvist", "tomas@quillharbour.net", "10.20.30.142", "4000123412341247", "1972-11-23", "Night porter"],
    ["3", "Nora", "Whitfield", "nora@quillharbour.net", "10.20.30.143", "4000123412341254", "1980-01-30", "Cook"],
]


def roster():
    """A table with so many columns that a format of its rows is a long one, and one of paragraphs with tabs."""
    d = Document()
    d.add_paragraph("Who works here:")
    t = d.add_table(rows=0, cols=len(ROSTER[0]), style="Table Grid")
    for row in ROSTER:
        for cell, text in zip(t.add_row().cells, row):
            cell.text = text
    d.add_paragraph("And who did:")
    for row in ROSTER:
        d.add_paragraph("\t".join(row[1:4]))
    d.add_paragraph("1.\tNobody else.")
    d.core_properties.author = ""
    d.core_properties.created = d.core_properties.modified = WHEN
    d.save("roster.docx")


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(sys.argv[0])))
    letters()
    runs()
    slides()
    people()
    roster()
