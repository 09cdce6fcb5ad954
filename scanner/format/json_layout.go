package format

import (
	"sort"

	"github.com/pii-scan/pii-scan/text"
)

// nestedLayout tells of the values and keys of a block of JSON. It holds the way to each as numbers; a Path is made for those
// that are asked for.
type nestedLayout struct {
	leaves  []leaf // of each field
	boxes   []box
	records []recordStart // in order
}

// box is an object or array.
type box struct {
	leaf        // where it stands in the one around it
	first int64 // the index that its elements in this block count from
}

// leaf is where a value stands: in which box, and there under which name or index.
type leaf struct {
	name *text.Name // what it is called; an element of an array is called as the array is
	box  int32      // in nestedLayout.boxes; noBox at the root
	role int32      // an element's index in the array, from the box's first on, or one of the roles below
}

const (
	isMember    = -1 - iota // has the name in an object
	isKey                   // is itself the name of a member
	isInside                // stands in the box, at a depth without a path of its own; or is the root
	isKeyInside             // is a key there
	isText                  // is no JSON
)

const noBox = -1

// recordStart says which record the fields from field on belong to.
type recordStart struct {
	field  int32
	record int64
}

func (l *nestedLayout) clear() {
	l.leaves, l.boxes, l.records = l.leaves[:0], l.boxes[:0], l.records[:0]
}

// Field implements text.Layout.
func (l *nestedLayout) Field(i int) text.Field {
	at := l.leaves[i]
	if at.role == isText {
		return text.Field{}
	}
	k := sort.Search(len(l.records), func(k int) bool { return int(l.records[k].field) > i }) - 1
	f := text.Field{Nested: true, Record: l.records[k].record, Name: at.name, Path: l.path(at)}
	if at.role == isKey || at.role == isKeyInside {
		f.Name, f.IsName = nil, true
	}
	return f
}

// Name implements text.Layout.
func (l *nestedLayout) Name(i int) *text.Name {
	at := l.leaves[i]
	if at.role == isText || at.role == isKey || at.role == isKeyInside {
		return nil
	}
	return at.name
}

// path makes the way to a value.
func (l *nestedLayout) path(at leaf) *text.Path {
	var way [MaxJSONDepth + 1]leaf
	n := 0
	for ; ; at = l.boxes[at.box].leaf {
		if at.role != isInside && at.role != isKeyInside {
			way[n] = at
			n++
		}
		if at.box == noBox {
			break
		}
	}
	var p *text.Path
	for n--; n >= 0; n-- {
		p = &text.Path{Parent: p}
		if at := way[n]; at.role >= 0 {
			p.Index = int(l.boxes[at.box].first + int64(at.role))
		} else {
			p.Name = at.name
		}
	}
	return p
}
