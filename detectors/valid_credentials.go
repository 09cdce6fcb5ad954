package detectors

import (
	"bytes"
	"hash/crc32"
	"math"
)

// isSecret is the check behind the shape of a token: it is random enough and no placeholder.
func isSecret(b []byte) bool {
	least := 2.4
	if len(b) >= 24 {
		least = 2.9
	}
	return entropy(b) >= least && !isPlaceholder(b)
}

// entropy is Shannon's, in bits for a byte of b.
func entropy(b []byte) float64 {
	if len(b) == 0 {
		return 0
	}
	var count [256]int32
	for _, c := range b {
		count[c]++
	}
	sum := 0.0
	for _, n := range count {
		if n > 1 {
			sum += float64(n) * math.Log2(float64(n))
		}
	}
	n := float64(len(b))
	return math.Log2(n) - sum/n
}

// placeholderWords give away a value that stands for a secret. They are so long that a random token does not hold them.
var placeholderWords = []string{
	"example", "sample", "dummy", "changeme", "change_me", "change-me", "placeholder", "redacted", "replace", "insert",
	"your_", "your-", "yourtoken", "yourkey", "yoursecret", "yourpass", "my_secret", "my-secret", "mysecret", "my_token", "my-token", "mytoken",
	"my_key", "my-key", "notreal", "not-real", "not_real", "xxxx", "****", "....", "${", "{{", "$(", "%(", "</", "os.environ", "process.env", "getenv", "lorem",
	"deadbeef", "cafebabe", "todo_", "fake_", "fake-", "test_token", "test-token", "testtoken", "supersecret", "super-secret", "super_secret",
}

// documentedTails are the ends of keys that vendors print in their documentation.
var documentedTails = []string{
	"arjtT1zdp7dc", "EDq54NiTphI7jx", // Stripe
	"EXAMPLE", "EXAMPLEKEY", // AWS
	"2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==", // Azurite
}

// isPlaceholder says whether b stands for a secret in documentation or a template, or is typed along the keyboard: one of the
// known words, the end of a documented key, a run of 7 equal or counting characters, one character in more than 40 of 100.
func isPlaceholder(b []byte) bool {
	for _, t := range documentedTails {
		if len(b) >= len(t) && string(b[len(b)-len(t):]) == t {
			return true
		}
	}
	for _, w := range placeholderWords {
		if containsFold(b, w) {
			return true
		}
	}
	if len(b) > 1 && b[0] == '<' && b[len(b)-1] == '>' {
		return true
	}
	return countsUp(b, 7) || dominated(b)
}

// containsFold says whether b holds word, which is in lower case, in any case.
func containsFold(b []byte, word string) bool {
	for i := 0; i+len(word) <= len(b); i++ {
		if hasPrefixFold(b[i:], word) {
			return true
		}
	}
	return false
}

