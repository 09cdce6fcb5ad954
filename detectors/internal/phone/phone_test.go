package phone

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

func TestValid(t *testing.T) {
	for _, test := range []struct {
		region, digits string
		want           bool
	}{
		{"US", "2025550143", true},
		{"US", "12025550143", true}, // with the trunk prefix
		{"US", "1202555014", false},
		{"US", "2020550143", false}, // an exchange does not begin with 0
		{"CA", "2025550143", false},
		{"CA", "6135550143", true},
		{"GB", "02079460958", true},
		{"GB", "2079460958", true},
		{"GB", "002079460958", false},
		{"IM", "07624301234", true},
		{"IT", "0612345678", true},
		{"IT", "612345678", false}, // the zero belongs to the number
		{"IT", "3123456789", true},
		{"FR", "0612345678", true},
		{"FR", "0012345678", false},
		{"DE", "015123456789", true},
		{"DE", "03012345", true},
		{"ES", "612345678", true},
		{"ES", "0612345678", false},
		{"BR", "11961234567", true},
		{"BR", "01511961234567", true}, // with a carrier's code
		{"RU", "89123456789", true},
		{"HU", "06201234567", true},
		{"001", "80012345678", false},
		{"XX", "2025550143", false},
		{"us", "2025550143", false},
		{"", "2025550143", false},
		{"US", "", false},
		{"US", "202555014x", false},
	} {
		if got := Valid(test.region, []byte(test.digits)); got != test.want {
			t.Errorf("Valid(%q, %q) = %v, want %v", test.region, test.digits, got, test.want)
		}
	}
}

func TestSomewhere(t *testing.T) {
	for _, test := range []struct {
		digits string
		want   bool
	}{
		{"2025550143", true}, // US
		{"22718593", true},   // NO
		{"05321234567", true},
		{"0", false},
		{"123", false},
		{"", false},
		{"2271859x", false},
		{"99999999999999999", false},
	} {
		if got := Somewhere([]byte(test.digits)); got != test.want {
			t.Errorf("Somewhere(%q) = %v, want %v", test.digits, got, test.want)
		}
	}
}

// TestSomewhereEverywhere: what is valid in a region is valid somewhere, and nothing else is.
func TestSomewhereEverywhere(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		digits := []byte(strconv.FormatUint(random.Uint64N(1_000_000_000_000), 10))
		if random.IntN(3) == 0 {
			digits = append([]byte("0"), digits...)
		}
		want := slices.ContainsFunc(regions[:], func(r region) bool { return Valid(r.id, digits) })
		if got := Somewhere(digits); got != want {
			t.Errorf("Somewhere(%s) = %v, want %v", digits, got, want)
		}
	}
}

func BenchmarkSomewhere(b *testing.B) {
	for b.Loop() {
		if !Somewhere([]byte("6820555012")) {
			b.Fatal("no number anywhere")
		}
	}
}

func TestInternational(t *testing.T) {
	for _, test := range []struct{ digits, want string }{
		{"12025550143", "US"},
		{"16135550143", "CA"},
		{"18764123456", "JM"},
		{"442079460958", "GB"},
		{"4402079460958", "GB"}, // +44 (0)20 7946 0958
		{"447624301234", "IM"},
		{"390612345678", "IT"},
		{"39612345678", ""},
		{"79123456789", "RU"},
		{"77710009998", "KZ"},
		{"80012345678", "001"},
		{"99999999999", ""},
		{"0442079460958", ""},
		{"44", ""},
		{"4", ""},
		{"", ""},
		{"4x2079460958", ""},
	} {
		region, ok := International([]byte(test.digits))
		if region != test.want || ok != (test.want != "") {
			t.Errorf("International(%q) = %q, %v, want %q", test.digits, region, ok, test.want)
		}
	}
}

