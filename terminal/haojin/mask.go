package haojin

import (
	"encoding/json"
	"regexp"
	"strings"
)

// digitRun is digits, alone or in groups.
var digitRun = regexp.MustCompile(`\d(?:[ -]?\d)+`)

// maskCards masks what are cards' numbers in a text, but for their last four
// digits: 13 to 19 digits with a right check digit (ISO/IEC 7812). QFPay's own
// numbers and times begin with the century, as no card's number does.
func maskCards(text string) string {
	return digitRun.ReplaceAllStringFunc(text, func(run string) string {
		digits := strings.NewReplacer(" ", "", "-", "").Replace(run)
		if len(digits) < 13 || len(digits) > 19 || strings.HasPrefix(digits, "20") || !checks(digits) {
			return run
		}
		return maskDigits(run)
	})
}

// checks says whether the last digit is the check digit of those before it.
func checks(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// maskedValue masks cards' numbers in a value of JSON.
func maskedValue(value json.RawMessage) json.RawMessage {
	text := string(value)
	masked := maskCards(text)
	switch {
	case masked == text:
		return value
	case json.Valid([]byte(masked)):
		return json.RawMessage(masked)
	}
	return quote(masked) // it was a bare number, or held one
}

// maskDigits replaces every digit by a star, but for the last four.
func maskDigits(s string) string {
	masked := []byte(s)
	left := 4
	for i := len(masked) - 1; i >= 0; i-- {
		if masked[i] < '0' || masked[i] > '9' {
			continue
		}
		if left--; left < 0 {
			masked[i] = '*'
		}
	}
	return string(masked)
}
