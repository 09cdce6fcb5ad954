package detectors

import (
	"slices"
	"unicode"

	"github.com/pii-scan/pii-scan/detectors/names"
	"github.com/pii-scan/pii-scan/text"
)

// fieldNameKind says what the fields of a name hold, as far as people's names go.
type fieldKind uint8

const (
	fieldUnknown    fieldKind = iota
	fieldPersonName           // last_name, patient name
	fieldPerson               // manager
	fieldNaming               // name
	fieldThing                // city, product_name
	fieldText                 // comment, description: people may be named in it
)

// fieldWords are the words of field names that say something, without accents, in lower case.
var fieldWords = func() map[string]fieldKind {
	m := map[string]fieldKind{}
	for kind, words := range map[fieldKind][]string{
		fieldPersonName: {
			"surname", "surnames", "forename", "forenames", "firstname", "lastname", "fullname", "fname", "lname", "middlename", "maidenname", "givenname", "familyname",
			"nombres", "apellido", "apellidos", "vorname", "vornamen", "nachname", "nachnamen", "familienname", "geburtsname", "rufname", "prenom", "prenoms",
			"cognome", "cognomi", "imie", "imiona", "nazwisko", "nazwiska", "sobrenome", "sobrenomes", "achternaam", "voornaam", "fornamn", "efternamn", "fornavn",
			"etternavn", "efternavn", "etunimi", "sukunimi", "jmeno", "prijmeni", "keresztnev", "vezeteknev", "soyad", "soyadi", "имя", "фамилия", "отчество", "фио",
		},
		fieldPerson: {
			"employee", "employees", "patient", "patients", "customer", "customers", "contact", "contacts", "manager", "supervisor", "owner", "author", "authors", "person", "persons",
			"people", "member", "members", "student", "students", "teacher", "doctor", "physician", "nurse", "passenger", "guest", "guests", "beneficiary", "holder", "cardholder",
			"accountholder", "recipient", "sender", "signatory", "spouse", "mother", "father", "wife", "husband", "child", "children", "guardian", "attendee", "attendees", "applicant",
			"tenant", "landlord", "lawyer", "attorney", "director", "president", "ceo", "actor", "actors", "actress", "cast", "candidate", "candidates", "subscriber", "client", "assignee",
			"reviewer", "participant", "insured", "borrower", "buyer", "seller", "artist", "player", "coach", "maintainer", "maintainers", "contributors", "user", "users", "staff",
			"paciente", "cliente", "empleado", "medico", "titular", "alumno", "profesor", "contacto", "autor", "director",
			"kunde", "patientin", "mitarbeiter", "ansprechpartner", "arzt", "inhaber", "versicherter", "schuler",
			"salarie", "medecin", "titulaire", "eleve", "auteur", "paziente", "dipendente", "intestatario", "pacjent", "klient", "pracownik", "lekarz", "podatnik",
		},
		fieldNaming: {"name", "names", "nombre", "nom", "noms", "nome", "nomi", "naam", "namn", "navn", "nev", "ad", "adi"},
		fieldThing: {
			"company", "companies", "product", "products", "file", "files", "host", "hostname", "filename", "city", "country", "state", "province", "region", "county", "town", "place", "location", "locality",
			"address", "street", "street1", "department", "dept", "division", "organization", "organisation", "org", "brand", "model", "make", "vendor", "supplier", "manufacturer", "title", "job",
			"position", "occupation", "profession", "role", "roles", "group", "team", "project", "event", "type", "kind", "category", "status", "code", "id", "ids", "key", "number", "num", "no", "date", "time",
			"email", "mail", "phone", "url", "uri", "link", "path", "currency", "language", "lang", "locale", "color", "colour", "size", "gender", "sex", "race", "religion", "nationality", "ethnicity",
			"species", "breed", "genre", "album", "song", "track", "movie", "film", "book", "series", "class", "method", "function", "field", "column", "table", "database", "db", "schema", "index",
			"variable", "parameter", "param", "attribute", "property", "package", "module", "library", "license", "licence", "version", "branch", "tag", "tags", "label", "labels", "server", "domain", "service",
			"symbol", "ticker", "sector", "industry", "market", "exchange", "security", "bank",
			"hotel", "restaurant", "school", "university", "college", "hospital", "store", "shop", "station", "airport", "airline", "ship", "vessel", "device", "machine", "app", "application", "software", "os", "browser",
			"agent", "plan", "item", "sku", "asset", "account", "course", "topic", "section", "chapter", "venue", "stadium", "club", "league", "sport", "food", "drug", "medication", "disease", "diagnosis",
			"capital", "continent", "timezone", "zone", "area", "district", "neighborhood", "neighbourhood", "borough", "parish", "river", "mountain", "lake", "planet", "element", "month", "day", "weekday", "year",
			"username", "login", "nickname", "handle", "alias", "password", "secret", "token", "hash", "format", "unit", "currency", "display", "official", "iso", "fips", "cldr", "headquarters",
			"ciudad", "pais", "provincia", "empresa", "producto", "calle", "direccion", "estado", "fecha", "tipo", "localidad", "municipio",
			"stadt", "land", "ort", "firma", "firmenname", "produkt", "strasse", "abteilung", "anrede", "ville", "pays", "societe", "produit", "rue", "departement", "citta", "paese", "azienda", "prodotto", "provincia",
			"miasto", "kraj", "produkt", "ulica", "wojewodztwo", "nazwa", "cidade", "produto", "estado", "bairro",
		},
		fieldText: {
			"description", "descriptions", "comment", "comments", "note", "notes", "remark", "remarks", "summary", "message", "messages", "text", "content", "contents", "body", "subject", "details", "abstract",
			"descripcion", "comentario", "comentarios", "nota", "notas", "observaciones", "mensaje", "resumen", "beschreibung", "kommentar", "bemerkung", "bemerkungen", "notiz", "notizen", "nachricht", "betreff",
			"commentaire", "commentaires", "remarque", "remarques", "descrizione", "commento", "messaggio", "descricao", "observacoes", "mensagem", "opis", "uwagi", "komentarz", "tresc",
		},
	} {
		for _, w := range words {
			m[w] = kind
		}
	}
	return m
}()

