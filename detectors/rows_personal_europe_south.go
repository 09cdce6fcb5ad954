package detectors

// southernRows are the identity, tax and social security numbers of Spain, Italy, Portugal and Ireland.
var southernRows = []Detector{
	{
		ID: "SPAIN_DNI_NUMBER", Title: "Spanish DNI", Category: Personal, Country: "ES",
		Pattern: `\d{2}\.?\d{3}\.?\d{3}[ -]?[A-Za-z]`,
		Keywords: []string{
			"dni", "dni#", "dninúmero#", "dninumero#", "documento nacional de identidad", "identidad único",
			"identidad unico", "identidadúnico#", "identidadunico#", "insurance number",
			"national identification number", "national identity", "nationalid#", "nationalidno#",
			"número nacional identidad", "numero nacional identidad", "personal identification number",
			"personal identity no", "unique identity number", "uniqueid#",
		},
		KeywordRequired: true,
		Valid:           validDNI,
		Tier:            B,
		Source:          "https://es.wikipedia.org/wiki/Documento_nacional_de_identidad_(Espa%C3%B1a)",
		Finds: []string{
			"Please check DNI «17894227C» again.",
			"name,DNI\nVale,«31298570-D»\n",
		},
		Ignores: []string{
			"DNI: 17894227A",
			"DNI 17894227CXQ8",
			"dni 00000000T",
		},
	},
	{
		ID: "SPAIN_NIE_NUMBER", Title: "Spanish NIE", Category: Personal, Country: "ES",
		Pattern: `[XYZxyz][ -]?\d{7}[ -]?[A-Za-z]`,
		Keywords: []string{
			"cif", "cif número", "cif numero", "cifnúmero#", "cifnumero#", "nie", "nif", "número de contribuyente",
			"numero de contribuyente", "número de identidad de extranjero", "numero de identidad de extranjero",
			"número de identificación fiscal", "numero de identificacion fiscal", "número de impuesto corporativo",
			"numero de impuesto corporativo", "personal tax number", "tax id", "tax identification number", "tax number",
			"tin", "tin#",
		},
		KeywordRequired: true,
		Valid:           validNIF,
		Tier:            B,
		Source:          "https://es.wikipedia.org/wiki/N%C3%BAmero_de_identidad_de_extranjero",
		Finds: []string{
			"<td>NIE</td><td>«X0642878M»</td>",
			"NIE: «X-5450858-L»",
		},
		Ignores: []string{
			"NIE: X0642878A",
			"NIE X0642878MXQ8",
		},
	},
	{
		ID: "SPAIN_NIF_NUMBER", Title: "Spanish NIF", Category: Personal, Country: "ES",
		Pattern: `(?:\d{8}|[XYZKLMxyzklm][ -]?\d{7})[ -]?[A-Za-z]`,
		Keywords: []string{
			"cif", "cif número", "cif numero", "cifnúmero#", "cifnumero#", "nie", "nif", "número de contribuyente",
			"numero de contribuyente", "número de identidad de extranjero", "numero de identidad de extranjero",
			"número de identificación fiscal", "numero de identificacion fiscal", "número de impuesto corporativo",
			"numero de impuesto corporativo", "personal tax number", "tax id", "tax identification number", "tax number",
			"tin", "tin#",
		},
		KeywordRequired: true,
		Valid:           validNIF,
		Tier:            B,
		Source:          "https://es.wikipedia.org/wiki/N%C3%BAmero_de_identificaci%C3%B3n_fiscal",
		Finds: []string{
			`{"NIF":"«85146952D»","id":17}`,
			"Please check NIF «75635042-W» again.",
		},
		Ignores: []string{
			"NIF: 85146952A",
			"NIF 85146952DXQ8",
		},
	},
	{
		ID: "SPAIN_TAX_IDENTIFICATION_NUMBER", Title: "Spanish CIF", Category: Personal, Country: "ES",
		Pattern: `[ABCDEFGHJNPQRSUVW][ -]?\d{7}[ -]?[0-9A-J]`,
		Keywords: []string{
			"cif", "cif número", "cif numero", "cifnúmero#", "cifnumero#", "nie", "nif", "número de contribuyente",
			"numero de contribuyente", "número de identidad de extranjero", "numero de identidad de extranjero",
			"número de identificación fiscal", "numero de identificacion fiscal", "número de impuesto corporativo",
			"numero de impuesto corporativo", "personal tax number", "tax id", "tax identification number", "tax number",
			"tin", "tin#",
		},
		KeywordRequired: true,
		Valid:           validCIF,
		Tier:            B,
		Source:          "https://es.wikipedia.org/wiki/C%C3%B3digo_de_identificaci%C3%B3n_fiscal",
		Finds: []string{
			"name,CIF\nVale,«B51511020»\n",
			"<td>CIF</td><td>«A-92117548»</td>",
		},
		Ignores: []string{
			"CIF: B51511021",
			"CIF B515110204071",
		},
	},
	{
		ID: "SPAIN_SOCIAL_SECURITY_NUMBER", Title: "Spanish social security number (NUSS)", Category: Personal, Country: "ES",
		Pattern: `\d{2}[ /-]?\d{7,8}[ /-]?\d{2}`,
		Keywords: []string{
			"número de la seguridad social", "numero de la seguridad social", "social security no.",
			"social security number", "socialsecurityno#", "ssn", "ssn#", "número de afiliación", "numero de afiliacion",
			"nuss",
		},
		KeywordRequired: true,
		Valid:           validNUSS,
		Tier:            C,
		Source:          "http://www.mvp-access.es/softjaen/vbnet/funciones/dc/sjvbnetfun05.htm",
		Finds: []string{
			"número de la seguridad social: «28/24622986/58»",
			`{"número_de_la_seguridad_social":"«281650909220»","id":17}`,
		},
		Ignores: []string{
			"número de la seguridad social: 28/24622986/59",
			"número de la seguridad social 28/24622986/584071",
		},
	},
	{
		ID: "ITALY_NATIONAL_IDENTIFICATION_NUMBER", Title: "Codice fiscale (persons) / 11-digit tax number", Category: Personal, Country: "IT",
		Pattern: `[A-Za-z]{6}[ ]?[0-9LMNPQRSTUVlmnpqrstuv]{2}[A-EHLMPRSTa-ehlmprst][0-9LMNPQRSTUVlmnpqrstuv]{2}[ ]?[A-Za-z][0-9LMNPQRSTUVlmnpqrstuv]{3}[A-Za-z]`,
		Keywords: []string{
			"tax code", "personal data", "health card", "ehic", "codice fiscale", "codice fiscal", "dati anagrafici",
			"partita i.v.a.", "tessera sanitaria",
		},
		KeywordRequired: true,
		Valid:           validCodiceFiscale,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/Italian_fiscal_code",
		Finds: []string{
			"Please check codice fiscale «VLARSI84C57H456P» again.",
			"name,codice_fiscale\nVale,«VLARSI84C57H845W»\n",
		},
		Ignores: []string{
			"codice fiscale: VLARSI84C57H456A",
			"codice fiscale VLARSI84C57H456PXQ8",
		},
	},
	{
		ID: "ITALY_VAT_NUMBER", Title: "Italian partita IVA", Category: Personal, Country: "IT",
		Pattern:         `(?:IT)?\d{11}`,
		Keywords:        []string{"vat", "partita iva", "p. iva", "piva"},
		KeywordRequired: true,
		Valid:           validPartitaIVA,
		Tier:            C,
		Severity:        Severity{Medium, Medium, High},
		Source:          "https://it.wikipedia.org/wiki/Partita_IVA",
		Finds: []string{
			"<td>partita iva</td><td>«09733000724»</td>",
			"partita iva: «06703100906»",
		},
		Ignores: []string{
			"partita iva: 09733000725",
			"partita iva 097330007244071",
		},
	},
	{
		ID: "IRELAND_PPSN", Title: "Irish PPSN", Category: Personal, Country: "IE",
		Pattern:         `\d{7}[A-W][A-IW]?`,
		Keywords:        []string{"pps", "ppsn", "personal public service", "uimhir psp"},
		KeywordRequired: true,
		Valid:           validPPSN,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/Personal_Public_Service_Number",
		Finds: []string{
			`{"PPSN":"«2852280F»","id":17}`,
			"Please check PPSN «1802053C» again.",
		},
		Ignores: []string{
			"PPSN: 2852280A",
			"PPSN 2852280FXQ8",
		},
	},
	{
		ID: "PORTUGAL_NIF", Title: "Portuguese NIF", Category: Personal, Country: "PT",
		Pattern:         `[1-35689]\d{2}[ .]?\d{3}[ .]?\d{3}`,
		Keywords:        []string{"tax id", "vat", "nif", "contribuinte", "número de identificação fiscal", "numero de identificacao fiscal"},
		KeywordRequired: true,
		Valid:           checkTable(complement, 9, 8, 7, 6, 5, 4, 3, 2),
		Tier:            C,
		Source:          "https://pt.wikipedia.org/wiki/N%C3%BAmero_de_identifica%C3%A7%C3%A3o_fiscal",
		Finds: []string{
			"name,contribuinte\nVale,«281163820»\n",
			"<td>contribuinte</td><td>«235 856 584»</td>",
		},
		Ignores: []string{
			"contribuinte: 281163821",
			"contribuinte 2811638204071",
		},
	},
	{
		ID: "PORTUGAL_CDC_NUMBER", Title: "Portuguese citizen card", Category: Personal, Country: "PT",
		Pattern:         `\d{8} ?\d ?[A-Z0-9]{2}\d`,
		Keywords:        []string{"citizen card", "cartão de cidadão", "cartao de cidadao", "bilhete de identidade"},
		KeywordRequired: true,
		Valid:           validPortugueseCard,
		Tier:            B,
		Source:          "https://en.wikipedia.org/wiki/Citizen_Card_(Portugal)",
		Finds: []string{
			"cartão de cidadão: «90115445 2 ZZ0»",
			`{"cartão_de_cidadão":"«542123381ZZ1»","id":17}`,
		},
		Ignores: []string{
			"cartão de cidadão: 90115445 2 ZZ1",
			"cartão de cidadão 90115445 2 ZZ04071",
		},
	},
}
