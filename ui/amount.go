package ui

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"harbourtill/terminal/payment"
)

// typing is what the cashier has typed: digits and at most one point, always
// readable by payment.ParseMoney unless it is empty.
type typing string

// with returns the text with more keys typed, all of them or, with the
// reason, none. A comma is a point.
func (t typing) with(keys string) (typing, error) {
	keys = strings.ReplaceAll(keys, ",", ".")
	next := string(t)
	for _, key := range keys {
		switch {
		case key == '.' && strings.Contains(next, "."):
			return t, errTwoPoints
		case key == '.' && next == "":
			next = "0."
		case next == "0" && key != '.':
			next = string(key)
		default:
			next += string(key)
		}
	}
	if _, err := payment.ParseMoney(next); err != nil {
		return t, err
	}
	return typing(next), nil
}

// back takes the last key away.
func (t typing) back() typing {
	if t == "" || t == "0." {
		return ""
	}
	return t[:len(t)-1]
}

// money is the amount typed; zero when nothing is.
func (t typing) money() payment.Money {
	m, err := payment.ParseMoney(string(t))
	if err != nil {
		return 0
	}
	return m
}

// shown is the text as the display shows it: exactly the keys typed, with
// thousands apart.
func (t typing) shown() string {
	if t == "" {
		return payment.Money(0).String()
	}
	whole, fraction, point := strings.Cut(string(t), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + fraction
	}
	return "HK$" + whole
}

// amountView shows the amount and, below it, what is wrong with it, or else how
// the last sale ended.
type amountView struct {
	widget.BaseWidget
	typed   typing
	message string
	last    string
	unpaid  bool // the last sale was paid in no way
}

func newAmountView() *amountView {
	v := &amountView{}
	v.ExtendBaseWidget(v)
	return v
}

// show sets what is displayed; a message puts a border round the display. last is how
// the last sale ended, unpaid or not.
func (v *amountView) show(t typing, message, last string, unpaid bool) {
	if v.typed != t || v.message != message || v.last != last || v.unpaid != unpaid {
		v.typed, v.message, v.last, v.unpaid = t, message, last, unpaid
		v.Refresh()
	}
}

// MinSize implements fyne.Widget.
func (v *amountView) MinSize() fyne.Size { return fyne.NewSize(280, 96) }

// CreateRenderer implements fyne.Widget.
func (v *amountView) CreateRenderer() fyne.WidgetRenderer {
	p := colours()
	r := &amountRenderer{view: v, face: canvas.NewRectangle(p.card), digits: canvas.NewText("", p.ink)}
	r.digits.TextStyle.Bold = true
	r.caption = newLine(tr("Amount"), sizeSmall, p.muted)
	r.message = newStrong("", sizeSmall, p.red)
	r.message.maxLines = 1
	r.Refresh()
	return r
}

type amountRenderer struct {
	view             *amountView
	face             *canvas.Rectangle
	digits           *canvas.Text
	caption, message *prose
}

func (r *amountRenderer) Layout(size fyne.Size) {
	u := size.Height / 112
	r.face.Resize(size)
	width := size.Width - 2*gridOuter
	small := max(sizeSmall, sizeSmall*u)
	r.message.fitType(small, width, size.Height*0.4)
	bottom := r.message.lineHeight()
	if r.message.text == "" {
		bottom = 0
	}
	r.message.Move(fyne.NewPos(gridOuter, size.Height-r.message.lineHeight()-grid*u))
	r.message.Resize(fyne.NewSize(width, r.message.lineHeight()))
	r.digits.TextSize = fitSize(r.digits.Text, r.digits.TextStyle, sizeHuge*u, sizeTitle, width)
	digits := r.digits.MinSize()
	r.digits.Resize(digits)
	y := (size.Height - digits.Height) / 2
	if enlarged() {
		y = min(y, size.Height-bottom-gridHalf*u-digits.Height)
	}
	r.digits.Move(fyne.NewPos(size.Width-gridOuter-digits.Width, y))
	r.caption.fixType(small)
	if free := width - digits.Width - grid; free > r.caption.width() {
		r.caption.fitType(small, free, size.Height)
	}
	r.caption.Hidden = enlarged() && r.message.text != ""
	r.caption.Move(fyne.NewPos(gridOuter, grid*u))
	r.caption.Resize(fyne.NewSize(width, r.caption.lineHeight()))
}

func (r *amountRenderer) MinSize() fyne.Size { return r.view.MinSize() }

func (r *amountRenderer) Refresh() {
	p := colours()
	var edge, ink color.NRGBA = p.line, p.ink
	r.face.StrokeWidth = 1
	if r.view.message != "" {
		edge = p.red
		r.face.StrokeWidth = 4
	}
	if r.view.typed == "" {
		ink = p.faint
	}
	r.face.StrokeColor, r.face.CornerRadius = edge, corner
	r.digits.Text, r.digits.Color = r.view.typed.shown(), ink
	r.message.say(r.view.last, p.muted)
	if r.view.unpaid {
		r.message.say(r.view.last, p.red)
	}
	if r.view.message != "" {
		r.message.say(r.view.message, p.red)
	}
	r.Layout(r.view.Size())
	canvas.Refresh(r.view)
}

func (r *amountRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.face, r.caption, r.digits, r.message}
}

func (r *amountRenderer) Destroy() {}
