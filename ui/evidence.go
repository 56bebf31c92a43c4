package ui

import (
	"strings"

	"harbourtill/terminal"
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
	report := w.cfg.evidenceReport(t, history, refunds, messages)
	w.cfg.saveReport(w.window, report, saving{
		name: w.cfg.reportName(tr("evidence ")+string(t.Reference), t.Created),
		note: w.cfg.noting(payment.ActionEvidenceSaved, string(t.Reference)),
		done: func(file string, err error) {
			text, _ := savedWords(file, err)
			w.history.page.tell(text)
		},
	})
}

// evidenceReport is everything that the journal and the last messages know of a
// transaction, redacted as they are.
func (c Config) evidenceReport(
	t payment.Transaction, history []payment.Transition, refunds []payment.Transaction, messages []terminal.Message,
) paper.Report {
	r := c.report(tr("Evidence of %s", t.Reference))
	r.Head = append(r.Head, paper.Pair{Key: tr("Made"), Value: moment(c.Now())})
	r.Parts = append(r.Parts, paper.Text{Title: tr("How it stands"), Text: pageTitle(t) + "   " + pageStory(t)})
	for _, group := range factGroups(t) {
		r.Parts = append(r.Parts, paper.Lines{Title: group.title, Pairs: factPairs(group.facts)})
	}
	if len(refunds) > 0 {
		r.Parts = append(r.Parts, paper.Lines{Title: tr("GIVEN BACK"), Pairs: factPairs(refundFacts(refunds, nil))})
	}
	steps := paper.Table{Title: tr("WHAT HAPPENED"), Columns: []paper.Column{{Title: tr("Time")}, {Title: tr("Step")}, {Title: tr("Whose word")}, {Title: tr("What was said")}}}
	for _, step := range history {
		steps.Rows = append(steps.Rows, []string{
			exactly(step.At), stepWords(step), evidenceWords(step), saidWords(step.Answer),
		})
	}
	r.Parts = append(r.Parts, steps)
	if about := messagesAbout(messages, t); len(about.Rows) > 0 {
		r.Parts = append(r.Parts, about)
	}
	return r
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

// messagesAbout are the messages that name a transaction.
func messagesAbout(messages []terminal.Message, t payment.Transaction) paper.Table {
	table := paper.Table{Title: tr("MESSAGES"), Columns: []paper.Column{{Title: tr("Time")}, {Title: tr("Direction")}, {Title: tr("Operation")}, {Title: tr("Link")}, {Title: tr("Took")}, {Title: tr("Content")}}}
	for _, m := range messages {
		about := strings.Contains(m.Content, string(t.Reference)) || t.Syssn != "" && strings.Contains(m.Content, t.Syssn)
		if !about {
			continue
		}
		table.Rows = append(table.Rows, []string{
			exactly(m.At), directionWords(m.Direction), m.Operation.String(), m.Link, tookWords(m.Took), m.Content,
		})
	}
	return table
}
