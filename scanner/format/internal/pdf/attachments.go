package pdf

import "encoding/binary"

// What is taken of the files inside a document.
const (
	// MaxAttachments is how many files are taken.
	MaxAttachments = 10_000
	// MaxAttachment is how large one may be: it passes through the memory of the engine.
	MaxAttachment = 64 << 20
	// attachmentBatch is about how many bytes of files are taken out at once.
	attachmentBatch = 16 << 20
)

// Attachment is a file inside the document. Data is nil where it is larger than MaxAttachment or cannot be unpacked.
type Attachment struct {
	Name  string
	Data  []byte
	Large bool
}

// Attachments takes files out, from the one with number from on, and says which number comes next; none are left where that is
// from. The document may be closed in between.
func (d *Document) Attachments(from int) (files []Attachment, next int, err error) {
	next = from
	err = d.within(openTime, func(m *module) {
		n := min(m.number("FPDFDoc_GetAttachmentCount", d.handle), MaxAttachments)
		for held := 0; next < n && held < attachmentBatch && m.err == nil; next++ {
			a := m.call("FPDFDoc_GetAttachment", d.handle, uint64(next))
			if a == 0 {
				continue
			}
			f := Attachment{Name: m.wide("FPDFAttachment_GetName", a)}
			f.Data, f.Large = m.attached(a)
			held += len(f.Data)
			files = append(files, f)
		}
	})
	return files, next, err
}

// attached is the content of an attachment.
func (m *module) attached(a uint64) (data []byte, large bool) {
	length := func(at, size uint32) (uint32, bool) {
		ok := m.truth("FPDFAttachment_GetFile", a, uint64(at), uint64(size), uint64(m.scratch))
		return binary.LittleEndian.Uint32(m.bytes(m.scratch, 4)), ok
	}
	n, ok := length(0, 0)
	if !ok {
		return nil, false
	}
	if n > MaxAttachment {
		return nil, true
	}
	if n == 0 {
		return []byte{}, false
	}
	at := uint32(m.call("malloc", uint64(n)))
	if at == 0 {
		return nil, true
	}
	if wrote, ok := length(at, n); ok {
		data = append([]byte{}, m.bytes(at, min(n, wrote))...)
	}
	m.call("free", uint64(at))
	return data, false
}
