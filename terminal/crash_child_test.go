package terminal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// childVariable names, in the environment of a child process, the file with
// its orders. The test binary itself is the till that gets killed.
const childVariable = "HARBOUR_TILL_CRASH_CHILD"

// What a child does.
const (
	modeLive   = "live"   // random commands until it is killed
	modePay    = "pay"    // a payment or none, then wait to be killed
	modeSettle = "settle" // wait until nothing is unresolved, then end
	modeAudit  = "audit"  // inquire about every approved payment, then end
	modeCount  = "count"  // take many payments, tell what is held, then end
)

// childOrders is what a child is told. It holds the key, so it stands in a file
// in the test's own folder.
type childOrders struct {
	Mode     string
	Profile  terminal.Profile
	Journal  string
	Timing   terminal.Timing
	Seed     uint64
	Life     uint64
	Payments int
}

// child is a till in a process of its own. It tells its parent where it is, a
// line each on the standard output: open, pay, truth, took, held.
type child struct {
	childOrders
	journal    *store.Store
	controller *terminal.Controller
	rng        *rand.Rand
	// sale is the newest news of the sale on the screen; mine are the
	// references seen in this life.
	sale terminal.SaleChanged
	mine []payment.Reference
}

// childMain runs a child and returns its exit code.
func childMain(orders string) int {
	text, err := os.ReadFile(orders)
	c := &child{}
	if err == nil {
		err = json.Unmarshal(text, &c.childOrders)
	}
	if err == nil {
		err = c.run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		return 1
	}
	return 0
}

// truth is what a child says when a transaction is approved on disk.
const truth = "truth"

func say(words ...any) { fmt.Fprintln(os.Stdout, words...) }

func (c *child) run() (err error) {
	if c.journal, err = store.Open(c.Journal); err != nil {
		return err
	}
	say("open")
	c.rng = rand.New(rand.NewPCG(c.Seed, c.Life))
	c.controller = terminal.New(terminal.Config{
		Profile: c.Profile, Dial: provision.Dial, Journal: c.journal, Timing: c.Timing,
		Profiles: provision.NewProfiles(c.journal, provision.OpenKeys(filepath.Dir(c.Journal))),
	})
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- c.controller.Run(ctx) }()
	// Whoever ends the parent ends the child too.
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(3)
	}()
	switch c.Mode {
	case modeLive:
		err = c.live()
	case modePay:
		for range c.Payments {
			c.pay(terminal.Order{Amount: 1250, Channel: payment.WeChatPay, TerminalIsIdle: true})
		}
		c.watch(time.Hour)
	case modeSettle:
		err = c.settle()
	case modeAudit:
		err = c.audit()
	case modeCount:
		err = c.count()
	default:
		err = fmt.Errorf("mode %q", c.Mode)
	}
	stop()
	go func() {
		for range c.controller.Events() {
		}
	}()
	return errors.Join(err, <-stopped, c.journal.Close())
}

// live gives random commands, as fast as a nervous cashier could.
func (c *child) live() error {
	channels := payment.Channels()
	if c.rng.IntN(2) == 0 { // often a cashier is slower than the recovery
		c.watch(10 * time.Millisecond)
	}
	for {
		switch n := c.rng.IntN(100); {
		case !c.open() || n < 15: // a second payment while one is open, too
			c.pay(terminal.Order{
				Amount:         payment.Money(1 + c.rng.IntN(100_000)),
				Channel:        channels[c.rng.IntN(len(channels))],
				TerminalIsIdle: c.rng.IntN(100) < 85,
			})
		case n < 30:
			c.controller.Cancel(c.sale.Sale.Reference)
			if n < 20 {
				c.controller.Cancel(c.sale.Sale.Reference)
			}
		case n < 45 && len(c.mine) > 0:
			c.controller.Inquire(c.mine[c.rng.IntN(len(c.mine))])
		}
		c.watch(time.Duration(c.rng.IntN(30_000)) * time.Microsecond)
	}
}

func (c *child) pay(o terminal.Order) {
	say("pay")
	c.controller.Pay(o)
}

// open says whether the sale on the screen still has its own exchange.
func (c *child) open() bool { return c.sale.Sale.Status.Open() }

