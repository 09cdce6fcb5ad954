package detectors

import "strings"

// nameRows are people's names and postal addresses.
var nameRows = []Detector{
	{
		ID: "NAME", Title: "Person's name", Category: Personal,
		Pattern: namePattern,
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
			"Signed: «Juan Carlos Ortega Vidal»",
			"Apellidos: «Mendoza Rivas»",
			"Frau «Ursula Zimmermann», geboren in Bonn",
			"umowa z Panem «Tomaszem Wieczorkiem», zwanym dalej",
			"the essay by «Ludwig van der Berg» appeared",
			"«Kowalczyk, Magdalena» (1974)",
			`{"name":"«Sandra Lindholm»"}`,
		},
		Ignores: []string{
			"He moved from San Francisco to Los Angeles.",
			"The Jackson Foundation and Morgan Street",
			"We went to the Victoria Park on Monday Morning.",
			"Will May be the month?",
			"A Mark Down file and a Grace Period",
			"func (c *Client) Dial(Network, Address string)",
			`{"city":"Florence"}`,
		},
	},
}

// namePattern is one to six words with a capital, between them spaces, one comma and particles. Which of them are a name is decided by
// validName.
var namePattern = strings.ReplaceAll(`W\.?(?:,? {1,2}(?:(?:de|del|della|di|da|das|do|dos|du|des|la|las|los|le|van|von|der|den|ter|ten|bin|ibn|el|al|y|e|zu) ){0,3}W\.?){0,5}`,
	"W", `\p{Lu}[\p{Lu}\p{Ll}'’]{0,24}(?:-[\p{Lu}\p{Ll}'’]{1,24}){0,2}`)
