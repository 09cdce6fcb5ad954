package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pii-scan/pii-scan/detectors"
)

func newDetectors() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "detectors",
		Short: "List, show, check and explain what is looked for",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newDetectorsList(), newDetectorsShow(), newDetectorsCheck(), newDetectorsExplain())
	return cmd
}

func newDetectorsList() *cobra.Command {
	output := choice{"table", tableFormats}
	var identifiers []string
	cmd := &cobra.Command{
		Use:   "list [LIST]",
		Short: "List the detectors, or those that LIST names as --detectors does",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			rows, err := withOwn(strings.Join(args, ""), identifiers)
			if err != nil {
				return err
			}
			return detectorTable(rows).write(cmd.OutOrStdout(), output.word)
		},
	}
	cmd.Flags().VarP(&output, "output", "o", "form of the list")
	addIdentifiers(cmd, &identifiers)
	return cmd
}

func detectorTable(rows []detectors.Detector) *table {
	t := &table{columns: []string{"ID", "Title", "Category", "Country", "Confidence", "Keyword", "Default"}}
	for i := range rows {
		d := &rows[i]
		t.rows = append(t.rows, []string{d.ID, d.Title, string(d.Category), d.Country, confidence(d), keywordRule(d), yesNo(!d.Optional)})
	}
	return t
}

// confidence says what a match is worth alone and near a keyword.
func confidence(d *detectors.Detector) string {
	if d.KeywordRequired || len(d.Keywords) == 0 || d.Tier.Alone == d.Tier.Keyword {
		worth := d.Tier.Alone
		if d.KeywordRequired {
			worth = d.Tier.Keyword
		}
		return fmt.Sprintf("%.2f", worth)
	}
	return fmt.Sprintf("%.2f-%.2f", d.Tier.Alone, d.Tier.Keyword)
}

func keywordRule(d *detectors.Detector) string {
	switch {
	case d.KeywordRequired, d.Category == detectors.Custom && len(d.Keywords) > 0:
		return "required"
	case len(d.Keywords) > 0:
		return "raises"
	}
	return "-"
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func newDetectorsShow() *cobra.Command {
	var identifiers []string
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show all about a detector",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			rows, err := withOwn("", identifiers)
			if err != nil {
				return err
			}
			for i := range rows {
				if d := &rows[i]; strings.EqualFold(d.ID, args[0]) {
					return showDetector(cmd.OutOrStdout(), d)
				}
			}
			return fmt.Errorf("there is no detector %q: see pii-scan detectors list", args[0])
		},
	}
	addIdentifiers(cmd, &identifiers)
	return cmd
}

func showDetector(w io.Writer, d *detectors.Detector) error {
	lines := [][2]string{
		{"ID", d.ID},
		{"Title", d.Title},
		{"Category", string(d.Category)},
		{"Country", d.Country},
		{"Pattern", d.Pattern},
		{"Check", yesNo(d.Valid != nil)},
		{"Keyword", keywordRule(d)},
		{"Keywords", strings.Join(d.Keywords, ", ")},
		{"Confidence", confidence(d)},
		{"Severity", severity(d)},
		{"Default", yesNo(!d.Optional)},
		{"Source", d.Source},
	}
	for _, e := range d.Finds {
		lines = append(lines, [2]string{"Finds", fmt.Sprintf("%q", detectors.Expand(e))})
	}
	for _, e := range d.Ignores {
		lines = append(lines, [2]string{"Ignores", fmt.Sprintf("%q", detectors.Expand(e))})
	}
	for _, l := range lines {
		if l[1] == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%-11s %s\n", l[0], l[1]); err != nil {
			return err
		}
	}
	return nil
}

// severity names the levels by the number of occurrences.
func severity(d *detectors.Detector) string {
	names := []string{detectors.Low: "Low", detectors.Medium: "Medium", detectors.High: "High"}
	if len(d.Thresholds) > 0 {
		var steps []string
		for _, t := range d.Thresholds {
			steps = append(steps, fmt.Sprintf("%d and more: %s", t.Count, names[t.Level]))
		}
		return strings.Join(steps, ", ")
	}
	one, some, many := names[d.Severity.Of(1)], names[d.Severity.Of(2)], names[d.Severity.Of(100)]
	if one == some && some == many {
		return one
	}
	return fmt.Sprintf("1: %s, 2 to 99: %s, 100 and more: %s", one, some, many)
}
