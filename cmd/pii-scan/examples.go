package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/pii-scan/pii-scan/detectors"
)

func newDetectorsCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check [LIST|FILE]",
		Short: "Run the examples of the detectors, or of those that LIST names or FILE identifies, through the engine",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			rows, err := detectors.All, error(nil)
			switch {
			case len(args) == 1 && isFile(args[0]):
				if rows, err = ownRows(args); err == nil {
					err = showAnchors(cmd, rows)
				}
			case len(args) == 1:
				rows, err = detectors.Select(args[0])
			}
			if err != nil {
				return err
			}
			engine, err := detectors.New(rows)
			if err != nil {
				return err
			}
			failed := 0
			anchors := map[detectors.Anchor]int{}
			for i := range rows {
				complaints := engine.Check(&rows[i])
				for _, c := range complaints {
					fmt.Fprintln(cmd.OutOrStdout(), c)
				}
				failed += min(1, len(complaints))
				anchor, err := rows[i].Anchor()
				if err != nil {
					return err
				}
				anchors[anchor]++
			}
			for _, a := range detectors.Anchors {
				fmt.Fprintf(cmd.OutOrStdout(), "%4d tried at each %s\n", anchors[a], a)
			}
			if failed > 0 {
				return fmt.Errorf("%d of %s failed", failed, plural(int64(len(rows)), "detector"))
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: all examples hold\n", plural(int64(len(rows)), "detector"))
			return err
		},
	}
}

func newDetectorsExplain() *cobra.Command {
	var column, context string
	var identifiers []string
	cmd := &cobra.Command{
		Use:   "explain VALUE",
		Short: "Say step by step what each detector makes of VALUE",
		Long: `Say step by step what each detector whose shape VALUE has makes of it: shape, check, context, weight, score.

VALUE itself is not shown again.`,
		Example: `  pii-scan detectors explain 536-22-8726
  pii-scan detectors explain 536-22-8726 --context 'his ssn is 536-22-8726'
  pii-scan detectors explain 536-22-8726 --column ssn`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "" {
				return errors.New("VALUE is empty")
			}
			if context != "" && !strings.Contains(context, args[0]) {
				return errors.New("--context: VALUE does not stand in it")
			}
			rows, err := withOwn("", identifiers)
			if err != nil {
				return err
			}
			engine, err := detectors.New(rows)
			if err != nil {
				return err
			}
			return explain(cmd.OutOrStdout(), engine.Explain(args[0], context, column))
		},
	}
	cmd.Flags().StringVar(&column, "column", "", "as if VALUE stood in a column, or under a key, called `NAME`")
	cmd.Flags().StringVar(&context, "context", "", "the `TEXT` in which VALUE stands")
	addIdentifiers(cmd, &identifiers)
	return cmd
}

// explain writes what each detector makes of a value, the most certain first.
func explain(w io.Writer, all []detectors.Explanation) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "No detector knows a value of this shape.")
		return err
	}
	slices.SortStableFunc(all, func(a, b detectors.Explanation) int { return cmp.Compare(b.Score, a.Score) })
	// Many rows share a shape: those that refuse the value for the same reason are told together.
	var reasons []string
	refusing := map[string][]string{}
	for _, x := range all {
		steps := strings.Join(x.Steps, "\n      ")
		if x.Score == 0 {
			if refusing[steps] == nil {
				reasons = append(reasons, steps)
			}
			refusing[steps] = append(refusing[steps], x.Detector.ID)
			continue
		}
		if _, err := fmt.Fprintf(w, "%.2f  %s (%s)\n      %s\n", x.Score, x.Detector.ID, x.Detector.Title, steps); err != nil {
			return err
		}
	}
	for _, steps := range reasons {
		if _, err := fmt.Fprintf(w, "0.00  %s\n      %s\n", strings.Join(refusing[steps], " "), steps); err != nil {
			return err
		}
	}
	return nil
}
