package checksum

import "golang.org/x/crypto/sha3"

// keccak is the hash that Ethereum and Monero use: Keccak with 256 bits, as it was before it became SHA-3.
func keccak(b []byte) (out [32]byte) {
	h := sha3.NewLegacyKeccak256()
	h.Write(b)
	h.Sum(out[:0])
	return out
}

// Ethereum checks the case of an address's 40 hexadecimal digits: a letter is a capital where the hash of the address in lower case
// has a digit of 8 or more at its place.
// https://eips.ethereum.org/EIPS/eip-55
func Ethereum(s []byte) bool {
	if len(s) != 40 {
		return false
	}
	var lower [40]byte
	for i, c := range s {
		if c >= 'A' && c <= 'F' {
			c += 'a' - 'A'
		}
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
		lower[i] = c
	}
	hash := keccak(lower[:])
	for i, c := range lower {
		nibble := hash[i/2] >> 4
		if i%2 == 1 {
			nibble = hash[i/2] & 15
		}
		if c >= 'a' && nibble >= 8 {
			c -= 'a' - 'A'
		}
		if c != s[i] {
			return false
		}
	}
	return true
}

// Monero checks a standard address of 95 characters: 69 bytes in blocks of base58, of which the last four begin the hash of the
// others. The first byte is a network's: 18 for addresses, 42 for those of accounts within one.
// https://docs.getmonero.org/cryptography/base58/
func Monero(s []byte) bool {
	if len(s) != 95 {
		return false
	}
	var raw []byte
	for len(s) > 0 {
		n, size := min(11, len(s)), 8
		if n < 11 {
			size = 5
		}
		block, ok := moneroBlock(s[:n], size)
		if !ok {
			return false
		}
		raw = append(raw, block[8-size:]...)
		s = s[n:]
	}
	hash := keccak(raw[:65])
	return (raw[0] == 18 || raw[0] == 42) && [4]byte(hash[:4]) == [4]byte(raw[65:])
}

// moneroBlock decodes up to eleven characters to a number of size bytes, in big-endian order at the end of block.
func moneroBlock(s []byte, size int) (block [8]byte, ok bool) {
	for _, c := range s {
		carry := place58(c)
		if carry < 0 {
			return block, false
		}
		for i := 7; i >= 8-size; i-- {
			carry += int(block[i]) * 58
			block[i] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return block, false
		}
	}
	return block, true
}

// Base58Size is how many bytes Bitcoin's base58 in s stands for, at most 33; -1 where s is no base58.
func Base58Size(s []byte) int {
	var n [33]byte
	zeros := 0
	for zeros < len(s) && s[zeros] == '1' {
		zeros++
	}
	for _, c := range s {
		carry := place58(c)
		if carry < 0 {
			return -1
		}
		for i := len(n) - 1; i >= 0; i-- {
			carry += int(n[i]) * 58
			n[i] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return len(n)
		}
	}
	size := len(n)
	for size > 0 && n[len(n)-size] == 0 {
		size--
	}
	return min(size+zeros, len(n))
}

func place58(c byte) int {
	for i := range len(Bitcoin58) {
		if Bitcoin58[i] == c {
			return i
		}
	}
	return -1
}
