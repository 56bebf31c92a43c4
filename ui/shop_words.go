package ui

import (
	"errors"
	"fmt"
	"slices"

	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// The lines of help of the shop's page.
const (
	helpTillName    = "In the window's top bar and on every paper, for example Counter 1."
	helpLanguage    = "Of this window, and of receipts and reports."
	helpAppearance  = "Dark is for dim shops, high contrast for bright light and tired eyes."
	helpTextSize    = "Makes all texts of this window larger. What doesn't fit then is reached by scrolling."
	helpListen      = "Press one to hear it now, in a silent till too."
	helpSilent      = "Otherwise approved, declined and not known yet each have a sound."
	helpShop        = "As it stands on receipts and reports. The till's name, if this is empty."
	helpShopAddress = "As it stands on receipts and reports; several lines are fine."
	helpFoot        = "What receipts end with: thank you, opening hours, a telephone number."
	helpQuick       = "Up to eight amounts that get a button of their own: 10, 20, 50, 12.50"
	helpChannel     = "Chosen already when a sale begins; the cashier can choose another."
	helpKiosk       = "For tills that do nothing else. Ctrl+Q closes, after a manager's PIN."
	helpCustomer    = "What to pay and what to do, in Chinese and English. It fills a second monitor; without one it is a window behind this one."
	helpLogo        = "PNG or JPEG, 512 KiB at most. Without one the shop's name greets the customer."
	helpGuard       = "For so many seconds after an approval the till asks before it charges the same amount on the same channel: 0 (never asks) to 60."
)

const wordsAnyChannel = "None: the cashier chooses"

// languageNames are the languages, each in its own words.
func languageNames() []string { return []string{"English", "繁體中文（香港）", "简体中文"} }

func languageName(code string) string {
	return languageNames()[max(0, slices.Index(provision.Languages(), code))]
}

func languageOf(name string) string {
	return provision.Languages()[max(0, slices.Index(languageNames(), name))]
}

func appearanceNames() []string { return []string{tr("Light"), tr("Dark"), tr("High contrast")} }

func appearanceName(code string) string {
	return appearanceNames()[max(0, slices.Index(provision.Appearances(), code))]
}

func appearanceOf(name string) string {
	return provision.Appearances()[max(0, slices.Index(appearanceNames(), name))]
}

func textSizeNames() []string {
	var names []string
	for _, size := range provision.TextSizes() {
		names = append(names, fmt.Sprintf("%d %%", size))
	}
	return names
}

func textSizeName(size int) string {
	return textSizeNames()[max(0, slices.Index(provision.TextSizes(), size))]
}

// textSizeOf is 0 for the usual size.
func textSizeOf(name string) int {
	if at := slices.Index(textSizeNames(), name); at > 0 {
		return provision.TextSizes()[at]
	}
	return 0
}

// channelChoices are no channel, and all of them.
func channelChoices() []string {
	names := []string{tr(wordsAnyChannel)}
	for _, c := range payment.Channels() {
		names = append(names, channelName(c))
	}
	return names
}

func channelChoice(c payment.Channel) string {
	return channelChoices()[slices.Index(payment.Channels(), c)+1]
}

func channelOf(name string) payment.Channel {
	if at := slices.Index(channelChoices(), name); at > 0 {
		return payment.Channels()[at-1]
	}
	return ""
}

// shopFaultWords says what a field of the shop's page has to be.
func shopFaultWords(field string) string {
	switch field {
	case "name":
		return tr("Give the till a name.")
	case "quick_amounts":
		return tr("%d amounts at most, each from %s to %s.", provision.MaxQuickAmounts, payment.MinAmount, payment.MaxAmount)
	case "repeat_guard":
		return tr("Type seconds from 0 to %d.", provision.MaxRepeatGuard)
	}
	return tr("Choose one of the list.")
}

// logoFaultWords says what is wrong with a picture.
func logoFaultWords(err error) string {
	switch {
	case errors.Is(err, provision.ErrLogoTooLarge), errors.Is(err, provision.ErrFileTooLarge):
		return tr("That picture is too large: 512 KiB and 4096 pixels a side at most.")
	case errors.Is(err, provision.ErrLogoContent):
		return tr("That file is neither a PNG nor a JPEG.")
	}
	return tr("That file can't be read.")
}
