package detectors

import (
	"slices"

	"github.com/pii-scan/pii-scan/detectors/checksum"
)

// A brand of payment cards: the first six digits from low to high, and its lengths.
type brand struct {
	low, high int
	lengths   uint32 // bit n: cards of n digits
	// How much the prefix says on its own.
	rank prefixRank
}

type prefixRank uint8

const (
	weak   prefixRank = iota // needs a keyword
	middle                   // stands alone where it is written in groups
	strong                   // stands alone with 14 to 16 digits
)

const (
	of13 uint32 = 1 << (13 + iota)
	of14
	of15
	of16
	of17
	of18
	of19
	of16to19 = of16 | of17 | of18 | of19
	of12to19 = 1<<12 | of13 | of14 | of15 | of16to19
)

// brands are the issuers' prefixes; the first that fits counts.
// https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN)
var brands = []brand{
	{400000, 499999, of16, strong},        // Visa
	{400000, 499999, of13 | of19, middle}, // Visa, legacy and long
	{510000, 559999, of16, strong},        // Mastercard
	{222100, 272099, of16, strong},        // Mastercard
	{340000, 349999, of15, strong},        // American Express
	{370000, 379999, of15, strong},        // American Express
	{601100, 601199, of16, strong},        // Discover
	{644000, 659999, of16, strong},        // Discover; Troy, RuPay, Elo
	{601100, 601199, of16to19, middle},
	{644000, 659999, of16to19, middle},
	{300000, 305999, of14, strong}, // Diners Club
	{309500, 309599, of14, strong},
	{360000, 369999, of14, strong},
	{380000, 399999, of14, middle},
	{300000, 305999, of15 | of16to19, weak},
	{360000, 369999, of15 | of16to19, weak},
	{380000, 399999, of15 | of16to19, weak}, // with Hipercard
	{352800, 358999, of16, strong},          // JCB
	{352800, 358999, of16to19, middle},
	{180000, 180099, of15, middle},             // JCB, older
	{213100, 213199, of15, middle},             // JCB, older
	{620000, 629999, of16, strong},             // UnionPay
	{620000, 629999, of16to19, middle},         // UnionPay
	{810000, 829999, of16to19, middle},         // UnionPay, RuPay
	{220000, 220499, of16to19, middle},         // Mir
	{979200, 979299, of16, middle},             // Troy
	{501900, 501999, of16, middle},             // Dankort
	{606282, 606282, of16, middle},             // Hipercard
	{500000, 509999, of12to19, weak},           // Maestro, Elo, Verve, RuPay
	{560000, 589999, of12to19, weak},           // Maestro
	{600000, 609999, of16, weak},               // RuPay
	{630000, 639999, of12to19, weak},           // Maestro, Elo
	{670000, 679999, of12to19, weak},           // Maestro
	{60400, 60499, of12to19, weak},             // Maestro
	{100000, 199999, of15, weak},               // UATP
	{201400, 201999, of15, weak},               // Diners Club enRoute, and what generators of test data give out as such
	{214900, 214999, of15, weak},               // Diners Club enRoute
	{300000, 399999, of14 | of15 | of16, weak}, // travel and entertainment: issuers of the past (ISO/IEC 7812, major industry 3)
	{400000, 499999, of18, weak},               // Switch
}

// publicCards are test numbers of card brands, payment services and Macie's documentation: nobody's.
// https://docs.aws.amazon.com/macie/latest/user/mdis-reference-financial.html
var publicCards = []uint64{
	4222222222222, 4911830000000,
	30569309025904, 34343434343434, 36148900647913, 36700102000000, 38520000023237,
	122000000000003, 371449635398431, 378282246310005, 378734493671000,
	2222405343248877, 2222990905257051, 2223003122003222, 2223007648726984, 2223577120017656,
	3528000700000000, 3530111333300000, 3566002020360505,
	4000056655665556, 4000000000000002, 4012888888881881, 4111111111111111, 4242424242424242, 4444333322221111,
	4462030000000000, 4484070000000000, 4917300800000000, 4917610000000000, 5019717010103742,
	5105105105105100, 5111010030175156, 5185540810000019, 5200828282828210, 5204230080000017, 5204740009900014,
	5420923878724339, 5454545454545454, 5455330760000018, 5506900490000436, 5506900490000444, 5506900510000234,
	5506920809243667, 5506922400634930, 5506927427317625, 5553042241984105, 5555553753048194, 5555555555554444,
	5610591081018250, 6011000400000000, 6011000990139424, 6011111111111117, 6331101999990016, 6759649826438453,
	630490017740292441, 630495060000000000, 4917610000000000003, 6799990100000000019,
}

// validCard accepts the number of a payment card: a brand's prefix and length, Luhn, at least four different digits, one
// separator throughout, and not one of the public test numbers.
func validCard(b []byte) bool {
	_, ok := cardRank(b)
	return ok
}

// validCardAlone accepts cards that need no keyword.
func validCardAlone(b []byte) bool {
	rank, ok := cardRank(b)
	return ok && (rank == strong || rank == middle && cardGroups(b))
}

// weighCardAlone prefers cards that are written in groups.
func weighCardAlone(v Value) float64 {
	if cardGroups(v.Bytes()) {
		return 0.1
	}
	return -0.1
}

func cardRank(b []byte) (prefixRank, bool) {
	var buf [maxNumber]byte
	d, same := compact(&buf, b)
	if !same || len(d) < 12 || len(d) > 19 || distinct(d) < 4 || !checksum.Luhn(d) {
		return weak, false
	}
	if len(d) == 13 && d[0] == '9' && d[1] == '7' && d[2] >= '8' { // a book's number
		return weak, false
	}
	prefix, length := decimal(d[:6]), uint32(1)<<len(d)
	for _, r := range brands {
		if prefix >= r.low && prefix <= r.high && r.lengths&length != 0 {
			return r.rank, !publicCard(d)
		}
	}
	return weak, false
}

func publicCard(d []byte) bool {
	var n uint64
	for _, c := range d {
		n = n*10 + uint64(c-'0')
	}
	return slices.Contains(publicCards, n)
}

// cardGroups tells whether a number is written as cards are: in fours with what remains, or 4-6-5 and 4-6-4.
func cardGroups(b []byte) bool {
	var groups [6]int
	n := 0
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9':
			groups[n]++
		case groups[n] > 0:
			if n++; n == len(groups) {
				return false
			}
		}
	}
	if n == 2 {
		return groups[0] == 4 && groups[1] == 6 && (groups[2] == 5 || groups[2] == 4)
	}
	for i := range n {
		if groups[i] != 4 {
			return false
		}
	}
	return n >= 3 && groups[n] <= 4
}
