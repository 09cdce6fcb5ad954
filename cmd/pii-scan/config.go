package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

const (
	configName = "pii-scan.yaml" // read from the working folder, never from a scanned target
	envPrefix  = "PII_SCAN_"
	maxConfig  = 1 << 20 // bytes of a configuration file: a thousand times what is needed
)

// deliberate settings send text elsewhere, show it or let it hide. They are not taken from a file that merely lies in the
// working folder, which may be somebody else's checkout.
var deliberate = []string{"recognizer", "reveal", "allow-inline"}

// configure fills in the flags that were not given: from the environment, then from the configuration file.
func configure(set *pflag.FlagSet, getenv func(string) string) error {
	given := map[string]bool{}
	set.Visit(func(f *pflag.Flag) { given[f.Name] = true })

	var err error
	set.VisitAll(func(f *pflag.Flag) {
		name := envPrefix + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value := getenv(name)
		if f.Name == "help" || given[f.Name] || value == "" || err != nil {
			return
		}
		values := []string{value}
		if _, list := f.Value.(pflag.SliceValue); list {
			values = splitList(value)
		}
		if e := setFlag(f, values); e != nil {
			err = fmt.Errorf("environment: %s: %w", name, e)
		}
		given[f.Name] = true
	})
	if err != nil {
		return err
	}
	return configureFromFile(set, given)
}

// splitList cuts a list in the environment at its commas, except those of a glob's braces.
func splitList(s string) []string {
	depth := 0
	return strings.FieldsFunc(s, func(r rune) bool {
		switch r {
		case '{':
			depth++
		case '}':
			depth--
		}
		return r == ',' && depth <= 0
	})
}

func configureFromFile(set *pflag.FlagSet, given map[string]bool) error {
	path := set.Lookup("config").Value.String()
	asked := path != ""
	if !asked {
		path = configName
	}
	f, err := os.Open(path)
	if !asked && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	if len(text) > maxConfig {
		return fmt.Errorf("configuration: %s is larger than %d bytes", path, maxConfig)
	}
	if err := applyConfig(set, given, text, asked); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// applyConfig sets the flags that text, a YAML mapping, names, unless they were given before. Every key must be the name of a
// flag, and be there once. asked says that the user named the file.
func applyConfig(set *pflag.FlagSet, given map[string]bool, text []byte, asked bool) error {
	var doc, next yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&doc); err == io.EOF {
		return nil
	} else if err != nil {
		return err
	}
	if err := dec.Decode(&next); err != io.EOF {
		return errors.New("more than one document")
	}
	top := doc.Content[0]
	if top.Kind == yaml.ScalarNode && top.Tag == "!!null" {
		return nil
	}
	if top.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: not a mapping of settings", top.Line)
	}
	seen := map[string]bool{}
	for i := 0; i < len(top.Content); i += 2 {
		key, value := top.Content[i], top.Content[i+1]
		f := set.Lookup(key.Value)
		if f == nil || f.Name == "config" || f.Name == "help" {
			return fmt.Errorf("line %d: there is no setting %q", key.Line, key.Value)
		}
		if !asked && slices.Contains(deliberate, f.Name) {
			return fmt.Errorf("line %d: %s is taken from a flag, the environment or --config alone", key.Line, key.Value)
		}
		if seen[f.Name] {
			return fmt.Errorf("line %d: %s is set twice", key.Line, f.Name)
		}
		seen[f.Name] = true
		values, err := scalars(f, value)
		if err != nil {
			return fmt.Errorf("line %d: %s: %w", value.Line, f.Name, err)
		}
		if given[f.Name] {
			continue
		}
		if err := setFlag(f, values); err != nil {
			return fmt.Errorf("line %d: %s: %w", value.Line, f.Name, err)
		}
	}
	return nil
}

// scalars are the values that a node gives to a flag: one, or several for a flag that may be repeated.
func scalars(f *pflag.Flag, node *yaml.Node) ([]string, error) {
	nodes := []*yaml.Node{node}
	if _, list := f.Value.(pflag.SliceValue); list && node.Kind == yaml.SequenceNode {
		nodes = node.Content
	}
	var values []string
	for _, n := range nodes {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			return nil, errors.New("not a single value")
		}
		values = append(values, n.Value)
	}
	return values, nil
}

func setFlag(f *pflag.Flag, values []string) error {
	for _, v := range values {
		if err := f.Value.Set(v); err != nil {
			return fmt.Errorf("%q: %w", v, err)
		}
	}
	f.Changed = true
	return nil
}
