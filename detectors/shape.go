package detectors

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pii-scan/pii-scan/detectors/internal/automaton"
)

// What the syntax of a pattern says of its matches: how they begin, how long they are, what they hold.

// firstBytes adds the bytes with which a match can begin, and says whether a match can be empty, so that what follows counts too.
func firstBytes(re *syntax.Regexp, first *[256]bool) (empty bool) {
	add := func(lo, hi rune) {
		for r := lo; r <= hi && r < utf8.RuneSelf; r++ {
			first[r] = true
		}
		if hi >= utf8.RuneSelf {
			for b := utf8.RuneSelf; b < 256; b++ {
				first[b] = true
			}
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		r := re.Rune[0]
		add(r, r)
		if re.Flags&syntax.FoldCase != 0 {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				add(f, f)
			}
		}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			add(re.Rune[i], re.Rune[i+1])
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		add(0, unicode.MaxRune)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !firstBytes(sub, first) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			empty = firstBytes(sub, first) || empty
		}
		return empty
	case syntax.OpCapture, syntax.OpPlus:
		return firstBytes(re.Sub[0], first)
	case syntax.OpStar, syntax.OpQuest:
		firstBytes(re.Sub[0], first)
		return true
	case syntax.OpRepeat:
		return firstBytes(re.Sub[0], first) || re.Min == 0
	case syntax.OpEmptyMatch:
		return true
	}
	return false
}

func countLetters(set *[256]bool) (n int) {
	for b, in := range set {
		if in && (byteKind[b] == lower || byteKind[b] == upper) {
			n++
		}
	}
	return n
}

// noAssertions refuses what looks beyond a match.
func noAssertions(re *syntax.Regexp) error {
	switch re.Op {
	case syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return fmt.Errorf("%s has no place in a pattern: the edges of a match are checked apart", re)
	}
	for _, sub := range re.Sub {
		if err := noAssertions(sub); err != nil {
			return err
		}
	}
	return nil
}

// anchor derives from a row's pattern where its matches can begin.
func (d *Detector) anchor(re *syntax.Regexp) Anchor {
	var first [256]bool
	firstBytes(re, &first)
	_, _, at := leadingClass(re)
	literal := leadingLiteral(re) >= ownLiteral
	switch {
	case at:
		return AnchorAt
	case d.Starts != nil:
		return AnchorOwn
	case d.KeywordRequired && !literal:
		return AnchorWeak
	case heads(re, automaton.HeadLen) <= wideHeads:
	case leadingRun(re) == plainRun:
		return AnchorPlain
	case leadingRun(re) == longRun:
		return AnchorLong
	}
	if !literal && countLetters(&first) > wideLetters {
		return AnchorWord
	}
	return AnchorEdge
}

// tokenByte tells the bytes that hold a token together: those of ASCII words, and the signs that the kernel takes for such.
var tokenByte = func() (t [256]bool) {
	for b := range 256 {
		k := byteKind[b]
		t[b] = k != other && k != multi || strings.IndexByte("+-./=~>}", byte(b)) >= 0
	}
	return t
}()

// plainByte tells the letters and digits of ASCII.
var plainByte = func() (t [256]bool) {
	for b := range 256 {
		t[b] = automaton.KindOf(byte(b)) != automaton.Other
	}
	return t
}()

// leadingRun says with what kind of long run every match begins.
func leadingRun(re *syntax.Regexp) runKind {
	tokens, _ := runOf(re, &tokenByte)
	plain, _ := runOf(re, &plainByte)
	switch {
	case tokens >= runLengths[longRun]:
		return longRun
	case plain >= runLengths[plainRun]:
		return plainRun
	case tokens >= runLengths[tokenRun]:
		return tokenRun
	}
	return noRun
}

// runOf is how many of the characters at the beginning of every match are among allowed, at least, and whether all of them are.
func runOf(re *syntax.Regexp, allowed *[256]bool) (n int, all bool) {
	within := func(lo, hi rune) bool {
		for r := lo; r <= hi; r++ {
			if r >= utf8.RuneSelf || !allowed[r] {
				return false
			}
		}
		return true
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if !within(r, r) || re.Flags&syntax.FoldCase != 0 && (r|0x20 == 'k' || r|0x20 == 's') { // they fold beyond ASCII
				return n, false
			}
			n++
		}
		return n, true
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			if !within(re.Rune[i], re.Rune[i+1]) {
				return 0, false
			}
		}
		return 1, true
	case syntax.OpCapture:
		return runOf(re.Sub[0], allowed)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			k, all := runOf(sub, allowed)
			if n += k; !all {
				return n, false
			}
		}
		return n, true
	case syntax.OpAlternate:
		n, all = runOf(re.Sub[0], allowed)
		for _, sub := range re.Sub[1:] {
			k, a := runOf(sub, allowed)
			n, all = min(n, k), all && a
		}
		return n, all
	case syntax.OpStar, syntax.OpQuest, syntax.OpPlus, syntax.OpRepeat:
		k, all := runOf(re.Sub[0], allowed)
		switch {
		case re.Op == syntax.OpPlus || re.Op == syntax.OpRepeat && re.Min == 1:
			return k, all
		case re.Op == syntax.OpRepeat && re.Min > 1 && all:
			return k * re.Min, true
		case re.Op == syntax.OpRepeat && re.Min > 1:
			return k, false
		}
		return 0, all
	case syntax.OpEmptyMatch:
		return 0, true
	}
	return 0, false
}

