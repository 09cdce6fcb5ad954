package detectors

// oceanRows are the identity, tax and health numbers of Oceania, Africa and the Near East.
var oceanRows = []Detector{
	{
		ID: "AUSTRALIA_TAX_FILE_NUMBER", Title: "Australian TFN", Category: Personal, Country: "AU",
		Pattern:         `\d{3}[ -]?\d{3}[ -]?\d{2,3}`,
		Keywords:        []string{"tax file number", "tfn"},
		KeywordRequired: true,
		Valid:           validTFN,
		Tier:            C,
		Source:          "https://en.wikipedia.org/wiki/Tax_file_number",
		Finds: []string{
			`{"TFN":"«341 831 699»","id":17}`,
			"Please check TFN «850444443» again.",
		},
		Ignores: []string{
			"TFN: 341 831 690",
			"TFN 341 831 6994071",
		},
	},
	{
		ID: "AU_MEDICARE", Title: "Australian Medicare card", Category: Personal, Country: "AU",
		Pattern:         `[2-6]\d{3}[ -]?\d{5}[ -]?\d(?:[ /-]?\d)?`,
		Keywords:        []string{"medicare", "medicare number"},
		KeywordRequired: true,
		Valid:           validMedicare,
		Tier:            C,
		Source:          "https://en.wikipedia.org/wiki/Medicare_card_(Australia)",
		Finds: []string{
			"name,medicare_number\nVale,«2349 07861 1»\n",
			"<td>medicare number</td><td>«2182745851»</td>",
		},
		Ignores: []string{
			"medicare number: 2349 07862 1",
			"medicare number 2349 07861 14071",
		},
	},
	{
		ID: "AU_ABN", Title: "Australian business number", Category: Personal, Country: "AU",
		Pattern:         `\d{2}[ -]?\d{3}[ -]?\d{3}[ -]?\d{3}`,
		Keywords:        []string{"abn", "australian business number"},
		KeywordRequired: true,
		Valid:           validABN,
		Tier:            C,
		Severity:        Severity{Low, Medium, Medium},
		Source:          "https://en.wikipedia.org/wiki/Australian_Business_Number",
		Finds: []string{
			"ABN: «36 658 612 288»",
			`{"ABN":"«77371704052»","id":17}`,
		},
		Ignores: []string{
			"ABN: 36 658 612 289",
			"ABN 36 658 612 2884071",
		},
	},
	{
		ID: "AU_ACN", Title: "Australian company number", Category: Personal, Country: "AU",
		Pattern:         `\d{3}[ -]?\d{3}[ -]?\d{3}`,
		Keywords:        []string{"acn", "australian company number"},
		KeywordRequired: true,
		Valid:           all(checkTable(complement10, 8, 7, 6, 5, 4, 3, 2, 1), oneSeparator),
		Tier:            C,
		Severity:        Severity{Low, Medium, Medium},
		Source:          "https://en.wikipedia.org/wiki/Australian_Company_Number",
		Finds: []string{
			"Please check ACN «556 916 888» again.",
			"name,ACN\nVale,«810451266»\n",
		},
		Ignores: []string{
			"ACN: 556 916 889",
			"ACN 556 916 8884071",
		},
	},
	{
		ID: "NEW_ZEALAND_IRD_NUMBER", Title: "NZ IRD number", Category: Personal, Country: "NZ",
		Pattern:         `\d{2,3}[ -]?\d{3}[ -]?\d{3}`,
		Keywords:        []string{"ird", "ird number", "inland revenue"},
		KeywordRequired: true,
		Valid:           validIRD,
		Tier:            C,
		Source:          "https://en.wikipedia.org/wiki/Inland_Revenue_Department_(New_Zealand)",
		Finds: []string{
			"<td>IRD number</td><td>«137-384-132»</td>",
			"IRD number: «135470635»",
		},
		Ignores: []string{
			"IRD number: 137-384-133",
			"IRD number 137-384-1324071",
		},
	},
	{
		ID: "NEW_ZEALAND_NHI_NUMBER", Title: "NZ national health index", Category: Personal, Country: "NZ",
		Pattern:         `[A-HJ-NP-Z]{3}\d{2}(?:\d{2}|[A-HJ-NP-Z]{2})`,
		Keywords:        []string{"nhi", "national health index"},
		KeywordRequired: true,
		Valid:           validNHI,
		Tier:            C,
		Source:          "https://en.wikipedia.org/wiki/NHI_Number",
		Finds: []string{
			`{"NHI":"«ARZ4801»","id":17}`,
			"Please check NHI «HGP0504» again.",
			"national health index «MES29RX»",
		},
		Ignores: []string{
			"NHI: ARZ4802",
			"NHI ARZ48014071",
		},
	},
	{
		ID: "ISRAEL_IDENTITY_CARD_NUMBER", Title: "Israeli teudat zehut", Category: Personal, Country: "IL",
		Pattern:         `\d{9}`,
		Keywords:        []string{"identity number", "israeli id", "teudat zehut", "תעודת זהות", "מספר זהות"},
		KeywordRequired: true,
		Valid:           luhn(9),
		Tier:            C,
		Source:          "https://en.wikipedia.org/wiki/Israeli_identity_card",
		Finds: []string{
			"name,teudat_zehut\nVale,«244679510»\n",
			"<td>teudat zehut</td><td>«575180435»</td>",
		},
		Ignores: []string{
			"teudat zehut: 244679511",
			"teudat zehut 2446795104071",
		},
	},
	{
		ID: "SOUTH_AFRICA_ID_NUMBER", Title: "South African id", Category: Personal, Country: "ZA",
		Pattern:         `\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ ]?\d{4}[ ]?[012]\d{2}`,
		Keywords:        []string{"id number", "south african id", "rsa id", "identity number"},
		KeywordRequired: true,
		Valid:           validSouthAfrican,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/South_African_identity_card",
		Finds: []string{
			"South African ID: «8403176739082»",
			`{"South_African_ID":"«8403179430085»","id":17}`,
		},
		Ignores: []string{
			"South African ID: 8403176739083",
			"South African ID 84031767390824071",
		},
	},
	{
		ID: "SAUDI_ARABIA_NATIONAL_ID", Title: "Saudi national id / iqama", Category: Personal, Country: "SA",
		Pattern:         `[12]\d{9}`,
		Keywords:        []string{"national id", "iqama", "saudi id", "هوية", "إقامة", "رقم الهوية"},
		KeywordRequired: true,
		Valid:           luhn(10),
		Tier:            C,
		Source:          "https://en.wikipedia.org/wiki/National_identification_number#Saudi_Arabia",
		Finds: []string{
			"Please check iqama «1515044483» again.",
			"name,iqama\nVale,«1546405554»\n",
		},
		Ignores: []string{
			"iqama: 1515044484",
			"iqama 15150444834071",
		},
	},
	{
		ID: "UAE_EMIRATES_ID", Title: "Emirates ID", Category: Personal, Country: "AE",
		Pattern:  `784[ -]?(?:19|20)\d{2}[ -]?\d{7}[ -]?\d`,
		Keywords: []string{"emirates id", "eid", "الهوية"},
		Valid:    luhn(15),
		Tier:     B,
		Source:   "https://en.wikipedia.org/wiki/Emirates_Identity_Authority",
		Finds: []string{
			"<td>Emirates ID</td><td>«784-1984-0705451-3»</td>",
			"Emirates ID: «784198448207971»",
		},
		Ignores: []string{
			"Emirates ID: 784-1984-0705451-4",
			"Emirates ID 784-1984-0705451-34071",
		},
	},
	{
		ID: "MAURITIUS_NID", Title: "Mauritian NID", Category: Personal, Country: "MU",
		Pattern:         `[A-Z](?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{8}[0-9A-G]`,
		Keywords:        []string{"national identity"},
		KeywordRequired: true,
		Valid:           validMauritian,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/National_identification_number#Mauritius",
		Finds: []string{
			`{"national_identity":"«V170384148362C»","id":17}`,
			"Please check national identity «V170384841729E» again.",
		},
		Ignores: []string{
			"national identity: V170384148362A",
			"national identity V170384148362CXQ8",
		},
	},
}
