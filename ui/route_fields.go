package ui

import (
	"fyne.io/fyne/v2/widget"

	"harbourtill/terminal"
	"harbourtill/terminal/provision"
)

// trusts names the ways to trust a terminal's certificate.
const (
	trustSystem = "This computer's own list"
	trustCA     = "The vendor's CA file"
	trustPinned = "One certificate that was accepted"
)

// routeFields are the fields of one way to a terminal.
type routeFields struct {
	prefix  string
	link    *picks
	address *lineField
	port    *portField
	trust   *picker
	caPath  *lineField
	pin     *lineField
	feed    *tickBox
	fields  []*field
	// ca is what was loaded, as PEM.
	ca      string
	kinds   []terminal.LinkKind
	changed func()
}

// newRouteFields builds them; kinds are the links to choose from, an empty one
// means none.
func newRouteFields(prefix string, kinds []terminal.LinkKind, changed func()) *routeFields {
	r := &routeFields{prefix: prefix, kinds: kinds, changed: changed}
	var names []string
	for _, k := range kinds {
		names = append(names, linkName(k))
	}
	r.link = newPicks(names, func(string) { r.update() })
	r.address, r.caPath, r.pin = newLineField(), newLineField(), newLineField()
	r.port = newPortField()
	r.trust = newPicker([]string{tr(trustSystem), tr(trustCA), tr(trustPinned)}, func(string) { r.update() })
	r.feed = newTickBox(tr("End each request with a line feed"), func(bool) { changed() })
	for _, e := range []*widget.Entry{&r.address.Entry, &r.caPath.Entry, &r.pin.Entry, &r.port.Entry} {
		e.OnChanged = func(string) { changed() }
	}
	r.address.OnChanged = func(string) {
		r.field("address").blame("")
		changed()
	}
	r.address.OnSubmitted = func(string) { r.tidy() }
	label := tr("Connected by")
	if prefix != "" {
		label = tr("Second way")
	}
	r.fields = []*field{
		newField(prefix+"link", label, helpLink(prefix), r.link.root),
		newField(prefix+"address", tr("Address"), tr(helpAddress), r.address),
		newField(prefix+"port", tr("Port"), tr(helpPort), r.port),
		newField(prefix+"trust", tr("Trust"), tr(helpTrust), r.trust),
		newField(prefix+"ca_file", tr("CA file"), tr(helpCA), r.caPath),
		newField(prefix+"pin_sha256", tr("Fingerprint"), tr(helpPin), r.pin),
		newField(prefix+"line_feed", tr("Line feed"), tr(helpLineFeed), r.feed),
	}
	return r
}

func (r *routeFields) field(name string) *field {
	for _, f := range r.fields {
		if f.name == r.prefix+name {
			return f
		}
	}
	return nil
}

// kind is the link that is chosen.
func (r *routeFields) kind() terminal.LinkKind {
	for _, k := range r.kinds {
		if linkName(k) == r.link.Selected {
			return k
		}
	}
	return ""
}

// networked says whether a link has an address.
func networked(k terminal.LinkKind) bool {
	return k == terminal.LinkHTTP || k == terminal.LinkHTTPS || k == terminal.LinkTCP
}

// update shows the fields that matter for the link.
func (r *routeFields) update() {
	k := r.kind()
	secure := k == terminal.LinkHTTPS
	r.field("address").show(networked(k))
	r.field("port").show(k == terminal.LinkSerial)
	r.field("trust").show(secure)
	r.field("ca_file").show(secure && r.trust.Selected == tr(trustCA))
	r.field("pin_sha256").show(secure && r.trust.Selected == tr(trustPinned))
	r.field("line_feed").show(k == terminal.LinkTCP)
	r.changed()
}

// tidy takes a pasted URL apart, and chooses the link that it names.
func (r *routeFields) tidy() {
	address, hint, err := provision.ParseAddress(r.address.Text, r.kind())
	if err != nil {
		return
	}
	if hint.Link != "" && hint.Link != r.kind() {
		r.link.SetSelected(linkName(hint.Link))
	}
	r.address.SetText(address)
}

// fill shows a route.
func (r *routeFields) fill(route terminal.Route) {
	r.link.SetSelected(linkName(route.Link))
	r.address.SetText(route.Address)
	r.port.SetText(route.Port)
	r.caPath.SetText("")
	r.ca = route.CA
	r.pin.SetText(route.PinSHA256)
	r.feed.SetChecked(route.LineFeed)
	switch {
	case route.CA != "":
		r.trust.SetSelected(tr(trustCA))
	case route.PinSHA256 != "":
		r.trust.SetSelected(tr(trustPinned))
	default:
		r.trust.SetSelected(tr(trustSystem))
	}
	r.update()
}

// trustOnly makes it a way that trusts this certificate and no other.
func (r *routeFields) trustOnly(c terminal.Certificate) {
	r.link.SetSelected(linkName(terminal.LinkHTTPS))
	r.trust.SetSelected(tr(trustPinned))
	r.pin.SetText(c.SHA256)
}

// read returns the route, and what is wrong with it by field name. Only what
// matters for the link counts.
func (r *routeFields) read(readCA func(string) (string, error)) (terminal.Route, map[string]string) {
	faults := make(map[string]string)
	route := terminal.Route{Link: r.kind()}
	switch {
	case networked(route.Link):
		address, hint, err := provision.ParseAddress(r.address.Text, route.Link)
		switch {
		case err != nil:
			faults[r.prefix+"address"] = inputWords(err)
		case hint.Link != "" && hint.Link != route.Link:
			faults[r.prefix+"address"] = otherLinkWords(hint.Link)
		}
		route.Address = address
		route.LineFeed = route.Link == terminal.LinkTCP && r.feed.Checked
	case route.Link == terminal.LinkSerial:
		route.Port = portName(r.port.Text)
	}
	if route.Link == terminal.LinkHTTPS {
		r.readTrust(&route, faults, readCA)
	}
	return route, faults
}

func (r *routeFields) readTrust(route *terminal.Route, faults map[string]string, readCA func(string) (string, error)) {
	switch r.trust.Selected {
	case tr(trustCA):
		if path := r.caPath.Text; path != "" {
			ca, err := readCA(path)
			if err != nil {
				faults[r.prefix+"ca_file"] = inputWords(err)
				return
			}
			r.ca = ca
		}
		if route.CA = r.ca; route.CA == "" {
			faults[r.prefix+"ca_file"] = tr(wordsChooseCA)
		}
	case tr(trustPinned):
		if route.PinSHA256 = tidyPin(r.pin.Text); len(route.PinSHA256) != 64 {
			faults[r.prefix+"pin_sha256"] = tr(wordsPinForm)
		}
	}
}

// setPorts offers the machine's serial ports.
func (r *routeFields) setPorts(ports []terminal.SerialPort) {
	var lines []string
	for _, p := range ports {
		lines = append(lines, p.String())
	}
	r.port.SetOptions(lines)
	r.field("port").help.say(portsWords(ports, portName(r.port.Text)), colours().muted)
}
