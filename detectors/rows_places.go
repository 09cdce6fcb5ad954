package detectors

import (
	"bytes"
	"strings"
)

// placeRows are postcodes, places on earth and vehicles' plates.
var placeRows = append(plainRows("https://en.wikipedia.org/wiki/Postal_code", places), ukPostcode)

var places = []plainRow{
	{
		id: "LATITUDE_LONGITUDE", title: "GPS coordinates (decimal degrees, a pair)", tier: D, severity: registerSeverity,
		pattern:  `[-+]?(?:[1-8]?\d|90)\.\d{3,15} ?[,;/ ] ?[-+]?(?:1[0-7]\d|180|\d{1,2})\.\d{3,15}`,
		keywords: "coordinate|coordinates|lat long|latitude longitude|lat lon|latitude|longitude|position|gps|geo|location|breitengrad|längengrad|coordonnées|coordenadas",
		valid:    validLatLon, weigh: weighLatLon,
		found: "41.948614,-87.655311|-33.8568, 151.2153", ignored: "0.000, 0.000|41.94, -87.65|41.948614,-87.655311,12.100",
		source: "https://en.wikipedia.org/wiki/Decimal_degrees",
	},
	{
		id: "BRAZIL_CEP_CODE", title: "Brazilian postal code (CEP)", country: "BR", pattern: `\d{5}-?\d{3}`, tier: E, severity: risingSeverity,
		keywords: "cep|código de endereçamento postal|codigo de endereçamento postal|código postal|codigo postal|postal code",
		found:    "01310-183|41830275", ignored: "0131-183|00000-000", valid: notDay,
		source: "https://en.wikipedia.org/wiki/C%C3%B3digo_de_Endere%C3%A7amento_Postal",
	},
	{
		id: "GERMANY_PLZ", title: "German postcode", country: "DE", pattern: `(?:0[1-9]|[1-9]\d)\d{3}`, tier: E, severity: placeSeverity,
		keywords: "plz|postleitzahl|postal code",
		found:    "10183|04183", ignored: "00183|1018",
	},
	{
		id: "NETHERLANDS_POSTCODE", title: "Dutch postcode", country: "NL", pattern: `[1-9]\d{3} ?[A-Z]{2}`, tier: D, severity: placeSeverity,
		keywords: "postcode|adres", valid: validDutchPostcode,
		found: "1018 AB|3511KD", ignored: "0118 AB|1018 SS",
		source: "https://en.wikipedia.org/wiki/Postal_codes_in_the_Netherlands",
	},
	{
		id: "IRELAND_EIRCODE", title: "Irish Eircode", country: "IE", pattern: `[AC-FHKNPRTV-Y]\d[0-9W] ?[0-9AC-FHKNPRTV-Y]{4}`, tier: D, severity: placeSeverity,
		keywords: "eircode|postcode",
		found:    "D02 AF30|T12X418", ignored: "B02 AF30|D02 AF3",
	},
	{
		id: "US_VEHICLE_LICENSE_PLATE", title: "US licence plate", country: "US", pattern: `[A-Z0-9]{1,3}[ -]?[A-Z0-9]{3,4}`, tier: E, severity: placeSeverity,
		keywords: "license plate|plate number|tag number|vehicle plate", valid: mixed,
		found: "7ABC418|KDL-4183", ignored: "ABCDEFG|4183027", source: plateSource,
	},
	{
		id: "UK_VEHICLE_REGISTRATION", title: "UK number plate", country: "GB",
		pattern: `[A-HJ-PR-Y]{2}(?:0[1-9]|[1-7]\d)[ -]?[A-HJ-PR-Z]{3}`, tier: D, severity: placeSeverity,
		keywords: "number plate|registration|vehicle|vrn|dvla|v5c",
		found:    "BD51 SMR|LK18XYZ", ignored: "BD00 SMR|BI51 SMR",
		source: "https://en.wikipedia.org/wiki/Vehicle_registration_plates_of_the_United_Kingdom",
	},
	{
		id: "GERMANY_VEHICLE_REGISTRATION", title: "German number plate", country: "DE", pattern: `[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2}[ -]?[1-9]\d{0,3}[EH]?`, tier: D, severity: placeSeverity,
		keywords: "kennzeichen|kfz-kennzeichen|nummernschild|license plate",
		found:    "B-MA 4183|HH-KD 27", ignored: "B-MAX 4183|B-MA 41830", source: plateSource,
	},
	{
		id: "INDIA_VEHICLE_REGISTRATION", title: "Indian number plate", country: "IN", pattern: `[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}|\d{2}BH\d{4}[A-HJ-NP-Z]{1,2}`, tier: D, severity: placeSeverity,
		keywords: "registration|vehicle|rto|plate|number plate", valid: validIndianPlate,
		found: "KA01AB4183|MH-12-KD-7302|22BH4183AK", ignored: "QQ01AB4183|KA01AB418", source: plateSource,
	},
	{
		id: "NIGERIA_VEHICLE_REGISTRATION", title: "Nigerian plate", country: "NG", pattern: `[A-Z]{3}[ -]?\d{3}[A-Z]{2}`, tier: D, severity: placeSeverity,
		keywords: "plate number|vehicle registration|plates|number plate",
		found:    "ABC-418DE|KDL 730AA", ignored: "AB-418DE|ABC-41DE", source: plateSource,
	},
	{
		id: "TURKEY_VEHICLE_REGISTRATION", title: "Turkish plate", country: "TR", pattern: `(?:0[1-9]|[1-7]\d|8[01])[ -]?[A-PR-VYZ]{1,3}[ -]?\d{2,4}`, tier: D, severity: placeSeverity,
		keywords: "plaka|plakası|license plate",
		found:    "34 ABC 418|06 KD 730", ignored: "82 ABC 418|34 AQC 418", source: plateSource,
	},
}