// heads is how many beginnings of n characters the matches have, more or less; optional characters count as if they stood.
func heads(re *syntax.Regexp, n int) int {
	const enough = 1 << 40
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return 1 << min(n, len(re.Rune))
		}
		return 1
	case syntax.OpCharClass:
		k := 0
		for i := 0; i+1 < len(re.Rune); i += 2 {
			k += int(re.Rune[i+1]-re.Rune[i]) + 1
		}
		return k
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 256
	case syntax.OpCapture:
		return heads(re.Sub[0], n)
	case syntax.OpConcat:
		k := 1
		for _, sub := range re.Sub {
			if n <= 0 {
				break
			}
			k = min(k*heads(sub, n), enough)
			n -= max(1, minLength(sub))
		}
		return k
	case syntax.OpAlternate:
		k := 0
		for _, sub := range re.Sub {
			k = min(k+heads(sub, n), enough)
		}
		return k
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		k, one := 1, heads(re.Sub[0], n)
		times := n
		if re.Op == syntax.OpQuest {
			times = 1
		} else if re.Op == syntax.OpRepeat && re.Max > 0 {
			times = min(n, re.Max)
		}
		for range times {
			k = min(k*one, enough)
		}
		return k
	}
	return 1
}

// hasLetter says whether a match can hold a letter of ASCII.
func hasLetter(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return true
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if r < 0x80 && (byteKind[r] == lower || byteKind[r] == upper) {
				return true
			}
		}
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1] && r < 0x80; r++ {
				if byteKind[r] == lower || byteKind[r] == upper {
					return true
				}
			}
		}
	}
	for _, sub := range re.Sub {
		if hasLetter(sub) {
			return true
		}
	}
	return false
}

// leadingClass recognises CLASS{1,n}@...: the bytes of the class, and n.
func leadingClass(re *syntax.Regexp) (class [256]bool, most int, ok bool) {
	for re.Op == syntax.OpCapture {
		re = re.Sub[0]
	}
	if re.Op != syntax.OpConcat || len(re.Sub) < 2 {
		return class, 0, false
	}
	head, next := re.Sub[0], re.Sub[1]
	if next.Op != syntax.OpLiteral || next.Rune[0] != '@' || head.Op != syntax.OpRepeat || head.Min != 1 || head.Max < 1 || head.Sub[0].Op != syntax.OpCharClass {
		return class, 0, false
	}
	r := head.Sub[0].Rune
	most = head.Max
	for i := 0; i+1 < len(r); i += 2 {
		for c := r[i]; c <= r[i+1] && c < 0x80; c++ {
			class[c] = true
		}
		if r[i+1] >= 0x80 {
			most = head.Max * 4
			for c := 0x80; c < 256; c++ {
				class[c] = true
			}
		}
	}
	return class, most, !class['@']
}

// leadingLiteral is with how many characters every match begins that the pattern spells out; of alternatives the fewest.
func leadingLiteral(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCapture:
		return leadingLiteral(re.Sub[0])
	case syntax.OpConcat:
		n := 0
		for _, sub := range re.Sub {
			n += leadingLiteral(sub)
			if sub.Op != syntax.OpLiteral {
				break
			}
		}
		return n
	case syntax.OpAlternate:
		n := leadingLiteral(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			n = min(n, leadingLiteral(sub))
		}
		return n
	case syntax.OpRepeat:
		if re.Min > 0 {
			return leadingLiteral(re.Sub[0])
		}
	case syntax.OpPlus:
		return leadingLiteral(re.Sub[0])
	}
	return 0
}

// minLength is the fewest characters that a match has.
func minLength(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return minLength(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min * minLength(re.Sub[0])
	case syntax.OpConcat:
		n := 0
		for _, s := range re.Sub {
			n += minLength(s)
		}
		return n
	case syntax.OpAlternate:
		n := minLength(re.Sub[0])
		for _, s := range re.Sub[1:] {
			n = min(n, minLength(s))
		}
		return n
	}
	return 0
}

// maxLength is the most bytes that a match has, or more than MaxMatch.
func maxLength(re *syntax.Regexp) int {
	const endless = MaxMatch + 1
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune) * utf8.UTFMax
	case syntax.OpCharClass:
		if n := len(re.Rune); n > 0 && re.Rune[n-1] < utf8.RuneSelf {
			return 1
		}
		return utf8.UTFMax
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return utf8.UTFMax
	case syntax.OpStar, syntax.OpPlus:
		return endless
	case syntax.OpRepeat:
		if re.Max < 0 {
			return endless
		}
		return min(re.Max*maxLength(re.Sub[0]), endless)
	case syntax.OpAlternate:
		n := 0
		for _, s := range re.Sub {
			n = max(n, maxLength(s))
		}
		return n
	}
	n := 0
	for _, s := range re.Sub {
		n = min(n+maxLength(s), endless)
	}
	return n
}
