package classify

import (
	"slices"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// pairedScore is what a secret is worth whose other part stands beside it.
const pairedScore = 0.90

// secretPairs are the secrets of two parts, by detector: the part that is known by its form, and the other, which is not. What stands in
// one field the detectors see themselves; here the cells of one row of a table are brought together.
var secretPairs = []struct{ id, secret string }{
	{"AWS_ACCESS_KEY_ID", "AWS_CREDENTIALS"},
}

// pairing is an entry of secretPairs among an engine's rows.
type pairing struct{ id, secret *detectors.Detector }

func pairings(e *detectors.Engine) (out []pairing) {
	rows := e.Rows()
	row := func(id string) *detectors.Detector {
		if i := slices.IndexFunc(rows, func(d detectors.Detector) bool { return d.ID == id }); i >= 0 {
			return &rows[i]
		}
		return nil
	}
	for _, p := range secretPairs {
		if id, secret := row(p.id), row(p.secret); id != nil && secret != nil {
			out = append(out, pairing{id, secret})
		}
	}
	return out
}

// lift gives the secret of each pair in a row of a table its score: each id the nearest secret that no other has taken.
func (p *pairing) lift(seg *text.Segment, cands []detectors.Candidate, least float64) {
	for i := range cands {
		id := &cands[i]
		if id.Detector != p.id || id.Score < least {
			continue
		}
		field := seg.FieldAt(int(id.Field))
		if field.Row == 0 {
			continue
		}
		var nearest *detectors.Candidate
		for _, step := range [...]int{-1, 1} {
			for k := i + step; k >= 0 && k < len(cands); k += step {
				c := &cands[k]
				if other := seg.FieldAt(int(c.Field)); other.Row != field.Row || other.Sheet != field.Sheet {
					break
				}
				if c.Detector != p.secret || c.Score >= pairedScore {
					continue
				}
				if nearest == nil || distance(c, id) < distance(nearest, id) {
					nearest = c
				}
				break
			}
		}
		if nearest != nil {
			nearest.Score = pairedScore
		}
	}
}

// distance is how many fields lie between two candidates.
func distance(a, b *detectors.Candidate) int32 { return max(a.Field-b.Field, b.Field-a.Field) }
