"""Writes the property lists: python3 make.py"""
import datetime
import plistlib

people = {
    "mail": "ada@example.com",
    "name": "Ada König",
    "born": datetime.datetime(1990, 1, 2, 3, 4, 5),
    "numbers": [1, -2, 2.5, True, 2**40],
    "nested": {"who": "Иван", "raw": b"text in bytes", "key": b"\x00\x01\xff"},
}
with open("people.bin.plist", "wb") as f:
    plistlib.dump(people, f, fmt=plistlib.FMT_BINARY)
with open("long.bin.plist", "wb") as f:
    plistlib.dump({"k" * 300: "v" * 300, "list": [{"id": i} for i in range(20)]}, f, fmt=plistlib.FMT_BINARY)
