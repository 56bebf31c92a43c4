package simulator

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Action is what the terminal, its customer and the network do with a payment.
type Action string

// The actions. In brackets: what may follow the name after a colon.
const (
	// Approve [delay]: the customer pays after delay.
	Approve Action = "approve"
	// Decline [code]: QFPay refuses with the inner code, after Config.Delay.
	Decline Action = "decline"
	// CustomerCancels [delay]: the customer stops it on the terminal.
	CustomerCancels Action = "customer-cancels"
	// NoAnswer: the request arrives, nothing is booked, nothing is answered.
	NoAnswer Action = "no-answer"
	// AnswerLost: booked, and the connection breaks before the answer.
	AnswerLost Action = "answer-lost"
	// Drop: the connection breaks before anything is booked.
	Drop Action = "drop"
	// Forge: nothing is booked; somebody answers approved in plain text.
	Forge Action = "forge"
	// WrongAmount [cents]: another amount is booked and answered.
	WrongAmount Action = "wrong-amount"
	// Garbage: booked, and the answer is rubbish.
	Garbage Action = "garbage"
	// Pieces: booked, and the answer comes byte by byte.
	Pieces Action = "pieces"
	// Late [delay]: booked at once, answered after delay.
	Late Action = "late"
	// InProgress [n]: booked, the answer is lost, and the next n inquiries
	// about it say that it is still going on.
	InProgress Action = "in-progress"
	// OtherOrder: nothing is booked; the sealed approval names another order.
	OtherOrder Action = "other-order"
	// NoIdentity: booked, and the answer names no order.
	NoIdentity Action = "no-identity"
	// Reversed: booked and answered, then given back by the terminal.
	Reversed Action = "reversed"
	// Plain: booked, and answered in plain text.
	Plain Action = "plain"
	// CancelLost [delay]: as Approve, but a cancel that comes in time is obeyed
	// and its own answer lost.
	CancelLost Action = "cancel-lost"
	// PaidAfterAll [delay]: as Approve, but a cancel comes too late and is
	// answered as if it had been obeyed: only an inquiry finds the money.
	PaidAfterAll Action = "paid-after-all"
	// Fail [respcd]: nothing is booked; that respcd without an inner code.
	Fail Action = "error"
	// Busy: nothing is booked; 4005, as while another payment is open.
	Busy Action = "busy"
)

// The defaults of what follows a colon.
const (
	defaultDecline     = "1205"
	defaultWrongAmount = 100
	defaultInProgress  = 3
	defaultLate        = 40 * time.Second
	defaultFail        = "6002"
)

// Behaviour is one action with its parameter; only the one that the action
// takes is set.
type Behaviour struct {
	Action Action
	// Delay belongs to Approve, CustomerCancels, CancelLost, PaidAfterAll and Late. Default:
	// 40 s for Late, the simulator's own for the others.
	Delay    time.Duration
	HasDelay bool
	// Code belongs to Decline (an inner code) and Fail (a respcd).
	Code string
	// Cents belongs to WrongAmount.
	Cents int64
	// Times belongs to InProgress.
	Times int
}

// ErrBehaviour: a text that names no behaviour.
var ErrBehaviour = errors.New("no such behaviour")

// ParseBehaviour reads an action's name and, after a colon, its parameter:
// approve:3s, decline:1205, in-progress:3.
func ParseBehaviour(text string) (Behaviour, error) {
	name, parameter, has := strings.Cut(strings.TrimSpace(text), ":")
	b := Behaviour{Action: Action(name)}
	var err error
	switch b.Action {
	case Approve, CustomerCancels, CancelLost, PaidAfterAll:
		err = b.readDelay(parameter, has)
	case Late:
		b.Delay, b.HasDelay = defaultLate, true
		err = b.readDelay(parameter, has)
	case Decline:
		err = b.readCode(parameter, has, defaultDecline)
	case Fail:
		err = b.readCode(parameter, has, defaultFail)
	case WrongAmount:
		b.Cents, err = readNumber(parameter, has, defaultWrongAmount)
	case InProgress:
		var times int64
		times, err = readNumber(parameter, has, defaultInProgress)
		b.Times = int(times)
	case NoAnswer, AnswerLost, Drop, Forge, Garbage, Pieces, OtherOrder, NoIdentity, Reversed, Plain, Busy:
		if has {
			err = errors.New("it takes no parameter")
		}
	default:
		return Behaviour{}, fmt.Errorf("%q: %w", text, ErrBehaviour)
	}
	if err != nil {
		return Behaviour{}, fmt.Errorf("%q: %w: %w", text, ErrBehaviour, err)
	}
	return b, nil
}

func (b *Behaviour) readDelay(text string, has bool) error {
	if !has {
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return err
	}
	if d < 0 {
		return errors.New("a delay isn't negative")
	}
	b.Delay, b.HasDelay = d, true
	return nil
}

func (b *Behaviour) readCode(text string, has bool, otherwise string) error {
	b.Code = otherwise
	if !has {
		return nil
	}
	if len(text) != 4 || strings.Trim(text, "0123456789") != "" {
		return errors.New("a code has four digits")
	}
	b.Code = text
	return nil
}

func readNumber(text string, has bool, otherwise int64) (int64, error) {
	if !has {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err == nil && n < 1 {
		err = errors.New("at least 1")
	}
	return n, err
}

// String writes a behaviour as ParseBehaviour reads it.
func (b Behaviour) String() string {
	switch {
	case b.HasDelay:
		return string(b.Action) + ":" + b.Delay.String()
	case b.Code != "":
		return string(b.Action) + ":" + b.Code
	case b.Cents != 0:
		return fmt.Sprintf("%s:%d", b.Action, b.Cents)
	case b.Times != 0:
		return fmt.Sprintf("%s:%d", b.Action, b.Times)
	}
	return string(b.Action)
}

// ParseScript reads behaviours with commas between them; an empty text is an
// empty script.
func ParseScript(text string) ([]Behaviour, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var script []Behaviour
	for part := range strings.SplitSeq(text, ",") {
		b, err := ParseBehaviour(part)
		if err != nil {
			return nil, err
		}
		script = append(script, b)
	}
	return script, nil
}
