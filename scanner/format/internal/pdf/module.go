package pdf

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/tetratelabs/wazero/api"
)

// maxString is how many bytes of UTF-16 one name or value may have: form fields hold letters, not books.
const maxString = 1 << 20

// module calls PDFium's functions by their names (https://pdfium.googlesource.com/pdfium/+/refs/heads/main/public). The calls of
// go-pdfium itself make some ten allocations for each character.
//
// The first call that fails ends the module: from then on every call returns 0, and err says why.
type module struct {
	ctx      context.Context
	instance pdfium.Pdfium
	wasm     api.Module
	calls    map[string]function
	stack    [8]uint64
	scratch  uint32 // address of scratchSize bytes
	buffer   uint32 // address of the space for strings
	size     uint32
	err      error
}

// scratchSize has room for what a function returns through pointers: four numbers of eight bytes.
const scratchSize = 32

// opener is the part of go-pdfium's implementation that makes a document's file of a reader.
type opener interface {
	CreateFileAccessReader(size int64, r io.ReadSeeker) (access *uint64, index *uint32, err error)
}

// errBinding says that go-pdfium is not what it was.
var errBinding = errors.New("pdf: the engine has another shape")

// newModule takes over an instance.
func newModule(ctx context.Context, instance pdfium.Pdfium) (*module, error) {
	m := &module{ctx: ctx, instance: instance, calls: map[string]function{}}
	field := reflect.Indirect(reflect.ValueOf(instance.GetImplementation())).FieldByName("Module")
	if !field.IsValid() || !field.CanInterface() {
		return nil, errBinding
	}
	var ok bool
	if m.wasm, ok = field.Interface().(api.Module); !ok {
		return nil, errBinding
	}
	m.scratch = uint32(m.call("malloc", scratchSize))
	return m, m.err
}

func (m *module) close() {
	m.instance.Close() //nolint:errcheck // it is thrown away
}

// file makes a file of r that PDFium opens.
func (m *module) file(r io.ReadSeeker, size int64) uint64 {
	o, ok := m.instance.GetImplementation().(opener)
	if !ok {
		m.err = errBinding
		return 0
	}
	access, _, err := o.CreateFileAccessReader(size, r)
	if err != nil {
		m.err = err
		return 0
	}
	return *access
}

// call calls a function and returns its result, 0 where it has none or failed.
func (m *module) call(name string, args ...uint64) uint64 {
	if m.err != nil {
		return 0
	}
	f := m.calls[name]
	if f.Function == nil {
		if f.Function = m.wasm.ExportedFunction(name); f.Function == nil {
			m.err = fmt.Errorf("%w: no %s", errBinding, name)
			return 0
		}
		f.result = len(f.Definition().ResultTypes()) > 0
		m.calls[name] = f
	}
	copy(m.stack[:], args)
	if err := f.CallWithStack(m.ctx, m.stack[:]); err != nil {
		m.err = err
		return 0
	}
	if !f.result {
		return 0
	}
	return m.stack[0]
}

// function is a function of the module.
type function struct {
	api.Function
	result bool
}

// number is call for functions that return an int.
func (m *module) number(name string, args ...uint64) int { return int(int32(m.call(name, args...))) }

// truth is call for functions that return a bool.
func (m *module) truth(name string, args ...uint64) bool { return uint32(m.call(name, args...)) != 0 }

// bytes are n bytes of the module's memory, valid until the next call.
func (m *module) bytes(at, n uint32) []byte {
	b, ok := m.wasm.Memory().Read(at, n)
	if !ok {
		return make([]byte, n)
	}
	return b
}

func (m *module) uint32(at uint32) uint32 { return binary.LittleEndian.Uint32(m.bytes(at, 4)) }

func (m *module) float32(at uint32) float64 { return float64(math.Float32frombits(m.uint32(at))) }

func (m *module) float64(at uint32) float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(m.bytes(at, 8)))
}

// space makes room for n bytes and gives their address, 0 where there is none.
func (m *module) space(n uint32) uint32 {
	if n > m.size {
		m.call("free", uint64(m.buffer))
		m.buffer, m.size = uint32(m.call("malloc", uint64(n))), n
		if m.buffer == 0 {
			m.size = 0
		}
	}
	return m.buffer
}

// key puts a string where the functions take their arguments from; it is valid until it is freed.
func (m *module) key(s string) (at uint64) {
	at = m.call("malloc", uint64(len(s)+1))
	if at != 0 {
		m.wasm.Memory().Write(uint32(at), append([]byte(s), 0))
	}
	return at
}

// raw is what a function writes into a buffer, which are its last arguments, once it was asked for the size.
func (m *module) raw(name string, args ...uint64) []byte {
	n := m.number(name, append(args, 0, 0)...)
	if n <= 0 {
		return nil
	}
	size := uint32(min(n, maxString))
	at := m.space(size)
	if at == 0 || n > maxString {
		return nil
	}
	wrote := m.number(name, append(args, uint64(at), uint64(size))...)
	return m.bytes(at, uint32(min(max(wrote, 0), int(size))))
}

// wide is raw for UTF-16.
func (m *module) wide(name string, args ...uint64) string {
	return decodeUTF16(m.raw(name, args...))
}

// narrow is raw for bytes that end with a zero.
func (m *module) narrow(name string, args ...uint64) string {
	b := m.raw(name, args...)
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return string(b)
}

func decodeUTF16(b []byte) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, binary.LittleEndian.Uint16(b))
	}
	for len(units) > 0 && units[len(units)-1] == 0 {
		units = units[:len(units)-1]
	}
	out := make([]byte, 0, len(units))
	for _, r := range utf16.Decode(units) {
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}
