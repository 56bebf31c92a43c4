package ui

import (
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/provision"
)

// firstStart is a till that was never set up, at a step of its guide.
func firstStart(t *testing.T, step guideStep) (*till, *site) {
	t.Helper()
	var s *site
	w := managed(t, "", func(c *Config) {
		s = c.Setup.(*site)
		s.profile, s.till = terminal.Profile{Link: terminal.LinkTraining}, provision.Till{Name: "Harbour Till", Language: "en"}
		c.Guide = &Guide{step: step}
	})
	return w, s
}

func TestGuideLeadsThroughAFirstStart(t *testing.T) {
	w, s := firstStart(t, guideLanguage)
	w.shows("Welcome", "歡迎", "繁體中文（香港）", "简体中文")
	inside(t, w)
	w.keys("2")
	if len(s.saved) != 1 || s.saved[0].Language != "zh-Hant" || len(w.pays.replaced) != 1 || w.cfg.Guide.step != guideNames {
		t.Fatalf("saved %+v, replaced %+v, step %d", s.saved, w.pays.replaced, w.cfg.Guide.step)
	}

	w, s = firstStart(t, guideNames)
	w.shows("What is this till called?", "Harbour Till")
	g := w.cover.(*guideCard)
	g.name.SetText(" ")
	w.tapOn("Go on")
	w.shows("Give the till a name.")
	g.name.SetText("Counter 2")
	g.shop.SetText("海港茶餐廳")
	w.tapOn("Go on")
	if len(s.saved) != 1 || s.saved[0].Name != "Counter 2" || s.saved[0].Shop != "海港茶餐廳" || w.cfg.Guide.step != guideTerminal {
		t.Fatalf("saved %+v, step %d", s.saved, w.cfg.Guide.step)
	}

	w, _ = firstStart(t, guideTerminal)
	w.shows("Try it, or connect a terminal?")
	w.keys("t")
	w.shows("Charge")
	if w.cfg.Guide.step != guideDone {
		t.Error("the guide goes on")
	}
	w, _ = firstStart(t, guideTerminal)
	w.keys("c")
	w.shows(wordsManagerPIN)
}

// TestGuideIsLeft at each step: what is left is a till that works.
func TestGuideIsLeft(t *testing.T) {
	for _, step := range []guideStep{guideLanguage, guideNames, guideTerminal} {
		w, s := firstStart(t, step)
		w.keys("<Escape>12.5<F1><Return>")
		if len(w.pays.paid) != 1 || len(s.saved) != 1 || s.saved[0].Name != "Harbour Till" {
			t.Errorf("step %d: charged %+v, saved %+v", step, w.pays.paid, s.saved)
		}
	}
}
