package detectors

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"math/big"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// Expand writes out an example of a Detector. Examples of secrets are kept in a form that no code host takes for a live secret;
// what they stand for is made here, from a seed that is the example itself: one example always gives one text.
//
//	{class:n}        n random characters of a class
//	{repeat:c:n}     the character c, n times: a placeholder
//	{uuid}           a random UUID, version 4
//	{crc32}          the checksum of what precedes it in the token, behind the last '_', as GitHub and npm write it
//	{basic}          the base64 of user:password
//	{snowflake}      the base64 of an id of 18 digits
//	{jwt}            a signed JSON web token
//	{pem:label}      a whole block in PEM with a body that passes the check, in lines of 64
//	{pemline:label}  the same in one line, with \n for the ends of lines
//	{wif:n}          a Bitcoin private key of n characters, 51 or 52
//	{xprv}           an extended private key of a wallet
//	{seed:n}         the n words of a wallet's seed phrase, their checksum right
//	{wrapped:text}   the base64 of a text, expressions in it and all, whose braces are in pairs
//
// Classes: alnum alpha lower upper digit, loweralnum upperalnum, hex and HEX (lower and upper case), base32 base58 base64 base64url
// bech32 (upper case). The marks «» stay, and so does whatever else stands in braces.
func Expand(example string) string {
	h := fnv.New64a()
	h.Write([]byte(example))
	e := expander{rand.New(rand.NewPCG(h.Sum64(), uint64(len(example))))}
	return e.expand(example)
}

// expand writes out the expressions in a text, the inner ones of {wrapped:...} first.
func (e expander) expand(example string) string {
	const wrapped = "{wrapped:"
	for {
		start := strings.Index(example, wrapped)
		if start < 0 {
			break
		}
		end := closingBrace(example, start)
		if end < 0 {
			break
		}
		inner := e.expand(example[start+len(wrapped) : end])
		example = example[:start] + base64.StdEncoding.EncodeToString([]byte(inner)) + example[end+1:]
	}
	var out strings.Builder
	from := 0
	for _, m := range expression.FindAllStringSubmatchIndex(example, -1) {
		out.WriteString(example[from:m[0]])
		from = m[1]
		kind, arg := example[m[2]:m[3]], ""
		if m[4] >= 0 {
			arg = example[m[4]:m[5]]
		}
		text, ok := e.make(kind, arg, out.String())
		if !ok {
			text = example[m[0]:m[1]]
		}
		out.WriteString(text)
	}
	out.WriteString(example[from:])
	return out.String()
}

// closingBrace is where the brace that opens at start is closed, -1 where it is not.
func closingBrace(s string, start int) int {
	depth := 0
	for i := start; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

var expression = regexp.MustCompile(`\{([a-zA-Z0-9]+)(?::([^{}«»]+))?\}`)

var expandClasses = map[string]string{
	"alnum":      base62Digits,
	"alpha":      base62Digits[10:],
	"upper":      base62Digits[10:36],
	"lower":      base62Digits[36:],
	"digit":      base62Digits[:10],
	"loweralnum": base62Digits[:10] + base62Digits[36:],
	"upperalnum": base62Digits[:36],
	"hex":        "0123456789abcdef",
	"HEX":        "0123456789ABCDEF",
	"base32":     "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
	"base58":     "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
	"base64":     base62Digits + "+/",
	"base64url":  base62Digits + "-_",
	"bech32":     "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}

type expander struct{ *rand.Rand }

// make gives the text for one expression; before is what was written so far.
func (e expander) make(kind, arg, before string) (string, bool) {
	if class, ok := expandClasses[kind]; ok {
		n, err := strconv.Atoi(arg)
		return e.chars(class, n), err == nil
	}
	switch kind {
	case "repeat":
		c, count, _ := strings.Cut(arg, ":")
		n, err := strconv.Atoi(count)
		return strings.Repeat(c, max(n, 0)), err == nil
	case "uuid":
		const hex = "0123456789abcdef"
		return e.chars(hex, 8) + "-" + e.chars(hex, 4) + "-4" + e.chars(hex, 3) + "-" + e.chars("89ab", 1) + e.chars(hex, 3) + "-" + e.chars(hex, 12), arg == ""
	case "crc32":
		sum := tokenCRC([]byte(before[strings.LastIndexByte(before, '_')+1:]))
		return string(sum[:]), arg == ""
	case "basic":
		user := "svc-" + e.chars(expandClasses["lower"], 6)
		return base64.StdEncoding.EncodeToString([]byte(user + ":" + e.chars(base62Digits, 14))), arg == ""
	case "snowflake":
		return base64.RawStdEncoding.EncodeToString([]byte("8" + e.chars(base62Digits[:10], 17))), arg == ""
	case "jwt":
		return e.jwt(), arg == ""
	case "wif":
		if arg == "51" {
			return e.base58Check(append([]byte{0x80}, e.bytes(32)...)), true
		}
		return e.base58Check(append(append([]byte{0x80}, e.bytes(32)...), 1)), arg == "52"
	case "xprv":
		key := append([]byte{0x04, 0x88, 0xAD, 0xE4}, e.bytes(74)...)
		key[45] = 0
		return e.base58Check(key), arg == ""
	case "seed":
		n, err := strconv.Atoi(arg)
		return e.seedPhrase(n), err == nil
	case "pem":
		return e.pem(arg, "\n"), arg != ""
	case "pemline":
		return e.pem(arg, `\n`), arg != ""
	}
	return "", false
}

func (e expander) chars(class string, n int) string {
	b := make([]byte, max(n, 0))
	for i := range b {
		b[i] = class[e.IntN(len(class))]
	}
	return string(b)
}

func (e expander) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(e.Uint32())
	}
	return b
}

