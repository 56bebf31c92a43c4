package paper

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
)

// opened reads a document back with another library than the one that wrote
// it.
func opened(t *testing.T, file []byte) *pdf.Reader {
	t.Helper()
	reader, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return reader
}

// said is the text of all pages, white space left out.
func said(t *testing.T, file []byte) string {
	t.Helper()
	reader := opened(t, file)
	var all strings.Builder
	for n := range reader.NumPage() {
		for _, text := range reader.Page(n + 1).Content().Text {
			all.WriteString(text.S)
		}
	}
	return squeeze(all.String())
}

func receiptPDF(t *testing.T, press *Press, r Receipt) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := press.Receipt(&file, r); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func reportPDF(t *testing.T, press *Press, r Report) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := press.Report(&file, r); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestSamePaperIsSameBytes(t *testing.T) {
	press, other := newPress(t), newPress(t)
	for range 5 {
		if !bytes.Equal(receiptPDF(t, press, refundReceipt()), receiptPDF(t, other, refundReceipt())) {
			t.Fatal("two receipts for the same are different files")
		}
		if !bytes.Equal(reportPDF(t, press, dayReport()), reportPDF(t, other, dayReport())) {
			t.Fatal("two reports of the same are different files")
		}
	}
	later := refundReceipt()
	later.Made = later.Made.AddDate(0, 0, 1)
	if bytes.Equal(receiptPDF(t, press, later), receiptPDF(t, press, refundReceipt())) {
		t.Error("the file doesn't hold when it was made")
	}
}

// TestRareCharacters holds that characters beyond U+FFFF are drawn, and that
// the file stays readable.
func TestRareCharacters(t *testing.T) {
	press := newPress(t)
	second := press.private['𨋢']
	if second < privateFirst || second > privateLast {
		t.Fatalf("𨋢 has no second code point: %U", second)
	}
	got := said(t, reportPDF(t, press, Report{Title: "𨋢口 😀 \uE000"}))
	if !strings.HasPrefix(got, string(second)+"口□□") {
		t.Errorf("the title reads %q", got)
	}
}

var errFull = errors.New("disk full")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestFullDiskIsTold(t *testing.T) {
	press := newPress(t)
	for name, err := range map[string]error{
		"receipt": press.Receipt(fullDisk{}, paymentReceipt()), "report": press.Report(fullDisk{}, dayReport()),
		"receipt's text": paymentReceipt().WriteText(fullDisk{}), "report's text": dayReport().WriteText(fullDisk{}),
	} {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func BenchmarkReceipt(b *testing.B) {
	press := newPress(b)
	for b.Loop() {
		if err := press.Receipt(&bytes.Buffer{}, refundReceipt()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReport(b *testing.B) {
	press := newPress(b)
	for b.Loop() {
		if err := press.Report(&bytes.Buffer{}, dayReport()); err != nil {
			b.Fatal(err)
		}
	}
}
