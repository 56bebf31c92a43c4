package paper

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/signintech/gopdf"

	"harbourtill/terminal/payment"
)

// family is the name of the font inside the PDF.
const family = "sans"

// writePDF writes pages as they were laid out.
func (p *Press) writePDF(w io.Writer, pages []*page, title string, made time.Time) error {
	var pdf gopdf.GoPdf
	pdf.Start(gopdf.Config{Unit: gopdf.UnitPT, PageSize: gopdf.Rect{W: pages[0].width, H: pages[0].height}})
	pdf.SetInfo(gopdf.PdfInfo{Title: p.writable(clean(title)), Creator: "Harbour Till", CreationDate: made.In(payment.HongKong())})
	if err := pdf.AddTTFFontDataWithOption(family, p.regular.file, gopdf.TtfOption{Style: gopdf.Regular}); err != nil {
		return fmt.Errorf("paper: font: %w", err)
	}
	if err := pdf.AddTTFFontDataWithOption(family, p.bold.file, gopdf.TtfOption{Style: gopdf.Bold}); err != nil {
		return fmt.Errorf("paper: font: %w", err)
	}
	for _, page := range pages {
		pdf.AddPageWithOption(gopdf.PageOption{PageSize: &gopdf.Rect{W: page.width, H: page.height}})
		if err := p.draw(&pdf, page); err != nil {
			return fmt.Errorf("paper: %w", err)
		}
	}
	// gopdf drops its writer's errors, so it writes to memory.
	var file bytes.Buffer
	if _, err := pdf.WriteTo(&file); err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	if _, err := w.Write(file.Bytes()); err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	return nil
}

func (p *Press) draw(pdf *gopdf.GoPdf, page *page) error {
	for _, b := range page.boxes {
		pdf.SetFillColor(b.ink.parts())
		pdf.RectFromUpperLeftWithStyle(b.x, b.y, b.width, b.height, "F")
	}
	for _, t := range page.texts {
		weight := gopdf.Regular
		if t.style.bold {
			weight = gopdf.Bold
		}
		if err := pdf.SetFontWithStyle(family, weight, t.style.size); err != nil {
			return err
		}
		pdf.SetTextColor(t.style.ink.parts())
		pdf.SetXY(t.x, t.y+ascent*t.style.size)
		if err := pdf.Text(p.writable(t.text)); err != nil {
			return err
		}
	}
	return nil
}

// writable replaces the characters that gopdf can't write, those beyond U+FFFF,
// by their second code points where they have one.
func (p *Press) writable(text string) string {
	return strings.Map(func(r rune) rune {
		if second, found := p.private[r]; found {
			return second
		}
		if r > 0xFFFF {
			return missing
		}
		return r
	}, text)
}
