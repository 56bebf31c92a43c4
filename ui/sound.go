package ui

import (
	"math"

	"harbourtill/terminal/payment"
)

// Sound is how an outcome is heard.
type Sound string

// The sounds: two notes that rise, two that fall, and three alike.
const (
	SoundApproved Sound = "approved"
	SoundRefused  Sound = "refused"
	SoundUnknown  Sound = "unknown"
)

// SampleRate is how many samples a second of sound has.
const SampleRate = 44100

// soundOf is the sound of an outcome; empty for one without.
func soundOf(s payment.Status) Sound {
	switch s {
	case payment.Approved:
		return SoundApproved
	case payment.Declined, payment.Cancelled, payment.Failed:
		return SoundRefused
	case payment.Unknown:
		return SoundUnknown
	}
	return ""
}

// note is a tone of a frequency in Hz and a length in seconds; 0 Hz is silence.
type note struct{ pitch, length float64 }

func (s Sound) notes() []note {
	switch s {
	case SoundApproved:
		return []note{{880, 0.11}, {1318.5, 0.22}}
	case SoundRefused:
		return []note{{392, 0.18}, {261.6, 0.34}}
	case SoundUnknown:
		return []note{{587.3, 0.14}, {0, 0.07}, {587.3, 0.14}, {0, 0.07}, {587.3, 0.14}}
	}
	return nil
}

// Samples is the sound as it is played: SampleRate samples a second between -1
// and 1, one channel, under a second in all. Each note fades in and out, so that
// nothing clicks.
func (s Sound) Samples() []float32 {
	const fade = 0.012 // seconds
	var all []float32
	for _, n := range s.notes() {
		count := int(n.length * SampleRate)
		for i := range count {
			at := float64(i) / SampleRate
			volume := 0.35 * min(1, at/fade, (n.length-at)/fade)
			all = append(all, float32(volume*math.Sin(2*math.Pi*n.pitch*at)))
		}
	}
	return all
}
