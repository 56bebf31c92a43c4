package terminal

import "time"

// Timing holds every duration the controller counts. Tests shorten it.
type Timing struct {
	// ReadMargin is added to the payment's time-out for the answer's way back.
	ReadMargin time.Duration
	// Inquiry bounds one inquiry or cancel, connecting included.
	Inquiry time.Duration
	// Print bounds one print, paper and all.
	Print time.Duration
	// Pause is how long a reconciliation waits before its next question.
	Pause time.Duration
	// CancelAgain is how long after its answer a cancel is repeated, while the
	// sale is still open.
	CancelAgain time.Duration
	// Ask is when a transaction is asked about after it became unknown;
	// after the last entry, every AskEvery.
	Ask []time.Duration
	// Verify is the same for one that was decided without proof; after the
	// last entry comes the window's end, then every AskEvery.
	Verify   []time.Duration
	AskEvery time.Duration
	// WindowFloor and WindowMargin make the window: how long after sending the
	// terminal may still take the sale: max(time-out, floor) + margin.
	WindowFloor, WindowMargin time.Duration
	// AbsentApart is how far apart two "no such order" must be to count.
	AbsentApart time.Duration
	// Probe is how long nothing has been heard from an idle terminal before
	// the till looks whether it can still be reached.
	Probe time.Duration
	// Rewrite is how long after a failed write to the journal the next is tried.
	Rewrite time.Duration
	// Tick is how often SecondsLeft is told.
	Tick time.Duration
}

// DefaultTiming is the timing of a real till (design: a transaction's life).
func DefaultTiming() Timing {
	s := time.Second
	return Timing{
		ReadMargin:   30 * s,
		Inquiry:      15 * s,
		Print:        20 * s,
		Pause:        s / 2,
		CancelAgain:  3 * s,
		Ask:          []time.Duration{0, 2 * s, 5 * s, 10 * s, 20 * s, 40 * s},
		Verify:       []time.Duration{5 * s, 20 * s, 60 * s},
		AskEvery:     60 * s,
		WindowFloor:  120 * s,
		WindowMargin: 90 * s,
		AbsentApart:  10 * s,
		Probe:        30 * s,
		Rewrite:      2 * s,
		Tick:         s,
	}
}
