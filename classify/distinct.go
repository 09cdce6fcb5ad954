package classify

import (
	"math"
	"math/bits"
)

// sketch estimates how many different values it was given by how many of its bits stay empty (linear counting,
// https://doi.org/10.1145/78922.78925): within 2 percent up to some 10,000, which a sample of a table hardly has, and never more than
// 160,000.
type sketch [sketchBits / 64]uint64

const sketchBits = 16 << 10

// add takes a value's hash.
func (s *sketch) add(hash uint64) { s[hash/64%(sketchBits/64)] |= 1 << (hash % 64) }

func (s *sketch) estimate() int64 {
	empty := sketchBits
	for _, w := range s {
		empty -= bits.OnesCount64(w)
	}
	return int64(sketchBits*math.Log(sketchBits/float64(max(empty, 1))) + 0.5)
}

// hashOf spreads a value over 64 bits: FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), whose last bytes are mixed once more.
func hashOf(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
