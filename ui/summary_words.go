package ui

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

const (
	wordsNothingSold   = "Nothing was sold."
	wordsNothingToday  = "Nothing has happened since the day was closed last."
	wordsNoDifference  = "The terminal says the same about every one."
	wordsCloseNeedsPIN = "Only a manager closes the day."
	wordsNoClosings    = "The day has never been closed on this till."
	wordsComparing     = "The terminal is asked about one payment after another. A new sale goes first."
	wordsExportStopped = "Stopped: no file was saved."
)

// summaryTitle names a stretch of days.
func summaryTitle(s store.Summary) string {
	return tr("Summary of %s", stretchWords(s.From, s.Before))
}

// stretchWords names the days from one moment until before another.
func stretchWords(from, before time.Time) string {
	first, last := from.In(payment.HongKong()), before.AddDate(0, 0, -1).In(payment.HongKong())
	if first.Equal(last) {
		return longDay(first)
	}
	return first.Format(tr("2 Jan 2006")) + " – " + last.Format(tr("2 Jan 2006"))
}

// lineWords is a count and a sum.
func lineWords(l payment.Line) string { return fmt.Sprintf("%s  (%d)", l.Sum, l.Count) }

func settledWords(s payment.Sums) string {
	var parts []string
	if s.SettledPayments.Count > 0 {
		parts = append(parts, tr("payments ")+lineWords(s.SettledPayments))
	}
	if s.SettledRefunds.Count > 0 {
		parts = append(parts, tr("refunds ")+lineWords(s.SettledRefunds))
	}
	return strings.Join(parts, ", ")
}

// signed is an amount with its sign.
func signed(m payment.Money) string {
	if m > 0 {
		return "+" + m.String()
	}
	return m.String()
}

// closedWords says that the newest closing was within days; empty when it wasn't.
func closedWords(newest []payment.Closing, from, before time.Time) string {
	if len(newest) == 0 || newest[0].At.Before(from) || !newest[0].At.Before(before) {
		return ""
	}
	return tr("Closed up to %s (Z report %d)", newest[0].At.In(payment.HongKong()).Format(tr("2 Jan 15:04")), newest[0].Number)
}

// comparedWords compares the net with that of the days before.
func comparedWords(s, before store.Summary) string {
	days := stretchWords(before.From, before.Before)
	was, is := before.Total.Net(), s.Total.Net()
	switch {
	case before.Total.Empty():
		return days + tr(": nothing was sold")
	case was == is:
		return tr("the same as %s (%s)", days, was)
	case is > was:
		return tr("▲ %s more than %s (%s)%s", is-was, days, was, percent(is-was, was))
	}
	return tr("▼ %s less than %s (%s)%s", was-is, days, was, percent(was-is, was))
}

func percent(part, whole payment.Money) string {
	if whole <= 0 {
		return ""
	}
	return tr(", %d %%", (int64(part)*100+int64(whole)/2)/int64(whole))
}

func closingTitle(z payment.Closing) string {
	if z.Number == 0 {
		return tr("X report")
	}
	return tr("Z report %d", z.Number)
}

// closingWarnings are what whoever closes must know.
func closingWarnings(z payment.Closing) []string {
	var all []string
	if n := len(z.Unresolved); n > 0 {
		all = append(all, trn(n, "%d payment is not known yet. What becomes of it is a correction in a later Z report.", "%d payments are not known yet. What becomes of them is a correction in a later Z report."))
	}
	if n := len(z.Days); n > 1 {
		all = append(all, tr("It covers %d days: %s to %s.", n, z.Days[0].Day, z.Days[n-1].Day))
	}
	if len(z.Lost) > 0 {
		numbers := strings.Trim(fmt.Sprint(z.Lost), "[]")
		all = append(all, tr("The journal was restored from a backup that misses these Z reports: ")+numbers+
			tr(". What they covered isn't counted again here, and corrections of it are in no sum."))
	}
	if r := z.Reconciliation; r != nil {
		if n := len(r.Differences()); n > 0 {
			all = append(all, tr("The terminal says something else about %s.", trn(n, "%d payment", "%d payments")))
		}
		if r.Stopped || len(r.NotAsked) > 0 {
			all = append(all, tr("%s couldn't be compared with the terminal.", trn(len(r.NotAsked), "%d payment", "%d payments")))
		}
	}
	return all
}

func operatorWords(name string) string {
	switch name {
	case "":
		return tr("nobody signed in")
	case nameOfManager:
		return tr("Manager")
	}
	return name
}

// statusName is how a payment or refund stands, in lower case, for tables.
func statusName(k payment.Kind, s payment.Status) string { return strings.ToLower(kindWord(k, s)) }

// journalSays and terminalSays are the two sides of a difference.
func journalSays(d payment.Difference) string {
	text := statusName(d.Kind, d.Journal.Status)
	if d.Journal.Amount > 0 {
		text += " " + d.Journal.Amount.String()
	}
	if d.GivenBack {
		text += tr(", %s given back", d.Journal.GivenBack)
	}
	return text
}

func terminalSays(d payment.Difference) string {
	text := map[payment.Found]string{
		payment.FoundApproved: tr("approved"), payment.FoundDeclined: tr("declined"), payment.FoundCancelled: tr("cancelled"),
		payment.FoundInProgress: tr("still going on"), payment.FoundNothing: tr("no such payment"), payment.FoundOriginal: tr("only the payment"),
	}[d.Terminal.Found]
	if d.Terminal.AmountKnown && d.Terminal.Amount > 0 {
		text += " " + d.Terminal.Amount.String()
	}
	if d.GivenBack && d.Terminal.GivenBackKnown {
		text += tr(", %s given back", d.Terminal.GivenBack)
	}
	return text
}

