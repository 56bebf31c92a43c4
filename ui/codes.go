package ui

// innerTimedOut is QFPay's code for an order that nobody paid in time.
const innerTimedOut = "1181"

// innerPaidBefore is QFPay's code for an order that was paid already.
const innerPaidBefore = "1260"

// innerWords says in plain words what QFPay's own code means; empty for a
// code without a text.
func innerWords(code string) string {
	switch code {
	case "1136", "1268":
		return tr("The terminal has no such payment.")
	case "1142", "1264":
		return tr("The order was closed before it was paid.")
	case innerTimedOut:
		return tr("The time to pay ran out.")
	case "1201":
		return tr("There isn't enough money on the card or in the wallet.")
	case "1202", "2005":
		return tr("The payment code was wrong or too old; the customer should refresh it.")
	case "1203", "1204":
		return tr("The wallet or the bank has a problem.")
	case "1205", "1212", "1294":
		return tr("The bank or the wallet refused.")
	case innerPaidBefore:
		return tr("This order was paid already.")
	case "1261":
		return tr("The customer hasn't paid yet.")
	case "1125", "1262":
		return tr("This was given back already.")
	case "1263":
		return tr("The payment was cancelled.")
	case "1265":
		return tr("Nothing can be given back at this hour (23:30 to 00:30) or for this promotion.")
	case "1269":
		return tr("The shop hasn't taken enough today to give this back.")
	case "1270", "1271":
		return tr("Only the whole amount can be given back.")
	case "1272":
		return tr("That is more than can still be given back.")
	case "1143":
		return tr("The customer is entering the password.")
	case "1145":
		return tr("The terminal says that it is still being processed.")
	case "1295", "1296", "1298":
		return tr("The network is slow; the payment is still going on.")
	}
	if innerAboutShop(code) {
		return tr("The shop's account with QFPay can't take this.")
	}
	return ""
}

// innerAboutShop says whether the code is about the shop's own account.
func innerAboutShop(code string) bool { return len(code) == 4 && code >= "1241" && code <= "1251" }

// innerNext says what the cashier does about a declined payment with the code;
// empty for nothing in particular.
func innerNext(code string) string {
	switch code {
	case "1202", "2005":
		return tr("Ask the customer to refresh the code, then charge again.")
	case "1142", innerTimedOut, "1264":
		return tr("Charge again if the customer still wants to pay.")
	case "1203", "1204":
		return tr("Take another way to pay; this one may work again later.")
	case innerPaidBefore:
		return tr("Don't charge again. Find the payment in History, and ask the manager.")
	}
	if innerAboutShop(code) {
		return tr("Take another way to pay, and tell the manager.")
	}
	return ""
}
