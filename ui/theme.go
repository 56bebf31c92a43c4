// Package ui is the cashier's window. It shows what the controller says and
// passes on what the cashier wants; it decides nothing about money.
package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// The type scale in pixels at 1024 x 600; screens multiply it with their unit.
const (
	sizeSmall  float32 = 14
	sizeBody   float32 = 16
	sizeStrong float32 = 20
	sizeTitle  float32 = 24
	sizeLarge  float32 = 32
	sizeHuge   float32 = 44
	sizeAmount float32 = 56
	sizeGiant  float32 = 68
)

// The grid: every distance is a multiple of 4 pixels.
const (
	gridHalf  float32 = 4
	grid      float32 = 8
	gridWide  float32 = 12
	gridOuter float32 = 16
	corner    float32 = 8
	touch     float32 = 48
)

// palette holds the colours of the till. Texts and their backgrounds are at
// least 4.5 : 1 apart.
type palette struct {
	paper, card, sunken, line, ink, muted, faint color.NRGBA
	bar, barInk, barMuted, barRaised             color.NRGBA
	harbour, harbourSoft, onDark                 color.NRGBA
	green, red, slate, amber, amberSoft, redSoft color.NRGBA
	training, good, attention                    color.NRGBA
}

func colours() palette {
	return palette{
		paper: rgb(0xEDF1F5), card: rgb(0xFFFFFF), sunken: rgb(0xDFE5EC), line: rgb(0xBAC5D0),
		ink: rgb(0x13202D), muted: rgb(0x4C5B6A), faint: rgb(0x94A1AE),
		bar: rgb(0x0F2637), barInk: rgb(0xFFFFFF), barMuted: rgb(0xB4C5D3), barRaised: rgb(0x25445B),
		harbour: rgb(0x0A5578), harbourSoft: rgb(0xDCEBF3), onDark: rgb(0xFFFFFF),
		green: rgb(0x0A6B3B), red: rgb(0xB01E1E), slate: rgb(0x42546A), amber: rgb(0xFFBC2E),
		amberSoft: rgb(0xFFF1CF), redSoft: rgb(0xFBE4E2),
		training: rgb(0xFF8F1F), good: rgb(0x46D08A), attention: rgb(0xFF8A80),
	}
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF}
}

// shade mixes a colour with black (towards -1) or white (towards +1).
func shade(c color.NRGBA, by float32) color.NRGBA {
	target := float32(0)
	if by > 0 {
		target = 255
	} else {
		by = -by
	}
	mix := func(v uint8) uint8 { return uint8(float32(v) + (target-float32(v))*by) }
	return color.NRGBA{R: mix(c.R), G: mix(c.G), B: mix(c.B), A: c.A}
}

type tillTheme struct{ base fyne.Theme }

// NewTheme returns the till's theme: light whatever the desktop prefers. The
// application sets it once, before the first window.
func NewTheme() fyne.Theme { return tillTheme{base: theme.DefaultTheme()} }

// Color implements fyne.Theme; the variant is ignored.
func (t tillTheme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	p := colours()
	switch name {
	case theme.ColorNameBackground:
		return p.paper
	case theme.ColorNameForeground:
		return p.ink
	case theme.ColorNamePrimary:
		return p.harbour
	case theme.ColorNameFocus:
		return rgb(0x9CCBE3)
	case theme.ColorNameInputBackground, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground:
		return p.card
	case theme.ColorNameInputBorder, theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return p.muted
	case theme.ColorNameError:
		return p.red
	case theme.ColorNameSelection:
		return p.harbourSoft
	case theme.ColorNameHover:
		return rgb(0xE6EDF3)
	case theme.ColorNameSeparator:
		return p.sunken
	case theme.ColorNameScrollBar:
		return p.muted
	case theme.ColorNameScrollBarBackground:
		return p.sunken
	}
	return t.base.Color(name, theme.VariantLight)
}

// Font implements fyne.Theme.
func (t tillTheme) Font(style fyne.TextStyle) fyne.Resource { return t.base.Font(style) }

// Icon implements fyne.Theme.
func (t tillTheme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

// Size implements fyne.Theme, on the 4 pixel grid.
func (t tillTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return sizeBody
	case theme.SizeNamePadding:
		return gridHalf
	case theme.SizeNameInnerPadding:
		return grid
	case theme.SizeNameScrollBar:
		return gridOuter
	case theme.SizeNameScrollBarSmall:
		return grid
	case theme.SizeNameSeparatorThickness:
		return 1
	}
	return t.base.Size(name)
}
