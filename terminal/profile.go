package terminal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// LinkKind names the way to a terminal.
type LinkKind string

// The links that this version speaks.
const (
	LinkTraining LinkKind = "training"
	LinkHTTP     LinkKind = "http"
	LinkHTTPS    LinkKind = "https"
	LinkTCP      LinkKind = "tcp"
	LinkSerial   LinkKind = "serial"
)

// Model is the terminal's hardware.
type Model string

// The models that run the Haojin app.
const (
	A8   Model = "A8"
	A8S  Model = "A8S"
	A920 Model = "A920"
)

// Offers says whether the model takes the channel: the A920 has no card
// channels and no Octopus (protocol section 3).
func (m Model) Offers(c payment.Channel) bool {
	return m != A920 || c.Medium() == payment.Wallet
}

// Route is one way to a terminal. Its fields are those of Profile.
type Route struct {
	Link      LinkKind `json:"link"`
	Address   string   `json:"address,omitempty"`
	Port      string   `json:"port,omitempty"`
	CA        string   `json:"ca,omitempty"`
	PinSHA256 string   `json:"pin_sha256,omitempty"`
	LineFeed  bool     `json:"line_feed,omitempty"`
}

// Profile is how a terminal is reached and spoken to. It is a value, replaced
// whole. It holds the POS-KEY: never log it.
type Profile struct {
	Link LinkKind `json:"link"`
	// Address is host:port; every link but serial has one.
	Address string `json:"address"`
	// Port is the serial port's name, /dev/ttyUSB0 or COM3.
	Port    string         `json:"port,omitempty"`
	POSKey  haojin.POSKey  `json:"pos_key"`
	KeyForm haojin.KeyForm `json:"key_form"`
	Sealing haojin.Sealing `json:"sealing"`
	// Body belongs to HTTP and HTTPS.
	Body  haojin.BodyForm `json:"body"`
	Model Model           `json:"model"`
	// CA (PEM) or PinSHA256 (64 hex digits) say which certificate is good;
	// with neither the system's roots do. They belong to HTTPS.
	CA        string `json:"ca,omitempty"`
	PinSHA256 string `json:"pin_sha256,omitempty"`
	// LineFeed ends a request with one; it belongs to TCP.
	LineFeed bool `json:"line_feed,omitempty"`
	// PlainAnswers: the terminal answers in plain text though encryption is
	// on, and the manager trusts it.
	PlainAnswers bool `json:"plain_answers"`
	// PaymentTimeout is how long a customer may take, in seconds; PayMe is
	// never given more than 120.
	PaymentTimeout int `json:"payment_timeout"`
	// FrontCamera scans the customer's code with the front camera.
	FrontCamera bool `json:"front_camera,omitempty"`
	// Scan is which side shows a wallet's code unless the cashier chooses.
	Scan haojin.Scan `json:"scan,omitempty"`
	// SwapScan: this terminal's app means the opposite by the two names of
	// scan_type.
	SwapScan bool `json:"swap_scan,omitempty"`
	// StayOnResult leaves the result on the terminal's screen afterwards,
	// instead of going home.
	StayOnResult bool `json:"stay_on_result,omitempty"`
	// Second is another way to the same terminal, for inquiries only, when
	// nothing comes over the first; with an empty Link there is none.
	Second Route `json:"second,omitzero"`
}

// Over returns the profile with another way to the terminal, and no second one.
func (p Profile) Over(r Route) Profile {
	p.Link, p.Address, p.Port, p.CA, p.PinSHA256, p.LineFeed = r.Link, r.Address, r.Port, r.CA, r.PinSHA256, r.LineFeed
	p.Second = Route{}
	return p
}

// Place is where the terminal is: its address, or the serial port.
func (p Profile) Place() string {
	if p.Link == LinkSerial {
		return p.Port
	}
	return p.Address
}

// ID names the terminal and the key, not the address or the certificate: a
// terminal may get new ones and stays the same. It gives nothing of the key
// away.
func (p Profile) ID() string {
	form := fmt.Sprintf("%s\n%s\n%s\n%s\n%s", p.Link, p.KeyForm, p.Sealing, p.Body, p.POSKey.Reveal())
	sum := sha256.Sum256([]byte(form))
	return hex.EncodeToString(sum[:8])
}

