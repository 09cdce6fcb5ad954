package detectors

import (
	"strings"

	"github.com/pii-scan/pii-scan/detectors/internal/phone"
)

// Pieces of the patterns. They are generous: what may stand between two digits, and how many there are; the check behind
// them knows the numbering plans and how people group digits.
const (
	phoneGap  = `(?:[ \x{A0}\x{202F}]?[\-./\x{2010}-\x{2013}][ ]?|[ \x{A0}\x{202F}])?`
	phoneNext = `(?:\)?` + phoneGap + `\(?\d)`
	phonePlus = `\(?(?:\+ ?|00 ?)`
	// phoneTail is an extension: ext. 123, x123, #123, or pauses and digits.
	phoneTail = `(?:(?:, |[ ,;])?(?i:ext\.?|extension|extn\.?|x|ramal|poste|durchwahl):? ?\d{1,6}| ?#\d{1,6}|,\d{3,6}|,,\d{1,6})?`
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
		a == ' ' && phoneInDump(v),
		b != 0 && strings.IndexByte(`$+#*<>\^`, b) >= 0,
		a != 0 && strings.IndexByte(`%@^*+\`, a) >= 0:
		return weightBroken
	}
	return 0
}

// phoneInDump says whether two hexadecimal digits stand alone behind the match and a space: a dump goes on.
func phoneInDump(v Value) bool {
	hex := func(b byte) bool { return byteKind[b] == digit || b|0x20 >= 'a' && b|0x20 <= 'f' }
	return hex(phoneAfter(v, 2)) && hex(phoneAfter(v, 3)) && byteKind[phoneAfter(v, 4)] == other
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

// (415) 555-2671, 415-555-2671, 1-415-555-2671; with dots; a space first.
func formNorthAmerica(w phone.Written) float64 {
	if w.Groups() == 4 && len(w.Digits()) == 11 {
		w.DropCode(1)
	}
	switch {
	case !w.Grouped(3, 3, 4):
	case w.Bracketed(0):
		return weightForm + 0.10
	case w.Separated('-'), w.Separated('.'):
		return weightForm
	case !w.Separated(' '):
		return weightForm - 0.05
	}
	return 0
}

// (11) 91234-5678, (11) 3123-4567.
func formBrazil(w phone.Written) float64 {
	switch {
	case w.Bracketed(0) && (w.Grouped(2, 5, 4) || w.Grouped(2, 4, 4)):
		return weightForm
	case w.Grouped(2, 5, 4):
		return weightLikely
	}
	return 0
}

// 06 12 34 56 78, with one kind of separator; but not 01 02 03 04 05.
func formFrance(w phone.Written) float64 {
	d := w.Digits()
	switch {
	case w.Grouped(2, 2, 2, 2, 2) && (w.Separated(' ') || w.Separated('.') || w.Separated('-') || w.Separated('/')):
		step := func(i int) int { return int(d[i]-'0')*10 + int(d[i+1]-'0') - int(d[i-2]-'0')*10 - int(d[i-1]-'0') }
		if step(2) == step(4) && step(4) == step(6) && step(6) == step(8) {
			return 0
		}
		return weightForm + 0.05
	case w.Groups() == 1 && (d[1] == '6' || d[1] == '7'):
		return weightLikely
	}
	return 0
}

// (030) 901820; 0151 23456789 only breaks ties.
func formGermany(w phone.Written) float64 {
	d := w.Digits()
	switch {
	case w.Bracketed(0) && d[0] == '0':
		return weightForm - 0.05
	case d[0] == '0' && d[1] == '1' && d[2] >= '5' && d[2] <= '7':
		return weightLikely
	}
	return 0
}

// 347 123 4567 and 06 1234 5678 only break ties.
func formItaly(w phone.Written) float64 {
	if w.Digits()[0] == '3' || w.Grouped(2, 4, 4) || w.Grouped(2, 8) {
		return weightLikely
	}
	return 0
}

// 612 34 56 78, 91 123 45 67.
func formSpain(w phone.Written) float64 {
	if w.Separated(' ') && (w.Grouped(3, 2, 2, 2) || w.Grouped(2, 3, 2, 2)) {
		return weightForm - 0.05
	}
	return 0
}

// 020 7946 0958, 07700 900123, (01632) 960123.
func formBritain(w phone.Written) float64 {
	d := w.Digits()
	switch {
	case d[0] != '0':
	case w.Bracketed(0), w.Separated(' ') && d[1] == '2' && w.Grouped(3, 4, 4),
		w.Separated(' ') && d[1] == '7' && (w.Grouped(5, 6) || w.Grouped(5, 3, 3)):
		return weightForm - 0.05
	case d[1] == '7' && len(d) == 11:
		return weightLikely
	}
	return 0
}

// phoneWords are Macie's keywords for phone numbers, and others; a row adds its language's.
func phoneWords(local ...string) []string {
	return append([]string{
		"cell", "contact", "fax", "fax number", "mobile", "phone", "phone number", "tel", "telephone", "telephone number",
		"call", "callback", "cell phone", "cell number", "contact number", "dial", "helpline", "home phone", "hotline", "landline",
		"mobile number", "mobile phone", "msisdn", "pager", "phone no", "phones", "phone numbers", "reach me at", "ring", "sms", "tel no", "text me",
		"voicemail", "whatsapp", "work phone",
	}, local...)
}

const sourcePhone = "https://github.com/google/libphonenumber/blob/master/resources/PhoneNumberMetadata.xml"

var severityPhone = Severity{Low, Medium, High}

var phoneRows = []Detector{
	{
		ID: "PHONE_NUMBER", Title: "North American phone number", Category: Personal, Country: "US,CA",
		Pattern:  `(?:` + phonePlus + `?1\)?` + phoneGap + `)?\(?[2-9]\d{2}\)?` + phoneGap + `[2-9]\d{2}` + phoneGap + `\d{4}` + phoneTail,
		Keywords: phoneWords("toll free", "teléfono", "telefono", "celular", "téléphone", "cellulaire"),
		Valid:    phoneNorthAmerica.valid, Weigh: phoneNorthAmerica.weigh, Tier: C, Severity: severityPhone, Source: sourcePhone,
		Finds: []string{
			"my number is «(415) 555-2671», thanks", "«415-555-0132»", "«+1 415-555-0132»", "«1-800-555-0199 ext. 123»",
			"phone: «4155550132»", "tel «415 555 0132»", "office «+1.4155550132»", "«(613)555-0164x12»", "«001 415 555 0132»", "fax «415.555.0132,,44»",
		},
		Ignores: []string{
			"order 4155550132 shipped", "2026-11-22 10:15:30", "call 123-456-7890", "415-555-01321", "$415-555-0132", "a 415-555-0132-77 b",
			"phone 415-155-0132", "build 202.555.0143.7", "0f3c-415-555-0132-9a", "tel 1234567890",
		},
	},
	{
		ID: "BRAZIL_PHONE_NUMBER", Title: "Brazilian phone number", Category: Personal, Country: "BR",
		Pattern: `(?:` + phonePlus + `?55\)?` + phoneGap + `)?\(?(?:0(?:` + phoneGap + `\d\d)?\)?` + phoneGap + `\(?)?[1-9]\d\)?` + phoneGap +
			`(?:9[ .\-])?\d{4}\d?` + phoneGap + `\d{4}` + phoneTail,
		Keywords: phoneWords("cel", "celular", "fone", "móvel", "movel", "número residencial", "numero residencial", "telefone", "ligue", "ligar", "contato", "zap", "recado"),
		Valid:    phoneBrazil.valid, Weigh: phoneBrazil.weigh, Tier: C, Severity: severityPhone, Source: sourcePhone,
		Finds: []string{
			"«+55 11 96123-4567»", "ligue «(11) 96123-4567»", "«(21) 3123-4567»", "celular: «11961234567»", "fone «21 3123 4567 ramal 12»", "whatsapp «5511961234567»",
			"tel. «015 11 96123-4567»",
		},
		Ignores: []string{
			"pedido 11961234567", "1726077595", "+55 20 96123-4567", "celular 11 9612-345", "11 96123-4567",
		},
	},
	{
		ID: "FRANCE_PHONE_NUMBER", Title: "French phone number", Category: Personal, Country: "FR",
		Pattern: `(?:` + phonePlus + `?33` + phoneNext + `{9,10}|\(?0[1-9]` + phoneNext + `{8})` + phoneTail,
		Keywords: phoneWords("téléphone", "téléphones", "portable", "tél", "numéro de téléphone", "fixe", "joindre", "appeler", "appelez", "télécopie", "mobile perso",
			"standard", "n° de tél"),
		Valid: phoneFrance.valid, Weigh: phoneFrance.weigh, Tier: C, Severity: severityPhone, Source: sourcePhone,
		Finds: []string{
			"«+33 6 12 34 56 78»", "«06 12 34 56 78»", "«01.99.00.12.34»", "portable : «0612345678»", "«+33 (0)6 12 34 56 78»", "«0033 6 12 34 56 78»",
			"tél. «06.12.34.56.78»", "téléphone «06 12 34 56 78»",
		},
		Ignores: []string{
			"01 02 03 04 05", "0612345678", "01.02.2026 10:15", "06 12 34 56 78 a1 ff", "12 06 12 34 56 78 56", "+33 0 12 34 56 78",
		},
	},
	{
		ID: "GERMANY_PHONE_NUMBER", Title: "German phone number", Category: Personal, Country: "DE",
		Pattern: `(?:` + phonePlus + `?49` + phoneNext + `{6,13}|\(?0[1-9]` + phoneNext + `{5,11})` + phoneTail,
		Keywords: phoneWords("telefon", "handy", "rufnummer", "mobil", "telefonnummer", "telefonnr", "mobilnummer", "mobiltelefon", "handynummer", "festnetz", "fon",
			"telefax", "faxnummer", "durchwahl", "anrufen", "rückruf", "erreichbar", "ruf"),
		Valid: phoneGermany.valid, Weigh: phoneGermany.weigh, Tier: C, Severity: severityPhone, Source: sourcePhone,
		Finds: []string{
			"«+49 30 23125 123»", "«+49 (0)30 23125-123»", "handy «0171 3920012»", "tel «030/23125 123»", "rufnummer: «069 90009-0»", "telefon «01713920012»",
			"«(030) 23125123»", "«0049 171 3920012»", "fon «030 / 23 12 51 23»",
		},
		Ignores: []string{
			"0171 3920012", "steuernummer 030/231/25123", "datum 01.02.1990 12", "telefon 0123456789", "0-306-40615-2", "00004915",
		},
	},
	{
		ID: "ITALY_PHONE_NUMBER", Title: "Italian phone number", Category: Personal, Country: "IT",
		Pattern: `(?:` + phonePlus + `?39` + phoneNext + `{6,12}|\(?[038]\d` + phoneNext + `{5,9})` + phoneTail,
		Keywords: phoneWords("telefono", "cellulare", "numero di telefono", "recapito", "recapito telefonico", "chiamare", "chiamami", "fisso", "numero verde",
			"cellulari", "telefonico"),
		Valid: phoneItaly.valid, Weigh: phoneItaly.weigh, Tier: C, Severity: severityPhone, Source: sourcePhone,
		Finds: []string{
			"«+39 347 123 4567»", "«+39 06 1234 5678»", "cellulare «3471234567»", "telefono: «06 1234 5678»", "cell. «347/1234567»", "«0039 347 1234567»",
		},
		Ignores: []string{
			"347 123 4567", "3-16-148410-0", "telefono 00000000", "iva 06123456781", "+39 6 1234 5678 0",
		},
	},
	{
		ID: "SPAIN_PHONE_NUMBER", Title: "Spanish phone number", Category: Personal, Country: "ES",
		Pattern: `(?:` + phonePlus + `?34` + phoneNext + `{9}|\(?[5-9]\d` + phoneNext + `{7})` + phoneTail,
		Keywords: phoneWords("teléfono", "telefono", "móvil", "movil", "tfno", "tlf", "tlfno", "teléfonos", "tfn", "telf", "telfs", "tels", "tf", "llamar", "llama", "llame", "contacto",
			"número de teléfono", "teléfono móvil", "fijo", "centralita"),
		Valid: phoneSpain.valid, Weigh: phoneSpain.weigh, Tier: C, Severity: severityPhone, Source: sourcePhone,
		Finds: []string{
			"«+34 612 345 678»", "«612 34 56 78»", "«91 123 45 67»", "tfno. «612345678»", "móvil «612 345 678»", "teléfono: «(91) 123 45 67»", "«0034 612 345 678»",
		},
		Ignores: []string{
			"612 345 678", "ip 83.145.21.15", "tel 6123456789", "978-3-16-148410-0", "+34 112 345 678", "8 612 34 56 78",
		},
	},
	{
		ID: "UK_PHONE_NUMBER", Title: "UK phone number", Category: Personal, Country: "GB",
		Pattern:  `(?:` + phonePlus + `?44` + phoneNext + `{9,11}|\(?0[1-9]` + phoneNext + `{7,9})` + phoneTail,
		Keywords: phoneWords("telephone no", "mob", "mobile no", "switchboard", "freephone"),
		Valid:    phoneBritain.valid, Weigh: phoneBritain.weigh, Tier: C, Severity: severityPhone, Source: sourcePhone,
		Finds: []string{
			"«+44 20 7946 0958»", "«+44 (0)20 7946 0958»", "«020 7946 0958»", "«07400 900123»", "mobile «07400900123»", "tel: «0161 496 0123»", "«(0161) 496 0123»",
			"«0044 7400 900123»", "ring «0161-496-0123 ext 4»", "phone «447400900123»", "«+447400900123»",
		},
		Ignores: []string{
			"0161 496 0123", "07400900123", "07400 900123 22", "tel 0000 496 0123", "+44 1 496 0123", "7 07400 900123",
		},
	},
	{
		ID: "PHONE_NUMBER_INTERNATIONAL", Title: "Phone number with the code of another country", Category: Personal,
		Pattern: phonePlus + `[1-9]` + phoneNext + `{6,14}` + phoneTail,
		Keywords: phoneWords("telefon", "telefono", "telefone", "téléphone", "teléfono", "telefoon", "puhelin", "telefonnummer", "mobil", "numer telefonu", "tel kom", "komórka",
			"тел", "телефон", "電話", "电话", "手机", "전화", "โทร", "telp", "gsm", "هاتف", "טלפון"),
		Valid: validElsewhere, Weigh: weighElsewhere, Tier: C, Severity: severityPhone, Source: sourcePhone,
		Finds: []string{
			"«+81 3-1234-5678»", "«+48 512 345 678»", "«+7 (912) 345-67-89»", "«+61 4 1234 5678»", "«0041 44 668 18 00»", "«+97150 123 4567»", "«+18764123456»",
			"«(+351) 912 345 678»", "«+41446681800»", "tel «0041446681800»",
		},
		Ignores: []string{
			"+12345678", "2026-11-22T10:15:30+02:00", "0041446681800", "x+81312345678", "+40.7128-074.0060", "+81 3 1 2 3 4 5 6 7 8", "+999 123 456 789",
		},
	},
}
