// Package haojin speaks the Haojin terminal protocol: messages, their
// canonical text, digest and sealing, answers and what they mean, and the
// packets of the serial line. It is pure: no I/O, no clock, no state.
//
// Section numbers in comments are those of the protocol description that the
// package follows.
package haojin

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Operation is what a message asks a terminal to do: its func_type (section 3).
type Operation int

// The six operations.
const (
	OpPayment      Operation = 1001
	OpRefund       Operation = 1002
	OpPrintReceipt Operation = 3001
	OpPrintSummary Operation = 3002
	OpInquiry      Operation = 4001
	OpCancel       Operation = 5001
)

// Operations returns all operations, in the order of section 3.
func Operations() []Operation {
	return []Operation{OpPayment, OpRefund, OpPrintReceipt, OpPrintSummary, OpInquiry, OpCancel}
}

// String names the operation as the specification does.
func (o Operation) String() string {
	switch o {
	case OpPayment:
		return "payment"
	case OpRefund:
		return "refund"
	case OpPrintReceipt:
		return "print receipt"
	case OpPrintSummary:
		return "print summary"
	case OpInquiry:
		return "inquiry"
	case OpCancel:
		return "cancel request"
	}
	return "operation " + strconv.Itoa(int(o))
}

// Path is where an operation is posted over HTTP; empty for an unknown one.
func (o Operation) Path() string {
	switch o {
	case OpPayment:
		return "/api/pos/trade"
	case OpRefund:
		return "/api/pos/cancel"
	case OpPrintReceipt:
		return "/api/pos/print_receipt"
	case OpPrintSummary:
		return "/api/pos/transaction_info"
	case OpInquiry:
		return "/api/pos/query_transaction"
	case OpCancel:
		return "/api/pos/cancel_request"
	}
	return ""
}

// Cents is an amount of Hong Kong dollars in whole cents.
type Cents int64

// MinCents and MaxCents bound what one message may name: HKD 0.01 to
// 9,999,999.99. From 10,000,000 on a terminal prints an exponent when it
// rebuilds the canonical text, and the digests would differ (section 2).
const (
	MinCents Cents = 1
	MaxCents Cents = 999_999_999
)

