package detectors

// northernRows are the identity and tax numbers of the Nordic and Baltic countries.
var northernRows = []Detector{
	{
		ID: "DENMARK_CPR_NUMBER", Title: "Danish CPR", Category: Personal, Country: "DK",
		Pattern:         `(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[ -]?\d{4}`,
		Keywords:        []string{"civil registration", "cpr", "cpr-nummer", "personnummer"},
		KeywordRequired: true,
		Valid:           all(ofDigits(10), born(4, 2, 0)),
		Weigh:           weighCPR,
		Tier:            C,
		Source:          "https://en.wikipedia.org/wiki/Personal_identification_number_(Denmark)",
		Finds: []string{
			"<td>CPR</td><td>«170384-4452»</td>",
			"CPR: «1703847634»",
		},
		Ignores: []string{
			"CPR: 310284-4452",
			"CPR 170384-44524071",
		},
	},
	{
		ID: "NORWAY_NI_NUMBER", Title: "Norwegian fødselsnummer", Category: Personal, Country: "NO",
		Pattern:         `[0-7]\d[0-9]\d\d{2} ?\d{5}`,
		Keywords:        []string{"national identity number", "fødselsnummer", "personnummer", "fnr"},
		KeywordRequired: true,
		Valid:           validFodselsnummer,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/National_identity_number_(Norway)",
		Finds: []string{
			`{"fødselsnummer":"«17038498355»","id":17}`,
			"Please check fødselsnummer «170384 20887» again.",
		},
		Ignores: []string{
			"fødselsnummer: 17038498356",
			"fødselsnummer 170384983554071",
		},
	},
	{
		ID: "SWEDEN_NATIONAL_ID_NUMBER", Title: "Swedish personnummer / samordningsnummer", Category: Personal, Country: "SE",
		Pattern:         `(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\d|[39][01])[-+]?\d{4}`,
		Keywords:        []string{"personal identity number", "personnummer", "samordningsnummer"},
		KeywordRequired: true,
		Valid:           validPersonnummer,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/Personal_identity_number_(Sweden)",
		Finds: []string{
			"name,personnummer\nVale,«840317-6509»\n",
			"<td>personnummer</td><td>«8403178240»</td>",
			"personnummer «19691121-6346»",
		},
		Ignores: []string{
			"personnummer: 840317-6500",
			"personnummer 840317-65094071",
		},
	},
	{
		ID: "SWEDEN_ORGANISATION_NUMBER", Title: "Swedish organisation number", Category: Personal, Country: "SE",
		Pattern:         `[1-9]\d[2-9]\d{3}-?\d{4}`,
		Keywords:        []string{"organisation number", "organisationsnummer", "orgnr"},
		KeywordRequired: true,
		Valid:           luhn(10),
		Tier:            C,
		Severity:        Severity{Low, Medium, Medium},
		Source:          "https://sv.wikipedia.org/wiki/Organisationsnummer",
		Finds: []string{
			"orgnr: «554019-9618»",
			`{"orgnr":"«5548613180»","id":17}`,
		},
		Ignores: []string{
			"orgnr: 554019-9619",
			"orgnr 554019-96184071",
		},
	},
	{
		ID: "FINLAND_NATIONAL_ID_NUMBER", Title: "Finnish HETU", Category: Personal, Country: "FI",
		Pattern:  `(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-+ABCDEFUVWXY]\d{3}[0-9A-FHJ-NPR-Y]`,
		Keywords: []string{"personal identity code", "hetu", "henkilötunnus", "henkilotunnus", "personbeteckning"},
		Valid:    validHETU,
		Tier:     A,
		Source:   "https://en.wikipedia.org/wiki/National_identification_number#Finland",
		Finds: []string{
			"Please check henkilötunnus «211169-420S» again.",
			"name,henkilötunnus\nVale,«211169-472E»\n",
			"Potilas «040701A387Y» saapui.",
		},
		Ignores: []string{
			"henkilötunnus: 211169-420A",
			"henkilötunnus 211169-420SXQ8",
		},
	},
	{
		ID: "FINLAND_BUSINESS_ID", Title: "Finnish business id", Category: Personal, Country: "FI",
		Pattern:         `\d{7}-\d`,
		Keywords:        []string{"business id", "y-tunnus"},
		KeywordRequired: true,
		Valid:           weighted(11, 7, 9, 10, 5, 8, 4, 2, 1),
		Tier:            C,
		Severity:        Severity{Low, Medium, Medium},
		Source:          "https://fi.wikipedia.org/wiki/Yritys-_ja_yhteis%C3%B6tunnus",
		Finds: []string{
			"<td>Y-tunnus</td><td>«5650861-2»</td>",
			"Y-tunnus: «3982533-3»",
		},
		Ignores: []string{
			"Y-tunnus: 5650861-3",
			"Y-tunnus 5650861-24071",
		},
	},
	{
		ID: "ICELAND_KENNITALA", Title: "Icelandic kennitala", Category: Personal, Country: "IS",
		Pattern:         `(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{2}[ -]?\d{3}[089]`,
		Keywords:        []string{"identification number", "kennitala"},
		KeywordRequired: true,
		Valid:           validKennitala,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/Icelandic_identification_number",
		Finds: []string{
			`{"kennitala":"«170384-5049»","id":17}`,
			"Please check kennitala «1703841059» again.",
		},
		Ignores: []string{
			"kennitala: 170384-5059",
			"kennitala 170384-50494071",
		},
	},
	{
		ID: "ESTONIA_PERSONAL_ID", Title: "Estonian/Lithuanian personal code", Category: Personal, Country: "EE",
		Pattern:         `[1-8]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}`,
		Keywords:        []string{"personal code", "isikukood", "asmens kodas"},
		KeywordRequired: true,
		Valid:           validBaltic,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/National_identification_number#Estonia",
		Finds: []string{
			"name,isikukood\nVale,«48403175348»\n",
			"<td>isikukood</td><td>«48403177571»</td>",
		},
		Ignores: []string{
			"isikukood: 48403175349",
			"isikukood 484031753484071",
		},
	},
	{
		ID: "LITHUANIA_PERSONAL_CODE", Title: "Lithuanian personal code", Category: Personal, Country: "LT",
		Pattern:         `[3-6]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}`,
		Keywords:        []string{"personal code", "asmens kodas"},
		KeywordRequired: true,
		Valid:           validBaltic,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/National_identification_number#Lithuania",
		Finds: []string{
			"asmens kodas: «36911210320»",
			`{"asmens_kodas":"«36911211339»","id":17}`,
		},
		Ignores: []string{
			"asmens kodas: 36911210321",
			"asmens kodas 369112103204071",
		},
	},
	{
		ID: "LATVIA_PERSONAL_CODE", Title: "Latvian personal code", Category: Personal, Country: "LV",
		Pattern:         `(?:0[1-9]|[12]\d|3[0-2])\d{4}-?\d{5}`,
		Keywords:        []string{"personal code", "personas kods"},
		KeywordRequired: true,
		Valid:           validLatvian,
		Tier:            C,
		Source:          "https://en.wikipedia.org/wiki/National_identification_number#Latvia",
		Finds: []string{
			"Please check personas kods «170384-71184» again.",
			"name,personas_kods\nVale,«17038415115»\n",
		},
		Ignores: []string{
			"personas kods: 170384-71185",
			"personas kods 170384-711844071",
		},
	},
}
