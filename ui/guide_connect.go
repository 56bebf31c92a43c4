package ui

import (
	"cmp"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
)

// guideConnection is the part of a guide that connects a terminal: the settings'
// own fields, of which each step shows a few, and their check.
type guideConnection struct {
	form         *terminalForm
	checks       *checkCard
	question     *questionCard
	certificates *certificates
	ports        []terminal.SerialPort
	ticks        int
	// by is who connects, once a manager's PIN was right; empty while nobody had to
	// say.
	by string
	// works is what the check found to work.
	works terminal.Profile
}

func newGuideConnection(g *guideCard) guideConnection {
	c := guideConnection{question: newQuestionCard()}
	c.form = newTerminalForm(g.cfg.Setup, func() { g.root.Refresh() })
	c.form.form.root = &fyne.Container{} // the guide arranges the fields
	c.form.fill(terminal.Profile{})
	route := c.form.route
	route.address.OnSubmitted = func(string) { g.onPlace() }
	route.port.OnSubmitted = route.address.OnSubmitted
	c.form.key.OnSubmitted = func(string) { g.onKey() }
	show := func() { g.handlers.cover(g) }
	c.certificates = &certificates{setup: g.cfg.Setup, do: g.cfg.Do, leave: show, ask: func(title, text string, choices ...choice) {
		g.connecting.question.show(title, text, choices...)
		g.handlers.cover(g.connecting.question)
	}}
	c.checks = newCheckCard(g.cfg, checkHandlers{take: g.onWorks, goOn: g.onWorks, look: g.onLook, leave: show})
	return c
}

// forget stops the check and drops the key, and who has connected, from memory.
func (c *guideConnection) forget() {
	c.checks.abandon()
	c.form.key.SetText("")
	c.works, c.by = terminal.Profile{}, ""
}

// connectPage is the page of a step that connects, or that says how that ended.
func (g *guideCard) connectPage() guidePage {
	c := &g.connecting
	skip := choice{label: tr("Stay in training"), look: lookQuiet(), do: g.skip}
	goOn := func(do func()) choice {
		return choice{label: tr("Go on"), key: "Enter", look: lookPrimary(), do: do}
	}
	switch g.cfg.Guide.step {
	case guideLink:
		page := guidePage{title: tr("How is the terminal connected?"), text: tr(wordsGuideLink), count: "1 / 4", foot: []choice{skip}}
		if !g.cfg.Guide.alone {
			page.foot = []choice{g.backTo(guideTerminal), skip}
		}
		for i, k := range []terminal.LinkKind{terminal.LinkHTTP, terminal.LinkHTTPS, terminal.LinkTCP, terminal.LinkSerial} {
			page.list = append(page.list, guideChoice{choice{
				label: linkName(k), key: fmt.Sprint(i + 1), look: linkLook(k), do: func() { g.onLink(k) },
			}, linkHint(k)})
		}
		return page
	case guidePlace:
		page := guidePage{
			title: tr("Where is the terminal?"), text: tr(wordsGuidePlace), fields: c.find("address", "port"), count: "2 / 4",
			foot: []choice{g.backTo(guideLink), skip, goOn(g.onPlace)},
		}
		if c.form.route.kind() == terminal.LinkSerial {
			page.title, page.text, page.list = tr("Which port is the cable in?"), tr(wordsGuidePort), g.portChoices()
		}
		return page
	case guideKey:
		return guidePage{
			title: tr("What is the terminal's POS-KEY?"), text: tr(wordsGuideKey), fields: c.find("pos_key", "model"), count: "3 / 4",
			foot: []choice{g.backTo(guidePlace), skip, {label: tr("Check the connection"), key: "Enter", look: lookPrimary(), do: g.onKey}},
		}
	case guideConfirm:
		return g.confirmPage(skip)
	}
	return guidePage{
		title: tr("Ready"), text: tr(wordsGuideReady), foot: []choice{{label: tr("Start"), key: "Enter", look: lookPrimary(), do: g.finish}},
	}
}

// linkLook makes the usual link stand out.
func linkLook(k terminal.LinkKind) look {
	if k == terminal.LinkHTTP {
		return lookPrimary()
	}
	return lookQuiet()
}

// confirmPage asks for the last word before real money moves.
func (g *guideCard) confirmPage(skip choice) guidePage {
	p := g.connecting.works
	text := sentences(tr("It answers over %s at %s.", linkName(p.Link), p.Place()), tr(wordsGuideReal))
	if has, err := g.cfg.Setup.Manager().HasPIN(); err == nil && !has {
		text = sentences(text, tr(wordsGuidePIN))
	}
	connect := choice{label: tr("Connect"), key: "C", look: lookPrimary(), do: g.onConfirm, disabled: g.saving}
	return guidePage{title: tr("The terminal answers. Connect it?"), text: text, count: "4 / 4", foot: []choice{g.backTo(guideKey), skip, connect}}
}

