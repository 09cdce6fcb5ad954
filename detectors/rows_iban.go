package detectors

import (
	"slices"
	"strings"
)

// ibanRows are the bank accounts of every country that has IBANs, and last, optional, one row for all of them.
var ibanRows = ibans()

// An ibanCountry is one line of the IBAN registry.
type ibanCountry struct {
	country string // ISO 3166 code, the first two characters
	// bban is the structure behind the check digits as the registry writes it: so many digits (n), upper-case
	// letters (a) or either (c).
	bban    string
	id      string
	name    string
	example string // synthetic
}

// ibanCountries is the registry, and countries that use IBANs without being in it.
// https://www.swift.com/standards/data-standards/iban-international-bank-account-number
var ibanCountries = []ibanCountry{
	{"AD", "4n4n12c", "ANDORRA_BANK_ACCOUNT_NUMBER", "Andorra", "AD0287967970B1PMBE6VP89D"},
	{"AE", "3n16n", "UNITED_ARAB_EMIRATES_BANK_ACCOUNT_NUMBER", "United Arab Emirates", "AE506867712526194305483"},
	{"AL", "8n16c", "ALBANIA_BANK_ACCOUNT_NUMBER", "Albania", "AL1005280475SF2GM1MARF6KFL3T"},
	{"AT", "5n11n", "AUSTRIA_BANK_ACCOUNT_NUMBER", "Austria", "AT844226009208504143"},
	{"AZ", "4a20c", "AZERBAIJAN_BANK_ACCOUNT_NUMBER", "Azerbaijan", "AZ70XXXGXHPPNR6171128LL62LK0"},
	{"BA", "3n3n8n2n", "BOSNIA_AND_HERZEGOVINA_BANK_ACCOUNT_NUMBER", "Bosnia and Herzegovina", "BA719292729593486047"},
	{"BE", "3n7n2n", "BELGIUM_BANK_ACCOUNT_NUMBER", "Belgium", "BE74792649329803"},
	{"BG", "4a4n2n8c", "BULGARIA_BANK_ACCOUNT_NUMBER", "Bulgaria", "BG58PCDS653922LKG310NB"},
	{"BH", "4a14c", "BAHRAIN_BANK_ACCOUNT_NUMBER", "Bahrain", "BH61BTKESCPSF3N9LEH0CL"},
	{"BI", "5n5n11n2n", "BURUNDI_BANK_ACCOUNT_NUMBER", "Burundi", "BI0641697730674568849722855"},
	{"BR", "8n5n10n1a1c", "BRAZIL_BANK_ACCOUNT_NUMBER", "Brazil", "BR7189945545487261682825006WT"},
	{"BY", "4c4n16c", "BELARUS_BANK_ACCOUNT_NUMBER", "Belarus", "BY76MRV53200C3B4XP1DT0N15K17"},
	{"CH", "5n12c", "SWITZERLAND_BANK_ACCOUNT_NUMBER", "Switzerland", "CH66786821TR24KF2XK4A"},
	{"CR", "4n14n", "COSTA_RICA_BANK_ACCOUNT_NUMBER", "Costa Rica", "CR15994289121411811348"},
	{"CY", "3n5n16c", "CYPRUS_BANK_ACCOUNT_NUMBER", "Cyprus", "CY0773234536BVPS7E4M68KMFXM3"},
	{"CZ", "4n16n", "CZECH_REPUBLIC_BANK_ACCOUNT_NUMBER", "Czechia", "CZ5837741881816800306264"},
	{"DE", "8n10n", "GERMANY_BANK_ACCOUNT_NUMBER", "Germany", "DE88123429885578299639"},
	{"DJ", "5n5n11n2n", "DJIBOUTI_BANK_ACCOUNT_NUMBER", "Djibouti", "DJ1374514514140586901686775"},
	{"DK", "4n9n1n", "DENMARK_BANK_ACCOUNT_NUMBER", "Denmark", "DK8143368813575972"},
	{"DO", "4c20n", "DOMINICAN_REPUBLIC_BANK_ACCOUNT_NUMBER", "Dominican Republic", "DO891C0R98318933059603685181"},
	{"EE", "2n14n", "ESTONIA_BANK_ACCOUNT_NUMBER", "Estonia", "EE415407763692548363"},
	{"EG", "4n4n17n", "EGYPT_BANK_ACCOUNT_NUMBER", "Egypt", "EG248757608416775619974341133"},
	{"ES", "4n4n1n1n10n", "SPAIN_BANK_ACCOUNT_NUMBER", "Spain", "ES5403225750306351136722"},
	{"FI", "3n11n", "FINLAND_BANK_ACCOUNT_NUMBER", "Finland", "FI6348327531647500"},
	{"FK", "2a12n", "FALKLAND_ISLANDS_BANK_ACCOUNT_NUMBER", "Falkland Islands", "FK39LV718675607778"},
	{"FO", "4n9n1n", "FAROE_ISLANDS_BANK_ACCOUNT_NUMBER", "Faroe Islands", "FO9608080506330086"},
	{"FR", "5n5n11c2n", "FRANCE_BANK_ACCOUNT_NUMBER", "France", "FR8871352665510ED0XMSMHA147"},
	{"GB", "4a6n8n", "UK_BANK_ACCOUNT_NUMBER", "United Kingdom", "GB90WTHA07780881539066"},
	{"GE", "2a16n", "GEORGIA_BANK_ACCOUNT_NUMBER", "Georgia", "GE88DP8319457714840249"},
	{"GI", "4a15c", "GIBRALTAR_BANK_ACCOUNT_NUMBER", "Gibraltar", "GI77EAPH7RTLC9L8792AEAE"},
	{"GL", "4n9n1n", "GREENLAND_BANK_ACCOUNT_NUMBER", "Greenland", "GL4651425152074076"},
	{"GR", "3n4n16c", "GREECE_BANK_ACCOUNT_NUMBER", "Greece", "GR579571435K8KC1N85XS7M5383"},
	{"GT", "4c20c", "GUATEMALA_BANK_ACCOUNT_NUMBER", "Guatemala", "GT289ESL03CPHHKNBN089EAVNP5G"},
	{"HN", "4a20n", "HONDURAS_BANK_ACCOUNT_NUMBER", "Honduras", "HN55EVGV18449095398902474963"},
	{"HR", "7n10n", "CROATIA_BANK_ACCOUNT_NUMBER", "Croatia", "HR6673698525323804220"},
	{"HU", "3n4n1n15n1n", "HUNGARY_BANK_ACCOUNT_NUMBER", "Hungary", "HU75748776191310018675054058"},
	{"IE", "4a6n8n", "IRELAND_BANK_ACCOUNT_NUMBER", "Ireland", "IE30KMNN65326462420969"},
	{"IL", "3n3n13n", "ISRAEL_BANK_ACCOUNT_NUMBER", "Israel", "IL931557595447678358003"},
	{"IQ", "4a3n12n", "IRAQ_BANK_ACCOUNT_NUMBER", "Iraq", "IQ24NWDE199142187684481"},
	{"IS", "4n2n6n10n", "ICELAND_BANK_ACCOUNT_NUMBER", "Iceland", "IS860729864655121066908644"},
	{"IT", "1a5n5n12c", "ITALY_BANK_ACCOUNT_NUMBER", "Italy", "IT36S01639270933MLKLG7KCH76"},
	{"JO", "4a4n18c", "JORDAN_BANK_ACCOUNT_NUMBER", "Jordan", "JO79NRRV6141XG8E1THVPDH6VMS98X"},
	{"KW", "4a22c", "KUWAIT_BANK_ACCOUNT_NUMBER", "Kuwait", "KW27FVMWLDFSRT5GB43533GBT8AAAC"},
	{"KZ", "3n13c", "KAZAKHSTAN_BANK_ACCOUNT_NUMBER", "Kazakhstan", "KZ126552FX0B1VSKW43K"},
	{"LB", "4n20c", "LEBANON_BANK_ACCOUNT_NUMBER", "Lebanon", "LB92376850BLX07K08A9KEHA6E5B"},
	{"LC", "4a24c", "SAINT_LUCIA_BANK_ACCOUNT_NUMBER", "Saint Lucia", "LC92RKMXF273EGXH5MBEKS8HEWS4LEH1"},
	{"LI", "5n12c", "LIECHTENSTEIN_BANK_ACCOUNT_NUMBER", "Liechtenstein", "LI5077770D48STDRDAW7G"},
	{"LT", "5n11n", "LITHUANIA_BANK_ACCOUNT_NUMBER", "Lithuania", "LT054052657896811181"},
	{"LU", "3n13c", "LUXEMBOURG_BANK_ACCOUNT_NUMBER", "Luxembourg", "LU4687909KBWRHHL5NTD"},
	{"LV", "4a13c", "LATVIA_BANK_ACCOUNT_NUMBER", "Latvia", "LV48RWNWN3PGKHX6PWPE7"},
	{"LY", "3n3n15n", "LIBYA_BANK_ACCOUNT_NUMBER", "Libya", "LY46098406422972291855167"},
	{"MC", "5n5n11c2n", "MONACO_BANK_ACCOUNT_NUMBER", "Monaco", "MC5415275225086VH31097C9T25"},
	{"MD", "2c18c", "MOLDOVA_REPUBLIC_OF_BANK_ACCOUNT_NUMBER", "Moldova", "MD979XDDK7C5XLXM8L13D9DA"},
	{"ME", "3n13n2n", "MONTENEGRO_BANK_ACCOUNT_NUMBER", "Montenegro", "ME71636644695235052132"},
	{"MK", "3n10c2n", "NORTH_MACEDONIA_BANK_ACCOUNT_NUMBER", "North Macedonia", "MK491505R0BL3DM9643"},
	{"MN", "4n12n", "MONGOLIA_BANK_ACCOUNT_NUMBER", "Mongolia", "MN470248808735276380"},
	{"MR", "5n5n11n2n", "MAURITANIA_BANK_ACCOUNT_NUMBER", "Mauritania", "MR6474657076611955000525727"},
	{"MT", "4a5n18c", "MALTA_BANK_ACCOUNT_NUMBER", "Malta", "MT31SAKL49313H4P056KSMRD1K5MK3K"},
	{"MU", "4a2n2n12n3n3a", "MAURITIUS_BANK_ACCOUNT_NUMBER", "Mauritius", "MU96PMVF3304765004607444700LHC"},
	{"NI", "4a20n", "NICARAGUA_BANK_ACCOUNT_NUMBER", "Nicaragua", "NI03DCWB21808524425879699310"},
	{"NL", "4a10n", "NETHERLANDS_BANK_ACCOUNT_NUMBER", "Netherlands", "NL75HSGW2139316918"},
	{"NO", "4n6n1n", "NORWAY_BANK_ACCOUNT_NUMBER", "Norway", "NO5253788841654"},
	{"OM", "3n16c", "OMAN_BANK_ACCOUNT_NUMBER", "Oman", "OM1680706HE4RMR3P5FCWAM"},
	{"PK", "4a16c", "PAKISTAN_BANK_ACCOUNT_NUMBER", "Pakistan", "PK12FBBLBVT5391VAHMM3FDP"},
	{"PL", "8n16n", "POLAND_BANK_ACCOUNT_NUMBER", "Poland", "PL57862382744447865039386238"},
	{"PS", "4a21c", "PALESTINE_STATE_OF_BANK_ACCOUNT_NUMBER", "Palestine", "PS39BMDNDV69F99W57FMDPDGXTFKT"},
	{"PT", "4n4n11n2n", "PORTUGAL_BANK_ACCOUNT_NUMBER", "Portugal", "PT14084106427908070540832"},
	{"QA", "4a21c", "QATAR_BANK_ACCOUNT_NUMBER", "Qatar", "QA51HBFD5M5FEFWB3EC5RH9F32X9A"},
	{"RO", "4a16c", "ROMANIA_BANK_ACCOUNT_NUMBER", "Romania", "RO10ACKVRFRDL0FXE48HK008"},
	{"RS", "3n13n2n", "SERBIA_BANK_ACCOUNT_NUMBER", "Serbia", "RS30122783901876000978"},
	{"RU", "9n5n15c", "RUSSIAN_FEDERATION_BANK_ACCOUNT_NUMBER", "Russian Federation", "RU8992871706981107VWWS7CCTG2NACRC"},
	{"SA", "2n18c", "SAUDI_ARABIA_BANK_ACCOUNT_NUMBER", "Saudi Arabia", "SA1317NTH8H85HK8RK9R831P"},
	{"SC", "4a2n2n16n3a", "SEYCHELLES_BANK_ACCOUNT_NUMBER", "Seychelles", "SC61CTRK82620419404187339495ATB"},
	{"SD", "2n12n", "SUDAN_BANK_ACCOUNT_NUMBER", "Sudan", "SD8910637939935455"},
	{"SE", "3n16n1n", "SWEDEN_BANK_ACCOUNT_NUMBER", "Sweden", "SE8725676009381135332436"},
	{"SI", "5n8n2n", "SLOVENIA_BANK_ACCOUNT_NUMBER", "Slovenia", "SI22990485368378744"},
	{"SK", "4n6n10n", "SLOVAKIA_BANK_ACCOUNT_NUMBER", "Slovakia", "SK9335418646021914500058"},
	{"SM", "1a5n5n12c", "SAN_MARINO_BANK_ACCOUNT_NUMBER", "San Marino", "SM08A3912075953NP5P1BSRNMB9"},
	{"SN", "2a3n5n12c2n", "SENEGAL_BANK_ACCOUNT_NUMBER", "Senegal", "SN80CL23525898E31L50HM7A6530"},
	{"SO", "4n3n12n", "SOMALIA_BANK_ACCOUNT_NUMBER", "Somalia", "SO259013063747136466470"},
	{"ST", "4n4n11n2n", "SAO_TOME_AND_PRINCIPE_BANK_ACCOUNT_NUMBER", "Sao Tome and Principe", "ST08001143677736415282665"},
	{"SV", "4a20n", "EL_SALVADOR_BANK_ACCOUNT_NUMBER", "El Salvador", "SV33HLMD97480411697999445521"},
	{"TL", "3n14n2n", "TIMOR_LESTE_BANK_ACCOUNT_NUMBER", "Timor-Leste", "TL681719154697373875954"},
	{"TN", "2n3n13n2n", "TUNISIA_BANK_ACCOUNT_NUMBER", "Tunisia", "TN8361285083075020898484"},
	{"TR", "5n1n16c", "TURKIYE_BANK_ACCOUNT_NUMBER", "Turkiye", "TR721267701XRGMT83GHTTX284"},
	{"UA", "6n19c", "UKRAINE_BANK_ACCOUNT_NUMBER", "Ukraine", "UA239770347ASBE0DR9HDET9A0CA6"},
	{"VA", "3n15n", "HOLY_SEE_BANK_ACCOUNT_NUMBER", "Holy See", "VA03627782517702836111"},
	{"VG", "4a16n", "VIRGIN_ISLANDS_BANK_ACCOUNT_NUMBER", "Virgin Islands", "VG09TBKS3333950284101438"},
	{"XK", "4n10n2n", "KOSOVO_BANK_ACCOUNT_NUMBER", "Kosovo", "XK566254284501342491"},
	{"YE", "4a4n18c", "YEMEN_BANK_ACCOUNT_NUMBER", "Yemen", "YE25PHSL7424FB3590B6LP5VLLM9CP"},
}

