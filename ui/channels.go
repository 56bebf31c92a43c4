package ui

import (
	"fmt"
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal/payment"
)

// tile is one way to pay: name, sign of what the customer holds, function key.
type tile struct {
	stop
	channel  payment.Channel
	key      string
	selected bool
	// size is the type size of the name, the same on every tile.
	size float32
}

func newTile(c payment.Channel, key string, offered bool, onTap func()) *tile {
	t := &tile{channel: c, key: key}
	t.onTap, t.self, t.disabled = onTap, t, !offered
	t.ExtendBaseWidget(t)
	return t
}

func (t *tile) selectIf(selected bool) {
	if t.selected != selected {
		t.selected = selected
		t.Refresh()
	}
}

// MinSize implements fyne.Widget.
func (t *tile) MinSize() fyne.Size { return fyne.NewSize(120, 72) }

// channelColour is our own colour for a channel; white reads well on each.
func channelColour(c payment.Channel) color.NRGBA {
	switch c {
	case payment.Card:
		return rgb(0x1E3A8A)
	case payment.UnionPayCard:
		return rgb(0x00616B)
	case payment.AmexCard:
		return rgb(0x1766A6)
	case payment.WeChatPay:
		return rgb(0x0B7A3B)
	case payment.Alipay:
		return rgb(0x0B5FD0)
	case payment.PayMe:
		return rgb(0xC0152F)
	case payment.QuickPass:
		return rgb(0x8A1C44)
	case payment.FPS:
		return rgb(0x5B3A9B)
	case payment.Octopus:
		return rgb(0xB04A00)
	}
	return colours().slate
}

func mediumShape(c payment.Channel) shape {
	switch c.Medium() {
	case payment.BankCard:
		return shapeCard
	case payment.Wallet:
		return shapePhone
	case payment.ContactlessCard:
		return shapeWaves
	}
	return noShape
}

// CreateRenderer implements fyne.Widget.
func (t *tile) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	r := &tileRenderer{tile: t}
	r.ring, r.face = canvas.NewRectangle(color.Transparent), canvas.NewRectangle(color.Transparent)
	r.sign, r.tick = newMark(mediumShape(t.channel), color.White, nil), newMark(noShape, color.White, nil)
	r.key, r.focus = canvas.NewText(t.key, color.White), newFocusRing()
	for range pressLines {
		name := canvas.NewText("", color.White)
		name.TextStyle.Bold = true
		r.names = append(r.names, name)
	}
	r.Refresh()
	return r
}

type tileRenderer struct {
	tile       *tile
	ring, face *canvas.Rectangle
	sign, tick *mark
	names      []*canvas.Text
	key        *canvas.Text
	focus      *focusRing
}

func (r *tileRenderer) Layout(size fyne.Size) {
	const margin = gridHalf
	r.ring.Resize(size)
	r.focus.resize(size)
	r.face.Move(fyne.NewPos(margin, margin))
	r.face.Resize(size.SubtractWidthHeight(2*margin, 2*margin))
	u := min(size.Height/112, size.Width/180)
	sign := fyne.NewSquareSize(max(24, 30*u))
	inset := max(gridWide, gridWide*u)
	r.sign.Resize(sign)
	r.sign.Move(fyne.NewPos(inset, inset))
	r.key.TextSize = max(sizeSmall, sizeSmall*u)
	if enlarged() {
		r.key.TextSize = min(r.key.TextSize*textScale(), sign.Height/1.3)
	}
	key := r.key.MinSize()
	r.key.Resize(key)
	r.key.Move(fyne.NewPos(size.Width-inset-key.Width, inset))
	r.layoutName(size, inset, inset+sign.Height)
	r.tick.Resize(sign)
	r.tick.Move(fyne.NewPos((size.Width-sign.Width)/2, inset))
}

// layoutName writes the name at the bottom, enlarged in as much as is free below
// the sign.
func (r *tileRenderer) layoutName(size fyne.Size, inset, top float32) {
	text := channelName(r.tile.channel)
	lines, typeSize := []string{text}, max(sizeSmall, r.tile.size)
	below := inset
	if enlarged() {
		below = grid
		box := fyne.NewSize(size.Width-2*inset, size.Height-below-top+gridHalf)
		if larger, s := fitLabel(text, fyne.TextStyle{Bold: true}, typeSize*textScale(), box); larger != nil {
			lines, typeSize = larger, s
		}
	}
	y := size.Height - below + gridHalf
	for i := len(r.names) - 1; i >= 0; i-- {
		r.names[i].Text = ""
		if i < len(lines) {
			r.names[i].Text, r.names[i].TextSize = lines[i], typeSize
			name := r.names[i].MinSize()
			y -= name.Height
			r.names[i].Resize(name)
			r.names[i].Move(fyne.NewPos(inset, y))
		}
	}
}