func hasPrefixFold(b []byte, word string) bool {
	if len(b) < len(word) {
		return false
	}
	for i := range len(word) {
		c := b[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

func equalFold(b []byte, word string) bool { return len(b) == len(word) && hasPrefixFold(b, word) }

// countsUp says whether n characters in a row are equal, or each is the one after, or before, the one in front of it.
func countsUp(b []byte, n int) bool {
	same, up, down := 1, 1, 1
	for i := 1; i < len(b); i++ {
		step := func(run int, ok bool) int {
			if ok {
				return run + 1
			}
			return 1
		}
		same, up, down = step(same, b[i] == b[i-1]), step(up, b[i] == b[i-1]+1), step(down, b[i] == b[i-1]-1)
		if same >= n || up >= n || down >= n {
			return true
		}
	}
	return false
}

// dominated says whether one character makes up more than 40 of 100 of b, which has at least 10.
func dominated(b []byte) bool {
	if len(b) < 10 {
		return false
	}
	var count [256]int32
	for _, c := range b {
		count[c]++
		if int(count[c])*10 > len(b)*4 {
			return true
		}
	}
	return false
}

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

// validAWSSecret takes the 40 characters of an AWS secret access key: random, of three kinds, not a path.
func validAWSSecret(b []byte) bool {
	var hasLower, hasUpper, hasDigit bool
	slashes := 0
	for _, c := range b {
		switch {
		case c >= 'a' && c <= 'z':
			hasLower = true
		case c >= 'A' && c <= 'Z':
			hasUpper = true
		case c >= '0' && c <= '9':
			hasDigit = true
		case c == '/':
			slashes++
		}
	}
	return hasLower && hasUpper && hasDigit && slashes <= 3 && entropy(b) >= 4.1 && !isPlaceholder(b)
}

// weighWholeBase64 rules out a value that is a piece of a longer run of base64, or of the path in a URL.
func weighWholeBase64(v Value) float64 {
	if v.Start > 0 && (isBase64Byte(v.Text[v.Start-1]) || v.Text[v.Start-1] == '.') {
		return -1
	}
	if v.End < len(v.Text) && (isBase64Byte(v.Text[v.End]) || v.Text[v.End] == '=') {
		return -1
	}
	return 0
}

// weighWholeValue rules out a part of a value: what is assigned goes on to a space, a quote or a bracket. Without it the beginning of
// a placeholder would pass for a value.
func weighWholeValue(v Value) float64 {
	if v.End == len(v.Text) || bytes.IndexByte([]byte(" \t\r\n\"'`<>{}()[],;&|\\$%"), v.Text[v.End]) >= 0 {
		return 0
	}
	return -1
}

func isBase64Byte(c byte) bool { return base64Value[c] >= 0 && c != '-' && c != '_' }

// weighTokenCRC lowers the score of a token whose last 6 characters are not the checksum that GitHub and npm put there. It is no
// proof: of some kinds of tokens the rule was never published.
func weighTokenCRC(v Value) float64 {
	b := v.Bytes()
	i := bytes.LastIndexByte(b, '_') + 1
	if len(b)-i <= 6 {
		return 0
	}
	if sum := tokenCRC(b[i : len(b)-6]); string(b[len(b)-6:]) != string(sum[:]) {
		return -0.40
	}
	return 0
}

const base62Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// tokenCRC is the CRC-32 (IEEE) of b in 6 digits to the base of 62, as the tokens of GitHub and npm end.
//
// https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
func tokenCRC(b []byte) (out [6]byte) {
	n := crc32.ChecksumIEEE(b)
	for i := 5; i >= 0; i-- {
		out[i] = base62Digits[n%62]
		n /= 62
	}
	return out
}

// validAccessKeyID takes the id of an AWS access key that is none of the documentation's.
func validAccessKeyID(b []byte) bool { return entropy(b[4:]) >= 2.4 && !isPlaceholder(b) }

// validTwitterBearer passes over the run of A's that such a token begins with.
func validTwitterBearer(b []byte) bool { return isSecret(bytes.TrimLeft(b, "A")) }

// validFirebaseKey passes over the A's that such a key begins with.
func validFirebaseKey(b []byte) bool { return isSecret(b[4:]) }

// validDiscordToken takes a bot's token: its first part is the base64 of the bot's id, a decimal number.
func validDiscordToken(b []byte) bool {
	var buf [64]byte
	part, _, _ := bytes.Cut(b, []byte("."))
	id, ok := decodeBase64(buf[:0], part)
	if !ok || len(id) < 17 || len(id) > 20 {
		return false
	}
	for _, c := range id {
		if c < '0' || c > '9' {
			return false
		}
	}
	return isSecret(b)
}

// validSlackWebhook refuses the T00000000/B00000000 of the documentation.
func validSlackWebhook(b []byte) bool { return !bytes.Contains(b, []byte("/T0000000")) && isSecret(b) }

// validPasswordAssignment takes what is assigned to a name like password: it is no placeholder, no name of a variable or a field and
// no call, which are letters, dots and '_' without any digit.
func validPasswordAssignment(b []byte) bool {
	if isPlainPassword(b) {
		return false
	}
	if (b[0] == '^' || b[0] == '~') && b[1] >= '0' && b[1] <= '9' {
		return false // the version of a package called passwd
	}
	name := true
	for _, c := range b {
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

// validSumoLogicID takes an access id of Sumo Logic's: so short that it must hold a digit to be told from a word.
func validSumoLogicID(b []byte) bool {
	return bytes.ContainsAny(b[2:], "0123456789") && isSecret(b)
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
