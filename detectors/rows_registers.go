package detectors

import (
	"bytes"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// registerRows are people and companies in registers that give no check digit, or none that is known: national identities, tax and
// trade numbers. All need a keyword.
var registerRows = plainRows("https://en.wikipedia.org/wiki/National_identification_number", registers)

var registers = []plainRow{
	{
		id: "UK_ELECTORAL_ROLL_NUMBER", title: "UK electoral roll number", country: "GB", pattern: `[A-Z]{2}\d{1,4}`, tier: E,
		keywords: "electoral number|electoral #|electoral roll #|electoral roll no.|electoral roll number|electoralrollno",
		found:    "AB4183|KD27", ignored: "A4183|AB41830",
		source: "https://en.wikipedia.org/wiki/Electoral_roll",
	},
	{
		id: "ARGENTINA_DNI_NUMBER", title: "Argentine DNI", country: "AR", pattern: `\d{1,2}\.\d{3}\.\d{3}|\d{7,8}`, tier: E,
		keywords: "dni|dni#|d.n.i.|documento nacional de identidad|national identity document",
		found:    "20.418.302|41830275", ignored: "99.999.999|20.418302",
	},
	{
		id: "BRAZIL_RG_NUMBER", title: "Brazilian RG", country: "BR", pattern: `\d{1,2}\.?\d{3}\.?\d{3}-?[\dXx]`, tier: E,
		keywords: "rg|registro geral|carteira de identidade|identity card",
		found:    "24.678.131-2|41.830.275-X", ignored: "24.678.131|00.000.000-0", weigh: weighBrazilianRG,
		source: "https://pt.wikipedia.org/wiki/C%C3%A9dula_de_identidade",
	},
	{
		id: "COLOMBIA_CITIZENSHIP_CARD_NUMBER", title: "Colombian cédula de ciudadanía", country: "CO",
		pattern: `\d{1,3}\.\d{3}\.\d{3}|1\.\d{3}\.\d{3}\.\d{3}|[1-9]\d{5,8}|1\d{9}`, tier: E,
		keywords: "cédula de ciudadanía|cedula de ciudadania|documento de identificación|cédula|cedula|c.c.|citizenship card",
		found:    "1.023.418.302|41830275", ignored: "2.023.418.302|41830",
	},
	{
		id: "CANADA_NATIONAL_IDENTIFICATION_NUMBER", title: "Canadian permanent resident number", country: "CA", pattern: `[A-Z]{2}\d{7}(?:\d{3})?|\d{4}-\d{4}`, tier: D,
		keywords: "permanent resident card|permanent resident card number|permanent resident no|permanent resident no.|permanent resident number|" +
			"pr no|pr no.|pr non|pr number|carte résident permanent|numéro carte résident permanent|numéro résident permanent|" +
			"résident permanent no.|résident permanent non",
		found: "RA4183027|4183-0275", ignored: "RA418302|4183-027",
		source: "https://en.wikipedia.org/wiki/Permanent_residency_in_Canada",
	},
	{
		id: "CUBA_IDENTITY_CARD", title: "Cuban identity card", country: "CU", pattern: `\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{5}`, tier: D,
		keywords: "carné de identidad|carne de identidad|identity card|ni", valid: born(0, 2, 4),
		found: "91021527775", ignored: "91023027775|9102152777",
	},
	{
		id: "FRANCE_CNI", title: "French identity card number", country: "FR", pattern: `\d{12}|[A-Z0-9]{9}`, tier: E,
		keywords: "cni|carte nationale d'identité|carte d'identité|identity card", valid: withDigits(2),
		found: "880692310285|X4RBBPFW4", ignored: "88069231028|ABCDEFGHI",
		source: "https://en.wikipedia.org/wiki/National_identity_card_(France)",
	},
	{
		id: "GERMANY_STEUERNUMMER", title: "German tax number (Steuernummer)", country: "DE",
		pattern: `\d{2,3}/\d{3,4}/\d{4,5}|(?:1[01]|2[1-9]|3[012]|4[01]|[59]\d|0\d)\d{2}0\d{8}`, tier: D,
		keywords: "steuernummer|st.-nr.|steuer-nr|finanzamt|tax number",
		found:    "181/815/08155|2181081508155", ignored: "181/81/08155|2181981508155",
		source: "https://de.wikipedia.org/wiki/Steuernummer",
	},
	{
		id: "GERMANY_LANR", title: "German physician number (LANR)", country: "DE", pattern: `\d{9}`, tier: D, severity: registerSeverity,
		keywords: "lanr|arztnummer|lebenslange arztnummer|physician number", valid: validLANR,
		found: "123456601|418302834", ignored: "123456701|12345660",
		source: "https://de.wikipedia.org/wiki/Lebenslange_Arztnummer",
	},
	{
		id: "GERMANY_BSNR", title: "German practice site number (BSNR)", country: "DE", pattern: `\d{9}`, tier: E, severity: registerSeverity,
		keywords: "bsnr|betriebsstättennummer|practice number",
		found:    "021234568", ignored: "02123456|000000000",
		source: "https://de.wikipedia.org/wiki/Betriebsst%C3%A4ttennummer",
	},
	{
		id: "GERMANY_HANDELSREGISTER", title: "German trade register number", country: "DE", pattern: `HR[AB] ?\d{1,6}(?: ?[A-Z]{1,3})?`, tier: D, severity: placeSeverity,
		keywords: "handelsregister|amtsgericht|registergericht|registernummer|trade register", valid: withDigits(1),
		found: "HRB 41830|HRA 7302 B", ignored: "HRC 41830|HRB 4183027",
		source: "https://de.wikipedia.org/wiki/Handelsregister_(Deutschland)",
	},
	{
		id: "GREECE_NATIONAL_ID_CARD", title: "Greek identity card", country: "GR", pattern: `(?:[A-Z]{1,2}|[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]{1,2})[- ]?\d{6}`, tier: D,
		keywords: "ταυτότητα|δελτίο ταυτότητας|identity card",
		found:    "AB-418302|ΑΚ 730184", ignored: "AB-41830|ABC-418302",
	},
	{
		id: "INDIA_IFSC", title: "Indian bank branch code IFSC", country: "IN", pattern: `[A-Z]{4}0[A-Z0-9]{6}`, tier: C, severity: placeSeverity,
		keywords: "ifsc|ifsc code|bank code", valid: withDigits(3),
		found: "VALE0004183|IRIS0B73018", ignored: "VALE1004183|VALE000418",
		source: "https://en.wikipedia.org/wiki/Indian_Financial_System_Code",
	},
	{
		id: "INDONESIA_NIK_NUMBER", title: "Indonesian NIK", country: "ID",
		pattern: `(?:1[1-9]|[2-9]\d)\d{4}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}`, tier: C,
		keywords: "nik|nomor induk kependudukan|ktp|identity number", valid: born(10, 8, 6, -40),
		found: "3171011708450001|3273045209910004", ignored: "3171013002450001|317101170845000",
	},
	{
		id: "ITALY_IDENTITY_CARD", title: "Italian identity card", country: "IT", pattern: `[A-Z]{2} ?\d{7}|\d{7}[A-Z]{2}|C[A-Z]\d{5}[A-Z]{2}`, tier: D,
		keywords: "carta d'identità|carta d'identita|carta identità elettronica|carta identità|cie|identity card",
		found:    "CA41830AB|AA 4183027", ignored: "CA4183AB|A4183027",
		source: "https://en.wikipedia.org/wiki/Italian_electronic_identity_card",
	},
	{
		id: "JAPAN_BANK_ACCOUNT", title: "Japanese bank account", country: "JP", pattern: `\d{4}-?\d{3}-?\d{7}|\d{7}`, tier: E,
		keywords: "口座番号|普通預金|銀行口座|bank account",
		found:    "0001-001-4183027|4183027", ignored: "0001-001-418302|0000000",
		source: "https://en.wikipedia.org/wiki/Bank_code",
	},
	{
		id: "KENYA_KRA_PIN", title: "Kenyan KRA PIN", country: "KE", pattern: `[AP]\d{9}[A-Z]`, tier: C, keywords: "kra pin|tax pin|kra",
		found: "A418302751B|P051830275K", ignored: "B418302751B|A41830275B",
		source: "https://en.wikipedia.org/wiki/Kenya_Revenue_Authority",
	},
	{
		id: "MALAYSIA_NRIC", title: "Malaysian MyKad", country: "MY", pattern: `\d{6}-?\d{2}-?\d{4}`, tier: C,
		keywords: "nric|mykad|kad pengenalan|no. kp|identity card", valid: validMyKad,
		found: "770305-02-4183|910722145136", ignored: "771305-02-4183|770305-17-4183",
		source: "https://en.wikipedia.org/wiki/Malaysian_identity_card",
	},
	{
		id: "MALTA_ID_CARD", title: "Maltese identity card", country: "MT", pattern: `\d{3,7}[MGAPLHBZ]`, tier: D,
		keywords: "karta tal-identità|karta tal-identita|identity card",
		found:    "418302M|0083027G", ignored: "418302K|41830275M",
	},
	{
		id: "MEXICO_VOTER_ID", title: "Mexican clave de elector", country: "MX",
		pattern: `[B-DF-HJ-NP-TV-ZÑ]{6}\d{6}(?:0[1-9]|[12]\d|3[0-2])[HM]\d{3}`, tier: B,
		keywords: "clave de elector|credencial de elector|ine|ife|voter id", valid: validElector,
		found: "GMVLMR80070501M100|VLRSNN91112309H400", ignored: "GMVLMR80130501M100|GMVLMR80070533M100",
		source: "https://en.wikipedia.org/wiki/National_Electoral_Institute",
	},
	{
		id: "NIGERIA_NIN", title: "Nigerian NIN", country: "NG", pattern: `\d{11}`, tier: E, keywords: "national identification number|nin|nimc",
		found: "41830275194", ignored: "4183027519|00000000000",
	},
	{
		id: "NIGERIA_BVN", title: "Nigerian bank verification number", country: "NG", pattern: `22\d{9}`, tier: E, keywords: "bvn|bank verification number",
		found: "22418302751", ignored: "32418302751|2241830275",
		source: "https://en.wikipedia.org/wiki/Bank_Verification_Number",
	},
	{
		id: "PAKISTAN_CNIC", title: "Pakistani CNIC", country: "PK", pattern: `[1-7]\d{4}-\d{7}-\d`, tier: C, keywords: "cnic|nic|national identity card|شناختی کارڈ",
		found: "34201-0891231-8", ignored: "84201-0891231-8|34201-089123-8",
		source: "https://en.wikipedia.org/wiki/CNIC_(Pakistan)",
	},
	{
		id: "PARAGUAY_CIC_NUMBER", title: "Paraguayan CI/RUC", country: "PY", pattern: `\d{1,2}\.?\d{3}\.?\d{3}(?:-\d)?`, tier: D,
		keywords: "ruc|cédula|cedula|identity card", valid: validParaguayan,
		found: "80028061-0|4.183.027", ignored: "80028061-1|418.302",
		source: "https://www.dnit.gov.py/",
	},
	{
		id: "PERU_DNI_NUMBER", title: "Peruvian DNI (CUI)", country: "PE", pattern: `\d{8}(?:[ -]?[0-9A-K])?`, tier: D,
		keywords: "cui|dni|documento nacional de identidad|identity document", valid: validPeruvian,
		found: "10117410-2|41830275", ignored: "10117410-3|4183027",
		source: "https://es.wikipedia.org/wiki/Documento_nacional_de_identidad_(Per%C3%BA)",
	},
	{
		id: "PHILIPPINES_TIN", title: "Philippine TIN", country: "PH", pattern: `\d{3}-\d{3}-\d{3}(?:-\d{3,5})?`, tier: D,
		keywords: "tin|taxpayer identification number|bir", valid: varied,
		found: "418-302-751-000|418-302-751", ignored: "418-302-75|400-000-000",
	},
	{
		id: "PHILIPPINES_SSS", title: "Philippine SSS/UMID", country: "PH", pattern: `\d{2}-\d{7}-\d|\d{4}-\d{7}-\d`, tier: D, keywords: "sss|umid|crn",
		found: "34-4183027-8|0111-4183027-5", ignored: "34-418302-8|344183027-8",
		source: "https://en.wikipedia.org/wiki/Social_Security_System_(Philippines)",
	},
	{
		id: "SINGAPORE_UEN", title: "Singapore UEN", country: "SG", pattern: `\d{8,9}[A-Z]|[TSR]\d{2}[A-Z][A-Z0-9]\d{4}[A-Z]`, tier: C, severity: placeSeverity,
		keywords: "uen|acra|unique entity number", valid: validUEN,
		found: "00192200M|197401143C|S16FC0121D", ignored: "00192200L|197401143D|S16FC0121E",
		source: "https://en.wikipedia.org/wiki/Unique_Entity_Number",
	},
	{
		id: "VIETNAM_CCCD", title: "Vietnamese citizen id", country: "VN", pattern: `0\d{2}[0-3]\d{2}\d{6}`, tier: D,
		keywords: "cccd|căn cước công dân|can cuoc cong dan|cmnd|citizen id", valid: validCCCD,
		found: "001099418302", ignored: "000099418302|097099418302",
		source: "https://vi.wikipedia.org/wiki/C%C4%83n_c%C6%B0%E1%BB%9Bc_c%C3%B4ng_d%C3%A2n",
	},
	{
		id: "US_DOD_ID_NUMBER", title: "DoD ID number (EDIPI)", country: "US", pattern: `\d{10}`, tier: E, keywords: "edipi|dod id|cac",
		found: "4183027519", ignored: "418302751|0000000000",
		source: "https://en.wikipedia.org/wiki/Defense_Enrollment_Eligibility_Reporting_System",
	},
	{
		id: "US_MEDICAL_LICENSE", title: "state medical licence (generic)", country: "US", pattern: `[A-Z]{0,3}\.?\d{4,8}`, tier: E, severity: risingSeverity,
		keywords: "medical license|physician license|license number", valid: notDay,
		found: "MD418302|G.41830", ignored: "MD418|20190314",
		source: "https://en.wikipedia.org/wiki/Medical_license",
	},
	{
		id: "US_PARKING_FASTPASS_ALIAS", title: "US known traveler / redress number", country: "US", pattern: `TT[A-Z0-9]{7}|98\d{7}|\d{7,9}`, tier: E, severity: registerSeverity,
		keywords: "known traveler|ktn|redress|global entry|passid", valid: notDay,
		found: "TT418302K|984183027", ignored: "TT418302|418302",
		source: "https://en.wikipedia.org/wiki/Global_Entry",
	},
}

// withDigits accepts values that hold at least n digits.
func withDigits(n int) func([]byte) bool {
	return func(b []byte) bool {
		digits := 0
		for _, c := range b {
			if byteKind[c] == digit {
				digits++
			}
		}
		return digits >= n && anyNumber(b)
	}
}

// varied accepts values of three different digits at least.
func varied(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	return distinct(s) > 2
}

// weighBrazilianRG raises a number that passes the rule of the state of São Paulo (weights 2 to 9, modulo 11, 10 written X); other
// states have other rules.
func weighBrazilianRG(v Value) float64 {
	var buf [maxNumber]byte
	s, same := compact(&buf, v.Bytes())
	if !same && bytes.Count(v.Bytes(), []byte(".")) != 2 {
		return -1
	}
	if sum, ok := checksum.Sum(s[:len(s)-1], []int{2, 3, 4, 5, 6, 7, 8, 9}[:max(0, min(8, len(s)-1))]); ok && len(s) == 9 && s[8] == "0X987654321"[sum%11] {
		return 0.15 + weighAmount(v)
	}
	return weighAmount(v)
}

// validLANR checks the seventh digit of a physician's number: weights 4 and 9 in turn, ten less the sum's last digit.
func validLANR(b []byte) bool {
	sum, ok := checksum.Sum(b[:6], []int{4, 9, 4, 9, 4, 9})
	return ok && complement10[sum%10] == b[6] && anyNumber(b)
}

// validMyKad accepts a birth date and a place of birth.
func validMyKad(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	if !dated(s, 0, 2, 4, nil) || len(b) == 13 {
		return false
	}
	place := decimal(s[6:8])
	return place >= 1 && place <= 16 || place >= 21 && place <= 59 || place >= 60 && place <= 93 || place == 98 || place == 99
}

// validElector accepts a Mexican voter's key with a birth date behind the letters, which may hold an Ñ.
func validElector(b []byte) bool {
	i := bytes.IndexAny(b, "0123456789")
	return i > 0 && dated(b[i:], 0, 2, 4, nil)
}

// validParaguayan checks the digit behind the dash, where there is one; without it, the number must be grouped.
func validParaguayan(b []byte) bool {
	var buf [maxNumber]byte
	s, _ := compact(&buf, b)
	if dash := bytes.IndexByte(b, '-'); dash < 0 {
		return bytes.Count(b, []byte(".")) == 2 && anyNumber(b)
	}
	sum := 0
	for i := range s[:len(s)-1] {
		sum += int(s[len(s)-2-i]-'0') * (i + 2)
	}
	want := (11 - sum%11) % 11
	return want%10 == int(s[len(s)-1]-'0') && anyNumber(b)
}

// validPeruvian checks the character behind the eight digits, where there is one: a digit or a letter.
func validPeruvian(b []byte) bool {
	sum, ok := checksum.Sum(b[:8], []int{3, 2, 7, 6, 5, 4, 3, 2})
	if !ok || !notDay(b[:8]) {
		return false
	}
	c := b[len(b)-1]
	return len(b) == 8 || c == "65432110987"[sum%11] || c == "KJIHGFEDCBA"[sum%11]
}

// validUEN checks the last letter of a Singapore entity's number.
// https://en.wikipedia.org/wiki/Unique_Entity_Number
func validUEN(b []byte) bool {
	last := len(b) - 1
	switch {
	case len(b) == 9:
		sum, ok := checksum.Sum(b[:8], []int{10, 4, 9, 3, 8, 2, 7, 1})
		return ok && b[last] == "XMKECAWLJDB"[sum%11]
	case byteKind[b[0]] == digit:
		sum, ok := checksum.Sum(b[:9], []int{10, 8, 6, 4, 9, 7, 5, 3, 1})
		return ok && b[last] == "ZKCMDNERGWH"[sum%11]
	}
	const alphabet = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
	sum := 0
	for i, weight := range []int{4, 3, 5, 3, 10, 2, 2, 5, 7} {
		n := bytes.IndexByte([]byte(alphabet), b[i])
		if n < 0 {
			return false
		}
		sum += n * weight
	}
	return b[last] == alphabet[((sum-5)%11+11)%11]
}

// validCCCD accepts a province (001 to 096), a century and a birth year.
func validCCCD(b []byte) bool {
	province := decimal(b[:3])
	return province >= 1 && province <= 96 && anyNumber(b)
}
