package paper

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

func newPress(t testing.TB) *Press {
	t.Helper()
	press, err := NewPress()
	if err != nil {
		t.Fatal(err)
	}
	return press
}

func english() ReceiptWords {
	return ReceiptWords{
		Payment: "PAYMENT", Refund: "REFUND", Void: "VOID", Training: "TRAINING - NO MONEY MOVED", Copy: "COPY",
		Approved: "APPROVED", Till: "Till", Date: "Date", Time: "Time", Status: "Status", Reference: "Reference",
		Syssn: "Transaction no.", Card: "Card", ApprovalCode: "Approval code", Operator: "Operator",
		Original: "Original reference", OriginalSyssn: "Original transaction no.",
		Reversed: "Given back by the terminal", Unclear: "part of it",
	}
}

func chinese() ReceiptWords {
	return ReceiptWords{
		Payment: "收款", Refund: "退款", Void: "撤銷", Training: "訓練 － 沒有實際收付", Copy: "副本",
		Approved: "已批准", Till: "收銀機", Date: "日期", Time: "時間", Status: "狀態", Reference: "參考編號",
		Syssn: "交易編號", Card: "卡號", ApprovalCode: "授權碼", Operator: "操作員",
		Original: "原參考編號", OriginalSyssn: "原交易編號", Reversed: "終端機已退回", Unclear: "部分金額",
	}
}

const (
	reference = payment.Reference("01JDBZ8Q4M7V2X9K3N5P6R8T0W")
	original  = payment.Reference("01JDBZ7A0B1C2D3E4F5G6H7J8K")
	syssn     = "20261123154900020025551298"
)

func decided() time.Time { return time.Date(2026, 11, 23, 6, 5, 9, 0, time.UTC) }

// paymentReceipt has everything a payment's receipt may have.
func paymentReceipt() Receipt {
	return Receipt{
		Shop: Shop{Name: "Harbour Tea House 海港茶室", Address: "Shop 12, G/F, 88 Castle Peak Road\nSham Shui Po, Kowloon", Till: "Counter 1"},
		Transaction: payment.Transaction{
			Reference: reference, Kind: payment.Payment, Status: payment.Approved, Channel: payment.Card,
			Amount: 123450, Booked: 123450, Syssn: syssn, Operator: "Mei", Training: true,
			Created: decided().Add(-time.Minute), Decided: decided(),
		},
		Card: "520000******1096", ApprovalCode: "A1B2C3", Copy: true, Foot: "Thank you. Please keep this receipt.",
		Made: decided().Add(time.Hour), Words: english(),
	}
}

// refundReceipt is in Chinese, and as long as it gets.
func refundReceipt() Receipt {
	r := paymentReceipt()
	r.Shop = Shop{
		Name:    "深水埗海港茶室有限公司（大南街分店）",
		Address: "九龍深水埗大南街一百二十八號海港商業大廈地下十二號舖連一樓𨋢口對面\n電話：２３４５ ６７８９",
		Till:    "收銀櫃枱一號",
	}
	r.Words, r.Channel, r.Foot = chinese(), "支付寶香港", "多謝惠顧！貨物出門，恕不退換；唔該晒，請保留此收據以作核對之用。"
	r.Transaction.Kind, r.Transaction.Channel, r.Transaction.Booked = payment.Refund, payment.Alipay, payment.MaxAmount
	r.Transaction.Original, r.Transaction.OriginalSyssn = original, syssn
	r.Transaction.Operator = "陳大文（早更主管，兼任收銀及核數，代替李小明先生）"
	r.Transaction.Training, r.Copy, r.Card, r.ApprovalCode = false, false, "", ""
	return r
}

