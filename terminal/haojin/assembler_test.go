package haojin

import (
	"bytes"
	"errors"
	"testing"
	"time"
)

// part is one packet of reference, whole at a time.
type part struct {
	at        time.Duration
	reference byte
	total     int
	data      string
	want      string
	err       error
}

func TestAssembler(t *testing.T) {
	const ms = time.Millisecond
	for _, test := range []struct {
		name  string
		parts []part
	}{
		{"one", []part{{0, 1, 3, "abc", "abc", nil}}},
		{"none", []part{{0, 1, 0, "", "", nil}}},
		{"two", []part{{0, 1, 5, "abc", "", nil}, {500 * ms, 1, 5, "de", "abcde", nil}}},
		{"each part has the limit", []part{{0, 1, 3, "a", "", nil}, {400 * ms, 1, 3, "b", "", nil}, {800 * ms, 1, 3, "c", "abc", nil}}},
		{"interleaved", []part{{0, 1, 4, "ab", "", nil}, {1, 2, 4, "AB", "", nil}, {2, 1, 4, "cd", "abcd", nil}, {3, 2, 4, "CD", "ABCD", nil}}},
		{"a whole one between", []part{{0, 1, 4, "ab", "", nil}, {1, 2, 2, "AB", "AB", nil}, {2, 1, 4, "cd", "abcd", nil}}},
		{"late", []part{{0, 1, 5, "abc", "", nil}, {501 * ms, 1, 5, "de", "", ErrPacketLate}}},
		{"late ones", []part{{0, 1, 5, "abc", "", nil}, {501 * ms, 1, 5, "d", "", ErrPacketLate}, {502 * ms, 1, 5, "e", "", ErrPacketLate}, {503 * ms, 1, 5, "abc", "", nil}, {504 * ms, 1, 5, "de", "abcde", nil}}},
		{"sent again after the drop", []part{{0, 1, 5, "abc", "", nil}, {600 * ms, 1, 5, "abc", "", nil}, {700 * ms, 1, 5, "de", "abcde", nil}}},
		{"other data after the drop", []part{{0, 1, 5, "abc", "", nil}, {600 * ms, 1, 2, "xy", "xy", nil}}},
		{"much later it isn't late", []part{{0, 1, 5, "abc", "", nil}, {11 * time.Second, 1, 5, "de", "", nil}, {11 * time.Second, 1, 5, "fgh", "defgh", nil}}},
		{"another total", []part{{0, 1, 5, "abc", "", nil}, {1, 1, 6, "de", "", ErrPacketParts}, {2, 1, 2, "xy", "xy", nil}}},
		{"too much", []part{{0, 1, 5, "abc", "", nil}, {1, 1, 5, "def", "", ErrPacketParts}}},
		{"more than it names", []part{{0, 1, 2, "abc", "", ErrPacketParts}}},
		{"an empty part", []part{{0, 1, 5, "abc", "", nil}, {1, 1, 5, "", "", ErrPacketParts}}},
	} {
		assembler := NewAssembler(0)
		start := time.Unix(0, 0)
		for i, p := range test.parts {
			data, whole, err := assembler.Add(Packet{Type: PacketRequest, Reference: p.reference, Total: p.total, Data: []byte(p.data)}, start.Add(p.at))
			if string(data) != p.want || whole != (len(p.want) == p.total) || !errors.Is(err, p.err) {
				t.Errorf("%s, part %d: %q, %v, %v", test.name, i, data, whole, err)
			}
		}
		if assembler.Expire(start.Add(time.Hour)); assembler.Held() != 0 {
			t.Errorf("%s: %d bytes held in the end", test.name, assembler.Held())
		}
	}
}

// TestAssemblerHolds: a part that is on the wire for a second isn't late.
func TestAssemblerHolds(t *testing.T) {
	assembler, now := NewAssembler(0), time.Unix(0, 0)
	first := Packet{Type: PacketRequest, Reference: 9, Total: 2, Data: []byte("a")}
	if _, whole, err := assembler.Add(first, now); whole || err != nil {
		t.Fatal(whole, err)
	}
	for range 4 {
		now = now.Add(400 * time.Millisecond)
		assembler.Hold(9, now)
		assembler.Hold(8, now.Add(PartLimit))
	}
	if data, _, err := assembler.Add(first, now.Add(PartLimit)); string(data) != "aa" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
}

func TestAssemblerIsBounded(t *testing.T) {
	assembler, now := NewAssembler(0), time.Unix(0, 0)
	refused := 0
	for i := range 1000 {
		_, _, err := assembler.Add(Packet{
			Type: PacketRequest, Reference: byte(i%MaxPacketReference) + 1, Total: MaxSerialData,
			Data: bytes.Repeat([]byte("A"), MaxPacketData),
		}, now)
		if errors.Is(err, ErrPacketParts) {
			refused++
		}
		if assembler.Held() > MaxSerialData || assembler.Held() < 0 {
			t.Fatalf("%d bytes held", assembler.Held())
		}
	}
	if refused == 0 {
		t.Error("all of it was taken")
	}
}
