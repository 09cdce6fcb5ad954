//go:build ignore

// Gen writes the sample files: go run ./samples/gen.go -out DIR
//
// All of it is invented: people, addresses and companies do not exist, check digits are computed. Keys and tokens are made
// at run time from a seed, so that none stands whole in the repository; the file that holds them, config.env, is therefore
// left out with -committed, and is not among the committed samples.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"hash/crc32"
	"log"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "", "folder to write to")
	committed := flag.Bool("committed", false, "leave out what holds keys and tokens")
	flag.Parse()
	if *out == "" || flag.NArg() > 0 {
		log.Fatal("usage: gen -out DIR [-committed]")
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		log.Fatal(err)
	}
	for _, f := range []struct {
		name   string
		make   func(*rand.Rand) []byte
		secret bool
	}{
		{"people.csv", people, false},
		{"orders.jsonl", orders, false},
		{"payroll.xlsx", payroll, false},
		{"app.log", appLog, false},
		{"config.env", configEnv, true},
		{"notes.txt", notes, false},
		{"backup.tar.gz", backup, false},
		{"clean.md", clean, false},
		{"broken.zip", broken, false},
	} {
		if f.secret && *committed {
			continue
		}
		// Each file has a seed of its own, so that a change to one leaves the others as they are.
		r := rand.New(rand.NewPCG(uint64(crc32.ChecksumIEEE([]byte(f.name))), 1))
		if err := os.WriteFile(filepath.Join(*out, f.name), f.make(r), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

var (
	firstNames = strings.Fields(`Alice Martin Sofia Daniel Emma Thomas Julia Peter Laura David Anna Michael Clara Simon Helen
		Oliver Maria Robert Nina Lucas Diana Andrew Eva Paul Sarah`)
	lastNames = strings.Fields(`Walker Fischer Moreno Bennett Larsen Dubois Novak Carter Romano Hughes Keller Mitchell Jensen
		Fournier Weber Collins Santos Parker Lindgren Morris Schneider Turner Ricci Foster Hansen`)
	domains = []string{"quillharbour.net", "thornwick-post.com", "ostervald.org", "brambleforge.io"}
	streets = []string{"Linden Street", "Harbour Road", "Mill Lane", "Orchard Avenue", "Station Road", "Chestnut Drive"}
	cities  = []string{"Boston, MA 02118", "Denver, CO 80203", "Portland, OR 97205", "Austin, TX 78704", "Chicago, IL 60614"}
	goods   = []string{"desk lamp", "oak shelf", "tea kettle", "wool blanket", "garden chair", "bread knife"}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// person is the i-th of a list in which no name comes twice.
func person(i int) (first, last string) {
	return firstNames[i%len(firstNames)], lastNames[(i*7+i/len(firstNames))%len(lastNames)]
}

func email(r *rand.Rand, first, last string) string {
	return strings.ToLower(first[:1]+last) + fmt.Sprint(r.IntN(90)+10) + "@" + pick(r, domains)
}

// publicIP is an address of a block in ordinary use.
func publicIP(r *rand.Rand) string {
	return fmt.Sprintf("%d.%d.%d.%d", pick(r, []int{23, 45, 62, 81, 93, 151, 178, 217}), r.IntN(256), r.IntN(256), 1+r.IntN(254))
}

func digits(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + r.IntN(10))
	}
	return string(b)
}

// card is a number with a valid check digit (ISO/IEC 7812) in groups of four.
func card(r *rand.Rand) string {
	body := pick(r, []string{"4539", "4716", "5217", "5412"}) + digits(r, 11)
	sum := 0
	for i, c := range body {
		d := int(c - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	n := body + fmt.Sprint((10-sum%10)%10)
	return n[:4] + " " + n[4:8] + " " + n[8:12] + " " + n[12:]
}

// iban is a German account number with valid check digits (ISO 13616).
func iban(r *rand.Rand) string {
	account := fmt.Sprint(1+r.IntN(8)) + digits(r, 17)
	n, _ := new(big.Int).SetString(account+"131400", 10) // D E 0 0
	check := 98 - new(big.Int).Mod(n, big.NewInt(97)).Int64()
	return fmt.Sprintf("DE%02d%s", check, account)
}

// ssn has an area, group and serial that are given out.
func ssn(r *rand.Rand) string {
	return fmt.Sprintf("%03d-%02d-%04d", 100+r.IntN(500), 1+r.IntN(98), 1+r.IntN(9998))
}

func people(r *rand.Rand) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, "id,first_name,last_name,email,ip_address")
	for i := range 50 {
		first, last := person(i)
		fmt.Fprintf(&b, "%d,%s,%s,%s,%s\n", i+1, first, last, email(r, first, last), publicIP(r))
	}
	return b.Bytes()
}

func orders(r *rand.Rand) []byte {
	type payment struct {
		Card string `json:"card_number,omitempty"`
		IBAN string `json:"iban,omitempty"`
	}
	type order struct {
		Order   int      `json:"order"`
		Item    string   `json:"item"`
		Amount  string   `json:"amount"`
		ShipTo  string   `json:"shipping_address"`
		Payment *payment `json:"payment"`
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for i := range 20 {
		o := order{7000 + i, pick(r, goods), fmt.Sprintf("%d.%02d", 5+r.IntN(90), r.IntN(100)), "", &payment{}}
		o.ShipTo = fmt.Sprintf("%d %s, %s", 10+r.IntN(900), pick(r, streets), pick(r, cities))
		if i%4 == 3 {
			o.Payment.IBAN = iban(r)
		} else {
			o.Payment.Card = card(r)
		}
		must(enc.Encode(o))
	}
	return b.Bytes()
}

func payroll(r *rand.Rand) []byte {
	f := excelize.NewFile()
	defer f.Close()
	must(f.SetSheetName("Sheet1", "Payroll"))
	rows := [][]any{{"Employee", "SSN", "Salary", "Bank account (IBAN)"}}
	for i := range 12 {
		first, last := person(i + 30)
		rows = append(rows, []any{first + " " + last, ssn(r), 40000 + 500*r.IntN(80), iban(r)})
	}
	for i, row := range rows {
		must(f.SetSheetRow("Payroll", fmt.Sprintf("A%d", i+1), &row))
	}
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

func appLog(r *rand.Rand) []byte {
	var b bytes.Buffer
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for i := range 40 {
		at = at.Add(time.Duration(1+r.IntN(90)) * time.Second)
		first, last := person(i + 10)
		line := fmt.Sprintf("GET /articles/%d 200 %dms", r.IntN(500), 2+r.IntN(80))
		switch {
		case i%10 == 4:
			line = "login ok user=" + email(r, first, last) + " client_ip=" + publicIP(r)
		case i == 17:
			line = "payment form rejected: card number " + card(r) + " has expired"
		}
		fmt.Fprintf(&b, "%s INFO web %s\n", at.Format(time.RFC3339), line)
	}
	return b.Bytes()
}

const (
	alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	upperDigits  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

func random(r *rand.Rand, alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(b)
}

// configEnv holds keys and tokens of formats that services give out, none of which was ever given out.
func configEnv(r *rand.Rand) []byte {
	token := random(r, alphanumeric, 30)
	sum := crc32.ChecksumIEEE([]byte(token))
	var check [6]byte
	for i := 5; i >= 0; i-- {
		check[i] = alphanumeric[sum%62]
		sum /= 62
	}
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = byte(r.IntN(256))
	}
	der, err := x509.MarshalPKCS8PrivateKey(ed25519.NewKeyFromSeed(seed))
	must(err)

	var b bytes.Buffer
	fmt.Fprintln(&b, "# settings of the web shop")
	fmt.Fprintln(&b, "LISTEN=:8080")
	fmt.Fprintln(&b, "LOG_LEVEL=info")
	fmt.Fprintln(&b, "aws_access_key_id="+"AK"+"IA"+random(r, upperDigits, 16))
	fmt.Fprintln(&b, "aws_secret_access_key="+random(r, alphanumeric+"/+", 40))
	fmt.Fprintln(&b, "GITHUB_TOKEN="+"gh"+"p_"+token+string(check[:]))
	fmt.Fprintln(&b, "# signing key")
	must(pem.Encode(&b, &pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	return b.Bytes()
}

func notes(r *rand.Rand) []byte {
	return fmt.Appendf(nil, `Call with the new tenant

The tenant's name is Helen Fournier. She moves in on the first of June and can be
reached by phone at +1 617 482 %s, or by e-mail at %s.
Her present address is 48 Linden Street, Boston, MA 02118.
For the credit check she gave her social security number: %s.

The heating was serviced in March. The key to the cellar hangs behind the door.
`, "39"+digits(r, 2), email(r, "Helen", "Fournier"), ssn(r))
}

func backup(r *rand.Rand) []byte {
	var cards bytes.Buffer
	fmt.Fprintln(&cards, "customer,credit card number")
	for i := range 6 {
		fmt.Fprintf(&cards, "C%03d,%s\n", i+1, card(r))
	}
	var inner bytes.Buffer
	z := zip.NewWriter(&inner)
	w, err := z.Create("cards.csv")
	must(err)
	_, err = w.Write(cards.Bytes())
	must(err)
	must(z.Close())

	var subscribers bytes.Buffer
	for i := range 8 {
		first, last := person(i + 20)
		fmt.Fprintln(&subscribers, email(r, first, last))
	}

	var b bytes.Buffer
	g := gzip.NewWriter(&b)
	t := tar.NewWriter(g)
	for _, m := range []struct {
		name string
		body []byte
	}{
		{"backup/readme.txt", []byte("Weekly copy of the shop's tables.\n")},
		{"backup/subscribers.txt", subscribers.Bytes()},
		{"backup/payments.zip", inner.Bytes()},
	} {
		must(t.WriteHeader(&tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.body)), ModTime: time.Unix(1772400000, 0)}))
		_, err := t.Write(m.body)
		must(err)
	}
	must(t.Close())
	must(g.Close())
	return b.Bytes()
}

func clean(*rand.Rand) []byte {
	return []byte(`# Bread

Mix 500 g of flour with 350 g of water, 10 g of salt and a spoon of starter. Fold four times, thirty minutes apart.
Leave it overnight at 4 degrees. Bake at 240 degrees for 25 minutes under a lid, then 20 minutes without.

| day      | loaves | version |
|----------|--------|---------|
| Monday   | 12     | 1.4.2   |
| Saturday | 40     | 1.4.3   |

The order form is in version 2 since 2026-01-15; ticket 4711-2 has the details.
`)
}

// broken is an archive whose end was cut off, as after a failed upload: neither its directory nor all of its member is there.
func broken(r *rand.Rand) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("stock.csv")
	must(err)
	fmt.Fprintln(w, "item,shelf,pieces")
	for range 400 {
		fmt.Fprintf(w, "%s,%c%d,%d\n", pick(r, goods), 'A'+r.IntN(6), 1+r.IntN(40), r.IntN(200))
	}
	must(z.Close())
	return b.Bytes()[:b.Len()/2]
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
