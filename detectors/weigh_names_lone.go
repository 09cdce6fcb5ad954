package detectors

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/names"
)

// nameOrLoneStarts says whether a name can begin with t: nameStarts, or a word that is looked at by itself.
func nameOrLoneStarts(t []byte) bool {
	if nameStarts(t) {
		return true
	}
	n, _ := capitalWord(t)
	return loneName(t[:n])
}

// nameWordStarts is what nameOrLoneStarts says of a word by itself: behind most signs no name goes on.
func nameWordStarts(t []byte) bool {
	if byteKind[t[0]] == lower {
		return true
	}
	n, sure := capitalWord(t)
	return sure || n == len(t) || bytes.IndexByte(nameSigns, t[n]) >= 0 || loneName(t[:n])
}

// nameSigns are the bytes behind which nameStarts looks on.
var nameSigns = []byte(`., :="_!?`)

// loneName says whether a word is known as a name and as nothing else: a given name that is common, or a surname.
func loneName(word []byte) bool {
	c := names.Look(word)
	if c.Word() > 0 || c.Kind() != names.Plain {
		return false
	}
	if c == 0 {
		surname, _ := names.Ending(word)
		return surname
	}
	return c.Given() == 3 || c.Surname() > 1
}

// selfPhrases are words behind which people call themselves by their name, also without capitals.
var selfPhrases = [...]string{"name is ", "name's ", "nombre es ", "llamo ", "heiße ", "heisse ", "name ist ", "appelle ", "chiamo ", "nome é ", "azywam się ", "naam is ", "heter "}

// selfPhrase is how long the phrase is that a match begins with behind which a name stands without capitals; 0 where none is.
func selfPhrase(b []byte) int {
	for _, s := range selfPhrases {
		for n := range 2 {
			if end := n + len(s); end < len(b) && b[n] == s[0] && string(b[n:end]) == s {
				if r, _ := utf8.DecodeRune(b[end:]); unicode.IsLower(r) {
					return end
				}
				break
			}
		}
	}
	return 0
}

// parseSmall is parse for a name without capitals: each of its words must be known as one and as nothing else.
func (p *nameWords) parseSmall(b []byte) bool {
	for i := 0; i < len(b); {
		n := bytes.IndexByte(b[i:], ' ')
		if n < 0 {
			n = len(b) - i
		}
		w := nameWord{start: i, end: i + n, class: names.Look(b[i : i+n])}
		if particle := w.class.Kind() == names.Particle && i > 0; particle {
			w.form = nameParticle
		} else if !w.known() || w.ordinary() {
			return false
		}
		if n == 0 || p.n == maxNameWords {
			return false
		}
		if p.word[p.n] = w; w.form == nameCapital {
			if p.full == 0 {
				p.first = p.n
			}
			p.last = p.n
			p.full++
		}
		p.n++
		i += n + 1
	}
	return p.full > 0
}

// weighLone scores a single word: it needs a field of its own or a word beside it that tells of a person.
func (p *nameWords) weighLone(v Value, at *nameContext) float64 {
	w := &p.word[0]
	g, s := w.class.Given(), w.class.Surname()
	score := 0.0
	switch {
	case w.class.Kind() == names.Country, w.class.Kind() == names.Month && g < 3:
		score -= 0.40
	case w.class.Word() == 2:
		score -= 0.60
	case g == 0 && s == 0 && !w.guess && w.ordinary():
		score -= 0.40
	case g >= 2 || s >= 2:
		score += 0.10
	case w.guess:
		score += 0.10
	case w.known():
		score += 0.07
	}
	if at.whole {
		if g == 3 && !w.ordinary() && !w.class.Place() {
			score += 0.15
		}
		return score
	}
	if w.form != nameCapital || at.beside {
		return nameNever
	}
	if w.ordinary() && w.class.Kind() != names.Particle {
		score -= 0.15
	}
	if g == 3 && !w.ordinary() && !w.class.Place() {
		score += 0.15
	}
	if at.code {
		score -= 0.25
	}
	return score + at.lone(v, w)
}

