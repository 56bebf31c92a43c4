//go:build !linux

package main

import (
	"log/slog"

	"harbourtill/ui"
)

// play does nothing: sounds are for Linux today.
func play(ui.Sound, *slog.Logger) {}
