package format

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/pdf"
	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// pdfFormat reads PDF documents (ISO 32000): the text of each page in reading order, form fields, annotations and links, metadata,
// and attached files as members. Cells of tables whose columns have names are fields called so; what else stands on a page is one
// field. A page without text that shows a picture is told: it may be scanned.
//
// Memory: one page's text, and up to 256 MiB in the engine for a document that needs as much.
var pdfFormat = Format{
	Name:       "pdf",
	Title:      "PDF document",
	MIME:       "application/pdf",
	Extensions: []string{".pdf"},
	Places:     "page, record",
	Tables:     ByName,
	Match:      matchPDF,
	Isolated:   true,
	Read:       deeper(readPDF),
}

const (
	// pdfHeaderWithin is where a document begins at the latest: readers look no further.
	pdfHeaderWithin = 1 << 10
	// pdfEndWithin is how far from the end the mark of the end stands at most.
	pdfEndWithin = 4 << 10
	// maxPDF is the largest document: PDFium's offsets end there.
	maxPDF = 2<<30 - 1
	// maxPDFFailures is how many pages in a row may fail before the document is given up.
	maxPDFFailures = 20
	// pdfPagesNamed is how many ranges of pages a problem names.
	pdfPagesNamed = 20
)

var pdfMagic, pdfEnd = []byte("%PDF-"), []byte("%%EOF")

// matchPDF knows a document by its first bytes, and where something stands before them by its name too: texts speak of PDF.
func matchPDF(h *Head) bool {
	if bytes.HasPrefix(h.Bytes, pdfMagic) {
		return true
	}
	return h.named(".pdf") && bytes.Contains(h.Bytes[:min(len(h.Bytes), pdfHeaderWithin)], pdfMagic)
}

func readPDF(ctx context.Context, in *Input, sink Sink) error {
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	if size > maxPDF {
		sink.Problem(source.Problemf(source.FileExceedsSizeLimit, "document of more than %d bytes", int64(maxPDF)))
		return nil
	}
	doc, err := pdf.Open(ctx, at, size, in.Watched)
	if err != nil {
		return pdfProblem(ctx, err)
	}
	defer doc.Close()
	r := &pdfReader{in: in, sink: sink, doc: doc, pack: packer{sink: sink, block: in.Block}}
	r.layout.IsHeader = isHeader
	return r.read(ctx, at, size)
}

// pdfProblem says what an error means. Errors of the context and of the body stay what they are.
func pdfProblem(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, p := range pdfProblems {
		if errors.Is(err, p.err) {
			return &source.Problem{Reason: p.reason, Detail: p.detail, Err: err}
		}
	}
	return err
}

var pdfProblems = []struct {
	err    error
	reason source.Reason
	detail string
}{
	{pdf.ErrPassword, source.InvalidEncryption, "encrypted with a password"},
	{pdf.ErrSecurity, source.InvalidEncryption, "encrypted in a way that is not known"},
	{pdf.ErrFormat, source.MalformedFile, "document cannot be opened"},
	{pdf.ErrMemory, source.MalformedOrTooLarge, "document needs too much memory"},
	{pdf.ErrTime, source.TimeCutOffReached, "document takes too long"},
	{pdf.ErrPage, source.MalformedFile, "pages cannot be read"},
	{pdf.ErrEngine, source.UnableToParseFile, "document breaks the reader"},
}

// pdfReader reads one document.
type pdfReader struct {
	in     *Input
	sink   Sink
	doc    *pdf.Document
	layout pdf.Layout
	pack   packer
	names  nameSet
}

func (r *pdfReader) read(ctx context.Context, at io.ReaderAt, size int64) error {
	info, err := r.doc.Info()
	if err != nil {
		return pdfProblem(ctx, err)
	}
	if err := r.texts(info); err != nil {
		return err
	}
	if err := r.pages(ctx); err != nil {
		return err
	}
	if cut, err := pdfCut(at, size); err != nil {
		return err
	} else if cut {
		r.sink.Problem(source.Problemf(source.MalformedFile, "document has no end: what is left of it was read"))
	}
	return r.attachments(ctx)
}

// pdfCut says that the end of the document is missing.
func pdfCut(at io.ReaderAt, size int64) (bool, error) {
	tail := make([]byte, min(size, pdfEndWithin))
	if _, err := at.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return false, err
	}
	return !bytes.Contains(tail, pdfEnd), nil
}

