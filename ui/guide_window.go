package ui

// beginGuide leads on whoever is being led: a first start, or a terminal that was
// just connected.
func (w *Window) beginGuide() {
	step := &w.cfg.Guide.step
	if w.cfg.Setup == nil || *step == guideDone || w.cover != nil {
		return
	}
	training := w.cfg.Setup.Profile().Training()
	switch {
	case *step == guideReady && training, *step >= guideLink && *step < guideReady:
		*step = guideTerminal
	case *step < guideReady && !training:
		*step = guideDone
		return
	}
	w.guide = w.newGuide()
	w.cover = w.guide
}

// onGuide leads a manager, who is in the settings, through connecting a terminal.
// Out of training it has no way to offer: what was typed is for a till without a
// terminal.
func (w *Window) onGuide() {
	if !w.cfg.Setup.Profile().Training() {
		return
	}
	*w.cfg.Guide = Guide{step: guideLink, alone: true}
	w.guide = w.newGuide()
	w.guide.connecting.by = w.settings.by
	w.coverWith(w.guide)
}

// newGuide returns a guide in this window. What comes late for one that has ended, as
// the result of a check does, brings nothing to the front.
func (w *Window) newGuide() *guideCard {
	var g *guideCard
	g = newGuideCard(w.cfg, guideHandlers{
		leave: func() {
			w.endGuide()
			w.uncover()
		},
		cover: func(c cover) {
			if w.guide == g {
				w.coverWith(c)
			}
		},
		asManager: func(then func(by string)) { w.asManager(tr(wordsSettingsPIN), then) },
		newPIN: func(then func()) {
			w.pin.choose("", func() {
				if w.cover == w.pin {
					then()
				}
			})
			w.coverWith(w.pin)
		},
	})
	return g
}

// endGuide ends the guide wherever it is: its check, and what it knows of whoever it
// has led. One that was begun from the settings doesn't come back.
func (w *Window) endGuide() {
	if w.guide == nil {
		return
	}
	w.guide.connecting.forget()
	if w.cfg.Guide.alone {
		w.cfg.Guide.step = guideDone
	}
	w.guide = nil
}