// dayReport has every kind of part, and takes several pages.
func dayReport() Report {
	hours, rows := []Bar{}, [][]string{}
	for hour := range 24 {
		value := int64((hour*7919)%977) * 1000
		if hour < 7 {
			value = 0
		}
		if hour == 9 {
			value = -120000
		}
		hours = append(hours, Bar{Label: fmt.Sprintf("%02d", hour), Value: value, Text: payment.Money(value).Decimal()})
	}
	names := []string{"Visa / Mastercard", "八達通 Octopus", "微信支付 WeChat Pay", "轉數快 FPS", "支付寶 Alipay"}
	for i := range 70 {
		rows = append(rows, []string{
			fmt.Sprintf("2026-11-23 %02d:%02d:00", 9+i/10, i%60), string(reference), names[i%len(names)],
			payment.Money(i * 98765).String(), "approved",
		})
	}
	return Report{
		Title: "Z report 日結報表 第 128 號", Marks: []string{"TRAINING 訓練"},
		Head: []Pair{
			{"Shop 店舖", "Harbour Tea House 海港茶室"},
			{"Till 收銀機", "Counter 1"},
			{"Period 期間", "2026-11-23 00:00:00 - 2026-11-23 23:59:59 (HKT)"},
		},
		Warnings: []string{
			"2 payments aren't known yet: HK$500.00 (Alipay) at 14:02 and HK$38.00 (FPS) at 14:31. They aren't in these totals; ask the terminal before you close the day.",
			"有一筆付款金額不符，請經理核對終端機紀錄。",
		},
		Parts: []Part{
			Bars{Title: "By hour 每小時", Bars: hours},
			Shares{Title: "By channel 付款方式", Shares: []Bar{
				{names[0], 4512300, "HK$45,123.00"},
				{names[1], 2100050, "HK$21,000.50"},
				{names[2], 1700000, "HK$17,000.00"},
				{names[3], 333333, "HK$3,333.33"},
				{names[4], -50000, "-HK$500.00"},
			}},
			Table{
				Title:   "Totals 總計",
				Columns: []Column{{Title: "Channel 付款方式"}, {Title: "Payments", Align: Right}, {Title: "Refunds", Align: Right}, {Title: "Net 淨額", Align: Right}},
				Rows:    [][]string{{names[0], "12", "1", "HK$45,123.00"}, {names[1], "40", "0", "HK$21,000.50"}},
				Totals:  []string{"Total 總計", "52", "1", "HK$66,123.50"},
			},
			Table{
				Title: "Transactions 交易",
				Columns: []Column{
					{Title: "Time"}, {Title: "Reference"}, {Title: "Channel"}, {Title: "Amount", Align: Right}, {Title: "Status", Align: Centre},
				},
				Rows: rows, Totals: []string{"Total", "", "", "HK$2,385,174.75"},
			},
			Table{Title: "Differences 差異", Columns: []Column{{Title: "Reference"}, {Title: "What"}}, Empty: "None 沒有"},
		},
		Foot: "Harbour Tea House 海港茶室, Counter 1", Made: decided(),
	}
}

// evidence is one transaction's history with an answer longer than a page.
func evidence() Report {
	answer := `{"syssn":"` + syssn + `","out_trade_no":"` + string(reference) + `","txamt":"123450","txcurrcd":"HKD","desc":"` +
		strings.Repeat("海港茶室奶茶一杯，", 120) + `","blob":"` + strings.Repeat("QUJDREVGRw", 260) + `"}`
	return Report{
		Title: "Evidence 證據 " + string(reference),
		Parts: []Part{
			Lines{Title: "Transaction", Pairs: []Pair{
				{"Reference", string(reference)},
				{"Amount", "HK$1,234.50"},
				{"Card", "**** 1096"},
				{"A name that is far too long to stand beside its value on one line of this page", strings.Repeat("value ", 60)},
			}},
			Lines{Title: "Terminal", Pairs: []Pair{{"Profile", "A8 櫃枱一"}, {"Link", "https"}}},
			Table{
				Title:   "Transitions",
				Columns: []Column{{Title: "At"}, {Title: "Status"}, {Title: "Cause"}, {Title: "Evidence"}, {Title: "Answer"}},
				Rows: [][]string{
					{"2026-11-23 14:05:00", "reserved", "the cashier charged", "till", ""},
					{"2026-11-23 14:05:01", "sent", "the request was about to leave the till", "till", ""},
					{"2026-11-23 14:05:09", "approved", "the terminal's own answer", "own, sealed", answer},
				},
			},
			Text{Title: "Note", Text: strings.Repeat("The customer showed the wallet's own receipt. ", 12)},
		},
		Made: decided(),
	}
}
