package format

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// Limits of documents that are ZIP archives of XML parts: Office Open XML, OpenDocument, EPUB. What comes out of the archive counts against
// the budget as well.
const (
	// maxParts is how many parts a document may have to be read as one; a large book has a few thousand.
	maxParts = 50_000
	// maxPartNames is how many bytes their names may have together: they are held in memory.
	maxPartNames = 8 << 20
	// maxLinks is how many relations of one part are known, and maxLinkBytes what they may hold.
	maxLinks     = 200_000
	maxLinkBytes = 32 << 20
	// maxParagraph is how many bytes of a paragraph or a cell make one field. A longer one is cut in two between words.
	maxParagraph = 1 << 20
	// maxHeldRows is how many bytes of a table are held until its header is known.
	maxHeldRows = 1 << 20
	// maxNested is how many paragraphs, or tables, may stand in one another: text boxes in text boxes.
	maxNested = 32
	// maxRepeated is how many cells of a document that stand for their neighbours too are written out; then each is written once.
	maxRepeated = 100_000
)

// officePackage is a document that is a ZIP archive of parts.
type officePackage struct {
	ctx   context.Context
	in    *Input
	sink  Sink
	unzip *unzipper
	parts []*zipEntry          // in the order of the directory
	named map[string]*zipEntry // by partName
	done  map[*zipEntry]bool   // those that were handed over
}

// eachStart calls f with the name of each element, at its beginning.
func eachStart(s *xmltext.Scanner, f func(tag []byte) error) error {
	for {
		kind, err := s.Next()
		if err != nil {
			return notEOF(err)
		}
		if kind != xmltext.Start {
			continue
		}
		if err := f(s.Name()); err != nil {
			return err
		}
	}
}

// readPackage opens the document and has it read. The archive is scanned as any other where it is no such document: where its directory
// is broken, or where read says MalformedFile.
func readPackage(ctx context.Context, in *Input, sink Sink, read func(*officePackage) error) error {
	at, size, err := in.At(ctx)
	if err != nil {
		return err
	}
	p := &officePackage{ctx: ctx, in: in, sink: sink, named: map[string]*zipEntry{}, done: map[*zipEntry]bool{}}
	p.unzip = &unzipper{at: at, size: size, budget: in.Budget, sink: sink}
	magic := make([]byte, len(oleMagic))
	if n, _ := at.ReadAt(magic, 0); n == len(magic) && bytes.Equal(magic, oleMagic) {
		return explainOLE(ctx, at, size, sink)
	}
	if problem := p.list(); problem != nil {
		if problem.Reason != source.MalformedFile {
			sink.Problem(problem)
			return nil
		}
		sink.Problem(malformedOffice(problem.Detail, nil))
		return p.unzip.all(ctx, source.MalformedOrTooLarge)
	}
	err = read(p)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, errNoDocument) {
		sink.Problem(malformedOffice("document has no content", nil))
		return p.unzip.all(ctx, source.MalformedOrTooLarge)
	}
	return err
}

// errNoDocument says that an archive has not the parts that make it a document.
var errNoDocument = errors.New("not a document")

func malformedOffice(detail string, err error) *source.Problem {
	return &source.Problem{Reason: source.MalformedOrTooLarge, Detail: detail, Err: err}
}

// list reads the archive's directory.
func (p *officePackage) list() *source.Problem {
	dir, problem := openZipDirectory(p.unzip.at, p.unzip.size)
	names := 0
	for problem == nil {
		var e *zipEntry
		if e, problem = dir.next(); e == nil {
			break
		}
		if e.folder() || e.link {
			continue
		}
		if names += len(e.name); len(p.parts) == maxParts || names > maxPartNames {
			return source.Problemf(source.MalformedFile, "document of more than %d parts", maxParts)
		}
		p.parts = append(p.parts, e)
		if name := partName(e.name); p.named[name] == nil {
			p.named[name] = e
		}
	}
	return problem
}

// partName is a part's name as others refer to it: names are the same whatever their case, and some writers write \ for /.
func partName(name string) string {
	return strings.TrimPrefix(path.Clean(strings.ToLower(strings.ReplaceAll(name, `\`, "/"))), "/")
}

// part is the part of that name that was not handed over yet; nil where there is none.
func (p *officePackage) part(name string) *zipEntry {
	if e := p.named[partName(name)]; e != nil && !p.done[e] {
		return e
	}
	return nil
}

// spent says that the budget is used up, so that nothing more may be read.
func (p *officePackage) spent() bool { return p.unzip.stopped }

// xml has a part read as XML, and marks it as handed over. What breaks in it is told to the sink; read's errors are those of the
// sink, the context, or of the part.
func (p *officePackage) xml(e *zipEntry, read func(*xmltext.Scanner) error) error {
	return p.open(e, func(r io.Reader) error {
		head := make([]byte, 1<<10)
		n, err := io.ReadFull(r, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return brokenPart{err}
		}
		set := charsetOf(head[:n])
		err = read(xmltext.New(set.reader(io.MultiReader(bytes.NewReader(head[:n]), r))))
		if errors.Is(err, xmltext.ErrTag) || errors.Is(err, xmltext.ErrDepth) || err == io.ErrUnexpectedEOF {
			return brokenPart{err}
		}
		return err
	})
}

// brokenPart is an error that is the part's own.
type brokenPart struct{ error }

func (b brokenPart) Unwrap() error { return b.error }

// open has the content of a part read.
func (p *officePackage) open(e *zipEntry, read func(io.Reader) error) error {
	if err := p.ctx.Err(); err != nil || p.spent() {
		return err
	}
	p.done[e] = true
	if p.unzip.over(p.in.Budget.Entry()) {
		return nil
	}
	if problem := e.unreadable(); problem != nil {
		p.sink.Problem(problem)
		return nil
	}
	if _, problem := e.locate(p.unzip.at, p.unzip.size); problem != nil {
		p.sink.Problem(malformedOffice("a part is broken", problem))
		return nil
	}
	content := &partContent{r: untilDone{p.ctx, p.unzip.unpack(e, io.NewSectionReader(p.unzip.at, e.data, e.packed))}}
	err := read(content)
	if p.ctx.Err() != nil {
		return p.ctx.Err()
	}
	if content.err != nil { // what broke is the part, whatever was made of it
		err = brokenPart{content.err}
	}
	broken, ok := errors.AsType[brokenPart](err)
	if !ok {
		return err
	}
	switch problem := source.AsProblem(broken.error, source.MalformedFile); problem.Reason {
	case source.MalformedFile:
		p.sink.Problem(malformedOffice("a part is broken or ends early", broken.error))
	case source.RatioOverLimit:
		p.sink.Problem(&source.Problem{Reason: source.OOXMLRatioExceedsLimit, Detail: problem.Detail})
	default:
		p.sink.Problem(problem)
	}
	p.unzip.stopped = p.unzip.stopped || p.in.Budget.Spent() != nil
	return nil
}

// partContent remembers the error that ended a part.
type partContent struct {
	r   io.Reader
	err error
}

func (c *partContent) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// member hands a part over as a file in the document, for the reader of its kind.
func (p *officePackage) member(e *zipEntry) error {
	if p.spent() {
		return nil
	}
	p.done[e] = true
	return p.unzip.member(p.ctx, e)
}

// unread are the parts that were not handed over, in order.
func (p *officePackage) unread(yield func(*zipEntry, string) bool) {
	for _, e := range p.parts {
		if !p.done[e] && !p.spent() && !yield(e, partName(e.name)) {
			return
		}
	}
}

// notEOF is err, unless it is a proper end.
func notEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
