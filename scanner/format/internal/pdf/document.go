package pdf

import (
	"context"
	"errors"
	"io"
	"time"
)

// What a document may cost.
const (
	// MaxPages is how many pages are read: books have 2,000, the archive of a printing house more.
	MaxPages = 50_000
	// PageTime is how long one page may take; the slowest of two thousand documents of test suites takes 6 seconds as a whole.
	PageTime = 30 * time.Second
	// openTime is how long it may take to open a document: PDFium goes through a broken one from end to end.
	openTime = 60 * time.Second
	// pagesPerInstance is after how many pages the instance is thrown away, and with it what PDFium keeps.
	pagesPerInstance = 500
	// maxChars is how many characters of a page are read. A page of a book has 3,000, a large drawing 200,000.
	maxChars = 2_000_000
	// maxAnnotations is how many annotations of a page are read.
	maxAnnotations = 20_000
)

// What may be wrong with a document.
var (
	ErrPassword = errors.New("pdf: a password is needed")
	ErrSecurity = errors.New("pdf: unknown kind of encryption")
	ErrFormat   = errors.New("pdf: no document")
	ErrMemory   = errors.New("pdf: needs too much memory")
	ErrTime     = errors.New("pdf: takes too long")
	ErrPage     = errors.New("pdf: a page cannot be read")
	ErrEngine   = errors.New("pdf: the engine failed")
)

// Document is an open document. It belongs to one goroutine.
type Document struct {
	ctx    context.Context
	at     io.ReaderAt
	size   int64
	watch  bool
	file   *fileReader
	m      *module
	handle uint64
	form   uint64
	read   int  // pages read with this instance
	loaded bool // the page at hand
}

// Open opens a document of size bytes. watched says that somebody will end this process if a page takes too long: that saves
// half of the time. Errors are those above, of ctx or of r.
func Open(ctx context.Context, r io.ReaderAt, size int64, watched bool) (*Document, error) {
	d := &Document{ctx: ctx, at: r, size: size, watch: watched}
	if err := d.open(); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// Close gives back what the document holds. It may be opened again by reading on.
func (d *Document) Close() {
	if d.m != nil {
		d.m.close()
		d.m = nil
		d.file.r = nil // go-pdfium keeps the reader until its instance ends
	}
}

func (d *Document) open() error {
	e := &stoppable
	if d.watch {
		e = &unstoppable
	}
	instance, err := e.instance(d.ctx)
	if err != nil {
		if d.ctx.Err() != nil {
			return d.ctx.Err()
		}
		return errors.Join(ErrEngine, err)
	}
	ctx, cancel := context.WithTimeout(d.ctx, openTime)
	defer cancel()
	if d.m, err = newModule(ctx, instance); err != nil {
		instance.Close() //nolint:errcheck // it is thrown away
		d.m = nil
		return errors.Join(ErrEngine, err)
	}
	d.read = 0
	d.file = &fileReader{r: d.at, size: d.size}
	access := d.m.file(d.file, d.size)
	d.handle = d.m.call("FPDF_LoadCustomDocument", access, 0)
	if d.handle == 0 {
		code := d.m.number("FPDF_GetLastError")
		if err := d.failure(); err != nil {
			return err
		}
		if err, ok := openErrors[code]; ok {
			return err
		}
		return ErrFormat
	}
	if kind := d.m.number("FPDF_GetFormType", d.handle); kind > 0 {
		info := d.m.call("FPDF_FORMFILLINFO_Create")
		d.form = d.m.call("FPDFDOC_InitFormFillEnvironment", d.handle, info)
	}
	return d.failure()
}

// openErrors are the results of FPDF_GetLastError that say something.
var openErrors = map[int]error{4: ErrPassword, 5: ErrSecurity}

// failure says why the module ended, if it did. The document is closed then.
func (d *Document) failure() error {
	err := d.m.err
	timeout := d.m.ctx.Err() != nil
	memory := d.m.wasm.Memory().Size() > memoryPages*(64<<10)*3/4
	switch {
	case d.file.err != nil:
		err = d.file.err
	case err == nil:
		return nil
	case d.ctx.Err() != nil:
		err = d.ctx.Err()
	case timeout:
		err = ErrTime
	case memory:
		err = ErrMemory
	default:
		err = errors.Join(ErrEngine, err)
	}
	d.Close()
	return err
}

// ready opens the document again where it was closed, or has to be.
func (d *Document) ready() error {
	if d.m != nil && d.read >= pagesPerInstance {
		d.Close()
	}
	if d.m == nil {
		return d.open()
	}
	return nil
}

// within runs f with a limit of time and says what went wrong.
func (d *Document) within(limit time.Duration, f func(m *module)) error {
	if err := d.ready(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(d.ctx, limit)
	defer cancel()
	d.m.ctx = ctx
	f(d.m)
	return d.failure()
}

// Pages is how many pages the document says it has.
func (d *Document) Pages() (n int, err error) {
	err = d.within(PageTime, func(m *module) { n = m.number("FPDF_GetPageCount", d.handle) })
	return n, err
}

// Text is a piece of text with a name, either of which may be empty.
type Text struct{ Name, Value string }

// infoKeys are the entries of a document's information dictionary that people fill in (ISO 32000-1 14.3.3).
var infoKeys = []string{"Title", "Author", "Subject", "Keywords", "Creator", "Producer"}

// Info is the document's metadata, and the titles of its outline.
func (d *Document) Info() (info []Text, err error) {
	err = d.within(PageTime, func(m *module) {
		for _, key := range infoKeys {
			at := m.key(key)
			if value := m.wide("FPDF_GetMetaText", d.handle, at); value != "" {
				info = append(info, Text{key, value})
			}
			m.call("free", at)
		}
		outline := outline{m: m, doc: d.handle}
		outline.walk(0, 0)
		info = append(info, outline.titles...)
	})
	return info, err
}

// outline collects the titles of a document's bookmarks. A bookmark may be its own child.
type outline struct {
	m      *module
	doc    uint64
	seen   map[uint64]bool
	titles []Text
}

const (
	maxOutline      = 50_000
	maxOutlineDepth = 64
)

func (o *outline) walk(parent uint64, depth int) {
	if o.seen == nil {
		o.seen = map[uint64]bool{}
	}
	for b := o.m.call("FPDFBookmark_GetFirstChild", o.doc, parent); b != 0; b = o.m.call("FPDFBookmark_GetNextSibling", o.doc, b) {
		if o.seen[b] || len(o.seen) >= maxOutline || depth >= maxOutlineDepth {
			return
		}
		o.seen[b] = true
		if title := o.m.wide("FPDFBookmark_GetTitle", b); title != "" {
			o.titles = append(o.titles, Text{Value: title})
		}
		o.walk(b, depth+1)
	}
}

// fileReader reads the file for PDFium, and remembers what went wrong.
type fileReader struct {
	r    io.ReaderAt
	size int64
	at   int64
	err  error
}

func (f *fileReader) Read(p []byte) (int, error) {
	if f.r == nil || f.at < 0 || f.at >= f.size {
		return 0, io.EOF
	}
	n, err := f.r.ReadAt(p[:min(int64(len(p)), f.size-f.at)], f.at)
	f.at += int64(n)
	if n > 0 {
		return n, nil
	}
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

func (f *fileReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.size
	}
	f.at = offset
	return offset, nil
}
