package haojin

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// PacketType is the type byte of a serial packet (section 5).
type PacketType byte

// The types.
const (
	PacketRequest  PacketType = 0x10
	PacketReceived PacketType = 0x20
	PacketError    PacketType = 0x30
)

// The bounds of serial packets, in bytes.
const (
	// MaxPacketData is the most data in one packet; more is split.
	MaxPacketData = 1024
	// MaxSerialData is the most data over all packets of one reference.
	MaxSerialData = 65535
	// MaxPacketReference is the last reference before 1 comes again.
	MaxPacketReference = 0x7f

	packetOverhead = 11
	packetVersion  = 0x01
)

var packetMark = []byte("/n")

// What may be wrong with a packet; match with errors.Is.
var (
	ErrPacketSize      = errors.New("more data than serial packets carry")
	ErrPacketReference = errors.New("a packet's reference is 1 to 127")
	ErrPacketFormat    = errors.New("not a packet")
)

// Packet is one packet of the serial line:
//
//	offset  0      2        3     4          5       7            9     length-2
//	       +------+--------+-----+----------+-------+------------+-----+------+
//	       | 2f6e | ver 01 | type| reference| length| data length| data| 2f6e |
//	       +------+--------+-----+----------+-------+------------+-----+------+
//
// length counts the whole packet, data length the data of all packets of the
// reference; both are big endian. Data may hold 2f6e: only length says where a
// packet ends.
type Packet struct {
	Type      PacketType
	Reference byte
	// Total is the data length field.
	Total int
	Data  []byte
}

// AppendPackets appends data to dst as one packet, or as several of at most
// MaxPacketData bytes each; no data makes one empty packet.
func AppendPackets(dst []byte, t PacketType, reference byte, data []byte) ([]byte, error) {
	return AppendParts(dst, t, reference, data, MaxPacketData)
}

// AppendParts is AppendPackets with another bound for the data of one packet, 1
// to MaxPacketData bytes: a sender may split before it has to.
func AppendParts(dst []byte, t PacketType, reference byte, data []byte, most int) ([]byte, error) {
	if len(data) > MaxSerialData {
		return dst, fmt.Errorf("%d bytes: %w", len(data), ErrPacketSize)
	}
	if reference < 1 || reference > MaxPacketReference {
		return dst, fmt.Errorf("%d: %w", reference, ErrPacketReference)
	}
	for rest := data; ; {
		part := rest[:min(len(rest), max(1, min(most, MaxPacketData)))]
		rest = rest[len(part):]
		dst = append(dst, packetMark...)
		dst = append(dst, packetVersion, byte(t), reference)
		dst = binary.BigEndian.AppendUint16(dst, uint16(len(part)+packetOverhead))
		dst = binary.BigEndian.AppendUint16(dst, uint16(len(data)))
		dst = append(dst, part...)
		dst = append(dst, packetMark...)
		if len(rest) == 0 {
			return dst, nil
		}
	}
}

// ParsePacket reads the packet that b begins with and returns what follows it;
// ErrPacketFormat when b doesn't begin with a whole packet. Data is a slice of
// b.
func ParsePacket(b []byte) (p Packet, rest []byte, err error) {
	if len(b) < packetOverhead || !bytes.HasPrefix(b, packetMark) || b[2] != packetVersion {
		return Packet{}, b, ErrPacketFormat
	}
	length := int(binary.BigEndian.Uint16(b[5:]))
	if length < packetOverhead || length > packetOverhead+MaxPacketData || length > len(b) {
		return Packet{}, b, fmt.Errorf("length %d: %w", length, ErrPacketFormat)
	}
	if !bytes.HasSuffix(b[:length], packetMark) {
		return Packet{}, b, fmt.Errorf("no end mark: %w", ErrPacketFormat)
	}
	p = Packet{
		Type:      PacketType(b[3]),
		Reference: b[4],
		Total:     int(binary.BigEndian.Uint16(b[7:])),
		Data:      b[9 : length-2],
	}
	return p, b[length:], nil
}
