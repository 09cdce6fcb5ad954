package classify

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors"
)

// Bounds of what a masked value may show.
const (
	maxMasked    = 60 // characters of a masked value, so that it fits into a line
	maxTail      = 4  // letters and digits shown at the end: enough to know one's own card again
	tailShare    = 4  // and at most one in so many, so that short numbers cannot be guessed
	minTail      = 8  // a value with fewer letters and digits shows none
	maxTLD       = 4  // a longer top-level domain is masked as well
	maxSeparator = 2  // separators in a row
)

// hidden stands for a value of which nothing is shown, not even how long it is.
const hidden = "********"

// separators are kept where they stand: they show what kind of value it is.
const separators = " -./:,()+_'@"

// tails says by category how many letters and digits may be shown at the end of a value. A category that is not named here
// shows nothing.
var tails = map[detectors.Category]int{
	detectors.Credentials: 0,
	detectors.Financial:   maxTail,
	detectors.Personal:    maxTail,
	detectors.Custom:      maxTail,
}

// mask shows what kind of value v is without giving it away:
//
//   - a credential is ********, whatever its length and its separators
//   - an e-mail address keeps its first letter and its top-level domain: j***@***.com
//   - anything else keeps its separators, its letters and digits become '*' but for a short tail (see the constants), which a
//     value without digits (a name) does not have
//
// The result is at most maxMasked characters long; a longer one is cut at its front.
func mask(d *detectors.Detector, v []byte) string {
	tail := tails[d.Category]
	if tail == 0 {
		return hidden
	}
	if at := mailAt(v); at > 0 {
		return maskMail(v, at)
	}
	return maskTail(v, tail)
}

// mailAt is where the '@' of an e-mail address stands; -1 where v is none.
func mailAt(v []byte) int {
	at := bytes.LastIndexByte(v, '@')
	if at <= 0 || at == len(v)-1 || bytes.ContainsAny(v, " \t\r\n/:") {
		return -1
	}
	return at
}

func maskMail(v []byte, at int) string {
	var b strings.Builder
	// A single letter in front of the @ would be shown whole.
	if r, n := utf8.DecodeRune(v); n < at && unicode.IsLetter(r) {
		b.WriteRune(r)
	}
	b.WriteString("***@***")
	host := v[at+1:]
	if dot := bytes.LastIndexByte(host, '.'); dot > 0 {
		tld := host[dot+1:]
		if len(tld) == 0 || len(tld) > maxTLD || !allASCIILetters(tld) {
			tld = []byte("***")
		}
		b.WriteByte('.')
		b.Write(tld)
	}
	return b.String()
}

func allASCIILetters(b []byte) bool {
	for _, c := range b {
		if c |= 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

func maskTail(v []byte, tail int) string {
	total, digits := 0, 0
	for rest := v; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		rest = rest[n:]
		if !isSeparator(r) {
			total++
		}
		if unicode.IsDigit(r) {
			digits++
		}
	}
	tail = min(tail, total/tailShare)
	if total < minTail || digits == 0 {
		tail = 0
	}

	var out [maxMasked]rune // filled from its end
	at, run := len(out), 0
	for len(v) > 0 && at > 0 {
		r, n := utf8.DecodeLastRune(v)
		v = v[:len(v)-n]
		if isSeparator(r) {
			if run++; run > maxSeparator {
				continue
			}
		} else {
			if tail--; tail < 0 || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				r = '*'
			}
			run = 0
		}
		at--
		out[at] = r
	}
	if len(v) > 0 {
		copy(out[:], []rune("..."))
	}
	return string(out[at:])
}

func isSeparator(r rune) bool {
	return r < utf8.RuneSelf && strings.IndexByte(separators, byte(r)) >= 0
}
