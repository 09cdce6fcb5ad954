package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/pii-scan/pii-scan/classify"
	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/report"
	"github.com/pii-scan/pii-scan/scanner"
	"github.com/pii-scan/pii-scan/scanner/format"
	"github.com/pii-scan/pii-scan/scanner/source"
)

func newScan(use string) *cobra.Command {
	s := &settings{}
	cmd := &cobra.Command{
		Use:   use,
		Short: "Scan files, folders, standard input or S3 (what pii-scan does where no command is named)",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			err := configure(cmd.Flags(), os.Getenv)
			if err == nil {
				err = s.scan(cmd, args)
			}
			if err == nil || errors.As(err, new(statusError)) || s.logFormat.word != "json" {
				return err
			}
			newConsole(cmd.ErrOrStderr(), s).warn("%v", err)
			return statusError(statusUsage)
		},
	}
	s.flags(cmd.Flags())
	return cmd
}

// everything is the --min-confidence that stands for 0, which classify takes for its default; no score is lower.
const everything = 1e-9

// scan does one scan. All that can be wrong with settings, targets and outputs is found before the first object is read.
func (s *settings) scan(cmd *cobra.Command, args []string) error {
	ctx, stderr := cmd.Context(), cmd.ErrOrStderr()
	if !(s.minConfidence >= 0 && s.minConfidence <= 1) {
		return errors.New("--min-confidence must be from 0 to 1")
	}
	if s.workers < 0 {
		return errors.New("--workers must not be negative")
	}
	specs, err := parseOutputs(s.outputs)
	if err != nil {
		return err
	}
	key, err := readKey(s.fingerprintKey, os.Getenv)
	if err != nil {
		return err
	}
	rows, err := detectors.Select(s.detectors)
	if err != nil {
		return fmt.Errorf("--detectors: %w", err)
	}
	own, err := ownRows(s.identifiers)
	if err != nil {
		return err
	}
	recognizer, err := s.recognize()
	if err != nil {
		return err
	}
	var ocr *format.OCR
	if s.ocr {
		if ocr, err = format.NewOCR(ctx, s.ocrLanguage); err != nil {
			return fmt.Errorf("--ocr: %w", err)
		}
	}
	now := s.now.from(time.Time{})
	if now.IsZero() {
		now = time.Now()
	}
	allow, err := s.allow(ctx, key, now, newConsole(stderr, s).warn)
	if err != nil {
		return err
	}
	src, err := s.targets(ctx, args, cmd.InOrStdin(), now)
	if err != nil {
		return err
	}
	if c, ok := src.(source.Checker); ok {
		if err := c.Check(ctx); err != nil {
			return err
		}
	}
	engine, err := detectors.New(append(rows, own...))
	if err != nil {
		return err
	}

	bar := &progress{}
	if !s.quiet {
		bar = newProgress(stderr)
	}
	stdout := cmd.OutOrStdout()
	out, err := openOutputs(specs, bar.above(stdout), report.Options{
		Color:   s.colored(stdout),
		Version: versionName(),
		Reveal:  s.reveal,
	})
	if err != nil {
		return err
	}
	means := classify.Settings{
		Engine:        engine,
		MinConfidence: max(s.minConfidence, everything),
		Reveal:        s.reveal,
		Key:           key,
		Now:           now,
		Allow:         allow,
		Recognizer:    recognizer,
		Language:      s.recognizerLanguage,
	}
	apart := s.isolated()
	defer apart.Close()
	if slices.ContainsFunc(args, inBucket) {
		letGarbage(bucketGarbage)
	}
	summary, err := scanner.Scan(ctx, without{src, out.files()}, scanner.Options{
		Settings: means,
		Workers:  s.workers,
		Memory:   limitMemory(int64(s.maxMemory)) / 2, // the rest is for what does not count with an object
		Strict:   s.strict,
		OCR:      ocr,
		Isolate:  apart,
		Started:  now,
		Targets:  args,
		Progress: bar.show,
	}, out)
	bar.done()
	if failed := out.failure(); failed != nil {
		return errors.Join(failed, out.closeFiles())
	}
	if summary == nil {
		return errors.Join(err, out.closeFiles())
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		summary.Incomplete = true
		newConsole(stderr, s).warn("the scan ended early: %v", source.AsProblem(err, source.ReadError))
	}
	if err := out.finish(summary); err != nil {
		return err
	}
	return s.conclude(newConsole(stderr, s), summary)
}

func (s *settings) colored(stdout any) bool {
	switch s.color.word {
	case "always":
		return true
	case "never":
		return false
	}
	return isTerminal(stdout) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// conclude says how the scan ended and turns it into a status.
func (s *settings) conclude(c *console, summary *scanner.Summary) error {
	c.summary(summary)
	incomplete := summary.Incomplete || summary.Interrupted
	reached := s.failOn.reached(summary)
	switch {
	case summary.Interrupted:
		c.warn("interrupted: what is told covers what was scanned until then (status %d)", statusIncomplete)
	case incomplete:
		c.warn("the scan is incomplete: not everything could be scanned (status %d)", statusIncomplete)
	}
	if reached > 0 {
		c.warn("%s at or over --fail-on %s (status %d)", plural(reached, "finding"), s.failOn.word, statusFound)
		return statusError(statusFound)
	}
	if incomplete {
		return statusError(statusIncomplete)
	}
	return nil
}

// reached counts the findings that are at least as severe as the choice says; none where no choice was made.
func (c *choice) reached(summary *scanner.Summary) (n int64) {
	least := map[string]detectors.Level{"low": detectors.Low, "medium": detectors.Medium, "high": detectors.High}
	switch c.word {
	case "":
		return 0
	case "any":
		return summary.Findings
	}
	for level := least[c.word]; level <= detectors.High; level++ {
		n += summary.BySeverity[level]
	}
	return n
}
