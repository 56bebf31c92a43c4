package haojin

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Value is a field's value in a message: a number as it stands in the JSON
// text, or a string.
type Value struct {
	Text   string
	Number bool
}

// Content is a message's content: flat, by field name.
type Content map[string]Value

// Operation is the content's func_type; 0 when missing or not a number.
func (c Content) Operation() Operation {
	n, err := strconv.Atoi(c["func_type"].Text)
	if err != nil {
		return 0
	}
	return Operation(n)
}

// Canonical returns the text that the digest signs (section 2): keys ascending
// by byte, key=value joined with commas inside braces, strings in single
// quotes, numbers bare, an empty string as two quotes:
//
//	{amt=10.1,channel='payme',func_type=1001,out_trade_no='456799999999'}
func (c Content) Canonical() string {
	var b strings.Builder
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(c)) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(name)
		b.WriteByte('=')
		if v := c[name]; v.Number {
			b.WriteString(v.Text)
		} else {
			b.WriteString("'" + v.Text + "'")
		}
	}
	b.WriteByte('}')
	return b.String()
}

// JSON returns the content as JSON text, keys ascending, no white space.
func (c Content) JSON() []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range slices.Sorted(maps.Keys(c)) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(quote(name))
		b.WriteByte(':')
		if v := c[name]; v.Number {
			b.WriteString(v.Text)
		} else {
			b.Write(quote(v.Text))
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}

// quote writes a JSON string; unlike json.Marshal it leaves <, > and & alone,
// as other writers of JSON do.
func quote(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return []byte(`""`)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// Digest is upper case hex of MD5(text + POS-KEY) (section 2).
func Digest(text string, key POSKey) string {
	sum := md5.Sum([]byte(text + string(key)))
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// ErrFormat: the text isn't a message's JSON.
var ErrFormat = errors.New("not a message")

// ParseContent reads content's JSON text as a terminal does: numbers are kept
// the way Java prints them again, so that 10.10 becomes 10.1, 100.00 becomes
// 100.0, and 10000000.5 becomes 1.00000005E7; null counts as an empty string.
// It returns ErrFormat for anything that isn't a flat object.
func ParseContent(text []byte) (Content, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var raw map[string]any
	if err := d.Decode(&raw); err != nil || raw == nil {
		return nil, fmt.Errorf("content: %w", ErrFormat)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("content: trailing text: %w", ErrFormat)
	}
	c := make(Content, len(raw))
	for name, v := range raw {
		switch v := v.(type) {
		case nil:
			c[name] = Value{}
		case string:
			c[name] = Value{Text: v}
		case json.Number:
			n, err := javaNumber(v.String())
			if err != nil {
				return nil, fmt.Errorf("content: %s: %w", name, err)
			}
			c[name] = Value{Text: n, Number: true}
		default:
			return nil, fmt.Errorf("content: %s is neither text nor number: %w", name, ErrFormat)
		}
	}
	return c, nil
}

// javaNumber prints a JSON number as Java does after parsing it: integers as
// they are, everything else as Double.toString, which writes at least one
// decimal and goes over to an exponent from 10^7 on and below 10^-3.
func javaNumber(literal string) (string, error) {
	if strings.Trim(literal, "-0123456789") == "" && len(literal) <= 18 {
		return literal, nil
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil {
		return "", fmt.Errorf("number out of range: %w", ErrFormat)
	}
	if abs := math.Abs(f); abs == 0 || abs >= 1e-3 && abs < 1e7 {
		s := strconv.FormatFloat(f, 'f', -1, 64)
		if !strings.Contains(s, ".") {
			s += ".0"
		}
		return s, nil
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	exp, err := strconv.Atoi(exponent)
	if err != nil {
		return "", fmt.Errorf("number: %w", ErrFormat)
	}
	return mantissa + "E" + strconv.Itoa(exp), nil
}
