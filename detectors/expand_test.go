package detectors

import (
	"regexp"
	"testing"
)

func TestExpand(t *testing.T) {
	for example, want := range map[string]string{
		"":                          ``,
		"plain ${VAR} {\"a\":1} {}": `plain \$\{VAR\} \{"a":1\} \{\}`,
		"{nokind:3} {alnum} {hex}":  `\{nokind:3\} \{alnum\} \{hex\}`,
		"a «{alnum:30}» b":          `a «[0-9A-Za-z]{30}» b`,
		"{hex:32}{HEX:8}":           `[0-9a-f]{32}[0-9A-F]{8}`,
		"{upper:4}{lower:4}":        `[A-Z]{4}[a-z]{4}`,
		"{digit:10}{alpha:9}":       `[0-9]{10}[A-Za-z]{9}`,
		"{base32:16}":               `[A-Z2-7]{16}`,
		"{base64:40}":               `[A-Za-z0-9+/]{40}`,
		"{base64url:43}":            `[A-Za-z0-9_-]{43}`,
		"{base58:43}":               `[1-9A-HJ-NP-Za-km-z]{43}`,
		"{repeat:x:5}":              `xxxxx`,
		"${alnum:4}$":               `\$[0-9A-Za-z]{4}\$`,
		"{uuid}":                    `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`,
		"{seed:12}":                 `[a-z]{3,8}(?: [a-z]{3,8}){11}`,
		"{wrapped:a{hex:2}}b":       `Y[A-Za-z0-9]{3}b`,
		"{wrapped:{":                `\{wrapped:\{`,
		"{jwt}":                     `eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{43}`,
		"{pem:EC PRIVATE KEY}":      `-----BEGIN EC PRIVATE KEY-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END EC PRIVATE KEY-----`,
		"{pemline:PRIVATE KEY}":     `-----BEGIN PRIVATE KEY-----\\n(?:[A-Za-z0-9+/=]{1,64}\\n)+-----END PRIVATE KEY-----`,
	} {
		got := Expand(example)
		if !regexp.MustCompile(`\A(?s:` + want + `)\z`).MatchString(got) {
			t.Errorf("Expand(%q) = %q, want %s", example, got, want)
		}
		if again := Expand(example); again != got {
			t.Errorf("Expand(%q) = %q, then %q", example, got, again)
		}
	}
	if Expand("a {alnum:20}")[1:] == Expand("b {alnum:20}")[1:] {
		t.Error("two examples have one value")
	}
	if a := Expand("{alnum:20}{alnum:20}"); a[:20] == a[20:] {
		t.Error("an example has one value twice")
	}
	token := Expand("x npm_{alnum:30}{crc32}")
	sum := tokenCRC([]byte(token[6:36]))
	if token[36:] != string(sum[:]) {
		t.Errorf("%q ends in no checksum", token)
	}
}
