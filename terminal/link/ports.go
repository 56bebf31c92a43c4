package link

import (
	"fmt"
	"slices"
	"strings"

	"go.bug.st/serial/enumerator"
)

// Support says whether terminals work with a USB-to-serial chip (section 5).
type Support int

// Unknown chips may work: nobody has said.
const (
	SupportUnknown Support = iota
	Supported
	Unsupported
)

// PortInfo is one serial port of the machine.
type PortInfo struct {
	// Name opens it: /dev/ttyUSB0, COM3.
	Name string
	// USB is vendor and product as in 067b:2303, in lower case; empty when it
	// isn't on USB.
	USB string
	// Product is what the device calls itself; may be empty.
	Product string
	// Chip names the chip; empty when it is unknown.
	Chip string
	// Support is whether terminals work with the chip.
	Support Support
}

// Ports lists the serial ports: those a terminal may be on first, then by name.
func Ports() ([]PortInfo, error) {
	found, err := enumerator.GetDetailedPortsList()
	if err != nil {
		return nil, fmt.Errorf("listing serial ports: %w", err)
	}
	return list(found), nil
}

func list(found []*enumerator.PortDetails) []PortInfo {
	ports := make([]PortInfo, 0, len(found))
	for _, p := range found {
		if p.Name == "" {
			continue
		}
		port := PortInfo{Name: p.Name, Product: p.Product}
		if p.IsUSB {
			port.USB = strings.ToLower(p.VID + ":" + p.PID)
			port.Chip, port.Support = Chip(p.VID, p.PID)
		}
		ports = append(ports, port)
	}
	slices.SortFunc(ports, func(a, b PortInfo) int {
		if a, b := a.rank(), b.rank(); a != b {
			return a - b
		}
		return strings.Compare(a.Name, b.Name)
	})
	return ports
}

func (p PortInfo) rank() int {
	switch {
	case p.Support == Supported:
		return 0
	case p.USB != "" && p.Support == SupportUnknown:
		return 1
	case p.USB != "":
		return 2
	}
	return 3
}

// Chip names the USB-to-serial chip with a vendor and product id, four
// hexadecimal digits each in either case, and says whether terminals work with
// it. Terminals are made for the PL2303 HXD; the other PL2303 are its kin.
func Chip(vendor, product string) (name string, support Support) {
	switch strings.ToLower(vendor + ":" + product) {
	case "067b:2303":
		return "Prolific PL2303", Supported
	case "067b:23a3":
		return "Prolific PL2303GC", Supported
	case "067b:23b3":
		return "Prolific PL2303GB", Supported
	case "067b:23c3":
		return "Prolific PL2303GT", Supported
	case "067b:23d3":
		return "Prolific PL2303GL", Supported
	case "067b:23e3":
		return "Prolific PL2303GE", Supported
	case "067b:23f3":
		return "Prolific PL2303GS", Supported
	case "1a86:7523":
		return "CH340", Unsupported
	case "0403:6001":
		return "FT232", Unsupported
	case "10c4:ea60":
		return "CP210x", SupportUnknown
	}
	return "", SupportUnknown
}
