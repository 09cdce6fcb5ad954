package format

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/pii-scan/pii-scan/scanner/source"
)

var (
	oleMagic = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
	// oleEncrypted is the stream that an encrypted document stands in (MS-OFFCRYPTO 2.3.4.4), in UTF-16.
	oleEncrypted = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
)

// matchPackage says that a file is a document of that kind: what its archive begins with says so, or else its name. A file in OLE2 is
// one by its name: encrypted documents are.
func matchPackage(kind string, extensions []string) func(*Head) bool {
	return func(h *Head) bool {
		zipped := bytes.HasPrefix(h.Bytes, zipLocalMagic)
		if zipped {
			if is := packageKind(h.Bytes); is != "" {
				return is == kind
			}
		}
		return (zipped || bytes.HasPrefix(h.Bytes, oleMagic)) && h.named(extensions...)
	}
}

// packageTypes are MIME types of documents: of the main parts of Office Open XML, and what OpenDocument and EPUB say of themselves.
var packageTypes = []struct{ mime, kind string }{
	{"wordprocessingml.document.main+", "docx"},
	{"wordprocessingml.template.main+", "docx"},
	{"ms-word.document.macroEnabled.main+", "docx"},
	{"ms-word.template.macroEnabledTemplate.main+", "docx"},
	{"presentationml.presentation.main+", "pptx"},
	{"presentationml.slideshow.main+", "pptx"},
	{"presentationml.template.main+", "pptx"},
	{"ms-powerpoint.presentation.macroEnabled.main+", "pptx"},
	{"ms-powerpoint.slideshow.macroEnabled.main+", "pptx"},
	{"ms-powerpoint.template.macroEnabled.main+", "pptx"},
	{"ms-excel.sheet.binary.macroEnabled.main", "xlsb"},
	{"spreadsheetml.sheet.main+", "xlsx"},
	{"spreadsheetml.template.main+", "xlsx"},
	{"ms-excel.sheet.macroEnabled.main+", "xlsx"},
	{"ms-excel.template.macroEnabled.main+", "xlsx"},
	{"ms-excel.addin.macroEnabled.main+", "xlsx"},
	{"vnd.oasis.opendocument.text", "odt"},
	{"vnd.oasis.opendocument.spreadsheet", "ods"},
	{"vnd.oasis.opendocument.presentation", "odp"},
	{"vnd.oasis.opendocument.graphics", "odp"},
	{"epub+zip", "epub"},
}

// packageFolders are folders that the parts of documents are in.
var packageFolders = []struct{ prefix, kind string }{
	{"word/", "docx"}, {"ppt/", "pptx"}, {"xl/workbook.bin", "xlsb"}, {"xl/", "xlsx"},
}

// packageKind is which kind of document an archive is, by its first members; empty where they do not say.
func packageKind(head []byte) (kind string) {
	for i := 0; ; i++ {
		e, rest := headEntry(head)
		if e == nil {
			return kind
		}
		head = rest
		for _, f := range packageFolders {
			// The parts of the binary kind of workbook are in the folder of the other; one of them tells.
			if strings.HasPrefix(e.name, f.prefix) && (kind == "" || f.kind == "xlsb") {
				kind = f.kind
			}
		}
		switch {
		case e.name == "[Content_Types].xml" || i == 0 && e.name == "mimetype":
			types := e.begin()
			for _, t := range packageTypes {
				if bytes.Contains(types, []byte(t.mime)) {
					return t.kind
				}
			}
		case kind != "" && kind != "xlsx":
			return kind
		// Writers begin with one of these; an archive that happens to hold such a folder does not.
		case i == 0 && kind == "" && !strings.HasPrefix(e.name, "_rels/") && !strings.HasPrefix(e.name, "docProps/"):
			return ""
		}
	}
}

// beginning is a member of an archive of which the first bytes are at hand.
type beginning struct {
	name   string
	method uint16
	data   []byte
}

// headEntry reads the member that head begins with, and gives what follows it; nil where there is none.
func headEntry(head []byte) (*beginning, []byte) {
	if len(head) < zipLocalLen || !bytes.HasPrefix(head, zipLocalMagic) {
		return nil, nil
	}
	n := zipLocalLen + int(le16(head[26:]))
	data := n + int(le16(head[28:]))
	if data > len(head) {
		return nil, nil
	}
	e := &beginning{strings.ReplaceAll(string(head[zipLocalLen:n]), `\`, "/"), le16(head[8:]), head[data:]}
	size := len(e.data)
	if packed := int64(le32(head[18:])); le16(head[6:])&zipFlagDescriptor == 0 {
		size = int(min(packed, int64(size)))
	} else if i := bytes.Index(e.data, zipLocalMagic); i >= 0 {
		size = i
	}
	rest := e.data[size:]
	e.data = e.data[:size]
	return e, rest
}

// begin is what the member says, or the beginning of it.
func (e *beginning) begin() []byte {
	if e.method != zipDeflated {
		return e.data
	}
	b, _ := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(e.data)), HeadSize))
	return b
}

// explainOLE says why a document is no ZIP archive: it is encrypted, or of an older format under a new name.
func explainOLE(ctx context.Context, at io.ReaderAt, size int64, sink Sink) error {
	u := &unzipper{at: at, size: size, sink: sink}
	pos, err := u.search(ctx, 0, oleEncrypted)
	if err != nil {
		return err
	}
	if pos < size {
		sink.Problem(source.Problemf(source.InvalidEncryption, "encrypted with a password"))
	} else {
		sink.Problem(source.Problemf(source.UnsupportedFileType, "document of an older format"))
	}
	return nil
}
