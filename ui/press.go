package ui

import (
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// tap is the part of a widget that is pressed. It takes the focus from whatever
// has it, so that keys go to the window afterwards. Widgets embed it.
type tap struct {
	widget.BaseWidget
	// self is the widget that embeds it.
	self     fyne.CanvasObject
	onTap    func()
	disabled bool
	hovered  bool
	held     bool
}

// act does what the widget is for; nothing when disabled.
func (t *tap) act() {
	if !t.disabled && t.onTap != nil {
		t.onTap()
	}
}

// Tapped implements fyne.Tappable.
func (t *tap) Tapped(e *fyne.PointEvent) {
	corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(t.self)
	if p := pointerOf(t.self); p == nil || p.mayTap(t.self, corner.Add(e.Position), corner) {
		t.act()
	}
}

// MouseIn implements desktop.Hoverable.
func (t *tap) MouseIn(*desktop.MouseEvent) {
	t.hovered = true
	t.Refresh()
}

// MouseMoved implements desktop.Hoverable.
func (t *tap) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *tap) MouseOut() {
	t.hovered, t.held = false, false
	t.Refresh()
}

// MouseDown implements desktop.Mouseable.
func (t *tap) MouseDown(*desktop.MouseEvent) {
	t.held = true
	if p := pointerOf(t.self); p != nil {
		p.press()
	}
	if c := canvasOf(t.self); c != nil {
		c.Unfocus()
	}
	t.Refresh()
}

// MouseUp implements desktop.Mouseable.
func (t *tap) MouseUp(*desktop.MouseEvent) {
	t.held = false
	t.Refresh()
}

// tint is the fill of a pressed, touched or resting widget.
func (t *tap) tint(fill color.NRGBA) color.NRGBA {
	switch {
	case t.disabled:
		return fill
	case t.held:
		return shade(fill, -0.18)
	case t.hovered:
		return shade(fill, -0.07)
	}
	return fill
}

// look is how a press is painted.
type look struct {
	fill, ink, edge color.NRGBA
	edgeWidth       float32
}

// press is a button: a label, and below or beside it the key that does the same.
type press struct {
	stop
	label, key string
	look       look
	size       float32
	plain      bool // the label isn't bold
	tight      bool // it has narrow margins
	mayCut     bool // the label is somebody's name, of any length
}

func newPress(label, key string, l look, onTap func()) *press {
	p := &press{label: label, key: key, look: l, size: sizeStrong * textScale()}
	p.onTap, p.self = onTap, p
	p.ExtendBaseWidget(p)
	return p
}

// pressKey presses the button with a key, and says whether there is one.
func pressKey(buttons []*press, key string) bool {
	at := slices.IndexFunc(buttons, func(b *press) bool { return b.key != "" && strings.EqualFold(b.key, key) })
	if at < 0 {
		return false
	}
	buttons[at].act()
	return true
}

func lookPrimary() look {
	p := colours()
	return look{fill: p.harbour, ink: p.onFill, edge: p.harbour}
}

func lookQuiet() look {
	p := colours()
	return look{fill: p.card, ink: p.ink, edge: p.line, edgeWidth: 1}
}

func lookDanger() look {
	p := colours()
	return look{fill: p.card, ink: p.red, edge: p.red, edgeWidth: 2}
}

func lookDisabled() look {
	p := colours()
	return look{fill: p.sunken, ink: p.muted, edge: p.line, edgeWidth: 1}
}

// chosenLook is how a button looks that stands for what is chosen.
func chosenLook(on bool) look {
	if !on {
		return lookQuiet()
	}
	p := colours()
	return look{fill: p.harbourSoft, ink: p.harbour, edge: p.harbour, edgeWidth: 2}
}

// say changes label and look and whether it can be pressed.
func (p *press) say(label string, l look, enabled bool) {
	if p.label == label && p.look == l && p.disabled == !enabled {
		return
	}
	p.label, p.look, p.disabled = label, l, !enabled
	p.Refresh()
}

// resizeType gives the label a size of the type scale.
func (p *press) resizeType(size float32) { p.fixType(size * textScale()) }

// fixType gives the label a size that doesn't grow with the others.
func (p *press) fixType(size float32) {
	if p.size != size {
		p.size = size
		p.Refresh()
	}
}

// wanted is the width that label and key take side by side, with margins.
func (p *press) wanted() float32 {
	w := fyne.MeasureText(p.label, p.size, fyne.TextStyle{Bold: !p.plain}).Width + 4*gridWide
	if p.tight {
		w -= 2 * gridWide
	}
	if p.key != "" {
		w += fyne.MeasureText(p.key, p.keySize(), fyne.TextStyle{}).Width + gridWide
	}
	return w
}

