//go:build ignore

// Gen writes the files that the command is measured on: go run ./bench/gen.go -out DIR -size MB
//
//	people.csv   every row is a person, all of whose cells are personal data
//	sparse.csv   orders; one row in a thousand holds one value worth finding
//	clean.jsonl  a service's log, with nothing but addresses of private networks in it
//
// All of it is invented and made from a seed: the same files each time, a smaller file being the head of a larger one.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"hash/crc32"
	"log"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "", "folder to write to")
	size := flag.Int("size", 100, "how large a file is, in MB")
	flag.Parse()
	if *out == "" || flag.NArg() > 0 {
		log.Fatal("usage: gen -out DIR [-size MB]")
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		log.Fatal(err)
	}
	for _, f := range []struct {
		name, header string
		row          func(r *rand.Rand, n int) string
	}{
		{"people.csv", "id,first_name,last_name,email,phone,ssn,card_number,date_of_birth,street,balance,remark,created_at\n", person},
		{"sparse.csv", "id,article,region,quantity,price,state,session,created_at,updated_at,reference,comment,flag\n", order},
		{"clean.jsonl", "", event},
	} {
		if err := write(filepath.Join(*out, f.name), *size*1e6, f.header, f.row); err != nil {
			log.Fatal(err)
		}
	}
}

// write makes a file of whole rows, the last of which reaches size.
func write(name string, size int, header string, row func(*rand.Rand, int) string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	r := rand.New(rand.NewPCG(uint64(crc32.ChecksumIEEE([]byte(filepath.Base(name)))), 1))
	written, _ := w.WriteString(header)
	for n := 1; written < size; n++ {
		k, _ := w.WriteString(row(r, n))
		written += k
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

var (
	firstNames = strings.Fields("Alice Martin Sofia Daniel Emma Thomas Julia Peter Laura David Anna Michael Clara Simon Helen Oliver Maria Robert Nina Lucas")
	lastNames  = strings.Fields("Walker Fischer Moreno Bennett Larsen Dubois Novak Carter Romano Hughes Keller Mitchell Jensen Fournier Weber Collins Santos Parker")
	domains    = strings.Fields("quillharbour.net thornwick-post.com ostervald.org brambleforge.io")
	streets    = strings.Fields("Linden Harbour Mill Orchard Station Chestnut Meadow Bridge Church Park")
	kinds      = strings.Fields("Street Road Lane Avenue Drive")
	words      = strings.Fields(`account order shipped pending invoice window garden river market summer winter table report update system network
		customer region level status value metric hour daily weekly paper north yellow timber signal`)
	levels = strings.Fields("info info info debug warn")
	states = []int{200, 200, 200, 201, 204, 304, 404, 500}
)

const (
	upper    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower    = "abcdefghijklmnopqrstuvwxyz"
	decimal  = "0123456789"
	alphanum = upper + lower + decimal
)

func person(r *rand.Rand, n int) string {
	first, last := pick(r, firstNames), pick(r, lastNames)
	return fmt.Sprintf("%d,%s,%s,%s,%s,%s,%s,%04d-%02d-%02d,%d %s %s,%.2f,%s,%s\n", n, first, last, email(r, first, last), phone(r), ssn(r), card(r),
		1940+r.IntN(65), 1+r.IntN(12), 1+r.IntN(28), 1+r.IntN(9998), pick(r, streets), pick(r, kinds), r.Float64()*9999, some(r, 5), moment(r))
}

func order(r *rand.Rand, n int) string {
	comment := some(r, 6)
	if n%1000 == 0 {
		comment += " " + secret(r)
	}
	return fmt.Sprintf("%d,ART-%06d,%s,%d,%.2f,%s,%s,%s,%s,%s,%s,%d\n", n, r.IntN(1e6), pick(r, words), r.IntN(500), r.Float64()*999, pick(r, words),
		uuid(r), moment(r), moment(r), draw(r, decimal, 9), comment, r.IntN(2))
}

func event(r *rand.Rand, _ int) string {
	return fmt.Sprintf(`{"time":"%s","level":"%s","service":"%s","trace":"%s","message":"%s","path":"/api/v1/%s/%d","took_ms":%.3f,"bytes":%d,"host":"10.%d.%d.%d","status":%d}`+"\n",
		moment(r), pick(r, levels), pick(r, words), uuid(r), some(r, 8), pick(r, words), r.IntN(1e6), r.Float64()*900, r.IntN(1e6),
		r.IntN(256), r.IntN(256), 1+r.IntN(254), pick(r, states))
}

// secret is one value of some kind with what may be written before it.
func secret(r *rand.Rand) string {
	switch r.IntN(7) {
	case 0:
		return email(r, pick(r, firstNames), pick(r, lastNames))
	case 1:
		return "ssn " + ssn(r)
	case 2:
		return "card number " + card(r)
	case 3:
		return "phone " + phone(r)
	case 4:
		return "iban " + iban(r)
	case 5:
		return "aws_access_key_id=AKIA" + draw(r, upper+"234567", 16) + " aws_secret_access_key=" + draw(r, alphanum+"+/", 40)
	}
	return "token ghp" + "_" + draw(r, alphanum, 36)
}

func email(r *rand.Rand, first, last string) string {
	return strings.ToLower(first+"."+last) + draw(r, decimal, 3) + "@" + pick(r, domains)
}

func phone(r *rand.Rand) string {
	return fmt.Sprintf("(%d) %d-%04d", 201+r.IntN(788), 200+r.IntN(799), r.IntN(10000))
}

func ssn(r *rand.Rand) string {
	return fmt.Sprintf("%03d-%02d-%04d", 1+r.IntN(665), 1+r.IntN(99), 1+r.IntN(9999))
}

// card is a number of 16 digits with a valid check digit (ISO/IEC 7812).
func card(r *rand.Rand) string {
	n := pick(r, []string{"4539", "4716", "5217", "5412"}) + draw(r, decimal, 11)
	sum := 0
	for i, c := range n {
		d := int(c-'0') * (2 - i%2)
		sum += d/10 + d%10
	}
	return n + fmt.Sprint((10-sum%10)%10)
}

// iban is a German account number with valid check digits (ISO 13616).
func iban(r *rand.Rand) string {
	account := draw(r, decimal, 18)
	n, _ := new(big.Int).SetString(account+"131400", 10) // D E 0 0
	return fmt.Sprintf("DE%02d%s", 98-new(big.Int).Mod(n, big.NewInt(97)).Int64(), account)
}

func moment(r *rand.Rand) string {
	return fmt.Sprintf("2026-%02d-%02dT%02d:%02d:%02dZ", 1+r.IntN(12), 1+r.IntN(28), r.IntN(24), r.IntN(60), r.IntN(60))
}

func uuid(r *rand.Rand) string {
	a, b := r.Uint64(), r.Uint64()
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xffff, a&0xffff, b>>48, b&0xffffffffffff)
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func some(r *rand.Rand, n int) string {
	w := make([]string, n)
	for i := range w {
		w[i] = pick(r, words)
	}
	return strings.Join(w, " ")
}

// draw makes a text of n of the given bytes.
func draw(r *rand.Rand, from string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = from[r.IntN(len(from))]
	}
	return string(b)
}
