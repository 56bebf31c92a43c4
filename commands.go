package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/till"
)

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
