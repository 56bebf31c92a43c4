package ui

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"
)

// folderPreference is where the folder is kept that was saved to last.
const folderPreference = "save-folder"

// saveDialog asks what a file is to be called and where it is to be. Fyne's own
// empties the file before anybody has written anything, and keeps Esc for itself.
type saveDialog struct {
	cfg    Config
	window fyne.Window
	saving saving
	popup  *widget.PopUp
	root   *fyne.Container
	title  *prose
	about  *prose
	form   *form
	scroll *container.Scroll
	name   *saveField
	folder *saveField
	warn   *notice
	save   *press
	back   *press
	// agreed is the file that somebody was told is there already.
	agreed string
}

// saveField is a text field that tells a key that goes down from one that is held.
type saveField struct {
	textField
	fresh bool
}

func newSaveField(changed func(string), out func(fyne.KeyName) bool) *saveField {
	f := &saveField{textField: textField{out: out}}
	f.OnChanged, f.Scroll = changed, fyne.ScrollHorizontalOnly
	f.ExtendBaseWidget(f)
	return f
}

// MinSize implements fyne.Widget: a target for a finger, and room for enlarged text.
func (f *saveField) MinSize() fyne.Size {
	return fyne.NewSize(touch, max(touch, f.Entry.MinSize().Height))
}

// TypedShortcut implements fyne.Shortcutable.
func (f *saveField) TypedShortcut(s fyne.Shortcut) {
	if !passShortcut(f, s) {
		f.Entry.TypedShortcut(s)
	}
}

// KeyDown implements desktop.Keyable.
func (f *saveField) KeyDown(e *fyne.KeyEvent) {
	f.fresh = f.fresh || isEnter(e.Name)
	f.Entry.KeyDown(e)
}

// saveAs lets somebody choose a file, and fills it; nothing happens where the
// dialog was left.
func (c Config) saveAs(window fyne.Window, s saving) {
	newSaveDialog(window, c, s).show()
}

func newSaveDialog(window fyne.Window, cfg Config, s saving) *saveDialog {
	d := &saveDialog{cfg: cfg, window: window, saving: s}
	d.title, d.warn = newStrong(tr("Save as"), sizeLarge, colours().ink), newNotice()
	d.about = newProse(s.about, sizeBody, colours().muted)
	d.name, d.folder = newSaveField(d.onTyped, d.out), newSaveField(d.onTyped, d.out)
	d.name.SetText(d.saving.name)
	d.folder.SetText(lastFolder())
	other := newPress(tr("Another folder…"), "", lookQuiet(), d.onFolder)
	d.form = newForm(
		newField("name", tr("File"), "", d.name),
		newField("folder", tr("Folder"), "", d.folder).with(other),
	)
	d.form.rebuild()
	d.scroll = container.NewVScroll(d.form.root)
	d.save = newPress(tr("Save"), "Enter", lookPrimary(), d.onSave)
	d.back = newPress(tr("Back"), "Esc", lookQuiet(), d.leave)
	d.root = &fyne.Container{
		Layout: arranged{arrange: d.arrange}, Objects: []fyne.CanvasObject{d.title, d.about, d.warn.root, d.scroll, d.save, d.back},
	}
	return d
}

func (d *saveDialog) show() {
	canvas := d.window.Canvas()
	d.popup = widget.NewModalPopUp(d.root, canvas)
	size := canvas.Size()
	u := listUnit(size.Width)
	d.popup.Resize(fyne.NewSize(
		min(size.Width-2*gridOuter, 820*u*textScale()), min(size.Height-2*gridOuter, 340*u*textScale())))
	d.popup.Show()
	canvas.Focus(d.name)
	d.name.TypedShortcut(&fyne.ShortcutSelectAll{})
}

func (d *saveDialog) leave() { d.popup.Hide() }

