package ui

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// Sentences of the history and of a transaction's page.
const (
	wordsNothingPending = "Nothing is unfinished. The till knows how everything ended."
	wordsNothingMatches = "Nothing matches; clear the filter."
	wordsDayHint        = "Tap a day in the calendar. Days are Hong Kong days."
	wordsRangeHint      = "Tap another day for all days between the two."
	wordsAsking         = "Asking the terminal…"
	wordsStillOpen      = "It is still open on the terminal; its answer comes by itself."
)

// totalsWords adds up a day.
func totalsWords(l listed) string {
	if !l.counted {
		return ""
	}
	t := l.totals
	text := tr("%d transactions", t.Count)
	if t.Count == 1 {
		text = tr("1 transaction")
	}
	text += "    " + tr("paid %s", t.Payments)
	if t.Refunds != 0 {
		text += tr("    refunded %s    net %s", t.Refunds, t.Net())
	}
	return text
}

// filterStatuses are those that the history can be filtered by; SettledPaid
// stands for both ways to settle.
func filterStatuses() []payment.Status {
	return []payment.Status{
		"", payment.Approved, payment.Declined, payment.Cancelled, payment.Failed, payment.Unknown, payment.SettledPaid,
	}
}

func statusFilterWords(s payment.Status) string {
	switch s {
	case "":
		return tr("Any status")
	case payment.SettledPaid:
		return tr("Settled")
	}
	word := []rune(statusName(payment.Payment, s))
	return strings.ToUpper(string(word[:1])) + string(word[1:])
}

func channelFilterWords(c payment.Channel) string {
	if c == "" {
		return tr("Any channel")
	}
	return channelName(c)
}

func kindFilterWords(k payment.Kind) string {
	switch k {
	case payment.Payment:
		return tr("Payments")
	case payment.Refund:
		return tr("Refunds")
	}
	return tr("All kinds")
}

// dayFilterWords names the days that are wanted.
func dayFilterWords(q store.Query, now time.Time) string {
	if q.From.IsZero() || q.Before.IsZero() {
		return tr("Any day")
	}
	today, _ := store.Day(now)
	from, last := q.From.In(payment.HongKong()), q.Before.Add(-time.Second).In(payment.HongKong())
	switch {
	case from.Equal(today):
		return tr("Today")
	case q.Before.Sub(q.From) <= 24*time.Hour:
		return from.Format(tr("2 Jan 2006"))
	}
	return from.Format(tr("2 Jan")) + " – " + last.Format(tr("2 Jan"))
}

// pageTitle is a transaction's amount and how it stands; refunds are those of a
// payment.
func pageTitle(t payment.Transaction, refunds []payment.Transaction) string {
	word, amount := listWord(t), paid(t)
	if t.Kind == payment.Refund {
		amount = -amount
	}
	if allBack(t, refunds) {
		word = tr("GIVEN BACK")
	}
	return fmt.Sprintf("%s   %s", amount, word)
}

// allBack says whether all of a payment has gone back: by the terminal itself, or
// by its refunds.
func allBack(t payment.Transaction, refunds []payment.Transaction) bool {
	return givenBack(t) || t.Kind == payment.Payment && t.Status == payment.Approved && backOf(refunds) >= paid(t)
}

// backOf adds up what refunds have given back.
func backOf(refunds []payment.Transaction) payment.Money {
	back := payment.Money(0)
	for _, r := range refunds {
		back += r.GivenBack()
	}
	return back
}

// pageStory tells how the transaction stands, without what to do at the
// counter: the customer has gone. refunds are those of a payment.
func pageStory(t payment.Transaction, refunds []payment.Transaction) string {
	s := outcomeStory(t)
	when := tr("%s.", moment(t.Created))
	parts := []string{when, s.Happened, s.Money}
	if t.Kind == payment.Refund {
		parts = []string{when, happened(t)}
		if t.Status == payment.Approved {
			parts = []string{when, tr("%s was given back.", paid(t))}
		}
	}
	if back := backOf(refunds); back > 0 {
		parts = append(parts, tr("%s was given back.", back))
	}
	if t.Status == payment.Approved && t.Channel.Refund() == payment.RefundNever {
		parts = append(parts, tr("Octopus gives nothing back. Give the money back in another way."))
	}
	if t.Verifying {
		parts = append(parts, tr(wordsVerifying))
	}
	return sentences(append(parts, alarmWords(t))...)
}

