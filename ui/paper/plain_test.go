package paper

import (
	"bytes"
	"strings"
	"testing"
)

func TestTextStaysInItsColumns(t *testing.T) {
	for name, write := range map[string]func(*bytes.Buffer) (int, error){
		"receipt":  func(b *bytes.Buffer) (int, error) { return 42, refundReceipt().WriteText(b) },
		"day":      func(b *bytes.Buffer) (int, error) { return textWidth, dayReport().WriteText(b) },
		"evidence": func(b *bytes.Buffer) (int, error) { return textWidth, evidence().WriteText(b) },
	} {
		var text bytes.Buffer
		most, err := write(&text)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(text.String()) {
			if wide := columns(strings.TrimRight(line, "\n")); wide > float64(most) {
				t.Errorf("%s: a line has %v columns: %q", name, wide, line)
			}
		}
	}
}

func TestTextOfTable(t *testing.T) {
	report := Report{Title: "日結", Head: []Pair{{"Till", "1"}}, Parts: []Part{Table{
		Columns: []Column{{Title: "付款方式"}, {Title: "HKD", Align: Right}},
		Rows:    [][]string{{"八達通", "1.00"}, {"FPS", "12.50"}}, Totals: []string{"總計", "13.50"},
	}, Shares{Title: "%", Shares: []Bar{{"FPS", 1250, "12.50"}, {"八達通", 100, "1.00"}}}}}
	var text strings.Builder
	if err := report.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	want := strings.TrimLeft(`
日結
====
Till  1

付款方式    HKD
---------------
八達通     1.00
FPS       12.50
---------------
總計      13.50

%
-
FPS     12.50  92.6 %
八達通   1.00   7.4 %
`, "\n")
	if text.String() != want {
		t.Errorf("the text is\n%s\nwant\n%s", text.String(), want)
	}
}

func TestTextOfReceipt(t *testing.T) {
	r := paymentReceipt()
	r.Transaction.Training = false
	r.Shop.Address = ""
	var text strings.Builder
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	want := strings.TrimLeft(`
               *** COPY ***
        Harbour Tea House 海港茶室
------------------------------------------
                 PAYMENT
            Visa / Mastercard
               HK$1,234.50
------------------------------------------
Status                            APPROVED
Date                            2026-11-23
Time                              14:05:09
Till                             Counter 1
Operator                               Mei
Reference       01JDBZ8Q4M7V2X9K3N5P6R8T0W
Transaction no.
                20261123154900020025551298
Card                             **** 1096
Approval code                       A1B2C3
------------------------------------------
   Thank you. Please keep this receipt.
               *** COPY ***
`, "\n")
	if text.String() != want {
		t.Errorf("the text is\n%s\nwant\n%s", text.String(), want)
	}
}
