//go:build unix

package link

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
)

func TestSerialExchange(t *testing.T) {
	link, terminal := wired(t, SerialConfig{})
	if link.Open() {
		t.Error("open before the first use")
	}
	paid := start(t, link, "pay")
	if reference := terminal.accept("pay"); reference != 1 {
		t.Errorf("first reference %d", reference)
	}
	terminal.send(haojin.PacketRequest, 77, "approved")
	terminal.expect(haojin.PacketReceived, 77, "")
	(<-paid).want(t, "approved")
	if !link.Open() {
		t.Error("closed after an exchange")
	}

	asked := start(t, link, "ask")
	reference, _ := terminal.request()
	if reference != 2 {
		t.Errorf("second reference %d", reference)
	}
	terminal.send(haojin.PacketReceived, reference, "found")
	(<-asked).want(t, "found")
}

// TestSerialLargest: requests and answers are split, whatever their data hold.
func TestSerialLargest(t *testing.T) {
	link, terminal := wired(t, SerialConfig{})
	for _, size := range []int{haojin.MaxPacketData, haojin.MaxPacketData + 1, 5000, haojin.MaxSerialData} {
		body := strings.Repeat("/n\x01", size)[:size]
		answer := strings.Repeat("n/", size)[:size]
		ended := start(t, link, body)
		terminal.accept(body)
		terminal.send(haojin.PacketRequest, 5, answer)
		terminal.expect(haojin.PacketReceived, 5, "")
		(<-ended).want(t, answer)

		ended = start(t, link, "again")
		reference, _ := terminal.request()
		terminal.send(haojin.PacketReceived, reference, answer)
		(<-ended).want(t, answer)
	}
	(<-start(t, link, strings.Repeat("A", haojin.MaxSerialData+1))).wantError(t, haojin.ErrPacketSize, false)
}

// TestSerialNoAck: the request may have arrived all the same; the line is
// dropped and opened for the next.
func TestSerialNoAck(t *testing.T) {
	link, terminal := wired(t, SerialConfig{Timing: SerialTiming{Ack: 100 * time.Millisecond}})
	ended := start(t, link, "pay")
	terminal.request()
	(<-ended).wantError(t, ErrNoAck, true)

	ended = start(t, link, "ask")
	if reference, _ := terminal.request(); reference != 2 {
		t.Errorf("reference %d after the line was opened anew", reference)
	}
	terminal.send(haojin.PacketReceived, 2, "found")
	(<-ended).want(t, "found")
}

func TestSerialRejected(t *testing.T) {
	link, terminal := wired(t, SerialConfig{})
	for _, test := range []struct {
		kind haojin.PacketType
		data string
		want string
	}{
		{haojin.PacketError, "", "unknown error (30)"},
		{haojin.PacketError, "\x33", "decryption error (33)"},
		{haojin.PacketErrorFormat, "", "format error (31)"},
		{haojin.PacketErrorSplitting, "why", "splitting error (35)"},
	} {
		ended := start(t, link, "pay")
		reference, _ := terminal.request()
		terminal.send(haojin.PacketError, reference+1, "")
		terminal.send(test.kind, reference, test.data)
		o := <-ended
		o.wantError(t, ErrRejected, true)
		if !strings.Contains(o.err.Error(), test.want) {
			t.Errorf("%v; want %s", o.err, test.want)
		}
	}
	if !link.Open() {
		t.Error("the line was dropped")
	}
}

// TestSerialRepetition: delivered once, acknowledged each time.
func TestSerialRepetition(t *testing.T) {
	strays := make(chan string, 10)
	link, terminal := wired(t, SerialConfig{Stray: func(data []byte) { strays <- string(data) }})
	first := start(t, link, "pay")
	terminal.accept("pay")
	terminal.send(haojin.PacketRequest, 9, "approved")
	terminal.expect(haojin.PacketReceived, 9, "")
	(<-first).want(t, "approved")

	second := start(t, link, "ask")
	terminal.accept("ask")
	terminal.send(haojin.PacketRequest, 9, "approved")
	terminal.expect(haojin.PacketReceived, 9, "")
	terminal.send(haojin.PacketRequest, 9, "found")
	terminal.expect(haojin.PacketReceived, 9, "")
	(<-second).want(t, "found")

	terminal.send(haojin.PacketRequest, 10, "nobody waits")
	terminal.expect(haojin.PacketReceived, 10, "")
	if stray := <-strays; stray != "nobody waits" || len(strays) > 0 {
		t.Errorf("stray %q and %d more", stray, len(strays))
	}
}

func TestSerialGarbage(t *testing.T) {
	link, terminal := wired(t, SerialConfig{})
	for range 3 {
		ended := start(t, link, "pay")
		reference, _ := terminal.request()
		terminal.raw("\x00\xff/n/n\x01noise/n")
		terminal.send(haojin.PacketReceived, reference, "")
		terminal.raw("/n\x01\x10\x05\xff\xff\x11\x13")
		terminal.send(haojin.PacketRequest, 20+reference, "approved")
		terminal.expect(haojin.PacketReceived, 20+reference, "")
		terminal.raw("\x03\x04\r\n/")
		(<-ended).want(t, "approved")
	}
}

