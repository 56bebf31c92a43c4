package provision

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

const complete = `[till]
name = "Counter 1"
language = "zh-Hant"
repeat_guard = 0

[terminal]
link = "http"
address = "192.0.2.20:9001"
pos_key = "f46b1f08bec1f39104792cc79ec9aacd"
key_form = "hex"
sealing = "content"
body = "raw"
model = "A920"
plain_answers = true
payment_timeout = 90
camera = "front"
scan = "customer"
swap_scan = true
go_home = false

[terminal.second]
link = "tcp"
address = "192.0.2.20:9002"
line_feed = true

[manager]
pin = "4826"
`

func noFiles(name string) ([]byte, error) { return nil, fmt.Errorf("no file %s", name) }

func TestParse(t *testing.T) {
	s, err := Parse([]byte(complete), noFiles)
	if err != nil {
		t.Fatal(err)
	}
	want := Settings{
		Till: Till{Name: "Counter 1", Language: "zh-Hant"},
		Terminal: terminal.Profile{
			Link: terminal.LinkHTTP, Address: "192.0.2.20:9001", POSKey: "f46b1f08bec1f39104792cc79ec9aacd",
			KeyForm: haojin.KeyHex, Sealing: haojin.SealContent, Body: haojin.BodyRaw,
			Model: terminal.A920, PlainAnswers: true, PaymentTimeout: 90,
			FrontCamera: true, Scan: haojin.CustomerShowsCode, SwapScan: true, StayOnResult: true,
			Second: terminal.Route{Link: terminal.LinkTCP, Address: "192.0.2.20:9002", LineFeed: true},
		},
		ManagerPIN: "4826",
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v", s)
	}
}

func TestParseDefaults(t *testing.T) {
	s, err := Parse([]byte("[till]\nname='T'\n[terminal]\nlink='http'\naddress='[::1]:9001'\npos_key='my_qfpay_pos_key'\n"), noFiles)
	if err != nil {
		t.Fatal(err)
	}
	p := s.Terminal
	if s.Till.Language != "en" || p.KeyForm != haojin.KeyText || p.Sealing != haojin.SealMessage ||
		p.Body != haojin.BodyJSON || p.Model != terminal.A8 || p.PaymentTimeout != 120 || s.ManagerPIN != "" {
		t.Errorf("got %+v", s)
	}
}

func TestParseSerial(t *testing.T) {
	text := "[till]\nname='T'\n[terminal]\nlink='serial'\nport='/dev/ttyUSB0'\npos_key='my_qfpay_pos_key'\n"
	s, err := Parse([]byte(text), noFiles)
	if err != nil || s.Terminal.Port != "/dev/ttyUSB0" || s.Terminal.Link != terminal.LinkSerial {
		t.Errorf("got %+v, %v", s.Terminal, err)
	}
	for old, want := range map[string]string{
		"port='/dev/ttyUSB0'":        "line 3: terminal.port: is missing",
		"pos_key='my_qfpay_pos_key'": "line 3: terminal.pos_key: is missing",
	} {
		if _, err := Parse([]byte(strings.Replace(text, old, "", 1)), noFiles); err == nil || err.Error() != want {
			t.Errorf("without %s: %v", old, err)
		}
	}
	both := text + "address='192.0.2.20:9001'\n"
	if _, err := Parse([]byte(both), noFiles); err == nil || !strings.HasPrefix(err.Error(), "line 7: terminal.address") {
		t.Errorf("an address on a serial line: %v", err)
	}
}

