package detectors

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
)

// base64Value gives the 6 bits of a character of either base64 alphabet, -1 for any other byte.
var base64Value = func() (v [256]int8) {
	for i := range v {
		v[i] = -1
	}
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		v[c] = int8(i)
	}
	v['-'], v['_'] = 62, 63
	return v
}()

// decodeBase64 appends to out what b says in base64 of either alphabet, padded or not. White space is passed over, and so are line
// ends written as an escape (\n, \\r\n) and the backslash of \/, as they stand in JSON and in environment files. It is not
// well-formed where another byte stands in it, or a single character is left over.
func decodeBase64(out, b []byte) (decoded []byte, ok bool) {
	var bits uint32
	n, padded := 0, false
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == ' ' || c == '\n' || c == '\r' || c == '\t':
			continue
		case c == '\\':
			for i+1 < len(b) && b[i+1] == '\\' {
				i++
			}
			if i+1 < len(b) && (b[i+1] == 'n' || b[i+1] == 'r' || b[i+1] == 't') {
				i++
			}
			continue
		case c == '=':
			padded = true
			continue
		case base64Value[c] < 0 || padded:
			return out, false
		}
		bits = bits<<6 | uint32(base64Value[c])
		if n++; n%4 == 0 {
			out = append(out, byte(bits>>16), byte(bits>>8), byte(bits))
		}
	}
	switch n % 4 {
	case 1:
		return out, false
	case 2:
		out = append(out, byte(bits>>4))
	case 3:
		out = append(out, byte(bits>>10), byte(bits>>2))
	}
	return out, true
}

// validJWT takes a JSON web token (RFC 7519) whose header is a JSON object with "alg" and whose payload is one too. The token of
// jwt.io's page is none.
func validJWT(b []byte) bool {
	parts := bytes.Split(b, []byte("."))
	if len(parts) != 3 {
		return false
	}
	var header struct{ Alg string }
	var payload struct {
		Sub  any
		Name any
	}
	if !decodeJSONPart(parts[0], &header) || header.Alg == "" || !decodeJSONPart(parts[1], &payload) {
		return false
	}
	return payload.Sub != "1234567890" || payload.Name != "John Doe"
}

// validJWE takes an encrypted JSON web token: a header with "alg" and "enc".
func validJWE(b []byte) bool {
	part, _, _ := bytes.Cut(b, []byte("."))
	var header struct{ Alg, Enc string }
	return decodeJSONPart(part, &header) && header.Alg != "" && header.Enc != ""
}

// decodeJSONPart reads a JSON object out of its base64.
func decodeJSONPart(part []byte, into any) bool {
	plain, err := base64.RawURLEncoding.DecodeString(string(part))
	return err == nil && len(plain) > 0 && plain[0] == '{' && json.Unmarshal(plain, into) == nil
}

const (
	// minKeyBody is the fewest bytes of a private key: an Ed25519 key in PKCS #8 has 48.
	minKeyBody = 40
	// minKeyEntropy keeps a body of one repeated line off.
	minKeyEntropy = 3.5
)

// pemBody cuts an armoured block (RFC 7468) into its label and the text between its lines; it is not ok where the labels differ.
func pemBody(b []byte) (label, body []byte, ok bool) {
	const begin, end = "-----BEGIN ", "-----END "
	if !bytes.HasPrefix(b, []byte(begin)) {
		return nil, nil, false
	}
	label, rest, found := bytes.Cut(b[len(begin):], []byte("-----"))
	i := bytes.LastIndex(rest, []byte(end))
	if !found || i < 0 {
		return nil, nil, false
	}
	last := bytes.TrimSuffix(rest[i+len(end):], []byte("-----"))
	return label, rest[:i], bytes.Equal(label, last)
}

// unquoted is a text that stands in one string, or in several that a program joins: "..." + "...". It is nil where something else stands
// between them. The first string goes on from before the text, the last one behind it.
func unquoted(text []byte) []byte {
	i := bytes.IndexAny(text, "\"'")
	if i < 0 {
		return text
	}
	quote := text[i : i+1]
	var out []byte
	for n, part := range bytes.Split(text, quote) {
		if n%2 == 0 {
			out = append(out, part...)
		} else if len(bytes.Trim(part, " \t\r\n\\+.,&")) > 0 {
			return nil
		}
	}
	return out
}

// keyBody decodes the body of an armoured key. A body that is short or repeats itself is not ok.
func keyBody(body []byte) ([]byte, bool) {
	body = unquoted(body)
	der, ok := decodeBase64(make([]byte, 0, len(body)), body)
	return der, ok && len(der) >= minKeyBody && entropy(der) >= minKeyEntropy
}

// validPKCS takes a private key in PEM: what it holds is a DER sequence, or OpenSSH's own format under a wrong label, or it says in its headers that it is encrypted (RFC 1421).
func validPKCS(b []byte) bool {
	_, body, ok := pemBody(b)
	if !ok {
		return false
	}
	if i := bytes.Index(body, []byte("DEK-Info:")); i >= 0 {
		comma := bytes.IndexByte(body[i:], ',')
		if comma < 0 {
			return false
		}
		body = body[i+comma+1:]
		for len(body) > 0 && isHexByte(body[0]) {
			body = body[1:]
		}
		_, ok = keyBody(body)
		return ok
	}
	der, ok := keyBody(body)
	return ok && (der[0] == 0x30 || bytes.HasPrefix(der, []byte("openssh-key-v1")))
}

func isHexByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// validOpenSSH takes a private key in OpenSSH's own format.
//
// https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
func validOpenSSH(b []byte) bool {
	_, body, ok := pemBody(b)
	if !ok {
		return false
	}
	key, ok := keyBody(body)
	return ok && bytes.HasPrefix(key, []byte("openssh-key-v1\x00"))
}

// validPGP takes an armoured OpenPGP block that begins with a secret-key packet (RFC 9580, packet type 5).
func validPGP(b []byte) bool {
	_, body, ok := pemBody(b)
	if !ok {
		return false
	}
	// The headers, such as Version, end with an empty line; escaped, with two \n.
	for _, gap := range []string{"\n\n", "\r\n\r\n", `\n\n`, `\r\n\r\n`, `\\n\\n`} {
		if head, rest, found := bytes.Cut(body, []byte(gap)); found && (len(bytes.TrimSpace(head)) == 0 || bytes.Contains(head, []byte(": "))) {
			body = rest
			break
		}
	}
	// The checksum is the last line, and begins with '='.
	if i := bytes.LastIndexByte(body, '='); i > 0 && i > len(body)-16 && !bytes.HasSuffix(bytes.TrimRight(body, " \r\n\\nr"), []byte("=")) {
		body = body[:i]
	}
	key, ok := keyBody(body)
	return ok && (key[0] == 0xC5 || key[0]&^3 == 0x94)
}

// validPuTTY takes a key file of PuTTY's whose lines of base64 hold something.
func validPuTTY(b []byte) bool {
	_, rest, ok := bytes.Cut(b, []byte("Private-Lines: "))
	if !ok {
		return false
	}
	for len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9' {
		rest = rest[1:]
	}
	body, _, ok := bytes.Cut(rest, []byte("Private-"))
	if !ok {
		return false
	}
	key, ok := decodeBase64(make([]byte, 0, len(body)), body)
	return ok && len(key) >= 16 && entropy(key) >= 2.5
}

// validKey256 takes the base64 of 32 bytes.
func validKey256(b []byte) bool {
	var buf [64]byte
	key, ok := decodeBase64(buf[:0], b)
	return ok && len(key) == 32 && isSecret(b)
}
