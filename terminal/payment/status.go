package payment

// Status is what the best evidence says about a transaction.
type Status string

// The statuses. Each is on disk before what it names: Reserved before anything
// is sent, Sent before the first byte leaves, the others before they are shown.
const (
	// Reserved: the reference is taken, nothing has left the till.
	Reserved Status = "reserved"
	// Sent: the request may have reached the terminal, its answer is awaited.
	Sent Status = "sent"
	// Approved: money has moved. It never becomes anything else.
	Approved Status = "approved"
	// Declined: the terminal or the bank refused.
	Declined Status = "declined"
	// Cancelled: the cashier or the customer stopped it.
	Cancelled Status = "cancelled"
	// Failed: it provably never started.
	Failed Status = "failed"
	// Unknown: sent, and nothing decides it yet. It is asked about until
	// something does.
	Unknown Status = "unknown"
	// SettledPaid and SettledUnpaid: a manager decided, with a reason.
	SettledPaid   Status = "settled_paid"
	SettledUnpaid Status = "settled_unpaid"
)

// Statuses returns every status, in the order of a transaction's life.
func Statuses() []Status {
	return []Status{Reserved, Sent, Approved, Declined, Cancelled, Failed, Unknown, SettledPaid, SettledUnpaid}
}

// Open says whether the transaction's own exchange with the terminal may
// still be going on.
func (s Status) Open() bool { return s == Reserved || s == Sent }

// Reason says why a transaction has its status, where the status alone
// doesn't: one word for the journal and for screens to turn into a sentence.
type Reason string

// The reasons.
const (
	NoReason Reason = ""
	// NotReached: nothing left the till (connection refused, no such host).
	NotReached Reason = "not reached"
	// Untrusted: the terminal's certificate isn't trusted; nothing left the
	// till.
	Untrusted Reason = "certificate not trusted"
	// NoAnswer: the request may have left, and no answer came in time.
	NoAnswer Reason = "no answer"
	// ConnectionLost: the request may have left, then the connection broke.
	ConnectionLost Reason = "connection lost"
	// Unreadable: an answer came that can't be opened or read.
	Unreadable Reason = "unreadable answer"
	// Unconfirmed: an answer in plain text where a sealed one was due says
	// approved; it proves nothing.
	Unconfirmed Reason = "unconfirmed approval"
	// OtherOrder: the answer names another order, or another kind of order.
	OtherOrder Reason = "answer for another order"
	// NoIdentity: the answer doesn't name our order.
	NoIdentity Reason = "answer names no order"
	// OtherCurrency: the answer is about another currency.
	OtherCurrency Reason = "another currency"
	// StillGoing: the terminal says that the customer is still paying.
	StillGoing Reason = "still in progress"
	// Undecided: the terminal's answer doesn't say what happened.
	Undecided Reason = "answer decides nothing"
	// Restarted: the till stopped while it was under way.
	Restarted Reason = "till restarted"
	// TillClosed: the window was closed while it was under way.
	TillClosed Reason = "till closed"
	// NotFound: the terminal, asked as often as it takes, has no such order.
	NotFound Reason = "no such order"
	// Unchanged: the terminal, asked as often as it takes, still lets as much
	// of the original be given back as before the refund.
	Unchanged Reason = "refundable amount unchanged"
	// OtherFall: what may be given back of the original has changed by another
	// amount than the refund's. A person decides.
	OtherFall Reason = "refundable amount changed otherwise"
	// ToConfirm: what may be given back of the original has fallen, and the
	// refund's amount could be changed on the terminal. A person confirms
	// that Transaction.Fell is it.
	ToConfirm Reason = "amount to be confirmed by a person"
	// NoAmount: the terminal approved a refund whose amount could be changed
	// there, and didn't say how much it gave back.
	NoAmount Reason = "answer names no amount"
	// Refused: the terminal refused to start (wrong key, nobody signed in).
	Refused Reason = "terminal refused to start"
	// NotWritten: the journal couldn't be written, so nothing was sent.
	NotWritten Reason = "journal not writable"
	// Withdrawn: the terminal may still have waited for another payment, so
	// nothing was sent.
	Withdrawn Reason = "another payment came back"
	// Unsaved: the terminal said how it ended, and the journal couldn't be
	// written. Only ever in memory: on disk it is still sent.
	Unsaved Reason = "outcome not saved"
)

// Contradiction says in what way evidence has overturned what was shown
// before; a person has to look at each.
type Contradiction string

// The contradictions.
const (
	NoContradiction Contradiction = ""
	// MoneyAfterAll: shown as not paid, and an inquiry found the money.
	MoneyAfterAll Contradiction = "money after all"
	// DeniedLater: approved, and an inquiry says that it wasn't. It stays
	// approved.
	DeniedLater Contradiction = "denied later"
	// AmountChanged: approved, and an inquiry found another amount.
	AmountChanged Contradiction = "amount changed"
	// NoMoneyAfterAll: settled as paid by a manager, and an inquiry says that
	// it wasn't.
	NoMoneyAfterAll Contradiction = "no money after all"
)
