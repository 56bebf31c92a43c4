package ui

import (
	"fmt"
	"strings"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
)

// checkingWords heads a check under way.
func checkingWords(tried int) string {
	if tried == 0 {
		return "Asking the terminal…"
	}
	return fmt.Sprintf("Asking the terminal, %d of at most %d…", tried, checkLimit)
}

// attemptWords tells one inquiry of a check.
func attemptWords(n int, a terminal.Attempt) string {
	said := "answered " + a.Code
	switch {
	case a.Err != nil:
		said = strings.TrimSpace(a.Err.Error())
	case a.Plain:
		said += " in plain text"
	}
	return fmt.Sprintf("%d.  key %s, sealing %s, body %s: %s (%v)", n, a.Profile.KeyForm, a.Profile.Sealing, a.Profile.Body,
		said, a.Took.Round(time.Millisecond))
}

// checkTitle is what a check found, in a few words.
func checkTitle(o terminal.CheckOutcome) string {
	switch o {
	case terminal.WorksAsSet:
		return "It works as set"
	case terminal.WorksOtherwise:
		return "It works with other settings"
	case terminal.KeyIsWrong:
		return "The key is wrong"
	case terminal.NotHaojin:
		return "That isn't the terminal"
	case terminal.CertificateRefused:
		return "The certificate isn't trusted"
	case terminal.CheckStopped:
		return "Stopped"
	}
	return "The terminal can't be reached"
}

// checkWords says what a check found and what to do.
func checkWords(r terminal.CheckResult) string {
	place := r.Profile.Place()
	switch r.Outcome {
	case terminal.WorksAsSet:
		return "The terminal answers. Save these settings if you haven't yet."
	case terminal.WorksOtherwise:
		return "The terminal answers when the till speaks like this: " + speech(r.Profile) + "."
	case terminal.KeyIsWrong:
		return "A Haojin terminal answers, but it doesn't understand this POS-KEY. Compare it with My > Settings > POS-Key in the Haojin app. " + wordsAfterRefresh
	case terminal.NotHaojin:
		return fmt.Sprintf("Something answers at %s, but it isn't a Haojin terminal. Check the address and the port.", place)
	case terminal.CertificateRefused:
		return "Nothing was sent. Load the vendor's CA file, or look at the certificate and compare its fingerprint."
	case terminal.CheckStopped:
		return "The check was stopped before it knew."
	}
	return unreachableWords(r.Trouble, place)
}

// unreachableWords says why nothing answers, and what to try.
func unreachableWords(t terminal.Trouble, place string) string {
	switch t {
	case terminal.NoPermission:
		return fmt.Sprintf("This user may not use %s. Add this user to the group dialout, then log in again.", place)
	case terminal.PortBusy:
		return fmt.Sprintf("Another program uses %s. Close it, then check again.", place)
	case terminal.NoPort:
		return fmt.Sprintf("There is no %s. Plug the cable in, or choose another port.", place)
	}
	return fmt.Sprintf("Nothing answers at %s. Is the terminal on, in the same network, and is the ECR connection switched on in the Haojin app?", place)
}

// speech names the settings that a check may change.
func speech(p terminal.Profile) string {
	parts := []string{"key form " + string(p.KeyForm), "sealing " + string(p.Sealing)}
	if p.Link == terminal.LinkHTTP || p.Link == terminal.LinkHTTPS {
		parts = append(parts, "body "+string(p.Body))
	}
	if p.PlainAnswers {
		parts = append(parts, "answers in plain text")
	}
	if p.Sealing == haojin.SealNone {
		parts = append(parts, "nothing encrypted")
	}
	return strings.Join(parts, ", ")
}
