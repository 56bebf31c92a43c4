package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// written puts a transaction into the journal as if it had been made today.
func (r *rig) written(t payment.Transaction) payment.Transaction {
	r.t.Helper()
	ref, err := r.store.NewReference()
	if err != nil {
		r.t.Fatal(err)
	}
	t.Reference, t.Profile, t.Timeout, t.Created = ref, r.profile.ID(), 120, time.Now()
	if t.Kind == "" {
		t.Kind = payment.Payment
	}
	if t.Channel == "" {
		t.Channel = payment.Alipay
	}
	if t.Amount == 0 {
		t.Amount = 1250
	}
	if t.Status == payment.Approved && t.Booked == 0 {
		t.Booked = t.Amount
	}
	if err := r.store.Write(payment.Record{Transaction: t, Transition: payment.Transition{Status: t.Status}}); err != nil {
		r.t.Fatal(err)
	}
	return t
}

// orderBook is what a terminal knows, by out_trade_no or syssn.
type orderBook map[string]fields

// knows answers inquiries from a book.
func (r *rig) knows(b orderBook) reply {
	return func(ctx context.Context, q request) ([]byte, error) {
		for _, name := range []string{q.content["orderId"].Text, q.content["out_trade_no"].Text} {
			if data, has := b[name]; has && name != "" {
				return r.says("6000", "", data)(ctx, q)
			}
		}
		return r.knowsNothing()(ctx, q)
	}
}

// known is what a book has of a payment, and with a syssn of whose other name.
func known(t payment.Transaction, change fields) fields {
	data := fields{
		"out_trade_no": string(t.Reference), "syssn": "S" + string(t.Reference), "tradetp": "payment", "txamt": "1250",
		"respcd": "0000", "cancel": "0", "allow_refund_amt": "1250", "txcurrcd": "HKD",
	}
	for name, value := range change {
		data[name] = value
	}
	return data
}

func (r *rig) reconcile(list ...payment.Reference) payment.Reconciliation {
	r.t.Helper()
	r.controller.Reconcile(list, "May")
	r.pass(time.Hour)
	result := last[Reconciled](r).Result
	if result.Ended.IsZero() {
		r.t.Fatal("no end was told")
	}
	return result
}

// inOneLine writes a difference in one line.
func inOneLine(d payment.Difference) string {
	var what []string
	for name, differs := range map[string]bool{"status": d.Status, "amount": d.Amount, "given back": d.GivenBack, "money": d.Money} {
		if differs {
			what = append(what, name)
		}
	}
	slices.Sort(what)
	return fmt.Sprintf("%s: %s %v back %v, %s %v back %v, now %s %v back %v %s", strings.Join(what, " "),
		d.Journal.Status, d.Journal.Amount, d.Journal.GivenBack, d.Terminal.Found, d.Terminal.Amount, d.Terminal.GivenBack,
		d.Now.Status, d.Now.Amount, d.Now.GivenBack, d.Now.Contradiction)
}

