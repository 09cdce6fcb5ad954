package format

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pii-scan/pii-scan/scanner/source"
	"github.com/pii-scan/pii-scan/text"
)

// avroType is a node of a schema (https://avro.apache.org/docs/current/specification/).
type avroType struct {
	kind    avroKind
	fields  []avroField // of a record
	inner   *avroType   // what an array or a map holds
	branch  []*avroType // of a union
	symbols []string    // of an enum
	size    int64       // of a fixed

	meaning avroMeaning
	scale   int           // of a decimal
	unit    time.Duration // of times

	// void says that a value takes no bytes, so that any number of them can stand anywhere.
	void avroVoid
}

type avroField struct {
	name string
	typ  *avroType
}

type avroKind uint8

const (
	avroNull avroKind = iota
	avroBoolean
	avroInt // and long, which is written alike
	avroFloat
	avroDouble
	avroBytes
	avroString
	avroFixed
	avroEnum
	avroArray
	avroMap
	avroUnion
	avroRecord
)

type avroMeaning uint8

const (
	avroPlain avroMeaning = iota
	avroDecimal
	avroDate
	avroClock
	avroTimestamp
	avroUUID
	avroNothing // no text
)

var avroPrimitives = map[string]avroKind{
	"null": avroNull, "boolean": avroBoolean, "int": avroInt, "long": avroInt, "float": avroFloat, "double": avroDouble,
	"bytes": avroBytes, "string": avroString,
}

// avroLogical are the logical types, and of which kinds they are.
var avroLogical = map[string]struct {
	kinds   []avroKind
	meaning avroMeaning
	unit    time.Duration
}{
	"decimal":                {[]avroKind{avroBytes, avroFixed}, avroDecimal, 0},
	"date":                   {[]avroKind{avroInt}, avroDate, 0},
	"time-millis":            {[]avroKind{avroInt}, avroClock, time.Millisecond},
	"time-micros":            {[]avroKind{avroInt}, avroClock, time.Microsecond},
	"timestamp-millis":       {[]avroKind{avroInt}, avroTimestamp, time.Millisecond},
	"timestamp-micros":       {[]avroKind{avroInt}, avroTimestamp, time.Microsecond},
	"timestamp-nanos":        {[]avroKind{avroInt}, avroTimestamp, time.Nanosecond},
	"local-timestamp-millis": {[]avroKind{avroInt}, avroTimestamp, time.Millisecond},
	"local-timestamp-micros": {[]avroKind{avroInt}, avroTimestamp, time.Microsecond},
	"local-timestamp-nanos":  {[]avroKind{avroInt}, avroTimestamp, time.Nanosecond},
	"uuid":                   {[]avroKind{avroFixed}, avroUUID, 0},
	"duration":               {[]avroKind{avroFixed}, avroNothing, 0},
}

// avroSchema reads a schema. The names of its fields are in names, each once, in order.
type avroSchema struct {
	named map[string]*avroType
	names []*text.Name
	known map[string]bool
	in    *text.Name // the field whose type is read
	depth int
	err   error
}

// parseAvroSchema reads the schema in b. Errors are problems.
func parseAvroSchema(b []byte) (root *avroType, names []*text.Name, err error) {
	malformed := source.Problemf(source.MalformedFile, "schema is malformed")
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil, nil, malformed
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, nil, malformed
	}
	s := &avroSchema{named: map[string]*avroType{}, known: map[string]bool{}}
	root = s.parse(v, "")
	if s.err == nil && root == nil {
		s.err = malformed
	}
	if s.err != nil {
		return nil, nil, s.err
	}
	return root, s.names, nil
}

// fail notes the first error.
func (s *avroSchema) fail(detail string) *avroType {
	if s.err == nil {
		s.err = source.Problemf(source.MalformedFile, "schema is malformed: %s", detail)
	}
	return nil
}

// parse makes the type that v describes, in a namespace. It is nil where there is an error.
func (s *avroSchema) parse(v any, namespace string) *avroType {
	if s.depth++; s.depth > maxAvroSchemaDepth {
		s.err = source.Problemf(source.MalformedOrTooLarge, "schema nested more than %d deep", maxAvroSchemaDepth)
	}
	defer func() { s.depth-- }()
	if s.err != nil {
		return nil
	}
	switch v := v.(type) {
	case string:
		return s.reference(v, namespace)
	case []any:
		t := &avroType{kind: avroUnion}
		for _, b := range v {
			t.branch = append(t.branch, s.parse(b, namespace))
		}
		return t
	case map[string]any:
		return s.object(v, namespace)
	}
	return s.fail("a type is none")
}

