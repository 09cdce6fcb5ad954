package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

func newDetectorsCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check [LIST]",
		Short: "Run the examples of the detectors, or of those that LIST names, through the engine",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			list := "all"
			if len(args) == 1 {
				list = args[0]
			}
			rows, err := detectors.Select(list)
			if err != nil {
				return err
			}
			failed := 0
			for _, d := range rows {
				complaints, err := checkExamples(d)
				if err != nil {
					return err
				}
				for _, c := range complaints {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", d.ID, c)
				}
				failed += min(1, len(complaints))
			}
			if failed > 0 {
				return fmt.Errorf("%d of %s failed", failed, plural(int64(len(rows)), "detector"))
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: all examples hold\n", plural(int64(len(rows)), "detector"))
			return err
		},
	}
}

// checkExamples runs a detector's examples with that detector alone and says which do not hold.
func checkExamples(d detectors.Detector) (complaints []string, err error) {
	engine, err := detectors.New([]detectors.Detector{d})
	if err != nil {
		return nil, err
	}
	matcher := engine.Matcher()
	if len(d.Finds) == 0 {
		complaints = append(complaints, "has no example of what it finds")
	}
	for _, example := range slices.Concat(d.Finds, d.Ignores) {
		value, want := unmark(detectors.Expand(example))
		seg := oneField(value, "")
		var got []text.Span
		for _, c := range matcher.Scan(seg, nil) {
			if c.Score >= defaultConfidence {
				got = append(got, text.Span{Start: c.Start, End: c.End})
			}
		}
		for _, span := range want {
			if !slices.Contains(got, span) {
				complaints = append(complaints, fmt.Sprintf("does not find what is marked in %q", example))
				break
			}
		}
		if len(want) == 0 && len(got) > 0 {
			complaints = append(complaints, fmt.Sprintf("finds something in %q", example))
		}
	}
	return complaints, nil
}

// unmark takes the marks «» out of an example and says what stood between them.
func unmark(example string) (value string, marked []text.Span) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(example, "«")
		b.WriteString(before)
		if !ok {
			return b.String(), marked
		}
		inside, after, _ := strings.Cut(rest, "»")
		start := int32(b.Len())
		b.WriteString(inside)
		marked = append(marked, text.Span{Start: start, End: int32(b.Len())})
		example = after
	}
}

// oneField is a segment that is one field, called name unless that is empty.
func oneField(value, name string) *text.Segment {
	n := int32(len(value))
	seg := &text.Segment{Text: []byte(value), Fields: []text.Span{{End: n}}, Own: text.Span{End: n}, Raw: n}
	if name != "" {
		seg.Layout = column{&text.Name{Text: name}}
	}
	return seg
}

type column struct{ name *text.Name }

func (c column) Field(int) text.Field { return text.Field{Name: c.name} }

func newDetectorsExplain() *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "explain VALUE",
		Short: "Say which detectors take VALUE for a match, and what they make of it",
		Long: `Say which of all detectors take VALUE, or a part of it, for a match, and what they make of it.

VALUE is shown again: do not use it where the terminal is recorded.`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "" {
				return errors.New("VALUE is empty")
			}
			engine, err := detectors.New(detectors.All)
			if err != nil {
				return err
			}
			return explain(engine, args[0], name).write(cmd.OutOrStdout(), "table")
		},
	}
	cmd.Flags().StringVar(&name, "column", "", "as if VALUE stood in a column, or under a key, called `NAME`")
	return cmd
}

// explain lists the candidates in value, best first.
func explain(engine *detectors.Engine, value, name string) *table {
	seg := oneField(value, name)
	candidates := engine.Matcher().Scan(seg, nil)
	slices.SortStableFunc(candidates, func(a, b detectors.Candidate) int {
		switch {
		case a.Score > b.Score:
			return -1
		case a.Score < b.Score:
			return 1
		}
		return strings.Compare(a.Detector.ID, b.Detector.ID)
	})
	t := &table{columns: []string{"Detector", "Score", "Check", "Keyword", "Default", "Match"}}
	for _, c := range candidates {
		keyword := keywordRule(c.Detector)
		if keyword != "-" {
			keyword += ", " + map[bool]string{true: "found", false: "not found"}[c.Keyword]
		}
		check := "none"
		if c.Detector.Valid != nil {
			check = "holds"
		}
		t.rows = append(t.rows, []string{c.Detector.ID, fmt.Sprintf("%.2f", c.Score), check, keyword,
			yesNo(!c.Detector.Optional), string(seg.Text[c.Start:c.End])})
	}
	return t
}
