package parquet

import "github.com/pii-scan/pii-scan/scanner/source"

// Physical types.
const (
	typeBoolean = iota
	typeInt32
	typeInt64
	typeInt96
	typeFloat
	typeDouble
	typeBytes
	typeFixed
)

// element is an element of a schema, a flat list of a tree in depth-first order.
type element struct {
	name     []byte
	physical int64
	length   int64 // of typeFixed
	repeated bool
	optional bool
	children int64
	meaning  meaning
}

const (
	repetitionOptional = 1
	repetitionRepeated = 2
)

func parseElement(c *compact) (e element) {
	var logical meaning
	e.physical, e.meaning = -1, meaning{}
	c.fields(func(id int) bool {
		switch id {
		case 1<<fieldNumber | fieldI32:
			e.physical = c.int()
		case 2<<fieldNumber | fieldI32:
			e.length = c.int()
		case 3<<fieldNumber | fieldI32:
			r := c.int()
			e.optional, e.repeated = r == repetitionOptional, r == repetitionRepeated
		case 4<<fieldNumber | fieldBinary:
			e.name = c.bytes()
		case 5<<fieldNumber | fieldI32:
			e.children = c.int()
		case 6<<fieldNumber | fieldI32:
			e.meaning.convert(c.int())
		case 7<<fieldNumber | fieldI32:
			e.meaning.scale = c.int()
		case 10<<fieldNumber | fieldStruct:
			logical = parseLogical(c)
		default:
			return false
		}
		return true
	})
	if logical.kind != asItIs {
		e.meaning = logical
	}
	return e
}

// Column is a leaf of the schema.
type Column struct {
	// Path leads to the values, as a user of the data would write it: the groups that lists and maps are wrapped in are left out.
	Path []Step
	// Lists is how many of the steps are indexes.
	Lists int
	// Skipped says that the values are none that can be text.
	Skipped bool

	physical    int64
	width       int // of values of fixed width; 0 for strings
	definitions int // the level from which on there is a value
	write       func(dst, raw []byte) []byte
}

// Step is one step of a path: a name, or the index in a list.
type Step struct {
	Name  string
	Index bool
}

// columns makes the columns of the schema's leaves.
func (f *File) columns(elements []element) error {
	type group struct {
		left        int64 // children
		steps       int   // of the path
		lists       int
		definitions int
		meaning     int  // of a group: asList, asMap
		wrapped     bool // its one child is what a list holds
	}
	var path []Step
	steps := 0
	open := []group{{left: elements[0].children}}
	if elements[0].children < 0 {
		return malformed("schema is damaged")
	}
	for _, e := range elements[1:] {
		for len(open) > 0 && open[len(open)-1].left == 0 {
			open = open[:len(open)-1]
		}
		if len(open) == 0 || e.children < 0 {
			return malformed("schema is damaged")
		}
		if len(open) > maxDepth {
			return source.Problemf(source.MalformedOrTooLarge, "schema nested more than %d deep", maxDepth)
		}
		in := &open[len(open)-1]
		in.left--
		path = path[:in.steps]
		g := group{left: e.children, lists: in.lists, definitions: in.definitions, meaning: e.meaning.kind}
		inner := e.repeated && (in.meaning == asList || in.meaning == asMap)
		if !inner && !in.wrapped {
			path = append(path, Step{Name: string(e.name)})
		}
		if e.repeated {
			path = append(path, Step{Index: true})
			g.lists++
		}
		if e.repeated || e.optional {
			g.definitions++
		}
		// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#nested-types
		name := string(e.name)
		g.wrapped = inner && in.meaning == asList && e.children == 1 && name != "array" && name[max(0, len(name)-len("_tuple")):] != "_tuple"
		g.steps = len(path)
		if e.physical < 0 || e.children > 0 {
			open = append(open, g)
			continue
		}
		if steps += len(path); steps > maxSteps {
			return source.Problemf(source.MalformedOrTooLarge, "schema is too large")
		}
		f.Columns = append(f.Columns, newColumn(&e, path, g.lists, g.definitions))
	}
	for _, g := range open {
		if g.left > 0 {
			return malformed("schema is damaged")
		}
	}
	return nil
}

func newColumn(e *element, path []Step, lists, definitions int) Column {
	c := Column{Path: append([]Step(nil), path...), Lists: lists, physical: e.physical, definitions: definitions}
	switch e.physical {
	case typeInt32, typeFloat:
		c.width = 4
	case typeInt64, typeDouble:
		c.width = 8
	case typeInt96:
		c.width = 12
	case typeFixed:
		c.width = int(min(max(e.length, 0), maxFixed+1))
		if c.width == 0 || c.width > maxFixed {
			c.Skipped = true
		}
	}
	c.write = e.meaning.writer(e.physical, c.width)
	c.Skipped = c.Skipped || c.write == nil
	return c
}
