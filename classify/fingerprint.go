package classify

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"net/netip"

	"github.com/pii-scan/pii-scan/detectors"
)

// fingerprintSize is how many bytes of the HMAC are kept: 128 bits do not collide by chance.
const fingerprintSize = 16

// fingerprinter makes fingerprints of values under one key. It belongs to one goroutine.
type fingerprinter struct {
	mac     hash.Hash // nil without a key
	scratch []byte
}

func newFingerprinter(key []byte) fingerprinter {
	if len(key) == 0 {
		return fingerprinter{}
	}
	return fingerprinter{mac: hmac.New(sha256.New, key)}
}

// of is the fingerprint of value v of detector d, 32 hexadecimal digits: the first 16 bytes of HMAC-SHA256 under the key over the
// detector's ID, a zero byte and the normalised value. Without a key it is empty.
//
// The same value in another spelling has the same fingerprint:
//
//   - a credential is taken as it stands, as are the values in which a separator means something (a date, an IP address, a
//     pair of coordinates)
//   - an e-mail address is lower-cased
//   - any other value with a digit in it loses its separators: spaces - . / ( )
//   - what has neither (a name) is taken as it stands
func (f *fingerprinter) of(d *detectors.Detector, v []byte) string {
	if f.mac == nil {
		return ""
	}
	f.mac.Reset()
	f.scratch = append(f.scratch[:0], d.ID...)
	f.scratch = append(f.scratch, 0)
	f.scratch = appendNormal(f.scratch, d, v)
	f.mac.Write(f.scratch)
	f.scratch = f.mac.Sum(f.scratch[:0])
	return hex.EncodeToString(f.scratch[:fingerprintSize])
}

// exact are the detectors whose values mean something else without their separators: 1/12/2020 and 11/2/2020.
var exact = map[string]bool{
	"DATE_OF_BIRTH":          true,
	"CREDIT_CARD_EXPIRATION": true,
	"LATITUDE_LONGITUDE":     true,
}

func appendNormal(dst []byte, d *detectors.Detector, v []byte) []byte {
	switch {
	case d.Category == detectors.Credentials || exact[d.ID]:
		return append(dst, v...)
	case mailAt(v) > 0:
		return append(dst, bytes.ToLower(v)...)
	case !bytes.ContainsAny(v, "0123456789"):
		return append(dst, v...)
	}
	if _, err := netip.ParseAddr(string(v)); err == nil {
		return append(dst, v...)
	}
	v = bytes.ReplaceAll(v, []byte("\u00a0"), nil) // a no-break space groups digits like any other
	for _, c := range v {
		switch c {
		case ' ', '\t', '-', '.', '/', '(', ')':
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
