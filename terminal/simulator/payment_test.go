package simulator

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/terminal/haojin"
)

func TestNoAnswer(t *testing.T) {
	r := start(t, testConfig(), "no-answer")
	heard := make(chan error)
	go func() {
		_, err := r.pay("R1")
		heard <- err
	}()
	if err := r.s.Wait(t.Context(), func() bool { return r.s.Requests(haojin.OpPayment) == 1 }); err != nil {
		t.Fatal(err)
	}
	if f := r.inquire("R1"); f.Verdict != haojin.NoSuchOrder {
		t.Errorf("inquiry %+v", f)
	}
	r.stop()
	if err := <-heard; !errors.Is(err, errNoAnswer) {
		t.Errorf("heard %v", err)
	}
}

func TestCancel(t *testing.T) {
	for script, replies := range map[string]bool{"approve:1h": true, "cancel-lost:1h": false} {
		r := start(t, testConfig(), script)
		heard := make(chan haojin.Answer)
		go func() {
			a, err := r.pay("R1")
			if err != nil {
				t.Error(err)
			}
			heard <- a
		}()
		if err := r.s.Wait(t.Context(), func() bool { return r.entry("R1").Status == StatusOpen }); err != nil {
			t.Fatal(err)
		}
		if f := r.inquire("R1"); f.Verdict != haojin.InProgress {
			t.Errorf("while it waits: %+v", f)
		}
		if a, err := r.pay("R2"); err != nil || a.Code != haojin.CodeOtherError {
			t.Errorf("a second payment: %+v, %v", a, err)
		}
		if a, err := r.pay("R1"); err != nil || a.Code != haojin.CodeOtherError {
			t.Errorf("the same payment again: %+v, %v", a, err)
		}
		if a, err := r.send(haojin.CancelRequest{}); (err == nil) != replies || replies && a.Code != haojin.CodeOK {
			t.Errorf("%s: cancel %+v, %v", script, a, err)
		}
		if a := <-heard; a.Code != haojin.CodeCancelled {
			t.Errorf("the payment ended with %+v", a)
		}
		if a, err := r.send(haojin.CancelRequest{}); err != nil || a.Code != haojin.CodeError {
			t.Errorf("a cancel of nothing: %+v, %v", a, err)
		}
	}
}

// TestPaidAfterAll: a cancel seems to be obeyed, and an inquiry finds the money.
func TestPaidAfterAll(t *testing.T) {
	r := start(t, testConfig(), "paid-after-all:1h")
	heard := make(chan haojin.Answer)
	go func() {
		a, err := r.pay("R1")
		if err != nil {
			t.Error(err)
		}
		heard <- a
	}()
	if err := r.s.Wait(t.Context(), func() bool { return r.entry("R1").Status == StatusOpen }); err != nil {
		t.Fatal(err)
	}
	if a, err := r.send(haojin.CancelRequest{}); err != nil || a.Code != haojin.CodeOK {
		t.Errorf("cancel %+v, %v", a, err)
	}
	if a := <-heard; a.Code != haojin.CodeCancelled {
		t.Errorf("the payment ended with %+v", a)
	}
	if f := r.inquire("R1"); f.Verdict != haojin.Approved {
		t.Errorf("inquiry %+v", f)
	}
	if e := r.entry("R1"); e.Status != StatusApproved || e.left() != 1250 {
		t.Errorf("booked %+v", e)
	}
}

func TestTillGoesAwayAndTheCustomerPays(t *testing.T) {
	r := start(t, testConfig(), "approve:30ms")
	ctx, cancel := context.WithCancel(t.Context())
	sealed, err := r.codec.Seal(haojin.PaymentRequest{Amount: 1250, Channel: "wx", OutTradeNo: "R1", Timeout: 120})
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(string(sealed))
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+haojin.OpPayment.Path(), bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if response, err := http.DefaultTransport.RoundTrip(request); err == nil {
			response.Body.Close()
		}
	}()
	if err := r.s.Wait(t.Context(), func() bool { return r.entry("R1").Status == StatusOpen }); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := r.s.Wait(t.Context(), func() bool { return r.entry("R1").Status == StatusApproved }); err != nil {
		t.Fatal(err)
	}
}

// TestNobodyPaysInTime runs in virtual time, without a socket.
func TestNobodyPaysInTime(t *testing.T) {
	for _, seconds := range []int{1, 60, 120} {
		synctest.Test(t, func(t *testing.T) {
			cfg := testConfig()
			cfg.Script = []Behaviour{{Action: Approve, Delay: time.Hour, HasDelay: true}}
			s, err := New(cfg)
			if err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, paymentRequest(t, cfg, haojin.PaymentRequest{Amount: 1, Channel: "payme", OutTradeNo: "R1", Timeout: seconds}))
			if waited := time.Since(begun); waited != time.Duration(seconds)*time.Second {
				t.Errorf("waited %s, asked for %d s", waited, seconds)
			}
			if got := s.Ledger(); len(got) != 1 || got[0].Status != StatusDeclined || got[0].Code != codeExpired {
				t.Errorf("booked %+v", got)
			}
		})
	}
}

