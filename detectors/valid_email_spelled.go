package detectors

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/pii-scan/pii-scan/detectors/names"
)

// People hide an address from programs that collect them: they spell out its signs. The signs stand in brackets or between spaces.
const (
	spelledAt     = `at|arroba|arobase|ät`
	spelledDot    = `dot|punto|punkt|ponto|kropka`
	bracketLeft   = ` ?[\[({<] ?(?i:`
	bracketRight  = `) ?[\])}>] ?`
	spelledAtMark = `(?:` + bracketLeft + spelledAt + `|@` + bracketRight + `| (?i:` + spelledAt + `) | @ ?|@ )`
	spelledDotSep = `(?:\.|` + bracketLeft + spelledDot + `|point|\.` + bracketRight + `| (?i:` + spelledDot + `) )`

	// spelledEmailPattern is an address whose '@' is spelled out. Labels are as long as people spell them.
	spelledLabel        = `[A-Za-z0-9][A-Za-z0-9_%+-]{0,30}`
	spelledEmailPattern = spelledLabel + `(?:` + spelledDotSep + spelledLabel + `){0,2}` + spelledAtMark + spelledLabel + `(?:` + spelledDotSep + spelledLabel + `){1,3}`
)

// maxSpelledEmail is how long an address is that somebody spells out, in bytes.
const maxSpelledEmail = 120

var (
	spelledAtMarks  = regexp.MustCompile(spelledAtMark)
	spelledDotMarks = regexp.MustCompile(spelledDotSep)
)

// spelledEmail is an address of which at least the '@' is spelled out.
type spelledEmail struct {
	local, domain []byte // as they would be written
	brackets      bool   // stand around a sign
	dots          bool   // one is spelled out
}

// isSpelled says whether an address has what only spelled ones have.
func isSpelled(b []byte) bool { return bytes.ContainsAny(b, " "+brackets) }

const brackets = "[({<"

// readSpelled reads b as a whole; not ok where it is none, or one that is nobody's. It is asked of every cell of columns that are called
// e-mail, and so begins with the cheap.
func readSpelled(b []byte) (s spelledEmail, ok bool) {
	if len(b) > maxSpelledEmail || !isSpelled(b) {
		return s, false
	}
	marks := spelledAtMarks.FindAllIndex(b, 2)
	if len(marks) != 1 {
		return s, false
	}
	from, to := marks[0][0], marks[0][1]
	local := spelledDotMarks.ReplaceAllLiteral(b[:from], []byte("."))
	domain := spelledDotMarks.ReplaceAllLiteral(b[to:], []byte("."))
	for _, part := range [][]byte{local, domain} {
		for label := range bytes.SplitSeq(part, []byte(".")) {
			if len(label) == 0 || !soberLabel(label) {
				return s, false
			}
		}
	}
	s = spelledEmail{local, domain, bytes.ContainsAny(b, brackets), bytes.IndexByte(slices.Concat(b[:from], b[to:]), ' ') >= 0}
	return s, validEmail(slices.Concat(local, []byte("@"), domain))
}

// soberLabel says whether a part between dots has only signs that addresses have in daily life.
func soberLabel(b []byte) bool {
	for _, c := range b {
		if k := byteKind[c]; k == multi || k == other && c != '-' && c != '+' && c != '%' {
			return false
		}
	}
	return b[0] != '-' && b[len(b)-1] != '-'
}

// wholeEmail takes a field that is an address with spelled signs.
func wholeEmail(b []byte) bool {
	_, ok := readSpelled(b)
	return ok
}

// spelledInText takes one in the middle of a text, where "look at acme.com" is none.
func spelledInText(b []byte) bool {
	s, ok := readSpelled(b)
	return ok && (s.brackets || s.dots)
}

// weighSpelledEmail trusts a spelled address a little less. Where its signs are words alone, it may be a sentence: the words beside the
// "at" are looked at, and whether the field holds what mails say.
func weighSpelledEmail(v Value) float64 {
	s, ok := readSpelled(v.Bytes())
	const less, sentence = -0.10, -0.60
	const function = 2
	label, _, _ := bytes.Cut(s.domain, []byte("."))
	switch {
	case !ok || s.brackets:
		return less
	case s.dots && names.Look(label).Word() < function:
		return less
	case s.dots || names.Look(s.local).Word() > 0 || v.Name != nil && tellsOfMail(v.Name.Text):
		return sentence
	}
	return less
}