// TestSerialCancel: a cancel goes out while a payment is open, and each gets
// its own answer in either order.
func TestSerialCancel(t *testing.T) {
	for _, order := range [][]string{{"cancel", "pay"}, {"pay", "cancel"}} {
		link, terminal := wired(t, SerialConfig{Belongs: named})
		ended := map[string]<-chan outcome{"pay": start(t, link, "pay")}
		terminal.accept("pay")
		ended["cancel"] = start(t, link, "cancel")
		terminal.accept("cancel")
		for i, which := range order {
			terminal.send(haojin.PacketRequest, byte(i+1), which+" done")
			terminal.expect(haojin.PacketReceived, byte(i+1), "")
			(<-ended[which]).want(t, which+" done")
		}
	}
}

func TestSerialBelongs(t *testing.T) {
	for _, test := range []struct {
		name    string
		belongs func(string, []byte, []byte) Match
		answer  string
		pay     error
		stray   bool
	}{
		{"nobody can tell", nil, "pay", ErrAmbiguous, true},
		{"unclear", named, "?", ErrAmbiguous, true},
		{"both", func(string, []byte, []byte) Match { return Yes }, "pay", ErrAmbiguous, true},
		{"unclear, and not the other's", func(path string, _, _ []byte) Match {
			if path == "/pay" {
				return Unclear
			}
			return No
		}, "?", nil, false},
		{"unclear, and surely the other's", func(path string, _, _ []byte) Match {
			if path == "/pay" {
				return Yes
			}
			return Unclear
		}, "?", nil, false},
	} {
		strays := make(chan string, 1)
		link, terminal := wired(t, SerialConfig{Belongs: test.belongs, Stray: func(data []byte) { strays <- string(data) }})
		pay := start(t, link, "pay")
		terminal.accept("pay")
		cancel := start(t, link, "cancel")
		terminal.accept("cancel")
		terminal.send(haojin.PacketRequest, 1, test.answer)
		terminal.expect(haojin.PacketReceived, 1, "")
		if test.pay != nil {
			(<-pay).wantError(t, test.pay, true)
			(<-cancel).wantError(t, test.pay, true)
			if stray := <-strays; stray != test.answer {
				t.Errorf("%s: stray %q", test.name, stray)
			}
			continue
		}
		(<-pay).want(t, test.answer)
		if link.Close() != nil {
			t.Errorf("%s: not closed", test.name)
		}
		(<-cancel).wantError(t, ErrLost, true)
	}
}

// TestSerialNotItsAnswer: what surely belongs to no open exchange is
// acknowledged and delivered to none.
func TestSerialNotItsAnswer(t *testing.T) {
	strays := make(chan string, 2)
	link, terminal := wired(t, SerialConfig{Belongs: named, Stray: func(data []byte) { strays <- string(data) }})
	ended := start(t, link, "ask")
	reference, _ := terminal.request()
	terminal.send(haojin.PacketReceived, reference, "OK")
	terminal.send(haojin.PacketRequest, 1, "pay done")
	terminal.expect(haojin.PacketReceived, 1, "")
	if a, b := <-strays, <-strays; a != "OK" || b != "pay done" {
		t.Errorf("strays %q, %q", a, b)
	}
	terminal.send(haojin.PacketRequest, 2, "?")
	terminal.expect(haojin.PacketReceived, 2, "")
	(<-ended).want(t, "?")
}

// TestSerialUnplugged: exchanges fail at once, the port opens again under the
// same name by itself, and the next exchange goes through.
func TestSerialUnplugged(t *testing.T) {
	opened := make(chan error, 1000)
	link, terminal := wired(t, SerialConfig{
		Timing: SerialTiming{ReopenMin: time.Millisecond, ReopenMax: 10 * time.Millisecond},
		Open: func(name string) (Port, error) {
			port, err := openDevice(name, 9600)
			opened <- err
			return port, err
		},
	})
	for range 3 {
		pay := start(t, link, "pay")
		terminal.accept("pay")
		cancel := start(t, link, "cancel")
		terminal.accept("cancel")
		if err := errors.Join(os.Remove(terminal.name), terminal.master.Close()); err != nil {
			t.Fatal(err)
		}
		(<-pay).wantError(t, ErrLost, true)
		(<-cancel).wantError(t, ErrLost, true)
		if link.Open() {
			t.Error("still open")
		}
		(<-start(t, link, "ask")).wantError(t, ErrNoPort, false)

		for len(opened) > 0 {
			<-opened
		}
		terminal = plug(t, terminal.name)
		for err := range opened {
			if err == nil {
				break
			}
		}
		ask := start(t, link, "ask")
		reference, _ := terminal.request()
		terminal.send(haojin.PacketReceived, reference, "found")
		(<-ask).want(t, "found")
	}
}

func TestSerialClose(t *testing.T) {
	unused := NewSerial(SerialConfig{})
	if err := errors.Join(unused.Close(), unused.Close()); err != nil {
		t.Error(err)
	}
	link, terminal := wired(t, SerialConfig{})
	ended := start(t, link, "pay")
	terminal.accept("pay")
	if err := link.Close(); err != nil {
		t.Error(err)
	}
	(<-ended).wantError(t, ErrLost, true)
	(<-start(t, link, "ask")).wantError(t, ErrConnect, false)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := link.Exchange(ctx, "/", nil, func() {}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
