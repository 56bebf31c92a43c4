package leave

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

var errDisk = errors.New("the disk")

// TestLeavesOnce: however often somebody leaves, the loop is told once, and what is
// behind it closed once.
func TestLeavesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end, quits, closes := make(chan struct{}), 0, 0
		l := New(func() {
			quits++
			close(end)
		}, func(error) { t.Error("the program was ended") })
		err := l.Run(func() {
			l.Leave()
			l.LeaveOn(func(quit func()) { quit() })
			<-end
		}, func() error {
			closes++
			return errDisk
		})
		time.Sleep(2 * Patience)
		if !errors.Is(err, errDisk) || quits != 1 || closes != 1 {
			t.Errorf("%v; quit %d times, closed %d times", err, quits, closes)
		}
	})
}

// TestLoopThatEnds by itself closes what is behind it.
func TestLoopThatEnds(t *testing.T) {
	l := New(func() { t.Error("told to end") }, func(error) { t.Error("the program was ended") })
	closed := false
	if err := l.Run(func() {}, func() error { closed = true; return nil }); err != nil || !closed {
		t.Errorf("%v, closed: %v", err, closed)
	}
}

// TestLoopThatHangs: what is behind it is closed at once all the same, and the
// program ends with what that came to.
func TestLoopThatHangs(t *testing.T) {
	for name, c := range map[string]struct {
		takes     time.Duration
		err, want error
	}{
		"closed":       {0, nil, nil},
		"closed badly": {0, errDisk, errDisk},
		"not closed":   {2 * Patience, nil, ErrNotInTime},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start, end, exits := time.Now(), make(chan struct{}), make(chan error, 2)
				began := make(chan time.Duration, 1)
				l := New(func() {}, func(err error) { exits <- err })
				go l.Run(func() {
					l.Leave()
					<-end
				}, func() error {
					began <- time.Since(start)
					time.Sleep(c.takes)
					return c.err
				})
				if waited := <-began; waited != 0 {
					t.Errorf("began to close after %v", waited)
				}
				if err := <-exits; !errors.Is(err, c.want) || time.Since(start) != Patience {
					t.Errorf("ended with %v after %v", err, time.Since(start))
				}
				close(end)
				time.Sleep(2 * Patience)
				if len(exits) > 0 {
					t.Error("ended twice")
				}
			})
		})
	}
}
