package ui

import (
	"strings"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
)

// checkingWords heads a check under way.
func checkingWords(tried int) string {
	if tried == 0 {
		return tr("Asking the terminal…")
	}
	return tr("Asking the terminal, %d of at most %d…", tried, checkLimit)
}

// attemptWords tells one inquiry of a check.
func attemptWords(n int, a terminal.Attempt) string {
	said := tr("answered ") + a.Code
	switch {
	case a.Err != nil:
		said = strings.TrimSpace(a.Err.Error())
	case a.Plain:
		said += tr(" in plain text")
	}
	return tr("%d.  key %s, sealing %s, body %s: %s (%v)", n, a.Profile.KeyForm, a.Profile.Sealing, a.Profile.Body,
		said, a.Took.Round(time.Millisecond))
}

// checkTitle is what a check found, in a few words.
func checkTitle(o terminal.CheckOutcome) string {
	switch o {
	case terminal.WorksAsSet:
		return tr("It works as set")
	case terminal.WorksOtherwise:
		return tr("It works with other settings")
	case terminal.KeyIsWrong:
		return tr("The key is wrong")
	case terminal.NotHaojin:
		return tr("That isn't the terminal")
	case terminal.CertificateRefused:
		return tr("The certificate isn't trusted")
	case terminal.CheckStopped:
		return tr("Stopped")
	}
	return tr("The terminal can't be reached")
}

// checkWords says what a check found and what to do.
func checkWords(r terminal.CheckResult) string {
	place := r.Profile.Place()
	switch r.Outcome {
	case terminal.WorksAsSet:
		return tr("The terminal answers. Save these settings if you haven't yet.")
	case terminal.WorksOtherwise:
		return tr("The terminal answers when the till speaks like this: %s.", speech(r.Profile))
	case terminal.KeyIsWrong:
		return tr("A Haojin terminal answers, but it doesn't understand this POS-KEY. Compare it with My > Settings > POS-Key in the Haojin app. ") + tr(wordsAfterRefresh)
	case terminal.NotHaojin:
		return tr("Something answers at %s, but it isn't a Haojin terminal. Check the address and the port.", place)
	case terminal.CertificateRefused:
		return tr("Nothing was sent. Load the vendor's CA file, or look at the certificate and compare its fingerprint.")
	case terminal.CheckStopped:
		return tr("The check was stopped before it knew.")
	}
	return unreachableWords(r.Trouble, place)
}

// unreachableWords says why nothing answers, and what to try.
func unreachableWords(t terminal.Trouble, place string) string {
	switch t {
	case terminal.NoPermission:
		return tr("This user may not use %s. Add this user to the group dialout, then log in again.", place)
	case terminal.PortBusy:
		return tr("Another program uses %s. Close it, then check again.", place)
	case terminal.NoPort:
		return tr("There is no %s. Plug the cable in, or choose another port.", place)
	}
	return tr("Nothing answers at %s. Is the terminal on, in the same network, and is the ECR connection switched on in the Haojin app?", place)
}

// speech names the settings that a check may change.
func speech(p terminal.Profile) string {
	parts := []string{tr("key form ") + string(p.KeyForm), tr("sealing ") + string(p.Sealing)}
	if p.Link == terminal.LinkHTTP || p.Link == terminal.LinkHTTPS {
		parts = append(parts, tr("body ")+string(p.Body))
	}
	if p.PlainAnswers {
		parts = append(parts, tr("answers in plain text"))
	}
	if p.Sealing == haojin.SealNone {
		parts = append(parts, tr("nothing encrypted"))
	}
	return strings.Join(parts, ", ")
}
