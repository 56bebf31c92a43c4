package till

import (
	"context"
	"io"
	"time"

	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/link"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// checkLimit is how long one inquiry of a connection check may take.
const checkLimit = 10 * time.Second

// Setup is what a settings screen may ask of a session. Safe for concurrent
// use.
type Setup struct {
	// Manager guards it; Roster keeps who works here.
	Manager *people.PIN
	Roster  *people.Roster

	till     *Till
	settings provision.Settings
}

// Setup returns what a settings screen may ask.
func (s *Session) Setup() *Setup {
	return &Setup{Manager: s.till.manager, Roster: s.till.roster, till: s.till, settings: s.Settings}
}

// Profile is the terminal in force: its Link is empty when none is configured,
// and terminal.LinkTraining in training.
func (s *Setup) Profile() terminal.Profile { return s.settings.Terminal }

// Till is the till's own settings in force.
func (s *Setup) Till() provision.Till { return s.settings.Till }

// Fresh says whether the till was never set up.
func (s *Setup) Fresh() (bool, error) { return provision.Fresh(s.till.journal) }

// SaveTill keeps other settings of the till itself, for the next session. It
// returns the first of their Faults, or what the journal says. by is who does it.
func (s *Setup) SaveTill(ctx context.Context, t provision.Till, by string) error {
	return s.till.saveTill(ctx, t, by)
}

// KeyPlace says where the POS-KEY rests.
func (s *Setup) KeyPlace() provision.KeyPlace { return s.till.keys.Place() }

// Unresolved returns the real payments that a terminal still has to answer
// for, oldest first.
func (s *Setup) Unresolved() ([]payment.Transaction, error) { return s.till.unresolved() }

// Check finds out whether a terminal answers, as terminal.Check does; the trace
// tells its messages too.
func (s *Setup) Check(ctx context.Context, p terminal.Profile, report func(terminal.Attempt)) terminal.CheckResult {
	return terminal.Check(ctx, p, s.till.trace.Dial(provision.Dial), checkLimit, report)
}

// Certificate fetches what a terminal shows of itself, without trusting it.
func (s *Setup) Certificate(ctx context.Context, address string) (terminal.Certificate, error) {
	return Certificate(ctx, address)
}

// TraceSaved notes in the audit trail that the messages went to a file, and who
// saved them.
func (s *Setup) TraceSaved(file, by string) error { return s.till.TraceSaved(file, by) }

// Diagnose writes a ZIP file for whoever helps, as Till.Diagnose does, and
// Diagnosed notes in the audit trail that it went to a file, and who saved it.
func (s *Setup) Diagnose(ctx context.Context, w io.Writer, screen []byte) error {
	return s.till.Diagnose(ctx, w, screen)
}

// Diagnosed is Till.Diagnosed.
func (s *Setup) Diagnosed(file, by string) error { return s.till.Diagnosed(file, by) }

// Ports lists this machine's serial ports.
func (s *Setup) Ports() ([]terminal.SerialPort, error) { return Ports() }

// ReadCA reads a CA file, PEM or DER, into PEM text.
func (s *Setup) ReadCA(path string) (string, error) { return provision.ReadCAFile(path) }

// Check is Setup.Check without a till.
func Check(ctx context.Context, p terminal.Profile, report func(terminal.Attempt)) terminal.CheckResult {
	return terminal.Check(ctx, p, provision.Dial, checkLimit, report)
}

// Certificate is Setup.Certificate without a till.
func Certificate(ctx context.Context, address string) (terminal.Certificate, error) {
	c, err := link.ShownCertificate(ctx, address)
	return terminal.Certificate(c), err
}

// Ports lists this machine's serial ports, those that a terminal may be on
// first.
func Ports() ([]terminal.SerialPort, error) {
	found, err := link.Ports()
	if err != nil {
		return nil, err
	}
	ports := make([]terminal.SerialPort, 0, len(found))
	for _, p := range found {
		ports = append(ports, terminal.SerialPort{
			Name: p.Name, USB: p.USB, Product: p.Product, Chip: p.Chip, Fit: fit(p.Support),
		})
	}
	return ports, nil
}

func fit(s link.Support) terminal.Fit {
	switch s {
	case link.Supported:
		return terminal.Supported
	case link.Unsupported:
		return terminal.Unsupported
	}
	return ""
}
