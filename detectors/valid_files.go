package detectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// weighServiceAccount takes a key beside which the other members of a service account's file stand, or that is the value of its own
// name in a record.
func weighServiceAccount(v Value) float64 {
	around := v.Text[max(0, v.Start-250):min(len(v.Text), v.End+250)]
	for _, word := range []string{"private_key_id", "service_account", "client_email"} {
		if bytes.Contains(around, []byte(word)) {
			return 0
		}
	}
	if v.Name != nil && v.Name.Text == "private_key" {
		return 0
	}
	return -1
}

// wrapped are the beginnings of what is worth being wrapped in base64, and its check; nil: isSecret of what follows.
var wrapped = []struct {
	begins string
	valid  func([]byte) bool
}{
	{"-----BEGIN ", func(b []byte) bool { return bytes.Contains(b, []byte("PRIVATE KEY-----")) && isSecret(b) }},
	{"eyJ", func(b []byte) bool { return validJWT(bytes.TrimSpace(b)) }},
	{`{"auths":`, holdsAuth}, {`{"auths" :`, holdsAuth}, {"{\n\t\"auths\":", holdsAuth}, {"{\n  \"auths\":", holdsAuth},
	{`{"type":"service_account"`, holdsKey}, {`{"type": "service_account"`, holdsKey}, {"{\n  \"type\": \"service_account\"", holdsKey},
	{"postgres://", validDatabaseURL}, {"postgresql://", validDatabaseURL}, {"mysql://", validDatabaseURL}, {"mongodb://", validDatabaseURL},
	{"mongodb+srv://", validDatabaseURL}, {"redis://", validDatabaseURL}, {"rediss://", validDatabaseURL}, {"amqp://", validDatabaseURL}, {"amqps://", validDatabaseURL},
	{"AKIA", nil}, {"ASIA", nil}, {"ghp_", nil}, {"gho_", nil}, {"ghs_", nil}, {"github_pat_", nil}, {"glpat-", nil}, {"xoxb-", nil}, {"xoxp-", nil}, {"xapp-", nil},
	{"sk_live_", nil}, {"rk_live_", nil}, {"sk-ant-", nil}, {"sk-proj-", nil}, {"npm_", nil}, {"dop_v1_", nil}, {"AIza", nil}, {"AGE-SECRET-KEY-", nil}, {"hvs.", nil}, {"SG.", nil},
}

func holdsAuth(b []byte) bool { return bytes.Contains(b, []byte(`"auth"`)) && isSecret(b) }

func holdsKey(b []byte) bool { return bytes.Contains(b, []byte("PRIVATE KEY-----")) && isSecret(b) }

// wrappedPattern begins with the base64 of the beginnings, as far as their own characters decide it.
func wrappedPattern() string {
	var heads []string
	for _, w := range wrapped {
		heads = append(heads, regexp.QuoteMeta(base64.StdEncoding.EncodeToString([]byte(w.begins))[:len(w.begins)*4/3]))
	}
	return "(?:" + strings.Join(heads, "|") + ")[A-Za-z0-9+/_-]{16,}={0,2}"
}

// validWrappedSecret decodes b and takes a private key, a JSON web token or a token with a mark.
func validWrappedSecret(b []byte) bool {
	plain, ok := decodeBase64(make([]byte, 0, len(b)), b)
	if !ok {
		return false
	}
	for _, w := range wrapped {
		if !bytes.HasPrefix(plain, []byte(w.begins)) {
			continue
		}
		if w.valid == nil {
			return isSecret(bytes.TrimSpace(plain[len(w.begins):]))
		}
		return w.valid(plain)
	}
	return false
}