// TestHangsUntilTheTillLeaves: no longer, and not a moment less.
func TestHangsUntilTheTillLeaves(t *testing.T) {
	for script, booked := range map[Behaviour]int{{Action: NoAnswer}: 0, {Action: Late, Delay: 48 * time.Hour, HasDelay: true}: 1} {
		synctest.Test(t, func(t *testing.T) {
			cfg := testConfig()
			cfg.Script, cfg.Delay = []Behaviour{script}, 0
			s, err := New(cfg)
			if err != nil {
				t.Fatal(err)
			}
			ctx, leave := context.WithTimeout(t.Context(), 24*time.Hour)
			defer leave()
			request := paymentRequest(t, cfg, haojin.PaymentRequest{Amount: 1, Channel: "wx", OutTradeNo: "R1", Timeout: 60})
			begun := time.Now()
			if !aborts(s.Handler(), request.WithContext(ctx)) {
				t.Errorf("%s: it answered", script)
			}
			if waited := time.Since(begun); waited != 24*time.Hour {
				t.Errorf("%s: hung for %s", script, waited)
			}
			if got := s.Ledger(); len(got) != booked {
				t.Errorf("%s: booked %+v", script, got)
			}
		})
	}
}

// aborts says whether a handler breaks the connection instead of answering.
func aborts(h http.Handler, r *http.Request) (aborted bool) {
	defer func() { aborted = recover() == http.ErrAbortHandler }()
	h.ServeHTTP(httptest.NewRecorder(), r)
	return false
}

// TestCancelRace: a cancel that the terminal answers with 6000 has been
// obeyed; one that it refuses came after the customer had paid.
func TestCancelRace(t *testing.T) {
	r := start(t, testConfig(), "approve:200us")
	for i := range 300 {
		reference := fmt.Sprint("R", i)
		heard := make(chan haojin.Answer)
		go func() {
			a, err := r.pay(reference)
			if err != nil {
				t.Error(err)
			}
			heard <- a
		}()
		if err := r.s.Wait(t.Context(), func() bool { return r.entry(reference).Status != "" }); err != nil {
			t.Fatal(err)
		}
		c, err := r.send(haojin.CancelRequest{})
		if err != nil {
			t.Fatal(err)
		}
		want, code := StatusApproved, haojin.CodeOK
		if c.Code == haojin.CodeOK {
			want, code = StatusCancelled, haojin.CodeCancelled
		}
		if a := <-heard; a.Code != code || r.entry(reference).Status != want {
			t.Fatalf("cancel answered %s, payment %+v, booked %+v", c.Code, a, r.entry(reference))
		}
	}
}

// TestCancelAfterPaying: the customer has paid and the answer is late; there
// is nothing left to cancel.
func TestCancelAfterPaying(t *testing.T) {
	r := start(t, testConfig(), "late:1h")
	heard := make(chan error)
	go func() {
		_, err := r.pay("R1")
		heard <- err
	}()
	if err := r.s.Wait(t.Context(), func() bool { return r.entry("R1").Status == StatusApproved }); err != nil {
		t.Fatal(err)
	}
	if a, err := r.send(haojin.CancelRequest{}); err != nil || a.Code != haojin.CodeError {
		t.Errorf("cancel %+v, %v", a, err)
	}
	if f := r.inquire("R1"); f.Verdict != haojin.Approved {
		t.Errorf("inquiry %+v", f)
	}
	r.stop()
	if err := <-heard; !errors.Is(err, errNoAnswer) {
		t.Errorf("heard %v", err)
	}
}

// TestSyssnsDiffer even when the clock stands still, booked or not.
func TestSyssnsDiffer(t *testing.T) {
	cfg := testConfig()
	at := time.Date(2025, 8, 26, 7, 54, 0, 87645000, time.UTC)
	cfg.Now = func() time.Time { return at }
	r := start(t, cfg, "forge,other-order,approve,decline,approve")
	seen := make(map[string]bool)
	for i := range 5 {
		reference := fmt.Sprint("R", i)
		a, err := r.pay(reference)
		if err != nil {
			t.Fatal(err)
		}
		syssn := cmp.Or(a.Data.Text("syssn"), r.entry(reference).Syssn)
		if len(syssn) != 26 || !strings.HasPrefix(syssn, "20250826155400087645") || seen[syssn] {
			t.Errorf("payment %d: syssn %q after %v", i, syssn, seen)
		}
		seen[syssn] = true
	}
}

func TestReferencesAreUsedOnce(t *testing.T) {
	r := start(t, testConfig(), "approve,decline")
	for _, test := range []struct{ reference, inner string }{{"R1", ""}, {"R1", codePaidAlready}, {"R2", "1205"}, {"R2", codeCancelled}} {
		a, err := r.pay(test.reference)
		if err != nil {
			t.Fatal(err)
		}
		if a.Inner() != test.inner {
			t.Errorf("%s: %+v", test.reference, a)
		}
	}
	if n := len(r.s.Ledger()); n != 2 {
		t.Errorf("%d entries", n)
	}
}
