package terminal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// LinkKind names the way to a terminal.
type LinkKind string

// The links that this version speaks.
const (
	LinkTraining LinkKind = "training"
	LinkHTTP     LinkKind = "http"
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

// Profile is how a terminal is reached and spoken to. It is a value, replaced
// whole. It holds the POS-KEY: never log it.
type Profile struct {
	Link LinkKind `json:"link"`
	// Address is host:port.
	Address string          `json:"address"`
	POSKey  haojin.POSKey   `json:"pos_key"`
	KeyForm haojin.KeyForm  `json:"key_form"`
	Sealing haojin.Sealing  `json:"sealing"`
	Body    haojin.BodyForm `json:"body"`
	Model   Model           `json:"model"`
	// PlainAnswers: the terminal answers in plain text though encryption is
	// on, and the manager trusts it.
	PlainAnswers bool `json:"plain_answers"`
	// PaymentTimeout is how long a customer may take, in seconds.
	PaymentTimeout int `json:"payment_timeout"`
}

// ID names the terminal and the key, not the address: a terminal may get a new
// address and stays the same one. It gives nothing of the key away.
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
// the key, or plain where plain is what this terminal speaks.
func (p Profile) trusts(a haojin.Answer) bool {
	return a.Sealed || p.Sealing == haojin.SealNone || p.PlainAnswers
}

// Validate checks the profile as a whole; its error names the field.
func (p Profile) Validate() error {
	if p.Link != LinkTraining && p.Link != LinkHTTP {
		return &FieldError{"link", fmt.Sprintf("%q: training or http", p.Link)}
	}
	if !strings.Contains(p.Address, ":") {
		return &FieldError{"address", fmt.Sprintf("%q: host:port, as in 192.0.2.20:9001", p.Address)}
	}
	if _, err := p.Codec(); err != nil {
		return &FieldError{"pos_key", err.Error()}
	}
	switch p.Model {
	case A8, A8S, A920:
	default:
		return &FieldError{"model", fmt.Sprintf("%q: A8, A8S or A920", p.Model)}
	}
	if p.PaymentTimeout < 1 || p.PaymentTimeout > maxPaymentTimeout {
		return &FieldError{"payment_timeout", fmt.Sprintf("%d: 1 to %d seconds", p.PaymentTimeout, maxPaymentTimeout)}
	}
	return nil
}

// maxPaymentTimeout bounds how long a terminal may be kept waiting, seconds.
const maxPaymentTimeout = 600

// FieldError says which setting is wrong and what it should be.
type FieldError struct{ Field, Problem string }

func (e *FieldError) Error() string { return e.Field + ": " + e.Problem }

// Timing holds every duration the controller counts. Tests shorten it.
type Timing struct {
	// ReadMargin is added to the payment's time-out for the answer's way back.
	ReadMargin time.Duration
	// Inquiry bounds one inquiry or cancel, connecting included.
	Inquiry time.Duration
	// Ask is when a transaction is asked about after it became unknown;
	// after the last entry, every AskEvery.
	Ask []time.Duration
	// Verify is the same for one that was decided without proof; after the
	// last entry comes the window's end, then every AskEvery.
	Verify   []time.Duration
	AskEvery time.Duration
	// WindowFloor and WindowMargin make the window: how long after sending the
	// terminal may still take the sale: max(time-out, floor) + margin.
	WindowFloor, WindowMargin time.Duration
	// AbsentApart is how far apart two "no such order" must be to count.
	AbsentApart time.Duration
	// Tick is how often SecondsLeft is told.
	Tick time.Duration
}

// DefaultTiming is the timing of a real till (design: a transaction's life).
func DefaultTiming() Timing {
	s := time.Second
	return Timing{
		ReadMargin:   30 * s,
		Inquiry:      15 * s,
		Ask:          []time.Duration{0, 2 * s, 5 * s, 10 * s, 20 * s, 40 * s},
		Verify:       []time.Duration{5 * s, 20 * s, 60 * s},
		AskEvery:     60 * s,
		WindowFloor:  120 * s,
		WindowMargin: 90 * s,
		AbsentApart:  10 * s,
		Tick:         s,
	}
}
