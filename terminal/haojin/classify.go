package haojin

import "cmp"

// Verdict is what an answer says about the money of one operation.
type Verdict int

// The verdicts.
const (
	// Undecided: it says nothing; ask.
	Undecided Verdict = iota
	// InProgress: the customer is still paying; ask later.
	InProgress
	// Approved: money has moved.
	Approved
	// Declined: none moved, the bank or the wallet refused.
	Declined
	// Cancelled: none was taken, somebody stopped it; verify.
	Cancelled
	// NeverStarted: the terminal refused to begin.
	NeverStarted
	// NoSuchOrder: an inquiry found no order by that name.
	NoSuchOrder
)

// Doubt says why an answer that claims something is Undecided.
type Doubt int

// The doubts.
const (
	NoDoubt Doubt = iota
	// NoIdentity: it doesn't name our order.
	NoIdentity
	// OtherOrder: it names another order, or an order of another kind.
	OtherOrder
	// OtherCurrency: it isn't about Hong Kong dollars.
	OtherCurrency
)

// Asked is what an answer must fit.
type Asked struct {
	Operation Operation
	// OutTradeNo is the payment's reference; Syssn the order asked for when an
	// inquiry went by orderId, or a refund's original.
	OutTradeNo, Syssn string
	// OriginalSyssn makes it an inquiry about a refund, by the refund's own Syssn:
	// that of the payment that it gives back.
	OriginalSyssn string
	// Amount is what was to be charged or given back; 0 if not known.
	Amount Cents
	// Original is what the payment was that a refund gives back; 0 if not
	// known. It tells the unit of an answer that names it.
	Original Cents
}

// Finding is an answer, understood.
type Finding struct {
	Verdict Verdict
	Doubt   Doubt
	// Code and Inner are respcd and QFPay's own code.
	Code, Inner string
	// Syssn is QFPay's number of the transaction; may be empty.
	Syssn string
	// Card is the last four digits of the card's or the Octopus' number; empty
	// where none is named.
	Card string
	// Amount is what moved, when approved and AmountKnown.
	Amount      Cents
	AmountKnown bool
	// AmountDiffers: an amount was named and isn't what was asked.
	AmountDiffers bool
	// HasReversal: a found payment was given back, in part or whole, and
	// Reversed is how much; ReversedKnown is false when part of it was, and
	// the terminal doesn't say how much.
	HasReversal   bool
	Reversed      Cents
	ReversedKnown bool
	// Refundable is how much of a found payment may still be given back, when
	// RefundableKnown: the answer names it, and a txamt to tell its unit.
	Refundable      Cents
	RefundableKnown bool
}

// outer says what an operation's own answer means by its respcd alone. Codes
// that aren't listed are undecided.
var outer = map[string]Verdict{
	CodeOK:           Approved, // if identity and inner code agree
	CodeCancelled:    Cancelled,
	CodeError:        Undecided, // the inner code decides
	CodeWrongKey:     NeverStarted,
	CodeNotPost:      NeverStarted,
	CodeOtherError:   Undecided,
	CodeWrongParams:  NeverStarted,
	CodeNotSignedIn:  NeverStarted,
	CodeNotDecrypted: NeverStarted,
}

// inner says what QFPay's code means in the answer to a payment or a refund.
// Codes that aren't listed are undecided.
var inner = map[string]Verdict{
	"1143": InProgress, "1145": InProgress, "1295": InProgress, "1296": InProgress, "1298": InProgress,
	"1142": Declined, "1181": Declined, "1201": Declined, "1202": Declined, "1204": Declined,
	"1205": Declined, "1212": Declined, "1241": Declined, "1242": Declined, "1243": Declined,
	"1250": Declined, "1264": Declined, "1294": Declined, "2005": Declined,
}

// innerRefund is what inner adds for refunds.
var innerRefund = map[string]Verdict{
	"1125": Declined, "1155": Declined, "1265": Declined, "1269": Declined,
	"1270": Declined, "1271": Declined, "1272": Declined,
}

// innerFound says what QFPay's code means in an inquiry about an order that
// exists. Codes that aren't listed are declined: QFPay calls all others failed.
var innerFound = map[string]Verdict{
	InnerDone: Approved,
	"1143":    InProgress, "1145": InProgress, "1295": InProgress, "1296": InProgress,
	"1298": InProgress, "1261": InProgress,
	"1263": Cancelled,
	"1136": NoSuchOrder, "1268": NoSuchOrder,
}

