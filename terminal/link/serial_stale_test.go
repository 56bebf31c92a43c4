package link

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/terminal/haojin"
)

// TestSerialStaleAnswer: an inquiry gave way to a payment, and the terminal
// answers it all the same, without naming an order. That isn't the payment's
// answer for sure.
func TestSerialStaleAnswer(t *testing.T) {
	timed(t, SerialConfig{Belongs: named}, func(t *testing.T, link *Serial, terminal *far) {
		ctx, giveWay := context.WithCancel(t.Context())
		asked := make(chan outcome, 1)
		go func() {
			_, err := link.Exchange(ctx, "/ask", []byte("ask"), func() {})
			asked <- outcome{err: err}
		}()
		terminal.accept("ask")
		giveWay()
		(<-asked).wantError(t, ErrLost, true)

		pay := start(t, link, "pay")
		terminal.accept("pay")
		terminal.send(haojin.PacketRequest, 1, "?wrong parameters")
		terminal.expect(haojin.PacketReceived, 1, "")
		(<-pay).wantError(t, ErrAmbiguous, true)
	})
}

// TestSerialStaleAnswerToItsOwn: what is the given up one's for certain, or comes
// long after, costs the payment nothing.
func TestSerialStaleAnswerToItsOwn(t *testing.T) {
	for name, test := range map[string]struct {
		late  string
		after time.Duration
	}{
		"it names what it answers":       {"ask done", 0},
		"nothing comes for a long while": {"", owedFor + time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			timed(t, SerialConfig{Belongs: named}, func(t *testing.T, link *Serial, terminal *far) {
				ctx, giveWay := context.WithCancel(t.Context())
				asked := make(chan outcome, 1)
				go func() {
					_, err := link.Exchange(ctx, "/ask", []byte("ask"), func() {})
					asked <- outcome{err: err}
				}()
				terminal.accept("ask")
				giveWay()
				(<-asked).wantError(t, ErrLost, true)
				if test.late != "" {
					terminal.send(haojin.PacketRequest, 1, test.late)
					terminal.expect(haojin.PacketReceived, 1, "")
				}
				synctest.Wait()
				time.Sleep(test.after)

				pay := start(t, link, "pay")
				terminal.accept("pay")
				terminal.send(haojin.PacketRequest, 2, "?declined")
				terminal.expect(haojin.PacketReceived, 2, "")
				(<-pay).want(t, "?declined")
			})
		})
	}
}
