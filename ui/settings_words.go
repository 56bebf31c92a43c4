package ui

import (
	"errors"
	"fmt"
	"image/color"
	"strings"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// Help below the fields.
const (
	wordsCountsLater = "Saved. It counts as soon as the payment that is open has ended and you save again, or from the next start."
	helpAddress      = "The terminal's address in the shop's network, as in 192.0.2.20, or with a port, as in 192.0.2.20:9001. A web address can be pasted."
	helpTrust        = "How the till knows that it really talks to your terminal. Nothing switches this off."
	helpCA           = "The file that QFPay gives you, PEM or DER. Leave it empty to keep the one that is loaded."
	helpPin          = "The SHA-256 fingerprint of the terminal's certificate. Look at it, compare it, then accept it."
	helpLineFeed     = "Only if QFPay's support asks for it."
	helpTimeout      = "Seconds that the customer has, 1 to 600. PayMe is never given more than 120."
	helpCamera       = "The camera that scans the customer's code."
	helpScan         = "What is chosen until the cashier chooses otherwise."
	helpHome         = "Otherwise the terminal stays on the result until somebody touches it."
	helpMore         = "Check the connection first: it tries these in turn and offers what works."
	helpKeyForm      = "text: the key's characters as they are. hex: 32 digits that stand for 16 bytes."
	helpSealing      = "message: all of it is encrypted. content: a part. none: encryption is switched off in the merchant portal."
	helpBody         = "How the text stands in the request: in quotes (json) or bare (raw)."
	helpPlain        = "Anybody in the network could then pretend that a payment went through. Only where the check found it, and never over a network that guests use."
	helpSwap         = "If the terminal scans when it should show its code, and the other way around."
	helpPort         = "The cable's port."
	helpGuide        = "Asks for one thing after the other, and checks the connection before anything changes."
)

// Words of the settings section.
const (
	wordsBack          = "Back camera"
	wordsFront         = "Front camera"
	wordsAsLast        = "As last time"
	wordsCustomerShows = "The customer shows a code"
	wordsTerminalShows = "The terminal shows a code"

	wordsChooseCA     = "Choose the CA file."
	wordsPinForm      = "A fingerprint has 64 digits and letters a to f."
	wordsSettingsPIN  = "Settings are for managers."
	wordsNewPIN       = "Choose the manager's PIN: 4 to 12 digits. It guards settings, refunds and decisions about money."
	wordsRepeatPIN    = "Type the same PIN again."
	wordsPINsDiffer   = "The two weren't the same. Choose again."
	wordsOpenPayment  = "A payment is open: settings can be changed when it has ended."
	wordsSaving       = "Saving…"
	wordsFaults       = "Not saved: look at what is marked in red."
	wordsUnsaved      = "Leave without saving what you changed?"
	wordsRealMoney    = "From now on real money moves. Payments go to the terminal, and training ends."
	wordsNoRealMoney  = "From now on no real money moves: customers aren't charged, whatever the screen says. Before you sell again its address and POS-KEY have to be typed anew."
	wordsInForce      = "The new settings are in force."
	wordsAfterRefresh = "A new key or switch counts only after the terminal was refreshed in the Haojin app."
)

func helpLink(prefix string) string {
	if prefix == "" {
		return tr("HTTPS is the safest. Over HTTP, TCP and a cable only the POS-KEY protects what is said, and not well.")
	}
	return tr("Another way to the same terminal, for questions only: when the first is silent, the truth is asked over this one.")
}

// linkName names a link for people.
func linkName(k terminal.LinkKind) string {
	switch k {
	case terminal.LinkTraining:
		return tr("Training")
	case terminal.LinkHTTP:
		return "HTTP"
	case terminal.LinkHTTPS:
		return "HTTPS"
	case terminal.LinkTCP:
		return "TCP"
	case terminal.LinkSerial:
		return tr("USB cable")
	}
	return tr("None")
}

func scanWords(s haojin.Scan) string {
	switch s {
	case haojin.CustomerShowsCode:
		return tr(wordsCustomerShows)
	case haojin.TerminalShowsCode:
		return tr(wordsTerminalShows)
	}
	return tr(wordsAsLast)
}

func scanOf(words string) haojin.Scan {
	switch words {
	case tr(wordsCustomerShows):
		return haojin.CustomerShowsCode
	case tr(wordsTerminalShows):
		return haojin.TerminalShowsCode
	}
	return haojin.ScanAsLastTime
}

// modelWords says what a model takes.
func modelWords(m terminal.Model) string {
	if m.Offers(payment.Card) {
		return tr("Takes every way to pay.")
	}
	return tr("Takes QR wallets only: cards and Octopus aren't offered.")
}

// keyWords says what the till thinks of a POS-KEY as it is typed, and where it
// rests.
func keyWords(k haojin.POSKey, form haojin.KeyForm, place provision.KeyPlace) string {
	if k == "" {
		return tr("In the Haojin app: My > Settings > POS-Key. In the merchant portal: Settings > Device Settings.")
	}
	if k.Published() {
		return tr("Danger: this key was published by the vendor, so anybody knows it. Make a new one in the Haojin app and refresh the terminal.")
	}
	if _, err := haojin.NewCodec(k, form, haojin.SealMessage); err != nil {
		return tr("This can't be a POS-KEY yet: it has %d characters, and 16, 24 or 32 are needed.", len(k))
	}
	if place == provision.InKeyring {
		return tr("It looks like a POS-KEY. It rests in this computer's keyring.")
	}
	return tr("It looks like a POS-KEY. It is kept in the data folder, in a file that only this user of the computer can read.")
}

func keyInk(k haojin.POSKey) color.Color {
	if k.Published() {
		return colours().red
	}
	return colours().muted
}

// inputWords says what is wrong with something typed.
func inputWords(err error) string {
	var input *provision.InputError
	if errors.As(err, &input) {
		return input.Sentence()
	}
	return tr("This can't be used: %v.", err)
}

func otherLinkWords(k terminal.LinkKind) string {
	return tr("This is an address for %s: choose that above, or type another.", linkName(k))
}

// faultWords says what a setting should be.
func faultWords(f terminal.FieldError) string {
	switch strings.TrimPrefix(f.Field, "second.") {
	case "port":
		return tr("Choose the cable's port, as in /dev/ttyUSB0 or COM3.")
	case "pos_key":
		return tr("A POS-KEY has 16, 24 or 32 characters; as hex it has 32 digits.")
	case "payment_timeout":
		return tr("A number of seconds from 1 to 600.")
	}
	return tr("It %s.", f.Should)
}

// portName is the port that a line of the list begins with.
func portName(text string) string {
	name, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return name
}

// portsWords says what to know about the chosen port.
func portsWords(ports []terminal.SerialPort, chosen string) string {
	for _, p := range ports {
		if p.Name != chosen {
			continue
		}
		switch p.Fit {
		case terminal.Supported:
			return p.Chip + tr(": terminals work with this cable.")
		case terminal.Unsupported:
			return p.Chip + tr(": terminals don't work with this cable. Use one with a Prolific PL2303 HXD.")
		}
		return tr("Nobody has said whether terminals work with this cable. A Prolific PL2303 HXD does.")
	}
	switch {
	case chosen != "":
		return chosen + tr(" isn't plugged in now.")
	case len(ports) == 0:
		return tr("No cable is plugged in. Terminals want one with a Prolific PL2303 HXD chip.")
	}
	return tr("Choose the cable's port from the list.")
}

// tidyPin leaves a fingerprint's digits.
func tidyPin(text string) string {
	return strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(strings.TrimSpace(text)))
}

