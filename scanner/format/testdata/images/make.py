# Makes the images and medical images of this folder: Pillow 12, pydicom 3; exiftool adds the metadata (see README.md).
import sys
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin
import pydicom
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian

out = sys.argv[1] + "/"
small = Image.new("RGB", (16, 16), (200, 220, 240))
for name in "photo.jpg", "photo.tif", "photo.png", "photo.webp":
    small.save(out + name)
text = PngImagePlugin.PngInfo()
text.add_text("Author", "Ada Example <ada@example.com>")
text.add_text("Description", "Bob Sample, +1 202-555-0187", zip=True)
text.add_itxt("Comment", "Grüße an bob@example.org", lang="de", zip=True)
small.save(out + "texts.png", pnginfo=text)
small.convert("P").save(out + "comment.gif", comment=b"scanned for ada@example.com")
small.save(out + "plain.bmp")
Image.new("1", (16, 16)).save(out + "old.gif")

def dicom(name, syntax, charset=None, patient="Example^Ada^^Dr", pixels=True):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    meta.MediaStorageSOPInstanceUID = "1.2.826.0.1.3680043.8.498.1"
    meta.TransferSyntaxUID = syntax
    d = FileDataset(out + name, {}, file_meta=meta, preamble=b"\0" * 128)
    if charset:
        d.SpecificCharacterSet = charset
    d.PatientName = patient
    d.PatientID = "MRN-00012345"
    d.PatientBirthDate = "19800131"
    d.PatientTelephoneNumbers = ["+1 202-555-0143", "+1 202-555-0187"]
    d.StudyInstanceUID = "1.2.826.0.1.3680043.8.498.2"
    d.StudyTime = "101112"
    d.AdditionalPatientHistory = "Mail to ada@example.com.\r\nSeen by Bob Sample."
    item = Dataset()
    item.PersonName = "Sample^Bob"
    item.PersonTelephoneNumbers = "+1 202-555-0100"
    d.RequestAttributesSequence = Sequence([item])
    block = d.private_block(0x0011, "SAMPLE", create=True)
    block.add_new(1, "LO", "bob@example.org")
    if pixels:
        d.Rows = d.Columns = 4
        d.BitsAllocated = d.BitsStored = 8
        d.HighBit, d.SamplesPerPixel, d.PixelRepresentation = 7, 1, 0
        d.PhotometricInterpretation = "MONOCHROME2"
        d.PixelData = bytes(range(16))
    d.save_as(out + name, enforce_file_format=True)
    return d

dicom("explicit.dcm", ExplicitVRLittleEndian)
dicom("implicit.dcm", ImplicitVRLittleEndian)
dicom("deflated.dcm", DeflatedExplicitVRLittleEndian)
dicom("latin.dcm", ExplicitVRLittleEndian, "ISO_IR 100", "Müller^Jürgen")
dicom("japanese.dcm", ExplicitVRLittleEndian, ["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう")
dicom("utf8.dcm", ExplicitVRLittleEndian, "ISO_IR 192", "Müller^Jürgen", pixels=False)
d = dicom("document.dcm", ExplicitVRLittleEndian, pixels=False)
d.MIMETypeOfEncapsulatedDocument = "text/xml"
d.EncapsulatedDocument = b"<report><patient>ada@example.com</patient></report> "
d.save_as(out + "document.dcm", enforce_file_format=True)
