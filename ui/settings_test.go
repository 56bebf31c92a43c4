package ui

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

const settingsKey = "my_qfpay_pos_key"

// realTerminal is a till's terminal over HTTP.
func realTerminal() terminal.Profile {
	p := freshProfile(terminal.LinkHTTP)
	p.Address, p.POSKey = "192.0.2.20:9001", settingsKey
	return p
}

// inSettings is a till whose manager is in the settings.
func inSettings(t *testing.T, p terminal.Profile) (*till, *site) {
	t.Helper()
	w := managed(t, "4826")
	s := w.cfg.Setup.(*site)
	s.profile = p
	// What looks for cables in the background is heard by tests that ask for it.
	w.settings.cfg.Do = func(func()) {}
	w.goTo(sectionSettings)
	w.enterPIN("4826")
	w.shows("Terminal", "Messages", "Save")
	return w, s
}

func TestSettingsNeedThePIN(t *testing.T) {
	w := managed(t, "4826")
	w.goTo(sectionSettings)
	w.shows(wordsManagerPIN)
	w.hides("POS-KEY", "Save")
	w.keys("<Escape>")
	w.shows("Charge")
	w.goTo(sectionSettings)
	w.enterPIN("1111")
	w.hides("POS-KEY")
	w.enterPIN("4826")
	w.shows("Connected by")
	w.goTo(sectionSale)
	w.goTo(sectionSettings)
	w.shows(wordsManagerPIN)
	w.hides("Connected by")
}

func TestFirstPINIsChosenTwice(t *testing.T) {
	w := managed(t, "")
	w.goTo(sectionSettings)
	w.keys("48<Return>")
	w.shows("4 to 12 digits")
	w.keys("4826<Return>")
	w.shows(wordsRepeatPIN)
	w.keys("4827<Return>")
	w.shows(wordsPINsDiffer[:20])
	w.keys("4826<Return>")
	w.enterPIN("4826")
	w.shows("Connected by")
	if err := w.cfg.Setup.(*site).people.Verify("4826"); err != nil {
		t.Error(err)
	}
}

func TestOnlyWhatMattersIsShown(t *testing.T) {
	w, _ := inSettings(t, realTerminal())
	form := w.settings.form
	for _, test := range []struct {
		link         terminal.LinkKind
		shows, hides []string
	}{
		{terminal.LinkTraining, []string{"link"}, []string{"address", "port", "trust", "pos_key", "second.link", "body"}},
		{terminal.LinkHTTP, []string{"address", "pos_key", "model", "second.link"}, []string{"port", "trust", "ca_file", "line_feed", "body"}},
		{terminal.LinkHTTPS, []string{"address", "trust"}, []string{"port", "pin_sha256", "ca_file"}},
		{terminal.LinkTCP, []string{"address"}, []string{"port", "trust"}},
		{terminal.LinkSerial, []string{"port"}, []string{"address", "trust"}},
	} {
		form.route.link.SetSelected(linkName(test.link))
		for _, name := range test.shows {
			if f := form.find(name); f.hidden || !f.input.Visible() {
				t.Errorf("%s: %s is hidden", test.link, name)
			}
		}
		for _, name := range test.hides {
			if f := form.find(name); !f.hidden || f.input.Visible() {
				t.Errorf("%s: %s is shown", test.link, name)
			}
		}
	}
	form.more.SetChecked(true)
	form.route.link.SetSelected(linkName(terminal.LinkTCP))
	if form.find("line_feed").hidden || !form.find("body").hidden {
		t.Error("advanced: TCP has a line feed and no body")
	}
	form.route.link.SetSelected(linkName(terminal.LinkHTTPS))
	form.route.trust.SetSelected(trustPinned)
	if form.find("pin_sha256").hidden || !form.find("ca_file").hidden {
		t.Error("a pinned certificate has a fingerprint and no CA file")
	}
}

