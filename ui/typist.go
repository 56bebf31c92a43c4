package ui

import "time"

// A scanner types its characters so soon after one another, and Enter right behind; no
// hand does. So many figures are typed too fast to be charged unseen, and so many are a
// code; fewer may be two fingers on two keys, or what a hand typed while the screen
// stood still. Letters are in no amount, so one of them and anything else are a code.
const (
	scannerPace   = 35 * time.Millisecond
	tooFast       = 4
	scannerLength = 6
)

// heldPace is how soon a key that is held repeats at the latest.
const heldPace = time.Second

// typist tells what a hand types from what a barcode scanner does, and a key that is
// pressed from one that is held. It belongs to the UI goroutine.
type typist struct {
	now func() time.Time
	// after runs a function on the UI goroutine a while later.
	after func(time.Duration, func())

	// count characters have come as fast as a scanner's, the newest at last; lettered:
	// one of them isn't in any amount.
	count    int
	last     time.Time
	lettered bool
	// key was typed at keyAt as the newest, when downs keys had gone down.
	key      string
	keyAt    time.Time
	downs    int
	keyDowns int
}

// down notes that a key went down. One that is held repeats without going down again.
func (t *typist) down() { t.downs++ }

// typed notes a character, and says whether it is new: it isn't where its key is held.
func (t *typist) typed(r rune) (pressed bool) {
	if !t.pressed(string(r)) {
		return false
	}
	if now := t.now(); now.Sub(t.last) > scannerPace {
		t.count, t.lettered = 0, false
	}
	t.count++
	t.last = t.now()
	t.lettered = t.lettered || !isFigure(r)
	return true
}

// pressed notes any key, and says whether it is new: not the same as before, soon after
// it, without any key having gone down between them. Where nobody tells of keys that go
// down none is held.
func (t *typist) pressed(key string) bool {
	now := t.now()
	held := t.downs > 0 && key == t.key && t.downs == t.keyDowns && now.Sub(t.keyAt) < heldPace
	t.key, t.keyAt, t.keyDowns = key, now, t.downs
	return !held
}

// other notes a key that is in no scanner's code.
func (t *typist) other() { t.count = 0 }

// begins says whether the newest character may be the first of a code.
func (t *typist) begins() bool { return t.count == 1 }

// scanned says whether what was typed until now may come from a scanner.
func (t *typist) scanned() bool {
	return t.coded() || t.count >= tooFast && t.now().Sub(t.last) <= scannerPace
}

// code says whether what was scanned is a code for sure.
func (t *typist) code() bool { return t.lettered || t.count >= scannerLength }

// coded says whether what was typed until now is, or is part of, no amount.
func (t *typist) coded() bool {
	return t.lettered && t.count > 1 && t.now().Sub(t.last) <= scannerPace
}

// alone does something for the newest character unless it is part of a scanner's code:
// as soon as the next one would have come.
func (t *typist) alone(do func()) {
	if t.count > 1 {
		return
	}
	last := t.last
	t.after(scannerPace, func() {
		if t.last == last && t.count <= 1 {
			do()
		}
	})
}

// isFigure says whether an amount may hold a character.
func isFigure(r rune) bool { return r >= '0' && r <= '9' || r == '.' || r == ',' }
