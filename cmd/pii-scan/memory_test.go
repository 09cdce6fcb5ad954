package main

import (
	"runtime/debug"
	"testing"
)

func TestLimitMemory(t *testing.T) {
	const limit = 8 << 30
	before := debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetMemoryLimit(before) })
	for _, tt := range []struct {
		name      string
		max, kept int64 // the limit that is asked for, and that GOMEMLIMIT set
	}{
		{"asked for", limit, before},
		{"with GOMEMLIMIT", 0, limit},
	} {
		debug.SetMemoryLimit(tt.kept)
		if got := limitMemory(tt.max); got != limit || debug.SetMemoryLimit(-1) != limit {
			t.Errorf("%s: got %d, the limit is %d; want %d", tt.name, got, debug.SetMemoryLimit(-1), int64(limit))
		}
	}
}

func TestLetGarbage(t *testing.T) {
	const before, more = 77, 123
	percent := debug.SetGCPercent(before)
	t.Cleanup(func() { debug.SetGCPercent(percent) })
	for gogc, want := range map[string]int{"": more, "77": before, "off": before} {
		t.Setenv("GOGC", gogc)
		debug.SetGCPercent(before)
		letGarbage(more)
		if got := debug.SetGCPercent(before); got != want {
			t.Errorf("GOGC=%s: %d percent of garbage, want %d", gogc, got, want)
		}
	}
}
