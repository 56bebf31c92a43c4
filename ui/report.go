package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"harbourtill/store"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// summaryReport is a stretch of days as a paper. before is what it is compared
// with.
func (c Config) summaryReport(s, before store.Summary) paper.Report {
	r := c.report(summaryTitle(s))
	r.Head = append(r.Head, paper.Pair{Key: tr("Days"), Value: stretchWords(s.From, s.Before)})
	r.Parts = append(r.Parts,
		paper.Lines{Title: tr("Money"), Pairs: append(moneyPairs(s.Total), paper.Pair{Key: tr("Compared"), Value: comparedWords(s, before)})},
		channelTable(s.Channels, s.Total),
		paper.Bars{Title: tr("Taken by hour"), Bars: hourBars(s)},
		paper.Shares{Title: tr("Taken by channel"), Shares: channelShares(s.Channels)},
	)
	return r
}

// closingReport is an X or a Z report as a paper; again marks a Z that is
// printed again.
func (c Config) closingReport(z payment.Closing, again bool) paper.Report {
	r := c.report(closingTitle(z))
	if again {
		r.Marks = append(r.Marks, tr("COPY"))
	}
	r.Head = append(r.Head, closingHead(z)...)
	r.Warnings = closingWarnings(z)
	r.Parts = append(r.Parts, paper.Lines{Title: tr("Money"), Pairs: closingMoney(z)}, channelTable(z.Channels, z.Total))
	if len(z.Days) > 1 {
		r.Parts = append(r.Parts, daysTable(z))
	}
	if len(z.Operators) > 1 || len(z.Operators) == 1 && z.Operators[0].Operator != "" {
		r.Parts = append(r.Parts, operatorsTable(z))
	}
	if len(z.Corrections) > 0 {
		r.Parts = append(r.Parts, correctionsTable(z))
	}
	if len(z.Unresolved) > 0 {
		r.Parts = append(r.Parts, openTable(z))
	}
	if z.Reconciliation != nil {
		r.Parts = append(r.Parts, reconciliationParts(*z.Reconciliation)...)
	}
	return r
}

// report begins a paper of this shop.
func (c Config) report(title string) paper.Report {
	r := paper.Report{Title: title, Made: c.Now()}
	if c.Training {
		r.Marks = []string{tr(wordsTraining)}
	}
	r.Head = []paper.Pair{{Key: tr("Shop"), Value: c.Shop.Name}, {Key: tr("Address"), Value: c.Shop.Address}, {Key: tr("Till"), Value: c.Shop.Till}}
	r.Head = slices.DeleteFunc(r.Head, func(p paper.Pair) bool { return p.Value == "" })
	return r
}

func moneyPairs(s payment.Sums) []paper.Pair {
	pairs := []paper.Pair{
		{Key: tr("Payments"), Value: lineWords(s.Payments)},
		{Key: tr("Refunds"), Value: lineWords(s.Refunds)},
		{Key: tr("Net"), Value: s.Net().String()},
	}
	if s.SettledPayments.Count+s.SettledRefunds.Count > 0 {
		pairs = append(pairs, paper.Pair{Key: tr("Settled by hand"), Value: settledWords(s)})
	}
	if s.Unresolved.Count > 0 {
		pairs = append(pairs, paper.Pair{Key: tr("Not known yet"), Value: lineWords(s.Unresolved)})
	}
	return append(pairs, paper.Pair{Key: tr("No money moved"), Value: strconv.Itoa(s.Nothing)})
}

func closingMoney(z payment.Closing) []paper.Pair {
	pairs := moneyPairs(z.Total)
	if len(z.Corrections) > 0 {
		pairs = append(pairs,
			paper.Pair{Key: tr("Corrections of earlier days"), Value: signed(z.Net() - z.Total.Net())},
			paper.Pair{Key: tr("Net with corrections"), Value: z.Net().String()},
		)
	}
	return pairs
}

func closingHead(z payment.Closing) []paper.Pair {
	head := []paper.Pair{{Key: tr("Made"), Value: moment(z.At)}}
	if !z.From.IsZero() {
		head = append(head, paper.Pair{Key: tr("Since"), Value: moment(z.From)})
	}
	if z.By != "" {
		head = append(head, paper.Pair{Key: tr("By"), Value: z.By})
	}
	if z.First != "" {
		head = append(head, paper.Pair{Key: tr("First"), Value: string(z.First)}, paper.Pair{Key: tr("Last"), Value: string(z.Last)})
	}
	return head
}

// sumsColumns are the columns of a table of sums, after what each row is about.
func sumsColumns(first string) []paper.Column {
	return []paper.Column{
		{Title: first},
		{Title: tr("Payments"), Align: paper.Right},
		{Title: "HK$", Align: paper.Right},
		{Title: tr("Refunds"), Align: paper.Right},
		{Title: "HK$", Align: paper.Right},
		{Title: tr("Net HK$"), Align: paper.Right},
	}
}

func sumsRow(name string, s payment.Sums) []string {
	return []string{
		name, strconv.Itoa(s.Payments.Count), s.Payments.Sum.Decimal(), strconv.Itoa(s.Refunds.Count), s.Refunds.Sum.Decimal(),
		s.Net().Decimal(),
	}
}

