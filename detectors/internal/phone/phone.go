// Package phone says whether digits are a phone number: of a given region, or of any when the country code is there.
//
// It knows the numbering plans of the world as libphonenumber describes them, compiled into one small automaton, and
// agrees with that library on every national number. Valid and International take digits; Read takes a number apart that is
// written with punctuation. Nothing is allocated.
//
// What may be dialled before a national number is a list of prefixes here (0, 8, a carrier's code). The library also
// rewrites numbers in some regions (a 15 inside an Argentine mobile number, local numbers without area code on islands of the North American
// plan); those are not valid here.
package phone

import "sync/atomic"

//go:generate go run gen.go

// Limits of a number, in digits: ITU-T E.164 allows 15, the library 17 (old German numbers) behind a code of up to 3.
const (
	MinNational = 2
	MaxNational = 17
)

// state is a state of the automaton over national numbers: its label, then the next state for each digit. State 0 is dead.
type state [11]uint16

// label says which of a country code's regions a number is valid for (bit 0 is the first), and which of them it
// belongs to: -1 for none.
type label struct {
	regions uint32
	owner   int8
}

// country is what a country calling code stands for: where its automaton starts, and its first region.
type country struct{ root, first uint16 }

type region struct {
	id       string
	prefixes []string
	country  uint8
}

// Valid reports whether digits are a number of the region (an ISO 3166 code of two letters), without its country code: as
// dialled in the country, or without the prefix.
func Valid(region string, digits []byte) bool {
	if len(region) != 2 || region[0]-'A' > 25 || region[1]-'A' > 25 {
		return false
	}
	i := int(regionIndex[int(region[0]-'A')*26+int(region[1]-'A')]) - 1
	if i < 0 {
		return false
	}
	return regions[i].valid(i, digits)
}

// Somewhere reports whether digits are a number of any region, as Valid does: without a country code, of whatever country. Few
// digits are of none, so it says little by itself.
func Somewhere(digits []byte) bool {
	if len(digits) < MinNational || digits[0]-'0' > 9 || digits[1]-'0' > 9 {
		return false
	}
	like := &lastRegion[min(len(digits), MaxNational)][int(digits[0]-'0')*10+int(digits[1]-'0')]
	if i := int(like.Load()); regions[i].somewhere(i, digits) {
		return true
	}
	for i := range regions {
		if regions[i].somewhere(i, digits) {
			like.Store(uint32(i))
			return true
		}
	}
	return false
}

// lastRegion is, by the length of a number and its first two digits, a region that has such numbers: it is asked first.
var lastRegion [MaxNational + 1][100]atomic.Uint32

// somewhere says for a region, or for all of a country's if it is the first of them, whether digits are a number there.
func (r *region) somewhere(i int, digits []byte) bool {
	c := countries[r.country]
	switch {
	case r.id == "001": // of no country
		return false
	case i == int(c.first) && lookup(c.root, digits).regions != 0:
		return true
	}
	return len(r.prefixes) > 0 && r.dialled(i, digits)
}

// valid is Valid for the region with index i.
func (r *region) valid(i int, digits []byte) bool {
	c := countries[r.country]
	return lookup(c.root, digits).regions>>(i-int(c.first))&1 != 0 || r.dialled(i, digits)
}

// dialled says whether digits are a number of the region with index i behind one of its prefixes.
func (r *region) dialled(i int, digits []byte) bool {
	c := countries[r.country]
	for _, prefix := range r.prefixes {
		if hasPrefix(digits, prefix) && lookup(c.root, digits[len(prefix):]).regions>>(i-int(c.first))&1 != 0 {
			return true
		}
	}
	return false
}

// International reports whether digits, which stood after '+' or an international prefix, are a country code and a number
// that is valid there, and its region: an ISO 3166 code, or 001 for numbers of no country. The prefix that is dialled at
// home only is forgiven: +44 (0)20.
func International(digits []byte) (region string, ok bool) {
	n, c := callingCode(digits)
	if n == 0 {
		return "", false
	}
	digits = digits[n:]
	owner := lookup(c.root, digits).owner
	if owner < 0 {
		for _, prefix := range regions[c.first].prefixes {
			if hasPrefix(digits, prefix) {
				if owner = lookup(c.root, digits[len(prefix):]).owner; owner >= 0 {
					break
				}
			}
		}
	}
	if owner < 0 {
		return "", false
	}
	return regions[int(c.first)+int(owner)].id, true
}

// CodeLength is how many of the digits are the country calling code; 0 where they begin with none.
func CodeLength(digits []byte) int {
	n, _ := callingCode(digits)
	return n
}

func callingCode(digits []byte) (length int, c country) {
	code := 0
	for i, d := range digits {
		d -= '0'
		code = code*10 + int(d)
		if d > 9 || code == 0 || i == 3 {
			return 0, c
		}
		if at := callingCodes[code]; at != 0 {
			return i + 1, countries[at]
		}
	}
	return 0, c
}

// lookup is the label of a national number.
func lookup(at uint16, digits []byte) label {
	for _, d := range digits {
		d -= '0'
		if d > 9 || at == 0 {
			return labels[0]
		}
		at = states[at][1+d]
	}
	return labels[states[at][0]]
}

func hasPrefix(digits []byte, prefix string) bool {
	return len(digits) > len(prefix) && string(digits[:len(prefix)]) == prefix
}
