package ui

import (
	"bytes"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestShownAgainAfterLong: Fyne throws away how a widget is drawn once it hasn't
// been drawn for a minute, and asks for it anew when the widget comes back. It
// must look as it did.
func TestShownAgainAfterLong(t *testing.T) {
	dress(t, looks(t)[0].style)
	for _, state := range states() {
		if state.name == "about" {
			continue // a licence is never shown again: the page begins without one
		}
		t.Run(state.name, func(t *testing.T) {
			w := state.make(t, func(*Config) {})
			before := pixels(t, w.window.Canvas().Capture())
			t.Run("forget", func(t *testing.T) { forget(t, w.window.Content()) })
			w.window.Content().Refresh()
			if !bytes.Equal(before, pixels(t, w.window.Canvas().Capture())) {
				t.Error("looks otherwise when it is drawn anew")
			}
		})
	}
}

// forget throws away how everything under o is drawn, when t ends.
func forget(t *testing.T, o fyne.CanvasObject) {
	t.Helper()
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			forget(t, child)
		}
	case fyne.Widget:
		for _, child := range test.TempWidgetRenderer(t, o).Objects() {
			forget(t, child)
		}
	}
}

func pixels(t *testing.T, i image.Image) []byte {
	t.Helper()
	picture, ok := i.(*image.NRGBA)
	if !ok {
		t.Fatalf("a picture is %T", i)
	}
	return picture.Pix
}
