package people

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Why a PIN isn't taken; match with errors.Is.
var (
	// ErrPINForm: this can't be a PIN.
	ErrPINForm = errors.New("a PIN has 4 to 12 digits")
	// ErrNoPIN: no PIN was set yet.
	ErrNoPIN = errors.New("no PIN is set")
	// ErrWrongPIN: this isn't the PIN. It comes as a *WrongPIN.
	ErrWrongPIN = errors.New("wrong PIN")
	// ErrLocked: too many wrong PINs. It comes as a *Locked.
	ErrLocked = errors.New("locked after too many wrong PINs")

	// ErrName: a name has 1 to MaxName characters, all of which can be seen.
	ErrName = errors.New("a name has 1 to 40 characters")
	// ErrNameTaken: somebody who is active has it, or the journal calls the till
	// or its manager so.
	ErrNameTaken = errors.New("somebody has that name already")
	// ErrRole: there is no such role.
	ErrRole = errors.New("there is no such role")
	// ErrNobody: there is no such person, or not any more.
	ErrNobody = errors.New("there is no such person")

	errNewer = errors.New("it was kept by a newer version")
)

// WrongPIN is ErrWrongPIN.
type WrongPIN struct {
	// Left is how many tries there are before the lock; with 0 this was the
	// last, and the lock begins now.
	Left int
}

func (e *WrongPIN) Error() string { return fmt.Sprintf("%v, %d tries left", ErrWrongPIN, e.Left) }

// Is matches ErrWrongPIN.
func (e *WrongPIN) Is(target error) bool { return target == ErrWrongPIN }

// Locked is ErrLocked.
type Locked struct {
	// Left is how long the lock lasts, more than 0 and at most LockTime.
	Left time.Duration
}

func (e *Locked) Error() string {
	return fmt.Sprintf("%v, for another %.0f s", ErrLocked, math.Ceil(e.Left.Seconds()))
}

// Is matches ErrLocked.
func (e *Locked) Is(target error) bool { return target == ErrLocked }
