package xmltext

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// tokens writes down what a document is made of: <name a=v>, </name>, text, #comment. Pieces of text that follow one another are one.
func tokens(r io.Reader) (out []string, err error) {
	s := New(r)
	last := Kind(0)
	for {
		kind, err := s.Next()
		if err != nil {
			return out, err
		}
		switch kind {
		case Start:
			var b strings.Builder
			fmt.Fprintf(&b, "<%s", s.Name())
			for name, value := range s.Attrs {
				fmt.Fprintf(&b, " %s=%s", name, value)
			}
			out = append(out, b.String()+">")
		case End:
			out = append(out, fmt.Sprintf("</%s>", s.Name()))
		case Text, Comment:
			mark := ""
			if kind == Comment {
				mark = "#"
			}
			if kind == last {
				out[len(out)-1] += string(s.Text())
			} else {
				out = append(out, mark+string(s.Text()))
			}
		}
		last = kind
	}
}

func TestScanner(t *testing.T) {
	long := strings.Repeat("long text ", window/4)
	tests := []struct {
		xml  string
		want []string
		err  error
	}{
		{"", nil, io.EOF},
		{"plain", []string{"plain"}, io.EOF},
		{"<a>b</a>", []string{"<a>", "b", "</a>"}, io.EOF},
		{`<x:a  y:b = "1"  c='2"'/>`, []string{`<a y:b=1 c=2">`, "</a>"}, io.EOF},
		{`<a b c=d e="&lt;&#x41;">`, []string{"<a b= c=d e=<A>"}, io.ErrUnexpectedEOF},
		{"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x \"<y>\"> <!-- don't --> ]><a>&x;</a>", []string{"<a>", "&x;", "</a>"}, io.EOF},
		{"<a><!-- b <c> --><![CDATA[<d>&amp;]]></a>", []string{"<a>", "# b <c> ", "<d>&amp;", "</a>"}, io.EOF},
		{"&amp;&lt;&gt;&quot;&apos;&#65;&#x42;&eacute;&unknown;&;&", []string{"&<>\"'ABé&unknown;&;&"}, io.EOF},
		{"&#0000000000000000000000065; &#xffffffff; &#x;", []string{"A \ufffd &#x;"}, io.EOF},
		{"1 < 2 <> 3 <", []string{"1 < 2 <> 3 "}, io.ErrUnexpectedEOF},
		{"<a>", []string{"<a>"}, io.ErrUnexpectedEOF},
		{"</a></b>text", []string{"</a>", "</b>", "text"}, io.EOF},
		{"<a b='", nil, io.ErrUnexpectedEOF},
		{"<a><!-- ", []string{"<a>"}, io.ErrUnexpectedEOF},
		{"<a>" + long + "&amp;" + long + "</a>", []string{"<a>", long + "&" + long, "</a>"}, io.EOF},
		{"<a b='" + long + "'/>", []string{"<a b=" + long + ">", "</a>"}, io.EOF},
		{"<![CDATA[" + long + "]]]]>", []string{long + "]]"}, io.EOF},
		{"<a b='" + strings.Repeat("x", MaxTag), nil, ErrTag},
	}
	for _, test := range tests {
		for _, r := range []io.Reader{strings.NewReader(test.xml), iotest.HalfReader(strings.NewReader(test.xml)), iotest.DataErrReader(strings.NewReader(test.xml))} {
			if got, err := tokens(r); !slices.Equal(got, test.want) || err != test.err {
				t.Errorf("%.80q is %.300q, %v; want %.300q, %v", test.xml, got, err, test.want, test.err)
			}
		}
	}
}

func TestDepth(t *testing.T) {
	s := New(strings.NewReader(strings.Repeat("<a>", MaxDepth+1)))
	n := 0
	for ; ; n++ {
		if _, err := s.Next(); err != nil {
			if err != ErrDepth || n != MaxDepth {
				t.Errorf("%v after %d elements", err, n)
			}
			return
		}
		if s.Depth() != n+1 {
			t.Fatalf("depth %d of element %d", s.Depth(), n+1)
		}
	}
}

func TestAttr(t *testing.T) {
	s := New(strings.NewReader(`<p:el id="plain" r:id="other" x:Id="" Id2='a"b'>`))
	if _, err := s.Next(); err != nil {
		t.Fatal(err)
	}
	if string(s.Name()) != "el" || string(s.Prefix()) != "p" {
		t.Errorf("name %q, prefix %q", s.Name(), s.Prefix())
	}
	for _, test := range []struct {
		name, want string
		ok         bool
	}{{"id", "plain", true}, {":id", "other", true}, {":Id", "", true}, {"Id2", `a"b`, true}, {":Id2", "", false}, {"d", "", false}} {
		if got, ok := s.Attr(test.name); string(got) != test.want || ok != test.ok {
			t.Errorf("%s is %q, %v", test.name, got, ok)
		}
	}
}

func TestOffset(t *testing.T) {
	const doc = "ab<c d='e'>f&amp;g<!--h--></c>"
	s := New(iotest.OneByteReader(strings.NewReader(doc)))
	for {
		kind, err := s.Next()
		if err != nil {
			return
		}
		at := doc[s.Offset():]
		if kind == Start && !strings.HasPrefix(at, "<c") || kind == End && !strings.HasPrefix(at, "</c") ||
			kind == Text && string(s.Text()) != "&" && !strings.HasPrefix(at, string(s.Text()[:1])) {
			t.Errorf("token %d is said to be at %q", kind, at)
		}
	}
}

func TestBrokenReader(t *testing.T) {
	broken := errors.New("broken")
	got, err := tokens(io.MultiReader(strings.NewReader("<a>text"), iotest.ErrReader(broken)))
	if err != broken || !slices.Equal(got, []string{"<a>", "text"}) {
		t.Errorf("got %q, %v", got, err)
	}
}

// FuzzScanner holds the scanner against encoding/xml where that accepts a document, and splits reads in every case.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{
		"<a b='c'>d&amp;<e/><!--f--><![CDATA[g]]></a>", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><a>&#65;</a>", "</a><a <", "<a b=c d>&nbsp;", "&#&amp;&",
		`<w:p xmlns:w="u"><w:t xml:space="preserve"> x </w:t></w:p>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		got, err := tokens(strings.NewReader(doc))
		split, splitErr := tokens(iotest.OneByteReader(strings.NewReader(doc)))
		if !slices.Equal(got, split) || err != splitErr {
			t.Fatalf("%q is %q, %v; in bytes %q, %v", doc, got, err, split, splitErr)
		}
		d := xml.NewDecoder(strings.NewReader(doc))
		var want, have strings.Builder
		for {
			token, err := d.RawToken()
			if err == io.EOF {
				break
			}
			if err != nil {
				return
			}
			switch token := token.(type) {
			case xml.StartElement:
				fmt.Fprintf(&want, "<%s>", token.Name.Local)
			case xml.EndElement:
				fmt.Fprintf(&want, "</%s>", token.Name.Local)
			case xml.CharData:
				want.Write(token)
			case xml.Directive:
				return // declared entities, and what the library makes of comments in it
			}
		}
		s := New(strings.NewReader(doc))
		for {
			kind, err := s.Next()
			if err != nil {
				break
			}
			switch kind {
			case Start:
				fmt.Fprintf(&have, "<%s>", s.Name())
			case End:
				fmt.Fprintf(&have, "</%s>", s.Name())
			case Text:
				have.Write(s.Text())
			}
		}
		same := func(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }
		if same(have.String()) != same(want.String()) {
			t.Fatalf("%q is\n%q, want\n%q", doc, have.String(), want.String())
		}
	})
}
