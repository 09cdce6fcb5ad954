package names

import (
	"math/rand/v2"
	"testing"
	"unicode"
)

func TestLook(t *testing.T) {
	tests := []struct {
		word           string
		given, surname bool
		word2          bool // a word of some language
		place          bool
		kind           Kind
	}{
		{word: "Jennifer", given: true},
		{word: "José", given: true, surname: true},
		{word: "O’Connor", surname: true},
		{word: "Müller", surname: true},
		{word: "Agnieszką", given: true},
		{word: "Krawczykowi", surname: true},
		{word: "Наталья", given: true},
		{word: "Mark", given: true, surname: true, word2: true},
		{word: "insurance", word2: true},
		{word: "Rzeszów", place: true},
		{word: "Sierra Leone", place: true},
		{word: "Frau", kind: Title},
		{word: "paciente", word2: true, kind: Role},
		{word: "apellidos", kind: Naming},
		{word: "Querida", kind: Greeting},
		{word: "answered", word2: true, kind: Speech},
		{word: "GmbH", kind: Org},
		{word: "Portugal", kind: Country, place: true},
		{word: "września", kind: Month},
		{word: "PhD", kind: Suffix},
		{word: "xqzvtw"},
		{word: "a1"},
		{word: ""},
		{word: "\xff\xfe"},
	}
	for _, test := range tests {
		c := Look([]byte(test.word))
		if (c.Given() > 0) != test.given && !test.word2 && test.kind == Plain || test.given && c.Given() == 0 || test.surname && c.Surname() == 0 ||
			test.word2 && c.Word() == 0 || test.place != c.Place() && test.place || c.Kind() != test.kind {
			t.Errorf("%q: given %d, surname %d, word %d, place %v, kind %d", test.word, c.Given(), c.Surname(), c.Word(), c.Place(), c.Kind())
		}
	}
}

// TestLookForms makes sure that case, accents and signs inside a word do not count.
func TestLookForms(t *testing.T) {
	for _, forms := range [][]string{
		{"José", "Jose", "JOSÉ", "jose", "Jose\u0301"},
		{"Łukasz", "lukasz", "ŁUKASZ"},
		{"Jørgensen", "Jorgensen", "JØRGENSEN"},
		{"O'Brien", "OBrien", "O’Brien", "O BRIEN"},
		{"Groß", "gross", "GROSS"},
		{"Нина", "НИНА", "нина"},
		{"Nguyễn", "Nguyen"},
		{"Mỹ", "MỸ", "My"},
	} {
		want := Look([]byte(forms[0]))
		if want == 0 {
			t.Errorf("%q is unknown", forms[0])
		}
		for _, f := range forms[1:] {
			if got := Look([]byte(f)); got != want {
				t.Errorf("%q is %b, %q is %b", forms[0], want, f, got)
			}
		}
	}
}

// TestLookUnknown makes sure that words that nobody has are not taken for known ones.
func TestLookUnknown(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	known := 0
	for range 200_000 {
		w := make([]byte, 9+r.IntN(8))
		for i := range w {
			w[i] = "bcdfghjklmnpqrstvwxz"[r.IntN(20)]
		}
		if Look(w) != 0 {
			known++
		}
	}
	if known > 4 {
		t.Errorf("%d of 200,000 random words are known", known)
	}
}

func TestLookAllocates(t *testing.T) {
	words := [][]byte{[]byte("Katarzyna"), []byte("João"), []byte("unheardof"), []byte("Émile")}
	if n := testing.AllocsPerRun(100, func() {
		for _, w := range words {
			Look(w)
			Ending(w)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestEnding(t *testing.T) {
	for word, want := range map[string][2]bool{
		"Wiśniewskiego": {true, false}, "Brandtsson": {true, false}, "Petrovová": {true, false}, "MacGillivray": {true, false}, "McAllen": {true, false},
		"Synchronisation": {false, true}, "Wartungen": {false, true}, "Freundlichkeit": {false, true}, "Machine": {false, false}, "Ben": {false, false}, "": {false, false},
	} {
		if s, c := Ending([]byte(word)); s != want[0] || c != want[1] {
			t.Errorf("%q: surname %v, common %v", word, s, c)
		}
	}
}

func TestTableSize(t *testing.T) {
	const most = 1500 << 10
	if n := len(table) + len(plain); n > most {
		t.Errorf("the tables take %d bytes", n)
	}
}

func FuzzLook(f *testing.F) {
	for _, s := range []string{"Anna", "Åsa", "D'Arcy", "van der", "\xf0\x9f", "ßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßßß"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Look([]byte(s))
		Ending([]byte(s))
		upper := make([]byte, 0, len(s))
		for _, b := range []byte(s) {
			if b < 0x80 {
				b = byte(unicode.ToUpper(rune(b)))
			}
			upper = append(upper, b)
		}
		if got := Look(upper); got != c {
			t.Errorf("%q is %b in capitals and %b else", s, got, c)
		}
	})
}

func BenchmarkLook(b *testing.B) {
	words := [][]byte{[]byte("Katarzyna"), []byte("João"), []byte("unheardof"), []byte("Smith"), []byte("configuration")}
	for i := range b.N {
		Look(words[i%len(words)])
	}
}

// TestLookAnyLetter looks at every character, in a word and at its end.
func TestLookAnyLetter(t *testing.T) {
	for r := range unicode.MaxRune {
		Look([]byte(string([]rune{'A', r, 'b'})))
		Look([]byte(string([]rune{'A', 'b', r})))
	}
}