// base58Check writes b and its checksum in base58.
func (e expander) base58Check(b []byte) string {
	first := sha256.Sum256(b)
	second := sha256.Sum256(first[:])
	n, digit, base := new(big.Int).SetBytes(append(b, second[:4]...)), new(big.Int), big.NewInt(58)
	var out []byte
	for n.Sign() > 0 {
		n.DivMod(n, base, digit)
		out = append(out, checksum.Bitcoin58[digit.Int64()])
	}
	slices.Reverse(out)
	return string(out)
}

// seedPhrase draws n words until their checksum holds, or just draws them where n is no length of a phrase.
func (e expander) seedPhrase(n int) string {
	words := make([]string, max(n, 0))
	for {
		for i := range words {
			words[i] = seedWords[e.IntN(len(seedWords))]
		}
		phrase := strings.Join(words, " ")
		if n < leastSeed || n > mostSeed || n%3 != 0 || validSeedPhrase([]byte(phrase)) {
			return phrase
		}
	}
}

func (e expander) jwt() string {
	part := base64.RawURLEncoding.EncodeToString
	claims := `{"sub":"` + e.chars(expandClasses["loweralnum"], 12) + `","iat":17` + e.chars(base62Digits[:10], 8) + `}`
	return part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part([]byte(claims)) + "." + e.chars(expandClasses["base64url"], 43)
}

// pem makes a block of random bytes behind the first ones of what the label announces.
func (e expander) pem(label, eol string) string {
	body := e.bytes(600)
	switch {
	case strings.HasPrefix(label, "OPENSSH"):
		copy(body, "openssh-key-v1\x00\x00\x00\x00\x04none\x00\x00\x00\x04none")
	case strings.HasPrefix(label, "PGP"):
		body[0] = 0xC5
	default: // a DER sequence of the whole length that begins with the integer 0
		copy(body, "\x30\x82\x00\x00\x02\x01\x00")
		binary.BigEndian.PutUint16(body[2:], uint16(len(body)-4))
	}
	var out strings.Builder
	out.WriteString("-----BEGIN " + label + "-----" + eol)
	if strings.HasPrefix(label, "PGP") {
		out.WriteString(eol)
	}
	for text := base64.StdEncoding.EncodeToString(body); text != ""; {
		n := min(64, len(text))
		out.WriteString(text[:n] + eol)
		text = text[n:]
	}
	if strings.HasPrefix(label, "PGP") {
		out.WriteString("=" + e.chars(base62Digits, 4) + eol)
	}
	out.WriteString("-----END " + label + "-----")
	return out.String()
}
