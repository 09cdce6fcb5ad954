package detectors

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// vendorRows are the keys of services that say of themselves nothing but their alphabet and length: a row for each line of vendorSecrets and what
// goes on with it.
var vendorRows = vendors()

// A vendorSecret is a service's key that has no mark of its own.
type vendorSecret struct {
	id, name string
	words    string // the service's names as they stand near a key, by '|'
	// shapes are the forms of the key, by '|': a class and a length or two (a20, h32-40), or u, a UUID. Classes: h hexadecimal, d digits,
	// l lower-case letters and digits, U upper-case ones, a letters and digits, w those with '-' and '_', b base64.
	shapes string
	site   string // where the service describes its keys
}

// vendorClasses are the classes of shapes, and their names in examples (see Expand).
var vendorClasses = map[byte]struct{ pattern, example string }{
	'h': {`[0-9a-f]`, "hex"}, 'd': {`[0-9]`, "digit"}, 'l': {`[a-z0-9]`, "loweralnum"}, 'U': {`[A-Z0-9]`, "upperalnum"}, 'a': {`[A-Za-z0-9]`, "alnum"},
	'w': {`[A-Za-z0-9_-]`, "base64url"}, 'b': {`[A-Za-z0-9+/]`, "base64"},
}

const uuidPattern = `[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}`

// A markedSecret is a service's key that begins with a mark.
type markedSecret struct {
	id, name string
	marks    string // by '|'
	shape    string // of what follows, as in a vendorSecret
	site     string
}

// shapes reads the shapes of a table: the pattern for all of them, and for each an example and one that is too short.
func shapes(list string) (pattern string, examples, cuts []string) {
	var patterns []string
	for _, shape := range strings.Split(list, "|") {
		if shape == "u" {
			patterns = append(patterns, uuidPattern)
			examples, cuts = append(examples, "{uuid}"), append(cuts, "{hex:8}-{hex:4}-{hex:4}")
			continue
		}
		class := vendorClasses[shape[0]]
		least, most, ranges := strings.Cut(shape[1:], "-")
		if !ranges {
			most = least
		}
		p := class.pattern + "{" + least + "," + most + "}"
		if shape[0] == 'b' {
			p += "={0,2}"
		}
		n, err := strconv.Atoi(least)
		if err != nil {
			panic(err) // it is written in the table
		}
		patterns = append(patterns, p)
		examples = append(examples, "{"+class.example+":"+least+"}")
		cuts = append(cuts, "{"+class.example+":"+strconv.Itoa(n/3)+"}")
	}
	return strings.Join(patterns, "|"), examples, cuts
}

// How the words of a vendor's name are joined.
var (
	inSnakeCase = strings.NewReplacer(" ", "_", "-", "_", ".", "_")
	inOneWord   = strings.NewReplacer(" ", "", "-", "", ".", "")
)

// vendors makes a row of each line.
func vendors() []Detector {
	rows := make([]Detector, 0, len(vendorSecrets)+len(vendorSecretsMore)+len(markedSecrets))
	for _, s := range slices.Concat(vendorSecrets, vendorSecretsMore) {
		words := strings.Split(s.words, "|")
		pattern, examples, cuts := shapes(s.shapes)
		setting := inSnakeCase.Replace(words[0])
		row := Detector{
			ID: s.id, Title: s.name + " key", Category: Credentials,
			Pattern: loose(pattern), Keywords: words, KeywordRequired: true,
			Valid: validVendorSecret(pattern), Weigh: weighVendor(words), Tier: C,
			Edges:  OpenNumber,
			Source: "https://" + s.site,
			Finds:  []string{setting + "_token = \"«" + examples[0] + "»\"\n"},
			Ignores: []string{
				"a thing of no name: " + examples[0],
				setting + "_key = " + cuts[0],
			},
		}
		for _, example := range examples {
			row.Finds = append(row.Finds, `{"id":7,"`+setting+`_api_key":"«`+example+`»"}`)
		}
		rows = append(rows, row)
	}
	for _, s := range markedSecrets {
		pattern, examples, cuts := shapes(s.shape)
		marks := strings.Split(s.marks, "|")
		rows = append(rows, Detector{
			ID: s.id, Title: s.name + " key", Category: Credentials,
			Pattern: "(?:" + s.marks + ")(?:" + pattern + ")", Keywords: []string{strings.ToLower(s.name)},
			Valid: isSecret, Weigh: weighApart, Tier: B,
			Source: "https://" + s.site,
			Finds:  []string{"key = \"«" + marks[0] + examples[0] + "»\"\n", "7,«" + marks[len(marks)-1] + examples[0] + "»\n"},
			Ignores: []string{
				"key: " + marks[0] + cuts[0],
				"key: " + marks[0] + "{repeat:0:40}",
			},
		})
	}
	return rows
}