func TestNothingIsSavedBeforeAllOfItIsRight(t *testing.T) {
	w, s := inSettings(t, realTerminal())
	form := w.settings.form
	for _, test := range []struct {
		name  string
		spoil func()
		field string
		words string
	}{
		{"address", func() { form.route.address.SetText("192.0.2.20:99999") }, "address", "1 to 65535"},
		{"host", func() { form.route.address.SetText("my_terminal") }, "address", "host name"},
		{"other link", func() { form.route.address.SetText("https://192.0.2.20:9001") }, "address", "HTTPS"},
		{"key", func() { form.key.SetText("short") }, "pos_key", "16, 24 or 32"},
		{"time-out", func() { form.timeout.SetText("0") }, "payment_timeout", "1 to 600"},
		{"time-out in letters", func() { form.timeout.SetText("two minutes") }, "payment_timeout", "1 to 600"},
		{"second", func() { form.second.link.SetSelected("TCP") }, "second.address", "missing"},
		{"CA", func() {
			form.route.link.SetSelected("HTTPS")
			form.route.trust.SetSelected(trustCA)
		}, "ca_file", wordsChooseCA},
	} {
		t.Run(test.name, func(t *testing.T) {
			form.fill(s.profile)
			test.spoil()
			w.settings.onSave()
			if f := form.find(test.field); !strings.Contains(f.fault.text, test.words) || f.sign.Hidden {
				t.Errorf("%s says %q", test.field, f.fault.text)
			}
			if form.firstFault() != test.field || len(w.pays.replaced) > 0 {
				t.Errorf("first fault %q, saved %d", form.firstFault(), len(w.pays.replaced))
			}
			w.shows(wordsFaults)
		})
	}
}

func TestSavedAsTyped(t *testing.T) {
	w, _ := inSettings(t, realTerminal())
	form := w.settings.form
	form.route.address.SetText(" http://192.0.2.21:9002/api/pos/trade \n")
	form.key.SetText("\"" + settingsKey + "\" \n")
	form.timeout.SetText("90")
	form.camera.SetSelected(wordsFront)
	form.scan.SetSelected(wordsCustomerShows)
	form.home.SetChecked(false)
	form.second.link.SetSelected("TCP")
	form.second.address.SetText("192.0.2.21")
	w.settings.onSave()
	want := realTerminal()
	want.Address, want.PaymentTimeout, want.FrontCamera = "192.0.2.21:9002", 90, true
	want.Scan, want.StayOnResult = haojin.CustomerShowsCode, true
	want.Second = terminal.Route{Link: terminal.LinkTCP, Address: "192.0.2.21:9002"}
	if len(w.pays.replaced) != 1 || w.pays.replaced[0] != want {
		t.Fatalf("saved %+v", w.pays.replaced)
	}
	w.shows(wordsSaving)
	w.Handle(terminal.Refused{Command: terminal.CommandReplace, Err: terminal.ErrUnresolved})
	w.shows("still unresolved", "Save")
	if form.timeout.Text != "90" {
		t.Error("what was typed is gone")
	}
}

// TestRealMoneyIsAskedAbout: before it moves, and before it doesn't any more.
func TestRealMoneyIsAskedAbout(t *testing.T) {
	training := terminal.Profile{Link: terminal.LinkTraining}
	for words, change := range map[string][2]terminal.Profile{
		wordsRealMoney[:30]: {training, realTerminal()}, wordsNoRealMoney[:30]: {realTerminal(), training},
	} {
		w, _ := inSettings(t, change[0])
		w.settings.form.fill(change[1])
		w.settings.onSave()
		w.shows(words)
		w.keys("<Return>")
		if len(w.pays.replaced) > 0 {
			t.Fatalf("Enter has agreed to %q", words)
		}
		w.keys("s")
		if len(w.pays.replaced) != 1 {
			t.Errorf("saved %v", w.pays.replaced)
		}
	}
}

// TestStayInTheSettings: who has saved something goes on there in the new window,
// without another PIN; nobody else does, and not later.
func TestStayInTheSettings(t *testing.T) {
	stay := new(Stay)
	begin := func() *till {
		return managed(t, "4826", func(c *Config) { c.Stay, c.Replaced = stay, true })
	}
	w := begin()
	w.hides("Save")
	w.goTo(sectionSettings)
	w.enterPIN("4826")
	w.settings.page(1)
	w.settings.shop.form.name.SetText("Counter 9")
	w.settings.shop.onSave()
	if len(w.pays.replaced) != 1 {
		t.Fatal("nothing was saved")
	}
	later := w.now
	w = begin()
	w.shows("Till's name", "The new settings are in force.")
	if w.settings.by != nameOfManager {
		t.Errorf("in the settings is %q", w.settings.by)
	}
	w.keys("<Escape>")
	w.shows("Charge")
	w.hides("The new settings are in force.")
	for name, leave := range map[string]func(w *till){
		"left":   func(w *till) { w.goTo(sectionSale) },
		"locked": func(w *till) { w.lockUp() },
	} {
		w = begin()
		w.goTo(sectionSettings)
		w.enterPIN("4826")
		w.settings.page(1)
		w.settings.shop.form.name.SetText("Counter 10")
		w.settings.shop.onSave()
		leave(w)
		if w = begin(); w.section == sectionSettings {
			t.Errorf("%s: the settings come back by themselves", name)
		}
	}
	stay.keep(1, nameOfManager, nil, later.Add(-time.Minute))
	w = begin()
	w.shows("Charge")
	w.hides("Till's name")
}

