package detectors

import "bytes"

// plainPasswords are what stands for a password in documentation.
var plainPasswords = []string{
	"password", "passwd", "passwort", "pass", "pwd", "psw", "secret", "mypassword", "mypass", "userpass", "userpassword", "dbpass", "dbpassword",
	"db_password", "test", "testing", "foo", "bar", "foobar", "baz", "user", "username", "token", "key", "string", "str", "null", "none", "nil", "undefined", "true", "false",
	"hidden", "todo", "abc123", "123456", "empty", "value", "required", "optional", "example",
	"self", "this", "input", "text", "get", "set", "env", "config",
}

// isPlainPassword says whether a password is a placeholder, a variable or nothing.
func isPlainPassword(b []byte) bool {
	if len(b) < 3 {
		return true
	}
	for _, p := range plainPasswords {
		if equalFold(b, p) {
			return true
		}
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
	return bytes.Count(b, b[:1]) == len(b) || isPlaceholder(b)
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

// weighWholeValue rules out a part of a value: what is assigned goes on to a space, a quote or a bracket. Without it the beginning of
// a placeholder would pass for a value.
func weighWholeValue(v Value) float64 {
	if v.End == len(v.Text) || bytes.IndexByte([]byte(" \t\r\n\"'`<>{}()[],;&|\\$%"), v.Text[v.End]) >= 0 {
		return 0
	}
	return -1
}

// validPasswordAssignment takes what is assigned to a name like password: it is no placeholder, no name of a variable or a field and
// no call, which are letters, dots and '_' without any digit.
func validPasswordAssignment(b []byte) bool {
	if isPlainPassword(b) {
		return false
	}
	if b[0] == '%' && b[len(b)-1] == '%' {
		return false // a variable of the Windows shell
	}
	if (b[0] == '^' || b[0] == '~') && b[1] >= '0' && b[1] <= '9' {
		return false // the version of a package called passwd
	}
	name := true
	for _, c := range bytes.TrimPrefix(b, []byte("!")) { // a tag of YAML's
		name = name && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.' || c == '-' || c == '/' || c == '+')
	}
	return !name
}

// validGenericSecret takes a value that a name like api_key is given: random, with digits and letters, and neither a UUID nor a path.
func validGenericSecret(b []byte) bool {
	digits, runs, letters, hex := 0, 0, 0, true
	for i, c := range b {
		switch {
		case c >= '0' && c <= '9':
			digits++
			if i == 0 || b[i-1] < '0' || b[i-1] > '9' {
				runs++
			}
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters++
			hex = hex && (c|0x20) <= 'f'
		default:
			hex = false
		}
	}
	if digits < 2 || letters < 2 || isPlaceholder(b) || isUUID(b) || bytes.Contains(b, []byte("//")) || bytes.HasSuffix(b, []byte("/aws4_request")) {
		return false
	}
	if runs < 2 && bytes.IndexByte(b, '.') >= 0 {
		return false // ed25519.PrivateKey
	}
	if hex {
		return len(b) >= 32 && entropy(b) >= 3
	}
	return entropy(b) >= 3.5
}

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

// isMixed says whether b has a letter and a digit or is long, the least that a random value has.
func isMixed(b []byte) bool {
	letters, digits := false, false
	for _, c := range b {
		switch byteKind[c] {
		case digit:
			digits = true
		case lower, upper:
			letters = true
		}
		if letters && digits {
			return true
		}
	}
	return false
}

// secretNames are the ends of names that are given a secret, and publicNames what such a name is not.
var (
	secretNames = []string{"token", "secret", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key", "authkey", "auth_key", "auth-key",
		"secretkey", "secret_key", "secret-key", "privatekey", "private_key", "private-key", "credential", "credentials", "pubkeytoken", "clientkey", "client_key", "_key"}
	publicNames = []string{"public", "pagetoken", "page_token", "nexttoken", "next_token", "continuation", "tokenizer", "primary_key", "foreign_key", "sort_key", "partition_key",
		"cache_key", "object_key", "s3_key", "routing_key", "group_key", "host_key", "row_key", "idempotency", "synctoken", "sync_token", "cancel"}
)

// weighNamedSecret rules out a value that is not assigned to a name like api_key, or is not random, or is only a part of what is assigned.
// A UUID counts where the name says key or secret.
func weighNamedSecret(v Value) float64 {
	name := assignedName(v.Text[:v.Start])
	secret := ""
	for _, n := range secretNames {
		if i := len(name) - len(n); i >= 0 && hasPrefixFold(name[i:], n) {
			secret = n
			break
		}
	}
	if secret == "" || weighWholeValue(v) < 0 {
		return -1
	}
	for _, n := range publicNames {
		if containsFold(name, n) {
			return -1
		}
	}
	b := v.Bytes()
	if isUUID(b) && secret != "token" && isSecret(b) || validGenericSecret(b) {
		return 0
	}
	return -1
}

// assignedName is the name that a value is assigned to, which begins where before ends: name = ", "name": ", setProperty("name", ", or <name>.
func assignedName(before []byte) []byte {
	const most = 80
	before = before[max(0, len(before)-most):]
	end := len(before)
	for end > 0 && (byteKind[before[end-1]] == other && before[end-1] != '-' && before[end-1] != '.') {
		end--
	}
	start := end
	for start > 0 && (byteKind[before[start-1]] != other && byteKind[before[start-1]] != multi || before[start-1] == '-' || before[start-1] == '.') {
		start--
	}
	return before[start:end]
}
