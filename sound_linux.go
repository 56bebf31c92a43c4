package main

import (
	"log/slog"

	"github.com/jfreymuth/pulse"

	"harbourtill/ui"
)

// play plays a sound through PulseAudio or PipeWire, and waits for its end. A
// computer without either stays silent.
func play(s ui.Sound, log *slog.Logger) {
	client, err := pulse.NewClient(pulse.ClientApplicationName("Harbour Till"))
	if err != nil {
		log.Debug("no sound", "error", err)
		return
	}
	defer client.Close()
	rest := s.Samples()
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
