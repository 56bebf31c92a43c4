// Package ui is the cashier's window. It shows what the controller says and
// passes on what the cashier wants; it decides nothing about money.
package ui

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"harbourtill/assets"
	"harbourtill/terminal/provision"
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

// Appearance is one of the till's sets of colours.
type Appearance string

// The appearances. The desktop's own preference counts for nothing: a till
// stands in the light of its shop.
const (
	Light        Appearance = "light"
	Dark         Appearance = "dark"
	HighContrast Appearance = "contrast"
)

// Appearances returns all of them; the slice is the caller's.
func Appearances() []Appearance { return []Appearance{Light, Dark, HighContrast} }

// Fonts are the till's own, which hold Chinese; the zero Fonts are Fyne's, which
// don't.
type Fonts struct{ regular, bold fyne.Resource }

// LoadFonts unpacks the fonts that the program carries; once is enough. An
// error means that the program's file is damaged.
func LoadFonts() (Fonts, error) {
	regular, err := assets.Sans()
	if err != nil {
		return Fonts{}, err
	}
	bold, err := assets.SansBold()
	if err != nil {
		return Fonts{}, err
	}
	return Fonts{
		regular: fyne.NewStaticResource("harbour-till-regular.ttf", regular),
		bold:    fyne.NewStaticResource("harbour-till-bold.ttf", bold),
	}, nil
}

// Style is how the till looks and which language it speaks.
type Style struct {
	Appearance Appearance
	Fonts      Fonts
	Tongue     Tongue
	// TextSize is the size of all texts in per cent, one of provision.TextSizes; anything
	// else is the usual size.
	TextSize int
}

type tillTheme struct {
	base    fyne.Theme
	fonts   Fonts
	tongue  Tongue
	variant fyne.ThemeVariant
	palette palette
	// scale is how much larger than usual texts are.
	scale float32
	// unit is how much larger than on the smallest screen lists and fields are.
	unit float32
}

// NewTheme returns the till's theme; an appearance that isn't known is Light.
// The application sets it before it makes a window: widgets of the till take
// their colours and their words when they are made.
func NewTheme(s Style) fyne.Theme {
	t := &tillTheme{base: theme.DefaultTheme(), fonts: s.Fonts, tongue: s.Tongue, variant: theme.VariantLight, palette: lightPalette(), scale: 1, unit: 1}
	if slices.Contains(provision.TextSizes(), s.TextSize) {
		t.scale = float32(s.TextSize) / 100
	}
	switch s.Appearance {
	case Dark:
		t.palette, t.variant = darkPalette(), theme.VariantDark
	case HighContrast:
		t.palette = contrastPalette()
	}
	return t
}

// Color implements fyne.Theme; the variant is ignored.
func (t *tillTheme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	p := t.palette
	switch name {
	case theme.ColorNameBackground:
		return p.paper
	case theme.ColorNameForeground:
		return p.ink
	case theme.ColorNamePrimary:
		return p.harbour
	case theme.ColorNameForegroundOnPrimary, theme.ColorNameForegroundOnError:
		return p.onFill
	case theme.ColorNameFocus:
		return film(p.focus, 0x40)
	case theme.ColorNameInputBackground, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground:
		return p.card
	case theme.ColorNameInputBorder, theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return p.muted
	case theme.ColorNameError:
		return p.red
	case theme.ColorNameSelection:
		return film(p.focus, 0x70)
	case theme.ColorNameHover:
		return film(p.hover, 0x1A)
	case theme.ColorNameSeparator:
		return p.sunken
	case theme.ColorNameScrollBar:
		return p.muted
	case theme.ColorNameScrollBarBackground:
		return p.sunken
	}
	return t.base.Color(name, t.variant)
}

// Font implements fyne.Theme.
func (t *tillTheme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace, style.Symbol, t.fonts.regular == nil:
		return t.base.Font(style)
	case style.Bold:
		return t.fonts.bold
	}
	return t.fonts.regular
}

// Icon implements fyne.Theme.
func (t *tillTheme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

// Size implements fyne.Theme, on the 4 pixel grid.
func (t *tillTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return sizeBody * t.scale * t.unit
	case theme.SizeNameCaptionText:
		return t.base.Size(name) * t.scale * t.unit
	case theme.SizeNameInlineIcon:
		return t.base.Size(name) * (1 + t.scale*t.unit) / 2
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
