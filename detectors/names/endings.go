package names

import (
	"bytes"
	"slices"
)

// surnameEndings are the ends of words that mark a surname in some language, without accents, and the fewest letters that stand
// before them. They serve words that the table does not hold.
var surnameEndings = []struct {
	end    string
	before int
}{
	// Polish, Czech and Slovak, with the forms of the cases
	{"ski", 3}, {"ska", 3}, {"skiego", 3}, {"skiej", 3}, {"skiemu", 3}, {"skim", 3}, {"skich", 3}, {"scy", 3},
	{"cki", 3}, {"cka", 3}, {"ckiego", 3}, {"ckiej", 3}, {"ckiemu", 3}, {"ckim", 3}, {"dzki", 3}, {"dzka", 3},
	{"wicz", 3}, {"wicza", 3}, {"wiczowi", 3}, {"wiczem", 3}, {"czyk", 3}, {"czyka", 3}, {"czykowi", 3}, {"czykiem", 3},
	{"czak", 3}, {"czaka", 3}, {"czakowi", 3}, {"czakiem", 3}, {"arek", 4}, {"czuk", 3}, {"ova", 3},
	// East Slavic
	{"ov", 3}, {"ev", 3}, {"yev", 3}, {"yeva", 3}, {"eva", 4}, {"enko", 3}, {"chuk", 3}, {"sky", 3}, {"skaya", 3}, {"skiy", 3},
	{"vich", 3}, {"ovna", 3}, {"evna", 3},
	// South Slavic, Baltic
	{"vic", 3}, {"cic", 3}, {"sic", 3}, {"lic", 4}, {"nic", 4}, {"jic", 3}, {"aitis", 3}, {"auskas", 2}, {"kalns", 3},
	// Nordic
	{"sson", 3}, {"dottir", 3}, {"dottur", 3}, {"qvist", 2}, {"kvist", 2}, {"strom", 2}, {"lund", 3}, {"gaard", 2}, {"gard", 4},
	{"inen", 3}, {"sen", 4}, {"berg", 3}, {"stad", 4}, {"dal", 5}, {"heim", 4},
	// Caucasus, Greek, Romanian, Hungarian, Turkish
	{"yan", 4}, {"shvili", 3}, {"dze", 4}, {"opoulos", 2}, {"opoulou", 2}, {"idis", 3}, {"akis", 3}, {"escu", 3}, {"oglu", 3}, {"falvi", 3},
	// German, Dutch
	{"mann", 3}, {"meier", 2}, {"meyer", 2}, {"hofer", 3}, {"bauer", 3}, {"stein", 3}, {"hauser", 3}, {"dijk", 2}, {"huizen", 2},
	// Iberian and Italian
	{"guez", 2}, {"quez", 2}, {"ndez", 3}, {"inez", 3}, {"alez", 3}, {"etti", 3}, {"elli", 3}, {"ucci", 3}, {"acci", 3}, {"ini", 5},
	// Indian, Japanese
	{"walla", 2}, {"appa", 3}, {"moto", 3}, {"mura", 3}, {"yama", 3}, {"saki", 3}, {"zaki", 3},
}

// wordEndings mark English and Romance nouns and adjectives that are no names.
var wordEndings = []string{
	"tion", "tions", "sion", "sions", "ment", "ments", "ness", "ities", "ity", "able", "ible", "ship", "ships", "ism", "ist", "ists",
	"ical", "ically", "ology", "ologies", "ography", "ware", "ance", "ence", "ances", "ences", "ful", "less", "ous", "tive", "tives", "ings",
	"cion", "ciones", "dad", "dades", "mente", "mento", "miento", "logia", "grafia", "ica", "ico", "icas", "icos", "osis", "itis", "scopia",
	"zione", "zioni", "ungen", "ung", "keit", "heit", "schaft", "lich", "isch", "ische", "ischer", "ique", "iques", "eur", "eurs",
	"owanie", "enie", "acja", "acji", "osc", "osci", "owy", "owa", "owego", "owej", "ative", "ating", "ated", "izing", "ized", "izer",
}

// ending is the end of a word and how many letters must stand before it.
type ending struct {
	end    string
	before int
	word   bool
}

// endings are all of them by their last letter, the longest first.
var endings = func() (t [26][]ending) {
	for _, e := range surnameEndings {
		last := e.end[len(e.end)-1] - 'a'
		t[last] = append(t[last], ending{e.end, e.before, false})
	}
	for _, e := range wordEndings {
		last := e[len(e)-1] - 'a'
		t[last] = append(t[last], ending{e, 3, true})
	}
	for i := range t {
		slices.SortStableFunc(t[i], func(a, b ending) int { return len(b.end) - len(a.end) })
	}
	return t
}()

// Ending says whether an unknown word ends like surnames of some language do, or like common nouns and adjectives do.
func Ending(word []byte) (surname, common bool) {
	var buf [maxFolded]byte
	w := buf[:fold(&buf, word)]
	if len(w) < 5 || w[len(w)-1] < 'a' || w[len(w)-1] > 'z' {
		return false, false
	}
	for i, list := 0, endings[w[len(w)-1]-'a']; i < len(list); i++ {
		e := &list[i]
		if len(w) >= e.before+len(e.end) && string(w[len(w)-len(e.end):]) == e.end {
			return !e.word, e.word
		}
	}
	if bytes.HasSuffix(word, []byte("ić")) || bytes.HasSuffix(word, []byte("ič")) {
		return true, false
	}
	for _, head := range [...]string{"Mc", "Mac"} { // McAllen
		if n := len(head); len(word) > n && string(word[:n]) == head && word[n] >= 'A' && word[n] <= 'Z' {
			return true, false
		}
	}
	return false, false
}