func TestUnresolvedMoneyIsNamedBeforeTheTerminalChanges(t *testing.T) {
	w, s := inSettings(t, realTerminal())
	s.unresolved = []payment.Transaction{{Amount: 50000, Profile: realTerminal().ID()}}
	w.settings.form.route.address.SetText("192.0.2.30:9001")
	w.settings.onSave()
	if len(w.pays.replaced) != 1 {
		t.Fatal("the same terminal at another address isn't another terminal")
	}
	w.settings.saving = false
	w.settings.form.key.SetText("another_pos_key_")
	w.settings.onSave()
	w.shows("HK$500.00", "still unresolved (HK$500.00)")
	w.keys("<Escape>")
	if len(w.pays.replaced) != 1 {
		t.Error("saved though nobody agreed")
	}
}

func TestNoSettingsWhileAPaymentIsOpen(t *testing.T) {
	w, _ := inSettings(t, realTerminal())
	w.sale.pay(terminal.Order{Amount: 1250, Channel: payment.Card})
	w.settings.tick()
	w.shows(wordsOpenPayment)
	if !w.settings.save.disabled {
		t.Error("settings can be saved while a payment is open")
	}
	w.settings.onSave()
	if len(w.pays.replaced) > 0 {
		t.Error("saved while a payment is open")
	}
}

func TestLeavingWithChangesIsAskedAbout(t *testing.T) {
	w, _ := inSettings(t, realTerminal())
	w.settings.form.timeout.SetText("60")
	w.keys("<Escape>")
	w.shows(wordsUnsaved)
	w.keys("<Escape>")
	w.shows("Save")
	w.tapOn("History")
	w.shows(wordsUnsaved)
	w.keys("<Escape><Escape>l")
	w.shows("Charge")
	w.hides("POS-KEY")

	w, _ = inSettings(t, realTerminal())
	w.settings.page(2)
	w.settings.people.lock.SetText("7")
	w.tapOn("History")
	w.shows(wordsUnsaved)
}

func TestKeyIsMaskedAndJudged(t *testing.T) {
	p := realTerminal()
	p.POSKey = "f46b1f08bec1f39104792cc79ec9aacd"
	w, _ := inSettings(t, p)
	w.shows("published by the vendor")
	w.hides("f46b1f08")
	w.settings.form.key.SetText("123")
	w.shows("it has 3 characters")
	w.settings.form.key.SetText(settingsKey)
	w.shows("It looks like a POS-KEY", "data folder")
	w.settings.form.model.SetSelected("A920")
	w.shows("QR wallets only")
}

func TestPortsComeAndGo(t *testing.T) {
	p := realTerminal()
	p.Link, p.Address, p.Port = terminal.LinkSerial, "", "/dev/ttyUSB0"
	w, s := inSettings(t, p)
	ports := func(list ...terminal.SerialPort) {
		s.set(list)
		done := make(chan func(), 1)
		w.settings.cfg.Do = func(f func()) { done <- f }
		w.settings.listPorts()
		(<-done)()
	}
	ports(terminal.SerialPort{Name: "/dev/ttyUSB0", USB: "1a86:7523", Chip: "CH340", Fit: terminal.Unsupported})
	w.shows("don't work with this cable")
	ports(terminal.SerialPort{Name: "/dev/ttyUSB0", USB: "067b:2303", Chip: "Prolific PL2303", Fit: terminal.Supported})
	w.shows("Prolific PL2303: terminals work")
	ports()
	w.shows("/dev/ttyUSB0 isn't plugged in now")
	w.settings.form.route.port.SetText("/dev/ttyUSB1  067b:2303  Prolific PL2303: supported")
	w.settings.onSave()
	if len(w.pays.replaced) != 1 || w.pays.replaced[0].Port != "/dev/ttyUSB1" {
		t.Errorf("saved %+v", w.pays.replaced)
	}
}

