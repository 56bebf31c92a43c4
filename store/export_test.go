package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"harbourtill/terminal/payment"
)

// filled is a journal with one of each: a payment of another amount than asked,
// partly refunded, the refund, an unknown one, one settled by hand.
func filled(t *testing.T) *Store {
	t.Helper()
	s := open(t, journalPath(t))
	created := time.Date(2026, 11, 23, 16, 30, 0, 0, time.UTC) // the 24th in Hong Kong
	paid := payment.Transaction{
		Reference: "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA", Kind: payment.Payment, Status: payment.Approved,
		Amount: 1250, Booked: 1200, AmountDiffers: true, Channel: payment.PayMe, Syssn: "20250826155400087645770447",
		Code: "6000", Inner: "0000", Contradiction: payment.MoneyAfterAll, Acknowledged: true,
		Created: created, Sent: created.Add(time.Second), Decided: created.Add(9 * time.Second),
		Operator: "陳大文", Note: `=HYPERLINK("x")`,
	}
	put(t, s, paid)
	for i, status := range []payment.Status{payment.Approved, payment.Declined} {
		put(t, s, payment.Transaction{
			Reference: payment.Reference(fmt.Sprintf("01JDBQ6Z9W3C8Q4T5VQ2R7N0X%d", i+1)), Kind: payment.Refund, Status: status,
			Amount: 305, Booked: 305, Channel: payment.PayMe, Original: paid.Reference, Created: created.Add(24 * time.Hour),
		})
	}
	put(t, s, payment.Transaction{
		Reference: "01JDBQ6Z9W3C8Q4T5VQ2R7N0XB", Kind: payment.Payment, Status: payment.Unknown, Reason: payment.NoAnswer,
		Amount: 5, Channel: payment.Octopus, Created: created.Add(48 * time.Hour), Training: true,
		Note: "two\nlines, and a \"quote\"",
	})
	settled := payment.Transaction{
		Reference: "01JDBQ6Z9W3C8Q4T5VQ2R7N0XC", Kind: payment.Payment, Status: payment.SettledPaid,
		Amount: 7700, Channel: payment.Card, Created: created.Add(72 * time.Hour), Note: "slip seen",
	}
	step := payment.Transition{Status: settled.Status, By: "Mei", Evidence: payment.ByPerson}
	if err := s.Write(payment.Record{Transaction: settled, Transition: step}); err != nil {
		t.Fatal(err)
	}
	return s
}