func (r *tileRenderer) MinSize() fyne.Size { return r.tile.MinSize() }

func (r *tileRenderer) Refresh() {
	p := colours()
	t := r.tile
	fill, ink := channelColour(t.channel), p.onChannel
	if t.disabled {
		fill, ink = p.sunken, p.muted
	}
	r.face.FillColor, r.face.CornerRadius = t.tint(fill), corner
	r.ring.FillColor, r.ring.CornerRadius = color.Transparent, corner+gridHalf
	r.ring.StrokeWidth = 0
	r.tick.show(noShape, ink, nil)
	if t.selected {
		r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.FillColor = p.ink, 4, p.card
		r.face.CornerRadius = corner - gridHalf/2
		r.tick.show(shapeTick, fill, color.White)
	}
	r.key.Color = ink
	for _, name := range r.names {
		name.Color = ink
	}
	r.sign.show(r.sign.shape, ink, nil)
	r.focus.show(t.focused && !t.disabled)
	r.Layout(t.Size())
	canvas.Refresh(t)
}

func (r *tileRenderer) Objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.ring, r.face, r.sign, r.tick, r.key}
	for _, name := range r.names {
		objects = append(objects, name)
	}
	return append(objects, r.focus.objects()...)
}

func (r *tileRenderer) Destroy() {}

// tilesRing is how far the block reaches beyond its tiles' faces: room for the
// ring around a chosen one.
const tilesRing = 2 * gridHalf

// tiles is the block of nine; places and keys never move.
type tiles struct {
	root  *fyne.Container
	alarm *canvas.Rectangle
	tiles []*tile
}

// newTiles builds every channel of the protocol; chosen gets the offered ones.
func newTiles(offered []payment.Channel, chosen func(payment.Channel)) *tiles {
	t := &tiles{alarm: canvas.NewRectangle(color.Transparent)}
	t.alarm.StrokeColor, t.alarm.StrokeWidth, t.alarm.CornerRadius = colours().red, 4, corner
	t.alarm.Hide()
	t.root = &fyne.Container{Layout: t, Objects: []fyne.CanvasObject{t.alarm}}
	for i, c := range payment.Channels() {
		one := newTile(c, fmt.Sprintf("F%d", i+1), slices.Contains(offered, c), func() { chosen(c) })
		t.tiles = append(t.tiles, one)
		t.root.Objects = append(t.root.Objects, one)
	}
	return t
}

// show marks the chosen channel, or with missing the whole block.
func (t *tiles) show(chosen payment.Channel, missing bool) {
	for _, one := range t.tiles {
		one.selectIf(one.channel == chosen)
	}
	if missing {
		t.alarm.Show()
	} else {
		t.alarm.Hide()
	}
}

// Layout implements fyne.Layout.
func (t *tiles) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	t.alarm.Resize(size)
	width := (size.Width - 4*gridHalf) / 3
	height := (size.Height - 4*gridHalf) / 3
	typeSize := t.typeSize(width, height)
	for i, one := range t.tiles {
		one.size = typeSize
		one.Refresh()
		one.Resize(fyne.NewSize(width, height))
		one.Move(fyne.NewPos(gridHalf+float32(i%3)*(width+gridHalf), gridHalf+float32(i/3)*(height+gridHalf)))
	}
}

// typeSize is the largest size at which every name fits its tile.
func (t *tiles) typeSize(width, height float32) float32 {
	u := min(height/112, width/180)
	size := max(sizeStrong, sizeStrong*u)
	room := width - 2*max(gridWide, gridWide*u)
	for _, one := range t.tiles {
		size = min(size, fitSize(channelName(one.channel), fyne.TextStyle{Bold: true}, size, sizeSmall, room))
	}
	return size
}

// MinSize implements fyne.Layout.
func (t *tiles) MinSize([]fyne.CanvasObject) fyne.Size {
	one := t.tiles[0].MinSize()
	return fyne.NewSize(3*one.Width+4*gridHalf, 3*one.Height+4*gridHalf)
}
