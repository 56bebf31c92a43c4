//go:build !linux

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ebitengine/oto/v3"

	"harbourtill/ui"
)

// newSpeaker returns what plays a sound, without waiting for its end, through
// WASAPI on Windows and Core Audio on macOS. A computer without a loudspeaker
// stays silent.
func newSpeaker(log *slog.Logger) func(ui.Sound) {
	d := &device{open: sync.OnceValues(openDevice)}
	return func(s ui.Sound) {
		go func() {
			if err := d.play(s); err != nil {
				log.Debug("no sound", "error", err)
			}
		}()
	}
}

// device is the computer's loudspeaker, which one program opens once. It rests
// while nothing plays: a device in use keeps a computer awake.
type device struct {
	open    func() (*oto.Context, error)
	mu      sync.Mutex
	playing int
}

func openDevice() (*oto.Context, error) {
	c, ready, err := oto.NewContext(&oto.NewContextOptions{
		SampleRate: ui.SampleRate, ChannelCount: 1, Format: oto.FormatFloat32LE, BufferSize: 50 * time.Millisecond,
	})
	if err != nil {
		return nil, fmt.Errorf("loudspeaker: %w", err)
	}
	<-ready
	return c, c.Err()
}

// play plays a sound to its end.
func (d *device) play(s ui.Sound) error {
	c, err := d.open()
	if err != nil {
		return err
	}
	samples, err := binary.Append(nil, binary.LittleEndian, s.Samples())
	if err != nil {
		return fmt.Errorf("samples: %w", err)
	}
	if err := d.use(c, 1); err != nil {
		return err
	}
	player := c.NewPlayer(bytes.NewReader(samples))
	player.Play()
	for player.IsPlaying() && c.Err() == nil {
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond) // what the device still holds
	return d.use(c, -1)
}

// use counts who plays.
func (d *device) use(c *oto.Context, by int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.playing += by
	switch {
	case d.playing == 0:
		return c.Suspend()
	case d.playing == by:
		return c.Resume()
	}
	return nil
}
