"""Makes the documents beside it. See README.md."""
import os
import subprocess
import sys

import msoffcrypto.format.ooxml


def convert(source, kind):
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", ".", source], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(sys.argv[0])))
    convert("../office/people.xlsx", "xls:MS Excel 97")
    convert("../office/letter.odt", "doc:MS Word 97")
    convert("../office/roster.docx", "doc:MS Word 97")
    with open("../office/runs.docx", "rb") as plain, open("locked.docx", "wb") as locked:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("password", locked)
