package detectors

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"
)

func TestTopLevelDomains(t *testing.T) {
	n := 0
	for _, tld := range strings.Fields(tldList) {
		if strings.IndexFunc(tld, func(r rune) bool { return r > 0x7f }) >= 0 {
			continue // the other form of a name that follows as xn--
		}
		n++
		if _, icann := publicsuffix.PublicSuffix("a." + tld); !icann {
			t.Errorf("%s is no top-level domain", tld)
		}
	}
	if n < 1400 {
		t.Errorf("only %d top-level domains", n)
	}
	for in, want := range map[string]bool{
		"com": true, "COM": true, "De": true, "museum": true, "xn--p1ai": true, "рф": true, "ck": true, "test": true,
		"png": false, "js": false, "": false, "co.uk": false, "nosuchtld": false, strings.Repeat("a", 80): false,
	} {
		if got := isTopLevelDomain([]byte(in)); got != want {
			t.Errorf("isTopLevelDomain(%q) = %v, want %v", in, got, want)
		}
	}
}

func TestValidEmail(t *testing.T) {
	for in, want := range map[string]bool{
		"jane.roe@contoso.org": true, "a@b.co": true, "kofi.mensah@example.com": true, "user@acme-demo.io": true, "x_y+z@sub.acme-demo.museum": true,
		"o'brien@acme-demo.ie": true, "jane@Acme-Demo.Com": true, "JANE@ACME-DEMO.COM": true, "root@server.internal": true,
		"user@example.com": false, "USER@mail.example.org": false, "test@acme.test": false, "'jane@acme-demo.io": false, "u'jane@acme-demo.io": false,
		"jane.@acme-demo.io": false, ".jane@acme-demo.io": false, "j..r@acme-demo.io": false, "git@github.com": false, "logo@2x.zip": false,
		"jane@acme-demo.com.Next": false, "jane@acme-demo.png": false, "jane@com": false,
	} {
		if got := validEmail([]byte(in)); got != want {
			t.Errorf("validEmail(%q) = %v, want %v", in, got, want)
		}
	}
}

// TestChecksAllocateNothing holds for the checks that run on ordinary text.
func TestChecksAllocateNothing(t *testing.T) {
	token, basic := []byte(Expand("{alnum:40}")), []byte(Expand("{basic}"))
	for name, check := range map[string]func(){
		"e-mail":   func() { validEmail([]byte("jane.roe@contoso.org")) },
		"IPv4":     func() { validIPv4([]byte("93.184.216.34")) },
		"IPv6":     func() { validIPv6([]byte("2606:2800:220:1:248:1893:25c8:1946")) },
		"MAC":      func() { validMAC([]byte("3c:22:fb:9a:10:4d")) },
		"token":    func() { isSecret(token) },
		"password": func() { isPlainPassword(token) },
		"basic":    func() { validBasicAuth(basic) },
		"CRC":      func() { weighTokenCRC(Value{Text: token, Start: 0, End: len(token)}) },
	} {
		if n := testing.AllocsPerRun(10, check); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func TestWeighIPv4(t *testing.T) {
	// What is marked is weighed.
	for example, want := range map[string]float64{
		"from «93.184.216.34».":        0,
		"http://«93.184.216.34»:80/":   0,
		"«93.184.216.34»/24":           0,
		"93.184.216.30-«93.184.216.4»": 0,
		"Ask «8.8.4.4».Then":           0,
		"«10.1.2.3»":                   -0.30,
		"«172.31.2.3»":                 -0.30,
		"«172.32.2.3»":                 0,
		"«100.127.2.3»":                -0.30,
		"«203.0.113.7»":                -0.30,
		"version «93.184.216.34»":      -0.30,
		"ver: \"«93.184.216.34»\"":     -0.30,
		"Release «93.184.216.34»-beta": -0.30,
		"lib-«93.184.216.34»":          -0.30,
		"«34.216.184.93».in-addr.arpa": -0.30,
		"«4.0.0.0»":                    -0.30,
		"«4.0.0.0»/8":                  0,
		"| «3.6.14.5» |":               -0.30,
		"«3.6.14.5»:8080":              0,
		"version «10.1.2.3»":           -0.60,
		"Chrome/«120.0.10.7»":          -0.50,
		"«1.3.6.1».4.1":                -1,
		"1.3.«6.1.4.1»":                -1,
	} {
		plain, span := marks(example)
		got := weighIPv4(Value{Text: []byte(plain), Start: int(span[0].Start), End: int(span[0].End)})
		if got != want {
			t.Errorf("%s: %v, want %v", example, got, want)
		}
	}
}

func TestParseIPs(t *testing.T) {
	for _, in := range []string{
		"::", "::1", "1::", "1::2", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "1:2", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:",
		"g::1", "", ":", ":::", "2606:2800:220:1:248:1893:25c8:1946", "1::3:4:5:6:7:8", "1:2::3:4:5:6:7:8", "93.184.216.34", "256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1..2.3",
	} {
		compareIP(t, in)
	}
}

func FuzzParseIP(f *testing.F) {
	f.Add("2606:2800::1946")
	f.Add("93.184.216.34")
	f.Fuzz(compareIP)
}

// compareIP reads an address as the standard library does, which also takes zones and tails that look like IPv4.
func compareIP(t *testing.T, s string) {
	ip, err := netip.ParseAddr(s)
	v4, ok := parseIPv4([]byte(s))
	if want := err == nil && ip.Is4(); ok != want || ok && netip.AddrFrom4(v4) != ip {
		t.Errorf("parseIPv4(%q) = %v, %v, want %v", s, v4, ok, ip)
	}
	groups, _, _, ok := parseIPv6([]byte(s))
	if want := err == nil && ip.Is6() && !strings.ContainsAny(s, ".%"); ok != want {
		t.Errorf("parseIPv6(%q) = %x, %v, want %v", s, groups, ok, ip)
	} else if ok {
		var b [16]byte
		for i, g := range groups {
			b[2*i], b[2*i+1] = byte(g>>8), byte(g)
		}
		if netip.AddrFrom16(b) != ip {
			t.Errorf("parseIPv6(%q) = %x, want %v", s, groups, ip)
		}
	}
}

// FuzzNetworkChecks feeds the checks with what has their rows' shapes: the engine asks about nothing else.
func FuzzNetworkChecks(f *testing.F) {
	for _, d := range networkRows {
		for _, example := range append(d.Finds, d.Ignores...) {
			plain, _ := marks(example)
			f.Add([]byte(plain))
		}
	}
	e, err := New(networkRows)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		for _, c := range e.Matcher().Scan(plainSegment(string(b)), nil) {
			if c.Start >= c.End || c.Score < 0.01 || c.Score > 0.99 {
				t.Errorf("a candidate of %s at %d to %d with score %v", c.Detector.ID, c.Start, c.End, c.Score)
			}
		}
		if !bytes.Equal(b, before) {
			t.Error("the input was changed")
		}
	})
}
