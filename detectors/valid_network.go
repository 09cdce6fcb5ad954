package detectors

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// parseIPv4 reads four numbers up to 255 without leading zeros.
func parseIPv4(b []byte) (ip [4]byte, ok bool) {
	group, digits, n := 0, 0, 0
	for i := 0; i <= len(b); i++ {
		if i == len(b) || b[i] == '.' {
			if digits == 0 || n == 4 {
				return ip, false
			}
			ip[n] = byte(group)
			group, digits, n = 0, 0, n+1
			continue
		}
		c := b[i]
		if c < '0' || c > '9' || digits > 0 && group == 0 {
			return ip, false
		}
		group = group*10 + int(c-'0')
		if digits++; group > 255 {
			return ip, false
		}
	}
	return ip, n == 4
}

// validIPv4 takes an address that can stand for somebody: not this machine, a link's own, a mask, nor one that every network has.
func validIPv4(b []byte) bool {
	ip, ok := parseIPv4(b)
	switch {
	case !ok, ip[0] == 127 && ip[1] == 0, ip == [4]byte{}, isMask(ip):
		return false
	case ip[0] == 169 && ip[1] == 254, ip[0] == 224 && ip[1] == 0 && ip[2] == 0, ip == [4]byte{239, 255, 255, 250}:
		return false // a link's own, and the groups that every network has
	}
	return true
}

// isReservedIPv4 says whether an address is no single host's: of "this network", of loopback, multicast or reserved (RFC 6890).
func isReservedIPv4(ip [4]byte) bool { return ip[0] == 0 || ip[0] == 127 || ip[0] >= 224 }

// isMask says whether ip is a network's mask: ones, then zeros.
func isMask(ip [4]byte) bool {
	m := binary.BigEndian.Uint32(ip[:])
	return ip[0] == 255 && bits.OnesCount32(m) == bits.LeadingZeros32(^m)
}

// isPrivateIPv4 says whether an address is of a private network, of a carrier's or of documentation (RFC 1918, 6598, 5737).
func isPrivateIPv4(ip [4]byte) bool {
	switch ip[0] {
	case 10:
		return true
	case 172:
		return ip[1]&0xF0 == 16
	case 192:
		return ip[1] == 168 || ip[1] == 0 && ip[2] == 2
	case 100:
		return ip[1]&0xC0 == 64
	case 198:
		return ip[1] == 51 && ip[2] == 100
	case 203:
		return ip[1] == 0 && ip[2] == 113
	}
	return false
}

// versionWords announce four numbers that are no address.
var versionWords = []string{
	"v", "ver", "vers", "version", "versions", "release", "rel", "rev", "revision", "build", "firmware", "fw", "patch", "assemblyversion", "fileversion",
	"section", "sec", "chapter", "clause", "figure", "table", "oid", "so",
}

// weighIPv4 lowers an address of a private network, which only a keyword lifts over the threshold, and four numbers that are a
// version's, a section's or a part of more.
func weighIPv4(v Value) float64 {
	before, after := v.Text[:v.Start], v.Text[v.End:]
	if n := len(before); n > 1 && before[n-1] == '.' && byteKind[before[n-2]] == digit {
		return -1
	}
	if len(after) > 1 && after[0] == '.' && byteKind[after[1]] == digit {
		return -1
	}
	sum := 0.0
	ip, _ := parseIPv4(v.Bytes())
	if isPrivateIPv4(ip) {
		sum -= 0.30
	}
	if isReservedIPv4(ip) {
		sum -= 0.35
	}
	if looksLikeVersion(ip, before, after) {
		sum -= 0.30
	}
	if productBefore(before) {
		sum -= 0.50
	}
	return sum
}

func looksLikeVersion(ip [4]byte, before, after []byte) bool {
	isLetter := func(c byte) bool { return byteKind[c] == lower || byteKind[c] == upper }
	if len(after) > 1 && (after[0] == '-' || after[0] == '.') && isLetter(after[1]) && !beginsWord(after) {
		return true
	}
	if n := len(before); n > 0 && (before[n-1] == '-' && !rangeBefore(before[:n-1]) || before[n-1] == '.') {
		return true
	}
	if announced(before, versionWords) {
		return true
	}
	// 3.6.14.5 is a version: so small in all numbers is one address in 4,000. Those in pairs, as 8.8.4.4, are known to all.
	small := max(ip[0], ip[1], ip[2], ip[3]) <= 31 && !isPrivateIPv4(ip) && !(ip[0] == ip[1] && ip[2] == ip[3])
	return small && !(len(after) > 1 && (after[0] == '/' || after[0] == ':') && byteKind[after[1]] == digit)
}

// beginsWord says whether after the dot a sentence goes on without a space: 8.8.4.4.Then
func beginsWord(after []byte) bool {
	return len(after) > 2 && after[0] == '.' && byteKind[after[1]] == upper && byteKind[after[2]] == lower
}

// rangeBefore says whether another address ends right there, so that the '-' behind it makes a range.
func rangeBefore(b []byte) bool {
	b = bytes.TrimRight(b, " ")
	i := len(b)
	for i > 0 && (byteKind[b[i-1]] == digit || b[i-1] == '.') {
		i--
	}
	_, ok := parseIPv4(b[i:])
	return ok
}

// productBefore says whether a product's name and a slash stand before: Chrome/120.0.0.0
func productBefore(before []byte) bool {
	n := len(before)
	if n < 2 || before[n-1] != '/' || wordStart(before[:n-1]) == n-1 {
		return false
	}
	i := wordStart(before[:n-1])
	return byteKind[before[i]] == upper && (i == 0 || before[i-1] != '/')
}

