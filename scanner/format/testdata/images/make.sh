#!/bin/sh
# Makes the files of this folder, given its path: see README.md for the tools.
set -e
cd "$1"
python3 make.py .
for f in photo.jpg photo.tif photo.png photo.webp; do
  exiftool -q -overwrite_original -Artist='Ada Example' -Copyright='Ada Example, ada@example.com' \
    -ImageDescription='Garden of Bob Sample' -UserComment='call +1 202-555-0143' -XPAuthor='Bob Sample' -SerialNumber=20240117 \
    -GPSLatitude=41.948614 -GPSLatitudeRef=N -GPSLongitude=87.655311 -GPSLongitudeRef=W -XMP-dc:Creator='Ada Example' \
    -XMP-dc:Subject='people' -XMP-iptcCore:CreatorWorkEmail='bob@example.org' -XMP-iptcCore:CreatorWorkTelephone='+1 202-555-0187' $f
done
for f in photo.jpg photo.tif; do
  exiftool -q -overwrite_original -IPTC:By-line='Ada Example' -IPTC:Caption-Abstract='Found at 1060 Sample Street' \
    -IPTC:Contact='ada@example.com' $f
done
exiftool -q -overwrite_original -Comment='sent to bob@example.org' photo.jpg
exiftool -q -overwrite_original -XMP-dc:Creator='Ada Example' comment.gif
/usr/bin/convert photo.jpg -define png:exclude-chunks=eXIf,iTXt profile.png
dcmconv +tb explicit.dcm big.dcm
dcmcjpeg explicit.dcm packed.dcm
dcmconv -e +te explicit.dcm lengths.dcm
python3 - <<'END'
from PIL import Image
import pillow_heif
pillow_heif.register_heif_opener()
im = Image.open("photo.jpg")
im.save("photo.heic", exif=im.info["exif"], xmp=im.info["xmp"])
im.save("photo.avif", exif=im.info["exif"])
END
