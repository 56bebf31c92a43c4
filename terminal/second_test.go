package terminal

import (
	"context"
	"slices"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// overs returns over which links the requests of an operation went.
func (r *rig) overs(op haojin.Operation) []LinkKind {
	var list []LinkKind
	for _, q := range r.sent(op) {
		list = append(list, q.over)
	}
	return list
}

func withSecond(r *rig) {
	r.profile.Second = Route{Link: LinkTCP, Address: "192.0.2.20:9002"}
}

func TestSilentFirstLinkIsAskedOverTheSecond(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		withSecond(r)
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, func(c context.Context, q request) ([]byte, error) {
			if q.over == LinkHTTP {
				return never(c, q)
			}
			return r.finds("0000")(c, q)
		})
		r.start()
		r.pay(card)
		r.pass(16 * time.Second)
		r.want(payment.Approved, "")
		if got := r.overs(haojin.OpInquiry); !slices.Equal(got, []LinkKind{LinkHTTP, LinkTCP}) {
			t.Errorf("asked over %v", got)
		}
		if e := last[TerminalChanged](r); e.State != NotReachable {
			t.Errorf("sales go over a dead link, and the till says %s", e.State)
		}
	})
}

func TestSecondLinkCarriesInquiriesOnly(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		withSecond(r)
		r.on(haojin.OpPayment, fails(errRefused))
		r.start()
		r.pay(card)
		r.want(payment.Failed, payment.NotReached)
		r.on(haojin.OpPayment, never)
		r.pay(card)
		r.cancel(r.newest().Reference)
		r.pass(10 * time.Second)
		for _, op := range []haojin.Operation{haojin.OpPayment, haojin.OpCancel} {
			if slices.Contains(r.overs(op), LinkTCP) {
				t.Errorf("operation %d went over the second link", op)
			}
		}
	})
}

func TestBothLinksSilentKeepsTheSchedule(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		withSecond(r)
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.start()
		r.pay(card)
		r.pass(time.Minute)
		if got := len(r.sent(haojin.OpInquiry)); got != 12 {
			t.Errorf("%d inquiries in a minute, want one over each link at 0, 2, 5, 10, 20 and 40 s", got)
		}
	})
}

// A plain answer over verified HTTPS is proof; over the second link, plain
// HTTP, it isn't.
func TestSecondLinkIsTrustedForItselfOnly(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.profile.Link = LinkHTTPS
		r.profile.Second = Route{Link: LinkHTTP, Address: "192.0.2.20:9001"}
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, func(c context.Context, q request) ([]byte, error) {
			if q.over == LinkHTTPS {
				return nil, errDropped
			}
			return plainAnswer("6000", "", fields{
				"out_trade_no": "OURS", "tradetp": "payment", "syssn": "S1", "txamt": "1250", "respcd": "0000", "cancel": "0",
			})(c, q)
		})
		r.start()
		r.pay(card)
		r.pass(time.Minute)
		if now := r.newest(); now.Status != payment.Unknown {
			t.Errorf("a plain answer over HTTP made it %s", now.Status)
		}
	})
}
