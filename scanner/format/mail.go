package format

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// emlFormat reads messages (RFC 5322, RFC 2045 to 2049): headers and text, also of messages in the message. What else is in it is a
// member: files, and text that has a reader of its own, such as HTML. Nothing is held but the line at hand and a piece of text, so a
// message may have any size. Lines are those of the file, as far as a text is not encoded: there they are counted on from where it begins.
var emlFormat = Format{
	Name:       "eml",
	Title:      "E-mail message",
	MIME:       "message/rfc822",
	Extensions: emlExtensions,
	Places:     "line",
	Match: func(h *Head) bool {
		// A mail program of Apple writes the length of the message first.
		known, sure, whole := countHeaders(withoutLength(h))
		if h.named(emlExtensions...) {
			return known > 0
		}
		return whole && known >= 3 && sure > 0
	},
	Read: deeper(readEML),
}

var emlExtensions = []string{".eml", ".emlx", ".mht", ".mhtml"}

const (
	// maxMailDepth is how deep parts and messages may stand in one another: a message that is forwarded twenty times, with files.
	maxMailDepth = 50
	// mailPiece is how many bytes of a text make one field. A longer text is cut at the end of a line.
	mailPiece = 256 << 10
)

// withoutLength is the beginning of a message without the line that holds its length.
func withoutLength(h *Head) []byte {
	if line, rest, found := bytes.Cut(h.Bytes, newline); found && h.named(".emlx") && allDigits(bytes.TrimSpace(line)) {
		return rest
	}
	return h.Bytes
}

func readEML(ctx context.Context, in *Input, sink Sink) error {
	lines := newMailLines(ctx, in.Body)
	if strings.EqualFold(filepath.Ext(in.Name), ".emlx") {
		lines.next()
	}
	r := newMailReader(ctx, in, sink, lines)
	if err := r.message(0); err != nil || r.spent {
		return err
	}
	if err := r.out.flush(); err != nil {
		return err
	}
	return lines.err
}

// mailReader hands over messages, one after the other.
type mailReader struct {
	*docText
	ctx    context.Context
	in     *Input
	sink   Sink
	lines  *mailLines
	folder int64  // of the files of the message at hand, in a mailbox; 0 where there is but one message
	files  int    // of the message at hand
	shown  int64  // the line that the next field of the block at hand would begin
	spent  bool   // nothing more is to be read
	head   []byte // the beginning of a text
	piece  []byte // a piece of a text
	scan   tableScan
}

func newMailReader(ctx context.Context, in *Input, sink Sink, lines *mailLines) *mailReader {
	r := &mailReader{docText: newDocText(in, sink), ctx: ctx, in: in, sink: sink, lines: lines}
	r.scan.name = func(header []byte) *text.Name { return r.names.of(string(header)) }
	return r
}

// message reads a message to its end.
func (r *mailReader) message(depth int) error {
	if depth == 0 {
		r.files = 0
	}
	err := r.part(depth, "text/plain", true)
	for err == nil && !r.spent && !r.lines.stopped {
		r.lines.skip()
	}
	return err
}

// part reads a part: its header, and what it holds.
func (r *mailReader) part(depth int, usual string, message bool) error {
	h := r.lines.header()
	if h.cut {
		r.sink.Problem(source.Problemf(source.MalformedFile, "header of a message is too long"))
	}
	if message {
		if err := r.headers(h); err != nil {
			return err
		}
	}
	t := h.contentType(usual)
	body := io.Reader(&mailBody{r.lines, h.broken})
	if boundary := t.params["boundary"]; strings.HasPrefix(t.kind, "multipart/") && boundary != "" {
		return r.parts(depth, t, boundary)
	}
	if strings.HasPrefix(t.kind, "multipart/") {
		r.sink.Problem(source.Problemf(source.MalformedFile, "parts of a message have no boundary"))
		t.kind = "text/plain"
	}
	return r.content(depth, t, body)
}

// add hands over what begins in that line of the file.
func (r *mailReader) add(line int64, value []byte, p place) error {
	if len(value) == 0 {
		return nil
	}
	if err := r.begin(line, value); err != nil {
		return err
	}
	return r.out.addLong(value, p)
}

