package detectors

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// Limits on identifiers. Whatever Macie takes is within them.
// https://docs.aws.amazon.com/macie/latest/user/custom-data-identifiers-options.html
const (
	maxRegex        = 4096 // bytes of an expression; Macie: 512 characters
	maxOwnKeyword   = 90   // characters of a keyword
	maxOwnDistance  = 300  // characters, as in Macie
	ownDistance     = 50   // characters where none are given, as in Macie
	ownConfidence   = 0.95 // of a match where none is given: whoever writes an identifier means it
	maxOwnID        = 128  // characters
	ownConfidenceTo = 0.99
)

// Identifier is a user's own kind of sensitive data: what Macie calls a custom data identifier. Detector makes a row of it, which
// takes the same path as those of All.
type Identifier struct {
	// ID is letters, digits, '_', '-' and '.', beginning with a letter; none of All's.
	ID string `yaml:"id"`
	// Title is what results call it; ID where empty.
	Title string `yaml:"title"`
	// Regex is an expression in RE2 syntax for the value. Group 1, if there is one, is the value; (?:...) groups without meaning it.
	Regex string `yaml:"regex"`
	// WholeWord says that a match ends at the edge of a word, and is no part of a longer number; true where nil. It begins at
	// the edge of a word in any case, so that a \b at either end means nothing and is left out.
	WholeWord *bool `yaml:"whole-word"`
	// Keywords, if there are any: one of them must stand in front of the value, or in the name of its field. They match as those
	// of a Detector.
	Keywords []string `yaml:"keywords"`
	// Distance is how many characters there may be from a keyword's end to the match's end, 1 to 300; 50 where nil.
	Distance *int `yaml:"maximum-match-distance"`
	// After lets a keyword stand behind the match as well, at most so many characters from its end; 0 to 300.
	After int `yaml:"keyword-after"`
	// IgnoreWords drop a match that contains one, in the case in which they are written.
	IgnoreWords []string `yaml:"ignore-words"`
	// Severity by count, rising; Medium for any count where empty.
	Severity []Step `yaml:"severity"`
	// Validator names a check digit rule that the value must pass; see Validators. None where empty.
	Validator string `yaml:"validator"`
	// Confidence of a match, over 0 to 0.99; 0.95 where nil.
	Confidence *float64 `yaml:"confidence"`
	// Examples are those of a Detector.
	Examples struct {
		Finds   []string `yaml:"finds"`
		Ignores []string `yaml:"ignores"`
	} `yaml:"examples"`
}

// Step is a severity, low, medium or high, from a number of occurrences on.
type Step struct {
	Threshold int64  `yaml:"threshold"`
	Severity  string `yaml:"severity"`
}

// A FieldError says which field of an Identifier is wrong, by its name in YAML.
type FieldError struct {
	Field string
	Err   error
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *FieldError) Unwrap() error { return e.Err }

