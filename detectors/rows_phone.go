package detectors

// Pieces of the patterns. They are generous: what may stand between two digits, and how many there are; the check behind
// them knows the numbering plans and how people group digits.
const (
	phoneGap  = `(?:[ \x{A0}\x{202F}]?[\-./\x{2010}-\x{2013}][ ]?|[ \x{A0}\x{202F}])?`
	phoneNext = `(?:\)?` + phoneGap + `\(?\d)`
	phonePlus = `\(?(?:\+ ?|00 ?)`
	// phoneTail is an extension: ext. 123, x123, #123, or pauses and digits.
	phoneTail = `(?:(?:, |[ ,;])?(?i:ext\.?|extension|extn\.?|x|ramal|poste|durchwahl):? ?\d{1,6}| ?#\d{1,6}|,\d{3,6}|,,\d{1,6})?`
)

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
			"01 02 03 04 05", "0612345678", "01.02.2026 10:15", "06 12 34 56 78 a1 ff", "a5 06 12 34 56 78  x", "12 06 12 34 56 78 56", "+33 0 12 34 56 78",
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
