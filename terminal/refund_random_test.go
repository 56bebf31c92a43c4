package terminal

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// bank is a terminal that takes every payment and does with refunds, and with
// the network, what chance says.
type bank struct {
	r       *rig
	mu      sync.Mutex
	chance  *rand.Rand
	healthy bool
	sales   []*banked
	refunds int // requests
}

// banked is a payment as the bank knows it, in cents.
type banked struct {
	syssn, reference string
	amount, back     int64
	// found is the journal's reference of one that another till has taken.
	found payment.Reference
}

// original is what the till's journal calls it.
func (s *banked) original() payment.Reference {
	return cmp.Or(s.found, payment.Reference(s.reference))
}

func newBank(r *rig, seed uint64) *bank {
	b := &bank{r: r, chance: rand.New(rand.NewPCG(seed, 0))}
	r.on(haojin.OpPayment, b.pay)
	r.on(haojin.OpInquiry, b.inquire)
	r.on(haojin.OpRefund, b.refund)
	return b
}

func (b *bank) roll(n int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.chance.IntN(n)
}

func (b *bank) find(order, reference string) *banked {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.sales {
		if s.syssn == order || s.reference == reference {
			return s
		}
	}
	return nil
}

func (b *bank) pay(ctx context.Context, q request) ([]byte, error) {
	b.mu.Lock()
	s := &banked{fmt.Sprintf("S%d", len(b.sales)), q.content["out_trade_no"].Text, 1250, 0, ""}
	b.sales = append(b.sales, s)
	b.mu.Unlock()
	return b.r.says("6000", "", fields{"out_trade_no": s.reference, "syssn": s.syssn, "txamt": "1250"})(ctx, q)
}

func (b *bank) inquire(ctx context.Context, q request) ([]byte, error) {
	s := b.find(q.content["orderId"].Text, q.content["out_trade_no"].Text)
	b.mu.Lock()
	healthy, ill := b.healthy, b.chance.IntN(12)
	if s == nil {
		b.mu.Unlock()
		return b.r.knowsNothing()(ctx, q)
	}
	data := fields{
		"syssn": s.syssn, "out_trade_no": s.reference, "tradetp": "payment", "txamt": "1250", "respcd": "0000",
		"cancel": "0", "allow_refund_amt": strconv.FormatInt(s.amount-s.back, 10),
	}
	if s.back > 0 {
		data["cancel"] = "5"
	}
	b.mu.Unlock()
	switch {
	case !healthy && ill < 3:
		return nil, errDropped
	case !healthy && ill == 3:
		delete(data, "allow_refund_amt")
	}
	return b.r.says("6000", "", data)(ctx, q)
}

// give books a refund, if so much is left; 0 is all.
func (b *bank) give(s *banked, amount int64) (gave int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if amount == 0 {
		amount = s.amount - s.back
	}
	if amount > s.amount-s.back {
		return 0
	}
	s.back += amount
	return amount
}

func (b *bank) refund(ctx context.Context, q request) ([]byte, error) {
	b.mu.Lock()
	b.refunds++
	b.mu.Unlock()
	s := b.find(q.content["orderId"].Text, "")
	dollars, err := strconv.ParseFloat("0"+q.content["refund_amount"].Text, 64)
	if err != nil {
		return nil, err
	}
	amount := int64(dollars*100 + 0.5)
	approval := func(given int64, orig string) fields {
		return fields{"syssn": "R" + s.syssn, "orig_syssn": orig, "txamt": strconv.FormatInt(given, 10), "originTxamt": "1250"}
	}
	switch b.roll(9) {
	case 0, 1:
		return b.r.says("6000", "", approval(b.give(s, amount), s.syssn))(ctx, q)
	case 2: // booked, answer lost
		b.give(s, amount)
		return nil, errDropped
	case 3: // never booked
		return nil, errDropped
	case 4: // booked, long after the connection broke
		late := time.Duration(b.roll(200)) * time.Second
		time.AfterFunc(late, func() { b.give(s, amount) })
		return nil, errDropped
	case 5:
		return b.r.says("6002", "(1269)", nil)(ctx, q)
	case 6:
		return plainAnswer("6000", "", approval(amount, s.syssn))(ctx, q)
	case 7: // an answer about another, booked or not
		if b.roll(2) == 0 {
			b.give(s, amount)
		}
		return b.r.says("6000", "", approval(amount, "S99"))(ctx, q)
	}
	return b.r.says("6001", "", nil)(ctx, q)
}

