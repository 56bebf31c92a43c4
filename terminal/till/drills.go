package till

import (
	"fmt"

	"harbourtill/store"
	"harbourtill/terminal/drill"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/simulator"
)

// The document that keeps who has done which drill, in the training journal.
const (
	drillDocument = "drills"
	drillVersion  = 1
)

// Drills is what drills need of a training session: its terminal, which plays
// the situations, and its journal, which keeps how they went. Safe for
// concurrent use, except that one drill is done at a time.
type Drills struct {
	terminal *simulator.Simulator
	journal  *store.Store
}

// Drills returns what drills need; nil unless the session is a training one.
func (s *Session) Drills() *Drills {
	if s.training == nil {
		return nil
	}
	return &Drills{terminal: s.simulator, journal: s.training}
}

// Begin has the terminal play a drill from the next payment on, until End. It
// returns the newest transaction from before; empty when there is none.
func (d *Drills) Begin(one drill.Drill) (payment.Reference, error) {
	script, err := simulator.ParseScript(one.Script)
	if err != nil {
		return "", fmt.Errorf("drill %s: %w", one.Name, err)
	}
	newest, err := d.journal.Newest(1, "")
	if err != nil {
		return "", err
	}
	d.terminal.SetScript(script...)
	if len(newest) == 0 {
		return "", nil
	}
	return newest[0].Reference, nil
}

// End has the terminal do with payments what it does without a drill.
func (d *Drills) End() { d.terminal.SetScript() }

// Scores returns how everybody has done until now.
func (d *Drills) Scores() ([]drill.Score, error) {
	var scores []drill.Score
	version, err := d.journal.LoadDocument(drillDocument, &scores)
	if err == nil && version > drillVersion {
		err = fmt.Errorf("drills: %w", store.ErrSchema)
	}
	return scores, err
}

// Keep adds a result to the scores, and to the audit trail of the training
// journal.
func (d *Drills) Keep(r drill.Result) error {
	scores, err := d.Scores()
	if err != nil {
		return err
	}
	right := 0
	for _, p := range r.Points {
		if p.Right {
			right++
		}
	}
	return d.journal.SaveAudited(drillDocument, drillVersion, drill.Add(scores, r), payment.AuditEntry{
		At: r.At, Who: r.Who, What: payment.ActionDrilled, Subject: string(r.Name),
		Detail: fmt.Sprintf("%d of %d right", right, len(r.Points)),
	})
}
