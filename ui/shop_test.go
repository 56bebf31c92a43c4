package ui

import (
	"errors"
	"reflect"
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// shopOpen is a till whose manager is on the shop's page.
func shopOpen(t *testing.T) (*till, *site, *shopPage) {
	t.Helper()
	var s *site
	w := managed(t, "4826", func(c *Config) {
		s = c.Setup.(*site)
		s.profile = terminal.Profile{Link: terminal.LinkTraining}
		s.till = provision.Till{
			Name: "Counter 1", Language: "zh-Hant", RepeatGuard: 10, Shop: "海港茶餐廳", QuickAmounts: []payment.Money{1000, 1250},
			Channel: payment.Octopus,
		}
	})
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.tapOn("Shop")
	return w, s, w.settings.shop
}

func TestShopIsSavedAndCounts(t *testing.T) {
	w, s, page := shopOpen(t)
	w.shows("繁體中文（香港）", "海港茶餐廳", "10, 12.50", "Octopus", helpQuick)
	page.form.address.SetText("1 Queen's Road\nCentral")
	page.form.quick.SetText("20，50 5.5")
	page.form.appearance.SetSelected("Dark")
	page.form.channel.SetSelected(wordsAnyChannel)
	page.form.textSize.SetSelected("150 %")
	page.form.silent.SetChecked(true)
	w.tapOn("Save")
	want := s.till
	want.Address, want.QuickAmounts, want.Appearance, want.Channel, want.Silent, want.TextSize = "1 Queen's Road\nCentral", []payment.Money{2000, 5000, 550}, "dark", "", true, 150
	if len(s.saved) != 1 || !reflect.DeepEqual(s.saved[0], want) {
		t.Fatalf("saved %+v", s.saved)
	}
	if len(w.pays.replaced) != 1 || w.pays.replaced[0] != s.profile {
		t.Errorf("no new session began: %+v", w.pays.replaced)
	}
	w.Handle(terminal.Refused{Command: terminal.CommandReplace, Err: terminal.ErrBusy})
	w.shows(wordsCountsLater)
}

func TestShopIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		change func(f *shopForm)
		words  string
	}{
		"no name":       {func(f *shopForm) { f.name.SetText(" ") }, "Give the till a name."},
		"guard":         {func(f *shopForm) { f.guard.SetText("61") }, "seconds from 0 to 60"},
		"no number":     {func(f *shopForm) { f.guard.SetText("ten") }, "seconds from 0 to 60"},
		"no amount":     {func(f *shopForm) { f.quick.SetText("10, ten") }, "isn't an amount"},
		"nothing":       {func(f *shopForm) { f.quick.SetText("0") }, "8 amounts at most"},
		"nine of them":  {func(f *shopForm) { f.quick.SetText("1 2 3 4 5 6 7 8 9") }, "8 amounts at most"},
		"three decimal": {func(f *shopForm) { f.quick.SetText("1.234") }, "Two decimals at most"},
	} {
		t.Run(name, func(t *testing.T) {
			w, s, page := shopOpen(t)
			test.change(page.form)
			w.tapOn("Save")
			w.shows(test.words, wordsFaults)
			if len(s.saved)+len(w.pays.replaced) > 0 {
				t.Errorf("saved %+v", s.saved)
			}
			w.keys("<Escape>")
			w.shows(wordsUnsaved)
		})
	}
}

func TestShopThatCannotBeSaved(t *testing.T) {
	w, s, page := shopOpen(t)
	s.fails = errors.New("disk full")
	page.form.name.SetText("Counter 2")
	w.tapOn("Save")
	w.shows("The settings aren't saved: disk full")
	if len(w.pays.replaced) > 0 {
		t.Error("a new session began")
	}
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	page.mind()
	w.shows(wordsOpenPayment)
	w.tapOn("Save")
	if len(s.saved) != 1 {
		t.Error("saved while a payment is open")
	}
}