// Classify says what a payment's or a refund's own answer means (section 4).
func Classify(a Answer, asked Asked) Finding {
	f := Finding{Code: a.Code, Inner: a.Inner(), Syssn: a.Data.Text("syssn"), Card: a.lastFour()}
	f.Verdict = outer[a.Code]
	switch a.Code {
	case CodeError:
		f.Verdict = inner[f.Inner]
		if v, ok := innerRefund[f.Inner]; ok && asked.Operation == OpRefund {
			f.Verdict = v
		}
	case CodeOK:
		switch f.Inner {
		case "", InnerDone:
		default:
			f.Verdict = Undecided
			if inner[f.Inner] == InProgress {
				f.Verdict = InProgress
			}
		}
	}
	doubt := a.doubt(asked)
	if f.Verdict == Approved || doubt == OtherOrder || doubt == OtherCurrency {
		f.hold(doubt)
	}
	if f.Verdict == Approved {
		f.readAmounts(a, asked)
	}
	return f
}

// ClassifyInquiry says what an inquiry's answer means for the order that was
// asked about. Only a found order with the right identity decides, or the
// words "no such order"; everything else is about the terminal, not the sale.
func ClassifyInquiry(a Answer, asked Asked) Finding {
	f := Finding{Code: a.Code, Inner: a.Inner(), Syssn: a.Data.Text("syssn"), Card: a.lastFour()}
	absent := innerFound[f.Inner] == NoSuchOrder
	doubt := a.doubt(asked)
	switch {
	case absent && (a.Code == CodeOK || a.Code == CodeError) && doubt != OtherOrder:
		f.Verdict = NoSuchOrder
		return f
	case a.Code != CodeOK || f.Inner == "":
		return f
	}
	verdict, listed := innerFound[f.Inner]
	if !listed {
		verdict = Declined
	}
	f.Verdict = verdict
	f.hold(doubt)
	if f.Verdict == Approved {
		f.readAmounts(a, asked)
	}
	if asked.OriginalSyssn != "" { // nothing of a refund is given back
		f.HasReversal, f.ReversedKnown, f.Reversed = false, false, 0
		f.Refundable, f.RefundableKnown = 0, false
	}
	return f
}

func (f *Finding) hold(d Doubt) {
	if d != NoDoubt {
		f.Verdict, f.Doubt = Undecided, d
	}
}

// doubt checks that an answer is about the order and the currency asked for:
// a payment by out_trade_no, a refund by the original's syssn.
func (a Answer) doubt(asked Asked) Doubt {
	switch a.Data.Text("txcurrcd") {
	case "", "HKD", "344":
	default:
		return OtherCurrency
	}
	if asked.OriginalSyssn != "" {
		return a.doubtRefund(asked)
	}
	named, want := a.Data.Text("out_trade_no"), asked.OutTradeNo
	if asked.Operation == OpRefund {
		named, want = a.Data.Text("orig_syssn"), asked.Syssn
	} else if want == "" {
		named, want = a.Data.Text("syssn"), asked.Syssn
	}
	kind := a.Data.Text("tradetp")
	switch {
	case named == "":
		return NoIdentity
	case asked.Operation != OpRefund && a.Data.Text("orig_syssn") != "": // a refund's own answer
		return OtherOrder
	case named != want, kind != "" && kind != "payment" && asked.Operation != OpRefund:
		return OtherOrder
	}
	return NoDoubt
}

// doubtRefund checks that an answer is about the refund that was asked for by its
// own syssn.
func (a Answer) doubtRefund(asked Asked) Doubt {
	named, kind := a.Data.Text("syssn"), a.Data.Text("tradetp")
	original := cmp.Or(a.Data.Text("origssn"), a.Data.Text("orig_syssn"))
	switch {
	case named == "", kind == "" && original == "":
		return NoIdentity
	case named != asked.Syssn, kind != "" && kind != "refund", original != "" && original != asked.OriginalSyssn:
		return OtherOrder
	}
	return NoDoubt
}

// readAmounts reads what moved, and for an inquiry what has gone back since.
func (f *Finding) readAmounts(a Answer, asked Asked) {
	unit := UnitCents
	raw := a.Data.Text("txamt")
	if raw != "" {
		f.Amount, unit, f.AmountKnown = readAmount(raw, asked.Amount)
		if f.Amount != asked.Amount {
			f.Amount, unit, f.AmountKnown = readBeside(raw, a.Data.Text("originTxamt"), asked.Original, unit)
		}
		f.AmountDiffers = asked.Amount != 0 && (!f.AmountKnown || f.Amount != asked.Amount)
	}
	whole := f.Amount
	if !f.AmountKnown {
		whole = asked.Amount
	}
	left, leftKnown := unit.read(a.Data.Text("allow_refund_amt"))
	if f.AmountKnown && leftKnown {
		f.Refundable, f.RefundableKnown = left, true
	}
	switch a.Data.Text("cancel") {
	case "1", "2", "3":
		f.HasReversal, f.ReversedKnown = true, true
	case "5":
		f.HasReversal, f.ReversedKnown = true, leftKnown
	}
	if f.ReversedKnown {
		f.Reversed = max(0, whole-left)
	}
}
