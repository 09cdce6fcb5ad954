package detectors

// nameRows are people's names and postal addresses.
var nameRows = []Detector{
	{
		ID: "NAME", Title: "Person's name", Category: Personal,
		Pattern: namePattern,
		Most:    200,
		Starts:  nameOrLoneStarts,
		word:    nameWordStarts,
		// They admit a field as a whole: what its name says in full is weighed.
		Keywords: nameFieldKeywords(),
		Whole:    wholeName,
		Cut:      cutName,
		Valid:    validName,
		Weigh:    weighName,
		Tier:     Tier{nameAlone, nameAlone},
		Severity: Severity{Low, Medium, High},
		Source:   "https://en.wikipedia.org/wiki/Personal_name",
		Finds: []string{
			"The report was written by «Laura Fitzgerald» in May.",
			"Dear «Anna», thank you for your letter.",
			"Mr. «Brown» called, and Dr. «Okonkwo» answered.",
			"My name is «Teresa» and I live abroad.",
			"Nazywam się «Magdalena» i mieszkam tu.",
			"Signed: «Juan Carlos Ortega Vidal»",
			"Apellidos: «Mendoza Rivas»",
			"Frau «Ursula Zimmermann», geboren in Bonn",
			"umowa z Panem «Tomaszem Wieczorkiem», zwanym dalej",
			"the essay by «Ludwig van der Berg» appeared",
			"«Kowalczyk, Magdalena» (1974)",
			`{"name":"«Sandra Lindholm»"}`,
			"The parcel for «Kathleen» came on a rainy day.",
			"The play is by «Laura Fitzgerald». Nobody had heard of «Fitzgerald» before.",
			"my name is «ingrid halvorsen» and i live abroad",
			"What is your last name? «Magnusen»",
			"My name is «Quirla Vandelmot».",
			"a poem by «Quirla J Vandelmot» appeared",
		},
		Ignores: []string{
			"He moved from San Francisco to Los Angeles.",
			"The Jackson Foundation and Morgan Street",
			"We went to the Victoria Park on Monday Morning.",
			"Will May be the month?",
			"A Mark Down file and a Grace Period",
			"func (c *Client) Dial(Network, Address string)",
			`{"city":"Florence"}`,
			"la République de Maurice",
			"233 Kathleen u. 19.",
			"pink = Kathleen",
			"the file name is apache kafka",
			"Vitamin D Mangel und Typ A Verhalten",
			"Nobody had heard of Fitzgerald before.",
		},
	},
	{
		ID: "ADDRESS", Title: "Postal address", Category: Personal, Country: "US,CA,GB,AU,DE,FR,IT,ES,NL,PL,BR,IN",
		Pattern: addressPattern,
		Most:    200,
		Starts:  addressStarts,
		reach:   addressReach,
		word:    addressWordStarts,
		Keywords: []string{
			"address", "addresses", "addr", "address1", "address2", "address line", "addressline", "mailing address", "postal address", "street", "street name", "street1", "street2",
			"lives at", "lives on", "live at", "lived at", "lived in", "lives in", "living at", "resides at", "residing at", "located at", "residence", "deliver to", "ship to", "shipped to",
			"moved to", "send to",
			"domicilio", "dirección", "direccion", "calle", "adresse", "anschrift", "straße", "strasse", "wohnhaft", "wohnt", "hausnummer", "rue", "demeurant", "domicilié", "résidant",
			"indirizzo", "residente", "residenza", "adres", "adresem", "adresu", "ulica", "zamieszkały", "zamieszkała", "zam.", "siedziba", "siedzibą",
			"endereço", "endereco", "morada", "logradouro", "woonadres", "straat", "adress", "osoite", "lakcím", "adresa",
		},
		Whole:    wholeAddress,
		Valid:    validAddress,
		Weigh:    weighAddress,
		Tier:     Tier{addressAlone, addressAlone + 0.30},
		Severity: Severity{Low, Medium, High},
		Source:   "https://www.upu.int/en/postal-solutions/programmes-services/addressing-solutions",
		Finds: []string{
			"Please write to «742 Birch Hollow Road, Springfield, OR 97403» by May.",
			"She lives at «18 Thornbury Lane»",
			"Ship to «2210 N. Lakeview Avenue\nApt. 12B\nChicago IL 60614»",
			"our office, «27 Camden Square, London NW1 9UY»",
			"Anschrift: «Lindenstraße 44b, 10969 Berlin»",
			"«Goethestr. 7\n60313 Frankfurt am Main»",
			"rendez-vous au «24 rue des Lilas, 75019 Paris»",
			"Domicilio: «Calle Mayor 5, 3º B»",
			"con sede in «Via Garibaldi 10, 20121 Milano»",
			"mieszka przy «ul. Polnej 14/3, 00-625 Warszawa»",
			"mora na «Rua das Flores, 120»",
			"Dirección: «Calle alta de los molinos 62, 3B»",
			"«P.O. Box 4417, Portland, OR 97208»",
			"«PSC 1180, Box 2207\nAPO AE 09012»",
			"bezorgen: «Prinsengracht 263, 1016 GV Amsterdam»",
		},
		Ignores: []string{
			"Chapter 12 Section 4",
			"on 14 March 2021 Paris was quiet",
			"the 100 Best Films of 2019",
			"Berlin, Germany",
			"oñe’ẽva ijere",
			"Go 1 and Python 3",
			"the ip address 10.0.0.12 on Port 80",
			"Figure 3 shows the Main Street",
		},
	},
}

