// Command harbour-till is a cashier's till for shops in Hong Kong: it takes
// payments on a QFPay terminal that runs the Haojin app.
package main

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/sync/errgroup"

	"harbourtill/assets"
	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
	"harbourtill/terminal/till"
	"harbourtill/ui"
	"harbourtill/ui/leave"
	"harbourtill/ui/monitor"
	"harbourtill/ui/paper"
	"harbourtill/ui/touch"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

const usage = `Harbour Till, a cashier's till for QFPay terminals.

  harbour-till [-data DIR] [-provision FILE]   open the window
  harbour-till export [-data DIR] [-format csv|json|xlsx] [-from DAY] [-to DAY]
                      [-audit] [-training] [-o FILE]
                                               write all transactions, or the
                                               audit trail
  harbour-till check [-data DIR] [-provision FILE]
                                               find out whether the terminal
                                               answers, and with which settings
  harbour-till diagnose [-data DIR] [-o FILE]  save how this till is, for support
  harbour-till restore [-data DIR] [BACKUP]    list the backups, or put one in
                                               the journal's place
  harbour-till simulate [flags]                run a terminal in software

"harbour-till COMMAND -h" documents each. Exit codes: 0 done, 1 failed,
2 wrong usage.

`

// metadata is the program's name, version and Fyne settings, for people who
// build with plain "go build" as for those who package it.
//
//go:embed FyneApp.toml
var metadata []byte

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "export":
			return export(ctx, args[1:], stdout, stderr)
		case "check":
			return check(ctx, args[1:], stdout, stderr)
		case "diagnose":
			return diagnose(ctx, args[1:], stdout, stderr)
		case "restore":
			return restore(args[1:], stdout, stderr)
		case "simulate":
			return simulator.Command(ctx, args[1:], stdout, stderr)
		}
	}
	return window(ctx, args, stderr)
}

// parse reads flags; done is true when there is nothing more to do, and code is
// then the exit code.
func parse(flags *flag.FlagSet, args []string, stderr io.Writer) (code int, done bool) {
	flags.SetOutput(stderr)
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitDone, true
	case err != nil:
		return exitUsage, true
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "harbour-till: %q is not a command or a flag; see -h\n", flags.Arg(0))
		return exitUsage, true
	}
	return exitDone, false
}

func dataFlag(flags *flag.FlagSet) *string {
	folder := "harbour-till-data"
	if config, err := os.UserConfigDir(); err == nil {
		folder = filepath.Join(config, "harbour-till")
	}
	return flags.String("data", folder, "the data folder")
}

// export writes the journal without a display.
func export(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	data := dataFlag(flags)
	command := till.NewExportCommand(flags)
	if code, done := parse(flags, args, stderr); done {
		return code
	}
	command.Data = *data
	err := command.Run(ctx, stdout, stderr)
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(stderr, "harbour-till export:", err)
	if errors.Is(err, till.ErrUsage) {
		return exitUsage
	}
	return exitFailed
}

// diagnose saves a diagnosis without a display.
func diagnose(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("diagnose", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "harbour-till diagnose saves a ZIP file for whoever helps: versions, settings, how the journal is,")
		fmt.Fprintln(stderr, "what is unresolved, and of a till that is open its log and its last messages. It holds no")
		fmt.Fprintln(stderr, "POS-KEY, no PIN and no card number. A damaged journal is looked at too, and left as it is.")
		flags.PrintDefaults()
	}
	data := dataFlag(flags)
	output := flags.String("o", "harbour-till-diagnosis-"+time.Now().Format("20060102-1504")+".zip", "the file to write")
	if code, done := parse(flags, args, stderr); done {
		return code
	}
	err := store.ReplaceFile(*output, 0o600, func(w io.Writer) error {
		return till.Diagnose(ctx, *data, w, till.Support{Program: program().title()})
	}, nil)
	if err != nil {
		fmt.Fprintln(stderr, "harbour-till diagnose:", err)
		return exitFailed
	}
	fmt.Fprintln(stdout, "saved as", *output)
	return exitDone
}

