package ui

import (
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

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

// TestBarsStandOut holds WCAG's 3 : 1 for what isn't text.
func TestBarsStandOut(t *testing.T) {
	for _, appearance := range Appearances() {
		test.NewTempApp(t).Settings().SetTheme(NewTheme(Style{Appearance: appearance}))
		p := colours()
		for _, c := range payment.Channels() {
			if got := contrast(shade(channelColour(c), p.lift), p.card); got < 3 {
				t.Errorf("%s, %s: %.1f : 1", appearance, c.Name(), got)
			}
		}
	}
}

// over is a colour with a film on it.
func over(ground color.NRGBA, film color.Color) color.NRGBA {
	f := color.NRGBAModel.Convert(film).(color.NRGBA)
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(255-int(f.A)) + int(b)*int(f.A)) / 255) }
	return color.NRGBA{R: mix(ground.R, f.R), G: mix(ground.G, f.G), B: mix(ground.B, f.B), A: 0xFF}
}

// TestDialogButtonsAreLegible: Fyne's own buttons, whatever the pointer and the
// focus do.
func TestDialogButtonsAreLegible(t *testing.T) {
	for _, appearance := range []Appearance{Light, Dark, HighContrast} {
		look := NewTheme(Style{Appearance: appearance})
		colour := func(name fyne.ThemeColorName) color.NRGBA {
			return color.NRGBAModel.Convert(look.Color(name, theme.VariantLight)).(color.NRGBA)
		}
		for ink, fill := range map[fyne.ThemeColorName]fyne.ThemeColorName{
			theme.ColorNameForegroundOnPrimary: theme.ColorNamePrimary, theme.ColorNameForegroundOnError: theme.ColorNameError,
			theme.ColorNameForeground: theme.ColorNameButton,
		} {
			ground := over(colour(theme.ColorNameOverlayBackground), colour(fill))
			for name, under := range map[string]color.NRGBA{
				"at rest": ground, "hovered": over(ground, colour(theme.ColorNameHover)), "focused": over(ground, colour(theme.ColorNameFocus)),
			} {
				if got := contrast(colour(ink), under); got < 4.5 {
					t.Errorf("%s, %s, %s: %.1f : 1", appearance, fill, name, got)
				}
				if name != "at rest" && under == ground {
					t.Errorf("%s, %s: %s looks as at rest", appearance, fill, name)
				}
			}
		}
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
