package format

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// How text that is neither UTF-8 nor UTF-16 is told.
const (
	// guessBytes is how much of the text with bytes beyond ASCII is looked at.
	guessBytes = 8 << 10
	// guessFew is how many bytes beyond ASCII say too little.
	guessFew = 4
)

// declaredCharset finds what the text says of itself: as HTML, XML, e-mail, Python and Emacs do.
var declaredCharset = regexp.MustCompile(`(?i)(?:charset|encoding|coding)\s*[=:]\s*["']?([a-z0-9_:.-]{3,20})`)

// guessCharset tells the encoding of a head that is not UTF-8: as it says itself, if that can be, or else by what it would say. Where that
// leaves doubt, it is Windows-1252: no encoding changes ASCII, so that addresses and numbers are found in any case.
func guessCharset(head []byte) charset {
	sample := beyondASCII(head)
	if m := declaredCharset.FindSubmatch(head[:min(len(head), 4<<10)]); m != nil {
		if enc, err := htmlindex.Get(string(bytes.ToLower(m[1]))); err == nil && !isUnicode(enc) && decodes(enc, sample) {
			return charset{enc: enc}
		}
	}
	runs, alone, all := highRuns(sample)
	switch {
	case all < guessFew:
		return latin
	case alone*10 >= runs*7:
		return guessLatin(sample)
	}
	if enc := guessWide(sample); enc != nil {
		return charset{enc: enc}
	}
	best, most := latin.enc, 0
	for _, enc := range narrow {
		if score := scriptScore(enc, sample); score > most {
			best, most = enc, score
		}
	}
	return charset{enc: best}
}

// isUnicode says whether an encoding is one of those that were tried before.
func isUnicode(enc encoding.Encoding) bool {
	name, err := htmlindex.Name(enc)
	return err != nil || name == "utf-8" || name == "utf-16le" || name == "utf-16be" || name == "replacement" || name == "x-user-defined"
}

// beyondASCII is the beginning of b, without the lines that are ASCII.
func beyondASCII(b []byte) (sample []byte) {
	for len(b) > 0 && len(sample) < guessBytes {
		n := bytes.IndexByte(b, '\n') + 1
		if n == 0 || n > 1<<10 {
			n = min(len(b), 1<<10)
		}
		if bytes.ContainsFunc(b[:n], func(r rune) bool { return r >= utf8.RuneSelf }) {
			sample = append(sample, b[:n]...)
		}
		b = b[n:]
	}
	return sample
}

// highRuns counts the runs of bytes beyond ASCII, those of one byte, and the bytes.
func highRuns(b []byte) (runs, alone, all int) {
	for i := 0; i < len(b); {
		n := i
		for n < len(b) && b[n] >= utf8.RuneSelf {
			n++
		}
		if n > i {
			runs++
			all += n - i
			if n == i+1 {
				alone++
			}
		}
		i = n + 1
	}
	return runs, alone, all
}

// decodes says whether the sample can be in an encoding: next to nothing in it has no meaning.
func decodes(enc encoding.Encoding, sample []byte) bool {
	out, err := enc.NewDecoder().Bytes(sample)
	if err != nil {
		return false
	}
	controls, all := countControls(out)
	return controls*200 <= all || controls <= 1
}

// central are the encodings of Central Europe, besides that of the West; where two read equally well, the first is meant.
var central = []encoding.Encoding{charmap.Windows1252, charmap.Windows1250, charmap.ISO8859_2}

// guessLatin tells the letters of Central Europe, of which each stands between those of ASCII, from those of the West: as signs they
// make no sense, and as letters they are rare.
func guessLatin(sample []byte) charset {
	best, most := latin.enc, 0
	for i, enc := range central {
		if score := latinScore(enc, sample); i == 0 || score > most {
			best, most = enc, score
		}
	}
	if best != latin.enc {
		return charset{enc: best}
	}
	most = 0
	for _, a := range alphabets {
		if score := alphabetScore(a.enc, a.letters, sample); score > most {
			best, most = a.enc, score
		}
	}
	return charset{enc: best}
}

// alphabets are the letters beyond ASCII of languages whose encodings give other letters to the same bytes. Where two fit equally well, the
// first is meant.
var alphabets = []struct {
	enc     encoding.Encoding
	letters string
}{
	{charmap.Windows1252, "äöüß"},              // German
	{charmap.Windows1252, "àâæçéèêëîïôœùûüÿ"},  // French
	{charmap.Windows1252, "áéíóúüñ"},           // Spanish
	{charmap.Windows1252, "áâãàçéêíóôõú"},      // Portuguese
	{charmap.Windows1252, "àèéìíîòóùú"},        // Italian
	{charmap.Windows1252, "àçèéíïòóúü"},        // Catalan
	{charmap.Windows1252, "áéëïíóöúüè"},        // Dutch
	{charmap.Windows1252, "æøåéèêóòôü"},        // Danish, Norwegian
	{charmap.Windows1252, "åäöé"},              // Swedish, Finnish
	{charmap.Windows1252, "áðéíóúýþæö"},        // Icelandic
	{charmap.Windows1252, "äöüõšž"},            // Estonian
	{charmap.Windows1250, "áčďéěíňóřšťúůýž"},   // Czech
	{charmap.Windows1250, "áäčďéíĺľňóôŕšťúýž"}, // Slovak
	{charmap.Windows1250, "áéíóöőúüű"},         // Hungarian
	{charmap.Windows1250, "ąćęłńóśźż"},         // Polish
	{charmap.Windows1250, "ăâîşţ"},             // Romanian
	{charmap.Windows1250, "čćđšž"},             // Croatian, Slovene
	{charmap.Windows1254, "çğıöşüâîû"},         // Turkish
}

