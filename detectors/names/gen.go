//go:build ignore

// Makes table.bin and fold.bin of the lists beside it and of the data that SOURCES.md names, which lies in a folder; xz must be
// installed to unpack a part of it.
//
//	go run gen.go -data FOLDER
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// These agree with names.go.
const (
	bucketBits, classBits = 15, 11
	maxFolded             = 48
	firstFolded, endFold  = 0xC0, 0x1F00
	placeBit              = 1 << 6
)

var kinds = []string{"", "title", "role", "naming", "greeting", "speech", "org", "street", "particle", "month", "suffix", "country"}

// word is what is known of a word.
type word struct {
	given, surname, level int
	place                 bool
	kind                  int
}

type words map[string]*word

func (t words) at(s string) *word {
	f := fold(s)
	if t[f] == nil {
		t[f] = &word{}
	}
	return t[f]
}

func main() {
	data := flag.String("data", "", "folder with the data that SOURCES.md names")
	flag.Parse()
	t := words{}
	census(t, *data)
	countries(t, *data)
	cities(t, filepath.Join(*data, "world-cities.csv"))
	common(t)
	sections(t, "lists/kinds.txt", "lists/words.txt", "lists/english.txt")
	delete(t, "")
	write("fold.bin", foldTable())
	write("table.bin", table(t))
}

// census reads the US lists: NAME, per cent, cumulative per cent, rank.
func census(t words, dir string) {
	lines := func(b []byte, each func(name string, rank int)) {
		for line := range strings.Lines(string(b)) {
			f := strings.Fields(line)
			rank, err := strconv.Atoi(f[3])
			check(err)
			each(f[0], rank)
		}
	}
	for _, sex := range []string{"female", "male"} {
		lines(read(filepath.Join(dir, "us-census-1990-"+sex+".txt")), func(name string, rank int) {
			w := t.at(name)
			w.given = max(w.given, level(rank, 400, 1200))
		})
	}
	unpacked, err := exec.Command("xz", "-dc", filepath.Join(dir, "us-census-1990-surnames.txt.xz")).Output()
	check(err)
	lines(unpacked, func(name string, rank int) {
		w := t.at(name)
		w.surname = max(w.surname, level(rank, 1500, 12000))
	})
}

func level(rank, often, sometimes int) int {
	switch {
	case rank <= often:
		return 3
	case rank <= sometimes:
		return 2
	}
	return 1
}

// countries reads the popular names of many countries.
func countries(t words, dir string) {
	for _, name := range []string{"forenames", "surnames"} {
		for _, row := range records(filepath.Join(dir, name+"-by-country.csv")) {
			for _, column := range []string{"Localized Name", "Romanized Name"} {
				for _, part := range strings.FieldsFunc(row[column], func(r rune) bool {
					return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("'’-", r)
				}) {
					if len(fold(part)) < 2 {
						continue
					}
					if w := t.at(part); name == "forenames" {
						w.given = max(w.given, 2)
					} else {
						w.surname = max(w.surname, 2)
					}
				}
			}
		}
	}
}

func cities(t words, file string) {
	for _, row := range records(file) {
		for _, column := range []string{"name", "country", "subcountry"} {
			t.at(row[column]).place = true
		}
	}
}

// common reads the lists of common names by country. Names of few letters that are also syllables of other languages count less.
func common(t words) {
	for _, list := range []string{"given", "surnames"} {
		for line := range strings.Lines(string(read("lists/" + list + ".txt"))) {
			f := strings.Fields(line)
			if len(f) == 0 || f[0] == "#" {
				continue
			}
			often := 3
			switch f[0] {
			case "CN", "KR", "VN":
				often = 1
			}
			for _, name := range f[1:] {
				forms := []string{name}
				if f[0] == "PL" {
					forms = append(forms, declined(name, list == "given")...)
				}
				for i, form := range forms {
					rank := often
					if i > 0 {
						rank = 2
					}
					if w := t.at(form); list == "given" {
						w.given = max(w.given, rank)
					} else {
						w.surname = max(w.surname, rank)
					}
				}
			}
		}
	}
}

