package ui

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// shopForm shows the till's own settings as fields, and reads them back.
type shopForm struct {
	*form
	name, shop *lineField
	address    *lineField
	foot       *lineField
	language   *picker
	appearance *picker
	textSize   *picker
	silent     *tickBox
	guard      *lineField
	quick      *lineField
	channel    *picker
	customer   *tickBox
	logo       *logoField
	kiosk      *tickBox
	// loading: the fields are being filled, which changes nothing.
	loading bool
}

// newShopForm builds the form; changed is called after each change, pick lets a
// logo be chosen, and play plays a sound; nil where nothing can.
func newShopForm(changed, pick func(), play func(Sound)) *shopForm {
	f := &shopForm{}
	update := func() {
		if !f.loading {
			changed()
		}
	}
	text := func(string) { update() }
	entry := func() *lineField {
		e := newLineField()
		e.OnChanged = text
		return e
	}
	f.name, f.shop, f.foot, f.guard, f.quick = entry(), entry(), entry(), entry(), entry()
	f.address = newLineField()
	f.address.MultiLine, f.address.Wrapping = true, fyne.TextWrapWord
	f.address.SetMinRowsVisible(3)
	f.address.OnChanged = text
	f.language = newPicker(languageNames(), text)
	f.appearance = newPicker(appearanceNames(), text)
	f.textSize = newPicker(textSizeNames(), text)
	f.silent = newTickBox(tr("Make no sounds"), func(bool) { update() })
	f.channel = newPicker(channelChoices(), text)
	f.customer = newTickBox(tr("Open a second window, for the customer"), func(bool) { update() })
	f.logo = newLogoField(pick, update)
	f.kiosk = newTickBox(tr("Fill the screen; closing needs a manager"), func(bool) { update() })
	f.form = newForm(
		newHeading(tr("This till")),
		newField("name", tr("Till's name"), tr(helpTillName), f.name),
		newField("language", tr("Language · 語言"), tr(helpLanguage), f.language),
		newField("appearance", tr("Colours"), tr(helpAppearance), f.appearance),
		newField("text_size", tr("Text size"), tr(helpTextSize), f.textSize),
		newField("silent", tr("Sounds"), tr(helpSilent), f.silent),
		newField("listen", tr("Listen"), tr(helpListen), newSoundRow(play).root),
		newHeading(tr("Receipts and reports")),
		newField("shop", tr("Shop's name"), tr(helpShop), f.shop),
		newField("address", tr("Address"), tr(helpShopAddress), f.address),
		newField("foot", tr("Last line"), tr(helpFoot), f.foot),
		newHeading(tr("At the counter")),
		newField("quick_amounts", tr("Quick amounts"), tr(helpQuick), f.quick),
		newField("channel", tr("Usual channel"), tr(helpChannel), f.channel),
		newField("repeat_guard", tr("Same again"), tr(helpGuard), f.guard),
		newField("kiosk", tr("Kiosk"), tr(helpKiosk), f.kiosk),
		newHeading(tr("For the customer")),
		newField("customer_window", tr("Second screen"), tr(helpCustomer), f.customer),
		f.logo.field,
	)
	f.find("listen").show(play != nil)
	return f
}

// fill shows settings.
func (f *shopForm) fill(t provision.Till) {
	f.loading = true
	f.clear()
	f.name.SetText(t.Name)
	f.shop.SetText(t.Shop)
	f.address.SetText(t.Address)
	f.foot.SetText(t.Foot)
	f.language.SetSelected(languageName(t.Language))
	f.appearance.SetSelected(appearanceName(t.Appearance))
	f.textSize.SetSelected(textSizeName(t.TextSize))
	f.silent.SetChecked(t.Silent)
	f.guard.SetText(strconv.Itoa(t.RepeatGuard))
	var quick []string
	for _, m := range t.QuickAmounts {
		quick = append(quick, strings.TrimSuffix(m.Decimal(), ".00"))
	}
	f.quick.SetText(strings.Join(quick, ", "))
	f.channel.SetSelected(channelChoice(t.Channel))
	f.customer.SetChecked(t.Customer)
	f.kiosk.SetChecked(t.Kiosk)
	f.logo.fill(t.Logo)
	f.loading = false
}

// read returns the settings as typed. Faults are shown at their fields, and ok
// is false when there are any.
func (f *shopForm) read() (t provision.Till, ok bool) {
	f.clear()
	faults := make(map[string]string)
	t = provision.Till{
		Name: strings.TrimSpace(f.name.Text), Shop: strings.TrimSpace(f.shop.Text), Address: strings.TrimSpace(f.address.Text),
		Foot: strings.TrimSpace(f.foot.Text), Language: languageOf(f.language.Selected),
		Appearance: appearanceOf(f.appearance.Selected), TextSize: textSizeOf(f.textSize.Selected), Silent: f.silent.Checked, Channel: channelOf(f.channel.Selected),
		Customer: f.customer.Checked, Kiosk: f.kiosk.Checked, Logo: f.logo.file,
	}
	seconds, err := strconv.Atoi(strings.TrimSpace(f.guard.Text))
	if err != nil {
		seconds = -1
	}
	t.RepeatGuard = seconds
	for _, text := range strings.FieldsFunc(f.quick.Text, func(r rune) bool { return strings.ContainsRune(" ,;、，", r) }) {
		amount, err := payment.ParseMoney(text)
		if err != nil {
			faults["quick_amounts"] = fmt.Sprintf("%q: %s", text, amountWords(err))
			continue
		}
		t.QuickAmounts = append(t.QuickAmounts, amount)
	}
	for _, fault := range t.Faults() {
		if faults[fault.Field] == "" {
			faults[fault.Field] = shopFaultWords(fault.Field)
		}
	}
	for name, text := range faults {
		if field := f.find(name); field != nil {
			field.blame(text)
		}
	}
	f.root.Refresh()
	return t, len(faults) == 0
}