// Training says whether no real money moves.
func (p Profile) Training() bool { return p.Link == LinkTraining }

// Codec returns what seals for this terminal, or haojin.ErrKeyForm.
func (p Profile) Codec() (haojin.Codec, error) {
	return haojin.NewCodec(p.POSKey, p.KeyForm, p.Sealing)
}

// trusts says whether an answer in this dress proves who sent it: sealed with
// the key, over verified HTTPS, or plain where plain is what this terminal
// speaks.
func (p Profile) trusts(a haojin.Answer) bool {
	return a.Sealed || p.Link == LinkHTTPS || p.Sealing == haojin.SealNone || p.PlainAnswers
}

// Faults returns what is wrong with the profile of a real terminal, by field;
// none when it can be used. The fields are named as in a provision file; those
// of the second way begin with "second.".
func (p Profile) Faults() []FieldError {
	var faults faults
	p.checkRoute(faults.check)
	p.checkKey(faults.check)
	faults.check(p.Body == haojin.BodyJSON || p.Body == haojin.BodyRaw, "body", "is json or raw")
	faults.check(p.Model == A8 || p.Model == A8S || p.Model == A920, "model", "is A8, A8S or A920")
	faults.check(p.PaymentTimeout >= 1 && p.PaymentTimeout <= maxPaymentTimeout,
		"payment_timeout", fmt.Sprintf("is 1 to %d seconds", maxPaymentTimeout))
	faults.check(slices.Contains([]haojin.Scan{haojin.ScanAsLastTime, haojin.CustomerShowsCode, haojin.TerminalShowsCode}, p.Scan),
		"scan", "is customer, terminal or empty")
	if p.Second != (Route{}) {
		p.Over(p.Second).checkRoute(func(ok bool, field, should string) { faults.check(ok, "second."+field, should) })
	}
	return faults
}

// faults collects what is wrong.
type faults []FieldError

func (f *faults) check(ok bool, field, should string) {
	if !ok {
		*f = append(*f, FieldError{Field: field, Should: should})
	}
}

// checkRoute checks what a Route holds.
func (p Profile) checkRoute(check func(ok bool, field, should string)) {
	check(slices.Contains([]LinkKind{LinkHTTP, LinkHTTPS, LinkTCP, LinkSerial}, p.Link),
		"link", "is training, http, https, tcp or serial")
	if p.Link == LinkSerial {
		check(p.Port != "", "port", "is a serial port's name, as in /dev/ttyUSB0 or COM3")
		check(p.Address == "", "address", "doesn't belong to link serial")
	} else {
		check(isAddress(p.Address), "address", "is host:port, as in 192.0.2.20:9001")
		check(p.Port == "", "port", "belongs to link serial")
	}
	check(p.CA == "" || p.Link == LinkHTTPS, "ca_file", "belongs to link https")
	check(p.PinSHA256 == "" || p.Link == LinkHTTPS, "pin_sha256", "belongs to link https")
	check(p.CA == "" || p.PinSHA256 == "", "pin_sha256", "and ca_file exclude each other")
	check(!p.LineFeed || p.Link == LinkTCP, "line_feed", "belongs to link tcp")
}

// checkKey checks the POS-KEY and how it is used.
func (p Profile) checkKey(check func(ok bool, field, should string)) {
	_, err := p.Codec()
	check(!errors.Is(err, haojin.ErrSealing), "sealing", "is message, content or none")
	formOK := p.KeyForm == haojin.KeyText || p.KeyForm == haojin.KeyHex
	check(formOK, "key_form", "is text or hex")
	check(!formOK || !errors.Is(err, haojin.ErrKeyForm), "pos_key", fmt.Sprint(err))
}

func isAddress(address string) bool {
	host, port, err := net.SplitHostPort(address)
	n, portErr := strconv.ParseUint(port, 10, 16)
	return err == nil && host != "" && portErr == nil && n > 0
}

// maxPaymentTimeout bounds how long a terminal may be kept waiting, seconds.
const maxPaymentTimeout = 600

// FieldError says which setting is wrong and what it should be. It never holds
// the value.
type FieldError struct{ Field, Should string }

func (e FieldError) Error() string { return e.Field + ": " + e.Should }
