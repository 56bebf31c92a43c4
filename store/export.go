package store

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"harbourtill/terminal/payment"
)

// ErrFormat: there is no such export format.
var ErrFormat = errors.New("the format is csv or json")

// exported is one transaction in an export. Amounts are cents, times RFC 3339
// in Hong Kong time and empty where nothing happened.
type exported struct {
	Reference   payment.Reference `json:"reference"`
	Kind        payment.Kind      `json:"kind"`
	Status      payment.Status    `json:"status"`
	AmountCents payment.Money     `json:"amount_cents"`
	Currency    string            `json:"currency"`
	Channel     payment.Channel   `json:"channel"`
	Syssn       string            `json:"syssn"`
	Original    payment.Reference `json:"original"`
	Created     string            `json:"created"`
	Sent        string            `json:"sent"`
	Decided     string            `json:"decided"`
	Operator    string            `json:"operator"`
	Training    bool              `json:"training"`
	Note        string            `json:"note"`
}

func export(t payment.Transaction) exported {
	amount := t.Amount
	if t.Status == payment.Approved {
		amount = t.Booked
	}
	return exported{
		t.Reference, t.Kind, t.Status, amount, payment.Currency, t.Channel, t.Syssn, t.Original,
		exportTime(t.Created), exportTime(t.Sent), exportTime(t.Decided), t.Operator, t.Training, t.Note,
	}
}

func exportTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(payment.HongKong()).Format(time.RFC3339)
}

// fields are an exported transaction's values, in the order of csvHeader.
func (e exported) fields() []string {
	return []string{
		string(e.Reference), string(e.Kind), string(e.Status), strconv.FormatInt(int64(e.AmountCents), 10),
		e.Currency, string(e.Channel), e.Syssn, string(e.Original),
		e.Created, e.Sent, e.Decided, harmless(e.Operator), strconv.FormatBool(e.Training), harmless(e.Note),
	}
}

func csvHeader() []string {
	return []string{
		"reference", "kind", "status", "amount_cents", "currency", "channel", "syssn", "original",
		"created", "sent", "decided", "operator", "training", "note",
	}
}

// harmless keeps a spreadsheet from taking what a person typed for a formula.
func harmless(text string) string {
	if text != "" {
		switch text[0] {
		case '=', '+', '-', '@', '\t', '\r':
			return "'" + text
		}
	}
	return text
}

// Export writes all transactions, oldest first, as csv (UTF-8 with a byte
// order mark, which spreadsheets need) or as json (an array). An approved
// transaction's amount is what was booked. It returns ErrFormat for another
// format and what w or the journal returns.
func (s *Store) Export(w io.Writer, format string) error {
	switch format {
	case "csv":
		return s.exportCSV(w)
	case "json":
		return s.exportJSON(w)
	}
	return fmt.Errorf("%q: %w", format, ErrFormat)
}

func (s *Store) exportCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(csvHeader()); err != nil {
		return err
	}
	err := s.Each(func(t payment.Transaction) error { return out.Write(export(t).fields()) })
	out.Flush()
	return errors.Join(err, out.Error())
}

func (s *Store) exportJSON(w io.Writer) error {
	separator := "[\n"
	err := s.Each(func(t payment.Transaction) error {
		text, err := json.Marshal(export(t))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s%s", separator, text)
		separator = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	if separator == "[\n" {
		_, err = io.WriteString(w, "[]\n")
		return err
	}
	_, err = io.WriteString(w, "\n]\n")
	return err
}
