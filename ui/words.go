package ui

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// errTwoPoints: a second decimal point was typed.
var errTwoPoints = errors.New("two decimal points")

// Sentences that belong to no error.
const (
	wordsNoAmount       = "Type the amount first."
	wordsNoChannel      = "Choose how the customer pays."
	wordsNotOffered     = "This terminal doesn't take that. Choose another way to pay."
	wordsWaitFirst      = "Not known yet. Press Esc or New sale if you really want to leave it."
	wordsCancelling     = "The terminal may still take the payment until it says otherwise."
	wordsTypedWhileOpen = "That isn't taken: type the next amount when this payment is over."
	wordsReadFirst      = "Read this first. Enter or New sale leaves it."
	wordsTypedTooEarly  = "What was typed just now isn't taken. Type the amount again."
	wordsVerifying      = "The till is still checking this with the terminal."
	wordsTraining       = "TRAINING"
	wordsTrainingLong   = "TRAINING: no real money moves"
	wordsNoSales        = "No sales yet. Each payment appears here the moment it starts."
	wordsClearNews      = "(Clear or Esc takes this away.)"
	wordsPaidInSpite    = "Cancel came too late: the customer has paid. Keep the sale, or let the manager give the money back."
	wordsScanned        = "That came from a barcode scanner, not from a hand. Nothing was charged."
	wordsTooFast        = "That was typed very fast, as by a barcode scanner. Nothing was charged: look at the amount, then press Enter again."
	wordsRepeated       = "If it is the same customer and the same goods, they have paid already."
	wordsKeepAmount     = "Amount and channel are kept. Charge again when the terminal shows its home screen."
)

// story tells an outcome: a word to be read from afar, then what happened,
// whether money moved, and what to do.
type story struct{ Word, Happened, Money, Next string }

// outcomeStory tells how a transaction stands.
func outcomeStory(t payment.Transaction) story {
	if t.Kind == payment.Refund {
		return refundStory(t)
	}
	s := story{Word: statusWord(t.Status), Happened: happened(t)}
	switch t.Status {
	case payment.Reserved, payment.Sent:
		s.Money, s.Next = tr("No money has moved yet, as far as the till knows."), tr("Wait for the terminal.")
	case payment.Approved:
		s.Money, s.Next = tr("%s was taken.", paid(t)), tr("Give the customer the terminal's receipt and the goods.")
		if givenBack(t) {
			s.Word, s.Money = tr("GIVEN BACK"), tr("%s was taken, and the terminal has given it back.", paid(t))
			s.Happened, s.Next = tr("The payment was cancelled on the terminal."), tr("The customer hasn't paid: don't give the goods. Start a new sale if they still want to pay.")
		}
		if t.AmountDiffers {
			s.Word = tr("WRONG AMOUNT")
		}
		if t.AmountDiffers || t.Contradiction != payment.NoContradiction {
			s.Next = tr("Settle this with the customer and the manager before anything else.")
		}
	case payment.Declined:
		s.Money, s.Next = untaken(t), cmp.Or(innerNext(t.Inner), tr("Ask for another card or another way to pay."))
		if t.Inner == innerTimedOut {
			s.Word = tr("TIME RAN OUT")
		}
	case payment.Cancelled:
		s.Money, s.Next = untaken(t), tr("Start a new sale when the customer is ready.")
	case payment.Failed:
		s.Money, s.Next = untaken(t), failedNext(t)
	case payment.Unknown:
		s.Money = tr("The customer may have paid, or not.")
		s.Next = tr("Don't charge again before it's known. Look at the terminal; keep the customer here if you can.")
	case payment.SettledPaid:
		s.Money, s.Next = tr("Counted as paid by a manager's decision."), tr("Nothing to do; the till goes on asking.")
	case payment.SettledUnpaid:
		s.Money, s.Next = tr("Counted as not paid by a manager's decision."), tr("Nothing to do; the till goes on asking.")
	}
	switch {
	case t.Verifying && t.Status == payment.Declined:
		s.Next = tr("Wait until the till has made sure. Charge nothing again until then.")
	case t.Verifying && t.Status == payment.Cancelled:
		s.Next = tr("You can go on. The till makes sure, and says so loudly if the customer has paid after all.")
	}
	return s
}

