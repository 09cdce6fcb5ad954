package format

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// readMail reads a file as what it is, and gives what comes out of it. What ends the reading is the last problem.
func readMail(t testing.TB, name string, data []byte, block int) []string {
	t.Helper()
	s := &lineSink{t: t}
	if err := readLines(s, name, data, block); err != nil {
		s.Problem(source.AsProblem(err, source.InternalError))
	}
	return s.all()
}

// mailFolders hold messages, and documents in compound files.
var mailFolders = []string{"testdata/mail", "testdata/ole"}

func TestMailGolden(t *testing.T) {
	for _, folder := range mailFolders {
		compareDumps(t, folder, func(t *testing.T, name string, data []byte) []string {
			want := readMail(t, name, data, 0)
			for _, block := range []int{1, 100} {
				if got := readMail(t, name, data, block); !slices.Equal(got, want) {
					t.Errorf("%s in blocks of %d:\n%s\nwant\n%s", name, block, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
			f := Identify(data[:min(len(data), HeadSize)], "document")
			return append([]string{f.Name + " " + f.MIME}, want...)
		})
	}
}

// What is cut or has a wrong bit is read without harm. A compound file that was cut is told to be.
func TestDamagedMail(t *testing.T) {
	for _, folder := range mailFolders {
		for _, file := range dataFiles(t, folder) {
			data, err := os.ReadFile(file)
			must(t, err)
			name := filepath.Base(file)
			for i := 1; i < 16; i++ {
				lines := readMail(t, name, data[:len(data)*i/16], 0)
				if folder == "testdata/ole" && !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "problem") }) {
					t.Errorf("%s cut at %d/16: no problem", name, i)
				}
			}
			for bit := 0; bit < 8*len(data); bit += max(97, len(data)/20) {
				broken := slices.Clone(data)
				broken[bit/8] ^= 1 << (bit % 8)
				readMail(t, name, broken, 0)
			}
		}
	}
}

