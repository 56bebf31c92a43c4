package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/driver/desktop"
)

// touches are ways of touching the key 5 after the key 9.
func touches() map[string]touchCase {
	button := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	return map[string]touchCase{
		"a mouse": {func(w *till, _, here *press) {
			here.MouseIn(&desktop.MouseEvent{})
			here.MouseDown(button)
			w.now = w.now.Add(80 * time.Millisecond)
			here.MouseUp(button)
			here.Tapped(nil)
		}, "HK$5"},
		"a finger, pressed where it was last": {func(w *till, last, here *press) {
			last.MouseDown(button)
			last.MouseOut()
			here.MouseIn(button)
			w.now = w.now.Add(80 * time.Millisecond)
			here.MouseUp(button)
		}, "HK$5"},
		"a short touch, all where it was last": {func(w *till, last, here *press) {
			last.MouseDown(button)
			last.MouseUp(button)
			last.Tapped(nil)
			last.MouseOut()
			here.MouseIn(&desktop.MouseEvent{})
			w.drain()
		}, "HK$5"},
		"a short touch in the same place": {func(w *till, last, _ *press) {
			last.MouseDown(button)
			last.MouseUp(button)
			last.Tapped(nil)
			w.drain()
		}, "HK$9"},
		"a finger after a touch beside everything": {func(w *till, _, here *press) {
			w.root.Objects[1].(*backdrop).MouseDown(button)
			here.MouseIn(button)
			w.now = w.now.Add(80 * time.Millisecond)
			here.MouseUp(button)
		}, "HK$5"},
		"a mouse dragged onto a key": {func(w *till, last, here *press) {
			last.MouseDown(button)
			w.now = w.now.Add(80 * time.Millisecond)
			last.MouseOut()
			here.MouseIn(button)
			here.MouseUp(button)
		}, "HK$0.00"},
	}
}

type touchCase struct {
	touch func(w *till, last, here *press)
	want  string
}

func TestTouchesLandWhereTheFingerIs(t *testing.T) {
	for name, test := range touches() {
		t.Run(name, func(t *testing.T) {
			w := newTill(t)
			w.queued = true
			w.pointer.later = w.do
			digits := w.sale.entry.keypad.digits
			last, here := digits[2], digits[4]
			last.MouseIn(&desktop.MouseEvent{})
			w.now = w.now.Add(time.Second)
			test.touch(w, last, here)
			if got := w.sale.state.typed.shown(); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}
