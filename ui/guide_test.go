package ui

import (
	"strings"
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/provision"
)

// firstStart is a till that was never set up, at a step of its guide.
func firstStart(t *testing.T, step guideStep, change ...func(*Config)) (*till, *site) {
	t.Helper()
	var s *site
	w := managed(t, "", append([]func(*Config){func(c *Config) {
		s = c.Setup.(*site)
		s.profile, s.till = terminal.Profile{Link: terminal.LinkTraining}, provision.Till{Name: "Harbour Till", Language: "en"}
		c.Training, c.Guide = true, &Guide{step: step}
	}}, change...)...)
	return w, s
}

// Enter goes on in the language that the system has.
func TestGuideOffersTheSystemsLanguage(t *testing.T) {
	dress(t, looks(t)[1].style)
	w, s := firstStart(t, guideLanguage)
	w.keys("<Return>")
	if len(s.saved) != 1 || s.saved[0].Language != "zh-Hant" {
		t.Errorf("Enter saved %+v in a Chinese system", s.saved)
	}
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
	if w.keys("Counter 3"); w.guide.name.Text != "Counter 3" {
		t.Errorf("typing at once makes %q of the name", w.guide.name.Text)
	}
	w.guide.name.SetText(" ")
	w.tapOn("Go on")
	w.shows("Give the till a name.")
	w.guide.name.SetText("Counter 2")
	w.guide.shop.SetText("海港茶餐廳")
	w.tapOn("Go on")
	if len(s.saved) != 1 || s.saved[0].Name != "Counter 2" || s.saved[0].Shop != "海港茶餐廳" || w.cfg.Guide.step != guideTerminal {
		t.Fatalf("saved %+v, step %d", s.saved, w.cfg.Guide.step)
	}

	w, _ = firstStart(t, guideTerminal)
	w.shows("Try it, or connect a terminal?", "Connect a terminal step by step")
	w.keys("t")
	w.shows("Charge")
	if w.cfg.Guide.step != guideDone || w.guide != nil {
		t.Error("the guide goes on")
	}
}

// guided is a till whose guide has come to a step of connecting, by the keys.
func guided(t *testing.T, step guideStep, change ...func(*Config)) (*till, *site) {
	t.Helper()
	w, s := firstStart(t, guideTerminal, change...)
	if step > guideTerminal {
		w.keys("c")
	}
	if step > guideLink {
		w.keys("1")
	}
	if step > guidePlace {
		w.keys("192.0.2.20:9001<Return>")
	}
	if step > guideKey {
		w.keys(settingsKey)
		w.checked(s, terminal.CheckResult{Outcome: terminal.WorksAsSet, Profile: realTerminal()})
		w.keys("<Return>")
	}
	return w, s
}

// checked lets the guide's check run to its end with a result.
func (w *till) checked(s *site, result terminal.CheckResult) {
	w.t.Helper()
	s.result = result
	done := make(chan func(), 20)
	checks := w.guide.connecting.checks
	checks.cfg.Do = func(f func()) { done <- f }
	w.guide.onKey()
	for checks.result == nil {
		(<-done)()
	}
}

// choosePIN types the manager's first PIN twice and waits until it is kept.
func (w *till) choosePIN(pin string) {
	w.t.Helper()
	w.keys(pin + "<Return>")
	w.enterPIN(pin)
}

