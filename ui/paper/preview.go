package paper

import (
	"fmt"
	"image"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// Preview is what a receipt says, for a screen: the same words as on paper.
type Preview struct {
	Marks         []string
	Shop, Address string
	Title         string
	Channel       string
	Amount        string
	Pairs         []Pair
	Foot          string
}

// Preview returns what the receipt says, or what Press.Receipt returns.
func (r Receipt) Preview() (Preview, error) {
	if err := r.check(); err != nil {
		return Preview{}, err
	}
	return Preview{
		Marks: r.marks(), Shop: r.Shop.Name, Address: r.Shop.Address, Title: r.title(), Channel: r.channel(),
		Amount: r.amount().String(), Pairs: r.pairs(), Foot: r.Foot,
	}, nil
}

// QR returns the QR code of a text as receipts carry it, side pixels wide, with
// no white around it.
func QR(text string, side int) (image.Image, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("paper: QR code: %w", err)
	}
	scaled, err := barcode.Scale(code, side, side)
	if err != nil {
		return nil, fmt.Errorf("paper: QR code: %w", err)
	}
	return scaled, nil
}
