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
	w.guide = newGuideCard(w.cfg, w.guided())
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
	w.guide = newGuideCard(w.cfg, w.guided())
	w.guide.connecting.by = w.settings.by
	w.coverWith(w.guide)
}

func (w *Window) guided() guideHandlers {
	return guideHandlers{
		leave: func() {
			w.guide = nil
			w.uncover()
		},
		cover:     w.coverWith,
		asManager: func(then func(by string)) { w.asManager(tr(wordsSettingsPIN), then) },
		newPIN: func(then func()) {
			w.pin.choose("", func() {
				if w.cover == w.pin {
					then()
				}
			})
			w.coverWith(w.pin)
		},
	}
}
