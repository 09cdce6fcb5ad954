package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// byteSize is a flag's number of bytes: 1048576, 512KiB, 2GB. K, M, G and T alone mean powers of 1024, as KiB to TiB do; KB to
// TB are powers of 1000.
type byteSize int64

var byteUnits = []struct {
	name string
	n    float64
}{
	{"KIB", 1 << 10}, {"MIB", 1 << 20}, {"GIB", 1 << 30}, {"TIB", 1 << 40},
	{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
	{"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {"T", 1 << 40}, {"B", 1}, {"", 1},
}

func (s *byteSize) Set(v string) error {
	v = strings.ToUpper(strings.TrimSpace(v))
	for _, u := range byteUnits {
		number, ok := strings.CutSuffix(v, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if n *= u.n; err != nil || !(n >= 1 && n < math.MaxInt64) {
			break
		}
		*s = byteSize(n)
		return nil
	}
	return fmt.Errorf("not a size in bytes, such as 512MiB")
}

func (s *byteSize) String() string {
	n := int64(*s)
	for i, unit := range []string{"TiB", "GiB", "MiB", "KiB"} {
		if step := int64(1) << (40 - 10*i); n >= step && n%step == 0 {
			return strconv.FormatInt(n/step, 10) + unit
		}
	}
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func (s *byteSize) Type() string { return "SIZE" }

// moment is a flag's point in time: RFC 3339, a date (its start, in UTC), or, where ago is allowed, how long ago: 36h, 7d.
type moment struct {
	at     time.Time
	before time.Duration
	ago    bool
	text   string
}

func (m *moment) Set(v string) error {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, v); err == nil {
			m.at, m.before, m.text = at, 0, v
			return nil
		}
	}
	if m.ago {
		if d, ok := duration(v); ok {
			m.at, m.before, m.text = time.Time{}, d, v
			return nil
		}
		return fmt.Errorf("not a time, such as 2026-01-31T08:00:00Z, 2026-01-31, 36h or 7d")
	}
	return fmt.Errorf("not a time, such as 2026-01-31T08:00:00Z or 2026-01-31")
}

// duration reads a Go duration or a number of days.
func duration(v string) (time.Duration, bool) {
	if days, ok := strings.CutSuffix(v, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(n) * 24 * time.Hour, err == nil && n > 0
	}
	d, err := time.ParseDuration(v)
	return d, err == nil && d > 0
}

// from is the point in time, seen from now; zero where the flag was not given.
func (m *moment) from(now time.Time) time.Time {
	if m.before > 0 {
		return now.Add(-m.before)
	}
	return m.at
}

func (m *moment) String() string { return m.text }
func (m *moment) Type() string   { return "TIME" }

// choice is a flag that takes one of a few words.
type choice struct {
	word  string
	words []string
}

func (c *choice) Set(v string) error {
	for _, w := range c.words {
		if v == w {
			c.word = v
			return nil
		}
	}
	return fmt.Errorf("must be one of %s", strings.Join(c.words, ", "))
}

func (c *choice) String() string { return c.word }
func (c *choice) Type() string   { return strings.Join(c.words, "|") }
