package ui

import (
	"context"
	"time"

	"harbourtill/terminal"
)

// lookLimit bounds how long a certificate is waited for.
const lookLimit = 10 * time.Second

// certificates lets a person look at what a terminal shows of itself, compare it
// and accept it. It lives on the UI goroutine.
type certificates struct {
	setup Setup
	do    func(func())
	// ask puts a question over what is in front, leave takes it away.
	ask   func(title, text string, choices ...choice)
	leave func()
	// turn counts what was asked for and left.
	turn int
}

// look fetches the certificate of an address. still says whether it is wanted
// when it has come; once it was accepted it stands in the fields, and accepted is
// called.
func (c *certificates) look(r *routeFields, address string, still func() bool, accepted func()) {
	c.turn++
	turn := c.turn
	stay := choice{label: tr("Don't accept"), key: "Esc", look: lookPrimary(), do: func() {
		c.turn++
		c.leave()
	}}
	c.ask(tr("Looking at the certificate…"), address, stay)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), lookLimit)
		defer cancel()
		shown, err := c.setup.Certificate(ctx, address)
		c.do(func() {
			switch {
			case turn != c.turn || !still():
			case err != nil:
				c.ask(tr("The certificate can't be fetched"), unreachableWords(terminal.NoTrouble, address), stay)
			default:
				c.ask(certificateTitle(shown, r.pin.Text), certificateWords(shown, r.pin.Text), stay,
					choice{label: tr("Accept this certificate"), key: "A", look: lookDanger(), do: func() {
						r.trustOnly(shown)
						accepted()
					}})
			}
		})
	}()
}
