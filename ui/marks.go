package ui

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// shape names a drawn sign.
type shape int

const (
	noShape shape = iota
	shapeTick
	shapeCross
	shapeBar
	shapeSlash
	shapeQuestion
	shapeCard
	shapePhone
	shapeWaves
	shapeSend
	shapeTap
	shapeTapOctopus
	shapeShowCode
	shapeScanCode
	shapeFollow
	shapeDot
	shapeSquare
	shapeTriangle
	shapeRing
	shapeLate
	shapeUnequal
	shapeBack
)

// mark draws a shape as large as it is given, square and centred. With a disc
// the shape is cut out of a filled circle, readable from across the shop.
type mark struct {
	widget.BaseWidget
	shape shape
	ink   color.Color
	disc  color.Color
}

func newMark(s shape, ink, disc color.Color) *mark {
	m := &mark{shape: s, ink: ink, disc: disc}
	m.ExtendBaseWidget(m)
	return m
}

func (m *mark) show(s shape, ink, disc color.Color) {
	if m.shape == s && m.ink == ink && m.disc == disc {
		return
	}
	m.shape, m.ink, m.disc = s, ink, disc
	m.Refresh()
}

// MinSize implements fyne.Widget.
func (m *mark) MinSize() fyne.Size { return fyne.NewSize(grid, grid) }

// CreateRenderer implements fyne.Widget.
func (m *mark) CreateRenderer() fyne.WidgetRenderer {
	m.ExtendBaseWidget(m)
	return laidOut(m, &markRenderer{mark: m})
}

type markRenderer struct {
	mark    *mark
	objects []fyne.CanvasObject
}

func (r *markRenderer) Layout(size fyne.Size) {
	side := min(size.Width, size.Height)
	if side < 1 {
		return
	}
	origin := fyne.NewPos((size.Width-side)/2, (size.Height-side)/2)
	p := pen{ink: r.mark.ink, origin: origin, side: side}
	if r.mark.disc != nil {
		p.circle(0.5, 0.5, 0.5, r.mark.disc)
		inset := float32(0.2)
		if r.mark.shape.gesture() {
			inset = 0.14
		}
		p.origin = origin.AddXY(side*inset, side*inset)
		p.side = side * (1 - 2*inset)
	}
	if r.mark.shape.gesture() {
		p.drawGesture(r.mark.shape, r.mark.disc)
	} else {
		p.draw(r.mark.shape)
	}
	r.objects = p.objects
}

func (r *markRenderer) MinSize() fyne.Size { return r.mark.MinSize() }

func (r *markRenderer) Refresh() {
	r.Layout(r.mark.Size())
	canvas.Refresh(r.mark)
}

func (r *markRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *markRenderer) Destroy() {}

// pen draws in a square whose corners are (0,0) and (1,1).
type pen struct {
	ink     color.Color
	origin  fyne.Position
	side    float32
	objects []fyne.CanvasObject
}

type point struct{ x, y float32 }

func (p *pen) at(q point) fyne.Position {
	return fyne.NewPos(p.origin.X+q.x*p.side, p.origin.Y+q.y*p.side)
}

func (p *pen) circle(x, y, radius float32, fill color.Color) {
	c := canvas.NewCircle(fill)
	c.Resize(fyne.NewSquareSize(2 * radius * p.side))
	c.Move(p.at(point{x - radius, y - radius}))
	p.objects = append(p.objects, c)
}

// stroke draws connected lines with round ends and joints.
func (p *pen) stroke(width float32, points ...point) {
	for i, q := range points {
		if i > 0 {
			line := canvas.NewLine(p.ink)
			line.StrokeWidth = width * p.side
			line.Position1, line.Position2 = p.at(points[i-1]), p.at(q)
			p.objects = append(p.objects, line)
		}
		p.circle(q.x, q.y, width/2, p.ink)
	}
}

// arc draws part of a circle; degrees run clockwise from the top.
func (p *pen) arc(width, x, y, radius, from, to float32) {
	const steps = 28
	points := make([]point, steps+1)
	for i := range points {
		angle := float64(from+(to-from)*float32(i)/steps) * math.Pi / 180
		points[i] = point{x + radius*float32(math.Sin(angle)), y - radius*float32(math.Cos(angle))}
	}
	p.stroke(width, points...)
}

// ring draws a circle's outline as large as the square.
func (p *pen) ring(width float32) {
	c := canvas.NewCircle(color.Transparent)
	c.StrokeColor, c.StrokeWidth = p.ink, width*p.side
	c.Resize(fyne.NewSquareSize(p.side))
	c.Move(p.origin)
	p.objects = append(p.objects, c)
}

