package simulator

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"

	"harbourtill/terminal/haojin"
)

// startTCP runs a terminal without HTTP and returns its address.
func startTCP(t *testing.T, script string) (*Simulator, string) {
	t.Helper()
	cfg := testConfig()
	var err error
	if cfg.Script, err = ParseScript(script); err != nil {
		t.Fatal(err)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- s.ServeTCP(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return s, l.Addr().String()
}

// sendTCP sends a request in two pieces and reads all that comes back.
func sendTCP(t *testing.T, address string, request []byte, end string) []byte {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	half := len(request) / 2
	for _, piece := range [][]byte{request[:half], append(bytes.Clone(request[half:]), end...)} {
		if _, err := conn.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	answer, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestTCP(t *testing.T) {
	s, address := startTCP(t, "approve:1ms,pieces,answer-lost,garbage,decline:1201")
	cfg := testConfig()
	codec, err := haojin.NewCodec(cfg.Key, cfg.KeyForm, cfg.Sealing)
	if err != nil {
		t.Fatal(err)
	}
	for i, test := range []struct{ reference, end, code string }{
		{"R1", "", "6000"}, {"R2", "\n", "6000"}, {"R3", "\r\n", ""}, {"R4", "", ""}, {"R5", "", "6002"},
	} {
		sealed, err := codec.Seal(haojin.PaymentRequest{Amount: 1250, Channel: "fps", OutTradeNo: test.reference, Timeout: 60})
		if err != nil {
			t.Fatal(err)
		}
		a, err := codec.OpenAnswer(sendTCP(t, address, sealed, test.end))
		if a.Code != test.code || (err == nil) != (test.code != "") {
			t.Errorf("%s: %+v, %v", test.reference, a, err)
		}
		if n := len(s.Ledger()); n != i+1 {
			t.Errorf("after %s the ledger has %d entries", test.reference, n)
		}
	}
	if a, err := codec.OpenAnswer(sendTCP(t, address, []byte("rubbish"), "\n")); err != nil || a.Code != haojin.CodeNotDecrypted || a.Sealed {
		t.Errorf("rubbish: %+v, %v", a, err)
	}
	if n := s.Requests(haojin.OpPayment); n != 5 {
		t.Errorf("%d payments came in", n)
	}
}

func TestTCPTillGoesAway(t *testing.T) {
	s, address := startTCP(t, "no-answer")
	cfg := testConfig()
	codec, err := haojin.NewCodec(cfg.Key, cfg.KeyForm, cfg.Sealing)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := codec.Seal(haojin.PaymentRequest{Amount: 1, Channel: "fps", OutTradeNo: "R1", Timeout: 60})
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write(sealed); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(t.Context(), func() bool { return s.Requests(haojin.OpPayment) == 1 }); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if n := len(s.Ledger()); n != 0 {
		t.Errorf("%d entries", n)
	}
}
