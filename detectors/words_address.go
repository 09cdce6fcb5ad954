package detectors

import (
	"bytes"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/names"
)

// What a word says about a street.
const (
	streetNone     = iota
	streetEnding   // Road: its name stands before it
	streetPrefix   // Calle, ul.: its name stands behind it
	streetCompound // Lindenstraße
)

// streetWords are the words that mean a street, in lower case and without a dot at the end.
var streetWords = func() map[string]int {
	m := map[string]int{}
	for kind, words := range map[int][]string{
		streetEnding: {
			"street", "st", "avenue", "ave", "road", "rd", "boulevard", "blvd", "drive", "dr", "lane", "ln", "court", "ct", "place", "square", "sq", "terrace", "crescent", "cres",
			"close", "way", "highway", "hwy", "parkway", "pkwy", "circle", "cir", "trail", "trl", "alley", "row", "mews", "gardens", "grove", "walk", "quay", "loop", "pike", "broadway",
			"straße", "strasse", "str", "platz", "allee", "weg", "gasse", "ring", "damm", "ufer", "utca", "út", "tér", "körút", "sokak", "caddesi", "nagar", "marg", "chowk", "vägen", "gatan",
			"straat", "laan", "plein", "gracht", "turnpike", "expressway", "bypass", "crossing",
		},
		streetPrefix: {
			"rue", "avenue", "av", "boulevard", "bd", "chemin", "allée", "impasse", "quai", "cours", "route", "faubourg", "calle", "c/", "c", "avenida", "avda", "plaza", "pza", "paseo", "pº", "camino", "carretera",
			"ctra", "ronda", "travesía", "travesia", "glorieta", "rambla", "via", "viale", "piazza", "piazzale", "corso", "largo", "vicolo", "strada", "ul", "ulica", "ulicy", "al", "aleja", "alei", "aleje", "pl", "plac", "placu",
			"os", "osiedle", "osiedlu", "rondo", "rua", "r", "travessa", "praça", "alameda", "rodovia", "calea", "bulevardul", "ulitsa", "ul.", "náměstí", "carrer", "rúa",
		},
	} {
		for _, w := range words {
			if m[w] == 0 || kind == streetPrefix {
				m[w] = kind
			}
		}
	}
	return m
}()

// streetEnds are the ends of words that mean a street, and how many letters at least stand before them.
var streetEnds = []struct {
	end    string
	before int
}{
	{"straße", 3}, {"strasse", 3}, {"straße", 3}, {"str.", 3}, {"weg", 3}, {"platz", 3}, {"allee", 3}, {"gasse", 3}, {"damm", 3}, {"ufer", 4}, {"straat", 3}, {"laan", 4}, {"gracht", 3},
	{"plein", 3}, {"kade", 4}, {"singel", 3}, {"dijk", 4}, {"gatan", 3}, {"gata", 4}, {"vägen", 3}, {"vej", 3}, {"gade", 3}, {"veien", 3}, {"vegen", 3}, {"gaten", 3}, {"katu", 3}, {"kuja", 4},
	{"stræde", 2}, {"ring", 5}, {"plads", 3}, {"torget", 3}, {"tie", 5}, {"dreef", 3},
}

// streetKind says what a word says about a street.
func streetKind(w []byte) int {
	var buf [32]byte
	l := addressLower(buf[:0], w)
	if len(l) > 0 && l[len(l)-1] == '.' {
		if kind := streetWords[string(l[:len(l)-1])]; kind != streetNone {
			return kind
		}
	}
	if kind := streetWords[string(l)]; kind != streetNone {
		// Letters that abbreviate have a dot.
		if len(l) < 3 && kind == streetPrefix && string(l) != "c/" && string(l) != "pº" && string(l) != "ul" && string(l) != "al" {
			return streetNone
		}
		return kind
	}
	for i := range streetEnds {
		e := &streetEnds[i]
		if len(l) >= len(e.end)+e.before && string(l[len(l)-len(e.end):]) == e.end {
			return streetCompound
		}
	}
	if bytes.HasPrefix(l, []byte("c/")) && len(l) > 3 {
		return streetCompound
	}
	return streetNone
}

// longStreetWord says that a street's word is written out, so that it is no other word's abbreviation, and is rarely anything else.
func longStreetWord(w []byte) bool {
	switch string(w) {
	case "Street", "Avenue", "Road", "Boulevard", "Lane", "Ave", "Rd", "Blvd", "Ln", "Ave.", "Rd.", "Blvd.", "Ln.", "Crescent", "Terrace", "Parkway", "Pkwy", "Hwy", "St.", "Dr.":
		return true
	}
	return false
}

// addressLower appends a word in lower case; short words only.
func addressLower(to, w []byte) []byte {
	if len(w) > 28 {
		return to
	}
	for i := 0; i < len(w); {
		if w[i] < utf8.RuneSelf {
			b := w[i]
			if byteKind[b] == upper {
				b |= 0x20
			}
			to = append(to, b)
			i++
			continue
		}
		r, size := utf8.DecodeRune(w[i:])
		if r >= 'À' && r <= 'Þ' {
			r += 0x20
		}
		to = utf8.AppendRune(to, r)
		i += size
	}
	return to
}

// unitWord says that a word tells of a part of a house.
func unitWord(w []byte) bool {
	switch string(bytes.TrimRight(w, ".")) {
	case "Apt", "apt", "Apartment", "Suite", "suite", "Ste", "Unit", "Flat", "Room", "Floor", "Fl", "App", "app", "Appt", "Wohnung", "Whg", "m", "lok", "piso", "portal", "bajo", "Bajo", "izq", "dcha", "bus",
		"Piso", "Portal", "Esc", "Escalera", "Puerta", "Local", "Apto", "Bloco", "Building", "Bldg", "Block", "Tower":
		return true
	}
	return false
}

