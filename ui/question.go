package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// choice is one answer to a question: a button and the key that does the same.
// None that moves money has Enter for it.
type choice struct {
	label, key string
	look       look
	do         func()
	disabled   bool
}

// maxBeside is how many choices stand side by side; more stand one below the
// other.
const maxBeside = 3

// questionCard is a card in the middle of the window with a question, an
// explanation and choices.
type questionCard struct {
	root        *fyne.Container
	pane        *pane
	shade, card *canvas.Rectangle
	sign        *mark
	title, text *prose
	buttons     []*press
}

func newQuestionCard() *questionCard {
	p := colours()
	q := &questionCard{shade: canvas.NewRectangle(p.sunken), card: canvas.NewRectangle(p.card)}
	q.card.CornerRadius, q.card.StrokeColor, q.card.StrokeWidth = 2*corner, p.line, 1
	q.sign = newMark(shapeQuestion, p.onAmber, p.amber)
	q.title = newStrong("", sizeTitle, p.ink)
	q.text = newProse("", sizeBody, p.muted)
	q.root = &fyne.Container{}
	q.pane = newPane(q.root, q.arrange)
	return q
}

// show puts a question; the choices stand from left to right.
func (q *questionCard) show(title, text string, choices ...choice) {
	p := colours()
	q.title.say(title, p.ink)
	q.text.say(text, p.muted)
	q.buttons = nil
	q.root.Objects = []fyne.CanvasObject{q.shade, q.card, q.sign, q.title, q.text}
	for _, c := range choices {
		button := newPress(c.label, c.key, c.look, c.do)
		button.disabled = c.disabled
		q.buttons = append(q.buttons, button)
	}
	// Tab comes to the usual answer first, wherever it stands.
	for _, usual := range []bool{true, false} {
		for i, button := range q.buttons {
			if (choices[i].look == lookPrimary()) == usual {
				q.root.Objects = append(q.root.Objects, button)
			}
		}
	}
	q.root.Refresh()
}

func (q *questionCard) face() fyne.CanvasObject { return q.pane.scroll }

func (q *questionCard) counting() bool { return false }

func (q *questionCard) tick() {}

// key takes the choice with this letter.
func (q *questionCard) key(name string) { pressKey(q.buttons, name) }

func (q *questionCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	width := min(size.Width-2*gridOuter, 800*u*textScale())
	q.title.resizeType(sizeTitle * u)
	q.text.resizeType(sizeBody * u)
	margin, sign := 28*u, 72*u
	inner := width - 3*margin - sign
	buttons := q.buttonsHeight(width-2*margin, u)
	words := max(sign, q.title.heightFor(inner)+gridWide*u+q.text.heightFor(inner))
	height := 2*margin + words + 24*u + buttons
	x, y := (size.Width-width)/2, centred(size, height)
	place(q.shade, 0, 0, size.Width, max(size.Height, y+height+gridOuter))
	place(q.card, x, y, width, height)
	place(q.sign, x+margin, y+margin, sign, sign)
	end := placeProse(q.title, x+2*margin+sign, y+margin, inner)
	placeProse(q.text, x+2*margin+sign, end+gridWide*u, inner)
	q.arrangeButtons(x+margin, y+height-margin-buttons, width-2*margin, u)
	return y + height + gridOuter
}

// beside says whether the choices stand side by side in a width.
func (q *questionCard) beside(width, u float32) bool {
	for _, b := range q.buttons {
		b.resizeType(sizeStrong * u)
	}
	return len(q.buttons) <= maxBeside && (!enlarged() || wantedBy(q.buttons, gridWide*u) <= width)
}

// buttonsHeight is the height that the choices take.
func (q *questionCard) buttonsHeight(width, u float32) float32 {
	if n := float32(len(q.buttons)); !q.beside(width, u) {
		return n*tall(touch*u, sizeBody*u) + (n-1)*grid*u
	}
	return tall(60*u, sizeStrong*u)
}

// arrangeButtons puts a few choices side by side, and shares the width out by
// what the labels want; many stand one below the other.
func (q *questionCard) arrangeButtons(x, y, width, u float32) {
	if !q.beside(width, u) {
		height := tall(touch*u, sizeBody*u)
		for _, b := range q.buttons {
			b.resizeType(sizeBody * u)
			place(b, x, y, width, height)
			y += height + grid*u
		}
		return
	}
	height, gap := tall(60*u, sizeStrong*u), gridWide*u
	total := float32(0)
	for _, b := range q.buttons {
		total += b.wanted()
	}
	room := width - gap*float32(len(q.buttons)-1)
	for _, b := range q.buttons {
		each := room * b.wanted() / total
		place(b, x, y, each, height)
		x += each + gap
	}
}
