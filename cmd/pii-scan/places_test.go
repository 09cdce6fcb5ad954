package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/scanner/format"
)

// planted is the address that the files of placedFiles hold.
const plantedMail = "ada.byron@quillharbour.net"

// placedFiles are a file or more of each format, and where Macie's finding says that the addresses in it stand: @ stands for plantedMail.
// A file without content is one of scanner/format/testdata, with addresses of its own.
var placedFiles = []struct{ format, name, content, want string }{
	{"text", "a.txt", "one\ntwo @\n", "line 2:5"},
	{"html", "a.html", "<p>one\n<p>two @", "line 2:8"},
	{"xml", "a.xml", "<?xml version='1.0'?>\n<a>\n<b c='@'>@</b></a>", "line 3:7, line 3:35"},
	{"rtf", "a.rtf", "{\\rtf1 one\n\\par @}", "line 2:6"},
	{"vcard", "a.vcf", "BEGIN:VCARD\nVERSION:3.0\nEMAIL;TYPE=work:@\nEND:VCARD\n", "line 3:17"},
	{"icalendar", "a.ics", "BEGIN:VCALENDAR\nATTENDEE:mailto:@\nEND:VCALENDAR\n", "line 2:17"},
	{"eml", "a.eml", "From: @\nTo: @\nSubject: x\nDate: Mon, 1 Jun 2026 10:00:00 +0000\n\nText,\n@\n", "line 1:7, line 2:5, line 7:1"},
	{"mbox", "a.mbox", "From x Mon Jun  1 10:00:00 2026\nSubject: one\n\nText\n\nFrom x Mon Jun  1 10:00:00 2026\nTo: @\n\n@\n", "record 1 $.To, record 1 $"},
	{"json", "a.json", `{"a": {"b": [1, "@"], "odd key": "@"}}`, "record 0 $.a.b[1], record 0 $.a['odd key']"},
	{"json", "b.jsonl", "{\"a\": 1}\n{\"@\": 2, \"a\": {\"b\": \"@\"}}\nbroken @\n", "record 1, record 1 $.a.b, line 3:8"},
	{"notebook", "a.ipynb", `{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["x", "@"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`, "record 0 $.cells[0].source[1]"},
	{"yaml", "a.yaml", "# @\na:\n- b: x\n- b: @\n  c: [x, @]\n---\nodd key: '@'\n", "record 0 $.a[1].b, record 0 $.a[1].c, record 1 $['odd key'], line 1:3"},
	{"toml", "a.toml", "# @\na = '@'\n[t.u]\nmail = '@' # @\n[[list]]\nx = 1\n[[list]]\n[list.in]\nx = \"@\"\n", "record 0 $.a, record 0 $.t.u.mail, record 0 $.list[1].in.x, line 1:3, line 4:39"},
	{"ini", "a.ini", "; @\n[part one]\nmail = @\n", "record 0 $['part one'].mail, line 1:3"},
	{"env", "a.env", "# @\nexport MAIL=@\n", "record 0 $.MAIL, line 1:3"},
	{"properties", "a.properties", "# @\nmail.to: @\n", "record 0 $['mail.to'], line 1:3"},
	{"csv", "a.csv", "id,mail\n1,@\n2,x\n", "cell 2:2 mail"},
	{"csv", "b.csv", "id,patient: Mrs. Ada Byron,mail\n1,2,@\n2,3,x\n", "cell 2:3 mail"},
	{"sql", "a.sql", "-- @\nCREATE TABLE people (id int, mail text);\nINSERT INTO people VALUES (1, 'x'), (2, '@');\n", "cell people!B2 2:2 mail, line 1:4"},
	{"sqlite", "sqlite/types.sqlite", "", "cell people!C1 1:3 mail"},
	{"plist", "plist/people.bin.plist", "", "record 0 $.mail"},
	{"parquet", "parquet/nested.parquet", "", "record 0 $.settings[0].value"},
	{"parquet", "parquet/metadata.parquet", "", "record 0 $.contact, record 0 $.email, record 2 $.email"},
	{"avro", "avro/nested.avro", "", "record 0 $.settings.mail"},
	{"avro", "avro/metadata.avro", "", "record 0 $.contact, record 0 $.email"},
	{"orc", "orc/zlib.orc", "", ""},
	{"docx", "office/letter.docx", "", "line 2:21, line 7:16, line 9:8, line 23:1"},
	{"pptx", "office/slides.pptx", "", "cell Table 1!B2 2:2 Email, page 2"},
	{"xlsx", "office/people.xlsx", "", "cell People!A3 3:1, cell Deep!B1 1:2 Email:"},
	{"xlsb", "office/people.xlsb", "", ""},
	{"odt", "office/letter.odt", "", "line 4:21, line 9:16, line 11:8, line 25:1"},
	{"ods", "office/people.ods", "", "cell People!A3 3:1 Name, cell Deep!B1 1:2 Email:"},
	{"odp", "office/slides.odp", "", "cell Table 1!B2 2:2 Email, page 2"},
	{"epub", "office/letter.epub", "", "line 2:21, line 5:16, line 7:8"},
	{"doc", "ole/letter.doc", "", "line 2:21, line 6:16, line 8:8, line 24:1"},
	{"xls", "ole/people.xls", "", "cell People!A3 3:1, cell Deep!B1 1:2 Email:"},
	{"pdf", "pdf/notes.pdf", "", "page 2, page 2"},
	{"dicom", "images/explicit.dcm", "", "record 0 $.AdditionalPatientHistory"},
	{"jpeg", "images/photo.jpg", "", "record 0 $.Copyright, record 0 $.Contact"},
	{"png", "images/photo.png", "", "record 0 $.Copyright, record 0 $.Copyright"},
	{"tiff", "images/photo.tif", "", "record 0 $.Copyright, record 0 $.Contact"},
	{"webp", "images/photo.webp", "", "record 0 $.Copyright"},
	{"heif", "images/photo.heic", "", "record 0 $.Copyright"},
	{"gif", "images/comment.gif", "", "record 0 $.Comment"},
}

