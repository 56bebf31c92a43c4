package simulator

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"strconv"
	"time"

	"harbourtill/terminal/haojin"
)

const commandUsage = `harbour-till simulate runs a Haojin terminal in software, for people who
integrate against one. It prints where it listens, then a line a request, and
runs until it is interrupted.

  harbour-till simulate -port 9001 -key 0123456789abcdef0123456789abcdef
  harbour-till simulate -port 0 -script "approve:2s,decline:1205,answer-lost"

A script's behaviours serve one payment each; the last goes on for ever:
  approve[:delay]           the customer pays
  decline[:code]            QFPay refuses with the inner code (1205)
  customer-cancels[:delay]  the customer stops it on the terminal
  cancel-lost[:delay]       as approve; a cancel is obeyed, its answer lost
  paid-after-all[:delay]    as approve; a cancel comes too late, and seems to be obeyed
  no-answer                 nothing is booked, nothing is answered
  drop                      the connection breaks before booking
  answer-lost               booked, then the connection breaks
  late[:delay]              booked at once, answered after delay (40s)
  in-progress[:n]           booked, answer lost, n inquiries say "still going on" (3)
  pieces, garbage, plain    booked, and answered byte by byte, unreadably, unsealed
  no-identity               booked, the answer names no order
  wrong-amount[:cents]      another amount is booked (100)
  reversed                  booked, then given back by the terminal
  forge                     nothing booked, a plain approval
  other-order               nothing booked, a sealed approval of another order
  error[:respcd]            nothing booked, that respcd (6002)
  busy                      nothing booked, 4005 as while another payment is open

A serial line's faults (-line) serve one payment each; then the line is good:
  good, no-ack, ack-late[:delay], result-twice, error-packet[:kind], split-result, noise

`

// Command is "harbour-till simulate": it serves until ctx ends and returns the
// exit code, 0 done, 1 failed, 2 wrong usage.
func Command(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c, err := parseCommand(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "harbour-till simulate:", err)
		return 2
	}
	c.cfg.Log = slog.New(slog.NewTextHandler(stdout, nil))
	if err := c.serve(ctx, stdout); err != nil {
		fmt.Fprintln(stderr, "harbour-till simulate:", err)
		return 1
	}
	return 0
}

// command is what the flags say.
type command struct {
	cfg     Config
	link    string
	address string
	// portLink leads to a serial link's port; baud paces it.
	portLink string
	baud     int
	// caFile is where the CA of an HTTPS link's certificate is written.
	caFile string
	// controlAddress serves the control paths beside the link.
	controlAddress string
	// madeKey: no key was given, so one was made.
	madeKey bool
}

