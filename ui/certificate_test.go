package ui

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"harbourtill/store"
	"harbourtill/store/people"
	"harbourtill/terminal"
)

// slowSite answers for a certificate when it is told to.
type slowSite struct {
	site
	answer chan terminal.Certificate
}

func (s *slowSite) Certificate(context.Context, string) (terminal.Certificate, error) {
	return <-s.answer, nil
}

// A look that was left, and an address that was changed since: the first
// address's certificate isn't offered for the second.
func TestCertificateOfAnAddressThatWasLeft(t *testing.T) {
	journal, err := store.Open(filepath.Join(t.TempDir(), "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer journal.Close()
	s := &slowSite{answer: make(chan terminal.Certificate)}
	w := newTill(t, func(c *Config) {
		s.people = people.NewManager(journal, nil, c.Now)
		s.roster = people.NewRoster(journal, nil, s.people, c.Now)
		c.Setup = s
	})
	done := make(chan func(), 1)
	w.settings.cfg.Do = func(f func()) { done <- f }
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	r := w.settings.form.route
	r.link.SetSelected(linkName(terminal.LinkHTTPS))
	r.trust.SetSelected(trustPinned)
	r.address.SetText("192.0.2.20:9001")
	w.settings.onLook()
	w.keys("<Escape>")
	r.address.SetText("192.0.2.99:9001")
	s.answer <- terminal.Certificate{SHA256: strings.Repeat("ab", 32), Issuer: "somebody"}
	f := <-done
	f()
	w.keys("a")
	if r.pin.Text != "" {
		t.Errorf("%s is pinned for %s, whose certificate nobody has seen", r.pin.Text[:8], r.address.Text)
	}
}
