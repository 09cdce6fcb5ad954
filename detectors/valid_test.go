package detectors

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
)

// TestNumbersAccepted holds checks to values at the borders of what they accept; in wrong nothing may pass.
func TestNumbersAccepted(t *testing.T) {
	for name, c := range map[string]struct {
		valid func([]byte) bool
		right []string
		wrong []string
	}{
		"birth date": {
			validBirthDate,
			[]string{
				"1900-01-02", "2035-12-31", "2000-02-29", "29.2.2004", "2/29/2004", "19840317", "17/03/84", "3/17/84", "March 17, 1984",
				"17 MÄRZ 1984", "17. März 1984", "1er août 1979", "3 de mayo de 1987", "17-Mar-84", "1º de janeiro de 1990", "12 September 2001",
			},
			[]string{
				"1899-12-31", "2036-01-01", "1900-01-01", "1970-01-01", "1900-02-29", "2001-02-29", "31.4.1990", "31/13/1990", "13/31x1990",
				"1984-03/17", "17 Marble 1984", "17 1984", "19841317", "17 March April 1984", "",
			},
		},
		"social security number": {
			validSSN,
			[]string{"001-01-0001", "899-99-9998", "665-12-3456", "667-12-3456", "536 22 8726", "536.22.8726", "536228726", "536\u00a022\u00a08726"},
			[]string{"000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "123-45-6789", "078-05-1120", "078051120", "536-228726", "53622-8726", "111-11-1111", "536-22-872", "536-22 8726"},
		},
		"taxpayer number": {
			validITIN,
			[]string{"950-50-1234", "912-65-1234", "912-70-1234", "912-88-1234", "912-92-1234", "912-94-1234", "912991234"},
			[]string{"912-49-1234", "912-66-1234", "912-69-1234", "912-89-1234", "912-93-1234", "812-70-1234"},
		},
		"national insurance number": {
			validNINO,
			[]string{"JG417208B", "jg 41 72 08 b", "JG-41-72-08-B"},
			[]string{"BG417208B", "ZZ417208B", "NK417208B", "JG 41-72 08 B", "JG111111B", "JG41720B"},
		},
		"card": {
			validCard,
			[]string{luhned("453914880343646"), luhned("222100417208391"), luhned("272099417208391"), luhned("37124172083914"), luhned("18004172083914"), luhned("21314172083914"), luhned("3612417208391"), luhned("453914880343646721"), luhned("352841720839146")},
			[]string{
				luhned("222099417208391"), luhned("272100417208391"), luhned("4539148803436"), luhned("978417208391"), luhned("352741720839146") + "7",
				luhned("400000000000004"), luhned("444444444444444"), "4111111111111111", "4242 4242 4242 4242", "4539-1488 0343-6467",
			},
		},
		"card alone": {
			validCardAlone,
			[]string{luhned("453914880343646"), inFours(luhned("453914880343646721")), inFours(luhned("220441720839146"))},
			[]string{luhned("453914880343646721"), luhned("220441720839146"), luhned("18004172083914"), inFours(luhned("676241720839146")), luhned("17322336000001"), luhned("352741720839146"), luhned("20141728394650")},
		},
		"expiry": {
			validExpiryOrPart,
			[]string{"07/29", "7/29", "12-2031", "2031-12", "Feb 2027", "26-Feb", "März 27", "expM=02", "expY=2026"},
			[]string{"13/29", "00/29", "07/1999", "Foo 2027", "expY=1999", "expM=0", "07/61"},
		},
		"tax number of Germany": {
			validIdNr,
			nil,
			[]string{"11111111111", "01234567890", "12345678903"}, // nothing repeated, or all
		},
		"bank code": {
			validBIC,
			[]string{"VALKDEFF", "VALKDEFFXXX", "VALKXK22"},
			[]string{"VALKZZFF", "VALKDEF0", "VALKDEFFX"},
		},
		"IBAN of any country": {
			validRegistryIBAN,
			[]string{ibanCountries[0].example, inFours(ibanCountries[40].example)},
			[]string{"ZZ" + ibanCountries[0].example[2:], otherCheck(ibanCountries[0].example), ibanCountries[0].example + "0", strings.Replace(inFours(ibanCountries[0].example), " ", "-", 1)},
		},
	} {
		for _, s := range c.right {
			if !c.valid([]byte(s)) {
				t.Errorf("%s: %q is refused", name, s)
			}
		}
		for _, s := range c.wrong {
			if c.valid([]byte(s)) {
				t.Errorf("%s: %q is accepted", name, s)
			}
		}
	}
}

// luhned puts the Luhn check digit behind a number.
func luhned(s string) string {
	sum := 0
	for i := range len(s) {
		n := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	return s + strconv.Itoa((10-sum%10)%10)
}

// TestPublicCards makes sure that no test number is ever reported, however it is written.
func TestPublicCards(t *testing.T) {
	for _, n := range publicCards {
		for _, s := range []string{strconv.FormatUint(n, 10), inFours(strconv.FormatUint(n, 10))} {
			if validCard([]byte(s)) || validCardAlone([]byte(s)) {
				t.Errorf("the test number %s is accepted", s)
			}
		}
	}
}

// TestRegistryExamples holds every line of the registry to itself: its example has its length, passes its own pattern and no
// other country's, and fails with two neighbours of a kind swapped.
func TestRegistryExamples(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range ibanCountries {
		if seen[c.country] {
			t.Errorf("%s is there twice", c.country)
		}
		seen[c.country] = true
		if want := 4 + len(ibanPlaces(c.bban)); len(c.example) != want || !strings.HasPrefix(c.example, c.country) {
			t.Errorf("%s: the example has %d characters, want %d", c.country, len(c.example), want)
		}
		if !validRegistryIBAN([]byte(c.example)) || !validRegistryIBAN([]byte(inFours(c.example))) {
			t.Errorf("%s: the example is refused", c.country)
		}
		for i := 5; i < len(c.example); i++ {
			b := []byte(c.example)
			if (b[i] <= '9') != (b[i-1] <= '9') {
				continue // a letter counts as two digits: what changes is no swap of neighbours
			}
			if b[i-1], b[i] = b[i], b[i-1]; !bytes.Equal(b, []byte(c.example)) && validIBAN(b) {
				t.Errorf("%s: %q is accepted as well as %q", c.country, b, c.example)
			}
		}
	}
	if len(ibanCountries) < 90 {
		t.Errorf("%d countries", len(ibanCountries))
	}
}

// TestWeights holds the scores of forms of one number to what they are for.
func TestWeights(t *testing.T) {
	for _, c := range []struct {
		id, text string
		reported bool
	}{
		{"USA_SOCIAL_SECURITY_NUMBER", "536-22-8726", true},
		{"USA_SOCIAL_SECURITY_NUMBER", "536 22 8726", false},
		{"USA_SOCIAL_SECURITY_NUMBER", "536228726", false},
		{"USA_SOCIAL_SECURITY_NUMBER", "ssn 536 22 8726", true},
		{"USA_SOCIAL_SECURITY_NUMBER", "ssn 536228726", true},
		{"DATE_OF_BIRTH", "dob 1984-03-17 00:00:00", true},
		{"DATE_OF_BIRTH", "dob 1984-03-17 13:22:05", false},
		{"DATE_OF_BIRTH", "1984-03-17", false},
		{"GERMANY_BANK_ACCOUNT_NUMBER", "41720800 0917304526", false},
		{"GERMANY_BANK_ACCOUNT_NUMBER", "Kontonummer 41720800 0917304526", true},
		{"ROMANIA_CNP", "at 1760325115600 done", false},
		{"ROMANIA_CNP", "cnp 1760325115600", true},
	} {
		for _, d := range numberRows() {
			if d.ID != c.id {
				continue
			}
			e, err := New([]Detector{d})
			if err != nil {
				t.Fatal(err)
			}
			got := false
			for _, candidate := range e.Matcher().Scan(plainSegment(c.text), nil) {
				got = got || candidate.Score >= Reported
			}
			if got != c.reported {
				t.Errorf("%s in %q: reported %t, want %t", c.id, c.text, got, c.reported)
			}
		}
	}
}
