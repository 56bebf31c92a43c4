package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"harbourtill/terminal/payment"
)

// ErrFormat: there is no such export format.
var ErrFormat = errors.New("the format is csv, json or xlsx")

// ExportFormat is the form of an exported journal.
type ExportFormat string

// The formats.
const (
	// FormatCSV is for spreadsheets: UTF-8 with a byte order mark, CRLF.
	FormatCSV ExportFormat = "csv"
	// FormatJSON is one array, an object a transaction.
	FormatJSON ExportFormat = "json"
	// FormatXLSX is a workbook as Excel writes it.
	FormatXLSX ExportFormat = "xlsx"
)

// ExportOptions say what is exported, and how.
type ExportOptions struct {
	Format ExportFormat
	// From and To are the first and the last day, in Hong Kong; any moment of
	// it will do. With a zero time the journal's beginning, or end, is meant.
	From, To time.Time
	// Progress, if it isn't nil, is told now and then how many transactions
	// are done.
	Progress func(done int)
}

// keys are the range's ends in by_time: from the first on, and before the
// second. A nil one is no end.
func (o ExportOptions) keys() (from, before []byte) {
	if !o.From.IsZero() {
		from = bigEndian(uint64(midnight(o.From, 0).UnixNano()))
	}
	if !o.To.IsZero() {
		before = bigEndian(uint64(midnight(o.To, 1).UnixNano()))
	}
	return from, before
}

// midnight is the beginning of a day in Hong Kong, some days later.
func midnight(day time.Time, later int) time.Time {
	year, month, date := day.In(payment.HongKong()).Date()
	return time.Date(year, month, date+later, 0, 0, 0, 0, payment.HongKong())
}

// exportBuffer is how much is written at once.
const exportBuffer = 64 << 10

// Export writes a journal's transactions, oldest first, as they are at one
// moment, in memory that doesn't grow with them. It returns ErrFormat for
// another format, and what w, ctx or the journal returns; w then has a part.
//
// The columns, whose names and order stay:
//
//	reference     our out_trade_no
//	kind          payment or refund
//	status        approved, declined, cancelled, failed, unknown, settled_paid,
//	              settled_unpaid; reserved or sent while under way
//	reason        why, where the status alone doesn't say
//	channel       as the terminal calls it: card_payment, payme, fps, ...
//	currency      HKD
//	asked         the amount that was asked
//	booked        the amount that the terminal took, or gave back; it counts
//	refunded      of a payment: what was given back of it until now
//	net           of an approved payment: booked less refunded. Refunds have
//	              none, so that nothing counts twice
//	settled       of what a manager settled as paid: its amount, which no
//	              terminal has confirmed and which is in no other column
//	contradiction in what way evidence has overturned what was shown
//	acknowledged  whether a person has seen that
//	syssn         QFPay's number
//	original      of a refund: the payment's reference
//	by_terminal   a refund that the terminal made by itself
//	code, inner   respcd and QFPay's code of the answer that decided
//	created, sent, decided
//	operator      who was at the till
//	settled_by    who settled it by hand
//	note          the manager's reason
//	training      no real money
//	foreign       another till's payment, found to be given back here; its net is
//	              what this till gave back
//	card          the last four digits of the card
//
// In CSV and XLSX the amounts are HKD with two decimals, named asked_hkd and so
// on, and times are Hong Kong's without a zone. In JSON they are whole cents,
// named asked_cents and so on, and times are RFC 3339. What doesn't apply is
// empty, null in JSON.
//
// CSV has an apostrophe before a text that a spreadsheet would take for a
// formula, a number or a date, and before one that begins with an apostrophe:
// without its first apostrophe every text is as it was.
func (s *Store) Export(ctx context.Context, w io.Writer, o ExportOptions) error {
	out := bufio.NewWriterSize(w, exportBuffer)
	var err error
	switch o.Format {
	case FormatCSV:
		err = s.exportCSV(ctx, out, o)
	case FormatJSON:
		err = s.exportJSON(ctx, out, o)
	case FormatXLSX:
		err = s.exportXLSX(ctx, out, o)
	default:
		return fmt.Errorf("%q: %w", o.Format, ErrFormat)
	}
	return errors.Join(err, out.Flush())
}

// exportRow is a transaction with what an export looks up beside it.
type exportRow struct {
	payment.Transaction
	refunded  payment.Money
	settledBy string
}

// cell is a column's value in one row: one of the kinds.
type cell struct {
	kind  cellKind
	text  string
	money payment.Money
	time  time.Time
	yes   bool
}

type cellKind int

const (
	cellEmpty cellKind = iota
	cellText
	cellMoney
	cellTime
	cellBool
)

func textCell[T ~string](text T) cell { return cell{kind: cellText, text: string(text)} }

