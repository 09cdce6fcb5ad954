package detectors

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/names"
)

// addressSigns are what an address was found to consist of.
type addressSigns struct {
	street   bool // a word or an ending that means a street
	sure     bool // one that means nothing else, at its place beside a name and a number
	head     int  // where the street line ends
	unit     bool // Apt. 4, 3º B
	postcode bool
	place    bool // a town or country that is known
	state    bool // two or three capitals before or after the postcode
	named    bool // words with capitals that may be a town
	post     bool // a box, a field post's unit
}

// validAddress says whether a match of addressPattern is an address to its end.
func validAddress(b []byte) bool {
	_, ok := readAddress(b)
	return ok
}

// addressToken is a word, a number or a sign of an address.
type addressToken struct {
	start, end int
	digit      bool // begins with one
	capital    bool
	sep        byte // what stands before: a space, a comma, a line feed
	blank      bool // an empty line stands before
}

// addressBreak are the signs between the words of an address.
var addressBreak = [256]bool{' ': true, ',': true, ';': true, '\r': true, '\n': true, '>': true, '#': true, '(': true, ')': true}

// maxAddress is how many bytes an address has at most.
const maxAddress = 200

// maxAddressTokens is how many words and numbers an address has at most.
const maxAddressTokens = 28

// readAddress reads a match from its first word to its last; false where something in it belongs to no address.
func readAddress(b []byte) (a addressSigns, ok bool) {
	var buf [maxAddressTokens]addressToken
	t, whole := addressTokens(b, buf[:0])
	if len(b) > maxAddress || !whole {
		return a, false
	}
	n := a.readStreet(b, t)
	if n == 0 {
		return a, false
	}
	ok, _ = a.readTail(b, t[n:], !t[0].digit)
	return a, ok
}

// addressReach says up to where a match of addressPattern, which begins like b, can be an address at most: behind a street, the first word that
// belongs to no address ends it.
func addressReach(b []byte) int {
	var buf [maxAddressTokens]addressToken
	t, _ := addressTokens(b[:min(len(b), maxAddress)], buf[:0])
	var a addressSigns
	n := a.readStreet(b, t)
	if n == 0 {
		return len(b)
	}
	// The last word may be cut, and what a word is can depend on the next one.
	if _, read := a.readTail(b, t[n:], !t[0].digit); n+read+1 < len(t) {
		return t[n+read].end
	}
	return len(b)
}

// addressTokens cuts a match into words; whole says that there are no more than an address has.
func addressTokens(b []byte, t []addressToken) (tokens []addressToken, whole bool) {
	for i := 0; i < len(b); {
		sep, lines := byte(0), 0
		for ; i < len(b) && addressBreak[b[i]]; i++ {
			switch b[i] {
			case '\n':
				sep = '\n'
				lines++
			case ',', ';', '(':
				if sep != '\n' {
					sep = ','
				}
			default:
				if sep == 0 {
					sep = ' '
				}
			}
		}
		if i == len(b) {
			break
		}
		if len(t) == maxAddressTokens {
			return t, false
		}
		start := i
		for i < len(b) && !addressBreak[b[i]] {
			i++
		}
		r, _ := utf8.DecodeRune(b[start:])
		t = append(t, addressToken{start, i, byteKind[b[start]] == digit, unicode.IsUpper(r), sep, lines > 1})
	}
	return t, true
}

// readStreet reads the street, or the box, and gives how many words it has; 0 where there is none.
func (a *addressSigns) readStreet(b []byte, t []addressToken) int {
	if len(t) < 2 {
		return 0
	}
	skip := 0
	if len(t) > 2 && t[0].digit && t[1].digit && t[1].sep == ' ' && !ordinal(b[t[1].start:t[1].end]) { // 12 742 Birch Hollow Road
		skip = 1
	}
	n := a.readHead(b, t[skip:])
	if n == 0 {
		return 0
	}
	a.head = t[n+skip-1].end
	return n + skip
}

