package detectors

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/names"
)

// maxNameWords is how many words namePattern takes, particles counted.
const maxNameWords = 24

// nameForm is how a word of a name is written.
type nameForm uint8

const (
	nameCapital  nameForm = iota // Anna, O'Brien, McDonald
	nameCapitals                 // ANNA
	nameInitial                  // A, A.
	nameParticle                 // de, van
	nameSuffix                   // Jr, PhD
)

// nameWord is a word of a name.
type nameWord struct {
	start, end int
	class      names.Class
	form       nameForm
	dot, comma bool // stand behind it
	guess      bool // unknown to the tables, but formed like a surname
}

// known says that the word is a given name or a surname, or looks like one.
func (w *nameWord) known() bool { return w.class.Given() > 0 || w.class.Surname() > 0 || w.guess }

// unknown says that the word is in no table.
func (w *nameWord) unknown() bool { return !w.class.Known() && !w.guess }

// ordinary says that the word is a word of the language as well.
func (w *nameWord) ordinary() bool { return w.class.Word() > 0 || w.class.Kind() != names.Plain }

// nameWords are the words of a candidate.
type nameWords struct {
	word  [maxNameWords]nameWord
	n     int
	full  int // words that are neither particles nor suffixes nor initials
	first int // the first of them
	last  int // the last of them
	comma int // the word before the comma, -1 where there is none
	caps  int // words in capitals
}

// parse cuts a match of namePattern into words; false where one of them can be no part of a name.
func (p *nameWords) parse(b []byte) bool {
	p.n, p.full, p.first, p.last, p.comma, p.caps = 0, 0, -1, -1, -1, 0
	if r, _ := utf8.DecodeRune(b); unicode.IsLower(r) {
		return p.parseSmall(b)
	}
	for i := 0; i < len(b); {
		if b[i] == ' ' {
			i++
			continue
		}
		if p.n == maxNameWords {
			return false
		}
		w := &p.word[p.n]
		*w = nameWord{start: i}
		letters, uppers, mixed := 0, 0, false
		prevLower := false
		for i < len(b) && b[i] != ' ' && b[i] != ',' && b[i] != '.' {
			r, size := utf8.DecodeRune(b[i:])
			i += size
			if r == '\'' || r == '’' || r == '-' {
				prevLower = false
				continue
			}
			letters++
			upper := unicode.IsUpper(r)
			if upper {
				uppers++
				mixed = mixed || prevLower
			}
			prevLower = !upper
		}
		if w.end = i; w.end == w.start {
			return false
		}
		if i < len(b) && b[i] == '.' {
			w.dot = true
			i++
		}
		if i < len(b) && b[i] == ',' {
			if p.comma >= 0 {
				return false
			}
			w.comma, p.comma = true, p.n
			i++
		}
		part := b[w.start:w.end]
		if mixed && !mixedName(part) || closingQuote(part) {
			return false
		}
		switch {
		case uppers == 0:
			w.form = nameParticle
		case letters == 1:
			w.form = nameInitial
		default:
			w.class = names.Look(part)
			if w.class.Kind() == names.Suffix && p.full > 0 {
				w.form = nameSuffix
				break
			}
			if uppers == letters {
				w.form = nameCapitals
				p.caps++
			}
			if !p.fits(w, part, letters) {
				return false
			}
			if p.full == 0 {
				p.first = p.n
			}
			p.last = p.n
			p.full++
		}
		if w.dot && w.form != nameInitial && w.form != nameSuffix {
			return false
		}
		p.n++
	}
	return p.full > 0
}

// closingQuote says whether a word ends in an apostrophe, or in 's.
func closingQuote(part []byte) bool {
	switch part[len(part)-1] {
	case '\'', 's', 'S', 0x99: // the last byte of ’
	default:
		return false
	}
	for _, end := range []string{"'", "’", "'s", "’s", "'S"} {
		if len(part) > len(end) && string(part[len(part)-len(end):]) == end {
			return true
		}
	}
	return false
}

