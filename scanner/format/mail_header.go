package format

import (
	"bytes"
	"io"
	"mime"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

const (
	// maxMailHeader bounds the header of one part, in bytes: servers refuse messages long before.
	maxMailHeader = 1 << 20
	// maxMailFields is how many lines of a header are told apart.
	maxMailFields = 10_000
)

// mailHeader is the header of a message or of a part of one.
type mailHeader struct {
	fields []mailField
	cut    bool // it was too long
	// broken is a line that belongs to no header: the text begins with it.
	broken []byte
}

type mailField struct {
	name  string // as it stands there
	value []byte // unfolded
	line  int64  // where it begins
	chars int    // before the value in that line
}

// mailHeader reads a header and the empty line that ends it.
func (m *mailLines) header() *mailHeader {
	h := &mailHeader{}
	size, begins := 0, true
	for {
		line, ok := m.next()
		if !ok {
			return h
		}
		bare := bytes.TrimRight(line, "\r\n")
		whole := !m.inLine
		switch {
		case begins && len(bare) == 0:
			return h
		case size > maxMailHeader || len(h.fields) == maxMailFields && begins && !isBlank(line[0]):
			h.cut = true
		case !begins || isBlank(line[0]):
			if n := len(h.fields); n > 0 {
				h.fields[n-1].value = append(h.fields[n-1].value, bare...)
			}
		default:
			name, value, found := bytes.Cut(bare, []byte(":"))
			name = bytes.TrimRight(name, " \t")
			if !found || !isHeaderName(name) {
				h.broken = bytes.Clone(line)
				return h
			}
			value = bytes.TrimLeft(value, " \t")
			h.fields = append(h.fields, mailField{string(name), bytes.Clone(value), m.number, len(bare) - len(value)})
		}
		size += len(line)
		begins = whole
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// isHeaderName says whether a line may begin so in a header (RFC 5322 2.2).
func isHeaderName(b []byte) bool {
	for _, c := range b {
		if c <= ' ' || c >= 0x7f {
			return false
		}
	}
	return len(b) > 0 && len(b) <= maxLabel
}

// get is the value of the first header of that name, in any case; empty where there is none.
func (h *mailHeader) get(name string) string {
	for _, f := range h.fields {
		if strings.EqualFold(f.name, name) {
			return string(f.value)
		}
	}
	return ""
}

// mailType is what a part says of its content.
type mailType struct {
	kind     string // lower case: text/plain
	params   map[string]string
	encoding string // lower case; empty where it stands as it is
	attached bool
	name     string // of the file; empty where it has none
}

// contentType reads what the header says of the content. usual is what it is where the header says nothing.
func (h *mailHeader) contentType(usual string) (t mailType) {
	t.kind, t.params = mailParams(h.get("Content-Type"))
	if !strings.Contains(t.kind, "/") {
		t.kind = usual
	}
	t.encoding = strings.ToLower(strings.TrimSpace(h.get("Content-Transfer-Encoding")))
	disposition, params := mailParams(h.get("Content-Disposition"))
	t.attached = disposition == "attachment"
	t.name = params["filename"]
	if t.name == "" {
		t.name = t.params["name"]
	}
	t.name = path.Base(strings.ReplaceAll(decodeWords([]byte(t.name)), `\`, "/"))
	if t.name == "." || t.name == "/" || t.name == ".." {
		t.name = ""
	}
	return t
}

// mailParams reads a value with parameters (RFC 2045 5.1, RFC 2231), also where it is not as it should be.
func mailParams(s string) (kind string, params map[string]string) {
	kind, params, err := mime.ParseMediaType(s)
	if err == nil {
		return kind, params
	}
	kind, rest, _ := strings.Cut(s, ";")
	params = map[string]string{}
	for part := range strings.SplitSeq(rest, ";") {
		name, value, found := strings.Cut(part, "=")
		if name = strings.ToLower(strings.TrimSpace(name)); found && params[name] == "" {
			params[name] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return strings.ToLower(strings.TrimSpace(kind)), params
}

// decodeWords undoes the encoded words of a header (RFC 2047). What cannot be decoded stays.
func decodeWords(b []byte) string {
	if !utf8.Valid(b) {
		b = charsetOf(b).decode(b)
	}
	if !bytes.Contains(b, []byte("=?")) {
		return string(b)
	}
	d := mime.WordDecoder{CharsetReader: func(label string, r io.Reader) (io.Reader, error) {
		enc, err := htmlindex.Get(label)
		if err != nil {
			enc = latin.enc
		}
		return enc.NewDecoder().Reader(r), nil
	}}
	s, err := d.DecodeHeader(string(b))
	if err != nil {
		return string(b)
	}
	return s
}

// unsaidHeaders are headers that say nothing of anybody: identifiers, some of which look like addresses, sums, and how it is packed.
var unsaidHeaders = wordSet(`message-id in-reply-to references content-type content-transfer-encoding content-id content-disposition mime-version
	dkim-signature domainkey-signature x-google-dkim-signature arc-seal arc-message-signature x-gm-message-state thread-index content-length
	x-ms-exchange-antispam-messagedata x-microsoft-antispam-message-info x-forefront-antispam-report x-uid x-uidl status x-status x-mozilla-status
	x-mozilla-status2 x-mozilla-keys lines`)

// knownHeaders are headers that a message begins with; those that are true are of messages alone.
var knownHeaders = map[string]bool{
	"from": false, "to": false, "cc": false, "bcc": false, "subject": false, "date": false, "sender": false, "reply-to": false, "content-type": false,
	"received": true, "message-id": true, "mime-version": true, "return-path": true, "delivered-to": true, "x-received": true, "dkim-signature": true,
	"x-original-to": true, "x-mailer": true, "in-reply-to": true, "received-spf": true, "authentication-results": true, "arc-seal": true, "envelope-to": true,
}

const (
	// longestHeader is the length of the longest of them.
	longestHeader = len("authentication-results")
	// maxUnknownHeaders is with how many others a message may begin before one of them: gateways put twenty in front of it.
	maxUnknownHeaders = 100
)

// knownHeader says whether a header is known, and whether it is of messages alone.
func knownHeader(name []byte) (sure, known bool) {
	if len(name) > longestHeader || name[0]|' ' < 'a' { // lines of logs begin with digits
		return false, false
	}
	var small [longestHeader]byte
	for i, c := range name {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		small[i] = c
	}
	sure, known = knownHeaders[string(small[:len(name)])]
	return sure, known
}

// countHeaders counts the headers that a text begins with: those that are known, and those of them that are of messages alone. whole
// says that nothing else stands before the empty line that ends a header, or the text.
func countHeaders(head []byte) (known, sure int, whole bool) {
	lines := 0
	for first := true; len(head) > 0; first = false {
		line, rest, ended := bytes.Cut(head, newline)
		if line = bytes.TrimRight(line, "\r"); len(line) == 0 || !ended {
			return known, sure, !first
		}
		head = rest
		if isBlank(line[0]) {
			if first {
				return 0, 0, false
			}
			continue
		}
		name, _, found := bytes.Cut(line, []byte(":"))
		if !found || !isHeaderName(name) {
			return known, sure, false
		}
		if is, ok := knownHeader(name); ok {
			known++
			if is {
				sure++
			}
		} else if lines++; lines > maxUnknownHeaders && known == 0 {
			return 0, 0, false
		}
	}
	return known, sure, true
}