// TestRefundsByChance: whatever is clicked in which order, however often the
// till restarts, and whatever becomes of each message: no payment is given back
// beyond what it was, no refund is sent twice, and in the end, when a manager has
// settled as unpaid what nothing decides, the journal says what the terminal
// says.
func TestRefundsByChance(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 20
	}
	decided, left := 0, 0
	for seed := range uint64(rounds) {
		virtual(t, func(t *testing.T, r *rig) {
			b := newBank(r, seed)
			r.start()
			for range 2 {
				r.pay(Order{Amount: 1250, Channel: payment.Alipay})
			}
			for i := range 2 { // on another till; one is found at once
				s := &banked{fmt.Sprintf("%d", i), fmt.Sprintf("OTHER-%d", i), 1250, 0, ""}
				b.sales = append(b.sales, s)
				for b.seek(s); i == 0 && s.found == ""; r.pass(time.Second) {
					b.seek(s)
				}
			}
			for range 40 {
				b.click()
			}
			b.mu.Lock()
			b.healthy = true
			b.mu.Unlock()
			r.pass(2 * time.Hour)
			d, l := b.agrees(seed)
			decided, left = decided+d, left+l
		})
	}
	t.Logf("%d refunds decided, %d left to a person", decided, left)
	if decided < 4*left {
		t.Error("too much is left to people")
	}
}

// click does one thing that a person, the till or the terminal might do.
func (b *bank) click() {
	s := b.sales[b.roll(len(b.sales))]
	original := s.original()
	if s.reference[0] == 'O' && b.roll(4) == 0 {
		b.seek(s)
	}
	switch b.roll(12) {
	case 0, 1, 2, 3, 4:
		amounts := []payment.Money{0, 1, 250, 500, 1250}
		o := RefundOrder{Original: original, Amount: amounts[b.roll(len(amounts))], TerminalIsIdle: b.roll(3) > 0, AllowModify: b.roll(10) == 0}
		for range 1 + b.roll(2) {
			b.r.controller.Refund(o)
		}
	case 5:
		b.r.controller.Inquire(original)
	case 6:
		for _, one := range b.r.refunds(payment.Transaction{Reference: original}) {
			b.r.controller.Inquire(one.Reference)
		}
	case 7:
		b.r.close()
		b.r.start()
	case 8:
		b.r.pass(10 * time.Minute)
	case 9:
		if b.roll(5) == 0 {
			b.give(s, 100) // by hand, on the terminal
		}
	default:
		b.r.pass(time.Duration(b.roll(30)) * time.Second)
	}
	if b.roll(2) == 0 {
		b.r.pass(0)
	}
}

// seek has another till's payment searched for, twice at once now and then.
func (b *bank) seek(s *banked) {
	for range 1 + b.roll(2) {
		b.r.controller.Find([]string{s.syssn, s.reference}[b.roll(2)], "")
	}
	synctest.Wait()
	e := last[Found](b.r)
	switch {
	case e.Err != nil, e.Text != s.syssn && e.Text != s.reference: // not yet, or not at all
	case s.found == "":
		s.found = e.Transaction.Reference
	case s.found != e.Transaction.Reference:
		b.r.t.Errorf("%s was found as %s and as %s", s.syssn, s.found, e.Transaction.Reference)
	}
}

// agrees compares the journal with the bank and counts the refunds.
func (b *bank) agrees(seed uint64) (decided, left int) {
	sent := 0
	for _, s := range b.sales {
		if s.reference[0] == 'O' && s.found == "" {
			b.seek(s)
		}
		original := payment.Transaction{Reference: s.original()}
		b.r.controller.Inquire(original.Reference)
		b.r.pass(time.Minute)
		open := 0
		for _, one := range b.r.refunds(original) {
			if !one.Sent.IsZero() {
				sent++
			}
			decided++
			if !one.Unresolved() {
				continue
			}
			open++
			b.r.controller.Settle(Settlement{Reference: one.Reference, Reason: "looks like it"})
			if one.Status != payment.Unknown || one.Fell == 0 && one.Refundable != 0 {
				b.r.t.Errorf("seed %d: after two hours %s (%s): %+v", seed, one.Status, one.Reason, one)
			}
		}
		left += open
		if s.back > s.amount {
			b.r.t.Errorf("seed %d: %d of %d cents were given back", seed, s.back, s.amount)
		}
		b.r.pass(10 * time.Minute)
		b.r.controller.Inquire(original.Reference)
		b.r.pass(time.Minute)
		var back payment.Money
		for _, one := range b.r.refunds(original) {
			back += one.GivenBack()
		}
		if int64(back) != s.back {
			b.r.t.Errorf("seed %d: the terminal gave back %d cents, the journal says %v: %+v", seed, s.back, back, b.r.refunds(original))
		}
		if original, err := b.r.store.Transaction(original.Reference); err != nil || original.Contradiction != "" || original.Booked != 1250 {
			b.r.t.Errorf("seed %d: the payment became %+v, %v", seed, original, err)
		}
	}
	if b.refunds != sent {
		b.r.t.Errorf("seed %d: %d refunds reached the terminal, %d were sent", seed, b.refunds, sent)
	}
	return decided - left, left
}