// reference finds a type by its name.
func (s *avroSchema) reference(name, namespace string) *avroType {
	if kind, ok := avroPrimitives[name]; ok {
		return &avroType{kind: kind}
	}
	if namespace != "" && !strings.Contains(name, ".") {
		if t := s.named[namespace+"."+name]; t != nil {
			return t
		}
	}
	if t := s.named[name]; t != nil {
		return t
	}
	return s.fail("a name is not known")
}

func (s *avroSchema) object(v map[string]any, namespace string) *avroType {
	word, ok := v["type"].(string)
	if !ok { // wrapped once more
		return s.parse(v["type"], namespace)
	}
	t := &avroType{}
	switch word {
	case "record", "error":
		t.kind = avroRecord
		namespace = s.define(t, v, namespace)
		fields, _ := v["fields"].([]any)
		for _, f := range fields {
			f, _ := f.(map[string]any)
			name, ok := f["name"].(string)
			if !ok {
				return s.fail("a field has no name")
			}
			name = cutName([]byte(name))
			around := s.in
			s.in = &text.Name{Text: name, Parent: around}
			if !s.known[name] {
				s.known[name] = true
				s.names = append(s.names, s.in)
			}
			inner := s.parse(f["type"], namespace)
			s.in = around
			if word, _ := f["type"].(string); inner != nil {
				if _, primitive := avroPrimitives[word]; primitive {
					inner.mean(f) // where some put it by mistake
				}
			}
			t.fields = append(t.fields, avroField{name, inner})
		}
	case "enum":
		t.kind = avroEnum
		s.define(t, v, namespace)
		symbols, _ := v["symbols"].([]any)
		for _, symbol := range symbols {
			symbol, _ := symbol.(string)
			t.symbols = append(t.symbols, cutName([]byte(symbol)))
		}
	case "fixed":
		t.kind = avroFixed
		s.define(t, v, namespace)
		size, _ := v["size"].(json.Number)
		n, err := size.Int64()
		if err != nil || n < 0 || n > maxAvroBlock {
			return s.fail("a size is none")
		}
		t.size = n
		t.mean(v)
	case "array":
		t.kind = avroArray
		t.inner = s.parse(v["items"], namespace)
	case "map":
		t.kind = avroMap
		t.inner = s.parse(v["values"], namespace)
	default:
		if _, ok := avroPrimitives[word]; !ok {
			return s.reference(word, namespace)
		}
		t = s.reference(word, namespace)
		t.mean(v)
	}
	return t
}

// define gives a type its name, and returns the namespace for what is inside.
func (s *avroSchema) define(t *avroType, v map[string]any, namespace string) string {
	name, _ := v["name"].(string)
	if own, ok := v["namespace"].(string); ok {
		namespace = own
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		namespace, name = name[:i], name[i+1:]
	}
	if len(namespace) > MaxName {
		s.fail("a namespace is too long")
	}
	if namespace != "" {
		name = namespace + "." + name
	}
	if s.named[name] == nil {
		s.named[name] = t
	}
	return namespace
}

// mean takes what v says of a type's meaning. What does not fit is ignored, as the specification asks.
func (t *avroType) mean(v map[string]any) {
	word, _ := v["logicalType"].(string)
	l, ok := avroLogical[word]
	if !ok || !slices.Contains(l.kinds, t.kind) || l.meaning == avroUUID && t.size != 16 {
		return
	}
	t.meaning, t.unit = l.meaning, l.unit
	if scale, ok := v["scale"].(json.Number); ok {
		const most = 76 // digits behind the point
		if n, err := scale.Int64(); err == nil {
			t.scale = int(min(max(n, 0), most))
		}
	}
}

// avroVoid is what is known of whether a type is void.
type avroVoid uint8

const (
	voidUnknown avroVoid = iota
	voidAsking
	voidYes
	voidNo
)

// isVoid says whether a value of the type takes no bytes. A record that holds itself is not called so: it never ends.
func (t *avroType) isVoid() bool {
	if t.void == voidUnknown {
		t.void = voidAsking
		void := t.kind == avroNull || t.kind == avroFixed && t.size == 0 || t.kind == avroRecord
		for _, f := range t.fields {
			void = void && f.typ.isVoid()
		}
		t.void = voidNo
		if void {
			t.void = voidYes
		}
	}
	return t.void == voidYes
}
