package detectors

import (
	"bytes"

	"github.com/pii-scan/pii-scan/detectors/names"
	"github.com/pii-scan/pii-scan/text"
)

// nameAlone is what a name starts with; what speaks for and against it is added. nameNever takes away more than all that speaks for it.
const (
	nameAlone = 0.10
	nameNever = -2
)

// Scores by how common a word is as a given name, and as a surname.
var (
	givenScore   = [4]float64{0, 0.18, 0.27, 0.30}
	surnameScore = [4]float64{0, 0.15, 0.22, 0.25}
)

// weighName adds what the words of a name and those around it say.
func weighName(v Value) float64 {
	var p nameWords
	if !p.parse(v.Bytes()) {
		return nameNever
	}
	at := nameSurroundings(v)
	if at.glued {
		return nameNever
	}
	says := nameFieldSays(v.Name, at.whole)
	if p.n == 1 {
		return says + p.weighLone(v, &at)
	}
	return says + p.weighFull(v, &at)
}

// weighFull scores two words or more.
func (p *nameWords) weighFull(v Value, at *nameContext) float64 {
	first, last := &p.word[p.first], &p.word[p.last]
	if p.comma >= 0 {
		first, last = last, &p.word[p.comma]
		if p.comma < p.last {
			first = &p.word[p.comma+1]
		}
	}
	score := 0.05 + givenScore[first.class.Given()]
	family := surnameScore[last.class.Surname()]
	switch {
	case last.guess:
		family = max(family, 0.22)
	case family == 0 && last.class.Given() > 0:
		family = 0.12
	case family == 0 && first.class.Given() > 0 && !last.ordinary():
		family = 0.10
	}
	if first.form == nameInitial {
		score += 0.05
	}
	score += family
	for i := p.first + 1; i < p.n-1; i++ {
		switch w := &p.word[i]; {
		case w.form == nameInitial, w.form == nameParticle:
			score += 0.05
		case w.known():
			score += 0.05
		}
	}
	if first.ordinary() {
		score -= 0.10
		if first.class.Word() == 2 || at.sentence {
			score -= 0.12
		}
	}
	if last.ordinary() && (last.class.Surname() < 3 || first.class.Given() == 0 || first.ordinary()) {
		score -= 0.15
	}
	if last.class.Kind() == names.Street {
		score -= 0.15
	}
	if k := first.class.Kind(); k == names.Street || k == names.Org {
		score -= 0.15
	}
	for i := range p.n {
		if p.word[i].class.Kind() == names.Country || p.word[i].class.Kind() == names.Month {
			score -= 0.20
		}
	}
	if first.unknown() && p.full == 2 && len(p.text(v, first)) > 3 && !last.ordinary() && !last.class.Place() && (last.class.Surname() > 1 || last.guess) {
		score += 0.18
	}
	if first.class.Place() && first.class.Given() < 3 && !last.known() {
		score -= 0.20
	}
	if p.comma >= 0 && at.before.gap == ' ' && !at.before.role() {
		score -= 0.25
	}
	if names.Look(v.Bytes()).Place() || p.full > 2 && p.first+1 < p.n && names.Look(v.Bytes()[p.word[p.first].start:p.word[p.first+1].end]).Place() {
		score -= 0.50
	}
	initial := p.middleInitial() && (first.class.Given() > 0 || at.by)
	if initial { // Xaver J Quandt
		score += 0.30
	}
	if first.unknown() && last.unknown() && !initial && !at.whole && !at.before.title() && !at.before.role() && at.leadIn == leadNone {
		score -= 0.25
	}
	if p.caps > 0 && p.caps == p.full && !at.whole {
		score -= 0.25
	}
	score += at.full(p)
	return score
}

// middleInitial says whether the name is two words, neither of them one of the language, and a letter between them.
func (p *nameWords) middleInitial() bool {
	first, last := &p.word[p.first], &p.word[p.last]
	return p.full == 2 && p.n == 3 && p.word[1].form == nameInitial && p.comma < 0 && !first.ordinary() && !last.ordinary() && !first.class.Place()
}

// text is a word of the candidate.
func (p *nameWords) text(v Value, w *nameWord) []byte { return v.Bytes()[w.start:w.end] }

// nameFieldSays is what the name of a field says. The last word that says something decides: of customer_city city, of
// city_manager manager; first in first_name counts only with name.
func nameFieldSays(n *text.Name, whole bool) float64 {
	if n == nil {
		return 0
	}
	kind := fieldNameKind(n.Text)
	if kind == fieldNaming && n.Parent != nil {
		switch fieldNameKind(n.Parent.Text) {
		case fieldPerson:
			return 0.45
		case fieldThing, fieldText:
			return -0.20
		}
	}
	switch kind {
	case fieldPersonName:
		return 0.45
	case fieldPerson:
		return 0.30
	case fieldNaming:
		return 0.17
	case fieldThing:
		return -0.60
	case fieldText:
		if whole {
			return -0.60
		}
	}
	return 0
}

// nameContext is what stands around a candidate.
type nameContext struct {
	whole    bool // the candidate is the whole field
	glued    bool // beside signs as in a program's text, a path, an address on the net
	sentence bool // a sentence may begin with it
	beside   bool // another word with a capital stands directly before or after
	before   surrounding
	after    surrounding
	leadIn   leadIn
	copula   bool // is, was, had follow
	genitive bool // 's follows
	street   bool // a number follows
	article  bool // "the" stands before
	by       bool // "by" does
	line     bool // the candidate is a line of its own
	code     bool // signs of a program's text are near
	open     bool // a sentence goes on around it: it is no value, no part of a place's name, no entry of a list
	called   bool // it is called or begins a speech: ", Anna!", "Anna: ..."
}

