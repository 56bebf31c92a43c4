package ui

import (
	"cmp"
	"fmt"
	"image/color"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// view is what the progress panel shows of a sale, and nothing else.
type view struct {
	fill, ink, markInk, disc color.NRGBA
	shape                    shape
	headline                 string
	// outcome: the headline is a word to be read from afar.
	outcome         bool
	amount, channel string
	alarm           string
	lines           []string
	seconds         string
	// share of the time that is left; negative without a countdown.
	share      float32
	training   bool
	reference  string
	cancel     string // the button's label; empty without one
	cancelling bool   // it can't be pressed now
	ask, next  bool
	see        bool // what can be seen of it may be talked through
	refund     bool // the money may be given back from here
	receipt    bool // there is a receipt of it
	retry      bool // nothing was taken: the same amount may be asked for again
}

// startingSale is what is known until the controller has said anything.
func startingSale(o terminal.Order, training bool) terminal.SaleChanged {
	return terminal.SaleChanged{
		Sale:  payment.Transaction{Amount: o.Amount, Channel: o.Channel, Status: payment.Reserved, Training: training},
		Phase: terminal.Starting,
	}
}

// saleView says how a sale is shown; cancelled: the cashier has just asked
// for a cancel.
func saleView(e terminal.SaleChanged, cancelled bool) view {
	t := e.Sale
	v := view{
		amount: t.Amount.String(), channel: channelName(t.Channel), share: -1,
		training: t.Training, reference: referenceWords(t), alarm: alarmWords(t),
	}
	if t.Status.Open() {
		v.open(e, cancelled)
		return v
	}
	if t.Status == payment.Approved {
		v.amount, v.receipt = paid(t).String(), true
	}
	if t.Kind == payment.Payment && t.Status == payment.Approved && !givenBack(t) && (e.CancelAsked || t.Contested()) {
		v.refund = t.Channel.Refund() != payment.RefundNever
		v.alarm = cmp.Or(v.alarm, tr(wordsPaidInSpite))
	}
	v.channel = fmt.Sprintf("%s  ·  %s", v.channel, clock(later(t.Created, t.Decided)))
	s := outcomeStory(t)
	v.headline, v.outcome, v.next = s.Word, true, true
	v.lines = []string{s.Happened, s.Money, s.Next}
	if e.Phase == terminal.Asking && t.Status == payment.Unknown {
		v.ask = true
		v.seconds = tr("The till keeps asking the terminal. Next try in %d s.", e.SecondsLeft)
		if e.SecondsLeft <= 0 {
			v.seconds = tr("The till is asking the terminal now.")
		}
	} else if t.Verifying && t.Status != payment.Unknown {
		v.seconds = tr(wordsVerifying)
	}
	v.retry = t.Kind == payment.Payment && !t.Verifying && unpaid(t.Status) && t.Inner != innerPaidBefore
	v.paint(t.Status)
	switch {
	case t.Kind == payment.Refund && t.Status == payment.Approved: // as green as a sale it isn't
		v.amount, v.shape, v.fill = (-paid(t)).String(), shapeBack, colours().harbour
		v.markInk = v.fill
	case t.Status == payment.Approved && t.AmountDiffers:
		v.paint(payment.Unknown)
		v.shape = shapeUnequal
	}
	if givenBack(t) {
		v.paint(payment.Unknown)
		v.shape = shapeBar
	}
	return v
}

// referenceWords names a transaction's own number; empty before it has one.
func referenceWords(t payment.Transaction) string {
	if t.Reference == "" {
		return ""
	}
	return tr("No. %s", t.Reference)
}

// later is the later one of two times.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// unpaid says whether a payment came to an end without any money.
func unpaid(s payment.Status) bool {
	return s == payment.Declined || s == payment.Cancelled || s == payment.Failed
}

// open fills a view of a payment that is under way.
func (v *view) open(e terminal.SaleChanged, cancelled bool) {
	p := colours()
	v.fill, v.ink, v.markInk, v.disc = p.card, p.ink, p.onFill, p.harbour
	v.shape, v.cancel, v.cancelling = instructionShape(e), tr("Cancel"), !e.CanCancel || cancelled
	switch {
	case e.Sale.Kind == payment.Refund:
		v.headline, v.shape = tr(wordsRefunding), shapeSend
		v.lines = []string{tr("Follow the terminal's screen.")}
	case e.Phase == terminal.Starting:
		v.headline = tr("Sending to the terminal")
		v.lines = []string{tr("The terminal is about to show the payment.")}
	case e.Phase == terminal.Cancelling || cancelled:
		v.headline, v.shape, v.disc = tr("Cancelling…"), shapeBar, p.slate
		v.lines = []string{tr(wordsCancelling)}
		if !v.cancelling {
			v.cancel = tr("Cancel again")
		}
	default:
		v.headline = instructionWords(e.Instruction)
	}
	if e.SecondsLeft > 0 {
		v.seconds = tr("%d s left", e.SecondsLeft)
		if e.Sale.Timeout > 0 {
			v.share = min(1, float32(e.SecondsLeft)/float32(e.Sale.Timeout))
		}
	}
}

// paint gives an outcome its colour and its shape.
func (v *view) paint(s payment.Status) {
	p := colours()
	v.ink, v.disc = p.onFill, p.onFill
	switch s {
	case payment.Approved, payment.SettledPaid:
		v.fill, v.shape = p.green, shapeTick
	case payment.Declined:
		v.fill, v.shape = p.red, shapeCross
	case payment.Failed:
		v.fill, v.shape = p.slate, shapeSlash
	case payment.Unknown:
		v.fill, v.shape, v.ink, v.disc, v.markInk = p.amber, shapeQuestion, p.onAmber, p.onAmber, p.amber
		return
	default:
		v.fill, v.shape = p.slate, shapeBar
	}
	v.markInk = v.fill
}

// instructionShape is the scene of what is done at the terminal now.
func instructionShape(e terminal.SaleChanged) shape {
	switch e.Instruction {
	case terminal.TapInsertSwipe:
		return shapeTap
	case terminal.TapOctopus:
		return shapeTapOctopus
	case terminal.ShowTerminalCode:
		return shapeShowCode
	case terminal.ScanCustomerCode:
		return shapeScanCode
	case terminal.FollowTerminal:
		return shapeFollow
	}
	return shapeSend
}

// listShape is the sign of a payment or refund in lists.
func listShape(t payment.Transaction) (shape, color.NRGBA) {
	if t.Kind == payment.Refund && t.Status == payment.Approved {
		return shapeBack, colours().harbour
	}
	return statusShape(t.Status)
}

// statusShape is the sign of a status in lists.
func statusShape(s payment.Status) (shape, color.NRGBA) {
	p := colours()
	switch s {
	case payment.Approved, payment.SettledPaid:
		return shapeTick, p.green
	case payment.Declined:
		return shapeCross, p.red
	case payment.Unknown:
		return shapeQuestion, p.amberInk
	case payment.Failed:
		return shapeSlash, p.slate
	case payment.Reserved, payment.Sent:
		return shapeSend, p.harbour
	}
	return shapeBar, p.slate
}
