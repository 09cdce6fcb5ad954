package detectors

import (
	"bytes"
	"strings"
)

// monthNames are the names and short forms of each month in the languages birth dates are often written in: English,
// German, French, Spanish, Italian, Portuguese, Dutch, Polish and the Scandinavian ones.
var monthNames = [12]string{
	"january januar janvier enero gennaio janeiro januari stycznia jan janv ene gen",
	"february februar février fevrier febrero febbraio fevereiro februari lutego feb fév fev févr febr",
	"march märz maerz mars marzo março marco maart marca marts mar mär mrt",
	"april avril abril aprile kwietnia apr avr abr",
	"may mai mayo maggio maio mei maja maj mag",
	"june juni juin junio giugno junho czerwca jun giu",
	"july juli juillet julio luglio julho lipca jul lug juil",
	"august août aout agosto augustus sierpnia augusti aug ago",
	"september septembre septiembre settembre setembro września sep sept set",
	"october oktober octobre octubre ottobre outubro października oct okt ott out",
	"november novembre noviembre novembro listopada nov",
	"december dezember décembre decembre diciembre dicembre dezembro grudnia dec dez déc dic",
}

// monthPattern matches any of monthNames in any case.
var monthPattern = "(?i:" + strings.ReplaceAll(strings.Join(monthNames[:], "|"), " ", "|") + ")"

// datePattern matches a date in figures or with the name of the month. A time of day may follow, so its end is open:
// weighBirthDate looks at it.
var datePattern = `(?:(?:19|20)\d{2}[-/. ]\d{1,2}[-/. ]\d{1,2}` +
	`|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)?\d{2}` +
	`|(?:19|20)\d{6}` +
	`|\d{1,2}(?:st|nd|rd|th|er|\.|º)?[-/. ]?(?:de |of )?` + monthPattern + `(?:\. ?|, ?|[-/ ])(?:de |del )?(?:(?:19|20)?\d{2})` +
	`|` + monthPattern + `[-/. ]{1,2}\d{1,2}(?:st|nd|rd|th)?[-/., ]{1,2}(?:19|20)\d{2})`

// monthNumber is the month with that name, 0 when there is none.
func monthNumber(name []byte) int {
	for i, names := range monthNames {
		for rest := names; rest != ""; {
			var one string
			one, rest, _ = strings.Cut(rest, " ")
			if len(one) == len(name) && sameMonth(name, one) {
				return i + 1
			}
		}
	}
	return 0
}

// sameMonth compares without regard to the case of ASCII letters, and to that of the Latin letters of UTF-8's C3 page.
func sameMonth(b []byte, s string) bool {
	for i := range len(s) {
		c := b[i]
		if c >= 'A' && c <= 'Z' || i > 0 && b[i-1] == 0xC3 && c >= 0x80 && c < 0xA0 {
			c += 0x20
		}
		if c != s[i] {
			return false
		}
	}
	return true
}

// validBirthDate accepts a day of the calendar from 1900 to 2035 in one of datePattern's forms. The zero days of systems,
// 1900-01-01 and 1970-01-01, are left out. Day and month may come in either order where both read as one.
func validBirthDate(b []byte) bool {
	var fields [3]int // the numbers, and the month where it has a name
	var width [3]int
	n, named := 0, -1
	var separator byte
	for i := 0; i < len(b); {
		c := b[i]
		start := i
		switch {
		case c >= '0' && c <= '9':
			for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
			}
			if n == 3 {
				return false
			}
			fields[n], width[n] = decimal(b[start:min(i, start+9)]), i-start
			n++
		case letterByte(c):
			for ; i < len(b) && letterByte(b[i]); i++ {
			}
			if month := monthNumber(b[start:i]); month > 0 {
				if n == 3 || named >= 0 {
					return false
				}
				fields[n], named = month, n
				n++
			}
		default:
			if named < 0 && !bytes.ContainsAny(b, "abcdefghijklmnopqrstuvwxyz") {
				if separator != 0 && c != separator {
					return false
				}
				separator = c
			}
			i++
		}
	}
	switch {
	case n == 1 && width[0] == 8:
		return birthDay(fields[0]/10000, fields[0]/100%100, fields[0]%100)
	case n != 3:
		return false
	case named == 0:
		return birthDay(fields[2], fields[0], fields[1])
	case named == 1:
		return birthDay(birthYear(fields[2], width[2]), fields[1], fields[0])
	case width[0] == 4:
		return birthDay(fields[0], fields[1], fields[2])
	}
	year := birthYear(fields[2], width[2])
	return birthDay(year, fields[1], fields[0]) || birthDay(year, fields[0], fields[1])
}

