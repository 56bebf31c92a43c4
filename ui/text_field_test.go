package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// TestFieldsWriteInTheMiddle: of a box that is higher than Fyne's entries are.
func TestFieldsWriteInTheMiddle(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(NewTheme(Style{}))
	search, line, port := newTextField("", nil, nil), newLineField(), newPortField()
	search.SetText("HK$58.00")
	line.SetText("Counter 1")
	port.SetText("COM3")
	for _, field := range []fyne.Widget{search, line, port} {
		w := test.NewTempWindow(t, field)
		w.SetPadded(false)
		w.Resize(fyne.NewSize(300, 100))
		found := false
		for _, o := range visible(field) {
			text, ok := o.(*canvas.Text)
			if !ok || text.Text == "" {
				continue
			}
			found = true
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(text)
			if middle := at.Y + text.Size().Height/2; middle < 46 || middle > 54 {
				t.Errorf("%T writes %q at %.0f of 100", field, text.Text, middle)
			}
		}
		if !found {
			t.Errorf("%T shows nothing", field)
		}
	}
}
