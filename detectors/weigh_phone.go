package detectors

import (
	"strings"

	"github.com/pii-scan/pii-scan/detectors/internal/phone"
)

// phonePlan is how one country writes its numbers.
type phonePlan struct {
	code    string
	regions []string // those that dial each other without the country code
	// form adds to the score of a number without country code for how it is written.
	form func(phone.Written) float64
}

var (
	phoneNorthAmerica = phonePlan{"1", []string{"US", "CA", "PR", "VI", "GU", "AS", "MP"}, formNorthAmerica}
	phoneBrazil       = phonePlan{"55", []string{"BR"}, formBrazil}
	phoneFrance       = phonePlan{"33", []string{"FR"}, formFrance}
	phoneGermany      = phonePlan{"49", []string{"DE"}, formGermany}
	phoneItaly        = phonePlan{"39", []string{"IT", "VA"}, formItaly}
	phoneSpain        = phonePlan{"34", []string{"ES"}, formSpain}
	phoneBritain      = phonePlan{"44", []string{"GB", "GG", "IM", "JE"}, formBritain}

	phonePlans = []*phonePlan{&phoneNorthAmerica, &phoneBrazil, &phoneFrance, &phoneGermany, &phoneItaly, &phoneSpain, &phoneBritain}
)

// What the way a number is written adds to tier C (0.40 alone, 0.85 with a keyword).
const (
	weightPlus   = 0.40  // +44: alone enough
	weightZeros  = 0.25  // 00 44 with separators: alone enough
	weightCode   = -0.20 // 44 without a sign: with a keyword only
	weightRun    = -0.20 // national digits without separators: with a keyword only
	weightShort  = -0.40 // takes the + back from numbers so short that they may be amounts
	weightBroken = -0.30 // stands among other numbers or in a longer name
	// A form that people give to nothing else is enough alone; one that is common only breaks ties.
	weightForm   = 0.20
	weightLikely = 0.02
)

// phoneShort is how few digits, with the country code, weightShort is for.
const phoneShort = 9

// phonePlainMin is how many digits a number without country code has at least.
const phonePlainMin = 7

// valid checks a number of the plan.
func (p *phonePlan) valid(v []byte) bool {
	w, ok := phone.Read(v)
	if !ok {
		return false
	}
	if p.international(&w) {
		w.DropCode(len(p.code))
		return w.Tidy()
	}
	return !w.Plus && !w.Zeros && len(w.Digits()) >= phonePlainMin && p.national(w.Digits()) && w.Tidy() && !(w.Pause && w.Groups() == 1)
}

// international says whether the digits are the country code and a number of the plan.
func (p *phonePlan) international(w *phone.Written) bool {
	d := w.Digits()
	if len(d) <= len(p.code) || string(d[:len(p.code)]) != p.code || !w.Plus && !w.Zeros && p.national(d) {
		return false
	}
	region, ok := phone.International(d)
	return ok && p.has(region)
}

func (p *phonePlan) national(digits []byte) bool {
	for _, region := range p.regions {
		if phone.Valid(region, digits) {
			return true
		}
	}
	return false
}

func (p *phonePlan) has(region string) bool {
	for _, r := range p.regions {
		if r == region {
			return true
		}
	}
	return false
}

// weigh tells a number by how it is written and what stands beside it.
func (p *phonePlan) weigh(v Value) float64 {
	w, _ := phone.Read(v.Bytes())
	if w.Plus || w.Zeros {
		return weighInternational(v, &w)
	}
	sum := phoneNeighbours(v)
	if p.international(&w) {
		return sum + weightCode
	}
	if w.Groups() == 1 {
		sum += weightRun
	}
	return sum + p.form(w)
}

// validElsewhere checks a number with country code of a country that has no plan here.
func validElsewhere(v []byte) bool {
	w, ok := phone.Read(v)
	if !ok || !w.Plus && !w.Zeros {
		return false
	}
	region, ok := phone.International(w.Digits())
	if !ok {
		return false
	}
	for _, p := range phonePlans {
		if p.has(region) {
			return false
		}
	}
	w.DropCode(phone.CodeLength(w.Digits()))
	return w.Tidy()
}

func weighElsewhere(v Value) float64 {
	w, _ := phone.Read(v.Bytes())
	return weighInternational(v, &w)
}

func weighInternational(v Value, w *phone.Written) float64 {
	var sum float64
	switch {
	case w.Plus:
		sum = weightPlus
		if b := phoneBefore(v, 1); b == '+' || b == ')' || byteKind[b] != other { // a sum
			sum -= weightPlus
		}
	case w.Groups() > 1:
		sum = weightZeros + phoneNeighbours(v)
	default:
		sum = phoneNeighbours(v)
	}
	if len(w.Digits()) < phoneShort {
		sum += weightShort
	}
	// +12.345678 is a number: a registry writes a phone so, but with nothing but the country code before the dot.
	if w.Groups() == 2 && w.Separated('.') {
		short := *w
		if short.DropCode(phone.CodeLength(w.Digits())); short.Groups() == 2 {
			sum -= weightPlus
		}
	}
	return sum
}

// phoneNeighbours looks for signs that a number is a part of something longer, or an amount: digits a space away, a name
// that goes on behind a hyphen, currency and other signs.
func phoneNeighbours(v Value) float64 {
	b, a := phoneBefore(v, 1), phoneAfter(v, 1)
	farBefore, farAfter := phoneBefore(v, 2), phoneAfter(v, 2)
	switch {
	case strings.IndexByte(" -.,:", b) >= 0 && byteKind[farBefore] == digit,
		strings.IndexByte(" -.:", a) >= 0 && byteKind[farAfter] == digit,
		a == '-' && byteKind[farAfter] != other,
		(b == '-' || b == '.') && byteKind[farBefore] != other && a == b,
		phoneInDump(v),
		b != 0 && strings.IndexByte(`$+#*<>\^`, b) >= 0,
		a != 0 && strings.IndexByte(`%@^*+\`, a) >= 0:
		return weightBroken
	}
	return 0
}

// phoneInDump says whether two hexadecimal digits stand alone behind the match and a space, or before it with a letter among them: a
// dump goes on.
func phoneInDump(v Value) bool {
	if phoneAfter(v, 1) == ' ' && isHexByte(phoneAfter(v, 2)) && isHexByte(phoneAfter(v, 3)) && byteKind[phoneAfter(v, 4)] == other {
		return true
	}
	low, high := phoneBefore(v, 2), phoneBefore(v, 3)
	return phoneBefore(v, 1) == ' ' && isHexByte(low) && isHexByte(high) && byteKind[phoneBefore(v, 4)] == other &&
		(byteKind[low] != digit || byteKind[high] != digit)
}

// phoneBefore is the n-th byte before the match, phoneAfter the n-th behind it; 0 where there is none.
func phoneBefore(v Value, n int) byte {
	if v.Start < n {
		return 0
	}
	return v.Text[v.Start-n]
}

func phoneAfter(v Value, n int) byte {
	if v.End+n > len(v.Text) {
		return 0
	}
	return v.Text[v.End+n-1]
}
