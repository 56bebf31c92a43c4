package ui

import (
	"testing"

	"harbourtill/terminal"
)

func TestAdvice(t *testing.T) {
	for _, test := range []struct {
		screen, customer sight
		armed            bool
		title            string
		settle, paid     bool
	}{
		{seesWaiting, seesNothing, true, "The payment is still open", false, false},
		{seesWaiting, seesPaid, false, "The payment is still open", false, false},
		{seesPaid, seesPaid, false, "It looks paid", true, true},
		{seesPaid, seesNothing, true, "It looks paid", true, true},
		{seesNothing, seesPaid, false, "It looks paid", true, true},
		{seesPaid, seesUnpaid, false, "The two don't agree", false, false},
		{seesUnpaid, seesPaid, true, "The two don't agree", false, false},
		{seesUnpaid, seesUnpaid, true, "It isn't over yet", false, false},
		{seesUnpaid, seesUnpaid, false, "It looks unpaid", true, false},
		{seesUnpaid, seesNothing, false, "Nobody knows yet", true, false},
		{seesNothing, seesNothing, true, "It isn't over yet", false, false},
		{seesNothing, seesNothing, false, "Nobody knows yet", true, false},
	} {
		got := advise(terminal.Question{Armed: test.armed}, test.screen, test.customer)
		if got.Title != test.title || got.settle != test.settle || got.paid != test.paid {
			t.Errorf("%s and %s, armed %v: %+v", test.screen, test.customer, test.armed, got)
		}
	}
}
