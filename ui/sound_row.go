package ui

import "fyne.io/fyne/v2"

// soundRow is a row of buttons that play the sounds, each called what it means.
type soundRow struct {
	root    *fyne.Container
	buttons []*press
}

func newSoundRow(play func(Sound)) *soundRow {
	r := &soundRow{}
	r.root = &fyne.Container{Layout: r}
	for _, s := range []struct {
		sound Sound
		means string
	}{{SoundApproved, tr("Approved")}, {SoundRefused, tr("Not paid")}, {SoundUnknown, tr("Not known yet")}} {
		b := newPress(s.means, "", lookQuiet(), func() { play(s.sound) })
		r.buttons = append(r.buttons, b)
		r.root.Objects = append(r.root.Objects, b)
	}
	return r
}

// MinSize implements fyne.Layout.
func (r *soundRow) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(touch, tall(fieldInput*fieldUnit(), sizeBody*fieldUnit()))
}

// Layout implements fyne.Layout.
func (r *soundRow) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	each := (size.Width - 2*grid) / 3
	for i, b := range r.buttons {
		b.resizeType(sizeBody * fieldUnit())
		place(b, float32(i)*(each+grid), 0, each, size.Height)
	}
}
