package format

import "bytes"

// sqlVerdict is what became of a row.
type sqlVerdict uint8

const (
	sqlRow      sqlVerdict = iota
	sqlEnds                // no row stands here
	sqlMore                // more must be read to tell
	sqlSurprise            // it is not understood, or too long
)

// rows takes in the rows behind VALUES.
func (r *sqlReader) rows(s sqlStatement) error { return r.each(s, r.values) }

// lines takes in the lines behind COPY.
func (r *sqlReader) lines(s sqlStatement) error { return r.each(s, r.line) }

// each takes in rows one by one until there are no more. What is behind them is text again.
func (r *sqlReader) each(s sqlStatement, row func(s *sqlStatement, from int) (end int, v sqlVerdict)) error {
	for need := r.size; ; {
		mark, fields := r.b.mark(), len(r.layout)
		end, v := row(&s, r.pos)
		if v != sqlRow {
			r.b.rollback(mark)
			r.layout = r.layout[:fields]
		}
		switch v {
		case sqlEnds, sqlSurprise:
			r.fresh = v == sqlEnds
			return nil
		case sqlMore:
			if r.pos > r.own && r.endsWithCell() {
				if err := r.cutRows(r.pos, r.pos, r.pos); err != nil {
					return err
				}
			} else {
				need *= 2
			}
			r.fill(r.pos + min(need, maxSQLRow))
			continue
		}
		r.pos, need = end, r.size
		if s.table != nil {
			s.table.rows++
			if n := len(r.layout); n > fields && r.layout[n-1].row > 0 {
				r.cells = s.table
			}
		}
		if n := r.pos - r.own; n >= r.size && r.endsWithCell() || n >= maxSQLRow {
			if err := r.cutRows(r.pos, r.pos, r.pos); err != nil {
				return err
			}
			r.fill(r.pos + r.size)
		}
	}
}

// endsWithCell says that the block at hand may end here: where there are cells in it, the last field is one of them, and not the
// beginning of the next statement.
func (r *sqlReader) endsWithCell() bool {
	return r.cells == nil || r.layout[len(r.layout)-1].row > 0
}

// incomplete says what to do where the text ends within a row that begins at from.
func (r *sqlReader) incomplete(from int) sqlVerdict {
	if r.eof || len(r.text())-from >= maxSQLRow {
		return sqlSurprise
	}
	return sqlMore
}

// rowText is the text up to where a row that begins at from must end, whatever the block holds. last says that it ends the input.
func (r *sqlReader) rowText(from int) (t []byte, last bool) {
	t = r.text()
	if len(t)-from > maxSQLRow {
		return t[:from+maxSQLRow], false
	}
	return t, r.eof
}

// values adds the values of a row in brackets, with the comma before it.
func (r *sqlReader) values(s *sqlStatement, from int) (end int, v sqlVerdict) {
	t, last := r.rowText(from)
	i, comma := from, false
	for ; i < len(t) && t[i] != '('; i++ {
		switch {
		case t[i] == ',' && !comma:
			comma = true
		case !isSQLSpace(t[i]):
			return 0, sqlEnds
		}
	}
	if i == len(t) {
		if last {
			return 0, sqlEnds
		}
		return 0, r.incomplete(from)
	}
	row := int64(1)
	if s.table != nil {
		row = s.table.rows + 1
	}
	column, depth := 0, 0
	start, literal := i+1, false // of the value at hand; whether it has a string
	for i++; i < len(t); {
		switch c := t[i]; c {
		case '\'', '"':
			escapes := r.escapes || i > start && (t[i-1] == 'E' || t[i-1] == 'e')
			closing, plain := closeString(t, i, escapes)
			if closing < 0 {
				return 0, r.incomplete(from)
			}
			if closing+1 == len(t) && !last { // a quote may follow
				return 0, r.incomplete(from)
			}
			if closing > i+1 {
				p := s.at(column, row)
				if plain {
					r.field(i+1, closing, p)
				} else {
					r.unquote(i+1, closing, c, escapes)
					r.layout = append(r.layout, p)
				}
			}
			literal = true
			i = closing + 1
			continue
		case '(':
			depth++
		case ';':
			return 0, sqlSurprise
		case '-', '/':
			if i+1 < len(t) && (c == '-' && t[i+1] == '-' || c == '/' && t[i+1] == '*') {
				k := skipSQLComment(t, i)
				if k < 0 {
					return 0, r.incomplete(from)
				}
				i = k
				continue
			}
		case ',', ')':
			if depth > 0 {
				if c == ')' {
					depth--
				}
				break
			}
			if !literal {
				r.bare(start, i, s.at(column, row))
			}
			if c == ')' {
				return i + 1, sqlRow
			}
			column++
			start, literal = i+1, false
		}
		i++
	}
	return 0, r.incomplete(from)
}

