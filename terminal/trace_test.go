package terminal

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func containsText(err error, text string) bool {
	return err != nil && strings.Contains(err.Error(), text)
}

func TestTraceTellsWhatWasSaid(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, after(3*time.Second, r.says("6000", "", fields{
			"out_trade_no": "OURS", "syssn": "S1", "txamt": "1250", "txcurrcd": "HKD", "cardno": "5200001234561096",
		})))
		r.start()
		r.pay(card)
		r.pass(4 * time.Second)
		sale := r.want(payment.Approved, "")
		all := r.trace.Messages()
		if len(all) < 2 {
			t.Fatalf("%d messages", len(all))
		}
		asked, answered := all[0], all[1]
		if asked.Direction != ToTerminal || asked.Operation != haojin.OpPayment || asked.Link != "http 192.0.2.20:9001" ||
			!strings.Contains(asked.Content, string(sale.Reference)) {
			t.Errorf("asked %+v", asked)
		}
		if answered.Direction != FromTerminal || answered.Took != 3*time.Second || !strings.Contains(answered.Content, "************1096") {
			t.Errorf("answered %+v", answered)
		}
		for _, m := range all {
			for _, secret := range []string{string(r.profile.POSKey.Reveal()), "520000123456", "digest"} {
				if strings.Contains(fmt.Sprintf("%+v", m), secret) {
					t.Errorf("the trace tells %q: %+v", secret, m)
				}
			}
		}
	})
}

func TestTraceTellsFailuresAndKeepsItsBound(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpInquiry, fails(errDropped))
		r.on(haojin.OpPayment, func(context.Context, request) ([]byte, error) { return []byte("rubbish"), nil })
		r.start()
		r.pay(card)
		r.want(payment.Unknown, payment.Unreadable)
		if m := r.trace.Messages()[1]; !strings.Contains(m.Content, `"unreadable_bytes":7`) || strings.Contains(m.Content, "rubbish") {
			t.Errorf("an unreadable answer is told as %s", m.Content)
		}
		r.pass(10 * time.Hour)
		all := r.trace.Messages()
		if len(all) != traceLength || all[0].Direction != ToTerminal || all[1].Direction != Failed || all[1].Content != "link failure" {
			t.Fatalf("%d messages, the first %+v, %+v", len(all), all[0], all[1])
		}
		for i := range all[1:] {
			if all[i+1].At.Before(all[i].At) {
				t.Fatalf("message %d is out of order", i+1)
			}
		}
	})
}
