// Package detectors knows what is sensitive and finds it in text.
//
// A Detector is a row of a table: a pattern, a check, keywords, how much a match is worth. All is the table. New compiles
// rows, built in or a user's own, into an Engine; each goroutine scans with a Matcher of its own and receives Candidates.
// A candidate is scored alone; what candidates mean together (overlaps, columns, thresholds) is classify's business, and where
// they stand in a file is known to the text.Segment that they were found in.
package detectors

import "github.com/pii-scan/pii-scan/text"

// Category is Macie's name of a kind of sensitive data.
type Category string

// Macie's categories (SensitiveDataItemCategory).
const (
	Credentials Category = "CREDENTIALS"
	Financial   Category = "FINANCIAL_INFORMATION"
	Personal    Category = "PERSONAL_INFORMATION"
	Custom      Category = "CUSTOM_IDENTIFIER"
)

// Tier says how much a match is worth once its check has passed: alone, and with one of its keywords near.
type Tier struct{ Alone, Keyword float64 }

// The tiers, from a check that leaves no doubt to a shape that says nothing.
var (
	A = Tier{0.95, 0.99}
	B = Tier{0.75, 0.95}
	C = Tier{0.40, 0.85}
	D = Tier{0.15, 0.70}
	E = Tier{0.02, 0.60}
)

// Level is a severity as Macie counts it: Low 1, Medium 2, High 3.
type Level int

// Macie's severities.
const (
	Low Level = iota + 1
	Medium
	High
)

// Severity gives the level by the number of occurrences: 1, 2 to 99, 100 and more. The zero value is High for each.
type Severity [3]Level

// Of is the severity of n occurrences.
func (s Severity) Of(n int64) Level {
	if s == (Severity{}) {
		return High
	}
	switch {
	case n < 2:
		return s[0]
	case n < 100:
		return s[1]
	}
	return s[2]
}

// Threshold is a severity from a number of occurrences on.
type Threshold struct {
	Count int64
	Level Level
}

// SeverityOf is the severity of n occurrences: that of the last threshold which n reaches, 0 where it reaches none. A row
// without thresholds takes its Severity.
func (d *Detector) SeverityOf(n int64) (level Level) {
	if len(d.Thresholds) == 0 {
		return d.Severity.Of(n)
	}
	for _, t := range d.Thresholds {
		if n >= t.Count {
			level = t.Level
		}
	}
	return level
}

// Value is a match in its surroundings: Text is the whole field (or what of it is at hand), the match is Text[Start:End].
type Value struct {
	Text       []byte
	Start, End int
	// Name is what the field is called; nil where it has no name.
	Name *text.Name
}

// Bytes is the match itself.
func (v Value) Bytes() []byte { return v.Text[v.Start:v.End] }

// Detector is one kind of sensitive data and how to find it.
type Detector struct {
	// ID is Macie's identifier where Macie has it.
	ID       string
	Title    string
	Category Category
	// Country is an ISO 3166 code or several joined by commas; empty where the kind belongs to no country.
	Country string
	// Pattern is a regular expression in RE2 syntax for the value, without look-around or \b: a match begins and ends at
	// the edge of a word by itself (see Edges). Among the matches that begin at one place the longest that Valid and the
	// edges accept is taken. Group 1, if there is one, is the value to report.
	Pattern string
	// Cut finds the value in a match, like group 1 of the pattern and much faster; an empty value is none. nil: the match is the value.
	Cut func([]byte) (start, end int)
	// Whole says whether a field's whole text is a value, whatever the pattern. It is asked where the field's name holds a keyword;
	// what is found inside such a field then counts no more.
	Whole func([]byte) bool
	// Among says whether a cell's whole text, in which the row finds nothing, stands for a value among cells that are values: a mailbox
	// without its domain. It is asked in columns nearly all of whose cells are values and whose name holds a keyword. nil: none does.
	Among func([]byte) bool
	// Keywords are words near the value (30 characters before or after in the same field, or in its name) that raise its
	// score. They match as whole words, in any case; a space in one also matches nothing, '_', '-' and '.'.
	Keywords []string
	// KeywordRequired makes a keyword a condition, at any threshold.
	KeywordRequired bool
	// Valid is the check behind the shape; it receives the value. nil accepts all. It must not keep or change its argument.
	Valid func([]byte) bool
	// Weigh adds to the score what the value's form and surroundings say, negative where they speak against it. A sum of 0 or
	// less drops the match, one over 0.99 is cut there. It must look no further than 1,000 bytes to either side. nil adds nothing.
	Weigh func(Value) float64
	// Most is how many bytes a match has at most, where that is less than MaxMatch and the pattern does not say it. 0: MaxMatch.
	Most int
	// Starts says whether a match can begin with the text: a cheap look in place of the engine's own, for a pattern with which any word
	// can begin. It must say yes wherever the pattern, Cut and Valid accept a match. The text goes on to the end of the field. nil: yes.
	Starts func([]byte) bool
	// reach says of the longest match at a place up to where a match there can be one that Valid accepts: a shortcut for a Valid that reads
	// from left to right. nil: to its end. It is asked of rows that have Starts.
	reach func([]byte) int
	// word is a part of Starts that can be remembered: it is given the first word of a match with the byte behind it, or the first eight
	// bytes where that is longer. nil: yes.
	word func([]byte) bool
	// words is how many words of every match stand before another one of it: word takes each of them with what may stand between two.
	// 0 where that is not said.
	words int
	// Loose is another form of the value, which counts near a keyword only: its Pattern, Valid and Weigh take the place of the row's
	// own. nil: there is none.
	Loose *Detector
	Tier  Tier
	// Severity by count; the zero value is High.
	Severity Severity
	// Thresholds take the place of Severity where there are any; counts rise.
	Thresholds []Threshold
	// Edges loosens the rule that a match begins and ends at the edge of a word; the zero value keeps it.
	Edges Edges
	// Optional keeps the row out of the recommended set: it is reported only when asked for.
	Optional bool
	// Source is where the format or its check is described: a URL.
	Source string
	// Finds and Ignores are examples. What must be found is marked «thus» in Finds; nothing may be found in Ignores.
	// {kind:length} makes a secret's value from a seed: see Expand.
	Finds, Ignores []string
}

// Edges says what may stand directly around a match.
//
// By default the byte before and after a match must not be a letter, a digit or '_' where the match itself begins or ends
// with one; and a match that consists of digits and separators only must not continue as a longer number: it is dropped
// where a neighbouring - . / : , or + has a digit behind it.
type Edges uint8

const (
	// OpenNumber lets a value of digits stand beside a separator with further digits behind it.
	OpenNumber Edges = 1 << iota
	// OpenEnd lets anything follow the match.
	OpenEnd
)

// Candidate is a match that passed its check, scored on its own.
type Candidate struct {
	Detector *Detector
	Field    int32 // index in the segment's Fields
	// Start and End are the value's bounds in the segment's Text.
	Start, End int32
	// From is where the whole match begins (before Start where the pattern has a group).
	From  int32
	Score float64
	// Keyword says that one of the detector's keywords was near, or in the field's name.
	Keyword bool
}
