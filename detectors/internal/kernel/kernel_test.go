package kernel

import (
	"math/rand/v2"
	"testing"
)

// slow describes a block bit by bit.
func slow(src []byte, has func(byte) bool) (p Planes) {
	for i, c := range src {
		bit := uint64(1) << i
		set := func(plane *uint64, in bool) {
			if in {
				*plane |= bit
			}
		}
		set(&p.Digit, c >= '0' && c <= '9')
		set(&p.Letter, c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
		set(&p.Under, c == '_')
		set(&p.At, c == '@')
		switch c {
		case '+', '-', '.', '/', '=', '~', '>', '}':
			p.Sign |= bit
		}
		set(&p.Case, c>>5&1 != 0)
		set(&p.High, c >= 0x80)
		set(&p.Mark, c < 0x80 && has(c))
	}
	return p
}

var sets = map[string]func(byte) bool{
	"none":  func(byte) bool { return false },
	"all":   func(byte) bool { return true },
	"signs": func(b byte) bool { return b == '(' || b == '+' || b == '$' || b == 0 || b == 0x7f },
	"odd":   func(b byte) bool { return b&1 != 0 },
}

// TestEveryByteAtEveryPlace compares both kernels with the slow way, for each byte at each place of a block.
func TestEveryByteAtEveryPlace(t *testing.T) {
	for name, has := range sets {
		set := NewSet(has)
		for b := range 256 {
			for place := range 2 * Block {
				src := make([]byte, 2*Block)
				for i := range src {
					src[i] = byte(i * 7)
				}
				src[place] = byte(b)
				check(t, name, src, set, has)
			}
		}
	}
}

func check(t *testing.T, name string, src []byte, set *Set, has func(byte) bool) {
	t.Helper()
	n := Blocks(len(src))
	fast, generic := make([]Planes, n), make([]Planes, n)
	Classify(fast, src, set)
	whole := len(src) / Block
	classifyGeneric(generic[:whole], src[:whole*Block], set)
	for i := range n {
		want := slow(src[i*Block:min(len(src), i*Block+Block)], has)
		if fast[i] != want || i < whole && generic[i] != want {
			t.Fatalf("%s: block %d of %q:\nfast    %x\ngeneric %x\nwant    %x", name, i, src, fast[i], generic[i], want)
		}
	}
}

func TestLengths(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for name, has := range sets {
		set := NewSet(has)
		for n := range 4 * Block {
			src := make([]byte, n)
			for i := range src {
				src[i] = byte(r.Uint32())
			}
			check(t, name, src, set, has)
		}
	}
}

func FuzzClassify(f *testing.F) {
	f.Add([]byte("ssn 536-22-8726, jo@mail.example.org; AKIA_x=~}\xff\x00"))
	f.Fuzz(func(t *testing.T, src []byte) {
		for name, has := range sets {
			check(t, name, src, NewSet(has), has)
		}
	})
}

func benchmark(b *testing.B, run func([]Planes, []byte, *Set)) {
	src := make([]byte, 16<<10)
	for i := range src {
		src[i] = byte(i * 31)
	}
	dst, set := make([]Planes, Blocks(len(src))), NewSet(sets["signs"])
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		run(dst, src, set)
	}
}

func BenchmarkClassify(b *testing.B)        { benchmark(b, Classify) }
func BenchmarkClassifyGeneric(b *testing.B) { benchmark(b, classifyGeneric) }
