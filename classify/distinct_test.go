package classify

import (
	"fmt"
	"math"
	"testing"
)

func TestSketch(t *testing.T) {
	for _, test := range []struct {
		different int
		off       float64 // how far the estimate may be off, as a share
	}{{0, 0}, {1, 0}, {5, 0}, {100, 0.02}, {1000, 0.02}, {2000, 0.02}, {10_000, 0.02}, {1_000_000, 0.9}} {
		for _, form := range []string{"%d", "%09d", "user%d@example.org"} {
			var s sketch
			for range 3 { // again does not count
				for i := range test.different {
					s.add(hashOf(fmt.Appendf(nil, form, i)))
				}
			}
			got := s.estimate()
			if math.Abs(float64(got)-float64(test.different)) > test.off*float64(test.different) {
				t.Errorf("%d different %q: estimate %d", test.different, form, got)
			}
		}
	}
}
