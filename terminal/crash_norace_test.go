//go:build !race

package terminal_test

// underRace: the race detector isn't on.
const underRace = false
