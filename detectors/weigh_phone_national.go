package detectors

import (
	"bytes"
	"strings"

	"github.com/pii-scan/pii-scan/detectors/internal/phone"
)

// phoneForm is how the people of a country write their numbers: a form that is seldom given to anything else. '#' is a digit.
type phoneForm struct{ region, form string }

var phoneForms = []phoneForm{
	{"AT", "(0#) ### ## ##"}, {"AT", "(0#) ### ####"},
	{"AU", "(0#) #### ####"}, {"AU", "04## ### ###"},
	{"BE", "04## ## ## ##"}, {"BE", "0# ### ## ##"},
	{"CH", "0## ### ## ##"},
	{"IE", "08# ### ####"}, {"IE", "(0#) ### ####"},
	{"IL", "05#-###-####"}, {"IL", "0#-###-####"}, {"IL", "05#-#######"},
	{"JP", "0#0-####-####"}, {"JP", "0#-####-####"},
	{"KR", "01#-####-####"}, {"KR", "0#-####-####"}, {"KR", "0##-###-####"},
	{"NL", "06-########"}, {"NL", "06 ########"}, {"NL", "06 #### ####"}, {"NL", "06 ## ## ## ##"},
	{"NZ", "02# ### ####"}, {"NZ", "(0#) ### ####"},
	{"PH", "09## ### ####"}, {"PH", "09##-###-####"}, {"PH", "(0#) #### ####"},
	{"RU", "8 (###) ###-##-##"}, {"RU", "8(###)###-##-##"}, {"RU", "8-9##-###-##-##"}, {"RU", "8 9## ###-##-##"},
	{"SE", "07#-### ## ##"}, {"SE", "0##-### ## ##"}, {"SE", "08-### ### ##"},
	{"TR", "0### ### ## ##"}, {"TR", "0 ### ### ## ##"}, {"TR", "0 (###) ### ## ##"}, {"TR", "0(###) ### ## ##"}, {"TR", "0-###-###-##-##"},
	{"UA", "(0##) ###-##-##"}, {"UA", "0## ### ## ##"},
	{"ZA", "0## ### ####"},
}

// What the way a number of some country is written adds to tier C; see phonePlan.
const (
	weightSomewhere = -0.25 // grouped: with a keyword only, and behind the rows of single countries
	weightTrunk     = -0.30 // without separators, but with the 0 that is dialled first
	weightDigits    = -0.50 // without separators: too little, whatever stands near
	weightOwnForm   = 0.15  // one of phoneForms: alone enough
	weightLabelled  = -0.40 // another label stands directly before it
)

// Limits of a number of some country, in digits: below, and above without the 0 first, are amounts, codes and other numbers.
const (
	phoneSomewhereMin = 7
	phoneSomewhereMax = 11
	phonePairsMin     = 6 // in pairs with spaces between
)

// phoneFormPattern is a pattern for all forms of the table.
func phoneFormPattern() string {
	seen := map[string]bool{}
	var forms []string
	quote := strings.NewReplacer("(", `\(`, ")", `\)`, "#", `\d`)
	for _, f := range phoneForms {
		if p := quote.Replace(f.form); !seen[p] {
			seen[p] = true
			forms = append(forms, p)
		}
	}
	return strings.Join(forms, "|")
}

// validForm checks a number that is written in a form of its country.
func validForm(v []byte) bool {
	w, ok := phone.Read(v)
	if !ok || w.Plus || w.Zeros || !w.Tidy() {
		return false
	}
	for _, f := range phoneForms {
		if f.fits(v) && phone.Valid(f.region, w.Digits()) {
			return true
		}
	}
	return false
}

func (f phoneForm) fits(v []byte) bool {
	if len(v) != len(f.form) {
		return false
	}
	for i, b := range v {
		if c := f.form[i]; c != b && !(c == '#' && byteKind[b] == digit) {
			return false
		}
	}
	return true
}

func weighForm(v Value) float64 { return weightOwnForm + phoneNeighbours(v) }

// validSomewhere checks a number without country code that stands near a keyword: of any country, as long as nothing else is
// written like that. What validForm accepts is left to it.
func validSomewhere(v []byte) bool {
	w, ok := phone.Read(v)
	if !ok || w.Plus || w.Zeros || !w.Tidy() || w.Pause && w.Groups() == 1 {
		return false
	}
	d := w.Digits()
	pairs := w.Grouped(2, 2, 2) && w.Separated(' ')
	if len(d) < phoneSomewhereMin && !pairs || len(d) < phonePairsMin || len(d) > phoneSomewhereMax && d[0] != '0' {
		return false
	}
	return !otherNumber(&w) && phone.Somewhere(d) && !validForm(v)
}

