package format

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"

	"github.com/pii-scan/pii-scan/scanner/format/internal/ole"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// msgFormat reads messages of Outlook (MS-OXMSG, https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxmsg): what is text of
// the message, of contacts and appointments, and of its recipients, called by what it is. Messages in it are read, files and bodies of HTML
// and RTF are members.
var msgFormat = Format{
	Name:       "msg",
	Title:      "Outlook message",
	MIME:       "application/vnd.ms-outlook",
	Extensions: msgExtensions,
	Places:     "line",
	Isolated:   true,
	Match:      matchOLE("msg", msgExtensions),
	Read:       deeper(readOLE),
}

var msgExtensions = []string{".msg", ".oft"}

// Properties (MS-OXPROPS 2).
const (
	msgClass       = 0x001a
	msgBody        = 0x1000
	msgRTF         = 0x1009
	msgHTML        = 0x1013
	msgAttached    = 0x3701
	msgFileName    = 0x3704
	msgLongName    = 0x3707
	msgDisplayName = 0x3001
	msgCodePage    = 0x3ffd
)

// msgNames are what properties are called.
var msgNames = map[int]string{
	0x0037: "Subject", msgBody: "", 0x007d: "", 0x0c1a: "From", 0x0c1f: "From", 0x5d01: "From", 0x0042: "From", 0x0065: "From", 0x5d02: "From",
	0x0e04: "To", 0x0e03: "Cc", 0x0e02: "Bcc", 0x0040: "Received by", 0x0076: "Received by", 0x0050: "Reply-To", msgDisplayName: "Name",
	0x3003: "Email", 0x39fe: "Email", 0x3a00: "Account", 0x3a06: "First name", 0x3a11: "Last name", 0x3a44: "Middle name", 0x3a08: "Business phone",
	0x3a09: "Home phone", 0x3a1b: "Business phone", 0x3a1c: "Mobile phone", 0x3a1a: "Primary phone", 0x3a24: "Fax", 0x3a25: "Home fax",
	0x3a16: "Company", 0x3a17: "Job title", 0x3a18: "Department", 0x3a15: "Postal address", 0x3a26: "Country", 0x3a27: "City", 0x3a28: "State",
	0x3a29: "Street", 0x3a2a: "Postal code", 0x3a4e: "Manager", 0x3a30: "Assistant", 0x3a48: "Spouse", 0x3a07: "Government ID", 0x3a10: "Employee ID",
	0x3a59: "City", 0x3a5a: "Country", 0x3a5b: "Postal code", 0x3a5c: "State", 0x3a5d: "Street", 0x3a51: "Web page",
}

// msgUnsaid are properties that repeat others, or say nothing of anybody: kinds, identifiers that look like addresses.
var msgUnsaid = map[int]bool{
	msgClass: true, 0x003d: true, 0x0064: true, 0x0070: true, 0x0077: true, 0x0075: true, 0x0e1d: true, 0x0c1e: true, 0x1035: true, 0x1039: true,
	0x1042: true, 0x3002: true, msgFileName: true, 0x3703: true, msgLongName: true, 0x370e: true, 0x3712: true, 0x3ff8: true, 0x3ffa: true,
}