// TestWhatDiffers: what each status is compared with, and what becomes of it.
func TestWhatDiffers(t *testing.T) {
	const none = "none"
	for _, test := range []struct {
		name   string
		t      payment.Transaction
		by     string // the name that the terminal knows it by; none for neither
		change fields
		want   string // empty: they agree
	}{
		{"the same", payment.Transaction{Status: payment.Approved}, "", nil, ""},
		{
			"another amount",
			payment.Transaction{Status: payment.Approved},
			"",
			fields{"txamt": "1300", "allow_refund_amt": "1300"},
			"amount money: approved HK$12.50 back HK$0.00, approved HK$13.00 back HK$0.00, now approved HK$13.00 back HK$0.00 amount changed",
		},
		{"no amount", payment.Transaction{Status: payment.Approved}, "", fields{"txamt": ""}, ""},
		{
			"denied",
			payment.Transaction{Status: payment.Approved},
			"",
			fields{"respcd": "1205"},
			"money status: approved HK$12.50 back HK$0.00, declined HK$0.00 back HK$0.00, now approved HK$12.50 back HK$0.00 denied later",
		},
		{
			"not found at all",
			payment.Transaction{Status: payment.Approved, Syssn: "S1"},
			none, nil,
			"money status: approved HK$12.50 back HK$0.00, no such order HK$0.00 back HK$0.00, now approved HK$12.50 back HK$0.00 ",
		},
		{"found by its syssn", payment.Transaction{Status: payment.Approved, Syssn: "S1"}, "S1", fields{"syssn": "S1"}, ""},
		{
			"partly given back there",
			payment.Transaction{Status: payment.Approved},
			"",
			fields{"cancel": "5", "allow_refund_amt": "1000"},
			"given back money: approved HK$12.50 back HK$0.00, approved HK$12.50 back HK$2.50, now approved HK$12.50 back HK$2.50 ",
		},
		{"partly given back, nobody says how much", payment.Transaction{Status: payment.Approved}, "", fields{"cancel": "5", "allow_refund_amt": ""}, ""},
		{"gives nothing back", payment.Transaction{Status: payment.Approved, Channel: payment.Octopus}, "", fields{"allow_refund_amt": "0"}, ""},
		{"declined", payment.Transaction{Status: payment.Declined}, "", fields{"respcd": "1205"}, ""},
		{
			"declined, and paid",
			payment.Transaction{Status: payment.Declined},
			"", nil,
			"money status: declined HK$0.00 back HK$0.00, approved HK$12.50 back HK$0.00, now approved HK$12.50 back HK$0.00 money after all",
		},
		{
			"declined, and going on",
			payment.Transaction{Status: payment.Declined},
			"",
			fields{"respcd": "1143"},
			"status: declined HK$0.00 back HK$0.00, in progress HK$0.00 back HK$0.00, now unknown HK$0.00 back HK$0.00 ",
		},
		{"declined, and never there", payment.Transaction{Status: payment.Declined}, none, nil, ""},
		{"cancelled", payment.Transaction{Status: payment.Cancelled}, "", fields{"respcd": "1263"}, ""},
		{"never started", payment.Transaction{Status: payment.Failed}, none, nil, ""},
		{
			"never started, and declined",
			payment.Transaction{Status: payment.Failed},
			"",
			fields{"respcd": "1205"},
			"status: failed HK$0.00 back HK$0.00, declined HK$0.00 back HK$0.00, now declined HK$0.00 back HK$0.00 ",
		},
		{"settled", payment.Transaction{Status: payment.SettledUnpaid}, none, nil, ""},
		{
			"foreign",
			payment.Transaction{Status: payment.Approved, Foreign: true, OutTradeNo: "OTHER-1", Syssn: "S1"},
			"S1",
			fields{"syssn": "S1", "out_trade_no": "OTHER-1"},
			"",
		},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.prove()
			one := r.written(test.t)
			name := test.by
			if name == "" {
				name = string(one.Reference)
			}
			r.on(haojin.OpInquiry, r.knows(orderBook{name: known(one, test.change)}))
			if test.by == none {
				r.on(haojin.OpInquiry, r.knowsNothing())
			}
			r.start()
			r.controller.Reconcile([]payment.Reference{one.Reference, one.Reference}, "May")
			r.pass(10 * time.Second)
			result := last[Reconciled](r).Result
			if result.Of != 1 || len(result.NotAsked) != 0 || len(result.Channels) != 1 || result.Channels[0].Asked != 1 || result.Channels[0].Channel != one.Channel {
				t.Fatalf("%s: %+v", test.name, result)
			}
			if list := result.Differences(); test.want == "" && len(list) != 0 || test.want != "" && (len(list) != 1 || inOneLine(list[0]) != test.want) {
				t.Errorf("%s: %+v", test.name, list)
				for _, d := range list {
					t.Error(inOneLine(d))
				}
			}
			if result.Agrees() != (test.want == "") {
				t.Errorf("%s: agrees %v", test.name, result.Agrees())
			}
		})
	}
}

