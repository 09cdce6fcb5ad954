package format

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/text"
)

// findHeader looks for the record with the columns' names: the first one that has as many cells as most, if it reads like names
// and not like what stands beneath it. Data taken for names would not be found, so a doubt means that there is no header.
func (d *csvDialect) findHeader(rows [][][]byte, skip int) {
	for i := skip; i < len(rows) && i < skip+headerSearch; i++ {
		if len(rows[i]) == 0 || len(rows[i]) != d.columns {
			continue
		}
		below := rows[i+1 : min(i+1+headerRecords, len(rows))]
		if !isHeader(rows[i], below) {
			return
		}
		d.header = int64(i + 1)
		for _, cell := range rows[i] {
			var name *text.Name
			if s := cutName(bytes.TrimSpace(cell)); s != "" {
				name = &text.Name{Text: s}
			}
			d.names = append(d.names, name)
		}
		return
	}
}

// cutName is a name of at most MaxName bytes.
func cutName(b []byte) string {
	if len(b) > MaxName {
		b = b[:runeEdge(b, MaxName)]
	}
	return string(b)
}

// isHeader says whether row holds names for the cells in below.
func isHeader(row [][]byte, below [][][]byte) bool {
	seen := map[string]bool{}
	var filled, known, styled, typed int
	repeated := false // the whole header stands again further down, where files were joined
	for _, r := range below {
		repeated = repeated || sameRow(row, r)
	}
	for i, cell := range row {
		cell = bytes.TrimSpace(cell)
		var column columnBelow
		for _, r := range below {
			if i < len(r) {
				column.add(cell, bytes.TrimSpace(r[i]))
			}
		}
		if len(cell) == 0 {
			if i > 0 && column.filled > 0 {
				return false
			}
			continue
		}
		lower := strings.ToLower(string(cell))
		data := looksLikeData(cell) && !(lower == "no" && column.numbers*2 > column.filled) // a number's short name
		if seen[lower] || data || column.same > 0 && !repeated || column.shape*2 > column.filled {
			return false
		}
		seen[lower] = true
		filled++
		if isKnownName(string(cell)) {
			known++
		}
		if column.filled > 0 && column.data*2 > column.filled {
			typed++
		}
		if bytes.IndexByte(cell, '_') > 0 || column.filled > 0 && column.style*4 < column.filled {
			styled++
		}
	}
	return filled > 0 && filled*2 >= len(row) && (typed > 0 || known*2 >= filled || styled*2 >= filled && len(below) > 1)
}

// columnBelow counts the cells beneath a header cell.
type columnBelow struct {
	filled  int
	data    int // look like data whatever the header is
	numbers int // are of digits alone
	same    int // are the header's own text
	shape   int // have digits in the same places as the header has
	style   int // are written in the same case as the header
}

func (c *columnBelow) add(header, cell []byte) {
	if len(cell) == 0 {
		return
	}
	c.filled++
	if looksLikeData(cell) {
		c.data++
	}
	if allDigits(cell) {
		c.numbers++
	}
	if bytes.Equal(header, cell) {
		c.same++
	}
	if s := digitShape(header); s != "" && s == digitShape(cell) {
		c.shape++
	}
	if letterCase(header) == letterCase(cell) {
		c.style++
	}
}

func sameRow(a, b [][]byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !bytes.Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

// looksLikeData knows cells that no header has: numbers, dates, addresses, sentences, values that stand for nothing.
func looksLikeData(cell []byte) bool {
	var letters, digits, words int
	inWord := false
	for _, r := range string(cell) {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case r == '@':
			return true
		}
		if space := r == ' '; space {
			inWord = false
		} else if !inWord {
			inWord = true
			words++
		}
	}
	switch {
	case len(cell) > 100 || words > 10:
		return true
	case letters == 0:
		return digits > 0 || !bytes.Equal(cell, []byte("#")) && !bytes.Equal(cell, []byte("%"))
	case digits >= 5, digits > 2 && digits >= letters, digits > 0 && cell[0] >= '0' && cell[0] <= '9' && digits*2 >= letters:
		return true
	case bytes.Contains(cell, []byte("://")), bytes.ContainsAny(cell, "\n\x00{}"):
		return true
	}
	return valueWords[strings.ToLower(string(cell))]
}

