//go:build cgo

package touch

import (
	"errors"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// ErrNotGLFW means that a window isn't one of GLFW's: it keeps its own order.
var ErrNotGLFW = errors.New("the window isn't drawn through GLFW")

// Order makes a window's presses wait for the movement that came with them. The
// window is a fyne.Window on the screen; later runs a function on the UI
// goroutine after the present one. It is called once a window, on the UI
// goroutine.
func Order(window any, later func(func())) error {
	w, ok := window.(interface{ RunWithContext(do func()) })
	if !ok {
		return ErrNotGLFW
	}
	err := ErrNotGLFW
	w.RunWithContext(func() {
		if view := glfw.GetCurrentContext(); view != nil {
			order(view, &queue{later: later})
			err = nil
		}
	})
	return err
}

func order(view *glfw.Window, q *queue) {
	var press glfw.MouseButtonCallback
	press = view.SetMouseButtonCallback(func(w *glfw.Window, b glfw.MouseButton, a glfw.Action, m glfw.ModifierKey) {
		q.add(func() { press(w, b, a, m) })
	})
}
