// Package touch makes presses land where the finger is, on every widget of the
// window. GLFW tells where the pointer went before it tells what was pressed
// there, but Fyne 2.8 applies a movement only after all presses that came with
// it: a finger that comes down somewhere new would press what lay under the last
// touch. So the window's presses wait until the movement has been applied.
package touch

// queue keeps what was pressed and released, in order, until it may be told. It
// belongs to the UI goroutine.
type queue struct {
	waiting []func()
	// later runs a function on the UI goroutine once the events that are being
	// told now have been applied.
	later func(func())
}

// add tells f after all that is waiting.
func (q *queue) add(f func()) {
	q.waiting = append(q.waiting, f)
	if len(q.waiting) == 1 {
		q.later(q.tell)
	}
}

func (q *queue) tell() {
	waiting := q.waiting
	q.waiting = nil
	for _, f := range waiting {
		f()
	}
}
