package format

import "github.com/pii-scan/pii-scan/text"

// nameSet gives the same text the same name. Its zero value is ready. Names that stand in others are those of a nameTable.
type nameSet map[string]*text.Name

// of is the name of that text.
func (s *nameSet) of(called string) *text.Name {
	n := (*s)[called]
	if n == nil {
		n = &text.Name{Text: called}
		if *s == nil {
			*s = nameSet{}
		}
		if len(*s) < MaxNames {
			(*s)[called] = n
		}
	}
	return n
}
