package ui

import "harbourtill/terminal"

// welcomeInAll is said before anybody has chosen a language.
const welcomeInAll = "Choose the language of this till.  選擇收銀機的語言。  选择收银机的语言。"

// Words of the guide.
const (
	wordsGuideNames    = "The names are printed on receipts and reports. You can change them later in Settings."
	wordsGuideTraining = "You can try everything first. Training ends when a terminal is connected, and never comes back by itself."
	wordsGuideTry      = "Type an amount, press a way to pay, press Enter. No real money moves. When you are ready: Settings > Connect a terminal step by step."
	wordsGuideConnect  = "Four short steps. You need the terminal switched on, and its POS-KEY."
	wordsGuideLink     = "If you aren't sure, ask whoever set the terminal up. Nothing changes before the last step."
	wordsGuidePlace    = "The terminal's own settings show its address in the shop's network. Leave the port out if nobody gave you one."
	wordsGuidePort     = "Plug the cable into the terminal and into this computer; then choose its port."
	wordsGuideKey      = "It seals what the till and the terminal say to one another. Show it to nobody."
	wordsGuideReal     = "Nothing has changed yet. Once it is connected real money moves: payments go to the terminal, and training ends."
	wordsGuidePIN      = "First you choose the manager's PIN: it guards settings and refunds."
	wordsGuideReady    = "The terminal is connected, and real money moves from now on. To change anything: Settings, with the manager's PIN."
)

// linkHint says when to choose a link.
func linkHint(k terminal.LinkKind) string {
	switch k {
	case terminal.LinkHTTP:
		return tr("The usual way: both are in the shop's own network.")
	case terminal.LinkHTTPS:
		return tr("The safest: choose it if HTTPS is switched on in the merchant portal.")
	case terminal.LinkTCP:
		return tr("Only if QFPay set your terminal up for it.")
	case terminal.LinkSerial:
		return tr("Without a network: a cable with a Prolific PL2303 HXD chip.")
	}
	return ""
}
