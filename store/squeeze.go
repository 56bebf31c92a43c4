package store

import (
	"encoding/binary"
	"regexp"
	"time"

	"harbourtill/terminal/payment"
)

// JSON text has no control characters in it, so two of them stand for what
// deflate is bad at: the transaction's own reference, which answers repeat, and
// times, whose digits are as good as chance. A time is the mark, nanoseconds
// since 1970 in 8 bytes, big endian, and its zone in quarter hours in one.
const (
	markReference = 0x02
	markTime      = 0x03
	squeezedTime  = 10
)

var timeInJSON = regexp.MustCompile(`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^"]*"|[0-9A-Z]{26}`)

// squeeze shortens the JSON text of a transaction or a transition. own is the
// reference of the transaction it belongs to; empty in the transaction itself.
func squeeze(text []byte, own payment.Reference) []byte {
	return timeInJSON.ReplaceAllFunc(text, func(found []byte) []byte {
		if found[0] != '"' {
			if string(found) == string(own) {
				return []byte{markReference}
			}
			return found
		}
		at, err := time.Parse(`"`+time.RFC3339Nano+`"`, string(found))
		if err != nil {
			return found
		}
		_, offset := at.Zone()
		squeezed := append([]byte{markTime}, bigEndian(uint64(at.UnixNano()))...)
		squeezed = append(squeezed, byte(offset/900))
		if string(stretchTime(nil, squeezed)) != string(found) {
			return found
		}
		return squeezed
	})
}

// stretch undoes squeeze; ok is false for what squeeze never makes.
func stretch(text []byte, own payment.Reference) (whole []byte, ok bool) {
	whole = make([]byte, 0, 2*len(text))
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case markReference:
			whole = append(whole, own...)
		case markTime:
			if len(text) < i+squeezedTime {
				return nil, false
			}
			whole = stretchTime(whole, text[i:i+squeezedTime])
			i += squeezedTime - 1
		default:
			whole = append(whole, text[i])
		}
	}
	return whole, true
}

func stretchTime(to, squeezed []byte) []byte {
	zone := time.FixedZone("", int(int8(squeezed[squeezedTime-1]))*900)
	at := time.Unix(0, int64(binary.BigEndian.Uint64(squeezed[1:]))).In(zone)
	return append(at.AppendFormat(append(to, '"'), time.RFC3339Nano), '"')
}