// frame draws the outline of a rectangle with round corners.
func (p *pen) frame(x, y, w, h, width, radius float32) {
	r := canvas.NewRectangle(color.Transparent)
	r.StrokeColor, r.StrokeWidth, r.CornerRadius = p.ink, width*p.side, radius*p.side
	r.Resize(fyne.NewSize(w*p.side, h*p.side))
	r.Move(p.at(point{x, y}))
	p.objects = append(p.objects, r)
}

func (p *pen) block(x, y, w, h float32) { p.solid(x, y, w, h, 0, p.ink) }

// solid fills a rectangle with round corners.
func (p *pen) solid(x, y, w, h, radius float32, fill color.Color) {
	r := canvas.NewRectangle(fill)
	r.CornerRadius = radius * p.side
	r.Resize(fyne.NewSize(w*p.side, h*p.side))
	r.Move(p.at(point{x, y}))
	p.objects = append(p.objects, r)
}

func (p *pen) draw(s shape) {
	switch s {
	case shapeTick:
		p.stroke(0.17, point{0.10, 0.55}, point{0.38, 0.82}, point{0.92, 0.22})
	case shapeCross:
		p.stroke(0.17, point{0.16, 0.16}, point{0.84, 0.84})
		p.stroke(0.17, point{0.84, 0.16}, point{0.16, 0.84})
	case shapeBar:
		p.stroke(0.20, point{0.10, 0.5}, point{0.90, 0.5})
	case shapeSlash:
		p.ring(0.13)
		p.stroke(0.13, point{0.2, 0.8}, point{0.8, 0.2})
	case shapeQuestion:
		p.arc(0.15, 0.5, 0.28, 0.25, -90, 150)
		p.stroke(0.15, point{0.625, 0.497}, point{0.5, 0.58}, point{0.5, 0.68})
		p.circle(0.5, 0.92, 0.10, p.ink)
	case shapeDot:
		p.circle(0.5, 0.5, 0.5, p.ink)
	case shapeSquare:
		p.block(0.06, 0.06, 0.88, 0.88)
	case shapeTriangle:
		p.triangle()
	case shapeRing:
		p.ring(0.2)
	case shapeLate, shapeUnequal, shapeBack:
		p.drawTrouble(s)
	default:
		p.drawMedium(s)
	}
}

// drawTrouble draws a clock, an amount that isn't the other, and money going back.
func (p *pen) drawTrouble(s shape) {
	switch s {
	case shapeLate:
		p.ring(0.12)
		p.stroke(0.12, point{0.5, 0.24}, point{0.5, 0.54}, point{0.70, 0.66})
	case shapeUnequal:
		p.stroke(0.15, point{0.12, 0.34}, point{0.88, 0.34})
		p.stroke(0.15, point{0.12, 0.66}, point{0.88, 0.66})
		p.stroke(0.12, point{0.70, 0.08}, point{0.30, 0.92})
	case shapeBack:
		p.stroke(0.13, point{0.14, 0.34}, point{0.66, 0.34})
		p.arc(0.13, 0.66, 0.58, 0.24, 0, 180)
		p.stroke(0.13, point{0.66, 0.82}, point{0.30, 0.82})
		p.stroke(0.13, point{0.36, 0.12}, point{0.12, 0.34}, point{0.36, 0.56})
	}
}

func (p *pen) triangle() {
	t := canvas.NewArbitraryPolygon([]fyne.Position{{X: 0.5, Y: 0.02}, {X: 1, Y: 0.95}, {X: 0, Y: 0.95}}, p.ink)
	t.NormalizedPoints = true
	t.Resize(fyne.NewSquareSize(p.side))
	t.Move(p.origin)
	p.objects = append(p.objects, t)
}

// drawMedium draws what the customer or the terminal holds up.
func (p *pen) drawMedium(s shape) {
	switch s {
	case shapeCard:
		p.frame(0.02, 0.18, 0.96, 0.64, 0.065, 0.10)
		p.block(0.05, 0.32, 0.90, 0.13)
		p.block(0.14, 0.62, 0.26, 0.07)
	case shapePhone:
		p.frame(0.22, 0.02, 0.56, 0.96, 0.065, 0.10)
		for _, q := range []point{{0.35, 0.26}, {0.53, 0.26}, {0.35, 0.46}} {
			p.block(q.x, q.y, 0.12, 0.12)
		}
		p.block(0.56, 0.49, 0.06, 0.06)
		p.block(0.42, 0.80, 0.16, 0.05)
	case shapeWaves:
		p.circle(0.14, 0.5, 0.09, p.ink)
		for _, radius := range []float32{0.28, 0.52, 0.76} {
			p.arc(0.085, 0.14, 0.5, radius, 48, 132)
		}
	case shapeSend:
		p.stroke(0.09, point{0.06, 0.5}, point{0.92, 0.5})
		p.stroke(0.09, point{0.62, 0.2}, point{0.92, 0.5}, point{0.62, 0.8})
	}
}