func (p *press) keySize() float32 { return max(sizeSmall, p.size*0.65) }

// MinSize implements fyne.Widget: a target for a finger.
func (p *press) MinSize() fyne.Size { return fyne.NewSize(touch, touch) }

// CreateRenderer implements fyne.Widget.
func (p *press) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	r := &pressRenderer{press: p, face: canvas.NewRectangle(color.Transparent), ring: newFocusRing()}
	for range pressLines {
		r.lines = append(r.lines, canvas.NewText("", color.Black))
	}
	r.key = canvas.NewText("", color.Black)
	r.Refresh()
	return r
}

// pressLines is how many lines an enlarged label may take.
const pressLines = 2

type pressRenderer struct {
	press *press
	face  *canvas.Rectangle
	ring  *focusRing
	lines []*canvas.Text
	key   *canvas.Text
}

func (r *pressRenderer) Layout(size fyne.Size) {
	p := r.press
	r.face.Resize(size)
	r.ring.resize(size)
	r.key.TextSize = p.keySize()
	// A key beside the label takes width from it; in a tall button it stands below.
	stacked := size.Height > size.Width
	if room := size.Width - 2*grid; enlarged() && (stacked || r.key.MinSize().Width > room/3) {
		r.key.TextSize = fitSize(p.key, r.key.TextStyle, r.key.TextSize, sizeSmall, room/2)
	}
	key, beside := r.key.MinSize(), float32(0)
	if p.key != "" && !stacked {
		smallest := fyne.MeasureText(p.label, sizeSmall, fyne.TextStyle{Bold: !p.plain})
		stacked = smallest.Width > size.Width-2*grid-key.Width-gridWide && smallest.Height+key.Height <= size.Height
	}
	if p.key != "" && !stacked {
		beside = key.Width + gridWide
	}
	room := size.Height
	if stacked && p.key != "" && enlarged() {
		room -= key.Height
	}
	lines, typeSize := p.fit(size.Width-2*grid-beside, room)
	label := fyne.NewSize(0, 0)
	for i, t := range r.lines {
		t.Text, t.TextSize, t.Alignment = "", typeSize, fyne.TextAlignCenter
		if i < len(lines) {
			t.Text = lines[i]
			one := t.MinSize()
			label = fyne.NewSize(max(label.Width, one.Width), label.Height+one.Height)
		}
	}
	r.key.Resize(key)
	x, y := (size.Width-label.Width-beside)/2, (size.Height-label.Height)/2
	if stacked && p.key != "" {
		x, y = (size.Width-label.Width)/2, (size.Height-label.Height-key.Height)/2
		r.key.Move(fyne.NewPos((size.Width-key.Width)/2, y+label.Height))
	} else {
		r.key.Move(fyne.NewPos(x+label.Width+gridWide, (size.Height-key.Height)/2))
	}
	for i, t := range r.lines {
		if i < len(lines) {
			height := t.MinSize().Height
			t.Resize(fyne.NewSize(label.Width, height))
			t.Move(fyne.NewPos(x, y+float32(i)*height))
		}
	}
}

// fit says how the label is written in a box.
func (p *press) fit(width, height float32) (lines []string, size float32) {
	style := fyne.TextStyle{Bold: !p.plain}
	lines, size = fitLabel(p.label, style, p.size, fyne.NewSize(width, height))
	if lines == nil {
		size = fitSize(p.label, style, p.size/textScale(), sizeSmall, width)
		lines = []string{shorten(p.label, func(s string) bool { return fyne.MeasureText(s, size, style).Width <= width })}
	}
	return lines, size
}

func (r *pressRenderer) MinSize() fyne.Size { return r.press.MinSize() }

func (r *pressRenderer) Refresh() {
	p := r.press
	l := p.look
	if p.disabled {
		l = lookDisabled()
	}
	r.face.FillColor, r.face.StrokeColor, r.face.StrokeWidth = p.tint(l.fill), l.edge, l.edgeWidth
	r.face.CornerRadius = corner
	r.ring.show(p.focused && !p.disabled)
	for _, t := range r.lines {
		t.Color, t.TextStyle.Bold = l.ink, !p.plain
	}
	r.key.Text, r.key.Color = p.key, l.ink
	r.Layout(p.Size())
	canvas.Refresh(p)
}

func (r *pressRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.face, r.key}
	for _, t := range r.lines {
		objects = append(objects, t)
	}
	return append(objects, r.ring.objects()...)
}

func (r *pressRenderer) Destroy() {}
