// Package leave closes a window and what is behind it, even where Fyne doesn't let
// go of the window.
package leave

import (
	"errors"
	"sync"
	"time"
)

// Patience is how long the window and what is behind it may take to close.
const Patience = 5 * time.Second

// ErrNotInTime is what is reported when something behind the window didn't close in
// Patience.
var ErrNotInTime = errors.New("the till didn't close in time; what was under way is asked about at the next start")

// Leaver closes a window once, whoever asks. Fyne's loop (2.8) may never return when
// it is told to: it waits for what it has queued for its end, and what comes while
// it empties the queue never runs. So what is behind the window is closed beside the
// loop and not after it, and a loop that doesn't end is left: all that counts is on
// disk by then. Safe for concurrent use.
type Leaver struct {
	quit  func()
	exit  func(error)
	once  sync.Once
	asked chan struct{}
}

// New returns a Leaver. quit tells the loop to end; it is called at most once, by
// Leave. exit ends the program, where Run doesn't return in Patience, with what
// closing came to.
func New(quit func(), exit func(error)) *Leaver {
	return &Leaver{quit: quit, exit: exit, asked: make(chan struct{})}
}

// Leave begins to close everything. It is called on the loop's goroutine.
func (l *Leaver) Leave() { l.LeaveOn(func(quit func()) { quit() }) }

// LeaveOn begins to close everything from any goroutine; do calls a function on the
// loop's.
func (l *Leaver) LeaveOn(do func(func())) {
	if l.ask() {
		do(l.quit)
	}
}

// ask says whether nobody has asked before.
func (l *Leaver) ask() (first bool) {
	l.once.Do(func() {
		close(l.asked)
		first = true
	})
	return first
}

// Run runs the loop until somebody leaves, or until it ends by itself, and calls
// behind once, on another goroutine, as soon as either is so. It returns behind's
// error when both have ended.
func (l *Leaver) Run(loop func(), behind func() error) error {
	var err error
	closed, ended := make(chan struct{}), make(chan struct{})
	defer close(ended)
	go func() {
		<-l.asked
		err = behind()
		close(closed)
	}()
	go func() {
		<-l.asked
		select {
		case <-ended:
			return
		case <-time.After(Patience):
		}
		select {
		case <-closed:
			l.exit(err)
		default:
			l.exit(ErrNotInTime)
		}
	}()
	loop()
	l.ask()
	<-closed
	return err
}
