package payment

import (
	"errors"
	"testing"
)

func TestParseMoney(t *testing.T) {
	for _, test := range []struct {
		text string
		want Money
		err  error
	}{
		{text: "12", want: 1200},
		{text: "12.", want: 1200},
		{text: "12.5", want: 1250},
		{text: "12.50", want: 1250},
		{text: ".5", want: 50},
		{text: "0.05", want: 5},
		{text: "1,234.50", want: 123450},
		{text: "1,234,567", want: 123456700},
		{text: " 12.50 ", want: 1250},
		{text: "HK$1,234.50", want: 123450},
		{text: "$3", want: 300},
		{text: "007", want: 700},
		{text: "0", want: 0},
		{text: "9999999.99", want: MaxAmount},
		{text: "10000000", err: ErrAmountTooLarge},
		{text: "99999999999999999999999", err: ErrAmountTooLarge},
		{text: "12.345", err: ErrTooPrecise},
		{text: "12.500", err: ErrTooPrecise},
		{text: "", err: ErrNotAmount},
		{text: ".", err: ErrNotAmount},
		{text: "-1", err: ErrNotAmount},
		{text: "1.2.3", err: ErrNotAmount},
		{text: "12,34", err: ErrNotAmount},
		{text: "1234,567", err: ErrNotAmount},
		{text: ",500", err: ErrNotAmount},
		{text: "1e3", err: ErrNotAmount},
		{text: "12 50", err: ErrNotAmount},
		{text: "１２", err: ErrNotAmount},
		{text: "twelve", err: ErrNotAmount},
	} {
		got, err := ParseMoney(test.text)
		if got != test.want || !errors.Is(err, test.err) {
			t.Errorf("ParseMoney(%q) = %d, %v; want %d, %v", test.text, got, err, test.want, test.err)
		}
	}
}

func TestMoneyText(t *testing.T) {
	for _, test := range []struct {
		money         Money
		text, decimal string
	}{
		{0, "HK$0.00", "0.00"},
		{5, "HK$0.05", "0.05"},
		{1250, "HK$12.50", "12.50"},
		{99999, "HK$999.99", "999.99"},
		{123450, "HK$1,234.50", "1234.50"},
		{MaxAmount, "HK$9,999,999.99", "9999999.99"},
		{-5, "-HK$0.05", "-0.05"},
		{-123456789, "-HK$1,234,567.89", "-1234567.89"},
		{-9223372036854775808, "-HK$92,233,720,368,547,758.08", "-92233720368547758.08"},
	} {
		if got := test.money.String(); got != test.text {
			t.Errorf("%d: %q, want %q", int64(test.money), got, test.text)
		}
		if got := test.money.Decimal(); got != test.decimal {
			t.Errorf("%d: %q, want %q", int64(test.money), got, test.decimal)
		}
	}
}

func TestMoneyValidate(t *testing.T) {
	for _, test := range []struct {
		money Money
		err   error
	}{
		{-1, ErrAmountTooSmall},
		{0, ErrAmountTooSmall},
		{MinAmount, nil},
		{MaxAmount, nil},
		{MaxAmount + 1, ErrAmountTooLarge},
	} {
		if err := test.money.Validate(); !errors.Is(err, test.err) {
			t.Errorf("%d: %v, want %v", int64(test.money), err, test.err)
		}
	}
}

// FuzzParseMoney: whatever parses is written back as the same amount.
func FuzzParseMoney(f *testing.F) {
	for _, text := range []string{"12", "12.5", ".5", "1,234.50", "HK$0.05", "9999999.99"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMoney(text)
		if err != nil {
			return
		}
		if again, err := ParseMoney(m.String()); err != nil || again != m {
			t.Errorf("%q is %d, written %q, read again as %d, %v", text, m, m, again, err)
		}
	})
}

func TestReferenceValid(t *testing.T) {
	for text, want := range map[Reference]bool{
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0XA":  true,
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0X":   false,
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0XAB": false,
		"81JDBQ6Z9W3C8Q4T5VQ2R7N0XA":  false,
		"01JDBQ6Z9W3C8Q4T5VQ2R7N0XI":  false,
		"01jdbq6z9w3c8q4t5vq2r7n0xa":  false,
		"":                            false,
	} {
		if got := text.Valid(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestChannels(t *testing.T) {
	if n := len(Channels()); n != 9 {
		t.Fatalf("%d channels", n)
	}
	for _, c := range Channels() {
		if !c.Known() || c.Name() == string(c) || c.Medium() == 0 || c.Refund() == 0 {
			t.Errorf("%s is incomplete: %+v", c, c.info())
		}
	}
	if c := Channel("cash"); c.Known() || c.Name() != "cash" {
		t.Errorf("an unknown channel is %v, %q", c.Known(), c.Name())
	}
	if got := PayMe.Timeout(300); got != 120 {
		t.Errorf("PayMe may wait %d s", got)
	}
	if got := Card.Timeout(300); got != 300 {
		t.Errorf("cards may wait %d s", got)
	}
}
