package format

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// structuredFormats are the formats of text with a structure, each under its usual name.
var structuredFormats = []*Format{&rtfFormat, &vcardFormat, &icalendarFormat, &htmlFormat, &xmlFormat, &yamlFormat, &tomlFormat, &iniFormat, &envFormat, &propertiesFormat}

// Each file in testdata/structured holds what the golden file says, however it is cut into blocks.
func TestStructuredGolden(t *testing.T) {
	compareDumps(t, "testdata/structured", func(t *testing.T, name string, data []byte) (lines []string) {
		f := Identify(data, name)
		lines = append(lines, f.Name+" "+f.MIME)
		s := sameValues(t, f, data, name, 16, 64, 256)
		for _, v := range s.values {
			lines = append(lines, v.String())
		}
		for _, p := range s.problems {
			lines = append(lines, "problem "+p)
		}
		return lines
	})
}

// Files that are cut short or have some bits turned are read to their end, and yield the same however they are cut into blocks.
func TestStructuredDamaged(t *testing.T) {
	for _, file := range dataFiles(t, "testdata/structured") {
		data, err := os.ReadFile(file)
		must(t, err)
		name := filepath.Base(file)
		f := Identify(data, name)
		for i := 1; i < 16; i++ {
			sameValues(t, f, data[:len(data)*i/16], name, 16, 256)
			flipped := []byte(string(data))
			for k := i; k < len(flipped); k += 97 {
				flipped[k] ^= 1 << (k % 7)
			}
			sameValues(t, f, flipped, name, 64)
		}
	}
}

// What means to break a reader is read in full, in blocks of any size.
func TestStructuredHostile(t *testing.T) {
	for _, test := range []struct {
		format *Format
		data   string
	}{
		{&yamlFormat, strings.Repeat("[", 100_000)},
		{&yamlFormat, "a: &a [x, x]\n" + numbered(20<<10, "b%[1]d: &b%[1]d [*a, *a, *a]\n")},
		{&yamlFormat, strings.Repeat("- ", 20_000) + "x\n"},
		{&yamlFormat, deepYAML(3000)},
		{&yamlFormat, "a: |\n" + strings.Repeat("  text of a block\n", 10_000) + "b: 1\n"},
		{&yamlFormat, "a: " + strings.Repeat("long ", 300_000) + "\nb: 1\n"},
		{&yamlFormat, "a: \"" + strings.Repeat("open\n ", 30_000)},
		{&tomlFormat, "a = " + strings.Repeat("[", 100_000) + "\n" + strings.Repeat("1,\n", 50_000)},
		{&tomlFormat, strings.Repeat("a.", 100) + "b = 1\n" + "c = '''" + strings.Repeat("open\n", 30_000)},
		{&iniFormat, "[" + strings.Repeat("x", 200_000) + "]\na=b\n" + strings.Repeat(" more\n", 50_000)},
		{&envFormat, "A=\"" + strings.Repeat("open\n", 50_000)},
		{&propertiesFormat, "a=" + strings.Repeat("b\\\n", 50_000)},
		{&propertiesFormat, strings.Repeat("\\", 100_001)},
		{&xmlFormat, strings.Repeat("<a>", 100_000) + "x" + strings.Repeat("</a>", 100_000)},
		{&xmlFormat, strings.Repeat("<a b=\"", 100_000)},
		{&xmlFormat, "<a b='" + strings.Repeat("<c d>", 300_000)},
		{&xmlFormat, "<!DOCTYPE x [" + strings.Repeat("<!ENTITY a \"&b;&b;\">", 20_000) + "]><a>&a;</a>"},
		{&xmlFormat, "<a><![CDATA[" + strings.Repeat("words ", 100_000)},
		{&xmlFormat, "<a>" + strings.Repeat("x", 700_000) + "&amp;</a>"},
		{&htmlFormat, strings.Repeat("<div>x", 30_000)},
		{&htmlFormat, strings.Repeat("<table><tr><th>a<th>b<tr><td>c", 5_000)},
		{&htmlFormat, strings.Repeat("<b title=x>y</b>", 20_000)},
		{&htmlFormat, "<script>" + strings.Repeat("x=1;", 200_000)},
		{&htmlFormat, strings.Repeat("&", 300_000)},
		{&htmlFormat, strings.Repeat("<", 300_000)},
		{&rtfFormat, "{\\rtf1" + strings.Repeat("{", 100_000) + "x" + strings.Repeat("}", 100_000)},
		{&rtfFormat, "{\\rtf1 a{\\pict " + strings.Repeat("00ff", 200_000) + "}b\\bin999999999999 c"},
		{&rtfFormat, "{\\rtf1 " + strings.Repeat("\\u-10179?\\uc99", 20_000) + strings.Repeat("word ", 100_000)},
		{&rtfFormat, "{\\rtf1 " + strings.Repeat("a\\cell ", 50_000)},
		{&rtfFormat, "{\\rtf1 " + strings.Repeat("a\\tab ", 50_000)},
		{&rtfFormat, "{\\rtf1 " + strings.Repeat("\\trowd a\\cell b\\cell\\row c\\tab d\\par ", 20_000)},
		{&htmlFormat, strings.Repeat("<table><tr><td>name<td>mail<tr><td>c<td>d<tr><td>e<td>f", 5_000)},
		{&textFormat, strings.Repeat("name|mail|note\n", 20_000)},
		{&textFormat, strings.Repeat("name  mail   note\n1  2\n\n", 20_000)},
		{&textFormat, "name\tmail\tnote\n" + strings.Repeat("1\t2\t3\n", 100_000)},
		{&vcardFormat, "BEGIN:VCARD\nNOTE:" + strings.Repeat("x\n ", 100_000) + "\nNOTE;ENCODING=b:" + strings.Repeat("QUJD\n ", 20_000)},
	} {
		s := sameValues(t, test.format, []byte(test.data), "x", 4<<10, 64<<10)
		if len(s.values) == 0 || s.largest > 4*maxKeyLine+8<<20 {
			t.Errorf("%s %.20q: %d values, a segment of %d bytes", test.format.Name, test.data, len(s.values), s.largest)
		}
	}
}

