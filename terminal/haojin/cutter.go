package haojin

import (
	"bytes"
	"encoding/binary"
)

const (
	maxPacket = MaxPacketData + packetOverhead
	// headLength is how much of a packet says what it is and how long.
	headLength = 7
)

// Cutter cuts a serial line's bytes into packets, in whatever pieces they
// come. A packet ends where its length says, never at an end mark that its
// data may hold (section 5):
//
//	2f 6e 01 | type | reference | length | data length | data | 2f 6e
//
// What doesn't begin a packet is garbage: the cutter goes on at the next
// 2f 6e 01 whose type, reference, length and end mark hold. It never holds
// more than one packet's bound, 1035 bytes. The zero value is ready; not safe
// for concurrent use.
//
//	for len(b) > 0 {
//		b = cutter.Feed(b)
//		for p, ok := cutter.Next(); ok; p, ok = cutter.Next() { … }
//	}
type Cutter struct {
	held    [maxPacket]byte
	n       int
	skipped int
}

// Feed takes what fits of b and returns the rest, to be fed after Next has
// said that there is no packet. After that it takes at least one byte.
func (c *Cutter) Feed(b []byte) (rest []byte) {
	took := copy(c.held[c.n:], b)
	c.n += took
	return b[took:]
}

// Next returns the next whole packet, its data a copy; false when more bytes
// are needed.
func (c *Cutter) Next() (Packet, bool) {
	for {
		c.skip(garbage(c.held[:c.n]))
		length, ok := c.length()
		if !ok || c.n < length {
			return Packet{}, false
		}
		p, _, err := ParsePacket(c.held[:c.n])
		if err != nil {
			c.skip(1)
			continue
		}
		p.Data = bytes.Clone(p.Data)
		c.drop(length)
		return p, true
	}
}

// Begun returns the reference of the packet that has begun and isn't whole;
// false when none has, as far as the bytes show.
func (c *Cutter) Begun() (reference byte, ok bool) {
	if _, ok := c.length(); !ok {
		return 0, false
	}
	return c.held[4], true
}

// GiveUp treats a packet that has begun and isn't whole as garbage: the line
// fell silent in the middle of it. What follows its start may hold packets:
// call Next again until it says no, and GiveUp while Begun says yes.
func (c *Cutter) GiveUp() {
	if c.n > 0 {
		c.skip(1)
	}
}

// Skipped returns how many bytes of garbage were passed over since it was
// last asked.
func (c *Cutter) Skipped() int {
	n := c.skipped
	c.skipped = 0
	return n
}

// Held returns how many bytes wait for the rest of their packet.
func (c *Cutter) Held() int { return c.n }

// length returns the length of the packet that the held bytes begin with.
func (c *Cutter) length() (int, bool) {
	if c.n < headLength || garbage(c.held[:c.n]) > 0 {
		return 0, false
	}
	return int(binary.BigEndian.Uint16(c.held[5:])), true
}

func (c *Cutter) skip(n int) {
	c.skipped += n
	c.drop(n)
}

func (c *Cutter) drop(n int) {
	c.n = copy(c.held[:], c.held[n:c.n])
}

// garbage returns how many bytes of b come before what is, or may become, the
// head of a packet.
func garbage(b []byte) int {
	for i := range b {
		if mayBegin(b[i:]) {
			return i
		}
	}
	return len(b)
}

// mayBegin says whether b, as far as it goes, is the head of a packet.
func mayBegin(b []byte) bool {
	if n := min(len(b), len(packetMark)); !bytes.Equal(b[:n], packetMark[:n]) {
		return false
	}
	switch {
	case len(b) > 2 && b[2] != packetVersion,
		len(b) > 3 && !known(PacketType(b[3])),
		len(b) > 4 && (b[4] < 1 || b[4] > MaxPacketReference):
		return false
	case len(b) < headLength:
		return true
	}
	length := int(binary.BigEndian.Uint16(b[5:]))
	return length >= packetOverhead && length <= maxPacket
}

func known(t PacketType) bool {
	return t == PacketRequest || t == PacketReceived || t >= PacketError && t <= PacketErrorSplitting
}
