package detectors

import (
	"bytes"
	"strings"
)

// A recipient is what a value is given to: the setting, variable, element or column.
type recipient struct {
	// name is in lower case, its words joined by '_': acme_api_key for acmeApiKey, ACME-API-KEY and acme.api.key.
	name []byte
	// sign says that a sign of assignment stands between name and value, or that the name is the field's own; else there is but
	// space, or a hyphen.
	sign bool
	// quoted says that the value stands in quotes or is a field of its own.
	quoted bool
	// loud says that the name is written in capitals, flag that it begins with a hyphen, hyphen that a hyphen leads to the value.
	loud, flag, hyphen bool
}

const (
	// recipientReach is how far before a value its name may begin, in bytes.
	recipientReach = 120
	maxName        = 80
)

// given fills in what v is given to; buf holds the name. It is not ok where the value is only a part of something.
func given(v Value, buf *[2 * maxName]byte) (recipient, bool) {
	r := recipient{}
	before := v.Text[max(0, v.Start-recipientReach):v.Start]
	at := len(before)
	for hop := 0; ; hop++ {
		end := at
		for at > 0 && separatesName(before, at-1, &r) {
			at--
		}
		if at == 0 && v.Name != nil && v.Start <= recipientReach {
			r.sign, r.quoted = true, true
			r.setName([]byte(v.Name.Text), buf)
			return r, true
		}
		if at == end {
			return r, false
		}
		end = at
		for at > 0 && isNameByte(before[at-1]) {
			at--
		}
		name := bytes.TrimLeft(before[at:end], "-.$@")
		if len(name) == 0 {
			return r, false
		}
		if hop == 0 && isBetweenWord(name) {
			continue
		}
		r.flag = before[at] == '-'
		r.setName(name, buf)
		return r, true
	}
}

// separatesName says whether b[i] is one of the signs between a name and its value.
func separatesName(b []byte, i int, r *recipient) bool {
	switch b[i] {
	case ' ', '\t', '\\', '`', '[':
	case '"', '\'':
		r.quoted = r.quoted || i+1 == len(b)
	case '=', ':', '>':
		r.sign = true
	case ',': // setProperty("name", "value")
		r.sign = r.sign || r.quoted && i > 0 && (b[i-1] == '"' || b[i-1] == '\'')
	case '(': // setToken("value")
		r.sign = r.sign || r.quoted
	case '-':
		r.hyphen = r.hyphen || i+1 == len(b)
	case '!', '?', '+', '|', '~': // ||=, ?=
		return i+1 < len(b)
	case '.': // PHP's .=
		return i+1 < len(b) && b[i+1] == '='
	case '\n', '\r': // <token>, line feed, value
		i = len(bytes.TrimRight(b[:i], " \t\r")) - 1
		return i >= 0 && b[i] == '>'
	default:
		return false
	}
	return true
}

func isNameByte(c byte) bool {
	k := byteKind[c]
	return k != other && k != multi || c == '-' || c == '.' || c == '$' || c == '@'
}

// isBetweenWord knows the words between a name and its value: a type (var token string = ...), the attribute that holds it
// (<add key="Token" value="...">), or a scheme (Authorization: Bearer ...).
func isBetweenWord(name []byte) bool {
	for _, w := range [...]string{"string", "str", "text", "char", "const", "nsstring", "value", "val", "is", "was", "to", "bearer", "varchar"} {
		if equalFold(name, w) {
			return true
		}
	}
	return false
}

// setName writes name in words of lower case.
func (r *recipient) setName(name []byte, buf *[2 * maxName]byte) {
	if len(name) > maxName {
		name = name[len(name)-maxName:]
	}
	out := buf[:0]
	r.loud = bytes.IndexFunc(name, func(c rune) bool { return c >= 'a' && c <= 'z' }) < 0
	before := other
	for i, c := range name {
		kind := byteKind[c]
		if kind == other || kind == underscore {
			kind, c = underscore, '_'
		}
		begins := before == lower && kind == upper || before == upper && kind == upper && i+1 < len(name) && byteKind[name[i+1]] == lower
		if begins {
			out = append(out, '_')
		}
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		out = append(out, c)
		before = kind
	}
	r.name = bytes.Trim(out, "_")
}

// nameTails are the words behind the one that says what a setting is.
var nameTails = []string{"_value", "_string", "_str", "_text", "_prod", "_production", "_live", "_dev", "_test", "_staging", "_base", "_default", "_env", "_hex", "_base64", "_b64"}