// mailFieldWords are last words of the names of fields that hold what a mail says or goes through, and no address.
var mailFieldWords = wordSet(`subject title heading body text html content contents message preview snippet excerpt template header headers
	footer signature greeting description summary comment comments note notes remark remarks reason instructions help hint label placeholder
	server servers host hosts hostname domain domains provider client service system platform relay gateway status state type kind format
	asunto cuerpo texto mensaje betreff nachricht inhalt objet sujet oggetto testo temat tresc onderwerp bericht assunto mensagem`)

// tellsOfMail says whether a field of that name holds something about mail that is no address.
func tellsOfMail(name string) bool {
	words := fieldNameWords(name, nil)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return mailFieldWords[strings.ToLower(name[last.Start:last.End])]
}

// noMailbox are words that stand where an address would, to say that there is none or what became of it.
var noMailbox = wordSet(`unknown none null nil nan undefined yes not true false verified unverified confirmed unconfirmed pending missing empty
	blank void invalid valid refused declined denied withheld private hidden redacted removed deleted masked anonymous anon confidential
	undisclosed unlisted listed unsubscribed subscribed unsubscribe optout optin opt opted bounced bounce undeliverable returned closed
	disabled enabled active inactive expired blocked suspended banned deceased dead duplicate dupe ditto same self shared primary secondary
	home work office personal business mobile landline phone telephone fax letter post postal sms text mail email emails address website
	provided given available applicable known required requested optional needed collected specified supplied entered recorded received
	contact call visit ask later never always soon done todo test testing tests example sample dummy fake temp temporary placeholder default
	string value field data foobar qwerty asdf asdfg asdfgh xxxx xxxxx aaaa abcd noemail nomail noaddress username user login admin
	administrator root guest webmaster postmaster hostmaster abuse noreply donotreply everyone everybody nobody noone anyone someone somebody
	staff team customer client employee member person people name firstname lastname parent mother father spouse
	no na out off on in of the is to by via see has use
	unbekannt keine kein keiner keines leer nicht vorhanden fehlt abgemeldet gesperrt gekündigt
	inconnu inconnue aucun aucune neant vide absent manquant refus desconocido desconocida ninguno ninguna nada vacio sin nessuno nessuna
	sconosciuto vuoto mancante desconhecido nenhum nenhuma vazio onbekend geen leeg afgemeld brak nieznany nieznana puste nie okand saknas
	ingen ukjent ukendt mangler tuntematon puuttuu neznamy zadny nincs ismeretlen necunoscut nema yok bilinmiyor nepoznato`)

// mailbox takes what is left of an address: the name of a mailbox alone, jroe42 or jane.roe, or with an '@' and no domain that exists.
// Words, codes and domains are none.
func mailbox(b []byte) bool {
	if at := bytes.IndexByte(b, '@'); at >= 0 {
		return brokenEmail(b[:at], b[at+1:])
	}
	const least, most = 4, 64
	if len(b) < least || len(b) > most {
		return false
	}
	letters, digits, parts := 0, 0, 1
	for i, c := range b {
		switch byteKind[c] {
		case lower:
			if letters++; i > 0 && byteKind[b[i-1]] == digit { // numbers stand at the end of words
				return false
			}
		case digit:
			digits++
		default: // capitals begin words and make codes
			if c != '.' && c != '_' && c != '-' {
				return false
			}
			parts++
		}
	}
	if letters < 3 || digits > letters {
		return false
	}
	for part := range bytes.FieldsFuncSeq(b, func(r rune) bool { return r == '.' || r == '_' || r == '-' }) {
		parts--
		if noMailbox[string(bytes.TrimRight(part, "0123456789"))] {
			return false
		}
	}
	first, last := byteKind[b[0]], byteKind[b[len(b)-1]]
	if parts != 0 || first != lower || last != lower && last != digit {
		return false
	}
	dot := bytes.LastIndexByte(b, '.')
	return (dot < 0 || !isTopLevelDomain(b[dot+1:])) && names.Look(b).Word() == 0
}

// brokenEmail takes an address whose domain is missing or does not exist; one that is valid but for what it says is none.
func brokenEmail(local, domain []byte) bool {
	if len(local) < 2 || !soberLabel(bytes.ReplaceAll(local, []byte("."), nil)) || noMailbox[strings.ToLower(string(local))] {
		return false
	}
	for _, c := range domain {
		if k := byteKind[c]; k == other && c != '.' && c != '-' && c != ',' || k == multi {
			return false
		}
	}
	for _, mailboxes := range [][]string{documentedMailboxes, automaticMailboxes, {"git", "hg"}} {
		for _, m := range mailboxes {
			if equalFold(local, m) {
				return false
			}
		}
	}
	dot := bytes.LastIndexByte(domain, '.')
	return dot < 1 || !isTopLevelDomain(domain[dot+1:])
}

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
