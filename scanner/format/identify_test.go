package format

import (
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

func randomBytes(n int) string {
	random := rand.New(rand.NewPCG(7, 7))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return string(b)
}

var table = "id,name,city\n1,Ada,Köln\n2,Bob,Bonn\n"

func TestIdentify(t *testing.T) {
	for _, test := range []struct{ name, data, format, mime string }{
		{"empty", "", "text", "text/plain"},
		{"empty.csv", "", "text", "text/plain"},
		{"a.txt", "Some prose, with a comma.\nAnother line, with one more.\nAnd a third, too.\n", "text", "text/plain"},
		{"a.txt", table, "csv", "text/csv"},
		{"a", strings.ReplaceAll(table, ",", "\t"), "csv", "text/csv"},
		{"a.dat", strings.ReplaceAll(table, ",", "|"), "csv", "text/csv"},
		{"a.csv", "just one column\nof words\n", "csv", "text/csv"},
		{"a.CSV", "x", "csv", "text/csv"},
		{"a.log", table, "text", "text/plain"},
		{"a.py", "a, b, c = 1, 2, 3\nd, e, f = 1, 2, 3\ng, h, i = 1, 2, 3\nj, k, l = 1, 2, 3\nx, y, z = 1, 2, 3\n", "text", "text/x-python"},
		{"app.txt", "2024-01-02 10:00:00,123 INFO start\n2024-01-02 10:00:01,456 INFO stop\n2024-01-02 10:00:02,456 INFO stop\n", "text", "text/plain"},
		{"a.json", `{"a": 1}`, "json", "application/json"},
		{"a.json", "no json at all", "json", "application/json"},
		{"a.txt", `{"a": 1}`, "json", "application/json"},
		{"a.log", "{\"a\": 1}\n{\"a\": 2}\n", "json", "application/json"},
		{"a.log", "{\"a\": 1}\n{\"a\": 2}\n{\"a\": 2}\nstack trace\n{\"a\": 2}\n", "text", "text/plain"},
		{"a.log", strings.Repeat("{\"a\": 1}\n", 50) + "cut {\n" + strings.Repeat("{\"a\": 1}\n", 50), "json", "application/json"},
		{"a.log", "[INFO] started\n[INFO] stopped\n", "text", "text/plain"},
		{"a.log", "[2024-01-02] started\n", "text", "text/plain"},
		{"a.log", "[1] started\n", "text", "text/plain"},
		{"a.csv", "{\"a\": 1}\n{\"a\": 2}\n", "json", "application/json"},
		{"a.txt", "{\n \"a\": [1, 2", "text", "text/plain"},
		{"a.ndjson", "{\"a\": 1}\n", "json", "application/json"},
		{"a.txt", `{"a": "` + strings.Repeat("x", HeadSize), "json", "application/json"},
		{"a.yaml", "a: 1\nb: [x, y]\n", "yaml", "application/yaml"},
		{"a.html", "<!doctype html><html><body>x</body></html>", "html", "text/html"},
		{"a", "<!doctype html><html><body>x</body></html>", "html", "text/html"},
		{"a.xml", "<?xml version=\"1.0\"?><a/>", "xml", "application/xml"},
		{"a", "<?xml version=\"1.0\"?><a/>", "xml", "application/xml"},
		{"a.sql", "INSERT INTO t VALUES (1, 'a', 'b');\n", "sql", "application/sql"},
		{"a.svg", "<svg><text>x</text></svg>", "xml", "image/svg+xml"},
		{"a.yaml", randomBytes(1000), "binary", "application/octet-stream"},
		{"a.html", "{{ words }}", "html", "text/html"},
		{"a.xml", "no markup", "text", "application/xml"},
		{".env", "SECRET=x\n", "env", "text/plain"},
		{"a.txt", "BM is a word, GIF8 too", "text", "text/plain"},
		{"BM.txt", "BM", "text", "text/plain"},
		{"a.txt", "MZ and some text\x00 with one NUL in it, as happens in the best of families, " + strings.Repeat("text ", 100), "text", "text/plain"},
		{"a.txt", strings.Repeat("nul terminated\x00", 100), "text", "text/plain"},
		{"a.txt", encoded(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "plain text\nin UTF-16\n"), "text", "text/plain"},
		{"a.txt", encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "plain text\nin UTF-16\n"), "text", "text/plain"},
		{"a.txt", encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), table), "csv", "text/csv"},
		{"a.txt", encoded(charmap.Windows1252, "Größe, Straße, Übermut"), "text", "text/plain"},
		{"a.bin", randomBytes(1000), "binary", "application/octet-stream"},
		{"a.csv", randomBytes(1000), "binary", "application/octet-stream"},
		{"a.txt", randomBytes(HeadSize), "binary", "application/octet-stream"},
		{"a", "\x00\x01\x02\x03", "binary", "application/octet-stream"},
		{"a.zip", randomBytes(1000), "zip", "application/zip"},
		{"a.pdf", "%PDF-1.7\nplain so far", "pdf", "application/pdf"},
		{"a", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "png", "image/png"},
		{"a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "doc", "application/msword"},
		{"a", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600), "ole", "application/x-ole-storage"},
		{"a", "From: a@b.example\nTo: c@d.example\nMessage-ID: <1@b>\n\ntext", "eml", "message/rfc822"},
		{"a", "From: a@b.example\nTo: c@d.example\nMessage-ID: <1@b>\nno header\n", "text", "message/rfc822"},
		{"a.eml", "Subject: a\n\nb", "eml", "message/rfc822"},
		{"a.txt", "From: a\nTo: b\nSubject: c\n\nquoted", "text", "message/rfc822"},
		{"a", "From a@b.example Mon Jan  1 10:00:00 2024\nSubject: b\n\nc", "mbox", "application/mbox"},
		{"a.txt", "From 10:00 of 2024 on\nthere is text\n", "text", "text/plain"},
		{"a", "Obj\x01\x04\x14avro.codec", "avro", "application/avro"},
		{"a", "PAR1\x15\x04\x15\x10", "parquet", "application/vnd.apache.parquet"},
		{"a", "SQLite format 3\x00\x10\x00", "sqlite", "application/vnd.sqlite3"},
	} {
		data := test.data[:min(len(test.data), HeadSize)]
		got := Identify([]byte(data), test.name)
		if got.Name != test.format || got.MIME != test.mime {
			t.Errorf("Identify(%s, %q) = %s %s, want %s %s", short(data), test.name, got.Name, got.MIME, test.format, test.mime)
		}
		if readable := got.Read != nil; readable == (test.format != "zip" && test.format == "binary") {
			t.Errorf("Identify(%s, %q) is readable: %v", short(data), test.name, readable)
		}
	}
}

