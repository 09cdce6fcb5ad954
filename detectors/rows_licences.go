package detectors

import (
	"strings"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// licenceRows are driving licences by country. Their numbers are short and mostly unchecked, so all need a keyword.
var licenceRows = plainRows("https://en.wikipedia.org/wiki/European_driving_licence", licences)

// What a driving licence is called in English: Macie's list for the countries that speak it, and what the other countries' rows
// take besides their own words.
// https://docs.aws.amazon.com/macie/latest/user/mdis-reference-pii.html
const (
	licenceWord  = "driver license|driver licence|dl#|dl:|dlno#|driver permit|drivers lic.|drivers licence|driver's licence|drivers license|driver's license|driving licence|driving license|driving permit"
	licenceWords = licenceWord + "|driver licences|driver licenses|drivers licences|driver's licences|drivers licenses|driver's licenses|drivers permit|driver's permit|drivers permit number"
	inEnglish    = "|driving licence|driving license"
)

var licences = []plainRow{
	{
		id: "DRIVERS_LICENSE", title: "US driver's licence (per state)", country: "US",
		pattern: `[A-Z]\d{3,8}|[A-Z]\d{11,14}|[A-Z]\d{18}|[A-Z]{2}\d{3,7}|[A-Z]\d{3}[ -]?\d{3}[ -]?\d{2}[ -]?\d{3}[ -]?\d|` +
			`\d{7,10}|\d{12}|\d{2}[A-Z]{3}\d{5,6}|\d{3}[A-Z]{2}\d{4}|\d{8}[A-Z]{1,2}|[A-Z]{3}[A-Z*]{2}[A-Z]{2}\d{3}[A-Z0-9]{2}`,
		tier: E, severity: risingSeverity, keywords: licenceWords + "|permis|licencia de conducir",
		found: "D7318204|V416-283-59-174-0|WDLABCD456DG", ignored: "D73182049Z1|00000000",
		valid: notDay, weigh: weighLikely(0.12), source: "https://en.wikipedia.org/wiki/Driver%27s_licenses_in_the_United_States",
	},
	{
		id: "UK_DRIVERS_LICENSE", title: "UK driving licence", country: "GB",
		pattern: `(?:[A-Z9]{5}\d{6}[A-Z9]{2}[A-Z0-9][A-Z]{2}|[a-z9]{5}\d{6}[a-z9]{2}[a-z0-9][a-z]{2})(?: ?\d{2})?`,
		tier:    B, severity: risingSeverity, keywords: licenceWords + "|dvla|licence number",
		found: "VALEX657054SM9IJ|FO999512018AA1AB|HARTW803257KL9PQ 41", ignored: "VALEX677054SM9IJ|FO9A9512018AA1AB|VALEX657324SM9IJ",
		valid: validDVLA, source: "https://en.wikipedia.org/wiki/Driving_licence_in_the_United_Kingdom",
	},
	{
		id: "CANADA_DRIVERS_LICENSE", title: "Canadian driver's licence (per province)", country: "CA",
		pattern: `[A-Z]\d{4}[ -]?\d{5}[ -]?\d{5}|[A-Z]\d{4}[ -]?\d{6}[ -]?\d{2}|[A-Z]{5}[ -]?[A-Z]?\d?[A-Z]?[ -]?\d{3}[A-Z]{2}|` +
			`[A-Z]{5}[ -]?\d{9}|[A-Z]\d{9}|\d{6}-\d{3}|\d{5,9}`,
		tier: D, severity: risingSeverity, keywords: licenceWords + "|permis de conduire|numéro de permis",
		found: "V1846-30728-50715|VALEI728301946|418302-759", ignored: "V1846-30728-51415|41830|V1846-30728-5071",
		valid: validCanadianLicence, source: "https://en.wikipedia.org/wiki/Driver%27s_licences_in_Canada",
	},
	{
		id: "AUSTRALIA_DRIVERS_LICENSE", title: "Australian driver licence", country: "AU",
		pattern: `\d{4,10}|[A-Z]{1,2}\d{4,9}|\d{2}[A-Z0-9]{2}\d{2}[A-Z0-9]{3}`,
		tier:    E, severity: risingSeverity, keywords: licenceWord,
		found: "41830275|AB418302", ignored: "418|20190314", valid: notDay,
		source: "https://en.wikipedia.org/wiki/Driver%27s_licences_in_Australia",
	},
	{
		id: "INDIA_DRIVERS_LICENSE", title: "Indian driving licence", country: "IN",
		pattern: `[A-Z]{2}[ -]?\d{2}[ -]?(?:19|20)\d{2}[ -]?\d{7}`,
		tier:    C, severity: risingSeverity, keywords: licenceWords,
		found: "DL-0420110149646|KA05 20180031742", ignored: "QQ-0420110149646|DL-0421110149646", valid: inIndianState(4),
		source: "https://en.wikipedia.org/wiki/Driving_licence_in_India",
	},
	{
		id: "KOREA_DRIVERS_LICENSE", title: "Korean driver's licence", country: "KR",
		pattern: `(?:1[1-9]|2[0-68])-?\d{2}-?\d{6}-?\d{2}`,
		tier:    D, severity: risingSeverity, keywords: "운전면허|면허번호|" + licenceWords,
		found: "11-20-418302-71|162141830275", ignored: "10-20-418302-71|11-20-418302-7",
		source: "https://en.wikipedia.org/wiki/Driver%27s_license_in_South_Korea",
	},
	{
		id: "JAPAN_DRIVERS_LICENSE_NUMBER", title: "Japanese driver's licence", country: "JP",
		pattern: `[1-9]\d{11}`,
		tier:    D, severity: risingSeverity, keywords: "運転免許証|免許証番号|" + licenceWords,
		found: "301012345640|441983027560", ignored: "301012345650|981983027560",
		valid:  validJapaneseLicence,
		source: "https://en.wikipedia.org/wiki/Driver%27s_license_in_Japan",
	},
	{
		id: "AUSTRIA_DRIVERS_LICENSE", title: "Austrian driver's licence", country: "AT", pattern: `\d{8}`, tier: E, severity: risingSeverity,
		keywords: "führerschein|fuhrerschein|führerschein republik österreich|fuhrerschein republik osterreich|lenkberechtigung" + inEnglish,
		found:    "41830275", ignored: "4183027|20190314", valid: notDay,
	},
	{
		id: "BELGIUM_DRIVERS_LICENSE", title: "Belgian driver's licence", country: "BE", pattern: `\d{10}`, tier: E, severity: risingSeverity,
		keywords: "rijbewijs|rijbewijsnummer|numéro permis conduire|permis de conduire|führerschein|fuhrerschein|fuehrerschein|" +
			"führerschein- nr|fuehrerschein- nr|fuhrerschein- nr|führerscheinnummer|fuehrerscheinnummer|fuhrerscheinnummer" + inEnglish,
		found: "4183027519", ignored: "418302751|0000000000",
	},
	{
		id: "BULGARIA_DRIVERS_LICENSE", title: "Bulgarian driver's licence", country: "BG", pattern: `\d{9}`, tier: E, severity: risingSeverity,
		keywords: "шофьорска книжка|свидетелство за управление на мпс|свидетелство за управление на моторно|превозно средство|сумпс" + inEnglish,
		found:    "418302751", ignored: "4183027519|41830275",
	},
	{
		id: "CROATIA_DRIVERS_LICENSE", title: "Croatian driver's licence", country: "HR", pattern: `\d{8}`, tier: E, severity: risingSeverity,
		keywords: "vozačka dozvola|vozacka dozvola" + inEnglish,
		found:    "41830275", ignored: "4183027|20190314", valid: notDay,
	},
	{
		id: "CYPRUS_DRIVERS_LICENSE", title: "Cypriot driver's licence", country: "CY", pattern: `\d{12}`, tier: E, severity: risingSeverity,
		keywords: "άδεια οδήγησης" + inEnglish,
		found:    "418302751946", ignored: "41830275194|000000000000",
	},
	{
		id: "CZECHIA_DRIVERS_LICENSE", title: "Czech driver's licence", country: "CZ", pattern: `[A-Z]{2} ?\d{6}`, tier: E, severity: risingSeverity,
		keywords: "řidičský průkaz|číslo licence|císlo licence řidiče|číslo řidičského průkazu|ovladače lic.|povolení k jízdě|povolení řidiče|" +
			"řidiči povolení|řidičský prúkaz|řidičák" + inEnglish,
		found: "EK 418302|EH730184", ignored: "E 418302|EK 41830",
	},
	{
		id: "DENMARK_DRIVERS_LICENSE", title: "Danish driver's licence", country: "DK", pattern: `\d{8}`, tier: E, severity: risingSeverity,
		keywords: "kørekort|kørekortnummer" + inEnglish,
		found:    "41830275", ignored: "4183027|20190314", valid: notDay,
	},
	{
		id: "ESTONIA_DRIVERS_LICENSE", title: "Estonian driver's licence", country: "EE", pattern: `[A-Z]{2}\d{6}`, tier: D, severity: risingSeverity,
		keywords: "juhiluba|juhi litsentsi number|juhiloa number|juhiluba number" + inEnglish,
		found:    "ET418302", ignored: "ET41830|E418302",
	},
	{
		id: "FINLAND_DRIVERS_LICENSE", title: "Finnish driver's licence (the personal identity code)", country: "FI",
		pattern: `\d{6}[-+ABCDEFUVWXY]\d{3}[0-9A-FHJ-NPR-Y]`, tier: C, severity: risingSeverity,
		keywords: "ajokortti|ajokortin numero|förare lic.|körkort|körkort nummer|kuljettaja lic.|permis de conduire" + inEnglish,
		found:    "131052-308T", ignored: "131052-308U|321352-308T", valid: validHETU,
	},
	{
		id: "FRANCE_DRIVERS_LICENSE", title: "French driver's licence", country: "FR",
		pattern: `\d{2}(?:0[1-9]|1[0-2])\d{8}|\d{2}[A-Z]{2}\d{5}`, tier: D, severity: risingSeverity,
		keywords: "permis de conduire" + inEnglish,
		found:    "930678418302|18AB41830", ignored: "931378418302|18A418302",
	},
	{
		id: "GERMANY_DRIVERS_LICENSE", title: "German driver's licence", country: "DE",
		pattern: `[A-Z0-9]\d{2}[A-Z0-9]{6}[\dX][A-Z0-9]`, tier: C, severity: risingSeverity,
		keywords: "führerschein|fuehrerschein|fuhrerschein|führerschein- nr|fuehrerschein- nr|fuhrerschein- nr|führerscheinnummer|" +
			"fuehrerscheinnummer|fuhrerscheinnummer|fahrerlaubnis|licence number" + inEnglish,
		found: "B072RRE2I55", ignored: "B072RRE2I65|B0A2RRE2I55", valid: validGermanLicence,
		source: "https://de.wikipedia.org/wiki/F%C3%BChrerschein_(EU-Recht)",
	},
	{
		id: "GREECE_DRIVERS_LICENSE", title: "Greek driver's licence", country: "GR", pattern: `\d{9}`, tier: E, severity: risingSeverity,
		keywords: "άδεια οδήγησης|δεια οδήγησης|adeia odigisis" + inEnglish,
		found:    "418302751", ignored: "41830275|000000000",
	},
	{
		id: "HUNGARY_DRIVERS_LICENSE", title: "Hungarian driver's licence", country: "HU", pattern: `[A-Z]{2}\d{6}`, tier: D, severity: risingSeverity,
		keywords: "jogosítvány|jogsi|licencszám|vezető engedély|vezetői engedély|illesztőprogramok lic" + inEnglish,
		found:    "CD418302", ignored: "CD41830|C418302",
	},
	{
		id: "IRELAND_DRIVERS_LICENSE", title: "Irish driver's licence", country: "IE",
		pattern: `\d{6}[A-Z]{4}|\d{3}-\d{3}-\d{3}`, tier: D, severity: risingSeverity,
		keywords: "ceadúnas tiomána|ceadunas tiomana|driver number" + inEnglish,
		found:    "418302ABCD|418-302-751", ignored: "418302ABC|418-302-75",
	},
	{
		id: "ITALY_DRIVERS_LICENSE", title: "Italian driver's licence", country: "IT",
		pattern: `[A-Z]{2}\d{7}[A-Z]|U1[A-Z0-9]{7}[A-Z]`, tier: D, severity: risingSeverity,
		keywords: "patente di guida|patente di guida numero|patente guida|patente guida numero|numero patente" + inEnglish,
		found:    "U1B418302A|MI4183027Z", ignored: "U1B41830A|M41830275Z",
	},
	{
		id: "LATVIA_DRIVERS_LICENSE", title: "Latvian driver's licence", country: "LV", pattern: `[A-Z]{2,3}\d{6}`, tier: D, severity: risingSeverity,
		keywords: "vadītāja apliecība|autovadītāja apliecība|licences numurs|vadītāja apliecības numurs|vadītāja atļauja|vadītāja licences numurs|vadītāji lic." + inEnglish,
		found:    "AFB418302", ignored: "AFB41830|AFBC418302",
	},
	{
		id: "LITHUANIA_DRIVERS_LICENSE", title: "Lithuanian driver's licence", country: "LT", pattern: `\d{8}`, tier: E, severity: risingSeverity,
		keywords: "vairuotojo pažymėjimas|vairuotojo pazymejimas" + inEnglish,
		found:    "41830275", ignored: "4183027|20190314", valid: notDay,
	},
	{
		id: "LUXEMBOURG_DRIVERS_LICENSE", title: "Luxembourg driver's licence", country: "LU", pattern: `\d{6}`, tier: E, severity: risingSeverity,
		keywords: "führerschäin|fahrerlaubnis|permis de conduire" + inEnglish,
		found:    "418302", ignored: "41830|000000",
	},
	{
		id: "MALTA_DRIVERS_LICENSE", title: "Maltese driver's licence", country: "MT", pattern: `[A-Z0-9]{2} ?\d{3} ?\d{3}`, tier: E, severity: risingSeverity,
		keywords: "liċenzja tas-sewqan|licenzja tas-sewqan" + inEnglish,
		found:    "DL 418 302", ignored: "D 418 302|DL 418 30",
	},
	{
		id: "NETHERLANDS_DRIVERS_LICENSE", title: "Dutch driver's licence", country: "NL", pattern: `\d{10}`, tier: E, severity: risingSeverity,
		keywords: "rijbewijs|rijbewijsnummer|permis de conduire" + inEnglish,
		found:    "4183027519", ignored: "418302751|0000000000",
	},
	{
		id: "POLAND_DRIVERS_LICENSE", title: "Polish driver's licence, its number or that of the blank form", country: "PL",
		pattern: `\d{5}/\d{2}/\d{4}|(?:[A-Z]{2}|\d{2})[ -]?\d{7}`, tier: C, severity: risingSeverity,
		keywords: "prawo jazdy|prawa jazdy|numer licencyjny|zezwolenie na prowadzenie" + inEnglish,
		found:    "41830/07/2751|41 8302751|AG4183027", ignored: "4183/07/2751|41 830275",
	},
	{
		id: "PORTUGAL_DRIVERS_LICENSE", title: "Portuguese driver's licence", country: "PT", pattern: `[A-Z]{1,2}-\d{5,8} \d`, tier: D, severity: risingSeverity,
		keywords: "carta de condução|carteira de habilitação|carteira de motorist|carteira habilitação|carteira motorist|licença condução|" +
			"licença de condução|número de licença|número licença|permissão condução|permissão de condução" + inEnglish,
		found: "LX-418302 7|P-4183027 1", ignored: "LX-4183 7|LX418302 7",
	},
	{
		id: "ROMANIA_DRIVERS_LICENSE", title: "Romanian driver's licence", country: "RO", pattern: `[A-Z]\d{8}[A-Z]?`, tier: D, severity: risingSeverity,
		keywords: "permis de conducere|numărul permisului de conducere" + inEnglish,
		found:    "B41830275|C41830275D", ignored: "B4183027|BB41830275",
	},
	{
		id: "SLOVAKIA_DRIVERS_LICENSE", title: "Slovak driver's licence", country: "SK", pattern: `[A-Z]\d{7}`, tier: D, severity: risingSeverity,
		keywords: "vodičský preukaz|číslo licencie|číslo vodičského preukazu|ovládače lic.|povolenia vodičov|povolenie jazdu|povolenie na jazdu|povolenie vodiča" + inEnglish,
		found:    "H4183027", ignored: "H418302|HA4183027",
	},
	{
		id: "SLOVENIA_DRIVERS_LICENSE", title: "Slovenian driver's licence", country: "SI", pattern: `\d{9}`, tier: E, severity: risingSeverity,
		keywords: "vozniško dovoljenje|voznisko dovoljenje" + inEnglish,
		found:    "418302751", ignored: "41830275|000000000",
	},
	{
		id: "SPAIN_DRIVERS_LICENSE", title: "Spanish driver's licence (the NIF)", country: "ES",
		pattern: `(?:\d{8}|[XYZ]\d{7})-?[A-Z]`, tier: C, severity: risingSeverity,
		keywords: "permiso de conducir|carnet conducer|el carnet de conducer|carnet de conducir|licencia conducer|licencia de manejo|" +
			"número carnet conducer|número de carnet de conducer|número de permiso conducer|número de permiso de conducer|" +
			"número licencia conducer|número permiso conducer|permiso conducción|permiso conducer|permiso de conducción" + inEnglish,
		found: "54362315K|X2482300W", ignored: "54362315L|5436231K", valid: validNIF,
	},
	{
		id: "SWEDEN_DRIVERS_LICENSE", title: "Swedish driver's licence (the personal identity number)", country: "SE",
		pattern: `(?:19|20)?\d{6}[-+]?\d{4}`, tier: C, severity: risingSeverity,
		keywords: "körkort|körkortsnummer|körkort nummer|förare lic.|drivere lic.|ajokortti|ajokortin numero|dlno# ajokortti|kuljettajat lic." + inEnglish,
		found:    "811218-9876", ignored: "811218-9875|811318-9876", valid: validPersonnummer,
	},
}

// validDVLA accepts a British driver number: five characters of the name, filled with 9 at its end, then the birth date (the
// decade's digit, a month with 50 added for women, the day, the year's digit) and the initials.
func validDVLA(b []byte) bool {
	filled := false
	for i, c := range b[:5] {
		if c == '9' {
			filled = true
		} else if filled || i == 0 && byteKind[c] == digit {
			return false
		}
	}
	if b[0] == '9' {
		return false
	}
	var d [6]byte // the date in order
	copy(d[:], []byte{b[5], b[10], b[6], b[7], b[8], b[9]})
	return dated(d[:], 0, 2, 4, []int{50})
}

// validCanadianLicence sees to the birth dates in Ontario's number (at its end, the month with 50 added for women) and in Quebec's, and
// asks six digits of one that is digits alone.
func validCanadianLicence(b []byte) bool {
	var buf [maxNumber]byte
	s, same := compact(&buf, b)
	switch {
	case !same || !anyNumber(s):
		return false
	case len(s) == 15 && s[0] >= 'A' && onlyDigits(s[1:]):
		return dated(s, 9, 11, 13, []int{50})
	case len(s) == 13 && onlyDigits(s[1:]):
		return dated(s, 9, 7, 5, []int{50})
	case onlyDigits(s):
		return len(s) > 5 && notDay(b)
	}
	return true
}

// validGermanLicence checks the tenth character: the nine before it, letters from A as 10, weighed from 9 down to 1, modulo 11.
func validGermanLicence(b []byte) bool {
	sum := 0
	for i, c := range b[:9] {
		n := int(c - '0')
		if c >= 'A' {
			n = int(c-'A') + 10
		}
		sum += n * (9 - i)
	}
	return "0123456789X"[sum%11] == b[9] && anyNumber(b[3:])
}

// validJapaneseLicence checks the eleventh digit; the first two are the prefecture's.
func validJapaneseLicence(b []byte) bool {
	sum, ok := checksum.Sum(b[:10], []int{5, 4, 3, 2, 7, 6, 5, 4, 3, 2})
	return ok && decimal(b[:2]) >= 10 && decimal(b[:2]) <= 97 && complement[sum%11] == b[10]
}

// indianStates are the codes of states and territories in licences and plates, old ones too.
const indianStates = "AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TG TN TR TS UA UK UP WB"

// inIndianState accepts values that begin with a state's code and have at least so many digits.
func inIndianState(digits int) func([]byte) bool {
	return func(b []byte) bool {
		n := 0
		for _, c := range b {
			if byteKind[c] == digit {
				n++
			}
		}
		return n >= digits && len(b) > 2 && strings.Contains(indianStates, string(b[:2]))
	}
}