// readHead is readStreet without a number that stands before it.
func (a *addressSigns) readHead(b []byte, t []addressToken) int {
	word := func(i int) []byte { return b[t[i].start:t[i].end] }
	if n := postHead(b, t); n > 0 {
		a.post = true
		return n
	}
	if t[0].digit { // 742 Birch Hollow Road; 24 rue des Lilas
		if len(word(0)) > 1 && word(0)[0] == '0' && len(t) < 3 {
			return 0
		}
		last := 0 // the word that ends the street
		for i := 1; i < len(t) && i < 9; i++ {
			if i > 1 && t[i].sep != ' ' || t[i].digit && !ordinal(word(i)) {
				break
			}
			w := word(i)
			kind := streetKind(w)
			if i == 1 && notAfterNumber(w) {
				return 0
			}
			if unitWord(w) && i > 1 {
				break
			}
			switch {
			case kind == streetEnding && i > 1, kind == streetCompound, kind == streetPrefix && i <= 2:
				a.street = true
				last = i
				if kind == streetPrefix {
					a.sure = true
					for last+1 < len(t) && last < i+6 && t[last+1].sep == ' ' && !t[last+1].digit && !unitWord(word(last+1)) {
						last++
					}
					if last == i {
						return 0
					}
					if last+1 < len(t) && t[last+1].digit && t[last+1].sep == ' ' && t[last+1].end-t[last+1].start < 5 {
						last++
					}
					return last + 1
				}
				a.sure = a.sure || kind == streetCompound || longStreetWord(w)
			}
			if !a.street {
				last = i
				if len(w) > 3 && w[len(w)-1] == '.' {
					break // the sentence ends
				}
			}
		}
		if a.street && last+1 < len(t) && t[last+1].sep == ' ' && directionWord(word(last+1)) {
			last++
		}
		if !a.street && last+1 < len(t) && t[last+1].digit && t[last+1].sep == ' ' && t[last+1].end-t[last+1].start < 5 {
			last++ // 73 Lozerlaan 172
		}
		return last + 1
	}
	// Lindenstraße 44b; Calle Mayor, 5; ul. Polna 14
	for i := range t {
		w := word(i)
		if i == 1 && a.sure && t[i].digit && len(w) < 3 && len(t) > 3 && t[2].capital && t[2].sep == ' ' { // ul. 3 Maja 7
			continue
		}
		if i > 0 && (t[i].digit || string(w) == "s/n" || houseNumber(w)) {
			if t[i].end-t[i].start > 8 || i > 0 && t[i].digit && len(digitsOf(w)) > 4 {
				return 0
			}
			if (t[i].sep == '\n' || t[i].sep == ',' && !a.street) && string(w) != "s/n" {
				return 0
			}
			if !a.street && (i > 5 || !plausibleStreet(b, t[:i])) {
				return 0
			}
			return i + 1
		}
		if i > 8 || i > 0 && t[i].sep != ' ' {
			return 0
		}
		// A small letter at the beginning is no more than a word: via Marconi, but not via path in line 40.
		if i > 0 && !t[0].capital && !t[i].capital && names.Look(w).Kind() != names.Particle || i == 1 && !t[0].capital && !t[1].capital && len(w) > 2 {
			return 0
		}
		switch streetKind(w) {
		case streetPrefix:
			if i == 0 {
				a.street, a.sure = true, t[0].capital || string(w) != "via"
			}
		case streetCompound:
			a.street, a.sure = true, true
		case streetEnding:
			a.street = a.street || i > 0
		}
	}
	return 0
}

// houseNumber says whether a word is a number behind its sign: nº7, no12.
func houseNumber(w []byte) bool {
	if len(w) < 3 || w[0] != 'n' && w[0] != 'N' {
		return false
	}
	digits := bytes.TrimLeft(w[1:], "o.º°")
	return len(digits) > 0 && len(digits) < 5 && byteKind[digits[0]] == digit
}