func TestGuideConnectsATerminal(t *testing.T) {
	w, s := guided(t, guideLink)
	w.shows("How is the terminal connected?", "The usual way", "PL2303")
	w.keys("1")
	w.shows("Where is the terminal?")
	w.tapOn("Go on")
	w.shows("Where is the terminal?", "missing")
	w.keys("192.0.2.20:9001<Return>")
	w.shows("POS-KEY", "My > Settings > POS-Key")
	w.keys("short<Return>")
	w.shows("16, 24 or 32")
	w.guide.connecting.form.key.SetText(settingsKey)
	w.hides("16, 24 or 32")
	w.checked(s, terminal.CheckResult{Outcome: terminal.WorksAsSet, Profile: realTerminal()})
	w.shows("The terminal answers. Connect it?", "4 / 4", "HTTP at 192.0.2.20:9001", wordsGuideReal[:20], wordsGuidePIN[:20])
	w.hides(settingsKey)
	w.keys("<Return>")
	if w.cover != w.guide || len(w.pays.replaced) > 0 {
		t.Fatal("Enter made it real")
	}
	w.tapOn("Connect")
	w.shows(wordsNewPIN[:25])
	w.choosePIN("4826")
	if len(w.pays.replaced) != 1 || w.pays.replaced[0] != realTerminal() {
		t.Fatalf("connected %+v", w.pays.replaced)
	}
	if err := s.people.Verify("4826"); err != nil {
		t.Error(err)
	}
	guide := w.cfg.Guide
	w, _ = firstStart(t, guideDone, func(c *Config) {
		c.Setup.(*site).profile, c.Guide = realTerminal(), guide
	})
	w.shows("Ready", "real money moves from now on")
	w.keys("<Return>")
	w.shows("Charge")
	if guide.step != guideDone {
		t.Error("the guide goes on")
	}
}

func TestGuideTakesWhatTheCheckFound(t *testing.T) {
	w, s := guided(t, guideKey)
	w.keys(settingsKey)
	found := realTerminal()
	found.Sealing, found.PlainAnswers = haojin.SealContent, true
	w.checked(s, terminal.CheckResult{Outcome: terminal.WorksOtherwise, Profile: found})
	w.keys("t")
	w.tapOn("Connect")
	w.choosePIN("4826")
	if len(w.pays.replaced) != 1 || w.pays.replaced[0] != found {
		t.Errorf("connected %+v", w.pays.replaced)
	}
}

// A check that finds nothing that works leads back to what was typed.
func TestGuideDoesntConnectWhatDoesntWork(t *testing.T) {
	for _, outcome := range []terminal.CheckOutcome{terminal.KeyIsWrong, terminal.NotHaojin, terminal.Unreachable, terminal.CheckStopped} {
		w, s := guided(t, guideKey)
		w.keys(settingsKey)
		w.checked(s, terminal.CheckResult{Outcome: outcome, Profile: realTerminal()})
		w.keys("t")
		if w.cover != w.guide.connecting.checks {
			t.Errorf("%s goes on", outcome)
		}
		w.keys("<Return>")
		w.shows("What is the terminal's POS-KEY?")
		if string(w.guide.connecting.form.key.Text) != settingsKey || len(w.pays.replaced) > 0 {
			t.Errorf("%s: the key is gone, or connected", outcome)
		}
	}
}

// TestLateCheckConnectsNothing: a check that goes on while the till is locked, or while
// a payment ends, brings nothing to the front of whoever is there then.
func TestLateCheckConnectsNothing(t *testing.T) {
	for name, end := range map[string]func(w *till){
		"locked":   func(w *till) { w.lockUp() },
		"revealed": func(w *till) { w.reveal() },
	} {
		w, s := guided(t, guideKey)
		w.keys(settingsKey)
		s.result = terminal.CheckResult{Outcome: terminal.WorksAsSet, Profile: realTerminal()}
		guide, done := w.guide, make(chan func(), 20)
		checks := guide.connecting.checks
		checks.cfg.Do = func(f func()) { done <- f }
		guide.onKey()
		late := []func(){<-done, <-done} // an attempt, and the result
		end(w)
		for _, f := range late {
			f()
		}
		checks.tried(checks.run-1, terminal.Attempt{Code: "5001"})
		if w.cover != nil || w.guide != nil || guide.connecting.form.key.Text != "" || guide.connecting.by != "" {
			t.Errorf("%s: %T is in front, the key is %q", name, w.cover, guide.connecting.form.key.Text)
		}
		if late := checks.state().Attempts; len(late) > 1 {
			t.Errorf("%s: an old check has told %v", name, late)
		}
		w.keys("c")
		if len(w.pays.replaced) > 0 {
			t.Errorf("%s: connected %+v", name, w.pays.replaced)
		}
	}
}

