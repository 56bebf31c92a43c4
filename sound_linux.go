package main

import (
	"log/slog"

	"github.com/jfreymuth/pulse"

	"harbourtill/ui"
)

// newSpeaker returns what plays a sound, without waiting for its end, through
// PulseAudio or PipeWire. A computer without either stays silent.
func newSpeaker(log *slog.Logger) func(ui.Sound) {
	return func(s ui.Sound) { go play(s, log) }
}

// leadIn is the silence before a sound, in samples: the sound server swallows up
// to 20 ms of what comes first.
const leadIn = ui.SampleRate / 25

// play plays a sound to its end.
func play(s ui.Sound, log *slog.Logger) {
	client, err := pulse.NewClient(pulse.ClientApplicationName("Harbour Till"))
	if err != nil {
		log.Debug("no sound", "error", err)
		return
	}
	defer client.Close()
	rest := append(make([]float32, leadIn), s.Samples()...)
	stream, err := client.NewPlayback(pulse.Float32Reader(func(out []float32) (int, error) {
		n := copy(out, rest)
		if rest = rest[n:]; n < len(out) {
			return n, pulse.EndOfData
		}
		return n, nil
	}), pulse.PlaybackSampleRate(ui.SampleRate), pulse.PlaybackLatency(0.05))
	if err != nil {
		log.Debug("no sound", "error", err)
		return
	}
	stream.Start()
	stream.Drain()
	stream.Close()
}
