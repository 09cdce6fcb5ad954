// Package names knows words that are people's and places' names, and the words that tell something about those beside them:
// titles, roles, forms of companies, months.
//
// Look tells what a word is. The tables are embedded and read where they lie: nothing is prepared at start. They are made by gen.go;
// where the data comes from is told in SOURCES.md. A word may be written with or without accents and in any case. The table holds
// fingerprints instead of words: about one word in a million that it does not hold is taken for one that it does.
//
// The package does not find names in a text: that is the detectors' business.
package names

import _ "embed"

// Class is what a word is known as; the zero value is an unknown word.
type Class uint16

// Kind is what a word says about the words beside it.
type Kind uint8

// The kinds. A word has at most one.
const (
	Plain    Kind = iota
	Title         // Mr, Dra., Pan
	Role          // patient, wife, signed: a person's name may follow
	Naming        // name, apellidos: a person's name follows
	Greeting      // Dear, Hola
	Speech        // said, lives: a person does that
	Org           // Inc, University, Prize: what stands before is no person
	Street        // Street, Plaza, River: nor here
	Particle      // de, van: may stand inside a name
	Month         // months, weekdays, feasts
	Suffix        // Jr, PhD
	Country       // countries, their parts, peoples
)

// The bits of a Class, as gen.go writes them.
const (
	givenShift   = 0
	surnameShift = 2
	wordShift    = 4
	placeBit     = 1 << 6
	kindShift    = 7
	classBits    = 11
)

// Given says how common the word is as a given name: 0 is not at all, 3 very common.
func (c Class) Given() int { return int(c>>givenShift) & 3 }

// Surname says how common the word is as a surname: 0 is not at all, 3 very common.
func (c Class) Surname() int { return int(c>>surnameShift) & 3 }

// Word tells of the word's life outside names: 0 none known, 1 a noun, verb or adjective, 2 a function word.
func (c Class) Word() int { return int(c>>wordShift) & 3 }

// Place says that a town of 15,000 people or more has the name.
func (c Class) Place() bool { return c&placeBit != 0 }

// Known says that the word is more than a town's name.
func (c Class) Known() bool { return c&^placeBit != 0 }

// Kind is what the word says about those beside it.
func (c Class) Kind() Kind { return Kind(c >> kindShift & 15) }

// table is the words' fingerprints: 1<<bucketBits+1 offsets (uint32, little endian, in entries), then the entries, uint32 each: the
// fingerprint above, the class in the lower classBits. A bucket's entries stand together.
//
//go:embed table.bin
var table string

const (
	bucketBits = 15
	headSize   = 4 * (1<<bucketBits + 1)
)

// Look tells what a word is. Spaces, hyphens and apostrophes in it do not count, so that a place's name of several words is one
// word here. It does not allocate.
func Look(word []byte) Class {
	var buf [maxFolded]byte
	n := fold(&buf, word)
	if n == 0 {
		return 0
	}
	return find(buf[:n])
}

// find looks for a folded word.
func find(folded []byte) Class {
	h := hash(folded)
	bucket := int(h >> (64 - bucketBits))
	mark := uint32(h) &^ (1<<classBits - 1)
	end := entry(4*bucket + 4)
	for i := entry(4 * bucket); i < end; i++ {
		if e := entry(headSize + 4*int(i)); e&^(1<<classBits-1) == mark {
			return Class(e & (1<<classBits - 1))
		}
	}
	return 0
}

func entry(at int) uint32 {
	b := table[at : at+4]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// hash is FNV-1a with a last mixing, because its upper bits are too alike for short words.
func hash(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}
