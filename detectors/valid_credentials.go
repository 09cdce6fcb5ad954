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
	"deadbeef", "cafebabe", "a1b2c3", "todo_", "fake_", "fake-", "test_token", "test-token", "testtoken", "supersecret", "super-secret", "super_secret",
}

// placeholders are these words by their first byte, whatever its case.
var placeholders = func() (by [256][]string) {
	for _, w := range placeholderWords {
		by[w[0]] = append(by[w[0]], w)
		if w[0] >= 'a' && w[0] <= 'z' {
			by[w[0]-0x20] = by[w[0]]
		}
	}
	return by
}()

// documentedTails are the ends of keys that vendors print in their documentation.
var documentedTails = []string{
	"arjtT1zdp7dc", "EDq54NiTphI7jx", // Stripe
	"EXAMPLE", "EXAMPLEKEY", // AWS
	"2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==", // Azurite
}

// isPlaceholder says whether b stands for a secret in documentation or a template, or is typed along the keyboard: one of the
// known words, the end of a documented key, half of it a sequence, one character in more than 40 of 100.
func isPlaceholder(b []byte) bool {
	return isTemplate(b) || isTyped(b, (len(b)+1)/2) || dominated(b)
}

// isTemplate says whether b is, or holds, what a template or documentation writes in place of a secret.
func isTemplate(b []byte) bool {
	for _, t := range documentedTails {
		if len(b) >= len(t) && string(b[len(b)-len(t):]) == t {
			return true
		}
	}
	for i, c := range b {
		for _, w := range placeholders[c] {
			if hasPrefixFold(b[i:], w) {
				return true
			}
		}
	}
	return len(b) > 1 && b[0] == '<' && b[len(b)-1] == '>'
}

// hasPrefixFold says whether b begins with word, which is in lower case, in any case.
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

// longTyped is how many characters that count up or down no random token has in a row.
const longTyped = 14

// isTyped says whether at least so many characters of b stand in runs of 5 or more characters that are equal, or each the one after, or before,
// the one in front of it; or whether such a run is as long as no token has one.
func isTyped(b []byte, many int) bool {
	const least = 5
	covered := 0
	for _, step := range [...]byte{0, 1, 0xFF} {
		run := 1
		for i := 1; i <= len(b); i++ {
			if i < len(b) && b[i] == b[i-1]+step {
				run++
				continue
			}
			if run >= least {
				covered += run
			}
			if run >= longTyped && step != 0 {
				return true
			}
			run = 1
		}
	}
	return covered > 0 && covered >= many
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

// accessKeyReach is how far from the id of an access key its secret may stand, in bytes.
const accessKeyReach = 160

// weighAWSSecret adds what the id of an access key beside the secret is worth, in the same paragraph and with no other secret between.
func weighAWSSecret(v Value) float64 {
	if weighWholeBase64(v) < 0 {
		return -1
	}
	before, after := v.Text[max(0, v.Start-accessKeyReach):v.Start], v.Text[v.End:min(len(v.Text), v.End+accessKeyReach)]
	if i, ok := accessKeyID(before, true); ok && isGap(before[i:]) {
		return 0.89
	}
	if i, ok := accessKeyID(after, false); ok && isGap(after[:i]) {
		return 0.89
	}
	return 0
}

// accessKeyID finds the last, or the first, id of an access key in b and says where it ends, or begins.
func accessKeyID(b []byte, last bool) (at int, ok bool) {
	const size = 20
	for i := 0; i+size <= len(b); i++ {
		if b[i] != 'A' || i > 0 && wordBefore(b, 0, i) || wordAt(b, i+size, len(b)) || !isAccessKeyID(b[i:i+size]) {
			continue
		}
		if !last {
			return i, true
		}
		at, ok = i+size, true
	}
	return at, ok
}

func isAccessKeyID(b []byte) bool {
	if string(b[:4]) != "AKIA" && string(b[:4]) != "ASIA" {
		return false
	}
	for _, c := range b[4:] {
		if !(c >= 'A' && c <= 'Z' || c >= '2' && c <= '7') {
			return false
		}
	}
	return validAccessKeyID(b)
}

// isGap says whether b, between an id and a secret, is of one paragraph and holds no other secret.
func isGap(b []byte) bool {
	run, lines := 0, 0
	for _, c := range b {
		switch {
		case c == '\n':
			if lines++; lines > 1 {
				return false
			}
		case c != ' ' && c != '\t' && c != '\r':
			lines = 0
		}
		if run++; !isBase64Byte(c) {
			run = 0
		}
		if run >= 40 {
			return false
		}
	}
	return true
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

// validSumoLogicID takes an access id of Sumo Logic's: so short that it must hold a digit to be told from a word.
func validSumoLogicID(b []byte) bool {
	return bytes.ContainsAny(b[2:], "0123456789") && isSecret(b)
}
