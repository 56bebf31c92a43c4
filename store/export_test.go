package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

func filled(t *testing.T) *Store {
	t.Helper()
	s := open(t, journalPath(t))
	created := time.Date(2026, 11, 23, 16, 30, 0, 0, time.UTC)
	put(t, s, payment.Transaction{
		Reference: "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA", Kind: payment.Payment, Status: payment.Approved,
		Amount: 1250, Booked: 1200, AmountDiffers: true, Channel: payment.PayMe, Syssn: "20250826155400087645770447",
		Created: created, Sent: created.Add(time.Second), Decided: created.Add(9 * time.Second),
		Operator: "陳大文", Note: `=HYPERLINK("x")`,
	})
	put(t, s, payment.Transaction{
		Reference: "01JDBQ6Z9W3C8Q4T5VQ2R7N0XB", Kind: payment.Payment, Status: payment.Unknown,
		Amount: 5, Channel: payment.Octopus, Created: created.Add(time.Minute), Training: true,
		Note: "two\nlines, and a \"quote\"",
	})
	return s
}

func TestExportCSV(t *testing.T) {
	var out bytes.Buffer
	if err := filled(t).Export(&out, "csv"); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffreference,kind,status,amount_cents,currency,channel,syssn,original,created,sent,decided,operator,training,note\r\n" +
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0XA,payment,approved,1200,HKD,payme,20250826155400087645770447,," +
		"2026-11-24T00:30:00+08:00,2026-11-24T00:30:01+08:00,2026-11-24T00:30:09+08:00,陳大文,false,\"'=HYPERLINK(\"\"x\"\")\"\r\n" +
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0XB,payment,unknown,5,HKD,octopus,,,2026-11-24T00:31:00+08:00,,,,true," +
		"\"two\r\nlines, and a \"\"quote\"\"\"\r\n"
	if got := out.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestExportJSON(t *testing.T) {
	var out bytes.Buffer
	if err := filled(t).Export(&out, "json"); err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil {
		t.Fatalf("%v in\n%s", err, out.String())
	}
	if len(rows) != 2 || rows[0]["amount_cents"] != 1200.0 || rows[0]["decided"] != "2026-11-24T00:30:09+08:00" ||
		rows[1]["training"] != true || rows[1]["sent"] != "" || rows[1]["note"] != "two\nlines, and a \"quote\"" {
		t.Errorf("rows %v", rows)
	}
	for _, row := range rows {
		for _, name := range csvHeader() {
			if _, ok := row[name]; !ok || len(row) != len(csvHeader()) {
				t.Errorf("%s is missing, or there is more, in %v", name, row)
			}
		}
	}
}

func TestExportEmpty(t *testing.T) {
	s := open(t, journalPath(t))
	var out bytes.Buffer
	if err := s.Export(&out, "json"); err != nil || strings.TrimSpace(out.String()) != "[]" {
		t.Errorf("%q, %v", out.String(), err)
	}
	if err := s.Export(&out, "xml"); !errors.Is(err, ErrFormat) {
		t.Errorf("xml: %v", err)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken pipe")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestExportTellsWriteErrors(t *testing.T) {
	s := filled(t)
	for _, format := range []string{"csv", "json"} {
		if err := s.Export(brokenWriter{}, format); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", format, err)
		}
	}
}
