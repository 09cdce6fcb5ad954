package detectors

import (
	"bytes"
	"strings"
)

// demographicRows say what somebody is, and how somebody is known to one system: words and short numbers that mean something only as
// the value of a column, a key or a label with the right name. All are optional.
var demographicRows = plainRows("https://gdpr-info.eu/art-9-gdpr/", demographics)

var demographics = []plainRow{
	{
		id: "AGE", title: "Age of a person", pattern: `\d{1,3}`, tier: D, severity: placeSeverity, optional: true,
		keywords: "age|aged|years old|year old|yrs old|months old|y/o|yo|alter|âge|edad|età|idade", valid: validAge, weigh: weighAge,
		found: "47|103", ignored: "147|4.7", source: "https://en.wikipedia.org/wiki/Ageing",
	},
	{
		id: "GENDER", title: "Gender or sex, in a field of that name", tier: E, severity: placeSeverity,
		pattern:  words("male female man woman non-binary nonbinary transgender intersex diverse männlich weiblich divers homme femme masculin féminin hombre mujer masculino femenino maschio femmina") + `|[MFXDWmfxdw]`,
		keywords: "gender|sex|geschlecht|sexe|sexo|sesso|género", weigh: weighLabelled,
		found: "female|M", ignored: "blue|maleness", valid: anyValue,
	},
	{
		id: "MARITAL_STATUS", title: "Marital status, in a field of that name", tier: E, severity: placeSeverity,
		pattern:  words("single married divorced widowed separated civil_partnership domestic_partner ledig verheiratet geschieden verwitwet célibataire marié mariée divorcé divorcée veuf veuve soltero soltera casado casada divorciado divorciada viudo viuda"),
		keywords: "marital status|civil status|familienstand|état civil|estado civil", weigh: weighLabelled,
		found: "divorced|Civil partnership", ignored: "open|marriedly", valid: anyValue,
	},
	{
		id: "ETHNIC_GROUP", title: "Ethnic group, in a field of that name", tier: E, severity: passportSeverity,
		pattern:  words("white black hispanic latino latina caucasian african_american asian asian_american pacific_islander native_american american_indian alaska_native white_british black_african black_caribbean mixed roma arab"),
		keywords: "ethnicity|race|ethnic group|ethnie|etnia|rasse", weigh: weighLabelled,
		found: "Pacific Islander|hispanic", ignored: "monaco|whiteness", valid: anyValue,
	},
	{
		id: "RELIGION", title: "Religion, in a field of that name", tier: E, severity: passportSeverity,
		pattern:  words("christian catholic roman_catholic protestant orthodox muslim islam jewish hindu buddhist sikh atheist agnostic evangelisch katholisch römisch-katholisch muslimisch jüdisch catholique protestante católico católica musulman musulmán"),
		keywords: "religion|faith|confession|konfession|religión|religione", weigh: weighLabelled,
		found: "Buddhist|roman catholic", ignored: "football|hindustani", valid: anyValue,
	},
	{
		id: "SEXUAL_ORIENTATION", title: "Sexual orientation, in a field of that name", tier: E,
		pattern:  words("heterosexual straight homosexual bisexual gay lesbian asexual pansexual queer"),
		keywords: "sexual orientation|orientation|sexuality", weigh: weighLabelled,
		found: "bisexual|Gay", ignored: "landscape|gaylord", valid: anyValue,
	},
	{
		id: "POLITICAL_TERM", title: "Political affiliation, in a field of that name", tier: E, severity: passportSeverity,
		pattern:  words("democrat democratic republican independent labour conservative liberal liberal_democrat green green_party socialist communist libertarian"),
		keywords: "political party|party affiliation|political affiliation|voter registration|partei|parti|partido", weigh: weighLabelled,
		found: "Libertarian|green party", ignored: "birthday|greenish", valid: anyValue,
	},
	{
		id: "TRADE_UNION", title: "Trade union membership", pattern: `(?i:union member(?:ship)?|member no\.? ?\d{2,9})`, tier: E, severity: passportSeverity,
		keywords: "trade union|union membership|syndicate|gewerkschaft|syndicat|sindicato",
		found:    "union member|Member no. 41830", ignored: "union square|member no one", valid: anyValue,
	},
	{
		id: "USERNAME", title: "User name, in a field of that name", pattern: `[A-Za-z][A-Za-z0-9._-]{2,31}`, tier: E, severity: placeSeverity,
		keywords: "username|user name|login|userid|user id|screen name|benutzername|identifiant|usuario", weigh: weighUsername, valid: validUsername,
		found: "ivale42|iris.vale7", ignored: "null|iv", source: "https://en.wikipedia.org/wiki/User_(computing)",
	},
	{
		id: "EMPLOYEE_ID", title: "Employee id, in a field of that name", pattern: `[A-Z]{0,3}-?\d{4,10}`, tier: E, severity: placeSeverity,
		keywords: "employee id|emp id|staff number|badge number|personnel number|personalnummer|matricule", weigh: weighLabelled,
		found: "E-104183|4183027", ignored: "E-104|0000000", source: "https://en.wikipedia.org/wiki/Employment",
	},
	{
		id: "STUDENT_ID", title: "Student id, in a field of that name", pattern: `[A-Z]{0,3}-?\d{5,10}`, tier: E, severity: placeSeverity,
		keywords: "student id|student number|matriculation|matrikelnummer|numéro étudiant", weigh: weighLabelled,
		found: "S1041830|4183027", ignored: "S104|0000000", source: "https://en.wikipedia.org/wiki/Student_identification_card",
	},
	{
		id: "SALARY", title: "Salary, in a field of that name", pattern: `(?:[$€£¥₹] ?)?(?:\d{1,3}(?:[,. ]\d{3})+(?:\.\d{2})?|\d{4,7}(?:\.\d{2})?)`, tier: E, severity: passportSeverity,
		keywords: "salary|wage|compensation|annual pay|base pay|income|gehalt|salaire|salario", weigh: weighLabelled,
		found: "$84,500.00|61250", ignored: "845|0000", source: "https://en.wikipedia.org/wiki/Salary",
	},
}

