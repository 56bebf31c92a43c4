package ui

import (
	"image/color"
)

// palette holds the colours of the till. Texts and their backgrounds are at
// least 4.5 : 1 apart, 7 : 1 in high contrast. onFill is written on green, red,
// slate and harbour, which also serve as ink on paper and card; onAmber on amber
// and training; onChannel on the channels' own colours. Fyne lays focus and hover
// over a button's own colour, as a film.
type palette struct {
	paper, card, sunken, line, ink, muted, faint color.NRGBA
	bar, barInk, barMuted, barRaised             color.NRGBA
	harbour, harbourSoft, onFill                 color.NRGBA
	green, red, slate                            color.NRGBA
	amber, amberInk, amberSoft, redSoft, onAmber color.NRGBA
	training, good, attention, calm              color.NRGBA
	focus, hover, onChannel                      color.NRGBA
	// lift is how much lighter than their tiles channels' bars are drawn (shade).
	lift float32
}

func lightPalette() palette {
	return palette{
		paper: rgb(0xEDF1F5), card: rgb(0xFFFFFF), sunken: rgb(0xDFE5EC), line: rgb(0xBAC5D0),
		ink: rgb(0x13202D), muted: rgb(0x4C5B6A), faint: rgb(0x94A1AE),
		bar: rgb(0x0F2637), barInk: rgb(0xFFFFFF), barMuted: rgb(0xB4C5D3), barRaised: rgb(0x25445B),
		harbour: rgb(0x0A5578), harbourSoft: rgb(0xDCEBF3), onFill: rgb(0xFFFFFF),
		green: rgb(0x0A6B3B), red: rgb(0xB01E1E), slate: rgb(0x42546A),
		amber: rgb(0xFFBC2E), amberInk: rgb(0x8A4B00), amberSoft: rgb(0xFFF1CF), redSoft: rgb(0xFBE4E2), onAmber: rgb(0x13202D),
		training: rgb(0xFF8F1F), good: rgb(0x46D08A), attention: rgb(0xFF8A80), calm: rgb(0x7CC4FF),
		focus: rgb(0x9CCBE3), hover: rgb(0x13202D), onChannel: rgb(0xFFFFFF),
	}
}

// darkPalette is for dim shops: its fills are bright and written on in dark.
func darkPalette() palette {
	return palette{
		paper: rgb(0x0F1922), card: rgb(0x1A2733), sunken: rgb(0x24333F), line: rgb(0x3D5060),
		ink: rgb(0xEAF1F6), muted: rgb(0xA9BAC8), faint: rgb(0x6E8192),
		bar: rgb(0x070D13), barInk: rgb(0xFFFFFF), barMuted: rgb(0xA9BAC8), barRaised: rgb(0x24405A),
		harbour: rgb(0x6CC3EA), harbourSoft: rgb(0x173648), onFill: rgb(0x08131B),
		green: rgb(0x4FCB8D), red: rgb(0xFF8A80), slate: rgb(0xAEC0D0),
		amber: rgb(0xFFBC2E), amberInk: rgb(0xFFC65C), amberSoft: rgb(0x40310F), redSoft: rgb(0x45201F), onAmber: rgb(0x13202D),
		training: rgb(0xFF8F1F), good: rgb(0x46D08A), attention: rgb(0xFF8A80), calm: rgb(0x7CC4FF),
		focus: rgb(0x2F6F8F), hover: rgb(0xEAF1F6), onChannel: rgb(0xFFFFFF), lift: 0.35,
	}
}

// contrastPalette is for eyes that need it, and for bright light.
func contrastPalette() palette {
	return palette{
		paper: rgb(0xFFFFFF), card: rgb(0xFFFFFF), sunken: rgb(0xE8E8E8), line: rgb(0x000000),
		ink: rgb(0x000000), muted: rgb(0x2B2B2B), faint: rgb(0x555555),
		bar: rgb(0x000000), barInk: rgb(0xFFFFFF), barMuted: rgb(0xE6E6E6), barRaised: rgb(0x33475A),
		harbour: rgb(0x003B5C), harbourSoft: rgb(0xD6ECFA), onFill: rgb(0xFFFFFF),
		green: rgb(0x00502A), red: rgb(0x8C0000), slate: rgb(0x26323F),
		amber: rgb(0xFFC400), amberInk: rgb(0x5C3200), amberSoft: rgb(0xFFF6D6), redSoft: rgb(0xFFEDED), onAmber: rgb(0x000000),
		training: rgb(0xFFA23D), good: rgb(0x5BE3A0), attention: rgb(0xFFA79E), calm: rgb(0x9CD3FF),
		focus: rgb(0x66B5E8), hover: rgb(0x000000), onChannel: rgb(0xFFFFFF),
	}
}

// colours are those of the theme that the application has.
func colours() palette {
	if t := themeNow(); t != nil {
		return t.palette
	}
	return lightPalette()
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

// film is a colour that shows what it lies over.
func film(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}