// lastFolder is the folder that was saved to last, or else this user's documents.
func lastFolder() string {
	home, _ := os.UserHomeDir() // without one, the folder that the program was started in
	for _, folder := range []string{
		fyne.CurrentApp().Preferences().String(folderPreference), filepath.Join(home, "Documents"), home,
	} {
		if isFolder(folder) {
			return folder
		}
	}
	return "."
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// onTyped: what was said about another file doesn't count for this one.
func (d *saveDialog) onTyped(string) {
	if d.form != nil {
		d.form.clear()
		d.say("")
	}
}

// say warns of a file that is there already.
func (d *saveDialog) say(warning string) {
	d.warn.say(warning)
	if warning == "" {
		d.agreed = ""
		d.save.say(tr("Save"), lookPrimary(), true)
	} else {
		d.save.say(tr("Replace"), lookDanger(), true)
	}
	d.root.Refresh()
}

// out takes the keys that lead out of a field. A held Enter doesn't answer the
// question that it has raised.
func (d *saveDialog) out(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyEscape:
		d.leave()
	case fyne.KeyReturn, fyne.KeyEnter:
		if d.name.fresh || d.folder.fresh || d.agreed == "" {
			d.name.fresh, d.folder.fresh = false, false
			d.onSave()
		}
	}
	return true
}

// onFolder lets a folder be chosen.
func (d *saveDialog) onFolder() {
	chooser := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		if err == nil && folder != nil {
			d.folder.SetText(filepath.FromSlash(folder.Path()))
		}
	}, d.window)
	if folder, err := storage.ListerForURI(storage.NewFileURI(d.folder.Text)); err == nil {
		chooser.SetLocation(folder)
	}
	chooser.Show()
}

// onSave saves, once nothing is wrong with the name and the folder, and somebody
// knows of a file that is there.
func (d *saveDialog) onSave() {
	name, folder := strings.TrimSpace(d.name.Text), strings.TrimSpace(d.folder.Text)
	switch {
	case name == "" || name != filepath.Base(name) || strings.ContainsAny(name, `/\`):
		d.form.find("name").blame(tr("Type a name without slashes."))
	case !isFolder(folder):
		d.form.find("folder").blame(tr("There is no such folder."))
	default:
		d.into(filepath.Join(folder, named(name, d.saving.name)))
		return
	}
	d.form.root.Refresh()
	d.root.Refresh()
}

// into saves to a path, or asks first.
func (d *saveDialog) into(path string) {
	if _, err := os.Stat(path); err == nil && d.agreed != path {
		d.agreed = path
		d.say(tr("%s is there already. Saving replaces it.", filepath.Base(path)))
		return
	}
	fyne.CurrentApp().Preferences().SetString(folderPreference, filepath.Dir(path))
	d.leave()
	d.cfg.fill(path, d.saving)
}

// named is a file's name with an ending, the proposed one's where it has none.
func named(name, proposed string) string {
	if filepath.Ext(name) == "" {
		return name + filepath.Ext(proposed)
	}
	return name
}

func (d *saveDialog) arrange(size fyne.Size) {
	u := listUnit(d.window.Canvas().Size().Width)
	margin := gridOuter * u
	width := size.Width - 2*margin
	d.title.resizeType(sizeLarge * u)
	d.about.resizeType(sizeBody * u)
	y := placeProse(d.about, margin, placeProse(d.title, margin, margin, width), width) + grid*u
	foot := size.Height - margin - footButton(u)
	right := margin + width
	for _, b := range []*press{d.save, d.back} {
		b.resizeType(sizeStrong * u)
		w := min(max(200*u, b.wanted()), width/2-grid)
		right -= w
		place(b, right, foot, w, footButton(u))
		right -= grid * u
	}
	if height := d.warn.heightFor(width); height > 0 {
		place(d.warn.root, margin, foot-height-grid*u, width, height)
		foot -= height + grid*u
	}
	place(d.scroll, margin, y, width, foot-y-grid*u)
}