// noteWords are what a list says of a transaction instead of its reference: what went
// back of it, and its note; empty for neither.
func noteWords(l listed) string {
	text := ""
	if l.back > 0 {
		text = tr("%s was given back.", l.back)
	}
	return sentences(text, l.Note)
}

// one makes a fact of one line.
func one(name, text string) fact {
	return fact{name: name, lines: []factLine{{text: text, ink: colours().ink}}}
}

// copied makes a fact that can be copied; text that isn't known can't be.
func copied(name, text string) fact {
	f := one(name, text)
	if text == "" {
		f = one(name, tr("not known"))
		f.lines[0].ink = colours().muted
	}
	f.copies = text
	return f
}

// known drops the facts without a text.
func known(facts ...fact) []fact {
	return slices.DeleteFunc(facts, func(f fact) bool { return f.lines[0].text == "" })
}

// factGroup is facts under a title.
type factGroup struct {
	title string
	facts []fact
}

// factCards are the groups as cards.
func factCards(t payment.Transaction, details bool) []*factCard {
	var cards []*factCard
	for _, g := range factGroups(t, details) {
		cards = append(cards, newFactCard(g.title, g.facts))
	}
	return cards
}

// factGroups are the groups of what a transaction is; details: with what only
// those who look after the till can read.
func factGroups(t payment.Transaction, details bool) []factGroup {
	asked := ""
	if t.Booked != 0 && t.Booked != t.Amount {
		asked = t.Amount.String()
	}
	reversed := ""
	if t.Reversed != 0 {
		reversed = t.Reversed.String() + tr(" by the terminal itself")
	}
	card := ""
	if t.Card != "" {
		card = "•••• " + t.Card
	}
	code, profile := strings.Trim(t.Code+" / "+t.Inner, " /"), ""
	if details {
		profile = t.Profile
	}
	training := ""
	if t.Training {
		training = tr(wordsTrainingLong)
	}
	foreign := ""
	if t.Foreign {
		foreign = tr("Another till took it. It is in none of this till's totals.")
	}
	asks := ""
	if t.Timeout != 0 {
		asks = tr("up to %d s", t.Timeout)
	}
	amount := paid(t)
	if t.Kind == payment.Refund {
		amount = -amount
	}
	groups := []factGroup{
		{tr("MONEY"), known(one(tr("Amount"), amount.String()), one(tr("Asked for"), asked), one(tr("Given back"), reversed), one(tr("Training"), training), one(tr("Not ours"), foreign))},
		{tr("NUMBERS"), []fact{copied(tr("Reference"), string(t.Reference)), copied(tr("QFPay number"), t.Syssn)}},
		{tr("CARD OR WALLET"), known(one(tr("Channel"), channelName(t.Channel)), one(tr("Card"), card))},
		{tr("TERMINAL"), known(one(tr("Code"), code), one(tr("Profile"), profile), one(tr("Waited"), asks))},
		{tr("TIMES"), known(one(tr("Created"), moment(t.Created)), one(tr("Sent"), moment(t.Sent)), one(tr("Decided"), moment(t.Decided)))},
		{tr("WHO"), []fact{one(tr("Cashier"), orNobody(t.Operator))}},
	}
	return slices.DeleteFunc(groups, func(g factGroup) bool { return len(g.facts) == 0 })
}

func orNobody(name string) string {
	switch name {
	case "":
		return tr("nobody was signed in")
	case nameOfManager:
		return tr("Manager")
	}
	return name
}

