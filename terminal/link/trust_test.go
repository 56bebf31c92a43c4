package link

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// selfSigned makes a certificate for addresses.
func selfSigned(t *testing.T, addresses ...string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "terminal"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	for _, a := range addresses {
		template.IPAddresses = append(template.IPAddresses, net.ParseIP(a))
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func pemOf(c tls.Certificate) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}))
}

// serveTLS runs an HTTPS terminal that counts the requests it gets.
func serveTLS(t *testing.T, c tls.Certificate, newest uint16) (address string, requests *atomic.Int32) {
	t.Helper()
	requests = new(atomic.Int32)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		_, _ = io.WriteString(w, "answer")
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{c}, MinVersion: tls.VersionTLS10, MaxVersion: newest}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "https://"), requests
}

func trust(t *testing.T, ca, pin string) *Trust {
	t.Helper()
	tr, err := NewTrust(ca, pin)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func TestHTTPS(t *testing.T) {
	good, other, elsewhere := selfSigned(t, "127.0.0.1"), selfSigned(t, "127.0.0.1"), selfSigned(t, "127.0.0.2")
	address, requests := serveTLS(t, good, 0)
	shown, err := ShownCertificate(t.Context(), address)
	if err != nil || len(shown.Names) != 1 || shown.Names[0] != "127.0.0.1" || requests.Load() != 0 {
		t.Fatalf("shown %+v, %v, %d requests", shown, err, requests.Load())
	}
	colons := strings.ToUpper(shown.SHA256[:2] + ":" + shown.SHA256[2:])
	otherAddress, _ := serveTLS(t, other, 0)
	elsewhereAddress, _ := serveTLS(t, elsewhere, 0)
	oldAddress, _ := serveTLS(t, good, tls.VersionTLS11)
	otherShown, err := ShownCertificate(t.Context(), otherAddress)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		address string
		trust   *Trust
		want    error
	}{
		{"the vendor's CA", address, trust(t, pemOf(good), ""), nil},
		{"a pinned certificate", address, trust(t, "", colons), nil},
		{"pinned, for another address", elsewhereAddress, trust(t, "", shown.SHA256), ErrCertificate},
		{"the system's roots", address, trust(t, "", ""), ErrCertificate},
		{"another CA", address, trust(t, pemOf(other), ""), ErrCertificate},
		{"the CA, for another address", elsewhereAddress, trust(t, pemOf(elsewhere), ""), ErrCertificate},
		{"a changed certificate", otherAddress, trust(t, "", shown.SHA256), ErrCertificate},
		{"TLS 1.1", oldAddress, trust(t, pemOf(good), ""), ErrConnect},
	} {
		answer, err := NewHTTP(HTTPConfig{Address: test.address, Trust: test.trust}).Exchange(t.Context(), "/", nil, func() {})
		if test.want == nil {
			if err != nil || string(answer) != "answer" {
				t.Errorf("%s: %q, %v", test.name, answer, err)
			}
			continue
		}
		var failure *Error
		if !errors.As(err, &failure) || !errors.Is(err, test.want) || failure.MayHaveLeft() ||
			failure.CertificateProblem() != errors.Is(test.want, ErrCertificate) {
			t.Errorf("%s: %q, %v", test.name, answer, err)
		}
	}
	if otherShown.SHA256 == shown.SHA256 {
		t.Error("two certificates have one fingerprint")
	}
}

func TestTrustRefuses(t *testing.T) {
	if _, err := NewTrust("no certificate", ""); !errors.Is(err, ErrCA) {
		t.Errorf("CA: %v", err)
	}
	for _, pin := range []string{"abc", "zz", strings.Repeat("ab", 31), strings.Repeat("ab", 33)} {
		if _, err := NewTrust("", pin); !errors.Is(err, ErrPin) {
			t.Errorf("pin %q: %v", pin, err)
		}
	}
}

func TestReadCA(t *testing.T) {
	c := selfSigned(t, "127.0.0.1")
	for name, file := range map[string][]byte{"PEM": []byte(pemOf(c)), "DER": c.Certificate[0]} {
		text, err := ReadCA(file)
		if err != nil || text != pemOf(c) {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	for _, file := range []string{"", "rubbish", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		if _, err := ReadCA([]byte(file)); !errors.Is(err, ErrCA) {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func TestShownCertificateNeedsTLS(t *testing.T) {
	if c, err := ShownCertificate(t.Context(), listen(t, func(c net.Conn) { _, _ = io.WriteString(c, "no TLS here") })); !errors.Is(err, ErrConnect) {
		t.Errorf("%+v, %v", c, err)
	}
}
