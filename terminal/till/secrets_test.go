package till

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

const (
	cardNumber    = "5200001234561096"
	octopusNumber = "8123456712"
	managerPIN    = "482613"
)

// talkative is a terminal that tells whole card numbers, as none should.
func talkative(t *testing.T, p terminal.Profile) *httptest.Server {
	t.Helper()
	codec, err := p.Codec()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		content, err := codec.OpenRequest(bytes.Trim(body, `"`))
		if err != nil {
			t.Error(err)
		}
		data, err := json.Marshal(map[string]string{
			"out_trade_no": content["out_trade_no"].Text, "syssn": "20261123000001", "txamt": "1250", "txcurrcd": "HKD",
			"tradetp": "payment", "respcd": "0000", "cancel": "0",
			"cardno": cardNumber, "octopus_no": octopusNumber, "octopus_account_id": octopusNumber,
			"opuser": "Lee \"Siu\" Ming", "nickname": "A Ming",
		})
		if err != nil {
			t.Error(err)
		}
		answer, err := json.Marshal(map[string]string{"respcd": "6000", "respmsg": "OK", "data": string(data)})
		if err != nil {
			t.Error(err)
		}
		fmt.Fprintf(w, "%q", codec.SealAnswer(answer))
	}))
	t.Cleanup(server.Close)
	return server
}

// TestNothingWrittenTellsASecret runs a till through a payment and a check,
// and looks for the POS-KEY, the PIN and card numbers in all that it wrote: the
// data folder, the log, the exports, the trace.
func TestNothingWrittenTellsASecret(t *testing.T) {
	data := t.TempDir()
	var log, said bytes.Buffer
	till, err := Open(data, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	p := terminal.Profile{
		Link: terminal.LinkHTTP, POSKey: key, KeyForm: haojin.KeyText, Sealing: haojin.SealMessage,
		Body: haojin.BodyJSON, Model: terminal.A8, PaymentTimeout: 60,
	}
	p.Address = strings.TrimPrefix(talkative(t, p).URL, "http://")
	settings := provision.Settings{Till: provision.Till{Name: "T", Language: "en"}, Terminal: p, ManagerPIN: managerPIN}
	if err := till.Provision(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	s := run(t, till)
	s.Controller.Pay(terminal.Order{Amount: 1250, Channel: payment.Card})
	wait(t, s, finished)
	if err := s.Setup().Manager.Verify(managerPIN); err != nil {
		t.Error(err)
	}
	checked := s.Setup().Check(t.Context(), p, func(a terminal.Attempt) { fmt.Fprintln(&said, a) })
	fmt.Fprintln(&said, checked.Sentence())
	s.end(t)

	written := map[string][]byte{"trace": fmt.Appendf(nil, "%+v", till.Trace())}
	for _, format := range []store.ExportFormat{store.FormatCSV, store.FormatJSON} {
		var export, audit bytes.Buffer
		if err := till.journal.Export(t.Context(), &export, store.ExportOptions{Format: format}); err != nil {
			t.Error(err)
		}
		if err := till.journal.ExportAudit(t.Context(), &audit, format); err != nil {
			t.Error(err)
		}
		written[string(format)], written["audit "+string(format)] = export.Bytes(), audit.Bytes()
	}
	written["records"] = records(t, till.journal)
	if err := till.Close(); err != nil {
		t.Fatal(err)
	}
	written["log"], written["check"] = log.Bytes(), said.Bytes()
	keys := collect(t, data, written)
	if keys == 0 {
		t.Error("the POS-KEY is kept nowhere")
	}
	for name, text := range written {
		for _, secret := range []string{key.Reveal(), managerPIN, cardNumber, octopusNumber} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s tells %q", name, secret)
			}
		}
	}
	if !bytes.Contains(written["records"], []byte("************1096")) {
		t.Error("the journal doesn't even know the last four digits: what is this test looking at?")
	}
}

// records is all that the journal holds of transactions, which is packed in its
// file.
func records(t *testing.T, journal *store.Store) (text []byte) {
	t.Helper()
	newest, err := journal.Newest(100, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range newest {
		steps, err := journal.Transitions(tr.Reference)
		if err != nil {
			t.Fatal(err)
		}
		more, err := json.Marshal(struct {
			Transaction payment.Transaction
			Steps       []payment.Transition
		}{tr, steps})
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, more...)
	}
	return text
}

// collect reads every file of the data folder, but for those whose purpose it
// is to hold the POS-KEY: these it counts, and holds that nobody else may read
// them.
func collect(t *testing.T, data string, into map[string][]byte) (keys int) {
	t.Helper()
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if strings.HasPrefix(entry.Name(), "pos-key-") {
			info, err := entry.Info()
			if err == nil && info.Mode().Perm() != 0o600 {
				t.Errorf("%s has mode %v", entry.Name(), info.Mode())
			}
			keys++
			return err
		}
		into[entry.Name()], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}
