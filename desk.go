package main

import (
	"cmp"
	"context"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/till"
	"harbourtill/ui"
	"harbourtill/ui/leave"
	"harbourtill/ui/monitor"
	"harbourtill/ui/paper"
	"harbourtill/ui/touch"
)

// gapAge is how long the window reminds of payments that a restored journal
// doesn't hold.
const gapAge = 7 * 24 * time.Hour

// desk is the program's window and what sessions in it share.
type desk struct {
	app    fyne.App
	leaver *leave.Leaver
	log    *slog.Logger
	window fyne.Window
	fonts  ui.Fonts
	// tongues are the languages that the window speaks.
	tongues *ui.Tongues
	press   func() (*paper.Press, error)
	// guide leads through the first start of a till, and through connecting its terminal.
	guide *ui.Guide
	// stay keeps whoever saves settings in them.
	stay *ui.Stay
	// speaker plays sounds.
	speaker func(ui.Sound)
	// customer is the window that faces the customer.
	customer *ui.Customer
}

func newDesk(log *slog.Logger, exit func(error)) *desk {
	a, fonts, tongues := newApp(log)
	d := &desk{
		app: a, leaver: leave.New(a.Quit, exit), log: log, speaker: newSpeaker(log), window: a.NewWindow(a.Metadata().Name), fonts: fonts, tongues: tongues,
		press: sync.OnceValues(paper.NewPress), stay: new(ui.Stay),
	}
	d.window.SetMaster()
	d.customer = ui.NewCustomer(func() fyne.Window { return a.NewWindow(a.Metadata().Name) }, d.window.RequestFocus, d.window.Canvas())
	return d
}

// settle keeps the window within its monitor, and makes touches land where the
// finger is, once the window is there.
func (d *desk) settle() {
	later := func(f func()) { go fyne.Do(f) } // at once it would come too early
	later(func() {
		resize := func(width, height float32) {
			size := d.window.Canvas().Size()
			d.window.Resize(fyne.NewSize(size.Width*width, size.Height*height))
		}
		if err := monitor.Fit(d.window, resize); err != nil {
			d.log.Error("the window may be larger than the screen", "error", err)
		}
		if err := touch.Order(d.window, later); err != nil {
			d.log.Error("touches may hit what was touched before", "error", err)
		}
	})
}

// style is how a till's settings want it to look and to speak.
func (d *desk) style(t provision.Till) fyne.Theme {
	return ui.NewTheme(ui.Style{Appearance: ui.Appearance(t.Appearance), Fonts: d.fonts, Tongue: d.tongues.Tongue(t.Language), TextSize: t.TextSize})
}

// customerOf is what a session's customers see. In Hong Kong they read Chinese or
// English: whichever of the two the cashier doesn't comes second.
func (d *desk) customerOf(s *till.Session) ui.CustomerConfig {
	t, second := s.Settings.Till, "en"
	if t.Language == "en" {
		second = "zh-Hant"
	}
	return ui.CustomerConfig{
		Wanted: t.Customer, Shop: cmp.Or(t.Shop, t.Name), Logo: t.Logo, Training: s.Profile.Training(), Second: d.tongues.Tongue(second),
	}
}

// about says which program this is, and where its data lie.
func (d *desk) about(folder string) string {
	text := program().title()
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				text += ", " + s.Value[:min(12, len(s.Value))]
			case s.Key == "vcs.modified" && s.Value == "true":
				text += " and changes"
			}
		}
	}
	return text + ". Apache-2.0.\n" + folder
}

// opening is what a window says when it opens.
type opening struct {
	replaced bool
	gaps     []store.Gap
}

// show fills the window with a session, which it follows to its end.
func (d *desk) show(ctx context.Context, t *till.Till, s *till.Session, o opening) {
	d.app.Settings().SetTheme(d.style(s.Settings.Till))
	d.window.SetTitle(s.Settings.Till.Name)
	d.customer.Begin(d.customerOf(s))
	cfg := ui.Config{
		TillName: s.Settings.Till.Name, Shop: shopOf(s.Settings.Till), Foot: s.Settings.Till.Foot,
		Training: s.Profile.Training(), Channels: offered(s.Profile.Model), Scan: s.Profile.Scan,
		Usual: s.Settings.Till.Channel, Quick: s.Settings.Till.QuickAmounts,
		Till: s.Controller, History: s.Journal, Reports: s.Journal, Press: d.press,
		Setup: setup{s.Setup()}, Guide: d.guide, Stay: d.stay, Play: d.speaker, Silent: s.Settings.Till.Silent, About: d.about(t.Folder()), Trace: t.Trace, Replaced: o.replaced, Gaps: o.gaps,
		Customer: d.customer, Kiosk: s.Settings.Till.Kiosk,
		Do: fyne.Do, Now: time.Now, Quit: d.leaver.Leave,
	}
	if drills := s.Drills(); drills != nil {
		cfg.Drills = drills
	}
	screen := ui.New(d.window, cfg)
	go screen.Follow(ctx, s.Controller.Events())
}

// setup is a session's Setup as the window wants it.
type setup struct{ *till.Setup }

// Manager implements ui.Setup.
func (s setup) Manager() ui.Manager { return s.Setup.Manager }

// People implements ui.Setup.
func (s setup) People() ui.People { return s.Roster }

// offered are the channels that a terminal model takes.
func offered(m terminal.Model) []payment.Channel {
	return slices.DeleteFunc(payment.Channels(), func(c payment.Channel) bool { return !m.Offers(c) })
}

// shopOf is how a till's papers name the shop.
func shopOf(t provision.Till) paper.Shop {
	return paper.Shop{Name: cmp.Or(t.Shop, t.Name), Address: t.Address, Till: t.Name}
}
