package terminal

import (
	"strings"
	"testing"
	"time"
)

// TestModelStories runs scenarios that chance draws too seldom.
func TestModelStories(t *testing.T) {
	wait := func(d time.Duration) step { return step{Do: doWait, Wait: d} }
	pay := func(c customer) step { return step{Do: doPay, Customer: c} }
	for name, steps := range map[string][]step{
		"an inquiry decides just as it makes way for a cancel": {
			{Do: doAsks, Asks: atLast},
			pay(customer{Ends: pays, After: time.Second, Way: snaps}),
			wait(5 * time.Second),
			{Do: doCancel, Cancels: sealed},
			wait(time.Minute),
		},
		"the terminal denies what it has approved": {
			pay(customer{Ends: pays, Way: sealed}), {Do: doAsks, Asks: denies}, {Do: doInquire}, wait(time.Minute),
		},
		"a cancel travels while the next sale is begun": {
			pay(customer{Ends: pays, After: odd(100, 31), Way: sealed}), wait(time.Second),
			{Do: doCancel, Cancels: hangs},
			{Do: doPay, Idle: true, Customer: customer{Ends: pays, After: odd(40, 29), Way: sealed}},
			wait(time.Minute),
		},
		"money after a forged refusal": {
			pay(customer{Ends: pays, After: odd(40, 29), Way: forgedRefusal}), {Do: doCrash}, wait(10 * time.Minute),
		},
		"nothing can be written from the moment the request is on its way": {
			pay(customer{Ends: pays, After: odd(14, 23), Way: sealed}), {Do: doDisk, Fails: 3}, wait(time.Minute), {Do: doCrash},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if faults := runScenario(t, t.TempDir(), scenario{Steps: steps}); len(faults) > 0 {
				t.Error(strings.Join(faults, "\n"))
			}
		})
	}
}