// addBehind is add for what begins behind so many characters of the line.
func (r *mailReader) addBehind(line int64, chars int, value []byte, p place) error {
	if len(value) == 0 || chars > 2*maxLabel || len(value) > maxParagraph {
		return r.add(line, value, p)
	}
	if err := r.begin(line, value); err != nil {
		return err
	}
	value = append(bytes.Repeat([]byte{' '}, chars), value...)
	return r.out.addParts(value, []textPart{{text.Span{Start: int32(chars), End: int32(len(value))}, p}})
}

// addText is add for a text without a name, in which there may be tables.
func (r *mailReader) addText(line int64, value []byte) error {
	parts := r.scan.parts(value)
	if parts == nil {
		return r.add(line, value, place{})
	}
	if err := r.begin(line, value); err != nil {
		return err
	}
	return r.out.addParts(value, parts)
}

// begin goes on to that line, where a value begins.
func (r *mailReader) begin(line int64, value []byte) error {
	const gap = 100 // lines that are rather filled up than left to another block
	if r.out.b == nil || r.shown > line || r.shown < line-gap {
		if err := r.out.flush(); err != nil {
			return err
		}
		r.out.line, r.shown = line, line
	}
	for ; r.shown < line; r.shown++ {
		if err := r.out.blank(); err != nil {
			return err
		}
	}
	r.shown += int64(bytes.Count(value, newline)) + 1
	return nil
}

// headers hands over the headers of a message.
func (r *mailReader) headers(h *mailHeader) error {
	for _, f := range h.fields {
		if unsaidHeaders[strings.ToLower(f.name)] {
			continue
		}
		value := []byte(decodeWords(bytes.TrimSpace(f.value)))
		if err := r.addBehind(f.line, f.chars, value, place{name: r.names.of(f.name)}); err != nil {
			return err
		}
	}
	return nil
}

// parts reads a part that is made of parts.
func (r *mailReader) parts(depth int, t mailType, boundary string) error {
	if t.kind == "multipart/encrypted" {
		r.sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted message"))
		r.lines.skip()
		return nil
	}
	if depth >= maxMailDepth {
		r.sink.Problem(source.Problemf(source.ArchiveNestingLevelOverLimit, "parts of a message nested more than %d deep", maxMailDepth))
		return r.text(&mailBody{lines: r.lines}, "")
	}
	level := len(r.lines.boundaries)
	r.lines.boundaries = append(r.lines.boundaries, []byte(strings.TrimRight(boundary, " \t")))
	defer func() { r.lines.boundaries = r.lines.boundaries[:level] }()
	usual := "text/plain"
	if t.kind == "multipart/digest" {
		usual = "message/rfc822"
	}
	// What stands in front of the first part is for programs that know no parts, and often all that is left of a broken message.
	if err := r.text(&mailBody{lines: r.lines}, ""); err != nil {
		return err
	}
	if r.lines.level != level && r.lines.err == nil {
		r.sink.Problem(source.Problemf(source.MalformedFile, "message ends before its parts"))
		return nil
	}
	for r.lines.level == level && !r.lines.last {
		r.lines.resume()
		if err := r.part(depth+1, usual, false); err != nil || r.spent {
			return err
		}
		r.lines.skip()
	}
	if r.lines.level != level {
		if r.lines.err == nil {
			r.sink.Problem(source.Problemf(source.MalformedFile, "message ends in the middle of its parts"))
		}
		return nil
	}
	// Behind the last part nothing should stand, and what does is text.
	r.lines.resume()
	r.lines.boundaries = r.lines.boundaries[:level]
	return r.text(&mailBody{lines: r.lines}, "")
}

// content reads a part that holds something.
func (r *mailReader) content(depth int, t mailType, raw io.Reader) error {
	switch {
	case unsaidParts[t.kind]:
		r.lines.skip()
		return nil
	case t.kind == "application/pkcs7-mime" || t.kind == "application/x-pkcs7-mime":
		if s := strings.ToLower(t.params["smime-type"]); s == "" || strings.Contains(s, "enveloped") {
			r.sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted message"))
			r.lines.skip()
			return nil
		}
	case (t.kind == "message/rfc822" || t.kind == "message/global" || t.kind == "message/news") && !encodedMail(t.encoding) && depth < maxMailDepth:
		return r.part(depth+1, "text/plain", true)
	}
	var body io.Reader = raw
	switch t.encoding {
	case "base64":
		body = &mailDecoder{in: raw, code: &mailBase64{}}
	case "quoted-printable":
		body = &mailDecoder{in: raw, code: &mailQuoted{}}
	}
	if !t.attached && t.name == "" && (t.kind == "text/plain" || mailReports[t.kind]) {
		return r.text(body, t.params["charset"])
	}
	if label := t.params["charset"]; strings.HasPrefix(t.kind, "text/") && label != "" {
		// The mark keeps readers from believing what the text says of itself.
		if enc, err := htmlindex.Get(label); err == nil && enc != unicode.UTF8 {
			body = io.MultiReader(strings.NewReader("\xef\xbb\xbf"), enc.NewDecoder().Reader(body))
		}
	}
	return r.file(t, body)
}

