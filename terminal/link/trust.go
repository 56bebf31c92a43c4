package link

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// What may be wrong with what a terminal is trusted by; match with errors.Is.
var (
	// ErrCA: the file holds no CA certificate, neither as PEM nor as DER.
	ErrCA = errors.New("not a CA certificate")
	// ErrPin: the text is no SHA-256 fingerprint.
	ErrPin = errors.New("a fingerprint has 64 hex digits")
	// errPinned: the terminal shows another certificate than the pinned one.
	errPinned = errors.New("the terminal's certificate isn't the one that was accepted")
)

// Trust says which certificate of a terminal is good. The zero value asks the
// system's roots. It always verifies; nothing switches that off.
type Trust struct {
	roots *x509.CertPool
	pin   []byte
}

// NewTrust trusts certificates that a CA has signed (ca: PEM, one certificate
// or more), or the one certificate with a SHA-256 fingerprint (pin: hex, colons
// allowed), or the system's roots when both are empty. It returns ErrCA or
// ErrPin.
func NewTrust(ca, pin string) (*Trust, error) {
	t := &Trust{}
	if ca != "" {
		t.roots = x509.NewCertPool()
		if !t.roots.AppendCertsFromPEM([]byte(ca)) {
			return nil, ErrCA
		}
	}
	if pin != "" {
		var err error
		t.pin, err = hex.DecodeString(strings.NewReplacer(":", "", " ", "").Replace(pin))
		if err != nil || len(t.pin) != sha256.Size {
			return nil, ErrPin
		}
	}
	return t, nil
}

// ReadCA turns a CA file, PEM or DER, into PEM text for NewTrust, or returns
// ErrCA.
func ReadCA(file []byte) (string, error) {
	if block, _ := pem.Decode(file); block == nil {
		file = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: file})
	}
	if !x509.NewCertPool().AppendCertsFromPEM(file) {
		return "", ErrCA
	}
	return string(file), nil
}

func (t *Trust) config(host string) *tls.Config {
	cfg := &tls.Config{ServerName: host, RootCAs: t.roots, MinVersion: tls.VersionTLS12}
	if t.pin != nil {
		// The fingerprint is the verification: chain and names prove nothing
		// more about a certificate that is known itself.
		cfg.InsecureSkipVerify = true
		cfg.VerifyConnection = func(s tls.ConnectionState) error {
			if sum := sha256.Sum256(s.PeerCertificates[0].Raw); !bytes.Equal(sum[:], t.pin) {
				return errPinned
			}
			return nil
		}
	}
	return cfg
}

func isCertificateError(err error) bool {
	var verification *tls.CertificateVerificationError
	return errors.Is(err, errPinned) || errors.As(err, &verification)
}

// Certificate is what a terminal shows of itself, for a person to accept.
type Certificate struct {
	// SHA256 is its fingerprint: 64 hex digits, as NewTrust takes it.
	SHA256 string
	// Names are the host names and addresses that it is for.
	Names    []string
	Issuer   string
	NotAfter time.Time
}

// ShownCertificate connects to a terminal and returns the certificate that it
// shows, without trusting it and without sending anything. Compare its
// fingerprint with what the terminal's owner says before pinning it.
func ShownCertificate(ctx context.Context, address string) (Certificate, error) {
	var shown *x509.Certificate
	errEnough := errors.New("seen")
	conn, err := connect(ctx, address, ConnectTimeout, nil)
	if err != nil {
		return Certificate{}, failure(ctx, false, err)
	}
	defer conn.Close()
	look := tls.Client(conn, &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, // the handshake is broken off: it is only looked at
		VerifyConnection: func(s tls.ConnectionState) error {
			shown = s.PeerCertificates[0]
			return errEnough
		},
	})
	ctx, cancel := context.WithTimeout(ctx, ConnectTimeout)
	defer cancel()
	if err := look.HandshakeContext(ctx); !errors.Is(err, errEnough) {
		return Certificate{}, failure(ctx, false, fmt.Errorf("no TLS: %w", err))
	}
	sum := sha256.Sum256(shown.Raw)
	c := Certificate{SHA256: hex.EncodeToString(sum[:]), Issuer: shown.Issuer.String(), NotAfter: shown.NotAfter}
	c.Names = append(c.Names, shown.DNSNames...)
	for _, ip := range shown.IPAddresses {
		c.Names = append(c.Names, net.IP(ip).String())
	}
	return c, nil
}
