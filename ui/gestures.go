package ui

import "image/color"

// drawGesture draws what the customer and the cashier do at the terminal: who
// holds what to which. Solid things are drawn in ink and cut out in ground.
func (p *pen) drawGesture(s shape, ground color.Color) {
	switch s {
	case shapeTap:
		p.drawCard(0.19, -0.06, 0.62, ground)
		p.drawWaves(0.5, 0.17)
		p.drawDevice(0.30, 0.345, 1, ground)
		p.drawInserted(ground)
	case shapeTapOctopus:
		p.drawCard(0.16, -0.04, 0.68, ground)
		p.drawWaves(0.5, 0.22)
		p.drawDevice(0.27, 0.41, 1.15, ground)
	case shapeShowCode:
		p.drawDevice(-0.06, 0.15, 1.2, ground)
		p.drawCode(0.03, 0.24, 0.30)
		p.arrow(0.47, 0.64)
		p.drawPhone(0.70, ground)
		p.drawFinder(0.77, 0.39, 0.22)
	case shapeScanCode:
		p.drawPhone(-0.06, ground)
		p.drawCode(0.02, 0.39, 0.20)
		p.arrow(0.53, 0.36)
		p.drawDevice(0.58, 0.15, 1.2, ground)
		p.drawFinder(0.70, 0.27, 0.24)
	case shapeFollow:
		p.drawDevice(0.25, 0.14, 1.25, ground)
		p.drawCode(0.345, 0.235, 0.31)
		p.arrow(-0.04, 0.16)
		p.arrow(1.04, 0.84)
	}
}

// gesture says whether a shape is a scene, drawn by drawGesture.
func (s shape) gesture() bool {
	switch s {
	case shapeTap, shapeTapOctopus, shapeShowCode, shapeScanCode, shapeFollow:
		return true
	}
	return false
}

// The terminal's size, and that of its screen's margin.
const (
	deviceWidth, deviceHeight float32 = 0.40, 0.58
	screenMargin              float32 = 0.05
)

// drawDevice draws a payment terminal with an empty screen and its keys, so many
// times its size.
func (p *pen) drawDevice(x, y, times float32, ground color.Color) {
	p.solid(x, y, deviceWidth*times, deviceHeight*times, 0.05, p.ink)
	margin, key := screenMargin*times, 0.06*times
	width := deviceWidth*times - 2*margin
	p.solid(x+margin, y+margin, width, width, 0.015, ground)
	gap := (width - 3*key) / 2
	for row := range 2 {
		for column := range 3 {
			p.solid(x+margin+float32(column)*(key+gap), y+margin+width+(0.035+float32(row)*0.085)*times, key, 0.05*times, 0.015, ground)
		}
	}
}

// drawCard draws a bank card that lies flat.
func (p *pen) drawCard(x, y, width float32, ground color.Color) {
	height := width * 0.42
	p.solid(x, y, width, height, 0.035, p.ink)
	p.solid(x, y+height*0.2, width, height*0.2, 0, ground)
	p.solid(x+width*0.1, y+height*0.64, width*0.26, height*0.12, 0.01, ground)
}

// drawInserted draws the end of a card that sticks in the terminal's foot.
func (p *pen) drawInserted(ground color.Color) {
	p.solid(0.36, 0.865, 0.28, 0.03, 0, ground)
	p.solid(0.36, 0.885, 0.28, 0.17, 0.03, p.ink)
	p.solid(0.43, 0.92, 0.10, 0.075, 0.012, ground)
}

// drawWaves draws what goes without a wire from a card down to a terminal.
func (p *pen) drawWaves(x, y float32) {
	for _, radius := range []float32{0.075, 0.135} {
		p.arc(0.03, x, y, radius, 132, 228)
	}
}

// drawPhone draws a customer's phone with an empty screen.
func (p *pen) drawPhone(x float32, ground color.Color) {
	p.solid(x, 0.17, 0.36, 0.66, 0.06, p.ink)
	p.solid(x+0.04, 0.25, 0.28, 0.47, 0.012, ground)
	p.circle(x+0.18, 0.775, 0.026, ground)
}

// drawCode draws a square code with its three eyes.
func (p *pen) drawCode(x, y, side float32) {
	one := side / 8
	for _, eye := range []point{{0, 0}, {5, 0}, {0, 5}} {
		p.frame(x+eye.x*one, y+eye.y*one, 3*one, 3*one, one*0.8, 0)
		p.solid(x+(eye.x+1.15)*one, y+(eye.y+1.15)*one, one*0.7, one*0.7, 0, p.ink)
	}
	for _, dot := range []point{{4, 4}, {6, 4}, {5, 5}, {7, 5}, {4, 6}, {6, 6}, {5, 7}, {7, 7}} {
		p.solid(x+dot.x*one, y+dot.y*one, one, one, 0, p.ink)
	}
}

// drawFinder draws the corners between which a camera looks for a code.
func (p *pen) drawFinder(x, y, side float32) {
	arm := side * 0.3
	for _, c := range []struct{ x, y, dx, dy float32 }{
		{x, y, arm, arm}, {x + side, y, -arm, arm}, {x, y + side, arm, -arm}, {x + side, y + side, -arm, -arm},
	} {
		p.stroke(0.028, point{c.x, c.y + c.dy}, point{c.x, c.y}, point{c.x + c.dx, c.y})
	}
}

// arrow points along the middle from one x to another.
func (p *pen) arrow(from, to float32) {
	head := float32(0.055)
	if to < from {
		head = -head
	}
	p.stroke(0.04, point{from, 0.5}, point{to, 0.5})
	p.stroke(0.04, point{to - head, 0.5 - 0.06}, point{to, 0.5}, point{to - head, 0.5 + 0.06})
}
