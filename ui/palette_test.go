package ui

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"harbourtill/terminal/payment"
)

// luminance is WCAG's relative luminance.
func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestContrast holds WCAG's AA for every text on its background, and AAA in
// high contrast.
func TestContrast(t *testing.T) {
	for appearance, least := range map[Appearance]float64{Light: 4.5, Dark: 4.5, HighContrast: 7} {
		t.Run(string(appearance), func(t *testing.T) {
			test.NewTempApp(t).Settings().SetTheme(NewTheme(Style{Appearance: appearance}))
			for name, pair := range pairs() {
				need := least
				if strings.HasPrefix(name, "channel ") { // their colours are the same everywhere
					need = 4.5
				}
				if got := contrast(pair[0], pair[1]); got < need {
					t.Errorf("%s: %.1f : 1", name, got)
				}
			}
		})
	}
}

// pairs are all inks with what they are written on.
func pairs() map[string][2]color.NRGBA {
	p := colours()
	all := map[string][2]color.NRGBA{
		"ink on amber": {p.onAmber, p.amber}, "ink on notice": {p.ink, p.amberSoft}, "sign of a notice": {p.amberInk, p.amberSoft},
		"ink on alarm": {p.ink, p.redSoft}, "training": {p.onAmber, p.training}, "chosen code": {p.harbour, p.harbourSoft},
		"bar": {p.barInk, p.bar}, "quiet in the bar": {p.barMuted, p.bar}, "navigation": {p.barInk, p.barRaised},
		"good": {p.good, p.bar}, "attention": {p.attention, p.bar}, "calm": {p.calm, p.bar},
	}
	for name, ground := range map[string]color.NRGBA{"paper": p.paper, "card": p.card} {
		for ink, c := range map[string]color.NRGBA{
			"ink": p.ink, "muted": p.muted, "red": p.red, "green": p.green, "slate": p.slate, "harbour": p.harbour, "amber": p.amberInk,
		} {
			all[ink+" on "+name] = [2]color.NRGBA{c, ground}
		}
	}
	all["ink on sunken"], all["muted on sunken"] = [2]color.NRGBA{p.ink, p.sunken}, [2]color.NRGBA{p.muted, p.sunken}
	for name, fill := range map[string]color.NRGBA{"green": p.green, "red": p.red, "slate": p.slate, "harbour": p.harbour} {
		all["text on "+name] = [2]color.NRGBA{p.onFill, fill}
	}
	for _, c := range payment.Channels() {
		all["channel "+c.Name()] = [2]color.NRGBA{p.onChannel, channelColour(c)}
	}
	for _, s := range payment.Statuses() {
		_, ink := statusShape(s)
		all["row "+string(s)] = [2]color.NRGBA{ink, p.paper}
		var v view
		v.paint(s)
		all["panel "+string(s)] = [2]color.NRGBA{v.ink, v.fill}
	}
	return all
}
