package provision

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
)

var addresses = []struct {
	text    string
	link    terminal.LinkKind
	address string
	hint    terminal.LinkKind
}{
	{"192.0.2.20 port 9007", "http", "192.0.2.20:9007", ""},
	{"192.0.2.20, Port: 9007", "tcp", "192.0.2.20:9007", ""},
	{"192.0.2.20 連接埠９００７", "http", "192.0.2.20:9007", ""},
	{"192.0.2.20:9001", "http", "192.0.2.20:9001", ""},
	{"192.0.2.20", "http", "192.0.2.20:9001", ""},
	{"192.0.2.20", "https", "192.0.2.20:9001", ""},
	{"192.0.2.20", "tcp", "192.0.2.20:9002", ""},
	{" \t192.0.2.20:9003\r\n", "tcp", "192.0.2.20:9003", ""},
	{"\u200b\u201c192.0.2.20\u201d\ufeff", "http", "192.0.2.20:9001", ""},
	{"192.0.2.20:09001", "http", "192.0.2.20:9001", ""},
	{"192.0.2.20:65535", "http", "192.0.2.20:65535", ""},
	{"１９２．０．２．２０：９００１", "http", "192.0.2.20:9001", ""},
	{"192。0。2。20", "http", "192.0.2.20:9001", ""},

	{"http://192.0.2.20:9001/api/pos/trade", "http", "192.0.2.20:9001", "http"},
	{"HTTPS://192.0.2.20/", "http", "192.0.2.20:9001", "https"},
	{"http://192.0.2.20:80", "https", "192.0.2.20:80", "http"},
	{"tcp://192.0.2.20", "http", "192.0.2.20:9002", "tcp"},
	{"http://192.0.2.20", "tcp", "192.0.2.20:9001", "http"},
	{"https://till.example:9001", "serial", "till.example:9001", "https"},
	{"192.0.2.20:9001/api/pos/trade", "http", "192.0.2.20:9001", ""},

	{"::1", "http", "[::1]:9001", ""},
	{"[::1]", "tcp", "[::1]:9002", ""},
	{"[2001:DB8::20]:9003", "http", "[2001:db8::20]:9003", ""},
	{"2001:db8:0:0::20", "http", "[2001:db8::20]:9001", ""},
	{"fe80::1%eth0", "http", "[fe80::1%eth0]:9001", ""},
	{"[fe80::1%Ethernet 2]:9003", "http", "[fe80::1%Ethernet 2]:9003", ""},
	{"http://[fe80::1%25eth0]:9003/", "http", "[fe80::1%eth0]:9003", "http"},

	{"Till-1.Example", "http", "till-1.example:9001", ""},
	{"till.example.", "http", "till.example.:9001", ""},
	{"a8", "http", "a8:9001", ""},
	{"3com.example:1", "http", "3com.example:1", ""},
	{"終端機.example", "http", "xn--new566a8vb.example:9001", ""},
	{strings.Repeat("a", 63) + ".example", "http", strings.Repeat("a", 63) + ".example:9001", ""},
}

func TestParseAddress(t *testing.T) {
	for _, test := range addresses {
		address, hint, err := ParseAddress(test.text, test.link)
		if err != nil || address != test.address || hint.Link != test.hint {
			t.Errorf("%q over %s: %q, %+v, %v", test.text, test.link, address, hint, err)
		}
	}
}

