//go:build e2e

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"harbourtill/ui"
)

// TestEndToEndSounds plays each sound on a real sound server whose loudspeaker is
// a recording, and listens to what comes out.
func TestEndToEndSounds(t *testing.T) {
	for _, program := range []string{"pulseaudio", "parec"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("no sound server to listen to: %v", err)
		}
	}
	soundServer(t)
	for sound, notes := range map[ui.Sound][]float64{
		ui.SoundApproved: {880, 1318.5}, ui.SoundRefused: {392, 261.6}, ui.SoundUnknown: {587.3},
	} {
		heard, played := record(t, func() { play(sound, slog.New(slog.DiscardHandler)) }), sound.Samples()
		if seconds := loud(heard); math.Abs(seconds-loud(played)) > 0.1 {
			t.Errorf("%s is heard for %.2f s of %.2f", sound, seconds, loud(played))
		}
		for _, pitch := range []float64{880, 1318.5, 392, 261.6, 587.3} {
			was, is := strength(played, pitch), strength(heard, pitch)
			if wanted := slices.Contains(notes, pitch); wanted && is < 0.8*was || !wanted && is > 0.01 || is > 1.2*was+0.01 {
				t.Errorf("%s, %.0f Hz: %.3f is heard, %.3f was played", sound, pitch, is, was)
			}
		}
	}
}

// soundServer runs PulseAudio with a loudspeaker that nobody hears, for the length
// of the test and for this test alone.
func soundServer(t *testing.T) {
	t.Helper()
	folder := t.TempDir()
	socket := filepath.Join(folder, "native")
	for name, value := range map[string]string{"HOME": folder, "XDG_RUNTIME_DIR": folder, "PULSE_SERVER": "unix:" + socket} {
		t.Setenv(name, value)
	}
	server := exec.Command("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
		"-L", "module-null-sink sink_name=till", "-L", "module-native-protocol-unix auth-anonymous=1 socket="+socket)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	waitFor(t, "the sound server", func() bool {
		_, err := os.Stat(socket)
		return !errors.Is(err, fs.ErrNotExist)
	})
}

// record returns what comes out of the loudspeaker meanwhile.
func record(t *testing.T, during func()) []float32 {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out recording
	ear := exec.CommandContext(ctx, "parec", "-d", "till.monitor", "--raw", "--format=float32le", "--channels=1",
		fmt.Sprint("--rate=", ui.SampleRate), "--latency-msec=20")
	ear.Stdout = &out
	if err := ear.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the recording", func() bool { return out.Len() > 0 })
	during()
	end := out.Len() + 4*ui.SampleRate/2 // half a second more
	waitFor(t, "its end", func() bool { return out.Len() > end })
	stop()
	_ = ear.Wait()
	var samples []float32
	for raw := out.raw.Bytes(); len(raw) >= 4; raw = raw[4:] {
		bits := uint32(raw[0]) | uint32(raw[1])<<8 | uint32(raw[2])<<16 | uint32(raw[3])<<24
		samples = append(samples, math.Float32frombits(bits))
	}
	return samples
}

// recording grows while somebody looks how long it is.
type recording struct {
	mu  sync.Mutex
	raw bytes.Buffer
}

func (r *recording) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.raw.Write(p)
}

func (r *recording) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.raw.Len()
}

// loud is for how many seconds there is a sound.
func loud(samples []float32) float64 {
	first, last := len(samples), 0
	for i, s := range samples {
		if math.Abs(float64(s)) > 0.01 {
			first, last = min(first, i), i
		}
	}
	return float64(max(0, last-first)) / ui.SampleRate
}

// strength is how much of a pitch is in a sound, by the Goertzel algorithm: the
// amplitude of a note times its length in seconds. It listens to a twentieth of a
// second at a time, so that notes of one pitch don't cancel each other.
func strength(samples []float32, pitch float64) (sum float64) {
	turn := 2 * math.Cos(2*math.Pi*pitch/ui.SampleRate)
	for part := range slices.Chunk(samples, ui.SampleRate/20) {
		var one, two float64
		for _, s := range part {
			one, two = float64(s)+turn*one-two, one
		}
		sum += 2 * math.Sqrt(max(0, one*one+two*two-turn*one*two)) / ui.SampleRate
	}
	return sum
}

// waitFor waits until something is so.
func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !so(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s doesn't come", what)
		}
	}
}