// wordStart is where the word begins that b ends with; len(b) where it ends with none.
func wordStart(b []byte) int {
	i := len(b)
	for i > 0 && (byteKind[b[i-1]] == lower || byteKind[b[i-1]] == upper) {
		i--
	}
	return i
}

// announced says whether the last word before a value, up to 4 signs off, is one of words.
func announced(before []byte, words []string) bool {
	n := len(before)
	for k := 0; n > 0 && k < 4 && byteKind[before[n-1]] == other && before[n-1] != '\n'; k++ {
		n--
	}
	word := before[wordStart(before[:n]):n]
	for _, w := range words {
		if equalFold(word, w) {
			return true
		}
	}
	return false
}

// parseIPv6 reads the groups of an address, without an IPv4 tail or a zone. given is how many are written, compressed whether "::" stands
// in it.
func parseIPv6(b []byte) (groups [8]uint16, given int, compressed, ok bool) {
	gap := -1
	i := 0
	if bytes.HasPrefix(b, []byte("::")) {
		gap, i = 0, 2
	}
	for i < len(b) {
		if given == 8 {
			return groups, given, gap >= 0, false
		}
		value, width := 0, 0
		for i < len(b) && isHexByte(b[i]) {
			value = value<<4 | hexDigit(b[i])
			width++
			i++
		}
		if width == 0 || width > 4 {
			return groups, given, gap >= 0, false
		}
		groups[given] = uint16(value)
		given++
		if i == len(b) {
			break
		}
		if b[i] != ':' || i+1 == len(b) {
			return groups, given, gap >= 0, false
		}
		i++
		if b[i] == ':' {
			if gap >= 0 {
				return groups, given, true, false
			}
			gap = given
			i++
		}
	}
	if gap < 0 {
		return groups, given, false, given == 8
	}
	if given == 8 {
		return groups, given, true, false
	}
	copy(groups[8-(given-gap):], groups[gap:given])
	clear(groups[gap : 8-(given-gap)])
	return groups, given, true, true
}

func hexDigit(c byte) int {
	if c <= '9' {
		return int(c - '0')
	}
	return int(c|0x20-'a') + 10
}

// validIPv6 takes an address that can be somebody's. Written in full it is taken whatever its prefix, unless all groups have two
// digits, as a longer hardware address has; shortened with "::" it must have two groups, a digit and a prefix that is in use, which
// keeps times and names with a "::" between them off.
func validIPv6(b []byte) bool {
	groups, given, compressed, ok := parseIPv6(b)
	if !ok || groups[0] >= 0xff00 || groups[0]&0xffc0 == 0xfe80 {
		return false
	}
	if !compressed {
		width, pairs := 0, true
		for i := 0; i <= len(b); i++ {
			if i == len(b) || b[i] == ':' {
				pairs = pairs && width == 2
				width = -1
			}
			width++
		}
		return !pairs && groups[0] != 0
	}
	inUse := groups[0]>>13 == 1 || groups[0]>>9 == 0x7e || groups[0] == 0x64 && groups[1] == 0xff9b
	return given >= 2 && inUse && bytes.ContainsAny(b, "0123456789")
}

// weighIPv6 lowers addresses of private networks and of documentation (RFC 4193, 3849, 9637), and rules out a part of more groups.
func weighIPv6(v Value) float64 {
	if v.Start > 0 && v.Text[v.Start-1] == ':' && v.Start > 1 && (isHexByte(v.Text[v.Start-2]) || v.Text[v.Start-2] == ':') {
		return -1
	}
	if v.End+1 < len(v.Text) && v.Text[v.End] == ':' && (isHexByte(v.Text[v.End+1]) || v.Text[v.End+1] == ':') {
		return -1
	}
	if v.End+1 < len(v.Text) && v.Text[v.End] == '.' && byteKind[v.Text[v.End+1]] == digit {
		return -1 // an address that ends in the form of IPv4
	}
	g, _, _, _ := parseIPv6(v.Bytes())
	if g[0]>>9 == 0x7e || g[0] == 0x2001 && g[1] == 0xdb8 || g[0] == 0x3fff && g[1] < 0x1000 {
		return -0.30
	}
	return 0
}

// validMAC takes a hardware address with one kind of separator that is not nobody's or everybody's.
func validMAC(b []byte) bool {
	sep := byte(0)
	zeros, effs, digits := 0, 0, 0
	for _, c := range b {
		switch {
		case !isHexByte(c):
			if sep != 0 && c != sep {
				return false
			}
			sep = c
		case c == '0':
			zeros++
		case c|0x20 == 'f':
			effs++
		}
		if isHexByte(c) {
			digits++
		}
	}
	return digits == 12 && zeros < 12 && effs < 12
}

// weighMAC rules out a part of more pairs, as a fingerprint has, and lowers the range of documentation (RFC 7042) and what has no letter.
func weighMAC(v Value) float64 {
	sep := v.Text[v.Start+2]
	if isHexByte(sep) {
		sep = v.Text[v.Start+4]
	}
	if v.Start > 1 && v.Text[v.Start-1] == sep && isHexByte(v.Text[v.Start-2]) {
		return -1
	}
	if v.End+1 < len(v.Text) && v.Text[v.End] == sep && isHexByte(v.Text[v.End+1]) {
		return -1
	}
	b := v.Bytes()
	if len(b) == 17 && hasPrefixFold(b, "00-00-5e-00-53") || hasPrefixFold(b, "00:00:5e:00:53") {
		return -0.50
	}
	if numeric(b) {
		return -0.20
	}
	return 0
}