// weighKubernetesSecret takes a manifest of a secret among whose data is a value that is no placeholder, under data behind its base64.
func weighKubernetesSecret(v Value) float64 {
	const outside = 1 << 20
	var buf [256]byte
	// The lines of data stand further in than its name does; the name's first line may be cut off before the match.
	depth, coded := outside, false
	in := v.Start - 1 - bytes.LastIndexByte(v.Text[:v.Start], '\n')
	for line := range bytes.Lines(v.Bytes()) {
		text := bytes.TrimLeft(line, " \t")
		in += len(line) - len(text)
		name, value, named := bytes.Cut(text, []byte(":"))
		value = bytes.Trim(bytes.TrimSpace(value), `"'`)
		switch isData := string(name) == "data" || string(name) == "stringData"; {
		case isData && len(value) == 0:
			depth, coded = in, string(name) == "data"
		case in <= depth:
			depth = outside
		default:
			if !named || len(name) == 0 || name[0] == '#' {
				value = bytes.TrimSpace(line) // the next line of a value, or a remark
			}
			if !(named && endsInAny(bytes.ToLower(name), openNames)) && isKubernetesValue(value, coded, buf[:0]) {
				return 0
			}
		}
		in = 0
	}
	return -1
}

// openNames are the ends of what a manifest of a secret holds besides secrets.
var openNames = []string{"user", "username", "login", "name", "host", "hostname", "port", "database", "email", "endpoint", "region", "ca.crt"}

// isKubernetesValue says whether a value is a secret's: no placeholder, nor the base64 of a short one where it is coded.
func isKubernetesValue(value []byte, coded bool, buf []byte) bool {
	const short = 40
	if len(value) < 6 || value[0] == '#' || isPlainPassword(value) {
		return false
	}
	plain, ok := decodeBase64(buf, value)
	return !coded || !ok || len(plain) >= 4 && (len(plain) > short || !isPlainPassword(bytes.TrimSpace(plain)))
}

// validConnectionString takes what follows the last "password=" or "pwd=" if it is no placeholder.
func validConnectionString(b []byte) bool {
	for i := len(b) - 4; i >= 0; i-- {
		if !hasPrefixFold(b[i:], "pwd") && !hasPrefixFold(b[i:], "password") {
			continue
		}
		_, value, ok := bytes.Cut(b[i:], []byte("="))
		value = bytes.TrimSpace(value)
		return ok && len(value) > 2 && !isLabel(value)
	}
	return false
}

// weighPgpass takes the password at the end of a line of .pgpass: host:port:database:user:password. A port of PostgreSQL's own, or any, says
// by itself what the line is.
func weighPgpass(v Value) float64 {
	if v.End < len(v.Text) && v.Text[v.End] != '\n' && v.Text[v.End] != '\r' {
		return -1
	}
	const longest = 400
	line := v.Text[max(0, v.Start-longest):v.Start]
	line = line[bytes.LastIndexByte(line, '\n')+1:]
	fields := bytes.Split(line, []byte(":")) // the last one is empty: the password follows
	if len(fields) != 5 || len(fields[0]) == 0 || bytes.ContainsAny(line, " \t") {
		return -1
	}
	switch string(fields[1]) {
	case "5432", "5433", "6432", "6543", "*":
		return 0.35
	}
	return 0
}

// weighCommandPassword lowers a password of letters only, which may be the name of a database.
func weighCommandPassword(v Value) float64 {
	if weighWholeValue(v) < 0 || allLetters(v.Bytes()) {
		return -1
	}
	return 0
}

// weighPasswordHash takes a hash that is given to a password, and not one in a text about passwords.
func weighPasswordHash(v Value) float64 {
	var buf [2 * maxName]byte
	r, ok := given(v, &buf)
	if weighWholeValue(v) < 0 || !ok || !r.sign && !r.quoted {
		return -1
	}
	if name := bytes.TrimSuffix(r.core(), []byte("_hash")); endsInAny(name, passwordNames) {
		return 0
	}
	return -1
}