// untaken says that no money was taken: whose word that is, while the till makes sure.
func untaken(t payment.Transaction) string {
	switch {
	case t.Inner == innerPaidBefore:
		return tr("This attempt took no money; the terminal says that another one did.")
	case t.Verifying:
		return tr("The terminal says that no money was taken.")
	}
	return tr("No money was taken.")
}

// givenBack says whether the terminal by itself has given back all of it.
func givenBack(t payment.Transaction) bool {
	return t.Status == payment.Approved && t.Reversed > 0 && t.Reversed >= paid(t)
}

// paid is what was taken, or what was asked where nothing else is known.
func paid(t payment.Transaction) payment.Money {
	if t.Booked != 0 {
		return t.Booked
	}
	return t.Amount
}

// statusWord is the word for a status, read from two metres away.
func statusWord(s payment.Status) string {
	switch s {
	case payment.Reserved:
		return tr("STARTING")
	case payment.Sent:
		return tr("OPEN")
	case payment.Approved:
		return tr("APPROVED")
	case payment.Declined:
		return tr("DECLINED")
	case payment.Cancelled:
		return tr("CANCELLED")
	case payment.Failed:
		return tr("NOT CHARGED")
	case payment.Unknown:
		return tr("NOT KNOWN YET")
	case payment.SettledPaid:
		return tr("SETTLED: PAID")
	case payment.SettledUnpaid:
		return tr("SETTLED: NOT PAID")
	}
	return string(s)
}

// listWord is how a transaction stands, where payments and refunds stand side by side.
func listWord(t payment.Transaction) string { return kindWord(t.Kind, t.Status) }

// kindWord is statusWord for a payment, and the word for a refund.
func kindWord(k payment.Kind, s payment.Status) string {
	switch {
	case k != payment.Refund:
		return statusWord(s)
	case s == payment.Approved:
		return tr("REFUNDED")
	case unpaid(s):
		return tr("NOT REFUNDED")
	case s == payment.SettledPaid:
		return tr("SETTLED: GIVEN BACK")
	case s == payment.SettledUnpaid:
		return tr("SETTLED: NOT GIVEN BACK")
	}
	return tr("REFUND ") + statusWord(s)
}

// happened says what came about, with the code that said so.
func happened(t payment.Transaction) string {
	switch {
	case t.Status == payment.Approved && t.Kind == payment.Refund:
		return refundSentence(t.Status)
	case t.Status == payment.Approved:
		return statusSentence(t.Status)
	}
	if t.Inner != "" && t.Inner != haojin.InnerDone {
		return codeWords(t.Code, t.Inner)
	}
	text := cmp.Or(reasonWords(t.Reason), statusSentence(t.Status))
	if t.Kind == payment.Refund {
		text = cmp.Or(refundReason(t.Reason), reasonWords(t.Reason), refundSentence(t.Status))
	}
	if t.Status == payment.Cancelled {
		return text // whoever cancelled knows why
	}
	return withCode(text, cmp.Or(t.Inner, t.Code))
}

// codeWords says what the terminal's code and QFPay's inner one mean; the code
// stands behind it, for whoever is asked for help.
func codeWords(code, inner string) string {
	text := cmp.Or(innerWords(inner), tr("The terminal gave a code that the till has no words for."))
	return withCode(text, cmp.Or(inner, code))
}

func withCode(text, code string) string {
	if code == "" {
		return text
	}
	// The code stands before the full stop.
	for _, stop := range []string{".", "。"} {
		if bare, ok := strings.CutSuffix(text, stop); ok {
			return tr("%s (code %s)", bare, code) + stop
		}
	}
	return tr("%s (code %s)", text, code)
}

