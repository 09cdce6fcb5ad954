package detectors

import (
	"slices"
	"strings"
	"testing"
)

// TestExplain checks the last step but one of what is told of a value, and that nothing told quotes it.
func TestExplain(t *testing.T) {
	e := engine(t, All)
	key, token, random := Expand("AKIA{base32:16}"), Expand("T7rk{alnum:14}"), Expand("{base64:38}a7")
	for _, c := range []struct{ value, context, column, detector, step string }{
		{"jmoreno@quillharbour.net", "", "", "EMAIL_ADDRESS", "no keyword is near"},
		{"536-22-8726", "", "ssn", "USA_SOCIAL_SECURITY_NUMBER", `"ssn" is in the name`},
		{"536-22-8726", "his ssn is 536-22-8726", "", "USA_SOCIAL_SECURITY_NUMBER", `"ssn" is near`},
		{"000-22-8726", "", "ssn", "USA_SOCIAL_SECURITY_NUMBER", "check: fails"},
		{key, "", "", "AWS_ACCESS_KEY_ID", "no keyword is near"},
		{key, "x" + key, "", "AWS_ACCESS_KEY_ID", "inside a longer word"},
		{random, key + " " + random, "", "AWS_CREDENTIALS", "weight: +0.89"},
		{random, "", "", "AWS_CREDENTIALS", "no keyword is near"},
		{token, "machine acme-demo.io login demo password " + token, "", "NETRC_CREDENTIALS", "a part of a longer match"},
		{token, "password = " + token, "", "PASSWORD_ASSIGNMENT", `"password" is near`},
		{token, "", "", "PASSWORD_ASSIGNMENT", "a keyword is required"},
		{token, "the password " + token + " of old", "", "PASSWORD_ASSIGNMENT", "surroundings speak against it"},
	} {
		all := e.Explain(c.value, c.context, c.column)
		i := slices.IndexFunc(all, func(x Explanation) bool { return x.Detector.ID == c.detector })
		if i < 0 {
			t.Errorf("%q in %q: nothing of %s", c.value, c.context, c.detector)
			continue
		}
		steps := strings.Join(all[i].Steps, "\n")
		if !strings.Contains(steps, c.step) {
			t.Errorf("%q in %q, column %q: %s says\n%s\nwant %q in it", c.value, c.context, c.column, c.detector, steps, c.step)
		}
		for _, x := range all {
			if strings.Contains(strings.Join(x.Steps, "\n"), c.value) {
				t.Errorf("%s quotes the value %q", x.Detector.ID, c.value)
			}
		}
	}
}
