package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal/drill"
)

// verdictCard says what was right in a drill and what wasn't, and what to do
// next. It covers the section.
type verdictCard struct {
	root        *fyne.Container
	pane        *pane
	shade, card *canvas.Rectangle
	sign        *mark
	title       *prose
	signs       []*mark
	points      []*prose
	advice      *prose
	ask         *questionCard // whose choices stand at the bottom
}

func newVerdictCard() *verdictCard {
	p := colours()
	v := &verdictCard{shade: canvas.NewRectangle(p.sunken), card: ground(), ask: newQuestionCard()}
	v.sign, v.title, v.advice = newMark(shapeTick, p.onFill, p.green), newStrong("", sizeTitle, p.ink), newProse("", sizeBody, p.muted)
	v.root = &fyne.Container{}
	v.pane = newPane(v.root, v.arrange)
	return v
}

// show fills the card.
func (v *verdictCard) show(d drill.Drill, r drill.Result, choices []choice) {
	p := colours()
	v.signs, v.points = nil, nil
	if r.Passed() {
		v.sign.show(shapeTick, p.onFill, p.green)
		v.title.say(tr("All of it was right"), p.green)
		v.advice.say("", p.muted)
	} else {
		v.sign.show(shapeCross, p.onFill, p.red)
		v.title.say(tr("Not all of it was right"), p.red)
		v.advice.say(drillAdvice(d.Name), p.ink)
	}
	v.ask.show("", "", choices...)
	v.root.Objects = []fyne.CanvasObject{v.shade, v.card, v.sign, v.title, v.advice}
	for _, point := range r.Points {
		sign, ink := newMark(shapeTick, p.green, nil), p.ink
		if !point.Right {
			sign, ink = newMark(shapeCross, p.red, nil), p.red
		}
		words := newProse(lessonWords(d, point), sizeStrong, ink)
		v.signs, v.points = append(v.signs, sign), append(v.points, words)
		v.root.Objects = append(v.root.Objects, sign, words)
	}
	for _, b := range v.ask.buttons {
		v.root.Objects = append(v.root.Objects, b)
	}
	v.root.Refresh()
}

func (v *verdictCard) face() fyne.CanvasObject { return v.pane.scroll }

func (v *verdictCard) counting() bool { return false }

func (v *verdictCard) tick() {}

func (v *verdictCard) key(name string) { v.ask.key(name) }

func (v *verdictCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	margin, sign, small := 28*u, 72*u, 24*u
	width := min(size.Width-2*gridOuter, 860*u*textScale())
	inner := width - 3*margin - sign
	text := inner - small - gridWide*u
	v.title.resizeType(sizeTitle * u)
	v.advice.resizeType(sizeBody * u)
	buttons := v.ask.buttonsHeight(width-2*margin, u)
	height := max(sign, v.title.heightFor(inner)) + 2*margin + buttons + 20*u
	for _, p := range v.points {
		p.resizeType(sizeStrong * u)
		height += p.heightFor(text) + gridWide*u
	}
	if advice := v.advice.heightFor(inner); advice > 0 {
		height += advice + gridOuter*u
	}
	x, y := (size.Width-width)/2, centred(size, height)
	place(v.shade, 0, 0, size.Width, max(size.Height, y+height+gridOuter))
	place(v.card, x, y, width, height)
	place(v.sign, x+margin, y+margin, sign, sign)
	left, line := x+2*margin+sign, y+margin
	placeProse(v.title, left, line+max(0, sign-v.title.heightFor(inner))/2, inner)
	line += max(sign, v.title.heightFor(inner)) + gridWide*u
	for i, p := range v.points {
		place(v.signs[i], left, line+(p.lineHeight()-small)/2, small, small)
		line = placeProse(p, left+small+gridWide*u, line, text) + gridWide*u
	}
	placeProse(v.advice, left, line+gridHalf*u, inner)
	v.ask.arrangeButtons(x+margin, y+height-margin-buttons, width-2*margin, u)
	return y + height + gridOuter
}
