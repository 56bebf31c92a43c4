package terminal_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// crashTill is a till that is killed over and over, its terminal, and what was
// seen of its journal between two lives.
type crashTill struct {
	t        *testing.T
	orders   childOrders
	folder   string
	terminal *badTerminal
	rng      *rand.Rand
	moments  chan string
	// before is every transaction as it was after the last kill.
	before map[payment.Reference]payment.Transaction
	// kills counts the kills by what the till was doing.
	kills map[string]int
}

// crashTiming makes minutes of asking take a second or two.
func crashTiming() terminal.Timing {
	ms := time.Millisecond
	return terminal.Timing{
		ReadMargin: 200 * ms, Inquiry: time.Second, CancelAgain: 10 * ms,
		Ask: []time.Duration{0, 5 * ms, 15 * ms, 40 * ms}, Verify: []time.Duration{5 * ms, 40 * ms}, AskEvery: 60 * ms,
		WindowFloor: time.Second, WindowMargin: 500 * ms, AbsentApart: 20 * ms, Probe: time.Second, Tick: 100 * ms,
	}
}

func newCrashTill(t *testing.T, seed, number uint64) *crashTill {
	t.Helper()
	p := checkProfile()
	p.POSKey, p.PaymentTimeout = haojin.POSKey(fmt.Sprintf("crash_till_%05d", number)), 1
	c := &crashTill{
		t: t, folder: t.TempDir(), rng: rand.New(rand.NewPCG(seed, 1000+number)), moments: make(chan string, 64),
		before: make(map[payment.Reference]payment.Transaction), kills: make(map[string]int),
	}
	c.terminal = startBadTerminal(t, &p, seed, 2000+number)
	c.terminal.moment = c.moment
	c.orders = childOrders{
		Mode: modeLive, Profile: p, Journal: filepath.Join(c.folder, "data", "till.db"), Timing: crashTiming(),
		Seed: seed + number<<32,
	}
	return c
}

// moment passes on what happens; nobody waits for a till that is dead.
func (c *crashTill) moment(name string) {
	select {
	case c.moments <- name:
	default:
	}
}

// life is a running child.
type life struct {
	cmd    *exec.Cmd
	stdin  io.Closer
	stderr bytes.Buffer
	said   sync.WaitGroup
	lines  []string
	began  time.Time
}

// start runs a child.
func (c *crashTill) start() *life {
	orders := filepath.Join(c.folder, "orders.json")
	text, err := json.Marshal(c.orders)
	if err == nil {
		err = os.WriteFile(orders, text, 0o600)
	}
	l := &life{}
	var stdout io.Reader
	if err == nil {
		l.cmd = exec.Command(os.Args[0])
		l.cmd.Env = append(os.Environ(), childVariable+"="+orders)
		l.cmd.Stderr = &l.stderr
		l.stdin, err = l.cmd.StdinPipe()
	}
	if err == nil {
		stdout, err = l.cmd.StdoutPipe()
	}
	if err == nil {
		for len(c.moments) > 0 {
			<-c.moments
		}
		l.began = time.Now()
		err = l.cmd.Start()
	}
	if err != nil {
		panic(err)
	}
	l.said.Go(func() {
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			l.lines = append(l.lines, lines.Text())
			c.moment(lines.Text())
		}
	})
	return l
}

// end waits until a child has ended, and returns all that it said.
func (l *life) end() ([]string, error) {
	l.said.Wait()
	err := l.cmd.Wait()
	return l.lines, err
}

// kill ends a child as a crash does.
func (l *life) kill() ([]string, error) {
	_ = l.cmd.Process.Kill()
	return l.end()
}

// await waits until something happens.
func (c *crashTill) await(moment string) {
	c.t.Helper()
	limit := time.After(patience)
	for {
		select {
		case name := <-c.moments:
			if name == moment {
				return
			}
		case <-limit:
			c.t.Fatalf("no %q in %v", moment, patience)
		}
	}
}

// aim is when a child is to be killed: some time after the nth of a moment, or
// of its start, and anyhow after limit.
type aim struct {
	moment string
	nth    int
	delay  time.Duration
	limit  time.Duration
}

// newAim draws one. The short delays hit what takes microseconds: a write to
// the journal, the way of a request, an answer that travels.
func (c *crashTill) newAim() aim {
	moments := []string{
		"", "open", "pay", "pay", paymentArrives, paymentArrives, answerLeaves, answerLeft, inquiryArrives, inquiryLeft, cancelArrives,
	}
	a := aim{moment: moments[c.rng.IntN(len(moments))], nth: 1 + c.rng.IntN(4), limit: 300 * time.Millisecond}
	most := []time.Duration{200 * time.Microsecond, 2 * time.Millisecond, 40 * time.Millisecond}[c.rng.IntN(3)]
	switch {
	case a.moment == "": // a till is up in a few milliseconds
		a.nth, most = 0, 6*time.Millisecond
	case a.moment == "open":
		a.nth = 1
	case c.rng.IntN(12) == 0: // now and then long enough for "no such order" to decide
		a.delay, a.limit = time.Second, 4*time.Second
	}
	a.delay += time.Duration(c.rng.Int64N(int64(most)))
	return a
}

// liveAndDie runs a child, kills it, and looks at what it left.
func (c *crashTill) liveAndDie() {
	a := c.newAim()
	l := c.start()
	limit := time.After(a.limit)
	for waiting := a.nth > 0; waiting; {
		select {
		case name := <-c.moments:
			if name == a.moment {
				a.nth--
			}
			waiting = a.nth > 0
		case <-limit:
			waiting = false
		}
	}
	time.Sleep(a.delay)
	said, err := l.kill()
	if state := l.cmd.ProcessState; state.Exited() || strings.Contains(l.stderr.String(), "DATA RACE") {
		c.t.Errorf("life %d ended by itself: %v\n%s", c.orders.Life, err, l.stderr.String())
	}
	c.orders.Life++
	c.kills[c.autopsy(said)]++
}

// finish runs a child that ends by itself, and returns what it said.
func (c *crashTill) finish(mode string) []string {
	c.orders.Mode = mode
	l := c.start()
	said, err := l.end()
	if err != nil {
		c.t.Errorf("%s: %v\n%s", mode, err, l.stderr.String())
	}
	c.orders.Life++
	return said
}
