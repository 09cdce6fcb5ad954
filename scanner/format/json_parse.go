package format

// jsonParser walks through JSON token by token and adds strings, numbers, literals and keys to a block. It can stop before any
// token and go on with the next block. It does not recurse: what is open stands in levels, and beyond MaxJSONDepth as a bit each.
type jsonParser struct {
	b       *block
	names   nameTable
	state   jsonState
	levels  []jsonLevel
	deep    []uint64 // a bit for each level beyond: 1 for an object
	depth   int      // all that is open
	record  int64
	lines   bool // records are lines and counted by the reader, else documents
	tooDeep bool // something stood beyond MaxJSONDepth
}

// jsonLevel is an open object or array.
type jsonLevel struct {
	object bool
	box    int32     // in the layout of the block at hand
	index  int64     // of the element at hand
	name   *nameNode // what the values of an array are called, and the parent of an object's keys
	key    *nameNode // of the member at hand; nil before the first
}

type jsonState uint8

const (
	wantRoot jsonState = iota
	wantValue
	wantFirstValue // or the end of the array
	wantKey
	wantFirstKey // or the end of the object
	wantColon
	wantComma // or the end of what is open
)

// jsonStop says why the parser stopped.
type jsonStop uint8

const (
	stopMore jsonStop = iota // all was read, or the token there is not complete
	stopBad                  // that is no JSON
)

// reset forgets what is open.
func (p *jsonParser) reset() {
	p.levels, p.deep, p.depth, p.state = p.levels[:0], p.deep[:0], 0, wantRoot
}

// begin prepares a fresh block: what is open stands in it too.
func (p *jsonParser) begin(b *block) {
	p.b = b
	l := &b.nested
	for i := range p.levels {
		at := leaf{box: noBox, role: isInside}
		if i > 0 {
			at = p.levels[i-1].at(&p.names)
		}
		p.levels[i].box = int32(len(l.boxes))
		l.boxes = append(l.boxes, at)
	}
	l.records = append(l.records, recordStart{record: p.record})
}

// next goes on to the next record.
func (p *jsonParser) next() {
	p.record++
	l := &p.b.nested
	start := recordStart{int32(len(p.b.seg.Fields)), p.record}
	if n := len(l.records); n > 0 && l.records[n-1].field == start.field {
		l.records[n-1] = start
		return
	}
	l.records = append(l.records, start)
}

// at is where the value at hand stands in the level.
func (v *jsonLevel) at(names *nameTable) leaf {
	if v.object {
		return leaf{name: names.of(v.key), box: v.box, role: isMember}
	}
	return leaf{name: names.of(v.name), box: v.box, role: isElement, index: v.index}
}

// here is where the value at hand stands.
func (p *jsonParser) here() leaf {
	if p.depth == 0 {
		return leaf{box: noBox, role: isInside}
	}
	top := &p.levels[len(p.levels)-1]
	if p.depth > MaxJSONDepth {
		return leaf{name: p.names.of(top.name), box: top.box, role: isInside}
	}
	return top.at(&p.names)
}

func (p *jsonParser) inObject() bool {
	if p.depth > MaxJSONDepth {
		i := p.depth - MaxJSONDepth - 1
		return p.deep[i>>6]>>(i&63)&1 != 0
	}
	return p.depth > 0 && p.levels[p.depth-1].object
}

// open begins an object or array; it says no where too many are open.
func (p *jsonParser) open(object bool) bool {
	p.state = wantFirstValue
	if object {
		p.state = wantFirstKey
	}
	if p.depth >= MaxJSONDepth {
		i := p.depth - MaxJSONDepth
		if i >= MaxJSONBrackets {
			return false
		}
		if i>>6 == len(p.deep) {
			p.deep = append(p.deep, 0)
		}
		p.deep[i>>6] &^= 1 << (i & 63)
		if object {
			p.deep[i>>6] |= 1 << (i & 63)
		}
		p.depth++
		p.tooDeep = true
		return true
	}
	l := &p.b.nested
	at := p.here()
	name := &p.names.root
	if p.depth > 0 {
		top := &p.levels[p.depth-1]
		if name = top.name; top.object {
			name = top.key
		}
	}
	p.levels = append(p.levels, jsonLevel{object: object, box: int32(len(l.boxes)), name: name})
	l.boxes = append(l.boxes, at)
	p.depth++
	return true
}

// close ends the innermost object or array.
func (p *jsonParser) close() {
	if p.depth <= MaxJSONDepth {
		p.levels = p.levels[:p.depth-1]
	}
	p.depth--
	p.valueDone()
}

