package link

import (
	"slices"
	"testing"

	"go.bug.st/serial/enumerator"
)

func TestChip(t *testing.T) {
	for _, test := range []struct {
		vendor, product, name string
		support               Support
	}{
		{"067b", "2303", "Prolific PL2303", Supported},
		{"067B", "23A3", "Prolific PL2303GC", Supported},
		{"067b", "23b3", "Prolific PL2303GB", Supported},
		{"067b", "23c3", "Prolific PL2303GT", Supported},
		{"067b", "23d3", "Prolific PL2303GL", Supported},
		{"067b", "23e3", "Prolific PL2303GE", Supported},
		{"067b", "23f3", "Prolific PL2303GS", Supported},
		{"1A86", "7523", "CH340", Unsupported},
		{"0403", "6001", "FT232", Unsupported},
		{"10c4", "ea60", "CP210x", SupportUnknown},
		{"067b", "0000", "", SupportUnknown},
		{"2303", "067b", "", SupportUnknown},
		{"", "", "", SupportUnknown},
	} {
		if name, support := Chip(test.vendor, test.product); name != test.name || support != test.support {
			t.Errorf("%s:%s is %q, %v", test.vendor, test.product, name, support)
		}
	}
}

func TestList(t *testing.T) {
	got := list([]*enumerator.PortDetails{
		{},
		{Name: "/dev/ttyS0"},
		{Name: "/dev/ttyUSB2", IsUSB: true, VID: "1A86", PID: "7523", Product: "USB Serial"},
		{Name: "/dev/ttyUSB1", IsUSB: true, VID: "ABCD", PID: "0001"},
		{Name: "/dev/ttyUSB3", IsUSB: true, VID: "067B", PID: "2303", Product: "USB-Serial Controller D"},
		{Name: "/dev/ttyUSB0", IsUSB: true, VID: "067B", PID: "23A3"},
	})
	want := []PortInfo{
		{"/dev/ttyUSB0", "067b:23a3", "", "Prolific PL2303GC", Supported},
		{"/dev/ttyUSB3", "067b:2303", "USB-Serial Controller D", "Prolific PL2303", Supported},
		{"/dev/ttyUSB1", "abcd:0001", "", "", SupportUnknown},
		{"/dev/ttyUSB2", "1a86:7523", "USB Serial", "CH340", Unsupported},
		{"/dev/ttyS0", "", "", "", SupportUnknown},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestPorts(t *testing.T) {
	if _, err := Ports(); err != nil {
		t.Error(err)
	}
}
