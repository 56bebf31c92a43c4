package haojin

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func TestOpenAnswerRefuses(t *testing.T) {
	codec := mustCodec(t, SealMessage)
	other, err := NewCodec("my_qfpay_pos_kez", KeyText, SealMessage)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing": "", "white space": " \n", "a word": "OK", "an empty string": `""`, "a number": "6000",
		"an array": "[]", "no respcd": `{"data":""}`, "null respcd": `{"respcd":null}`, "HTML": "<html></html>",
		"half": `{"respcd":"6000"`, "twice": `{"respcd":"6000"}{"respcd":"6001"}`,
		"another key": string(other.SealAnswer([]byte(`{"respcd":"6000"}`))), "base64 of nothing": "AAAA",
	} {
		if a, err := codec.OpenAnswer([]byte(text)); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	if _, err := codec.OpenAnswer(make([]byte, MaxText+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
}

func TestOpenAnswerKeepsEverything(t *testing.T) {
	codec := mustCodec(t, SealMessage)
	text := `{"respcd":6002,"respmsg":"no","resperr":"bad (1205)","data":{"syssn":123,"unknown":{"a":[1]},"RESPCD":"9999"}}`
	a, err := codec.OpenAnswer([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if a.Code != "6002" || a.Message != "no" || a.Inner() != "1205" || a.Data.Text("syssn") != "123" ||
		a.Data.Text("unknown") != "" || string(a.Data["unknown"]) != `{"a":[1]}` {
		t.Errorf("%+v, inner %s", a, a.Inner())
	}
}

func TestEvidenceMasksCards(t *testing.T) {
	codec := mustCodec(t, SealMessage)
	text := `{"respcd":"6000","data":{"cardno":"5200001234561096","octopus_no":12345678,"octopus_account_id":"987654321","syssn":"20250826155400087645770447"}}`
	a, err := codec.OpenAnswer(codec.SealAnswer([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	evidence := string(a.Evidence())
	for _, secret := range []string{"520000123456", "12345678", "98765"} {
		if strings.Contains(evidence, secret) {
			t.Errorf("%s shows in %s", secret, evidence)
		}
	}
	for _, kept := range []string{`"************1096"`, `"****5678"`, "20250826155400087645770447", `"sealed":true`} {
		if !strings.Contains(evidence, kept) {
			t.Errorf("%s is missing in %s", kept, evidence)
		}
	}
}

// TestEvidenceMasksCardsAnywhere: terminals say more than the protocol tells.
func TestEvidenceMasksCardsAnywhere(t *testing.T) {
	const card, syssn = "4111111111111111", "20250826155400087645"
	for name, text := range map[string]string{
		"respmsg":      `{"respcd":"6002","respmsg":"card 4111 1111 1111 1111 refused (1205)"}`,
		"resperr":      `{"respcd":"6002","resperr":"4111-1111-1111-1111"}`,
		"another name": `{"respcd":"6000","data":{"pan":"` + card + `","syssn":"` + syssn + `"}}`,
		"a number":     `{"respcd":"6000","data":{"pan":` + card + `}}`,
		"deeper":       `{"respcd":"6000","data":{"card":{"pan":` + card + `,"name":"x"}}}`,
	} {
		codec := mustCodec(t, SealMessage)
		a, err := codec.OpenAnswer(codec.SealAnswer([]byte(text)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		evidence := string(a.Evidence())
		bare := strings.NewReplacer(" ", "", "-", "").Replace(evidence)
		if strings.Contains(bare, card) || !strings.Contains(bare, "1111") || !json.Valid([]byte(evidence)) {
			t.Errorf("%s: %s", name, evidence)
		}
	}
	for _, kept := range []string{syssn, "20261123134834", "4111111111111112", "123456789012", "HK$12.50 (1205)"} {
		if got := maskCards(kept); got != kept {
			t.Errorf("%s became %s", kept, got)
		}
	}
}

// FuzzOpenAnswer: no text makes opening or classifying panic, and what opens
// is never larger than what came.
func FuzzOpenAnswer(f *testing.F) {
	codec := mustCodec(f, SealMessage)
	for _, v := range loadVectors(f).Sealing {
		f.Add([]byte(v.Response.Base64))
		f.Add([]byte(v.Response.Plain))
		f.Add(quote(v.Response.Plain))
	}
	f.Add([]byte(`{"respcd":"6002","resperr":"failed (1205)","data":{"txamt":"1E9","cancel":5}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := codec.OpenAnswer(text)
		if err != nil {
			return
		}
		if a.Code == "" {
			t.Error("an answer without respcd")
		}
		size := len(a.Code) + len(a.Message) + len(a.Problem)
		for name, value := range a.Data {
			size += len(name) + len(value)
		}
		if size > 4*len(text) {
			t.Errorf("%d bytes opened to %d", len(text), size)
		}
		for _, asked := range []Asked{{Operation: OpPayment, OutTradeNo: "A", Amount: 1}, {Operation: OpRefund, Syssn: "S"}} {
			if v := Classify(a, asked).Verdict; v == Approved && a.Code != CodeOK {
				t.Errorf("%s approved", a.Code)
			}
			if v := ClassifyInquiry(a, asked).Verdict; v == Approved && a.Code != CodeOK {
				t.Errorf("%s approved", a.Code)
			}
		}
		a.Evidence()
	})
}

// FuzzCanonical: content that parses is written as JSON that parses to the
// same canonical text, and what a terminal opens is what was sealed.
func FuzzCanonical(f *testing.F) {
	codec := mustCodec(f, SealMessage)
	for _, v := range loadVectors(f).Digest {
		f.Add([]byte(v.Content))
	}
	f.Add([]byte(`{"amt":10000000.5,"a":null,"b":"<&>'\u0000"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		content, err := ParseContent(text)
		if err != nil {
			return
		}
		again, err := ParseContent(content.JSON())
		if err != nil || again.Canonical() != content.Canonical() {
			t.Fatalf("%q became %q, %v", content.Canonical(), again.Canonical(), err)
		}
		opened, err := codec.OpenRequest(codec.SealContent(content))
		if err != nil || opened.Canonical() != content.Canonical() {
			t.Fatalf("%q opened as %q, %v", content.Canonical(), opened.Canonical(), err)
		}
	})
}

// FuzzParsePacket: any bytes are a packet or an error, and a packet is cut
// where it says.
func FuzzParsePacket(f *testing.F) {
	for _, v := range loadVectors(f).Frames {
		packets, err := AppendPackets(nil, PacketRequest, v.Ref, []byte(v.Data))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packets)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, rest, err := ParsePacket(b)
		switch {
		case err != nil && !errors.Is(err, ErrPacketFormat):
			t.Error(err)
		case err == nil && (len(p.Data) > MaxPacketData || len(rest)+len(p.Data)+packetOverhead != len(b)):
			t.Errorf("%d bytes gave %d of data and left %d", len(b), len(p.Data), len(rest))
		case err != nil && !bytes.Equal(rest, b):
			t.Error("a refused packet was consumed")
		}
	})
}

func TestAppendPacketsRefuses(t *testing.T) {
	if _, err := AppendPackets(nil, PacketRequest, 1, make([]byte, MaxSerialData+1)); !errors.Is(err, ErrPacketSize) {
		t.Errorf("too much data: %v", err)
	}
	for _, reference := range []byte{0, 0x80, 0xff} {
		if _, err := AppendPackets(nil, PacketRequest, reference, nil); !errors.Is(err, ErrPacketReference) {
			t.Errorf("reference %d: %v", reference, err)
		}
	}
}