func TestGuideLooksAtACertificate(t *testing.T) {
	w, s := guided(t, guideLink)
	w.keys("2192.0.2.20:9001<Return>" + settingsKey)
	p := realTerminal()
	p.Link = terminal.LinkHTTPS
	s.certificate = terminal.Certificate{SHA256: strings.Repeat("ab12", 16), Issuer: "CN=QFPay", NotAfter: noon}
	w.checked(s, terminal.CheckResult{Outcome: terminal.CertificateRefused, Profile: p})
	done := make(chan func(), 1)
	w.guide.connecting.certificates.do = func(f func()) { done <- f }
	w.tapOn("Look at the certificate")
	(<-done)()
	w.shows("ab12 ab12", "Compare the fingerprint")
	w.keys("<Return>")
	if w.guide.connecting.form.route.pin.Text != "" {
		t.Fatal("Enter accepted a certificate")
	}
	p.PinSHA256 = s.certificate.SHA256
	s.result = terminal.CheckResult{Outcome: terminal.WorksAsSet, Profile: p}
	checks := make(chan func(), 20)
	w.guide.connecting.checks.cfg.Do = func(f func()) { checks <- f }
	w.keys("a")
	for w.guide.connecting.checks.result == nil {
		(<-checks)()
	}
	w.keys("<Return>")
	w.tapOn("Connect")
	w.choosePIN("4826")
	if len(w.pays.replaced) != 1 || w.pays.replaced[0].PinSHA256 != s.certificate.SHA256 || w.pays.replaced[0].Link != terminal.LinkHTTPS {
		t.Errorf("connected %+v", w.pays.replaced)
	}
}

func TestGuideListsPorts(t *testing.T) {
	for name, test := range map[string]struct {
		ports []terminal.SerialPort
		keys  string
		words []string
		port  string
	}{
		"none":        {nil, "", []string{"No cable is plugged in", "PL2303"}, ""},
		"the one":     {[]terminal.SerialPort{{Name: "/dev/ttyUSB0", Chip: "Prolific PL2303", Fit: terminal.Supported}}, "", []string{"terminals work with this cable"}, "/dev/ttyUSB0"},
		"a wrong one": {[]terminal.SerialPort{{Name: "/dev/ttyUSB0", Chip: "CH340", Fit: terminal.Unsupported}}, "", []string{"CH340: terminals don't work"}, ""},
		"the second": {[]terminal.SerialPort{
			{Name: "COM3", Chip: "CH340", Fit: terminal.Unsupported}, {Name: "COM4", Chip: "Prolific PL2303", Fit: terminal.Supported},
		}, "2", []string{"COM3", "COM4", "CH340: terminals don't work", "Prolific PL2303: terminals work"}, "COM4"},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := guided(t, guideLink)
			s.set(test.ports)
			w.keys("4" + test.keys)
			w.shows(append(test.words, "Which port is the cable in?")...)
			if got := w.guide.connecting.form.route.port.Text; got != test.port {
				t.Errorf("chose %q, want %q", got, test.port)
			}
			if !w.counting.Load() {
				t.Error("nobody looks for cables that come")
			}
			s.set([]terminal.SerialPort{{Name: "COM9"}})
			w.tick()
			w.tick()
			w.shows("COM9")
		})
	}
}

// TestGuideIsLeft at each step: what is left is a till that works, for training,
// and nothing that was typed for a terminal counts.
func TestGuideIsLeft(t *testing.T) {
	for step := guideLanguage; step < guideReady; step++ {
		w, s := firstStart(t, step)
		if step > guideTerminal {
			w, s = guided(t, step)
		}
		for range 10 {
			w.keys("<Escape>")
			if w.guide != nil && w.guide.saving {
				t.Fatal("Esc saves")
			}
		}
		w.keys("12.5<F1><Return>")
		if len(w.pays.paid) != 1 || len(s.saved) != 1 || s.saved[0].Name != "Harbour Till" || len(w.pays.replaced) > 0 {
			t.Errorf("step %d: charged %+v, saved %+v, connected %+v", step, w.pays.paid, s.saved, w.pays.replaced)
		}
	}
	for step := guideLink; step < guideReady; step++ {
		w, _ := guided(t, step)
		g := w.guide
		w.tapOn("Stay in training")
		w.shows("Charge")
		if g.connecting.form.key.Text != "" || g.connecting.works.POSKey != "" || len(w.pays.replaced) > 0 {
			t.Errorf("step %d: the key stays, or connected", step)
		}
	}
}

