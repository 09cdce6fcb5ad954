package detectors

import (
	"bytes"
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

// topLevelDomains are the top-level domains of the ICANN part of https://publicsuffix.org, those of other scripts in both their
// forms, with the names that are reserved for documentation and for networks of one's own (RFC 2606, RFC 6762, ICANN's .internal).
var topLevelDomains = func() map[string]struct{} {
	list := strings.Fields(tldList + " test invalid example localhost local internal lan")
	m := make(map[string]struct{}, len(list))
	for _, t := range list {
		m[t] = struct{}{}
	}
	return m
}()

//go:embed tlds.txt
var tldList string

// isTopLevelDomain says whether label, in any case, is a top-level domain.
func isTopLevelDomain(label []byte) bool {
	var buf [64]byte
	if len(label) > len(buf) {
		return false
	}
	for i, c := range label {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		buf[i] = c
	}
	_, ok := topLevelDomains[string(buf[:len(label)])]
	return ok
}

// documentedMailboxes are the local parts that documentation uses at a reserved domain. Other names at such a domain are those of
// people in test data, and are reported.
var documentedMailboxes = []string{
	"user", "username", "user1", "user2", "name", "you", "your", "yourname", "your.name", "your-name", "your_name", "your-email", "your.email", "youremail",
	"test", "testing", "tester", "test1", "example", "sample", "foo", "bar", "baz", "foobar", "someone", "somebody", "nobody", "anyone", "email", "mail", "me", "my",
	"john.doe", "johndoe", "john_doe", "jane.doe", "janedoe", "jane_doe", "john", "jane", "joe", "alice", "bob", "a", "b", "x", "local", "hello", "firstname.lastname", "first.last", "address",
}

// validEmail takes an address whose domain ends in a top-level domain and whose local part has no dot at its ends and no two in a
// row, and is no mark of a remote repository or of Python's u'...'. What documentation prints is none.
func validEmail(b []byte) bool {
	at := bytes.LastIndexByte(b, '@')
	if at < 1 || len(b)-at-1 > 253 || !foreignLetters(b) {
		return false
	}
	local, domain := b[:at], b[at+1:]
	switch c := local[0]; {
	case c == '.' || c == '\'' || c == '%' || c == '+' || c == '-' || c == '&':
		return false
	case len(local) > 2 && local[1] == '\'' && (c == 'u' || c == 'b' || c == 'r' || c == 'f'):
		return false
	}
	if last := local[at-1]; last == '.' || last == '\'' || bytes.Contains(local, []byte("..")) || equalFold(local, "git") || equalFold(local, "hg") {
		return false
	}
	dot := bytes.LastIndexByte(domain, '.')
	tld := domain[dot+1:]
	if dot < 1 || !isTopLevelDomain(tld) || beginsSentence(domain[:dot], tld) || isRetinaSuffix(domain[:dot]) {
		return false
	}
	if isDocumentationDomain(domain) {
		for _, m := range documentedMailboxes {
			if equalFold(local, m) {
				return false
			}
		}
	}
	return true
}

// emailPattern lets every character beyond ASCII stand for a letter, which keeps its automaton small; foreignLetters looks closer.
const (
	emailLetter  = `A-Za-z\x{80}-\x{10FFFF}`
	emailPattern = `[` + emailLetter + `0-9._%+'-]{1,64}@(?:[` + emailLetter + `0-9](?:[` + emailLetter + `0-9-]*[` + emailLetter + `0-9])?\.)+` +
		`(?:[` + emailLetter + `]{2,24}|[xX][nN]--[A-Za-z0-9-]{2,59})`
)

// foreignLetters says whether all characters beyond ASCII are letters or marks of letters.
func foreignLetters(b []byte) bool {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return false
		}
		i += size
	}
	return true
}

// beginsSentence says whether what looks like a top-level domain is the next sentence's first word: acme.com.Next
func beginsSentence(rest, tld []byte) bool {
	if len(tld) < 2 || tld[0] < 'A' || tld[0] > 'Z' || tld[1] < 'a' || tld[1] > 'z' {
		return false
	}
	for _, c := range rest {
		if c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return bytes.IndexByte(rest, '.') >= 0
}

// isRetinaSuffix knows the 2x of an image's name for a dense screen: logo@2x.
func isRetinaSuffix(label []byte) bool {
	return len(label) == 2 && label[0] >= '1' && label[0] <= '9' && label[1] == 'x'
}

// isDocumentationDomain knows the domains of RFC 2606 and what is below them.
func isDocumentationDomain(domain []byte) bool {
	for _, d := range []string{"example.com", "example.org", "example.net", ".test", ".invalid", ".example", ".localhost"} {
		n := len(domain) - len(d)
		if n >= 0 && equalFold(domain[n:], d) && (n == 0 || d[0] == '.' || domain[n-1] == '.') {
			return true
		}
	}
	return false
}

// automaticMailboxes belong to nobody.
var automaticMailboxes = []string{"noreply", "no-reply", "no_reply", "no.reply", "donotreply", "do-not-reply", "do_not_reply", "mailer-daemon"}

// weighEmail lowers what belongs to nobody, and rules out the user:password@ of a URL and the @user@host of the fediverse.
func weighEmail(v Value) float64 {
	if isSpelled(v.Bytes()) {
		return weighSpelledEmail(v)
	}
	before := v.Text[:v.Start]
	if bytes.HasSuffix(before, []byte("@")) {
		return -0.50
	}
	if inUserInfo(before) {
		return -0.95
	}
	for _, m := range automaticMailboxes {
		if hasPrefixFold(v.Bytes(), m) {
			return -0.30
		}
	}
	return 0
}

// inUserInfo says whether before ends in the part of a URL that names its user: behind "://" and before any other slash.
func inUserInfo(before []byte) bool {
	const reach = 256
	for i := len(before) - 1; i > 1 && i >= len(before)-reach; i-- {
		switch before[i] {
		case '/':
			return before[i-1] == '/' && before[i-2] == ':'
		case ' ', '\n', '\t', '"', '\'', '<', '>', ',', ';', '=', '?', '|', '@':
			return false
		}
	}
	return false
}
