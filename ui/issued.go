package ui

import (
	"errors"
	"fmt"
	"slices"

	"harbourtill/store"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// receipt is a transaction's receipt as far as the transaction itself tells;
// completeReceipt adds the rest.
func (c Config) receipt(t payment.Transaction) paper.Receipt {
	return paper.Receipt{
		Shop: c.Shop, Transaction: t, Channel: channelName(t.Channel), Card: t.Card, Foot: c.Foot, Made: c.Now(), Words: receiptWords(),
	}
}

// completeReceipt finds out whether a receipt is a copy and whether it tells of a
// void. It reads the journal, so it isn't for the UI goroutine.
func (c Config) completeReceipt(r *paper.Receipt) error {
	t := r.Transaction
	about, err := c.Reports.AuditAbout(string(t.Reference))
	if err != nil {
		return err
	}
	r.Copy = issued(about)
	if t.Kind != payment.Refund || t.Original == "" {
		return nil
	}
	original, err := c.History.Transaction(t.Original)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil // nobody knows the day: a refund says nothing wrong
	case err != nil:
		return err
	}
	r.Void = original.RefundWord(t.Created) == payment.RefundIsVoid
	return nil
}

// zReportSubject is what the audit trail calls a Z report, as its closing there.
func zReportSubject(number int) string { return fmt.Sprintf("Z %d", number) }

// zReportSaved says whether a Z report was saved before, by what the audit trail
// tells of it; said is how such files were called there before.
// It reads the journal, so it isn't for the UI goroutine.
func (c Config) zReportSaved(number int, said string) (bool, error) {
	for _, subject := range []string{zReportSubject(number), said} {
		about, err := c.Reports.AuditAbout(subject)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(about, func(row store.AuditRow) bool {
			return row.Fault != "" || row.What == payment.ActionExported
		}) {
			return true, nil
		}
	}
	return false, nil
}

// issued says whether a receipt was printed or saved before, by what the audit
// trail tells of its transaction. A print that may have come out counts, as does
// an entry that can't be trusted: there are never two originals.
func issued(about []store.AuditRow) bool {
	prints := 0
	for _, row := range about {
		switch {
		case row.Fault != "", row.What == payment.ActionReceiptSaved:
			return true
		case row.What == payment.ActionPrintReceipt:
			prints++
		case row.What == payment.ActionNotPrinted:
			prints--
		}
	}
	return prints > 0
}