// notPlaced are the formats that have no row above, and why.
var notPlaced = map[string]string{
	"bmp": "its text is in the pixels: see notShown",
	// Nothing free writes a small one: the places of their fields are tested where they are read.
	"ppt": "TestOldDocuments", "msg": "TestOldDocuments", "ole": "TestOldDocuments",
}

// notShown are the kinds of places that the files of a format do not have: a page is what a program recognizes in the pixels of a picture,
// and the program that wrote the workbook wrote nothing else.
var notShown = map[string]string{"jpeg": "page", "png": "page", "tiff": "page", "webp": "page", "gif": "page", "xlsb": "record"}

// arrays are the lists of Macie's occurrences by the words of format.Format.Places.
func arrays(o *classify.Occurrences) map[string]int {
	return map[string]int{"cell": len(o.Cells), "line": len(o.LineRanges), "page": len(o.Pages), "record": len(o.Records)}
}

// TestPlaces scans a file of each format. All that is found in it, but for what stands in a file inside, has a place in Macie's finding,
// and a format says of itself the kinds of places that its files have, and no others. Macie's finding has none for what is in the
// members of an archive (https://docs.aws.amazon.com/macie/latest/user/findings-locate-sd.html); matches names the member.
func TestPlaces(t *testing.T) {
	dir := t.TempDir()
	kinds := map[string][]string{}
	for _, f := range placedFiles {
		file := filepath.Join("../../scanner/format/testdata", f.name)
		if f.content != "" {
			file = filepath.Join(dir, f.name)
			write(t, file, strings.ReplaceAll(f.content, "@", plantedMail))
		}
		var object struct {
			Objects []struct{ Format string }
		}
		if err := json.Unmarshal([]byte(output(t, "", "-o", "json", "--isolate", "never", file)), &object); err != nil {
			t.Fatal(err)
		}
		if len(object.Objects) != 1 || object.Objects[0].Format != f.format {
			t.Errorf("%s is no %s: %v", f.name, f.format, object.Objects)
		}
		inside := map[string]int64{} // what stands in members, by detector
		for line := range strings.Lines(output(t, "", "-o", "matches", "--isolate", "never", file)) {
			var m struct{ Detector, Entry string }
			if err := json.Unmarshal([]byte(line), &m); err != nil {
				t.Fatal(err)
			}
			if m.Entry != "" {
				inside[m.Detector]++
			}
		}
		var finding classify.Finding
		if err := json.Unmarshal([]byte(output(t, "", "-o", "macie", "--isolate", "never", file)), &finding); err != nil {
			t.Fatalf("%s: no finding: %v", f.name, err)
		}
		var found []string
		room := int64(15)
		for _, item := range finding.ClassificationDetails.Result.SensitiveData {
			for _, d := range item.Detections {
				located := int64(0)
				for kind, n := range arrays(&d.Occurrences) {
					located += int64(n)
					if n > 0 && !slices.Contains(kinds[f.format], kind) {
						kinds[f.format] = append(kinds[f.format], kind)
					}
				}
				if want := min(room, d.Count-inside[d.Type]); located < want && d.Count <= 15 {
					t.Errorf("%s: %d of %d %s located", f.name, located, want, d.Type)
				}
				room -= located
				if d.Type == "EMAIL_ADDRESS" {
					found = append(found, shownPlaces(&d.Occurrences)...)
				}
			}
		}
		if got := strings.Join(found, ", "); got != f.want {
			t.Errorf("%s: addresses stand at\n\t%s, want\n\t%s", f.name, got, f.want)
		}
	}
	for _, f := range format.All {
		if _, known := notPlaced[f.Name]; known || f.Places == "member" {
			continue
		}
		got := slices.Sorted(slices.Values(kinds[f.Name]))
		want := slices.Sorted(slices.Values(strings.Split(f.Places, ", ")))
		if !slices.Equal(got, slices.DeleteFunc(want, func(kind string) bool { return notShown[f.Name] == kind })) {
			t.Errorf("%s has places of the kinds %q, and says %q", f.Name, got, want)
		}
	}
}

// TestPlacesInArchives scans archives of all kinds: all that is found in them has the path of its member, and no place in a finding.
func TestPlacesInArchives(t *testing.T) {
	files, err := filepath.Glob("../../scanner/format/testdata/archives/*.*")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range strings.Lines(output(t, "", append([]string{"-o", "matches"}, files...)...)) {
		var m struct{ Path, Entry string }
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		if lines++; m.Entry == "" && !slices.Contains([]string{".md", ".sh"}, filepath.Ext(m.Path)) {
			t.Errorf("%s: no member in %s", m.Path, line)
		}
	}
	if lines < len(files) {
		t.Errorf("%d matches in %d files", lines, len(files))
	}
}

// shownPlaces are occurrences in short.
func shownPlaces(o *classify.Occurrences) (places []string) {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return " " + *s
	}
	for _, c := range o.Cells {
		places = append(places, fmt.Sprintf("cell%s %d:%d%s", text(c.CellReference), c.Row, c.Column, text(c.ColumnName)))
	}
	for _, p := range o.Pages {
		places = append(places, fmt.Sprintf("page %d", p.PageNumber))
	}
	for _, r := range o.Records {
		places = append(places, fmt.Sprintf("record %d%s", r.RecordIndex, text(r.JSONPath)))
	}
	for _, l := range o.LineRanges {
		places = append(places, fmt.Sprintf("line %d:%d", l.Start, l.StartColumn))
	}
	return places
}