func exportText(t *testing.T, s *Store, o ExportOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := s.Export(t.Context(), &out, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestExportCSV(t *testing.T) {
	want := "\ufeffreference,kind,status,reason,channel,currency,asked_hkd,booked_hkd,refunded_hkd,net_hkd,settled_hkd," +
		"contradiction,acknowledged,syssn,original,by_terminal,code,inner,created,sent,decided,operator,settled_by,note,training,foreign,card\r\n" +
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0XA,payment,approved,,payme,HKD,12.50,12.00,3.05,8.95,,money after all,true," +
		"'20250826155400087645770447,,false,'6000,'0000,2026-11-24 00:30:00,2026-11-24 00:30:01,2026-11-24 00:30:09," +
		"陳大文,,\"'=HYPERLINK(\"\"x\"\")\",false,false,\r\n" +
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0X1,refund,approved,,payme,HKD,3.05,3.05,,,,,false,,01JDBQ6Z9W3C8Q4T5VQ2R7N0XA,false,,," +
		"2026-11-25 00:30:00,,,,,,false,false,\r\n" +
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0X2,refund,declined,,payme,HKD,3.05,,,,,,false,,01JDBQ6Z9W3C8Q4T5VQ2R7N0XA,false,,," +
		"2026-11-25 00:30:00,,,,,,false,false,\r\n" +
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0XB,payment,unknown,no answer,octopus,HKD,0.05,,0.00,,,,false,,,false,,," +
		"2026-11-26 00:30:00,,,,,\"two\nlines, and a \"\"quote\"\"\",true,false,\r\n" +
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0XC,payment,settled_paid,,card_payment,HKD,77.00,,0.00,,77.00,,false,,,false,,," +
		"2026-11-27 00:30:00,,,,Mei,slip seen,false,false,\r\n"
	if got := exportText(t, filled(t), ExportOptions{Format: FormatCSV}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// FuzzCSVField: whatever a text is, its field reads as it after the documented
// way back, and begins with nothing that a spreadsheet runs.
func FuzzCSVField(f *testing.F) {
	for _, text := range []string{
		"", "a", "=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\r\n=1", "\n=1", "'quoted'", "''", "＝1", "12", "0012", "1e5", "3/4",
		`a"b`, `"`, "a,b", "a\r\nb", "a\rb", " =1", "陳", "\xff", "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line := string(appendField(nil, 0, text))
		field := line
		if strings.HasPrefix(line, `"`) {
			field = strings.ReplaceAll(line[1:len(line)-1], `""`, `"`)
		} else if strings.ContainsAny(line, "\",\r\n") {
			t.Errorf("%q is written bare, as %q", text, line)
		}
		if back := strings.TrimPrefix(field, "'"); back != text {
			t.Errorf("%q is written as %q and read as %q", text, line, back)
		}
		if strings.IndexAny(field, "=+-@\t\r") == 0 {
			t.Errorf("%q is written as %q", text, line)
		}
		if strings.ContainsRune(text, '\r') {
			return // encoding/csv reads CRLF as LF
		}
		read, err := csv.NewReader(strings.NewReader("x," + line + "\r\n")).Read()
		if err != nil || len(read) != 2 || read[1] != field {
			t.Errorf("%q is written as %q, which is read as %q, %v", text, line, read, err)
		}
	})
}

func TestExportJSON(t *testing.T) {
	text := exportText(t, filled(t), ExportOptions{Format: FormatJSON})
	var rows []map[string]any
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	if len(rows) != 5 || rows[0]["booked_cents"] != 1200.0 || rows[0]["net_cents"] != 895.0 || rows[0]["decided"] != "2026-11-24T00:30:09+08:00" ||
		rows[0]["note"] != `=HYPERLINK("x")` || rows[0]["syssn"] != "20250826155400087645770447" ||
		rows[3]["training"] != true || rows[3]["sent"] != nil || rows[3]["booked_cents"] != nil || rows[3]["note"] != "two\nlines, and a \"quote\"" ||
		rows[4]["settled_by"] != "Mei" || rows[4]["settled_cents"] != 7700.0 {
		t.Errorf("rows %v", rows)
	}
	for _, row := range rows {
		for _, c := range columns() {
			if _, ok := row[c.jsonName()]; !ok || len(row) != len(columns()) {
				t.Errorf("%s is missing, or there is more, in %v", c.jsonName(), row)
			}
		}
	}
}

// cells reads a sheet's raw values and types.
func cells(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestExportXLSX(t *testing.T) {
	text := exportText(t, filled(t), ExportOptions{Format: FormatXLSX})
	f, err := excelize.OpenReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	raw := cells(t, f, "Transactions")
	if len(raw) != 6 || len(raw[0]) != len(columns()) {
		t.Fatalf("%d rows, %q", len(raw), raw[0])
	}
	column := make(map[string]string)
	for i, name := range raw[0] {
		if column[name], err = excelize.ColumnNumberToName(i + 1); err != nil {
			t.Fatal(err)
		}
	}
	shown := func(name string, row int) string {
		v, err := f.GetCellValue("Transactions", fmt.Sprint(column[name], row))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, want := range []struct {
		name string
		row  int
		is   string
	}{
		{"asked_hkd", 2, "12.50"},
		{"booked_hkd", 2, "12.00"},
		{"net_hkd", 2, "8.95"},
		{"booked_hkd", 5, ""},
		{"created", 2, "2026-11-24 00:30:00"},
		{"decided", 2, "2026-11-24 00:30:09"},
		{"sent", 3, ""},
		{"note", 2, `=HYPERLINK("x")`},
		{"syssn", 2, "20250826155400087645770447"},
		{"inner", 2, "0000"},
		{"note", 5, "two\nlines, and a \"quote\""},
		{"operator", 2, "陳大文"},
		{"training", 5, "TRUE"},
	} {
		if got := shown(want.name, want.row); got != want.is {
			t.Errorf("%s in row %d shows %q, want %q", want.name, want.row, got, want.is)
		}
	}
	if raw[1][6] != "12.5" || !strings.HasPrefix(raw[1][18], "46350.02083333") {
		t.Errorf("amount and time are %q and %q, not numbers", raw[1][6], raw[1][18])
	}
	if formula, err := f.GetCellFormula("Transactions", column["note"]+"2"); formula != "" || err != nil {
		t.Errorf("a formula: %q, %v", formula, err)
	}
	if p, err := f.GetPanes("Transactions"); err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("the header isn't frozen: %+v, %v", p, err)
	}
	if w, err := f.GetColWidth("Transactions", "A"); err != nil || w != 30 {
		t.Errorf("the first column is %v wide, %v", w, err)
	}
}

// TestExportGoesOnInAnotherSheet: Excel reads no more than a million rows of
// one.
func TestExportGoesOnInAnotherSheet(t *testing.T) {
	var out bytes.Buffer
	s := filled(t)
	buffered := bufio.NewWriter(&out)
	if err := errors.Join(s.exportSheets(t.Context(), buffered, ExportOptions{}, 3), buffered.Flush()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	var references []string
	for _, sheet := range f.GetSheetList() {
		rows := cells(t, f, sheet)
		if rows[0][0] != "reference" {
			t.Errorf("%s begins with %q", sheet, rows[0])
		}
		for _, row := range rows[1:] {
			references = append(references, row[0][len(row[0])-1:])
		}
	}
	if got := strings.Join(references, ""); len(f.GetSheetList()) != 3 || got != "A12BC" {
		t.Errorf("sheets %q with %q", f.GetSheetList(), got)
	}
}

func TestExportRange(t *testing.T) {
	s := filled(t)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 23, 59, 59, 0, payment.HongKong()) }
	for _, test := range []struct {
		name     string
		from, to time.Time
		want     string
	}{
		{"all", time.Time{}, time.Time{}, "A12BC"},
		{"one day", day(24), day(24), "A"},
		{"from", day(25), time.Time{}, "12BC"},
		{"to", time.Time{}, day(25), "A12"},
		{"between", day(25), day(26), "12B"},
		{"before all", time.Time{}, day(23), ""},
		{"after all", day(28), time.Time{}, ""},
		{"backwards", day(26), day(25), ""},
		{"in another zone", day(24).UTC(), day(24).UTC(), "A"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := ExportOptions{Format: FormatJSON, From: test.from, To: test.to}
			var rows []struct{ Reference string }
			if err := json.Unmarshal([]byte(exportText(t, s, o)), &rows); err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, r := range rows {
				got += r.Reference[len(r.Reference)-1:]
			}
			if n, err := s.CountExport(o); got != test.want || n != len(test.want) || err != nil {
				t.Errorf("%q, counted %d, %v", got, n, err)
			}
		})
	}
}

func TestExportEmpty(t *testing.T) {
	s := open(t, journalPath(t))
	if got := exportText(t, s, ExportOptions{Format: FormatJSON}); strings.TrimSpace(got) != "[]" {
		t.Errorf("%q", got)
	}
	if got := exportText(t, s, ExportOptions{Format: FormatCSV}); strings.Count(got, "\r\n") != 1 {
		t.Errorf("%q", got)
	}
	if err := s.Export(t.Context(), io.Discard, ExportOptions{Format: "xml"}); !errors.Is(err, ErrFormat) {
		t.Errorf("xml: %v", err)
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken pipe")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestExportTellsWriteErrors(t *testing.T) {
	s := filled(t)
	for _, format := range []ExportFormat{FormatCSV, FormatJSON, FormatXLSX} {
		if err := s.Export(t.Context(), brokenWriter{}, ExportOptions{Format: format}); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// TestExportInManyBatches: order and progress hold, and it stops when it is told
// to.
func TestExportInManyBatches(t *testing.T) {
	path := journalPath(t)
	const rows = 3*batchRows + 7
	manyPayments(t, path, rows)
	s := open(t, path)
	var told []int
	text := exportText(t, s, ExportOptions{Format: FormatCSV, Progress: func(n int) { told = append(told, n) }})
	lines := strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")[1:]
	for i, line := range lines {
		if !strings.Contains(line, fmt.Sprintf(",'2026112315%016d,", i)) {
			t.Fatalf("line %d is %s", i, line)
		}
	}
	if fmt.Sprint(len(lines), told) != fmt.Sprint(rows, []int{batchRows, 2 * batchRows, 3 * batchRows, rows}) {
		t.Errorf("%d rows, told %v", len(lines), told)
	}
	for _, format := range []ExportFormat{FormatCSV, FormatJSON, FormatXLSX} {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.Export(ctx, io.Discard, ExportOptions{Format: format, Progress: func(int) { cancel() }})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", format, err)
		}
	}
}