// refundFacts are what was given back of a payment.
func refundFacts(refunds []payment.Transaction, open func(payment.Reference)) []fact {
	var facts []fact
	for _, r := range refunds {
		_, ink := statusShape(r.Status)
		what := paid(r).String() + "  " + listWord(r)
		if r.ByTerminal {
			what += tr("  by the terminal")
		}
		facts = append(facts, fact{
			name: r.Created.In(payment.HongKong()).Format(tr("2 Jan 15:04")), lines: []factLine{{text: what, ink: ink}},
			tap: func() { open(r.Reference) },
		})
	}
	return facts
}

// stepFacts tell a transaction's history, oldest first; details: with what the
// terminal said, in its own words.
func stepFacts(k payment.Kind, history []payment.Transition, details bool) []fact {
	p := colours()
	var facts []fact
	for _, step := range history {
		_, ink := statusShape(step.Status)
		f := fact{
			name:  step.At.In(payment.HongKong()).Format(tr("2 Jan 15:04:05")),
			lines: []factLine{{text: stepWords(k, step), ink: ink}, {text: evidenceWords(step), ink: p.muted, small: true}},
		}
		if said := saidWords(step.Answer); details && said != "" {
			f.lines = append(f.lines, factLine{text: said, ink: p.muted, small: true})
		}
		facts = append(facts, f)
	}
	return facts
}

// stepWords says what a step made of a payment or refund.
func stepWords(k payment.Kind, step payment.Transition) string {
	switch step.Cause {
	case "note":
		if step.Note == "" {
			return tr("Note taken away")
		}
		return tr("Note: ") + step.Note
	case "pay", "refund":
		return tr("STARTING: written down before it is sent")
	case "sending":
		return tr("OPEN: on its way to the terminal")
	}
	text, reason := kindWord(k, step.Status), reasonWords(step.Reason)
	if k == payment.Refund {
		reason = cmp.Or(refundReason(step.Reason), reason)
	}
	if reason = cmp.Or(reason, causeWords(step.Cause)); reason != "" {
		return tr("%s: %s", text, reason)
	}
	return text
}

// causeWords says what brought a step about whose status doesn't say so; else it is
// empty.
func causeWords(cause string) string {
	first, _, _ := strings.Cut(cause, " ")
	switch first {
	case "found":
		return tr("found on the terminal")
	case "reversed":
		return tr("given back by the terminal itself")
	case "verified":
		return tr("made sure with the terminal")
	case "acknowledged":
		return tr("a person has seen it")
	}
	return ""
}

// evidenceWords say how far a step can be trusted, and whose word it is.
func evidenceWords(step payment.Transition) string {
	text := ""
	switch step.Evidence {
	case payment.ByTill:
		text = tr("The till itself")
	case payment.ByPerson:
		text = tr("A person's word")
		if step.Cause == "note" {
			text = tr("Written by hand")
		}
	case payment.LocalFact:
		text = tr("What this machine knows for sure")
	case payment.OwnPlain:
		text = tr("The terminal's own answer, not protected")
	case payment.OwnSealed:
		text = tr("The terminal's own answer, protected by the POS-KEY")
	case payment.ByInquiry:
		text = tr("The till asked, and the terminal knows this payment")
	}
	if step.By != "" {
		text += " (" + step.By + ")"
	}
	if step.Note != "" && step.Cause != "note" {
		text += ": “" + step.Note + "”"
	}
	return text
}

// saidWords are what the terminal said, in its own words; empty for nothing.
func saidWords(answer json.RawMessage) string {
	var a struct {
		Code    string                     `json:"respcd"`
		Message string                     `json:"respmsg"`
		Problem string                     `json:"resperr"`
		Data    map[string]json.RawMessage `json:"data"`
	}
	if len(answer) == 0 || json.Unmarshal(answer, &a) != nil {
		return ""
	}
	parts := []string{strings.Join(strings.Fields(a.Code+" "+a.Message+" "+a.Problem), " ")}
	var names []string
	for name := range a.Data {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if value := strings.Trim(string(a.Data[name]), `" `); value != "" && value != "null" {
			parts = append(parts, name+" "+value)
		}
	}
	return strings.Join(parts, "  ·  ")
}

