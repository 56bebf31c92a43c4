package terminal

import (
	"cmp"
	"slices"
	"time"

	"harbourtill/terminal/payment"
)

// Question is a payment that a person has to know about: one that nothing
// decides yet, or one whose evidence contradicts what was shown.
type Question struct {
	Transaction payment.Transaction
	// Asking: an inquiry about it is on its way. Otherwise Due is when the next
	// one goes out; zero when none will.
	Asking bool
	Due    time.Time
	// Armed: the terminal may still take the payment.
	Armed bool
	// Place is where the terminal is asked.
	Place string
}

// tellQuestions tells the open questions, oldest first, when they aren't what
// was told last.
func (c *Controller) tellQuestions() {
	if len(c.asks)+len(c.contested)+len(c.questions) == 0 {
		return
	}
	var all []Question
	for _, a := range c.asks {
		if a.t.Status == payment.Unknown {
			all = append(all, Question{
				Transaction: a.t, Asking: c.asking != nil && c.asking.reference == a.t.Reference, Due: a.due,
				Armed: time.Now().Before(a.windowEnd), Place: c.placeOf(a.t.Profile),
			})
		}
	}
	for reference, t := range c.contested {
		if a := c.asks[reference]; a == nil || a.t.Status != payment.Unknown {
			all = append(all, Question{Transaction: t})
		}
	}
	slices.SortFunc(all, func(a, b Question) int { return cmp.Compare(a.Transaction.Reference, b.Transaction.Reference) })
	if !slices.Equal(all, c.questions) {
		c.questions = all
		c.tell(QuestionsChanged{slices.Clone(all)})
	}
}

// placeOf is where the terminal of a profile is; empty until it was asked.
func (c *Controller) placeOf(id string) string {
	if p := c.peers[id]; p != nil {
		return p.profile.Place()
	}
	return ""
}

// contest keeps what contradicts in sight until a person has seen it.
func (c *Controller) contest(t payment.Transaction) {
	if t.Contested() {
		c.contested[t.Reference] = t
	} else {
		delete(c.contested, t.Reference)
	}
}

// windowOf is the end of a transaction's window, as far as it is still counted.
func (c *Controller) windowOf(t payment.Transaction) time.Time {
	if a := c.asks[t.Reference]; a != nil {
		return a.windowEnd
	}
	return time.Time{}
}