// A domesticAccount is how an account is written without country and check digits, and what it is called there. It counts
// only near a keyword.
type domesticAccount struct {
	pattern  string
	keywords []string
	find     string // a marked example
	ignore   string // a wrong one
}

// domesticAccounts are the countries whose national form Macie reports under the IBAN's identifier.
// https://docs.aws.amazon.com/macie/latest/user/mdis-reference-financial.html
var domesticAccounts = map[string]domesticAccount{
	"DE": {
		pattern:  `\d{8}[ -]?\d{10}`,
		keywords: []string{"bankleitzahl", "geheimzahl", "kartennummer", "kontonummer", "kreditkartennummer"},
		find:     "Kontonummer «41720800 0917304526»",
		ignore:   "Kontonummer 41720800 091730452",
	},
	"PL": {
		pattern:  `\d{2}(?:[ -]?\d{4}){6}`,
		keywords: []string{"numer rachunku", "nr rachunku", "rachunku bankowego", "rachunek", "numer konta", "nr konta", "nrb"},
		find:     "numer rachunku «56 8623 8274 4786 5039 3862 3800»",
		ignore:   "numer rachunku 57 8623 8274 4786 5039 3862 3800",
	},
	"ES": {
		pattern: `\d{4}[ -]?\d{4}[ -]?\d{2}[ -]?\d{10}`,
		keywords: []string{
			"código cuenta", "codigo cuenta", "código cuenta bancaria", "codigo cuenta bancaria", "cuenta cliente id",
			"número cuenta bancaria cliente", "numero cuenta bancaria cliente", "número cuenta cliente", "numero cuenta cliente",
		},
		find:   "código cuenta «9458-0730-07-2157368193»",
		ignore: "código cuenta 9458-0730-08-2157368193",
	},
	"FR": {
		pattern:  `\d{5}[ -]?\d{5}[ -]?[A-Z0-9]{11}[ -]?\d{2}`,
		keywords: []string{"code bancaire", "compte bancaire", "numéro de compte", "numero de compte", "rib"},
		find:     "numéro de compte «20041 01005 0417208M026 85»",
		ignore:   "numéro de compte 20041 01005 0417208M026 86",
	},
	"GB": {
		pattern:  `[A-Z]{4}[ -]?\d{6}[ -]?\d{8}|\d{2}-\d{2}-\d{2}[ -]\d{8}`,
		keywords: []string{"sort code"},
		find:     "account number «41-72-08 91730452»",
		ignore:   "account number 41-72-08 9173045",
	},
	"IT": {
		pattern:  `[A-Z][ -]?\d{5}[ -]?\d{5}[ -]?[A-Z0-9]{12}`,
		keywords: []string{"codice bancario", "conto bancario", "numero di conto"},
		find:     "numero di conto «E 05428 11101 0000K4172083»",
		ignore:   "numero di conto F 05428 11101 0000K4172083",
	},
}

