package detectors

import (
	"crypto/sha256"
	_ "embed"
	"slices"
	"strings"
)

// seedList is the standard's list of English words, in order: a word's number is its place.
//
// https://github.com/bitcoin/bips/blob/master/bip-0039/english.txt
//
//go:embed bip39.txt
var seedList string

var seedWords = strings.Fields(seedList)

// seedGap is what may stand between two words of a phrase: spaces, commas, quotes, the end of a line, a number before the next word.
const seedGap = `[ ,;"'\t\r\n]{1,4}(?:[0-9]{1,2}[.):]?[ \t]{0,2})?`

// longestGap is the most bytes of a gap.
const longestGap = 9

// The fewest and the most words of a phrase; between them every third number.
const (
	leastSeed = 12
	mostSeed  = 24
)

// seedRows are the words from which all keys of a wallet are made.
var seedRows = []Detector{
	{
		ID: "CRYPTO_SEED_PHRASE", Title: "Seed phrase of a wallet (BIP 39)", Category: Credentials,
		Pattern:  `[a-z]{3,8}(?:` + seedGap + `[a-z]{3,8}){11,23}`,
		Most:     mostSeed * (8 + longestGap),
		Starts:   seedStarts,
		word:     seedWord,
		words:    leastSeed - 1,
		Keywords: []string{"mnemonic", "seed", "seed phrase", "seed words", "recovery phrase", "secret recovery phrase", "backup phrase", "bip39", "wallet"},
		Valid:    validSeedPhrase,
		Weigh:    weighSeedPhrase,
		Tier:     B,
		Source:   "https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki",
		Finds: []string{
			"«{seed:12}»\n",
			`{"mnemonic":"«{seed:24}»"}`,
			"write it down:\n«{seed:15}»\nand hide it",
			"SEED='«{seed:18}»'",
			"id,words\n7,«{seed:21}»\n",
		},
		Ignores: []string{
			"mnemonic: {seed:11} zoo",
			"seed: {seed:9}",
			"legal winner thank year wave sausage worth useful legal winner thank yellow",
			"only the first of many words that could come from a list like this one will ever matter to them",
		},
	},
}

// seedPlaces has 1 more than a word's number at the hash of how it begins, or at the next place that was free: four letters tell a word.
var seedPlaces = func() (places [1 << 13]uint16) {
	for i, w := range seedWords {
		h := seedHash([]byte(w))
		for places[h] != 0 {
			h = (h + 1) % uint32(len(places))
		}
		places[h] = uint16(i + 1)
	}
	return places
}()

// seedHash is a place of seedPlaces.
func seedHash(word []byte) uint32 {
	h := uint32(0)
	for _, c := range word[:min(4, len(word))] {
		h = h<<8 | uint32(c)
	}
	return h * 0x9E3779B1 >> (32 - 13)
}

// seedNumber is a word's number in the list; negative where it is none of its words.
func seedNumber(word []byte) int {
	for h := seedHash(word); seedPlaces[h] != 0; h = (h + 1) % uint32(len(seedPlaces)) {
		if i := int(seedPlaces[h]) - 1; seedWords[i] == string(word) {
			return i
		}
	}
	return -1
}

// seedStarts says whether t begins with a phrase; where each of its words comes behind the one before it, in the order of the alphabet, it is
// the list itself or a part of it.
func seedStarts(t []byte) bool {
	var numbers [mostSeed]int
	rising := true
	for words := 0; words < mostSeed; {
		n := 0
		for n < len(t) && n < 9 && byteKind[t[n]] == lower {
			n++
		}
		if n < 3 || n > 8 {
			return false
		}
		number := seedNumber(t[:n])
		if number < 0 {
			return false
		}
		rising = rising && (words == 0 || number > numbers[words-1])
		numbers[words] = number
		words++
		if words == leastSeed && rising {
			return false
		}
		if words >= leastSeed && words%3 == 0 && seedSum(numbers[:words]) {
			return true
		}
		t = t[n:]
		for n = 0; n < len(t) && n <= longestGap && byteKind[t[n]] != lower && byteKind[t[n]] != upper && byteKind[t[n]] != multi; {
			n++
		}
		if n == 0 || n > longestGap {
			return false
		}
		t = t[n:]
	}
	return false
}

// seedWord says whether t begins with a word of the list.
func seedWord(t []byte) bool {
	n := 0
	for n < len(t) && byteKind[t[n]] == lower {
		n++
	}
	return n > 2 && seedNumber(t[:n]) >= 0
}

// validSeedPhrase takes 12, 15, 18, 21 or 24 words of the list whose last bits are the checksum of the others.
func validSeedPhrase(b []byte) bool {
	var numbers [mostSeed]int
	n := 0
	for word := range seedWordsIn(b) {
		i := seedNumber([]byte(word))
		if i < 0 || n == mostSeed {
			return false
		}
		numbers[n] = i
		n++
	}
	return n >= leastSeed && n%3 == 0 && seedSum(numbers[:n])
}

// seedSum checks a phrase, given by its words' numbers: each stands for 11 bits, and of 33 bits one is of the checksum.
func seedSum(numbers []int) bool {
	var bits [mostSeed * 11 / 8]byte
	for i, word := range numbers {
		for k := range 11 {
			if at := i*11 + k; word>>(10-k)&1 != 0 {
				bits[at/8] |= 0x80 >> (at % 8)
			}
		}
	}
	n := len(numbers)
	check := n / 3
	size := (n*11 - check) / 8
	sum := sha256.Sum256(bits[:size])
	return bits[size]>>(8-check) == sum[0]>>(8-check)
}

// seedWordsIn yields the words of a phrase.
func seedWordsIn(b []byte) func(func(string) bool) {
	return func(yield func(string) bool) {
		for i := 0; i < len(b); i++ {
			from := i
			for i < len(b) && byteKind[b[i]] == lower {
				i++
			}
			if i > from && !yield(string(b[from:i])) {
				return
			}
		}
	}
}

// weighSeedPhrase lowers a phrase that repeats more than two of its words: those that documentation prints do, and drawn ones never.
func weighSeedPhrase(v Value) float64 {
	var words []string
	for w := range seedWordsIn(v.Bytes()) {
		words = append(words, w)
	}
	n := len(words)
	slices.Sort(words)
	if n-len(slices.Compact(words)) > 2 {
		return -0.40
	}
	return 0
}
