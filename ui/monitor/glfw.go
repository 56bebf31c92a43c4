//go:build cgo

package monitor

import (
	"errors"

	"github.com/go-gl/glfw/v3.4/glfw"
)

// ErrNotGLFW means that a window isn't one of GLFW's, or that there is no
// monitor: it stays as it is.
var ErrNotGLFW = errors.New("the window isn't drawn through GLFW on a monitor")

// Fit makes a window smaller and moves it until the monitor that shows most of it
// shows all of it, beside task bars; the first monitor where none shows any. The
// window is a fyne.Window on the screen; resize gives it these shares of its width
// and height, as Fyne wants to know of it. It is called on the UI goroutine; a window
// that fills its screen stays as it is.
func Fit(window any, resize func(width, height float32)) error {
	w, ok := window.(interface{ RunWithContext(do func()) })
	if !ok {
		return ErrNotGLFW
	}
	err := ErrNotGLFW
	w.RunWithContext(func() {
		view, monitors := glfw.GetCurrentContext(), glfw.GetMonitors()
		if view == nil || len(monitors) == 0 {
			return
		}
		if err = nil; view.GetMonitor() == nil {
			move(view, monitors, resize)
		}
	})
	return err
}

func move(view *glfw.Window, monitors []*glfw.Monitor, resize func(width, height float32)) {
	var now box
	var f frame
	now.x, now.y = view.GetPos()
	now.width, now.height = view.GetSize()
	f.left, f.top, f.right, f.bottom = view.GetFrameSize()
	rooms := make([]box, len(monitors))
	for i, m := range monitors {
		rooms[i].x, rooms[i].y, rooms[i].width, rooms[i].height = m.GetWorkarea()
	}
	next := fit(now, rooms[on(now, rooms)], f)
	if next.width != now.width || next.height != now.height {
		resize(float32(next.width)/float32(now.width), float32(next.height)/float32(now.height))
	}
	if next.x != now.x || next.y != now.y {
		view.SetPos(next.x, next.y)
	}
}
