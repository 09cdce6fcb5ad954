package format

import (
	"bytes"
	"strings"

	"github.com/pii-scan/pii-scan/text"
)

// sqlKind is what a statement is, as far as it matters.
type sqlKind uint8

const (
	sqlNothing sqlKind = iota
	sqlInsert
	sqlCopy
	sqlCreate
)

// sqlStatement is a statement up to its first row, or a CREATE TABLE.
type sqlStatement struct {
	kind    sqlKind
	name    string
	columns []string
	list    text.Span // where the columns stand
	end     int       // where the first row may begin
	quoted  bool      // names stand between backquotes

	table *sqlTable
	loose bool // values have no places
}

// statement looks whether a statement with rows, or a CREATE TABLE, begins at from.
func (r *sqlReader) statement(from int) sqlStatement {
	for {
		t := r.text()
		s, more := parseSQL(t[:min(len(t), from+maxSQLHead)], from)
		if !more || r.eof || len(t)-from >= maxSQLHead {
			if more { // it does not end
				s = sqlStatement{}
			}
			if s.kind == sqlInsert && s.quoted {
				r.escapes = true
			}
			return s
		}
		r.fill(min(len(t)+r.size, from+maxSQLHead))
	}
}

// sqlTokens walks over a statement.
type sqlTokens struct {
	t      []byte
	i      int
	more   bool // the text ended
	quoted bool
}

// parseSQL reads a statement that may begin at from. more says that the text ends before it can be told.
func parseSQL(t []byte, from int) (s sqlStatement, more bool) {
	p := &sqlTokens{t: t, i: from}
	for p.i < len(t) && (t[p.i] == ' ' || t[p.i] == '\t' || t[p.i] == ';') {
		p.i++
	}
	if p.i < len(t) {
		switch t[p.i] | 0x20 {
		case 'i', 'r', 'c':
		default:
			return s, false
		}
	}
	ok := false
	switch p.word() {
	case "INSERT", "REPLACE":
		s.kind, ok = sqlInsert, p.insert(&s)
	case "COPY":
		s.kind, ok = sqlCopy, p.copy(&s)
	case "CREATE":
		s.kind, ok = sqlCreate, p.create(&s)
	}
	s.end, s.quoted = p.i, p.quoted
	if !ok {
		s = sqlStatement{}
	}
	return s, p.more
}

// insert reads the rest of INSERT up to VALUES.
func (p *sqlTokens) insert(s *sqlStatement) bool {
	for {
		before := p.i
		switch p.word() {
		case "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "OR", "REPLACE", "ROLLBACK", "ABORT", "FAIL", "INTO", "OVERWRITE", "TABLE":
			continue
		}
		p.i = before
		break
	}
	if !p.target(s) {
		return false
	}
	word := p.word()
	if word == "OVERRIDING" {
		p.word()
		p.word()
		word = p.word()
	}
	return (word == "VALUES" || word == "VALUE") && p.at('(')
}

// target reads the table that values go to, and its columns where they are listed.
func (p *sqlTokens) target(s *sqlStatement) bool {
	if s.name = p.name(); s.name == "" {
		return false
	}
	if p.at('(') {
		start := p.i
		if s.columns = p.list(); s.columns == nil {
			return false
		}
		s.list = text.Span{Start: int32(start), End: int32(p.i)}
	}
	return true
}

// copy reads the rest of a COPY whose rows follow in the form that it has without options.
func (p *sqlTokens) copy(s *sqlStatement) bool {
	if !p.target(s) {
		return false
	}
	if p.word() != "FROM" || p.word() != "STDIN" || !p.at(';') {
		return false
	}
	rest := p.t[p.i+1:]
	k := bytes.IndexByte(rest, '\n')
	if k < 0 {
		p.more = true
		return false
	}
	p.i += 1 + k + 1
	return len(bytes.TrimSpace(rest[:k])) == 0
}

// notColumns begin what stands among the columns of a CREATE TABLE and is none.
var notColumns = map[string]bool{
	"PRIMARY": true, "KEY": true, "UNIQUE": true, "INDEX": true, "CONSTRAINT": true, "FOREIGN": true, "CHECK": true, "FULLTEXT": true,
	"SPATIAL": true, "EXCLUDE": true, "LIKE": true, "PERIOD": true,
}

