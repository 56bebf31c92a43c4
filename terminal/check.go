package terminal

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"harbourtill/terminal/haojin"
)

// maxAttempts bounds how many combinations a check tries (protocol section 6).
const maxAttempts = 12

// CheckOutcome is what a connection check found.
type CheckOutcome string

// The outcomes.
const (
	// WorksAsSet: the terminal answers with the profile as it is.
	WorksAsSet CheckOutcome = "works as set"
	// WorksOtherwise: it answers with CheckResult.Profile.
	WorksOtherwise CheckOutcome = "works with other settings"
	// KeyIsWrong: a Haojin terminal answers, whatever the settings, that it
	// doesn't understand.
	KeyIsWrong CheckOutcome = "the key is wrong"
	// NotHaojin: something answers that isn't a Haojin terminal.
	NotHaojin CheckOutcome = "not a Haojin terminal"
	// Unreachable: no connection could be made, or nothing ever answered.
	Unreachable CheckOutcome = "not reachable"
	// CertificateRefused: the terminal's certificate isn't trusted.
	CertificateRefused CheckOutcome = "certificate not trusted"
	// CheckStopped: the check was cancelled before it knew.
	CheckStopped CheckOutcome = "stopped"
)

// Attempt is one inquiry of a check, and what came of it.
type Attempt struct {
	Profile Profile
	// Code is the answer's respcd; empty when none could be read.
	Code string
	// Plain: the answer came unsealed.
	Plain bool
	Err   error
	Took  time.Duration
}

// CheckResult is what a check ends with.
type CheckResult struct {
	Outcome CheckOutcome
	// Profile is the one that works; the checked one where none does.
	Profile Profile
	// Detail is what the network or the terminal said last; may be empty.
	Detail string
	// Trouble is why it is Unreachable, where a person can do something.
	Trouble Trouble
}

// Sentence says the outcome, and what to do, in one English sentence.
func (r CheckResult) Sentence() string {
	switch r.Outcome {
	case WorksAsSet:
		return "The terminal answers with these settings."
	case WorksOtherwise:
		return "The terminal answers with other settings: " + r.Profile.summary() + "."
	case KeyIsWrong:
		return "A Haojin terminal answers, but the POS-KEY isn't its own: compare it with My > Settings > POS-Key, and refresh the terminal in the Haojin app after a change."
	case NotHaojin:
		return "Something answers at " + r.Profile.Place() + ", but it isn't a Haojin terminal (" + r.Detail + "): check the address and the port."
	case CertificateRefused:
		return "The terminal's certificate isn't trusted (" + r.Detail + "): load the vendor's CA file, or compare and pin the certificate."
	case CheckStopped:
		return "The check was stopped before it knew."
	}
	return "The terminal at " + r.Profile.Place() + " can't be reached (" + r.Detail + "): check that it is on, in the same network, and that the ECR connection is switched on in the Haojin app."
}

// summary names the settings that a check may change.
func (p Profile) summary() string {
	text := fmt.Sprintf("key_form = %s, sealing = %s", p.KeyForm, p.Sealing)
	if p.hasBody() {
		text += fmt.Sprintf(", body = %s", p.Body)
	}
	if p.PlainAnswers {
		text += ", plain_answers = true"
	}
	return text
}

// hasBody: HTTP has bodies, TCP and serial carry sealed text as it is.
func (p Profile) hasBody() bool { return p.Link != LinkTCP && p.Link != LinkSerial }

// Check finds out whether a terminal answers with a profile, and with which
// other settings if not (protocol section 6). It sends inquiries for a
// reference that can't exist, and nothing else, at most 12 of them; each may
// take limit. report is called after each attempt. It ends early when ctx does.
func Check(ctx context.Context, p Profile, dial Dial, limit time.Duration, report func(Attempt)) CheckResult {
	result := CheckResult{Outcome: Unreachable, Profile: p}
	understood := false
	for _, candidate := range candidates(p) {
		a := try(ctx, candidate, dial, limit)
		report(a)
		switch {
		case ctx.Err() != nil:
			return CheckResult{Outcome: CheckStopped, Profile: p}
		case a.Err != nil && untrusted(a.Err):
			return CheckResult{Outcome: CertificateRefused, Profile: p, Detail: a.Err.Error()}
		case a.Err != nil && !MayHaveLeft(a.Err):
			return CheckResult{Outcome: Unreachable, Profile: p, Detail: a.Err.Error(), Trouble: troubleOf(a.Err)}
		case a.Err != nil:
			if result.Detail = a.Err.Error(); !timedOut(a.Err) {
				result.Outcome = NotHaojin
			}
		case misunderstood(a.Code):
			understood, result.Detail = true, a.Code
		default:
			return works(p, a)
		}
	}
	if understood {
		result.Outcome = KeyIsWrong
	}
	return result
}

