package terminal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/link"
	"harbourtill/terminal/payment"
)

// BenchmarkPayment measures, over a real loopback connection and a real
// journal, from Enter (Controller.Pay) to the request's first byte at the
// terminal, both durable writes included, and from the answer's last byte to
// the outcome's announcement, its durable write included. It prints the disk's
// own time for 4 KiB and an fsync beside them.
func BenchmarkPayment(b *testing.B) {
	dir := b.TempDir()
	fsync := diskTime(b, dir)
	rig := newBenchRig(b, dir)
	var toByte, toOutcome []time.Duration
	rig.pay() // the first sale of a terminal is asked about; leave that behind
	rig.settle()
	for b.Loop() {
		sent, done := rig.pay()
		toByte, toOutcome = append(toByte, sent), append(toOutcome, done)
	}
	report := func(name string, times []time.Duration) {
		slices.Sort(times)
		b.ReportMetric(milliseconds(times[len(times)/2]), name+"-median-ms")
		b.ReportMetric(milliseconds(times[len(times)*99/100]), name+"-p99-ms")
	}
	report("enter-to-first-byte", toByte)
	report("answer-to-outcome", toOutcome)
	b.ReportMetric(milliseconds(fsync), "fsync-median-ms")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// diskTime is the median of 300 writes of 4 KiB, each with an fsync.
func diskTime(b *testing.B, dir string) time.Duration {
	b.Helper()
	f, err := os.Create(filepath.Join(dir, "probe"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	var times []time.Duration
	for range 300 {
		began := time.Now()
		if _, err := f.WriteAt(page, 0); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// benchRig is a till and a terminal that approves at once and notes when it
// got the request and when it had answered.
type benchRig struct {
	b               *testing.B
	controller      *terminal.Controller
	first, answered chan time.Time
}

func newBenchRig(b *testing.B, dir string) *benchRig {
	b.Helper()
	r := &benchRig{b: b, first: make(chan time.Time, 1), answered: make(chan time.Time, 1)}
	p := terminal.Profile{
		Link: terminal.LinkHTTP, POSKey: "my_qfpay_pos_key", KeyForm: haojin.KeyText,
		Sealing: haojin.SealMessage, Body: haojin.BodyRaw, Model: terminal.A8, PaymentTimeout: 120,
	}
	codec, err := p.Codec()
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(r.answer(codec))
	p.Address = strings.TrimPrefix(server.URL, "http://")
	journal, err := store.Open(filepath.Join(dir, "till.db"))
	if err != nil {
		b.Fatal(err)
	}
	r.controller = terminal.New(terminal.Config{
		Profile: p, Journal: journal, Profiles: make(terminal.MemoryProfiles), Timing: terminal.DefaultTiming(),
		Dial: func(p terminal.Profile) (terminal.Link, error) {
			return link.NewHTTP(link.HTTPConfig{Address: p.Address}), nil
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error)
	go func() { stopped <- r.controller.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		if err := <-stopped; err != nil {
			b.Error(err)
		}
		server.Close()
		if err := journal.Close(); err != nil {
			b.Error(err)
		}
	})
	return r
}

func (r *benchRig) answer(codec haojin.Codec) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		arrived := time.Now()
		body, err := io.ReadAll(q.Body)
		if err != nil {
			r.b.Error(err)
			return
		}
		content, err := codec.OpenRequest(body)
		if err != nil {
			r.b.Error(err)
			return
		}
		data, err := json.Marshal(map[string]string{"out_trade_no": content["out_trade_no"].Text, "respcd": "0000", "txamt": "1250"})
		if err != nil {
			r.b.Error(err)
			return
		}
		_, _ = w.Write(codec.SealAnswer(fmt.Appendf(nil, `{"respcd":"6000","data":%s}`, data)))
		if content.Operation() == haojin.OpPayment {
			r.first <- arrived
			r.answered <- time.Now()
		}
	}
}

// pay takes one payment and returns the two times.
func (r *benchRig) pay() (toFirstByte, toOutcome time.Duration) {
	began := time.Now()
	r.controller.Pay(terminal.Order{Amount: 1250, Channel: payment.Card})
	for e := range r.controller.Events() {
		sale, ok := e.(terminal.SaleChanged)
		if !ok || sale.Phase != terminal.Finished || sale.Sale.Created.Before(began) {
			continue
		}
		ended := time.Now()
		if sale.Sale.Status != payment.Approved {
			r.b.Fatalf("%+v", sale.Sale)
		}
		return (<-r.first).Sub(began), ended.Sub(<-r.answered)
	}
	r.b.Fatal("the controller stopped")
	return 0, 0
}

// settle waits for the inquiry that follows a terminal's first sale.
func (r *benchRig) settle() {
	for e := range r.controller.Events() {
		if _, ok := e.(terminal.TransactionChanged); ok {
			return
		}
	}
}
