package format

import (
	"bytes"
	"context"
	"strconv"

	"golang.org/x/text/encoding"

	"github.com/pii-scan/pii-scan/scanner/format/internal/codepage"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// rtfFormat is Rich Text Format 1.9.1 (https://www.loc.gov/preservation/digital/formats/fdd/fdd000473.shtml): the text of body, notes, headers, comments
// and properties, addresses of links, what is hidden or deleted. Pictures and embedded objects are skipped.
var rtfFormat = Format{
	Name:       "rtf",
	Title:      "Rich Text Format",
	MIME:       "text/rtf",
	Extensions: []string{".rtf"},
	Places:     "line",
	Match: func(h *Head) bool {
		return bytes.HasPrefix(bytes.TrimLeft(h.Bytes[:min(len(h.Bytes), 64)], " \t\r\n"), []byte(`{\rtf`))
	},
	Read: readRTF,
}

// Limits of RTF.
const (
	// maxRTFGroups is how many groups may be open; those in it are read as it is.
	maxRTFGroups = 1 << 10
	// maxRTFFonts is how many fonts have a code page of their own.
	maxRTFFonts = 4 << 10
	// maxRTFBinary is how many bytes \bin may skip.
	maxRTFBinary = 1 << 30
	// rtfLookahead is how many bytes a control word takes at most, with its number and the space behind it.
	rtfLookahead = 64
	// rtfBatch is how many bytes are looked at before more is read.
	rtfBatch = 4 << 10
)

// rtfReader decodes the text into passages.
type rtfReader struct {
	*keyed
	h      htmlReader // puts passages together
	held   rtfHeld
	groups []rtfGroup
	deeper int // groups that are open beyond the limit
	fonts  map[int]encoding.Encoding
	font   int // that is being declared
	page   encoding.Encoding
	skip   int // characters that stand in for one that was decoded
	binary int // bytes still to be skipped
	high   rune
	// What was skipped and holds something.
	pictures, objects bool
}

// rtfGroup is what a group's end takes back.
type rtfGroup struct {
	enc    encoding.Encoding
	role   rtfRole
	uc     int  // how many characters stand in for one in Unicode
	opened bool // nothing but \* was seen
	line   bool // it is a line of its own
}

type rtfRole uint8

const (
	rtfText rtfRole = iota
	rtfNothing
	rtfFonts
	rtfPicture
	rtfObject
)

// rtfDestinations are groups that hold something else than text.
var rtfDestinations = map[string]rtfRole{
	"fonttbl": rtfFonts, "pict": rtfPicture, "objdata": rtfObject,
	"colortbl": rtfNothing, "stylesheet": rtfNothing, "listtable": rtfNothing, "listoverridetable": rtfNothing, "rsidtbl": rtfNothing, "generator": rtfNothing,
	"themedata": rtfNothing, "colorschememapping": rtfNothing, "datastore": rtfNothing, "latentstyles": rtfNothing, "xmlnstbl": rtfNothing,
	"fchars": rtfNothing, "lchars": rtfNothing, "pgptbl": rtfNothing, "mmathPr": rtfNothing, "wgrffmtfilter": rtfNothing, "revtbl": rtfText,
	"panose": rtfNothing, "objclass": rtfNothing, "shpinst": rtfText, "blipuid": rtfNothing, "picprop": rtfNothing, "sn": rtfNothing,
	"nonshppict": rtfNothing, "pnseclvl": rtfNothing, "passwordhash": rtfNothing, "protend": rtfNothing, "protstart": rtfNothing,
}

// rtfBreaks are control words that end a line of text; rtfSigns those that are a character.
var (
	rtfBreaks = map[string]bool{
		"par": true, "line": true, "sect": true, "page": true, "column": true, "cell": true, "row": true, "nestcell": true, "nestrow": true, "sv": true,
		"header": true, "footer": true, "footnote": true, "annotation": true, "pntext": true, "title": true, "author": true, "subject": true,
		"manager": true, "company": true, "operator": true, "category": true, "keywords": true, "comment": true, "doccomm": true, "hlinkbase": true,
		"atnid": true, "atnauthor": true, "propname": true, "staticval": true, "fldrslt": true, "fldinst": true, "bkmkstart": true, "bkmkend": true,
		"docvar": true, "shptxt": true, "revtbl": true, "info": true, "leveltext": true, "levelnumbers": true,
	}
	rtfSigns = map[string]string{
		"tab": "\t", "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•",
		"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "zwj": "", "zwnj": "",
	}
)

func readRTF(ctx context.Context, in *Input, sink Sink) error {
	k, _ := newKeyed(ctx, in, sink)
	r := &rtfReader{keyed: k, h: htmlReader{keyed: k, space: -1}, fonts: map[int]encoding.Encoding{}, page: latin.enc}
	err := r.read()
	if r.pictures {
		sink.Problem(source.Problemf(source.UnsupportedFileType, "pixels of an image"))
	}
	if r.objects {
		sink.Problem(source.Problemf(source.UnsupportedFileType, "embedded objects"))
	}
	return k.close(err)
}

func (r *rtfReader) read() error {
	for at, need := 0, r.size; ; {
		r.fill(r.own + need)
		t := r.text()
		for at < len(t) && (r.eof || len(t)-at > rtfLookahead) {
			at = r.token(t, at)
			if r.closed() && at-r.own >= r.size {
				break
			}
			if !r.h.closed() && at-r.h.start >= maxMarkupText {
				r.flush()
			}
		}
		switch {
		case at >= len(t) && r.eof:
			r.flush()
			n := len(t)
			return r.cutKeyed(n, n, n)
		case r.closed() && at > r.own:
			if err := r.cutKeyed(at, at, at); err != nil {
				return err
			}
			at, need = 0, r.size+rtfLookahead
		default:
			need = max(2*need, len(t)-r.own+rtfBatch)
		}
	}
}

// group is the one at hand.
func (r *rtfReader) group() *rtfGroup {
	if len(r.groups) == 0 {
		r.groups = append(r.groups, rtfGroup{uc: 1})
	}
	return &r.groups[len(r.groups)-1]
}

// token takes what stands at position at and says where the next begins.
func (r *rtfReader) token(t []byte, at int) int {
	if r.binary > 0 {
		n := min(r.binary, len(t)-at)
		r.binary -= n
		return at + n
	}
	g := r.group()
	switch c := t[at]; c {
	case '{':
		if len(r.groups) >= maxRTFGroups {
			r.deeper++
		} else {
			next := *g
			next.opened, next.line = true, false
			r.groups = append(r.groups, next)
		}
		r.skip = 0
		return at + 1
	case '}':
		switch {
		case r.deeper > 0:
			r.deeper--
		case len(r.groups) > 1:
			if g.line {
				r.breakLine(at)
			}
			r.groups = r.groups[:len(r.groups)-1]
		}
		r.skip = 0
		return at + 1
	case '\r', '\n', 0:
		return at + 1
	case '\\':
		if at+1 < len(t) {
			return r.control(t, at, g)
		}
		return at + 1
	}
	g.opened = false
	n := at + 1
	for n < len(t) && n-at < rtfLookahead && t[n] != '{' && t[n] != '}' && t[n] != '\\' && t[n] >= ' ' {
		n++
	}
	r.say(at, n, g)
	return n
}

// say adds plain characters.
func (r *rtfReader) say(from, to int, g *rtfGroup) {
	if r.skip > 0 {
		n := min(r.skip, to-from)
		r.skip -= n
		from += n
	}
	if from == to {
		return
	}
	switch g.role {
	case rtfText:
		r.h.putRun(from, to)
	case rtfPicture:
		r.pictures = true
	case rtfObject:
		r.objects = true
	}
}

// put adds what stands decoded at from to to.
func (r *rtfReader) put(from, to int, s []byte, g *rtfGroup) {
	if r.skip > 0 {
		r.skip--
		return
	}
	if g.role != rtfText || len(s) == 0 {
		return
	}
	if len(s) == 1 && isGap(s[0]) {
		if r.h.space < 0 {
			r.h.space = from
		}
		return
	}
	r.h.put(from, s)
	r.h.next = nowhere
	if len(s) == to-from {
		r.h.next = to
	}
}

// control takes a control word or sign.
func (r *rtfReader) control(t []byte, at int, g *rtfGroup) int {
	opened := g.opened
	switch c := t[at+1]; {
	case c == '\'':
		return r.hex(t, at, g)
	case c == '*':
		return at + 2
	case c == '\\' || c == '{' || c == '}':
		g.opened = false
		r.put(at, at+2, t[at+1:at+2], g)
		return at + 2
	case c == '~':
		r.put(at, at+2, []byte{' '}, g)
		return at + 2
	case c == '_':
		r.put(at, at+2, []byte{'-'}, g)
		return at + 2
	case c == '\r' || c == '\n':
		r.breakLine(at)
		return at + 2
	case c|0x20 < 'a' || c|0x20 > 'z':
		return at + 2
	}
	n := at + 1
	for n < len(t) && n-at < 33 && (t[n]|0x20 >= 'a' && t[n]|0x20 <= 'z') {
		n++
	}
	word := string(t[at+1 : n])
	digits := n
	if n < len(t) && t[n] == '-' {
		n++
	}
	for n < len(t) && n-digits < 12 && t[n] >= '0' && t[n] <= '9' {
		n++
	}
	number, err := strconv.Atoi(string(t[digits:n]))
	has := err == nil
	if n < len(t) && t[n] == ' ' {
		n++
	}
	g.opened = false
	r.word(word, number, has, opened, at, n, g)
	return n
}

// word does what a control word says, which stands at from to to.
func (r *rtfReader) word(word string, number int, has, opened bool, from, to int, g *rtfGroup) {
	if role, known := rtfDestinations[word]; known && opened && g.role == rtfText {
		g.role = role
	}
	if g.role == rtfText {
		if word == "tab" && r.skip == 0 && r.tab() {
			return
		}
		r.tableWord(word)
	}
	if sign, known := rtfSigns[word]; known {
		r.put(from, to, []byte(sign), g)
		return
	}
	switch word {
	case "u":
		if !has {
			break
		}
		r.unicode(rune(uint16(number)), from, to, g)
		r.skip = g.uc
	case "uc":
		g.uc = min(max(number, 0), 100)
	case "bin":
		r.binary = min(max(number, 0), maxRTFBinary)
		if r.binary > 0 && g.role == rtfPicture {
			r.pictures = true
		} else if r.binary > 0 && g.role == rtfObject {
			r.objects = true
		}
	case "ansicpg":
		if enc := codepage.Get(number); enc != nil {
			r.page = enc
		}
	case "mac":
		r.page = codepage.Get(10000)
	case "f":
		if g.role == rtfFonts {
			r.font = number
		} else {
			g.enc = r.fonts[number]
		}
	case "fcharset":
		if enc := codepage.Get(fontPages[number]); g.role == rtfFonts && enc != nil && len(r.fonts) < maxRTFFonts {
			r.fonts[r.font] = enc
		}
	case "plain":
		g.enc = nil
	default:
		if rtfBreaks[word] && g.role == rtfText {
			r.breakLine(from)
			g.line = g.line || opened
		}
	}
}

// breakLine ends a line of text, and a passage that is long enough.
func (r *rtfReader) breakLine(at int) {
	r.h.breakLine()
	if at-r.h.start >= passageBytes && len(r.held.pieces) == 0 {
		r.h.flush()
	}
}

// unicode adds a character of \u, which may be half of one.
func (r *rtfReader) unicode(c rune, from, to int, g *rtfGroup) {
	high := r.high
	r.high = 0
	switch {
	case c >= 0xd800 && c < 0xdc00:
		r.high = c
		return
	case c >= 0xdc00 && c < 0xe000:
		if high == 0 {
			return
		}
		c = (high-0xd800)<<10 + c - 0xdc00 + 0x10000
	}
	r.skip = 0
	r.put(from, to, []byte(string(c)), g)
}

// hex adds the characters of a run of \'xx: two of them may be one.
func (r *rtfReader) hex(t []byte, at int, g *rtfGroup) int {
	g.opened = false
	enc := g.enc
	if enc == nil {
		enc = r.page
	}
	b, n, ok := hexByte(t, at)
	if !ok {
		return at + 2
	}
	if r.skip > 0 {
		r.skip--
		return n
	}
	raw := []byte{b}
	if b >= 0x80 && isMultibyte(enc) {
		if low, end, ok := hexByte(t, n); ok {
			raw, n = append(raw, low), end
		} else if n < len(t) && t[n] >= '@' && t[n] < 0x7f && t[n] != '{' && t[n] != '}' && t[n] != '\\' {
			raw, n = append(raw, t[n]), n+1 // the second byte may stand as it is
		}
	}
	if s, err := enc.NewDecoder().Bytes(raw); err == nil {
		r.put(at, n, s, g)
	}
	return n
}

// hexByte reads \'xx.
func hexByte(t []byte, at int) (b byte, end int, ok bool) {
	if at+4 > len(t) || t[at] != '\\' || t[at+1] != '\'' {
		return 0, 0, false
	}
	n, err := strconv.ParseUint(string(t[at+2:at+4]), 16, 8)
	return byte(n), at + 4, err == nil
}

// putRun adds characters that stand as they are; white space is one space.
func (h *htmlReader) putRun(from, to int) {
	t := h.text()
	for i := from; i < to; {
		if isGap(t[i]) {
			if h.space < 0 {
				h.space = i
			}
			i++
			continue
		}
		n := i + 1
		for n < to && !isGap(t[n]) {
			n++
		}
		h.put(i, t[i:n])
		i = n
	}
}