func notAskedWords(why payment.NotAskedReason) string {
	switch why {
	case payment.NotInJournal:
		return tr("not in the journal")
	case payment.NotEnded:
		return tr("not over yet")
	case payment.NotAnswered:
		return tr("the terminal didn't answer")
	case payment.NotTried:
		return tr("the terminal had stopped answering")
	case payment.NotProved:
		return tr("the answer proves nothing")
	case payment.RoundStopped:
		return tr("it was stopped before")
	}
	return string(why)
}

// closeQuestion asks before the day is closed.
func closeQuestion(x payment.Closing, training bool) (title, text string) {
	title = tr("Close the day with %s?", x.Net())
	text = tr("%s, %s. After this a new business day begins, and the report can't be changed.",
		trn(x.Total.Payments.Count, "%d payment", "%d payments"), trn(x.Total.Refunds.Count, "%d refund", "%d refunds"))
	if x.First == "" {
		title, text = tr("Close the day without any payment?"), tr(wordsNothingToday)+tr(" It uses a Z number all the same.")
	}
	text = sentences(append([]string{text}, closingWarnings(x)...)...)
	if training {
		text = sentences(text, tr("TRAINING: no real money moves."))
	}
	return title, text
}

// roundWords says how far a comparison with the terminal has come.
func roundWords(e terminal.ReconcileChanged) string {
	text := tr("Comparing: %d of %d.", e.Done, e.Of)
	if e.Paused {
		text += tr(" A payment goes first.")
	}
	return text
}

// comparedResult says what a comparison has found.
func comparedResult(r payment.Reconciliation) string {
	switch n := len(r.Differences()); {
	case r.Agrees():
		return tr("The terminal says the same about all %d.", r.Of)
	case n == 0:
		return tr("No difference so far; %s couldn't be compared.", trn(len(r.NotAsked), "%d payment", "%d payments"))
	default:
		return tr("The terminal says something else about %s. The report lists them.", trn(n, "%d payment", "%d payments"))
	}
}

// printWords says how a print on the terminal goes; in training there is no paper.
func printWords(e terminal.PrintChanged, training bool) string {
	switch {
	case e.State == terminal.Printing:
		return tr("The terminal is printing…")
	case e.State == terminal.Printed && training:
		return tr("A real terminal would have printed it now.")
	case e.State == terminal.Printed:
		return tr("Printed on the terminal.")
	case e.State == terminal.MaybePrinted:
		return tr("The terminal may have printed it: look. Nothing is printed again by itself.")
	}
	why := codeWords(e.Code, e.Inner)
	if e.Code == "" {
		why = reasonWords(payment.NotReached)
	}
	return sentences(tr("The terminal didn't print it."), why)
}

// printsWell: nobody has to look after that print.
func printsWell(e terminal.PrintChanged) bool {
	return e.State == terminal.Printing || e.State == terminal.Printed
}

// channelLine is what a channel took, and its part of all that was taken.
func channelLine(c payment.ChannelSums, part float32) string {
	text := lineWords(c.Payments)
	if c.Refunds.Count > 0 {
		text += "  −" + lineWords(c.Refunds)
	}
	return fmt.Sprintf("%s  %.0f %%", text, part*100)
}

// closingName names what the closing page shows.
func closingName(z payment.Closing) string {
	switch {
	case z.Number > 0:
		return tr("Z report %d, %s", z.Number, moment(z.At))
	case z.From.IsZero():
		return tr("Not closed yet, from the beginning")
	}
	return tr("Since the day was closed: ") + moment(z.From)
}

// closingLine is a Z report in the list.
func closingLine(z payment.Closing) string {
	return fmt.Sprintf("Z %d   %s   %s", z.Number, z.At.In(payment.HongKong()).Format(tr("2 Jan 15:04")), z.Net())
}

// sumsWords are sums in one line.
func sumsWords(s payment.Sums) string {
	text := lineWords(s.Payments)
	if s.Refunds.Count > 0 {
		text += fmt.Sprintf("   −%s   = %s", lineWords(s.Refunds), s.Net())
	}
	return text
}

// deedRefusedWords says why the terminal wasn't asked to print, or about the
// day's payments.
func deedRefusedWords(err error) string {
	switch {
	case errors.Is(err, terminal.ErrPrinting):
		return tr("The terminal is printing already.")
	case errors.Is(err, terminal.ErrReconciling):
		return tr("The terminal is being asked already.")
	case errors.Is(err, terminal.ErrNoReceipt):
		return tr("The terminal has no receipt of that: it approved nothing.")
	case errors.Is(err, terminal.ErrNoSyssn):
		return tr("Nobody knows QFPay's number of that payment, which the terminal prints by.")
	case errors.Is(err, terminal.ErrBusy):
		return tr("The terminal is busy with a payment. Try again when it is over.")
	case errors.Is(err, terminal.ErrStillArmed):
		return tr("The terminal may still be waiting for a payment. Try again when that is known.")
	case errors.Is(err, terminal.ErrNotConfigured):
		return tr("No terminal is set up.")
	case errors.Is(err, terminal.ErrJournal):
		return tr("The till can't write its journal, so nothing was sent; tell the manager.")
	}
	return tr("That didn't work. Try again, or look at the terminal.")
}

// exportWords says how far an export is.
func exportWords(done, of int) string { return tr("%d of %d transactions.", done, of) }
