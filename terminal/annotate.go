package terminal

import (
	"strings"
	"unicode/utf8"

	"harbourtill/terminal/payment"
)

// LongestNote is how many characters a note may have.
const LongestNote = 500

// Annotate writes a note beside a transaction, in place of the one that it
// has; an empty note takes that away. The history keeps every note, and the
// outcome stays what it is. by is who wrote it; may be empty.
// TransactionChanged follows when the note is another one, or Refused with
// ErrLongNote, ErrJournal or what the journal says about the reference.
func (c *Controller) Annotate(r payment.Reference, note, by string) {
	c.commands.put(annotateCommand{r, strings.TrimSpace(note), by})
}

type annotateCommand struct {
	reference payment.Reference
	note, by  string
}

func (cmd annotateCommand) do(c *Controller) {
	if err := c.annotate(cmd); err != nil {
		c.tell(Refused{Command: CommandAnnotate, Err: err})
	}
}

func (c *Controller) annotate(cmd annotateCommand) error {
	if utf8.RuneCountInString(cmd.note) > LongestNote {
		return ErrLongNote
	}
	if c.unwritten() { // memory knows more than the disk
		return ErrJournal
	}
	t, err := c.journal.Transaction(cmd.reference)
	if err != nil {
		return err
	}
	a := c.asks[t.Reference]
	n := news{kind: newsNote, evidence: payment.ByPerson, note: cmd.note, by: cmd.by}
	next, written := c.apply(t, n, c.windowOf(t))
	if !written {
		return ErrJournal
	}
	if a != nil && c.asks[t.Reference] == nil { // a question asked once goes on
		a.t = next
		c.asks[t.Reference] = a
	}
	return nil
}
