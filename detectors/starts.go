package detectors

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Cheap looks at where a name or an address may begin: nearly every word with a capital is none, and what follows it tells.

// nameStarts says whether namePattern can match at the beginning of t.
func nameStarts(t []byte) bool {
	if byteKind[t[0]] == lower {
		return true // a lead-in: the engine knows how those begin
	}
	n, sure := capitalWord(t)
	switch {
	case sure:
		return true
	case n == len(t):
		return false
	}
	switch rest := t[n:]; rest[0] {
	case '.':
		return len(rest) > 2 && (rest[1] == ' ' && nameGoesOn(rest[1:]) || rest[1] == ',')
	case ',':
		return nameGoesOn(rest[1:])
	case ' ':
		return nameGoesOn(rest)
	case ':', '=', '"', '_':
		return true // a lead-in, or who speaks
	case '!', '?':
		return true
	}
	return false
}

// longestName is how many bytes of a word are looked at.
const longestName = 64

// capitalWord is how long the word is with which t begins, hyphens and apostrophes included; sure where it has a sign that may be a part
// of what follows.
func capitalWord(t []byte) (n int, sure bool) {
	for n = 1; n < min(len(t), longestName); n++ {
		switch k := byteKind[t[n]]; {
		case k == lower, k == upper:
		case k == multi, t[n] == '\'', t[n] == '\\':
			sure = true
		case t[n] != '-':
			return n, sure || byteKind[t[0]] == multi
		}
	}
	return n, sure || n == longestName || byteKind[t[0]] == multi
}

// nameGoesOn says whether a name can go on behind a space: with a capital, a particle, or a word that follows names.
func nameGoesOn(t []byte) bool {
	for i := 0; i < 4 && i < len(t); i++ {
		switch byteKind[t[i]] {
		case upper, multi:
			return i > 0
		case lower:
			return i > 0 && i+1 < len(t) && followers.has(t[i], t[i+1])
		}
		if t[i] == '=' || t[i] == ':' || t[i] == '?' {
			return true // a lead-in
		}
		if t[i] != ' ' {
			return false
		}
	}
	return false
}

// letterPairs is a set of pairs of small letters, by the second a bit of the first's.
type letterPairs [32]uint32

func (p *letterPairs) has(a, b byte) bool { return p[a&31]>>(b&31)&1 != 0 || b >= utf8.RuneSelf }

func newLetterPairs(words string) *letterPairs {
	var p letterPairs
	for _, w := range bytes.Fields([]byte(words)) {
		if len(w) == 1 {
			p[w[0]&31] |= ^uint32(0)
			continue
		}
		p[w[0]&31] |= 1 << (w[1] & 31)
	}
	return &p
}

// followers are how the small words begin that may follow the first word of a name.
var followers = newLetterPairs(`de del della di da das do dos du des la las los le van von der den ter ten bin ibn el al y e zu
is isn't was has had will would can could went came gave got made took left moved joined started became felt knew saw looked turned likes liked needs studied did does never always said says asks
asked tells told replied answered wrote writes thinks thought wants wanted lives lived loves loved married explained added shouted met meets works worked visited called ist hat est était jest
me him her name llamo ist es llama bin chiamo nazywam się am`)

// addressStarts says whether addressPattern can match at the beginning of t.
func addressStarts(t []byte) bool {
	switch byteKind[t[0]] {
	case digit:
		return houseStarts(t)
	case lower:
		return len(t) > 4 && smallStreets.has(t)
	}
	if byteKind[t[0]] == multi || len(t) > 1 && (t[1] == '/' || byteKind[t[1]] == multi) {
		return true
	}
	n, _ := capitalWord(t)
	switch n {
	case len(t):
		return false
	case longestName:
		return true
	}
	rest := t[n:]
	if rest[0] == '.' {
		if n < 5 { // P.O. Box, Av.Central
			return true
		}
		rest = rest[1:]
	}
	if len(rest) > 1 && rest[0] == ',' {
		rest = rest[1:]
	}
	if len(rest) < 2 || rest[0] != ' ' {
		return false
	}
	switch k := byteKind[rest[1]]; k {
	case upper, digit, multi, other:
		return true
	case lower:
		return len(rest) > 2 && addressLinks.has(rest[1], rest[2]) || largeStreets.has(t)
	}
	return false
}

// addressWordStarts is what addressStarts says of a small letter's word by itself.
func addressWordStarts(t []byte) bool {
	return byteKind[t[0]] != lower || len(t) < 3 || smallStreets.has(t)
}

// letterTriples is a set of three characters: letters in any case, or signs.
type letterTriples [1 << 15 / 64]uint64

func tripleAt(t []byte) int { return int(t[0]&31)<<10 | int(t[1]&31)<<5 | int(t[2]&31) }

