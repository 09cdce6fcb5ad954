// Package xmltext reads XML as a stream of tags and text, for readers that want what a document says and not its tree.
//
// It is lenient: tags need not match, an unknown entity stays as it is written, a stray < is text. It keeps no stack and holds
// one tag at a time, so memory does not depend on the document. Entities that a document declares are not expanded: only those of XML
// (https://www.w3.org/TR/xml/#sec-predefined-ent), of HTML, and numbers are.
package xmltext

import (
	"bytes"
	"errors"
	"io"
)

const (
	// window is how many bytes are read at once.
	window = 64 << 10
	// MaxTag is the longest tag in bytes, with all its attributes.
	MaxTag = 4 << 20
	// MaxDepth is how many elements may stand in one another: ten times what any writer makes.
	MaxDepth = 10_000
)

// Errors of Next, besides io.EOF, io.ErrUnexpectedEOF for a document that ends inside an element, and those of the reader.
var (
	ErrTag   = errors.New("tag is too long")
	ErrDepth = errors.New("elements are nested too deeply")
)

// Kind is what Next found.
type Kind uint8

// The kinds. Text and Comment may come in several pieces, one after the other.
const (
	Start   Kind = iota + 1 // a start tag; <a/> is one too, and an End follows
	End                     // an end tag
	Text                    // character data, decoded, or what stands in a CDATA section
	Comment                 // what a comment says
)

// Scanner reads one document in UTF-8. What its methods return is valid until the next call of Next.
type Scanner struct {
	r     io.Reader
	err   error // what the reader ended with
	buf   []byte
	pos   int // what lies before was used
	base  int64
	tag   int64 // offset of the token
	name  []byte
	attrs []byte
	text  []byte
	clean []byte // decoded text
	depth int
	empty bool   // an End is owed for an empty element
	until string // inside a section that ends so
	kind  Kind   // of the section; 0 where it is not handed over
}

// New reads r, which is in UTF-8.
func New(r io.Reader) *Scanner { return &Scanner{r: r, buf: make([]byte, 0, window)} }

// Name is the local name of the element at hand: of the Start or End that Next returned.
func (s *Scanner) Name() []byte {
	if i := bytes.IndexByte(s.name, ':'); i > 0 && i+1 < len(s.name) {
		return s.name[i+1:]
	}
	return s.name
}

// Prefix is the prefix of the element's name, without the colon; empty where there is none.
func (s *Scanner) Prefix() []byte {
	return s.name[:max(bytes.IndexByte(s.name, ':'), 0)]
}

// Text is the piece of text that Next returned.
func (s *Scanner) Text() []byte { return s.text }

// Depth is how many elements are open, the one of a Start counted and that of an End not.
func (s *Scanner) Depth() int { return s.depth }

// Offset is where in the document, in bytes, the token at hand begins.
func (s *Scanner) Offset() int64 { return s.tag }

// Next goes on to the next tag or piece of text.
func (s *Scanner) Next() (Kind, error) {
	if s.empty {
		s.empty = false
		s.depth--
		return End, nil
	}
	for {
		if s.until != "" {
			kind := s.kind
			done, err := s.section()
			if err != nil {
				return 0, err
			}
			if kind != 0 && (done || len(s.text) > 0) {
				return kind, nil
			}
			continue
		}
		s.tag = s.base + int64(s.pos)
		rest := s.buf[s.pos:]
		if len(rest) == 0 {
			if err := s.more(); err == io.EOF && s.depth > 0 {
				return 0, io.ErrUnexpectedEOF
			} else if err != nil {
				return 0, err
			}
			continue
		}
		if rest[0] != '<' {
			s.characters()
			return Text, nil
		}
		kind, err := s.markup()
		if err != nil {
			return 0, err
		}
		if s.depth > MaxDepth {
			return 0, ErrDepth
		}
		if kind != 0 {
			return kind, nil
		}
	}
}

// more reads on. What was not used moves to the front.
func (s *Scanner) more() error {
	if s.err != nil {
		return s.err
	}
	n := copy(s.buf[:cap(s.buf)], s.buf[s.pos:])
	s.base += int64(s.pos)
	s.buf, s.pos = s.buf[:n], 0
	if n == cap(s.buf) {
		if n >= MaxTag {
			return ErrTag
		}
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	for range 100 {
		m, err := s.r.Read(s.buf[n:cap(s.buf)])
		s.buf = s.buf[:n+max(m, 0)]
		if err != nil {
			s.err = err
		}
		if m > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	s.err = io.ErrNoProgress
	return s.err
}

// characters takes the text up to the next tag, or to the end of what was read.
func (s *Scanner) characters() {
	for {
		rest := s.buf[s.pos:]
		n := bytes.IndexByte(rest, '<')
		whole := n >= 0
		if !whole {
			n = len(rest)
			if i := bytes.LastIndexByte(rest[max(0, n-maxEntity):], '&'); i >= 0 {
				// An entity may be cut here.
				if i += max(0, n-maxEntity); bytes.IndexByte(rest[i:], ';') < 0 {
					n = i
				}
			}
			if n == 0 {
				if s.more() == nil {
					continue
				}
				n = len(s.buf) - s.pos
			}
		}
		s.text = s.buf[s.pos : s.pos+n]
		s.pos += n
		if bytes.IndexByte(s.text, '&') >= 0 {
			s.clean = AppendText(s.clean[:0], s.text)
			s.text = s.clean
		}
		return
	}
}

// section hands over the next piece of a section, and says whether it ended.
func (s *Scanner) section() (done bool, err error) {
	for {
		s.tag = s.base + int64(s.pos)
		rest := s.buf[s.pos:]
		if i := bytes.Index(rest, []byte(s.until)); i >= 0 {
			s.text = rest[:i]
			s.pos += i + len(s.until)
			s.until = ""
			return true, nil
		}
		if n := len(rest) - len(s.until) + 1; n > 0 {
			s.text = rest[:n]
			s.pos += n
			return false, nil
		}
		if err := s.more(); err == io.EOF {
			return false, io.ErrUnexpectedEOF
		} else if err != nil {
			return false, err
		}
	}
}

// markup reads what begins with <. The kind is 0 where nothing is to be told of it.
func (s *Scanner) markup() (Kind, error) {
	for {
		kind, n := s.parse(s.buf[s.pos:])
		if n > 0 {
			s.pos += n
			return kind, nil
		}
		// Each time twice as much is looked at, so that a long tag costs no more than its length.
		have, more := len(s.buf)-s.pos, false
		for len(s.buf)-s.pos < 2*have+2 {
			err := s.more()
			if err == nil {
				more = true
			} else if more {
				break
			} else if err == io.EOF {
				return 0, io.ErrUnexpectedEOF
			} else {
				return 0, err
			}
		}
	}
}
