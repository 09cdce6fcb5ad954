package detectors

import "bytes"

// webRows are what of people goes over the wire: cookies, and addresses with personal data in them.
var webRows = []Detector{
	{
		ID: "HTTP_COOKIE", Title: "HTTP Cookie or Set-Cookie header", Category: Personal,
		Pattern:  `(?i:set-)?(?i:cookie)["']?:[ \t]*([!#$%&'*+.^_|~0-9A-Za-z-]+=[^\s;,"'<>]+(?:;[ \t]?[!#$%&'*+.^_|~0-9A-Za-z-]+(?:=[^;\r\n"'<>]*)?)*)`,
		Keywords: []string{"http", "header", "request", "response"},
		Valid:    validCookie,
		Weigh:    weighCookie,
		Edges:    OpenEnd,
		Tier:     B,
		Severity: risingSeverity,
		Source:   "https://www.rfc-editor.org/rfc/rfc6265",
		Finds: []string{
			"Set-Cookie: «sid=TWlrZQ4183; Path=/; HttpOnly»",
			"GET / HTTP/1.1\r\nCookie: «theme=dark; sid=31d4d96e407aad42»\r\n\r\n",
		},
		Ignores: []string{
			"Set-Cookie: <name>=<value>",
			"The response holds Set-Cookie: headers.",
			"Cookie: name=value",
			"say cookie: a=b4183",
			"Set-Cookie: sid=${session}",
		},
	},
	{
		ID: "URL_WITH_PII_PARAM", Title: "URL that carries a personal parameter", Category: Personal,
		Pattern: `(?i:https?)://[^\s"'<>?#]+\?(?:[^\s"'<>]*&)?(?i:e-?mail|phone|mobile|ssn|dob|birth_?date|first_?name|last_?name|full_?name|user_?name|session_?id|sessid)=([^&\s"'<>()#]+)[^\s"'<>()]*`,
		Keywords: []string{
			"referer", "referrer", "request", "url", "get", "post",
		},
		Valid:    validParameter,
		Weigh:    weighParameter,
		Edges:    OpenEnd | OpenNumber,
		Tier:     C,
		Severity: registerSeverity,
		Source:   "https://cwe.mitre.org/data/definitions/598.html",
		Finds: []string{
			"see https://shop.vale-store.io/u?email=«iris.vale%40vale-store.io»",
			"https://vale-store.io/signup?plan=2&phone=«%2B442079460418»&ref=1",
		},
		Ignores: []string{
			"https://shop.vale-store.io/u?email={email}",
			"https://shop.vale-store.io/u?email=%s",
			"https://shop.vale-store.io/u?page=iris.vale%40vale-store.io",
			"https://shop.vale-store.io/u?phone=true",
		},
	},
}

// validCookie refuses what documentation writes for a value.
func validCookie(b []byte) bool {
	name, value, _ := bytes.Cut(b, []byte("="))
	value, _, _ = bytes.Cut(value, []byte(";"))
	if len(value) < 4 || bytes.ContainsAny(b, "{}$<>\\") || bytes.Contains(b, []byte("...")) {
		return false
	}
	for _, none := range []string{"value", "null", "none", "true", "false", "name", "cookie", "test", "token", "abc", "xyz", "foo", "bar"} {
		if hasPrefixFold(value, none) || equalFold(name, "foo") || equalFold(name, "name") {
			return false
		}
	}
	return true
}

// weighCookie asks that the header begins its line, or its string: elsewhere the word is a sentence's.
func weighCookie(v Value) float64 {
	line := v.Text[max(0, v.Start-96):v.Start]
	if i := bytes.LastIndexByte(line, '\n'); i >= 0 {
		line = line[i+1:]
	}
	line = bytes.TrimLeft(line, " \t\"'>+*<-`(")
	if hasPrefixFold(line, "cookie") || hasPrefixFold(line, "set-cookie") {
		return 0
	}
	// A command gives headers as arguments: -H 'Cookie: ...'.
	if i := bytes.LastIndexAny(line, "\"'"); i >= 0 && (hasPrefixFold(line[i+1:], "cookie") || hasPrefixFold(line[i+1:], "set-cookie")) {
		return 0
	}
	if i := bytes.LastIndexByte(line, ' '); i >= 0 && bytes.IndexByte(line, ';') >= 0 {
		return 0
	}
	return -1
}

// validParameter accepts values that say something of somebody: an address, digits enough, a name, or what looks drawn by lot.
func validParameter(b []byte) bool {
	if bytes.ContainsAny(b, "{}$<>[]*|\\") || hasPrefixFold(b, "%7B") || len(b) < 3 {
		return false
	}
	if b[0] == '%' && (len(b) < 3 || hexDigit(b[1]) < 0 || hexDigit(b[2]) < 0) { // %s
		return false
	}
	for _, none := range []string{"null", "true", "false", "undefined", "none", "value", "email", "name", "string", "your", "test", "foo", "example", "user"} {
		if hasPrefixFold(b, none) {
			return false
		}
	}
	return !bytes.Contains(b, []byte("example"))
}

// weighParameter lets addresses and numbers count alone.
func weighParameter(v Value) float64 {
	b := v.Bytes()
	digits := 0
	for _, c := range b {
		if byteKind[c] == digit {
			digits++
		}
	}
	if digits >= 7 || bytes.IndexByte(b, '@') > 0 || bytes.Contains(b, []byte("%40")) {
		return 0.2
	}
	return 0
}
