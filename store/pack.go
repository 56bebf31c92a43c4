package store

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"harbourtill/terminal/payment"
)

// Transactions and transitions are much alike, so they are packed: a byte that
// names the form, then the JSON, squeezed (squeeze.go) and deflated against a
// dictionary of what such JSON is made of. It takes a quarter of the room. JSON
// as it is, which begins with {, is read too: what was written before records
// were packed stays.
//
// A dictionary that has been used never changes: what was packed with it can't
// be read without it. A better one gets a form of its own.
const packed1 = 0x01

// errPacked: a record that pack never made.
var errPacked = errors.New("unpack: cut off")

//go:embed dictionary-1.txt
var dictionary1 []byte

// Making a packer or an unpacker costs more than using it, so they are kept.
var (
	packers = sync.Pool{New: func() any {
		w, err := flate.NewWriterDict(nil, flate.DefaultCompression, dictionary1)
		if err != nil {
			return err
		}
		return w
	}}
	unpackers = sync.Pool{New: func() any { return flate.NewReaderDict(nil, dictionary1) }}
)

// packJSON returns a value's JSON, packed. own is the reference of the
// transaction that it belongs to; empty in the transaction itself.
func packJSON(value any, own payment.Reference) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return pack(text, own)
}

// unpackJSON fills value with what packJSON was given.
func unpackJSON(content []byte, own payment.Reference, value any) error {
	text, err := unpack(content, own)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, value)
}

// pack returns the packed form of JSON text.
func pack(text []byte, own payment.Reference) ([]byte, error) {
	w, ok := packers.Get().(*flate.Writer)
	if !ok {
		return nil, fmt.Errorf("pack: no deflate")
	}
	defer packers.Put(w)
	var out bytes.Buffer
	out.WriteByte(packed1)
	w.Reset(&out)
	if _, err := w.Write(squeeze(text, own)); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return out.Bytes(), nil
}

// unpack returns the JSON text that pack was given. Plain JSON is returned as
// it is.
func unpack(content []byte, own payment.Reference) ([]byte, error) {
	if len(content) == 0 || content[0] != packed1 {
		return content, nil
	}
	r, ok := unpackers.Get().(io.ReadCloser)
	if !ok {
		return nil, fmt.Errorf("unpack: no inflate")
	}
	defer unpackers.Put(r)
	if err := r.(flate.Resetter).Reset(bytes.NewReader(content[1:]), dictionary1); err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	whole, ok := stretch(text, own)
	if !ok {
		return nil, errPacked
	}
	return whole, nil
}
