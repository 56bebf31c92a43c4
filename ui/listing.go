package ui

import (
	"context"
	"time"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// listed is one line of the history: a transaction, or the head of a day.
type listed struct {
	payment.Transaction
	// back is what went back of a payment, by refunds and by the terminal itself.
	back payment.Money
	// day is the Hong Kong day that a head stands for; zero in a transaction.
	day    time.Time
	totals store.Totals
	// counted: totals are the whole day's, as far as it is wanted.
	counted bool
}

func (l listed) head() bool { return !l.day.IsZero() }

// part is what was read of the journal in one go.
type part struct {
	lines []listed
	// rows is how many of them are transactions, and whole: nothing older is
	// wanted.
	rows  int
	whole bool
	err   error
}

// readPart reads transactions older than before with the heads of their days;
// after is the day that the line before them stands in. It takes a while.
func readPart(ctx context.Context, h History, q store.Query, limit int, before payment.Reference, after time.Time) part {
	rows, err := h.Search(ctx, q, limit, before)
	if err != nil {
		return part{err: err}
	}
	p := part{rows: len(rows), whole: len(rows) < limit}
	for _, t := range rows {
		day, _ := store.Day(t.Created)
		if !day.Equal(after) {
			head := listed{day: day}
			if q.Text == "" {
				if head.totals, err = h.Totals(ctx, q, day); err != nil {
					return part{err: err}
				}
				head.counted = true
			}
			p.lines = append(p.lines, head)
			after = day
		}
		line := listed{Transaction: t}
		if t.Kind == payment.Payment && t.Status == payment.Approved {
			refunds, err := h.RefundsOf(t.Reference)
			if err != nil {
				return part{err: err}
			}
			line.back = backOf(refunds)
		}
		p.lines = append(p.lines, line)
	}
	return p
}