func (p *letterTriples) has(t []byte) bool { i := tripleAt(t); return p[i/64]>>(i%64)&1 != 0 }

// newLetterTriples makes a set of how words begin; _ is a space.
func newLetterTriples(words string) *letterTriples {
	var p letterTriples
	for _, w := range strings.Fields(strings.ReplaceAll(words, "_", "\x00")) {
		i := tripleAt([]byte(w))
		p[i/64] |= 1 << (i % 64)
	}
	return &p
}

// smallStreets are how the kinds of streets and boxes begin that are written with a small letter.
var smallStreets = func() *letterTriples {
	p := newLetterTriples(`rue ave av_ av. bou bd_ bd. pla che all imp qua cou rou squ pas cal avd paz via pia cor lar str ul_ ul. uli al_ al. ale pl_ pl. os_ os. osi ron rua tra pra ala skr`)
	for _, head := range []string{"r.", "c/"} {
		for c := range byte(32) {
			i := tripleAt([]byte{head[0], head[1], c})
			p[i/64] |= 1 << (i % 64)
		}
	}
	return p
}()

// largeStreets are those behind which any word may stand, also with a small letter: Calle gran vía.
var largeStreets = newLetterTriples(`cal avd ave av. pla pas cam ron car ctr via pia cor rua rue ul. al. pl. os. uli apa cas skr cai pos`)

// addressLinks are how the small words begin that may follow the first word of a street.
var addressLinks = newLetterPairs(`de del der den dem di della dei degli da do dos das du des la las los d l y e i of the in am im an auf van von zur zum św gen ks n s núm`)

// houseStarts says whether an address can begin with the number at the beginning of t.
func houseStarts(t []byte) bool {
	n := 0
	for n < len(t) && byteKind[t[n]] == digit {
		n++
	}
	if n > 5 || n+2 >= len(t) {
		return false
	}
	if k := byteKind[t[n]]; k == lower || k == upper {
		n++
	}
	if t[n] == '-' || t[n] == '/' {
		for n++; n < len(t) && byteKind[t[n]] == digit; {
			n++
		}
		if n < len(t) && (byteKind[t[n]] == lower || byteKind[t[n]] == upper) {
			n++
		}
	}
	if n < len(t) && t[n] == ',' {
		n++
	}
	if n+1 >= len(t) || t[n] != ' ' {
		return false
	}
	switch k := byteKind[t[n+1]]; k {
	case other, underscore:
		return false
	case lower:
		return n+2 < len(t) && (addressBegins.has(t[n+1], t[n+2]) || byteKind[t[n+2]] == other)
	}
	return true
}

// addressBegins are how the small words begin that may follow a house number.
var addressBegins = newLetterPairs(`bis ter rue avenue av bd boulevard place chemin allée impasse quai cours route square passage calle avenida avda plaza paseo via viale piazza corso
largo strada ul ulica ulicy al aleja alei pl plac placu os osiedle rondo rua travessa praça alameda`)

// hexByte tells the digits of base 16.
var hexByte = func() (t [256]bool) {
	for _, b := range []byte("0123456789abcdefABCDEF") {
		t[b] = true
	}
	return t
}()

// hexRun is how many digits of base 16 t begins with, up to most.
func hexRun(t []byte, most int) (n int) {
	for n < most && n < len(t) && hexByte[t[n]] {
		n++
	}
	return n
}

// hexStarts is for a key of n digits of base 16 or one that begins otherwise, as the engine knows.
func hexStarts(n int) func([]byte) bool {
	return func(t []byte) bool { return !hexByte[t[0]] || hexRun(t, n) == n }
}

// ipv6Starts says whether an IPv6 address can begin with t: with a group and a colon, or two colons.
func ipv6Starts(t []byte) bool {
	n := hexRun(t, 5)
	return n < 5 && n+1 < len(t) && t[n] == ':' && (n > 0 || t[1] == ':')
}

// macStarts says whether a MAC address can begin with t.
func macStarts(t []byte) bool {
	n := hexRun(t, 5)
	return n < len(t) && (n == 2 && (t[2] == ':' || t[2] == '-') || n == 4 && t[4] == '.')
}

// base64Starts is for a key that begins with n characters of base 64.
func base64Starts(n int) func([]byte) bool {
	return func(t []byte) bool {
		if len(t) < n {
			return false
		}
		for _, b := range t[:n] {
			if !plainByte[b] && b != '+' && b != '/' {
				return false
			}
		}
		return true
	}
}

// terraformStarts says whether a Terraform Cloud token can begin with t: its sign stands in its middle.
func terraformStarts(t []byte) bool { return len(t) > 20 && t[14] == '.' && t[15] == 'a' }