// alphabetScore counts the letters beyond ASCII that an alphabet has, and against it all that it has not.
func alphabetScore(enc encoding.Encoding, alphabet string, sample []byte) (score int) {
	out, err := enc.NewDecoder().Bytes(sample)
	if err != nil {
		return 0
	}
	for _, r := range string(out) {
		switch {
		case r < utf8.RuneSelf:
		case strings.ContainsRune(alphabet, unicode.ToLower(r)):
			score++
		case unicode.IsLetter(r), r == utf8.RuneError, r < 0xa0:
			score--
		}
	}
	return score
}

// latinScore counts letters, and against them signs inside words and what has no meaning.
func latinScore(enc encoding.Encoding, sample []byte) (score int) {
	out, err := enc.NewDecoder().Bytes(sample)
	if err != nil {
		return 0
	}
	letter := false // the last character was one
	for _, r := range string(out) {
		is := unicode.IsLetter(r) && r != 'ª' && r != 'º'
		switch {
		case r < utf8.RuneSelf:
		case r == utf8.RuneError, r < 0xa0:
			score -= 5
		case is:
			score++
		case letter:
			score -= 2
		}
		letter = is
	}
	return score
}

// wide are encodings with several bytes for a character, by the names of chardet.
var wide = map[string]encoding.Encoding{
	"Shift_JIS": japanese.ShiftJIS, "EUC-JP": japanese.EUCJP, "EUC-KR": korean.EUCKR, "GB-18030": simplifiedchinese.GB18030, "Big5": traditionalchinese.Big5,
}

// guesses are what a text may be encoded in, the likeliest first. The detector's own order differs from call to call where two are as
// likely.
func guesses(sample []byte) []chardet.Result {
	all, err := chardet.NewTextDetector().DetectAll(sample)
	if err != nil {
		return nil
	}
	slices.SortFunc(all, func(a, b chardet.Result) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), strings.Compare(a.Charset, b.Charset), strings.Compare(a.Language, b.Language))
	})
	return all
}

// guessWide tells the encodings of East Asia by their frequent characters; nil where it is none of them.
func guessWide(sample []byte) encoding.Encoding {
	var best encoding.Encoding
	most := 0
	for _, r := range guesses(sample) {
		enc := wide[r.Charset]
		if enc == nil || !decodes(enc, sample) {
			continue
		}
		if score := r.Confidence + eastScore(enc, sample); score > most {
			best, most = enc, score
		}
	}
	if most < 100 {
		return nil
	}
	return best
}

// eastScore says, in percent, how many of the characters beyond ASCII are such as those languages have.
func eastScore(enc encoding.Encoding, sample []byte) int {
	out, err := enc.NewDecoder().Bytes(sample)
	if err != nil {
		return 0
	}
	all, fit := 0, 0
	for _, r := range string(out) {
		switch {
		case r < utf8.RuneSelf:
			continue
		case enc == korean.EUCKR && unicode.Is(unicode.Hangul, r):
			fit++
		case (enc == japanese.ShiftJIS || enc == japanese.EUCJP) && r >= 0x3040 && r < 0x3100:
			fit++
		case enc != korean.EUCKR && r >= 0x4e00 && r < 0xa000, r >= 0x3000 && r < 0x3020, r >= 0xff01 && r < 0xff5f:
			fit++
		}
		all++
	}
	if all == 0 {
		return 0
	}
	return 100 * fit / all
}

// narrow are the encodings with one byte for a character, of scripts whose words have no letter of ASCII.
var narrow = []encoding.Encoding{
	charmap.Windows1251, charmap.KOI8R, charmap.KOI8U, charmap.CodePage866, charmap.ISO8859_5, charmap.MacintoshCyrillic,
	charmap.Windows1253, charmap.ISO8859_7, charmap.Windows1255, charmap.Windows1256, charmap.ISO8859_6, charmap.Windows874,
}

// frequentLetters are the most frequent letters of those scripts: about two thirds of a text.
var frequentLetters = func() map[rune]bool {
	m := map[rune]bool{}
	for _, r := range "оеаинтсрвлкм" + "αοιετσνηυρς" + "ויהלאמתרבש" + "ايلمونرتبة" + "านรอกเงมยลว" {
		m[r] = true
	}
	return m
}()

// scriptScore says how well the sample reads in an encoding: letters speak for it, frequent ones more, and capitals inside words and signs
// against it.
func scriptScore(enc encoding.Encoding, sample []byte) (score int) {
	out, err := enc.NewDecoder().Bytes(sample)
	if err != nil {
		return 0
	}
	lower := false // the last character was a small letter
	for _, r := range string(out) {
		switch {
		case r < utf8.RuneSelf:
			lower = false
			continue
		case r == utf8.RuneError:
			score -= 10
		case frequentLetters[r]:
			score += 3
		case unicode.IsLower(r), unicode.IsLetter(r) && !unicode.IsUpper(r), unicode.Is(unicode.Mn, r):
			score++
		case unicode.IsUpper(r) && !lower:
			score++
			if unicode.Is(unicode.Latin, r) {
				score -= 3
			}
		default:
			score -= 3
		}
		lower = unicode.IsLower(r)
	}
	return score
}
