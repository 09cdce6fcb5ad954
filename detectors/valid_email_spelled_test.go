package detectors

import (
	"testing"

	"github.com/pii-scan/pii-scan/text"
)

// A spelled address counts by itself in a field for addresses; in a text it needs more than an "at".
func TestSpelledEmail(t *testing.T) {
	e, err := New(networkRows)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string // of the field; empty: none
		in   string
		want string // what is reported
	}{
		{"email", "nora.berg at contoso.org", "nora.berg at contoso.org"},
		{"Email", "nberg AT Contoso DOT org", "nberg AT Contoso DOT org"},
		{"e-mail", " nberg (at) contoso (dot) org ", "nberg (at) contoso (dot) org"},
		{"email_to", "nberg[at]mail.contoso[.]org", "nberg[at]mail.contoso[.]org"},
		{"contact.mail", "nberg {at} contoso.org", "nberg {at} contoso.org"},
		{"email", "nberg<at>contoso.org", "nberg<at>contoso.org"},
		{"correo", "nberg arroba contoso punto org", "nberg arroba contoso punto org"},
		{"courriel", "nberg (arobase) contoso (point) org", "nberg (arobase) contoso (point) org"},
		{"email", "nberg @ contoso.org", "nberg @ contoso.org"},
		{"email", "nberg@ contoso.org", "nberg@ contoso.org"},
		{"email", "sales (at) contoso.org", "sales (at) contoso.org"},
		{"email", "nberg@contoso.org", "nberg@contoso.org"},
		{"user", "nberg at contoso.org", ""},
		{"", "nberg at contoso.org", ""},
		{"email", "nberg at contoso", ""},
		{"email", "nberg at contoso.nosuchtld", ""},
		{"email", "nora berg at contoso.org", ""},
		{"email", "nberg at home at contoso.org", ""},
		{"email", "user at example.com", ""},
		{"email", "-nberg at contoso.org", ""},
		{"email", "nberg at contoso..org", ""},
		{"email", "hosted at contoso.org", ""},
		{"email", "available at contoso.org", ""},
		{"email", "the dot at the dot com", ""},
		{"mailSubject", "Giveaway at contoso.org", ""},
		{"email", "jberg", ""},
		{"email", "enabled", ""},
		{"", "e-mail: nberg (at) contoso.org, please", "nberg (at) contoso.org"},
		{"", "my e-mail is nberg at contoso dot org", "nberg at contoso dot org"},
		{"", "send a mail, nberg at contoso.org", ""},
		{"", "mail us at this point now", ""},
		{"", "the mail (at) contoso", ""},
	}
	for _, test := range tests {
		seg := plainSegment(test.in)
		if test.name != "" {
			seg.Layout = oneName{&text.Name{Text: test.name}}
		}
		got := ""
		for _, c := range e.Matcher().Scan(seg, nil) {
			if c.Score >= Reported {
				got += test.in[c.Start:c.End]
			}
		}
		if got != test.want {
			t.Errorf("%q: %q: reported %q, want %q", test.name, test.in, got, test.want)
		}
	}
}

func TestMailbox(t *testing.T) {
	tests := []struct {
		is    bool
		cells []string
	}{
		{true, []string{"jberg", "nora.berg", "nora_berg", "n-berg", "nberg42", "n.m.berg", "kofi", "nora1985", "nora.berg85", "nberg@", "nberg@contoso", "NBerg@contoso,org", "nora.berg@contoso.nosuchtld"}},
		{false, []string{
			"", "x", "abc", "unknown", "Unknown", "none", "N/A", "n/a", "null", "yes", "no", "true", "false", "verified", "pending", "bounced", "refused", "enabled", "withheld",
			"abgemeldet", "desconocido", "no_email", "not-given", "opted-out", "user1", "test2", "n.a.", "-", "...", ".nberg", "nberg.", "nora..berg", "_nberg", "nora berg",
			"Nora", "NBERG", "ABC-123", "a1b2c3d4", "abc12345", "12345", "+1 555 0100", "contoso.org", "www.contoso.org", "support", "home", "see above", "nora,berg", "ñandú",
			"user@example.com", "git@contoso", "noreply@", "none@", "@", "@nberg", "a@b@c", "nberg@contoso.org", "nberg@con toso", "nberg@contoso/org",
		}},
	}
	for _, test := range tests {
		for _, cell := range test.cells {
			if mailbox([]byte(cell)) != test.is {
				t.Errorf("mailbox(%q) is not %v", cell, test.is)
			}
		}
	}
}

func FuzzSpelledEmail(f *testing.F) {
	for _, s := range []string{"nberg (at) contoso (dot) org", "nora.berg at contoso.org", "nberg@ contoso.org", "nberg[at]contoso[.]org", "at at at.at"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, ok := readSpelled(b)
		if !ok {
			return
		}
		if address := string(s.local) + "@" + string(s.domain); !validEmail([]byte(address)) || !isSpelled(b) || isSpelled([]byte(address)) || mailbox(b) {
			t.Errorf("%q is read as %q", b, address)
		}
	})
}