var notAddresses = []struct {
	text string
	link terminal.LinkKind
	want error
}{
	{"", "http", ErrAddressEmpty},
	{" \r\n\u200b", "http", ErrAddressEmpty},
	{"http://", "http", ErrAddressEmpty},
	{"https:///api/pos/trade", "http", ErrAddressEmpty},
	{":9001", "http", ErrAddressEmpty},
	{"192.0.2.20:", "http", ErrPortNumber},
	{"192.0.2.20:https", "http", ErrPortNumber},
	{"192.0.2.20:-1", "http", ErrPortNumber},
	{"192.0.2.20:+9001", "http", ErrPortNumber},
	{"192.0.2.20: 9001", "http", ErrPortNumber},
	{"[::1]:", "http", ErrPortNumber},
	{"192.0.2.20:0", "http", ErrPortRange},
	{"192.0.2.20:65536", "http", ErrPortRange},
	{"[::1]:99999999999999999999", "http", ErrPortRange},
	{"till_1.example", "http", ErrHostName},
	{"till 1", "http", ErrHostName},
	{"-till", "http", ErrHostName},
	{"till-.example", "http", ErrHostName},
	{"till..example", "http", ErrHostName},
	{".", "http", ErrHostName},
	{"till\u0000.example", "http", ErrHostName},
	{"終端_機.example", "http", ErrHostName},
	{"till\u202e.example", "http", ErrHostName},
	{`\\till\share`, "http", ErrHostName},
	{"till%31", "http", ErrHostName},
	{strings.Repeat("a", 64) + ".example", "http", ErrHostName},
	{strings.Repeat("a.", 126) + "aa", "http", ErrHostName},
	{"192.0.2", "http", ErrIPv4},
	{"192.0.2.256", "http", ErrIPv4},
	{"192.000.002.020", "http", ErrIPv4},
	{"19202020", "http", ErrIPv4},
	{"2001:db8::zz", "http", ErrIPv6},
	{"1:2:3:4:5:6:7:8:9001", "http", ErrIPv6},
	{"[192.0.2.20]:9001", "http", ErrIPv6},
	{"[::1", "http", ErrIPv6},
	{"[::1]9001", "http", ErrIPv6},
	{"[]", "http", ErrIPv6},
	{"fe80::1%", "http", ErrIPv6},
	{"fe80::1%a\u0007b", "http", ErrIPv6},
	{"ftp://192.0.2.20", "http", ErrScheme},
	{"serial://192.0.2.20", "http", ErrScheme},
	{"training://192.0.2.20", "http", ErrScheme},
	{"://192.0.2.20", "http", ErrScheme},
	{"http://cashier:f46b1f08@192.0.2.20", "http", ErrUserInfo},
	{"cashier@192.0.2.20", "http", ErrUserInfo},
	{"http://192.0.2.20/?key=f46b1f08", "http", ErrQuery},
	{"192.0.2.20#9001", "http", ErrQuery},
	{"192.0.2.20", "serial", ErrNoNetwork},
	{"192.0.2.20:9001", "training", ErrNoNetwork},
	{"192.0.2.20:9001", "", ErrNoNetwork},
}

func TestParseAddressRefuses(t *testing.T) {
	for _, test := range notAddresses {
		address, hint, err := ParseAddress(test.text, test.link)
		if !errors.Is(err, test.want) || address != "" || hint != (Hint{}) {
			t.Errorf("%q over %s: %q, %+v, %v, want %v", test.text, test.link, address, hint, err, test.want)
		}
		if strings.Contains(fmt.Sprint(err), "f46b1f08") {
			t.Errorf("the error repeats what was typed: %v", err)
		}
	}
}

// A sentence of the settings screen has one beginning and one end.
func TestInputErrorsAreSentences(t *testing.T) {
	form := regexp.MustCompile(`^[A-Z][^.].*[^.]\.$`)
	seen := make(map[string]bool)
	for _, test := range notAddresses {
		var fault *InputError
		if !errors.As(test.want, &fault) || !form.MatchString(fault.Sentence()) {
			t.Errorf("%q", test.want)
		}
		seen[fault.Sentence()] = true
	}
	if len(seen) != 10 {
		t.Errorf("%d different sentences", len(seen))
	}
}

// FuzzParseAddress holds that what comes out is an address that a profile
// takes, and that it comes out again the same.
func FuzzParseAddress(f *testing.F) {
	for _, test := range addresses {
		f.Add(test.text)
	}
	for _, test := range notAddresses {
		f.Add(test.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		address, _, err := ParseAddress(text, terminal.LinkHTTP)
		if err != nil {
			return
		}
		p := terminal.Profile{Link: terminal.LinkHTTP, Address: address}
		for _, fault := range p.Faults() {
			if fault.Field == "address" {
				t.Errorf("%q became %q: %v", text, address, fault)
			}
		}
		if again, _, err := ParseAddress(address, terminal.LinkTCP); err != nil || again != address {
			t.Errorf("%q became %q, and that %q, %v", text, address, again, err)
		}
	})
}

func TestCleanKey(t *testing.T) {
	const key haojin.POSKey = "my_qfpay pos'key"
	for _, text := range []string{
		"%s", "  %s\r\n", "\u200b%s\ufeff", `"%s"`, "'%s'", "“%s”", "「%s」", "`%s`", "\u00a0\u2060 \"%s\" \x00", "\u3000＂%s＂",
	} {
		if got := CleanKey(fmt.Sprintf(text, key.Reveal())); got != key {
			t.Errorf("around it %q: %d characters are left", text, len(got))
		}
	}
	if CleanKey(" \n") != "" || CleanKey("") != "" {
		t.Error("nothing became a key")
	}
}
