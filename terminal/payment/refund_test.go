package payment

import (
	"errors"
	"testing"
	"time"
)

func hongKongTime(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, HongKong())
	if err != nil {
		panic(err)
	}
	return t.UTC() // the till's own zone is another one
}

func TestPlanRefund(t *testing.T) {
	const sameDay, nextDay = "2026-11-23 18:00", "2026-11-24 00:31"
	taken := hongKongTime("2026-11-23 00:05")
	paid := func(c Channel) Transaction {
		return Transaction{Kind: Payment, Status: Approved, Channel: c, Amount: 1250, Booked: 1250, Created: taken, Sent: taken}
	}
	with := func(c Channel, change func(*Transaction)) Transaction {
		p := paid(c)
		change(&p)
		return p
	}
	back := func(s Status, amount Money) Transaction {
		r := Transaction{Kind: Refund, Status: s, Amount: amount}
		if s == Approved {
			r.Booked = amount
		}
		return r
	}
	verified := back(Cancelled, 500)
	verified.Verifying = true
	settled := func(s Status) Transaction {
		r := back(s, 500)
		r.Verifying = true
		return r
	}
	confirmed := settled(SettledPaid)
	confirmed.AllowModify, confirmed.Fell = true, 300
	less := back(Approved, 500)
	less.Booked = 300
	for _, test := range []struct {
		name     string
		original Transaction
		back     []Transaction
		amount   Money
		at       string
		want     Money
		left     Money
		word     RefundWord
		err      error
	}{
		{"a card, whole, on its day", paid(Card), nil, 1250, sameDay, 1250, 1250, RefundIsVoid, nil},
		{"a card, all that is left, on its day", paid(AmexCard), nil, 0, sameDay, 1250, 1250, RefundIsVoid, nil},
		{"a card, in part, on its day", paid(UnionPayCard), nil, 500, sameDay, 0, 0, "", ErrOnlyWhole},
		{"a card, whole, part gone, on its day", paid(Card), []Transaction{back(Approved, 5)}, 1250, sameDay, 0, 0, "", ErrOnlyWhole},
		{"a card, the rest, on its day", paid(Card), []Transaction{back(Approved, 5)}, 0, sameDay, 0, 0, "", ErrOnlyWhole},
		{"a card, in part, later", paid(Card), nil, 500, nextDay, 500, 1250, RefundIsRefund, nil},
		{"a wallet, in part, on its day", paid(PayMe), nil, 500, sameDay, 500, 1250, RefundIsRefund, nil},
		{"a wallet, the rest", paid(FPS), []Transaction{back(Approved, 500)}, 0, sameDay, 750, 750, RefundIsRefund, nil},
		{"a wallet, more than the rest", paid(FPS), []Transaction{back(Approved, 500)}, 751, sameDay, 0, 0, "", ErrTooMuchBack},
		{"more than it was", paid(Card), nil, 1251, sameDay, 0, 0, "", ErrTooMuchBack},
		{"less than nothing", paid(Alipay), nil, -1, sameDay, 0, 0, "", ErrAmountTooSmall},
		{"Octopus", paid(Octopus), nil, 0, sameDay, 0, 0, "", ErrNeverRefunded},
		{"a channel that nobody knows", paid(""), nil, 500, sameDay, 500, 1250, RefundIsRefund, nil},
		{"nothing left", paid(Alipay), []Transaction{back(Approved, 1000), back(Approved, 250)}, 0, sameDay, 0, 0, "", ErrNothingLeft},
		{"what a person says was given back", paid(Alipay), []Transaction{back(SettledPaid, 1250)}, 0, sameDay, 0, 0, "", ErrNothingLeft},
		{"what a person says wasn't", paid(Alipay), []Transaction{back(SettledUnpaid, 1250)}, 0, sameDay, 1250, 1250, RefundIsRefund, nil},
		{"the same, still asked about", paid(Alipay), []Transaction{settled(SettledPaid), settled(SettledUnpaid)}, 0, sameDay, 750, 750, RefundIsRefund, nil},
		{"what a person confirms", paid(Alipay), []Transaction{confirmed}, 0, sameDay, 950, 950, RefundIsRefund, nil},
		{"booked otherwise than asked", paid(Alipay), []Transaction{less}, 0, sameDay, 950, 950, RefundIsRefund, nil},
		{"failed attempts", paid(Alipay), []Transaction{back(Failed, 9), back(Declined, 9), back(Cancelled, 9)}, 0, sameDay, 1250, 1250, RefundIsRefund, nil},
		{"one is reserved", paid(Alipay), []Transaction{back(Reserved, 5)}, 5, sameDay, 0, 0, "", ErrRefundOpen},
		{"one is sent", paid(Alipay), []Transaction{back(Sent, 5)}, 5, sameDay, 0, 0, "", ErrRefundOpen},
		{"one is unknown", paid(Alipay), []Transaction{back(Unknown, 5)}, 5, sameDay, 0, 0, "", ErrRefundOpen},
		{"one is being verified", paid(Alipay), []Transaction{verified}, 5, sameDay, 0, 0, "", ErrRefundOpen},
		{"a refund", with(Alipay, func(p *Transaction) { p.Kind = Refund }), nil, 0, sameDay, 0, 0, "", ErrNotPayment},
		{"unknown", with(Alipay, func(p *Transaction) { p.Status = Unknown }), nil, 0, sameDay, 0, 0, "", ErrNotApproved},
		{"declined", with(Alipay, func(p *Transaction) { p.Status = Declined }), nil, 0, sameDay, 0, 0, "", ErrNotApproved},
		{"settled as paid", with(Alipay, func(p *Transaction) { p.Status = SettledPaid }), nil, 0, sameDay, 0, 0, "", ErrNotApproved},
		{"booked less than asked", with(Card, func(p *Transaction) { p.Booked = 77 }), nil, 0, sameDay, 77, 77, RefundIsVoid, nil},
		{"as much as asked, booked less", with(Alipay, func(p *Transaction) { p.Booked = 77 }), nil, 1250, sameDay, 0, 0, "", ErrTooMuchBack},
		{"sent before midnight, approved after", with(Card, func(p *Transaction) {
			p.Created, p.Sent, p.Decided = taken.Add(-6*time.Minute), taken.Add(-6*time.Minute), taken
		}), nil, 5, sameDay, 5, 1250, RefundIsRefund, nil},
	} {
		got, err := PlanRefund(test.original, test.back, test.amount, hongKongTime(test.at))
		if !errors.Is(err, test.err) || got.Amount != test.want || got.Left != test.left || got.Word != test.word {
			t.Errorf("%s: %+v, %v", test.name, got, err)
		}
	}
}

