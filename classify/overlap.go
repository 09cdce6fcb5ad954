package classify

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pii-scan/pii-scan/detectors"
)

// maxCluster is how many overlapping hits are weighed against one another at once. Real text does not come near; a text that is
// made of overlapping shapes is cut there, at the same hit whatever the size of blocks.
const maxCluster = 256

// claim is a hit in a cluster of overlapping ones.
type claim struct {
	hits  *Hits
	hit   *hit
	sum   *sum
	worth float64 // its score, or that of the best one inside it where it is a credential
	held  bool    // it holds against the others
}

func (c *claim) overlaps(o *claim) bool { return c.hit.start < o.hit.end && o.hit.start < c.hit.end }
func (c *claim) contains(o *claim) bool { return c.hit.start <= o.hit.start && o.hit.end <= c.hit.end }
func (c *claim) sameSpan(o *claim) bool { return c.hit.start == o.hit.start && c.hit.end == o.hit.end }

// resolve orders the claims of a cluster from the strongest to the weakest and marks those that hold: each that overlaps no stronger
// one that holds. All are at or above the threshold and of different detectors where they overlap.
//
// Which of two is stronger:
//
//   - nested: the outer one if it is a credential (a database URL over the password and the e-mail address in it)
//   - otherwise the higher score, then the longer, then the leftmost
//   - of the same span: the higher score, then the one with a keyword near, then the one that requires a keyword, then the one of
//     fewer countries, then by ID
//
// So that this is an order, a credential takes the score of the best claim inside it.
func resolve(claims []claim) {
	for i := range claims {
		c := &claims[i]
		c.worth, c.held = c.hit.score, false
		if c.hit.detector.Category != detectors.Credentials {
			continue
		}
		for j := range claims {
			if o := &claims[j]; c.contains(o) && !c.sameSpan(o) {
				c.worth = max(c.worth, o.hit.score)
			}
		}
	}
	slices.SortFunc(claims, stronger)
	for i := range claims {
		claims[i].held = !slices.ContainsFunc(claims[:i], func(o claim) bool { return o.held && o.overlaps(&claims[i]) })
	}
}

func stronger(a, b claim) int {
	x, y := a.hit, b.hit
	return cmp.Or(
		cmp.Compare(b.worth, a.worth),
		cmp.Compare(y.end-y.start, x.end-x.start),
		cmp.Compare(x.start, y.start),
		// From here on the spans are the same.
		cmp.Compare(y.score, x.score),
		trueFirst(x.keyword, y.keyword),
		trueFirst(x.detector.KeywordRequired, y.detector.KeywordRequired),
		cmp.Compare(breadth(x.detector), breadth(y.detector)),
		cmp.Compare(x.detector.ID, y.detector.ID),
	)
}

func trueFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// breadth is how many countries a detector is for; all of them where it names none.
func breadth(d *detectors.Detector) int {
	const everywhere = 1000
	if d.Country == "" {
		return everywhere
	}
	return 1 + strings.Count(d.Country, ",")
}