func TestMessages(t *testing.T) {
	const top = "From: a@b.example\nMIME-Version: 1.0\n"
	multi := func(parts ...string) string {
		return top + "Content-Type: multipart/mixed; boundary=\"x y\"\n\n--x y\n" + strings.Join(parts, "\n--x y\n")
	}
	for _, test := range []struct {
		name, data string
		want       []string
	}{
		{"folded", "Subject: a\n\tb\nTo: c\n\nd\n\ne", []string{`1:10 "a\tb" in Subject`, `3:5 "c" in To`, `5:1 "d\n\ne"`}},
		{"encoded words", "Subject: =?utf-8?q?J=C3=B6rg?= =?windows-1252?b?5A==?= =?x-none?q?a?=\n\n", []string{`1:10 "Jörgäa" in Subject`}},
		{"no header", "Subject: a\nno header at all\nb", []string{`1:10 "a" in Subject`, `2:1 "no header at all\nb"`}},
		{"base64", top + "Content-Transfer-Encoding: base64\n\naGVs\n bG8=\nd29ybGQ=!\n", []string{`1:7 "a@b.example" in From`, `5:1 "helloworld"`}},
		{"quoted-printable", top + "Content-Transfer-Encoding: Quoted-Printable\n\na=\n=62 = \nc=3d=G1=", []string{`1:7 "a@b.example" in From`, `5:1 "ab c==G1="`}},
		{"charset", top + "Content-Type: text/plain; charset=koi8-r\n\n\xd0\xd2\xc9", []string{`1:7 "a@b.example" in From`, `5:1 "при"`}},
		{"parts", multi("Content-Type: text/plain\n\none\n", "\ntwo\n", "Content-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''a%20b.png\n\npng", "Content-Type: application/pgp-signature\n\nsig\n--x y--\nlast"),
			[]string{`1:7 "a@b.example" in From`, `8:1 "one"`, `12:1 "two"`, `member "a b.png" "png\n"`, `24:1 "last"`}},
		{"no last boundary", multi("\none"), []string{`1:7 "a@b.example" in From`, `7:1 "one"`, "problem MALFORMED_FILE: message ends in the middle of its parts"}},
		{"no parts", top + "Content-Type: multipart/mixed; boundary=z\n\nall of it", []string{`1:7 "a@b.example" in From`, `5:1 "all of it"`, "problem MALFORMED_FILE: message ends before its parts"}},
		{"no boundary", top + "Content-Type: multipart/mixed\n\nall of it", []string{`1:7 "a@b.example" in From`, `5:1 "all of it"`, "problem MALFORMED_FILE: parts of a message have no boundary"}},
		{"inner boundary lost", multi("Content-Type: multipart/alternative; boundary=in\n\n--in\n\none", "\ntwo\n--x y--"),
			[]string{`1:7 "a@b.example" in From`, `10:1 "one"`, `13:1 "two"`, "problem MALFORMED_FILE: message ends in the middle of its parts"}},
		{"message inside", multi("Content-Type: message/rfc822\n\nTo: c@d.example\n\ninside\n--x y--"),
			[]string{`1:7 "a@b.example" in From`, `8:5 "c@d.example" in To`, `10:1 "inside"`}},
		{"encoded message inside", multi("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nVG86IGE=\n--x y--"),
			[]string{`1:7 "a@b.example" in From`, `member "part 1.eml" "To: a"`}},
		{"PGP in the text", top + "\n-----BEGIN PGP MESSAGE-----\nabc", []string{`1:7 "a@b.example" in From`, `4:1 "-----BEGIN PGP MESSAGE-----\nabc"`, "problem INVALID_ENCRYPTION: encrypted text in a message"}},
		{"HTML in an old charset", top + "Content-Type: text/html; charset=koi8-r\n\n<p>\xd0\xd2", []string{`1:7 "a@b.example" in From`, `member "part 1.html" "\ufeff<p>пр"`}},
		{"path as a name", multi("Content-Disposition: attachment; filename=\"C:\\\\x\\\\..\\\\a.txt\"\n\nz\n--x y--"), []string{`1:7 "a@b.example" in From`, `member "a.txt" "z\n"`}},
	} {
		for _, data := range []string{test.data, strings.ReplaceAll(test.data, "\n", "\r\n")} {
			got := readMail(t, "a.eml", []byte(data), 0)
			for i := range got {
				got[i] = strings.ReplaceAll(got[i], `\r`, "")
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%s: %q holds\n%s\nwant\n%s", test.name, data, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		}
	}
}

// Long texts and lines come out whole, in pieces.
func TestLongMessages(t *testing.T) {
	for _, body := range []string{numbered(3*mailPiece, "line %d\n"), strings.Repeat("x", 3*mailPiece+1), strings.Repeat("é ", mailPiece)} {
		s := &lineSink{t: t}
		data := []byte("From: a\nMIME-Version: 1.0\n\n" + body)
		in := inputOf("a.eml", data, &Budget{})
		must(t, emlFormat.Read(t.Context(), in, s))
		var got strings.Builder
		for _, line := range s.lines[1:] {
			_, quoted, _ := strings.Cut(line, " ")
			var piece string
			_, err := fmt.Sscanf(quoted, "%q", &piece)
			must(t, err)
			got.WriteString(piece)
		}
		if a, b := strings.Join(strings.Fields(got.String()), ""), strings.Join(strings.Fields(body), ""); a != b {
			t.Errorf("%d bytes came out of %d", len(a), len(b))
		}
	}
}

// What is nested too deeply or has no end is told, and quickly.
func TestHostileMessages(t *testing.T) {
	var deep strings.Builder
	deep.WriteString("From: a\n")
	for i := range 5000 {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	deep.WriteString("\nbottom")
	for _, test := range []struct{ name, data, want string }{
		{"parts in parts", deep.String(), "ARCHIVE_NESTING_LEVEL_OVER_LIMIT"},
		{"messages in messages", "From: a\n" + strings.Repeat("Content-Type: message/rfc822\n\n", 100_000), "member"},
		{"long header", "From: a\n" + strings.Repeat(" b\n", 1<<20), "MALFORMED_FILE: header of a message is too long"},
		{"many headers", "From: a\n" + strings.Repeat("a: b\n", 1<<18), "MALFORMED_FILE: header of a message is too long"},
		{"many boundaries", "From: a\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n", 1<<18), "MALFORMED_FILE: message ends in the middle"},
	} {
		lines := readMail(t, "a.eml", []byte(test.data), 0)
		if all := strings.Join(lines, "\n"); !strings.Contains(all, test.want) {
			t.Errorf("%s: no %s in %s", test.name, test.want, all[:min(len(all), 2000)])
		}
	}
}

func FuzzMail(f *testing.F) {
	addFolders(f, mailFolders[0])
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.eml", "a.mbox"} {
			if f := Identify(data[:min(len(data), HeadSize)], name); f.Name == emlFormat.Name || f.Name == mboxFormat.Name {
				readMail(t, name, data, 0)
			}
		}
	})
}

// addFolders adds the files of a folder as seeds.
func addFolders(f *testing.F, folder string) {
	for _, file := range dataFiles(f, folder) {
		data, err := os.ReadFile(file)
		must(f, err)
		f.Add(data)
	}
}
