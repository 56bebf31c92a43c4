package store

import (
	"bufio"
	"context"
	"strings"
	"unicode/utf8"

	"harbourtill/terminal/payment"
)

const (
	byteOrderMark = "\ufeff"
	sheetTime     = "2006-01-02 15:04:05"
)

// exportCSV writes RFC 4180. encoding/csv would drop carriage returns inside
// fields when it ends lines with CRLF, and so change what people typed.
func (s *Store) exportCSV(ctx context.Context, w *bufio.Writer, o ExportOptions) error {
	all := columns()
	line := []byte(byteOrderMark)
	for i, c := range all {
		line = appendField(line, i, c.sheetName())
	}
	if _, err := w.Write(append(line, '\r', '\n')); err != nil {
		return err
	}
	zone := payment.HongKong()
	return s.eachRow(ctx, o, func(r *exportRow) error {
		line = line[:0]
		for i := range all {
			switch c := all[i].of(r); c.kind {
			case cellText:
				line = appendField(line, i, c.text)
				continue
			case cellMoney:
				line = appendMoney(appendComma(line, i), c.money)
			case cellTime:
				line = c.time.In(zone).AppendFormat(appendComma(line, i), sheetTime)
			case cellBool:
				line = append(appendComma(line, i), yesNo(c.yes)...)
			default:
				line = appendComma(line, i)
			}
		}
		_, err := w.Write(append(line, '\r', '\n'))
		return err
	})
}

func yesNo(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}

func appendComma(line []byte, i int) []byte {
	if i > 0 {
		line = append(line, ',')
	}
	return line
}

// appendField writes a line's text number i.
func appendField(line []byte, i int, text string) []byte {
	line = appendComma(line, i)
	if text == "" {
		return line
	}
	guarded := misread(text)
	if !strings.ContainsAny(text, "\",\r\n") {
		if guarded {
			line = append(line, '\'')
		}
		return append(line, text...)
	}
	line = append(line, '"')
	if guarded {
		line = append(line, '\'')
	}
	for part, rest := text, ""; ; part = rest {
		var more bool
		part, rest, more = strings.Cut(part, `"`)
		line = append(line, part...)
		if !more {
			break
		}
		line = append(line, '"', '"')
	}
	return append(line, '"')
}

// misread says whether a spreadsheet would take a text for something else: for
// a formula by its first character (full width ones too), or for a number or a
// date because it has no letters. An apostrophe is misread as ours.
func misread(text string) bool {
	switch text[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n', '\'':
		return true
	}
	if first, _ := utf8.DecodeRuneInString(text); first >= utf8.RuneSelf {
		return strings.ContainsRune("＝＋－＠", first)
	}
	return text[0] <= '9' && strings.Trim(text, "0123456789.,:/-+%eE $") == ""
}
