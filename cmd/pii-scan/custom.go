package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pii-scan/pii-scan/detectors"
)

// addIdentifiers adds the flag that names files of identifiers.
func addIdentifiers(cmd *cobra.Command, files *[]string) {
	cmd.Flags().StringArrayVar(files, "identifiers", nil, "your own detectors: those in `FILE`; repeatable")
}

// ownRows reads files of identifiers and makes rows of them.
func ownRows(files []string) ([]detectors.Detector, error) {
	var rows []detectors.Detector
	seen := map[string]string{}
	for _, file := range files {
		var doc struct {
			Identifiers []detectors.Identifier `yaml:"identifiers"`
		}
		list, err := readList(file, "identifiers", &doc)
		if err != nil {
			return nil, fmt.Errorf("--identifiers: %w", err)
		}
		for i := range doc.Identifiers {
			d, err := doc.Identifiers[i].Detector()
			if err != nil {
				field := ""
				if fe, ok := errors.AsType[*detectors.FieldError](err); ok {
					field = fe.Field
				}
				return nil, fmt.Errorf("--identifiers: %s: %w", list.at(i, field), err)
			}
			name := strings.ToLower(d.ID)
			if before, twice := seen[name]; twice {
				return nil, fmt.Errorf("--identifiers: %s: id: %s stands in %s already", list.at(i, "id"), d.ID, before)
			}
			seen[name] = list.at(i, "id")
			rows = append(rows, d)
		}
	}
	return rows, nil
}

// withOwn are the rows that a list names, or all where it is empty, and those in files of identifiers.
func withOwn(list string, files []string) ([]detectors.Detector, error) {
	rows := detectors.All
	if list != "" {
		var err error
		if rows, err = detectors.Select(list); err != nil {
			return nil, err
		}
	}
	own, err := ownRows(files)
	if err != nil {
		return nil, err
	}
	return slices.Concat(rows, own), nil
}

// isFile says whether an argument names a file.
func isFile(arg string) bool {
	info, err := os.Stat(arg)
	return err == nil && !info.IsDir()
}

// showAnchors tells how each row of the user's own is tried.
func showAnchors(cmd *cobra.Command, rows []detectors.Detector) error {
	for i := range rows {
		anchor, err := rows[i].Anchor()
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: tried at each %s\n", rows[i].ID, anchor); err != nil {
			return err
		}
	}
	return nil
}
