package format

import (
	"bytes"
	"errors"
	"path"
	"strings"

	"github.com/pii-scan/pii-scan/scanner/format/internal/xmltext"
)

// officeLink is a relation of a part (ECMA-376-2 9.3): to another part, or out of the document.
type officeLink struct {
	kind     string // the last element of its type: hyperlink, image, slide
	target   string // the other part's name, or the address
	external bool
}

// officeLinks are the relations of one part, by their identifiers and in order.
type officeLinks struct {
	byID map[string]officeLink
	all  []officeLink
	used map[string]bool // targets that the part's text was told of
}

// links reads the relations of a part; name is empty for those of the document itself.
func (p *officePackage) links(name string) (l *officeLinks, err error) {
	l = &officeLinks{}
	l.byID, l.used = map[string]officeLink{}, map[string]bool{}
	dir, base := path.Split(partName(name))
	e := p.part(dir + "_rels/" + base + ".rels")
	if e == nil {
		return l, nil
	}
	size := 0
	err = p.xml(e, func(s *xmltext.Scanner) error {
		for {
			kind, err := s.Next()
			if err != nil {
				return notEOF(err)
			}
			if kind != xmltext.Start || string(s.Name()) != "Relationship" {
				continue
			}
			id, _ := s.Attr("Id")
			kindOf, _ := s.Attr("Type")
			target, _ := s.Attr("Target")
			mode, _ := s.Attr("TargetMode")
			if size += len(id) + len(target); len(l.all) == maxLinks || size > maxLinkBytes {
				return brokenPart{errors.New("too many relations")}
			}
			link := officeLink{kind: path.Base(string(kindOf)), target: string(target), external: string(mode) == "External"}
			if !link.external {
				if strings.HasPrefix(link.target, "/") {
					link.target = partName(link.target)
				} else {
					link.target = partName(dir + link.target)
				}
			}
			l.all = append(l.all, link)
			l.byID[string(id)] = link
		}
	})
	return l, err
}

// first is the part that the first relation of a kind leads to; nil where there is none.
func (l *officeLinks) first(p *officePackage, kind string) *zipEntry {
	for _, link := range l.all {
		if link.kind == kind && !link.external {
			if e := p.part(link.target); e != nil {
				return e
			}
		}
	}
	return nil
}

// link adds an address, or those of an instruction, which stand in quotes.
func (p *openParagraph) link(s string) {
	pieces := []string{s}
	if strings.IndexByte(s, '"') >= 0 {
		pieces = strings.Split(s, `"`)
	}
	for i, piece := range pieces {
		if len(pieces) > 1 && i%2 == 0 || !isAddress(piece) || len(p.links) == maxNested {
			continue
		}
		p.links = append(p.links, piece)
	}
}

// isAddress says whether a link leads to what could be somebody's: not to a place in the document.
func isAddress(s string) bool {
	return len(s) > 3 && len(s) <= maxParagraph && (strings.Contains(s, ":") || strings.Contains(s, "@") || strings.HasPrefix(s, `\\`))
}

// saysAddress says whether a text has in it what an address leads to.
func saysAddress(b []byte, address string) bool {
	address = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(address), "mailto:"), "tel:")
	return bytes.Contains(bytes.ToLower(b), []byte(strings.TrimSuffix(address, "/")))
}

// rest hands over the addresses out of the document that no text was given for.
func (l *officeLinks) rest(hand func(address []byte) error) error {
	for _, link := range l.all {
		if link.external && !l.used[link.target] && isAddress(link.target) {
			l.used[link.target] = true
			if err := hand([]byte(link.target)); err != nil {
				return err
			}
		}
	}
	return nil
}