// oracleNumber is a national number as the library holds it.
func oracleNumber(code int, national string) *phonenumbers.PhoneNumber {
	zeros := len(national) - len(strings.TrimLeft(national, "0"))
	if zeros == len(national) {
		zeros--
	}
	value, err := strconv.ParseUint(national, 10, 64)
	if err != nil {
		panic(err)
	}
	number := &phonenumbers.PhoneNumber{}
	cc, zeros32, italian := int32(code), int32(zeros), zeros > 0
	number.CountryCode, number.NationalNumber = &cc, &value
	number.ItalianLeadingZero, number.NumberOfLeadingZeros = &italian, &zeros32
	return number
}

// compare asks the library and the tables about one national number, for every region of its country code.
func compare(t *testing.T, code int, national string) {
	t.Helper()
	c := countries[callingCodes[code]]
	got := lookup(c.root, []byte(national))
	number := oracleNumber(code, national)
	owner := ""
	if got.owner >= 0 {
		owner = regions[int(c.first)+int(got.owner)].id
	}
	want := ""
	if phonenumbers.IsValidNumber(number) {
		want = phonenumbers.GetRegionCodeForNumber(number)
	}
	if owner != want {
		t.Errorf("+%d %s belongs to %q, want %q", code, national, owner, want)
	}
	for i, id := range phonenumbers.GetRegionCodesForCountryCode(code) {
		if regions[int(c.first)+i].id != id {
			t.Fatalf("region %d of +%d is %s, want %s", i, code, regions[int(c.first)+i].id, id)
		}
		valid := got.regions>>i&1 == 1
		if want := phonenumbers.IsValidNumberForRegion(number, id); valid != want {
			t.Errorf("+%d %s valid for %s: %v, want %v", code, national, id, valid, want)
		}
	}
}

// TestEveryState walks each country's automaton over every edge, once on to the nearest valid number and once not.
func TestEveryState(t *testing.T) {
	finish := completions()
	count := 0
	for code, index := range callingCodes {
		if index == 0 {
			continue
		}
		type visit struct {
			at   uint16
			path string
		}
		seen := map[uint16]bool{countries[index].root: true}
		queue := []visit{{countries[index].root, ""}}
		for len(queue) > 0 && !t.Failed() {
			v := queue[0]
			queue = queue[1:]
			for digit := range 10 {
				path, to := v.path+strconv.Itoa(digit), states[v.at][1+digit]
				tail := finish[to]
				if to == 0 { // as long as its siblings that are alive
					tail = strings.Repeat("7", max(0, len(finish[v.at])-1))
				} else if !seen[to] {
					seen[to] = true
					queue = append(queue, visit{to, path})
				}
				compare(t, code, path+tail)
				count++
			}
		}
	}
	t.Logf("%d numbers", count)
}

// completions are the shortest digits from each state to one that accepts.
func completions() []string {
	tail, known := make([]string, len(states)), make([]bool, len(states))
	for changed := true; changed; {
		changed = false
		for i, s := range states {
			if !known[i] && s[0] != 0 {
				known[i], changed = true, true
			}
			for digit := 9; digit >= 0 && !known[i]; digit-- {
				if to := s[1+digit]; to != 0 && known[to] {
					tail[i], known[i], changed = strconv.Itoa(digit)+tail[to], true, true
				}
			}
		}
	}
	return tail
}

// TestNearValid tries numbers around the examples of each region and type.
func TestNearValid(t *testing.T) {
	const perRegion = 1000
	random := rand.New(rand.NewPCG(1, 2))
	checked, valid := 0, 0
	for code, index := range callingCodes {
		if index == 0 {
			continue
		}
		for _, id := range phonenumbers.GetRegionCodesForCountryCode(code) {
			examples := exampleNumbers(id, code)
			if len(examples) == 0 {
				t.Errorf("no example number for %s", id)
				continue
			}
			for i := 0; i < perRegion && !t.Failed(); i++ {
				national := mutate(random, examples[i%len(examples)], i)
				compare(t, code, national)
				checked++
				if lookup(countries[index].root, []byte(national)).owner >= 0 {
					valid++
				}
			}
		}
	}
	t.Logf("%d numbers, %d of them valid", checked, valid)
	if valid < checked/10 || valid > checked*9/10 {
		t.Errorf("%d of %d numbers are valid: too one-sided a test", valid, checked)
	}
}

