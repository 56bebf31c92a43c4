package ui

import (
	"math"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

func TestOutcomesAreHeardOnce(t *testing.T) {
	for status, want := range map[payment.Status]Sound{
		payment.Approved: SoundApproved, payment.Declined: SoundRefused, payment.Cancelled: SoundRefused, payment.Unknown: SoundUnknown,
	} {
		var heard []Sound
		w := newTill(t, func(c *Config) { c.Play = func(s Sound) { heard = append(heard, s) } })
		w.keys("12.5<F1><Return>")
		w.Handle(sold(1, payment.Sent, terminal.Waiting))
		if len(heard) > 0 {
			t.Errorf("%s: heard %v before the end", status, heard)
		}
		for range 3 {
			w.Handle(sold(1, status, terminal.Finished))
		}
		if len(heard) != 1 || heard[0] != want {
			t.Errorf("%s: heard %v", status, heard)
		}
	}
	var heard []Sound
	w := newTill(t, func(c *Config) { c.Play = func(s Sound) { heard = append(heard, s) } })
	w.keys("12.5<F1><Return>")
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.Handle(sold(1, payment.Unknown, terminal.Asking))
	w.now = w.now.Add(time.Minute)
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	if len(heard) != 2 || heard[1] != SoundApproved {
		t.Errorf("a truth that came late: heard %v", heard)
	}
}

func TestSilentTill(t *testing.T) {
	var heard []Sound
	w := newTill(t, func(c *Config) { c.Silent, c.Play = true, func(s Sound) { heard = append(heard, s) } })
	w.keys("12.5<F1><Return>")
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	if len(heard) > 0 {
		t.Errorf("heard %v", heard)
	}
}

// TestSoundsCanBeTried: in the settings of a silent till too.
func TestSoundsCanBeTried(t *testing.T) {
	var heard []Sound
	w := managed(t, "4826", func(c *Config) { c.Silent, c.Play = true, func(s Sound) { heard = append(heard, s) } })
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.tapOn("Shop")
	for _, o := range w.settings.shop.form.find("listen").input.(*fyne.Container).Objects {
		o.(*press).act()
	}
	w.shows("Listen", "Approved", "Not paid", "Not known yet")
	if want := []Sound{SoundApproved, SoundRefused, SoundUnknown}; !slices.Equal(heard, want) {
		t.Errorf("heard %v", heard)
	}
	without := managed(t, "4826")
	without.settings.unlock(nameOfManager)
	without.goTo(sectionSettings)
	without.tapOn("Shop")
	without.hides("Listen")
}

func TestSoundsDontClick(t *testing.T) {
	for _, s := range []Sound{SoundApproved, SoundRefused, SoundUnknown} {
		samples := s.Samples()
		if seconds := float64(len(samples)) / SampleRate; seconds < 0.2 || seconds > 1 {
			t.Errorf("%s lasts %.2f s", s, seconds)
		}
		loudest := 0.0
		for i, sample := range samples {
			loudest = max(loudest, math.Abs(float64(sample)))
			if i > 0 && math.Abs(float64(sample-samples[i-1])) > 0.1 {
				t.Fatalf("%s jumps at sample %d", s, i)
			}
		}
		if loudest < 0.3 || loudest > 0.5 {
			t.Errorf("%s is as loud as %.2f", s, loudest)
		}
	}
}
