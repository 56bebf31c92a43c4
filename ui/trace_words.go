package ui

import (
	"fmt"
	"time"

	"harbourtill/terminal"
)

const wordsNoMessages = "No messages yet. What the till and the terminal say to each other appears here, without keys and card numbers."

func directionWords(d terminal.Direction) string {
	switch d {
	case terminal.ToTerminal:
		return tr("→ sent")
	case terminal.FromTerminal:
		return tr("← came")
	}
	return tr("✕ failed")
}

// tookWords says how long an answer took; empty for a request.
func tookWords(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	if d < time.Second {
		return tr("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