// TestWhatDiffersOfRefunds: an approved one is asked about by its own syssn, any
// other by its original's.
func TestWhatDiffersOfRefunds(t *testing.T) {
	own := func(change fields) fields {
		data := fields{"syssn": "R1", "tradetp": "refund", "origssn": "S1", "txamt": "500", "respcd": "0000", "cancel": "0"}
		for name, value := range change {
			data[name] = value
		}
		return data
	}
	approved := payment.Transaction{Status: payment.Approved, Amount: 500, Syssn: "R1"}
	for _, test := range []struct {
		name   string
		t      payment.Transaction
		own    fields // what is known of the refund itself
		cancel string // what is known of its original
		left   string
		want   string
	}{
		{"the same", approved, own(nil), "5", "750", ""},
		{"the same, of a terminal that says less", approved, own(fields{"tradetp": ""}), "5", "750", ""},
		{
			"another amount", approved, own(fields{"txamt": "400"}), "5", "850",
			"amount money: approved HK$5.00 back HK$0.00, approved HK$4.00 back HK$0.00, now approved HK$4.00 back HK$0.00 amount changed",
		},
		{
			"denied", approved, own(fields{"respcd": "1269"}), "5", "750",
			"money status: approved HK$5.00 back HK$0.00, declined HK$0.00 back HK$0.00, now approved HK$5.00 back HK$0.00 denied later",
		},
		{"known by its original only", approved, nil, "5", "750", ""},
		{
			"known by nothing", approved, nil, "0", "1250",
			"given back money: approved HK$12.50 back HK$5.00, approved HK$12.50 back HK$0.00, now approved HK$12.50 back HK$5.00 ",
		},
		{"without a syssn", payment.Transaction{Status: payment.Approved, Amount: 500}, nil, "5", "750", ""},
		{"declined", payment.Transaction{Status: payment.Declined, Amount: 500, Syssn: "R1"}, nil, "0", "1250", ""},
		{
			"never started, and money went back",
			payment.Transaction{Status: payment.Failed, Amount: 500},
			nil, "5", "750",
			"given back money: approved HK$12.50 back HK$0.00, approved HK$12.50 back HK$5.00, now approved HK$12.50 back HK$5.00 ",
		},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			p := r.written(payment.Transaction{Status: payment.Approved, Syssn: "S1"})
			test.t.Kind, test.t.Original, test.t.OriginalSyssn = payment.Refund, p.Reference, "S1"
			one := r.written(test.t)
			b := orderBook{"S1": known(p, fields{"syssn": "S1", "cancel": test.cancel, "allow_refund_amt": test.left})}
			if test.own != nil {
				b["R1"] = test.own
			}
			b[string(p.Reference)] = b["S1"]
			r.on(haojin.OpInquiry, r.knows(b))
			r.start()
			result := r.reconcile(one.Reference, p.Reference) // and the original isn't told twice
			list := result.Differences()
			if len(result.NotAsked) != 0 || test.want == "" && len(list) != 0 || test.want != "" && (len(list) != 1 || inOneLine(list[0]) != test.want) {
				t.Errorf("%s: %+v", test.name, result)
				for _, d := range list {
					t.Error(inOneLine(d))
				}
			}
		})
	}
	virtual(t, func(t *testing.T, r *rig) { // somebody else's refund under its number
		one := r.written(payment.Transaction{Kind: payment.Refund, Status: payment.Approved, Amount: 500, Syssn: "R1", OriginalSyssn: "S1"})
		r.on(haojin.OpInquiry, r.knows(orderBook{"R1": own(fields{"origssn": "S2", "txamt": "9"})}))
		r.start()
		if result := r.reconcile(one.Reference); len(result.NotAsked) != 1 || result.NotAsked[0].Why != payment.NotProved {
			t.Errorf("%+v", result)
		}
		if now := r.newest(); now.Booked != 500 || now.Contradiction != "" {
			t.Errorf("%+v", now)
		}
	})
}

