package paper

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/segmenter"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// ruler says how wide a text is, in whatever unit its user counts in. It is
// additive: two texts are as wide together as each alone.
type ruler func(text string) float64

// wrap breaks a text into lines of at most most, where Unicode allows it
// (UAX #14: at spaces, between Chinese characters but not before a full stop).
// A word that is wider than a line is cut. An empty text is one empty line.
func wrap(text string, most float64, measure ruler) []string {
	var (
		seg   segmenter.Segmenter
		lines []string
		line  strings.Builder
		used  float64
	)
	flush := func() {
		lines = append(lines, strings.TrimRightFunc(line.String(), unicode.IsSpace))
		line.Reset()
		used = 0
	}
	most = max(most, 0) + slack
	runes := []rune(text)
	seg.Init(runes)
	for pieces := seg.LineIterator(); pieces.Next(); {
		piece := pieces.Line()
		whole := strings.TrimRight(string(piece.Text), "\n")
		ink := measure(strings.TrimRightFunc(whole, unicode.IsSpace))
		if used > 0 && used+ink > most {
			flush()
		}
		for ink > most {
			head := fitting(whole, most, measure)
			line.WriteString(head)
			flush()
			whole = strings.TrimLeftFunc(whole[len(head):], unicode.IsSpace)
			ink = measure(strings.TrimRightFunc(whole, unicode.IsSpace))
		}
		line.WriteString(whole)
		used += measure(whole)
		if piece.IsMandatoryBreak && piece.Offset+len(piece.Text) < len(runes) {
			flush()
		}
	}
	if line.Len() > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// slack is what rounding may add to a text that just fits.
const slack = 0.01

// fitting is the longest beginning of the text that fits, at least one
// character of it.
func fitting(text string, most float64, measure ruler) string {
	used := 0.0
	for i, r := range text {
		used += measure(string(r))
		if used > most && i > 0 {
			return text[:i]
		}
	}
	return text
}

// clean makes a text fit for paper: composed characters, one kind of line
// break, and none of the characters that show nothing or turn the writing
// direction. Private characters mean nothing outside the font.
func clean(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case unicode.Is(unicode.Co, r):
			return unicode.ReplacementChar
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		}
		return r
	}, norm.NFC.String(text))
}

// columns is a ruler for plain text: a Chinese character takes two columns.
func columns(text string) float64 {
	n := 0
	for _, r := range text {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			if !unicode.Is(unicode.Mn, r) {
				n++
			}
		}
	}
	return float64(n)
}