// otherNumber recognises what is grouped like something else: an American social security number or ZIP code, a Brazilian postal code,
// years and what is numbered by them, an amount with dots, a house and the postal code behind it, numbers in a row.
func otherNumber(w *phone.Written) bool {
	d := w.Digits()
	trunk := d[0] == '0' || w.Bracketed(0)
	switch {
	case w.Spaced(), w.Holds('/') && w.Groups() == 2:
		return !trunk
	case w.Group(0) == 4 && w.Groups() > 1 && phoneYear(d):
		return !w.Grouped(4, 4) || !w.Separated(' ') || phoneYear(d[4:])
	case w.Group(0) == 1 && w.Groups() > 1 && !trunk && d[0] != '8':
		return !w.Grouped(1, 4, 4)
	case w.Separated('-'):
		return w.Grouped(3, 2, 4) || w.Grouped(5, 4) || w.Grouped(5, 3) || w.Groups() == 2 && w.Group(1) < 3
	case w.Separated('.'):
		return w.Groups() == 2 || len(d) < 8 || !trunk && (w.Grouped(1, 3, 3) || w.Grouped(2, 3, 3) || w.Grouped(3, 3, 3) || w.Grouped(1, 3, 3, 3) || w.Grouped(2, 3, 3, 3))
	}
	return w.Holds('.')
}

func phoneYear(d []byte) bool { return d[0] == '1' && d[1] == '9' || d[0] == '2' && d[1] == '0' }

func weighSomewhere(v Value) float64 {
	w, _ := phone.Read(v.Bytes())
	sum := weightSomewhere
	if !phoneLabelBehind(v) {
		sum += phoneNeighbours(v)
	}
	if w.Groups() == 1 {
		if sum += weightDigits - weightSomewhere; w.Digits()[0] == '0' {
			sum += weightTrunk - weightDigits
		}
	}
	if before := phoneBefore(v, 1); before != 0 && strings.IndexByte("-/_.", before) >= 0 && byteKind[phoneBefore(v, 2)] != other {
		sum += weightLabelled
	}
	if otherLabel(v) || inAddress(v, &w) {
		sum += weightLabelled
	}
	return sum
}

// inAddress recognises a house number and a postal code before a place (21 46209 Leeds), and a Japanese postal code behind a comma.
func inAddress(v Value, w *phone.Written) bool {
	if w.Grouped(3, 4) && w.Separated('-') {
		return phoneBefore(v, 1) == ' ' && phoneBefore(v, 2) == ','
	}
	return !w.Bracketed(0) && w.Groups() == 2 && w.Group(0) <= 3 && w.Group(1) == 5 && placeBehind(v)
}

// placeBehind says whether a word with a capital follows, as a place follows its postal code.
func placeBehind(v Value) bool {
	a, b := phoneAfter(v, 1), phoneAfter(v, 2)
	return a == ' ' && (b >= 'A' && b <= 'Z' || b >= 0xC3)
}

// phoneLabelBehind says whether a hyphen and one of the words that say which phone it is follow: 73 448 266-Fax.
func phoneLabelBehind(v Value) bool {
	rest := v.Text[v.End:]
	if len(rest) == 0 || rest[0] != '-' {
		return false
	}
	n := 1
	for n < len(rest) && byteKind[rest[n]] != other && byteKind[rest[n]] != digit {
		n++
	}
	return phoneLabel(rest[1:n])
}

// otherLabel says whether a label that is none of a phone stands directly before the match: behind a word and a sign (NIP: or no.), or
// a word and a number sign.
func otherLabel(v Value) bool {
	before := bytes.TrimRight(v.Text[max(0, v.Start-phoneLabelReach):v.Start], " \t")
	word, rest := lastWord(bytes.TrimRight(before, ":=#.°º"))
	signed := len(before) > 0 && strings.IndexByte(":=#", before[len(before)-1]) >= 0
	if phoneWordIn(word, numberWords) {
		signed = true
		word, _ = lastWord(rest)
	}
	return signed && len(word) > 0 && !phoneLabel(word)
}

// phoneLabelReach is how far a label before a number is read, in bytes.
const phoneLabelReach = 40

// lastWord is the last word of a text, and what stands before it.
func lastWord(b []byte) (word, rest []byte) {
	b = bytes.TrimRight(b, " \t.:_-/")
	n := len(b)
	for n > 0 && (b[n-1] >= 0x80 || byteKind[b[n-1]] != other && b[n-1] != '_') {
		n--
	}
	return b[n:], b[:n]
}

var (
	// numberWords stand between a label and a number.
	numberWords = []string{"no", "nr", "num", "number", "numbers", "nummer", "numer", "número", "numero", "numéro", "n", "id", "code"}
	// linePhones say which of a person's phones it is.
	linePhones = []string{"office", "work", "home", "direct", "main", "private", "desk", "business", "evening", "day", "emergency", "at", "on", "is", "me", "us", "h", "w", "m", "o", "t", "f", "p"}
)

// phoneLabel says whether a word is one of a phone's labels.
func phoneLabel(word []byte) bool {
	return phoneWordIn(word, linePhones) || phoneWordIn(word, nationalWords)
}

func phoneWordIn(word []byte, words []string) bool {
	for _, w := range words {
		if len(w) == len(word) && strings.EqualFold(w, string(word)) {
			return true
		}
	}
	return false
}