// TestReconcileTheUnknown: a question about it is brought forward, and what it
// brings counts.
func TestReconcileTheUnknown(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		sale := r.lost()
		r.pass(time.Hour)
		r.on(haojin.OpInquiry, r.finds("0000"))
		asked := len(r.sent(haojin.OpInquiry))
		r.controller.Reconcile([]payment.Reference{sale.Reference}, "")
		r.pass(time.Second)
		list := last[Reconciled](r).Result.Differences()
		if len(list) != 1 || list[0].Journal.Status != payment.Unknown || list[0].Now.Status != payment.Approved || !list[0].Money {
			t.Errorf("%+v", list)
		}
		if n := len(r.sent(haojin.OpInquiry)) - asked; n > 2 { // the second learns that inquiries find sales
			t.Errorf("%d inquiries", n)
		}
	})
}

// TestReconcileAnUnknownRefund: it is asked about by its original, and decided.
func TestReconcileAnUnknownRefund(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		p := r.written(payment.Transaction{Status: payment.Approved, Syssn: "S1"})
		unlinked := r.written(payment.Transaction{Kind: payment.Refund, Status: payment.Declined, Amount: 500, OriginalSyssn: "S1"})
		one := r.written(payment.Transaction{
			Kind: payment.Refund, Status: payment.Unknown, Amount: 500, Original: p.Reference, OriginalSyssn: "S1", Refundable: 1250,
		})
		r.start() // nobody listens
		r.pass(time.Minute)
		r.on(haojin.OpInquiry, r.knows(orderBook{"S1": known(p, fields{"syssn": "S1", "cancel": "5", "allow_refund_amt": "750"})}))
		result := r.reconcile(one.Reference, unlinked.Reference)
		list := result.Differences()
		if len(list) != 1 || inOneLine(list[0]) != "money status: unknown HK$0.00 back HK$0.00, its original HK$0.00 back HK$0.00, now approved HK$5.00 back HK$0.00 " {
			t.Errorf("%+v", list)
		}
		if len(result.NotAsked) != 1 || result.NotAsked[0].Reference != unlinked.Reference || result.NotAsked[0].Why != payment.NotProved {
			t.Errorf("%+v", result.NotAsked)
		}
	})
}

// TestNotAsked: each with why.
func TestNotAsked(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		var list []payment.Reference
		for range 4 {
			list = append(list, r.written(payment.Transaction{Status: payment.Approved}).Reference)
		}
		r.on(haojin.OpInquiry, r.says("4007", "nobody", nil))
		r.start()
		result := r.reconcile(append(list, "NOBODYS")...)
		for i, one := range result.NotAsked {
			why := payment.NotProved
			if i == 4 {
				why = payment.NotInJournal
			}
			if one.Why != why || one.Detail == "" || (i < 4) != (one.Channel == payment.Alipay && one.Status == payment.Approved) {
				t.Errorf("%+v", one)
			}
		}
		if len(result.NotAsked) != 5 || len(result.Channels) != 0 || result.Agrees() || result.Stopped {
			t.Errorf("%+v", result)
		}
		before := len(r.sent(haojin.OpInquiry))
		r.on(haojin.OpInquiry, never)
		began := time.Now()
		r.controller.Reconcile(list, "")
		r.pass(50 * time.Second)
		result = last[Reconciled](r).Result
		var whys []payment.NotAskedReason
		for _, one := range result.NotAsked {
			whys = append(whys, one.Why)
		}
		if !slices.Equal(whys, []payment.NotAskedReason{payment.NotAnswered, payment.NotAnswered, payment.NotAnswered, payment.NotTried}) {
			t.Errorf("%v", whys)
		}
		if n := len(r.sent(haojin.OpInquiry)) - before; n != 3 || !result.Began.Equal(began) {
			t.Errorf("%d inquiries of a silent terminal", n)
		}
		r.wantTrail("May|reconciled with the terminal||5 transactions, 0 differ, 5 not asked",
			"the till|reconciled with the terminal||4 transactions, 0 differ, 4 not asked")
		if result := r.reconcile(); result.Of != 0 || !result.Agrees() {
			t.Errorf("of nothing: %+v", result)
		}
	})
}