// postHead recognises boxes and the units of a field post.
func postHead(b []byte, t []addressToken) int {
	// USS Harwood, FPO AP 96601
	if len(t) >= 5 && bytes.HasPrefix(b, []byte("US")) {
		switch string(b[t[2].start:t[2].end]) {
		case "FPO", "APO", "DPO":
			return 2
		}
	}
	for i := 1; i < len(t) && i < 5; i++ {
		if !t[i].digit {
			continue
		}
		head := bytes.ToLower(b[t[0].start:t[i].start])
		head = bytes.TrimSpace(head)
		for _, s := range [...]string{"box", "postfach", "apartado", "apartado de correos", "casella postale", "skr. poczt.", "skr.poczt.", "skrytka pocztowa", "caixa postal", "postbus", "boîte postale"} {
			if string(head) == s && s != "box" || s == "box" && (bytes.HasSuffix(head, []byte(" box")) || bytes.HasSuffix(head, []byte(".box"))) && (head[0] == 'p') {
				return i + 1
			}
		}
		if s := string(head); (s == "psc" || s == "cmr" || s == "unit") && i+2 < len(t) && string(b[t[i+1].start:t[i+1].end]) == "Box" && t[i+2].digit {
			return i + 3
		}
		return 0
	}
	return 0
}

// readTail reads what follows the street; numberLast says that the house's number ended it. The tail's last word must be a known town or country, or belong to a postcode or a unit.
// read is how many words were read until one belonged to no address.
func (a *addressSigns) readTail(b []byte, t []addressToken, numberLast bool) (ok bool, read int) {
	end := true     // whether an address may end here
	words := 0      // words in a row that may be a town
	first := 0      // the first of them
	afterUnit := 0  // how many more tokens may belong to a unit
	commas := false // a comma or a line feed stood before the words in a row
	codeWords := 0  // words that follow a postcode
	for i := range t {
		w := b[t[i].start:t[i].end]
		if t[i].blank && a.postcode {
			return false, i
		}
		switch {
		case t[i].digit && !a.unit && a.street && numberLast && t[i].sep == ',' && len(digitsOf(w)) <= 3 && len(w) <= 5 && !a.postcode && words == 0:
			// , 3º B
			a.unit, end, afterUnit, words = true, true, 2, 0
		case t[i].digit:
			if code := postcodeShape(b, t, i); code > 0 {
				if a.postcode || len(w) == 4 && !a.street && !a.unit && !a.post {
					return false, i
				}
				if len(w) == 4 && !a.state && (i+1 == len(t) || !t[i+1].capital || t[i+1].sep != ' ') {
					return false, i // four digits are a postcode before a town only
				}
				a.postcode, end, codeWords, words = true, true, 5, 0
				continue
			}
			if afterUnit > 0 && len(w) <= 6 || i > 0 && (continuesCode(b, t, i)) {
				afterUnit--
				end = true
				words = 0
				continue
			}
			return false, i
		case unitWord(w) && !a.postcode:
			if i+1 < len(t) && t[i+1].sep == ' ' || len(w) > 3 {
				a.unit, end, afterUnit, words = true, false, 2, 0
				if len(w) > 3 && (string(w) == "bajo" || string(w) == "izq" || string(w) == "dcha") {
					end = true
				}
				continue
			}
			return false, i
		case len(w) <= 2 && afterUnit > 0 && t[i].sep == ' ':
			afterUnit--
			end = true
		case ukCode(b, t, i):
			a.postcode, end, codeWords = true, true, 3
		case ukCodeEnd(b, t, i):
			end = true
		case stateCode(w) && (a.named || words > 0 || a.postcode || a.post):
			a.state = true
			// A state ends an address where a town and a comma stand before it.
			end = words > 0 && t[i].sep == ','
			if end {
				a.named = true
			}
		default:
			if t[i].sep == ' ' && words == 0 && codeWords == 0 && !t[i].capital {
				return false, i
			}
			if t[i].capital && badPlaceWord(w) {
				return false, i
			}
			if words == 0 || t[i].sep != ' ' {
				first, words = i, 0
				commas = t[i].sep != ' '
			}
			if words++; words > 4 {
				return false, i
			}
			afterUnit = 0
			known := t[i].capital && (names.Look(b[t[first].start:t[i].end]).Place() || countryWords(b[t[first].start:t[i].end]))
			switch {
			case known && (commas || codeWords > 0 || a.unit || a.postcode):
				a.place, a.named, end = true, true, true
			case codeWords > 0 && t[i].capital:
				codeWords--
				a.named, end = true, true
			default:
				a.named = a.named || commas
				end = false
			}
		}
	}
	return end, len(t)
}
