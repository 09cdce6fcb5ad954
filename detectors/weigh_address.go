package detectors

import (
	"bytes"

	"github.com/pii-scan/pii-scan/detectors/names"
	"github.com/pii-scan/pii-scan/text"
)

// addressAlone is what an address starts with.
const addressAlone = 0.10

// weighAddress adds what an address consists of and what stands around it.
func weighAddress(v Value) float64 {
	b := v.Bytes()
	score := addressFieldSays(v.Name)
	whole := wholeField(v)
	a, ok := readAddress(b)
	if !ok {
		if whole && wholeAddress(b) {
			return score + 0.15
		}
		return nameNever
	}
	switch {
	case a.post:
		score += 0.40
	case a.sure:
		score += 0.40
	case a.street:
		score += 0.22
	}
	if a.unit {
		score += 0.15
	}
	if a.postcode {
		score += 0.18
		if a.state {
			score += 0.10
		}
	}
	switch {
	case a.place:
		score += 0.15
	case a.named && a.postcode:
		score += 0.10
	}
	if whole {
		return score + 0.15
	}
	if v.End < len(v.Text) && (v.Text[v.End] == '/' || v.Text[v.End] == '(' || v.Text[v.End] == '%' || v.Text[v.End] == ':') ||
		v.Start > 0 && bytes.IndexByte([]byte("/.:#-_$=+("), v.Text[v.Start-1]) >= 0 {
		score -= 0.25
	}
	if nearCode(v.Text, v.Start, v.End) {
		score -= 0.25
	}
	if !a.street && !a.post && !a.postcode && !a.unit {
		score -= 0.10
	}
	return score
}

// wholeField says whether a value is all of its field but for spaces.
func wholeField(v Value) bool {
	return v.Start <= 8 && len(v.Text)-v.End <= 8 && len(bytes.TrimSpace(v.Text[:v.Start])) == 0 && len(bytes.TrimSpace(v.Text[v.End:])) == 0
}

// wholeAddress says whether a field that is called an address can hold one: two words at least, one of letters, and a
// number or a street's word.
func wholeAddress(b []byte) bool {
	if len(b) < 6 || bytes.ContainsAny(b, "@{}<>=|\\_") || bytes.Contains(b, []byte("://")) {
		return false
	}
	digits, words, spoken, street := 0, 0, false, false
	for w := range bytes.FieldsSeq(b) {
		words++
		n, letters := digits, 0
		for _, c := range w {
			switch byteKind[c] {
			case lower, upper, multi:
				letters++
			case digit:
				digits++
			}
		}
		spoken = spoken || letters >= 3 && n == digits
		street = street || streetKind(bytes.TrimRight(w, ",")) != streetNone
	}
	return words >= 2 && spoken && (digits > 0 || street)
}

// addressFieldSays is what the name of a field says: of email_address, ip address and address type the first or last word decides.
func addressFieldSays(n *text.Name) float64 {
	if n == nil {
		return 0
	}
	var buf [maxFieldWords]text.Span
	var folded [64]byte
	for _, s := range fieldNameWords(n.Text, buf[:0]) {
		if notPostal[string(names.AppendFold(folded[:0], n.Text[s.Start:s.End]))] {
			return nameNever
		}
	}
	return 0
}

// notPostal are words beside which "address" is no postal one.
var notPostal = map[string]bool{
	"email": true, "mail": true, "ip": true, "ipv": true, "mac": true, "web": true, "url": true, "wallet": true, "contract": true, "memory": true, "bitcoin": true, "btc": true, "eth": true,
	"crypto": true, "host": true, "hardware": true, "network": true, "bus": true, "token": true, "type": true, "id": true, "status": true, "verified": true, "count": true, "key": true,
	"remote": true, "server": true, "source": true, "dest": true, "destination": true, "listen": true, "bind": true, "hash": true, "deposit": true, "sender": true,
}
