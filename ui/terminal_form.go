package ui

import (
	"cmp"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/provision"
)

// terminalForm shows a terminal's settings as fields, and reads them back. What
// the fields don't show of the profile stays as it is.
type terminalForm struct {
	*form
	setup   Setup
	route   *routeFields
	second  *routeFields
	model   *picker
	key     *lineField
	reveal  *press // shows the key
	timeout *lineField
	camera  *picker
	scan    *picker
	home    *tickBox
	more    *tickBox
	keyForm *picker
	sealing *picker
	body    *picker
	plain   *tickBox
	swap    *tickBox
	// guide leads through connecting a terminal; it is offered in training.
	guide *press
	// loading: the fields are being filled, which changes nothing.
	loading bool
	changed func()
}

// The fields that only a check or a vendor's support needs.
func advancedFields() []string {
	return []string{"key_form", "sealing", "body", "plain_answers", "swap_scan", "line_feed"}
}

func newTerminalForm(setup Setup, changed func()) *terminalForm {
	f := &terminalForm{setup: setup, changed: func() {}}
	update := func() {
		if !f.loading {
			f.update()
			f.changed()
		}
	}
	text := func(string) { update() }
	tick := func(bool) { update() }
	all := []terminal.LinkKind{terminal.LinkTraining, terminal.LinkHTTP, terminal.LinkHTTPS, terminal.LinkTCP, terminal.LinkSerial}
	f.route = newRouteFields("", all, update)
	f.second = newRouteFields("second.", append([]terminal.LinkKind{""}, all[1:]...), update)
	f.model = newPicker([]string{string(terminal.A8), string(terminal.A8S), string(terminal.A920)}, text)
	f.key, f.timeout = newLineField(), newLineField()
	f.key.Password, f.key.ActionItem = true, &fyne.Container{} // no eye that no key comes to
	f.reveal = newPress(tr("Show"), "", lookQuiet(), f.onReveal)
	f.timeout.OnChanged = text
	f.key.OnChanged = func(string) {
		f.form.find("pos_key").blame("")
		update()
	}
	f.camera = newPicker([]string{tr(wordsBack), tr(wordsFront)}, text)
	f.scan = newPicker([]string{tr(wordsAsLast), tr(wordsCustomerShows), tr(wordsTerminalShows)}, text)
	f.home = newTickBox(tr("Go back to the home screen after a payment"), tick)
	f.more = newTickBox(tr("Show what the connection check usually finds by itself"), tick)
	f.keyForm = newPicker([]string{string(haojin.KeyText), string(haojin.KeyHex)}, text)
	f.sealing = newPicker([]string{string(haojin.SealMessage), string(haojin.SealContent), string(haojin.SealNone)}, text)
	f.body = newPicker([]string{string(haojin.BodyJSON), string(haojin.BodyRaw)}, text)
	f.plain = newTickBox(tr("This terminal answers in plain text"), tick)
	f.swap = newTickBox(tr("This terminal means the opposite of what it is told"), tick)
	f.guide = newPress(tr("Connect a terminal step by step"), "", lookPrimary(), nil)
	f.build()
	f.changed = changed
	return f
}

func (f *terminalForm) build() {
	fields := append([]*field{newHeading(tr("Terminal"))}, f.route.fields[:6]...)
	fields = append(fields,
		newField("guide", tr("First time?"), tr(helpGuide), f.guide),
		newField("model", tr("Model"), "", f.model),
		newField("pos_key", "POS-KEY", "", f.key).with(f.reveal),
		newHeading(tr("Payments")),
		newField("payment_timeout", tr("Time to pay"), tr(helpTimeout), f.timeout),
		newField("camera", tr("Camera"), tr(helpCamera), f.camera),
		newField("scan", tr("Who shows the code"), tr(helpScan), f.scan),
		newField("go_home", tr("Afterwards"), tr(helpHome), f.home),
		newHeading(tr("If it doesn't answer")),
		newField("more", tr("Advanced"), tr(helpMore), f.more),
		newField("key_form", tr("Key form"), tr(helpKeyForm), f.keyForm),
		newField("sealing", tr("Sealing"), tr(helpSealing), f.sealing),
		newField("body", tr("Body"), tr(helpBody), f.body),
		newField("plain_answers", tr("Plain answers"), tr(helpPlain), f.plain),
		newField("swap_scan", tr("Code's side"), tr(helpSwap), f.swap),
		f.route.field("line_feed"),
	)
	f.form = newForm(append(fields, f.second.fields...)...)
}

// onReveal shows the key, or hides it.
func (f *terminalForm) onReveal() { f.hideKey(!f.key.Password) }

func (f *terminalForm) hideKey(hidden bool) {
	f.key.Password = hidden
	f.key.Refresh()
	label := tr("Show")
	if !hidden {
		label = tr("Hide")
	}
	f.reveal.say(label, lookQuiet(), true)
}

