package paper

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"harbourtill/terminal/payment"
)

func TestReceiptSaysEverything(t *testing.T) {
	press := newPress(t)
	for name, test := range map[string]struct {
		receipt Receipt
		says    []string
		doesnt  []string
	}{
		"payment": {paymentReceipt(), []string{
			"TRAINING - NO MONEY MOVED", "COPY", "PAYMENT", "Harbour Tea House 海港茶室", "Shop 12, G/F, 88 Castle Peak Road",
			"Visa / Mastercard", "HK$1,234.50", "APPROVED", "2026-11-23", "14:05:09", "Counter 1", "Mei", string(reference),
			syssn, "**** 1096", "A1B2C3", "Thank you. Please keep this receipt.",
		}, []string{"520000", "REFUND", "VOID", "Original"}},
		"refund": {refundReceipt(), []string{
			"深水埗海港茶室有限公司", "退款", "支付寶香港", "HK$9,999,999.99", "已批准", "收銀櫃枱一號", "陳大文",
			string(original), "原參考編號", "原交易編號", "恕不退換",
		}, []string{"訓練", "副本", "撤銷", "卡號", "終端機已退回", "HK$1,234.50"}},
	} {
		t.Run(name, func(t *testing.T) {
			file := receiptPDF(t, press, test.receipt)
			var text strings.Builder
			if err := test.receipt.WriteText(&text); err != nil {
				t.Fatal(err)
			}
			for kind, got := range map[string]string{"PDF": said(t, file), "text": squeeze(text.String())} {
				for _, want := range test.says {
					if !strings.Contains(got, squeeze(want)) {
						t.Errorf("the %s doesn't say %q: %s", kind, want, got)
					}
				}
				for _, not := range test.doesnt {
					if strings.Contains(got, squeeze(not)) {
						t.Errorf("the %s says %q", kind, not)
					}
				}
			}
			if len(file) > 80_000 {
				t.Errorf("the file has %d bytes: is the font a subset?", len(file))
			}
		})
	}
}

func TestReceiptNamesVoidsAndReversals(t *testing.T) {
	r := refundReceipt()
	r.Void = true
	r.Transaction.Reversed = 1250
	got := said(t, receiptPDF(t, newPress(t), r))
	for _, want := range []string{"撤銷", "終端機已退回", "HK$12.50"} {
		if !strings.Contains(got, want) {
			t.Errorf("a void doesn't say %q", want)
		}
	}
	r = paymentReceipt()
	r.Transaction.ReversalUnclear, r.Transaction.Booked, r.Transaction.Amount = true, 100, 200
	got = said(t, receiptPDF(t, newPress(t), r))
	if !strings.Contains(got, "partofit") || !strings.Contains(got, "HK$1.00") || strings.Contains(got, "HK$2.00") {
		t.Errorf("what was booked counts, and what came back is told: %s", got)
	}
}

// TestReceiptCode reads the QR code from the boxes on the page, as a phone
// reads it from paper.
func TestReceiptCode(t *testing.T) {
	for name, r := range map[string]Receipt{"payment": paymentReceipt(), "refund": refundReceipt()} {
		page := opened(t, receiptPDF(t, newPress(t), r)).Page(1)
		box := page.V.Key("MediaBox")
		const dots = 4 // a point
		width, height := box.Index(2).Float64(), box.Index(3).Float64()
		if math.Abs(width-80*72/25.4) > 0.1 {
			t.Errorf("%s: the paper is %.1f points wide", name, width)
		}
		picture := image.NewGray(image.Rect(0, 0, int(width*dots), int(height*dots)))
		for i := range picture.Pix {
			picture.Pix[i] = 0xFF
		}
		for _, rect := range page.Content().Rect {
			for y := int(math.Round((height - rect.Max.Y) * dots)); y < int(math.Round((height-rect.Min.Y)*dots)); y++ {
				for x := int(math.Round(rect.Min.X * dots)); x < int(math.Round(rect.Max.X*dots)); x++ {
					picture.SetGray(x, y, color.Gray{})
				}
			}
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
		if err != nil {
			t.Fatal(err)
		}
		read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
		if err != nil {
			t.Fatalf("%s: the code can't be read: %v", name, err)
		}
		if read.GetText() != string(reference) {
			t.Errorf("%s: the code says %q", name, read.GetText())
		}
	}
}

func TestReceiptRefuses(t *testing.T) {
	press := newPress(t)
	change := func(change func(*Receipt)) Receipt {
		r := paymentReceipt()
		change(&r)
		return r
	}
	type refusal struct {
		name    string
		receipt Receipt
		want    error
	}
	tests := []refusal{
		{"no kind", change(func(r *Receipt) { r.Transaction.Kind = "" }), ErrNotApproved},
		{"no amount", change(func(r *Receipt) { r.Transaction.Amount, r.Transaction.Booked = 0, 0 }), ErrNotApproved},
		{"no word for training", change(func(r *Receipt) { r.Words.Training = " " }), ErrWords},
		{"no words", change(func(r *Receipt) { r.Words = ReceiptWords{} }), ErrWords},
	}
	for _, status := range payment.Statuses() {
		if status != payment.Approved {
			tests = append(tests, refusal{string(status), change(func(r *Receipt) { r.Transaction.Status = status }), ErrNotApproved})
		}
	}
	for _, test := range tests {
		var file, text bytes.Buffer
		if err := press.Receipt(&file, test.receipt); !errors.Is(err, test.want) || file.Len() > 0 {
			t.Errorf("%s: %v and %d bytes", test.name, err, file.Len())
		}
		if err := test.receipt.WriteText(&text); !errors.Is(err, test.want) || text.Len() > 0 {
			t.Errorf("%s: text: %v and %d bytes", test.name, err, text.Len())
		}
	}
}

func TestCardsShowLastFour(t *testing.T) {
	for card, want := range map[string]string{
		"520000******1096": "**** 1096", "4012888888881881": "**** 1881", " 1096 ": "**** 1096",
		"": "", "109": "", "******": "", "5200 0000 109x": "",
	} {
		if got := lastFour(card); got != want {
			t.Errorf("a card of %d characters shows %q, want %q", len(card), got, want)
		}
	}
	r := paymentReceipt()
	r.Card = "4012888888881881"
	file := receiptPDF(t, newPress(t), r)
	if got := said(t, file); strings.Contains(got, "40128888") || !strings.Contains(got, "****1881") {
		t.Error("more of the card than its last four digits is on paper")
	}
}
