package detectors

import (
	"bytes"
	"encoding/base64"
	"math"
	"strings"
	"testing"
)

func TestEntropy(t *testing.T) {
	for in, want := range map[string]float64{"": 0, "a": 0, "aaaa": 0, "ab": 1, "abcd": 2, "aabb": 1, "0123456789abcdef": 4} {
		if got := entropy([]byte(in)); math.Abs(got-want) > 1e-9 {
			t.Errorf("entropy(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestIsPlaceholder(t *testing.T) {
	for in, want := range map[string]bool{
		"YOUR_API_KEY_HERE":                   true,
		"<access-token>":                      true,
		"${VAULT_TOKEN}":                      true,
		"k7d0xxxxq8w1":                        true,
		"AKIA" + "I44QH8DHBEXAMPLE":           true,
		"k7d01234567q8w1":                     true,
		"k7d0hgfedcbaq8w1":                    true,
		"abcdef1234567890abcdef1234567890":    true,
		"a1b2c3d4e5f6g7h8":                    true,
		Expand("{alnum:24}") + "1234567":      false,
		"k7d0-----------q8w1":                 true,
		"ababababab":                          true,
		"deadBEEFk7d0q8w1":                    true,
		"k7d0q8w1z5m2":                        false,
		"sk_test_k7d0q8w1z5m2":                false,
		Expand("{alnum:40}"):                  false,
		Expand("{hex:64}"):                    false,
		Expand("{base64:200}"):                false,
		"eyJhbGciOiJub25lIn0." + "k7d0q8w1z5": false,
	} {
		if got := isPlaceholder([]byte(in)); got != want {
			t.Errorf("isPlaceholder(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestIsPlainPassword(t *testing.T) {
	for in, want := range map[string]bool{
		"password": true, "Password": true, "changeme": true, "<password>": true, "${PW}": true, "$DB_PASSWORD": true, "{password}": true, "%s": true,
		"********": true, "xxxxxx": true, "ab": true, "{{ db.password }}": true,
		"$ecret9": false, "hunter2": false, "T7rk-k7d0": false, "letmein": false, "Sommer2019!": false,
	} {
		if got := isPlainPassword([]byte(in)); got != want {
			t.Errorf("isPlainPassword(%q) = %v, want %v", in, got, want)
		}
	}
}

// TestTokenCRC writes the checksum of the text whose CRC-32 every list of such sums prints.
func TestTokenCRC(t *testing.T) {
	// 0xCBF43926 = 3,421,780,262 to the base of 62
	if got := tokenCRC([]byte("123456789")); string(got[:]) != "3jZRME" {
		t.Errorf("tokenCRC = %s", got)
	}
	if got := tokenCRC(nil); string(got[:]) != "000000" {
		t.Errorf("tokenCRC of nothing = %s", got)
	}
}

func TestWeighTokenCRC(t *testing.T) {
	good := Expand("ghp_{alnum:30}{crc32}")
	bad := good[:len(good)-1] + "-"
	for in, want := range map[string]float64{good: 0, bad: -0.40} {
		if got := weighTokenCRC(Value{Text: []byte(in), Start: 0, End: len(in)}); got != want {
			t.Errorf("weighTokenCRC(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestDecodeBase64(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "aGk=": "hi", "aGk": "hi", "a\nGk=\r\n": "hi", `aG\nk=`: "hi", `aG\\r\\nk=`: "hi", `Pz8\/Pw`: "????",
		"-_8": "\xfb\xff", "+/8=": "\xfb\xff",
	} {
		if got, ok := decodeBase64(nil, []byte(in)); !ok || string(got) != want {
			t.Errorf("decodeBase64(%q) = %q, %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"a", "abcde", "ab*d", "ab=d", "é"} {
		if got, ok := decodeBase64(nil, []byte(in)); ok {
			t.Errorf("decodeBase64(%q) = %q, want it refused", in, got)
		}
	}
}

func FuzzDecodeBase64(f *testing.F) {
	f.Add("aGk=")
	f.Add("Pz8/Pw==")
	f.Fuzz(func(t *testing.T, s string) {
		want, err := base64.StdEncoding.DecodeString(s)
		got, ok := decodeBase64(nil, []byte(s))
		if err == nil && (!ok || !bytes.Equal(got, want)) {
			t.Errorf("decodeBase64(%q) = %q, %v, want %q", s, got, ok, want)
		}
	})
}

// TestKeysBroken breaks whole keys, each in one way, and none may pass after it.
func TestKeysBroken(t *testing.T) {
	for _, c := range []struct {
		block string
		valid func([]byte) bool
	}{
		{Expand("{pem:RSA PRIVATE KEY}"), validPKCS},
		{Expand("{pemline:PRIVATE KEY}"), validPKCS},
		{Expand("{pem:OPENSSH PRIVATE KEY}"), validOpenSSH},
		{Expand("{pem:PGP PRIVATE KEY BLOCK}"), validPGP},
		{Expand("{pemline:PGP PRIVATE KEY BLOCK}"), validPGP},
	} {
		if !c.valid([]byte(c.block)) {
			t.Errorf("does not pass:\n%s", c.block)
		}
		begin, _, _ := strings.Cut(c.block[11:], "-----")
		for name, broken := range map[string]string{
			"another end":       strings.Replace(c.block, "-----END "+begin, "-----END X", 1),
			"no body":           "-----BEGIN " + begin + "-----\n\n-----END " + begin + "-----",
			"another beginning": strings.Replace(c.block, begin+"-----", begin+"-----AAAA", 1),
			"dots":              c.block[:len(c.block)/2] + "..." + c.block[len(c.block)/2:],
			"one line over":     "-----BEGIN " + begin + "-----\n" + strings.Repeat("MIICMIIC", 40) + "\n-----END " + begin + "-----",
		} {
			if c.valid([]byte(broken)) {
				t.Errorf("%s: passes\n%s", name, broken)
			}
		}
	}
}

// FuzzCredentialChecks feeds every check and every weigher of the credentials with anything: none may panic, keep or change it.
func FuzzCredentialChecks(f *testing.F) {
	for _, d := range credentialRows {
		for _, example := range d.Finds {
			f.Add([]byte(Expand(example)))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		for _, d := range credentialRows {
			// A check is only asked about what has the row's shape; those below need no more than its length.
			if d.Weigh != nil && len(b) > 0 {
				d.Weigh(Value{Text: b, Start: len(b) / 3, End: len(b)})
			}
		}
		for _, valid := range []func([]byte) bool{
			isSecret, validDatabaseURL, validUserPassword, validBasicAuth, validAWSSecret, validJWT, validJWE, validPKCS, validOpenSSH, validPGP, validPuTTY, validKey256,
			validDiscordToken, validSlackWebhook, isRandom,
		} {
			valid(b)
		}
		if !bytes.Equal(b, before) {
			t.Error("the input was changed")
		}
	})
}
