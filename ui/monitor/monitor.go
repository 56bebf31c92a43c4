// Package monitor keeps a window within the monitor that it is on. Window
// managers on Linux see to that by themselves; Windows doesn't, and Fyne 2.8
// doesn't know how large a monitor is.
package monitor

// box is a place and a size, in pixels.
type box struct{ x, y, width, height int }

// frame is what a window has round its content, in pixels.
type frame struct{ left, top, right, bottom int }

// on returns which of the rooms shows most of a window's content; 0 when none shows
// any of it.
func on(content box, rooms []box) int {
	best, most := 0, 0
	for i, room := range rooms {
		width := min(content.x+content.width, room.x+room.width) - max(content.x, room.x)
		height := min(content.y+content.height, room.y+room.height) - max(content.y, room.y)
		if seen := max(0, width) * max(0, height); seen > most {
			best, most = i, seen
		}
	}
	return best
}

// fit returns where a window's content goes that has to be seen whole in a room,
// frame and all; the same when it is.
func fit(content, room box, f frame) box {
	room = box{room.x + f.left, room.y + f.top, room.width - f.left - f.right, room.height - f.top - f.bottom}
	content.width, content.height = min(content.width, room.width), min(content.height, room.height)
	content.x = max(room.x, min(content.x, room.x+room.width-content.width))
	content.y = max(room.y, min(content.y, room.y+room.height-content.height))
	return content
}
