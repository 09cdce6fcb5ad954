package classify

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors"
)

func TestMask(t *testing.T) {
	const cred, fin, pers, custom = detectors.Credentials, detectors.Financial, detectors.Personal, detectors.Custom
	for _, test := range []struct {
		category    detectors.Category
		value, want string
	}{
		{cred, "hunter2", "********"},
		{cred, "P@ss-w0rd with: signs, and 12345678", "********"},
		{cred, "", "********"},
		{fin, "4111 1111 1111 1111", "**** **** **** 1111"},
		{fin, "4111111111111111", "************1111"},
		{fin, "DE89 3704 0044 0532 0130 00", "**** **** **** **** **30 00"},
		{fin, "737", "***"},
		{fin, "02/2029", "**/****"},
		{pers, "123-45-6789", "***-**-**89"},
		{pers, "1984-03-17", "****-**-17"},
		{pers, "1234567", "*******"},
		{pers, "12345678", "******78"},
		{pers, "+1 (555) 010-9999", "+* (***) ***-**99"},
		{pers, "John Smith", "**** *****"},
		{pers, "Bartholomew Featherstone", "*********** ************"},
		{pers, "Łukasz Żółć", "****** ****"},
		{pers, "山田太郎", "****"},
		{pers, "12 Main Street, Springfield 62704", "** **** ******, *********** *2704"},
		{pers, "93.184.216.34", "**.***.***.34"},
		{pers, "jane.roe@contoso.org", "j***@***.org"},
		{pers, "j@contoso.org", "***@***.org"},
		{pers, "jane@mail.example.photography", "j***@***.***"},
		{pers, "jane@localhost", "j***@***"},
		{pers, "jane@10.0.0.12", "j***@***.***"},
		{pers, "Élodie@exemple.fr", "É***@***.fr"},
		{custom, "EMP-00412345", "***-******45"},
		{custom, "a\nb\x00c\u202ed\xff1234567", "************567"},
		{"", "12345678901234", "********"},
		{fin, "1  -  2345678901", "*  ********01"},
		{fin, strings.Repeat("12345", 40), "..." + strings.Repeat("*", 53) + "2345"},
	} {
		if got := mask(&detectors.Detector{Category: test.category}, []byte(test.value)); got != test.want {
			t.Errorf("%s %q: got %q, want %q", test.category, test.value, got, test.want)
		}
	}
}

// leak is the length of the longest run of letters and digits of value, separators between them left aside, that stands so in masked.
func leak(masked, value string) (longest int) {
	plain := strings.Map(dropSeparators, value)
	for _, run := range strings.Split(strings.Map(dropSeparators, masked), "*") {
		for r := []rune(run); len(r) > 0; r = r[1:] {
			n := len(r)
			for n > 0 && !strings.Contains(plain, string(r[:n])) {
				n--
			}
			longest = max(longest, n)
		}
	}
	return longest
}

func dropSeparators(r rune) rune {
	if isSeparator(r) {
		return -1
	}
	return r
}

func checkMask(t *testing.T, category detectors.Category, value string) {
	t.Helper()
	value = strings.ReplaceAll(value, "*", "#") // a star in the value looks like a masked one
	masked := mask(&detectors.Detector{Category: category}, []byte(value))
	if n := utf8.RuneCountInString(masked); n > maxMasked {
		t.Errorf("%s %q: masked is %d characters long", category, value, n)
	}
	if n := leak(masked, value); n > maxTail {
		t.Errorf("%s %q: masked %q shows %d characters in a row", category, value, masked, n)
	}
	for _, r := range masked {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			t.Errorf("%s %q: masked %q holds a character that does not show", category, value, masked)
		}
	}
	if category == detectors.Credentials && masked != hidden {
		t.Errorf("credential %q shows as %q", value, masked)
	}
}

// Nothing of a value can be put together again from its mask.
func TestMaskLeaksNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	alphabets := [][]rune{
		[]rune("0123456789"),
		[]rune("0123456789 -./"),
		[]rune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
		[]rune("abc123@.-_+ "),
		[]rune("aé山ж\u0301\u202e\x00\n\t\ufffd 1٣9-"),
	}
	for range 20000 {
		a := alphabets[r.IntN(len(alphabets))]
		value := make([]rune, r.IntN(100))
		for i := range value {
			value[i] = a[r.IntN(len(a))]
		}
		checkMask(t, categories[r.IntN(len(categories))], string(value))
	}
}

func FuzzMask(f *testing.F) {
	for _, s := range []string{"4111 1111 1111 1111", "jane.roe@contoso.org", "a@b.co", "1.2.3.4.5.6.7.8", "\xff\xfe12345678", "@@@@@@@1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, c := range categories {
			checkMask(t, c, value)
		}
	})
}

func TestFingerprint(t *testing.T) {
	row := func(id string, c detectors.Category) *detectors.Detector {
		return &detectors.Detector{ID: id, Category: c}
	}
	card, mail, secret := row("CARD", detectors.Financial), row("EMAIL_ADDRESS", detectors.Personal), row("SECRET", detectors.Credentials)
	dob, ip, name := row("DATE_OF_BIRTH", detectors.Personal), row("IP", detectors.Personal), row("NAME", detectors.Personal)
	print := newFingerprinter([]byte("key"))
	for _, test := range []struct {
		a, b *detectors.Detector
		x, y string
		same bool
	}{
		{card, card, "4111 1111-1111.1111", "4111111111111111", true},
		{card, card, "4111\u00a01111\u00a01111/1111", "4111111111111111", true},
		{card, card, "4111111111111111", "4111111111111112", false},
		{card, ip, "4111111111111111", "4111111111111111", false},
		{mail, mail, "Ann@Example.com", "ann@example.com", true},
		{mail, mail, "ann.b@example.com", "annb@example.com", false},
		{secret, secret, "ab-12", "ab12", false},
		{secret, secret, "Ab1", "ab1", false},
		{dob, dob, "1/12/2020", "11/2/2020", false},
		{ip, ip, "1.23.4.5", "12.3.4.5", false},
		{name, name, "Ann Lee", "Annlee", false},
	} {
		x, y := print.of(test.a, []byte(test.x)), print.of(test.b, []byte(test.y))
		if len(x) != 32 || (x == y) != test.same {
			t.Errorf("%s %q is %s, %s %q is %s; want same: %v", test.a.ID, test.x, x, test.b.ID, test.y, y, test.same)
		}
	}
	// HMAC-SHA256 with the key "key" over "CARD\x00" and the digits, worked out with openssl.
	if got, want := print.of(card, []byte("4111 1111 1111 1111")), "2c02e26a8013c006a5c8b430ed3e6b2b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	other := newFingerprinter([]byte("another"))
	if print.of(card, []byte("1")) == other.of(card, []byte("1")) {
		t.Error("the key does not matter")
	}
	if none := newFingerprinter(nil); none.of(card, []byte("1")) != "" {
		t.Error("a fingerprint without a key")
	}
}