// hear takes news; it returns the transaction that they are about, if any.
func (c *child) hear(e terminal.Event) payment.Reference {
	switch e := e.(type) {
	case terminal.SaleChanged:
		if len(c.mine) == 0 || c.mine[len(c.mine)-1] != e.Sale.Reference {
			c.mine = append(c.mine, e.Sale.Reference)
		}
		c.sale = e
	case terminal.TransactionChanged:
		if e.Transaction.Status == payment.Approved {
			say(truth)
		}
		return e.Transaction.Reference
	}
	return ""
}

// watch hears what the controller tells for a while.
func (c *child) watch(d time.Duration) {
	over := time.After(d)
	for {
		select {
		case e := <-c.controller.Events():
			c.hear(e)
		case <-over:
			return
		}
	}
}

// patience bounds what a child waits for where nothing should take that long.
const patience = 60 * time.Second

// settle takes one clean payment, which teaches the till what "no such order"
// means on this terminal, and waits until nothing is unresolved.
func (c *child) settle() error {
	clean := terminal.Order{Amount: 100, Channel: payment.Card, TerminalIsIdle: true}
	limit := time.Now().Add(patience)
	for time.Now().Before(limit) {
		if c.sale.Sale.Status != payment.Approved && !c.open() {
			c.pay(clean)
		}
		c.watch(50 * time.Millisecond)
		left, err := c.journal.Unresolved()
		if err != nil {
			return err
		}
		if len(left) == 0 && c.sale.Sale.Status == payment.Approved {
			return nil
		}
	}
	left, err := c.journal.Unresolved()
	return errors.Join(fmt.Errorf("still unresolved after %v: %+v", patience, left), err)
}

// audit asks about every approved payment, as a manager may by a button.
func (c *child) audit() error {
	var all []payment.Reference
	err := c.journal.Each(func(t payment.Transaction) error {
		if t.Status == payment.Approved && t.Kind == payment.Payment {
			all = append(all, t.Reference)
		}
		return nil
	})
	limit := time.After(patience)
	for _, r := range all {
		c.controller.Inquire(r)
		for heard := payment.Reference(""); heard != r; {
			select {
			case e := <-c.controller.Events():
				heard = c.hear(e)
			case <-limit:
				return fmt.Errorf("no answer about %s", r)
			}
		}
	}
	return err
}

// count takes payments one after another and tells what the process holds after
// a tenth of them and at the end, and how long they took.
func (c *child) count() error {
	c.watch(100 * time.Millisecond)
	began := time.Now()
	for i := range c.Payments {
		if err := c.take(payment.Money(i + 1)); err != nil {
			return fmt.Errorf("payment %d: %w", i, err)
		}
		if i+1 == max(1, c.Payments/10) {
			say("held", holding())
		}
	}
	say("took", time.Since(began))
	say("held", holding())
	return nil
}

// take takes one payment, which must be approved.
func (c *child) take(amount payment.Money) error {
	c.controller.Pay(terminal.Order{Amount: amount, Channel: payment.Octopus})
	for c.sale.Sale.Amount != amount || c.sale.Phase != terminal.Finished {
		switch e := (<-c.controller.Events()).(type) {
		case terminal.Refused:
			return e.Err
		case terminal.SaleChanged:
			c.sale = e
		}
	}
	if c.sale.Sale.Status != payment.Approved {
		return fmt.Errorf("%+v", c.sale.Sale)
	}
	return nil
}

// held is what a process holds. Files are its open descriptors, Heap is what is
// in use after a collection; Resident is what the kernel says, with and without
// the journal's mapped file. Files and Resident are empty without a /proc.
type held struct {
	Goroutines, Files int
	Heap              uint64
	Resident          string
}

func holding() string {
	runtime.GC()
	runtime.GC() // what the first has finalised
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	h := held{Goroutines: runtime.NumGoroutine(), Heap: memory.HeapAlloc, Resident: residentMemory()}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil {
		h.Files = len(files)
	}
	text, err := json.Marshal(h)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func residentMemory() string {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return ""
	}
	var found []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "VmRSS:") || strings.HasPrefix(line, "RssAnon:") {
			found = append(found, strings.Join(strings.Fields(line), " "))
		}
	}
	return strings.Join(found, ", ")
}
