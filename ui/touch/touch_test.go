package touch

import (
	"slices"
	"testing"
)

// TestPressesWaitForTheMovement: what is pressed while events are told comes
// after them, in its order, and once.
func TestPressesWaitForTheMovement(t *testing.T) {
	var told []string
	var later []func()
	q := &queue{later: func(f func()) { later = append(later, f) }}
	say := func(text string) func() { return func() { told = append(told, text) } }
	for _, text := range []string{"press", "release"} {
		q.add(say(text))
	}
	say("move")()
	for len(later) > 0 {
		f := later[0]
		later = later[1:]
		f()
		if len(told) == 3 {
			q.add(say("press again"))
		}
	}
	if want := []string{"move", "press", "release", "press again"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}
