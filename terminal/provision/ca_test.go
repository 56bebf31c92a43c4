package provision

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificate makes one that signs itself, and its private key.
func certificate(t *testing.T, isCA bool) (der []byte, key *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "terminal"}, IsCA: isCA, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	if der, err = x509.CreateCertificate(rand.Reader, template, template, key.Public(), key); err != nil {
		t.Fatal(err)
	}
	return der, key
}

func pemOf(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func TestReadCAFile(t *testing.T) {
	ca, key := certificate(t, true)
	leaf, _ := certificate(t, false)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	caPEM, leafPEM := pemOf("CERTIFICATE", ca), pemOf("CERTIFICATE", leaf)
	folder := t.TempDir()
	for _, test := range []struct {
		name    string
		content []byte
		text    []byte
		want    error
	}{
		{"PEM", caPEM, caPEM, nil},
		{"DER", ca, caPEM, nil},
		{"CRLF, with words before it", crlf("The vendor's CA\n" + string(caPEM)), caPEM, nil},
		{"leaf and CA", bytes.Join([][]byte{leafPEM, caPEM}, nil), bytes.Join([][]byte{leafPEM, caPEM}, nil), nil},
		{"leaf", leafPEM, nil, ErrCALeaf},
		{"leaf as DER", leaf, nil, ErrCALeaf},
		{"empty", nil, nil, ErrCAContent},
		{"text", []byte("192.0.2.20:9001"), nil, ErrCAContent},
		{"cut off", caPEM[:len(caPEM)/2], nil, ErrCAContent},
		{"key and CA", bytes.Join([][]byte{caPEM, pemOf("PRIVATE KEY", pkcs8)}, nil), nil, ErrCAPrivateKey},
		{"encrypted key", pemOf("ENCRYPTED PRIVATE KEY", pkcs8), nil, ErrCAPrivateKey},
		{"key cut off", pemOf("EC PRIVATE KEY", sec1)[:60], nil, ErrCAPrivateKey},
		{"key as DER", pkcs8, nil, ErrCAPrivateKey},
		{"EC key as DER", sec1, nil, ErrCAPrivateKey},
		{"1 MiB", append(caPEM, make([]byte, maxSmallFile-len(caPEM))...), caPEM, nil},
		{"more than 1 MiB", append(caPEM, make([]byte, maxSmallFile-len(caPEM)+1)...), nil, ErrFileTooLarge},
	} {
		path := filepath.Join(folder, test.name)
		if err := os.WriteFile(path, test.content, 0o600); err != nil {
			t.Fatal(err)
		}
		text, err := ReadCAFile(path)
		if !errors.Is(err, test.want) || text != string(test.text) {
			t.Errorf("%s: %d bytes, %v", test.name, len(text), err)
		}
	}
}

func crlf(text string) []byte { return []byte(strings.ReplaceAll(text, "\n", "\r\n")) }

func TestReadCAFileWithoutAFile(t *testing.T) {
	folder := t.TempDir()
	if _, err := ReadCAFile(folder); !errors.Is(err, ErrFileFolder) {
		t.Errorf("a folder: %v", err)
	}
	for _, path := range []string{"", filepath.Join(folder, "none")} {
		if _, err := ReadCAFile(path); !errors.Is(err, ErrFileMissing) {
			t.Errorf("%q: %v", path, err)
		}
	}
	if _, err := ReadCAFile(filepath.Join(folder, "a\x00b")); !errors.Is(err, ErrFileUnreadable) {
		t.Errorf("an impossible name: %v", err)
	}
}
