package ui

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// onEvidence saves all that is known of a transaction, for a dispute with the
// customer or with QFPay.
func (w *Window) onEvidence(t payment.Transaction, history []payment.Transition, refunds []payment.Transaction) {
	if w.cfg.Press == nil || w.cfg.Reports == nil {
		return
	}
	var messages []terminal.Message
	if w.cfg.Trace != nil {
		messages = w.cfg.Trace()
	}
	e := evidence{t: t, history: history, refunds: refunds, messages: messages}
	w.cfg.background(func() {
		var err error
		e.trail, err = w.cfg.Reports.AuditAbout(string(t.Reference))
		w.cfg.Do(func() {
			if err != nil {
				w.history.page.tell(historyWords(err))
				return
			}
			w.cfg.saveReport(w.window, w.cfg.evidenceReport(e), w.evidenceSaving(t))
		})
	})
}

const wordsEvidence = "All that the till knows about this payment, for QFPay or the bank to look into."

// evidenceSaving is a transaction's evidence as a file, without its writing.
func (w *Window) evidenceSaving(t payment.Transaction) saving {
	return saving{
		name: w.cfg.paperName(tr("evidence"), t), about: tr(wordsEvidence),
		note: w.cfg.noting(payment.ActionEvidenceSaved, string(t.Reference)),
		done: func(file string, err error) {
			text, _ := savedWords(file, err)
			w.history.page.news.tell(text, err == nil)
			w.history.page.root.Refresh()
		},
	}
}

// evidence is all that is known of a transaction; messages are the last ones of
// the whole till, oldest first.
type evidence struct {
	t        payment.Transaction
	history  []payment.Transition
	refunds  []payment.Transaction
	trail    []store.AuditRow
	messages []terminal.Message
}

// evidenceReport is everything that the journal and the last messages know of a
// transaction, redacted as they are.
func (c Config) evidenceReport(e evidence) paper.Report {
	t := e.t
	r := c.report(tr("Evidence of %s", t.Reference))
	r.Head = append(r.Head, paper.Pair{Key: tr("Made"), Value: moment(c.Now())})
	r.Parts = append(r.Parts, paper.Text{Title: tr("How it stands"), Text: pageTitle(t, e.refunds) + "   " + pageStory(t, e.refunds)})
	for _, group := range factGroups(t, true) {
		r.Parts = append(r.Parts, paper.Lines{Title: group.title, Pairs: factPairs(group.facts)})
	}
	if len(e.refunds) > 0 {
		r.Parts = append(r.Parts, paper.Lines{Title: tr("GIVEN BACK"), Pairs: factPairs(refundFacts(e.refunds, nil))})
	}
	steps := paper.Table{Title: tr("WHAT HAPPENED"), Columns: []paper.Column{{Title: tr("Time")}, {Title: tr("Step")}, {Title: tr("Whose word")}, {Title: tr("What was said")}}}
	for _, step := range e.history {
		steps.Rows = append(steps.Rows, []string{
			exactly(step.At), stepWords(t.Kind, step), evidenceWords(step), saidWords(step.Answer),
		})
	}
	if t.Note != "" {
		r.Parts = append(r.Parts, paper.Text{Title: tr("NOTE"), Text: t.Note})
	}
	r.Parts = append(r.Parts, steps)
	if len(e.trail) > 0 {
		r.Parts = append(r.Parts, trailTable(e.trail))
	}
	if about := messagesAbout(e.messages, t); len(about) > 0 {
		r.Parts = append(r.Parts, messageTable(about))
	}
	return r
}

// trailTable is what the audit trail says. An entry that isn't as it was written
// says so.
func trailTable(trail []store.AuditRow) paper.Table {
	table := paper.Table{Title: tr("AUDIT TRAIL"), Columns: []paper.Column{{Title: tr("Entry")}, {Title: tr("Time")}, {Title: tr("Who")}, {Title: tr("What")}, {Title: tr("Details")}}}
	for _, row := range trail {
		cells := []string{strconv.FormatUint(row.Seq, 10), "", "", "", strings.Trim(row.Detail+"; "+row.Fault, "; ")}
		if row.What != "" { // it can be read
			cells[1], cells[2], cells[3] = exactly(row.At), auditWho(row.Who), actionWords(row.What)
		}
		table.Rows = append(table.Rows, cells)
	}
	return table
}

// factPairs are facts as a report lists them.
func factPairs(facts []fact) []paper.Pair {
	var pairs []paper.Pair
	for _, f := range facts {
		var lines []string
		for _, l := range f.lines {
			lines = append(lines, l.text)
		}
		pairs = append(pairs, paper.Pair{Key: f.name, Value: strings.Join(lines, ", ")})
	}
	return pairs
}

// messagesAbout are the messages that are about a transaction: those that name
// it, what came of those that name it, and cancels of it, which name nothing and
// hit what was sent last. A refund is sent with its payment's syssn (protocol
// section 3).
func messagesAbout(messages []terminal.Message, t payment.Transaction) []terminal.Message {
	numbers := []string{string(t.Reference), t.Syssn, t.OriginalSyssn}
	names := func(m terminal.Message) bool {
		return slices.ContainsFunc(numbers, func(n string) bool { return n != "" && strings.Contains(m.Content, n) })
	}
	type way struct {
		link      string
		operation haojin.Operation
	}
	asked := make(map[way]bool) // the last request of that way was about it
	open := false               // the last payment or refund was it
	var about []terminal.Message
	for _, m := range messages {
		over := way{m.Link, m.Operation}
		if m.Direction == terminal.ToTerminal {
			switch m.Operation {
			case haojin.OpPayment, haojin.OpRefund:
				open = names(m)
			}
			asked[over] = names(m) || open && m.Operation == haojin.OpCancel
		}
		if asked[over] || names(m) {
			about = append(about, m)
		}
	}
	return about
}

// spaced is JSON with room to break its lines, and any other text as it is.
func spaced(content string) string {
	var lines bytes.Buffer
	if json.Indent(&lines, []byte(content), "", "") != nil {
		return content
	}
	return strings.ReplaceAll(lines.String(), "\n", " ")
}

func messageTable(messages []terminal.Message) paper.Table {
	table := paper.Table{Title: tr("MESSAGES"), Columns: []paper.Column{{Title: tr("Time")}, {Title: tr("Message")}, {Title: tr("Content")}}}
	for _, m := range messages {
		about := strings.TrimSpace(directionWords(m.Direction) + " " + m.Operation.String() + "  " + tookWords(m.Took))
		table.Rows = append(table.Rows, []string{exactly(m.At), about + "\n" + m.Link, spaced(m.Content)})
	}
	return table
}
