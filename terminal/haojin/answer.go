package haojin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// The outer codes, respcd (section 4).
const (
	CodeOK           = "6000"
	CodeCancelled    = "6001"
	CodeError        = "6002"
	CodeWrongKey     = "4003"
	CodeNotPost      = "4004"
	CodeOtherError   = "4005"
	CodeWrongParams  = "4006"
	CodeNotSignedIn  = "4007"
	CodeNotDecrypted = "5001"
)

// InnerDone is QFPay's code for a transaction that went through.
const InnerDone = "0000"

// ErrUnreadable: the text isn't an answer, sealed with this key or plain.
var ErrUnreadable = errors.New("unreadable answer")

// Answer is what a terminal said, opened.
type Answer struct {
	// Code is respcd.
	Code string
	// Message and Problem are respmsg and resperr, texts for people.
	Message, Problem string
	// Data holds the fields of data, unknown ones included; may be empty.
	Data Data
	// Sealed: it came encrypted with our key. Otherwise anybody may have
	// written it.
	Sealed bool
}

// Data is an answer's fields by name, each as its JSON text.
type Data map[string]json.RawMessage

// Text returns a field as text: a string's value or a number's literal; empty
// when it is missing or anything else.
func (d Data) Text(name string) string {
	return scalar(d[name])
}

func scalar(raw json.RawMessage) string {
	if text, simple := simpleString(raw); simple {
		return strings.TrimSpace(string(text))
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.TrimSpace(s)
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// OpenAnswer opens an answer in any of the shapes of section 4: base64 of AES
// or plain JSON, either of them bare or inside a JSON string; data as JSON in
// a string, as an object, empty or missing. It returns ErrTooLarge above
// MaxText and ErrUnreadable otherwise; the error never holds the text.
func (c Codec) OpenAnswer(text []byte) (Answer, error) {
	if len(text) > MaxText {
		return Answer{}, ErrTooLarge
	}
	text = unquote(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if bytes.HasPrefix(text, []byte("{")) {
		return readAnswer(text, false)
	}
	opened, err := c.decrypt(text)
	if err != nil {
		return Answer{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return readAnswer(unquote(bytes.TrimSpace(opened)), true)
}

// IsAnswer says whether text is one whole answer, as OpenAnswer opens it: how a
// stream without frames is cut.
func (c Codec) IsAnswer(text []byte) bool {
	_, err := c.OpenAnswer(text)
	return err == nil
}

// simpleString returns what a JSON string holds whose only escapes are quotes,
// strokes and backslashes, as in JSON inside JSON; raw is valid JSON. Others
// are left to encoding/json, which takes three times as long.
func simpleString(raw []byte) (text []byte, simple bool) {
	if len(raw) < 2 || raw[0] != '"' || !utf8.Valid(raw) {
		return nil, false
	}
	raw = raw[1 : len(raw)-1]
	at := bytes.IndexByte(raw, '\\')
	if at < 0 {
		return raw, true
	}
	text = make([]byte, 0, len(raw))
	for ; at >= 0; at = bytes.IndexByte(raw, '\\') {
		if escaped := raw[at+1]; escaped != '"' && escaped != '\\' && escaped != '/' {
			return nil, false
		}
		text = append(append(text, raw[:at]...), raw[at+1])
		raw = raw[at+2:]
	}
	return append(text, raw...), true
}

// unquote returns what a JSON string holds, or text itself if it isn't one.
func unquote(text []byte) []byte {
	var inside string
	if !bytes.HasPrefix(text, []byte(`"`)) || json.Unmarshal(text, &inside) != nil {
		return text
	}
	return bytes.TrimSpace([]byte(inside))
}

func readAnswer(text []byte, sealed bool) (Answer, error) {
	fields, err := object(text)
	if err != nil {
		return Answer{}, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	a := Answer{
		Code:    scalar(fields["respcd"]),
		Message: scalar(fields["respmsg"]),
		Problem: scalar(fields["resperr"]),
		Sealed:  sealed,
	}
	if a.Code == "" {
		return Answer{}, fmt.Errorf("%w: no respcd", ErrUnreadable)
	}
	inside, simple := simpleString(fields["data"])
	if !simple {
		inside = unquote(fields["data"])
	}
	if data, err := object(bytes.TrimSpace(inside)); err == nil {
		a.Data = data
	}
	return a, nil
}

// bracketed finds QFPay's code at the end of a text: The transaction failed (1205).
var bracketed = regexp.MustCompile(`[(\x{FF08}\[]\s*(\d{4})\s*[)\x{FF09}\]][.\s]*$`)

// Inner is QFPay's own code: data's respcd, or the one in brackets at the end
// of resperr or respmsg; empty when there is none.
func (a Answer) Inner() string {
	if code := a.Data.Text("respcd"); code != "" {
		return code
	}
	for _, text := range []string{a.Problem, a.Message} {
		if m := bracketed.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	return ""
}

// Evidence returns the answer as JSON for the journal: everything it said,
// with card numbers masked but for their last four digits, wherever they stand.
func (a Answer) Evidence() json.RawMessage {
	data := make(Data, len(a.Data))
	for name, value := range a.Data {
		switch name {
		case "cardno", "octopus_no", "octopus_account_id":
			value = quote(maskDigits(scalar(value)))
		default:
			value = maskedValue(value)
		}
		data[name] = value
	}
	evidence, err := json.Marshal(struct {
		Code    string `json:"respcd"`
		Message string `json:"respmsg"`
		Problem string `json:"resperr"`
		Sealed  bool   `json:"sealed"`
		Data    Data   `json:"data"`
	}{a.Code, maskCards(a.Message), maskCards(a.Problem), a.Sealed, data})
	if err != nil {
		return nil
	}
	return evidence
}

// lastFour returns the last four digits of the card's number, or the Octopus';
// empty where no number ends with four.
func (a Answer) lastFour() string {
	for _, name := range []string{"cardno", "octopus_no"} {
		number := a.Data.Text(name)
		if len(number) < 4 {
			continue
		}
		if last := number[len(number)-4:]; strings.Trim(last, "0123456789") == "" {
			return last
		}
	}
	return ""
}
