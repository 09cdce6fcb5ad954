package orc

// kind is what a type is (enum Type.Kind).
type kind uint8

const (
	boolean kind = iota
	tinyint
	short
	integer
	long
	float
	double
	str
	binaryKind
	timestamp
	list
	mapping
	structure
	union
	decimal
	date
	varchar
	char
	instant // a timestamp in UTC
	kinds
)

// schema makes the tree of types and checks that it is one: each type stands behind the one around it and in no other.
func (t *tail) schema() (*column, error) {
	if len(t.types) == 0 {
		return nil, malformed("no schema")
	}
	taken := make([]bool, len(t.types))
	var build func(id, depth int) (*column, error)
	build = func(id, depth int) (*column, error) {
		info := &t.types[id]
		if depth > maxDepth {
			return nil, overLimit("types nested more than %d deep", maxDepth)
		}
		taken[id] = true
		c := &column{id: id, kind: info.kind}
		for i, child := range info.children {
			if child <= id || child >= len(t.types) || taken[child] {
				return nil, malformed("schema is no tree")
			}
			under, err := build(child, depth+1)
			if err != nil {
				return nil, err
			}
			if i < len(info.names) {
				under.name = info.names[i]
			}
			c.children = append(c.children, under)
			c.readable = c.readable || under.readable
		}
		switch info.kind {
		case structure, union:
		case list:
			if len(c.children) != 1 {
				return nil, malformed("list of other than one type")
			}
		case mapping:
			if len(c.children) != 2 {
				return nil, malformed("map of other than two types")
			}
		default:
			c.readable = info.kind < kinds && len(c.children) == 0
		}
		return c, nil
	}
	return build(0, 0)
}