const plateSource = "https://en.wikipedia.org/wiki/Vehicle_registration_plate"

// ukPostcode is shaped so well that a keyword only raises it.
var ukPostcode = Detector{
	ID: "UK_POSTCODE", Title: "UK postcode", Category: Personal, Country: "GB",
	Pattern:  `GIR ?0AA|[A-PR-UWYZ](?:\d[A-HJKPSTUW\d]?|[A-HK-Y]\d[ABEHMNPRV-Y\d]?) ?\d[ABD-HJLNP-UW-Z]{2}`,
	Keywords: []string{"postcode", "post code", "postal code", "address"},
	Valid:    validUKPostcode,
	Tier:     D,
	Severity: placeSeverity,
	Source:   "https://en.wikipedia.org/wiki/Postcodes_in_the_United_Kingdom",
	Finds: []string{
		"postcode «EC1A 4BD»",
		`{"postcode":"«M18LD»"}`,
		"address: 4 Vale Row, Leeds «LS6 2QR»",
	},
	Ignores: []string{
		"postcode QC1A 4BD",
		"postcode EX41 CI8",
		"The part EC1A 4BD is in stock.",
		"postcode ZZ1 4BD",
	},
}

// postcodeAreas are the letters that begin a British postcode.
const postcodeAreas = " AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GIR GL " +
	"GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO " +
	"PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE "

func validUKPostcode(b []byte) bool {
	n := 0
	for n < len(b) && byteKind[b[n]] == upper {
		n++
	}
	var area [5]byte
	if n == 0 || n > 3 {
		return false
	}
	area[0] = ' '
	copy(area[1:], b[:n])
	area[n+1] = ' '
	return strings.Contains(postcodeAreas, string(area[:n+2]))
}

// validDutchPostcode refuses the three pairs of letters that are not given out.
func validDutchPostcode(b []byte) bool {
	letters := string(b[len(b)-2:])
	return letters != "SA" && letters != "SD" && letters != "SS"
}

// validIndianPlate asks a state's code, but for the plates of the whole country (BH).
func validIndianPlate(b []byte) bool {
	return byteKind[b[0]] == digit || inIndianState(5)(b)
}

// mixed accepts values with a letter and a digit.
func mixed(b []byte) bool {
	letters, digits := 0, 0
	for _, c := range b {
		switch byteKind[c] {
		case upper:
			letters++
		case digit:
			digits++
		}
	}
	return letters > 0 && digits > 1
}

// validLatLon refuses the point where both are zero. Ranges are the pattern's.
func validLatLon(b []byte) bool { return bytes.ContainsAny(b, "123456789") }

// weighLatLon speaks against a pair that goes on as a list: a vector, not a place.
func weighLatLon(v Value) float64 {
	next := bytes.TrimLeft(v.Text[v.End:min(len(v.Text), v.End+8)], ",; /\t")
	if len(next) > 2 && numberBegins(next) && len(next) < min(len(v.Text), v.End+8)-v.End {
		return -1
	}
	before := bytes.TrimRight(v.Text[max(0, v.Start-8):v.Start], ",; /\t-+")
	if len(before) > 0 && len(before) < v.Start-max(0, v.Start-8) && byteKind[before[len(before)-1]] == digit {
		return -1
	}
	return 0
}

// numberBegins says whether t begins with a number.
func numberBegins(t []byte) bool {
	if t[0] == '-' || t[0] == '+' {
		t = t[1:]
	}
	return byteKind[t[0]] == digit
}