func statusSentence(s payment.Status) string {
	switch s {
	case payment.Reserved:
		return tr("The payment is on its way to the terminal.")
	case payment.Sent:
		return tr("The terminal has the payment.")
	case payment.Approved:
		return tr("The payment went through.")
	case payment.Declined:
		return tr("The bank or the wallet refused.")
	case payment.Cancelled:
		return tr("The payment was stopped.")
	case payment.Failed:
		return tr("The payment never started.")
	case payment.Unknown:
		return tr("The terminal hasn't said how it ended.")
	case payment.SettledPaid, payment.SettledUnpaid:
		return tr("A manager decided how to count it.")
	}
	return ""
}

// reasonWords says why a transaction has its status; empty for no reason.
func reasonWords(r payment.Reason) string {
	switch r {
	case payment.NotReached:
		return tr("The terminal couldn't be reached, so nothing was sent.")
	case payment.Untrusted:
		return tr("The terminal showed a certificate that isn't trusted, so nothing was sent.")
	case payment.NoAnswer:
		return tr("The terminal didn't answer in time.")
	case payment.ConnectionLost:
		return tr("The connection to the terminal broke off.")
	case payment.Unreadable:
		return tr("The terminal's answer couldn't be read.")
	case payment.Unconfirmed:
		return tr("An approval came unprotected; the till asks for proof.")
	case payment.OtherOrder:
		return tr("The terminal answered about another payment.")
	case payment.NoIdentity:
		return tr("The terminal's answer didn't say which payment it was about.")
	case payment.OtherCurrency:
		return tr("The terminal answered in another currency.")
	case payment.StillGoing:
		return tr("The terminal says that the customer is still paying.")
	case payment.Undecided:
		return tr("The terminal's answer doesn't say how it ended.")
	case payment.Restarted:
		return tr("The till was restarted while the payment was open.")
	case payment.TillClosed:
		return tr("The till was closed while the payment was open.")
	case payment.NotFound:
		return tr("The terminal has no such payment; it was asked twice.")
	case payment.Refused:
		return tr("The terminal refused to start.")
	case payment.NotWritten:
		return tr("The till couldn't write its journal, so nothing was sent.")
	case payment.Withdrawn:
		return tr("The terminal may still have waited for the payment before, so nothing was sent.")
	case payment.Unchanged:
		return tr("The terminal still lets all of it be given back, so nothing went back; it was asked twice.")
	case payment.OtherFall:
		return tr("What may be given back of the payment has changed by another amount than this refund's.")
	case payment.ToConfirm:
		return tr("The amount could be changed on the terminal, and it didn't say what it gave back.")
	case payment.NoAmount:
		return tr("The terminal gave money back and didn't say how much.")
	case payment.Unsaved:
		return tr("The till couldn't save how it ended. Tell the manager: the disk may be full.")
	}
	return string(r)
}

func failedNext(t payment.Transaction) string {
	switch t.Reason {
	case payment.NotReached:
		return tr("Check that the terminal is on and connected, then charge again.")
	case payment.Untrusted:
		return tr("Tell the manager: somebody may be posing as the terminal. Compare its certificate before accepting it.")
	case payment.Refused:
		return refusedNext(t.Code)
	case payment.NotWritten:
		return tr("Tell the manager: the disk may be full. Don't charge with this till until then.")
	}
	return tr("You can charge again.")
}

// refusedNext says what to do when the terminal refused to start, by its code.
func refusedNext(code string) string {
	switch code {
	case haojin.CodeNotSignedIn:
		return tr("Sign in on the terminal, then charge again.")
	case haojin.CodeWrongKey, haojin.CodeNotDecrypted:
		return tr("Tell the manager: the till's POS-KEY isn't the terminal's. A new key counts only after the terminal was refreshed in the Haojin app.")
	}
	return tr("Tell the manager: the terminal doesn't understand this till.")
}

