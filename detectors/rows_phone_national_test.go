package detectors

import (
	"math/rand/v2"
	"testing"
)

// TestPhoneForms: each form of the table is one that numbers of its region can have.
func TestPhoneForms(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, f := range phoneForms {
		found := false
		for try := 0; try < 20_000 && !found; try++ {
			number := []byte(f.form)
			for i, b := range number {
				if b == '#' {
					number[i] = byte('0' + random.IntN(10))
				}
			}
			found = f.fits(number) && validForm(number)
		}
		if !found {
			t.Errorf("%s: no number is written %s", f.region, f.form)
		}
	}
}

func TestValidSomewhere(t *testing.T) {
	for _, test := range []struct {
		number string
		want   bool
	}{
		{"22 71 85 93", true},
		{"22718593", true},
		{"71 85 93", true}, // in pairs, six digits are enough
		{"718593", false},  // they are not without
		{"718-593", false}, // or in other groups
		{"(26) 312-418", true},
		{"9 8123 4567", true},
		{"3 281 234 567", false}, // a numeral and more
		{"0664/1234567", true},
		{"664/1234567", false}, // a slash stands behind a number that begins with 0
		{"0664 - 1234567", true},
		{"66 - 46209", false},   // a house and a postal code
		{"2012 3456", true},     // in some countries
		{"2012 2016", false},    // years
		{"2018-40733", false},   // a number of a year
		{"123-45-6789", false},  // a social security number
		{"62704-1234", false},   // an American postal code
		{"01310-100", false},    // a Brazilian one
		{"14496-12", false},     // a standard and its part
		{"12.345.678", false},   // an amount
		{"10.10 352197", false}, // numbers side by side
		{"532.123.45.67", true},
		{"0532 123 45 67", false}, // a form of its own
		{"00 22 71 85 93", false},
		{"+47 22 71 85 93", false},
		{"22 71 85 93 22 71 85", false},
	} {
		if got := validSomewhere([]byte(test.number)); got != test.want {
			t.Errorf("validSomewhere(%q) = %v, want %v", test.number, got, test.want)
		}
	}
}

func TestPhoneLabels(t *testing.T) {
	for _, test := range []struct {
		before string
		other  bool
	}{
		{"tel: ", false},
		{"Fax no. ", false},
		{"you can call ", false},
		{"Office: ", false},
		{"phone, NIP: ", true},
		{"phone, order no. ", true},
		{"call, ref #", true},
		{"call account number: ", true},
		{"", false},
	} {
		const number = "22 71 85 93"
		v := Value{Text: []byte(test.before + number), Start: len(test.before), End: len(test.before) + len(number)}
		if got := otherLabel(v); got != test.other {
			t.Errorf("otherLabel before %q = %v, want %v", test.before, got, test.other)
		}
	}
}

func TestPhoneNationalAllocations(t *testing.T) {
	number := []byte("22 71 85 93")
	field := Value{Text: append([]byte("call office no. "), number...), Start: 16, End: 16 + len(number)}
	if n := testing.AllocsPerRun(100, func() { validSomewhere(number); weighSomewhere(field); validForm(number); weighForm(field) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
