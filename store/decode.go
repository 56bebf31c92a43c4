package store

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"harbourtill/terminal/payment"
)

// decodePacked reads a transaction as the journal holds it.
func decodePacked(content []byte, t *payment.Transaction) error {
	text, err := unpack(content, "")
	if err != nil {
		return err
	}
	return decodeTransaction(text, t)
}

// decodeTransaction is json.Unmarshal, some four times as fast for a text as
// json.Marshal writes it of a Transaction. For any other it is json.Unmarshal.
func decodeTransaction(text []byte, t *payment.Transaction) error {
	if d := (decoder{rest: text}); d.object(t) {
		return nil
	}
	*t = payment.Transaction{}
	return json.Unmarshal(text, t)
}

// decoder reads a flat object in its plainest form: no white space, no escapes,
// whole numbers, the fields that it knows. ok means that json.Unmarshal would
// read the same.
type decoder struct{ rest []byte }

func (d *decoder) object(t *payment.Transaction) (ok bool) {
	if !d.skip('{') {
		return false
	}
	for {
		name, ok := d.text()
		if !ok || !d.skip(':') || !d.field(t, name) {
			return false
		}
		if d.skip(',') {
			continue
		}
		return d.skip('}') && len(d.rest) == 0
	}
}

func (d *decoder) field(t *payment.Transaction, name []byte) (ok bool) {
	switch string(name) {
	case "reference":
		return readText(d, &t.Reference)
	case "kind":
		return readText(d, &t.Kind)
	case "status":
		return readText(d, &t.Status)
	case "reason":
		return readText(d, &t.Reason)
	case "channel":
		return readText(d, &t.Channel)
	case "syssn":
		return readText(d, &t.Syssn)
	case "card":
		return readText(d, &t.Card)
	case "out_trade_no":
		return readText(d, &t.OutTradeNo)
	case "original":
		return readText(d, &t.Original)
	case "original_syssn":
		return readText(d, &t.OriginalSyssn)
	case "code":
		return readText(d, &t.Code)
	case "inner":
		return readText(d, &t.Inner)
	case "operator":
		return readText(d, &t.Operator)
	case "note":
		return readText(d, &t.Note)
	case "profile":
		return readText(d, &t.Profile)
	case "contradiction":
		return readText(d, &t.Contradiction)
	case "amount_cents":
		return readNumber(d, &t.Amount)
	case "booked_cents":
		return readNumber(d, &t.Booked)
	case "reversed_cents":
		return readNumber(d, &t.Reversed)
	case "refundable_cents":
		return readNumber(d, &t.Refundable)
	case "fell_cents":
		return readNumber(d, &t.Fell)
	case "timeout_s":
		return readNumber(d, &t.Timeout)
	case "created":
		return d.time(t.Created.UnmarshalJSON)
	case "sent":
		return d.time(t.Sent.UnmarshalJSON)
	case "decided":
		return d.time(t.Decided.UnmarshalJSON)
	}
	return false // flags are rare
}

func (d *decoder) skip(c byte) bool {
	if len(d.rest) == 0 || d.rest[0] != c {
		return false
	}
	d.rest = d.rest[1:]
	return true
}

// quoted takes a text with its quotes.
func (d *decoder) quoted() (text []byte, ok bool) {
	if len(d.rest) == 0 || d.rest[0] != '"' {
		return nil, false
	}
	end := bytes.IndexByte(d.rest[1:], '"')
	if end < 0 {
		return nil, false
	}
	text, d.rest = d.rest[:end+2], d.rest[end+2:]
	ascii := true
	for _, c := range text {
		if c < ' ' || c == '\\' {
			return nil, false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return text, ascii || utf8.Valid(text)
}

func (d *decoder) text() (text []byte, ok bool) {
	text, ok = d.quoted()
	if !ok {
		return nil, false
	}
	return text[1 : len(text)-1], true
}

func (d *decoder) time(unmarshal func([]byte) error) bool {
	text, ok := d.quoted()
	return ok && unmarshal(text) == nil
}

func readText[T ~string](d *decoder, into *T) bool {
	text, ok := d.text()
	*into = T(text)
	return ok
}

func readNumber[T ~int | ~int64](d *decoder, into *T) bool {
	end := 0
	for end < len(d.rest) && d.rest[end] >= '0' && d.rest[end] <= '9' {
		end++
	}
	if end == 0 || end > 18 || end > 1 && d.rest[0] == '0' {
		return false
	}
	n, err := strconv.Atoi(string(d.rest[:end]))
	*into, d.rest = T(n), d.rest[end:]
	return err == nil
}
