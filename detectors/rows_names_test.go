package detectors

import (
	"strings"
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

// nameEngine knows names and addresses alone.
func nameEngine(t testing.TB) *Engine {
	t.Helper()
	e, err := New(nameRows)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestNameFields looks at fields with a name: a value that is marked is found as a whole.
func TestNameFields(t *testing.T) {
	e := nameEngine(t)
	tests := []struct{ id, path, value string }{
		{"NAME", "first_name", "«Leonie»"},
		{"NAME", "lastName", "«Harper»"},
		{"NAME", "Nachname", "«Brzozkowiak»"},
		{"NAME", "apellido 1", "«Uribarri»"},
		{"NAME", "surname", " «Al-Masri» "},
		{"NAME", "patient", "«Okafor»"},
		{"NAME", "FULL NAME", "«Ruiz Ortega, Marta»"},
		{"NAME", "employees.name", "«Hollis»"},
		{"NAME", "name", "«Katherine»"},
		{"NAME", "owner", "«Sofia Lindqvist»"},
		{"NAME", "city_manager", "«Whitfield»"},
		{"NAME", "name", "Sandstone"},
		{"NAME", "name", "Florence"},
		{"NAME", "first_name", "Unknown"},
		{"NAME", "first_name", "n/a"},
		{"NAME", "last_name", "42"},
		{"NAME", "product_name", "Victoria"},
		{"NAME", "product.name", "Katherine"},
		{"NAME", "company", "Johnson Controls"},
		{"NAME", "customer_city", "Lincoln"},
		{"NAME", "hostname", "Athena"},
		{"NAME", "customer.status", "Active"},
		{"NAME", "comment", "written by «Sofia Lindqvist» in May"},
		{"NAME", "comment", "Katherine"},
		{"NAME", "package manager", "Bun"},
		{"NAME", "user_agent", "Mozilla"},
		{"ADDRESS", "address", "«Piermont Hollow 178, 2nd door»"},
		{"ADDRESS", "street", "«Wielka 7»"},
		{"ADDRESS", "billing_address.line1", "«15 Rue Haute»"},
		{"ADDRESS", "address", "«12 Long Meadow Street, Bath BA2 4QF»"},
		{"ADDRESS", "address", "Boston"},
		{"ADDRESS", "email_address", "Box 12 North Gate"},
		{"ADDRESS", "ip address", "10.2.0.1"},
		{"ADDRESS", "address_type", "Home 1 or 2"},
		{"ADDRESS", "address", "0x7ffe 12ab"},
		{"ADDRESS", "comment", "Version 2 of 3"},
	}
	for _, test := range tests {
		var name *text.Name
		for _, part := range strings.Split(test.path, ".") {
			name = &text.Name{Text: part, Parent: name}
		}
		plain, want := marks(test.value)
		seg := plainSegment(plain)
		seg.Layout = oneName{name}
		got := map[text.Span]int{}
		for _, c := range e.Matcher().Scan(seg, nil) {
			if c.Detector.ID == test.id && c.Score >= Reported {
				got[text.Span{Start: c.Start, End: c.End}]++
			}
		}
		ok := len(got) == len(want)
		for _, w := range want {
			ok = ok && got[w] == 1
		}
		if !ok {
			t.Errorf("%s %q under %s: found %v", test.id, test.value, test.path, got)
		}
	}
}

func TestFieldNameKind(t *testing.T) {
	for name, want := range map[string]fieldKind{
		"first_name": fieldPersonName, "lastName": fieldPersonName, "LAST NAME": fieldPersonName, "Prénom": fieldPersonName, "apellido_2": fieldPersonName,
		"contact name": fieldPersonName, "nombre_paciente": fieldPersonName, "manager": fieldPerson, "city_manager": fieldPerson, "name": fieldNaming, "Nom": fieldNaming,
		"nazwisko": fieldPersonName, "display_name": fieldThing, "product name": fieldThing, "customer_city": fieldThing, "name_of_company": fieldThing, "customer_id": fieldThing,
		"contact_email": fieldThing, "tier name": fieldUnknown, "comment": fieldText, "release notes": fieldText, "Package manager": fieldThing, "store manager": fieldPerson, "": fieldUnknown, "42": fieldUnknown, "x": fieldUnknown,
	} {
		if got := fieldNameKind(name); got != want {
			t.Errorf("%q: %d, want %d", name, got, want)
		}
	}
}

func TestCutName(t *testing.T) {
	for _, marked := range []string{
		"«Laura Fitzgerald»", "Mr. «Brown»", "Prof. Dr. «Ilse Brandt»", "Dear «Anna»", "Dear Mrs «O'Neill»", "my «Otto»", "name is «Teresa»", "Nombre: «Pilar»",
		`first_name="«Ines»`, "I'm «Paula»", "«Marta» said", "«Marta»'s", "«Tomás», can", "«Rosa»!", "«Kofi»: ", "«Daniel», Martin", "«Kruk, Agata»", "«Ludwig van Dam»", "«Marie-Luise»?",
		"Ich bin «Hannelore»", "name is «anna nowak»", "llamo «pilar»", "«Gwendolyn»", "m'appelle «Odile»",
	} {
		plain, want := marks(marked)
		if start, end := cutName([]byte(plain)); start != int(want[0].Start) || end != int(want[0].End) {
			t.Errorf("%s: [%d:%d] %q", marked, start, end, plain[start:max(start, end)])
		}
	}
}

// FuzzNames makes sure that whatever text there is, the checks stay inside it, and a cut value is inside its match.
func FuzzNames(f *testing.F) {
	for i := range nameRows {
		for _, s := range append(nameRows[i].Finds, nameRows[i].Ignores...) {
			plain, _ := marks(s)
			f.Add(plain)
		}
	}
	f.Add("Ó.’-é, \xff'")
	e := nameEngine(f)
	f.Fuzz(func(t *testing.T, s string) {
		b := []byte(s)
		if len(b) == 0 {
			return
		}
		if from, to := cutName(b); from < 0 || from > len(b) || to > len(b) {
			t.Fatalf("cut [%d:%d] of %q", from, to, s)
		}
		wholeName(b)
		wholeAddress(b)
		readAddress(b)
		fieldNameKind(s)
		for _, id := range []func(Value) float64{weighName, weighAddress} {
			id(Value{Text: b, Start: len(b) / 3, End: len(b) - len(b)/4})
		}
		for _, c := range e.Matcher().Scan(plainSegment(s), nil) {
			if c.Start < c.From || c.End <= c.Start || int(c.End) > len(b) {
				t.Fatalf("candidate [%d:%d] from %d in %q", c.Start, c.End, c.From, s)
			}
		}
	})
}
