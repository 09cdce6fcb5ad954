package format

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"

	"github.com/nwaples/rardecode/v2"

	"github.com/pii-scan/pii-scan/scanner/source"
)

// rarFormat reads RAR archives of versions 1.5 to 7 (https://www.rarlab.com/technote.htm). Encrypted members, and what continues in
// another volume, are told.
var rarFormat = Format{
	Name:       "rar",
	Title:      "RAR archive",
	MIME:       "application/vnd.rar",
	Extensions: []string{".rar"},
	Places:     "member",
	Isolated:   true,
	Match: func(h *Head) bool {
		return bytes.HasPrefix(h.Bytes, rar4Magic) || bytes.HasPrefix(h.Bytes, rar5Magic)
	},
	Read: deeper(readRAR),
}

var (
	rar4Magic = []byte("Rar!\x1a\x07\x00")
	rar5Magic = []byte("Rar!\x1a\x07\x01\x00")
)

// rarMaxDictionary is how far back a member may look. WinRAR takes 32 MiB, and offers up to 64 GiB.
const rarMaxDictionary = 128 << 20

func readRAR(ctx context.Context, in *Input, sink Sink) error {
	src := &sourceReader{r: untilDone{ctx, in.Body}}
	packed := bufio.NewReaderSize(src, packedBuffer)
	head, _ := packed.Peek(rarHead)
	solid := rarSolid(head)
	var r *rardecode.Reader
	err := withoutPanic(func() (err error) {
		r, err = rardecode.NewReader(packed, rardecode.MaxDictionarySize(rarMaxDictionary))
		return err
	})
	if err != nil {
		sink.Problem(rarProblem(src, err))
		return ctx.Err()
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		var h *rardecode.FileHeader
		err := withoutPanic(func() (err error) { h, err = r.Next(); return err })
		if err == io.EOF {
			return nil
		}
		if err != nil {
			sink.Problem(rarProblem(src, err))
			return ctx.Err()
		}
		if over := in.Budget.Entry(); over != nil {
			sink.Problem(over)
			return nil
		}
		if h.IsDir || h.Mode()&fs.ModeSymlink != 0 || h.LinkType != rardecode.LinkTypeNone {
			continue
		}
		m := Member{Path: h.Name, Size: h.UnPackedSize, Modified: h.ModificationTime}
		if h.UnKnownSize {
			m.Size = -1
		}
		if h.Encrypted {
			m.Problem = source.Problemf(source.InvalidEncryption, "encrypted with a password")
		} else {
			m.Body = in.Budget.Unpacked(explainedReader{steadyReader{r}, func(err error) *source.Problem { return rarProblem(src, err) }}, src.count)
		}
		if err := sink.Member(ctx, m); err != nil {
			return err
		}
		if solid && m.Body != nil {
			// What follows needs it unpacked to its end, whether the sink wanted it or not: that, too, counts.
			_, _ = io.Copy(io.Discard, m.Body)
		}
		if over := in.Budget.Spent(); over != nil {
			sink.Problem(over)
			return nil
		}
	}
}

// rarHead is how many bytes rarSolid looks at.
const rarHead = 64

// rarSolid says whether the members of an archive are packed as one: a flag of its main header.
func rarSolid(head []byte) bool {
	if b, ok := bytes.CutPrefix(head, rar5Magic); ok {
		const main, hasExtra, solid = 1, 1, 4
		if len(b) < 4 {
			return false
		}
		r := bytes.NewReader(b[4:]) // behind the checksum
		var size, kind, flags, archive uint64
		for _, v := range []*uint64{&size, &kind, &flags, &archive} {
			*v, _ = binary.ReadUvarint(r)
		}
		if flags&hasExtra != 0 {
			archive, _ = binary.ReadUvarint(r)
		}
		return kind == main && archive&solid != 0
	}
	if b, ok := bytes.CutPrefix(head, rar4Magic); ok && len(b) >= 5 {
		const main, solid = 0x73, 8
		return b[2] == main && le16(b[3:])&solid != 0
	}
	return false
}

func rarProblem(src *sourceReader, err error) *source.Problem {
	if src.err == nil {
		for _, known := range []struct {
			err    error
			reason source.Reason
			detail string
		}{
			{rardecode.ErrArchiveEncrypted, source.InvalidEncryption, "directory encrypted with a password"},
			{rardecode.ErrArchivedFileEncrypted, source.InvalidEncryption, "encrypted with a password"},
			{rardecode.ErrBadPassword, source.InvalidEncryption, "encrypted with a password"},
			{rardecode.ErrMultiVolume, source.UnableToParseFile, "continues in another volume"},
			{rardecode.ErrInvalidFileBlock, source.UnableToParseFile, "continues another volume"},
			{rardecode.ErrDictionaryTooLarge, source.UnableToParseFile, "packed with too large a dictionary"},
			{rardecode.ErrUnknownVersion, source.UnableToParseFile, "unknown version"},
			{rardecode.ErrUnsupportedDecoder, source.UnableToParseFile, "unknown version"},
			{rardecode.ErrUnknownDecoder, source.UnableToParseFile, "unknown version"},
			{rardecode.ErrBadFileChecksum, source.MalformedFile, "checksum does not match"},
		} {
			if errors.Is(err, known.err) {
				return source.Problemf(known.reason, "%s", known.detail)
			}
		}
	}
	return src.problem(err, "archive is broken or ends early")
}
