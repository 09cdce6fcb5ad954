package classify

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors"
	"github.com/pii-scan/pii-scan/text"
)

// What makes a column's type.
const (
	// leastCells is how many filled cells say something at all.
	leastCells = 8
	// certainCells and certainShare are how many cells must be tried, and which share of them must pass a rare check, so that the type
	// is certain without a keyword.
	certainCells = 20
	certainShare = 0.8
	// leastShare is the share from which on a column has a type; below that a cell's matches stand alone.
	leastShare = 0.3
	// bareShare is that of types that say nothing without their keyword (a tier of E): half the cells must look like it.
	bareShare = 0.5
	// liftShare is the share from which on a column of a type that matches without a keyword is worth more than its matches.
	liftShare = 0.9
	// mostShare is the share from which on the type is that of the column and matches of others in its cells are doubtful.
	mostShare = 0.6
	// rareChance is the random pass rate of checks that are certain: two digits. One, by Luhn or modulo 11, is shared by numbers of
	// books, parcels and invoices.
	rareChance = 0.03
	// byChance is how many times its random pass rate a check must hold.
	byChance = 3
	// ownScore is what a match must be worth alone to hold against its column.
	ownScore = 0.85
	maxScore = 0.99

	fewValues     = 0.05 // distinct ones of the filled: an enumeration
	fewPenalty    = 0.3
	namePenalty   = 0.3 // the name says that it is something else
	countPenalty  = 0.4 // the numbers count up
	countingShare = 0.9
)

// bonus is what a share adds to the score.
func bonus(share float64) float64 {
	switch {
	case share >= 0.9:
		return 0.25
	case share >= 0.6:
		return 0.15
	case share >= 0.3:
		return 0.05
	}
	return 0
}

// otherWords are words of names whose columns hold other numbers than those that identify people or their money.
var otherWords = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`id ids uuid guid hash checksum sha sha1 sha256 md5 crc version build count qty quantity price amount total sum
		lat lon lng latitude longitude created updated modified timestamp epoch time date row index idx seq sequence offset size length width height
		order invoice isbn issn ean upc gtin barcode sku asin tracking batch lot port pid duration percent rate score rank`) {
		m[w] = true
	}
	return m
}()

// ruling is what a column was found to hold.
type ruling struct {
	detector *detectors.Detector // nil: nothing in particular
	score    float64
	share    float64
	admitted bool // the column counts as the keyword that the detector requires
	opened   bool // the column counts as a keyword: what the detector finds near one only is found
	among    bool // cells may stand for values that the detector does not find
	most     bool // mostShare of the cells are of the type
	// doubtful are rows that match by chance, or against what the column says.
	doubtful []*detectors.Detector
}

// judges says whether the ruling changes anything.
func (v *ruling) judges() bool { return v.detector != nil || len(v.doubtful) > 0 }

// of gives what a match in the column is worth; 0 drops it. whole says that the match is the whole cell.
func (v *ruling) of(c *detectors.Candidate, whole bool) float64 {
	mine := c.Detector == v.detector
	switch {
	case !whole && mine && v.admitted:
		return 0 // what admitted it are whole cells
	case !whole:
		return c.Score
	case mine:
		return max(v.score, c.Score)
	case c.Score < ownScore && (v.most || slices.Contains(v.doubtful, c.Detector)):
		return 0
	}
	return c.Score
}

// decide says what the column holds.
func (c *column) decide(w *Worker) (v ruling) {
	if c.tried < leastCells {
		return v
	}
	var ask []*detectors.Detector
	for i := range c.rows {
		if r := &c.rows[i]; c.asksChance(r) {
			ask = append(ask, r.detector)
		}
	}
	var chance map[*detectors.Detector]passes
	if len(ask) > 0 && len(c.kept) > 0 {
		chance = c.random(w, ask)
	}
	against := otherName(c.name)
	ks := make([]*contender, len(c.rows))
	for i := range c.rows {
		r := &c.rows[i]
		p, asked := chance[r.detector]
		ks[i] = c.contend(r, p, asked, against, false)
	}
	for i, k := range ks {
		if p, asked := chance[k.row.detector]; k.needsVoucher() && slices.ContainsFunc(ks, k.vouchedBy) {
			ks[i] = c.contend(k.row, p, asked, against, true)
		}
	}
	var best *contender
	for _, k := range ks {
		if k.doubtful {
			v.doubtful = append(v.doubtful, k.row.detector)
		}
		if k.wins() && (best == nil || better(k, best) < 0) {
			best = k
		}
	}
	if best == nil {
		return v
	}
	v.detector, v.score, v.share = best.row.detector, best.score, best.share
	v.admitted = best.row.detector.KeywordRequired && !best.row.keyword
	v.opened = !best.row.keyword && c.nearlyAll(best.row) && takesMore(best.row.detector)
	v.among = c.takesAmong(w.c.among, best.row)
	v.most = v.share >= mostShare
	return v
}

