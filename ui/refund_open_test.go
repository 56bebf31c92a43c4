package ui

import (
	"errors"
	"strings"
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// unknownRefund is a question about a refund that nobody knows the end of.
func unknownRefund(armed bool) terminal.QuestionsChanged {
	e := questions(1)
	q := &e.Questions[0]
	q.Armed = armed
	q.Transaction.Kind, q.Transaction.Channel, q.Transaction.Original = payment.Refund, payment.WeChatPay, reference(9)
	return e
}

// TestUnknownRefundIsNoPayment: whoever reads of a refund that it may be charged, or
// that the customer has paid, takes the money twice.
func TestUnknownRefundIsNoPayment(t *testing.T) {
	payments := []string{"charge", "Charge", "have paid", "looks paid", "as paid", "Manager: paid", "pay now", "unpaid"}
	w := asking(t, unknownRefund(false))
	w.shows("Refund of HK$500.00 by WeChat Pay", "may have gone back, or not")
	w.hides(payments...)
	for _, armed := range []bool{false, true} {
		for screen := '1'; screen <= '5'; screen++ {
			for customer := '1'; customer <= '3'; customer++ {
				w := asking(t, unknownRefund(armed))
				w.keys("w" + string(screen))
				w.shows("Refund: HK$500.00, WeChat Pay")
				w.keys(string(customer))
				w.hides(payments...)
			}
		}
	}
	w.keys("w13") // the terminal showed it, nobody knows of the customer
	w.shows("It looks given back", "Manager: given back")
	for paid, words := range map[bool]string{true: "as given back", false: "as not given back"} {
		refund := unknownRefund(false).Questions[0].Transaction
		if got := settleQuestion(refund, paid); !strings.Contains(got, words) {
			t.Errorf("%q", got)
		}
		for _, reason := range settleReasons(payment.Refund, paid) {
			if strings.Contains(reason, "paid") || strings.Contains(reason, "taken") {
				t.Errorf("a refund is counted because %q", reason)
			}
		}
	}
}

// TestRefundIsTriedAgain: nothing that a refund came to says to charge, and none is
// said to have moved nothing before that is sure.
func TestRefundIsTriedAgain(t *testing.T) {
	for _, s := range []payment.Status{payment.Failed, payment.Declined, payment.Cancelled} {
		for _, r := range []payment.Reason{
			"", payment.NotReached, payment.Untrusted, payment.NotWritten, payment.Refused, payment.Restarted, payment.TillClosed, payment.Unchanged,
		} {
			for _, code := range []string{"", haojin.CodeNotSignedIn, haojin.CodeWrongKey, "4006"} {
				got := refundStory(payment.Transaction{Kind: payment.Refund, Status: s, Reason: r, Code: code, Amount: 500})
				if all := strings.Join([]string{got.Word, got.Happened, got.Money, got.Next}, " "); strings.Contains(strings.ToLower(all), "charge") || strings.Contains(all, "the payment was open") || strings.Contains(all, "is on its way") {
					t.Errorf("%s, %s, %s: %+v", s, r, code, got)
				}
			}
		}
		got := refundStory(payment.Transaction{Kind: payment.Refund, Status: s, Amount: 500, Verifying: true})
		if got.Money != "The terminal says that no money was given back." || !strings.Contains(got.Next, "made sure") {
			t.Errorf("%s, while it is verified: %+v", s, got)
		}
	}
	news := newsWords(payment.Transaction{Kind: payment.Refund, Status: payment.SettledPaid, Amount: 500, Channel: payment.WeChatPay, Created: noon})
	if !strings.Contains(news, "SETTLED: GIVEN BACK") {
		t.Errorf("%q", news)
	}
}

// TestWhatIsLeftGoesBack: the last question names what goes back, and nothing goes on
// while nobody knows how much that is.
func TestWhatIsLeftGoesBack(t *testing.T) {
	w := managed(t, "4826")
	w.journal.all = []payment.Transaction{taken(1, payment.Alipay, 50000, 60), {
		Reference: reference(2), Kind: payment.Refund, Status: payment.Approved, Channel: payment.Alipay,
		Amount: 20000, Booked: 20000, Original: reference(1), ByTerminal: true, Created: noon,
	}}
	w.onRefund(w.journal.all[0])
	w.shows("HK$300.00 of HK$500.00 (Alipay)")
	w.enterPIN("4826")
	w.shows("Give HK$300.00 back to the customer?")
	w.uncover()

	w.journal.err = errors.New("a bad disk")
	w.onRefund(w.journal.all[0])
	w.shows("a bad disk")
	w.hides("back to the customer?", wordsManagerPIN)
	w.onRefundSome(w.journal.all[0])
	w.shows("a bad disk")
	w.keys("<Return>g<Return>")
	w.hides("back to the customer?", wordsManagerPIN)
}

// TestPaidBeforeIsntChargedAgain: a code that says that the order was paid already is
// no reason to offer the same amount again.
func TestPaidBeforeIsntChargedAgain(t *testing.T) {
	w := newTill(t)
	w.keys("12.5<F3><Return>")
	e := sold(1, payment.Declined, terminal.Finished)
	e.Sale.Code, e.Sale.Inner = "6000", innerPaidBefore
	w.Handle(e)
	w.shows("another one did", "Don't charge again.")
	w.hides("No money was taken.", "Same amount")
}
