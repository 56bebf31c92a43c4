package haojin

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// vectors are the golden vectors: what the vendor published, and what was
// computed with openssl.
type vectors struct {
	Digest []struct {
		Name      string          `json:"name"`
		Content   json.RawMessage `json:"content"`
		Canonical string          `json:"canonical"`
		POSKey    string          `json:"pos_key"`
		Digest    string          `json:"digest"`
	} `json:"digest"`
	Sealing []struct {
		Form        string                                   `json:"key form"`
		POSKey      string                                   `json:"pos_key"`
		AESKey      string                                   `json:"aes_key_hex"`
		ContentJSON string                                   `json:"content_json"`
		Message     struct{ Plain, Base64 string }           `json:"sealed message"`
		Content     struct{ Plain, Base64, Envelope string } `json:"sealed content"`
		Response    struct{ Plain, Base64 string }           `json:"response"`
	} `json:"sealing"`
	Frames []struct {
		Name    string   `json:"name"`
		Type    string   `json:"type"`
		Ref     byte     `json:"ref"`
		Data    string   `json:"data"`
		Packets []string `json:"packets"`
	} `json:"frames"`
}

func loadVectors(t testing.TB) vectors {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Digest) == 0 || len(v.Sealing) == 0 || len(v.Frames) == 0 {
		t.Fatal("the vectors are incomplete")
	}
	return v
}

func keyForm(description string) KeyForm {
	if strings.Contains(description, "hex digits") {
		return KeyHex
	}
	return KeyText
}

func TestVectorsDigest(t *testing.T) {
	for _, v := range loadVectors(t).Digest {
		t.Run(v.Name, func(t *testing.T) {
			content, err := ParseContent(v.Content)
			if err != nil {
				t.Fatal(err)
			}
			if got := content.Canonical(); got != v.Canonical {
				t.Errorf("canonical text\n got %s\nwant %s", got, v.Canonical)
			}
			if got := Digest(content.Canonical(), POSKey(v.POSKey)); got != v.Digest {
				t.Errorf("digest %s, want %s", got, v.Digest)
			}
		})
	}
}

// TestVectorsRequests builds the vectors' messages from requests, where a
// request can say the same.
func TestVectorsRequests(t *testing.T) {
	requests := map[string]Request{
		"refund":               RefundRequest{OrderID: "20250826155400087645770447", Amount: 5, GoHome: true},
		"receipt":              ReceiptRequest{OrderID: "12345678"},
		"summary":              SummaryRequest{},
		"inquiry by reference": InquiryRequest{OutTradeNo: "456799999999"},
		"cancel":               CancelRequest{},

		"inquiry published by the vendor": InquiryRequest{OrderID: "12345678"},
	}
	seen := 0
	for _, v := range loadVectors(t).Digest {
		r, ok := requests[v.Name]
		if !ok {
			continue
		}
		seen++
		content, err := r.content()
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		if got := content.Canonical(); got != v.Canonical {
			t.Errorf("%s\n got %s\nwant %s", v.Name, got, v.Canonical)
		}
	}
	if seen != len(requests) {
		t.Errorf("%d of %d vectors seen", seen, len(requests))
	}
}

func TestVectorsSealing(t *testing.T) {
	for _, v := range loadVectors(t).Sealing {
		t.Run(v.Form, func(t *testing.T) {
			key, form := POSKey(v.POSKey), keyForm(v.Form)
			aesKey, err := key.aesKey(form)
			if err != nil || hex.EncodeToString(aesKey) != v.AESKey {
				t.Fatalf("AES key %x, %v; want %s", aesKey, err, v.AESKey)
			}
			content, err := ParseContent([]byte(v.ContentJSON))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []struct {
				sealing Sealing
				text    string
			}{
				{SealMessage, v.Message.Base64},
				{SealContent, v.Content.Envelope},
				{SealNone, v.Message.Plain},
			} {
				codec, err := NewCodec(key, form, want.sealing)
				if err != nil {
					t.Fatal(err)
				}
				if got := string(codec.SealContent(content)); got != want.text {
					t.Errorf("sealing %s\n got %s\nwant %s", want.sealing, got, want.text)
				}
				opened, err := codec.OpenRequest([]byte(want.text))
				if err != nil || opened.Canonical() != content.Canonical() {
					t.Errorf("sealing %s opened as %v, %v", want.sealing, opened, err)
				}
			}
		})
	}
}

func TestVectorsAnswers(t *testing.T) {
	for _, v := range loadVectors(t).Sealing {
		codec, err := NewCodec(POSKey(v.POSKey), keyForm(v.Form), SealMessage)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(codec.SealAnswer([]byte(v.Response.Plain))); got != v.Response.Base64 {
			t.Errorf("%s: sealed answer\n got %s\nwant %s", v.Form, got, v.Response.Base64)
		}
		for dress, text := range map[string]string{
			"sealed":        v.Response.Base64,
			"sealed quoted": string(quote(v.Response.Base64)),
			"plain":         v.Response.Plain,
			"plain quoted":  string(quote(v.Response.Plain)),
			"white space":   "\ufeff \r\n" + v.Response.Base64 + "\n",
		} {
			a, err := codec.OpenAnswer([]byte(text))
			if err != nil {
				t.Errorf("%s, %s: %v", v.Form, dress, err)
				continue
			}
			f := Classify(a, Asked{Operation: OpPayment, OutTradeNo: "456799999999", Amount: 1010})
			if f.Verdict != Approved || f.Amount != 1010 || f.AmountDiffers || f.Syssn != "20250826155400087645770447" {
				t.Errorf("%s, %s: %+v", v.Form, dress, f)
			}
			if want := strings.HasPrefix(dress, "sealed") || dress == "white space"; a.Sealed != want {
				t.Errorf("%s, %s: sealed is %v", v.Form, dress, a.Sealed)
			}
		}
	}
}

func TestVectorsFrames(t *testing.T) {
	for _, v := range loadVectors(t).Frames {
		t.Run(v.Name, func(t *testing.T) {
			packetType := PacketRequest
			if v.Type == "0x20" {
				packetType = PacketReceived
			}
			got, err := AppendPackets(nil, packetType, v.Ref, []byte(v.Data))
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Join(v.Packets, ""); hex.EncodeToString(got) != want {
				t.Fatalf("packets\n got %x\nwant %s", got, want)
			}
			var data []byte
			for rest := got; len(rest) > 0; {
				var p Packet
				if p, rest, err = ParsePacket(rest); err != nil {
					t.Fatal(err)
				}
				if p.Type != packetType || p.Reference != v.Ref || p.Total != len(v.Data) {
					t.Errorf("packet %+v", p)
				}
				data = append(data, p.Data...)
			}
			if string(data) != v.Data {
				t.Errorf("data %q", data)
			}
		})
	}
}
