package till

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
)

// TestMain keeps the tests out of the keyring of whoever runs them.
func TestMain(m *testing.M) {
	keyring.MockInitWithError(keyring.ErrUnsupportedPlatform)
	if data := os.Getenv(childVariable); data != "" {
		os.Exit(openTillChild(data))
	}
	os.Exit(m.Run())
}

const key haojin.POSKey = "my_qfpay_pos_key"

// openTill opens a data folder for the length of the test.
func openTill(t *testing.T, data string) *Till {
	t.Helper()
	till, err := Open(data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := till.Close(); err != nil {
			t.Error(err)
		}
	})
	return till
}

// startTerminal runs a terminal, and returns it as a profile.
func startTerminal(t *testing.T, script ...simulator.Behaviour) terminal.Profile {
	t.Helper()
	p := terminal.Profile{
		Link: terminal.LinkHTTP, POSKey: key, KeyForm: haojin.KeyText, Sealing: haojin.SealMessage,
		Body: haojin.BodyJSON, Model: terminal.A8, PaymentTimeout: 60,
	}
	s, err := simulator.New(simulator.Config{Key: key, KeyForm: p.KeyForm, Sealing: p.Sealing, Body: p.Body, Script: script})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	p.Address = l.Addr().String()
	return p
}

// running is a session under way.
type running struct {
	*Session
	events chan terminal.Event
	ended  chan error
	stop   context.CancelFunc
}

func run(t *testing.T, till *Till) *running {
	t.Helper()
	s, err := till.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := &running{Session: s, events: make(chan terminal.Event, 100), ended: make(chan error, 1), stop: stop}
	go func() {
		for e := range s.Controller.Events() {
			r.events <- e
		}
	}()
	go func() { r.ended <- s.Run(ctx) }()
	return r
}

// wait returns the next event of a type that pleases.
func wait[E terminal.Event](t *testing.T, r *running, pleases func(E) bool) E {
	t.Helper()
	limit := time.After(30 * time.Second)
	for {
		select {
		case e := <-r.events:
			if e, ok := e.(E); ok && pleases(e) {
				return e
			}
		case <-limit:
			t.Fatal("no such event came")
		}
	}
}

func (r *running) end(t *testing.T) {
	t.Helper()
	r.stop()
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
}

func finished(e terminal.SaleChanged) bool { return e.Phase == terminal.Finished }

func TestNewTillTrainsUntilATerminalIsPutInForce(t *testing.T) {
	data := t.TempDir()
	till := openTill(t, data)
	first := run(t, till)
	if !first.Profile.Training() || first.Journal == till.journal {
		t.Fatalf("a new till isn't in training: %s", first.Profile.Link)
	}
	real := startTerminal(t, simulator.Behaviour{Action: simulator.Approve, HasDelay: true})
	first.Controller.Replace(real, "")
	if err := <-first.ended; !errors.Is(err, terminal.ErrReplaced) {
		t.Fatalf("the session ended with %v", err)
	}
	second := run(t, till)
	defer second.end(t)
	if second.Profile != real || second.Journal != till.journal {
		t.Fatalf("in force is %s at %s", second.Profile.Link, second.Profile.Address)
	}
	second.Controller.Pay(terminal.Order{Amount: 1250, Channel: payment.Card})
	if e := wait(t, second, finished); e.Sale.Status != payment.Approved || e.Sale.Training {
		t.Errorf("%+v", e.Sale)
	}
	if len(till.Trace()) < 2 {
		t.Error("the trace is empty")
	}
}

func TestUnresolvedMoneyKeepsATillReal(t *testing.T) {
	till := openTill(t, t.TempDir())
	real := startTerminal(t,
		simulator.Behaviour{Action: simulator.InProgress, Times: 1000}, simulator.Behaviour{Action: simulator.Approve, HasDelay: true})
	if err := till.Provision(t.Context(), provision.Settings{Till: provision.Till{Name: "T", Language: "en"}, Terminal: real}); err != nil {
		t.Fatal(err)
	}
	s := run(t, till)
	s.Controller.Pay(terminal.Order{Amount: 1250, Channel: payment.WeChatPay})
	wait(t, s, func(e terminal.SaleChanged) bool { return e.Sale.Status == payment.Unknown })
	training := terminal.Profile{Link: terminal.LinkTraining}
	s.Controller.Replace(training, "")
	if e := wait(t, s, func(e terminal.Refused) bool { return true }); !errors.Is(e.Err, terminal.ErrUnresolved) {
		t.Errorf("refused with %v", e.Err)
	}
	if err := till.Provision(t.Context(), provision.Settings{Terminal: training}); !errors.Is(err, terminal.ErrUnresolved) {
		t.Errorf("provisioning for training: %v", err)
	}
	moved := real
	moved.PaymentTimeout = 30
	s.Controller.Replace(moved, "")
	if err := <-s.ended; !errors.Is(err, terminal.ErrReplaced) {
		t.Fatalf("the session ended with %v", err)
	}
	s = run(t, till)
	defer s.end(t)
	if s.Profile != moved {
		t.Errorf("in force is %+v", s.Profile)
	}
	if open, err := s.Setup().Unresolved(); err != nil || len(open) != 1 || open[0].Amount != 1250 {
		t.Errorf("unresolved: %v, %v", open, err)
	}
}

func TestSecondTillOnAFolderIsRefused(t *testing.T) {
	data := t.TempDir()
	openTill(t, data)
	if _, err := Open(data, slog.New(slog.DiscardHandler)); !errors.Is(err, store.ErrInUse) {
		t.Errorf("got %v", err)
	}
}