// core is the name without the words behind the one that says what it is.
func (r *recipient) core() []byte {
	name := bytes.TrimRight(r.name, "0123456789_")
	for _, t := range nameTails {
		if trimmed, ok := bytes.CutSuffix(name, []byte(t)); ok {
			return trimmed
		}
	}
	return name
}

func (r *recipient) holds(words []string) bool {
	for _, w := range words {
		if bytes.Contains(r.name, []byte(w)) {
			return true
		}
	}
	return false
}

func endsInAny(name []byte, words []string) bool {
	for _, w := range words {
		if len(name) >= len(w) && string(name[len(name)-len(w):]) == w {
			return true
		}
	}
	return false
}

var (
	// secretNames are the ends of names that are given a secret; tokenNames of those what is given a token, which may be a mere
	// number of something where it has the form of a UUID.
	secretNames = []string{"secret", "secret_id", "apikey", "api_key", "accesskey", "access_key", "authkey", "auth_key", "secretkey", "privatekey",
		"credential", "credentials", "clientkey", "_key", "_auth", "_pat", "_creds", "_sas", "authorization"}
	tokenNames = []string{"token", "_jwt", "bearer"}
	// openingTokens are those of tokenNames that open something, whatever their form.
	openingTokens = []string{"auth_token", "authtoken", "access_token", "api_token"}
	// publicNames are what such a name is not.
	publicNames = []string{"public", "publishable", "page_token", "next_token", "continuation", "primary_key", "foreign_key", "sort_key",
		"partition_key", "cache_key", "object_key", "s3_key", "routing_key", "group_key", "host_key", "row_key", "hash_key", "range_key", "lookup_key",
		"map_key", "message_key", "translation_key", "index_key", "sort_key", "site_key", "event_key", "dedup", "idempotency", "synctoken", "sync_token",
		"cancel", "csrf", "xsrf", "hash", "sha256", "sha1", "md5", "checksum", "fingerprint", "digest", "thumbprint", "cursor", "resume_token"}
	// awsSecretNames are given what a row of its own knows by its form.
	awsSecretNames = []string{"aws_secret", "awssecret"}
	// hashNames are what a hexadecimal value near a service's name is more often than its key.
	hashNames = []string{"sha", "md5", "hash", "commit", "digest", "checksum", "etag", "trace", "span_id", "revision", "integrity", "fingerprint", "version", "image",
		"request_id", "public", "csrf", "xsrf"}
)

// weighNamedSecret rules out a value that is not given to a name like api_key, or is not random, or is only a part of what is given. A
// UUID counts where the name says key or secret.
func weighNamedSecret(v Value) float64 {
	if weighWholeValue(v) < 0 {
		return -1
	}
	var buf [2 * maxName]byte
	r, ok := given(v, &buf)
	if !ok {
		return -1
	}
	core := r.core()
	isSecretName, isTokenName := endsInAny(core, secretNames), endsInAny(core, tokenNames)
	if !isSecretName && !isTokenName || r.holds(publicNames) || r.holds(awsSecretNames) {
		return -1
	}
	b := v.Bytes()
	if isUUID(b) {
		if isTokenName && !endsInAny(core, openingTokens) || !isRandomUUID(b) {
			return -1
		}
		return 0
	}
	if !isRandom(b) || alphanumerics(b) < 16 || !r.sign && r.hyphen || nearlyHex(b) {
		return -1
	}
	weight := weighExample(v)
	if !r.sign {
		weight -= 0.15
	}
	return weight
}

// nearlyHex says whether b is a long hexadecimal number but for one or two letters, or one that mixes capitals and small letters: what
// is drawn by lot has many other letters or none, and one case.
func nearlyHex(b []byte) bool {
	hex, capitals, small, others := 0, 0, 0, 0
	for _, c := range b {
		switch {
		case byteKind[c] == digit:
			hex++
		case c >= 'a' && c <= 'f':
			hex++
			small++
		case c >= 'A' && c <= 'F':
			hex++
			capitals++
		default:
			others++
		}
	}
	return len(b) >= 32 && others <= 2 && (others > 0 || capitals > 0 && small > 0)
}

// exampleWords announce an example.
var exampleWords = []string{"example", "examples", "e.g.", "sample", "for instance"}

// exampleReach is how far before a value an example may be announced, in bytes.
const exampleReach = 600

// weighExample speaks against a value in a remark or a text that announces an example before it, in the same paragraph.
func weighExample(v Value) float64 {
	before := v.Text[max(0, v.Start-exampleReach):v.Start]
	for _, gap := range []string{"\n\n", "\r\n\r\n"} {
		if i := bytes.LastIndex(before, []byte(gap)); i >= 0 {
			before = before[i:]
		}
	}
	for i := range before {
		if i > 0 && (joinsToken(before[i-1]) || wordBefore(before, 0, i)) {
			continue
		}
		for _, w := range exampleWords {
			if end := i + len(w); hasPrefixFold(before[i:], w) && end < len(before) && !wordAt(before, end, len(before)) && !joinsToken(before[end]) {
				return -0.40
			}
		}
	}
	return 0
}