// pages reads all pages and says which could not be read or have no text.
func (r *pdfReader) pages(ctx context.Context) error {
	n, err := r.doc.Pages()
	if err != nil {
		return pdfProblem(ctx, err)
	}
	if n <= 0 {
		return source.Problemf(source.MalformedFile, "document has no pages")
	}
	var scanned pageList
	broken := make([]pageList, len(pdfProblems))
	with, failures := 0, 0
	for i := range min(n, pdf.MaxPages) {
		if err := ctx.Err(); err != nil {
			return err
		}
		page, err := r.doc.Page(i)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			kind := pdfProblemOf(err)
			if kind < 0 {
				return err
			}
			broken[kind].add(i + 1)
			if failures++; failures >= maxPDFFailures {
				broken[kind].add(min(n, pdf.MaxPages))
				break
			}
			continue
		}
		failures = 0
		if page.Cut {
			r.sink.Problem(source.Problemf(source.MalformedOrTooLarge, "page %d holds too much", i+1))
		}
		if err := r.page(i+1, page); err != nil {
			return err
		}
		switch {
		case len(page.Chars) > 0:
			with++
		case page.Pictures:
			scanned.add(i + 1)
		}
	}
	if err := r.pack.flush(); err != nil {
		return err
	}
	if n > pdf.MaxPages {
		r.sink.Problem(source.Problemf(source.FileExceedsSizeLimit, "document of more than %d pages", pdf.MaxPages))
	}
	for kind, pages := range broken {
		if p := pdfProblems[kind]; pages.n > 0 {
			r.sink.Problem(source.Problemf(p.reason, "%s: %s", strings.Replace(p.detail, "document", "page", 1), pages.String()))
		}
	}
	switch {
	case scanned.n == 0:
	case with == 0:
		r.sink.Problem(source.Problemf(source.UnableToParseFile, "pictures without text: scanned pages are not read"))
	default:
		r.sink.Problem(source.Problemf(source.UnableToParseFile, "pictures without text, scanned pages are not read: %s", scanned.String()))
	}
	return nil
}

// pdfProblemOf is the row of pdfProblems that err is about; -1 where none is.
func pdfProblemOf(err error) int {
	for i, p := range pdfProblems {
		if errors.Is(err, p.err) {
			return i
		}
	}
	return -1
}

// page hands over what stands on a page.
func (r *pdfReader) page(number int, page *pdf.Page) error {
	if err := r.pack.turn("", number); err != nil {
		return err
	}
	for _, c := range r.layout.Page(page) {
		p := place{isName: c.Header}
		if !c.Header {
			p.name = r.name(cutName(c.Name))
		}
		if err := r.pack.add(c.Text, p); err != nil {
			return err
		}
	}
	if err := r.texts(page.Fields); err != nil {
		return err
	}
	return r.texts(page.Notes)
}

func (r *pdfReader) texts(texts []pdf.Text) error {
	for _, t := range texts {
		if err := r.pack.add([]byte(t.Value), place{name: r.name(cutName([]byte(t.Name)))}); err != nil {
			return err
		}
	}
	return nil
}

// name is the name of that text; nil where there is none.
func (r *pdfReader) name(s string) *text.Name {
	if s == "" {
		return nil
	}
	return r.names.of(s)
}

// attachments hands over the files inside the document. Meanwhile the engine is free for what is in them.
func (r *pdfReader) attachments(ctx context.Context) error {
	for from := 0; ; {
		files, next, err := r.doc.Attachments(from)
		if err != nil {
			return pdfProblem(ctx, err)
		}
		if next == from {
			return nil
		}
		r.doc.Close()
		for i := range files {
			if over := r.in.Budget.Entry(); over != nil {
				r.sink.Problem(over)
				return nil
			}
			if err := r.sink.Member(ctx, r.member(&files[i], from+i+1)); err != nil {
				return err
			}
			if over := r.in.Budget.Spent(); over != nil {
				r.sink.Problem(over)
				return nil
			}
		}
		from = next
	}
}

func (r *pdfReader) member(f *pdf.Attachment, number int) Member {
	m := Member{Path: f.Name, Size: int64(len(f.Data))}
	if m.Path == "" {
		m.Path = "attachment " + strconv.Itoa(number)
	}
	switch {
	case f.Large:
		m.Problem = source.Problemf(source.FileExceedsSizeLimit, "attachment of more than %d bytes", pdf.MaxAttachment)
	case f.Data == nil:
		m.Problem = source.Problemf(source.MalformedFile, "attachment cannot be unpacked")
	default:
		m.Body = r.in.Budget.Unpacked(bytes.NewReader(f.Data), nil)
	}
	return m
}

// pageList lists pages for people: 1-3, 7.
type pageList struct {
	ranges      []string
	n           int
	first, last int
}

func (l *pageList) add(page int) {
	if l.n > 0 && page == l.last+1 {
		l.last = page
		l.n++
		return
	}
	l.end()
	l.first, l.last = page, page
	l.n++
}

func (l *pageList) end() {
	if l.first == 0 {
		return
	}
	s := strconv.Itoa(l.first)
	if l.last > l.first {
		s = fmt.Sprintf("%d-%d", l.first, l.last)
	}
	l.ranges = append(l.ranges, s)
	l.first = 0
}

// String names the pages, the first of them where there are many.
func (l *pageList) String() string {
	l.end()
	s := "page "
	if l.n > 1 {
		s = "pages "
	}
	if len(l.ranges) > pdfPagesNamed {
		return s + strings.Join(l.ranges[:pdfPagesNamed], ", ") + " and more"
	}
	return s + strings.Join(l.ranges, ", ")
}
