package checksum

import "crypto/sha256"

// The alphabets of base58: Bitcoin's, which most currencies share, and Ripple's.
const (
	Bitcoin58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	Ripple58  = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
)

// Base58Check decodes an address of 20 bytes behind a version byte, and checks the four bytes at its end: the start of
// the SHA-256 of the SHA-256 of what stands before. It returns the version byte.
// https://en.bitcoin.it/wiki/Base58Check_encoding
func Base58Check(s []byte, alphabet string) (version byte, ok bool) {
	const size = 25
	if len(s) < size || len(s) > 36 {
		return 0, false
	}
	var n [size]byte
	for _, c := range s {
		carry := -1
		for i := range len(alphabet) {
			if alphabet[i] == c {
				carry = i
				break
			}
		}
		if carry < 0 {
			return 0, false
		}
		for i := size - 1; i >= 0; i-- {
			carry += int(n[i]) * 58
			n[i] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return 0, false
		}
	}
	first := sha256.Sum256(n[:size-4])
	second := sha256.Sum256(first[:])
	return n[0], [4]byte(second[:4]) == [4]byte(n[size-4:])
}

// Bech32 checks the checksum of a segregated witness address in lower case, prefix and all: bech32 where the first
// character of the data is q (version 0), bech32m elsewhere.
// https://github.com/bitcoin/bips/blob/master/bip-0350.mediawiki
func Bech32(s []byte) bool {
	const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	one := -1
	for i, c := range s {
		if c == '1' {
			one = i
		}
	}
	if one < 1 || len(s)-one < 8 || len(s) > 90 {
		return false
	}
	check := uint32(1)
	step := func(v uint32) {
		top := check >> 25
		check = check&0x1ffffff<<5 ^ v
		for i, g := range generator {
			if top>>i&1 == 1 {
				check ^= g
			}
		}
	}
	for _, c := range s[:one] {
		step(uint32(c) >> 5)
	}
	step(0)
	for _, c := range s[:one] {
		step(uint32(c) & 31)
	}
	for _, c := range s[one+1:] {
		v := -1
		for i := range len(alphabet) {
			if alphabet[i] == c {
				v = i
			}
		}
		if v < 0 {
			return false
		}
		step(uint32(v))
	}
	if s[one+1] == 'q' {
		return check == 1
	}
	return check == 0x2bc830a3
}