func encodedMail(encoding string) bool { return encoding == "base64" || encoding == "quoted-printable" }

// mailReports are kinds of text that have no reader of their own.
var mailReports = wordSet(`text/enriched text/rfc822-headers message/delivery-status message/disposition-notification message/feedback-report
	message/partial message/external-body`)

// unsaidParts are kinds of parts in which nothing is anybody's: signatures.
var unsaidParts = wordSet(`application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature`)

// utf8 gives a text in UTF-8.
func (r *mailReader) utf8(body io.Reader, label string) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "", "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "x-unknown":
	default:
		if enc, err := htmlindex.Get(label); err == nil {
			return enc.NewDecoder().Reader(body), nil
		}
	}
	if r.head == nil {
		r.head = make([]byte, HeadSize)
	}
	n, err := io.ReadFull(body, r.head)
	if err != nil {
		body = bytes.NewReader(nil)
		if err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, err
		}
	}
	return charsetOf(r.head[:n]).reader(io.MultiReader(bytes.NewReader(r.head[:n]), body)), nil
}

// text hands a text over, in pieces of whole lines where it is long.
func (r *mailReader) text(body io.Reader, charset string) error {
	line := r.lines.number + 1
	if b, ok := body.(*mailBody); ok && len(b.rest) > 0 {
		line--
	}
	body, err := r.utf8(body, charset)
	if err != nil {
		return err
	}
	piece := r.piece[:0]
	defer func() { r.piece = piece }()
	for {
		if len(piece) == cap(piece) {
			piece = slices.Grow(piece, max(len(piece), 4<<10))
		}
		n, err := body.Read(piece[len(piece):min(cap(piece), mailPiece)])
		piece = piece[:len(piece)+n]
		if err == nil && len(piece) < mailPiece {
			continue
		}
		cut := len(piece)
		if err == nil {
			if i := bytes.LastIndexByte(piece, '\n'); i > mailPiece/2 {
				cut = i + 1
			} else {
				cut = runeEdge(piece, cut)
			}
		}
		if bytes.Contains(piece[:cut], pgpMessage) {
			r.sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted text in a message"))
		}
		value := bytes.TrimSpace(piece[:cut])
		before := bytes.Index(piece[:cut], value)
		if e := r.addText(line+int64(bytes.Count(piece[:before], newline)), value); e != nil {
			return e
		}
		line += int64(bytes.Count(piece[:cut], newline))
		piece = piece[:copy(piece, piece[cut:])]
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// pgpMessage begins an encrypted text (RFC 9580 6.2).
var pgpMessage = []byte("-----BEGIN PGP MESSAGE-----")

// file hands a part over as a member.
func (r *mailReader) file(t mailType, body io.Reader) error {
	if err := r.out.flush(); err != nil {
		return err
	}
	r.files++
	if over := r.in.Budget.Entry(); over != nil {
		r.sink.Problem(over)
		r.spent = true
		return nil
	}
	name := t.name
	if name == "" {
		name = "part " + strconv.Itoa(r.files) + mailExtensions[t.kind]
	}
	if r.folder > 0 {
		name = "message " + strconv.FormatInt(r.folder, 10) + "/" + name
	}
	err := r.sink.Member(r.ctx, Member{Path: name, Size: -1, Body: body})
	if err != nil {
		return err
	}
	if over := r.in.Budget.Spent(); over != nil {
		r.sink.Problem(over)
		r.spent = true
	}
	return r.ctx.Err()
}

// mailExtensions are the usual extensions of what has no name.
var mailExtensions = map[string]string{
	"text/html": ".html", "text/plain": ".txt", "text/csv": ".csv", "text/calendar": ".ics", "text/vcard": ".vcf", "text/x-vcard": ".vcf",
	"text/xml": ".xml", "application/xml": ".xml", "application/json": ".json", "application/pdf": ".pdf", "application/zip": ".zip",
	"message/rfc822": ".eml", "message/global": ".eml", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif",
}
