package detectors

import (
	"fmt"
	"testing"
)

// TestLikeness tells tokens drawn from each alphabet from words that are joined as programs join them.
func TestLikeness(t *testing.T) {
	for _, words := range []string{
		"CredentialsProviderFactory", "my-super-secret-value-2026", "ed25519.PrivateKey", "user_password_confirmation", "com.acme.security.TokenProvider3",
		"correct-horse-battery-staple-42", "process.env.CLIENT_SECRET_2026", "nouveauMotDePasse12", "Fremdschluessel2024Tabelle", "THE_NAME_OF_A_SETTING_1",
	} {
		if got := likeness([]byte(words)); got < 0.3 {
			t.Errorf("likeness(%q) = %.2f, want 0.3 or more", words, got)
		}
	}
	for _, class := range []string{"alnum", "loweralnum", "upperalnum", "base64", "base64url"} {
		const tokens = 200
		passed := 0
		for i := range tokens {
			if likeness([]byte(Expand(fmt.Sprintf("{%s:32}%d", class, i)))[:32]) < wordLike(32) {
				passed++
			}
		}
		if passed < tokens*98/100 {
			t.Errorf("%d of %d tokens of %s are taken for random", passed, tokens, class)
		}
	}
	if got := likeness(nil); got != 0 {
		t.Errorf("likeness of nothing = %v", got)
	}
}