// Letters of the alphabets that have capitals. Beyond ASCII the first takes in small letters, too: few ranges make a small automaton, and
// the checks look at each letter anyway.
const (
	nameUpper  = `[A-ZÀ-ÞĀ-ɏΆ-ΫЀ-ЯԱ-ՖḀ-ỿ]`
	nameLetter = `[A-Za-zÀ-ɏΆ-ώЀ-ӿԱ-ևḀ-ỿ'’]`
)

// namePattern is two to six words with a capital, between them spaces, one comma and particles; or a single one behind or before words
// that tell of a person. Which of the words are a name is decided by cutName and validName.
//
// A single word by itself must be known as a name and as nothing else: in ordinary text most of the words with a capital are none.
var namePattern = func() string {
	const (
		word  = nameUpper + nameLetter + `*(?:-` + nameLetter + `+){0,2}`
		parts = `(?:(?:de|del|della|di|da|das|do|dos|du|des|la|las|los|le|van|von|der|den|ter|ten|bin|ibn|el|al|y|e|zu) ){0,3}`
		// Lead-ins: the words before a colon, phrases, and relations of people. Titles and greetings have a capital and are
		// a first word like any other.
		field = `[Nn]ombres?|[Aa]pellidos?|[Vv]ornamen?|[Nn]achname|[Ff]amilienname|[Nn]om|[Pp]r[ée]noms?|[Nn]ome|[Cc]ognome|[Ii]mi[ęe]|` +
			`[Nn]azwisko|[Ss]urname|[Ff]orename|(?:[Ff]irst|[Ll]ast|[Ff]ull|[Gg]iven|[Ff]amily|[Mm]iddle|[Mm]aiden)[ _]?[Nn]ame|[Nn]ame|[Vv]oornaam|[Aa]chternaam|` +
			`[Pp]atient(?:in)?|[Cc]ustomer|[Cc]lient|[Ee]mployee|[Cc]ontact|[Aa]ttn|[Ss]igned|[Mm][ée]dic[oa]|[Pp]aciente|[Kk]unde|[Pp]acjent|[Ll]ekarz`
		phrase = `[Nn]ame is|[Nn]ame's|[Nn]ame was|named|called|call (?:me|him|her)|I am|[Ii]\\?['’]m|[Tt]his is|` +
			`[Mm]e llamo|nombre es|se llama|llamad[oa]|hei(?:ß|ss)e|[Nn]ame ist|namens|[Ii]ch bin|m['’]appelle|nommée?|[Mm]i chiamo|nome é|` +
			`[Nn]azywam się|o imieniu|o nazwisku|pan|pana|panu|panem|pani|panią|née|geb\.|geborene|` +
			`wife|husband|spouse|partner|son|daughter|mother|father|brother|sister|uncle|aunt|cousin|nephew|niece|fianc[ée]e?|girlfriend|boyfriend|` +
			`friend|boss|colleague|kid|child|doctor|nurse|patient|said|says|asked|told|replied|` +
			`esposa|esposo|marido|mujer|hijo|hija|madre|padre|hermano|hermana|paciente|doctora|moglie|marito|figlio|figlia|sorella|fratello`
		// Before the latter a name may stand without capitals.
		self  = `[Nn]ame is|[Nn]ame's|nombre es|llamo|hei(?:ß|ss)e|[Nn]ame ist|appelle|chiamo|nome é|[Nn]azywam się|naam is|heter`
		small = `[a-zà-ɏ][a-zà-ɏ'’-]+`
		// What follows a person's name.
		after = `['’]s|,? (?:is|isn't|was|has|had|will|would|can|could|went|came|gave|got|made|took|left|moved|joined|started|became|felt|knew|saw|looked|turned|likes|liked|needs|studied|did|does|never|always|said|says|asks|asked|tells|told|replied|answered|wrote|writes|` +
			`thinks|thought|wants|wanted|lives|lived|loves|loved|married|explained|added|shouted|met|meets|works|worked|visited|called|ist|hat|est|était|jest)|[!?]|:[ "\\]`
	)
	return word + `\.?(?:,? {1,2}` + parts + word + `\.?){1,5}|` +
		`(?:(?:` + field + `)"? {0,2}[:=?] {0,3}"?|(?:` + phrase + `),? )` + word + `|` +
		`(?:` + self + `) ` + small + `(?: ` + small + `){0,2}|` +
		word + `(?:` + after + `)?`
}()