func TestParseTraining(t *testing.T) {
	s, err := Parse([]byte("[till]\nname='T'\n[terminal]\nlink='training'\n"), noFiles)
	if err != nil || s.Terminal != (terminal.Profile{Link: terminal.LinkTraining}) {
		t.Errorf("got %+v, %v", s.Terminal, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, test := range []struct {
		name, old, new string
		line           int
		key            string
	}{
		{"unknown key", `model = "A920"`, `colour = "red"`, 13, "terminal.colour"},
		{"unknown table", "[manager]", "[boss]", 26, "boss"},
		{"bad TOML", `name = "Counter 1"`, `name = Counter 1`, 2, ""},
		{"wrong type", "payment_timeout = 90", `payment_timeout = "90"`, 15, "terminal.payment_timeout"},
		{"time-out too long", "payment_timeout = 90", `payment_timeout = 9000`, 15, "terminal.payment_timeout"},
		{"bad key", `"f46b1f08bec1f39104792cc79ec9aacd"`, `"f46b1f08bec1f39104792cc79ec9aac"`, 9, "terminal.pos_key"},
		{"missing key", `pos_key = "f46b1f08bec1f39104792cc79ec9aacd"`, "", 6, "terminal.pos_key"},
		{"bad key form", `"hex"`, `"octal"`, 10, "terminal.key_form"},
		{"bad sealing", `"content"`, `"wax"`, 11, "terminal.sealing"},
		{"bad body", `"raw"`, `"xml"`, 12, "terminal.body"},
		{"bad model", `"A920"`, `"A9"`, 13, "terminal.model"},
		{"bad link", `"http"`, `"pigeon"`, 7, "terminal.link"},
		{"missing link", `link = "http"`, "", 6, "terminal.link"},
		{"address without port", `"192.0.2.20:9001"`, `"192.0.2.20"`, 8, "terminal.address"},
		{"address without host", `"192.0.2.20:9001"`, `":9001"`, 8, "terminal.address"},
		{"port out of range", `"192.0.2.20:9001"`, `"192.0.2.20:90010"`, 8, "terminal.address"},
		{"serial port with http", `model = "A920"`, `port = "/dev/ttyUSB0"`, 13, "terminal.port"},
		{"fingerprint with http", `model = "A920"`, `pin_sha256 = "` + strings.Repeat("ab", 32) + `"`, 13, "terminal.pin_sha256"},
		{"bad fingerprint", `model = "A920"`, `pin_sha256 = "abc"`, 13, "terminal.pin_sha256"},
		{"missing CA file", `model = "A920"`, `ca_file = "ca.pem"`, 13, "terminal.ca_file"},
		{"line feed with http", `model = "A920"`, `line_feed = true`, 13, "terminal.line_feed"},
		{"bad camera", `"front"`, `"top"`, 16, "terminal.camera"},
		{"bad scan", `"customer"`, `"both"`, 17, "terminal.scan"},
		{"second without address", "address = \"192.0.2.20:9002\"", "", 21, "terminal.second.address"},
		{"bad second link", `link = "tcp"`, `link = "training"`, 22, "terminal.second.link"},
		{"guard too long", "repeat_guard = 0", "repeat_guard = 61", 4, "till.repeat_guard"},
		{"no name", `name = "Counter 1"`, "", 1, "till.name"},
		{"blank name", `"Counter 1"`, `"  "`, 2, "till.name"},
		{"bad language", `"zh-Hant"`, `"fr"`, 3, "till.language"},
		{"letters in the PIN", `"4826"`, `"48a6"`, 27, "manager.pin"},
		{"short PIN", `"4826"`, `"482"`, 27, "manager.pin"},
		{"missing PIN", `pin = "4826"`, "", 26, "manager.pin"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(complete, test.old, test.new, 1)
			if text == complete {
				t.Fatal("nothing was replaced")
			}
			s, err := Parse([]byte(text), noFiles)
			var fault *Error
			if !errors.As(err, &fault) {
				t.Fatalf("got %+v, %v", s, err)
			}
			if fault.Line != test.line || fault.Key != test.key {
				t.Errorf("blames line %d, key %q: %v", fault.Line, fault.Key, err)
			}
			for _, secret := range []string{"f46b1f08", "48a6"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error tells a secret: %v", err)
				}
			}
			if !reflect.DeepEqual(s, Settings{}) {
				t.Errorf("part of a refused file came through: %+v", s)
			}
		})
	}
}

func TestReadNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.toml")
	if _, err := Read(path); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("a missing file: %v", err)
	}
	if err := os.WriteFile(path, []byte("[till]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path+": line 1: till.name: is missing") {
		t.Errorf("an incomplete file: %v", err)
	}
}

func TestReadLoadsTheCAFile(t *testing.T) {
	dir := t.TempDir()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	path := filepath.Join(dir, "till.toml")
	text := "[till]\nname='T'\n[terminal]\nlink='https'\naddress='192.0.2.20:9001'\npos_key='my_qfpay_pos_key'\nca_file='ca.der'\n"
	for name, content := range map[string][]byte{path: []byte(text), filepath.Join(dir, "ca.der"): server.Certificate().Raw} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Read(path)
	if err != nil || !strings.HasPrefix(s.Terminal.CA, "-----BEGIN CERTIFICATE-----") || s.Terminal.Link != terminal.LinkHTTPS {
		t.Fatalf("%+v, %v", s.Terminal, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "ca.der"), []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "line 7: terminal.ca_file") {
		t.Errorf("a bad CA file: %v", err)
	}
}

func TestShopSettings(t *testing.T) {
	logo := picture(t, 8)
	s, err := Parse([]byte(`
[till]
name = "Counter 1"
shop = "海港茶餐廳"
address = "1 Queen's Road\nCentral"
foot = "Thank you"
appearance = "dark"
text_size = 150
silent = true
quick_amounts = ["10", "12.50"]
channel = "octopus"
customer_window = true
logo = "logo.png"
kiosk = true
[terminal]
link = "training"
`), func(string) ([]byte, error) { return logo, nil })
	want := Till{
		Customer: true, Logo: logo, Kiosk: true,
		Name: "Counter 1", Language: "en", RepeatGuard: DefaultRepeatGuard, Shop: "海港茶餐廳", Address: "1 Queen's Road\nCentral",
		Foot: "Thank you", Appearance: "dark", TextSize: 150, Silent: true, QuickAmounts: []payment.Money{1000, 1250}, Channel: payment.Octopus,
	}
	if err != nil || !reflect.DeepEqual(s.Till, want) {
		t.Errorf("%+v, %v", s.Till, err)
	}
	for _, line := range []string{
		`appearance = "pink"`, `text_size = 110`, `quick_amounts = ["ten"]`, `quick_amounts = ["0"]`, `channel = "cash"`,
		`quick_amounts = ["1","2","3","4","5","6","7","8","9"]`,
	} {
		_, err := Parse([]byte("[till]\nname = \"C\"\n"+line+"\n[terminal]\nlink = \"training\"\n"), nil)
		var fault *Error
		if !errors.As(err, &fault) || fault.Line != 3 {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// picture is a PNG of so many pixels a side.
func picture(t *testing.T, side int) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, side, 1))); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestLogos(t *testing.T) {
	whole := picture(t, 64)
	for name, test := range map[string]struct {
		file []byte
		want error
	}{
		"a picture":             {whole, nil},
		"nothing":               {nil, ErrLogoContent},
		"a text":                {[]byte("GIF89a"), ErrLogoContent},
		"half a picture":        {whole[:len(whole)/2], ErrLogoContent},
		"too many pixels":       {picture(t, maxLogoSide+1), ErrLogoTooLarge},
		"too many bytes":        {make([]byte, maxLogoFile+1), ErrLogoTooLarge},
		"more than any file is": {make([]byte, maxSmallFile+1), ErrFileTooLarge},
	} {
		path := filepath.Join(t.TempDir(), "logo.png")
		if err := os.WriteFile(path, test.file, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := ReadLogo(path); !errors.Is(err, test.want) || err == nil && !bytes.Equal(got, test.file) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := Parse([]byte("[till]\nname = \"C\"\nlogo = \"no\"\n[terminal]\nlink = \"training\"\n"), func(string) ([]byte, error) { return []byte("no"), nil })
	var fault *Error
	if !errors.As(err, &fault) || fault.Line != 3 {
		t.Errorf("a file that is no picture: %v", err)
	}
}
