package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// barChart draws upright bars with a label below each; the highest has its text
// above it.
type barChart struct {
	root  *fyne.Container
	bars  []paper.Bar
	rects []*canvas.Rectangle
	names []*prose
	top   *prose
	base  *canvas.Rectangle
}

func newBarChart() *barChart {
	c := &barChart{top: newStrong("", sizeSmall, colours().ink), base: canvas.NewRectangle(colours().line)}
	c.top.maxLines = 1
	c.root = &fyne.Container{Layout: arranged{arrange: c.arrange}}
	return c
}

func (c *barChart) show(bars []paper.Bar) {
	p := colours()
	c.bars, c.rects, c.names = bars, nil, nil
	c.root.Objects = []fyne.CanvasObject{c.base, c.top}
	for _, b := range bars {
		rect, name := canvas.NewRectangle(p.harbour), newLine(b.Label, sizeSmall, p.muted)
		rect.CornerRadius = gridHalf / 2
		name.align = fyne.TextAlignCenter
		c.rects, c.names = append(c.rects, rect), append(c.names, name)
		c.root.Objects = append(c.root.Objects, rect, name)
	}
	c.root.Refresh()
}

// highest is the place of the highest bar; -1 without any.
func (c *barChart) highest() int {
	at := -1
	for i, b := range c.bars {
		if at < 0 || b.Value > c.bars[at].Value {
			at = i
		}
	}
	return at
}

func (c *barChart) arrange(size fyne.Size) {
	at := c.highest()
	c.base.Hidden, c.top.Hidden = at < 0, at < 0
	if at < 0 {
		return
	}
	u := listUnit(2 * size.Width)
	c.top.say(c.bars[at].Text, colours().ink)
	c.top.resizeType(sizeSmall * u)
	text := c.top.lineHeight()
	room := size.Height - 2*text - gridHalf
	column := min(size.Width/float32(len(c.bars)), 56*u)
	left := (size.Width - column*float32(len(c.bars))) / 2
	label := sizeSmall * u * textScale()
	for _, name := range c.names {
		label = fitSize(name.text, name.style, label, min(label, sizeSmall), 3*column)
		if enlarged() {
			label = fitSize(name.text, name.style, label, sizeSmall, column-2)
		}
	}
	place(c.base, 0, text+room, size.Width, 1)
	for i, b := range c.bars {
		height := max(2, room*float32(b.Value)/float32(max(1, c.bars[at].Value)))
		x := left + float32(i)*column
		place(c.rects[i], x+column*0.15, text+room-height, column*0.7, height)
		c.names[i].fixType(label)
		place(c.names[i], x-column, text+room+gridHalf, 3*column, text)
		if i == at {
			width := c.top.width() + 1
			place(c.top, max(0, min(size.Width-width, x+(column-width)/2)), text+room-height-text, width, text)
		}
	}
}

// channelBars draws one lying bar for each channel: its colour, its name, what
// it took, and its part of the whole. The longest bar is as long as there is room.
type channelBars struct {
	root  *fyne.Container
	rects []*canvas.Rectangle
	names []*prose
	texts []*prose
	parts []float32
}

func newChannelBars() *channelBars {
	c := &channelBars{}
	c.root = &fyne.Container{Layout: arranged{arrange: c.arrange}}
	return c
}

func (c *channelBars) show(channels []payment.ChannelSums) {
	p := colours()
	c.rects, c.names, c.texts, c.parts, c.root.Objects = nil, nil, nil, nil, nil
	total := payment.Money(0)
	for _, one := range channels {
		total += one.Payments.Sum
	}
	for _, one := range channels {
		part := float32(0)
		if total > 0 {
			part = float32(one.Payments.Sum) / float32(total)
		}
		rect := canvas.NewRectangle(shade(channelColour(one.Channel), p.lift))
		rect.CornerRadius = gridHalf / 2
		name, text := newLine(channelName(one.Channel), sizeSmall, p.ink), newLine(channelLine(one, part), sizeSmall, p.muted)
		text.align = fyne.TextAlignTrailing
		c.rects, c.names, c.texts, c.parts = append(c.rects, rect), append(c.names, name), append(c.texts, text), append(c.parts, part)
		c.root.Objects = append(c.root.Objects, rect, name, text)
	}
	c.root.Refresh()
}

// height is how high the bars are at a width, one below the other.
func (c *channelBars) height(width float32) float32 {
	return float32(len(c.rects)) * tall(34*c.unit(width), sizeSmall*c.unit(width))
}

func (c *channelBars) unit(width float32) float32 { return listUnit(2 * width) }

func (c *channelBars) arrange(size fyne.Size) {
	u := c.unit(size.Width)
	line := min(34*u, size.Height/float32(max(1, len(c.rects))))
	if enlarged() {
		line = size.Height / float32(max(1, len(c.rects)))
	}
	letters, names, bars := c.columns(size.Width, sizeSmall*u)
	most := max(0.01, slices.Max(append([]float32{0}, c.parts...)))
	for i := range c.rects {
		y := float32(i) * line
		c.names[i].fitType(letters, names-grid, line)
		c.texts[i].fitType(letters, size.Width-names-bars, line)
		height := c.names[i].lineHeight()
		place(c.names[i], 0, y+(line-height)/2, names, height)
		height = c.texts[i].lineHeight()
		place(c.texts[i], names+bars, y+(line-height)/2, size.Width-names-bars, height)
		thick := line * 0.6
		place(c.rects[i], names, y+(line-thick)/2, max(2, bars*c.parts[i]/most), thick)
	}
}

// columns are the size of the type and the widths of the names and the bars; what
// is left is the texts'. First the bars give way, then the type: a figure that is
// cut is worth nothing.
func (c *channelBars) columns(width, largest float32) (size, names, bars float32) {
	for size = largest; ; size *= 0.95 {
		names = 0
		texts := float32(0)
		for i := range c.names {
			c.names[i].resizeType(size)
			c.texts[i].resizeType(size)
			names, texts = max(names, c.names[i].width()), max(texts, c.texts[i].width())
		}
		names = min(width*0.3, names+gridWide)
		bars = width - names - texts - gridWide
		if least := width * 0.04; bars >= least || size < sizeSmall*0.85 {
			return size, names, max(bars, least)
		}
	}
}

// ground is a card behind other things.
func ground() *canvas.Rectangle {
	p := colours()
	r := canvas.NewRectangle(color.NRGBA(p.card))
	r.CornerRadius, r.StrokeColor, r.StrokeWidth = corner, p.line, 1
	return r
}
