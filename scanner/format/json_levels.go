package format

import "github.com/pii-scan/pii-scan/text"

// nestedLevel is an open object or array.
type nestedLevel struct {
	object bool
	box    int32      // in the layout of the block at hand
	index  int32      // of the element at hand, from first on
	first  int64      // index of the element that was at hand when the block began
	name   *nameNode  // the parent of an object's keys
	label  *text.Name // what the values of an array are called
	key    *nameNode  // of the member at hand; nil before the first
}

// at is where the value at hand stands in the level.
func (v *nestedLevel) at() leaf {
	if v.object {
		return leaf{&v.key.name, v.box, isMember}
	}
	return leaf{v.label, v.box, v.index}
}

// begin prepares a fresh layout: what is open stands in it too.
func (l *nestedLayout) begin(levels []nestedLevel, record int64) {
	for i := range levels {
		at := leaf{box: noBox, role: isInside}
		if i > 0 {
			at = levels[i-1].at()
		}
		v := &levels[i]
		v.first, v.index = v.first+int64(v.index), 0
		v.box = int32(len(l.boxes))
		l.boxes = append(l.boxes, box{at, v.first})
	}
	l.records = append(l.records, recordStart{record: record})
}

// next says that the fields from field on belong to the next record.
func (l *nestedLayout) next(field int, record int64) {
	start := recordStart{int32(field), record}
	if n := len(l.records); n > 0 && l.records[n-1].field == start.field {
		l.records[n-1] = start
		return
	}
	l.records = append(l.records, start)
}

// open begins an object or array inside of those that are open, at the value at hand.
func (l *nestedLayout) open(levels []nestedLevel, names *nameTable, object bool) []nestedLevel {
	at, name := leaf{box: noBox, role: isInside}, &names.root
	if n := len(levels); n > 0 {
		around := &levels[n-1]
		at, name = around.at(), around.name
		if around.object {
			name = around.key
		}
	}
	v := nestedLevel{object: object, box: int32(len(l.boxes)), name: name, label: names.of(name)}
	l.boxes = append(l.boxes, box{leaf: at})
	return append(levels, v)
}
