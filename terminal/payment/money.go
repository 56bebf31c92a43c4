// Package payment holds what the shop and the terminal agree on: money,
// channels, references, and the life of a transaction. It is a leaf: it
// imports the standard library only, and everybody may import it.
package payment

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Money is an amount of Hong Kong dollars in whole cents. There are no
// fractions of a cent and no floats anywhere near it.
type Money int64

// The smallest and the largest amount that a terminal takes in one payment.
// The ceiling is the last amount that a terminal doesn't print with an
// exponent when it checks the digest (protocol section 2).
const (
	MinAmount Money = 1
	MaxAmount Money = 999_999_999
)

// Currency is the only currency the till takes, as ISO 4217 writes it.
const Currency = "HKD"

// What may be wrong with an amount; match with errors.Is.
var (
	ErrNotAmount      = errors.New("not an amount of money")
	ErrTooPrecise     = errors.New("more than two decimals")
	ErrAmountTooSmall = errors.New("the amount must be at least HK$0.01")
	ErrAmountTooLarge = errors.New("the amount must be at most HK$9,999,999.99")
)

// Validate says whether the amount can be charged or refunded: ErrAmountTooSmall
// below MinAmount (zero and negative included), ErrAmountTooLarge above MaxAmount.
func (m Money) Validate() error {
	switch {
	case m < MinAmount:
		return ErrAmountTooSmall
	case m > MaxAmount:
		return ErrAmountTooLarge
	}
	return nil
}

// String writes the amount as the shop reads it: HK$1,234.50, -HK$0.05.
func (m Money) String() string {
	sign := ""
	if m < 0 {
		sign = "-"
	}
	return sign + "HK$" + m.digits(",")
}

// Decimal writes the amount in dollars with two decimals and nothing else,
// as spreadsheets and data files want it: 1234.50.
func (m Money) Decimal() string {
	sign := ""
	if m < 0 {
		sign = "-"
	}
	return sign + m.digits("")
}

func (m Money) digits(thousands string) string {
	cents := uint64(m)
	if m < 0 {
		cents = -cents
	}
	whole := strconv.FormatUint(cents/100, 10)
	for i := len(whole) - 3; i > 0 && thousands != ""; i -= 3 {
		whole = whole[:i] + thousands + whole[i:]
	}
	return fmt.Sprintf("%s.%02d", whole, cents%100)
}

// ParseMoney reads what a person types: 12, 12.5, .5, 12., 1,234.50, HK$12,
// $12. Commas must stand where thousands end. It returns ErrNotAmount for
// anything else, ErrTooPrecise beyond two decimals and ErrAmountTooLarge above
// MaxAmount; zero is an amount, whether it can be charged is Validate's to say.
func ParseMoney(text string) (Money, error) {
	s := strings.TrimSpace(text)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "HK"), "$")
	whole, fraction, _ := strings.Cut(strings.TrimSpace(s), ".")
	if whole == "" && fraction == "" {
		return 0, fmt.Errorf("%q: %w", text, ErrNotAmount)
	}
	whole, ok := withoutCommas(whole)
	if !ok || !allDigits(whole) || !allDigits(fraction) {
		return 0, fmt.Errorf("%q: %w", text, ErrNotAmount)
	}
	if len(fraction) > 2 {
		return 0, fmt.Errorf("%q: %w", text, ErrTooPrecise)
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > len("9999999") {
		return 0, fmt.Errorf("%q: %w", text, ErrAmountTooLarge)
	}
	cents, err := strconv.ParseInt("0"+whole+(fraction + "00")[:2], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q: %w", text, ErrNotAmount)
	}
	return Money(cents), nil
}

// withoutCommas drops thousands separators and says whether each stood before
// a group of three digits.
func withoutCommas(whole string) (string, bool) {
	groups := strings.Split(whole, ",")
	for i, group := range groups[1:] {
		if len(group) != 3 || (i == 0 && (groups[0] == "" || len(groups[0]) > 3)) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func allDigits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