func alphanumerics(b []byte) (n int) {
	for _, c := range b {
		if k := byteKind[c]; k == lower || k == upper || k == digit {
			n++
		}
	}
	return n
}

// isRandom says whether b looks drawn at random: not words, no placeholder, no path, letters and digits, as many different ones as its
// length lets expect.
func isRandom(b []byte) bool {
	digits, letters, hex, slashes, dots := 0, 0, true, 0, 0
	for _, c := range b {
		switch byteKind[c] {
		case digit:
			digits++
		case lower, upper:
			letters++
			hex = hex && isHexByte(c)
		default:
			hex = false
			if c == '/' {
				slashes++
			} else if c == '.' {
				dots++
			}
		}
	}
	switch {
	case letters < 2 || digits == 0 && (len(b) < 24 || likeness(b) > -0.4):
		return false
	case hex:
		return len(b) >= 24 && entropy(b) >= 2.9 && !isPlaceholder(b)
	case slashes > 3 || dots > 3 || bytes.Contains(b, []byte("//")) || bytes.HasSuffix(b, []byte("/aws4_request")):
		return false
	}
	least := 3.0
	if len(b) >= 20 {
		least = 3.3
	}
	return entropy(b) >= least && likeness(b) < wordLike(len(b)) && !isPlaceholder(b)
}

// wordLike is the likeness from which n characters are taken for words: it lets 99 of 100 random tokens pass.
func wordLike(n int) float64 {
	if n >= 24 {
		return -0.15
	}
	return 0.05
}

// passwordNames are the ends of names that are given a password.
var passwordNames = []string{"password", "passwd", "passphrase", "pwd", "pass", "psw", "passcode", "passwort", "kennwort", "senha", "contrasena", "wachtwoord"}

// weighNamedPassword rules out what is not given to a name like password, or is itself a name, a call, a label or a placeholder.
func weighNamedPassword(v Value) float64 {
	b := v.Bytes()
	if weighWholeValue(v) < 0 {
		return -1
	}
	var buf [2 * maxName]byte
	r, ok := given(v, &buf)
	if !ok || !r.sign && !r.flag && !r.quoted {
		return -1
	}
	core := r.core()
	if !endsInAny(core, passwordNames) || r.holds([]string{"forgot", "reset", "bypass", "compass", "min_", "max_"}) {
		return -1
	}
	if isLabel(b) || !r.quoted && endsInVariable(b) {
		return -1
	}
	if allLetters(b) {
		// A single word is a password only as a literal, or in the environment.
		if !r.sign || !r.quoted && !(r.loud && v.Text[v.Start-1] == '=') || len(b) < 8 || !allLower(b) {
			return -1
		}
		return -0.20 + weighExample(v)
	}
	if short := strings.HasSuffix(string(core), "pass"); short && allDigits(b) {
		return -1
	}
	return weighExample(v)
}

// isLabel says whether what is given to a password is no password: a placeholder, a variable, a path, or names joined by signs.
func isLabel(b []byte) bool {
	if isPlainPassword(b) || b[0] == '%' && b[len(b)-1] == '%' {
		return true
	}
	if (b[0] == '^' || b[0] == '~') && len(b) > 1 && byteKind[b[1]] == digit {
		return true // the version of a package called passwd
	}
	names, signs := true, 0
	for _, c := range bytes.TrimLeft(b, "!$\\&*@#") {
		switch byteKind[c] {
		case lower, upper:
		case underscore:
			signs++
		default:
			names = names && strings.IndexByte("./-+#:?|", c) >= 0
			signs++
		}
	}
	return names && (signs > 0 || strings.IndexByte("!$\\&*@#", b[0]) >= 0)
}

// endsInVariable says whether b ends with a variable of a shell: name$SUFFIX.
func endsInVariable(b []byte) bool {
	i := bytes.LastIndexByte(b, '$')
	return i >= 0 && len(b)-i > 3 && allLetters(bytes.ReplaceAll(b[i+1:], []byte("_"), nil))
}

func allLetters(b []byte) bool {
	for _, c := range b {
		if byteKind[c] != lower && byteKind[c] != upper {
			return false
		}
	}
	return true
}

func allLower(b []byte) bool {
	for _, c := range b {
		if byteKind[c] != lower {
			return false
		}
	}
	return true
}
