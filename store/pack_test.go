package store

import (
	"strings"
	"testing"

	"harbourtill/terminal/payment"
)

func TestPackedTextComesBack(t *testing.T) {
	const own = payment.Reference("01JDBQ6Z9W3C8Q4T5VQ2R7N0XA")
	for _, text := range []string{
		``, `{}`, `{"a":1}`, strings.Repeat("x", 70_000),
		`{"at":"2026-11-23T12:00:00.123456789+08:00","by":"2026-11-23T12:00:00Z","c":"2026-11-23T12:00:00-03:30"}`,
		`"1650-01-01T00:00:00Z" "2026-11-23T12:00:00.120+08:00" "2026-11-23T12:00:00+08:07" "2026-02-31T12:00:00Z" "2026-11-23T25:00:00Z"`,
		`{"reference":"01JDBQ6Z9W3C8Q4T5VQ2R7N0XA","other":"01JDBQ6Z9W3C8Q4T5VQ2R7N0XB","twice":"01JDBQ6Z9W3C8Q4T5VQ2R7N0XA01JDBQ6Z9W3C8Q4T5VQ2R7N0XA"}`,
		`"\u0002\u0003 凍奶茶 2026-11-23T12:00:00Z"`,
	} {
		for _, own := range []payment.Reference{"", own} {
			packed, err := pack([]byte(text), own)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := unpack(packed, own); err != nil || string(got) != text {
				t.Errorf("%.200q comes back as %.200q, %v", text, got, err)
			}
		}
	}
}

func TestUnpackRefusesWhatPackNeverMakes(t *testing.T) {
	half, err := pack([]byte(`{"at":"2026-11-23T12:00:00+08:00"}`), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range [][]byte{{packed1}, half[:len(half)-3], {packed1, 0xFF, 0xFF}} {
		if got, err := unpack(content, ""); err == nil {
			t.Errorf("%x unpacks to %q", content, got)
		}
	}
}
