package terminal

import "testing"

func TestSerialPortString(t *testing.T) {
	for _, test := range []struct {
		port SerialPort
		want string
	}{
		{SerialPort{Name: "/dev/ttyS0"}, "/dev/ttyS0"},
		{
			SerialPort{Name: "COM3", USB: "067b:2303", Product: "USB-Serial", Chip: "Prolific PL2303", Fit: Supported},
			"COM3  067b:2303  USB-Serial  Prolific PL2303: supported",
		},
		{
			SerialPort{Name: "/dev/ttyUSB0", USB: "1a86:7523", Chip: "CH340", Fit: Unsupported},
			"/dev/ttyUSB0  1a86:7523  CH340: not supported by the terminal",
		},
	} {
		if got := test.port.String(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
