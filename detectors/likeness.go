package detectors

//go:generate go run likeness_gen.go

// likeness says how much b looks like words rather than like a random token: the mean, over the pairs of neighbouring characters, of the
// logarithm to the base of 2 of how much likelier a pair is in the words of programs than in random tokens. Words have about 1, random
// tokens about -1. Case counts only where a lower-case letter is followed by a capital, which begins a word.
func likeness(b []byte) float64 {
	const symbols = 28
	const numeral, edge = 26, 27
	sum, pairs, prev := 0, 0, edge
	to := func(s int) {
		if s != edge || prev != edge {
			sum += int(likenessTable[prev*symbols+s]) - 'O'
			pairs++
			prev = s
		}
	}
	before := other
	for _, c := range b {
		kind := byteKind[c]
		switch kind {
		case lower:
			to(int(c - 'a'))
		case upper:
			if before == lower {
				to(edge)
			}
			to(int(c - 'A'))
		case digit:
			to(numeral)
		default:
			to(edge)
		}
		before = kind
	}
	to(edge)
	if pairs == 0 {
		return 0
	}
	return float64(sum) / 4 / float64(pairs)
}
