package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/pii-scan/pii-scan/scanner"
	"github.com/pii-scan/pii-scan/scanner/source"
)

// console is what the scan says on standard error: lines for people, or JSON records.
type console struct {
	w     io.Writer
	json  *slog.Logger // nil: lines
	quiet bool
}

func newConsole(w io.Writer, s *settings) *console {
	c := &console{w: w, quiet: s.quiet}
	if s.logFormat.word == "json" {
		c.json = slog.New(slog.NewJSONHandler(w, nil))
	}
	return c
}

// warn says something that --quiet does not silence.
func (c *console) warn(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if c.json != nil {
		c.json.Warn(message)
		return
	}
	fmt.Fprintf(c.w, "pii-scan: %s\n", message)
}

// summary says what was covered, what was not and why, and what was found.
func (c *console) summary(s *scanner.Summary) {
	if c.quiet {
		return
	}
	reasons := sortedReasons(s)
	if c.json != nil {
		attrs := []slog.Attr{
			slog.Int64("objects", s.Objects), slog.Int64("complete", s.Complete), slog.Int64("partial", s.Partial),
			slog.Int64("skipped", s.Skipped), slog.Int64("unsupported", s.Unsupported), slog.Int64("excluded", s.Excluded),
			slog.Int64("bytes", s.Bytes), slog.Int64("findings", s.Findings), slog.Int64("matches", s.Matches),
			slog.Int64("suppressed", s.Suppressed),
			slog.Int64("high", s.BySeverity[3]), slog.Int64("medium", s.BySeverity[2]), slog.Int64("low", s.BySeverity[1]),
			slog.Bool("incomplete", s.Incomplete), slog.Bool("interrupted", s.Interrupted),
		}
		var counts []any
		for _, r := range reasons {
			counts = append(counts, slog.Int64(string(r), s.Reasons[r]))
		}
		c.json.LogAttrs(context.Background(), slog.LevelInfo, "summary", append(attrs, slog.Group("reasons", counts...))...)
		return
	}
	fmt.Fprintf(c.w, "%s: %d scanned, %d in part, %d skipped; %s of text\n",
		plural(s.Objects, "object"), s.Complete, s.Partial, s.Skipped, byteCount(s.Bytes))
	for _, r := range reasons {
		fmt.Fprintf(c.w, "  %6d %s\n", s.Reasons[r], r)
	}
	if s.Suppressed > 0 {
		fmt.Fprintf(c.w, "%s suppressed\n", plural(s.Suppressed, "match"))
	}
	fmt.Fprintf(c.w, "%s (%d high, %d medium, %d low) with %s\n",
		plural(s.Findings, "finding"), s.BySeverity[3], s.BySeverity[2], s.BySeverity[1], plural(s.Matches, "match"))
}

// sortedReasons are the reasons for what was not scanned, most frequent first.
func sortedReasons(s *scanner.Summary) []source.Reason {
	var reasons []source.Reason
	for r, n := range s.Reasons {
		if n > 0 {
			reasons = append(reasons, r)
		}
	}
	slices.SortFunc(reasons, func(a, b source.Reason) int {
		if d := s.Reasons[b] - s.Reasons[a]; d != 0 {
			return int(min(max(d, -1), 1))
		}
		return strings.Compare(string(a), string(b))
	})
	return reasons
}

func plural(n int64, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "ch"):
		noun += "es"
	default:
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

// byteCount writes a number of bytes with three digits or so: 812 B, 1.4 MiB.
func byteCount(n int64) string {
	if n < 1<<10 {
		return fmt.Sprintf("%d B", n)
	}
	f := float64(n)
	for _, unit := range []string{"KiB", "MiB", "GiB"} {
		if f /= 1 << 10; f < 1<<10 {
			return fmt.Sprintf("%.1f %s", f, unit)
		}
	}
	return fmt.Sprintf("%.1f TiB", f/(1<<10))
}
