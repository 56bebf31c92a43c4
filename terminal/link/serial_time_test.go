package link

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/terminal/haojin"
)

// timed runs a test in virtual time over a line in memory, whose bytes take as
// long to leave as 9600 baud needs. The bubble ends only when no goroutine of
// the link is left.
func timed(t *testing.T, cfg SerialConfig, test func(t *testing.T, link *Serial, terminal *far)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		till, end := memoryLine()
		cfg.Open = func(string) (Port, error) { return till, nil }
		link := NewSerial(cfg)
		defer func() {
			if err := link.Close(); err != nil {
				t.Error(err)
			}
		}()
		test(t, link, newFar(t, end))
	})
}

// TestSerialAckLimit: the limit counts from the moment the last byte has left
// the wire, and so does wrote.
func TestSerialAckLimit(t *testing.T) {
	body := strings.Repeat("A", haojin.MaxPacketData)
	onWire := 1035 * 10 * time.Second / 9600
	for _, test := range []struct {
		after time.Duration
		want  error
	}{{999 * time.Millisecond, nil}, {1001 * time.Millisecond, ErrNoAck}} {
		timed(t, SerialConfig{}, func(t *testing.T, link *Serial, terminal *far) {
			start := time.Now()
			ended := make(chan outcome, 1)
			var wrote, failed time.Duration
			go func() {
				answer, err := link.Exchange(t.Context(), "/", []byte(body), func() { wrote = time.Since(start) })
				failed = time.Since(start)
				ended <- outcome{string(answer), err, 1}
			}()
			reference, _ := terminal.request()
			time.Sleep(onWire + test.after)
			if test.want != nil {
				(<-ended).wantError(t, test.want, true)
				if failed != onWire+time.Second || link.Open() {
					t.Errorf("failed after %v, open: %v", failed, link.Open())
				}
			} else {
				terminal.send(haojin.PacketReceived, reference, "")
				time.Sleep(10 * time.Minute)
				terminal.send(haojin.PacketRequest, 1, "approved")
				terminal.expect(haojin.PacketReceived, 1, "")
				(<-ended).want(t, "approved")
			}
			if wrote != onWire {
				t.Errorf("wrote after %v, want %v", wrote, onWire)
			}
		})
	}
}

// TestSerialNoAckLosesTheOthers: a silent line is dropped, and a payment open
// on it has an unknown end.
func TestSerialNoAckLosesTheOthers(t *testing.T) {
	timed(t, SerialConfig{}, func(t *testing.T, link *Serial, terminal *far) {
		pay := start(t, link, "pay")
		terminal.accept("pay")
		cancel := start(t, link, "cancel")
		terminal.request()
		(<-cancel).wantError(t, ErrNoAck, true)
		(<-pay).wantError(t, ErrLost, true)
	})
}

// TestSerialContext: what has left may have arrived; what hasn't, can't.
func TestSerialContext(t *testing.T) {
	var stray string
	timed(t, SerialConfig{Stray: func(data []byte) { stray = string(data) }}, func(t *testing.T, link *Serial, terminal *far) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		ended := make(chan outcome, 1)
		go func() {
			_, err := link.Exchange(ctx, "/", []byte("pay"), func() {})
			ended <- outcome{err: err}
		}()
		terminal.accept("pay")
		(<-ended).wantError(t, ErrTimeout, true)

		terminal.send(haojin.PacketRequest, 3, "too late")
		terminal.expect(haojin.PacketReceived, 3, "")
		if synctest.Wait(); stray != "too late" || !link.Open() {
			t.Errorf("stray %q, open: %v", stray, link.Open())
		}

		large := start(t, link, strings.Repeat("A", haojin.MaxSerialData))
		terminal.packet()
		ctx, cancel = context.WithCancel(t.Context())
		go func() {
			_, err := link.Exchange(ctx, "/", []byte("cancel"), func() {})
			ended <- outcome{err: err}
		}()
		synctest.Wait()
		cancel()
		(<-ended).wantError(t, ErrConnect, false)
		for range 62 {
			terminal.packet()
		}
		terminal.send(haojin.PacketReceived, terminal.packet().Reference, "done")
		(<-large).want(t, "done")

		ctx, cancel = context.WithCancel(t.Context())
		go func() {
			_, err := link.Exchange(ctx, "/", []byte("ask"), func() {})
			ended <- outcome{err: err}
		}()
		terminal.accept("ask")
		cancel()
		(<-ended).wantError(t, ErrLost, true)
	})
}

// slowly sends at 9600 baud, a byte at a time.
func slowly(terminal *far, bytes string) {
	terminal.t.Helper()
	for i := range len(bytes) {
		time.Sleep(10 * time.Second / 9600)
		terminal.raw(bytes[i : i+1])
	}
}