// check runs the connection check without a display.
func check(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "harbour-till check asks the terminal about an order that can't exist, at most 12")
		fmt.Fprintln(stderr, "times, with the settings as they are and then with others. It sends nothing else.")
		flags.PrintDefaults()
	}
	data := dataFlag(flags)
	file := flags.String("provision", "", "check the terminal of this TOML file instead of the till's own")
	ports := flags.Bool("ports", false, "list this machine's serial ports and their chips, and send nothing")
	if code, done := parse(flags, args, stderr); done {
		return code
	}
	if *ports {
		return listPorts(stdout, stderr)
	}
	profile, err := profileToCheck(ctx, *data, *file)
	if err != nil {
		fmt.Fprintln(stderr, "harbour-till check:", err)
		return exitFailed
	}
	result := till.Check(ctx, profile, func(a terminal.Attempt) { fmt.Fprintln(stdout, a) })
	fmt.Fprintln(stdout, result.Sentence())
	if result.Outcome == terminal.CertificateRefused {
		showCertificate(ctx, profile.Address, stdout)
	}
	if result.Outcome != terminal.WorksAsSet {
		return exitFailed
	}
	return exitDone
}

// showCertificate prints what a terminal shows of itself, for a person to
// compare and to pin.
func showCertificate(ctx context.Context, address string, stdout io.Writer) {
	c, err := till.Certificate(ctx, address)
	if err != nil {
		fmt.Fprintln(stdout, "its certificate can't be fetched:", err)
		return
	}
	fmt.Fprintf(stdout, "it shows pin_sha256 = %q, for %v, issued by %s, until %s\n",
		c.SHA256, c.Names, c.Issuer, c.NotAfter.Format(time.DateOnly))
}

func listPorts(stdout, stderr io.Writer) int {
	ports, err := till.Ports()
	if err != nil {
		fmt.Fprintln(stderr, "harbour-till check:", err)
		return exitFailed
	}
	if len(ports) == 0 {
		fmt.Fprintln(stdout, "no serial ports")
	}
	for _, p := range ports {
		fmt.Fprintln(stdout, p)
	}
	return exitDone
}

// profileToCheck is the terminal of a provision file, or the till's own.
func profileToCheck(ctx context.Context, data, file string) (p terminal.Profile, err error) {
	var settings provision.Settings
	if file != "" {
		settings, err = provision.Read(file)
	} else {
		settings, err = savedSettings(ctx, till.JournalPath(data, false))
	}
	if err == nil && (settings.Terminal.Link == "" || settings.Terminal.Training()) {
		err = terminal.ErrNotConfigured
	}
	return settings.Terminal, err
}

func savedSettings(ctx context.Context, journal string) (settings provision.Settings, err error) {
	if _, err := os.Stat(journal); err != nil {
		return settings, fmt.Errorf("no till: %w", err)
	}
	s, err := store.Open(journal)
	if err != nil {
		return settings, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return provision.Load(ctx, s, provision.OpenKeys(filepath.Dir(journal)), true)
}

// restore lists the backups of a data folder, or puts one in the journal's
// place.
func restore(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("restore", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "harbour-till restore [BACKUP] lists the backups, or puts one in the journal's place. The")
		fmt.Fprintln(stderr, "present journal is kept beside it. What was taken since is asked about at the next start.")
		flags.PrintDefaults()
	}
	data := dataFlag(flags)
	flags.SetOutput(stderr)
	if err := flags.Parse(args); err != nil {
		return map[bool]int{true: exitDone, false: exitUsage}[errors.Is(err, flag.ErrHelp)]
	}
	var err error
	switch flags.NArg() {
	case 0:
		err = listBackups(*data, stdout)
	case 1:
		err = restoreFrom(*data, flags.Arg(0), stdout, stderr)
	default:
		fmt.Fprintln(stderr, "harbour-till restore: one backup at a time; see -h")
		return exitUsage
	}
	if err != nil {
		fmt.Fprintln(stderr, "harbour-till restore:", err)
		return exitFailed
	}
	return exitDone
}

func listBackups(data string, stdout io.Writer) error {
	backups, err := store.Backups(till.BackupFolder(data))
	if err != nil {
		return err
	}
	if len(backups) == 0 {
		fmt.Fprintln(stdout, "no backups")
	}
	for _, b := range backups {
		state := fmt.Sprintf("%d transactions, whole", b.Transactions)
		if b.Err != nil {
			state = b.Err.Error()
		}
		fmt.Fprintf(stdout, "%s  %s  %d KiB  %s\n", b.Path, b.Time.Local().Format(time.DateTime), b.Size>>10, state)
	}
	return nil
}