// bare adds a value that is no string, if there is one.
func (r *sqlReader) bare(start, end int, p sqlPlace) {
	t := r.text()
	for start < end && isSQLSpace(t[start]) {
		start++
	}
	for end > start && isSQLSpace(t[end-1]) {
		end--
	}
	if v := t[start:end]; !bytes.EqualFold(v, []byte("NULL")) && !bytes.EqualFold(v, []byte("DEFAULT")) {
		r.field(start, end, p)
	}
}

// closeString finds the quote that closes the string whose opening quote stands at p; -1 where there is none. plain says that the
// string stands there as it is.
func closeString(t []byte, p int, escapes bool) (closing int, plain bool) {
	quote := t[p]
	plain = true
	for i, next := p+1, -1; ; {
		if next < i {
			k := -1
			if i < len(t) {
				k = bytes.IndexByte(t[i:], quote)
			}
			if k < 0 {
				return -1, false
			}
			next = i + k
		}
		if escapes {
			if e := bytes.IndexByte(t[i:next], '\\'); e >= 0 {
				plain = false
				i += e + 2
				continue
			}
		}
		if next+1 == len(t) || t[next+1] != quote {
			return next, plain
		}
		plain = false
		i = next + 2
	}
}

// sqlEscapes are the characters that stand for others behind a backslash.
var sqlEscapes = [256]byte{'0': ' ', 'b': '\b', 'n': '\n', 'r': '\r', 't': '\t', 'Z': ' ', 'f': '\f', 'v': '\v'}

// unquote adds what stands between two quotes as a decoded copy; the place of the field is the caller's to add.
func (r *sqlReader) unquote(from, to int, quote byte, escapes bool) {
	b := r.b
	t := b.seg.Text
	b.beginCopy(from)
	for i := from; i < to; {
		k := i
		for k < to && t[k] != quote && !(escapes && t[k] == '\\') {
			k++
		}
		b.decoded = append(b.decoded, t[i:k]...)
		if k+1 >= to {
			b.decoded = append(b.decoded, t[k:to]...) // a backslash with nothing behind it
			break
		}
		c := t[k+1]
		if t[k] == '\\' && sqlEscapes[c] != 0 {
			c = sqlEscapes[c]
		}
		b.decoded = append(b.decoded, c)
		i = k + 2
		b.step(i)
	}
	b.endCopy()
}

// line adds the cells of a line of COPY: tabs between them, \N for null, backslashes before what would mean something.
func (r *sqlReader) line(s *sqlStatement, from int) (end int, v sqlVerdict) {
	t, last := r.rowText(from)
	n := bytes.IndexByte(t[from:], '\n')
	switch {
	case n < 0 && !last:
		return 0, r.incomplete(from)
	case n < 0 && from == len(t):
		return 0, sqlEnds
	case n < 0:
		n = len(t) - from
		end = len(t)
	default:
		end = from + n + 1
	}
	line := bytes.TrimSuffix(t[from:from+n], []byte("\r"))
	if bytes.Equal(line, []byte(`\.`)) {
		return 0, sqlEnds
	}
	if s.table != nil && len(s.table.order) > 0 && bytes.Count(line, []byte("\t"))+1 != len(s.table.order) {
		return 0, sqlSurprise
	}
	row := int64(1)
	if s.table != nil {
		row = s.table.rows + 1
	}
	for column, at := 0, 0; at <= len(line); column++ {
		k := bytes.IndexByte(line[at:], '\t')
		if k < 0 {
			k = len(line) - at
		}
		switch cell := line[at : at+k]; {
		case len(cell) == 0, len(cell) == 2 && cell[0] == '\\' && cell[1] == 'N':
		case bytes.IndexByte(cell, '\\') < 0:
			r.field(from+at, from+at+k, s.at(column, row))
		default:
			r.unquote(from+at, from+at+k, '\\', true)
			r.layout = append(r.layout, s.at(column, row))
		}
		at += k + 1
	}
	return end, sqlRow
}
