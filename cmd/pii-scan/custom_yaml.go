package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxList is the largest file of identifiers or suppressions, in bytes: many thousands of them.
const maxList = 16 << 20

// yamlList is a file of the form `key: [{...}, ...]`, and where its entries stand.
type yamlList struct {
	file    string
	entries []*yaml.Node
}

// readList reads the one list of a YAML file into entries, a pointer to a struct whose only field is the list. A key that the struct
// does not have is an error. Errors tell the file and the line.
func readList(file, key string, entries any) (*yamlList, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxList+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxList {
		return nil, fmt.Errorf("%s is larger than %d bytes", file, maxList)
	}
	l := &yamlList{file: file}
	if err := l.decode(text, key, entries); err != nil {
		return nil, fmt.Errorf("%s: %w", file, plainYAML(err))
	}
	return l, nil
}

func (l *yamlList) decode(text []byte, key string, entries any) error {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(entries); err == io.EOF {
		return fmt.Errorf("there is no %s: in it", key)
	} else if err != nil {
		return err
	}
	var doc yaml.Node
	if err := dec.Decode(&doc); err != io.EOF {
		return errors.New("more than one document")
	}
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return err
	}
	top := doc.Content[0]
	for i := 0; i+1 < len(top.Content); i += 2 {
		if top.Content[i].Value == key && top.Content[i+1].Kind == yaml.SequenceNode {
			l.entries = top.Content[i+1].Content
		}
	}
	if len(l.entries) == 0 {
		return fmt.Errorf("there is no %s: in it", key)
	}
	return nil
}

// at is the place of a field of an entry, or of the entry where it has no such field: file: line 3.
func (l *yamlList) at(entry int, field string) string {
	node := l.entries[entry]
	line := node.Line
	for i := 0; i+1 < len(node.Content) && field != ""; i += 2 {
		if node.Content[i].Value == field {
			line = node.Content[i].Line
		}
	}
	return fmt.Sprintf("%s: line %d", l.file, line)
}

var (
	unknownKey = regexp.MustCompile(`field (\S+) not found in type .*$`)
	goType     = regexp.MustCompile(`into (\S+)$`)
	// yamlTypes say in YAML what a Go type is; what is not here is a list or a mapping.
	yamlTypes = map[string]string{"int": "a whole number", "int64": "a whole number", "float64": "a number", "bool": "true or false", "string": "text"}
)

// plainYAML takes what is Go out of the decoder's errors.
func plainYAML(err error) error {
	te, ok := errors.AsType[*yaml.TypeError](err)
	if !ok {
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	var lines []string
	for _, line := range te.Errors {
		line = unknownKey.ReplaceAllString(line, `there is no key "$1"`)
		if m := goType.FindStringSubmatch(line); m != nil {
			means := yamlTypes[m[1]]
			switch {
			case means != "":
			case strings.HasPrefix(m[1], "[]"):
				means = "a list"
			default:
				means = "a mapping"
			}
			line = strings.TrimSuffix(line, m[1]) + means
		}
		lines = append(lines, line)
	}
	return errors.New(strings.Join(lines, "; "))
}
