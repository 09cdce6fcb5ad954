package detectors

import "github.com/pii-scan/pii-scan/detectors/checksum"

// currencyAddress accepts addresses in base58 with one of the version bytes, and segregated witness addresses with the
// prefix, if one is given.
func currencyAddress(alphabet, witness string, versions ...byte) func([]byte) bool {
	return func(b []byte) bool {
		if len(b) > 3 && witness != "" && string(b[:3]) == witness {
			return checksum.Bech32(b)
		}
		version, ok := checksum.Base58Check(b, alphabet)
		for _, v := range versions {
			if ok && v == version {
				return true
			}
		}
		return false
	}
}
