package detectors

import "github.com/pii-scan/pii-scan/detectors/internal/phone"

// (415) 555-2671, 415-555-2671, 1-415-555-2671; with dots; a space first.
func formNorthAmerica(w phone.Written) float64 {
	if w.Groups() == 4 && len(w.Digits()) == 11 {
		w.DropCode(1)
	}
	switch {
	case !w.Grouped(3, 3, 4):
	case w.Bracketed(0):
		return weightForm + 0.10
	case w.Separated('-'), w.Separated('.'):
		return weightForm
	case !w.Separated(' '):
		return weightForm - 0.05
	}
	return 0
}

// (11) 91234-5678, (11) 3123-4567.
func formBrazil(w phone.Written) float64 {
	switch {
	case w.Bracketed(0) && (w.Grouped(2, 5, 4) || w.Grouped(2, 4, 4)):
		return weightForm
	case w.Grouped(2, 5, 4):
		return weightLikely
	}
	return 0
}

// 06 12 34 56 78, with one kind of separator; but not 01 02 03 04 05.
func formFrance(w phone.Written) float64 {
	d := w.Digits()
	switch {
	case w.Grouped(2, 2, 2, 2, 2) && (w.Separated(' ') || w.Separated('.') || w.Separated('-') || w.Separated('/')):
		step := func(i int) int { return int(d[i]-'0')*10 + int(d[i+1]-'0') - int(d[i-2]-'0')*10 - int(d[i-1]-'0') }
		if step(2) == step(4) && step(4) == step(6) && step(6) == step(8) {
			return 0
		}
		return weightForm + 0.05
	case w.Groups() == 1 && (d[1] == '6' || d[1] == '7'):
		return weightLikely
	}
	return 0
}

// (030) 901820; 0151 23456789 only breaks ties.
func formGermany(w phone.Written) float64 {
	d := w.Digits()
	switch {
	case w.Bracketed(0) && d[0] == '0':
		return weightForm - 0.05
	case d[0] == '0' && d[1] == '1' && d[2] >= '5' && d[2] <= '7':
		return weightLikely
	}
	return 0
}

// 347 123 4567 and 06 1234 5678 only break ties.
func formItaly(w phone.Written) float64 {
	if w.Digits()[0] == '3' || w.Grouped(2, 4, 4) || w.Grouped(2, 8) {
		return weightLikely
	}
	return 0
}

// 612 34 56 78, 91 123 45 67.
func formSpain(w phone.Written) float64 {
	if w.Separated(' ') && (w.Grouped(3, 2, 2, 2) || w.Grouped(2, 3, 2, 2)) {
		return weightForm - 0.05
	}
	return 0
}

// 020 7946 0958, 07700 900123, (01632) 960123.
func formBritain(w phone.Written) float64 {
	d := w.Digits()
	switch {
	case d[0] != '0':
	case w.Bracketed(0), w.Separated(' ') && d[1] == '2' && w.Grouped(3, 4, 4),
		w.Separated(' ') && d[1] == '7' && (w.Grouped(5, 6) || w.Grouped(5, 3, 3)):
		return weightForm - 0.05
	case d[1] == '7' && len(d) == 11:
		return weightLikely
	}
	return 0
}
