package detectors

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/names"
)

// nameReach is how far the words around a candidate are looked at, in bytes.
const nameReach = 64

// columnGap is how many spaces separate columns rather than words.
const columnGap = 4

// linking are the words between what tells of a person and the name: the patient was Anna, Nombre del paciente.
var linking = map[string]bool{
	"is": true, "was": true, "es": true, "ist": true, "est": true, "è": true, "to": true, "by": true, "del": true, "por": true, "par": true, "von": true, "da": true, "przez": true, "de": true, "la": true, "the": true,
	"of": true, "mr": true, "i": true, "y": true, "e": true, "et": true, "und": true, "and": true, "w": true, "imieniu": true, "full": true,
}

// maxHops is how many words before a candidate are looked at for a role or an institution it belongs to.
const maxHops = 6

// lookBefore finds the word before pos on its line. Where it only links, the one before it counts.
func lookBefore(t []byte, pos int) (s surrounding) {
	from := max(0, pos-nameReach)
	linked := true // only words that link lie between
	for hop := range maxHops {
		gap, end := gapBefore(t, from, pos)
		start := end
		for start > from && wordBefore(t, from, start) {
			_, size := utf8.DecodeLastRune(t[from:start])
			start -= size
		}
		if start == end {
			return s
		}
		word := t[start:end]
		class := names.Look(word)
		kind := class.Kind()
		r, _ := utf8.DecodeRune(word)
		capital := unicode.IsUpper(r)
		if gap == '.' && (kind == names.Title || kind == names.Street || kind == names.Role && len(word) < 5) {
			gap = ' '
		}
		if gap == '/' && end-start == 1 || gap == ':' && kind == names.Street && class.Given() == 0 { // C/ Miguel, Address: Miguel
			s.org = true
		}
		switch {
		case hop == 0:
			s.class, s.capital, s.gap, s.dot = class, capital, gap, end < len(t) && t[end] == '.'
		case gap != ' ':
			return s
		}
		s.org = s.org || orgBefore(class, capital, gap)
		if s.org || gap != ' ' && (gap != ':' || hop > 0) {
			return s
		}
		link := kind == names.Particle || linking[string(bytes.ToLower(word))]
		s.part = s.part || hop > 0 && linked && capital && !link && s.class.Kind() == names.Particle
		if hop > 0 && linked && (kind == names.Role || kind == names.Naming) {
			s.class, s.capital = class, capital
		}
		linked = linked && link
		if !link && !capital {
			return s
		}
		pos = start
	}
	return s
}

// titleBefore says whether the word that ends at pos is a title.
func titleBefore(t []byte, pos int) bool {
	start := pos
	for start > 0 && pos-start < 8 && wordBefore(t, 0, start) {
		_, size := utf8.DecodeLastRune(t[:start])
		start -= size
	}
	return names.Look(t[start:pos]).Kind() == names.Title
}

// orgBefore says that a word makes of the name behind it an institution's or a street's: Hospital Ramón, rue Victor.
func orgBefore(c names.Class, capital bool, gap byte) bool {
	if gap != ' ' {
		return false
	}
	switch c.Kind() {
	case names.Org:
		return capital && c.Surname() < 3
	case names.Street:
		return (capital || c.Word() == 0) && c.Given() == 0
	}
	return false
}

// gapBefore gives the sign between a word before and pos, and where that word ends: a space where there are only spaces; 0 where there is
// no word on the line.
func gapBefore(t []byte, from, pos int) (byte, int) {
	gap, spaces := byte(0), 0
	for pos > from {
		switch b := t[pos-1]; b {
		case ' ', '\t':
			if spaces++; spaces >= columnGap || b == '\t' {
				// A column begins here, unless the words before it are its name.
				if rest := bytes.TrimRight(t[from:pos], " \t"); len(rest) > 1 && rest[len(rest)-1] == ':' {
					return ':', from + len(rest) - 1
				}
				return 0, pos
			}
			if gap == 0 {
				gap = ' '
			}
		case '\n', '\r':
			// A greeting's name may stand on the next line; the sign before the line feed tells.
			return 0, pos
		case '.', ':', ',', ';', '=', '!', '?', '"', '\'', '(', ')', '[', ']', '-', '/', '|', '*', '>', '&':
			if gap == 0 || gap == ' ' || gap == '"' || gap == '\'' || gap == '*' {
				gap = b
			}
		default:
			if !wordBefore(t, from, pos) {
				return 0, pos
			}
			return gap, pos
		}
		pos--
	}
	return 0, pos
}