// TestReconcileIsPacedAndGivesWay: one question after another, a pause apart, and
// none while a sale is open.
func TestReconcileIsPacedAndGivesWay(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		b := make(orderBook)
		var list []payment.Reference
		for range 5 {
			one := r.written(payment.Transaction{Status: payment.Approved})
			list = append(list, one.Reference)
			b[string(one.Reference)] = known(one, nil)
		}
		r.on(haojin.OpInquiry, after(2*time.Second, r.knows(b)))
		r.on(haojin.OpPayment, after(20*time.Second, r.approves()))
		r.start()
		began := time.Since(r.began)
		r.controller.Reconcile(list, "")
		synctest.Wait()
		r.controller.Reconcile(list, "")
		synctest.Wait()
		if e := last[Refused](r); e.Command != CommandReconcile || !errors.Is(e.Err, ErrReconciling) {
			t.Errorf("two at once: %+v", e)
		}
		r.pass(3 * time.Second) // one is answered, the second on its way
		r.pay(card)
		if e := last[ReconcileChanged](r); e != (ReconcileChanged{Done: 1, Of: 5, Current: list[1], Paused: true}) {
			t.Errorf("told %+v", e)
		}
		if n := len(r.sent(haojin.OpPayment)); n != 1 {
			t.Errorf("the sale waits")
		}
		r.pass(time.Minute)
		result := last[Reconciled](r).Result
		if !result.Agrees() || result.Channels[0].Asked != 5 {
			t.Errorf("%+v", result)
		}
		var times []string
		for _, q := range r.sent(haojin.OpInquiry) {
			times = append(times, fmt.Sprint((q.at-began).Seconds(), " ", slices.Index(list, payment.Reference(q.content["out_trade_no"].Text))))
		}
		if want := []string{"0 0", "2.5 1", "23 1", "25.5 2", "28 3", "30.5 4"}; !slices.Equal(times, want) {
			t.Errorf("asked at %q, want %q", times, want)
		}
	})
}

// TestReconcileIsStopped by a person, or by the till's end; the rest is listed,
// and nothing goes on by itself.
func TestReconcileIsStopped(t *testing.T) {
	for _, closes := range []bool{false, true} {
		virtual(t, func(t *testing.T, r *rig) {
			r.prove()
			declined := r.written(payment.Transaction{Status: payment.Declined})
			others := []payment.Reference{r.written(payment.Transaction{Status: payment.Approved}).Reference, r.written(payment.Transaction{Status: payment.Failed}).Reference}
			found := r.knows(orderBook{string(declined.Reference): known(declined, nil)})
			r.on(haojin.OpInquiry, after(time.Second, found))
			r.start()
			r.controller.StopReconciling() // nothing
			r.controller.Reconcile(append([]payment.Reference{declined.Reference}, others...), "May")
			r.pass(2 * time.Second)
			if closes {
				r.close()
			} else {
				r.controller.StopReconciling()
				r.pass(time.Second)
			}
			result := last[Reconciled](r).Result
			if !result.Stopped || len(result.NotAsked) != 2 || result.NotAsked[1].Why != payment.RoundStopped || len(result.Differences()) != 1 {
				t.Errorf("%+v", result)
			}
			r.close()
			r.start()
			asked := len(r.sent(haojin.OpInquiry))
			r.pass(time.Hour)
			if n := len(r.sent(haojin.OpInquiry)); n != asked {
				t.Errorf("%d inquiries after a restart", n-asked)
			}
			if now, err := r.store.Transaction(declined.Reference); err != nil || now.Status != payment.Approved || now.Contradiction != payment.MoneyAfterAll {
				t.Errorf("%+v, %v", now, err)
			}
		})
	}
}

// TestReconcileWithoutADisk: what can't be written isn't said to be in the
// journal, and is written once it can be.
func TestReconcileWithoutADisk(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		one := r.written(payment.Transaction{Status: payment.Declined})
		journal := &failingJournal{Journal: r.store}
		r.journal = journal
		r.on(haojin.OpInquiry, r.knows(orderBook{string(one.Reference): known(one, nil)}))
		r.start()
		r.controller.Reconcile([]payment.Reference{one.Reference}, "")
		r.pass(time.Second)
		list := last[Reconciled](r).Result.Differences()
		if len(list) != 1 || list[0].Terminal.Found != payment.FoundApproved || list[0].Now.Status != payment.Declined {
			t.Errorf("%+v", list)
		}
		journal.good.Store(1000)
		r.pass(time.Minute)
		if now := r.newest(); now.Status != payment.Approved || now.Contradiction != payment.MoneyAfterAll {
			t.Errorf("%+v", now)
		}
	})
}

