// Package paper turns receipts and reports into PDF and into plain text. It
// knows what belongs on them and where; the words come from the caller, so
// that paper speaks the shop's language.
package paper

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-text/typesetting/font"

	"harbourtill/assets"
)

// Press writes documents as PDF. It holds the fonts, so make one and keep it;
// any number of goroutines may use it at once. The same document always makes
// the same bytes.
type Press struct {
	regular, bold typeface
	// private holds the second code points of the characters beyond U+FFFF
	// (assets.Sans): gopdf writes a broken character map with the first ones.
	private map[rune]rune
}

// typeface is one weight, as the file to embed and as what measures with it.
type typeface struct {
	file []byte
	font *font.Font
}

// NewPress unpacks the fonts, which takes some 50 ms. An error means that the
// program's file is damaged.
func NewPress() (*Press, error) {
	regular, err := newTypeface(assets.Sans)
	if err != nil {
		return nil, err
	}
	bold, err := newTypeface(assets.SansBold)
	if err != nil {
		return nil, err
	}
	return &Press{regular: regular, bold: bold, private: secondNames(regular.font)}, nil
}

func newTypeface(open func() ([]byte, error)) (typeface, error) {
	file, err := open()
	if err != nil {
		return typeface{}, fmt.Errorf("paper: %w", err)
	}
	face, err := font.ParseTTF(bytes.NewReader(file))
	if err != nil {
		return typeface{}, fmt.Errorf("paper: font: %w", err)
	}
	return typeface{file: file, font: face.Font}, nil
}

// secondNames pairs the characters beyond U+FFFF with the private code points
// that show the same glyphs.
func secondNames(f *font.Font) map[rune]rune {
	private := make(map[font.GID]rune)
	for r := rune(privateFirst); r <= privateLast; r++ {
		if glyph, found := f.NominalGlyph(r); found {
			private[glyph] = r
		}
	}
	names := make(map[rune]rune)
	for all := f.Cmap.Iter(); all.Next(); {
		r, glyph := all.Char()
		if second, found := private[glyph]; found && r > 0xFFFF {
			names[r] = second
		}
	}
	return names
}

// The private use area of Unicode's basic plane.
const (
	privateFirst = 0xE000
	privateLast  = 0xF8FF
)

// Receipt writes a receipt as a PDF of one page, 80 mm wide and as long as it
// needs to be. It returns ErrNotApproved for anything but an approved payment
// or refund, ErrWords when a word is missing, and what w returns.
func (p *Press) Receipt(w io.Writer, r Receipt) error {
	if err := r.check(); err != nil {
		return err
	}
	s := p.newSheet(rollWidth, endless, rollMargin)
	if err := r.print(s); err != nil {
		return err
	}
	s.cutOff()
	return p.writePDF(w, s.pages, r.title()+" "+string(r.Transaction.Reference), r.Made)
}

// Report writes a report as a PDF of A4 pages.
func (p *Press) Report(w io.Writer, r Report) error {
	s := p.newSheet(a4Width, a4Height, a4Margin)
	r.print(s)
	return p.writePDF(w, s.pages, r.Title, r.Made)
}