// checked runs a check to its end with a result of the setup's.
func checked(t *testing.T, result terminal.CheckResult) *till {
	t.Helper()
	w, s := inSettings(t, realTerminal())
	s.result = result
	done := make(chan func(), 20)
	w.settings.checks.cfg.Do = func(f func()) { done <- f }
	w.settings.onCheck()
	for w.settings.checks.result == nil {
		(<-done)()
	}
	return w
}

func TestCheckEndsInASentence(t *testing.T) {
	for _, test := range []struct {
		result terminal.CheckResult
		words  string
	}{
		{terminal.CheckResult{Outcome: terminal.WorksAsSet}, "It works as set"},
		{terminal.CheckResult{Outcome: terminal.KeyIsWrong}, "refreshed in the Haojin app"},
		{terminal.CheckResult{Outcome: terminal.NotHaojin}, "isn't a Haojin terminal"},
		{terminal.CheckResult{Outcome: terminal.Unreachable}, "in the same network"},
		{terminal.CheckResult{Outcome: terminal.Unreachable, Trouble: terminal.NoPermission}, "group dialout"},
		{terminal.CheckResult{Outcome: terminal.Unreachable, Trouble: terminal.NoPort}, "Plug the cable in"},
		{terminal.CheckResult{Outcome: terminal.Unreachable, Trouble: terminal.PortBusy}, "Another program"},
		{terminal.CheckResult{Outcome: terminal.CertificateRefused}, "Look at the certificate"},
	} {
		test.result.Profile = realTerminal()
		w := checked(t, test.result)
		w.shows(test.words)
		w.hides("sealing message")
		w.keys("d")
		w.shows("1.  key text, sealing message", "answered 5001")
		for _, size := range []fyne.Size{fyne.NewSize(1024, 600), fyne.NewSize(1920, 1080)} {
			w.window.Resize(size)
			inside(t, w)
		}
		w.keys("<Escape>")
		w.shows("Connected by")
	}
}

// TestFailedCheckIsTriedAgain: Enter leads back to what was typed, and A asks once
// more.
func TestFailedCheckIsTriedAgain(t *testing.T) {
	w := checked(t, terminal.CheckResult{Outcome: terminal.Unreachable, Profile: realTerminal()})
	w.shows("Check again")
	w.keys("a")
	w.shows("Asking the terminal")
	w.hides("Check again")
	w.keys("<Escape>")
}

func TestCheckedSettingsAreTaken(t *testing.T) {
	found := realTerminal()
	found.Sealing, found.PlainAnswers = haojin.SealContent, true
	w := checked(t, terminal.CheckResult{Outcome: terminal.WorksOtherwise, Profile: found})
	w.shows("sealing content", "answers in plain text")
	w.tapOn("Take these settings")
	form := w.settings.form
	if form.sealing.Selected != "content" || !form.plain.Checked || !form.more.Checked || form.find("sealing").hidden {
		t.Error("what works isn't in the form")
	}
	if len(w.pays.replaced) > 0 {
		t.Error("taken is saved")
	}
	w.settings.onSave()
	if len(w.pays.replaced) != 1 || w.pays.replaced[0] != found {
		t.Errorf("saved %+v", w.pays.replaced)
	}
}

func TestCheckIsStopped(t *testing.T) {
	w, s := inSettings(t, realTerminal())
	s.hang = make(chan struct{})
	w.settings.checks.cfg.Do = func(func()) {}
	w.settings.onCheck()
	w.shows("Asking the terminal", "Stop")
	w.keys("<Escape>")
	select {
	case <-s.hang:
	case <-time.After(20 * time.Second):
		t.Error("the check goes on")
	}
	w.shows("Connected by")
}