// works is the result of an attempt that was answered sensibly. A terminal
// that answers in plain text though encryption is on needs plain_answers.
func works(asSet Profile, a Attempt) CheckResult {
	found := a.Profile
	if a.Plain && !found.trusts(haojin.Answer{}) {
		found.PlainAnswers = true
	}
	outcome := WorksOtherwise
	if found == asSet {
		outcome = WorksAsSet
	}
	return CheckResult{Outcome: outcome, Profile: found, Detail: a.Code}
}

// misunderstood says whether a terminal couldn't read the request: try other
// settings.
func misunderstood(code string) bool {
	return code == haojin.CodeNotDecrypted || code == haojin.CodeWrongKey || code == haojin.CodeWrongParams
}

// try sends one inquiry for a reference that can't exist.
func try(ctx context.Context, p Profile, dial Dial, limit time.Duration) (a Attempt) {
	a.Profile = p
	began := time.Now()
	defer func() { a.Took = time.Since(began) }()
	codec, err := p.Codec()
	if err != nil {
		a.Err = err
		return a
	}
	link, err := dial(p)
	if err != nil {
		a.Err = err
		return a
	}
	defer link.Close()
	// Our references are 26 characters without a dash: this can't be one.
	body, err := codec.Seal(haojin.InquiryRequest{OutTradeNo: "CHECK-" + rand.Text()[:16]})
	if err != nil {
		a.Err = err
		return a
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	text, err := link.Exchange(ctx, haojin.OpInquiry.Path(), body, func() {})
	if err != nil {
		a.Err = err
		return a
	}
	answer, err := codec.OpenAnswer(text)
	a.Code, a.Plain, a.Err = answer.Code, !answer.Sealed, err
	return a
}

// candidates are the combinations to try: the profile as set first, then by
// how little they differ from it, the usual ones before the unusual.
func candidates(p Profile) []Profile {
	forms := usable(p.POSKey)
	bodies := []haojin.BodyForm{haojin.BodyJSON, haojin.BodyRaw}
	if !p.hasBody() {
		bodies = []haojin.BodyForm{p.Body}
	}
	var all []Profile
	for _, sealing := range []haojin.Sealing{haojin.SealMessage, haojin.SealContent, haojin.SealNone} {
		for _, form := range forms {
			for _, body := range bodies {
				c := p
				c.Sealing, c.KeyForm, c.Body = sealing, form, body
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Profile) int { return cmp.Compare(differs(a, p), differs(b, p)) })
	return all[:min(len(all), maxAttempts)]
}

// usable are the forms that a key can have.
func usable(key haojin.POSKey) []haojin.KeyForm {
	return slices.DeleteFunc([]haojin.KeyForm{haojin.KeyText, haojin.KeyHex}, func(f haojin.KeyForm) bool {
		_, err := haojin.NewCodec(key, f, haojin.SealMessage)
		return err != nil
	})
}

func differs(a, b Profile) int {
	n := 0
	for _, differs := range []bool{a.KeyForm != b.KeyForm, a.Sealing != b.Sealing, a.Body != b.Body} {
		if differs {
			n++
		}
	}
	return n
}

// String tells an attempt in one line, without the key.
func (a Attempt) String() string {
	said := "answered " + a.Code
	if a.Plain {
		said += " in plain text"
	}
	if a.Err != nil {
		said = strings.TrimSpace(a.Err.Error())
	}
	return fmt.Sprintf("%s: %s, after %v", a.Profile.summary(), said, a.Took.Round(time.Millisecond))
}
