package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// tap is the part of a widget that is pressed. It never takes the focus, so
// keys keep going to the window. Widgets embed it.
type tap struct {
	widget.BaseWidget
	// self is the widget that embeds it.
	self     fyne.CanvasObject
	onTap    func()
	disabled bool
	hovered  bool
	held     bool
}

// act does what the widget is for; nothing when disabled or nil.
func (t *tap) act() {
	if t != nil && !t.disabled && t.onTap != nil {
		t.onTap()
	}
}

// Tapped implements fyne.Tappable.
func (t *tap) Tapped(*fyne.PointEvent) {
	if p := pointerOf(t.self); p != nil {
		p.tapped(t)
		return
	}
	t.act()
}

// MouseIn implements desktop.Hoverable.
func (t *tap) MouseIn(e *desktop.MouseEvent) {
	t.hovered = true
	if p := pointerOf(t.self); p != nil {
		p.enter(t, e)
	}
	t.Refresh()
}

// MouseMoved implements desktop.Hoverable.
func (t *tap) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *tap) MouseOut() {
	t.hovered, t.held = false, false
	if p := pointerOf(t.self); p != nil {
		p.leave(t)
	}
	t.Refresh()
}

// MouseDown implements desktop.Mouseable.
func (t *tap) MouseDown(*desktop.MouseEvent) {
	t.held = true
	if p := pointerOf(t.self); p != nil {
		p.pressed = p.now()
	}
	t.Refresh()
}

// MouseUp implements desktop.Mouseable.
func (t *tap) MouseUp(*desktop.MouseEvent) {
	t.held = false
	if p := pointerOf(t.self); p != nil {
		p.release(t)
	}
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
	tap
	label, key string
	look       look
	size       float32
	plain      bool // the label isn't bold
}

func newPress(label, key string, l look, onTap func()) *press {
	p := &press{label: label, key: key, look: l, size: sizeStrong}
	p.onTap, p.self = onTap, p
	p.ExtendBaseWidget(p)
	return p
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

func (p *press) resizeType(size float32) {
	if p.size != size {
		p.size = size
		p.Refresh()
	}
}

// wanted is the width that label and key take side by side, with margins.
func (p *press) wanted() float32 {
	w := fyne.MeasureText(p.label, p.size, fyne.TextStyle{Bold: !p.plain}).Width + 4*gridWide
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
	r := &pressRenderer{press: p, face: canvas.NewRectangle(color.Transparent)}
	r.label = canvas.NewText("", color.Black)
	r.key = canvas.NewText("", color.Black)
	r.Refresh()
	return r
}

type pressRenderer struct {
	press      *press
	face       *canvas.Rectangle
	label, key *canvas.Text
}

func (r *pressRenderer) Layout(size fyne.Size) {
	p := r.press
	r.face.Resize(size)
	r.key.TextSize = p.keySize()
	// A key beside the label takes width from it; in a tall button it stands below.
	stacked := size.Height > size.Width
	key, beside := r.key.MinSize(), float32(0)
	if p.key != "" && !stacked {
		beside = key.Width + gridWide
	}
	room := size.Width - 2*grid - beside
	r.label.TextSize = fitSize(p.label, r.label.TextStyle, p.size, sizeSmall, room)
	r.label.Text = shorten(p.label, func(s string) bool {
		return fyne.MeasureText(s, r.label.TextSize, r.label.TextStyle).Width <= room
	})
	label := r.label.MinSize()
	r.label.Resize(label)
	r.key.Resize(key)
	if stacked && p.key != "" {
		top := (size.Height - label.Height - key.Height) / 2
		r.label.Move(fyne.NewPos((size.Width-label.Width)/2, top))
		r.key.Move(fyne.NewPos((size.Width-key.Width)/2, top+label.Height))
		return
	}
	x := (size.Width - label.Width - beside) / 2
	r.label.Move(fyne.NewPos(x, (size.Height-label.Height)/2))
	r.key.Move(fyne.NewPos(x+label.Width+gridWide, (size.Height-key.Height)/2))
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
	r.label.Color, r.label.TextStyle.Bold = l.ink, !p.plain
	r.key.Text, r.key.Color = p.key, l.ink
	r.Layout(p.Size())
	canvas.Refresh(p)
}

func (r *pressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.label, r.key}
}

func (r *pressRenderer) Destroy() {}