// number is the amount in dollars, in the shortest form: 100, 10.1, 0.05.
func (c Cents) number() string {
	s := fmt.Sprintf("%d.%02d", c/100, c%100)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Scan says which side shows the code of a wallet payment. The vendor's pages
// use the two words in opposite ways, so the names here say what happens at
// the counter.
type Scan string

// The values of scan_type.
const (
	ScanAsLastTime    Scan = ""
	CustomerShowsCode Scan = "SCAN_PAY"
	TerminalShowsCode Scan = "QRCODE_PAY"
)

// Swapped is what an app that means the opposite by the two names has to be
// told.
func (s Scan) Swapped() Scan {
	switch s {
	case CustomerShowsCode:
		return TerminalShowsCode
	case TerminalShowsCode:
		return CustomerShowsCode
	}
	return s
}

// What may be wrong with a request before it is built; match with errors.Is.
var (
	ErrAmount    = errors.New("the amount must be HK$0.01 to HK$9,999,999.99")
	ErrReference = errors.New("a reference has 1 to 32 of A-Z, 0-9 and -")
	ErrOrderID   = errors.New("an orderId has 1 to 64 letters, digits and -")
	ErrTimeout   = errors.New("a time-out is at least 1 second")
	ErrChannel   = errors.New("a channel is a word of a-z and _")
)

// Request is a message to a terminal: one of PaymentRequest, RefundRequest,
// ReceiptRequest, SummaryRequest, InquiryRequest and CancelRequest.
type Request interface {
	// Operation says what is asked for.
	Operation() Operation
	// content checks the fields and returns them; nothing of an invalid
	// request is ever built.
	content() (Content, error)
}

// PaymentRequest asks for a payment (1001).
type PaymentRequest struct {
	Amount     Cents
	Channel    string
	OutTradeNo string
	Scan       Scan
	// FrontCamera scans the customer's code with the front camera.
	FrontCamera bool
	// Timeout is sent as payment_timeout and wait_card_timeout, seconds.
	Timeout int
	// GoHome lets the terminal return to its home screen afterwards.
	GoHome bool
}

// RefundRequest asks for a refund or void (1002) of the payment OrderID.
type RefundRequest struct {
	OrderID string
	// Amount is what to give back; 0 is all that is refundable.
	Amount Cents
	// AllowModify lets the amount be changed on the terminal.
	AllowModify bool
	GoHome      bool
}

// ReceiptRequest prints the receipt of OrderID (3001).
type ReceiptRequest struct{ OrderID string }

// SummaryRequest prints the transaction summary (3002).
type SummaryRequest struct{}

// InquiryRequest asks what became of an order (4001), by the terminal's
// OrderID (syssn), by our OutTradeNo, or both. It changes nothing.
type InquiryRequest struct{ OrderID, OutTradeNo string }

// CancelRequest stops whatever the terminal is doing (5001). It names no
// order: send it only while the sale it is meant for is still open.
type CancelRequest struct{}

// Operation implements Request.
func (PaymentRequest) Operation() Operation { return OpPayment }

// Operation implements Request.
func (RefundRequest) Operation() Operation { return OpRefund }

// Operation implements Request.
func (ReceiptRequest) Operation() Operation { return OpPrintReceipt }

// Operation implements Request.
func (SummaryRequest) Operation() Operation { return OpPrintSummary }

// Operation implements Request.
func (InquiryRequest) Operation() Operation { return OpInquiry }

// Operation implements Request.
func (CancelRequest) Operation() Operation { return OpCancel }

func (r PaymentRequest) content() (Content, error) {
	switch {
	case r.Amount < MinCents || r.Amount > MaxCents:
		return nil, ErrAmount
	case !made(r.OutTradeNo, 32, upper+digits+"-"):
		return nil, ErrReference
	case !made(r.Channel, 32, lower+"_"):
		return nil, ErrChannel
	case r.Timeout < 1:
		return nil, ErrTimeout
	}
	c := newContent(OpPayment)
	c["amt"] = number(r.Amount.number())
	c["channel"] = text(r.Channel)
	c["out_trade_no"] = text(r.OutTradeNo)
	c["payment_timeout"] = integer(r.Timeout)
	c["wait_card_timeout"] = integer(r.Timeout)
	c["camera_id"] = flag(r.FrontCamera)
	c["moveToBack"] = flag(r.GoHome)
	if r.Scan != ScanAsLastTime {
		c["scan_type"] = text(string(r.Scan))
	}
	return c, nil
}

func (r RefundRequest) content() (Content, error) {
	if r.Amount < 0 || r.Amount > MaxCents {
		return nil, ErrAmount
	}
	c, err := withOrderID(OpRefund, r.OrderID)
	if err != nil {
		return nil, err
	}
	c["allow_modify_flag"] = flag(r.AllowModify)
	c["moveToBack"] = flag(r.GoHome)
	if r.Amount > 0 {
		c["refund_amount"] = text(r.Amount.number())
	}
	return c, nil
}

func (r ReceiptRequest) content() (Content, error) { return withOrderID(OpPrintReceipt, r.OrderID) }

func (SummaryRequest) content() (Content, error) { return newContent(OpPrintSummary), nil }

func (r InquiryRequest) content() (Content, error) {
	c := newContent(OpInquiry)
	if r.OrderID != "" {
		var err error
		if c, err = withOrderID(OpInquiry, r.OrderID); err != nil {
			return nil, err
		}
	}
	if r.OutTradeNo != "" || r.OrderID == "" {
		if !made(r.OutTradeNo, 32, upper+digits+"-") {
			return nil, ErrReference
		}
		c["out_trade_no"] = text(r.OutTradeNo)
	}
	return c, nil
}

func (CancelRequest) content() (Content, error) { return newContent(OpCancel), nil }

func withOrderID(op Operation, id string) (Content, error) {
	if !made(id, 64, upper+lower+digits+"-") {
		return nil, ErrOrderID
	}
	c := newContent(op)
	c["orderId"] = text(id)
	return c, nil
}

func newContent(op Operation) Content {
	return Content{"func_type": integer(int(op))}
}

const (
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower  = "abcdefghijklmnopqrstuvwxyz"
	digits = "0123456789"
)

// made says whether s has 1 to most bytes, all of alphabet.
func made(s string, most int, alphabet string) bool {
	return s != "" && len(s) <= most && strings.Trim(s, alphabet) == ""
}

func text(s string) Value   { return Value{Text: s} }
func number(s string) Value { return Value{Text: s, Number: true} }
func integer(n int) Value   { return number(strconv.Itoa(n)) }
func flag(on bool) Value {
	if on {
		return integer(1)
	}
	return integer(0)
}
