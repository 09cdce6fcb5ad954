package format

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/ole"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// oleFormat reads compound files of other programs: what documents of Office, and files, are embedded in them.
var oleFormat = Format{
	Name:       "ole",
	Title:      "OLE2 compound file",
	MIME:       "application/x-ole-storage",
	Extensions: []string{".ole"},
	Places:     "line, cell, page, record",
	Isolated:   true,
	Match:      func(h *Head) bool { return bytes.HasPrefix(h.Bytes, oleMagic) },
	Read:       deeper(readOLE),
}

// oleKinds are the streams that say what a compound file is.
var oleKinds = []struct{ stream, kind string }{
	{"EncryptedPackage", "encrypted"},
	{"Workbook", "xls"},
	{"Book", "xls"},
	{"WordDocument", "doc"},
	{"PowerPoint Document", "ppt"},
	{"__properties_version1.0", "msg"},
}

// matchOLE says that a compound file is of that kind: the first entries of its directory say so, or else its name.
func matchOLE(kind string, extensions []string) func(*Head) bool {
	return func(h *Head) bool {
		if !bytes.HasPrefix(h.Bytes, oleMagic) {
			return false
		}
		if is := oleKind(h.Bytes); is != "" {
			return is == kind
		}
		return h.named(extensions...)
	}
}

// oleKind is the kind of a compound file that begins with head; empty where its directory does not tell.
func oleKind(head []byte) string {
	if len(head) < 512 || le16(head[30:]) > 16 {
		return ""
	}
	const entry = 128
	at := (int64(le32(head[48:])) + 1) << le16(head[30:])
	if at+entry > int64(len(head)) {
		return ""
	}
	directory := head[at:]
	entries := uint32(len(directory) / entry)
	// Which of those at hand are the root's; mostly they follow one another.
	seen := map[uint32]bool{}
	open := []uint32{le32(directory[76:])}
	for len(open) > 0 {
		i := open[len(open)-1]
		open = open[:len(open)-1]
		if i >= entries || seen[i] {
			continue
		}
		seen[i] = true
		e := directory[i*entry:]
		open = append(open, le32(e[68:]), le32(e[72:]))
		name := ole.UTF16(e[:min(int(le16(e[64:])), 64)])
		for _, k := range oleKinds {
			if e[66] == 2 && strings.EqualFold(name, k.stream) {
				return k.kind
			}
		}
	}
	return ""
}

const (
	// maxEmbedded is how deep documents may be embedded in one another.
	maxEmbedded = 20
	// maxOLEText is the largest stream that is held to be read, in bytes: a Word document without its pictures.
	maxOLEText = 64 << 20
)

// oleReader reads the documents of a compound file, one after the other.
type oleReader struct {
	*docText
	ctx   context.Context
	in    *Input
	sink  Sink
	file  *ole.File
	depth int
	files int
	spent bool // nothing more is to be read
}

func readOLE(ctx context.Context, in *Input, sink Sink) error {
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	f, err := ole.Open(ctx, at, size)
	if errors.Is(err, ole.ErrFormat) {
		if h := in.Head; len(h) > 1 && h[0] == 9 && (h[1] == 0 || h[1] == 2 || h[1] == 4) { // records of Excel 2, 3 or 4
			return source.Problemf(source.UnsupportedFileType, "workbook of an older format")
		}
		return &source.Problem{Reason: source.MalformedOrTooLarge, Detail: "compound file is damaged", Err: err}
	}
	if err != nil {
		return err
	}
	if f.Damaged {
		sink.Problem(malformedOffice("compound file is damaged", nil))
	}
	r := &oleReader{docText: newDocText(in, sink), ctx: ctx, in: in, sink: sink, file: f}
	r.out.line = 1
	known, err := r.storage(f.Root)
	if e := r.out.flush(); err == nil {
		err = e
	}
	if errors.Is(err, ole.ErrShared) {
		return malformedOffice("streams of the file lie over one another", err)
	}
	if err == nil && !known {
		return source.Problemf(source.UnsupportedFileType, "compound file of another program")
	}
	return err
}

