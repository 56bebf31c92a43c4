package terminal_test

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// The soak's variables: how many kills or payments, and the seed of the
// commands, the faults and the kills.
const (
	killsVariable    = "HARBOUR_TILL_KILLS"
	paymentsVariable = "HARBOUR_TILL_PAYMENTS"
	seedVariable     = "HARBOUR_TILL_SEED"
)

// TestMain runs the tests, or a till to be killed by one of them, and keeps them
// out of the keyring of whoever runs them.
func TestMain(m *testing.M) {
	keyring.MockInitWithError(keyring.ErrUnsupportedPlatform)
	if orders := os.Getenv(childVariable); orders != "" {
		os.Exit(childMain(orders))
	}
	// A failing case of the model prints its seed; no file of it is needed.
	if err := flag.Set("rapid.nofailfile", "true"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// setting reads a number from the environment.
func setting(t *testing.T, variable string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// crashTills is how many tills live and die side by side.
const crashTills = 6

// TestNothingIsLostWhenTheTillIsKilled kills tills with SIGKILL, at every stage
// of payments that meet every fault, and then compares each journal with its
// terminal's ledger. What SIGKILL leaves is what the operating system has been
// given: a power cut takes more, and it is fsync that answers that.
func TestNothingIsLostWhenTheTillIsKilled(t *testing.T) {
	kills := uint64(300)
	if underRace {
		kills = 60
	}
	kills, seed := setting(t, killsVariable, kills), setting(t, seedVariable, 1)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("replay the commands, the faults and the kills' delays with %s=%d %s=%d", seedVariable, seed, killsVariable, kills)
		}
	})
	began := time.Now()
	var tills []*crashTill
	var lives sync.WaitGroup
	for n := range uint64(crashTills) {
		c := newCrashTill(t, seed, n)
		tills = append(tills, c)
		lives.Go(func() {
			for range (kills + n) / crashTills {
				c.liveAndDie()
			}
			c.terminal.calm("approve:0s")
			c.finish(modeSettle)
		})
	}
	lives.Wait()
	sums := newCrashSums()
	for _, c := range tills {
		sums.compare(c, false)
	}
	for _, c := range tills {
		c.finish(modeAudit)
		sums.compare(c, true)
		sums.count(c)
	}
	t.Logf("seed %d, %v, %d kills\n%s", seed, time.Since(began).Round(time.Second), kills, sums.text())
}

// TestTruthAfterARestart loses one answer and kills the till in that moment; the
// next start finds out what happened, with the timing of a real till.
func TestTruthAfterARestart(t *testing.T) {
	var times []time.Duration
	for n := range uint64(9) {
		c := newCrashTill(t, 1, n)
		c.terminal.calm("answer-lost")
		c.orders.Timing, c.orders.Mode, c.orders.Payments = terminal.DefaultTiming(), modePay, 1
		l := c.start()
		c.await(answerLeaves)
		l.kill()
		c.autopsy(nil)
		c.orders.Payments = 0
		l = c.start()
		c.await(truth)
		times = append(times, time.Since(l.began))
		l.kill()
		c.autopsy(nil)
		for ref, tr := range c.before {
			if tr.Status != payment.Approved {
				t.Errorf("%s is %s (%s)", ref, tr.Status, tr.Reason)
			}
		}
	}
	slices.Sort(times)
	t.Logf("from the till's start to the truth about a lost answer: median %v, longest %v of %d",
		times[len(times)/2], times[len(times)-1], len(times))
}

// TestManyPayments takes payments one after another in one process. From the
// first tenth of them to the end it may hold no more goroutines and files, and
// hardly more memory: 5 %, and what bbolt remembers of each page that it has
// allocated since the journal was opened, some 16 bytes a payment.
func TestManyPayments(t *testing.T) {
	c := newCrashTill(t, 1, 0)
	c.terminal.calm("approve:0s")
	payments := setting(t, paymentsVariable, 500)
	c.orders.Mode, c.orders.Payments, c.orders.Timing = modeCount, int(payments), terminal.DefaultTiming()
	var all []held
	for _, line := range c.finish(modeCount) {
		if took, ok := strings.CutPrefix(line, "took "); ok {
			d, err := time.ParseDuration(took)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d payments in %v, %.0f a second", payments, d.Round(time.Millisecond), float64(payments)/d.Seconds())
		}
		if text, ok := strings.CutPrefix(line, "held "); ok {
			var h held
			if err := json.Unmarshal([]byte(text), &h); err != nil {
				t.Fatal(err)
			}
			t.Logf("holds %d goroutines, %d files, %d kB of heap; %s", h.Goroutines, h.Files, h.Heap/1024, h.Resident)
			all = append(all, h)
		}
	}
	if len(all) != 2 {
		t.Fatalf("the child has told %d times what it holds", len(all))
	}
	before, after := all[0], all[1]
	limit := before.Heap + before.Heap/20 + 24*uint64(payments)
	if after.Goroutines > before.Goroutines || after.Files > before.Files || after.Heap > limit {
		t.Errorf("from %+v it has grown to %+v", before, after)
	}
	newCrashSums().compare(c, false)
	if n := len(c.before); n != int(payments) {
		t.Errorf("%d transactions are in the journal, of %d payments", n, payments)
	}
}
