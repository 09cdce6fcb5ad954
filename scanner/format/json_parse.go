package format

// jsonParser walks through JSON token by token and adds strings, numbers, literals and keys to a block. It can stop before any
// token and go on with the next block. It does not recurse: what is open stands in levels, and beyond MaxJSONDepth as a bit each.
type jsonParser struct {
	b       *block
	names   nameTable
	state   jsonState
	levels  []nestedLevel
	deep    []uint64 // a bit for each level beyond: 1 for an object
	depth   int      // all that is open
	record  int64
	lines   bool // records are lines and counted by the reader, else documents
	tooDeep bool // something stood beyond MaxJSONDepth
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
	b.nested.begin(p.levels, p.record)
}

// next goes on to the next record.
func (p *jsonParser) next() {
	p.record++
	p.b.nested.next(len(p.b.seg.Fields), p.record)
}

// here is where the value at hand stands.
func (p *jsonParser) here() leaf {
	if p.depth == 0 {
		return leaf{box: noBox, role: isInside}
	}
	top := &p.levels[len(p.levels)-1]
	if p.depth > MaxJSONDepth {
		at := leaf{top.label, top.box, isInside}
		if top.object {
			at.name = &top.key.name
		}
		return at
	}
	return top.at()
}

// top is the innermost level that has a path; nil at the root and beyond MaxJSONDepth.
func (p *jsonParser) top() *nestedLevel {
	if p.depth == 0 || p.depth > MaxJSONDepth {
		return nil
	}
	return &p.levels[p.depth-1]
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
	p.levels = p.b.nested.open(p.levels, &p.names, object)
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

// key takes t[from:to] as the key at hand and adds its field.
func (p *jsonParser) key(t []byte, from, to int, escaped bool) {
	name := t[from:to]
	if to > from {
		if p.field(from, to, escaped); escaped {
			c := p.b.copied[len(p.b.copied)-1]
			name = p.b.decoded[c.start:c.end]
		}
	}
	if top := p.top(); top != nil {
		top.key = p.names.under(top.name, top.key, name)
	}
	if to > from {
		p.keyLeaf()
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
	l := &p.b.nested
	top := p.top()
	for {
		for i < n && t[i] <= ' ' && isJSONSpace[t[i]] {
			i++
		}
		if i >= n {
			return n, stopMore
		}
		c := t[i]
		switch p.state {
		case wantComma:
			object := top != nil && top.object || top == nil && p.inObject()
			switch {
			case c == ',' && object:
				p.state = wantKey
			case c == ',':
				p.state = wantValue
				if top != nil {
					top.index++
				}
			case c == '}' && object, c == ']' && !object:
				p.close()
				top = p.top()
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
				top = p.top()
				i++
				continue
			}
			if c != '"' {
				return i, stopBad
			}
			if end := p.guessKey(t, i+1, top); end > 0 {
				i = end
				continue
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
			i = end + 1
			continue
		case wantFirstValue:
			if c == ']' {
				p.close()
				top = p.top()
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
			if end > i+1 && !escaped && top != nil {
				p.b.field(i+1, end)
				l.leaves = append(l.leaves, top.at())
			} else {
				p.value(i+1, end, escaped)
			}
			if !closed {
				return n, stopBad
			}
			i = end + 1
		case '{', '[':
			if !p.open(c == '{') {
				return i, stopBad
			}
			top = p.top()
			i++
			continue
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
			if top != nil {
				p.b.field(i, end)
				l.leaves = append(l.leaves, top.at())
			} else {
				p.value(i, end, false)
			}
			i = end
		}
		if top == nil || i >= n || t[i] != ',' {
			p.valueDone()
			continue
		}
		// Most often a comma follows.
		i++
		if p.state = wantKey; !top.object {
			p.state = wantValue
			top.index++
		}
	}
}

// guessKey takes the key that begins at i if it is the one that came there last time, with the colon behind it. It returns where
// the colon ends; 0 where it is another key.
func (p *jsonParser) guessKey(t []byte, i int, top *nestedLevel) int {
	if top == nil {
		return 0
	}
	guess := p.names.guess(top.name, top.key)
	if guess == nil || !guess.plain {
		return 0
	}
	end := i + len(guess.name.Text)
	if end == i || end+1 >= len(t) || t[end] != '"' || t[end+1] != ':' || string(t[i:end]) != guess.name.Text {
		return 0
	}
	top.key = guess
	p.state = wantValue
	p.b.field(i, end)
	p.b.nested.leaves = append(p.b.nested.leaves, leaf{&guess.name, top.box, isKey})
	return end + 2
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
