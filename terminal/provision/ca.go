package provision

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"os"

	"harbourtill/terminal/link"
)

// What may be wrong with a CA file.
var (
	ErrCAFolder     = &InputError{"this is a folder; choose the CA certificate's file in it"}
	ErrCAMissing    = &InputError{"there is no such file"}
	ErrCAUnreadable = &InputError{"the file can't be read; see whether this user may read it"}
	ErrCATooLarge   = &InputError{"the file has more than 1 MiB, and a CA certificate has a few KiB"}
	ErrCAContent    = &InputError{"the file holds no certificate, neither as PEM nor as DER"}
	ErrCALeaf       = &InputError{"the certificate isn't a CA's; ask for the one that signed it, or accept the terminal's own by its fingerprint"}
	ErrCAPrivateKey = &InputError{"the file holds a private key, which doesn't belong on a till; ask for the certificate alone"}
)

// maxCAFile is how large a CA file may be, in bytes.
const maxCAFile = 1 << 20

// ReadCAFile reads a file of CA certificates, PEM or DER, and returns it as
// PEM for a profile. A fault is an *InputError.
func ReadCAFile(path string) (text string, err error) {
	file, err := readCABytes(path)
	if err != nil {
		return "", err
	}
	return parseCA(file)
}

func readCABytes(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrCAMissing
	case err == nil && info.IsDir():
		return nil, ErrCAFolder
	case err != nil || !info.Mode().IsRegular(): // opening a pipe would wait
		return nil, ErrCAUnreadable
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, ErrCAUnreadable
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxCAFile+1))
	switch {
	case err != nil:
		return nil, ErrCAUnreadable
	case len(text) > maxCAFile:
		return nil, ErrCATooLarge
	}
	return text, nil
}

// parseCA returns a file's certificates, and nothing else of it, as PEM.
func parseCA(file []byte) (string, error) {
	if holdsPrivateKey(file) {
		return "", ErrCAPrivateKey
	}
	text, err := link.ReadCA(file)
	if err != nil {
		return "", ErrCAContent
	}
	var found []byte
	anyCA := false
	for block, rest := pem.Decode([]byte(text)); block != nil; block, rest = pem.Decode(rest) {
		if c, err := x509.ParseCertificate(block.Bytes); err == nil && block.Type == "CERTIFICATE" {
			found = append(found, pem.EncodeToMemory(&pem.Block{Type: block.Type, Bytes: c.Raw})...)
			anyCA = anyCA || c.BasicConstraintsValid && c.IsCA
		}
	}
	if !anyCA {
		return "", ErrCALeaf
	}
	return string(found), nil
}

// holdsPrivateKey also sees keys that are encrypted or cut off.
func holdsPrivateKey(file []byte) bool {
	if bytes.Contains(file, []byte("PRIVATE KEY-----")) {
		return true
	}
	_, pkcs8 := x509.ParsePKCS8PrivateKey(file)
	_, pkcs1 := x509.ParsePKCS1PrivateKey(file)
	_, sec1 := x509.ParseECPrivateKey(file)
	return pkcs8 == nil || pkcs1 == nil || sec1 == nil
}
