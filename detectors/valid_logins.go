package detectors

import "bytes"

// plainPasswords are what stands for a password in documentation.
var plainPasswords = []string{
	"password", "passwd", "passwort", "pass", "pwd", "psw", "secret", "test", "testing", "foo", "bar", "foobar", "baz", "user", "username", "token", "key", "string", "str", "null", "none", "nil", "undefined", "true", "false",
	"hidden", "todo", "abc123", "123456", "empty", "value", "required", "optional", "example",
	"self", "this", "input", "text", "get", "set", "env", "config",
}

// isPlainPassword says whether a password is a placeholder, a variable or nothing.
func isPlainPassword(b []byte) bool {
	if len(b) < 3 {
		return true
	}
	name := bytes.TrimLeft(b, "$@:")
	if n := len(name); n > 3 && byteKind[name[n-1]] == digit && byteKind[name[n-2]] != digit {
		name = name[:n-1] // password1
	}
	for _, p := range plainPasswords {
		if equalFold(name, p) {
			return true
		}
	}
	if isPasswordName(name) {
		return true
	}
	switch b[0] {
	case '<', '[', '{', '%':
		return true
	case '$': // $DB_PASSWORD is a variable, $ecret9 may be one's password
		upperCase := true
		for _, c := range b[1:] {
			upperCase = upperCase && (c >= 'A' && c <= 'Z' || c == '_' || c >= '0' && c <= '9')
		}
		if upperCase || b[1] == '{' || b[1] == '(' {
			return true
		}
	}
	return bytes.Count(b, b[:1]) == len(b) || isTemplate(b) || isTyped(b, (3*len(b)+3)/4) || dominated(b)
}

// passwordRoles are whose a password is, where its own name stands for it: rootpasswd.
var passwordRoles = []string{"my", "your", "the", "db", "database", "user", "root", "admin", "test", "demo", "default", "app", "service", "server", "client", "mysql", "postgres", "redis", "ftp", "smtp", "mail", "new", "old"}

// isPasswordName says whether b is what a password is called: a role and a word for it.
func isPasswordName(b []byte) bool {
	for _, role := range passwordRoles {
		if !hasPrefixFold(b, role) {
			continue
		}
		word := bytes.TrimLeft(b[len(role):], "_-")
		for _, w := range [...]string{"password", "passwd", "pass", "pwd", "passwort", "secret"} {
			if equalFold(word, w) {
				return true
			}
		}
	}
	return false
}

// validDatabaseURL takes scheme://user:password@host where the password is none that documentation prints, and is not the
// user's own name on this machine.
func validDatabaseURL(b []byte) bool {
	_, rest, _ := bytes.Cut(b, []byte("://"))
	at := bytes.LastIndexByte(rest, '@')
	if at < 0 {
		return false
	}
	user, pass, ok := bytes.Cut(rest[:at], []byte(":"))
	if !ok || isPlainPassword(pass) {
		return false
	}
	return !bytes.Equal(user, pass) || !isLocalHost(rest[at+1:])
}

var localHosts = []string{"localhost", "127.0.0.1", "0.0.0.0", "[::1]", "host", "hostname", "example.com", "db", "database", "postgres", "mysql"}

// isLocalHost says whether host, with or without a port, is this machine or no machine at all.
func isLocalHost(host []byte) bool {
	if i := bytes.LastIndexByte(host, ':'); i > 0 && host[len(host)-1] != ']' {
		host = host[:i]
	}
	for _, h := range localHosts {
		if equalFold(host, h) {
			return true
		}
	}
	return false
}

// validUserPassword takes user:password where neither is a placeholder.
func validUserPassword(b []byte) bool {
	user, pass, ok := bytes.Cut(b, []byte(":"))
	return ok && len(user) > 0 && !isPlainPassword(pass) && !isPlaceholder(user)
}

// validBasicAuth takes the base64 of user:password in printable characters (RFC 7617).
func validBasicAuth(b []byte) bool {
	var buf [1024]byte
	plain, ok := decodeBase64(buf[:0], b)
	if !ok {
		return false
	}
	for _, c := range plain {
		if c < 0x20 || c == 0x7F {
			return false
		}
	}
	user, pass, ok := bytes.Cut(plain, []byte(":"))
	if !ok || len(pass) == 0 || isPlainPassword(pass) {
		return false
	}
	// The samples of RFC 7617: they stand in every text about it.
	return !(string(user) == "Aladdin" && string(pass) == "open sesame") && !(string(user) == "test" && string(pass) == "123\u00a3")
}

// weighAuthorization takes what is given to a header called Authorization, or stands in a field of that name.
func weighAuthorization(v Value) float64 {
	const reach = 40
	if v.Name != nil && endsInFold([]byte(v.Name.Text), "authorization") || bytes.Contains(bytes.ToLower(v.Text[max(0, v.Start-reach):v.Start]), []byte("authorization")) {
		return 0
	}
	return -1
}

// endsInFold says whether b ends with word, which is in lower case, in any case.
func endsInFold(b []byte, word string) bool {
	return len(b) >= len(word) && equalFold(b[len(b)-len(word):], word)
}

// weighWholeValue rules out a part of a value: what is assigned goes on to a space, a quote or a bracket. Without it the beginning of
// a placeholder would pass for a value.
func weighWholeValue(v Value) float64 {
	if v.End == len(v.Text) || bytes.IndexByte([]byte(" \t\r\n\"'`<>{}()[],;&|\\$%"), v.Text[v.End]) >= 0 {
		return 0
	}
	return -1
}

// weighApart rules out a match that a longer token, a path or a file's name goes on from or leads to.
func weighApart(v Value) float64 {
	if v.Start > 0 && joinsToken(v.Text[v.Start-1]) || v.End < len(v.Text) && joinsToken(v.Text[v.End]) && (v.Text[v.End] != '.' || v.End+1 < len(v.Text) && isNameByte(v.Text[v.End+1])) {
		return -1
	}
	return 0
}

func joinsToken(c byte) bool { return c == '-' || c == '.' || c == '_' }

// isRandomUUID takes a UUID that is not of version 1, which is a time and a machine.
func isRandomUUID(b []byte) bool { return isUUID(b) && b[14] != '1' && isSecret(b) }

// isSampleUUID knows the UUID that documentation prints, whatever its last digits.
func isSampleUUID(b []byte) bool { return hasPrefixFold(b, "123e4567-e89b-") }

// isUUID knows the shape of 8-4-4-4-12.
func isUUID(b []byte) bool {
	if len(b) != 36 {
		return false
	}
	for i, c := range b {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !isHexByte(c) {
			return false
		}
	}
	return true
}