// digitShape writes a cell with its digits as 9 and its letters as a; empty where it has no digits.
func digitShape(cell []byte) string {
	if !bytes.ContainsAny(cell, "0123456789") {
		return ""
	}
	shape := make([]byte, 0, len(cell))
	for _, c := range cell {
		switch {
		case c >= '0' && c <= '9':
			shape = append(shape, '9')
		case c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf:
			if n := len(shape); n == 0 || shape[n-1] != 'a' {
				shape = append(shape, 'a')
			}
		default:
			shape = append(shape, c)
		}
	}
	return string(shape)
}

// letterCase is 'a' for lower case, 'A' for upper case, 'T' where each word begins with a capital, 'x' for all else.
func letterCase(cell []byte) byte {
	s := string(cell)
	lower, upper := strings.ToLower(s), strings.ToUpper(s)
	first, _ := utf8.DecodeRuneInString(s)
	switch {
	case lower == upper:
		return '-'
	case s == lower:
		return 'a'
	case s == upper:
		return 'A'
	case unicode.IsUpper(first):
		return 'T'
	}
	return 'x'
}

// isKnownName says whether at least half of the words of a cell are words that columns are named with.
func isKnownName(cell string) bool {
	words, known := 0, 0
	for _, w := range splitName(cell) {
		words++
		if headerWords[w] {
			known++
		}
	}
	return known > 0 && known*2 >= words
}

// splitName cuts a name into lower-case words at whatever is no letter and where a capital follows a small letter.
func splitName(s string) (words []string) {
	var word []rune
	flush := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
		}
		word = word[:0]
	}
	for _, r := range s {
		if !unicode.IsLetter(r) {
			flush()
			continue
		}
		if n := len(word); n > 0 && unicode.IsUpper(r) && unicode.IsLower(word[n-1]) {
			flush()
		}
		word = append(word, r)
	}
	flush()
	return words
}

// valueWords stand in cells, never above them.
var valueWords = wordSet(`true false yes no null none nil n/a na nan unknown undefined male female m f n ja nein oui non si sí`)

// headerWords are words that columns are named with, in the languages of most tables.
var headerWords = wordSet(`
name names first last middle full surname given family maiden nick nickname initials prefix suffix salutation title
id ids identifier uid uuid guid key pk fk ref reference index row field column label
email mail e phone telephone tel mobile cell fax contact address addr addresses street road house apartment apt city town village
state province region county district country nation zip zipcode postal postcode post box lat latitude lng lon longitude location place
date time datetime timestamp dob birth born birthday birthdate age year month day week hour created updated modified deleted start end expires
gender sex race ethnicity religion nationality citizenship marital language occupation profession
ssn sin tin ein itin nin nino pan aadhaar nric cpf cnpj rut rfc curp dni nie nif cif pesel passport license licence driver driving permit visa
national social security insurance tax vat health medical medicare patient doctor physician diagnosis mrn npi dea blood
number no num nr nbr account acct iban bic swift bank routing sort aba card credit debit cc ccn cvv cvc pin expiry exp expiration
amount price cost total sum balance currency rate salary income wage pay payment fee discount quantity qty count value score percent
type kind class status code description desc comment comments note notes remark remarks text message msg subject body content
user username login password passwd pwd secret token api hash salt session cookie
url uri link website site web domain host hostname ip ipv address mac device browser agent path file
company organization organisation org employer department dept team group role position job manager employee staff
customer client member subscriber vendor supplier partner owner order invoice product item sku model brand category tag tags size color colour weight
active enabled flag source target from to sender recipient version vin plate vehicle serial
vorname nachname zuname familienname anrede geburtsdatum geboren alter geschlecht strasse straße hausnummer plz ort stadt land telefon
telefonnummer handy nummer kontonummer betrag preis datum beschreibung kunde kundennummer firma ausweis steuer
nom prenom prénom naissance adresse rue ville pays téléphone courriel sexe numéro numero montant prix societe société commune
nombre nombres apellido apellidos correo teléfono telefono fecha nacimiento direccion dirección calle ciudad provincia pais país edad sexo cantidad precio
nome cognome sobrenome nascita nascimento data indirizzo endereço endereco via cidade città citta stato estado prezzo preço valor codice codigo código
naam voornaam achternaam adres straat huisnummer postcode woonplaats plaats geboortedatum geslacht telefoon bedrag
imię imie nazwisko ulica miasto kod telefon data urodzenia adres płeć
namn förnamn efternamn fornavn etternavn etunimi sukunimi personnummer
`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
