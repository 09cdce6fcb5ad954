package checksum

import (
	"bytes"
	"testing"
)

// checks are the algorithms with numbers that other implementations of the same sources made.
var checks = []struct {
	name  string
	check func([]byte) bool
	good  []string
}{
	{"Luhn", Luhn, []string{"6339735929603751", "0702317759482937", "659127120", "198227159"}},
	{"LuhnExpanded", LuhnExpanded, []string{"DEC675714X51", "XS9855M15341", "XS7233908999", "US12D93C2094"}},
	{"CUSIP", CUSIP, []string{"236N5T6P7", "616J8X716", "02423T1Y7", "275142933"}},
	{"LuhnMod36", LuhnMod36, []string{"27ABKPA9249Y1ZH", "27GXPPW9290Y1ZA", "27BEXPX3602P1ZF", "27ABMPR8709N1ZP"}},
	{"PortugueseCard", PortugueseCard, []string{"2177885127C0", "2612561650T1", "874302986XD3", "535108285WY2"}},
	{"Mod97", Mod97, []string{"529957319815EG8R17", "52995410982577LP80", "529982891695937F00", "529915825927K1ND47"}},
	{"Mod11_10", Mod11_10, []string{"22008261817", "39370996790", "22966184117", "44825714342"}},
	{"Mod11_2", Mod11_2, []string{"7306425842893680", "5292730700087547", "8287559190763457", "664750160024747X"}},
	{"Verhoeff", Verhoeff, []string{"342448425076", "981122208471", "132285642056", "069975325064"}},
	{"CodiceFiscale", CodiceFiscale, []string{"GGSLWV84C57H005C", "LMTCDM84C57H305Y", "NWSHHS84C57H711P", "DMFCZD84C57H977G"}},
	{"ICAO", ICAO, []string{"EP8RB2B921", "6055954", "VRYANVZ6N8", "0968663"}},
	{"VIN", VIN, []string{"8SVJM79R5VP265983", "1PNLM46M9EG844921", "9MKCW32H4NR074215", "1PXDD85Y3KE750130"}},
	{"DEA", DEA, []string{"1091305", "4480492", "8355263", "1298632"}},
	{"PPSN", PPSN, []string{"1093097C", "2407896L", "3154069KA", "6792638LA"}},
	{"NRIC", NRIC, []string{"G7391417K", "F8709809P", "T2223274B", "F3551032W", "F7241194M", "T0325383F"}},
	{"HongKongID", HongKongID, []string{"FT5280989", "P9406925", "GG9779275", "V1347195"}},
	{"TaiwanID", TaiwanID, []string{"L212210376", "M263654001", "J138930610", "Z114649857"}},
	{"Luxembourg", Luxembourg, []string{"1984031746696", "1984031772098", "1984031791060", "1984031744466"}},
	{"TwoPass", TwoPass, []string{"48403175185", "48403176323", "48403172215", "48403170995"}},
	{"IBAN", IBAN, []string{"AD3588746203DHTWXNRWKS3R", "CZ6121311250132621465775", "GL7631953946435562", "LC59FSLVN8TXGSVGSXH9K67LLV3NNPB0", "NL81EMMC9264733130", "SI22138771362931508"}},
	{"Bitcoin base58", func(s []byte) bool { _, ok := Base58Check(s, Bitcoin58); return ok }, []string{
		"13U1GrL4oG2Kg1McSdReULcT3U2SMHtkcH",
		"3JcFiFoYYTaE29L6ELMrPLroDhmbc9VkFP",
		"LLcHqULapvF87gVrH5SXnYw8cPEZbZcgsw",
		"THXR4Qx97FRucLRDqxQshkcXt7uL2mmTnC",
	}},
	{"Ripple base58", func(s []byte) bool { _, ok := Base58Check(s, Ripple58); return ok }, []string{"rwCbtiiePicw4PyBHK4H8WoHQYhEhPc4Q7", "r39zgj2cuqwnLwYgjvjEJ8MxbMnd7HMCGZ"}},
	{"Bech32", Bech32, []string{
		"bc1qwc0l74kwyglpnu50a5dgg0vukhcht3x62hykj2",
		"bc1pvs7s0zycdr7vyw5cpmmmnm2wn0wgaa52f0xaqunw4gz6t8tx0jks2jg83u",
		"ltc1q2pvkv35wdcdtnhxqtdp0ntcakassal5dwyda3psceh2f8n7pd7dqxh8h04",
	}},
}