func TestCertificateIsComparedThenAccepted(t *testing.T) {
	p := realTerminal()
	p.Link = terminal.LinkHTTPS
	w, s := inSettings(t, p)
	s.certificate = terminal.Certificate{
		SHA256: strings.Repeat("ab12", 16), Names: []string{"192.0.2.20"}, Issuer: "CN=QFPay", NotAfter: noon,
	}
	done := make(chan func(), 1)
	w.settings.cfg.Do = func(f func()) { done <- f }
	w.settings.onLook()
	(<-done)()
	w.shows("ab12 ab12", "192.0.2.20", "CN=QFPay", "Compare the fingerprint")
	inside(t, w)
	w.keys("<Return>")
	if w.settings.form.route.pin.Text != "" {
		t.Fatal("Enter accepted a certificate")
	}
	w.keys("a")
	w.settings.onSave()
	if len(w.pays.replaced) != 1 || w.pays.replaced[0].PinSHA256 != s.certificate.SHA256 || w.pays.replaced[0].CA != "" {
		t.Fatalf("saved %+v", w.pays.replaced)
	}
	w.settings.saving = false
	s.certificate.SHA256 = strings.Repeat("cd34", 16)
	w.settings.onLook()
	(<-done)()
	w.shows("This isn't the certificate that was accepted", "cd34 cd34", "Until now it was ab12 ab12")
}

func TestSettingsFit(t *testing.T) {
	for _, p := range []terminal.Profile{{Link: terminal.LinkTraining}, realTerminal()} {
		w, _ := inSettings(t, p)
		for _, size := range []fyne.Size{fyne.NewSize(1024, 600), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)} {
			w.window.Resize(size)
			w.Handle(terminal.TerminalChanged{State: terminal.WrongKey, Since: noon, Detail: "5001 decryption failed"})
			w.shows("5001 decryption failed", wordsAfterRefresh)
			w.settings.page(3)
			inside(t, w)
			w.settings.page(0)
		}
	}
}

func TestMessagesTellNoSecret(t *testing.T) {
	w, _ := inSettings(t, realTerminal())
	w.settings.page(3)
	w.shows(wordsNoMessages[:20])
	w.settings.trace.cfg.Trace = func() []terminal.Message {
		return []terminal.Message{
			{At: noon, Direction: terminal.ToTerminal, Link: "http 192.0.2.20:9001", Operation: haojin.OpInquiry, Content: `{"out_trade_no":"A"}`},
			{At: noon, Direction: terminal.Failed, Link: "http 192.0.2.20:9001", Operation: haojin.OpInquiry, Content: "no route", Took: 1500 * time.Millisecond},
		}
	}
	w.settings.page(3)
	w.shows("→ sent", "✕ failed", "inquiry", "1.5 s", "no route")
	w.keys("<Down>")
	w.shows("12:00:00.000", "after 1.5s  no route")
	var saved strings.Builder
	if err := terminal.WriteTrace(&saved, w.settings.trace.messages); err != nil || !strings.Contains(saved.String(), "inquiry") {
		t.Errorf("%q, %v", saved.String(), err)
	}
	for _, text := range []string{saved.String(), w.texts()} {
		if strings.Contains(text, settingsKey) {
			t.Error("the key shows")
		}
	}
}

// These let a test say what the site finds.
type found struct {
	mu          sync.Mutex
	ports       []terminal.SerialPort
	unresolved  []payment.Transaction
	result      terminal.CheckResult
	certificate terminal.Certificate
	diagnosed   []string
	// hang is closed when a check that was told to hang is stopped.
	hang chan struct{}
}

func (f *found) set(ports []terminal.SerialPort) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ports = ports
}

func (f *found) Unresolved() ([]payment.Transaction, error) { return f.unresolved, nil }

func (f *found) Ports() ([]terminal.SerialPort, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.ports, nil
}

func (f *found) TraceSaved(string, string) error { return nil }

func (f *found) Diagnose(_ context.Context, w io.Writer, screen []byte) error {
	_, err := w.Write(screen)
	return err
}

func (f *found) Diagnosed(file, by string) error {
	f.diagnosed = append(f.diagnosed, file+" by "+by)
	return nil
}

func (f *found) ReadCA(string) (string, error) { return "", provision.ErrFileMissing }

func (f *found) Certificate(context.Context, string) (terminal.Certificate, error) {
	if f.certificate.SHA256 == "" {
		return f.certificate, errors.ErrUnsupported
	}
	return f.certificate, nil
}

func (f *found) Check(ctx context.Context, p terminal.Profile, report func(terminal.Attempt)) terminal.CheckResult {
	if f.hang != nil {
		<-ctx.Done()
		close(f.hang)
		return terminal.CheckResult{Outcome: terminal.CheckStopped, Profile: p}
	}
	report(terminal.Attempt{Profile: p, Code: "5001", Took: time.Millisecond})
	return f.result
}
