package main

import (
	"runtime/debug"
	"testing"
)

func TestLimitMemory(t *testing.T) {
	const before, limit = 77, 8 << 30
	percent, most := debug.SetGCPercent(before), debug.SetMemoryLimit(-1)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(most)
	})
	for _, tt := range []struct {
		name, gogc string
		max, kept  int64 // the limit that is asked for, and that GOMEMLIMIT set
		percent    int
	}{
		{"alone", "", limit, most, garbage},
		{"with GOGC", "77", limit, most, before},
		{"with GOGC off", "off", limit, most, before},
		{"with GOMEMLIMIT", "", 0, limit, garbage},
		{"with both", "77", 0, limit, before},
	} {
		t.Setenv("GOGC", tt.gogc)
		debug.SetGCPercent(before)
		debug.SetMemoryLimit(tt.kept)
		if got := limitMemory(tt.max); got != limit || debug.SetMemoryLimit(-1) != limit {
			t.Errorf("%s: got %d, the limit is %d; want %d", tt.name, got, debug.SetMemoryLimit(-1), int64(limit))
		}
		if got := debug.SetGCPercent(before); got != tt.percent {
			t.Errorf("%s: %d percent of garbage, want %d", tt.name, got, tt.percent)
		}
	}
}
