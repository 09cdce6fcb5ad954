package parquet

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/pii-scan/pii-scan/scanner/format/internal/plain"
)

// meaning says what values stand for, beyond their physical type.
type meaning struct {
	kind     int
	scale    int64         // of asDecimal
	unit     time.Duration // of asTime and asTimestamp
	unsigned bool          // of asItIs
}

// Kinds of meaning.
const (
	asItIs = iota
	asText
	asList
	asMap
	asDecimal
	asDate
	asTime
	asTimestamp
	asUUID
	asFloat16
	asNothing // nothing that can be text
)

// converted are the meanings of ConvertedType, the older way to tell them
// (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md).
var converted = []meaning{
	0:  {kind: asText}, // UTF8
	1:  {kind: asMap},
	2:  {kind: asMap}, // MAP_KEY_VALUE
	3:  {kind: asList},
	4:  {kind: asText}, // ENUM
	5:  {kind: asDecimal},
	6:  {kind: asDate},
	7:  {kind: asTime, unit: time.Millisecond},
	8:  {kind: asTime, unit: time.Microsecond},
	9:  {kind: asTimestamp, unit: time.Millisecond},
	10: {kind: asTimestamp, unit: time.Microsecond},
	11: {unsigned: true},
	12: {unsigned: true},
	13: {unsigned: true},
	14: {unsigned: true},
	19: {kind: asText}, // JSON
	20: {kind: asNothing},
	21: {kind: asNothing}, // INTERVAL
}

// convert sets the meaning to a converted type's and keeps the scale, which stands elsewhere.
func (m *meaning) convert(t int64) {
	if t >= 0 && t < int64(len(converted)) {
		scale := m.scale
		*m = converted[t]
		m.scale = scale
	}
}

// logical are the meanings of LogicalType by its field's number; decimals, times and integers say more.
var logical = map[int]meaning{
	1: {kind: asText}, 2: {kind: asMap}, 3: {kind: asList}, 4: {kind: asText}, 5: {kind: asDecimal}, 6: {kind: asDate}, 7: {kind: asTime},
	8: {kind: asTimestamp}, 10: {}, 11: {kind: asNothing}, 12: {kind: asText}, 13: {kind: asNothing}, 14: {kind: asUUID}, 15: {kind: asFloat16},
	17: {kind: asNothing}, 18: {kind: asNothing},
}

func parseLogical(c *compact) (m meaning) {
	c.fields(func(id int) bool {
		if id&(1<<fieldNumber-1) != kindStruct {
			return false
		}
		m = logical[id>>fieldNumber]
		c.fields(func(id int) bool {
			switch {
			case m.kind == asDecimal && id == 1<<fieldNumber|fieldI32:
				m.scale = c.int()
			case id == 2<<fieldNumber|fieldStruct && (m.kind == asTime || m.kind == asTimestamp):
				m.unit = parseUnit(c)
			case m.kind == asItIs && id == 2<<fieldNumber|kindFalse:
				m.unsigned = true
				return false
			default:
				return false
			}
			return true
		})
		return true
	})
	return m
}

func parseUnit(c *compact) (unit time.Duration) {
	c.fields(func(id int) bool {
		switch id >> fieldNumber {
		case 1:
			unit = time.Millisecond
		case 2:
			unit = time.Microsecond
		case 3:
			unit = time.Nanosecond
		}
		return false
	})
	return unit
}

// writer gives what appends the text of a value, given its bytes; it appends nothing where a value is none. It is nil where no value
// of the type can be text.
func (m meaning) writer(physical int64, width int) func(dst, raw []byte) []byte {
	scale := int(min(max(m.scale, 0), maxScale))
	if (m.kind == asTime || m.kind == asTimestamp) && m.unit == 0 {
		m.kind = asItIs
	}
	switch physical {
	case typeInt32:
		read := func(raw []byte) int64 { return int64(int32(binary.LittleEndian.Uint32(raw))) }
		if m.unsigned {
			read = func(raw []byte) int64 { return int64(binary.LittleEndian.Uint32(raw)) }
		}
		return m.integer(read, scale)
	case typeInt64:
		if m.unsigned && m.kind == asItIs {
			return func(dst, raw []byte) []byte { return plain.Uint(dst, binary.LittleEndian.Uint64(raw)) }
		}
		return m.integer(func(raw []byte) int64 { return int64(binary.LittleEndian.Uint64(raw)) }, scale)
	case typeInt96: // nanoseconds of the day, Julian day
		return func(dst, raw []byte) []byte {
			const epoch = 2_440_588
			return plain.Time(dst, int64(binary.LittleEndian.Uint32(raw[8:]))-epoch, int64(binary.LittleEndian.Uint64(raw)))
		}
	case typeFloat:
		return func(dst, raw []byte) []byte {
			return plain.Float(dst, float64(math.Float32frombits(binary.LittleEndian.Uint32(raw))), 32)
		}
	case typeDouble:
		return func(dst, raw []byte) []byte {
			return plain.Float(dst, math.Float64frombits(binary.LittleEndian.Uint64(raw)), 64)
		}
	case typeBytes, typeFixed:
		switch {
		case m.kind == asNothing:
			return nil
		case m.kind == asText:
			return func(dst, raw []byte) []byte { return append(dst, raw...) }
		case m.kind == asDecimal:
			return func(dst, raw []byte) []byte { return plain.DecimalBytes(dst, raw, scale) }
		case m.kind == asUUID && width == 16:
			return plain.UUID
		case m.kind == asFloat16 && width == 2:
			return func(dst, raw []byte) []byte { return plain.Float(dst, plain.Half(binary.LittleEndian.Uint16(raw)), 32) }
		}
		return plain.IfText
	}
	return nil
}

// integer gives the writer of whole numbers, and of what is stored as one.
func (m meaning) integer(read func([]byte) int64, scale int) func(dst, raw []byte) []byte {
	unit := int64(m.unit)
	switch m.kind {
	case asNothing:
		return nil
	case asDecimal:
		return func(dst, raw []byte) []byte { return plain.Decimal(dst, read(raw), scale) }
	case asDate:
		return func(dst, raw []byte) []byte { return plain.Date(dst, read(raw)) }
	case asTime:
		return func(dst, raw []byte) []byte {
			if n := read(raw); n >= 0 && n < plain.Day/unit {
				return plain.Clock(dst, n*unit)
			}
			return dst
		}
	case asTimestamp:
		return func(dst, raw []byte) []byte { return plain.Timestamp(dst, read(raw), m.unit) }
	}
	return func(dst, raw []byte) []byte { return plain.Int(dst, read(raw)) }
}
