package ui

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// facing is a till with a customer's window.
type facing struct {
	*till
	customer *Customer
	opened   int
	backs    int
}

// facingTill opens both windows, in a theme and with what the customer's shows.
func facingTill(t *testing.T, style Style, cfg CustomerConfig) *facing {
	t.Helper()
	f := &facing{}
	t.Cleanup(func() { fyne.CurrentApp().Settings().SetTheme(NewTheme(Style{})) }) // the next test's is plain
	f.customer = NewCustomer(func() fyne.Window { f.opened++; return test.NewTempWindow(t, nil) }, func() { f.backs++ }, nil)
	f.till = newTill(t, func(c *Config) {
		fyne.CurrentApp().Settings().SetTheme(NewTheme(style))
		f.customer.Begin(cfg)
		c.Customer = f.customer
	})
	if f.customer.window != nil {
		f.customer.window.Resize(fyne.NewSize(1024, 600))
	}
	return f
}

// faces says whether the customer reads this.
func (f *facing) faces(words ...string) {
	f.t.Helper()
	text := textsOf(f.customer.window.Content())
	for _, one := range words {
		if !strings.Contains(text, one) {
			f.t.Errorf("the customer doesn't read %q: %s", one, text)
		}
	}
}

// waits has the terminal wait for something.
func (f *facing) waits(i terminal.Instruction) {
	e := sold(1, payment.Sent, terminal.Waiting)
	e.Instruction, e.SecondsLeft, e.CanCancel = i, 97, true
	f.Handle(e)
}

func TestCustomerSeesThePayment(t *testing.T) {
	f := facingTill(t, Style{}, CustomerConfig{Wanted: true, Shop: "Harbour Tea House"})
	f.faces("Harbour Tea House", "Welcome")
	f.keys("12.5<F1>")
	f.faces("Welcome")
	f.keys("<Return>")
	f.faces("HK$12.50", wordsMoment)
	for i, words := range map[terminal.Instruction]string{
		terminal.TapInsertSwipe: wordsPleaseTap, terminal.TapOctopus: wordsPleaseOctopus, terminal.ShowTerminalCode: wordsPleaseScan,
		terminal.ScanCustomerCode: wordsPleaseShow, terminal.FollowTerminal: wordsPleaseFollow,
	} {
		f.waits(i)
		f.faces("HK$12.50", words, "Visa / Mastercard")
	}
	f.Handle(sold(1, payment.Approved, terminal.Finished))
	f.faces("HK$12.50", wordsThanks)
	f.now = f.now.Add(2 * outcomeStands)
	f.keys("<Escape>")
	f.faces("Harbour Tea House", "Welcome")
	if f.opened != 1 || f.backs != 1 {
		t.Errorf("opened %d times, keys given back %d times", f.opened, f.backs)
	}
}

// TestCustomerIsToldNoReasons: what the bank said of a card is nobody's business
// but the holder's and the cashier's, and nobody is thanked for what isn't known.
func TestCustomerIsToldNoReasons(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*terminal.SaleChanged)
		words  string
	}{
		"declined":  {func(e *terminal.SaleChanged) { e.Sale.Status, e.Sale.Inner = payment.Declined, "1201" }, wordsNotPaid},
		"cancelled": {func(e *terminal.SaleChanged) { e.Sale.Status = payment.Cancelled }, wordsNotPaid},
		"failed":    {func(e *terminal.SaleChanged) { e.Sale.Status, e.Sale.Reason = payment.Failed, payment.NotReached }, wordsNotPaid},
		"cancelled, still asked about": {func(e *terminal.SaleChanged) {
			e.Sale.Status, e.Sale.Verifying = payment.Cancelled, true
		}, wordsPleaseWait},
		"unknown": {func(e *terminal.SaleChanged) { e.Sale.Status, e.Phase = payment.Unknown, terminal.Asking }, wordsPleaseWait},
		"settled": {func(e *terminal.SaleChanged) { e.Sale.Status = payment.SettledPaid }, wordsPleaseWait},
		"another amount": {func(e *terminal.SaleChanged) {
			e.Sale.Status, e.Sale.Booked, e.Sale.AmountDiffers = payment.Approved, 9900, true
		}, wordsPleaseWait},
		"reversed": {func(e *terminal.SaleChanged) {
			e.Sale.Status, e.Sale.Booked, e.Sale.Reversed = payment.Approved, 1250, 1250
		}, wordsPleaseWait},
		"refund": {func(e *terminal.SaleChanged) {
			e.Sale.Status, e.Sale.Kind, e.Sale.Booked = payment.Approved, payment.Refund, 1250
		}, wordsGaveBack},
		"refund declined": {func(e *terminal.SaleChanged) {
			e.Sale.Status, e.Sale.Kind = payment.Declined, payment.Refund
		}, wordsPleaseWait},
	} {
		t.Run(name, func(t *testing.T) {
			f := facingTill(t, Style{}, CustomerConfig{Wanted: true, Shop: "Tea"})
			f.keys("12.5<F1><Return>")
			e := sold(1, payment.Sent, terminal.Finished)
			test.change(&e)
			f.Handle(e)
			f.faces(test.words)
			text := textsOf(f.customer.window.Content())
			for _, secret := range []string{"1201", "enough money", "reached", "manager", "01J"} {
				if strings.Contains(text, secret) {
					t.Errorf("the customer reads %q: %s", secret, text)
				}
			}
		})
	}
}