// terminalLine tells the terminal's state for a manager.
func terminalLine(e terminal.TerminalChanged) string {
	text := tr("The terminal: %s.", stateWords(e))
	if e.Detail != "" {
		text = sentences(text, tr("It says: %s.", e.Detail))
	}
	if e.State == terminal.WrongKey {
		text = sentences(text, tr(wordsAfterRefresh))
	}
	if e.State == terminal.BadCertificate {
		text += tr(" Somebody may be posing as the terminal, or it got a new certificate: look at it below, and compare before you accept it.")
	}
	return text
}

// replaceRefusedWords says why new settings aren't in force.
func replaceRefusedWords(err error) string {
	switch {
	case errors.Is(err, terminal.ErrBusy):
		return tr(wordsOpenPayment)
	case errors.Is(err, terminal.ErrUnresolved):
		return tr("Not saved: payments are still unresolved, and only their terminal knows how they ended. Training can wait until they are cleared up.")
	case errors.Is(err, terminal.ErrProfile):
		return tr(wordsFaults)
	}
	return tr("Not saved: the disk can't be written, or the key can't be kept. The old settings stay in force.")
}

// leavesBehind warns before a terminal changes that payments depend on.
func leavesBehind(open []payment.Transaction) string {
	var amounts []string
	for i, t := range open {
		if i == 3 {
			amounts = append(amounts, "…")
			break
		}
		amounts = append(amounts, t.Amount.String())
	}
	return fmt.Sprintf(tr("Some payments are still unresolved (%s). They are asked about with the settings that they were sent with. ")+
		tr("Keep the old terminal switched on until they are cleared up."), strings.Join(amounts, ", "))
}

// certificateTitle heads a terminal's certificate.
func certificateTitle(c terminal.Certificate, pinned string) string {
	if pin := tidyPin(pinned); pin != "" && pin != c.SHA256 {
		return tr("This isn't the certificate that was accepted")
	}
	return tr("Is this your terminal's certificate?")
}

// certificateWords tells what to compare before a certificate is accepted.
func certificateWords(c terminal.Certificate, pinned string) string {
	text := fmt.Sprintf(tr("Fingerprint %s. For %s, signed by %s, until %s. Compare the fingerprint with what QFPay or the terminal itself shows: ")+
		tr("whoever it belongs to can tell the till that payments went through."),
		groups(c.SHA256), strings.Join(c.Names, ", "), c.Issuer, c.NotAfter.Format(tr("2 Jan 2006")))
	if pin := tidyPin(pinned); pin != "" && pin != c.SHA256 {
		text = sentences(text, tr("Until now it was %s.", groups(pin)))
	}
	return text
}

// groups writes a fingerprint in groups of four, so that it can be compared.
func groups(hex string) string {
	var parts []string
	for len(hex) > 4 {
		parts, hex = append(parts, hex[:4]), hex[4:]
	}
	return strings.Join(append(parts, hex), " ")
}
