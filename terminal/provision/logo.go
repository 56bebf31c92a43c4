package provision

import (
	"bytes"
	"image"
	_ "image/jpeg" // a logo may be a JPEG
	_ "image/png"  // or a PNG
)

// What may be wrong with a logo's file, besides what may be wrong with any.
var (
	ErrLogoTooLarge = &InputError{"the picture has more than 512 KiB or more than 4096 pixels a side"}
	ErrLogoContent  = &InputError{"the file is neither a PNG nor a JPEG"}
)

// A logo has at most so many bytes, and pixels a side.
const (
	maxLogoFile = 512 << 10
	maxLogoSide = 4096
)

// ReadLogo reads a PNG or a JPEG for the customer's window and returns the file
// as it is. A fault is an *InputError.
func ReadLogo(path string) ([]byte, error) {
	file, err := readSmallFile(path)
	if err != nil {
		return nil, err
	}
	return file, checkLogo(file)
}

// checkLogo decodes all of a picture, once its size is known to be bearable.
func checkLogo(file []byte) error {
	if len(file) > maxLogoFile {
		return ErrLogoTooLarge
	}
	cfg, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return ErrLogoContent
	}
	if cfg.Width > maxLogoSide || cfg.Height > maxLogoSide {
		return ErrLogoTooLarge
	}
	if _, _, err := image.Decode(bytes.NewReader(file)); err != nil {
		return ErrLogoContent
	}
	return nil
}