func boolCell(yes bool) cell { return cell{kind: cellBool, yes: yes} }

func moneyCell(amount payment.Money, applies bool) cell {
	if !applies {
		return cell{}
	}
	return cell{kind: cellMoney, money: amount}
}

func timeCell(at time.Time) cell {
	if at.IsZero() {
		return cell{}
	}
	return cell{kind: cellTime, time: at}
}

// column is one of an export.
type column struct {
	name  string
	kind  cellKind
	width float64 // in XLSX, in characters
	of    func(*exportRow) cell
}

// columns returns them in their order.
func columns() []column {
	return []column{
		{"reference", cellText, 30, func(r *exportRow) cell { return textCell(r.Reference) }},
		{"kind", cellText, 10, func(r *exportRow) cell { return textCell(r.Kind) }},
		{"status", cellText, 15, func(r *exportRow) cell { return textCell(r.Status) }},
		{"reason", cellText, 22, func(r *exportRow) cell { return textCell(r.Reason) }},
		{"channel", cellText, 18, func(r *exportRow) cell { return textCell(r.Channel) }},
		{"currency", cellText, 9, func(*exportRow) cell { return textCell(payment.Currency) }},
		{"asked", cellMoney, 12, func(r *exportRow) cell { return moneyCell(r.Amount, true) }},
		{"booked", cellMoney, 12, func(r *exportRow) cell { return moneyCell(r.Booked, r.approved()) }},
		{"refunded", cellMoney, 13, func(r *exportRow) cell { return moneyCell(r.refunded, r.Kind == payment.Payment) }},
		{"net", cellMoney, 12, func(r *exportRow) cell {
			return moneyCell(r.taken()-r.refunded, r.approved() && r.Kind == payment.Payment)
		}},
		{"settled", cellMoney, 12, func(r *exportRow) cell { return moneyCell(r.settled(), r.Status == payment.SettledPaid) }},
		{"contradiction", cellText, 20, func(r *exportRow) cell { return textCell(r.Contradiction) }},
		{"acknowledged", cellBool, 13, func(r *exportRow) cell { return boolCell(r.Acknowledged) }},
		{"syssn", cellText, 30, func(r *exportRow) cell { return textCell(r.Syssn) }},
		{"original", cellText, 30, func(r *exportRow) cell { return textCell(r.Original) }},
		{"by_terminal", cellBool, 12, func(r *exportRow) cell { return boolCell(r.ByTerminal) }},
		{"code", cellText, 8, func(r *exportRow) cell { return textCell(r.Code) }},
		{"inner", cellText, 8, func(r *exportRow) cell { return textCell(r.Inner) }},
		{"created", cellTime, 20, func(r *exportRow) cell { return timeCell(r.Created) }},
		{"sent", cellTime, 20, func(r *exportRow) cell { return timeCell(r.Sent) }},
		{"decided", cellTime, 20, func(r *exportRow) cell { return timeCell(r.Decided) }},
		{"operator", cellText, 16, func(r *exportRow) cell { return textCell(r.Operator) }},
		{"settled_by", cellText, 16, func(r *exportRow) cell { return textCell(r.settledBy) }},
		{"note", cellText, 40, func(r *exportRow) cell { return textCell(r.Note) }},
		{"training", cellBool, 9, func(r *exportRow) cell { return boolCell(r.Training) }},
		{"foreign", cellBool, 9, func(r *exportRow) cell { return boolCell(r.Foreign) }},
		{"card", cellText, 8, func(r *exportRow) cell { return textCell(r.Card) }},
	}
}

// taken is what this till took.
func (r *exportRow) taken() payment.Money {
	if r.Foreign {
		return 0
	}
	return r.Booked
}

func (r *exportRow) approved() bool { return r.Status == payment.Approved }

// settled is the amount of what a manager settled as paid.
func (r *exportRow) settled() payment.Money {
	if r.Kind == payment.Refund {
		return r.GivenBack()
	}
	return r.Amount
}

// sheetName is a column's name in a spreadsheet, jsonName in JSON.
func (c column) sheetName() string {
	if c.kind == cellMoney {
		return c.name + "_" + strings.ToLower(payment.Currency)
	}
	return c.name
}

func (c column) jsonName() string {
	if c.kind == cellMoney {
		return c.name + "_cents"
	}
	return c.name
}

// appendMoney writes dollars with two decimals.
func appendMoney(b []byte, m payment.Money) []byte {
	cents := int64(m)
	if cents < 0 {
		b, cents = append(b, '-'), -cents
	}
	b = strconv.AppendInt(b, cents/100, 10)
	return append(b, '.', byte('0'+cents/10%10), byte('0'+cents%10))
}
