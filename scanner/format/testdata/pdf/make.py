# Makes the documents of this folder: see README.md.
import io, subprocess
from datetime import datetime, timezone
from pathlib import Path
from reportlab.lib import colors
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table
from fpdf import FPDF
from PIL import Image
import pikepdf
from pikepdf import Dictionary, Name, String, Array

body = getSampleStyleSheet()["BodyText"]
P = lambda s: Paragraph(s, body)
people = [
    ["name", "email", "account", "amount"],
    ["Nora Whitfield-Castellanos", "nora.whitfield-castellanos@quillharbour.net", "DE89370400440532013000", "12"],
    ["Tomas Bergqvist", "tomas.bergqvist@saltmarsh-observatory.org", "GB29 NWBK 6016 1331 9268 19", "34"],
    ["Ines Duarte", "ines@quillharbour.net", "FR1420041010050500013M02606", "56"],
]

def reportlab_table():
    doc = SimpleDocTemplate("table.pdf", pagesize=A5, invariant=1, title="Accounts", author="Nora Whitfield")
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    named = Table([[P(c) for c in r] for r in people], colWidths=[80, 90, 85, 45], style=grid)
    pairs = [["Customer e-mail", "maximiliana.oberhauser@longtail-cartography.example.org"], ["IBAN", "NL91ABNA0417164300"], ["Years", "2019"], ["Rooms", "2024"]]
    side = Table([[P(c) for c in r] for r in pairs], colWidths=[80, 75], style=grid)
    doc.build([P("What we hold about people"), named, Spacer(1, 20), side])

def fpdf_table():
    pdf = FPDF(format="A5")
    pdf.set_creation_date(datetime(2026, 1, 1, tzinfo=timezone.utc))
    pdf.add_page()
    pdf.set_font("helvetica", size=10)
    with pdf.table(col_widths=(20, 30, 28, 10), width=100) as table:
        for r in people:
            row = table.row()
            for c in r:
                row.cell(c)
    pdf.output("narrow.pdf")

def picture():
    b = io.BytesIO()
    Image.new("L", (40, 20), 200).save(b, "PNG")
    b.seek(0)
    return ImageReader(b)

def scans():
    c = canvas.Canvas("scanned.pdf", pagesize=A5, invariant=1)
    for _ in range(2):
        c.drawImage(picture(), 20, 20, 300, 400)
        c.showPage()
    c.save()
    c = canvas.Canvas("mixed.pdf", pagesize=A5, invariant=1)
    for i in range(6):
        if i in (1, 2, 4):
            c.drawImage(picture(), 20, 20, 300, 400)
        else:
            c.drawString(50, 500, "This page has text")
        c.showPage()
    c.save()

def form():
    c = canvas.Canvas("form.pdf", pagesize=A5, invariant=1)
    c.drawString(50, 500, "Your name")
    c.acroForm.textfield(name="full_name", value="Ines Duarte", x=150, y=490, width=150, height=20)
    c.acroForm.textfield(name="email", tooltip="Your e-mail address", value="ines@quillharbour.net", x=150, y=450, width=150, height=20)
    c.acroForm.choice(name="country", value="Portugal", options=["Portugal", "Spain"], x=150, y=410, width=150, height=20)
    c.acroForm.checkbox(name="agreed", checked=True, x=150, y=380)
    c.showPage()
    c.save()

def turned():
    c = canvas.Canvas("turned.pdf", pagesize=A5, invariant=1)
    c.setPageRotation(90)
    c.drawString(50, 500, "Upright: ines@quillharbour.net")
    c.saveState(); c.translate(300, 100); c.rotate(90)
    c.drawString(0, 0, "Turned: tomas.bergqvist@"); c.drawString(0, -13, "saltmarsh-observatory.org")
    c.restoreState()
    c.saveState(); c.translate(100, 100); c.rotate(45); c.drawString(0, 0, "Aslant: DE89 3704 0044 0532 0130 00"); c.restoreState()
    c.showPage()
    c.save()

