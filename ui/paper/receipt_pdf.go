package paper

import (
	"fmt"

	"github.com/boombuler/barcode/qr"
)

// print lays the receipt out on one endless page.
func (r Receipt) print(s *sheet) error {
	r.printHead(s)
	r.printAmount(s)
	s.y += 4
	s.rule(0.8, black)
	s.y += 4
	for _, pair := range r.pairs() {
		s.printPair(pair)
	}
	s.y += 4
	s.rule(0.8, black)
	s.y += 14
	if err := s.code(string(r.Transaction.Reference), codeSide); err != nil {
		return err
	}
	s.y += 12
	s.paragraph(r.Foot, style{size: 8.5}, Centre)
	s.y += 2
	for _, mark := range r.marks() {
		s.y += 2
		s.band(mark, 12, keptLines)
	}
	return nil
}

func (r Receipt) printHead(s *sheet) {
	for _, mark := range r.marks() {
		s.band(mark, 12, keptLines)
		s.y += 2
	}
	s.y += 4
	s.paragraph(r.Shop.Name, style{size: 13, bold: true}, Centre)
	s.paragraph(r.Shop.Address, style{size: 8.5}, Centre)
	s.y += 4
	s.rule(0.8, black)
	s.y += 4
}

func (r Receipt) printAmount(s *sheet) {
	s.paragraph(r.title(), style{size: 14, bold: true}, Centre)
	s.paragraph(r.channel(), style{size: 11}, Centre)
	large := style{size: 27, bold: true}
	large.size = s.fitSize(r.amount().String(), large, s.inner())
	s.paragraph(r.amount().String(), large, Centre)
}

// printPair writes a key on the left and its value on the right; a pair that
// is too wide for one line has its value below.
func (s *sheet) printPair(pair Pair) {
	key, value := style{size: 8.5}, style{size: 8.5, bold: true}
	const gap = 8
	left := s.ruler(key)(s.known(pair.Key))
	if left+gap+s.ruler(value)(s.known(pair.Value)) <= s.inner() {
		s.row([]cell{{text: pair.Key, style: key}, {text: pair.Value, style: value, align: Right}},
			[]float64{left, s.inner() - left - gap}, gap, func() {})
		return
	}
	s.paragraph(pair.Key, key, Left)
	s.paragraph(pair.Value, value, Right)
}

// codeSide is a QR code's side on a receipt: 27 mm.
const codeSide = 27 * millimetre

// code draws a QR code in the middle, as boxes that stay sharp at any size.
// The caller leaves four modules of white around it.
func (s *sheet) code(text string, side float64) error {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("paper: QR code: %w", err)
	}
	n := code.Bounds().Dx()
	module := side / float64(n)
	left := (s.width - side) / 2
	dark := func(x, y int) bool {
		red, _, _, _ := code.At(x, y).RGBA()
		return red == 0
	}
	for y := range n {
		for x := 0; x < n; x++ {
			from := x
			for x < n && dark(x, y) {
				x++
			}
			if x > from {
				// A little higher than a module, so that no hairline shows
				// between two rows on a screen.
				s.fill(box{
					x: left + float64(from)*module, y: s.y + float64(y)*module,
					width: float64(x-from) * module, height: module + 0.05, ink: black,
				})
			}
		}
	}
	s.y += side
	return nil
}