// surrounding is the word before or after a candidate on the same line.
type surrounding struct {
	class   names.Class
	capital bool
	gap     byte // what lies between: a space, or the sign that does; 0 where there is no word
	dot     bool // a dot belongs to it
	org     bool // it, or one behind it over de, of and the like, is an Org or Street
	part    bool // it is de, of or the like, and a word with a capital stands before: Republic of
}

// full sums up what speaks for and against a name of several words.
func (at *nameContext) full(p *nameWords) float64 {
	score := 0.0
	b, a := &at.before, &at.after
	switch {
	case b.title():
		score += 0.35
	case at.leadIn == leadName && !p.word[p.first].ordinary() && !p.word[p.last].ordinary():
		score += 0.40
	case b.class.Kind() == names.Naming && b.class.Word() > 0: // name: of what?
		score += 0.15
	case b.class.Kind() == names.Naming:
		score += 0.40
	case b.role():
		score += 0.30
	case at.leadIn != leadNone:
		score += 0.25
	case at.whole:
		score += 0.05
	}
	if b.org {
		score -= 0.60
	}
	if a.gap == ' ' && a.capital {
		switch a.class.Kind() {
		case names.Org, names.Street:
			switch {
			case b.title() || b.role():
			case p.full > 2 && p.word[p.first].class.Given() > 1 && p.word[p.last].known(): // Laura Gil Soto Hospital
				score -= 0.15
			default:
				score -= 0.60
			}
		default:
			if a.class.Word() > 0 || a.class.Kind() == names.Country {
				score -= 0.15
			}
		}
	}
	if a.class.Kind() == names.Speech && a.gap == ' ' && !a.capital {
		score += 0.15
	}
	if b.gap == ' ' && b.capital && !b.title() && b.class.Kind() != names.Role && b.class.Kind() != names.Naming {
		switch {
		case b.class.Given() > 0 || b.class.Surname() > 0:
			score -= 0.30
		case !b.class.Known():
			score -= 0.20
		default:
			score -= 0.05
		}
	}
	if at.street {
		score -= 0.20
	}
	if at.article {
		score -= 0.20
	}
	if at.line {
		score += 0.08
	}
	if at.code {
		score -= 0.25
	}
	return score
}

// title says that a title stands before: Mr., Frau, Pani.
func (s *surrounding) title() bool {
	return s.class.Kind() == names.Title && s.gap == ' ' && (s.capital || !s.dot && s.class.Word() == 0 && s.class.Given() == 0)
}

// role says that a role or the word name stands before.
func (s *surrounding) role() bool {
	switch s.class.Kind() {
	case names.Role, names.Naming:
		return true
	case names.Greeting:
		return s.gap == ' ' || s.gap == ','
	}
	return false
}

// nameSurroundings looks at what stands before and after a candidate.
func nameSurroundings(v Value) (at nameContext) {
	t := v.Text
	at.whole = len(bytes.TrimSpace(t[:min(v.Start, 8)])) == 0 && v.Start <= 8 && len(bytes.TrimSpace(t[v.End:min(v.End+8, len(t))])) == 0 && len(t)-v.End <= 8
	if at.whole {
		return at
	}
	at.glued = gluedBefore(t, v.Start) || gluedAfter(t, v.End)
	if at.glued {
		return at
	}
	at.before = lookBefore(t, v.Start)
	at.after = lookAfter(t, v.End)
	at.leadIn = leadInBefore(t, v.Start)
	at.sentence = at.before.gap == 0 || at.before.gap == '.'
	at.beside = at.before.gap == ' ' && at.before.capital && !at.before.title() && at.before.class.Kind() != names.Role && at.before.class.Kind() != names.Naming &&
		at.before.class.Kind() != names.Greeting && (at.before.class.Word() < 2 || at.before.class.Given() > 0) && at.leadIn == leadNone ||
		at.after.gap == ' ' && at.after.capital
	at.article = bytes.HasSuffix(t[:v.Start], []byte("the ")) || bytes.HasSuffix(t[:v.Start], []byte("The "))
	at.by = bytes.HasSuffix(t[:v.Start], []byte(" by ")) || bytes.HasSuffix(t[:v.Start], []byte(" przez "))
	at.line = ownLine(t, v.Start, v.End)
	at.code = nearCode(t, v.Start, v.End)
	at.open = !at.before.part && inSentence(t, v.Start) && (at.before.gap != 0 || at.after.gap != '(')
	at.called = spokenTo(t, v.Start, v.End, &at)
	rest := t[v.End:min(v.End+12, len(t))]
	at.genitive = bytes.HasPrefix(rest, []byte("'s ")) || bytes.HasPrefix(rest, []byte("’s "))
	if len(rest) > 2 && rest[0] == ',' && rest[1] == ' ' {
		at.street = byteKind[rest[2]] == digit || bytes.HasPrefix(rest[2:], []byte("s/n"))
	}
	if len(rest) > 1 && rest[0] == ' ' {
		at.street = byteKind[rest[1]] == digit
		word := rest[1:]
		if n := bytes.IndexAny(word, " ,.\n"); n > 0 {
			at.copula = copulas[string(word[:n])]
		}
	}
	return at
}
