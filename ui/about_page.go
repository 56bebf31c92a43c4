package ui

import (
	"context"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"harbourtill/assets"
	"harbourtill/terminal/payment"
)

// aboutPage says which program this is, saves a diagnosis of the till, and lists
// the licences of all that is built in.
type aboutPage struct {
	cfg      Config
	window   fyne.Window
	screen   func() []byte
	root     *fyne.Container
	about    *prose
	save     *press
	help     *prose
	note     *prose
	heading  *prose
	list     *keyList
	ground   *canvas.Rectangle
	text     *widget.Label
	scroll   *container.Scroll
	licences []assets.Licence
	at       int
}

// newAboutPage builds the page; screen describes the window for a diagnosis.
func newAboutPage(window fyne.Window, cfg Config, screen func() []byte) *aboutPage {
	p := colours()
	a := &aboutPage{cfg: cfg, window: window, screen: screen, licences: assets.Licences(), at: -1}
	a.about, a.note = newProse(cfg.About, sizeBody, p.ink), newProse("", sizeBody, p.ink)
	a.save = newPress(tr("Save diagnostics"), "", lookQuiet(), a.onSave)
	a.help = newProse(tr(helpDiagnostics), sizeSmall, p.muted)
	a.heading = newStrong(tr("LICENCES"), sizeSmall, p.harbour)
	a.list = &keyList{}
	a.list.Length = func() int { return len(a.licences) }
	a.list.CreateItem = func() fyne.CanvasObject { return newLicenceRow() }
	a.list.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) { o.(*licenceRow).show(a.licences[id]) }
	a.list.OnSelected = a.onSelected
	a.list.extend()
	a.ground = ground()
	a.text = widget.NewLabel("")
	a.text.Wrapping = fyne.TextWrapWord
	a.scroll = container.NewVScroll(a.text)
	a.root = &fyne.Container{Layout: arranged{arrange: a.arrange}, Objects: []fyne.CanvasObject{
		a.about, a.save, a.help, a.note, a.heading, a.list, a.ground, a.scroll,
	}}
	return a
}

const helpDiagnostics = "A ZIP file for whoever helps you: versions, settings, how the journal is, the log and the last messages. No keys, no PINs, no card numbers, no notes, no names of people are in it."

// appear shows the page as it begins.
func (a *aboutPage) appear() {
	a.at = -1
	a.scroll.Hide()
	a.note.say("", colours().ink)
	a.list.UnselectAll()
	a.root.Refresh()
}

// onSelected shows a licence beside the list.
func (a *aboutPage) onSelected(id widget.ListItemID) {
	a.at = id
	a.text.SetText(a.licences[id].Text)
	a.scroll.Show()
	a.scroll.ScrollToTop()
	a.root.Refresh()
}

// key moves the selection.
func (a *aboutPage) key(name fyne.KeyName) {
	switch name {
	case fyne.KeyDown:
		a.list.Select(min(a.at+1, len(a.licences)-1))
	case fyne.KeyUp:
		a.list.Select(max(a.at-1, 0))
	default:
		scrollKey(a.scroll, name)
	}
}

// onSave saves a diagnosis.
func (a *aboutPage) onSave() {
	screen, by := a.screen(), a.cfg.operator()
	a.cfg.saveAs(a.window, saving{
		name: "harbour-till-diagnosis-" + a.cfg.Now().In(payment.HongKong()).Format("20060102-1504") + ".zip",
		write: writes(func(w io.Writer) error {
			return a.cfg.Setup.Diagnose(context.Background(), w, screen)
		}),
		note: func(file string) error { return a.cfg.Setup.Diagnosed(file, by) },
		done: func(file string, err error) {
			a.note.say(savedWords(file, err))
			a.root.Refresh()
		},
	})
}

// height is how high the page is with everything on it.
func (a *aboutPage) height(width float32) float32 {
	return a.arrangeTop(width) + settingsList*listUnit(width)
}

// arrangeTop places what stands above the list, and returns where it ends.
func (a *aboutPage) arrangeTop(width float32) float32 {
	u := listUnit(width)
	row := tall(touch*u, sizeBody*u)
	for _, t := range []*prose{a.about, a.note} {
		t.resizeType(sizeBody * u)
	}
	a.help.resizeType(sizeSmall * u)
	a.heading.resizeType(sizeSmall * u)
	a.save.resizeType(sizeBody * u)
	button := min(a.save.wanted(), width/2)
	y := placeProse(a.about, 0, 0, width) + grid*u
	place(a.save, 0, y, button, row)
	beside := button + gridWide*u
	y = max(y+row, placeProse(a.help, beside, y, width-beside)) + gridHalf*u
	y = placeProse(a.note, 0, y, width) + grid*u
	return placeProse(a.heading, 0, y, width) + gridHalf*u
}

func (a *aboutPage) arrange(size fyne.Size) {
	u, y := listUnit(size.Width), a.arrangeTop(size.Width)
	list := size.Width
	a.ground.Hidden = a.at < 0
	if a.at >= 0 {
		list = size.Width * 0.42
		left := list + gridWide*u
		place(a.ground, left, y, size.Width-left, size.Height-y)
		place(a.scroll, left+grid, y+grid, size.Width-left-2*grid, size.Height-y-2*grid)
	}
	place(a.list, 0, y, list, size.Height-y)
}

// licenceRow is one licence in the list.
type licenceRow struct {
	widget.BaseWidget
	name, short *prose
}

func newLicenceRow() *licenceRow {
	r := &licenceRow{name: newLine("", sizeSmall, colours().ink), short: newLine("", sizeSmall, colours().muted)}
	r.name.mayCut = true
	r.ExtendBaseWidget(r)
	return r
}

func (r *licenceRow) show(l assets.Licence) {
	r.name.say(l.Name+"  "+l.Version, colours().ink)
	r.short.say(l.Short, colours().muted)
}

// MinSize implements fyne.Widget.
func (r *licenceRow) MinSize() fyne.Size {
	return fyne.NewSize(200, rowHeight(touch-2*grid, sizeSmall))
}

// CreateRenderer implements fyne.Widget.
func (r *licenceRow) CreateRenderer() fyne.WidgetRenderer {
	row := &fyne.Container{Layout: arranged{arrange: r.arrange}, Objects: []fyne.CanvasObject{r.name, r.short}}
	return laidOut(r, widget.NewSimpleRenderer(row))
}

func (r *licenceRow) arrange(size fyne.Size) {
	u := listUnit(size.Width)
	r.name.resizeType(sizeSmall * u)
	r.short.resizeType(sizeSmall * u)
	short := min(130*u*textScale(), size.Width*0.5)
	place(r.name, grid, (size.Height-r.name.lineHeight())/2, size.Width-short-3*grid, r.name.lineHeight())
	place(r.short, size.Width-short-grid, (size.Height-r.short.lineHeight())/2, short, r.short.lineHeight())
}
