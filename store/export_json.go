package store

import (
	"bufio"
	"context"
	"encoding/json"
	"strconv"
	"time"

	"harbourtill/terminal/payment"
)

// exportJSON writes the array's objects one by one.
func (s *Store) exportJSON(ctx context.Context, w *bufio.Writer, o ExportOptions) error {
	all := columns()
	var names []string
	for _, c := range all {
		names = append(names, strconv.Quote(c.jsonName())+":")
	}
	var text []byte
	separator := "[\n{"
	err := s.eachRow(ctx, o, func(r *exportRow) error {
		text = append(text[:0], separator...)
		separator = ",\n{"
		for i := range all {
			var err error
			text = append(appendComma(text, i), names[i]...)
			if text, err = appendJSON(text, all[i].of(r)); err != nil {
				return err
			}
		}
		_, err := w.Write(append(text, '}'))
		return err
	})
	if err != nil {
		return err
	}
	end := "\n]\n"
	if separator == "[\n{" {
		end = "[]\n"
	}
	_, err = w.WriteString(end)
	return err
}

func appendJSON(text []byte, c cell) ([]byte, error) {
	switch c.kind {
	case cellText:
		quoted, err := json.Marshal(c.text)
		return append(text, quoted...), err
	case cellMoney:
		return strconv.AppendInt(text, int64(c.money), 10), nil
	case cellTime:
		text = append(text, '"')
		text = c.time.In(payment.HongKong()).AppendFormat(text, time.RFC3339)
		return append(text, '"'), nil
	case cellBool:
		return strconv.AppendBool(text, c.yes), nil
	}
	return append(text, "null"...), nil
}
