package detectors

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pii-scan/pii-scan/text"
)

// benchSize is how large a corpus is, in bytes; benchBlock how much of it the engine is given at once.
const (
	benchSize  = 4 << 20
	benchBlock = 128 << 10
)

// pick gives one of some words.
func pick(r *rand.Rand, words string) string {
	w := strings.Fields(words)
	return w[r.IntN(len(w))]
}

const (
	benchFirst = "Anna Bruno Carla David Elena Felix Greta Hugo Ines Jakob Karin Luis Mara Nils Olga Paul Rosa Stefan Tessa Uwe"
	benchLast  = "Abbott Berger Castillo Dubois Eriksen Ferrari Gruber Hansen Ivanov Jansen Keller Lindqvist Moreau Novak Okafor Petrov"
	benchWords = "account order shipped pending invoice window garden river market summer winter table report update system network customer region level status value metric hour daily"
	benchProse = "the a of to and in that it was for on with as his they be at one have this from or had by hot but some what there we can out other were all your when up use word how said an each she which do their time if will way about many then them would write like so these her long make thing see him two has look more day could go come did my sound no most number who over know water than call first people may down side been now find any new work part take get place made live where after back little only round man year came show every good me give our under name very through just form much great think say help low line before turn cause same mean differ move right boy old too does tell sentence set three want air well also play small end put home read hand port large spell add even land here must big high such follow act why ask men change went light kind off need house picture try us again animal point mother world near build self earth father"
	benchOther = "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde sei été être même où très après déjà voilà niño español también después según más están señor году время человек дело жизнь рука слово место"
	benchCode  = "func return if err != nil { } for range := string int byte error type struct interface package import fmt.Println(x) len(b) append(out, v) make([]byte, n) switch case default: defer mu.Unlock() ctx.Done() // comment s.files[i].name http.StatusOK x509.NewCertPool() i++ j < n; 0x7f 1024 \"text\""
)

// corpora are texts by what they stand for; each line is made from a seed.
var corpora = []struct {
	name string
	line func(r *rand.Rand, n int) string
}{
	{"people-csv", func(r *rand.Rand, n int) string {
		a, b := pick(r, benchFirst), pick(r, benchLast)
		return fmt.Sprintf("%d,%s,%s,%s.%s%d@mail.example.org,(%d) %d-%04d,%03d-%02d-%04d,4%015d,19%02d-%02d-%02d,%d %s St,%.2f,%s\n", n, a, b,
			strings.ToLower(a), strings.ToLower(b), r.IntN(999), 201+r.IntN(700), 200+r.IntN(700), r.IntN(10000), 1+r.IntN(665), 1+r.IntN(98), 1+r.IntN(9998),
			r.Int64N(1e15), 40+r.IntN(59), 1+r.IntN(12), 1+r.IntN(27), 1+r.IntN(9998), pick(r, benchLast), r.Float64()*9999, benchSome(r, benchWords, 5))
	}},
	{"json-log", func(r *rand.Rand, _ int) string {
		return fmt.Sprintf(`{"ts":"2026-%02d-%02dT%02d:%02d:%02dZ","level":"info","svc":"%s","trace":"%s","msg":"%s","path":"/api/v1/%s/%d","dur_ms":%.3f,"bytes":%d,"status":200}`+"\n",
			1+r.IntN(12), 1+r.IntN(27), r.IntN(24), r.IntN(60), r.IntN(60), pick(r, benchWords), benchUUID(r), benchSome(r, benchWords, 7), pick(r, benchWords), r.IntN(1e6), r.Float64()*900, r.IntN(1e6))
	}},
	{"source", func(r *rand.Rand, _ int) string {
		return strings.Repeat("\t", 1+r.IntN(4)) + benchSome(r, benchCode, 3+r.IntN(7)) + "\n"
	}},
	{"prose", func(r *rand.Rand, _ int) string { return benchSome(r, benchProse, 12) + ". " }},
	{"prose-utf8", func(r *rand.Rand, _ int) string { return benchSome(r, benchOther, 12) + ". " }},
	{"numeric-csv", func(r *rand.Rand, n int) string {
		return fmt.Sprintf("%d,%d,%.4f,%d,%.2f,%d,%d,%.6f\n", n, r.IntN(1e9), r.Float64(), r.IntN(100), r.Float64()*1e5, r.Int64N(1e14), r.IntN(1e5), r.NormFloat64())
	}},
	{"base64", func(r *rand.Rand, _ int) string { return base64.StdEncoding.EncodeToString(benchBytes(r, 57)) + "\n" }},
	{"hex", func(r *rand.Rand, _ int) string { return hex.EncodeToString(benchBytes(r, 32)) + "\n" }},
	{"minified-json", func(r *rand.Rand, n int) string {
		return fmt.Sprintf(`{"id":%d,"name":"%s","tags":["%s","%s"],"v":[%d,%d,%d],"ok":true},`, n, pick(r, benchWords), pick(r, benchWords), pick(r, benchWords), r.IntN(1e6), r.IntN(1e6), r.IntN(1e6))
	}},
}