// create reads the rest of CREATE TABLE and its columns.
func (p *sqlTokens) create(s *sqlStatement) bool {
	for {
		switch p.word() {
		case "TEMPORARY", "TEMP", "GLOBAL", "LOCAL", "UNLOGGED", "EXTERNAL", "OR", "REPLACE", "FOREIGN", "COLUMN":
			continue
		case "TABLE":
		default:
			return false
		}
		break
	}
	if before := p.i; p.word() == "IF" {
		p.word()
		p.word()
	} else {
		p.i = before
	}
	if s.name = p.name(); s.name == "" || !p.at('(') {
		return false
	}
	p.i++
	for len(s.columns) < maxSQLColumns {
		p.space()
		if p.i < len(p.t) && isSQLWord(p.t[p.i]) {
			if before := p.i; notColumns[p.word()] {
				if !p.skipTo() {
					return false
				}
				if p.t[p.i-1] == ')' {
					return true
				}
				continue
			} else {
				p.i = before
			}
		}
		name := p.part()
		if name == "" {
			return false
		}
		s.columns = append(s.columns, name)
		if !p.skipTo() {
			return false
		}
		if p.t[p.i-1] == ')' {
			return true
		}
	}
	return false
}

// skipTo goes behind the next comma or closing bracket that is not inside of brackets or quotes.
func (p *sqlTokens) skipTo() bool {
	for depth := 0; p.i < len(p.t); {
		switch c := p.t[p.i]; c {
		case '\'', '"', '`':
			k, _ := closeString(p.t, p.i, c == '\'')
			if k < 0 {
				p.more = true
				return false
			}
			p.i = k + 1
			continue
		case '-', '/':
			if before := p.i; p.space() > before {
				continue
			}
		case '(':
			depth++
		case ')', ',':
			if depth == 0 {
				p.i++
				return true
			}
			if c == ')' {
				depth--
			}
		case ';':
			return false
		}
		p.i++
	}
	p.more = true
	return false
}

// space skips blanks, line ends and comments, and gives where it ended.
func (p *sqlTokens) space() int {
	for p.i < len(p.t) {
		switch c := p.t[p.i]; {
		case isSQLSpace(c):
			p.i++
			continue
		case c == '-' || c == '/':
			if p.i+1 == len(p.t) {
				p.more = true
				return p.i
			}
			if c == '-' && p.t[p.i+1] != '-' || c == '/' && p.t[p.i+1] != '*' {
				return p.i
			}
			k := skipSQLComment(p.t, p.i)
			if k < 0 {
				p.i = len(p.t)
				continue
			}
			p.i = k
			continue
		}
		return p.i
	}
	p.more = true
	return p.i
}

// word reads a bare word in upper case; empty where there is none.
func (p *sqlTokens) word() string {
	p.space()
	start := p.i
	for p.i < len(p.t) && isSQLWord(p.t[p.i]) && p.i-start <= MaxName {
		p.i++
	}
	p.more = p.more || p.i == len(p.t)
	return strings.ToUpper(string(p.t[start:p.i]))
}

// at says whether c comes next.
func (p *sqlTokens) at(c byte) bool {
	p.space()
	return p.i < len(p.t) && p.t[p.i] == c
}

// name reads a name of up to four parts.
func (p *sqlTokens) name() string {
	const most = 4
	name := p.part()
	for n := 1; n < most && name != "" && p.i < len(p.t) && p.t[p.i] == '.'; n++ {
		p.i++
		next := p.part()
		if next == "" {
			return ""
		}
		name += "." + next
	}
	return name
}

// part reads one part of a name, which may be quoted in any dialect's way.
func (p *sqlTokens) part() string {
	p.space()
	if p.i == len(p.t) {
		return ""
	}
	closing := byte(0)
	switch c := p.t[p.i]; c {
	case '`', '"':
		closing = c
		p.quoted = p.quoted || c == '`'
	case '[':
		closing = ']'
	}
	if closing == 0 {
		start := p.i
		for p.i < len(p.t) && isSQLWord(p.t[p.i]) && p.i-start <= MaxName {
			p.i++
		}
		p.more = p.more || p.i == len(p.t)
		return string(p.t[start:p.i])
	}
	rest := p.t[p.i+1:]
	rest = rest[:min(len(rest), MaxName)]
	k := bytes.IndexByte(rest, closing)
	if k < 0 {
		p.more = p.more || len(rest) < MaxName
		return ""
	}
	p.i += k + 2
	return string(rest[:k])
}

// list reads names in brackets; nil where it is not that.
func (p *sqlTokens) list() (names []string) {
	p.i++ // the bracket
	for len(names) < maxSQLColumns {
		name := p.part()
		if name == "" {
			return nil
		}
		names = append(names, name)
		switch {
		case p.at(','):
			p.i++
		case p.at(')'):
			p.i++
			return names
		default:
			return nil
		}
	}
	return nil
}

// skipSQLComment gives where the comment that begins at p ends; -1 where it does not.
func skipSQLComment(t []byte, p int) int {
	closing := "\n"
	if t[p] == '/' {
		closing = "*/"
	}
	k := bytes.Index(t[p+2:], []byte(closing))
	if k < 0 {
		return -1
	}
	return p + 2 + k + len(closing)
}

func isSQLSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// isSQLWord says whether a character may stand in a name without quotes.
func isSQLWord(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c == '#' || c == '@' || c >= 0x80
}
