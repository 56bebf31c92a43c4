package assets

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
)

//go:embed fonts/sans-regular.ttf.gz
var sansRegular []byte

//go:embed fonts/sans-bold.ttf.gz
var sansBold []byte

// Sans returns the till's own font as a TrueType file: a part of Noto Sans CJK
// in Hong Kong's forms that holds ASCII, Latin-1, common signs, Big5's and
// GB2312's frequent characters, what Hong Kong adds to them, and kana. Its
// digits are of one width. Its characters beyond U+FFFF have second code points
// from U+E000 on, in their order, for software that can't write the first
// ones. It lies packed in the program, 2.3 MB unpacked:
// ask once and keep it. The slice is the caller's. An error means that the
// program's file is damaged.
func Sans() ([]byte, error) { return unpack(sansRegular) }

// SansBold returns the bold weight of Sans, with the same characters and the
// same contract.
func SansBold() ([]byte, error) { return unpack(sansBold) }

func unpack(packed []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	font, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	return font, nil
}
