package ui

import (
	"errors"

	"harbourtill/ui/paper"
)

const (
	wordsNoReceiptYet = "No payment has been approved on this till yet."
	wordsNoReceipt    = "There are receipts for approved payments and refunds only."
	wordsPrintAsked   = "The terminal is being asked to print…"
)

// receiptWords are the words of a receipt.
func receiptWords() paper.ReceiptWords {
	return paper.ReceiptWords{
		Payment: tr("PAYMENT"), Refund: tr("REFUND"), Void: tr("VOID"), Training: tr(wordsTraining), Copy: tr("COPY"), Approved: tr("Approved"),
		Till: tr("Till"), Date: tr("Date"), Time: tr("Time"), Status: tr("Status"), Reference: tr("Reference"), Syssn: tr("QFPay number"),
		Card: tr("Card"), ApprovalCode: tr("Approval code"), Operator: tr("Cashier"), Original: tr("Gives back"), OriginalSyssn: tr("Its QFPay number"),
		Reversed: tr("Given back since"), Unclear: tr("an unknown amount"),
	}
}

// receiptRefusedWords says why there is no receipt.
func receiptRefusedWords(err error) string {
	if errors.Is(err, paper.ErrNotApproved) {
		return tr(wordsNoReceipt)
	}
	return tr("The receipt can't be shown: ") + err.Error()
}