def columns():
    c = canvas.Canvas("columns.pdf", pagesize=A5, invariant=1)
    for i, (a, b) in enumerate([("12", "34"), ("56", "78")]):
        c.drawString(50, 500 - 14 * i, a); c.drawString(68, 500 - 14 * i, b)
    for x, lines in ((50, ["The river was wide and the ferry-", "man asked Ines and Tomas to wait un-", "til the fog had lifted."]),
                     (240, ["On the other bank the lights of", "the harbour office were out. Call", "Nora Whitfield on Monday."])):
        t = c.beginText(x, 400)
        for l in lines:
            t.textLine(l)
        c.drawText(t)
    c.showPage()
    c.save()

def notes():
    c = canvas.Canvas("plain.tmp", pagesize=A5, invariant=1)
    c.setAuthor("Tomas Bergqvist"); c.setTitle("Minutes")
    c.bookmarkPage("one"); c.addOutlineEntry("Call with Ines Duarte", "one")
    c.drawString(50, 500, "Minutes of the call")
    c.showPage(); c.drawString(50, 500, "A second page"); c.showPage(); c.save()
    with pikepdf.open("plain.tmp") as pdf:
        def annot(page, kind, **keys):
            a = Dictionary(Type=Name.Annot, Subtype=Name("/" + kind), Rect=Array([50, 400, 150, 420]), **keys)
            if "/Annots" not in page: page.Annots = Array()
            page.Annots.append(pdf.make_indirect(a))
        page = pdf.pages[1].obj
        annot(page, "Text", Contents=String("Ask ines@quillharbour.net"), T=String("Nora Whitfield"), Subj=String("Open question"))
        annot(page, "Link", A=Dictionary(S=Name.URI, URI=String("mailto:tomas.bergqvist@saltmarsh-observatory.org")))
        pdf.attachments["people.csv"] = pikepdf.AttachedFileSpec(pdf, b"name,email\nInes Duarte,ines@quillharbour.net\n", filename="people.csv", creation_date="D:20260101", mod_date="D:20260101")
        pdf.attachments["table.pdf"] = pikepdf.AttachedFileSpec(pdf, Path("table.pdf").read_bytes(), filename="table.pdf", creation_date="D:20260101", mod_date="D:20260101")
        pdf.save("notes.pdf", deterministic_id=True)
    Path("plain.tmp").unlink()

def office():
    rows = "".join(f"{i},Given{i},{['Ines','Nora','Tomas'][i%3]},person{i}@quillharbour.net,10.20.{i}.7\n" for i in range(1, 91))
    Path("sheet.csv").write_text("id,nickname,first_name,email,ip_address\n" + rows)
    Path("letter.html").write_text("""<html><body style="width:11cm"><p>Dear Ms Duarte, as you asked on the telephone we have changed the
      address that we write to. From Monday on our letters go to ines.duarte@quillharbour.net and nowhere else.</p>
      <table border="1" width="220"><tr><td>Electronic mail</td><td width="90">maximiliana.oberhauser@longtail-cartography.example.org</td></tr>
      <tr><td>Account</td><td width="90">DE89370400440532013000</td></tr></table><p>Office, first floor</p></body></html>""")
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "sheet.csv"], check=True)
    subprocess.run(["soffice", "--headless", "--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export", "letter.html"], check=True)
    Path("sheet.csv").unlink(); Path("letter.html").unlink()
    subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "../office/roster.docx"], check=True)

def encrypted():
    run = lambda *a: subprocess.run(["qpdf", "--deterministic-id", *a] if "--encrypt" not in a else ["qpdf", *a], check=True)
    run("--encrypt", "harbour", "owner", "256", "--", "turned.pdf", "locked.pdf")
    run("--encrypt", "", "owner", "256", "--", "turned.pdf", "owner.pdf")
    run("--linearize", "--object-streams=generate", "table.pdf", "linear.pdf")

for make in reportlab_table, fpdf_table, scans, form, turned, columns, notes, office, encrypted:
    make()