// storage reads what a storage is, and those in it; known says whether there was anything to be read.
func (r *oleReader) storage(e *ole.Entry) (known bool, err error) {
	if err := r.ctx.Err(); err != nil {
		return false, err
	}
	if r.depth++; r.depth > maxEmbedded {
		r.depth--
		r.sink.Problem(source.Problemf(source.ArchiveNestingLevelOverLimit, "documents embedded more than %d deep", maxEmbedded))
		return true, nil
	}
	defer func() { r.depth-- }()
	kind := ""
	for _, k := range oleKinds {
		if s := e.Find(k.stream); s != nil && !s.Storage {
			kind = k.kind
			break
		}
	}
	known = true
	switch kind {
	case "encrypted":
		r.sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted with a password"))
		return true, nil
	case "msg":
		return true, r.message(e)
	case "xls":
		err = r.workbook(e)
	case "doc":
		err = r.document(e)
	case "ppt":
		err = r.slides(e)
	default:
		known, err = r.object(e)
	}
	if err != nil {
		return known, err
	}
	if known && e.Find("\x05SummaryInformation") != nil {
		properties, err := r.file.Properties(e)
		if err != nil {
			return known, err
		}
		for _, p := range properties {
			if peopleProperties[p.Name] {
				err = r.person([]byte(p.Value))
			} else {
				err = r.property(p.Name, []byte(p.Value))
			}
			if err != nil {
				return known, err
			}
		}
	}
	for _, c := range e.Entries {
		if !c.Storage || r.spent {
			continue
		}
		inside, err := r.storage(c)
		known = known || inside
		if err != nil {
			return known, err
		}
	}
	return known, nil
}

// tell tells what is wrong with one document of the file. Errors that end the reading of all it returns.
func (r *oleReader) tell(what string, err error) error {
	switch {
	case errors.Is(err, ole.ErrEncrypted):
		r.sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted with a password"))
	case errors.Is(err, ole.ErrOld):
		r.sink.Problem(source.Problemf(source.UnsupportedFileType, "%s of an older format", what))
	case errors.Is(err, ole.ErrBroken):
		r.sink.Problem(malformedOffice(what+" is damaged", nil))
	default:
		return err
	}
	return nil
}

// object hands over the file that is embedded in a storage, if one is.
func (r *oleReader) object(e *ole.Entry) (known bool, err error) {
	for _, name := range []string{"Package", "CONTENTS"} {
		if s := e.Find(name); s != nil && !s.Storage {
			return true, r.stream(s, "")
		}
	}
	native := e.Find("\x01Ole10Native")
	if native == nil || native.Storage {
		return false, nil
	}
	s, err := r.file.Open(native)
	if err != nil {
		return true, err
	}
	// The file's name, where it came from, and it (https://learn.microsoft.com/openspecs/windows_protocols/ms-oleds 2.3.6).
	head := make([]byte, min(s.Size(), 4<<10))
	if _, err := s.ReadAt(head, 0); err != nil && err != io.EOF {
		return true, err
	}
	name, at := nativeObject(head)
	return true, r.member(name, io.NewSectionReader(s, at, s.Size()-at))
}

// nativeObject is the name of the file in an object that begins with head, and where the file begins.
func nativeObject(head []byte) (name string, at int64) {
	if len(head) < 6 || le16(head[4:]) != 2 {
		return "", min(4, int64(len(head)))
	}
	rest := head[6:]
	_, rest, _ = bytes.Cut(rest, []byte{0}) // what is shown
	path, rest, _ := bytes.Cut(rest, []byte{0})
	if len(rest) < 8 {
		return "", 4
	}
	rest = rest[8:]
	_, rest, found := bytes.Cut(rest, []byte{0})
	if !found || len(rest) < 4 {
		return "", 4
	}
	all := strings.ReplaceAll(string(path), `\`, "/")
	return all[strings.LastIndexByte(all, '/')+1:], int64(len(head) - len(rest) + 4)
}

// stream hands a stream over as a member.
func (r *oleReader) stream(e *ole.Entry, name string) error {
	s, err := r.file.Open(e)
	if err != nil {
		return err
	}
	if s.Cut {
		r.sink.Problem(malformedOffice("a file in it is cut off", nil))
	}
	return r.member(name, io.NewSectionReader(s, 0, s.Size()))
}

// member hands a file over.
func (r *oleReader) member(name string, body *io.SectionReader) error {
	if err := r.out.flush(); err != nil {
		return err
	}
	if over := r.in.Budget.Entry(); over != nil {
		r.sink.Problem(over)
		r.spent = true
		return nil
	}
	if r.files++; name == "" {
		name = "object " + strconv.Itoa(r.files)
	}
	if err := r.sink.Member(r.ctx, Member{Path: name, Size: body.Size(), Body: body}); err != nil {
		return err
	}
	if over := r.in.Budget.Spent(); over != nil {
		r.sink.Problem(over)
		r.spent = true
	}
	return r.ctx.Err()
}