func TestCustomerReadsTwoLanguages(t *testing.T) {
	tongues, err := LoadTongues()
	if err != nil {
		t.Fatal(err)
	}
	f := facingTill(t, Style{Tongue: tongues.Tongue("zh-Hant")}, CustomerConfig{Wanted: true, Shop: "茶", Training: true, Second: tongues.Tongue("en")})
	f.keys("12.5<F1><Return>")
	f.waits(terminal.TapInsertSwipe)
	f.faces("請拍卡、插卡或刷卡", wordsPleaseTap, "訓練")
}

// TestCustomerWindowComesAndGoes: it is opened once, hides when it is closed or
// not wanted, and comes back with a session that wants it.
func TestCustomerWindowComesAndGoes(t *testing.T) {
	f := facingTill(t, Style{}, CustomerConfig{})
	if f.opened != 0 {
		t.Fatal("opened though nobody wants it")
	}
	f.keys("12.5<F1><Return>") // nothing to show it on
	for range 3 {
		f.customer.Begin(CustomerConfig{Wanted: true, Shop: "Tea"})
	}
	if f.opened != 1 || f.backs != 1 {
		t.Errorf("opened %d times, brought to the front %d times", f.opened, f.backs)
	}
	f.customer.hide()
	f.customer.Begin(CustomerConfig{Wanted: true, Shop: "Tea"})
	if f.opened != 1 || f.backs != 2 {
		t.Errorf("opened %d times, brought back %d times", f.opened, f.backs-1)
	}
	f.customer.Begin(CustomerConfig{})
	if !f.customer.hidden {
		t.Error("still there though nobody wants it")
	}
}

// TestCustomerPictures: see TestPictures.
func TestCustomerPictures(t *testing.T) {
	for _, look := range looks(t) {
		if look.only != nil {
			continue // it is as large as it fits anyway
		}
		facing := func(cfg CustomerConfig) *facing {
			cfg.Wanted, cfg.Shop, cfg.Second = true, "海港茶餐廳 Harbour Tea House", look.second
			return facingTill(t, look.style, cfg)
		}
		f := facing(CustomerConfig{})
		compare(t, f.customer.window.Canvas(), "customer-idle-"+look.name+".png")
		f = facing(CustomerConfig{Training: true})
		f.keys("12.5<F1><Return>")
		f.waits(terminal.ScanCustomerCode)
		compare(t, f.customer.window.Canvas(), "customer-waiting-"+look.name+".png")
		f.Handle(sold(1, payment.Approved, terminal.Finished))
		compare(t, f.customer.window.Canvas(), "customer-thanks-"+look.name+".png")
	}
}

func TestCustomerSeesTheLogo(t *testing.T) {
	f := facingTill(t, Style{}, CustomerConfig{Wanted: true, Shop: "Harbour Tea House", Logo: plainPNG(t, color.Black)})
	f.faces("Welcome")
	if f.customer.panel.logo == nil || f.customer.panel.logo.Hidden || !f.customer.panel.amount.Hidden {
		t.Error("the logo doesn't stand in for the shop's name")
	}
	f.keys("12.5<F1><Return>")
	if !f.customer.panel.logo.Hidden || f.customer.panel.amount.Hidden {
		t.Error("the logo covers the amount")
	}
}