func TestCharset(t *testing.T) {
	const sample = "Grüße €\nund 5 mehr\n"
	for _, test := range []struct{ name, data, want string }{
		{"UTF-8", sample, sample},
		{"UTF-8 with mark", "\xef\xbb\xbf" + sample, sample},
		{"UTF-16LE", encoded(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), sample), sample},
		{"UTF-16BE", encoded(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), sample), sample},
		{"UTF-16LE with mark", encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), sample), sample},
		{"UTF-16BE with mark", encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM), sample), sample},
		{"UTF-16 in Cyrillic", encoded(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "все хорошо\nда, да\n"), "все хорошо\nда, да\n"},
		{"UTF-32 with mark", encoded(utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), sample), sample},
		{"Windows-1252", encoded(charmap.Windows1252, sample), sample},
		{"UTF-8 with a bad byte", sample + "\xff" + sample, sample + "\xff" + sample},
		{"UTF-8 cut", sample + "\xe2\x82", sample + "\xe2\x82"},
		{"NULs", "a\x00b\x00\x00 text\n", "a\x00b\x00\x00 text\n"},
		{"odd UTF-16", encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), sample) + "x", sample + "\ufffd"},
	} {
		s := sameValues(t, &textFormat, []byte(test.data), "x.txt", 16)
		if len(s.values) != 1 || s.values[0].text != test.want {
			t.Errorf("%s: read %q, want %q", test.name, s.values, test.want)
		}
	}
}
