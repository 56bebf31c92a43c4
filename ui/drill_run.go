package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal"
	"harbourtill/terminal/drill"
	"harbourtill/terminal/payment"
)

// drillRun is the drill that is being done: a band above the sections that says
// what to do, and in the end the verdict. Where there is nothing to practise with
// none ever begins. It lives on the UI goroutine.
type drillRun struct {
	window  *Window
	screen  *drillsScreen
	brief   *questionCard
	verdict *verdictCard
	course  *drill.Course // nil while none is being done
	who     string        // who does it
	next    int           // the number of the next one; each has amounts of its own
	turn    int           // counts what was begun and left
	// beginning: the terminal is being told what to play.
	beginning bool

	root       *fyne.Container
	face       *canvas.Rectangle
	sign       *mark
	text       *prose
	done, stop *press
}

func newDrillRun(w *Window) *drillRun {
	p := colours()
	r := &drillRun{window: w, brief: newQuestionCard(), face: canvas.NewRectangle(p.harbourSoft), sign: newMark(shapeDot, p.onFill, p.harbour)}
	r.screen = newDrillsScreen(w.cfg, drillsHandlers{begin: r.tell, ask: w.asManagerIfAny, leave: func() { w.goTo(sectionSale) }})
	r.verdict = newVerdictCard()
	r.face.StrokeColor, r.face.StrokeWidth = p.harbour, 1
	r.text = newStrong("", sizeBody, p.ink)
	r.done = newPress(tr("The customer leaves"), "Ctrl+D", lookPrimary(), r.end)
	r.stop = newPress(tr("Stop practising"), "", lookQuiet(), r.leave)
	r.root = &fyne.Container{Layout: arranged{arrange: r.arrange}, Objects: []fyne.CanvasObject{r.face, r.sign, r.text, r.done, r.stop}}
	r.root.Hide()
	return r
}

// tell tells what happens in a drill, before it begins.
func (r *drillRun) tell(n drill.Name) {
	if why := r.mayNot(); why != "" {
		r.screen.tell(why)
		return
	}
	number := max(r.next, r.screen.tries())
	d := drill.New(n, number)
	r.brief.sign.show(drillShape(n), colours().onFill, colours().harbour)
	r.brief.show(drillTitle(n), drillStory(d),
		choice{label: tr("Begin"), key: "Enter", look: lookPrimary(), do: func() {
			r.next = number + 1
			r.begin(d)
		}},
		choice{label: tr("Back"), key: "Esc", look: lookQuiet(), do: r.window.uncover},
	)
	r.window.coverWith(r.brief)
}

// mayNot says why no drill can begin now; empty when one can.
func (r *drillRun) mayNot() string {
	if _, open := r.window.sale.open(); open {
		return tr(wordsDrillBusy)
	}
	for _, q := range r.window.sale.armed {
		if q.Transaction.Status == payment.Unknown {
			return tr(wordsDrillUnknown)
		}
	}
	return ""
}

// begin has the terminal play a drill, and shows an empty entry.
func (r *drillRun) begin(d drill.Drill) {
	w := r.window
	if r.beginning {
		return
	}
	r.beginning = true
	r.leave()
	w.uncover()
	turn := r.turn
	w.cfg.background(func() {
		since, err := w.cfg.Drills.Begin(d)
		w.cfg.Do(func() {
			r.beginning = false
			switch {
			case err != nil:
				r.screen.tell(tr(wordsDrillBroken))
				return
			case turn != r.turn: // left, as when the till was locked meanwhile
				w.cfg.Drills.End()
				return
			}
			r.course, r.who = drill.Begin(d, since), w.crew.operator()
			w.sale.vacate()
			r.show()
			w.goTo(sectionSale)
		})
	})
}

// note takes news for the drill.
func (r *drillRun) note(e terminal.Event) {
	if r.course != nil {
		r.course.Note(e)
		r.show()
	}
}