func restoreFrom(data, backup string, stdout, stderr io.Writer) error {
	aside, left, err := till.Restore(data, backup, slog.New(slog.NewTextHandler(stderr, nil)))
	if aside != "" {
		fmt.Fprintln(stdout, "the journal that was there is kept as", aside)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "restored; what was taken since is asked about at the next start")
	for _, gap := range left {
		fmt.Fprintf(stdout, "can't be asked about: %s %s %s %s\n", gap.Created.Local().Format(time.DateTime), gap.Kind, gap.Amount, gap.Reference)
	}
	return nil
}

// window opens the till's window and serves it until it is closed.
func window(ctx context.Context, args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("harbour-till", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	data := dataFlag(flags)
	provisionFile := flags.String("provision", "", "set the till up from this TOML file")
	if code, done := parse(flags, args, stderr); done {
		return code
	}
	kept := new(till.Log)
	log := slog.New(slog.NewMultiHandler(
		slog.NewTextHandler(stderr, nil), slog.NewTextHandler(kept, &slog.HandlerOptions{Level: slog.LevelDebug})))
	support := till.Support{Program: program().title(), Log: kept}
	t, session, err := open(ctx, *data, *provisionFile, support, log)
	if err != nil {
		fmt.Fprintln(stderr, "harbour-till:", err)
		showFailure(ctx, err, *data, log, exitWith(stderr))
		return exitFailed
	}
	return exitCode(stderr, serve(ctx, t, session, log, exitWith(stderr)))
}

// exitWith ends the program at once with what went wrong, if anything did.
func exitWith(stderr io.Writer) func(error) {
	return func(err error) { os.Exit(exitCode(stderr, err)) }
}

// exitCode says what went wrong, if anything did.
func exitCode(stderr io.Writer, err error) int {
	if err != nil {
		fmt.Fprintln(stderr, "harbour-till:", err)
		return exitFailed
	}
	return exitDone
}

// open opens the data folder, puts the provision file in force, if there is one,
// and prepares the first session.
func open(ctx context.Context, data, provisionFile string, support till.Support, log *slog.Logger) (*till.Till, *till.Session, error) {
	var settings provision.Settings
	if provisionFile != "" {
		var err error
		if settings, err = provision.Read(provisionFile); err != nil {
			return nil, nil, err
		}
	}
	t, err := till.OpenWith(data, log, support)
	if err != nil {
		return nil, nil, err
	}
	if provisionFile != "" {
		err = t.Provision(ctx, settings)
	}
	var session *till.Session
	if err == nil {
		session, err = t.Session(ctx)
	}
	if err != nil {
		return nil, nil, errors.Join(err, t.Close())
	}
	return t, session, nil
}

// packaged is what FyneApp.toml says of the program.
type packaged struct {
	Details    struct{ ID, Name, Version string }
	Migrations map[string]bool
}

func program() packaged {
	var m packaged
	if err := toml.Unmarshal(metadata, &m); err != nil {
		panic(fmt.Errorf("FyneApp.toml: %w", err))
	}
	return m
}

// title is the program's name and version.
func (p packaged) title() string { return p.Details.Name + " " + p.Details.Version }

// newApp makes the Fyne application with the metadata of FyneApp.toml, the till's
// fonts and its languages; at first it speaks the computer's.
func newApp(log *slog.Logger) (fyne.App, ui.Fonts, *ui.Tongues) {
	m := program()
	icon := fyne.NewStaticResource("icon.png", assets.Icon)
	app.SetMetadata(fyne.AppMetadata{
		ID: m.Details.ID, Name: m.Details.Name, Version: m.Details.Version,
		Icon: icon, Migrations: m.Migrations,
	})
	a := app.NewWithID(m.Details.ID)
	a.SetIcon(icon)
	fonts, err := ui.LoadFonts()
	if err != nil {
		log.Error("the till's fonts", "error", err) // it goes on with Fyne's
	}
	tongues, err := ui.LoadTongues()
	if err != nil {
		log.Error("the till's languages", "error", err) // it goes on in English
	}
	a.Settings().SetTheme(ui.NewTheme(ui.Style{Fonts: fonts, Tongue: tongues.Tongue(provision.SystemLanguage())}))
	return a, fonts, tongues
}

// showFailure tells in a window why the till can't start.
func showFailure(ctx context.Context, err error, data string, log *slog.Logger, exit func(error)) {
	if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" && !hasDesktop() {
		return
	}
	a, _, _ := newApp(log)
	w := a.NewWindow("Harbour Till")
	l := leave.New(a.Quit, func(error) { exit(err) })
	failure := ui.Fatal{Err: err, Quit: l.Leave}
	if errors.Is(err, store.ErrDamaged) {
		failure.Backup, failure.Accept = wayOut(data, log)
	}
	ui.ShowFatal(w, failure)
	w.Resize(fyne.NewSize(640, 360))
	w.CenterOnScreen()
	leaveWith(ctx, a, l)
	_ = l.Run(w.ShowAndRun, func() error { return nil })
}

