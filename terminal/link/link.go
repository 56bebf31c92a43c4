// Package link carries sealed texts to a terminal and answers back. It knows
// nothing of money and nothing of what it carries.
package link

import (
	"errors"
	"fmt"
)

// What may go wrong on the way; match with errors.Is.
var (
	// ErrConnect: no connection was made; nothing left the till.
	ErrConnect = errors.New("the terminal can't be reached")
	// ErrCertificate: the terminal's certificate isn't trusted; nothing left
	// the till.
	ErrCertificate = errors.New("the terminal's certificate isn't trusted")
	// ErrLost: the connection broke before the answer was whole.
	ErrLost = errors.New("the connection to the terminal was lost")
	// ErrTimeout: no answer in time.
	ErrTimeout = errors.New("the terminal didn't answer in time")
	// ErrTooLarge: the answer was longer than MaxAnswer.
	ErrTooLarge = errors.New("the answer is too large")
	// ErrStatus: what answered isn't the terminal's app.
	ErrStatus = errors.New("not the answer of a Haojin terminal")
	// ErrNoAck: the terminal didn't acknowledge a serial packet in time. It
	// may have got it all the same.
	ErrNoAck = errors.New("the terminal didn't acknowledge the request")
	// ErrRejected: the terminal answered a serial packet with an error packet;
	// the cause names its kind.
	ErrRejected = errors.New("the terminal refused the serial packet")
	// ErrAmbiguous: an answer came over the serial line, and it can't be told
	// which of the open exchanges it belongs to.
	ErrAmbiguous = errors.New("it is unclear what the terminal's answer belongs to")
)

// Why a serial port can't be opened: causes of an ErrConnect.
var (
	// ErrPermission: the user may not use the port.
	ErrPermission = errors.New("no permission to use the serial port")
	// ErrNoPort: there is no such port; the cable may be unplugged.
	ErrNoPort = errors.New("there is no such serial port")
	// ErrPortBusy: another program has the port open.
	ErrPortBusy = errors.New("another program uses the serial port")
)

// MaxAnswer bounds an answer, in bytes.
const MaxAnswer = 1 << 20

// Error is a failed exchange.
type Error struct {
	// Kind is one of the Err variables.
	Kind error
	// Left: the request may have left the till, in part or whole.
	Left bool
	// Err is the cause.
	Err error
}

// Error says what happened and why.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Kind.Error()
	}
	return fmt.Sprintf("%v: %v", e.Kind, e.Err)
}

// Unwrap gives errors.Is the kind and the cause.
func (e *Error) Unwrap() []error { return []error{e.Kind, e.Err} }

// MayHaveLeft says whether the terminal may have got the request.
func (e *Error) MayHaveLeft() bool { return e.Left }

// CertificateProblem says whether the terminal's certificate isn't trusted.
func (e *Error) CertificateProblem() bool { return errors.Is(e.Kind, ErrCertificate) }

// Trouble names what keeps a serial port from being opened, for a person to put
// right; empty for anything else.
func (e *Error) Trouble() string {
	switch {
	case errors.Is(e.Err, ErrPermission):
		return "no permission to use the port"
	case errors.Is(e.Err, ErrNoPort):
		return "no such port"
	case errors.Is(e.Err, ErrPortBusy):
		return "another program uses the port"
	}
	return ""
}

// Timeout says whether it was time that ran out, as net.Error does.
func (e *Error) Timeout() bool { return errors.Is(e.Kind, ErrTimeout) }
