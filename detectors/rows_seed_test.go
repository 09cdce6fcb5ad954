package detectors

import (
	"slices"
	"strings"
	"testing"
)

// TestSeedList checks what the pattern and the check take for granted of the list.
func TestSeedList(t *testing.T) {
	if len(seedWords) != 2048 || !slices.IsSorted(seedWords) {
		t.Fatalf("%d words, sorted %v", len(seedWords), slices.IsSorted(seedWords))
	}
	heads := map[string]bool{}
	for _, w := range seedWords {
		if len(w) < 3 || len(w) > 8 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is no word of 3 to 8 letters", w)
		}
		heads[w[:min(4, len(w))]] = true
	}
	if len(heads) != 2048 {
		t.Errorf("four letters tell only %d words", len(heads))
	}
}

// TestSeedPhrase checks phrases of every length, and that a changed word breaks nearly all: the checksum has 4 to 8 bits.
func TestSeedPhrase(t *testing.T) {
	for _, phrase := range []string{
		// Of the standard's test vectors, the entropy 00...00, 7f...7f and ff...ff.
		strings.Repeat("abandon ", 11) + "about",
		strings.Repeat("abandon ", 17) + "agent",
		strings.Repeat("abandon ", 23) + "art",
		"legal winner thank year wave sausage worth useful legal winner thank yellow",
		strings.Repeat("zoo ", 11) + "wrong",
	} {
		if !validSeedPhrase([]byte(phrase)) {
			t.Errorf("%q is a phrase", phrase)
		}
	}
	for _, n := range []string{"12", "15", "18", "21", "24"} {
		words := strings.Fields(Expand("{seed:" + n + "}"))
		holds := 0
		for i, w := range words {
			for _, other := range seedWords[:100] {
				words[i] = other
				if other != w && validSeedPhrase([]byte(strings.Join(words, " "))) {
					holds++
				}
			}
			words[i] = w
		}
		if all := 100 * len(words); holds > all/10 {
			t.Errorf("%s words: %d of %d changed phrases hold", n, holds, all)
		}
	}
}

// TestSeedPhraseForms finds a phrase in the forms in which it is kept, and one that documentation prints near a keyword only.
func TestSeedPhraseForms(t *testing.T) {
	e := engine(t, seedRows)
	phrase := Expand("{seed:12}")
	words := strings.Fields(phrase)
	numbered := ""
	for i, w := range words {
		numbered += string(rune('a'+i)) + ") " + w + "\n"
	}
	vector := strings.Repeat("abandon ", 11) + "about"
	for in, want := range map[string]bool{
		phrase:                               true,
		"1. " + strings.Join(words, "\n2. "): true,
		`["` + strings.Join(words, `", "`) + `"]`:          true,
		strings.Join(words, ", "):                          true,
		"the words are " + phrase + " and they are secret": true,
		strings.Join(words, "\r\n"):                        true,
		strings.Join(words[:11], " "):                      false,
		strings.Join(words, " and so "):                    false,
		numbered:                                           false,
		vector:                                             false,
		"mnemonic: " + vector:                              true,
	} {
		got := false
		for _, c := range e.Matcher().Scan(plainSegment(in), nil) {
			got = got || c.Score >= Reported
		}
		if got != want {
			t.Errorf("%q: found %v, want %v", in, got, want)
		}
	}
}
