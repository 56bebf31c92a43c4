package haojin

import (
	"bytes"
	"fmt"
	"testing"
)

// BenchmarkCutter cuts a stream of full packets that arrives in pieces of 4 KiB;
// at least 100 MB/s are wanted, and no allocation per byte.
func BenchmarkCutter(b *testing.B) {
	data := bytes.Repeat([]byte("/nA1"), MaxPacketData/4)
	var stream []byte
	for range 64 {
		var err error
		if stream, err = AppendPackets(stream, PacketRequest, 1, data); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(stream)))
	b.ReportAllocs()
	var cutter Cutter
	for b.Loop() {
		packets := 0
		for rest := stream; len(rest) > 0; {
			piece := rest[:min(len(rest), 4096)]
			rest = rest[len(piece):]
			for len(piece) > 0 {
				piece = cutter.Feed(piece)
				for _, ok := cutter.Next(); ok; _, ok = cutter.Next() {
					packets++
				}
			}
		}
		if packets != 64 {
			b.Fatalf("%d packets", packets)
		}
	}
}

// BenchmarkOpenAnswer opens sealed answers of 600 bytes, as payments have them,
// and of 48 KiB; at least 100 MB/s are wanted.
func BenchmarkOpenAnswer(b *testing.B) {
	codec, err := NewCodec("my_qfpay_pos_key", KeyText, SealMessage)
	if err != nil {
		b.Fatal(err)
	}
	for _, size := range []int{600, 48 << 10} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			text := fmt.Appendf(nil, `{"respcd":"6000","respmsg":"OK","resperr":"","data":"{\"out_trade_no\":\"01M83WFKWB6F0BCZY3670BJKNE\",\"syssn\":\"20261123174105038413000001\",\"txamt\":\"1250\",\"txcurrcd\":\"HKD\",\"desc\":\"%s\"}"}`,
				bytes.Repeat([]byte("x"), size))
			sealed := codec.SealAnswer(text)
			b.SetBytes(int64(len(sealed)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := codec.OpenAnswer(sealed); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