// contender is a row that may be the column's type.
type contender struct {
	row      *rowCount
	share    float64
	score    float64
	eligible bool
	doubtful bool
}

// wins says whether the row may be the column's type.
func (k *contender) wins() bool { return k.score >= detectors.Reported && !k.doubtful && k.eligible }

// needsVoucher says whether the row requires a keyword that the column's name does not have, and does not pass without.
func (k *contender) needsVoucher() bool {
	return k.row.detector.KeywordRequired && !k.row.keyword && !k.eligible
}

// vouchedBy says whether o finds values of the same form without a keyword and may be the column's type: what k requires its keyword for,
// the rarer brands of cards, is told by the others.
func (k *contender) vouchedBy(o *contender) bool {
	return !o.row.detector.KeywordRequired && o.row.detector.Pattern == k.row.detector.Pattern && o.wins()
}

// takesMore says whether the row finds more near a keyword.
func takesMore(d *detectors.Detector) bool { return d.Whole != nil || d.Loose != nil }

// asksChance says whether it matters how often the row matches by chance: it would pass without its keyword, or the column is one of
// numbers, of which some pass any check.
func (c *column) asksChance(r *rowCount) bool {
	if r.keyword || r.digited*2 < r.matches {
		return false
	}
	share := float64(r.matches) / float64(c.tried)
	if r.detector.KeywordRequired {
		return share >= certainShare && c.tried >= certainCells
	}
	return r.numbers*2 > r.matches && c.numbers*2 > c.tried
}

// contend weighs a row. p is how it passes by chance, where that was asked; against says that the column's name speaks of other numbers,
// vouched that another row tells what the check of this one is about.
func (c *column) contend(r *rowCount, p passes, asked, against, vouched bool) *contender {
	d := r.detector
	k := &contender{row: r, share: float64(r.matches) / float64(c.tried), score: r.score / float64(r.matches)}
	holds := asked && p.real > byChance*p.random
	certain := holds && (vouched || p.random <= rareChance) && c.nearlyAll(r)
	switch {
	case r.keyword && d.Tier.Keyword <= detectors.E.Keyword:
		k.eligible = k.share >= bareShare
	case r.keyword:
		k.eligible = k.share >= leastShare
	case d.KeywordRequired:
		k.eligible = certain
	case asked:
		k.eligible = k.share >= leastShare && holds
		// Of a check that most numbers pass nothing follows.
		k.doubtful = !holds && byChance*p.random < 1
	default:
		k.eligible = k.share >= leastShare && !(against && r.numeric())
	}
	if certain && !r.keyword {
		k.score += d.Tier.Keyword - d.Tier.Alone
	}
	if r.digited*2 >= r.matches && (r.keyword || certain || k.share >= liftShare || k.score >= detectors.Reported) {
		k.score += bonus(k.share)
	}
	if !r.keyword && r.numeric() {
		before := k.score
		if against && d.Tier.Alone <= detectors.D.Alone {
			k.score -= namePenalty
		}
		if c.ascending >= int64(countingShare*float64(c.tried)) {
			k.score -= countPenalty
		}
		if c.tried >= certainCells && float64(c.distinct.estimate()) < fewValues*float64(c.filled) {
			k.score -= fewPenalty
		}
		k.doubtful = k.doubtful || before >= detectors.Reported && k.score < detectors.Reported && k.share >= leastShare
	}
	k.score = min(k.score, maxScore)
	return k
}

// numeric says whether most of the cells have digits and no letters.
func (r *rowCount) numeric() bool { return r.digited*2 > r.matches && r.lettered*2 < r.matches }

// better orders contenders: the likelier first, then the more frequent, then as claims are ordered.
func better(a, b *contender) int {
	x, y := a.row, b.row
	return cmp.Or(
		cmp.Compare(b.score, a.score),
		cmp.Compare(b.share, a.share),
		trueFirst(x.keyword, y.keyword),
		trueFirst(x.detector.KeywordRequired, y.detector.KeywordRequired),
		cmp.Compare(breadth(x.detector), breadth(y.detector)),
		cmp.Compare(x.detector.ID, y.detector.ID),
	)
}

// otherName says whether a name has one of otherWords, written like_this, likeThis or otherwise.
func otherName(n *text.Name) bool {
	if n == nil {
		return false
	}
	start, prev := 0, ' '
	for i, r := range n.Text + " " {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r)
		if !inside || unicode.IsUpper(r) && unicode.IsLower(prev) {
			if otherWords[strings.ToLower(n.Text[start:i])] {
				return true
			}
			if start = i; !inside {
				start += utf8.RuneLen(r)
			}
		}
		prev = r
	}
	return false
}