// valueDone follows every value.
func (p *jsonParser) valueDone() {
	p.state = wantComma
	if p.depth == 0 {
		p.state = wantRoot
		if !p.lines {
			p.next()
		}
	}
}

// value adds a field for the value at hand.
func (p *jsonParser) value(from, to int, escaped bool) {
	if to > from {
		p.field(from, to, escaped)
		p.b.nested.leaves = append(p.b.nested.leaves, p.here())
	}
}

// setKey makes a key's bytes the name of the member at hand.
func (p *jsonParser) setKey(key []byte) {
	if p.depth <= MaxJSONDepth {
		top := &p.levels[p.depth-1]
		top.key = p.names.under(top.name, top.key, key)
	}
}

// keyLeaf follows the field of the key at hand.
func (p *jsonParser) keyLeaf() {
	at := p.here()
	if at.role = isKey; p.depth > MaxJSONDepth {
		at.role = isKeyInside
	}
	p.b.nested.leaves = append(p.b.nested.leaves, at)
}

func (p *jsonParser) field(from, to int, escaped bool) {
	if escaped {
		p.b.copyString(from, to)
		return
	}
	p.b.field(from, to)
}

// parse reads t from i on; last says that the text ends with t. It returns where it stopped, always between two tokens.
func (p *jsonParser) parse(t []byte, i int, last bool) (int, jsonStop) {
	n := len(t)
	for {
		for i < n && isJSONSpace[t[i]] {
			i++
		}
		if i >= n {
			return n, stopMore
		}
		c := t[i]
		switch p.state {
		case wantComma:
			object := p.inObject()
			switch {
			case c == ',' && object:
				p.state = wantKey
			case c == ',':
				p.state = wantValue
				if p.depth <= MaxJSONDepth {
					p.levels[p.depth-1].index++
				}
			case c == '}' && object, c == ']' && !object:
				p.close()
			default:
				return i, stopBad
			}
			i++
			continue
		case wantColon:
			if c != ':' {
				return i, stopBad
			}
			p.state = wantValue
			i++
			continue
		case wantKey, wantFirstKey:
			if c == '}' && p.state == wantFirstKey {
				p.close()
				i++
				continue
			}
			if c != '"' {
				return i, stopBad
			}
			end, escaped, closed := findStringEnd(t, i+1, last)
			if !closed && !last {
				return i, stopMore
			}
			p.key(t, i+1, end, escaped)
			if !closed {
				return n, stopBad
			}
			p.state = wantColon
			if i = end + 1; i < n && t[i] == ':' {
				p.state = wantValue
				i++
			}
			continue
		case wantFirstValue:
			if c == ']' {
				p.close()
				i++
				continue
			}
		}
		switch c {
		case '"':
			end, escaped, closed := findStringEnd(t, i+1, last)
			if !closed && !last {
				return i, stopMore
			}
			p.value(i+1, end, escaped)
			if !closed {
				return n, stopBad
			}
			p.valueDone()
			i = end + 1
		case '{', '[':
			if !p.open(c == '{') {
				return i, stopBad
			}
			i++
		default:
			end, complete := plainValueEnd(t, i)
			switch {
			case end < 0 || end-i > MaxJSONNumber:
				return i, stopBad
			case end == n && !last:
				return i, stopMore
			case !complete || end < n && !endsValue[t[end]]:
				return i, stopBad
			}
			p.value(i, end, false)
			p.valueDone()
			i = end
		}
	}
}

// key takes t[from:to] as the key at hand and adds its field.
func (p *jsonParser) key(t []byte, from, to int, escaped bool) {
	b := p.b
	switch {
	case escaped:
		b.copyString(from, to)
		c := b.copied[len(b.copied)-1]
		p.setKey(b.decoded[c.start:c.end])
	default:
		p.setKey(t[from:to])
		if to == from {
			return
		}
		b.field(from, to)
	}
	p.keyLeaf()
}

// plainValueEnd is where a number or literal ends that begins at i; -1 where none does, len(t) also where it may go on and may
// not be complete.
func plainValueEnd(t []byte, i int) (end int, complete bool) {
	var word string
	switch c := t[i]; c {
	case 't':
		word = "true"
	case 'f':
		word = "false"
	case 'n':
		word = "null"
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		end = numberEnd(t, i)
		return end, end > 0 && t[end-1]-'0' < 10
	default:
		return -1, false
	}
	rest := t[i:min(len(t), i+len(word))]
	if string(rest) != word[:len(rest)] {
		return -1, false
	}
	return i + len(rest), len(rest) == len(word)
}
