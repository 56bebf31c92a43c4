package ui

import (
	"fyne.io/fyne/v2"
)

// field is one line of a form: what it is called, a widget, a line of help, and
// what is wrong with it.
type field struct {
	// name is terminal.FieldError's, for the faults that validation finds.
	name   string
	label  *prose
	input  fyne.CanvasObject
	beside *press // a button that belongs to it; may be nil
	help   *prose
	sign   *mark
	fault  *prose
	hidden bool
}

func newField(name, label, help string, input fyne.CanvasObject) *field {
	p := colours()
	f := &field{name: name, input: input}
	f.label = newStrong(label, sizeBody, p.ink)
	f.help = newProse(help, sizeSmall, p.muted)
	f.sign, f.fault = newMark(shapeCross, p.onFill, p.red), newStrong("", sizeSmall, p.red)
	f.sign.Hide()
	return f
}

// newHeading is a field without an input.
func newHeading(text string) *field {
	p := colours()
	return &field{label: newStrong(text, sizeStrong, p.harbour)}
}

// with puts a button beside the input.
func (f *field) with(b *press) *field {
	f.beside = b
	return f
}

// blame says what is wrong with the field; nothing when empty.
func (f *field) blame(text string) {
	if f.fault != nil {
		f.fault.say(text, colours().red)
		f.sign.Hidden = text == "" || f.hidden
	}
}

func (f *field) blamed() bool { return f.fault != nil && f.fault.text != "" && !f.hidden }

// show shows or hides all of it.
func (f *field) show(visible bool) {
	f.hidden = !visible
	for _, o := range f.objects() {
		if visible {
			o.Show()
		} else {
			o.Hide()
		}
	}
	if f.sign != nil {
		f.sign.Hidden = f.hidden || f.fault.text == ""
	}
}

func (f *field) objects() []fyne.CanvasObject {
	if f.input == nil {
		return []fyne.CanvasObject{f.label}
	}
	all := []fyne.CanvasObject{f.label, f.input, f.help, f.sign, f.fault}
	if f.beside != nil {
		all = append(all, f.beside)
	}
	return all
}

// The form's measures at unit 1.
const (
	fieldLabel  float32 = 190
	fieldInput  float32 = 44
	fieldBeside float32 = 180
)

// place puts the field at y and returns where it ends.
func (f *field) place(y, width, u float32) float32 {
	if f.hidden {
		return y
	}
	label := fieldLabel * u
	if f.input == nil {
		f.label.resizeType(sizeStrong * u)
		return placeProse(f.label, 0, y+gridOuter*u, width) + grid*u
	}
	f.label.resizeType(sizeBody * u)
	f.help.resizeType(sizeSmall * u)
	f.fault.resizeType(sizeSmall * u)
	if enlarged() {
		label = 0
		y = placeProse(f.label, 0, y, width) + gridHalf*u
	} else {
		place(f.label, 0, y+(fieldInput*u-f.label.lineHeight())/2, label-grid, f.label.heightFor(label-grid))
	}
	inner := width - label
	input := inner
	if f.beside != nil {
		f.beside.resizeType(sizeBody * u)
		beside := wide(fieldBeside*u, inner*0.4)
		input -= beside + grid*u
		place(f.beside, label+input+grid*u, y, beside, max(fieldInput*u, tall(0, sizeBody*u)))
	}
	if _, flows := f.input.(*fyne.Container); flows {
		f.input.Resize(fyne.NewSize(input, f.input.Size().Height))
	}
	height := max(fieldInput*u, f.input.MinSize().Height)
	place(f.input, label, y, input, height)
	y += height + gridHalf*u
	y = placeProse(f.help, label, y, inner)
	if f.blamed() {
		side := f.fault.lineHeight()
		place(f.sign, label, y+gridHalf, side, side)
		y = placeProse(f.fault, label+side+grid, y+gridHalf, inner-side-grid)
	}
	return y + gridWide*u
}

// form stacks fields in a column that is no wider than lines are read easily.
type form struct {
	root   *fyne.Container
	fields []*field
	width  float32
}

func newForm(fields ...*field) *form {
	f := &form{fields: fields}
	f.root = &fyne.Container{Layout: f}
	f.rebuild()
	return f
}

// rebuild takes the fields' objects anew, after buttons were added.
func (f *form) rebuild() {
	f.root.Objects = nil
	for _, field := range f.fields {
		f.root.Objects = append(f.root.Objects, field.objects()...)
	}
}

// Layout implements fyne.Layout.
func (f *form) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.arrange(size.Width)
}

// MinSize implements fyne.Layout: as high as the fields are at the width.
func (f *form) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(grid, f.arrange(max(f.width, 600)))
}

// formColumn is how wide a form gets.
const formColumn float32 = 860

func (f *form) arrange(width float32) float32 {
	u := listUnit(width)
	column := min(width-gridOuter, formColumn*u*textScale())
	y := float32(0)
	for _, field := range f.fields {
		y = field.place(y, column, u)
	}
	return y
}

// find returns the field of a name; nil if there is none.
func (f *form) find(name string) *field {
	for _, field := range f.fields {
		if field.name == name {
			return field
		}
	}
	return nil
}

// top is where a field begins, to scroll there.
func (f *form) top(name string) float32 {
	if field := f.find(name); field != nil && !field.hidden {
		return field.input.Position().Y
	}
	return 0
}

// clear forgets all faults.
func (f *form) clear() {
	for _, field := range f.fields {
		field.blame("")
	}
}