// letterByte counts the bytes of characters beyond ASCII as letters, but not º.
func letterByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// birthYear gives two digits a century.
func birthYear(year, width int) int {
	switch {
	case width > 2:
		return year
	case year <= 35:
		return 2000 + year
	}
	return 1900 + year
}

func birthDay(year, month, day int) bool {
	if month == 1 && day == 1 && (year == 1900 || year == 1970) {
		return false
	}
	return year >= 1900 && year <= 2035 && calendar(year, month, day)
}

// weighBirthDate speaks against a date that a time of day other than midnight follows: an event's. What goes on as a word
// without being a time is no date at all.
func weighBirthDate(v Value) float64 {
	rest := v.Text[v.End:]
	if wordAt(rest, 0, len(rest)) && (len(rest) < 6 || rest[0] != 'T' || !onlyDigits(rest[1:3]) || rest[3] != ':' || !onlyDigits(rest[4:6])) {
		return -1
	}
	if len(rest) < 6 || rest[0] != ' ' && rest[0] != 'T' {
		return 0
	}
	hour, minute := rest[1:3], rest[4:6]
	if rest[3] != ':' || !onlyDigits(hour) || !onlyDigits(minute) || decimal(hour) == 0 && decimal(minute) == 0 {
		return 0
	}
	return -0.3
}

// validExpiry accepts a card's month of expiry, in figures or by name, with a year from 2001 to 2060.
func validExpiry(b []byte) bool {
	year, month := 0, 0
	for i := 0; i < len(b); {
		start := i
		switch c := b[i]; {
		case c >= '0' && c <= '9':
			for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
			}
			if n := decimal(b[start:min(i, start+4)]); i-start <= 2 && month == 0 && n <= 12 {
				month = n
			} else {
				year = n
			}
		case letterByte(c):
			for ; i < len(b) && letterByte(b[i]); i++ {
			}
			if named := monthNumber(b[start:i]); named > 0 {
				if month != 0 { // what came first was the year
					year = month
				}
				month = named
			}
		default:
			i++
		}
	}
	if year >= 2000 {
		year -= 2000
	}
	return month >= 1 && month <= 12 && year >= 1 && year <= 60
}

// weighExpiry speaks against a month with a day before it: cards have none, cookies and certificates do.
func weighExpiry(v Value) float64 {
	before := v.Text[max(0, v.Start-2):v.Start]
	if len(before) == 2 && byteKind[before[0]] == digit && (before[1] == ' ' || before[1] == '-') {
		return -1
	}
	return 0
}

// validStripe accepts track 1 or 2 of a card's magnetic stripe: the number with its Luhn digit, and a month of expiry.
// https://en.wikipedia.org/wiki/ISO/IEC_7813
func validStripe(b []byte) bool {
	start := bytes.IndexAny(b, "0123456789")
	end := bytes.IndexAny(b, "^=")
	if start < 0 || end < start {
		return false
	}
	if _, ok := cardRank(b[start:end]); !ok {
		return false
	}
	after := b[end+1:]
	if i := bytes.IndexByte(after, '^'); i >= 0 { // track 1: the name stands between
		after = after[i+1:]
	}
	if len(after) < 4 || !onlyDigits(after[:4]) {
		return false
	}
	month := decimal(after[2:4])
	return month >= 1 && month <= 12
}