// detailsLabel names the button that shows or hides what is technical.
func detailsLabel(shown bool) string {
	if shown {
		return tr("Hide technical details")
	}
	return tr("Show technical details")
}

// changeWords say what asking the terminal has changed; steps came since.
func changeWords(before, after payment.Transaction, steps []payment.Transition) string {
	var changes []string
	if before.Status != after.Status {
		changes = append(changes, tr("It was %s and is %s now.", listWord(before), listWord(after)))
	}
	if before.Booked != after.Booked && before.Booked != 0 {
		changes = append(changes, tr("The amount was %s and is %s now.", before.Booked, after.Booked))
	}
	if before.Reversed != after.Reversed {
		changes = append(changes, tr("The terminal has given back %s.", after.Reversed))
	}
	if before.Card != after.Card {
		changes = append(changes, tr("The card's last four digits are known now."))
	}
	if before.Contradiction != after.Contradiction {
		changes = append(changes, contradictionWords(after.Contradiction))
	}
	answered := slices.ContainsFunc(steps, func(s payment.Transition) bool { return len(s.Answer) > 0 })
	switch {
	case len(changes) > 0:
		return sentences(changes...)
	case answered:
		return tr("The terminal answered; nothing has changed.")
	}
	return tr("Nothing has changed: the terminal said nothing new, or didn't answer.")
}

// pageRefusedWords say why asking or writing a note didn't work.
func pageRefusedWords(e terminal.Refused) string {
	switch {
	case errors.Is(e.Err, terminal.ErrLongNote):
		return tr("A note has at most %d characters. It wasn't saved.", terminal.LongestNote)
	case errors.Is(e.Err, terminal.ErrJournal):
		return tr("The till can't write its journal, so the note wasn't saved. Tell the manager: the disk may be full.")
	case e.Command == terminal.CommandAnnotate:
		return tr("The note wasn't saved: ") + e.Err.Error()
	}
	return tr("The terminal can't be asked about this: ") + e.Err.Error()
}

const wordsFinding = "Asking the terminal…"

// foundWords says why the terminal knows nothing that could be given back.
func foundWords(e terminal.Found) string {
	switch {
	case errors.Is(e.Err, terminal.ErrNothingToFind):
		return tr("Type a whole reference or QFPay number, as receipts show it.")
	case errors.Is(e.Err, terminal.ErrOriginalUnknown):
		return tr("The terminal doesn't know that payment either.")
	case errors.Is(e.Err, payment.ErrNotPayment):
		return tr("That is a refund. Look for the payment that it gives back.")
	case errors.Is(e.Err, payment.ErrNotApproved):
		return tr("The terminal knows it: nobody paid. There is nothing to give back.")
	case errors.Is(e.Err, terminal.ErrOtherCurrency):
		return tr("That payment isn't in Hong Kong dollars; this till can't deal with it.")
	case errors.Is(e.Err, terminal.ErrAmountUnknown), errors.Is(e.Err, terminal.ErrNoSyssn):
		return tr("The terminal doesn't say enough about that payment to give it back from here.")
	case errors.Is(e.Err, terminal.ErrBusy), errors.Is(e.Err, terminal.ErrFinding):
		return tr("The terminal is busy. Try again when it is free.")
	case errors.Is(e.Err, terminal.ErrNotConfigured):
		return tr("No terminal is set up.")
	case errors.Is(e.Err, terminal.ErrNotAnswered):
		return tr("The terminal doesn't answer. Try again when it is ready.")
	case errors.Is(e.Err, terminal.ErrJournal):
		return tr("The till can't write its journal; tell the manager.")
	}
	return tr("What the terminal said proves nothing. Try again, or look it up in QFPay's portal.")
}
