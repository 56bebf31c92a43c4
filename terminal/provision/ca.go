package provision

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"

	"harbourtill/terminal/link"
)

// What may be wrong with a CA file, besides what may be wrong with any.
var (
	ErrCAContent    = &InputError{"the file holds no certificate, neither as PEM nor as DER"}
	ErrCALeaf       = &InputError{"the certificate isn't a CA's; ask for the one that signed it, or accept the terminal's own by its fingerprint"}
	ErrCAPrivateKey = &InputError{"the file holds a private key, which doesn't belong on a till; ask for the certificate alone"}
)

// ReadCAFile reads a file of CA certificates, PEM or DER, and returns it as
// PEM for a profile. A fault is an *InputError.
func ReadCAFile(path string) (text string, err error) {
	file, err := readSmallFile(path)
	if err != nil {
		return "", err
	}
	return parseCA(file)
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
