package provision

import (
	"strings"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/link"
)

// routeTable is the TOML form of one way to a terminal.
type routeTable struct {
	Link      string `toml:"link"`
	Address   string `toml:"address"`
	Port      string `toml:"port"`
	CAFile    string `toml:"ca_file"`
	PinSHA256 string `toml:"pin_sha256"`
	LineFeed  bool   `toml:"line_feed"`
}

// terminalTable is the TOML form of a profile.
type terminalTable struct {
	routeTable
	POSKey         string     `toml:"pos_key"`
	KeyForm        string     `toml:"key_form"`
	Sealing        string     `toml:"sealing"`
	Body           string     `toml:"body"`
	Model          string     `toml:"model"`
	PlainAnswers   bool       `toml:"plain_answers"`
	PaymentTimeout int        `toml:"payment_timeout"`
	Camera         string     `toml:"camera"`
	Scan           string     `toml:"scan"`
	SwapScan       bool       `toml:"swap_scan"`
	GoHome         bool       `toml:"go_home"`
	Second         routeTable `toml:"second"`
}

func defaultTerminal() terminalTable {
	return terminalTable{
		KeyForm: string(haojin.KeyText), Sealing: string(haojin.SealMessage), Body: string(haojin.BodyJSON),
		Model: string(terminal.A8), PaymentTimeout: 120, Camera: cameraBack, GoHome: true,
	}
}

// The words of a file for cameras, and for who shows the code.
const (
	cameraBack   = "back"
	cameraFront  = "front"
	scanCustomer = "customer"
	scanTerminal = "terminal"
)

func (f *faults) terminal(in file) terminal.Profile {
	t := in.Terminal
	if t.Link == string(terminal.LinkTraining) {
		return terminal.Profile{Link: terminal.LinkTraining}
	}
	p := terminal.Profile{
		POSKey: haojin.POSKey(t.POSKey), KeyForm: haojin.KeyForm(t.KeyForm), Sealing: haojin.Sealing(t.Sealing),
		Body: haojin.BodyForm(t.Body), Model: terminal.Model(t.Model), PlainAnswers: t.PlainAnswers,
		PaymentTimeout: t.PaymentTimeout, FrontCamera: t.Camera == cameraFront, Scan: f.scan(t.Scan),
		SwapScan: t.SwapScan, StayOnResult: !t.GoHome,
	}.Over(f.route("terminal.", t.routeTable))
	p.Second = f.route("terminal.second.", t.Second)
	if t.Camera != cameraBack && t.Camera != cameraFront {
		f.add("terminal.camera", "is back or front")
	}
	if t.Link == "" {
		f.missing("terminal.link")
		return p
	}
	values := map[string]string{
		"address": t.Address, "port": t.Port, "pos_key": t.POSKey,
		"second.link": t.Second.Link, "second.address": t.Second.Address, "second.port": t.Second.Port,
	}
	for _, fault := range p.Faults() {
		key := "terminal." + fault.Field
		if value, required := values[fault.Field]; required && value == "" {
			f.missing(key)
			continue
		}
		f.add(key, fault.Should)
	}
	return p
}

// route reads one way to a terminal; its keys begin with prefix.
func (f *faults) route(prefix string, t routeTable) terminal.Route {
	if _, err := link.NewTrust("", t.PinSHA256); err != nil {
		f.add(prefix+"pin_sha256", err.Error())
	}
	return terminal.Route{
		Link: terminal.LinkKind(t.Link), Address: t.Address, Port: t.Port, CA: f.ca(prefix+"ca_file", t.CAFile),
		PinSHA256: t.PinSHA256, LineFeed: t.LineFeed,
	}
}

func (f *faults) scan(word string) haojin.Scan {
	switch word {
	case "":
		return haojin.ScanAsLastTime
	case scanCustomer:
		return haojin.CustomerShowsCode
	case scanTerminal:
		return haojin.TerminalShowsCode
	}
	f.add("terminal.scan", "is "+strings.Join([]string{scanCustomer, scanTerminal}, ", ")+" or empty (as last time)")
	return haojin.ScanAsLastTime
}

// ca reads the CA file; empty when none is named or it is at fault.
func (f *faults) ca(key, name string) string {
	if name == "" {
		return ""
	}
	text, err := f.readFile(name)
	if err != nil {
		f.add(key, err.Error())
		return ""
	}
	ca, err := parseCA(text)
	if err != nil {
		f.add(key, err.Error())
	}
	return ca
}