// declined gives the cases of a Polish name, without accents.
func declined(name string, given bool) []string {
	n := fold(name)
	with := func(stem string, ends ...string) (out []string) {
		for _, e := range ends {
			out = append(out, stem+e)
		}
		return out
	}
	cut := func(i int) string { return n[:len(n)-i] }
	soft := map[string]string{"k": "ce", "g": "dze", "r": "rze", "t": "cie", "d": "dzie", "l": "le"}
	last := func(s string) string { return s[len(s)-1:] }
	switch {
	case strings.HasSuffix(n, "ski"), strings.HasSuffix(n, "cki"), strings.HasSuffix(n, "dzki"):
		return append(with(n, "ego", "emu", "m", "ch"), with(cut(1), "a", "iej")...)
	case strings.HasSuffix(n, "a"):
		forms := with(cut(1), "y", "i", "ie", "e", "o")
		if s, ok := soft[last(cut(1))]; ok {
			forms = append(forms, cut(2)+s)
		}
		return forms
	case strings.HasSuffix(n, "y"), strings.HasSuffix(n, "i"):
		return with(n, "ego", "emu", "m")
	case strings.HasSuffix(n, "o"):
		return with(cut(1), "a", "owi", "em")
	}
	stem := n
	switch {
	case strings.HasSuffix(n, "iec"):
		stem = cut(3) + "c"
	case strings.HasSuffix(n, "ek"), strings.HasSuffix(n, "el") && strings.HasSuffix(name, "eł"), strings.HasSuffix(n, "en"), strings.HasSuffix(n, "ien"):
		stem = strings.TrimSuffix(cut(2), "i") + last(n)
	case strings.HasSuffix(name, "ól"), strings.HasSuffix(name, "ób"):
		stem = n
	}
	forms := with(stem, "a", "owi", "em", "iem", "u", "ie", "owie")
	if s, ok := soft[last(stem)]; ok {
		forms = append(forms, stem[:len(stem)-1]+s)
	}
	if !given {
		forms = append(forms, with(stem, "ow", "om", "ami", "ach")...)
	}
	return forms
}

// sections reads lists of words under headings.
func sections(t words, files ...string) {
	for _, file := range files {
		heading := ""
		for line := range strings.Lines(string(read(file))) {
			line = strings.TrimSpace(line)
			switch {
			case line == "", line[0] == '#':
				continue
			case line[0] == '[':
				heading = strings.Trim(line, "[]")
				continue
			}
			for _, f := range strings.Fields(line) {
				w := t.at(f)
				switch heading {
				case "never":
					w.level = 2
				case "word":
					w.level = max(w.level, 1)
				case "place":
					w.place = true
				default:
					kind := slices.Index(kinds, heading)
					if kind < 1 {
						log.Fatalf("%s: heading %q", file, heading)
					}
					if w.kind == 0 {
						w.kind = kind
					}
				}
			}
		}
	}
}

// table lays the words out as names.go reads them.
func table(t words) []byte {
	buckets := make([][]uint32, 1<<bucketBits)
	seen := map[uint64]string{}
	for _, s := range slices.Sorted(maps.Keys(t)) {
		if len(s) > maxFolded-4 {
			continue
		}
		w := t[s]
		class := uint32(w.given | w.surname<<2 | w.level<<4 | w.kind<<7)
		if w.place {
			class |= placeBit
		}
		h := hash([]byte(s))
		bucket := h >> (64 - bucketBits)
		mark := uint32(h) &^ (1<<classBits - 1)
		if other, ok := seen[bucket<<32|uint64(mark)]; ok {
			log.Printf("%s has the fingerprint of %s", s, other)
		}
		seen[bucket<<32|uint64(mark)] = s
		buckets[bucket] = append(buckets[bucket], mark|class)
	}
	var head, body bytes.Buffer
	n := uint32(0)
	for _, b := range buckets {
		binary.Write(&head, binary.LittleEndian, n)
		binary.Write(&body, binary.LittleEndian, b)
		n += uint32(len(b))
	}
	binary.Write(&head, binary.LittleEndian, n)
	fmt.Printf("%d words, %d bytes\n", n, head.Len()+body.Len())
	return append(head.Bytes(), body.Bytes()...)
}

func hash(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h ^ h>>32
}

// letters are those that are no letter with an accent.
var letters = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d",
	'þ': "th", 'Þ': "th", 'ı': "i", 'ŋ': "n", 'Ŋ': "n", 'ħ': "h", 'Ħ': "h", 'ə': "e", 'Ə': "e",
}

func plainLetter(r rune) string {
	if s, ok := letters[r]; ok {
		return s
	}
	d := []rune(norm.NFD.String(string(r)))
	if d[0] < 0x80 && unicode.IsLetter(d[0]) {
		return string(unicode.ToLower(d[0]))
	}
	return ""
}

func foldTable() []byte {
	out := make([]byte, 2*(endFold-firstFolded))
	for r := rune(firstFolded); r < endFold; r++ {
		copy(out[2*(r-firstFolded):], plainLetter(r))
	}
	n := len(bytes.TrimRight(out, "\x00"))
	return out[:n+n%2]
}

// fold is names.fold for words of the lists.
func fold(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch p := plainLetter(r); {
		case p != "":
			b.WriteString(p)
		case strings.ContainsRune(" -'.’‘ʼ", r) || unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r):
			b.WriteRune(unicode.ToLower(r))
		default:
			return ""
		}
	}
	return b.String()
}

func read(name string) []byte {
	b, err := os.ReadFile(name)
	check(err)
	return b
}

func write(name string, b []byte) { check(os.WriteFile(name, b, 0o644)) }

// records reads a CSV file as maps by column.
func records(name string) (out []map[string]string) {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(read(name), []byte("\ufeff")))).ReadAll()
	check(err)
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, cell := range row {
			m[rows[0][i]] = cell
		}
		out = append(out, m)
	}
	return out
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