// leaveWith closes the application when ctx ends.
func leaveWith(ctx context.Context, a fyne.App, l *leave.Leaver) {
	a.Lifecycle().SetOnStarted(func() { context.AfterFunc(ctx, func() { l.LeaveOn(fyne.Do) }) })
}

// hasDesktop: on Windows and macOS there is always something to show on.
func hasDesktop() bool { return runtime.GOOS == "windows" || runtime.GOOS == "darwin" }

// wayOut is what can be done about a damaged journal: the newest backup that is
// whole, taken at a time, or else an empty journal. Then the program starts again.
func wayOut(data string, log *slog.Logger) (backup time.Time, accept func() error) {
	repair := func() error { return till.BeginAnew(data, log) }
	if newest, ok := till.NewestBackup(data); ok {
		backup = newest.Time
		repair = func() error {
			_, _, err := till.Restore(data, newest.Path, log)
			return err
		}
	}
	return backup, func() error {
		if err := repair(); err != nil {
			return err
		}
		return startAgain()
	}
}

// startAgain starts the program anew, as it was started.
func startAgain() error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(program, os.Args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Start()
}

// serve shows the window and runs one session after the other until the window
// is closed or ctx ends, then closes the till: what was under way is in the
// journal.
func serve(ctx context.Context, t *till.Till, session *till.Session, log *slog.Logger, exit func(error)) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	d := newDesk(log, exit)
	fresh, err := session.Setup().Fresh()
	d.guide = ui.NewGuide(fresh && err == nil)
	d.show(ctx, t, session, opening{gaps: t.Gaps(time.Now().Add(-gapAge))})
	var sessions errgroup.Group
	sessions.Go(func() error {
		defer stop()
		err := session.Run(ctx)
		for errors.Is(err, terminal.ErrReplaced) {
			if session, err = t.Session(ctx); err != nil {
				break
			}
			fyne.DoAndWait(func() { d.show(ctx, t, session, opening{replaced: true}) })
			err = session.Run(ctx)
		}
		if err != nil && ctx.Err() == nil {
			fyne.Do(func() { ui.ShowFatal(d.window, ui.Fatal{Err: err, Quit: d.leaver.Leave}) })
			<-ctx.Done() // the window is closed
		}
		return err
	})
	leaveWith(ctx, d.app, d.leaver)
	d.settle()
	d.window.Resize(fyne.NewSize(1280, 800))
	return d.leaver.Run(d.window.ShowAndRun, func() error {
		stop()
		return errors.Join(sessions.Wait(), t.Close())
	})
}

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
	// speaker plays sounds.
	speaker func(ui.Sound)
	// customer is the window that faces the customer.
	customer *ui.Customer
}

func newDesk(log *slog.Logger, exit func(error)) *desk {
	a, fonts, tongues := newApp(log)
	d := &desk{
		app: a, leaver: leave.New(a.Quit, exit), log: log, speaker: newSpeaker(log), window: a.NewWindow(a.Metadata().Name), fonts: fonts, tongues: tongues, press: sync.OnceValues(paper.NewPress),
	}
	d.window.SetMaster()
	d.customer = ui.NewCustomer(func() fyne.Window { return a.NewWindow(a.Metadata().Name) }, d.window.RequestFocus)
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
		Setup: setup{s.Setup()}, Guide: d.guide, Play: d.speaker, Silent: s.Settings.Till.Silent, About: d.about(t.Folder()), Trace: t.Trace, Replaced: o.replaced, Gaps: o.gaps,
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