// nameFieldKeywords are the words in the name of a field that may hold people's names.
func nameFieldKeywords() []string {
	var words []string
	for w, kind := range fieldWords {
		if kind == fieldPersonName || kind == fieldPerson || kind == fieldNaming {
			words = append(words, w)
		}
	}
	words = append(words, "first name", "last name", "full name", "given name", "family name", "middle name", "maiden name", "prénom", "prénoms", "imię")
	slices.Sort(words)
	return words
}

// fieldQualifiers are words that make a person's of a name: first_name, contact name.
var fieldQualifiers = map[string]bool{
	"first": true, "last": true, "full": true, "given": true, "family": true, "middle": true, "maiden": true, "birth": true, "legal": true, "preferred": true,
	"billing": true, "shipping": true, "real": true, "primer": true, "segundo": true, "primo": true,
}

// fieldPrograms are people that are programs behind some words, fieldProgramKinds: package manager, mail client.
var (
	fieldPrograms     = map[string]bool{"manager": true, "client": true, "user": true, "owner": true}
	fieldProgramKinds = map[string]bool{
		"package": true, "packages": true, "file": true, "task": true, "session": true, "window": true, "plugin": true, "device": true, "network": true, "http": true, "https": true, "api": true,
		"ftp": true, "ssh": true, "sql": true, "mail": true, "email": true, "database": true, "db": true, "cache": true, "memory": true, "password": true, "download": true, "git": true, "service": true,
		"process": true, "version": true, "dependency": true, "display": true, "boot": true, "cluster": true, "resource": true, "state": true,
	}
)

// fieldNameKind reads a field's name from its last word on. A number at its end does not count.
func fieldNameKind(name string) fieldKind {
	var buf [maxFieldWords]text.Span
	words := fieldNameWords(name, buf[:0])
	var folded [64]byte
	naming := false
	for i := len(words) - 1; i >= 0; i-- {
		w := names.AppendFold(folded[:0], name[words[i].Start:words[i].End])
		if naming && fieldQualifiers[string(w)] {
			return fieldPersonName
		}
		switch kind := fieldWords[string(w)]; kind {
		case fieldNaming:
			naming = true
		case fieldPerson:
			if i > 0 && fieldPrograms[string(w)] && fieldProgramKinds[string(names.AppendFold(folded[:0], name[words[i-1].Start:words[i-1].End]))] {
				return fieldThing
			}
			for _, span := range words[:i] { // nombre_paciente
				naming = naming || fieldWords[string(names.AppendFold(folded[:0], name[span.Start:span.End]))] == fieldNaming
			}
			if naming {
				return fieldPersonName
			}
			return kind
		case fieldUnknown:
			if naming {
				return fieldUnknown // nothing is known of what has this name
			}
		default:
			return kind
		}
	}
	if naming {
		return fieldNaming
	}
	return fieldUnknown
}

const (
	maxFieldWords = 12  // words of a field's name that are looked at, the last
	maxFieldName  = 200 // bytes; what is longer is no name of a field
)

// fieldNameWords cuts a field's name into its words: last_name, lastName, Last Name.
func fieldNameWords(name string, words []text.Span) []text.Span {
	if len(name) > maxFieldName {
		return words
	}
	start, prev := -1, rune(0)
	end := func(at int) {
		if start < 0 {
			return
		}
		if len(words) == maxFieldWords {
			words = words[:copy(words, words[1:])]
		}
		words = append(words, text.Span{Start: int32(start), End: int32(at)})
		start = -1
	}
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			end(i)
		case unicode.IsUpper(r) && unicode.IsLower(prev):
			end(i)
			start = i
		case start < 0:
			start = i
		}
		prev = r
	}
	end(len(name))
	return words
}