// words is a pattern for any of the words in a list, in any case; '_' stands for a space.
func words(list string) string {
	return "(?i:" + strings.NewReplacer(" ", "|", "_", "[ _-]").Replace(list) + ")"
}

func validAge(b []byte) bool { return decimal(b) <= 120 && (b[0] != '0' || len(b) == 1) }

// weighAge lets a number count as an age behind the word or a label, before "years old" and the like, and as a whole field.
func weighAge(v Value) float64 {
	before, after := v.Text[max(0, v.Start-8):v.Start], v.Text[v.End:min(len(v.Text), v.End+16)]
	if len(after) > 1 && (after[0] == '.' || after[0] == ',') && byteKind[after[1]] == digit {
		return -1
	}
	if labelled(v) {
		return 0
	}
	before = bytes.ToLower(bytes.TrimRight(before, " "))
	if bytes.HasSuffix(before, []byte("aged")) || bytes.HasSuffix(before, []byte("age")) {
		return 0
	}
	after = bytes.ToLower(bytes.TrimLeft(after, " -"))
	for _, unit := range []string{"y/o", "yo ", "years old", "year old", "year-old", "yrs old", "months old", "month-old", "years of age"} {
		if bytes.HasPrefix(after, []byte(unit)) {
			return 0
		}
	}
	return -1
}

// weighUsername asks a digit of a name in running text or code, where any word stands behind a label.
func weighUsername(v Value) float64 {
	if whole := v.Start == 0 && v.End == len(v.Text); !whole && !bytes.ContainsAny(v.Bytes(), "0123456789") {
		if v.Start == 0 || v.End == len(v.Text) || v.Text[v.Start-1] != '"' || v.Text[v.End] != '"' {
			return -1
		}
	}
	return weighLabelled(v)
}

// validUsername refuses the words that stand where no name is given.
func validUsername(b []byte) bool {
	for _, none := range []string{"null", "none", "nil", "true", "false", "undefined", "unknown", "string", "username", "user", "name", "root", "admin"} {
		if equalFold(b, none) {
			return false
		}
	}
	return true
}