// weighNamedKey takes a value that is given to a name that ends in key or secret, and is a whole value.
func weighNamedKey(v Value) float64 {
	var buf [2 * maxName]byte
	r, ok := given(v, &buf)
	if weighWholeValue(v) < 0 || !ok || !r.sign || r.holds(publicNames) {
		return -1
	}
	if core := r.core(); endsInAny(core, []string{"key", "secret", "secret_key_base", "keybase"}) || endsInAny(r.name, []string{"key_base"}) {
		return 0
	}
	if name := bytes.TrimRight(r.name, "0123456789"); len(name) == 0 { // Unseal Key 1:
		return 0
	}
	return -1
}

// weighBase64Apart rules out a piece of a longer text in base64, but not what is assigned with a '='.
func weighBase64Apart(v Value) float64 {
	if v.Start > 0 && isBase64Byte(v.Text[v.Start-1]) || v.End < len(v.Text) && (isBase64Byte(v.Text[v.End]) || v.Text[v.End] == '=') {
		return -1
	}
	return 0
}

// validSymmetricKey takes random bytes in base64 or hexadecimal: a whole number of them.
func validSymmetricKey(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte("base64:"))
	for _, c := range b {
		if !isHexByte(c) {
			return isRandom(b)
		}
	}
	return len(b) >= 32 && len(b)%2 == 0 && isSecret(b)
}

// validHeaderToken takes a token in a header: no placeholder, and no words.
func validHeaderToken(b []byte) bool {
	if isUUID(b) {
		return isRandomUUID(b)
	}
	return !isPlainPassword(b) && bytes.ContainsAny(b, "0123456789") && likeness(b) < 0.3 && entropy(b) >= 2.4
}

// validTrueNAS takes a number, '-' and 64 random characters: capitals, small letters and digits, unlike a hash.
func validTrueNAS(b []byte) bool {
	token := b[len(b)-64:]
	letters := bytes.ContainsFunc(token, func(c rune) bool { return c >= 'g' && c <= 'z' }) && bytes.ContainsFunc(token, func(c rune) bool { return c >= 'A' && c <= 'Z' })
	return letters && isSecret(token)
}

// validAWSAccount takes an account's number that is none of the documentation's.
func validAWSAccount(b []byte) bool {
	switch string(b) {
	case "123456789012", "111122223333", "444455556666":
		return false
	}
	return entropy(b) >= 1.8 && !isPlaceholder(b)
}

// validEthereumKey takes 0x and 32 bytes that are below the order of the curve and none of the keys that test networks are given.
func validEthereumKey(b []byte) bool {
	return isSecret(b[2:]) && !hasPrefixFold(b[2:], "ffffffffffffffff") && !hasPrefixFold(b[2:], "ac0974bec39a17e3")
}

// validWIF takes a Bitcoin private key in base58 with its checksum: a version, 32 bytes, and 1 where the public key is compressed.
//
// https://en.bitcoin.it/wiki/Wallet_import_format
func validWIF(b []byte) bool {
	n := 37
	if b[0] != '5' {
		n = 38
	}
	key, ok := decodeBase58Check(b, n)
	return ok && key[0] == 0x80 && (n == 37 || key[33] == 1)
}

// validExtendedKey takes an extended key with its checksum (BIP 32): 78 bytes, the key itself behind a zero.
func validExtendedKey(b []byte) bool {
	key, ok := decodeBase58Check(b, 82)
	return ok && key[45] == 0
}

// decodeBase58Check decodes n bytes whose last four are the start of the SHA-256 of the SHA-256 of the others.
func decodeBase58Check(b []byte, n int) ([]byte, bool) {
	out := make([]byte, n)
	for _, c := range b {
		carry := bytes.IndexByte([]byte(checksum.Bitcoin58), c)
		if carry < 0 {
			return nil, false
		}
		for i := n - 1; i >= 0; i-- {
			carry += int(out[i]) * 58
			out[i] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return nil, false
		}
	}
	first := sha256.Sum256(out[:n-4])
	second := sha256.Sum256(first[:])
	return out, bytes.Equal(second[:4], out[n-4:])
}
