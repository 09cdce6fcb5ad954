package ole

import (
	"bytes"
	"io"
)

const (
	// maxProperties is how many properties of a set are read, maxPropertySet the largest set in bytes: programs write some twenty.
	maxProperties  = 1000
	maxPropertySet = 1 << 20
)

// Property is what a document says of itself: its title, its author.
type Property struct{ Name, Value string }

// propertyNames are the properties of the two usual sets (MS-OLEPS 3.1) that say something of somebody.
var propertyNames = map[string]map[uint32]string{
	"\x05SummaryInformation":         {2: "title", 3: "subject", 4: "creator", 5: "keywords", 6: "comments", 8: "lastModifiedBy"},
	"\x05DocumentSummaryInformation": {2: "category", 14: "Manager", 15: "Company"},
}

// Properties reads the sets of properties in a storage (MS-OLEPS 2.21), and those that the user made up.
func (f *File) Properties(e *Entry) (all []Property, err error) {
	for _, name := range []string{"\x05SummaryInformation", "\x05DocumentSummaryInformation"} {
		set := e.Find(name)
		if set == nil || set.Storage {
			continue
		}
		b, err := f.ReadAll(set, maxPropertySet)
		if err != nil {
			return all, err
		}
		for i, known := 0, propertyNames[name]; i < 2; i++ {
			at := 28 + i*20
			if len(b) < at+20 || uint32(i) >= le.Uint32(b[24:]) {
				break
			}
			if from := int64(le.Uint32(b[at+16:])); from < int64(len(b)) {
				all = appendProperties(all, b[from:], known)
			}
			known = nil // the second set of a stream is the user's
		}
	}
	return all, nil
}

// appendProperties reads one set. names are of those that are wanted; nil: the set has names of its own.
func appendProperties(all []Property, b []byte, names map[uint32]string) []Property {
	if len(b) < 8 {
		return all
	}
	n := int(min(le.Uint32(b[4:]), maxProperties, uint32(len(b)-8)/8))
	page, own := 1252, names == nil
	if own {
		names = map[uint32]string{}
	}
	// The encoding first, then names, then what they name.
	for pass := range 3 {
		for i := range n {
			id, at := le.Uint32(b[8+i*8:]), int64(le.Uint32(b[12+i*8:]))
			if at+8 > int64(len(b)) {
				continue
			}
			v := b[at:]
			switch {
			case pass == 0 && id == 1:
				page = int(le.Uint16(v[4:]))
			case pass == 1 && id == 0 && own:
				readDictionary(names, v, page)
			case pass == 2 && id > 1 && names[id] != "":
				if s := propertyText(v, page); s != "" {
					all = append(all, Property{names[id], s})
				}
			}
		}
	}
	return all
}

func readDictionary(names map[uint32]string, b []byte, page int) {
	n := min(le.Uint32(b), maxProperties)
	for b = b[4:]; n > 0 && len(b) >= 8; n-- {
		id, size := le.Uint32(b), int64(le.Uint32(b[4:]))
		if page == 1200 {
			size *= 2
		}
		b = b[8:]
		if size > int64(len(b)) {
			return
		}
		names[id] = string(bytes.TrimRight(Decode(CodePage(page), b[:size]), "\x00"))
		if page == 1200 {
			size = min((size+3)&^3, int64(len(b)))
		}
		b = b[size:]
	}
}

// propertyText is a value that is text; empty for all others.
func propertyText(v []byte, page int) string {
	size := int64(le.Uint32(v[4:]))
	switch le.Uint32(v) {
	case 0x1e:
		return string(bytes.Trim(Decode(CodePage(page), v[8:8+min(size, int64(len(v)-8))]), "\x00"))
	case 0x1f:
		return UTF16(v[8 : 8+min(size*2, int64(len(v)-8))])
	}
	return ""
}

// ReadAll reads a stream, up to limit bytes of it.
func (f *File) ReadAll(e *Entry, limit int64) ([]byte, error) {
	s, err := f.Open(e)
	if err != nil {
		return nil, err
	}
	b := make([]byte, min(s.Size(), limit))
	n, err := s.ReadAt(b, 0)
	if err == io.EOF {
		err = nil
	}
	return b[:n], err
}