func exampleNumbers(region string, code int) []string {
	var examples []string
	if n := phonenumbers.GetExampleNumberForNonGeoEntity(code); region == "001" && n != nil {
		examples = append(examples, phonenumbers.GetNationalSignificantNumber(n))
	}
	for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
		if n := phonenumbers.GetExampleNumberForType(region, kind); n != nil {
			examples = append(examples, phonenumbers.GetNationalSignificantNumber(n))
		}
	}
	return examples
}

// mutate changes a number a little or much: itself, some digits, its tail, its length, all of it.
func mutate(random *rand.Rand, number string, i int) string {
	b := []byte(number)
	digit := func() byte { return byte('0' + random.IntN(10)) }
	for range random.IntN(3) {
		b[random.IntN(len(b))] = digit()
	}
	if from := random.IntN(2 * len(b)); from < len(b) {
		for j := from; j < len(b); j++ {
			b[j] = digit()
		}
	}
	switch random.IntN(8) {
	case 0:
		b = append(b, digit())
	case 1:
		b = b[:max(2, len(b)-1)]
	}
	return string(b)
}

// TestPrefixes dials the examples of each region from home: with each prefix, with its country code.
func TestPrefixes(t *testing.T) {
	for _, r := range regions {
		if r.id == "001" {
			continue
		}
		code := phonenumbers.GetCountryCodeForRegion(r.id)
		for _, example := range exampleNumbers(r.id, code) {
			if !Valid(r.id, []byte(example)) {
				t.Errorf("%s %s is not valid", r.id, example)
			}
			for _, prefix := range r.prefixes {
				dialled := prefix + example
				number, err := phonenumbers.Parse(dialled, r.id)
				if err == nil && phonenumbers.IsValidNumberForRegion(number, r.id) && !Valid(r.id, []byte(dialled)) {
					t.Errorf("%s %s is not valid", r.id, dialled)
				}
			}
			if got, _ := International([]byte(strconv.Itoa(code) + example)); got == "" {
				t.Errorf("+%d %s is not valid", code, example)
			}
		}
		if prefix := phonenumbers.GetNddPrefixForRegion(r.id, true); prefix != "" && !slices.Contains(r.prefixes, prefix) {
			t.Errorf("%s: prefix %s is missing", r.id, prefix)
		}
	}
}

func TestAllocations(t *testing.T) {
	digits := []byte("02079460958")
	if n := testing.AllocsPerRun(100, func() { Valid("GB", digits); International(digits) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzInternational(f *testing.F) {
	for _, digits := range []string{"12025550143", "442079460958", "390612345678", "8613812345678", "80012345678", "000"} {
		f.Add([]byte(digits))
	}
	f.Fuzz(func(t *testing.T, digits []byte) {
		for _, d := range digits {
			if d < '0' || d > '9' {
				if _, ok := International(digits); ok {
					t.Errorf("accepts %q", digits)
				}
				return
			}
		}
		for i := 1; i <= 3 && i < len(digits) && digits[0] != '0'; i++ {
			code, err := strconv.Atoi(string(digits[:i]))
			if national := digits[i:]; err == nil && callingCodes[code] != 0 && len(national) >= MinNational && len(national) <= MaxNational {
				compare(t, code, string(national))
			}
		}
	})
}

func BenchmarkValid(b *testing.B) {
	numbers := [][]byte{[]byte("2025550143"), []byte("12025550143"), []byte("9999999999"), []byte("2021112210")}
	for i := range b.N {
		if Valid("US", numbers[i%4]) != (i%4 < 2) {
			b.Fatalf("wrong about number %d", i%4)
		}
	}
}

func BenchmarkInternational(b *testing.B) {
	numbers := [][]byte{[]byte("12025550143"), []byte("4402079460958"), []byte("390612345678"), []byte("5501511961234567")}
	for i := range b.N {
		if _, ok := International(numbers[i%len(numbers)]); !ok {
			b.Fatal("not valid")
		}
	}
}
