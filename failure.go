package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/store"
	"harbourtill/terminal/till"
	"harbourtill/ui"
	"harbourtill/ui/leave"
)

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
