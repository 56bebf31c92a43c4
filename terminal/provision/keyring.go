package provision

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/zalando/go-keyring"
)

// KeyringLimit is how long the operating system's keyring may take for one
// thing. It may wait for ever: for a person to unlock it, or for a service
// that never starts.
const KeyringLimit = 3 * time.Second

// ErrKeyringSilent: the keyring didn't answer in time, or still owes an answer
// from before.
var ErrKeyringSilent = errors.New("the operating system's keyring doesn't answer")

// ring is a keyring. Its calls may block for ever.
type ring interface {
	Set(service, account, secret string) error
	Get(service, account string) (secret string, err error)
}

// systemRing is the operating system's.
type systemRing struct{}

func (systemRing) Set(service, account, secret string) error {
	return keyring.Set(service, account, secret)
}

func (systemRing) Get(service, account string) (string, error) { return keyring.Get(service, account) }

// patience calls something that may block for ever, from one goroutine at a
// time. A call that was given up keeps that goroutine until it comes back;
// until then nothing else is called, and nobody waits for it.
type patience struct {
	turn chan struct{} // holds a token while a call runs
	mu   sync.Mutex
	lost bool // the running call was given up
}

func newPatience() *patience { return &patience{turn: make(chan struct{}, 1)} }

// call runs f for at most KeyringLimit, or until ctx ends, waiting for its turn
// included. It returns what f returns, or ErrKeyringSilent; f may go on then.
func (p *patience) call(ctx context.Context, f func() error) error {
	p.mu.Lock()
	lost := p.lost
	p.mu.Unlock()
	if lost {
		return ErrKeyringSilent
	}
	ctx, cancel := context.WithTimeout(ctx, KeyringLimit)
	defer cancel()
	select {
	case p.turn <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrKeyringSilent, ctx.Err())
	}
	done := make(chan error, 1)
	go func() {
		err := f()
		p.mu.Lock()
		done <- err
		p.lost = false
		p.mu.Unlock()
		<-p.turn
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case err := <-done:
		return err
	default:
		p.lost = true
		return fmt.Errorf("%w: %w", ErrKeyringSilent, ctx.Err())
	}
}