// show shows or hides the band.
func (r *drillRun) show() {
	before := r.root.Hidden
	if r.root.Hidden = r.course == nil; !r.root.Hidden {
		d := r.course.Drill()
		r.sign.show(drillShape(d.Name), colours().onFill, colours().harbour)
		r.text.say(drillTask(d), colours().ink)
		r.done.say(r.done.label, lookPrimary(), r.course.Played())
	}
	if before != r.root.Hidden {
		r.window.root.Refresh()
	}
}

// leave ends the drill without a verdict, and one that is about to begin.
func (r *drillRun) leave() {
	r.turn++
	if r.course == nil {
		return
	}
	r.course = nil
	r.show()
	r.window.cfg.Drills.End()
}

// end judges the drill, keeps how it went and shows it.
func (r *drillRun) end() {
	w := r.window
	_, open := w.sale.open() // what isn't on the terminal yet, the course doesn't know
	if r.course == nil || !r.course.Played() || open || w.cover != nil {
		return
	}
	d := r.course.Drill()
	result := drill.Result{Name: d.Name, Who: r.who, At: w.cfg.Now(), Points: r.course.Verdict()}
	r.leave()
	w.sale.vacate()
	w.goTo(sectionDrills)
	w.cfg.background(func() {
		err := w.cfg.Drills.Keep(result)
		w.cfg.Do(func() {
			if err != nil {
				r.screen.tell(tr(wordsDrillUnkept))
				return
			}
			r.screen.read()
		})
	})
	again := func(n drill.Name) func() {
		return func() {
			w.uncover()
			r.tell(n)
		}
	}
	choices := []choice{{label: tr("Once more"), key: "M", look: lookQuiet(), do: again(d.Name)}}
	if next := afterDrill(d.Name); next != "" {
		choices = append(choices, choice{label: tr("Next"), key: "N", look: lookQuiet(), do: again(next)})
	}
	choices = append(choices, choice{label: tr("Back"), key: "Esc", look: lookQuiet(), do: w.uncover})
	at := 0
	if result.Passed() && len(choices) > 2 {
		at = 1
	}
	choices[at].look = lookPrimary()
	r.verdict.show(d, result, choices)
	w.coverWith(r.verdict)
}

// afterDrill is the drill that is learnt after another; empty after the last.
func afterDrill(n drill.Name) drill.Name {
	names := drill.Names()
	for i, name := range names {
		if name == n && i+1 < len(names) {
			return names[i+1]
		}
	}
	return ""
}

// heightFor is the height that the band takes; 0 while it is hidden.
func (r *drillRun) heightFor(width float32) float32 {
	if r.root.Hidden {
		return 0
	}
	u := listUnit(width)
	buttons := r.buttons(u)
	row := tall(touch*u, sizeBody*u)
	r.text.fitType(sizeBody*u, width-buttons-r.lead(u), 2*row)
	return max(row, r.text.heightFor(width-buttons-r.lead(u))) + 2*grid*u
}

// lead is what the sign takes before the text.
func (r *drillRun) lead(u float32) float32 { return 2*gridOuter*u + 36*u }

// buttons is the width that the buttons take, with the gaps beside them.
func (r *drillRun) buttons(u float32) float32 {
	r.done.resizeType(sizeBody * u)
	r.stop.resizeType(sizeBody * u)
	return r.done.wanted() + r.stop.wanted() + grid*u + 2*gridOuter*u - 4*gridWide*u
}

func (r *drillRun) arrange(size fyne.Size) {
	u := listUnit(size.Width)
	place(r.face, 0, 0, size.Width, size.Height)
	sign := 36 * u
	place(r.sign, gridOuter*u, (size.Height-sign)/2, sign, sign)
	room := size.Width - r.buttons(u) - r.lead(u)
	height := r.text.heightFor(room)
	place(r.text, r.lead(u), (size.Height-height)/2, room, height)
	row := tall(touch*u, sizeBody*u)
	x := size.Width - gridOuter*u
	for _, b := range []*press{r.stop, r.done} {
		w := b.wanted() - 2*gridWide*u
		x -= w
		place(b, x, (size.Height-row)/2, w, row)
		x -= grid * u
	}
}
