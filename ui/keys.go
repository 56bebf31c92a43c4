package ui

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// listen takes every key that no widget has the focus for.
func (w *Window) listen(c fyne.Canvas) {
	c.SetOnTypedRune(w.typedRune)
	c.SetOnTypedKey(w.typedKey)
	if d, ok := c.(desktop.Canvas); ok {
		w.countsDowns = true
		d.SetOnKeyDown(w.keyDown)
	}
	c.AddShortcut(searchShortcut(), func(fyne.Shortcut) {
		if w.cover == nil && w.section == sectionHistory {
			w.history.search()
		}
	})
	c.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) {
		if w.cover == nil && w.section == sectionSale {
			w.sale.paste(fyne.CurrentApp().Clipboard().Content())
		}
	})
	c.AddShortcut(quitShortcut(), func(fyne.Shortcut) { w.onClose() })
	c.AddShortcut(drillShortcut(), func(fyne.Shortcut) { w.drills.done.act() })
	c.AddShortcut(lockShortcut(), func(fyne.Shortcut) { w.signOut() })
	for i, s := range w.top.sections() {
		key := fyne.KeyName(rune('1' + i))
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { w.visit(s) })
	}
}

// lockShortcut is Ctrl+L.
func lockShortcut() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyL, Modifier: fyne.KeyModifierControl}
}

// drillShortcut is Ctrl+D.
func drillShortcut() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyD, Modifier: fyne.KeyModifierControl}
}

// quitShortcut is Ctrl+Q.
func quitShortcut() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierControl}
}

// searchShortcut is Ctrl+F.
func searchShortcut() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierControl}
}

func isEnter(name fyne.KeyName) bool { return name == fyne.KeyReturn || name == fyne.KeyEnter }

func (w *Window) keyDown(e *fyne.KeyEvent) {
	w.typist.down()
	if isEnter(e.Name) || e.Name == fyne.KeySpace {
		w.fresh = e.Name
	}
}

// mayPress implements keyboard. A scanner that ends its code with Tab and Enter
// presses nothing: no hand is that fast.
func (w *Window) mayPress(key fyne.KeyName, since time.Time) bool {
	w.crew.used()
	if w.countsDowns && w.fresh != key {
		return false
	}
	w.fresh = ""
	return w.cfg.Now().Sub(since) > scannerPace
}

// dropFocus takes the focus from a button that isn't shown any more, so that no key
// presses it when it comes back.
func (w *Window) dropFocus() {
	c := w.window.Canvas()
	if b, ok := c.Focused().(interface {
		fyne.CanvasObject
		gone() bool
	}); ok && b.gone() {
		c.Unfocus()
	}
}

// dialog is what Fyne shows over the window, a file dialog for one; nil without
// any. What is typed into nothing while it is there is for nothing below it.
func (w *Window) dialog() fyne.CanvasObject { return w.window.Canvas().Overlays().Top() }

// typedRune takes a character. Figures show at once; what a letter does waits until no
// scanner can be at work any more, and isn't done over and over by a key that is held.
func (w *Window) typedRune(r rune) {
	w.crew.used()
	pressed := w.typist.typed(r)
	if w.dialog() != nil {
		return
	}
	if w.typist.begins() {
		w.sale.beforeCode()
		w.giving.beforeCode()
	}
	switch {
	case w.takesAll():
		w.character(r)
	case isFigure(r) && w.takesFigures():
		if w.cover == w.pin || !w.typist.coded() {
			w.character(r)
		}
	case pressed:
		front := w.front()
		w.typist.alone(func() {
			if w.front() == front { // else it was meant for what was there before
				w.character(r)
			}
		})
	}
}

// front is what takes keys.
type front struct {
	cover   cover
	section section
	sale    saleMode
}

func (w *Window) front() front { return front{w.cover, w.section, w.sale.mode} }

// takesAll says whether every character counts at once: it goes into a text field,
// though none has the keyboard yet, or leads on in a guide before money is at stake.
func (w *Window) takesAll() bool {
	if w.cover != nil {
		return w.cover == w.guide && w.cfg.Guide.step < guideConfirm
	}
	return w.section == sectionHistory && !w.history.opened
}

// takesFigures says whether figures are typed now, and not answers to a question.
func (w *Window) takesFigures() bool {
	if w.cover == nil {
		return w.section == sectionSale && w.sale.mode != questioning
	}
	return w.cover == w.pin || w.cover == w.giving
}

// character does what a character is for on what is in front. The key that has just
// put that there does nothing to it.
func (w *Window) character(r rune) {
	switch {
	case w.cover != nil && !w.takesFigures() && strings.EqualFold(string(r), w.opener) && w.cfg.Now().Sub(w.coveredAt) < outcomeStands:
	case w.cover != nil:
		w.cover.key(string(r))
	case r == '?' || r == '？':
		w.onHelp()
	default:
		w.screens[w.section].rune(r)
	}
}

// repeats says whether a key goes on doing what it does while it is held.
func repeats(name fyne.KeyName) bool {
	return slices.Contains([]fyne.KeyName{
		fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyPageUp, fyne.KeyPageDown,
	}, name)
}

// modifies says whether a key only changes what others do. A scanner presses Shift in
// the middle of a code.
func modifies(name fyne.KeyName) bool {
	return slices.Contains([]fyne.KeyName{
		desktop.KeyShiftLeft, desktop.KeyShiftRight, desktop.KeyControlLeft, desktop.KeyControlRight, desktop.KeyAltLeft,
		desktop.KeyAltRight, desktop.KeySuperLeft, desktop.KeySuperRight, desktop.KeyCapsLock,
	}, name)
}

// typedKey takes a key; those of characters come again, as characters.
func (w *Window) typedKey(e *fyne.KeyEvent) {
	w.crew.used()
	if len(e.Name) <= 1 || e.Name == fyne.KeySpace || modifies(e.Name) {
		return
	}
	if pressed := w.typist.pressed(string(e.Name)); !pressed && !repeats(e.Name) && !isEnter(e.Name) {
		return
	}
	if isEnter(e.Name) {
		if w.countsDowns && w.fresh != e.Name {
			return
		}
		w.fresh = ""
		if w.cover != w.pin && w.typist.scanned() {
			switch {
			case w.cover == w.giving:
				w.giving.scanned(w.typist.code())
			case w.cover == nil && w.section == sectionSale:
				w.sale.scanned(w.typist.code())
			}
			return
		}
	} else {
		w.typist.other()
	}
	w.command(e.Name)
}

// command does what a key is for on what is in front.
func (w *Window) command(name fyne.KeyName) {
	above := w.dialog()
	switch {
	case above != nil && name == fyne.KeyEscape:
		w.window.Canvas().Overlays().Remove(above)
	case above != nil:
	case w.cover == nil:
		w.screens[w.section].key(name)
	case name == fyne.KeyEscape:
		w.cover.key("Esc")
	case name == fyne.KeyBackspace:
		w.cover.key("⌫")
	case isEnter(name):
		w.cover.key("Enter")
	default:
		scrollKey(w.cover.face(), name)
	}
}