// update shows the fields that matter for what is chosen.
func (f *terminalForm) update() {
	k := f.route.kind()
	real := k != terminal.LinkTraining && k != ""
	for _, name := range []string{"model", "pos_key", "payment_timeout", "camera", "scan", "go_home", "more", "second.link"} {
		f.find(name).show(real)
	}
	f.find("guide").show(k == terminal.LinkTraining && f.setup.Profile().Training())
	for _, field := range f.fields {
		if field.input == nil && field.label.text != tr("Terminal") {
			field.show(real)
		}
	}
	advanced := real && (f.more.Checked || f.advancedFault())
	for _, name := range advancedFields() {
		f.find(name).show(advanced)
	}
	f.find("body").show(advanced && (k == terminal.LinkHTTP || k == terminal.LinkHTTPS))
	f.find("line_feed").show(advanced && k == terminal.LinkTCP)
	f.find("second.line_feed").show(advanced && f.second.kind() == terminal.LinkTCP)
	if !real {
		f.second.link.SetSelected(linkName(""))
	}
	key := provision.CleanKey(f.key.Text)
	f.find("pos_key").help.say(keyWords(key, haojin.KeyForm(f.keyForm.Selected), f.setup.KeyPlace()), keyInk(key))
	f.find("model").help.say(modelWords(terminal.Model(f.model.Selected)), colours().muted)
	f.root.Refresh()
}

func (f *terminalForm) advancedFault() bool {
	for _, name := range advancedFields() {
		if field := f.find(name); field.fault.text != "" {
			return true
		}
	}
	return false
}

// fill shows a profile.
func (f *terminalForm) fill(p terminal.Profile) {
	if p.Link == "" || p.Training() {
		p = freshProfile(p.Link)
	}
	f.loading = true
	f.clear()
	f.route.fill(terminal.Route{
		Link: p.Link, Address: p.Address, Port: p.Port, CA: p.CA, PinSHA256: p.PinSHA256, LineFeed: p.LineFeed,
	})
	f.second.fill(p.Second)
	f.model.SetSelected(string(p.Model))
	f.key.SetText(p.POSKey.Reveal())
	f.hideKey(true)
	f.timeout.SetText(strconv.Itoa(p.PaymentTimeout))
	f.camera.SetSelected(map[bool]string{false: tr(wordsBack), true: tr(wordsFront)}[p.FrontCamera])
	f.scan.SetSelected(scanWords(p.Scan))
	f.home.SetChecked(!p.StayOnResult)
	f.keyForm.SetSelected(string(p.KeyForm))
	f.sealing.SetSelected(string(p.Sealing))
	f.body.SetSelected(string(p.Body))
	f.plain.SetChecked(p.PlainAnswers)
	f.swap.SetChecked(p.SwapScan)
	usual := freshProfile(p.Link)
	f.more.SetChecked(p.KeyForm != usual.KeyForm || p.Sealing != usual.Sealing || p.Body != usual.Body ||
		p.PlainAnswers || p.SwapScan || p.LineFeed)
	f.loading = false
	f.update()
}

// freshProfile is what the fields begin with on a till that has no terminal yet.
func freshProfile(link terminal.LinkKind) terminal.Profile {
	return terminal.Profile{
		Link: cmp.Or(link, terminal.LinkHTTP), KeyForm: haojin.KeyText, Sealing: haojin.SealMessage, Body: haojin.BodyJSON,
		Model: terminal.A8, PaymentTimeout: 120,
	}
}

// read returns the profile as typed. Faults are shown at their fields, and ok
// is false when there are any.
func (f *terminalForm) read() (p terminal.Profile, ok bool) {
	f.clear()
	route, faults := f.route.read(f.setup.ReadCA)
	if route.Link == terminal.LinkTraining {
		return terminal.Profile{Link: route.Link}, true
	}
	second, more := f.second.read(f.setup.ReadCA)
	for name, text := range more {
		faults[name] = text
	}
	seconds, err := strconv.Atoi(strings.TrimSpace(f.timeout.Text))
	if err != nil {
		seconds = 0
	}
	p = terminal.Profile{
		POSKey: provision.CleanKey(f.key.Text), KeyForm: haojin.KeyForm(f.keyForm.Selected),
		Sealing: haojin.Sealing(f.sealing.Selected), Body: haojin.BodyForm(f.body.Selected),
		Model: terminal.Model(f.model.Selected), PlainAnswers: f.plain.Checked, PaymentTimeout: seconds,
		FrontCamera: f.camera.Selected == tr(wordsFront), Scan: scanOf(f.scan.Selected),
		SwapScan: f.swap.Checked, StayOnResult: !f.home.Checked,
	}.Over(route)
	p.Second = second
	for _, fault := range p.Faults() {
		if faults[fault.Field] == "" {
			faults[fault.Field] = faultWords(fault)
		}
	}
	for name, text := range faults {
		if field := f.find(name); field != nil {
			field.blame(text)
		}
	}
	f.update()
	return p, len(faults) == 0
}

// firstFault is the topmost field with a fault; empty without one.
func (f *terminalForm) firstFault() string {
	for _, field := range f.fields {
		if field.blamed() {
			return field.name
		}
	}
	return ""
}