func deepYAML(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "k:\n")
	}
	return b.String() + strings.Repeat(" ", n) + "x\n"
}

// FuzzStructured reads anything as each of the formats: in blocks of any size it yields the same, and a line of ASCII is lost by none.
func FuzzStructured(f *testing.F) {
	for _, file := range dataFiles(f, "testdata/structured") {
		data, err := os.ReadFile(file)
		must(f, err)
		for i, format := range structuredFormats {
			if Identify(data, filepath.Base(file)).Name == format.Name {
				f.Add(data, uint8(i))
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, which uint8) {
		sameValues(t, structuredFormats[int(which)%len(structuredFormats)], data, "x", tinyBlocks...)
	})
}

// Nothing that text has is lost by a reader that knows its structure: each value that was put into a file is found in one field.
func TestStructuredKeepsValues(t *testing.T) {
	values := []string{"ada@example.com", "536-22-1234", "10.20.30.40", "+49 221 555 0101", "Ada Byron", "DE75512108001245126199"}
	for _, format := range structuredFormats {
		for name, pattern := range map[string]string{
			"bare": "%", "line": "\n%\n", "comment": "# %\n; %\n<!-- % -->\n! %\n// %", "pair": "key = %\nkey: %\n%: x\n% = x\n", "quoted": "a = \"%\"\nb: '%'\nc: \"%\n",
			"list": "a = [\"%\",\n\"%\"]\n- %\n- - %\n- k: %\n", "tag": "<a b='%' c=\"%\">%</a><p>%<br>%", "cut": "<a b='%", "comment cut": "<!-- %", "script": "<script>x = \"%\"</script>\n<style>%",
			"text block": "a: |\n  %\n  %\nb: >-\n  %\n", "property": "BEGIN:VCARD\nTEL;X=%:%\n %\nEND:VCARD\n", "section": "[%]\nx\n", "brackets": "{%} [%] (%) <%>",
		} {
			if format == &rtfFormat && strings.ContainsAny(pattern, "\n") {
				continue // a line feed means nothing there
			}
			for _, value := range values {
				data := strings.ReplaceAll(pattern, "%", value)
				s := readValues(t, format, []byte(data), "x", 0, false)
				found := 0
				for _, v := range s.values {
					found += strings.Count(v.text, value)
				}
				if want := strings.Count(data, value); found < want {
					t.Errorf("%s, %s: %d of %d times %q in %q", format.Name, name, found, want, value, s.values)
				}
			}
		}
	}
}
