package detectors

// nationalWords are the keywords of phone numbers of all countries.
var nationalWords = phoneWords("telefon", "telefono", "telefone", "téléphone", "tél", "teléfono", "telefoon", "telefoonnummer", "mobiel", "puhelin", "puhelinnumero",
	"matkapuhelin", "telefonnummer", "mobil", "mobilnummer", "mobiltelefon", "tlf", "numer telefonu", "tel kom", "kom", "komórka", "telefonszám", "mobilszám",
	"telefonní číslo", "telefón", "cep", "cep no", "cep telefonu", "gsm", "natel", "handy", "hp", "no hp", "telp", "nomor telepon", "telepon", "điện thoại", "sđt",
	"celular", "móvil", "тел", "телефон", "моб", "мобильный", "мобільний", "τηλέφωνο", "τηλ", "κινητό", "電話", "電話番号", "携帯", "电话", "手机", "전화", "전화번호",
	"휴대폰", "โทร", "โทรศัพท์", "هاتف", "جوال", "טלפון", "נייד", "mobile no")

// phoneNationalRows find numbers without country code of the countries that have no row of their own.
var phoneNationalRows = []Detector{
	{
		ID: "PHONE_NUMBER_NATIONAL", Title: "Phone number as written at home in another country", Category: Personal,
		Pattern:  phoneFormPattern(),
		Keywords: nationalWords, Valid: validForm, Weigh: weighForm,
		Loose: &Detector{Pattern: `\(?\d` + phoneNext + `{5,12}` + phoneTail, Valid: validSomewhere, Weigh: weighSomewhere},
		Tier:  C, Severity: severityPhone, Source: sourcePhone,
		Finds: []string{
			"write to «044 668 18 00» please", "«0 532 123 45 67»", "ask «070-123 45 67»", "«090-1234-5678»", "«0917 123 4567»", "«8 (912) 345-67-89»", "«06-12345678»",
			"you can call «22 71 85 93» today", "fax «(26) 312-418»", "tel: «0412-2654178»", "call «61 28 40»", "«9123 8467»-mobile", "cep no: «05321234567»",
		},
		Ignores: []string{
			"22 71 85 93", "(26) 312-418", "call center nip: 526-274-18-09", "tel. office, zip 62704-1234", "call 1998-2004", "contact 12.345.678", "call CVE-2018-40733", "mobile 2018-40733", "phone 2 2023-02-05", "call 1 0 309.096",
			"Tsuruma, 242-8511, contact",
			"order no 44 668 18 00 by phone", "0044 668 18 00", "call 44 66 1", "High Street 21 - 46209 Leeds, fax", "Ringstr. 212 80333 Ulm, tel. on request", "mobile 2025-11-22",
		},
	},
}
