package haojin

import (
	"errors"
	"fmt"
	"time"
)

// What may be wrong with a part of split data; match with errors.Is. Both are
// answered with PacketErrorSplitting.
var (
	// ErrPacketLate: the part came after the rest had been dropped.
	ErrPacketLate = errors.New("a part came too late")
	// ErrPacketParts: the parts don't make up the data length they name.
	ErrPacketParts = errors.New("the parts don't make up the data length")
)

// PartLimit is how long a receiver waits for the next part (section 5).
const PartLimit = 500 * time.Millisecond

// lateLimits is for how many part limits a part of dropped data is known as a
// late one; afterwards it begins new data.
const lateLimits = 20

// Assembler joins the packets of one type and reference to their data. It has
// no clock: times are the caller's. It holds at most MaxSerialData bytes
// altogether. Not safe for concurrent use.
type Assembler struct {
	limit time.Duration
	parts map[partKey]*parts
	held  int
}

type partKey struct {
	packetType PacketType
	reference  byte
}

// parts are those of one reference. Once dropped, got goes on counting the
// late ones.
type parts struct {
	total   int
	got     int
	data    []byte
	dropped bool
	until   time.Time
}

// NewAssembler returns one that waits limit for the next part; 0 is PartLimit.
func NewAssembler(limit time.Duration) *Assembler {
	if limit == 0 {
		limit = PartLimit
	}
	return &Assembler{limit: limit, parts: make(map[partKey]*parts)}
}

// Add takes a packet that was whole at now. It returns the data and true once
// all parts are there; ErrPacketLate or ErrPacketParts for a part to be
// refused, after which nothing is kept of its reference.
func (a *Assembler) Add(p Packet, now time.Time) (data []byte, whole bool, err error) {
	a.Expire(now)
	key := partKey{p.Type, p.Reference}
	sofar := a.parts[key]
	if sofar != nil && sofar.dropped {
		if sofar.late(p) {
			return nil, false, fmt.Errorf("reference %d: %w", p.Reference, ErrPacketLate)
		}
		sofar = nil
		delete(a.parts, key)
	}
	if sofar == nil && len(p.Data) == p.Total {
		return p.Data, true, nil
	}
	if sofar == nil {
		sofar = &parts{total: p.Total}
		a.parts[key] = sofar
	}
	got := sofar.got + len(p.Data)
	if len(p.Data) == 0 || p.Total != sofar.total || got > sofar.total || a.held+len(p.Data) > MaxSerialData {
		a.forget(key)
		return nil, false, fmt.Errorf("reference %d, %d of %d bytes: %w", p.Reference, got, p.Total, ErrPacketParts)
	}
	sofar.data = append(sofar.data, p.Data...)
	sofar.got, sofar.until = got, now.Add(a.limit)
	a.held += len(p.Data)
	if sofar.got < sofar.total {
		return nil, false, nil
	}
	data = sofar.data
	a.forget(key)
	return data, true, nil
}

// Hold lets the parts of a reference wait longer: the next part is arriving
// at now. A full one takes 1.08 s on the wire, more than the limit.
func (a *Assembler) Hold(reference byte, now time.Time) {
	a.Expire(now)
	for key, sofar := range a.parts {
		if key.reference == reference && !sofar.dropped {
			sofar.until = now.Add(a.limit)
		}
	}
}

// Expire drops what has waited longer than the limit for its next part.
func (a *Assembler) Expire(now time.Time) {
	for key, sofar := range a.parts {
		if !sofar.dropped && now.After(sofar.until) {
			a.held -= len(sofar.data)
			sofar.data, sofar.dropped = nil, true
			sofar.until = sofar.until.Add(lateLimits * a.limit)
		}
		if sofar.dropped && now.After(sofar.until) {
			delete(a.parts, key)
		}
	}
}

// Held returns how many bytes wait for their other parts.
func (a *Assembler) Held() int { return a.held }

func (a *Assembler) forget(key partKey) {
	a.held -= len(a.parts[key].data)
	delete(a.parts, key)
}

// late says whether a packet is one of those that were still missing when the
// others were dropped, and counts it. One that can't be begins new data.
func (s *parts) late(p Packet) bool {
	if p.Total != s.total || len(p.Data) == p.Total || s.got+len(p.Data) > s.total {
		return false
	}
	s.got += len(p.Data)
	return true
}