// find returns fields by their names.
func (c *guideConnection) find(names ...string) (found []*field) {
	for _, name := range names {
		found = append(found, c.form.find(name))
	}
	return found
}

// onConnect begins to connect: on a till that has a manager's PIN, once it was
// given.
func (g *guideCard) onConnect() {
	if has, err := g.cfg.Setup.Manager().HasPIN(); g.connecting.by != "" || err == nil && !has {
		g.goTo(guideLink)
		return
	}
	g.handlers.asManager(func(by string) {
		g.connecting.by = by
		g.goTo(guideLink)
	})
}

func (g *guideCard) onLink(k terminal.LinkKind) {
	g.connecting.form.route.link.SetSelected(linkName(k))
	g.connecting.form.clear()
	g.goTo(guidePlace)
	if k == terminal.LinkSerial {
		g.listPorts()
	}
}

// listPorts reads the machine's ports, off the screen's goroutine. The only one
// that may be right is chosen.
func (g *guideCard) listPorts() {
	g.cfg.background(func() {
		ports, err := g.cfg.Setup.Ports()
		g.cfg.Do(func() {
			if err != nil || !g.counting() {
				return
			}
			route := g.connecting.form.route
			if len(ports) == 1 && ports[0].Fit != terminal.Unsupported && route.port.Text == "" {
				route.port.SetText(ports[0].Name)
			}
			route.setPorts(ports)
			if !slices.Equal(ports, g.connecting.ports) {
				g.connecting.ports = ports
				g.show()
			}
		})
	})
}

// portsListed is how many ports have a button of their own.
const portsListed = 3

// portChoices are the ports that were found, with what is known of their chips.
func (g *guideCard) portChoices() (all []guideChoice) {
	route := g.connecting.form.route
	for i, p := range g.connecting.ports[:min(portsListed, len(g.connecting.ports))] {
		all = append(all, guideChoice{choice{
			label: p.Name, key: fmt.Sprint(i + 1), look: chosenLook(portName(route.port.Text) == p.Name), do: func() {
				route.port.SetText(p.Name)
				route.setPorts(g.connecting.ports)
				g.show()
			},
		}, portsWords(g.connecting.ports, p.Name)})
	}
	return all
}

// faultless reads the form and says whether nothing is wrong with some of its
// fields; what is wrong with others isn't shown yet.
func (g *guideCard) faultless(names ...string) bool {
	g.connecting.form.read()
	right := true
	for _, f := range g.connecting.form.fields {
		if slices.Contains(names, f.name) {
			right = right && !f.blamed()
		} else {
			f.blame("")
		}
	}
	g.root.Refresh()
	return right
}

func (g *guideCard) onPlace() {
	g.connecting.form.route.tidy()
	if g.faultless("address", "port") {
		g.goTo(guideKey)
	}
}

// onKey checks what was typed, once nothing is wrong with it.
func (g *guideCard) onKey() {
	p, ok := g.connecting.form.read()
	switch {
	case ok:
		g.connecting.checks.start(p)
		g.handlers.cover(g.connecting.checks)
	case g.faultless("pos_key", "model"):
		g.goTo(guidePlace)
		g.faultless("address", "port")
	}
}

// onWorks goes on with settings that work.
func (g *guideCard) onWorks(p terminal.Profile) {
	g.connecting.form.fill(p)
	g.connecting.works = p
	g.goTo(guideConfirm)
}

// onLook shows the certificate that the check was refused for; once it is
// accepted the check runs again.
func (g *guideCard) onLook(p terminal.Profile) {
	still := func() bool { return g.cfg.Guide.step == guideKey }
	g.connecting.certificates.look(g.connecting.form.route, p.Address, still, g.onKey)
}

// onConfirm puts what works in force; a till without a manager's PIN gets one
// first.
func (g *guideCard) onConfirm() {
	if has, err := g.cfg.Setup.Manager().HasPIN(); err == nil && !has {
		g.handlers.newPIN(g.replace)
		return
	}
	g.replace()
}

func (g *guideCard) replace() {
	g.goTo(guideConfirm)
	if g.saving || g.connecting.works.Link == "" {
		return
	}
	g.saving = true
	g.show()
	g.note.say(tr(wordsSaving), colours().muted)
	g.cfg.Guide.step = guideReady
	g.cfg.Till.Replace(g.connecting.works, cmp.Or(g.connecting.by, nameOfManager))
}