func channelTable(channels []payment.ChannelSums, total payment.Sums) paper.Table {
	t := paper.Table{Title: tr("By channel"), Columns: sumsColumns(tr("Channel")), Totals: sumsRow(tr("All"), total), Empty: tr(wordsNothingSold)}
	for _, c := range channels {
		t.Rows = append(t.Rows, sumsRow(channelName(c.Channel), c.Sums))
	}
	return t
}

func daysTable(z payment.Closing) paper.Table {
	t := paper.Table{Title: tr("By day"), Columns: sumsColumns(tr("Day")), Totals: sumsRow(tr("All"), z.Total)}
	for _, d := range z.Days {
		t.Rows = append(t.Rows, sumsRow(d.Day, d.Sums))
	}
	return t
}

func operatorsTable(z payment.Closing) paper.Table {
	t := paper.Table{Title: tr("By cashier"), Columns: sumsColumns(tr("Cashier")), Totals: sumsRow(tr("All"), z.Total)}
	for _, o := range z.Operators {
		t.Rows = append(t.Rows, sumsRow(operatorWords(o.Operator), o.Sums))
	}
	return t
}

func correctionsTable(z payment.Closing) paper.Table {
	t := paper.Table{Title: tr("Corrections of earlier days"), Columns: []paper.Column{
		{Title: tr("Reference")}, {Title: tr("Channel")}, {Title: tr("Was")}, {Title: tr("Is now")}, {Title: "HK$", Align: paper.Right},
	}}
	for _, c := range z.Corrections {
		net, _ := c.Change()
		change := signed(net)
		if c.Uncertain {
			change = "?"
		}
		t.Rows = append(t.Rows, []string{
			string(c.Reference), channelName(c.Channel), statusName(c.Kind, c.Was.Status), statusName(c.Kind, c.Now.Status), change,
		})
	}
	return t
}

func openTable(z payment.Closing) paper.Table {
	t := paper.Table{Title: tr("Not known yet"), Columns: []paper.Column{
		{Title: tr("Reference")}, {Title: tr("Channel")}, {Title: tr("Time")}, {Title: "HK$", Align: paper.Right},
	}}
	for _, o := range z.Unresolved {
		amount := o.Amount
		if o.Kind == payment.Refund {
			amount = -amount
		}
		t.Rows = append(t.Rows, []string{string(o.Reference), channelName(o.Channel), moment(o.Created), amount.Decimal()})
	}
	return t
}

// reconciliationParts tell what the terminal said about a closing's
// transactions.
func reconciliationParts(r payment.Reconciliation) []paper.Part {
	differ := paper.Table{Title: tr("Differences from the terminal"), Empty: tr(wordsNoDifference), Columns: []paper.Column{
		{Title: tr("Reference")}, {Title: tr("Channel")}, {Title: tr("The till said")}, {Title: tr("The terminal says")},
	}}
	for _, c := range r.Channels {
		for _, d := range c.Differences {
			differ.Rows = append(differ.Rows, []string{string(d.Reference), channelName(c.Channel), journalSays(d), terminalSays(d)})
		}
	}
	parts := []paper.Part{
		paper.Lines{Title: tr("Compared with the terminal"), Pairs: []paper.Pair{
			{Key: tr("When"), Value: moment(r.Ended)},
			{Key: tr("Asked about"), Value: tr("%d of %d", r.Of-len(r.NotAsked), r.Of)},
		}},
		differ,
	}
	if len(r.NotAsked) > 0 {
		left := paper.Table{Title: tr("Not compared"), Columns: []paper.Column{{Title: tr("Reference")}, {Title: tr("Channel")}, {Title: tr("Why")}}}
		for _, n := range r.NotAsked {
			left.Rows = append(left.Rows, []string{string(n.Reference), channelName(n.Channel), notAskedWords(n.Why)})
		}
		parts = append(parts, left)
	}
	return parts
}

// hourBars are the hours from the first to the last with a payment.
func hourBars(s store.Summary) []paper.Bar {
	first, last := -1, -1
	for hour, sums := range s.Hours {
		if sums.Payments.Count > 0 {
			if first < 0 {
				first = hour
			}
			last = hour
		}
	}
	var bars []paper.Bar
	for hour := max(0, first); hour <= last; hour++ {
		sum := s.Hours[hour].Payments.Sum
		bars = append(bars, paper.Bar{Label: fmt.Sprintf("%d", hour), Value: int64(sum), Text: sum.String()})
	}
	return bars
}

func channelShares(channels []payment.ChannelSums) []paper.Bar {
	var shares []paper.Bar
	for _, c := range channels {
		if c.Payments.Sum > 0 {
			shares = append(shares, paper.Bar{Label: channelName(c.Channel), Value: int64(c.Payments.Sum), Text: c.Payments.Sum.String()})
		}
	}
	return shares
}

// reportName is a file's name for a report, without its ending.
func (c Config) reportName(what string, at time.Time) string {
	return fileName(c.Shop.Till, what, at.In(payment.HongKong()).Format(time.DateOnly))
}

// paperName is a file's name for a paper about one transaction, without its
// ending: what somebody looks for it by comes first.
func (c Config) paperName(what string, t payment.Transaction) string {
	return fileName(what, paid(t).Decimal(), t.Created.In(payment.HongKong()).Format(time.DateOnly+" 150405"), c.Shop.Till)
}

// fileName puts a file's name together, without what no file's name may have.
func fileName(parts ...string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, strings.Join(parts, " "))
}