// instructionWords says what the cashier does now.
func instructionWords(i terminal.Instruction) string {
	switch i {
	case terminal.TapInsertSwipe:
		return tr("Ask the customer to tap, insert or swipe the card")
	case terminal.TapOctopus:
		return tr("Ask the customer to hold the Octopus to the reader")
	case terminal.ShowTerminalCode:
		return tr("Show the terminal's code to the customer")
	case terminal.ScanCustomerCode:
		return tr("Scan the customer's code with the terminal")
	case terminal.FollowTerminal:
		return tr("Look at the terminal: it shows a code, or scans the customer's")
	}
	return tr("Look at the terminal")
}

// refusedWords says why nothing was done, and what to do.
func refusedWords(e terminal.Refused) string {
	if e.Command == terminal.CommandRefund {
		return refundRefusedWords(e.Err)
	}
	switch {
	case errors.Is(e.Err, terminal.ErrBusy):
		return tr("The terminal is busy with another payment. Nothing was charged; wait until it ends.")
	case errors.Is(e.Err, terminal.ErrNotConfigured):
		return tr("No terminal is set up. Nothing was charged; a manager has to connect one.")
	case errors.Is(e.Err, terminal.ErrStillArmed):
		return tr("The terminal may still be waiting for another payment. Nothing was charged.")
	case errors.Is(e.Err, terminal.ErrNothingToCancel):
		return tr("It can't be cancelled from here any more. Wait for the terminal, or cancel on it.")
	case errors.Is(e.Err, terminal.ErrNotOffered):
		return tr(wordsNotOffered)
	case errors.Is(e.Err, terminal.ErrJournal):
		return tr("The till can't write its journal. Nothing was charged; tell the manager, the disk may be full.")
	}
	if text := amountWords(e.Err); text != "" {
		return text + tr(" Nothing was charged.")
	}
	if e.Command == terminal.CommandPay {
		return tr("The till couldn't start the payment. Nothing was charged; try again.")
	}
	return tr("The till couldn't do that. Try again, or look at the terminal.")
}

// amountWords says what is wrong with an amount; empty if err is something else.
func amountWords(err error) string {
	switch {
	case errors.Is(err, payment.ErrTooPrecise):
		return tr("Two decimals at most: cents are the smallest coin here.")
	case errors.Is(err, payment.ErrAmountTooLarge):
		return tr("The largest amount is %s.", payment.MaxAmount)
	case errors.Is(err, payment.ErrAmountTooSmall):
		return tr("The smallest amount is %s.", payment.MinAmount)
	case errors.Is(err, errTwoPoints):
		return tr("There is a decimal point already.")
	case errors.Is(err, payment.ErrNotAmount):
		return tr("That isn't an amount of money.")
	}
	return ""
}

// armedQuestion asks whether the terminal is free.
func armedQuestion(t payment.Transaction) string {
	return tr("The terminal may still be waiting for %s (%s). Does it show its home screen?",
		t.Amount, channelName(t.Channel))
}

// repeatedQuestion asks whether the same is meant again.
func repeatedQuestion(t payment.Transaction) string {
	return tr("%s (%s) was approved at %s, just now. Is this another purchase?",
		paid(t), channelName(t.Channel), clock(t.Decided))
}

// closeWords says what closing now means.
func closeWords(amount payment.Money) string {
	return fmt.Sprintf(tr("A payment of %s is still open on the terminal. If you close now, it stays in the journal ")+
		tr("as not known, and the till asks the terminal at the next start. The customer may still be charged."), amount)
}

// alarmWords says loudly what nobody may miss; empty when all is well.
func alarmWords(t payment.Transaction) string {
	text := ""
	if t.AmountDiffers {
		text = tr("The terminal took %s, not %s. Tell the customer and the manager.", t.Booked, t.Amount)
	}
	if t.Reversed > 0 && !givenBack(t) {
		text += tr(" The terminal has given %s of it back.", t.Reversed)
	}
	if t.ReversalUnclear {
		text += tr(" The terminal has given a part of it back and doesn't say how much: tell the manager.")
	}
	return sentences(text, contradictionWords(t.Contradiction))
}

