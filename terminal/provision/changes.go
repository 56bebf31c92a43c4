package provision

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"strconv"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
)

// Change is a setting that has another value now.
type Change struct {
	// Setting is its dotted key in a provision file.
	Setting string
	// Before and After are the values as a provision file has them, a
	// certificate as its fingerprint. Both are empty when Secret.
	Before, After string
	// Secret: the setting is the POS-KEY, whose values are nobody's business.
	Secret bool
}

// String says it in a few words, without a secret.
func (c Change) String() string {
	if c.Secret {
		return "changed"
	}
	return fmt.Sprintf("%q -> %q", c.Before, c.After)
}

// Changes returns what differs between two settings, but for the manager's PIN,
// which people.PIN tells of.
func Changes(before, after Settings) []Change {
	var changes []Change
	was, is := settingsOf(before), settingsOf(after)
	for i, w := range was {
		if w.value == is[i].value {
			continue
		}
		c := Change{Setting: w.key, Before: w.value, After: is[i].value, Secret: w.secret}
		if c.Secret {
			c.Before, c.After = "", ""
		}
		changes = append(changes, c)
	}
	return changes
}

// setting is one value by its key in a provision file.
type setting struct {
	key, value string
	secret     bool
}

// settingsOf lists all settings, always in the same order.
func settingsOf(s Settings) []setting {
	p := s.Terminal
	all := []setting{
		{key: "till.name", value: s.Till.Name},
		{key: "till.language", value: s.Till.Language},
		{key: "till.shop", value: s.Till.Shop},
		{key: "till.address", value: s.Till.Address},
		{key: "till.foot", value: s.Till.Foot},
		{key: "till.appearance", value: s.Till.Appearance},
		{key: "till.text_size", value: strconv.Itoa(cmp.Or(s.Till.TextSize, TextSizes()[0]))},
		{key: "till.silent", value: strconv.FormatBool(s.Till.Silent)},
		{key: "till.quick_amounts", value: fmt.Sprint(s.Till.QuickAmounts)},
		{key: "till.channel", value: string(s.Till.Channel)},
		{key: "till.customer_window", value: strconv.FormatBool(s.Till.Customer)},
		{key: "till.logo", value: pictureWord(s.Till.Logo)},
		{key: "till.kiosk", value: strconv.FormatBool(s.Till.Kiosk)},
		{key: "till.repeat_guard", value: strconv.Itoa(s.Till.RepeatGuard)},
	}
	all = append(all, routeSettings("terminal.", terminal.Route{
		Link: p.Link, Address: p.Address, Port: p.Port, CA: p.CA, PinSHA256: p.PinSHA256, LineFeed: p.LineFeed,
	})...)
	all = append(
		all,
		setting{key: "terminal.pos_key", value: p.POSKey.Reveal(), secret: true},
		setting{key: "terminal.key_form", value: string(p.KeyForm)},
		setting{key: "terminal.sealing", value: string(p.Sealing)},
		setting{key: "terminal.body", value: string(p.Body)},
		setting{key: "terminal.model", value: string(p.Model)},
		setting{key: "terminal.plain_answers", value: strconv.FormatBool(p.PlainAnswers)},
		setting{key: "terminal.payment_timeout", value: strconv.Itoa(p.PaymentTimeout)},
		setting{key: "terminal.camera", value: cameraWord(p)},
		setting{key: "terminal.scan", value: scanWord(p.Scan)},
		setting{key: "terminal.swap_scan", value: strconv.FormatBool(p.SwapScan)},
		setting{key: "terminal.go_home", value: strconv.FormatBool(!p.StayOnResult)},
	)
	return append(all, routeSettings("terminal.second.", p.Second)...)
}

func routeSettings(prefix string, r terminal.Route) []setting {
	ca := ""
	if r.CA != "" {
		ca = fmt.Sprintf("SHA-256 %x", sha256.Sum256([]byte(r.CA)))
	}
	return []setting{
		{key: prefix + "link", value: string(r.Link)},
		{key: prefix + "address", value: r.Address},
		{key: prefix + "port", value: r.Port},
		{key: prefix + "ca_file", value: ca},
		{key: prefix + "pin_sha256", value: r.PinSHA256},
		{key: prefix + "line_feed", value: strconv.FormatBool(r.LineFeed)},
	}
}

func cameraWord(p terminal.Profile) string {
	if p.FrontCamera {
		return cameraFront
	}
	return cameraBack
}

func scanWord(s haojin.Scan) string {
	switch s {
	case haojin.CustomerShowsCode:
		return scanCustomer
	case haojin.TerminalShowsCode:
		return scanTerminal
	}
	return ""
}

// pictureWord tells one picture from another; empty for none.
func pictureWord(file []byte) string {
	if len(file) == 0 {
		return ""
	}
	return fmt.Sprintf("%d bytes, SHA-256 %.4x", len(file), sha256.Sum256(file))
}