// TestSerialParts: the next part may take longer than the limit to arrive, but
// not to begin.
func TestSerialParts(t *testing.T) {
	answer := strings.Repeat("/n", 1500)
	stream, err := haojin.AppendPackets(nil, haojin.PacketRequest, 8, []byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	first, second, third := string(stream[:1035]), string(stream[1035:2070]), string(stream[2070:])
	timed(t, SerialConfig{}, func(t *testing.T, link *Serial, terminal *far) {
		ended := start(t, link, "ask")
		terminal.accept("ask")
		slowly(terminal, first)
		time.Sleep(450 * time.Millisecond)
		slowly(terminal, second+third)
		terminal.expect(haojin.PacketReceived, 8, "")
		(<-ended).want(t, answer)

		time.Sleep(seenFor)
		ended = start(t, link, "again")
		terminal.accept("again")
		slowly(terminal, first)
		time.Sleep(600 * time.Millisecond)
		slowly(terminal, second)
		terminal.expect(haojin.PacketError, 8, "\x35")
		slowly(terminal, third)
		terminal.expect(haojin.PacketError, 8, "\x35")
		slowly(terminal, first+second+third)
		terminal.expect(haojin.PacketReceived, 8, "")
		(<-ended).want(t, answer)
	})
}

// TestSerialTruncated: half a packet, then silence, then whole ones that would
// fit into what it lacks.
func TestSerialTruncated(t *testing.T) {
	long, err := haojin.AppendPackets(nil, haojin.PacketRequest, 4, make([]byte, 1000))
	if err != nil {
		t.Fatal(err)
	}
	timed(t, SerialConfig{}, func(t *testing.T, link *Serial, terminal *far) {
		ended := start(t, link, "ask")
		terminal.accept("ask")
		terminal.raw(string(long[:500]))
		sent := time.Now()
		terminal.send(haojin.PacketRequest, 5, "found")
		terminal.expect(haojin.PacketReceived, 5, "")
		if took := time.Since(sent); took > time.Second {
			t.Errorf("acknowledged after %v", took)
		}
		(<-ended).want(t, "found")
	})
}

// TestSerialRepetitionEnds: the same text under the same reference, long
// after, is a new message.
func TestSerialRepetitionEnds(t *testing.T) {
	timed(t, SerialConfig{}, func(t *testing.T, link *Serial, terminal *far) {
		for range 3 {
			ended := start(t, link, "ask")
			terminal.accept("ask")
			terminal.send(haojin.PacketRequest, 1, "none")
			terminal.expect(haojin.PacketReceived, 1, "")
			(<-ended).want(t, "none")
			time.Sleep(seenFor + time.Second)
		}
	})
}

func TestSerialReferences(t *testing.T) {
	timed(t, SerialConfig{Belongs: named}, func(t *testing.T, link *Serial, terminal *far) {
		pay := start(t, link, "pay")
		terminal.accept("pay")
		for i := range 300 {
			ended := start(t, link, "ask")
			reference, _ := terminal.request()
			if want := byte(i%126) + 2; reference != want {
				t.Fatalf("reference %d, want %d: 1 is the open payment's", reference, want)
			}
			terminal.send(haojin.PacketReceived, reference, "ask done")
			(<-ended).want(t, "ask done")
		}
		terminal.send(haojin.PacketRequest, 1, "pay done")
		terminal.expect(haojin.PacketReceived, 1, "")
		(<-pay).want(t, "pay done")
	})
}

// TestSerialRefusedHalfWay: an error packet ends a request between its packets.
func TestSerialRefusedHalfWay(t *testing.T) {
	timed(t, SerialConfig{}, func(t *testing.T, link *Serial, terminal *far) {
		ended := start(t, link, strings.Repeat("A", 3*haojin.MaxPacketData))
		p := terminal.packet()
		terminal.send(haojin.PacketReceived, p.Reference, "")
		terminal.send(haojin.PacketError, p.Reference, "\x31")
		(<-ended).wantError(t, ErrRejected, true)

		time.Sleep(10 * time.Second)
		ended = start(t, link, "ask")
		terminal.accept("ask")
		terminal.send(haojin.PacketRequest, 1, "found")
		terminal.expect(haojin.PacketReceived, 1, "")
		(<-ended).want(t, "found")
	})
}

// TestSerialRepliesAmidRequest: the terminal isn't kept waiting for a long
// request to leave.
func TestSerialRepliesAmidRequest(t *testing.T) {
	timed(t, SerialConfig{}, func(t *testing.T, link *Serial, terminal *far) {
		ended := start(t, link, strings.Repeat("A", 10*haojin.MaxPacketData))
		terminal.packet()
		terminal.send(haojin.PacketRequest, 1, "stray")
		terminal.expect(haojin.PacketReceived, 1, "")
		for range 8 {
			terminal.packet()
		}
		terminal.send(haojin.PacketReceived, terminal.packet().Reference, "done")
		(<-ended).want(t, "done")
	})
}