// contradictionWords says what the terminal said against what was shown
// before; empty when it didn't.
func contradictionWords(c payment.Contradiction) string {
	switch c {
	case payment.MoneyAfterAll:
		return tr("This was shown as not paid before, but the money was taken. Keep the sale, or let the manager give the money back.")
	case payment.DeniedLater:
		return tr("The terminal approved this and denies it now. The till counts it as paid; let the manager compare it with the terminal.")
	case payment.AmountChanged:
		return tr("The terminal has named two amounts for this. The newer one counts; let the manager compare it with the terminal.")
	case payment.NoMoneyAfterAll:
		return tr("A manager counted this as paid, but the terminal says that no money was taken.")
	}
	return ""
}

// triedWords says that asking the terminal has told nothing yet, and when it is
// asked again.
func triedWords(tried time.Time, seconds int) string {
	return tr("Asked at %s: no outcome yet. Next try in %d s.", tried.In(payment.HongKong()).Format(time.TimeOnly), seconds)
}

// stateWords names the terminal's state in a few words.
func stateWords(e terminal.TerminalChanged) string {
	switch e.State {
	case terminal.Ready:
		return tr("Ready")
	case terminal.Busy:
		return tr("Busy")
	case terminal.NotReachable:
		return tr("Not reachable since %s", clock(e.Since))
	case terminal.WrongKey:
		return tr("Wrong key")
	case terminal.NotSignedIn:
		return tr("Nobody signed in")
	case terminal.NotConfigured:
		return tr("No terminal set up")
	case terminal.BadCertificate:
		return tr("Certificate not trusted")
	case terminal.Unclear:
		return tr("Answers can't be read")
	}
	return tr("Connecting…")
}

// openWords counts what a person has to know about; empty at none.
func openWords(open []terminal.Question) string {
	if len(open) == 0 {
		return ""
	}
	known := func(q terminal.Question) bool { return q.Transaction.Status != payment.Unknown }
	if slices.ContainsFunc(open, known) {
		return tr("%d to clear up", len(open))
	}
	return tr("%d not known yet", len(open))
}

// journalWords says loudly that the journal can't be written; empty when it
// can.
func journalWords(err error) string {
	if err == nil {
		return ""
	}
	return tr("The till can't write to its disk. Don't charge: tell the manager. Payments that are under way aren't lost as long as the till stays on. (") + err.Error() + ")"
}

// armedNotice says that the terminal may still take payments that nobody knows
// the end of; empty when it can't.
func armedNotice(open []terminal.Question) string {
	text := ""
	for _, q := range open {
		if q.Armed && q.Transaction.Status == payment.Unknown {
			text += tr("The terminal may still take %s (%s). ", q.Transaction.Amount, channelName(q.Transaction.Channel))
		}
	}
	if text == "" {
		return ""
	}
	return text + tr("Watch it, even if the customer pays in cash.")
}

// historyWords says that the journal can't be read. The error is for a manager.
func historyWords(err error) string {
	return tr("The journal can't be read right now. Payments already made are safe; tell the manager: ") + err.Error()
}

// clock writes a time of day as the shop's clock shows it.
func clock(t time.Time) string { return t.In(payment.HongKong()).Format("15:04") }

// moment writes a day and a time as the shop's clock shows it.
func moment(t time.Time) string {
	if t.IsZero() {
		return tr("not yet")
	}
	return t.In(payment.HongKong()).Format(tr("2 Jan 2006, 15:04:05"))
}

// exactly writes a day and a time to the millisecond.
func exactly(t time.Time) string { return t.In(payment.HongKong()).Format("2006-01-02 15:04:05.000") }
