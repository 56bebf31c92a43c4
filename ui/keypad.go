package ui

import "fyne.io/fyne/v2"

// keypad is the block of keys beside the tiles: digits on the left, Backspace
// and Clear on the right.
type keypad struct {
	root   *fyne.Container
	digits []*press
	back   *press
	clear  *press
}

// newKeypad builds the keys; typed gets "0" to "9", "00" or ".".
func newKeypad(typed func(string), back, clear func()) *keypad {
	k := &keypad{}
	for _, label := range []string{"7", "8", "9", "4", "5", "6", "1", "2", "3", "00", "0", "."} {
		key := newPress(label, "", lookQuiet(), func() { typed(label) })
		key.passed = true
		k.digits = append(k.digits, key)
	}
	quiet := lookQuiet()
	quiet.fill = colours().sunken
	k.back = newPress("⌫", "", quiet, back)
	k.clear = newPress(tr("Clear"), "", quiet, clear)
	k.clear.key = "Esc"
	k.back.passed, k.clear.passed = true, true
	k.root = &fyne.Container{Layout: k}
	for _, key := range k.digits {
		k.root.Objects = append(k.root.Objects, key)
	}
	k.root.Objects = append(k.root.Objects, k.back, k.clear)
	return k
}

// Layout implements fyne.Layout.
func (k *keypad) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	width := (size.Width - 3*grid) / 4
	height := (size.Height - 3*grid) / 4
	for i, key := range k.digits {
		key.resizeType(max(sizeTitle, min(height*0.42, sizeHuge)))
		key.Resize(fyne.NewSize(width, height))
		key.Move(fyne.NewPos(float32(i%3)*(width+grid), float32(i/3)*(height+grid)))
	}
	x := 3 * (width + grid)
	tall := fyne.NewSize(width, 2*height+grid)
	k.back.resizeType(max(sizeLarge, min(height*0.55, 2*sizeLarge)))
	k.clear.resizeType(max(sizeStrong, min(height*0.36, sizeLarge)))
	for i, key := range []*press{k.back, k.clear} {
		key.Resize(tall)
		key.Move(fyne.NewPos(x, float32(i)*(tall.Height+grid)))
	}
}

// MinSize implements fyne.Layout: four rows of touchable keys.
func (k *keypad) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(4*touch+3*grid, 4*touch+3*grid)
}