func TestKioskClosesForManagersOnly(t *testing.T) {
	w := managed(t, "4826", func(c *Config) { c.Kiosk = true })
	if !w.window.FullScreen() {
		t.Error("doesn't fill the screen")
	}
	w.onClose()
	w.shows("A manager closes this till.")
	w.enterPIN("1111")
	if w.quits != 0 {
		t.Fatal("closed with a wrong PIN")
	}
	w.enterPIN("4826")
	if w.quits != 1 {
		t.Error("doesn't close for the manager")
	}
}

// TestKioskWithAnOpenPayment: the question about the payment comes first.
func TestKioskWithAnOpenPayment(t *testing.T) {
	w := managed(t, "4826", func(c *Config) { c.Kiosk = true })
	w.keys("12.5<F1><Return>")
	w.news(1, payment.Sent, terminal.Waiting)
	w.onClose()
	w.shows("Close the till?")
	w.keys("X")
	w.shows("A manager closes this till.")
	if w.quits != 0 {
		t.Error("closed without a PIN")
	}
}

// TestKioskWithoutAnyPIN: nobody could let anybody out.
func TestKioskWithoutAnyPIN(t *testing.T) {
	w := managed(t, "", func(c *Config) { c.Kiosk = true })
	w.onClose()
	if w.quits != 1 {
		t.Error("nobody can close it")
	}
}

func TestOrdinaryTillClosesAtOnce(t *testing.T) {
	w := managed(t, "4826")
	w.onClose()
	if w.quits != 1 || w.window.FullScreen() {
		t.Errorf("closed %d times, fills the screen: %t", w.quits, w.window.FullScreen())
	}
}

func TestLogoInTheSettings(t *testing.T) {
	w := managed(t, "4826")
	form := w.settings.shop.form
	folder := t.TempDir()
	form.logo.choose(writeFile(t, folder, "no.png", []byte("no picture")))
	if form.logo.fault.text == "" || form.logo.file != nil {
		t.Errorf("took what is no picture: %q", form.logo.fault.text)
	}
	want := plainPNG(t, color.White)
	form.logo.choose(writeFile(t, folder, "logo.png", want))
	form.customer.SetChecked(true)
	form.kiosk.SetChecked(true)
	form.name.SetText("Counter 1")
	form.guard.SetText("10")
	got, ok := form.read()
	if !ok || string(got.Logo) != string(want) || !got.Customer || !got.Kiosk {
		t.Errorf("read %+v, %t", got, ok)
	}
	form.fill(provision.Till{Name: "Counter 1", Language: "en", Logo: want, Customer: true, Kiosk: true})
	if got, _ := form.read(); string(got.Logo) != string(want) || !got.Customer || !got.Kiosk {
		t.Errorf("filled and read again: %+v", got)
	}
	form.logo.onButton()
	if got, _ := form.read(); got.Logo != nil {
		t.Error("the logo can't be taken away")
	}
}

// plainPNG is a small picture of one colour.
func plainPNG(t *testing.T, fill color.Color) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 8, 4))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(fill), image.Point{}, draw.Src)
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func writeFile(t *testing.T, folder, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCustomersWindowKeepsNoKeys: a click may have brought it to the front of the only
// monitor.
func TestCustomersWindowKeepsNoKeys(t *testing.T) {
	cashier, backs := newTill(t), 0
	c := NewCustomer(func() fyne.Window { return test.NewTempWindow(t, nil) }, func() { backs++ }, cashier.window.Canvas())
	c.Begin(CustomerConfig{Wanted: true, Shop: "Harbour Tea House"})
	before := backs
	for _, r := range "58" {
		c.window.Canvas().OnTypedRune()(r)
	}
	c.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF3})
	cashier.shows("Charge HK$58.00 · American Express")
	if backs != before+3 || c.window.Title() != "For the customer" {
		t.Errorf("the keyboard came back %d times, from %q", backs-before, c.window.Title())
	}
}
