package source

import (
	"errors"
	"path"
	"strings"
)

// ErrPattern says that a glob cannot be read: an open bracket or brace, or too many braces. It is wrapped with the glob.
var ErrPattern = errors.New("bad pattern")

// maxAlternatives bounds what the braces of one glob expand to, which is a product.
const maxAlternatives = 1000

// glob is a compiled pattern over slash-separated paths. An element ** stands for any number of elements, also none; * ? and
// [a-z] (negated with ! or ^) stay inside one element, \ quotes, {a,b} are alternatives. Hidden names are matched like any other.
type glob struct {
	alternatives [][]string // elements of each
}

func compileGlob(pattern string) (glob, error) {
	var g glob
	expanded, err := expandBraces(pattern)
	if err != nil {
		return g, err
	}
	for _, p := range expanded {
		elements := splitPath(caretNegation(p))
		for _, e := range elements {
			if _, err := path.Match(e, ""); err != nil {
				return g, ErrPattern
			}
		}
		g.alternatives = append(g.alternatives, elements)
	}
	return g, nil
}

// match says whether the whole of name matches.
func (g glob) match(name string) bool {
	elements := splitPath(name)
	for _, p := range g.alternatives {
		if matchElements(p, elements) {
			return true
		}
	}
	return false
}

// below says whether something inside the folder may match.
func (g glob) below(folder string) bool {
	elements := splitPath(folder)
	for _, p := range g.alternatives {
		if matchStart(p, elements) {
			return true
		}
	}
	return false
}

// matchElements backtracks to the last ** alone, which is enough: what an earlier one could take, a later one can.
func matchElements(pattern, name []string) bool {
	p, n := 0, 0
	star, from := -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == "**":
			star, from = p, n
			p++
		case p < len(pattern) && matchElement(pattern[p], name[n]):
			p++
			n++
		case star >= 0:
			from++
			p, n = star+1, from
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == "**" {
		p++
	}
	return p == len(pattern)
}

// matchStart says whether name can be the start of something longer that matches.
func matchStart(pattern, name []string) bool {
	for i, e := range name {
		switch {
		case i >= len(pattern):
			return false
		case pattern[i] == "**":
			return true
		case !matchElement(pattern[i], e):
			return false
		}
	}
	return len(pattern) > len(name)
}

func matchElement(pattern, name string) bool {
	ok, _ := path.Match(pattern, name)
	return ok
}

// splitPath gives the elements of a path; an absolute one starts with an empty element.
func splitPath(p string) []string {
	if p == "" {
		return nil
	}
	return strings.Split(p, "/")
}

// hasMeta says whether a path is a glob.
func hasMeta(p string) bool { return strings.ContainsAny(p, `*?[{\`) }

// caretNegation writes [!a-z] as package path wants it, [^a-z].
func caretNegation(p string) string {
	b := []byte(p)
	for i := 0; i+1 < len(b); i++ {
		if b[i] == '[' && b[i+1] == '!' {
			b[i+1] = '^'
		}
		if b[i] == '\\' {
			i++
		}
	}
	return string(b)
}

// expandBraces multiplies {a,b} out, inner ones too.
func expandBraces(pattern string) ([]string, error) {
	done, todo := []string{}, []string{pattern}
	for len(todo) > 0 {
		if len(done)+len(todo) > maxAlternatives {
			return nil, ErrPattern
		}
		p := todo[0]
		todo = todo[1:]
		opened, commas, closed, err := firstBraces(p)
		if err != nil {
			return nil, err
		}
		if opened < 0 {
			done = append(done, p)
			continue
		}
		var alternatives []string
		from := opened + 1
		for _, end := range append(commas, closed) {
			alternatives = append(alternatives, p[:opened]+p[from:end]+p[closed+1:])
			from = end + 1
		}
		todo = append(alternatives, todo...)
	}
	return done, nil
}

// firstBraces finds the first pair of braces and the commas that stand in it and in no inner pair; opened is -1 without one.
func firstBraces(p string) (opened int, commas []int, closed int, err error) {
	opened = -1
	depth, class := 0, false
	for i := 0; i < len(p); i++ {
		c := p[i]
		switch {
		case c == '\\':
			i++
		case class:
			class = c != ']'
		case c == '[':
			class = true
		case c == '{':
			if depth == 0 {
				opened = i
			}
			depth++
		case c == ',' && depth == 1:
			commas = append(commas, i)
		case c == '}' && depth > 0:
			if depth--; depth == 0 {
				return opened, commas, i, nil
			}
		}
	}
	if depth > 0 || class {
		return -1, nil, 0, ErrPattern
	}
	return -1, nil, 0, nil
}
