package detectors

// addressPattern is a street and a number in the order of either half of the world, a box at a post office, or a field post's unit; and
// what may follow of units, postcodes and places. Which of it is an address is decided by validAddress.
const addressPattern = `(?:` + addressHead + `)(?:` + addressMore + `)*`

const (
	addressWord = nameUpper + `[A-Za-zÀ-ɏḀ-ỿ'’-]*\.?`
	// addressLong is one of three letters or more: 200 OK is no street.
	addressLong = nameUpper + `[A-Za-zÀ-ɏḀ-ỿ'’-]{2,}\.?`
	addressLink = `de|del|de la|de las|de los|la|las|los|der|den|dem|di|della|dei|degli|da|do|dos|das|du|des|d'|d’|l'|l’|y|e|i|of|the|in|am|im|an|auf|van|von|zur|zum|św\.|gen\.|ks\.`
	// addressSmall are types of streets that are written with a small letter before their name.
	addressSmall = `rue|avenue|av\.?|boulevard|bd\.?|place|chemin|allée|impasse|quai|cours|route|square|passage|calle|c/|avenida|avda\.?|plaza|paseo|via|viale|piazza|corso|largo|strada|` +
		`ul\.?|ulica|ulicy|al\.?|aleja|alei|pl\.?|plac|placu|os\.?|osiedle|rondo|rua|r\.|travessa|praça|alameda`
	// addressShort are those that a name may follow without a space.
	addressShort  = `av\.|bd\.|avda\.|ul\.|al\.|pl\.|os\.|r\.|[cC]/|Pº`
	addressNumber = `\d{1,5}[A-Za-z]?(?:[-/]\d{1,4}[A-Za-z]?)?`
	addressHead   = `(?:\d{1,5} )?` + addressNumber + `,? (?:bis,? |ter,? )?(?:(?:` + addressSmall + `) (?:(?:` + addressLink + `) )?)?(?:\d{1,3}(?:st|nd|rd|th) )?(?:` + addressWord + ` (?:(?:` + addressLink + `) )?)*` + addressLong + `(?: (?:(?:` + addressLink + `) )?` + addressWord + `)*(?: \d{1,4}[a-z]?)?|` +
		`(?:(?:(?:` + addressSmall + `) |(?:` + addressShort + `) ?)(?:(?:` + addressLink + `) )?)?` + addressWord + `(?: (?:(?:` + addressLink + `) )?` + addressWord + `)*,? (?:n[.ºo°]{1,2} ?)?(?:` + addressNumber + `|s/n)|` +
		`(?:(?:[Cc]alle|Avda?|[Aa]venida|[Pp]laza|[Pp]aseo|Camino|Ronda|Carretera|[Vv]ia|Viale|Piazza|Corso|[Rr]ua|ulica|ulicy|[Rr]ue) |(?:[cC]/|Avda?\.|Av\.|Pº|Ctra\.|[Uu]l\.|[Aa]l\.|[Pp]l\.|[Oo]s\.) ?)(?:\d{1,2} )?(?:[A-Za-zÀ-ɏ'’.-]+ ){0,5}[A-Za-zÀ-ɏ'’.-]+,? {0,2}(?:[nN][.ºo°]{1,2} ?|[Nn]úm(?:ero|\.)? )?(?:` + addressNumber + `|s/n)|` +
		`(?:P\.? ?O\.? ?Box|Post Office Box|Postfach|Apartado(?: de [Cc]orreos)?|Casella [Pp]ostale|[Ss]kr\. ?poczt\.|[Ss]krytka [Pp]ocztowa|Caixa [Pp]ostal|Postbus|Boîte [Pp]ostale) \d{1,6}|` +
		`(?:PSC|CMR|Unit) \d{1,5},? Box \d{1,5}|US(?:S|NS|CGC) ` + addressWord
	addressMore = `[,;.]?(?: |\r?\n[ >]{0,4}){1,2}(?:` + addressWord + `|[A-Z]{1,2}\d[A-Z\d]*|#? ?\d[\dA-Za-z/-]*[º°ª]?\.?|` + addressLink + `|\([A-Z][A-Za-z ]*\)|bajo|piso|portal|izq|dcha|m\.|lok\.|app\.|bus|apt\.?|suite)`
)
