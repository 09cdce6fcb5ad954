package detectors

import (
	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// passportRows are passports by country; all need a keyword.
var passportRows = plainRows("https://en.wikipedia.org/wiki/Passport", passports)

// passportWord is what English calls a passport's number, in the rows of all countries.
const passportWord = "passport|passport number|passport no|passport#|passportno|passportno#|passportid|passports"

var passports = []plainRow{
	{
		id: "USA_PASSPORT_NUMBER", title: "US passport", country: "US", pattern: `[A-Z]?\d{8}|\d{9}`, tier: E, severity: passportSeverity,
		keywords: passportWord + "|travel document|pasaporte", valid: ofPassport(9), weigh: weighLikely(0.12),
		found: "418302751|C41830275", ignored: "41830275|000000000",
	},
	{
		id: "UK_PASSPORT_NUMBER", title: "UK passport", country: "GB", pattern: `\d{9}|[A-Z]{2}\d{7}`, tier: E, severity: passportSeverity,
		keywords: "passport #|passport no|passport number|passport#|passportid|hmpo|passeport #|passeport n °|passeport non|passeportn °",
		found:    "418302751|XY4183027", ignored: "41830275|000000000", valid: ofPassport(9), weigh: weighLikely(0.11),
	},
	{
		id: "CANADA_PASSPORT_NUMBER", title: "Canadian passport", country: "CA", pattern: `[A-Z]{2}\d{6}|[A-Z]\d{6}[A-Z]{2}`, tier: D, severity: passportSeverity,
		keywords: passportWord + "|passeport|passeport#",
		found:    "GA418302|P418302AB", ignored: "GA41830|P418302A",
	},
	{
		id: "FRANCE_PASSPORT_NUMBER", title: "French passport", country: "FR", pattern: `\d{2}[A-Z]{2}\d{5}`, tier: D, severity: passportSeverity,
		keywords: "passeport|numéro de passeport|passeport #|passeport n °|passeport n°|passeport non|" + passportWord,
		found:    "18AB41830", ignored: "18AB4183|18A418302",
	},
	{
		id: "GERMANY_PASSPORT_NUMBER", title: "German passport", country: "DE",
		pattern: `[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{8}(?:\dD?)?`, tier: C, severity: passportSeverity,
		keywords: "reisepass|reisepassnummer|reisepass-nr|passnummer|ausstellungsdatum|ausstellungsort|geburtsdatum|" + passportWord,
		found:    "C01X00T478|F4RTV0291", ignored: "C01X00T479|CFGHJKLMN", valid: validGermanPassport,
	},
	{
		id: "ITALY_PASSPORT_NUMBER", title: "Italian passport", country: "IT", pattern: `[A-Z]{2}\d{7}`, tier: D, severity: passportSeverity,
		keywords: "passaporto|passaporto numero|passaporto italiana|repubblica italiana passaporto|italian passport number|numéro passeport|" +
			"numéro passeport italien|passport number",
		found: "YA4183027", ignored: "YA418302|Y4183027",
	},
	{
		id: "SPAIN_PASSPORT_NUMBER", title: "Spanish passport", country: "ES", pattern: `[A-Z]{2,3}\d{6}[A-Z]?`, tier: D, severity: passportSeverity,
		keywords: "pasaporte|número pasaporte|numero pasaporte|libreta pasaporte|españa pasaporte|passport book|spain passport|" + passportWord,
		found:    "PAA418302|XDB418302K", ignored: "PAA41830|PAAA418302",
	},
	{
		id: "AUSTRALIA_PASSPORT", title: "Australian passport", country: "AU", pattern: `[A-Z]\d{7}|P[A-F]\d{7}`, tier: D, severity: passportSeverity,
		keywords: passportWord, found: "PA4183027|N4183027", ignored: "PG4183027|N418302",
	},
	{
		id: "CHINA_PASSPORT", title: "Chinese passport", country: "CN", pattern: `E[A-Z]?\d{7,8}|G\d{8}`, tier: D, severity: passportSeverity,
		keywords: "护照|护照号|" + passportWord, found: "E41830275|EJ4183027", ignored: "G4183027|F41830275",
	},
	{
		id: "INDIA_PASSPORT", title: "Indian passport", country: "IN", pattern: `[A-PR-WY][1-9]\d ?\d{4}[1-9]`, tier: D, severity: passportSeverity,
		keywords: passportWord + "|indian passport", found: "J8369854|M41 83027", ignored: "Q8369854|J8369850",
	},
	{
		id: "IRELAND_PASSPORT", title: "Irish passport", country: "IE", pattern: `[A-Z]{1,2}\d{7}`, tier: D, severity: passportSeverity,
		keywords: "pas|" + passportWord, found: "PA4183027", ignored: "PA418302|PAB4183027",
	},
	{
		id: "JAPAN_PASSPORT", title: "Japanese passport", country: "JP", pattern: `[A-Z]{2}\d{7}`, tier: D, severity: passportSeverity,
		keywords: "パスポート|旅券番号|" + passportWord, found: "TR4183027", ignored: "TR418302|T4183027",
	},
	{
		id: "KOREA_PASSPORT", title: "Korean passport", country: "KR", pattern: `[MSRODG](?:\d{8}|\d{3}[A-Z]\d{4})`, tier: D, severity: passportSeverity,
		keywords: "여권|여권번호|" + passportWord, found: "M418A3027|M41830275", ignored: "K41830275|M418A302",
	},
	{
		id: "MEXICO_PASSPORT", title: "Mexican passport", country: "MX", pattern: `[A-Z]\d{8}`, tier: D, severity: passportSeverity,
		keywords: "pasaporte|" + passportWord, found: "G41830275", ignored: "G4183027|GA41830275",
	},
	{
		id: "NETHERLANDS_PASSPORT", title: "Dutch passport or identity card", country: "NL", pattern: `[A-NP-Z]{2}[A-NP-Z0-9]{6}\d`, tier: C, severity: passportSeverity,
		keywords: "paspoort|identiteitskaart|documentnummer|" + passportWord,
		found:    "NXB4183R2|SP41K3027", ignored: "OXB4183R2|NXB4183RT",
	},
	{
		id: "POLAND_PASSPORT", title: "Polish passport", country: "PL", pattern: `[A-Z]{2} ?\d{7}`, tier: C, severity: passportSeverity,
		keywords: "paszport|paszportu|numer paszportu|" + passportWord,
		found:    "EK9183027|EK 9183027", ignored: "EK8183027|EK918302", valid: validPolishPassport,
	},
	{
		id: "RUSSIA_PASSPORT", title: "Russian internal passport", country: "RU", pattern: `\d{2} ?\d{2} ?\d{6}`, tier: D, severity: passportSeverity,
		keywords: "паспорт|номер паспорта|серия|" + passportWord, found: "45 09 418302|4509 418302", ignored: "45 09 41830|00 00 000000",
	},
	{
		id: "SINGAPORE_PASSPORT", title: "Singapore passport", country: "SG", pattern: `[EK]\d{7}[A-Z]`, tier: C, severity: passportSeverity,
		keywords: passportWord, found: "K4183027E", ignored: "K418302E|L4183027E",
	},
	{
		id: "SWEDEN_PASSPORT", title: "Swedish passport", country: "SE", pattern: `[A-Z]{0,2}\d{7,8}`, tier: E, severity: passportSeverity,
		keywords: "passnummer|pass|" + passportWord, found: "41830275|AB4183027", ignored: "418302|20190314", valid: notDay,
	},
	{
		id: "TAIWAN_PASSPORT", title: "Taiwanese passport", country: "TW", pattern: `3\d{8}`, tier: E, severity: passportSeverity,
		keywords: "護照|" + passportWord, found: "341830275", ignored: "441830275|34183027",
	},
	{
		id: "UKRAINE_PASSPORT", title: "Ukrainian passport", country: "UA", pattern: `[A-Z]{2}\d{6}|\d{9}`, tier: D, severity: passportSeverity,
		keywords: "паспорт|" + passportWord, found: "FE418302|418302751", ignored: "FE41830|41830275",
	},
}

// ofPassport is anyNumber for values of that many characters.
func ofPassport(length int) func([]byte) bool {
	return func(b []byte) bool { return len(b) == length && anyNumber(b) }
}

// validGermanPassport asks a digit among the nine characters, and the check digit where the tenth is given.
func validGermanPassport(b []byte) bool {
	digits := 0
	for _, c := range b[:9] {
		if byteKind[c] == digit {
			digits++
		}
	}
	return digits > 0 && anyNumber(b[1:9]) && (len(b) == 9 || checksum.ICAO(b[:10]))
}

// validPolishPassport checks the first digit behind the letters.
func validPolishPassport(b []byte) bool {
	return polishDocument(b, 9, []int{7, 3, 9, 1, 7, 3, 1, 7, 3})
}