// fits says whether a word can be a part of a name at all.
func (p *nameWords) fits(w *nameWord, part []byte, letters int) bool {
	c := w.class
	if c == 0 {
		if bytes.IndexByte(part, '-') > 0 {
			// A double name counts as the first of its parts that is known as a name.
			for sub := range bytes.SplitSeq(part, []byte("-")) {
				k := names.Look(sub)
				name := k.Given() > 0 || k.Surname() > 0
				if len(sub) == 0 || len(sub) > 3 && k.Known() && !name {
					return false
				}
				if w.class == 0 && name && k.Word() < 2 {
					w.class = k
				}
			}
		}
		var common bool
		if w.guess, common = names.Ending(part); w.guess {
			return true
		}
		return w.class != 0 || letters > 2 && !common
	}
	if p.full == 0 && c.Word() == 2 && c.Given() < 3 {
		return false
	}
	switch c.Kind() {
	case names.Org:
		return false
	case names.Particle: // De Miguel, La Rosa
		return true
	case names.Plain:
		return c.Given() > 0 || c.Surname() > 0 || c.Word() == 0
	}
	return c.Given() >= 2 || c.Surname() >= 2
}

// mixedName says whether capitals inside a word are those of a name: McDonald, DeWitt, O'Brien.
func mixedName(part []byte) bool {
	switch part[0] {
	case 'M', 'D', 'L', 'V', 'F', 'O', 'S', 'A':
	default:
		return false
	}
	for _, head := range [...]string{"Mc", "Mac", "De", "Di", "Del", "Da", "La", "Le", "Van", "Von", "Fitz", "O'", "O’", "D'", "D’", "L'", "St", "Mac", "Du", "Ap"} {
		if len(part) > len(head)+2 && string(part[:len(head)]) == head {
			r, _ := utf8.DecodeRune(part[len(head):])
			if unicode.IsUpper(r) {
				return true
			}
		}
	}
	return false
}

// validName says whether words with capitals can be a person's name, all of them.
func validName(b []byte) bool {
	var p nameWords
	return p.parse(b) && p.name()
}

// name says whether the words together have the form of a name.
func (p *nameWords) name() bool {
	first, last := &p.word[p.first], &p.word[p.last]
	if p.word[p.n-1].form == nameInitial && p.comma < 0 || p.word[p.n-1].form == nameParticle || p.word[0].form == nameParticle {
		return false
	}
	if p.n == 1 {
		return last.class.Kind() <= names.Naming || last.known()
	}
	if p.caps > 0 && p.caps < p.full { // Ortega VIDAL
		for i := range p.n {
			if w := &p.word[i]; w.form == nameCapitals && (w.class.Surname() < 2 || w.end-w.start < 4) {
				return false
			}
		}
	}
	if p.comma >= 0 {
		return p.reversed()
	}
	for i := 1; i < p.n; i++ {
		if w := &p.word[i]; w.form == nameCapital && w.class.Word() == 2 && w.class.Kind() != names.Particle {
			return false
		}
	}
	if p.full == 1 {
		// Initials and a surname, or a given name with a particle.
		return p.word[0].form == nameInitial && p.word[0].dot && last.known() && last.class.Word() < 2
	}
	// Behind the first two, an unknown word is taken only where it may be a second surname.
	unknown, words := 0, 0
	for i := range p.n {
		w := &p.word[i]
		switch {
		case w.form != nameCapital && w.form != nameCapitals:
		case w.unknown():
			unknown++
		case w.class.Given() == 0 && w.class.Surname() < 2 && w.ordinary() && w.class.Kind() != names.Particle:
			words++
		}
	}
	if words > 0 && (first.class.Given() < 2 || first.ordinary() || words > 1) {
		return false
	}
	switch {
	case first.class.Given() > 0:
		return unknown <= 1 || p.full == 3 && unknown == 2 && first.class.Given() > 1 && !first.ordinary()
	case first.class.Surname() > 0 || first.guess:
		return unknown == 0 || p.full == 2 || p.full == 3 && unknown == 1
	}
	return p.full == 2 || p.full == 3 && unknown <= 2 && last.known() || unknown == 1 && last.known()
}

// reversed says whether the words have the form of Surname, Given.
func (p *nameWords) reversed() bool {
	if p.comma > 2 || p.n-p.comma > 4 || p.comma == p.n-1 {
		return false
	}
	before, after := &p.word[p.comma], &p.word[p.comma+1]
	if before.form == nameInitial || before.form == nameParticle {
		return false
	}
	if after.form == nameInitial {
		return after.dot && before.known() && !before.ordinary()
	}
	if after.class.Given() < 2 || after.class.Word() == 2 {
		return false
	}
	for i := p.comma + 2; i < p.n; i++ {
		if w := &p.word[i]; w.form != nameInitial && w.form != nameSuffix && w.class.Given() == 0 {
			return false
		}
	}
	// Anna, Maria is a list.
	if before.class.Surname() < 2 && !before.guess || before.ordinary() && before.class.Surname() < 3 {
		return false
	}
	return before.class.Given() < 3 && !before.class.Place() && (before.known() || before.unknown()) && before.class.Kind() == names.Plain
}