// message reads a message and what is in it.
func (r *oleReader) message(e *ole.Entry) error {
	page, err := r.msgEncoding(e)
	if err != nil {
		return err
	}
	hasText := msgProperty(e, msgBody) != nil
	html := msgProperty(e, msgHTML)
	for _, c := range e.Entries {
		id, kind := msgTag(c)
		if c.Storage || kind != 0x1e && kind != 0x1f || msgUnsaid[id] || id == msgHTML {
			continue
		}
		if err := r.msgField(c, page); err != nil {
			return err
		}
	}
	if class := msgProperty(e, msgClass); class != nil {
		value, err := r.msgText(class, page)
		if err != nil {
			return err
		}
		if strings.EqualFold(string(value), "IPM.Note.SMIME") {
			r.sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted message"))
		}
	}
	if html != nil {
		if err := r.stream(html, "body.html"); err != nil {
			return err
		}
	} else if rtf := msgProperty(e, msgRTF); rtf != nil && !hasText {
		if err := r.msgRTF(rtf); err != nil {
			return err
		}
	}
	for _, c := range e.Entries {
		if !c.Storage || r.spent {
			continue
		}
		var err error
		switch name := strings.ToLower(c.Name); {
		case strings.HasPrefix(name, "__recip_version1.0_"):
			err = r.msgRecipient(c, page)
		case strings.HasPrefix(name, "__attach_version1.0_"):
			err = r.msgFile(c, page)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// msgTag is the identifier and the type of the property that a stream or a storage holds; negative where it holds none.
func msgTag(e *ole.Entry) (id, kind int) {
	const prefix = "__substg1.0_"
	if len(e.Name) != len(prefix)+8 || !strings.EqualFold(e.Name[:len(prefix)], prefix) {
		return -1, -1
	}
	n, err := strconv.ParseUint(e.Name[len(prefix):], 16, 32)
	if err != nil {
		return -1, -1
	}
	return int(n >> 16), int(n & 0xffff)
}

// msgProperty is the stream or the storage of a property; nil where there is none.
func msgProperty(e *ole.Entry, id int) *ole.Entry {
	for _, c := range e.Entries {
		if is, _ := msgTag(c); is == id {
			return c
		}
	}
	return nil
}

// msgEncoding is the encoding of what is not in UTF-16, which one of the properties of fixed size says (2.4).
func (r *oleReader) msgEncoding(e *ole.Entry) (encoding.Encoding, error) {
	b, err := r.file.ReadAll(e.Find("__properties_version1.0"), maxOLEText)
	for at := 8; at+16 <= len(b); at += 8 { // headers are of 8, 24 and 32 bytes
		if le16(b[at:]) == 3 && le16(b[at+2:]) == msgCodePage {
			return ole.CodePage(int(le32(b[at+8:]))), err
		}
	}
	return ole.CodePage(1252), err
}

func (r *oleReader) msgText(e *ole.Entry, page encoding.Encoding) ([]byte, error) {
	b, err := r.file.ReadAll(e, maxOLEText)
	if err != nil {
		return nil, err
	}
	if int64(len(b)) < e.Size {
		r.sink.Problem(malformedOffice("a text of the message is cut off or too long", nil))
	}
	if _, kind := msgTag(e); kind == 0x1f {
		b = ole.AppendUTF16(nil, b)
	} else {
		b = ole.Decode(page, b)
	}
	return bytes.TrimRight(b, "\x00"), nil
}

// msgField hands over the text that a property holds, called by what it is.
func (r *oleReader) msgField(e *ole.Entry, page encoding.Encoding) error {
	value, err := r.msgText(e, page)
	if err != nil {
		return err
	}
	p := place{}
	id, _ := msgTag(e)
	if name := msgNames[id]; name != "" {
		p.name = r.names.of(name)
	}
	if err := r.out.turn("", 0); err != nil {
		return err
	}
	return r.out.addLong(bytes.TrimSpace(value), p)
}

// msgRecipient reads somebody to whom the message went.
func (r *oleReader) msgRecipient(e *ole.Entry, page encoding.Encoding) error {
	for _, id := range []int{msgDisplayName, 0x39fe, 0x3003} {
		c := msgProperty(e, id)
		if c == nil || c.Storage {
			continue
		}
		if err := r.msgField(c, page); err != nil {
			return err
		}
	}
	return nil
}

// msgFile reads a file of the message: a message, a document, or what becomes a member.
func (r *oleReader) msgFile(e *ole.Entry, page encoding.Encoding) error {
	data := msgProperty(e, msgAttached)
	if data == nil {
		return nil
	}
	if data.Storage {
		_, err := r.storage(data)
		return err
	}
	name := ""
	for _, id := range []int{msgLongName, msgFileName, msgDisplayName} {
		if c := msgProperty(e, id); c != nil && !c.Storage && name == "" {
			b, err := r.msgText(c, page)
			if err != nil {
				return err
			}
			name = cutName(b)
		}
	}
	return r.stream(data, name)
}
