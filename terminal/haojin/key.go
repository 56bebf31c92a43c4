package haojin

import (
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// POSKey is the text secret shared with a terminal (section 1). Printing it
// with any verb, logging it, or putting it into an error shows a mask; only
// Reveal and its JSON form, which is for the journal's own file, show it.
type POSKey string

// publishedKey is the default key of an older edition of the specification.
const publishedKey POSKey = "f46b1f08bec1f39104792cc79ec9aacd"

const keyMask = "[POS-KEY]"

// Format implements fmt.Formatter with a mask.
func (POSKey) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(keyMask)) }

// LogValue implements slog.LogValuer with a mask.
func (POSKey) LogValue() slog.Value { return slog.StringValue(keyMask) }

// Reveal returns the key's text: for sealing, and for the manager who asks to
// see it. Never log it.
func (k POSKey) Reveal() string { return string(k) }

// Published says whether this is the vendor's published default key, which
// protects nothing.
func (k POSKey) Published() bool { return strings.EqualFold(string(k), string(publishedKey)) }

// KeyForm says how the POS-KEY's text becomes an AES key (section 1).
type KeyForm string

// The forms: the text's bytes as they are, or 32 hex digits decoded.
const (
	KeyText KeyForm = "text"
	KeyHex  KeyForm = "hex"
)

// ErrKeyForm: the text can't be a POS-KEY in that form.
var ErrKeyForm = errors.New("not a POS-KEY")

// aesKey derives the AES key: 16, 24 or 32 bytes of text, or 32 hex digits.
func (k POSKey) aesKey(form KeyForm) ([]byte, error) {
	switch form {
	case KeyText:
		switch len(k) {
		case 16, 24, 32:
			return []byte(k), nil
		}
		return nil, fmt.Errorf("%w: as text it has 16, 24 or 32 characters, this one has %d", ErrKeyForm, len(k))
	case KeyHex:
		key, err := hex.DecodeString(string(k))
		if err != nil || len(key) != 16 {
			return nil, fmt.Errorf("%w: as hex it has 32 digits 0-9 and a-f", ErrKeyForm)
		}
		return key, nil
	}
	return nil, fmt.Errorf("%w: the key form is text or hex", ErrKeyForm)
}