func directionWord(w []byte) bool {
	switch string(bytes.TrimRight(w, ".")) {
	case "N", "S", "E", "W", "NE", "NW", "SE", "SW", "North", "South", "East", "West":
		return true
	}
	return false
}

// ordinal says that a number is one like 42nd.
func ordinal(w []byte) bool {
	return bytes.HasSuffix(w, []byte("th")) || bytes.HasSuffix(w, []byte("st")) || bytes.HasSuffix(w, []byte("nd")) || bytes.HasSuffix(w, []byte("rd"))
}

// notAfterNumber says that a word behind a number makes it a date, an amount or a time.
func notAfterNumber(w []byte) bool {
	c := names.Look(bytes.TrimRight(w, "."))
	if c.Kind() == names.Month {
		return true
	}
	switch string(w) {
	case "AM", "PM", "MB", "GB", "KB", "TB", "USD", "EUR", "GBP", "PLN", "MHz", "GHz", "Hz", "Mbps", "KiB", "MiB", "GiB", "CST", "EST", "UTC", "GMT", "PST":
		return true
	}
	return c.Word() == 2
}

// plausibleStreet says whether words before a number can be a street's name though none says so.
func plausibleStreet(b []byte, t []addressToken) bool {
	for i := range t {
		w := bytes.TrimRight(b[t[i].start:t[i].end], ".")
		c := names.Look(w)
		if c.Kind() == names.Month || t[i].capital && c.Word() > 0 && c.Given() == 0 && c.Surname() == 0 || c.Word() == 2 && t[i].capital {
			return false
		}
		if t[i].capital && len(w) < 3 {
			return false
		}
	}
	return true
}

// badPlaceWord says that a word with a capital belongs to no town.
func badPlaceWord(w []byte) bool {
	c := names.Look(bytes.TrimRight(w, "."))
	if c.Place() || c.Kind() == names.Country {
		return false
	}
	switch c.Kind() {
	case names.Month, names.Title, names.Role, names.Naming, names.Greeting, names.Speech, names.Org:
		return true
	}
	return c.Word() == 2 && c.Kind() != names.Particle
}

// countryWords says whether words are a country's name.
func countryWords(w []byte) bool { return names.Look(w).Kind() == names.Country }

func digitsOf(w []byte) []byte {
	for i, b := range w {
		if byteKind[b] != digit {
			return w[:i]
		}
	}
	return w
}

// stateCode says that a word is two or three capitals.
func stateCode(w []byte) bool {
	if len(w) != 2 && len(w) != 3 {
		return false
	}
	for _, b := range w {
		if byteKind[b] != upper {
			return false
		}
	}
	return true
}

// postcodeShape says whether token i has the shape of a postcode, of digits and perhaps letters.
func postcodeShape(b []byte, t []addressToken, i int) int {
	w := b[t[i].start:t[i].end]
	d := len(digitsOf(w))
	switch {
	case d == len(w) && (d == 4 || d == 5 || d == 6):
		return 1
	case len(w) == 6 && d == 2 && w[2] == '-' && allDigits(w[3:]): // 00-625
		return 1
	case len(w) == 10 && d == 5 && w[5] == '-' && allDigits(w[6:]):
		return 1
	case len(w) == 9 && d == 5 && w[5] == '-' && allDigits(w[6:]): // 01310-100
		return 1
	case len(w) == 6 && d == 4 && byteKind[w[4]] == upper && byteKind[w[5]] == upper: // 1016GV
		return 1
	}
	return 0
}

// continuesCode says whether digits are the second half of a postcode: K1A 0B1, SW1A 1AA, 560 001.
func continuesCode(b []byte, t []addressToken, i int) bool {
	before, w := b[t[i-1].start:t[i-1].end], b[t[i].start:t[i].end]
	if t[i].sep != ' ' {
		return false
	}
	if len(w) == 3 && byteKind[before[0]] == upper && len(before) <= 4 && byteKind[w[0]] == digit && byteKind[w[1]] != other {
		return true
	}
	return len(w) == 3 && len(before) == 3 && allDigits(w) && allDigits(before)
}

// ukCode says whether token i is the first half of a British or Canadian postcode, or all of it.
func ukCode(b []byte, t []addressToken, i int) bool {
	w := b[t[i].start:t[i].end]
	if len(w) < 2 || byteKind[w[0]] != upper || bytes.IndexAny(w, "0123456789") < 1 {
		return false
	}
	for _, c := range w {
		if k := byteKind[c]; k != upper && k != digit {
			return false
		}
	}
	if len(w) >= 5 {
		return len(w) <= 7 && byteKind[w[len(w)-3]] == digit
	}
	return i+1 < len(t) && t[i+1].sep == ' ' && t[i+1].end-t[i+1].start == 3 && t[i+1].digit
}

// ukCodeEnd says whether token i is the letters of a Dutch postcode: 1016 GV.
func ukCodeEnd(b []byte, t []addressToken, i int) bool {
	w := b[t[i].start:t[i].end]
	return i > 0 && t[i].sep == ' ' && len(w) == 2 && byteKind[w[0]] == upper && byteKind[w[1]] == upper && t[i-1].digit && t[i-1].end-t[i-1].start == 4
}
