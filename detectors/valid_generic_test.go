package detectors

import (
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

// TestGiven reads off what the marked value is given to.
func TestGiven(t *testing.T) {
	for _, c := range []struct {
		in, field, name    string
		sign, quoted, loud bool
	}{
		{in: `apiKey = "«v»"`, name: "api_key", sign: true, quoted: true},
		{in: `ACME_API_KEY=«v»`, name: "acme_api_key", sign: true, loud: true},
		{in: `acme.api-key: «v»`, name: "acme_api_key", sign: true},
		{in: `{\"accessToken\":\"«v»\"}`, name: "access_token", sign: true, quoted: true},
		{in: `var HTTPToken string = "«v»"`, name: "http_token", sign: true, quoted: true},
		{in: `$token .= '«v»'`, name: "token", sign: true, quoted: true},
		{in: `TOKEN ||= «v»`, name: "token", sign: true, loud: true},
		{in: "<token>\n  «v»\n</token>", name: "token", sign: true},
		{in: `<add key="Token" value="«v»" />`, name: "token", sign: true, quoted: true},
		{in: `set("token", "«v»")`, name: "token", sign: true, quoted: true},
		{in: `setToken("«v»")`, name: "set_token", sign: true, quoted: true},
		{in: `check(token, «v»)`, name: "token"},
		{in: `--token «v»`, name: "token"},
		{in: `«v»`, field: "DB Password", name: "db_password", sign: true, quoted: true},
		{in: `id=7 key=«v»`, field: "settings", name: "key", sign: true},
		{in: `prefix/«v»`},
		{in: "token:\n«v»"},
		{in: `«v»`},
	} {
		plain, spans := marks(c.in)
		v := Value{Text: []byte(plain), Start: int(spans[0].Start), End: int(spans[0].End)}
		if c.field != "" {
			v.Name = &text.Name{Text: c.field}
		}
		var buf [2 * maxName]byte
		r, ok := given(v, &buf)
		if ok != (c.name != "") {
			t.Errorf("%q: ok = %v", c.in, ok)
			continue
		}
		if ok && (string(r.name) != c.name || r.sign != c.sign || r.quoted != c.quoted || r.loud != c.loud) {
			t.Errorf("%q: name %q sign %v quoted %v loud %v, want %q %v %v %v", c.in, r.name, r.sign, r.quoted, r.loud, c.name, c.sign, c.quoted, c.loud)
		}
	}
}

// TestPasswordColumn takes the words in a column of passwords, and not in one of something else.
func TestPasswordColumn(t *testing.T) {
	e := engine(t, genericRows)
	m := e.Matcher()
	for name, want := range map[string]bool{"password": true, "user_pass": true, "Passwort": true, "password_hint": false, "title": false} {
		seg := plainSegment("swordfish")
		seg.Layout = oneName{&text.Name{Text: name}}
		got := false
		for _, c := range m.Scan(seg, nil) {
			got = got || c.Score >= Reported && c.Start == 0 && int(c.End) == len(seg.Text)
		}
		if got != want {
			t.Errorf("in the column %s: found %v, want %v", name, got, want)
		}
	}
}

// TestRegistryLogin takes a login in base64 that is a field called auth, as in a file of Docker's that was read as JSON.
func TestRegistryLogin(t *testing.T) {
	e := engine(t, loginRows)
	m := e.Matcher()
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"auth", Expand("{basic}"), true},
		{"auth", Expand("{alnum:24}"), false},
		{"auth", "dXNlcjpwYXNzd29yZA==", false},
		{"author", Expand("{basic}"), false},
	} {
		seg := plainSegment(c.value)
		seg.Layout = oneName{&text.Name{Text: c.name}}
		got := false
		for _, found := range m.Scan(seg, nil) {
			got = got || found.Detector.ID == "DOCKER_CONFIG_AUTH" && found.Score >= Reported
		}
		if got != c.want {
			t.Errorf("%q in the field %s: found %v, want %v", c.value, c.name, got, c.want)
		}
	}
}
