package till

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
)

// trainingDelay is how long the training terminal's customer takes to pay:
// time enough to read the screen, or to try a cancel.
const trainingDelay = 4 * time.Second

// Session is a stretch with one terminal in force. Run it once.
type Session struct {
	// Settings are those in force. In training, Profile differs from their
	// terminal: it is the built-in one.
	Settings   provision.Settings
	Profile    terminal.Profile
	Controller *terminal.Controller
	// Journal is what this session writes to: the real one, or in training the
	// training one. It is closed with the session (training) or the till.
	Journal *store.Store

	till      *Till
	training  *store.Store
	door      *door
	simulator *simulator.Simulator
	listener  net.Listener
}

// Session prepares a stretch with the terminal in force. It sends nothing
// before Run. A till has one session at a time.
func (t *Till) Session(ctx context.Context) (*Session, error) {
	settings, err := t.Settings(ctx)
	if err != nil {
		return nil, err
	}
	if settings.Terminal.POSKey.Published() {
		t.log.Warn("the POS-KEY is the vendor's published default: anybody knows it; make a new one in the Haojin app")
	}
	s := &Session{till: t, Settings: settings, Profile: settings.Terminal, Journal: t.journal}
	if settings.Terminal.Training() {
		if err := s.openTraining(t.data); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	keep := func(next terminal.Profile, by string) error { return t.keep(ctx, next, by) }
	s.Controller = terminal.New(terminal.Config{
		Profile: s.Profile, Dial: t.trace.Dial(provision.Dial),
		Journal: s.Journal, Profiles: provision.NewProfiles(s.Journal, t.keys),
		Timing: terminal.DefaultTiming(), RepeatWithin: time.Duration(settings.Till.RepeatGuard) * time.Second, Keep: keep, Log: t.log,
	})
	return s, nil
}

// openTraining opens the training journal and the built-in terminal, on a free
// loopback port.
func (s *Session) openTraining(data string) error {
	var err error
	if s.training, err = s.till.openTrainingJournal(data); err != nil {
		return err
	}
	s.Journal = s.training
	s.door = tryDoor(JournalPath(data, true), s.training, nil, s.till.log)
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return fmt.Errorf("training terminal: %w", err)
	}
	if s.Profile, err = provision.Training(s.training, s.listener.Addr().String()); err != nil {
		return err
	}
	s.simulator, err = simulator.New(simulator.Config{
		Key: s.Profile.POSKey, KeyForm: s.Profile.KeyForm, Sealing: s.Profile.Sealing, Body: s.Profile.Body,
		Delay: trainingDelay, DataFile: filepath.Join(data, "training-terminal.jsonl"),
	})
	return err
}

// Run serves the session until ctx ends, which is no error, or until another
// terminal was put in force: terminal.ErrReplaced. Any other error means that
// the journal can't be read. Then all of the session is closed, but for the
// till's own journal.
func (s *Session) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var parts errgroup.Group
	if s.simulator != nil {
		parts.Go(func() error { return s.simulator.Serve(ctx, s.listener) })
	}
	err := s.Controller.Run(ctx)
	stop()
	return errors.Join(err, parts.Wait(), s.close())
}

// close closes what only this session uses.
func (s *Session) close() error {
	if s.training == nil {
		return nil
	}
	return errors.Join(s.door.close(), s.training.Close())
}

// openTrainingJournal sets a damaged one aside and begins an empty one: there is
// no money in it, and a till opens all the same.
func (t *Till) openTrainingJournal(data string) (*store.Store, error) {
	path := JournalPath(data, true)
	training, err := store.Open(path)
	if !errors.Is(err, store.ErrDamaged) {
		return training, err
	}
	aside, failed := store.SetAside(path)
	if failed != nil {
		return nil, failed
	}
	t.log.Warn("the training journal is damaged and begins anew", "kept as", aside, "error", err)
	return store.Open(path)
}
