package parquet

import "encoding/binary"

// values are those of a page, one after the other.
type values interface {
	// next appends the text of the next value to dst; nothing where it is no text.
	next(dst []byte) ([]byte, error)
}

// Encodings (https://github.com/apache/parquet-format/blob/master/Encodings.md).
const (
	encodingPlain           = 0
	encodingPlainDictionary = 2
	encodingRLE             = 3
	encodingBitPacked       = 4
	encodingDelta           = 5
	encodingDeltaLength     = 6
	encodingDeltaBytes      = 7
	encodingRLEDictionary   = 8
	encodingSplit           = 9
)

// newValues decodes the values in b. ok is false where the column's type has no such encoding.
func newValues(c *Column, encoding int64, b []byte, dict *dictionary) (v values, ok bool, err error) {
	number := c.physical == typeInt32 || c.physical == typeInt64
	strings := c.physical == typeBytes || c.physical == typeFixed
	switch {
	case encoding == encodingPlain && c.width > 0:
		return &fixedValues{column: c, b: b}, true, nil
	case encoding == encodingPlain:
		return &stringValues{column: c, b: b}, true, nil
	case encoding == encodingPlainDictionary || encoding == encodingRLEDictionary:
		if dict == nil {
			return nil, true, errDamaged
		}
		v, err := newIndexes(dict, b)
		return v, true, err
	case encoding == encodingDelta && number:
		v := &deltaValues{column: c}
		_, err := v.deltas.begin(b)
		return v, true, err
	case encoding == encodingDeltaLength && strings:
		v, err := newLengthValues(c, b)
		return v, true, err
	case encoding == encodingDeltaBytes && strings:
		v, err := newPrefixValues(c, b)
		return v, true, err
	case encoding == encodingSplit && c.width > 0:
		return &splitValues{column: c, b: b, n: len(b) / c.width, raw: make([]byte, c.width)}, true, nil
	}
	return nil, false, nil
}

// fixedValues are of fixed width, one behind the other.
type fixedValues struct {
	column *Column
	b      []byte
}

func (v *fixedValues) next(dst []byte) ([]byte, error) {
	w := v.column.width
	if w > len(v.b) {
		return dst, errDamaged
	}
	raw := v.b[:w]
	v.b = v.b[w:]
	return v.column.write(dst, raw), nil
}

// stringValues have their length before them.
type stringValues struct {
	column *Column
	b      []byte
}

func (v *stringValues) next(dst []byte) ([]byte, error) {
	if len(v.b) < 4 {
		return dst, errDamaged
	}
	n := binary.LittleEndian.Uint32(v.b)
	if uint64(n) > uint64(len(v.b)-4) {
		return dst, errDamaged
	}
	raw := v.b[4 : 4+n]
	v.b = v.b[4+n:]
	return v.column.write(dst, raw), nil
}

// dictionary holds the texts of the values that pages refer to.
type dictionary struct {
	text []byte
	ends []uint32
}

// fill takes the values of a dictionary's page.
func (d *dictionary) fill(c *Column, b []byte, n int) error {
	d.text, d.ends = d.text[:0], d.ends[:0]
	var v values = &stringValues{column: c, b: b}
	least := 4
	if c.width > 0 {
		v, least = &fixedValues{column: c, b: b}, c.width
	}
	if n > len(b)/least {
		return errDamaged
	}
	for range n {
		var err error
		if d.text, err = v.next(d.text); err != nil {
			return err
		}
		d.ends = append(d.ends, uint32(len(d.text)))
	}
	return nil
}

// indexValues refer to a dictionary.
type indexValues struct {
	dict    *dictionary
	runs    runs
	left    []uint32 // that are decoded
	decoded [256]uint32
}

func newIndexes(dict *dictionary, b []byte) (*indexValues, error) {
	if len(b) == 0 { // all values are empty
		return &indexValues{dict: dict}, nil
	}
	r, err := newRuns(b[1:], int(b[0]))
	return &indexValues{dict: dict, runs: r}, err
}

func (v *indexValues) next(dst []byte) ([]byte, error) {
	if len(v.left) == 0 {
		if err := v.decode(); err != nil {
			return dst, err
		}
	}
	i := v.left[0]
	v.left = v.left[1:]
	if uint64(i) >= uint64(len(v.dict.ends)) {
		return dst, errDamaged
	}
	start := uint32(0)
	if i > 0 {
		start = v.dict.ends[i-1]
	}
	return append(dst, v.dict.text[start:v.dict.ends[i]]...), nil
}

// decode decodes some more numbers, no more than there are in the run at hand.
func (v *indexValues) decode() error {
	if err := v.runs.run(); err != nil {
		return err
	}
	v.left = v.decoded[:min(len(v.decoded), v.runs.left)]
	return v.runs.fill(v.left)
}

// splitValues have their first bytes first, then their second ones, and so on.
type splitValues struct {
	column *Column
	b      []byte
	n, i   int
	raw    []byte
}

func (v *splitValues) next(dst []byte) ([]byte, error) {
	if v.i == v.n {
		return dst, errDamaged
	}
	for k := range v.raw {
		v.raw[k] = v.b[k*v.n+v.i]
	}
	v.i++
	return v.column.write(dst, v.raw), nil
}