// lookAfter finds the word after pos on its line. The gap is '&' where only "and" or the like lies between.
func lookAfter(t []byte, pos int) (s surrounding) {
	to := min(len(t), pos+nameReach)
	for hop := range 2 {
		gap := byte(0)
		if bytes.HasPrefix(t[pos:to], []byte("    ")) {
			return s
		}
		for pos < to && !wordAt(t, pos, to) {
			switch b := t[pos]; b {
			case '\t', '\n', '\r':
				return s
			case ' ':
				if gap == 0 {
					gap = ' '
				}
			default:
				if gap == 0 || gap == ' ' {
					gap = b
				}
				if b >= utf8.RuneSelf {
					_, size := utf8.DecodeRune(t[pos:to])
					pos += size - 1
				}
			}
			pos++
		}
		start := pos
		for pos < to && wordAt(t, pos, to) {
			_, size := utf8.DecodeRune(t[pos:to])
			pos += size
		}
		if start == pos {
			return s
		}
		word := t[start:pos]
		if hop == 0 && gap == ' ' && ands[string(word)] {
			s.gap = '&'
			continue
		}
		if hop == 1 {
			gap = '&'
		}
		r, _ := utf8.DecodeRune(word)
		return surrounding{class: names.Look(word), capital: unicode.IsUpper(r), gap: gap}
	}
	return s
}

var ands = map[string]bool{"and": true, "und": true, "y": true, "et": true, "e": true, "i": true, "or": true, "oraz": true, "en": true}

// leadIn is a phrase that ends in a name.
type leadIn uint8

const (
	leadNone  leadIn = iota
	leadName         // my name is: any name
	leadGiven        // this is: a given name
)

// leadIns are such phrases, in lower case.
var leadIns = []struct {
	phrase string
	is     leadIn
}{
	{"name is ", leadName}, {"name was ", leadName}, {"name's ", leadName}, {"call me ", leadName},
	{"named ", leadGiven}, {"called ", leadGiven}, {"i'm ", leadGiven}, {`i\'m `, leadGiven}, {"i am ", leadGiven},
	{"this is ", leadGiven}, {"née ", leadName}, {"geb. ", leadName}, {"geborene ", leadName}, {"a.k.a. ", leadName}, {"signed by ", leadName},
	{"me llamo ", leadName}, {"mi nombre es ", leadName}, {"se llama ", leadName}, {"llamado ", leadName}, {"llamada ", leadName}, {"soy ", leadGiven},
	{"ich heiße ", leadName}, {"ich heisse ", leadName}, {"mein name ist ", leadName}, {"ich bin ", leadGiven}, {"namens ", leadName},
	{"je m'appelle ", leadName}, {"je m’appelle ", leadName}, {"je suis ", leadGiven}, {"nommé ", leadName}, {"nommée ", leadName},
	{"mi chiamo ", leadName}, {"si chiama ", leadName}, {"meu nome é ", leadName}, {"chamo-me ", leadName},
	{"nazywam się ", leadName}, {"mam na imię ", leadName}, {"o imieniu ", leadName}, {"o nazwisku ", leadName}, {"podpisał ", leadName},
	{"podpisała ", leadName}, {"ik ben ", leadGiven}, {"ik heet ", leadName}, {"mijn naam is ", leadName}, {"jeg heter ", leadName}, {"jag heter ", leadName},
}

// leadInBefore finds the phrase that ends at pos.
func leadInBefore(t []byte, pos int) leadIn {
	if pos < 4 || t[pos-1] != ' ' {
		return leadNone
	}
	tail := strings.ToLower(string(t[max(0, pos-20):pos]))
	for _, l := range leadIns {
		if strings.HasSuffix(tail, l.phrase) && (len(l.phrase) >= len(tail) || !wordBefore(t, 0, pos-len(l.phrase))) {
			return l.is
		}
	}
	return leadNone
}