// A PIN that is left leads back, and connects nothing.
func TestGuideIsLeftAtThePIN(t *testing.T) {
	w, _ := guided(t, guideConfirm)
	w.tapOn("Connect")
	w.keys("48<Escape>")
	w.shows("The terminal answers. Connect it?")
	if len(w.pays.replaced) > 0 {
		t.Error("connected without a PIN")
	}
}

func TestGuideSaysWhyItDoesntConnect(t *testing.T) {
	w, _ := guided(t, guideConfirm)
	w.tapOn("Connect")
	w.choosePIN("4826")
	w.Handle(terminal.Refused{Command: terminal.CommandReplace, Err: terminal.ErrBusy})
	w.shows(wordsOpenPayment, "The terminal answers. Connect it?")
	w.tapOn("Connect")
	if len(w.pays.replaced) != 2 {
		t.Errorf("connected %d times", len(w.pays.replaced))
	}
}

// A till that has a PIN already connects nothing without it.
func TestGuideAsksForAPINThatThereIs(t *testing.T) {
	w, s := firstStart(t, guideTerminal)
	if err := s.people.SetPIN("4826", ""); err != nil {
		t.Fatal(err)
	}
	w.keys("c")
	w.shows(wordsManagerPIN)
	w.keys("<Escape>")
	w.shows("Try it, or connect a terminal?")
	w.keys("c")
	w.enterPIN("4826")
	w.shows("How is the terminal connected?")
}

func TestGuideIsFoundAgain(t *testing.T) {
	w, s := inSettings(t, terminal.Profile{Link: terminal.LinkTraining})
	w.tapOn("Connect a terminal step by step")
	w.shows("How is the terminal connected?")
	w.keys("1192.0.2.20:9001<Return>" + settingsKey)
	w.checked(s, terminal.CheckResult{Outcome: terminal.WorksAsSet, Profile: realTerminal()})
	w.keys("<Return>c")
	if len(w.pays.replaced) != 1 || w.pays.replaced[0] != realTerminal() {
		t.Errorf("connected %+v", w.pays.replaced)
	}
	w, _ = inSettings(t, terminal.Profile{Link: terminal.LinkTraining})
	w.tapOn("Connect a terminal step by step")
	w.keys("<Escape>")
	w.tapOn("Stay in training")
	w.shows("Connected by")

	w, _ = inSettings(t, realTerminal())
	w.hides("Connect a terminal step by step")
	w.settings.form.route.link.SetSelected(linkName(terminal.LinkTraining))
	w.hides("Connect a terminal step by step")
}

// guideStates are the guide's steps, each as it is seen.
func guideStates() []state {
	names := map[guideStep]string{
		guideLanguage: "language", guideNames: "names", guideTerminal: "terminal", guideLink: "link", guidePlace: "place",
		guideKey: "key", guideConfirm: "confirm", guideReady: "ready",
	}
	var all []state
	for step := guideLanguage; step < guideDone; step++ {
		all = append(all, state{"guide-" + names[step], func(t *testing.T, change func(*Config)) *till {
			if step == guideReady {
				w, _ := firstStart(t, step, change, func(c *Config) { c.Training, c.Setup.(*site).profile = false, realTerminal() })
				return w
			}
			if step <= guideTerminal {
				w, _ := firstStart(t, step, change)
				return w
			}
			w, _ := guided(t, step, change)
			return w
		}})
	}
	return append(all, state{"guide-ports", func(t *testing.T, change func(*Config)) *till {
		w, s := guided(t, guideLink, change)
		s.set([]terminal.SerialPort{
			{Name: "/dev/ttyUSB0", Chip: "Prolific PL2303", Fit: terminal.Supported}, {Name: "/dev/ttyUSB1", Chip: "CH340", Fit: terminal.Unsupported},
		})
		w.keys("41")
		return w
	}})
}