// hostile are texts on which a careless engine takes more than linear time.
var hostile = []struct{ name, unit string }{
	{"tokens-in-a-row", "eyJ-"},
	{"jwt-heads", "eyJhbGciOiJIUzI1NiJ9."},
	{"digits", "1234567890"},
	{"digits-apart", "1-"},
	{"digits-dotted", "1.2.3.4."},
	{"digits-spaced", "4 "},
	{"hex-colons", "ab:"},
	{"hex-groups", "deadbeef-"},
	{"at-signs", "a@"},
	{"local-parts", "a.b.c.d.e.f."},
	{"domains", "a@b.c.d.e.f.g."},
	{"one-word", "abcdefghij"},
	{"capitals", "A"},
	{"names", "Anna Berger "},
	{"houses", "12 Main Street "},
	{"keywords", "password: secret key token "},
	{"assignments", `password="x" `},
	{"ibans", "DE89 3704 0044 "},
	{"brackets", "(("},
	{"pluses", "+1 (2"},
	{"dashes", "-----BEGIN "},
	{"seed-words", "abandon ability able "},
	{"foreign", "é"},
	{"broken-utf8", "\xc3\xe2"},
}

func benchSome(r *rand.Rand, words string, n int) string {
	w := strings.Fields(words)
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w[r.IntN(len(w))])
	}
	return b.String()
}

func benchBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func benchUUID(r *rand.Rand) string {
	h := hex.EncodeToString(benchBytes(r, 16))
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// benchRows are the first n of some rows of every kind; all where n is 0.
func benchRows(n int) []Detector {
	if n == 0 {
		return All
	}
	ids := strings.Fields("EMAIL_ADDRESS USA_SOCIAL_SECURITY_NUMBER CREDIT_CARD_NUMBER_(NO_KEYWORD) IP_ADDRESS_V4 IP_ADDRESS_V6 PHONE_NUMBER MAC_ADDRESS IBAN_CODE " +
		"GERMANY_BANK_ACCOUNT_NUMBER AWS_ACCESS_KEY_ID STRIPE_CREDENTIALS GCP_API_KEY PKCS OPENSSH_PRIVATE_KEY JSON_WEB_TOKEN DATE_OF_BIRTH " +
		"UK_NATIONAL_INSURANCE_NUMBER CANADA_SOCIAL_INSURANCE_NUMBER INDIA_AADHAAR_NUMBER SPAIN_NIE_NUMBER FRANCE_NATIONAL_IDENTIFICATION_NUMBER BRAZIL_CPF_NUMBER " +
		"VEHICLE_IDENTIFICATION_NUMBER USA_PASSPORT_NUMBER NPM_TOKEN SENDGRID_API_KEY OPENAI_API_KEY")
	var rows []Detector
	for i := range All {
		if len(rows) < n && slices.Contains(ids, All[i].ID) {
			rows = append(rows, All[i])
		}
	}
	return rows
}

func BenchmarkScan(b *testing.B) {
	for _, rows := range []int{1, 30, 0} {
		e := engine(b, benchRows(rows))
		for _, c := range corpora {
			name := fmt.Sprintf("%s/%d-rows", c.name, len(e.Rows()))
			r := rand.New(rand.NewPCG(7, 8))
			var t []byte
			for n := 0; len(t) < benchSize; n++ {
				t = append(t, c.line(r, n)...)
			}
			b.Run(name, func(b *testing.B) { benchScan(b, e, t) })
		}
	}
}

func BenchmarkHostile(b *testing.B) {
	e := engine(b, All)
	for _, h := range hostile {
		t := []byte(strings.Repeat(h.unit, benchSize/len(h.unit)))
		b.Run(h.name, func(b *testing.B) { benchScan(b, e, t) })
	}
}

// benchScan reports megabytes for each second of processor time, since the clock of a busy machine tells of others.
func benchScan(b *testing.B, e *Engine, t []byte) {
	m := e.Matcher()
	var found []Candidate
	scan := func() {
		for p := 0; p < len(t); p += benchBlock {
			lo, end := max(0, p-1<<10), min(p+benchBlock, len(t))
			hi := min(len(t), end+17<<10)
			seg := &text.Segment{Text: t[lo:hi], Fields: []text.Span{{End: int32(hi - lo)}}, Raw: int32(hi - lo),
				Own: text.Span{Start: int32(p - lo), End: int32(end - lo)}}
			found = m.Scan(seg, found[:0])
		}
	}
	scan()
	b.SetBytes(int64(len(t)))
	b.ReportAllocs()
	before := processorTime(b)
	n := 0
	for b.Loop() {
		scan()
		n++
	}
	b.ReportMetric(float64(len(t)*n)/1e6/(processorTime(b)-before).Seconds(), "MB/cpu-s")
}

func processorTime(b *testing.B) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
