package haojin

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func packets(t testing.TB, kind PacketType, reference byte, data string) string {
	t.Helper()
	b, err := AppendPackets(nil, kind, reference, []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// cut feeds b in pieces of size and lists what comes out, garbage as its
// length in brackets. At the end the line falls silent.
func cut(t testing.TB, cutter *Cutter, b []byte, size int) (found []string) {
	t.Helper()
	collect := func() {
		for p, ok := cutter.Next(); ok; p, ok = cutter.Next() {
			if n := cutter.Skipped(); n > 0 {
				found = append(found, fmt.Sprintf("[%d]", n))
			}
			found = append(found, fmt.Sprintf("%x %d %s", byte(p.Type), p.Reference, p.Data))
		}
		if cutter.Held() > maxPacket {
			t.Fatalf("%d bytes held", cutter.Held())
		}
	}
	for piece := range slices.Chunk(b, size) {
		for len(piece) > 0 {
			rest := cutter.Feed(piece)
			collect()
			if len(rest) == len(piece) {
				t.Fatal("stuck")
			}
			piece = rest
		}
	}
	for cutter.Held() > 0 {
		cutter.GiveUp()
		collect()
	}
	if n := cutter.Skipped(); n > 0 {
		found = append(found, fmt.Sprintf("[%d]", n))
	}
	return found
}

func TestCutter(t *testing.T) {
	good := packets(t, PacketRequest, 7, "good")
	marks := packets(t, PacketRequest, 1, "a/nb/n\x01/n")
	inside := packets(t, PacketRequest, 2, good)
	long := packets(t, PacketReceived, 127, strings.Repeat("/n", 600))
	head := func(kind, reference byte, length uint16) string {
		return string([]byte{0x2f, 0x6e, 1, kind, reference, byte(length >> 8), byte(length), 0, 4})
	}
	for _, test := range []struct {
		name string
		in   string
		want []string
	}{
		{"one", good, []string{"10 7 good"}},
		{"empty", packets(t, PacketReceived, 3, ""), []string{"20 3 "}},
		{"error kind as the type", packets(t, PacketErrorSplitting, 3, ""), []string{"35 3 "}},
		{"marks in the data", marks + marks, []string{"10 1 a/nb/n\x01/n", "10 1 a/nb/n\x01/n"}},
		{"a packet in the data", inside + good, []string{"10 2 " + good, "10 7 good"}},
		{"two of one reference", long, []string{"20 127 " + strings.Repeat("/n", 512), "20 127 " + strings.Repeat("/n", 88)}},
		{"garbage before", "\x00/n/\xffgarbage" + good, []string{"[12]", "10 7 good"}},
		{"marks before", "/n/n/" + good, []string{"[5]", "10 7 good"}},
		{"garbage between", good + "/n\x01" + good, []string{"10 7 good", "[3]", "10 7 good"}},
		{"garbage after", good + "/n\x01\x10", []string{"10 7 good", "[4]"}},
		{"garbage inside", good[:10] + "noise" + good[10:] + good, []string{"[20]", "10 7 good"}},
		{"truncated, then good", good[:9] + good, []string{"[9]", "10 7 good"}},
		{"the longest truncated, then good", long[:20] + good + good, []string{"[20]", "10 7 good", "10 7 good"}},
		{"wrong end mark", good[:len(good)-1] + "m" + good, []string{"[15]", "10 7 good"}},
		{"length too small", head(0x10, 1, 10) + "/n" + good, []string{"[11]", "10 7 good"}},
		{"length too large", head(0x10, 1, maxPacket+1) + good, []string{"[9]", "10 7 good"}},
		{"unknown type", packets(t, 0x36, 1, "x") + packets(t, 0x11, 1, "x") + good, []string{"[24]", "10 7 good"}},
		{"no such reference", head(0x10, 0, 15) + "good/n" + head(0x10, 128, 15) + "good/n" + good, []string{"[30]", "10 7 good"}},
	} {
		for _, size := range []int{1, 2, 7, 64, 4096} {
			if got := cut(t, new(Cutter), []byte(test.in), size); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", test.want) {
				t.Errorf("%s, %d at once:\n got %q\nwant %q", test.name, size, got, test.want)
			}
		}
	}
}

func TestBegun(t *testing.T) {
	var cutter Cutter
	good := packets(t, PacketRequest, 7, "good")
	for i := range len(good) - 1 {
		cutter.Feed([]byte{good[i]})
		if _, ok := cutter.Next(); ok {
			t.Fatalf("a packet of %d bytes", i+1)
		}
		if reference, ok := cutter.Begun(); ok != (i+1 >= headLength) || ok && reference != 7 {
			t.Errorf("%d bytes: %d, %v", i+1, reference, ok)
		}
	}
}

func TestComplaint(t *testing.T) {
	for _, test := range []struct {
		packet Packet
		want   PacketType
		ok     bool
	}{
		{Packet{Type: PacketReceived}, 0, false},
		{Packet{Type: PacketRequest, Data: []byte{0x33}}, 0, false},
		{Packet{Type: PacketError}, PacketError, true},
		{Packet{Type: PacketError, Data: []byte{0x33}}, PacketErrorDecryption, true},
		{Packet{Type: PacketError, Data: []byte{0x36}}, PacketError, true},
		{Packet{Type: PacketError, Data: []byte("31")}, PacketError, true},
		{Packet{Type: PacketErrorFormat, Data: []byte{0x33}}, PacketErrorFormat, true},
		{Packet{Type: 0x36}, 0, false},
	} {
		if got, ok := test.packet.Complaint(); got != test.want || ok != test.ok {
			t.Errorf("%+v: %v, %v", test.packet, got, ok)
		}
	}
}

// FuzzCutter: any bytes give packets or nothing, in any pieces the same; what
// is cut is what came; and packets among garbage that begins no packet are
// all found.
func FuzzCutter(f *testing.F) {
	for _, v := range loadVectors(f).Frames {
		f.Add([]byte(packets(f, PacketRequest, v.Ref, v.Data)), []byte("x/n"), uint8(3))
	}
	f.Add([]byte("/n\x01\x10\x01\x04\x00"), []byte("/n\x01\x10"), uint8(1))
	f.Fuzz(func(t *testing.T, stream, garbage []byte, size uint8) {
		first := cut(t, new(Cutter), stream, int(size)+1)
		if again := cut(t, new(Cutter), stream, len(stream)+1); strings.Join(first, "\n") != strings.Join(again, "\n") {
			t.Errorf("in pieces %q, at once %q", first, again)
		}
		var cutter Cutter
		cutter.Feed(stream)
		for p, ok := cutter.Next(); ok; p, ok = cutter.Next() {
			if b := fmt.Sprintf("%x%x", []byte{byte(p.Type), p.Reference}, p.Data); len(p.Data) > MaxPacketData || !strings.Contains(hex.EncodeToString(stream), b[:4]) {
				t.Errorf("%+v was never sent", p)
			}
		}
		if bytes.Contains(garbage, []byte("/n\x01")) || len(stream) > MaxSerialData {
			return
		}
		sent := packets(t, PacketReceived, 0x41, string(stream))
		want := cut(t, new(Cutter), []byte(sent), len(sent))
		var got []string
		for _, line := range cut(t, new(Cutter), []byte(string(garbage)+sent+string(garbage)+sent), int(size)+1) {
			if !strings.HasPrefix(line, "[") {
				got = append(got, line)
			}
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", append(want, want...)) {
			t.Errorf("found %q\n in %q", got, sent)
		}
	})
}