// parseCommand reads the flags; anything wrong in them is an error.
func parseCommand(args []string, stderr io.Writer) (c command, err error) {
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, commandUsage)
		flags.PrintDefaults()
	}
	link := flags.String("link", linkHTTP, "http, https, tcp or serial; the certificate's fingerprint or the port's name is printed")
	host := flags.String("host", "127.0.0.1", "listen on this address")
	port := flags.Uint("port", 9001, "listen on this port; 0 for any free one")
	key := flags.String("key", "", "the POS-KEY; without it one is made and printed")
	form := flags.String("key-form", string(haojin.KeyText), "text or hex")
	sealing := flags.String("sealing", string(haojin.SealMessage), "message, content or none")
	body := flags.String("body", string(haojin.BodyJSON), "json or raw")
	delay := flags.Duration("delay", 3*time.Second, "how long the customer takes where the script doesn't say")
	flags.StringVar(&c.portLink, "port-link", "", "serial: make this path lead to the port")
	flags.IntVar(&c.baud, "baud", 0, "serial: answer no faster than a wire of this rate, 9600 for a real one")
	flags.StringVar(&c.caFile, "ca-out", "", "https: write the CA that signed the certificate to this file")
	flags.StringVar(&c.controlAddress, "control-address", "", "serve the control paths on this host:port, over any link")
	line := flags.String("line", "", "serial: the line's faults, with commas between them")
	script := flags.String("script", "", "behaviours, with commas between them")
	file := flags.String("ledger", "", "keep the ledger in this file across restarts")
	control := flags.Bool("control", false, "serve /simulator/ledger, /simulator/requests and /simulator/script")
	if err := flags.Parse(args); err != nil {
		return command{}, err
	}
	if *port > 65535 {
		return command{}, fmt.Errorf("-port: %d is above 65535", *port)
	}
	if flags.NArg() > 0 {
		return command{}, fmt.Errorf("%q isn't a flag", flags.Arg(0))
	}
	c.link, c.address = *link, net.JoinHostPort(*host, strconv.FormatUint(uint64(*port), 10))
	c.cfg = Config{
		Key: haojin.POSKey(*key), KeyForm: haojin.KeyForm(*form), Sealing: haojin.Sealing(*sealing),
		Body: haojin.BodyForm(*body), Delay: *delay, DataFile: *file, Control: *control,
	}
	if err := c.agrees(*line != ""); err != nil {
		return command{}, err
	}
	if c.madeKey = *key == ""; c.madeKey {
		random := make([]byte, 16)
		if _, err := rand.Read(random); err != nil {
			return command{}, err
		}
		c.cfg.Key = haojin.POSKey(hex.EncodeToString(random))
	}
	if c.cfg.Script, err = ParseScript(*script); err != nil {
		return command{}, fmt.Errorf("-script: %w", err)
	}
	if c.cfg.Line, err = ParseLineScript(*line); err != nil {
		return command{}, fmt.Errorf("-line: %w", err)
	}
	return c, c.cfg.validate()
}

// agrees says which flags don't go together; faulty: a line's faults were asked for.
func (c command) agrees(faulty bool) error {
	serial := c.link == linkSerial
	switch {
	case !slices.Contains([]string{linkHTTP, linkHTTPS, linkTCP, linkSerial}, c.link):
		return errors.New("-link is http, https, tcp or serial")
	case c.cfg.Delay < 0:
		return fmt.Errorf("-delay: %s is negative", c.cfg.Delay)
	case (c.link == linkTCP || serial) && c.cfg.Control:
		return errors.New("-control needs -link http or https; over others use -control-address")
	case !serial && (faulty || c.baud != 0 || c.portLink != ""):
		return errors.New("-line, -baud and -port-link need -link serial")
	case c.link != linkHTTPS && c.caFile != "":
		return errors.New("-ca-out needs -link https")
	case c.baud < 0:
		return fmt.Errorf("-baud: %d is negative", c.baud)
	}
	return nil
}

func (c command) serve(ctx context.Context, stdout io.Writer) error {
	s, err := New(c.cfg)
	if err != nil {
		return err
	}
	if c.controlAddress != "" {
		stop, err := s.serveControl(ctx, c.controlAddress, stdout)
		if err != nil {
			return errors.Join(err, s.Close())
		}
		defer stop()
	}
	if c.link == linkSerial {
		c.tellKey(stdout)
		return s.servePTY(ctx, c.portLink, c.baud, stdout)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.address)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	fmt.Fprintln(stdout, "listening on", l.Addr())
	c.tellKey(stdout)
	switch c.link {
	case linkTCP:
		return s.ServeTCP(ctx, l)
	case linkHTTPS:
		certificate, ca, err := NewCertificate(l.Addr())
		if err == nil && c.caFile != "" {
			err = os.WriteFile(c.caFile, ca, 0o600)
		}
		if err != nil {
			return errors.Join(err, l.Close(), s.Close())
		}
		fmt.Fprintf(stdout, "certificate SHA-256 %x\n", sha256.Sum256(certificate.Certificate[0]))
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	}
	return s.Serve(ctx, l)
}

// tellKey prints a key that was made here.
func (c command) tellKey(stdout io.Writer) {
	if c.madeKey {
		fmt.Fprintln(stdout, "POS-KEY", c.cfg.Key.Reveal())
	}
}

// The links that the command serves.
const (
	linkHTTP   = "http"
	linkHTTPS  = "https"
	linkTCP    = "tcp"
	linkSerial = "serial"
)