// TestAQuestionThatEndsOtherwise doesn't hold a reconciliation up.
func TestAQuestionThatEndsOtherwise(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		one := r.written(payment.Transaction{Status: payment.Approved, Contradiction: payment.AmountChanged})
		r.on(haojin.OpInquiry, after(5*time.Second, r.knows(orderBook{string(one.Reference): known(one, nil)})))
		r.start()
		r.controller.Reconcile([]payment.Reference{one.Reference}, "")
		r.pass(time.Second)
		r.controller.Acknowledge(one.Reference, "May")
		r.pass(time.Minute)
		if result := last[Reconciled](r).Result; result.Of != 1 || !result.Agrees() {
			t.Errorf("%+v", result)
		}
	})
}

// TestReconciliationAsJSON: it is read again as it was.
func TestReconciliationAsJSON(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		b := make(orderBook)
		var list []payment.Reference
		for i, channel := range []payment.Channel{"", payment.Octopus, "of tomorrow", payment.Card, payment.FPS} {
			one := r.written(payment.Transaction{Status: payment.Declined, Channel: channel})
			list = append(list, one.Reference)
			if i > 0 {
				b[string(one.Reference)] = known(one, nil)
			}
		}
		r.on(haojin.OpInquiry, r.knows(b))
		r.start()
		result := r.reconcile(append(list, "NOBODYS")...)
		var channels []payment.Channel
		for _, c := range result.Channels {
			channels = append(channels, c.Channel)
		}
		if !slices.Equal(channels, []payment.Channel{payment.Card, payment.Alipay, payment.FPS, payment.Octopus, "of tomorrow"}) {
			t.Errorf("%v", channels)
		}
		result.Began, result.Ended = result.Began.UTC().Round(0), result.Ended.UTC().Round(0)
		text, err := json.Marshal(result)
		if err != nil {
			t.Fatal(err)
		}
		var again payment.Reconciliation
		if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again, result) {
			t.Errorf("%s\nis %+v, %v\nwas %+v", text, again, err, result)
		}
	})
}

// TestQuestionBySyssnAfterASale: an inquiry that gave way to a sale is sent
// again as it was, and proves nothing about another order.
func TestQuestionBySyssnAfterASale(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		one := r.written(payment.Transaction{Kind: payment.Refund, Status: payment.Approved, Amount: 500, Syssn: "R1", OriginalSyssn: "S1"})
		other := r.written(payment.Transaction{Status: payment.Approved, Syssn: "S2"})
		r.on(haojin.OpInquiry, after(5*time.Second, r.knows(orderBook{
			"R1": {"syssn": "R1", "tradetp": "refund", "origssn": "S1", "txamt": "500", "respcd": "0000"},
			"S2": known(other, fields{"syssn": "S2", "out_trade_no": "OTHER-1"}),
		})))
		r.on(haojin.OpPayment, r.approves())
		r.start()
		r.controller.Reconcile([]payment.Reference{one.Reference, other.Reference}, "")
		r.pass(time.Second)
		r.pay(card)
		r.pass(time.Minute)
		result := last[Reconciled](r).Result
		if len(result.Channels) != 1 || result.Channels[0].Asked != 1 || len(result.Differences()) != 0 ||
			len(result.NotAsked) != 1 || result.NotAsked[0].Reference != other.Reference || result.NotAsked[0].Why != payment.NotProved {
			t.Errorf("%+v", result)
		}
		var asked []string
		for _, q := range r.sent(haojin.OpInquiry) {
			asked = append(asked, q.content["orderId"].Text)
		}
		if want := []string{"R1", "R1", "", "S2"}; !slices.Equal(asked, want) {
			t.Errorf("asked for %q, want %q", asked, want)
		}
	})
}