// lone sums up what speaks for and against a single word.
func (at *nameContext) lone(v Value, w *nameWord) float64 {
	b, a := &at.before, &at.after
	g := w.class.Given()
	known := w.known() && w.class.Word() < 2 && w.class.Kind() != names.Month && w.class.Kind() != names.Country
	switch {
	case b.org:
		return nameNever
	case b.title() && b.class.Word() > 0 && !b.dot: // Doctor, Captain
		if w.known() && w.class.Word() == 0 {
			return 0.28
		}
	case b.title() && w.class.Word() < 2:
		return 0.50
	case at.leadIn == leadName && (known || w.unknown()):
		return 0.45
	case at.leadIn == leadGiven && g > 0 && !w.ordinary() && !w.class.Place():
		return 0.42
	case b.class.Kind() == names.Greeting && (b.gap == ' ' || b.gap == ',') && g > 0 && !w.ordinary():
		return 0.40
	case b.class.Kind() == names.Naming && b.class.Word() == 0 && (known || w.unknown()) && asks(b.gap):
		return 0.45
	case b.class.Kind() == names.Naming && asks(b.gap) && (known || w.unknown()) && namesPerson(v.Text, v.Start):
		return 0.45
	case b.class.Kind() == names.Naming && g > 1 && !w.ordinary() && !w.class.Place() && asks(b.gap):
		return 0.40
	case b.class.Kind() == names.Role && known && !w.ordinary() && !b.capital:
		return 0.35
	case b.class.Kind() == names.Role && known && b.gap == ':':
		return 0.35
	case b.class.Kind() == names.Speech && (g > 0 || w.class.Surname() > 1 || w.guess) && !w.ordinary() && !w.class.Place() && b.gap == ' ' && !b.capital:
		return 0.30
	}
	if !w.ordinary() && !at.code && w.named(v) {
		return 0.45
	}
	if g == 0 || w.class.Place() && g < 3 || w.ordinary() && g < 3 {
		return nameNever
	}
	score := 0.0
	if g == 3 && !w.class.Place() && !w.ordinary() && at.open {
		score += 0.15
	}
	if at.copula {
		score += 0.20
	}
	if at.genitive {
		score += 0.12
	}
	if at.called {
		score += 0.17
	}
	if a.class.Kind() == names.Speech && a.gap == ' ' && !a.capital {
		score += 0.25
	}
	for _, n := range []*surrounding{b, a} {
		if n.capital && (n.gap == ',' || n.gap == '&') && n.class.Given() >= 2 && n.class.Word() == 0 && n.class.Kind() == names.Plain {
			if score += 0.17; w.class.Place() && !n.class.Place() {
				score += 0.13
			}
		}
	}
	return score
}

// nameSight is how far a name is looked for that a single word repeats, in bytes.
const nameSight = 900

// named says whether the word of the candidate stands nearby as a part of a full name: Anna Nowak came. Later Nowak left.
func (w *nameWord) named(v Value) bool {
	word := v.Bytes()[w.start:w.end]
	from := max(0, v.Start-nameSight)
	around := v.Text[from:min(len(v.Text), v.End+nameSight)]
	for at := 0; ; {
		i := bytes.Index(around[at:], word)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(word)
		at = end
		if from+start == v.Start || wordBefore(around, 0, start) || wordAt(around, end, len(around)) {
			continue
		}
		if w.class.Given() == 0 && givenBefore(around, start) || w.class.Given() > 0 && surnameAfter(around, end) {
			return true
		}
	}
}

// givenBefore says whether a given name stands before pos, or one and an initial.
func givenBefore(t []byte, pos int) bool {
	for range 2 {
		end := pos - 1
		if end <= 0 || t[end] != ' ' {
			return false
		}
		if t[end-1] == '.' {
			end--
		}
		start := end
		for start > 0 && wordBefore(t, 0, start) {
			_, size := utf8.DecodeLastRune(t[:start])
			start -= size
		}
		word := t[start:end]
		if r, size := utf8.DecodeRune(word); !unicode.IsUpper(r) {
			return false
		} else if len(word) > size {
			c := names.Look(word)
			return end == pos-1 && (c == 0 || c.Given() > 0) && c.Word() == 0 && c.Kind() == names.Plain
		}
		pos = start
	}
	return false
}

// surnameAfter says whether a surname stands behind pos, or an initial and one.
func surnameAfter(t []byte, pos int) bool {
	for range 2 {
		if pos >= len(t) || t[pos] != ' ' {
			return false
		}
		start := pos + 1
		end := start
		for end < len(t) && wordAt(t, end, len(t)) {
			_, size := utf8.DecodeRune(t[end:])
			end += size
		}
		word := t[start:end]
		if r, size := utf8.DecodeRune(word); !unicode.IsUpper(r) {
			return false
		} else if len(word) > size {
			c := names.Look(word)
			if c == 0 {
				surname, _ := names.Ending(word)
				return surname
			}
			return c.Surname() > 0 && c.Word() == 0 && c.Kind() == names.Plain
		}
		if pos = end; pos < len(t) && t[pos] == '.' {
			pos++
		}
	}
	return false
}

// inSentence says whether what stands before pos is a sentence rather than a key, a number or a sign of a program.
func inSentence(t []byte, pos int) bool {
	for i := pos - 1; i >= 0; i-- {
		switch b := t[i]; b {
		case ' ', '"', '\'', '(':
		case '\n', '\r', ',', ';', '.', '!', '?', '>', '#', '\t', ')', '-':
			return true
		default:
			k := byteKind[b]
			return k == lower || k == upper || k == multi
		}
	}
	return true
}

// asks says whether a sign stands between what is asked for and the answer.
func asks(gap byte) bool { return gap == ':' || gap == '=' || gap == '?' }

// namesPerson says whether the two words before pos, and a sign, call what follows a person's name: Last name: Ortega.
func namesPerson(t []byte, pos int) bool {
	b := bytes.TrimRight(t[max(0, pos-nameReach):pos], " :=?\"'")
	from := len(b)
	for range 2 {
		from = bytes.LastIndexAny(b[:from], " \n\t\"'") // -1 is the beginning
		if from <= 0 {
			break
		}
	}
	return fieldNameKind(string(b[from+1:])) == fieldPersonName
}