// wholeName says whether a field's whole text can be a person's name.
func wholeName(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	if len(b) < 2 || len(b) > 80 || !unicode.IsUpper(r) {
		return false
	}
	for _, c := range b {
		if k := byteKind[c]; k != lower && k != upper && k != multi && bytes.IndexByte([]byte(" '.,-"), c) < 0 {
			return false
		}
	}
	return validName(b)
}

// cutName finds the name in a match of namePattern: without the title, greeting or phrase before it and the verb behind it.
func cutName(b []byte) (start, end int) {
	if n := selfPhrase(b); n > 0 {
		return n, len(b)
	}
	last := bytes.LastIndexByte(b, ' ') + 1
	for i := len(b) - 1; i >= last; i-- {
		if b[i] == ':' || b[i] == '=' || b[i] == '"' {
			last = i + 1
			break
		}
	}
	tail := b[last:]
	if r, _ := utf8.DecodeRune(tail); len(tail) == 0 || !unicode.IsUpper(r) || last == 0 {
		// A single word and what follows it. The pattern takes small letters beyond ASCII, too.
		if first, _ := utf8.DecodeRune(b); !unicode.IsUpper(first) {
			return 0, 0
		}
		for end = 0; end < len(b) && !nameEnds[b[end]]; end++ {
		}
		for _, s := range []string{"'s", "’s"} {
			end -= len(b[:end]) - len(bytes.TrimSuffix(b[:end], []byte(s)))
		}
		if end == len(b) && !loneName(b) {
			return 0, 0
		}
		return 0, end
	}
	// A word in lower case that is no particle belongs to a lead-in.
	commas := 0
	for i := 0; i < last; {
		n := bytes.IndexAny(b[i:], " ,")
		if n < 0 || i+n > last {
			n = last - i
		}
		word := b[i : i+n]
		if b[i+n] == ',' {
			commas++
		}
		if len(word) > 0 && (bytes.ContainsAny(word, ":=\"?") || leadWord(word)) {
			return last, len(b)
		}
		i += n + 1
	}
	start = afterTitles(b)
	if commas == 1 && start == 0 {
		if i := bytes.IndexByte(b, ','); i < last && listed(b[:i], b[i+1:]) {
			return 0, i
		}
	}
	return start, len(b)
}

// nameEnds are the signs that end a single word.
var nameEnds = [256]bool{' ': true, ',': true, '!': true, '?': true, ':': true, '"': true}

// leadWord says whether a word before a name is a part of a phrase: one in lower case that is no particle, or I'm.
func leadWord(word []byte) bool {
	r, _ := utf8.DecodeRune(word)
	if unicode.IsUpper(r) {
		switch string(word) {
		case "I", "I'm", "I’m", `I\'m`, "This", "Ich", "Me", "Mi", "Name", "Name's", "Nazywam":
			return true
		}
		return false
	}
	return names.Look(word).Kind() != names.Particle
}

// afterTitles gives where the name begins behind titles and greetings.
func afterTitles(b []byte) int {
	start := 0
	for {
		n := bytes.IndexAny(b[start:], " ,")
		if n < 0 {
			return start
		}
		c := names.Look(bytes.TrimRight(b[start:start+n], "."))
		if c.Kind() != names.Title && c.Kind() != names.Greeting || c.Kind() == names.Title && c.Given() > 1 {
			return start
		}
		for start += n; start < len(b) && (b[start] == ' ' || b[start] == ','); start++ {
		}
	}
}

// listed says whether two words with a comma between are of a list of given names: Anna, Maria.
func listed(before, after []byte) bool {
	after = bytes.TrimLeft(after, " ")
	if bytes.IndexByte(before, ' ') >= 0 || bytes.IndexByte(after, ' ') >= 0 {
		return false
	}
	a, b := names.Look(before), names.Look(after)
	return a.Given() >= 2 && b.Given() >= 2 && a.Given() >= a.Surname()
}