// missed are the algorithms that let some single changes through, by the places where they do: characters of the same
// remainder, and what is not part of the sum.
var missed = map[string]func(number string, at int) bool{
	// Letters count by several values modulo 10, and 9 is taken off once only.
	"PortugueseCard": func(number string, at int) bool { return number[at] > '9' },
	// Letters and digits of one value differ by a multiple of the modulus.
	"LuhnExpanded": func(number string, at int) bool { return number[at] > '9' },
	"CUSIP":        func(number string, at int) bool { return number[at] > '9' },
	"ICAO":         func(number string, at int) bool { return number[at] > '9' },
	"VIN":          func(number string, at int) bool { return number[at] > '9' || at == 8 },
	"DEA":          func(string, int) bool { return true },
	"TaiwanID":     func(_ string, at int) bool { return at != 2 && at != 6 && at < 8 }, // weights that share a factor with 10
	"HongKongID":   func(number string, at int) bool { return number[at] > '9' },
	"TwoPass":      func(string, int) bool { return true },
	"NRIC":         func(_ string, at int) bool { return at == 0 },
	"PPSN":         func(_ string, at int) bool { return at > 7 },
}

func TestChecks(t *testing.T) {
	for _, c := range checks {
		for _, number := range c.good {
			if !c.check([]byte(number)) {
				t.Errorf("%s refuses %q", c.name, number)
			}
			for i := range number {
				if skip := missed[c.name]; skip != nil && skip(number, i) {
					continue
				}
				for _, others := range []string{"0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} {
					if !bytes.ContainsRune([]byte(others), rune(number[i])) {
						continue // another kind of character
					}
					for _, other := range []byte(others) {
						changed := []byte(number)
						if changed[i] = other; other != number[i] && c.check(changed) {
							t.Errorf("%s accepts %q, and %q too", c.name, number, changed)
						}
					}
				}
			}
		}
		for _, bad := range []string{"", "?", "12 34", "éééé", c.good[0] + "/", "/" + c.good[0], c.good[0][1:] + "-"} {
			if c.check([]byte(bad)) {
				t.Errorf("%s accepts %q", c.name, bad)
			}
		}
	}
}

// TestNeighboursSwapped holds Verhoeff and the ISO 7064 systems to what Luhn cannot do: to see every two neighbours swapped.
func TestNeighboursSwapped(t *testing.T) {
	for _, c := range checks {
		switch c.name {
		case "Verhoeff", "Mod11_2", "Mod97":
		default:
			continue
		}
		for _, number := range c.good {
			for i := 1; i < len(number); i++ {
				swapped := []byte(number)
				if swapped[i-1], swapped[i] = swapped[i], swapped[i-1]; string(swapped) != number && c.check(swapped) {
					t.Errorf("%s accepts %q, and %q too", c.name, number, swapped)
				}
			}
		}
	}
}

func TestSums(t *testing.T) {
	weights := []int{3, 7, 1}
	for _, c := range []struct {
		number string
		sum    int
		ok     bool
	}{
		{"123", 3 + 14 + 3, true}, {"000", 0, true}, {"A00", 3 * 17, true}, {"12", 0, false}, {"1-3", 0, false}, {"12a", 0, false},
	} {
		if sum, ok := Sum([]byte(c.number), weights); ok != c.ok || ok && sum != c.sum {
			t.Errorf("Sum(%q) = %d, %t; want %d, %t", c.number, sum, ok, c.sum, c.ok)
		}
	}
	if !Weighted([]byte("334"), 17, weights) || Weighted([]byte("335"), 17, weights) || Weighted([]byte("A00"), 17, weights) {
		t.Error("Weighted is no test for multiples of the modulus, or takes letters")
	}
	for number, want := range map[string]int{"98765432109876543210": 62, "97": 0, "": -1, "9x": -1} {
		if got := Remainder([]byte(number), 97); got != want {
			t.Errorf("Remainder(%q, 97) = %d, want %d", number, got, want)
		}
	}
	if got := DigitSum(9876); got != 30 {
		t.Errorf("DigitSum(9876) = %d, want 30", got)
	}
}

func FuzzChecks(f *testing.F) {
	for _, c := range checks {
		f.Add([]byte(c.good[0]))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		for _, c := range checks {
			if c.check(b) && len(b) == 0 {
				t.Errorf("%s accepts nothing", c.name)
			}
		}
		ItalianAccount(b)
		FrenchAccount(b)
		if !bytes.Equal(before, b) {
			t.Errorf("a check changed %q to %q", before, b)
		}
	})
}
