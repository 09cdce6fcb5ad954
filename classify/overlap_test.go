package classify

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// overlapRows are detectors by the word that the cases call them by.
var overlapRows = map[string]*detectors.Detector{
	"dburl":  {ID: "DATABASE_URL", Category: detectors.Credentials},
	"jwt":    {ID: "JWT", Category: detectors.Credentials},
	"secret": {ID: "GENERIC_SECRET", Category: detectors.Credentials},
	"mail":   {ID: "EMAIL_ADDRESS", Category: detectors.Personal},
	"url":    {ID: "URL", Category: detectors.Personal},
	"card":   {ID: "CARD", Category: detectors.Financial},
	"phone":  {ID: "PHONE", Category: detectors.Personal},
	"needs":  {ID: "Z_NEEDS_KEYWORD", Category: detectors.Personal, KeywordRequired: true},
	"any":    {ID: "A_ANYWHERE", Category: detectors.Personal},
	"nordic": {ID: "B_NORDIC", Category: detectors.Personal, Country: "NO,SE,DK"},
	"swede":  {ID: "C_SWEDE", Category: detectors.Personal, Country: "SE"},
	"a1":     {ID: "A1", Category: detectors.Personal},
	"a2":     {ID: "A2", Category: detectors.Personal},
}

// Each line of a case is a candidate: its detector, the score ("+" for a keyword near) and, under the text, where it stands. The
// winners are given in order, with what they took where a case has one detector; losers of the same span stand behind their winner in
// brackets.
var overlaps = []struct{ name, text, want string }{
	{"alone", `
	              4111111111111111
	card   .95    ################`, "card"},
	{"apart", `
	              4111111111111111 john@example.com
	card   .95    ################
	mail   .60                     ################`, "card mail"},
	{"touching", `
	              abcd1234
	a1     .60    ####
	a2     .90        ####`, "a1 a2"},
	{"same detector: the leftmost, whatever the score", `
	              12 34 56 78
	phone  .60    ########
	phone  .95       ########`, "phone=12 34 56"},
	{"same detector: goes on behind the accepted one, not the dropped one", `
	              12 34 56 78 90
	phone  .60    #####
	phone  .60       #####
	phone  .60          #####`, "phone=12 34 phone=56 78"},
	{"same detector: the longer from the same place", `
	              12 34 56 78
	phone  .60    #####
	phone  .60    ########`, "phone=12 34 56"},
	{"same span: the score", `
	              123456789
	a1     .60    #########
	a2     .75    #########`, "a2[a1]"},
	{"same span, same score: the keyword", `
	              123456789
	a1     .75    #########
	a2    +.75    #########`, "a2[a1]"},
	{"same span: the score comes before the keyword", `
	              123456789
	a1     .76    #########
	a2    +.75    #########`, "a1[a2]"},
	{"same span: the row that requires a keyword", `
	              123456789
	any   +.75    #########
	needs +.75    #########`, "needs[any]"},
	{"same span: the narrower country", `
	              123456789
	any    .75    #########
	nordic .75    #########
	swede  .75    #########`, "swede[nordic any]"},
	{"same span: the ID where all is equal", `
	              123456789
	a2     .75    #########
	a1     .75    #########`, "a1[a2]"},
	{"nested: the outer credential", `
	              postgres://ann:pw@example.com/db
	dburl  .75    ################################
	mail   .95               ##################
	secret .60                   ##`, "dburl"},
	{"nested: the outer of two credentials", `
	              aaaa.bbbb.cccc
	secret .95         ####
	jwt    .75    ##############`, "jwt"},
	{"nested: outside of a credential the score decides", `
	              http://x.io/ann@example.com
	url    .75    ###########################
	mail   .95                ###############`, "mail"},
	{"nested: the longer where the scores are equal", `
	              http://x.io/ann@example.com
	url    .95    ###########################
	mail   .95                ###############`, "url"},
	{"partial: the score", `
	              12 34 56 78 90
	a1     .75    ########
	a2     .95       ###########`, "a2"},
	{"partial: the longer", `
	              12 34 56 78 90
	a1     .75    ########
	a2     .75       ###########`, "a2"},
	{"partial: the leftmost", `
	              12 34 56 78 90
	a2     .75    ########
	a1     .75       ########`, "a2"},
	{"a credential holds what it holds against a third", `
	              postgres://ann:pw@example.com 1234
	dburl  .60    #############################
	mail   .95               ##################
	phone  .80                             #######`, "dburl"},
	{"a loser suppresses nothing", `
	              11 22 33 44 55
	a1     .95    #####
	a2     .80       #####
	phone  .75          #####`, "a1 phone"},
	{"below the threshold: never suppresses", `
	              postgres://ann:pw@example.com/db
	dburl  .49    ################################
	mail   .95               ##################`, "mail"},
	{"below the threshold: no alternative either", `
	              123456789
	a1     .49    #########
	a2     .50    #########`, "a2"},
	{"below the threshold: does not stop its own kind", `
	              12 34 56 78
	phone  .40    ########
	phone  .95       ########`, "phone=34 56 78"},
}

func TestOverlaps(t *testing.T) {
	names := map[*detectors.Detector]string{}
	for name, d := range overlapRows {
		names[d] = name
	}
	for _, test := range overlaps {
		lines := strings.Split(strings.Trim(test.text, "\n"), "\n")
		const margin = 1 + len("card   .95    ")
		value := lines[0][margin:]
		var cands []detectors.Candidate
		for _, l := range lines[1:] {
			var name string
			var score float64
			if _, err := fmt.Sscanf(strings.Replace(l[:margin], "+", " ", 1), "%s %f", &name, &score); err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			marks := l[margin:]
			start := strings.IndexByte(marks, '#')
			cands = append(cands, detectors.Candidate{Detector: overlapRows[name], From: int32(start), Start: int32(start), End: int32(len(marks)),
				Score: score, Keyword: strings.Contains(l, "+")})
		}
		for _, order := range []string{"as given", "reversed"} {
			m := finder(func(_ *text.Segment, out []detectors.Candidate) []detectors.Candidate { return append(out, cands...) })
			_, ms, err := all(classifier(Settings{Reveal: true}, m), plain(value))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range ms {
				s := names[m.Detector]
				if strings.Contains(test.want, "=") {
					s += "=" + m.Text
				}
				for i, a := range m.Alternatives {
					s += []string{"[", " "}[min(i, 1)] + names[a]
				}
				if m.Alternatives != nil {
					s += "]"
				}
				got = append(got, s)
			}
			if g := strings.Join(got, " "); g != test.want {
				t.Errorf("%s (%s): got %q, want %q", test.name, order, g, test.want)
			}
			slices.Reverse(cands)
		}
	}
}
