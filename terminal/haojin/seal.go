package haojin

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Sealing says what of a message is encrypted (section 2).
type Sealing string

// The sealings: the whole message, its content only, nothing.
const (
	SealMessage Sealing = "message"
	SealContent Sealing = "content"
	SealNone    Sealing = "none"
)

// BodyForm says how the sealed text stands in an HTTP body (section 5): as a
// JSON string, or as it is.
type BodyForm string

// The body forms.
const (
	BodyJSON BodyForm = "json"
	BodyRaw  BodyForm = "raw"
)

// iv is the fixed initialisation vector of section 1. With it and without a
// MAC the channel hides little and proves little: prefer HTTPS.
const iv = "qfpay202306_hjsh"

// What may be wrong with a sealed text; match with errors.Is.
var (
	// ErrSealing: there is no such sealing.
	ErrSealing = errors.New("the sealing is message, content or none")
	// ErrDecrypt: it doesn't decrypt with this key.
	ErrDecrypt = errors.New("decryption failed")
	// ErrDigest: it was signed with another key, or changed on the way.
	ErrDigest = errors.New("the digest doesn't match")
	// ErrTooLarge: more than MaxText bytes.
	ErrTooLarge = errors.New("the message is too large")
)

// MaxText bounds a sealed text, in bytes; more is refused unread.
const MaxText = 1 << 20

// Codec seals and opens messages for one key. It is a value, safe for
// concurrent use; its key is masked when printed.
type Codec struct {
	// key returns the POS-KEY: fmt prints unexported fields without asking
	// their types, but no function's result.
	key     func() POSKey
	block   cipher.Block
	sealing Sealing
}

// NewCodec returns a codec, ErrKeyForm when the key can't have that form, or
// ErrSealing.
func NewCodec(key POSKey, form KeyForm, sealing Sealing) (Codec, error) {
	switch sealing {
	case SealMessage, SealContent, SealNone:
	default:
		return Codec{}, fmt.Errorf("%q: %w", string(sealing), ErrSealing)
	}
	aesKey, err := key.aesKey(form)
	if err != nil {
		return Codec{}, err
	}
	block, err := aes.NewCipher(aesKey)
	if err != nil {
		return Codec{}, fmt.Errorf("%w: %v", ErrKeyForm, err)
	}
	return Codec{key: func() POSKey { return key }, block: block, sealing: sealing}, nil
}

// String names the codec without its key.
func (c Codec) String() string { return "haojin codec, sealing " + string(c.sealing) }

// GoString is String: %#v must not show the key either.
func (c Codec) GoString() string { return c.String() }

// Seal checks a request and returns the text that goes over the wire, or one
// of the Err variables of message.go.
func (c Codec) Seal(r Request) ([]byte, error) {
	content, err := r.content()
	if err != nil {
		return nil, fmt.Errorf("%d: %w", r.Operation(), err)
	}
	return c.SealContent(content), nil
}

// SealContent signs and seals content as it is, without checking it.
func (c Codec) SealContent(content Content) []byte {
	if c.sealing == SealContent {
		sealed := c.encrypt(content.JSON())
		return envelope(quote(sealed), Digest(sealed, c.key()))
	}
	message := envelope(content.JSON(), Digest(content.Canonical(), c.key()))
	if c.sealing == SealNone {
		return message
	}
	return []byte(c.encrypt(message))
}

func envelope(content []byte, digest string) []byte {
	return fmt.Appendf(nil, `{"content":%s,"digest":"%s"}`, content, digest)
}

// SealAnswer returns an answer's JSON text as a terminal with this codec sends
// it: encrypted, unless the sealing is none.
func (c Codec) SealAnswer(text []byte) []byte {
	if c.sealing == SealNone {
		return text
	}
	return []byte(c.encrypt(text))
}

// OpenRequest opens and checks a request as strictly as a terminal: ErrDecrypt,
// ErrDigest (compared without case), ErrFormat or ErrTooLarge.
func (c Codec) OpenRequest(sealed []byte) (Content, error) {
	if len(sealed) > MaxText {
		return nil, ErrTooLarge
	}
	message := sealed
	if c.sealing == SealMessage {
		var err error
		if message, err = c.decrypt(sealed); err != nil {
			return nil, err
		}
	}
	fields, err := object(message)
	if err != nil {
		return nil, err
	}
	var digest string
	if json.Unmarshal(fields["digest"], &digest) != nil {
		return nil, fmt.Errorf("digest: %w", ErrFormat)
	}
	if c.sealing == SealContent {
		return c.openContent(fields["content"], digest)
	}
	content, err := ParseContent(fields["content"])
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(digest, Digest(content.Canonical(), c.key())) {
		return nil, ErrDigest
	}
	return content, nil
}

func (c Codec) openContent(quoted json.RawMessage, digest string) (Content, error) {
	var sealed string
	if json.Unmarshal(quoted, &sealed) != nil {
		return nil, fmt.Errorf("content: %w", ErrFormat)
	}
	text, err := c.decrypt([]byte(sealed))
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(digest, Digest(sealed, c.key())) {
		return nil, ErrDigest
	}
	return ParseContent(text)
}

// object reads a JSON object, names as they are written: encoding/json would
// match a struct's names without case.
func object(text []byte) (map[string]json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil || fields == nil {
		return nil, fmt.Errorf("not a JSON object: %w", ErrFormat)
	}
	return fields, nil
}

// encrypt is base64 of AES-CBC with PKCS#5 padding.
func (c Codec) encrypt(plain []byte) string {
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	data := append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(c.block, []byte(iv)).CryptBlocks(data, data)
	return base64.StdEncoding.EncodeToString(data)
}

func (c Codec) decrypt(sealed []byte) ([]byte, error) {
	data := make([]byte, base64.StdEncoding.DecodedLen(len(sealed)))
	n, err := base64.StdEncoding.Decode(data, sealed)
	if err != nil {
		return nil, fmt.Errorf("not base64: %w", ErrDecrypt)
	}
	data = data[:n]
	if len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, fmt.Errorf("%d bytes aren't whole blocks: %w", len(data), ErrDecrypt)
	}
	cipher.NewCBCDecrypter(c.block, []byte(iv)).CryptBlocks(data, data)
	pad := int(data[len(data)-1])
	if pad < 1 || pad > aes.BlockSize || !bytes.HasSuffix(data, bytes.Repeat([]byte{byte(pad)}, pad)) {
		return nil, fmt.Errorf("padding: %w", ErrDecrypt)
	}
	return data[:len(data)-pad], nil
}
