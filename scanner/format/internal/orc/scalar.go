package orc

import (
	"encoding/binary"
	"strings"
	"time"

	"github.com/pii-scan/pii-scan/scanner/format/internal/plain"
)

// epoch is 2015-01-01 00:00:00 UTC, which timestamps count from.
const epoch = 1420070400

// maxSeconds is how far from there a moment may lie: beyond the year 9999 nobody writes one.
const maxSeconds = 3_000_000 * 86400

// setEpoch finds the moment that timestamps without a zone count from: the beginning of 2015 where the writer was. Without
// knowledge of that zone, summer time is not undone.
func (d *decoder) setEpoch() {
	if d.zone != nil {
		return
	}
	d.epoch, d.zone = epoch, time.UTC
	name := d.stripe.zone
	if name == "" || name == "Local" || strings.Contains(name, "..") || strings.HasPrefix(name, "/") {
		return
	}
	if zone, err := time.LoadLocation(name); err == nil {
		d.zone = zone
		d.epoch = time.Date(2015, 1, 1, 0, 0, 0, 0, zone).Unix()
	}
}

// timestamp decodes a moment, as the writer's clock showed it.
func (r *reader) timestamp(d *decoder, out []byte) ([]byte, error) {
	seconds, err := r.numbers.next()
	if err != nil {
		return nil, err
	}
	fraction, err := r.second.next()
	if err != nil {
		return nil, err
	}
	start, zone := d.epoch, d.zone
	if r.column.kind == instant {
		start, zone = epoch, time.UTC
	}
	if seconds < -maxSeconds || seconds > maxSeconds {
		return nil, nil
	}
	// The lowest three bits say how many zeros were cut off, less one. Some writers have negative numbers before 1970; others count
	// seconds up to zero there.
	nanos := fraction >> 3
	if zeros := fraction & 7; zeros > 0 {
		for range zeros + 1 {
			nanos *= 10
		}
	}
	const second, milli = int64(1e9), 1e6
	if nanos <= -second || nanos >= second {
		nanos = 0
	}
	seconds += start
	if seconds < 0 && nanos >= milli {
		seconds--
	}
	t := time.Unix(seconds, nanos).In(zone)
	_, offset := t.Zone()
	wall, day := t.Unix()+int64(offset), int64(86400)
	days := wall / day
	if wall%day < 0 {
		days--
	}
	return plain.Time(out, days, (wall-days*day)*second+int64(t.Nanosecond())), nil
}

// maxScale is how many decimals a number has at most.
const maxScale = 38

// decimal decodes a number of up to 38 digits: an unsigned one, zigzag encoded in groups of seven bits, and how many of its digits are
// decimals.
func (r *reader) decimal(out []byte) ([]byte, error) {
	var low, high uint64
	for shift := uint(0); ; shift += 7 {
		b, err := r.data.byte()
		if err != nil {
			return nil, err
		}
		group := uint64(b & 0x7f)
		switch {
		case shift > 126:
			return nil, malformed("number is too long")
		case shift >= 64:
			high |= group << (shift - 64)
		default:
			low |= group << shift
			if shift > 57 {
				high |= group >> (64 - shift)
			}
		}
		if b < 0x80 {
			break
		}
	}
	scale, err := r.second.next()
	if err != nil {
		return nil, err
	}
	if scale < 0 || scale > maxScale {
		return nil, malformed("number of more than %d decimals", maxScale)
	}
	sign := -(low & 1)
	low, high = (low>>1|high<<63)^sign, high>>1^sign
	if int64(high) == int64(low)>>63 {
		return plain.Decimal(out, int64(low), int(scale)), nil
	}
	raw := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, high), low)
	return plain.DecimalBytes(out, raw, int(scale)), nil
}