var ownID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*$`)

// Detector makes a row of the identifier. The error is a *FieldError.
//
// The rule for keywords is Macie's, not that of the other rows (30 characters to either side): the row's Weigh keeps it, and
// drops a match without one. It looks 1,000 bytes back, and after the match, at most.
func (id *Identifier) Detector() (Detector, error) {
	fail := func(field, format string, args ...any) (Detector, error) {
		return Detector{}, &FieldError{field, fmt.Errorf(format, args...)}
	}
	d := Detector{
		ID: id.ID, Title: id.Title, Category: Custom, Keywords: id.Keywords,
		Severity: Severity{Medium, Medium, Medium}, Finds: id.Examples.Finds, Ignores: id.Examples.Ignores,
	}
	if d.Title == "" {
		d.Title = d.ID
	}
	if !ownID.MatchString(id.ID) || len(id.ID) > maxOwnID {
		return fail("id", "must be letters, digits, _ - and ., at most %d, and begin with a letter", maxOwnID)
	}
	if slices.ContainsFunc(All, func(row Detector) bool { return strings.EqualFold(row.ID, id.ID) }) {
		return fail("id", "%s is a detector that ships with pii-scan", id.ID)
	}

	worth := ownConfidence
	if id.Confidence != nil {
		worth = *id.Confidence
	}
	if !(worth > 0 && worth <= ownConfidenceTo) {
		return fail("confidence", "must be over 0 and at most %.2f", ownConfidenceTo)
	}
	d.Tier = Tier{worth, worth}

	var err error
	if d.Thresholds, err = thresholds(id.Severity); err != nil {
		return fail("severity", "%w", err)
	}
	if id.Validator != "" {
		if d.Valid = validators[id.Validator]; d.Valid == nil {
			return fail("validator", "must be one of %s", strings.Join(Validators(), ", "))
		}
	}
	if id.WholeWord != nil && !*id.WholeWord {
		d.Edges = OpenEnd | OpenNumber
	}

	distance := ownDistance
	if id.Distance != nil {
		distance = *id.Distance
	}
	if distance < 1 || distance > maxOwnDistance {
		return fail("maximum-match-distance", "must be from 1 to %d", maxOwnDistance)
	}
	if id.After < 0 || id.After > maxOwnDistance {
		return fail("keyword-after", "must be from 0 to %d", maxOwnDistance)
	}
	for _, w := range id.Keywords {
		if strings.Trim(w, " \t-_") == "" || utf8.RuneCountInString(w) > maxOwnKeyword {
			return fail("keywords", "a keyword must have 1 to %d characters", maxOwnKeyword)
		}
	}
	if slices.Contains(id.IgnoreWords, "") {
		return fail("ignore-words", "a word is empty")
	}
	if d.Weigh, err = newOwnRule(id, distance); err != nil {
		return fail("keywords", "%w", err)
	}

	if d.Pattern, err = ownPattern(id.Regex); err != nil {
		return fail("regex", "%w", err)
	}
	if _, _, err := d.parse(); err != nil {
		return fail("regex", "%w", err)
	}
	return d, nil
}

func thresholds(steps []Step) ([]Threshold, error) {
	var out []Threshold
	for _, s := range steps {
		level := slices.Index([]string{"", "low", "medium", "high"}, strings.ToLower(s.Severity))
		if level < 1 {
			return nil, errors.New("a severity is low, medium or high")
		}
		if s.Threshold < 1 {
			return nil, errors.New("a threshold is 1 or more")
		}
		if n := len(out); n > 0 && (s.Threshold <= out[n-1].Count || Level(level) <= out[n-1].Level) {
			return nil, errors.New("thresholds and severities must rise")
		}
		out = append(out, Threshold{s.Threshold, Level(level)})
	}
	return out, nil
}

// validators are the check digit rules that an identifier may name. They see the value without separators, in upper case.
var validators = map[string]func([]byte) bool{
	"cusip":    compacted(checksum.CUSIP),
	"iban":     compacted(checksum.IBAN),
	"isin":     compacted(checksum.LuhnExpanded),
	"luhn":     compacted(checksum.Luhn),
	"luhn36":   compacted(checksum.LuhnMod36),
	"mod11-10": compacted(checksum.Mod11_10),
	"mod11-2":  compacted(checksum.Mod11_2),
	"mod97-10": compacted(checksum.Mod97),
	"verhoeff": compacted(checksum.Verhoeff),
	"vin":      compacted(checksum.VIN),
}

// Validators names the checks that an Identifier may ask for, sorted.
func Validators() []string {
	var names []string
	for name := range validators {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// compacted is a check of the value without its separators. A value of all zeros passes most sums and is none.
func compacted(check func([]byte) bool) func([]byte) bool {
	return func(b []byte) bool {
		var buf [maxNumber]byte
		s, _ := compact(&buf, b)
		return len(bytes.Trim(s, "0")) > 0 && check(s)
	}
}

// ownPattern is a user's expression without a \b at its ends.
func ownPattern(expr string) (string, error) {
	if expr == "" {
		return "", errors.New("there is none")
	}
	if len(expr) > maxRegex {
		return "", fmt.Errorf("longer than %d bytes", maxRegex)
	}
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return "", err
	}
	first, last := dropBoundary(re, false), dropBoundary(re, true)
	switch err := noAssertions(re); {
	case err != nil:
		return "", errors.New(`^, $, \A, \z, \B, and \b but at the ends, have no place here: a match begins and ends at the edge of a word, wherever it stands`)
	case first || last:
		return re.String(), nil
	}
	return expr, nil
}

// dropBoundary takes away a \b at one end of re, and says whether there was one.
func dropBoundary(re *syntax.Regexp, last bool) (dropped bool) {
	switch re.Op {
	case syntax.OpWordBoundary:
		re.Op = syntax.OpEmptyMatch
		return true
	case syntax.OpCapture:
		return dropBoundary(re.Sub[0], last)
	case syntax.OpConcat:
		if last {
			return dropBoundary(re.Sub[len(re.Sub)-1], last)
		}
		return dropBoundary(re.Sub[0], last)
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			dropped = dropBoundary(sub, last) || dropped
		}
	}
	return dropped
}