func TestRefundFlags(t *testing.T) {
	p := Transaction{Kind: Payment, Status: Approved, Channel: Alipay, Booked: 1250, Created: hongKongTime("2026-11-23 12:00")}
	for at, near := range map[string]bool{
		"2026-11-23 22:59": false, "2026-11-23 23:00": true, "2026-11-23 23:59": true,
		"2026-11-24 00:29": true, "2026-11-24 00:30": false,
	} {
		if got, err := PlanRefund(p, nil, 0, hongKongTime(at)); err != nil || got.NearCutOff != near || got.NeedsManager {
			t.Errorf("%s: %+v, %v", at, got, err)
		}
	}
	p.AmountDiffers = true
	if got, err := PlanRefund(p, nil, 0, hongKongTime("2026-11-23 13:00")); err != nil || !got.NeedsManager {
		t.Errorf("the terminal took another amount: %+v, %v", got, err)
	}
}

func TestChannelOf(t *testing.T) {
	for busicd, want := range map[string]Channel{
		"802808": Card, "802801": Card, "806708": UnionPayCard, "806808": AmexCard, "800201": WeChatPay,
		"800108": Alipay, "805801": PayMe, "800708": QuickPass, "802001": FPS, "803708": Octopus, "": "", "999999": "",
	} {
		if got, ok := ChannelOf(busicd); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", busicd, got, ok)
		}
	}
}
