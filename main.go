// Command harbour-till is a cashier's till for shops in Hong Kong: it takes
// payments on a QFPay terminal that runs the Haojin app.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"golang.org/x/sync/errgroup"

	"harbourtill/terminal"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
	"harbourtill/terminal/till"
	"harbourtill/ui"
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
