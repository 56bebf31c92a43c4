//go:build race

package terminal_test

// underRace: the race detector makes a till's start several times as slow, so
// fewer kills look for races; the full number runs without it.
const underRace = true
