package ui

import (
	"errors"

	"harbourtill/ui/paper"
)

const (
	wordsNoReceiptYet = "No payment has been approved on this till yet."
	wordsNoReceipt    = "There are receipts for approved payments and refunds only."
)

// receiptWords are the words of a receipt.
func receiptWords() paper.ReceiptWords {
	return paper.ReceiptWords{
		Payment: "PAYMENT", Refund: "REFUND", Void: "VOID", Training: wordsTraining, Copy: "COPY", Approved: "Approved",
		Till: "Till", Date: "Date", Time: "Time", Status: "Status", Reference: "Reference", Syssn: "QFPay number",
		Card: "Card", ApprovalCode: "Approval code", Operator: "Cashier", Original: "Gives back", OriginalSyssn: "Its QFPay number",
		Reversed: "Given back since", Unclear: "an unknown amount",
	}
}

// receiptRefusedWords says why there is no receipt.
func receiptRefusedWords(err error) string {
	if errors.Is(err, paper.ErrNotApproved) {
		return wordsNoReceipt
	}
	return "The receipt can't be shown: " + err.Error()
}