// ibanKeywords are in every row; those for accounts in general only where there is a domestic form.
var (
	ibanKeywords    = []string{"iban", "bban", "sepa", "bank account", "account number"}
	accountKeywords = []string{
		"account code", "accountno#", "accountnumber#", "customer account id", "customer account number", "customer bank account id",
	}
)

const ibanSource = "https://en.wikipedia.org/wiki/International_Bank_Account_Number"

func ibans() []Detector {
	rows := make([]Detector, 0, len(ibanCountries)+1)
	for _, c := range ibanCountries {
		row := Detector{
			ID: c.id, Title: c.name + " bank account number (IBAN)", Category: Financial, Country: c.country,
			Pattern:  ibanPattern(c.country, c.bban),
			Keywords: ibanKeywords,
			Valid:    validIBAN,
			Tier:     A,
			Source:   ibanSource,
			Finds:    []string{"pay to «" + inFours(c.example) + "» by Friday", "17;«" + c.example + "»;EUR"},
			Ignores:  []string{"iban " + otherCheck(c.example), "iban " + c.example + "K7"},
		}
		if d, ok := domesticAccounts[c.country]; ok {
			row.Pattern += "|" + d.pattern
			row.Keywords = slices.Concat(ibanKeywords, accountKeywords, d.keywords)
			row.Valid = ibanOr(c.country)
			row.Weigh = weighDomestic(c.country)
			row.Finds = append(row.Finds, d.find)
			row.Ignores = append(row.Ignores, d.ignore, "no "+strings.Trim(d.find[strings.Index(d.find, "«"):], "«»")+" here")
		}
		rows = append(rows, row)
	}
	// The rows of the countries have the registry's form, which is in capitals; this one has any.
	return append(rows, Detector{
		ID: "IBAN_CODE", Title: "IBAN of any country, also in lower case", Category: Financial,
		Pattern: `[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?` +
			`|[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?` +
			`|[A-Z]{2}` + separatorPattern + `?[\dOlI](?:` + separatorPattern + `?[A-Z\dl]){12,31}`,
		Starts:   ibanStarts,
		word:     ibanStarts,
		Keywords: ibanKeywords,
		Valid:    func(b []byte) bool { return validRegistryIBAN(b) || spelledIBAN(b) },
		Weigh:    weighSpelledIBAN,
		Tier:     A,
		Source:   ibanSource,
		Finds: []string{
			"pay to «" + inFours(ibanCountries[0].example) + "» by Friday", "17;«" + ibanCountries[1].example + "»;EUR",
			"my iban is «" + strings.ToLower(ibanCountries[2].example) + "»",
			"IBAN «DE8 8 1 2 3 4 2 9 8 8 5 5 7 8 2 9 9 6 3 9»", "IBAN «DE88123429885\n578299639»", "IBAN «DE88l23429885578299639»",
		},
		Ignores: []string{"iban " + otherCheck(ibanCountries[0].example), "iban ZZ" + ibanCountries[1].example[2:]},
	})
}

// ibanPattern writes a country's IBAN as a pattern: together, or in groups of four.
func ibanPattern(country, bban string) string {
	classes := [...]string{'n': `\d`, 'a': `[A-Z]`, 'c': `[A-Z0-9]`}
	var p strings.Builder
	p.WriteString(country + `\d\d`)
	for i, kind := range ibanPlaces(bban) {
		if i%4 == 0 {
			p.WriteString(`[ -]?`)
		}
		p.WriteString(classes[kind])
	}
	return p.String()
}

// ibanPlaces spells a registry structure out: 2a3n becomes aannn.
func ibanPlaces(bban string) string {
	var p strings.Builder
	n := 0
	for _, c := range []byte(bban) {
		if c >= '0' && c <= '9' {
			n = n*10 + int(c-'0')
			continue
		}
		p.WriteString(strings.Repeat(string(rune(c)), n))
		n = 0
	}
	return p.String()
}