var leastLength = regexp.MustCompile(`\{(\d+),`)

// loose lets the shapes be shorter, and leaves their length to the check: a pattern that need not be a long run of characters is tried
// near its keywords only, the others wherever such a run is.
func loose(pattern string) string {
	const short = 15
	return leastLength.ReplaceAllStringFunc(pattern, func(least string) string {
		if n, err := strconv.Atoi(least[1 : len(least)-1]); err != nil || n <= short {
			return least
		}
		return "{" + strconv.Itoa(short) + ","
	})
}

// validVendorSecret takes what has one of the shapes in full, and is random.
func validVendorSecret(pattern string) func([]byte) bool {
	exact := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\A(?:` + pattern + `)\z`) })
	return func(b []byte) bool {
		switch {
		case !exact().Match(b):
			return false
		case isUUID(b):
			return isSecret(b) && !isSampleUUID(b)
		case allDigits(b):
			return isSecret(b)
		}
		for _, c := range b {
			if !isHexByte(c) {
				return isDrawn(b)
			}
		}
		return entropy(b) >= 2.4 && !isPlaceholder(b)
	}
}

// isDrawn is isRandom for short values and those of letters alone or capitals, which a service's name near them vouches for.
func isDrawn(b []byte) bool {
	letters, digits := 0, 0
	for _, c := range b {
		switch byteKind[c] {
		case digit:
			digits++
		case lower, upper:
			letters++
		}
	}
	return letters > 0 && (digits > 0 || len(b) >= 20) && entropy(b) >= 2.6 && likeness(b) < 0.1 && !isPlaceholder(b)
}

// keyWords say near a value that it is a key.
var keyWords = []string{"key", "token", "secret", "private", "access", "auth", "pass", "credential", "pat", "bearer", "pwd", "login", "client", "api", "reporter"}

// serviceAlone is added where a value is given to the service's name, which does not say that it is a key: box = ...
const serviceAlone = -0.40

// weighVendor rules out a value that the service's name stands near by chance: it must be given to a name that holds a word for keys, or
// the service's own, and no word for hashes; and it must be a whole value.
func weighVendor(words []string) func(Value) float64 {
	compact := make([]string, len(words))
	for i, w := range words {
		compact[i] = inOneWord.Replace(w)
	}
	return func(v Value) float64 {
		if weighWholeValue(v) < 0 {
			return -1
		}
		var buf [2 * maxName]byte
		r, ok := given(v, &buf)
		if !ok {
			return -1
		}
		// The service's own name may hold one of the words: cloudimage, versioneye.
		own := false
		for _, w := range compact {
			if before, after, found := bytes.Cut(r.name, []byte(w)); found {
				own = true
				r.name = append(append(before[:len(before):len(before)], '_'), after...)
			}
		}
		name := bytes.ReplaceAll(r.name, []byte("_"), nil)
		for _, w := range compact {
			own = own || bytes.Contains(name, []byte(w))
		}
		switch {
		case r.holds(hashNames):
			return -1
		case r.holds(keyWords):
			return 0
		case own:
			return serviceAlone
		}
		return -1
	}
}
